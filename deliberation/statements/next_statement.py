"""Handing a person their next statement, and their answer to it."""

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, F

from consultations import access
from consultations.access import Do
from consultations.models import Membership
from deliberation.models import Ballot, Conversation, Question, Statement
from deliberation.opinion.loading import MEANING
from deliberation.opinion.routing import Candidate, next_statement
from deliberation.polls import voting
from deliberation.questions import asking
from people.errors import Refused
from people.models import Person

SECONDS_TALLIES_LAST = 30  # which answers tell most changes slowly; counting them at every answer would not be cheap
AGREE, DISAGREE, PASS = "agree", "disagree", "pass"
PLACES = {AGREE: 0, DISAGREE: 1, PASS: 2}  # of the option, in the order `MEANING` gives them a value


@transaction.atomic
def hand_out(conversation: Conversation, *, by: Person, after: int | None = None) -> Question | None:
    """The next statement this person has not answered, counted as shown; None when they have answered all.

    `after`: one they do not want to answer now. It comes back only when nothing else is left.
    """
    member = access.require(by, conversation.consultation, Do.VOTE)
    left = _left(conversation, member)
    chosen = next_statement(
        [each for each in left if each.id != after] or left, floor=conversation.floor, person=_person(member)
    )
    if chosen is None:
        return None
    shown = Statement.objects.filter(question=chosen, times_shown__lt=conversation.floor)
    shown.update(times_shown=F("times_shown") + 1)  # beyond the floor the figure decides nothing
    return conversation.wave.questions.get(pk=chosen)


def _person(member: Membership) -> str:
    return f"{member.consultation_id}:{member.pk}"


def _left(conversation: Conversation, member: Membership) -> list[Candidate]:
    done = set(asking.answers_of(member, conversation.wave))
    tallies = _tallies(conversation)
    shown = Statement.objects.filter(conversation=conversation, state=Statement.State.SHOWN, question__isnull=False)
    return [
        Candidate(question, times, *tallies.get(question, (0, 0, 0)))
        for question, times in shown.values_list("question", "times_shown")
        if question not in done
    ]


def _tallies(conversation: Conversation) -> dict[int, tuple[int, int, int]]:
    """Question → (agree, disagree, answers), for choosing only; nobody is shown these."""
    key = f"statement-tallies-{conversation.wave_id}"
    found = cache.get(key)
    if found is None:
        found = _count(conversation)
        cache.set(key, found, SECONDS_TALLIES_LAST)
    return dict(found)


def _count(conversation: Conversation) -> dict[int, tuple[int, int, int]]:
    places: dict[str, int] = {}
    questions = conversation.wave.questions.prefetch_related("options")
    for question in questions:
        places |= {str(option.pk): place for place, option in enumerate(question.options.all())}
    counts: dict[int, list[int]] = {}
    rows = Ballot.objects.filter(wave=conversation.wave).values_list("question", "choice").annotate(n=Count("pk"))
    for question_pk, choice, people in rows:
        counts.setdefault(question_pk, [0] * len(MEANING))[places.get(choice, PLACES[PASS])] += people
    return {pk: (found[0], found[1], sum(found)) for pk, found in counts.items()}


def answer(conversation: Conversation, question: Question, said: str, *, by: Person) -> Ballot:
    """Store "agree", "disagree" or "pass"; the last answer counts. As `polling.vote`, with its refusals."""
    if said not in PLACES:
        raise Refused("Choose Agree, Disagree or Pass.")
    options = list(question.options.all())
    return voting.vote(conversation.wave, question, by=by, option_ids=[options[PLACES[said]].pk])


def said(ballot: Ballot, question: Question) -> str:
    """The word for a stored answer: "Agree"."""
    return next((option.text for option in question.options.all() if str(option.pk) == ballot.choice), "")
