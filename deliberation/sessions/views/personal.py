"""A participant's own strip in a session: raising a hand, asking for a pause, seeing the table."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from deliberation.sessions import floor, leading, raised_hands
from deliberation.sessions import personal as mine_of
from deliberation.sessions.views.phone import by_htmx, find_session
from people.errors import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, code: str) -> HttpResponse:
    """The strip as a fragment; a plain form goes back to the page."""
    session, member = find_session(request, code)
    if member is None or not leading.belongs(session, member):
        raise Http404("Not in this session.")
    errors: list[str] = []
    if request.method == "POST":
        deeds: dict[str, Callable[[], object]] = {
            "raise": lambda: raised_hands.raise_hand(session, by=request.user, topic=request.POST.get("topic", "")),
            "lower": lambda: raised_hands.lower_hand(session, by=request.user),
            "pause": lambda: floor.ask_for_pause(session, by=request.user),
        }
        try:
            if request.POST.get("do") not in deeds:
                raise Refused("That button is not known here. Reload the page.")
            deeds[request.POST["do"]]()
        except Refused as error:
            errors = error.problems
        if not by_htmx(request):
            for problem in errors:
                messages.error(request, problem)
            return redirect(reverse("live", args=[session.code]) + "#mine")
        session.refresh_from_db()
    context = {"session": session, "mine": mine_of.of(session, member), "errors": errors}
    return render(request, "deliberation/sessions/_personal.html", context, status=422 if errors else 200)
