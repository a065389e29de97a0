"""What was set aside as not relevant, for a second person."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from consultations import access, seating
from consultations.access import Do
from consultations.lookup import find_for
from consultations.models import Consultation
from deliberation.models import Contribution
from outcomes.coding import set_aside as aside
from outcomes.coding.showing import keyset
from people.errors import Refused
from people.text.sanitising import number

A_PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def set_aside(request: HttpRequest, slug: str) -> HttpResponse:
    """Every contribution that a coder set aside, those first that nobody else has looked at."""
    consultation, member = find_for(request, slug, Do.CHECK_SET_ASIDE)
    errors: list[str] = []
    if request.method == "POST":
        try:
            if "put_back" in request.POST:
                aside.put_back(consultation, number(request.POST["put_back"]) or 0, by=request.user)
            else:
                ticked = [pk for sent in request.POST.getlist("said") if (pk := number(sent))]
                aside.agree(consultation, ticked, by=request.user)
            return redirect("set_aside", slug)
        except Refused as error:
            errors = error.problems
    waits = aside.waiting(consultation)
    found = aside.marks(consultation) if request.GET.get("all") else waits
    whole = found.select_related("marked_by__user", "checked_by__user", "contribution__membership__group")
    page = keyset(whole, request.GET, A_PAGE)
    side = seating.side_of(member)
    dropped = _dropped(request, consultation, side)
    context = {
        "consultation": consultation,
        **dropped,
        "page": page,
        "rows": [(one, not one.checked_by_id and one.marked_by_id not in side) for one in page.items],
        "waiting": waits.count(),
        "shows_all": bool(request.GET.get("all")),
        "errors": errors,
        "may_check": access.may(request.user, consultation, Do.CHECK_SET_ASIDE),
    }
    return render(request, "outcomes/coding/set_aside.html", context, status=422 if errors else 200)


def _dropped(request: HttpRequest, consultation: Consultation, side: frozenset[int]) -> dict[str, object]:
    """A page of what was coded and counts nowhere (`?nowhere=2`): first what this person, of this side, may look at."""
    readers = aside.readers(list(aside.dropped_unseen(consultation).order_by("pk").values_list("pk", flat=True)))
    mine = {pk for pk, who in readers.items() if not side & set(who)}
    page = Paginator(sorted(readers, key=lambda pk: (pk not in mine, pk)), A_PAGE).get_page(request.GET.get("nowhere"))
    said = Contribution.objects.select_related("membership__group").in_bulk(page.object_list)

    def link(to: int) -> str:
        asked = request.GET.copy()
        asked["nowhere"] = str(to)
        return f"?{asked.urlencode()}"

    return {
        "dropped": [(said[pk], pk in mine) for pk in page.object_list],
        "dropped_waiting": len(readers),
        "dropped_prev": link(page.previous_page_number()) if page.has_previous() else "",
        "dropped_next": link(page.next_page_number()) if page.has_next() else "",
    }
