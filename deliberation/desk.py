"""What deliberation puts on the desks of staff."""

from typing import Any

from django.db.models import Count, Q

from audit import clock
from consultations.access import Do
from consultations.desk import desk
from consultations.models import Consultation, Membership, Role
from consultations.stages.timeline import link
from deliberation.models import Appeal, Contribution, Conversation, Session, Statement, Wave
from deliberation.moderation import concerns
from people.text.dates import hour


def _titles(members: list[Membership]) -> dict[int, tuple[str, str]]:
    return {m.consultation_id: (m.consultation.slug, m.consultation.title) for m in members}


def _todos(members: list[Membership], counts: Any, title: str, name: str) -> list[desk.Todo]:
    known = _titles(members)
    return [desk.Todo(title, link(name, known[pk][0]), known[pk][1], status=f"{count} waiting") for pk, count in counts]


@desk.todo(Role.FACILITATOR)
def sessions_today(members: list[Membership]) -> list[desk.Todo]:
    """Those that run and those planned for today: with a room waiting, the console is one press away."""
    known = _titles([m for m in members if m.consultation.stage in Do.RUN_SESSION.stages])
    today = Q(state=Session.State.PLANNED, starts_at__date=clock.today())
    found = Session.objects.filter(Q(state=Session.State.LIVE) | today, consultation__in=known)
    return [
        desk.Todo(f"Lead the session: {session}", link("console", session.code), known[session.consultation_id][1],
                  status=f"Today, {hour(at)}" if (at := session.starts_at) and session.state == Session.State.PLANNED
                  else "Running now")
        for session in found
    ]  # fmt: skip


@desk.todo(Role.FACILITATOR)
def posts_that_wait(members: list[Membership]) -> list[desk.Todo]:
    among = [m.consultation_id for m in members if m.consultation.stage in Do.MODERATE.stages]
    where = "thread__area__consultation"
    held = Contribution.objects.filter(state=Contribution.State.HELD, **{f"{where}__in": among})
    counts = held.order_by().values_list(where).annotate(n=Count("pk"))
    return _todos(members, counts, "Read the posts that wait", "moderation")


@desk.todo(Role.FACILITATOR)
def posts_that_were_reported(members: list[Membership]) -> list[desk.Todo]:
    among = [m.consultation_id for m in members if m.consultation.stage in Do.MODERATE.stages]
    where = "thread__area__consultation"
    posts = Contribution.objects.visible().filter(concerns__in=concerns.unanswered(), **{f"{where}__in": among})
    counts = posts.order_by().values_list(where).annotate(n=Count("pk", distinct=True))
    return _todos(members, counts, "Read what was reported", "moderation")


@desk.todo(Role.FACILITATOR, Role.OVERSIGHT)
def appeals_that_wait(members: list[Membership]) -> list[desk.Todo]:
    """Those somebody else decided: nobody hears an appeal against their own decision."""
    among = [m.consultation_id for m in members if m.consultation.stage in Do.DECIDE_APPEAL.stages]
    where = "decision__contribution__thread__area__consultation"
    open_ones = Appeal.objects.filter(decided_at=None, **{f"{where}__in": among}).exclude(
        decision__decided_by__in=[m.pk for m in members]
    )
    counts = open_ones.order_by().values_list(where).annotate(n=Count("pk"))
    return _todos(members, counts, "Decide an appeal", "appeals")


@desk.todo(Role.FACILITATOR)
def statements_that_wait(members: list[Membership]) -> list[desk.Todo]:
    among = [m.consultation_id for m in members if m.consultation.is_open]
    where = "conversation__wave__poll__consultation"
    held = Statement.objects.filter(state=Statement.State.HELD, second_look=False, **{f"{where}__in": among})
    counts = held.order_by().values_list(where).annotate(n=Count("pk"))
    return _todos(members, counts, "Read the statements that wait", "conversations")


@desk.todo(Role.FACILITATOR, Role.OVERSIGHT)
def second_looks(members: list[Membership]) -> list[desk.Todo]:
    """Statements their authors ask somebody else to look at: not for whoever decided first."""
    among = [m.consultation_id for m in members if m.consultation.is_open]
    where = "conversation__wave__poll__consultation"
    held = Statement.objects.filter(state=Statement.State.HELD, second_look=True, **{f"{where}__in": among})
    held = held.exclude(decisions__decided_by__in=[m.pk for m in members])
    counts = held.order_by().values_list(where).annotate(n=Count("pk"))
    return _todos(members, counts, "Look at a statement again", "conversations")


@desk.todo(Role.FACILITATOR)
def opinion_to_count(members: list[Membership]) -> list[desk.Todo]:
    among = [m.consultation_id for m in members if m.consultation.stage in Do.COUNT_OPINION.stages]
    closed = Conversation.objects.filter(wave__state=Wave.State.CLOSED, wave__opinion_counts=None)
    where = "wave__poll__consultation"
    counts = closed.filter(**{f"{where}__in": among}).order_by().values_list(where).annotate(n=Count("pk"))
    return _todos(members, counts, "Count a conversation that has closed", "conversations")


@desk.numbers
def contributions_and_waves(consultation: Consultation) -> list[tuple[str, Any]]:
    said = Contribution.objects.visible().filter(thread__area__consultation=consultation)
    held = Contribution.objects.filter(thread__area__consultation=consultation, state=Contribution.State.HELD)
    waves = Wave.objects.filter(poll__consultation=consultation)
    rows = [("Contributions", said.count()), ("Posts that wait", held.count())]
    return [*rows, ("Poll waves open", sum(wave.is_open for wave in waves))]
