"""The report on paper: made once for each state of the report, by the background worker (`look`), and kept (MadeFile).

Which state a file is of says the fingerprint of the page it was made from. That page is written from the database and
`SITE_URL` alone: neither the host nor the language of a request has a part in it.
"""

import hashlib
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.urls import reverse
from django_tasks import task

from audit import clock
from audit.models import Entry, Head
from audit.record import last_of
from consultations.models import Consultation, Membership
from outcomes.models import FindingsReport, MadeFile
from outcomes.report import pdf
from outcomes.report import report as reports
from outcomes.report.context import shown
from outcomes.report.exports import making as exports
from people.text.emails import written

KNOWN = 86_400  # seconds for which the fingerprint of an unchanged report is remembered
LOST = timedelta(minutes=15)  # a job that was not begun for so long is asked for again
AGAIN = timedelta(hours=1)  # after a failure, for the same page


# --- What would be on it -----------------------------------------------------------------------
def address_of(consultation: Consultation) -> str:
    return f"{settings.SITE_URL}{reverse('report', args=[consultation.slug])}"


def page(consultation: Consultation, role: str) -> str:
    """The page the PDF is made from. A draft is as somebody with this role may see it; nobody is named on it."""
    member = None
    if role:
        standing = Membership.objects.current().filter(consultation=consultation, role=role, user__isnull=False)
        member = standing.select_related("user").order_by("pk").first()
    context = shown(consultation, viewer=member.user if member else None)
    return written("outcomes/report/pdf.html", {**context, "address": address_of(consultation), "on_paper": True})


def article_key(consultation: Consultation) -> str:
    """Under which the cache keeps the page that strangers read: one name, so that it can be forgotten."""
    return f"report-article:{consultation.pk}"


def fingerprint(html: str) -> str:
    return hashlib.sha256(f"{settings.SITE_URL}\n{html}".encode()).hexdigest()


def present(consultation: Consultation, role: str = "") -> str:
    """The fingerprint of the report as it is now.

    The page is written out again only after something was recorded, or at midnight: every act leaves an entry.
    """
    key = f"report-page:{consultation.pk}:{role}:{last_entry(consultation)}:{clock.today()}"
    known: str | None = cache.get(key)
    if known is None:
        known = fingerprint(page(consultation, role))
        cache.set(key, known, KNOWN)
    return known


def last_entry(consultation: Consultation) -> int:
    """What happened to accounts stands in no consultation, and may take words out of each."""
    return last_of(consultation.slug)


# --- Asking for it -----------------------------------------------------------------------------
def refresh(consultation: Consultation, role: str = "") -> None:
    """Something may have changed: have the file looked at, and made anew if so. In the act's own transaction.

    However often this is called, one job waits.
    """
    wanted = {"is_wanted": True, "wanted_at": clock.now()}
    of = {"consultation": consultation, "for_role": role, "language": settings.LANGUAGE_CODE}
    asked = MadeFile.objects.filter(**of, is_wanted=False).update(**wanted)
    if asked or MadeFile.objects.get_or_create(**of, defaults=wanted)[1]:
        look.enqueue(consultation.pk, role)


def forget(consultation: Consultation) -> None:
    """Somebody took back words that are in it: what was made goes at once, and is made anew."""
    gone = {"content": None, "fingerprint": "", "digest": "", "size": 0, "made_at": None}
    MadeFile.objects.filter(consultation=consultation).update(**gone)
    transaction.on_commit(
        partial(cache.delete, article_key(consultation))
    )  # or the page would be kept once more before
    exports.forget(consultation)
    if FindingsReport.objects.filter(consultation=consultation, state=FindingsReport.State.PUBLISHED).exists():
        refresh(consultation)


def of_new_version(report: FindingsReport) -> None:
    """What was made of the last version may print words that had to go."""
    forget(report.consultation)


def publish(consultation: Consultation) -> None:
    """The report is out: what was made of its draft goes."""
    MadeFile.objects.filter(consultation=consultation).exclude(for_role="").delete()
    refresh(consultation)


def catch_up() -> list[str]:
    """At every tick: look at reports that something was recorded about since, at all once a day, and at lost jobs."""
    published = Consultation.objects.filter(report__state=FindingsReport.State.PUBLISHED)
    for consultation in published.filter(made_files__isnull=True):
        refresh(consultation)
    now = clock.now()
    files = MadeFile.objects.filter(for_role="", consultation__in=published)
    files.filter(is_wanted=True, wanted_at__lt=now - LOST).update(is_wanted=False, looked_on=None)
    MadeFile.objects.exclude(for_role="").filter(wanted_at__lt=now - timedelta(days=1)).delete()
    since = Entry.objects.filter(consultation=OuterRef("consultation__slug"), number__gt=OuterRef("looked_through"))
    of_accounts = Entry.objects.filter(consultation="").aggregate(last=Max("number"))["last"] or 0
    is_old = ~Q(looked_on=clock.today()) | Q(looked_on=None) | Q(looked_through__lt=of_accounts) | Exists(since)
    waiting = files.filter(is_old | Q(failed_at__lt=now - AGAIN), is_wanted=False)
    for made in waiting.defer("content").select_related("consultation"):
        refresh(made.consultation)
    return []


# --- Having it ---------------------------------------------------------------------------------
def ready(consultation: Consultation, role: str = "") -> MadeFile | None:
    """The file, without its content, if it is of the report as it is now."""
    return _kept(consultation, role).filter(fingerprint=present(consultation, role), content__isnull=False).first()


def has_failed(consultation: Consultation, role: str = "") -> bool:
    """Whether this machine tried to make it not long ago, and cannot."""
    recent = Q(failed_for=present(consultation, role), failed_at__gt=clock.now() - AGAIN)
    return _kept(consultation, role).filter(recent).exists()


def _kept(consultation: Consultation, role: str) -> QuerySet[MadeFile]:
    files = MadeFile.objects.filter(consultation=consultation, for_role=role, language=settings.LANGUAGE_CODE)
    return files.defer("content")


# --- Making it, in the worker ---------------------------------------------------------------------
@task()
def look(number: int, role: str) -> None:
    """Make the file of this consultation for a role, unless it is of the report as it is. May be done twice: there is
    one row."""
    row = MadeFile.objects.filter(consultation=number, for_role=role, language=settings.LANGUAGE_CODE)
    row.update(is_wanted=False)  # first: whatever changes from here on asks anew
    made = row.defer("content").first()
    if made is None:
        return
    consultation = reports.with_report(Consultation.objects.all()).get(pk=made.consultation_id)
    through = Head.now().number
    seen = {"looked_through": through, "looked_on": clock.today()}
    html = page(consultation, made.for_role)
    of = fingerprint(html)
    # A worker that was thought dead may come late with an older state.
    row = row.filter(looked_through__lte=seen["looked_through"])
    if not made.for_role:
        exports.make(consultation, of, address_of(consultation), through)
    if made.fingerprint == of:
        row.update(**seen)
        return
    try:
        content = pdf.make(html, base_url=address_of(consultation))
    except pdf.NotHere:
        row.update(**seen, failed_for=of, failed_at=clock.now())
        return
    row.update(
        **seen,
        content=content,
        fingerprint=of,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        made_at=clock.now(),
        failed_for="",
        failed_at=None,
    )
