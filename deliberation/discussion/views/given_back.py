"""Words that were sent to the discussion and found no place: they come back, so that nobody has to write them again."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from consultations.access import membership_of
from consultations.lookup import find

View = Callable[[HttpRequest, str, int], HttpResponse]
SIGNED_OUT = "You are not signed in, so this was not sent."
NO_PART = "You do not take part in this consultation, or no longer do, so this was not sent."
NO_PLACE = "There is nothing here that you can write to. It may be gone, or it was never open to you."


def gives_back(field: str, why: str = "") -> Callable[[View], View]:
    """A view whose 404, to a form with words in `field`, is a page that holds those words.

    `why`: the reason to give, where it does not hang on who somebody is.

    The page knows the consultation, the person and their own words: it is the same whether what they wrote to is
    closed to them or does not exist. Where they may not even know of the consultation, the 404 stays bare.
    With htmx it stays bare too: the form is still on the page there, with everything in it.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
            try:
                return view(request, slug, pk)
            except Http404:
                words = request.POST.get(field, "").strip()
                if not words or request.htmx:  # type: ignore[attr-defined]
                    raise
            return _page(request, slug, words, why)

        return answer

    return wrap


def gives_back_here(field: str) -> Callable[[Callable[[HttpRequest, str], HttpResponse]], Callable[..., HttpResponse]]:
    """As `gives_back`, for a view of a consultation itself."""

    def wrap(view: Callable[[HttpRequest, str], HttpResponse]) -> Callable[..., HttpResponse]:
        inner = gives_back(field)(lambda request, slug, _: view(request, slug))
        return wraps(view)(lambda request, slug: inner(request, slug, 0))

    return wrap


def _page(request: HttpRequest, slug: str, words: str, why: str) -> HttpResponse:
    consultation = find(request, slug)
    member = membership_of(request.user, consultation)
    theirs = SIGNED_OUT if not request.user.is_authenticated else NO_PLACE if member else NO_PART
    context = {
        "consultation": consultation,
        "member": member,
        "words": words,
        "why": why or theirs,
        "may_return": not why,
        "back_to": request.path.removesuffix("post/"),  # as it was sent: it says nothing of what is there
    }
    return render(request, "deliberation/discussion/given_back.html", context, status=404)
