"""What questions to experts put on desks."""

from collections.abc import Iterable

from django.db.models import Count, Min, Q, QuerySet

from audit import clock
from consultations.access import Do
from consultations.desk import desk
from consultations.desk.looking import Look
from consultations.forces import agreeing
from consultations.models import Membership
from consultations.notifications.working_days import working_days_after
from consultations.stages.timeline import link
from deliberation import numbers
from deliberation.experts.experts import POLICE
from deliberation.models import ExpertAnswer, ExpertCorrection, ExpertQuestion
from people.text.dates import local_day


def _received() -> QuerySet[ExpertQuestion]:
    return ExpertQuestion.objects.filter(state=ExpertQuestion.State.RECEIVED)


def _to_be_read() -> QuerySet[ExpertAnswer]:
    return ExpertAnswer.objects.filter(state=ExpertAnswer.State.WAITS)


@desk.found(Look(_received, "consultation", Do.SORT_QUESTIONS.stages, at="asked_at", later=numbers.SORT_DAYS))
def questions_to_sort(members: list[Membership]) -> list[desk.Todo]:
    """With the day on which the first of them is due: whoever asked waits for an answer."""
    known = {m.consultation_id: m.consultation for m in members if m.consultation.stage in Do.SORT_QUESTIONS.stages}
    asked = _received().filter(consultation__in=list(known)).order_by()
    counts = asked.values_list("consultation").annotate(n=Count("pk"), first=Min("asked_at"))
    return [
        desk.Todo(
            f"Read questions to experts: {count}",
            link("expert_questions", known[pk].slug),
            known[pk].title,
            days_left=(working_days_after(local_day(first), numbers.SORT_DAYS) - clock.today()).days,
        )
        for pk, count, first in counts
    ]


def _kept_apart() -> QuerySet[ExpertQuestion]:
    return _received().filter(Q(kept_apart_at__isnull=False) | Q(second_look=True))


@desk.found(Look(_kept_apart, "consultation", Do.LEAVE_OUT_KEPT_APART.stages))
def questions_kept_apart(members: list[Membership]) -> list[desk.Todo]:
    """For the panel: whoever asked says that they ask something else than what they were joined to, or asks somebody
    else to look at why they were left out."""
    among = [m.consultation_id for m in members if m.consultation.stage in Do.LEAVE_OUT_KEPT_APART.stages]
    counts = _kept_apart().filter(consultation__in=among).order_by().values_list("consultation").annotate(n=Count("pk"))
    return desk.counted(members, counts, "Read questions that need a second person", "expert_questions")


@desk.found(Look(_to_be_read, "question__consultation", Do.SORT_QUESTIONS.stages))
def answers_to_read(members: list[Membership]) -> list[desk.Todo]:
    among = [m.consultation_id for m in members if m.consultation.stage in Do.SORT_QUESTIONS.stages]
    waiting = _to_be_read().filter(question__consultation__in=among).order_by()
    counts = waiting.values_list("question__consultation").annotate(n=Count("pk"))
    return desk.counted(members, counts, "Read answers of experts", "expert_questions")


def _corrections() -> QuerySet[ExpertCorrection]:
    return ExpertCorrection.objects.filter(state=ExpertCorrection.State.WAITS)


@desk.found(Look(_corrections, "answer__question__consultation", Do.READ_EXPERT_CORRECTION.stages))
def corrections_to_read(members: list[Membership]) -> list[desk.Todo]:
    stages = Do.READ_EXPERT_CORRECTION.stages
    among = [m.consultation_id for m in members if m.consultation.stage in stages]
    waiting = _corrections().filter(answer__question__consultation__in=among).order_by()
    counts = waiting.values_list("answer__question__consultation").annotate(n=Count("pk"))
    return desk.counted(members, counts, "Read corrections of answers", "expert_questions")


def _without_an_answer() -> QuerySet[ExpertQuestion]:
    """The register; and what others answered and the force did not, which waits for the police alone."""
    return ExpertQuestion.objects.unanswered() | ExpertQuestion.objects.force_is_silent()


def _left_to_others(members: Iterable[Membership]) -> Q:
    """What the force for which each of the police took their role has not answered."""
    found = Q(pk__in=[])
    for member in members:
        if member.role in POLICE:
            force = agreeing.force_of(member) if member.organisation else member.consultation.force_id
            theirs = ExpertAnswer.objects.filter(for_force=force, state=ExpertAnswer.State.PUBLISHED) if force else None
            here = Q(consultation=member.consultation_id)
            found |= here & ~Q(pk__in=theirs.values("question")) if theirs is not None else here
    return found


@desk.found(Look(_without_an_answer, "consultation", Do.ANSWER_QUESTIONS.stages))
def questions_to_answer(members: list[Membership]) -> list[desk.Todo]:
    """Put, and not answered by this person yet; for the police also what only others answered."""
    among = {m.consultation_id: m for m in members if m.consultation.stage in Do.ANSWER_QUESTIONS.stages}
    mine = Q(answers__author__in=[m.pk for m in among.values()]) & ~Q(answers__state=ExpertAnswer.State.SENT_BACK)
    put = _without_an_answer().filter(Q(state=ExpertQuestion.State.SENT) | _left_to_others(among.values()))
    put = put.filter(consultation__in=list(among)).order_by()
    open_ones = put.exclude(pk__in=ExpertQuestion.objects.filter(mine).values("pk"))
    counts = open_ones.values_list("consultation").annotate(n=Count("pk"))
    return desk.counted(members, counts, "Answer residents’ questions", "expert_questions")
