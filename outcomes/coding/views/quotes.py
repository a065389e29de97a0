"""The second pair of eyes on every quote."""

from collections.abc import Collection
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from consultations import access, seating
from consultations.access import Do
from consultations.forms import Typed
from consultations.lookup import find_for
from consultations.seen import edits, one_after_another
from outcomes.coding import coding, quoting, refusing, surroundings
from outcomes.coding.forms import QuoteForm
from outcomes.coding.showing import quote_row
from outcomes.models import Excerpt
from people.errors import Refused
from people.text.sanitising import number

#: Quotes that wait, on one page: sixty are twenty-five screens of a phone, and the last are read as the first are not.
A_PAGE = 10


@require_http_methods(["GET", "HEAD", "POST"])
@one_after_another()
def quotes(request: HttpRequest, slug: str) -> HttpResponse:
    """Every quote the findings use: a second person confirms that it gives no one away."""
    consultation, member = find_for(request, slug, Do.CHECK_QUOTE)
    errors: list[str] = []
    sent: dict[int, QuoteForm] = {}
    asked = number(request.POST.get("excerpt"))
    if request.method == "POST":
        Excerpt.objects.select_for_update(no_key=True).filter(pk=asked).first()
        excerpt = get_object_or_404(quoting.quoted(consultation), pk=asked)
        try:
            if _act(request, excerpt, sent):
                return redirect("check_quotes", slug)
        except Refused as error:
            errors = error.problems
    excerpts = list(quoting.quoted(consultation))
    side = seating.side_of(member)
    around = surroundings.of(excerpts)
    refused = refusing.earlier(excerpts)
    rows = [
        {
            **quote_row(one, member, side),
            "form": sent.get(one.pk) or _form(one),
            "why": request.POST.get("why", "") if one.pk == asked else "",
            "around": around[one.pk],
            "refused_before": refused[one.pk],
        }
        for one in excerpts
    ]
    rows.sort(key=lambda row: row["excerpt"].pk)
    waiting, cleared = ([row for row in rows if bool(row["reasons"]) == waits] for waits in (True, False))
    waiting.sort(key=lambda row: not row["is_to_check"])  # what this person can do stands first
    page = _page_of(waiting, sent, request)
    context = {
        "consultation": consultation,
        "rows": rows,
        "waiting": page.object_list,
        "page": page,
        "prev_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
        "waiting_count": len(waiting),
        "to_check": sum(row["is_to_check"] for row in waiting),
        "cleared": cleared,
        "is_open": any(row["excerpt"].pk in sent for row in cleared),
        "errors": errors,
        "sent": sent.get(asked or 0),
        "may_code": access.may(request.user, consultation, Do.CODE),
    }
    return render(request, "outcomes/coding/quotes.html", context, status=422 if errors or sent else 200)


def _form(excerpt: Excerpt, data: Typed = None) -> QuoteForm:
    """How it is printed: filled with the words as they are read now."""
    return edits(QuoteForm(data, initial={"edited": excerpt.text}, auto_id=f"%s-{excerpt.pk}"))


def _act(request: HttpRequest, excerpt: Excerpt, sent: dict[int, QuoteForm]) -> bool:
    """Do what was asked of one quote. False when the form has faults; it is among those `sent` then, and where the act
    says no."""
    do = request.POST.get("do")
    if do in {"check", "refuse"}:
        if request.POST.get("words") != _form(excerpt)["seen"].value():
            raise Refused("The words were changed since you opened this page. Read them again, then say so.")
        if do == "check":
            quoting.check_quote(excerpt, by=request.user)
        else:
            quoting.refuse_quote(excerpt, by=request.user, why=request.POST.get("why", ""))
        return True
    form = sent[excerpt.pk] = _form(excerpt, request.POST)
    if not form.is_valid():
        return False
    coding.edit_quote(excerpt, form.cleaned_data["edited"], by=request.user)
    return True


def _page_of(waiting: list[dict[str, Any]], sent: Collection[int], request: HttpRequest) -> "Page[dict[str, Any]]":
    """The page that is asked for, or the one with the quote whose words were refused."""
    refused = next((place for place, row in enumerate(waiting) if row["excerpt"].pk in sent), None)
    return Paginator(waiting, A_PAGE).get_page(request.GET.get("page") if refused is None else refused // A_PAGE + 1)
