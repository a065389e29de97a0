"""A transcript read as a whole, with the themes beside it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from consultations import access
from consultations.access import Do
from consultations.lookup import find_for
from consultations.models import Consultation, Membership
from deliberation.models import Thread
from outcomes.coding import blank_form, coding, reading, standing
from outcomes.coding.showing import keyset
from outcomes.coding.standing import Standing
from outcomes.coding.views.bench import rooms
from people.text.sanitising import number

A_PAGE = 40
BEFORE = 5  # contributions above the one that is asked for


@require_safe
def read_thread(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """All that was said in one place, in order, each with its codes; the form at the side codes what is selected."""
    consultation, member = find_for(request, slug, Do.READ_CODING)
    here = Thread.objects.filter(area__consultation=consultation).select_related("area", "group")
    thread = get_object_or_404(here, pk=pk)
    thread.area.consultation = consultation
    now = standing.of(consultation)
    said = reading.whole(thread)
    asked = request.GET.copy()
    if at := number(asked.get("at")):
        above = list(said.filter(pk__lt=at).order_by("-pk").values_list("pk", flat=True)[: BEFORE + 1])
        asked = asked.copy()
        asked.pop("at")
        if len(above) > BEFORE:
            asked["after"] = str(above[BEFORE])
    page = keyset(said, asked, A_PAGE)
    places = _places(consultation, now)
    at_place = places.index(thread.pk) if thread.pk in places else -1
    may_code = access.may(request.user, consultation, Do.CODE)
    context: dict[str, Any] = {
        "consultation": consultation,
        "rooms": rooms(consultation, now),
        "thread": thread,
        "page": page,
        "rows": reading.rows_of(page.items, member),
        "blank_form": _form(request, thread, member, now) if may_code else "",
        "may_code": may_code,
        "previous": places[at_place - 1] if at_place > 0 else None,
        "following": places[at_place + 1] if 0 <= at_place < len(places) - 1 else None,
    }
    return render(request, "outcomes/coding/read.html", context)


def _places(consultation: Consultation, now: Standing) -> list[int]:
    """The places where something may be coded, in order: the same until more than codes changes."""
    read = lambda: list(coding.threads(consultation).values_list("pk", flat=True))  # noqa: E731
    return standing.kept_with("places", consultation, now, read)


def _form(request: HttpRequest, thread: Thread, member: Membership, now: Standing) -> SafeString:
    """The form that codes what is selected."""
    consultation = thread.area.consultation
    here = blank_form.themes_of(consultation, thread.area_id, now)
    themes, recent = blank_form.used_last_first(here, member)
    return blank_form.written(request, consultation, themes, recent, quick=False, reads=True)
