"""A briefing that everybody reads, as a tagged PDF: made by the background worker when it is first asked for, and kept.

Which page a file is of says its fingerprint. A signed text does not change, but what stands over it may: that another
version replaced it, or that its day to be looked at again has come.
"""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django_tasks import task

from audit import clock
from consultations import seating
from consultations.briefing import kept
from consultations.models import BriefingVersion
from consultations.signed_texts import PUBLIC
from outcomes.models import BriefingFile
from outcomes.report import pdf
from people.text.emails import written

LOST = timedelta(minutes=15)  # a job that was not begun for so long is asked for again
AGAIN = timedelta(hours=1)  # after a failure, for the same page


def of_version(version: BriefingVersion) -> list[dict[str, str]]:
    """The link to it, beside the other files of a briefing; a draft has none."""
    if version.status not in PUBLIC:
        return []
    address = reverse("briefing_pdf", args=[version.consultation.slug])
    return [{"label": "a PDF, tagged for screen readers", "href": f"{address}?version={version.number}"}]


def address_of(version: BriefingVersion) -> str:
    return f"{settings.SITE_URL}{reverse('briefing', args=[version.consultation.slug])}?version={version.number}"


def page(version: BriefingVersion) -> str:
    """What the PDF is made from: the same for everybody, whoever asks."""
    consultation = version.consultation
    signed = version.valid_signoffs().select_related("member__user")
    context = {
        "version": version,
        "consultation": consultation,
        "address": address_of(version),
        "pack": kept.pack_of(version, consultation, opened=True, on_paper=True),
        "signoffs": list(signed),
        "beside": seating.beside_who_runs_it(consultation) if signed else frozenset(),
        "newest": consultation.briefing_signed,
    }
    return written("outcomes/printing/briefing.html", context)


def fingerprint(html: str) -> str:
    return hashlib.sha256(html.encode()).hexdigest()


def ready(version: BriefingVersion) -> BriefingFile | None:
    """The file, if it is of the page as it is now; else it is asked for, once."""
    now = fingerprint(page(version))
    row = BriefingFile.objects.get_or_create(version=version)[0]
    if row.is_of(now):
        return row
    waits = Q(is_wanted=True, wanted_at__gt=clock.now() - LOST)
    failed = Q(failed_for=now, failed_at__gt=clock.now() - AGAIN)
    asked = BriefingFile.objects.filter(pk=row.pk).exclude(waits).exclude(failed)
    if asked.update(is_wanted=True, wanted_at=clock.now()):
        make.enqueue(version.pk)
        row.refresh_from_db()  # it may have been made this moment
    return row if row.is_of(now) else None


def has_failed(version: BriefingVersion) -> bool:
    """Whether this machine tried to make it not long ago, and cannot."""
    return BriefingFile.objects.filter(version=version, failed_at__gt=clock.now() - AGAIN).exists()


@task()
def make(number: int) -> None:
    """Make the file of this version. May be done twice: there is one row."""
    version = BriefingVersion.objects.select_related("consultation").filter(pk=number, status__in=PUBLIC).first()
    if version is None:
        return
    row = BriefingFile.objects.filter(version=version)
    row.update(is_wanted=False)  # first: whatever changes from here on asks anew
    html = page(version)
    try:
        content = pdf.make(html, base_url=address_of(version))
    except pdf.NotHere:
        row.update(failed_for=fingerprint(html), failed_at=clock.now())
        return
    row.update(
        content=content,
        fingerprint=fingerprint(html),
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        made_at=clock.now(),
        failed_for="",
        failed_at=None,
    )
