"""In front of a session: the short page on which somebody joins with the code off the wall, or waits to be let in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from consultations import access
from consultations.access import Do
from consultations.groups import appointing
from consultations.joining import coming, typed_codes, wording
from consultations.joining.views.joining import cannot_join, join_form, not_looked_at
from consultations.lookup import refusals
from consultations.models import Membership
from consultations.saving import attempted
from deliberation.models import Session
from deliberation.sessions import entry
from deliberation.sessions.forms.sessions import CodeForm
from people import limits
from people.errors import Refused
from people.guests import guests
from people.signin import devices

DOES_NOT_WORK = "This code does not open a session. It may be mistyped or out of date: look at the screen in the room."


def at_entry(request: HttpRequest, code: str, session: Session | None, member: Membership | None) -> HttpResponse:
    """The answer to somebody who does not belong to the session behind `code`, or whose code stands for nothing.

    Police get the same page as a wrong code: for them there is no session.
    """
    known = session if session and _may_know(session, member, code) else None
    try:
        found = typed_codes.checked(request, known, trusted=bool(known and entry.is_trusted(request, known)))
    except typed_codes.NotLooked as error:
        return not_looked_at(request, code, error)  # its form is sent, so that the button counts
    except limits.TooMany as error:
        return _code_page(request, code, error, status=typed_codes.status_of(error))
    if found is None:
        return _code_page(request, code, Refused(DOES_NOT_WORK), status=404)
    if member is not None:
        context = {"session": found, "consultation": found.consultation, "member": member}
        return render(request, "deliberation/sessions/not_here.html", context, status=403)
    return _come_in(request, found)


def _may_know(session: Session, member: Membership | None, code: str) -> bool:
    if member is not None:
        return not member.is_police
    return entry.opens(session, code)


def _code_page(request: HttpRequest, code: str, error: Refused, status: int) -> HttpResponse:
    form = refusals(CodeForm({"code": code[:20]}), error)
    return render(request, "deliberation/sessions/enter_code.html", {"form": form}, status=status)


def _come_in(request: HttpRequest, session: Session) -> HttpResponse:
    consultation = session.consultation
    if (answer := cannot_join(request, consultation)) is not None:
        return answer
    held = coming.waiting_of(request.user, consultation)
    if held is not None and held.is_waiting:
        again = reverse("live", args=[session.code])
        context = {"consultation": consultation, "newcomer": held, "again": again, "kicker": session.title}
        context["shared"] = coming.SHARED
        return render(request, "deliberation/sessions/waiting.html", context)
    form = join_form(request, consultation, session.group)
    if request.method == "POST" and form.is_valid():
        try:
            _enter(request, session, form)
            return redirect("live", code=session.code)
        except Refused as error:
            refusals(form, error)
    context = {
        "session": session,
        "consultation": consultation,
        "form": form,
        "was_declined": held is not None,
        "waits": not session.is_open_wall,
        "door_for_staff": coming.DOOR_FOR_STAFF if devices.was_staff(request) else "",
        "nobody_answers": appointing.nobody_answers(consultation),
        "consent_version": wording.CONSENT_VERSION,
    }
    return render(request, "deliberation/sessions/entry.html", context, status=422 if form.errors else 200)


def _enter(request: HttpRequest, session: Session, form: Any) -> None:
    by = request.user if request.user.is_authenticated else None
    trusted = entry.is_trusted(request, session)
    came = entry.come_in(
        session,
        by=by,
        key=form.cleaned_data["key"] or form.initial["key"],
        origin=coming.origin_of(request, session.consultation, is_trusted=trusted),
        **form.choices(),
    )
    if by is None:
        guests.welcome(request, came)


@require_POST
def renew_session_code(request: HttpRequest, code: str) -> HttpResponse:
    """A new code for the wall; the old one lets nobody in any more."""
    session = entry.session_of(code)
    if session is None:
        raise access.NotAllowed("renew a code")
    access.require_role(request.user, session.consultation, Do.RUN_SESSION)
    done = "The session has a new code. The old one lets nobody in; who is in stays in."
    attempted(request, lambda: entry.renew_code(session, by=request.user), done)
    return redirect("console", code=session.code)
