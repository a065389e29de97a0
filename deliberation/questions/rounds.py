"""When a question may be asked again with other answers, and in which polls. Asking it again: polls/rounds.py."""

from deliberation.models import Question, Session, Wave
from deliberation.questions import questionnaire, signed
from deliberation.questions.kinds import registry as kinds
from deliberation.questions.spec import BETWEEN
from people.errors import Refused

MOST_ROUNDS = 5


def why_not(question: Question) -> str:
    """Why there can be no new round; empty when there can. In words, before anybody writes one."""
    try:
        refuse(question)
    except Refused as error:
        return str(error)
    return ""


def refuse(question: Question) -> None:
    """Raise Refused, in words, when there can be no new round."""
    if question.paired:
        raise Refused("This question is compared before and after, so its answers stay. Write a new question instead.")
    asked = question.waves.filter(kind__in=BETWEEN)
    if asked.exists() and signed.is_signed(question.poll.consultation):
        raise Refused(signed.FIXED)
    if why := kinds.of(question).why_no_round:
        raise Refused(why)
    if Question.objects.filter(previous=question).exists():
        raise Refused("This question has a later round already. Start the new round from that one.")
    if Question.objects.filter(asked_if__question=question).exists():
        raise Refused("Another question depends on an answer to this one, so its answers stay.")
    if question.round >= MOST_ROUNDS:
        raise Refused(f"A question has at most {MOST_ROUNDS} rounds.")
    if not questionnaire.why_fixed(question):
        raise Refused("Nobody can have answered this question yet: change it itself.")
    if not where(question):
        raise Refused("Every poll with this question has closed. Add a new question to a later poll.")


def where(question: Question) -> list[Wave]:
    """The waves the new round follows: open ones, and those of sessions that have not ended."""
    waves = question.waves.select_related("poll__consultation", "session")
    return [
        wave
        for wave in waves
        if (wave.state != Wave.State.CLOSED if wave.session is None else wave.session.state != Session.State.ENDED)
    ]
