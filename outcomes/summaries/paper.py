"""How a session went, or what a poll says, on paper.

Made by the background worker when a facilitator asks, and kept until it changes.
"""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django_tasks import task

from audit import clock
from consultations.models import Membership, Role
from deliberation.counting import results
from deliberation.models import Session, Wave
from deliberation.results import page as results_page
from deliberation.sessions import summary, taking_away
from outcomes.models import SummaryFile
from outcomes.report import pdf
from people.text.emails import written

LOST = timedelta(minutes=15)  # a job that was not begun for so long is asked for again
AGAIN = timedelta(hours=1)  # after a failure, for the same page


#: What a paper is about.
Subject = Session | Wave


def address_of(about: Subject) -> str:
    if isinstance(about, Wave):
        return f"{settings.SITE_URL}{reverse('results', args=[about.consultation.slug, about.pk])}"
    return f"{settings.SITE_URL}{reverse('session_summary', args=[about.code])}"


def page(about: Subject) -> str:
    """As every facilitator of it may see it; nobody who took part is named."""
    staff = Membership.objects.current().filter(consultation=about.consultation, role=Role.FACILITATOR)
    viewer = staff.select_related("user").order_by("pk").first()
    context = {"consultation": about.consultation, "address": address_of(about)}
    if isinstance(about, Wave):
        return written("outcomes/summaries/poll.html", {**context, "wave": about, **_results(about, viewer)})
    context |= {
        "session": about,
        "sum": summary.of(about),
        "results": taking_away.polled(about, viewer) if viewer else [],
    }
    return written("outcomes/summaries/pdf.html", context)


def _results(wave: Wave, viewer: Membership | None) -> dict[str, object]:
    shown = results.for_wave(wave, viewer=viewer)
    return {"withheld": shown} if isinstance(shown, str) else results_page.of(wave, shown, viewer)


def _row(about: Subject) -> SummaryFile:
    """The one row of its paper, made where there is none."""
    if isinstance(about, Wave):
        return SummaryFile.objects.get_or_create(wave=about)[0]
    return SummaryFile.objects.get_or_create(session=about)[0]


def fingerprint(html: str) -> str:
    return hashlib.sha256(html.encode()).hexdigest()


def ready(about: Subject) -> SummaryFile | None:
    """The file, if it is of the session or poll as it is now; else it is asked for, once."""
    now = fingerprint(page(about))
    kept = _row(about)
    if kept.content is not None and kept.fingerprint == now:
        return kept
    waits = Q(is_wanted=True, wanted_at__gt=clock.now() - LOST)
    asked = SummaryFile.objects.filter(pk=kept.pk).exclude(waits).exclude(_failed(now))
    if asked.update(is_wanted=True, wanted_at=clock.now()):
        make.enqueue(about.pk, of_poll=isinstance(about, Wave))
        kept.refresh_from_db()  # it may have been made this moment
        return kept if kept.content is not None and kept.fingerprint == now else None
    return None


def _failed(page_now: str) -> Q:
    return Q(failed_for=page_now, wanted_at__gt=clock.now() - AGAIN)


def has_failed(about: Subject) -> bool:
    """Whether this machine tried to make it of the page as it is now, not long ago, and cannot."""
    return SummaryFile.objects.filter(_failed(fingerprint(page(about))), pk=_row(about).pk, is_wanted=False).exists()


@task()
def make(number: int, of_poll: bool = False) -> None:
    """Make the file of this session, or of this poll. May be done twice: there is one row."""
    about = _found(number, of_poll)
    if about is None:
        return
    row = SummaryFile.objects.filter(pk=_row(about).pk)
    row.update(is_wanted=False)  # first: whatever changes from here on asks anew
    html = page(about)
    try:
        content = pdf.make(html, base_url=address_of(about))
    except pdf.NotHere:
        row.update(failed_for=fingerprint(html))
        return
    row.update(content=content, fingerprint=fingerprint(html), made_at=clock.now(), failed_for="")


def _found(number: int, of_poll: bool) -> Subject | None:
    if of_poll:
        return Wave.objects.select_related("poll__consultation", "session__group").filter(pk=number).first()
    return Session.objects.select_related("consultation", "group").filter(pk=number).first()
