"""How a session went, on paper: made by the background worker when a facilitator asks, and kept until it changes."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django_tasks import task

from audit import clock
from consultations.models import Membership, Role
from deliberation.models import Session
from deliberation.sessions import summary, taking_away
from outcomes.models import SummaryFile
from outcomes.report import pdf
from people.text.emails import written

LOST = timedelta(minutes=15)  # a job that was not begun for so long is asked for again


def address_of(session: Session) -> str:
    return f"{settings.SITE_URL}{reverse('session_summary', args=[session.code])}"


def page(session: Session) -> str:
    """As every facilitator of it may see it; nobody who took part is named."""
    staff = Membership.objects.current().filter(consultation=session.consultation_id, role=Role.FACILITATOR)
    viewer = staff.select_related("user").order_by("pk").first()
    context = {
        "session": session,
        "consultation": session.consultation,
        "sum": summary.of(session),
        "results": taking_away.polled(session, viewer) if viewer else [],
        "address": address_of(session),
    }
    return written("outcomes/summaries/pdf.html", context)


def fingerprint(html: str) -> str:
    return hashlib.sha256(html.encode()).hexdigest()


def ready(session: Session) -> SummaryFile | None:
    """The file, if it is of the session as it is now; else it is asked for, once."""
    now = fingerprint(page(session))
    kept, _ = SummaryFile.objects.get_or_create(session=session)
    if kept.content is not None and kept.fingerprint == now:
        return kept
    waits = Q(is_wanted=True, wanted_at__gt=clock.now() - LOST)
    asked = SummaryFile.objects.filter(pk=kept.pk).exclude(waits).exclude(failed_for=now)
    if asked.update(is_wanted=True, wanted_at=clock.now()):
        make.enqueue(session.pk)
        kept.refresh_from_db()  # it may have been made this moment
        return kept if kept.content is not None and kept.fingerprint == now else None
    return None


def has_failed(session: Session) -> bool:
    """Whether this machine tried to make it, and cannot."""
    return SummaryFile.objects.filter(session=session).exclude(failed_for="").exists()


@task()
def make(number: int) -> None:
    """Make the file of this session. May be done twice: there is one row."""
    row = SummaryFile.objects.filter(session=number)
    row.update(is_wanted=False)  # first: whatever changes from here on asks anew
    session = Session.objects.select_related("consultation", "group").filter(pk=number).first()
    if session is None:
        return
    html = page(session)
    try:
        content = pdf.make(html, base_url=address_of(session))
    except pdf.NotHere:
        row.update(failed_for=fingerprint(html))
        return
    row.update(content=content, fingerprint=fingerprint(html), made_at=clock.now(), failed_for="")
