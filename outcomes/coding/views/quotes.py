"""The second pair of eyes on every quote."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from consultations import access, seating
from consultations.access import Do
from consultations.lookup import find_for
from outcomes.coding import coding, quoting, surroundings
from outcomes.coding.forms import QuoteForm
from outcomes.coding.showing import quote_row
from people.errors import Refused
from people.text.sanitising import number

#: Quotes that wait, on one page: sixty are twenty-five screens of a phone, and the last are read as the first are not.
A_PAGE = 10


@require_http_methods(["GET", "HEAD", "POST"])
def quotes(request: HttpRequest, slug: str) -> HttpResponse:
    """Every quote the findings use: a second person confirms that it gives no one away."""
    consultation, member = find_for(request, slug, Do.CHECK_QUOTE)
    errors: list[str] = []
    typed: dict[int, str] = {}
    if request.method == "POST":
        excerpt = get_object_or_404(quoting.quoted(consultation), pk=number(request.POST.get("excerpt")))
        form = QuoteForm(request.POST)
        try:
            if request.POST.get("do") == "check":
                quoting.check_quote(excerpt, by=request.user)
            elif request.POST.get("do") == "refuse":
                quoting.refuse_quote(excerpt, by=request.user, why=request.POST.get("why", ""))
            elif form.is_valid():
                coding.edit_quote(excerpt, form.cleaned_data["edited"], by=request.user)
            return redirect("check_quotes", slug)
        except Refused as error:
            errors, typed = error.problems, {excerpt.pk: request.POST.get("edited", "")}
    excerpts = list(quoting.quoted(consultation))
    side = seating.side_of(member)
    around = surroundings.of(excerpts)
    rows = [{**quote_row(one, member, side, typed.get(one.pk)), "around": around[one.pk]} for one in excerpts]
    rows.sort(key=lambda row: row["excerpt"].pk)
    waiting, cleared = ([row for row in rows if bool(row["reasons"]) == waits] for waits in (True, False))
    waiting.sort(key=lambda row: not row["is_to_check"])  # what this person can do stands first
    page = _page_of(waiting, typed, request)
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
        "is_open": any(row["excerpt"].pk in typed for row in cleared),
        "errors": errors,
        "may_code": access.may(request.user, consultation, Do.CODE),
    }
    return render(request, "outcomes/coding/quotes.html", context, status=422 if errors else 200)


def _page_of(waiting: list[dict[str, Any]], typed: dict[int, str], request: HttpRequest) -> "Page[dict[str, Any]]":
    """The page that is asked for, or the one with the quote whose words were refused."""
    refused = next((place for place, row in enumerate(waiting) if row["excerpt"].pk in typed), None)
    return Paginator(waiting, A_PAGE).get_page(request.GET.get("page") if refused is None else refused // A_PAGE + 1)
