"""Words that were sent and found no place: they come back, so that nobody has to write them again."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from consultations.access import membership_of
from consultations.lookup import find

View = Callable[..., HttpResponse]  # its address names a consultation, or a session by its code
SIGNED_OUT = "You are not signed in, so this was not sent."
NO_PART = "You do not take part in this consultation, or no longer do, so this was not sent."
GONE = "What you wrote to is not open to you, or is not there. So this was not sent."
CHOSEN = "answer"  # of a poll: a number in it is an option that was chosen
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
        def answer(request: HttpRequest, slug: str, **more: int) -> HttpResponse:
            try:
                return view(request, slug, **more)
            except Http404:
                if not (words := typed(request, field)):
                    raise
            return _page(request, slug, words, why)

        return answer

    return wrap


def gives_back_by_code(field: str) -> Callable[[View], View]:
    """As `gives_back`, for a view of a session. The page is the same for a code that stands for nothing."""

    def wrap(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, code: str) -> HttpResponse:
            try:
                return view(request, code=code)
            except Http404:
                if "quick" in request.POST or not (words := typed(request, field)):
                    raise
            return given_back(request, words, back_to=reverse("live", args=[code]))

        return answer

    return wrap


def typed(request: HttpRequest, field: str) -> str:
    """The words of a form that was sent as a page."""
    words = request.POST.get(field, "").strip()
    chosen = field == CHOSEN and words.isdigit()
    return "" if chosen or request.htmx else words  # type: ignore[attr-defined]


def given_back(request: HttpRequest, words: str, back_to: str) -> HttpResponse:
    """The words alone: nothing of where they were to go, or whether there is such a place."""
    why = GONE if request.user.is_authenticated else SIGNED_OUT
    context = {"words": words, "why": why, "may_return": True, "back_to": back_to}
    return render(request, "deliberation/discussion/given_back.html", context, status=404)


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
