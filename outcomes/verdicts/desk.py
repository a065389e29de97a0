"""What a verdict puts on the desks of staff: reasons to read."""

from django.db.models import Count, QuerySet

from consultations.access import Do
from consultations.desk import desk
from consultations.desk.looking import Look
from consultations.models import Membership
from consultations.stages.timeline import link
from outcomes.models import VerdictReason
from outcomes.verdicts import reasons, verdicts, words_out

WHERE = "answer__response__report__consultation"


def _in(*states: str) -> QuerySet[VerdictReason]:
    return VerdictReason.objects.with_words().filter(state__in=states)


def _waiting() -> QuerySet[VerdictReason]:
    return _in(VerdictReason.State.WAITING)


def _proposed() -> QuerySet[VerdictReason]:
    return _in(VerdictReason.State.PROPOSED, VerdictReason.State.DISPUTED)


@desk.found(Look(_waiting, WHERE, Do.READ_VERDICT_REASONS.stages))
def reasons_to_read(members: list[Membership]) -> list[desk.Todo]:
    """For facilitators: every reason that nobody has read."""
    title = "Read what residents say of the answer"
    return _todos(members, Do.READ_VERDICT_REASONS, _waiting(), title)


@desk.found(Look(_proposed, WHERE, Do.AGREE_TO_LEAVE_OUT.stages))
def reasons_to_settle(members: list[Membership]) -> list[desk.Todo]:
    """For the panel: what a facilitator would leave out."""
    title = "Say whether residents’ reasons are left out"
    return _todos(members, Do.AGREE_TO_LEAVE_OUT, _proposed(), title)


def _unsettled() -> QuerySet[VerdictReason]:
    return _in(VerdictReason.State.PROPOSED)


@desk.found(Look(_unsettled, WHERE, Do.READ_VERDICT_REASONS.stages))
def reasons_left_unsettled(members: list[Membership]) -> list[desk.Todo]:
    """For facilitators: what the panel has not settled in time, and any of them can have printed."""
    late = [m for m in members if reasons.left_unsettled(m.consultation)]
    return _todos(late, Do.READ_VERDICT_REASONS, _unsettled(), "Print what the panel has not settled, or ask it again")


@desk.found(Look(_waiting, WHERE, Do.PRINT_UNREAD_REASON.stages))
def reasons_left_unread(members: list[Membership]) -> list[desk.Todo]:
    """For the panel: what no facilitator read in time."""
    late = [m for m in members if reasons.wait_too_long(m.consultation)]
    return _todos(late, Do.PRINT_UNREAD_REASON, _waiting(), "Read what no facilitator has read")


@desk.found(Look(words_out.waiting, f"reason__{WHERE}", Do.SETTLE_WORDS_OF_REASON.stages))
def words_to_settle(members: list[Membership]) -> list[desk.Todo]:
    """For the panel: words that were taken out, but by themselves."""
    not_mine = words_out.waiting().exclude(by__in=members)
    waiting = VerdictReason.objects.filter(pk__in=not_mine.values("reason"))
    return _todos(members, Do.SETTLE_WORDS_OF_REASON, waiting, "Say whether words of residents are put back")


def _todos(members: list[Membership], do: Do, found: QuerySet[VerdictReason], title: str) -> list[desk.Todo]:
    known = {
        m.consultation_id: m.consultation
        for m in members
        if m.consultation.stage in do.stages and verdicts.has_closed(m.consultation)
    }
    waiting = found.filter(**{f"{WHERE}__in": list(known)})
    counts = waiting.order_by().values_list(WHERE).annotate(n=Count("pk"))
    return [
        desk.Todo(title, link("verdict_reasons", known[pk].slug), known[pk].title, status=f"{count} waiting")
        for pk, count in counts
    ]
