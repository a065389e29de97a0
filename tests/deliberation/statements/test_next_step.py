"""The big button of a resident's page, while a conversation runs and after it."""

from consultations.consultation import next_step
from tests.cast import Cast
from tests.deliberation import rooms
from tests.deliberation.statements import talk


def button(cast: Cast) -> str:
    consultation = cast.consultation
    member = consultation.memberships.get(user=cast.amina)
    step = next_step.next_step(consultation, member, next_step.tasks_for(consultation, member))
    return step.label if step else ""


def test_a_closed_conversation_is_no_next_step(cast: Cast) -> None:
    conversation = talk.running(cast)
    name = f"Agree or disagree: {conversation.wave}"
    assert button(cast) == name
    rooms.close_wave(conversation.wave, by=cast.moss)
    assert button(cast) != name
