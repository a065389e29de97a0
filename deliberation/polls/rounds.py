"""Asking a question again with other answers. Ballots never move to words they were not cast for (domain 5.5)."""

from django.db import transaction
from django.db.models import F

from audit.record import record
from consultations import access
from consultations.access import Do
from deliberation.models import Question, Wave
from deliberation.polls import polling
from deliberation.questions import questionnaire, rounds
from deliberation.questions.spec import of, sound
from people.errors import Refused
from people.models import Person
from people.text.sanitising import shortened


@transaction.atomic
def new_round(question: Question, *, by: Person, options: list[str], exclusive: list[int] | None = None) -> Question:
    """The same question with other answers, from now on. The earlier round keeps its ballots and takes no more.

    In a poll that is open the new round takes the place of the old one; in a session it is one more poll, not open
    yet. Refused for questions asked before and after: those are compared word for word.
    """
    consultation = question.poll.consultation
    member = access.require(by, consultation, Do.PREPARE_POLLS)
    question = (
        Question.objects.select_for_update(no_key=True, of=("self",))
        .select_related("poll__consultation")
        .get(pk=question.pk)
    )
    rounds.refuse(question)
    spec = sound({**of(question), "options": options, "exclusive": exclusive or [], "key": "", "waves": []})
    if [o.text for o in question.options.all()] == spec["options"]:
        raise Refused("The answers are the same as before. Change at least one of them.")
    question.poll.questions.filter(order__gt=question.order).update(order=F("order") + 1)
    made = questionnaire.write(question.poll, {**spec, "asked_if": question.asked_if})
    Question.objects.filter(pk=made.pk).update(
        order=question.order + 1, previous=question, round=question.round + 1, technology=question.technology_id
    )
    made.refresh_from_db()
    _ask(question, made, by)
    record(
        "round_added",
        actor=member,
        subject=made,
        consultation=consultation.slug,
        summary=f"Round {made.round}: {made.text}"[:200],
    )
    return made


def _ask(old: Question, made: Question, by: Person) -> None:
    for wave in rounds.where(old):
        if wave.session_id is None:
            wave.questions.add(made)
            continue
        if wave.state == Wave.State.OPEN:
            polling.close_wave(wave, by=by)
        again = Wave.objects.create(
            poll=wave.poll, kind=wave.kind, session=wave.session, title=shortened(made.title, 160), order=wave.order + 1
        )
        again.questions.add(made)
