"""The day by which somebody looks at a public briefing again: facilitators are told, and have it on their desk."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from audit import clock
from consultations.desk import desk
from consultations.desk.looking import Look
from consultations.models import BriefingVersion, Membership, Stage
from consultations.notifications import notifications
from consultations.stages.timeline import link
from people.text.dates import day

Status = BriefingVersion.Status
MISSED = 14  # days of ticks that may be missed
BEFORE_OR_OVER = [Stage.DRAFT, Stage.IN_REVIEW, Stage.COMPLETED, Stage.WITHDRAWN]


def due() -> QuerySet[BriefingVersion]:
    """What people read, whose day has come, while no newer version is being written."""
    newer = BriefingVersion.objects.filter(
        consultation=OuterRef("consultation"), status__in=[Status.DRAFT, Status.UNDER_REVIEW]
    )
    found = BriefingVersion.objects.filter(status=Status.APPROVED, check_by__lte=clock.today())
    return found.exclude(consultation__stage__in=BEFORE_OR_OVER).exclude(Exists(newer))


def remind() -> Iterator[str]:
    """On the day, once for each version."""
    now = timezone.localtime(clock.now())
    if now.hour < notifications.FROM_HOUR:
        return
    versions = due().filter(check_by__gte=now.date() - timedelta(days=MISSED)).select_related("consultation")
    told = sum(
        notifications.tell(
            version.consultation,
            notifications.FACILITATORS,
            f"check {version.pk} {version.check_by}",
            f"Look at the briefing again: it was to be checked by {day(version.check_by)}",
            "edit_briefing",
        )
        for version in versions
    )
    if told:
        yield f"facilitators told to look at briefings again: {told}"


@desk.found(Look(lambda: due(), "consultation", day="check_by"))
def briefings_to_check(members: list[Membership]) -> list[desk.Todo]:
    among = due().filter(consultation__in=[m.consultation_id for m in members])
    days = {one.consultation_id: one.check_by for one in among if one.check_by is not None}
    return [
        desk.Todo(
            "Look at the briefing again",
            link("edit_briefing", m.consultation.slug),
            m.consultation.title,
            days_left=(days[m.consultation_id] - clock.today()).days,
        )
        for m in members
        if m.consultation_id in days
    ]
