"""The page of what was found."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from consultations.lookup import find, member_of
from deliberation.searching import searching
from people.text.sanitising import number, one_line


@require_safe
def search(request: HttpRequest, slug: str) -> HttpResponse:
    """What this reader may read, by its words."""
    consultation = find(request, slug)
    member = member_of(request, consultation)
    typed = one_line(request.GET.get("q", ""))[:200]
    context = {
        "consultation": consultation,
        "member": member,
        "typed": typed,
        "found": searching.find(consultation, typed, by=request.user, before=number(request.GET.get("before")) or 0),
    }
    return render(request, "deliberation/searching/page.html", context)
