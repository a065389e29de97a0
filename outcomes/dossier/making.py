"""The file is made by the background worker when somebody asks, kept for some days, and given only while it is true."""

import hashlib
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django_tasks import task

from audit import clock
from audit.models import Head
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, Membership
from outcomes import numbers
from outcomes.dossier import contents, packing
from outcomes.models import WholeFile
from outcomes.report import paper
from outcomes.report import report as reports
from people.models import Person


def version_for(member: Membership) -> str:
    """The officer's has the police's drafts and comments; that of facilitators and the panel has neither."""
    return contents.POLICE if member.is_police else contents.PANEL


@transaction.atomic
def ask(consultation: Consultation, *, by: Person) -> None:
    """Have the file made. However often somebody presses, one job waits."""
    member = access.require(by, consultation, Do.GET_WHOLE_FILE)
    version = version_for(member)
    files = WholeFile.objects.filter(consultation=consultation, version=version)
    if files.filter(is_wanted=True, wanted_at__gt=clock.now() - paper.LOST).exists():
        return
    record("whole_file_asked", actor=member, subject=consultation, consultation=consultation.slug)
    wanted = {"is_wanted": True, "wanted_at": clock.now()}
    WholeFile.objects.update_or_create(consultation=consultation, version=version, defaults=wanted)
    make.enqueue(consultation.pk, version)


def waiting(consultation: Consultation, version: str) -> bool:
    return WholeFile.objects.filter(consultation=consultation, version=version, is_wanted=True).exists()


def ready(consultation: Consultation, version: str) -> WholeFile | None:
    """The file, if nothing was recorded since it was made: words that had to go are in no older one."""
    found = WholeFile.objects.filter(consultation=consultation, version=version, content__isnull=False)
    return found.filter(made_through__gte=paper.last_entry(consultation)).first()


@task()
def make(number: int, version: str) -> None:
    """Make the file. May be done twice: there is one row."""
    row = WholeFile.objects.filter(consultation=number, version=version)
    if not row.update(is_wanted=False):
        return
    through = Head.now().number
    consultation = reports.with_report(Consultation.objects.all()).get(pk=number)
    content = packing.pack(consultation, version)
    row.update(
        content=content,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        made_at=clock.now(),
        made_through=through,
    )


def old(now: datetime) -> QuerySet[WholeFile]:
    return WholeFile.objects.filter(made_at__lte=now - timedelta(days=numbers.FILE_DAYS))
