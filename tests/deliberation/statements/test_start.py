import pytest

from audit.models import Entry
from consultations import access
from deliberation.models import Question, Statement, Wave
from deliberation.questions import questionnaire
from deliberation.statements import conversations
from people.errors import Refused
from tests.cast import Cast
from tests.deliberation import rooms
from tests.deliberation.statements import talk


def test_a_conversation_is_a_planned_wave_of_statements(cast: Cast) -> None:
    conversation = talk.start(cast)
    assert conversation.wave.state == Wave.State.PLANNED
    assert [q.text for q in talk.questions(conversation)] == talk.FIRST
    assert {q.kind for q in talk.questions(conversation)} == {"statement"}
    assert [o.text for o in talk.questions(conversation)[0].options.all()] == ["Agree", "Disagree", "Pass"]
    assert all(s.is_from_facilitators for s in Statement.objects.all())
    assert Entry.objects.last().action == "conversation_started"


def test_it_does_not_become_the_before_and_after_poll(cast: Cast) -> None:
    conversation = talk.start(cast)
    assert questionnaire.prepare(cast.consultation, [], by=cast.moss) != conversation.wave.poll


def test_facilitators_add_one_later_and_it_is_marked_as_theirs(cast: Cast) -> None:
    conversation = talk.running(cast)
    statement = conversations.add_own(conversation, "Trials should end on a date.", by=cast.moss)
    assert statement.state == Statement.State.SHOWN
    assert statement.is_from_facilitators
    assert statement.question in talk.questions(conversation)


@pytest.mark.parametrize("who", ["amina", "okoro", "reyes", "hale", "outsider"])
def test_only_facilitators_start_one(cast: Cast, who: str) -> None:
    with pytest.raises(access.NotAllowed):
        conversations.start(
            cast.consultation, "T", by=getattr(cast, who), about="A", statements=["One thing.", "Another."]
        )


@pytest.mark.parametrize(
    ("how", "problem"),
    [
        ({"statements": ["Only one."]}, "2 to 60"),
        ({"statements": ["Twice.", "twice."]}, "the same"),
        ({"statements": ["x" * 161, "Fine."]}, "take out 1"),
        ({"about": " "}, "what the statements are about"),
        ({"floor": 0}, "1 to 500"),
    ],
)
def test_what_could_not_be_answered_is_refused(cast: Cast, how: dict[str, object], problem: str) -> None:
    with pytest.raises(Refused, match=problem):
        talk.start(cast, **how)
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("Cameras make me feel safe.,,,,,,", "Cameras make me feel safe."),
        ("Only with a sign, and a date;;;", "Only with a sign, and a date"),
        ("Tabs of a sheet\t\t\t", "Tabs of a sheet"),
        ('"Signs, dates, and names",,,', "Signs, dates, and names"),
        ('"They say ""safe"" too often.", ,', 'They say "safe" too often.'),
        ('"Safe" is a big word', '"Safe" is a big word'),
        ("No, never", "No, never"),
    ],
)
def test_a_pasted_line_loses_its_empty_cells(cast: Cast, line: str, text: str) -> None:
    made = talk.start(cast, statements=[*talk.FIRST, line, ",,,"])
    assert [one.text for one in made.statements.order_by("pk")] == [*talk.FIRST, text]


def test_a_second_one_of_the_same_title_is_refused(cast: Cast) -> None:
    talk.start(cast)
    with pytest.raises(Refused, match="already a poll"):
        talk.start(cast)


def test_nothing_is_added_after_the_close(cast: Cast) -> None:
    conversation = talk.running(cast)
    rooms.close_wave(conversation.wave, by=cast.moss)
    with pytest.raises(Refused, match="has closed"):
        conversations.add_own(conversation, "Too late.", by=cast.moss)
