"""The dry run of a planned session. Each press is a form: a page that is only looked at plays nothing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from consultations.access import Do
from deliberation.sessions import rehearsal
from deliberation.sessions.views.phone import find_session
from people.errors import Refused
from people.text.sanitising import number


@require_http_methods(["GET", "HEAD", "POST"])
def dry_run(request: HttpRequest, code: str) -> HttpResponse:
    session, _ = find_session(request, code, Do.PLAN_SESSION)
    scene = None
    if request.method == "POST":
        try:
            scene = rehearsal.play(session, number(request.POST.get("place")), by=request.user)
        except Refused as error:
            messages.error(request, str(error))
            return redirect("agenda", code=session.code)
    context = {
        "session": session,
        "consultation": session.consultation,
        "scene": scene,
        "invented": rehearsal.PEOPLE,
        "back": scene.place - 1 if scene and scene.place else None,
        "on": scene.place + 1 if scene else 0,
    }
    return render(request, "deliberation/sessions/dry_run.html", context)
