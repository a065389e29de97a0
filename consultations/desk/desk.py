"""Desks: what waits for one person, and the numbers of one consultation.

Later apps add to both from their AppConfig.ready(), so imports still run backwards:

    from consultations import desk

    @desk.todo(Role.OVERSIGHT)
    def appeals(members):            # the person's current standings with this role, consultation loaded
        return [desk.Todo("An appeal waits", "/…", str(member.consultation), days_left=3)]

    @desk.numbers
    def contributions(consultation):
        return [("Contributions", 41)]

A source makes the same number of queries however many standings it is given.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q

from audit import clock
from consultations.access import Do
from consultations.models import Consultation, Membership, Role, Stage
from consultations.models.consultation import days_until
from consultations.stages.timeline import link
from people.text.dates import days

S = Stage
SOON_DAYS = 14


@dataclass(frozen=True)
class Todo:
    """One thing that waits. `days_left` is negative when late, None when no clock runs."""

    title: str
    href: str
    consultation: str
    days_left: int | None = None
    status: str = ""

    def as_task(self) -> dict[str, str]:
        text, tone = clock_words(self.days_left)
        return {
            "title": self.title, "href": self.href, "hint": self.consultation,
            "status": text or self.status, "tone": tone or "info",
        }  # fmt: skip


def clock_words(left: int | None) -> tuple[str, str]:
    """Days left in words with a tone: (“3 days late”, bad); nothing when no clock runs."""
    if left is None:
        return "", ""
    if left < 0:
        return f"{days(-left)} late", "bad"
    if left == 0:
        return "Due today", "warn"
    return f"{days(left)} left", "warn" if left <= SOON_DAYS else "neutral"


Source = Callable[[list[Membership]], list[Todo]]
Numbers = Callable[[Consultation], list[tuple[str, Any]]]
_todos: list[tuple[Role, Source]] = []
_numbers: list[Numbers] = []


def todo(*roles: Role) -> Callable[[Source], Source]:
    """Register a source of things that wait for people with one of these roles."""

    def add(source: Source) -> Source:
        _todos.extend((role, source) for role in roles if (role, source) not in _todos)
        return source

    return add


def numbers(source: Numbers) -> Numbers:
    """Register figures for the desk of one consultation."""
    if source not in _numbers:
        _numbers.append(source)
    return source


def waiting(members: list[Membership]) -> list[Todo]:
    """Everything that waits for a person with these standings: the latest first, then what has no clock."""
    found = []
    for role, source in _todos:
        held = [member for member in members if member.role == role]
        if held:
            found += source(held)
    return sorted(found, key=lambda item: (item.days_left is None, item.days_left or 0))


def numbers_of(consultation: Consultation) -> list[tuple[str, Any]]:
    return [pair for source in _numbers for pair in source(consultation)]


# --- What waits, as far as this app knows -----------------------------------------------------------
@todo(Role.OFFICER)
def duty_to_accept(members: list[Membership]) -> list[Todo]:
    return [
        Todo("Accept the duty to answer", link("accept_duty", m.consultation.slug), m.consultation.title)
        for m in members
        if m.accepted_at is None and m.consultation.stage in Do.ACCEPT_DUTY.stages
    ]


@todo(Role.OFFICER, Role.RESPONDER)
def answer_due(members: list[Membership]) -> list[Todo]:
    found = []
    for member in members:
        c = member.consultation
        if c.awaits_answer:
            verb = "Answer and sign" if member.role == Role.OFFICER else "Draft the answer"
            left = -c.days_late or days_until(c.response_due)
            found.append(Todo(verb, link("response", c.slug), c.title, left))
    return found


@todo(Role.FACILITATOR)
def findings_due(members: list[Membership]) -> list[Todo]:
    """Once it has closed: the public waits for the findings by a day that was promised."""
    return [
        Todo("Publish the findings", link("findings", m.consultation.slug), m.consultation.title,
             (m.consultation.findings_due - clock.today()).days)
        for m in members
        if m.consultation.stage == S.ANALYSIS and m.consultation.findings_due
    ]  # fmt: skip


@todo(Role.OVERSIGHT)
def briefings_to_sign(members: list[Membership]) -> list[Todo]:
    reviewing = [m for m in members if m.consultation.stage == S.IN_REVIEW]
    signed = set(_signed_as_it_stands([m.pk for m in reviewing]))
    return [
        Todo("Review the briefing", link("review", m.consultation.slug), m.consultation.title, status="Not signed")
        for m in reviewing
        if m.pk not in signed
    ]


def _signed_as_it_stands(pks: list[int]) -> Any:
    """Members among `pks` whose signature stands on the text as it is now."""
    return (
        Membership.objects.filter(pk__in=pks, signoffs__content_hash=F("signoffs__version__content_hash"))
        .values_list("pk", flat=True)
        .distinct()
    )


@todo(Role.FACILITATOR, Role.EXPERT)
def comments_to_answer(members: list[Membership]) -> list[Todo]:
    open_ones = Q(briefing_versions__comments__reply="", briefing_versions__comments__isnull=False)
    counts = dict(
        Consultation.objects.filter(pk__in=[m.consultation_id for m in members], stage__in=[S.DRAFT, S.IN_REVIEW])
        .annotate(waiting=Count("briefing_versions__comments", filter=open_ones))
        .values_list("pk", "waiting")
    )
    return [
        Todo("Answer the panel’s comments", link("review", m.consultation.slug), m.consultation.title,
             status=f"{counts[m.consultation_id]} waiting")
        for m in members
        if counts.get(m.consultation_id)
    ]  # fmt: skip


@numbers
def people_by_group(consultation: Consultation) -> list[tuple[str, Any]]:
    current = Q(members__withdrawn_at=None, members__role=Role.PARTICIPANT)
    groups = consultation.groups.annotate(people=Count("members", filter=current))
    return [(f"In {group.name}", group.people) for group in groups]
