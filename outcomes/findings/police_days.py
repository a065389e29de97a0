"""Whether anybody of the police could comment on the facts of a draft while they had days for it, force by force.

Days run on while nobody of a force is there: else a force would hold findings up by leaving. So it is said.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from audit.models import Entry
from consultations.access import Do
from consultations.forces import agreeing
from consultations.forces.forces import answering
from consultations.models import Consultation, Membership
from consultations.models.membership import POLICE
from consultations.notifications.working_days import is_working_day
from consultations.stages.pauses import Span
from outcomes.findings import checking
from outcomes.models import FindingsReport
from people.text.dates import local_day

#: Acts that end a role, whoever comes back to it later.
ENDS = ["dismissed", "role_ended_with_account", "duty_handed_on"]


@dataclass(frozen=True)
class Away:
    """Who could not comment: `nobody` of any force in all the time; and in sentences, force by force."""

    nobody: bool
    told: str


def of(report: FindingsReport) -> Away:
    """One query, one more of several forces, and one more where somebody came meanwhile.

    Before the draft is sent nobody was away.
    """
    consultation, since, until = report.consultation, report.checking_from, checking.facts_until(report)
    if since is None or until is None:
        return Away(nobody=False, told="")
    theirs_here = consultation.memberships.filter(role__in=Do.COMMENT_ON_FINDINGS.roles & POLICE)
    joint = Consultation.joint_forces.through.objects.filter(consultation=OuterRef("consultation"))
    members = list(theirs_here.annotate(answers_jointly=Exists(joint)))
    here = {member.pk: spans for member, spans in zip(members, _here(consultation, members, since), strict=True)}
    if not _left(since, until, [span for spans in here.values() for span in spans])[0]:
        return Away(nobody=True, told="Nobody answered for the police in these days.")
    forces = answering(consultation) if members[0].answers_jointly else []  # type: ignore[attr-defined]
    if len(forces) < 2:
        theirs = [("the police", [span for spans in here.values() for span in spans])]
    else:
        theirs = [
            (force.name, [span for m in members if agreeing.force_of(m) == force for span in here[m.pk]])
            for force in forces
        ]
    told = [_told(name, *_left(since, until, spans), consultation) for name, spans in theirs]
    return Away(nobody=False, told=" ".join(one for one in told if one))


def _told(name: str, anybody: bool, days: int, consultation: Consultation) -> str:
    if not anybody:
        return f"Nobody answered for {name} in these days."
    days = min(days, consultation.accuracy_days)
    return f"On {days} of these days nobody answered for {name}." if days else ""


def _here(consultation: Consultation, members: list[Membership], since: datetime) -> list[list[Span]]:
    """When each had the role. Who was here before and came back after `since`: until then too, from whenever it was."""
    if all(member.joined_at <= since for member in members):
        return [[(member.joined_at, member.withdrawn_at)] for member in members]
    subjects = {f"membership:{member.pk}": member.pk for member in members}
    acts = Entry.objects.about(consultation.slug).filter(action__in=ENDS, subject__in=subjects)
    ended: dict[int, list[datetime]] = {}
    for subject, at in acts.order_by("number").values_list("subject", "at"):
        ended.setdefault(subjects[subject], []).append(at)
    found: list[list[Span]] = []
    for member in members:
        before = [at for at in ended.get(member.pk, []) if at < member.joined_at]
        found.append([*((datetime.min.replace(tzinfo=at.tzinfo), at) for at in before[-1:])])
        found[-1].append((member.joined_at, member.withdrawn_at))
    return found


def _left(since: datetime, until: datetime, spans: list[Span]) -> tuple[bool, int]:
    """Whether anybody was there at all between two moments, and on how many working days nobody was at any."""
    there = any(at <= until and (to is None or to > since) for at, to in spans)
    days = [local_day(since) + timedelta(n) for n in range((local_day(until) - local_day(since)).days + 1)]
    empty = 0
    for on in days:
        begins = max(since, timezone.make_aware(datetime.combine(on, time.min)))
        ends = min(until, timezone.make_aware(datetime.combine(on + timedelta(1), time.min)))
        is_empty = not any(at < ends and (to is None or to > begins) for at, to in spans)
        empty += is_working_day(on) and begins < ends and is_empty
    return there, empty
