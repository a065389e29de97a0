import pytest

from audit.models import Entry
from consultations import access, joining
from consultations.models import Role
from deliberation import floor, hands, mine, sessions
from deliberation.models import Hand, Session
from people.errors import Refused
from tests.cast import Cast
from tests.deliberation import rooms


@pytest.fixture
def session(cast: Cast) -> Session:
    return sessions.start(rooms.plan(cast), by=cast.moss)


def queue(session: Session) -> list[int]:
    return [hand.membership.user_id for hand in hands.waiting(session)]


def test_hands_wait_in_the_order_they_were_raised(cast: Cast, session: Session) -> None:
    hands.raise_hand(session, by=cast.bilal, topic="Signs")
    hands.raise_hand(session, by=cast.amina)
    assert queue(session) == [cast.bilal.pk, cast.amina.pk]
    assert mine.of(session, cast.member(cast.amina)).place_words == "One person is before you."


def test_a_hand_raised_twice_is_one_hand_with_the_newer_topic(cast: Cast, session: Session) -> None:
    first = hands.raise_hand(session, by=cast.amina, topic="Signs")
    second = hands.raise_hand(session, by=cast.amina, topic="Deletion")
    assert first.pk == second.pk
    assert Hand.objects.get().topic == "Deletion"


@pytest.mark.parametrize("who", ["carys", "moss", "hale", "okoro", "reyes", "outsider"])
def test_only_people_of_the_session_raise_a_hand(cast: Cast, session: Session, who: str) -> None:
    with pytest.raises(access.NotAllowed):
        hands.raise_hand(session, by=getattr(cast, who))


def test_a_participant_of_another_consultation_cannot_raise_a_hand(
    cast: Cast, elsewhere: Cast, session: Session
) -> None:
    with pytest.raises(access.NotAllowed):
        hands.raise_hand(session, by=elsewhere.amina)


def test_no_hands_before_the_start(cast: Cast) -> None:
    planned = sessions.plan(cast.group1, "Later", by=cast.moss, segments=rooms.SEGMENTS)
    with pytest.raises(Refused, match="Start the session first"):
        hands.raise_hand(planned, by=cast.amina)


def test_calling_moves_the_queue_on_and_counts_the_voice(cast: Cast, session: Session) -> None:
    first = hands.raise_hand(session, by=cast.amina)
    hands.raise_hand(session, by=cast.bilal)
    assert hands.call_next(session, by=cast.moss, after=None) == first
    assert queue(session) == [cast.bilal.pk]
    assert mine.of(session, cast.member(cast.amina)).is_called
    second = hands.call_next(session, by=cast.moss, after=first.pk)
    first.refresh_from_db()
    assert (first.state, second.membership.user) == (Hand.State.DONE, cast.bilal)
    assert session.seats.exclude(first_spoke_at=None).count() == 2


def test_two_facilitators_who_press_next_move_the_queue_on_by_one(cast: Cast, session: Session) -> None:
    for user in (cast.amina, cast.bilal):
        hands.raise_hand(session, by=user)
    hands.call_next(session, by=cast.moss, after=None)
    with pytest.raises(Refused, match="has moved on already"):
        hands.call_next(session, by=cast.finch, after=None)
    assert queue(session) == [cast.bilal.pk]


def test_those_who_have_not_spoken_can_go_first(cast: Cast, session: Session) -> None:
    floor.spoke(session, cast.member(cast.amina), by=cast.moss)
    hands.raise_hand(session, by=cast.amina)
    hands.raise_hand(session, by=cast.bilal)
    assert queue(session) == [cast.amina.pk, cast.bilal.pk]
    hands.order_queue(session, True, by=cast.moss)
    session.refresh_from_db()
    assert queue(session) == [cast.bilal.pk, cast.amina.pk]
    assert hands.call_next(session, by=cast.moss, after=None).membership.user == cast.bilal


def test_somebody_can_be_called_out_of_turn_or_passed_over(cast: Cast, session: Session) -> None:
    first = hands.raise_hand(session, by=cast.amina)
    second = hands.raise_hand(session, by=cast.bilal)
    assert hands.call_next(session, by=cast.moss, after=None, hand=second.pk) == second
    hands.skip(session, first.pk, by=cast.moss)
    assert queue(session) == []
    with pytest.raises(Refused, match="moved on already"):
        hands.skip(session, first.pk, by=cast.moss)
    with pytest.raises(Refused, match="not up any more"):
        hands.call_next(session, by=cast.moss, after=second.pk, hand=first.pk)


def test_who_was_called_but_did_not_speak_is_still_to_be_heard(cast: Cast, session: Session) -> None:
    first = hands.raise_hand(session, by=cast.amina)
    hands.call_next(session, by=cast.moss, after=None)
    assert session.seats.get(membership=first.membership).first_spoke_at
    hands.skip(session, first.pk, by=cast.moss)
    assert session.seats.get(membership=first.membership).first_spoke_at is None


def test_a_hand_can_be_taken_down_and_raised_again(cast: Cast, session: Session) -> None:
    hands.raise_hand(session, by=cast.amina, topic="Signs")
    hands.lower_hand(session, by=cast.amina)
    assert queue(session) == []
    assert Hand.objects.get().topic == ""
    hands.raise_hand(session, by=cast.amina)
    assert queue(session) == [cast.amina.pk]


@pytest.mark.parametrize("who", ["amina", "hale", "okoro", "outsider"])
def test_only_facilitators_lead_the_queue(cast: Cast, session: Session, who: str) -> None:
    hand = hands.raise_hand(session, by=cast.amina)
    user = getattr(cast, who)
    for act in (
        lambda: hands.call_next(session, by=user, after=None),
        lambda: hands.skip(session, hand.pk, by=user),
        lambda: hands.order_queue(session, True, by=user),
    ):
        with pytest.raises(access.NotAllowed):
            act()


def test_the_record_never_says_whose_hand_it_was(cast: Cast, session: Session) -> None:
    hands.raise_hand(session, by=cast.amina, topic="My street")
    hands.call_next(session, by=cast.moss, after=None)
    entries = Entry.objects.filter(action__startswith="hand_")
    assert {entry.action for entry in entries} == {"hand_raised", "hand_called"}
    said = " ".join(f"{entry.actor} {entry.summary} {entry.detail}" for entry in entries)
    assert cast.member(cast.amina).pseudonym not in said
    assert "My street" not in said


def test_the_panel_sees_the_queue_without_topics(cast: Cast, session: Session) -> None:
    hands.raise_hand(session, by=cast.amina, topic="My street")
    watched = mine.of(session, cast.member(cast.hale))
    assert watched.queue == [cast.member(cast.amina).pseudonym]
    assert cast.member(cast.hale).role == Role.OVERSIGHT


def test_who_leaves_the_consultation_leaves_the_queue(cast: Cast, session: Session) -> None:
    hands.raise_hand(session, by=cast.amina)
    joining.withdraw(cast.consultation, by=cast.amina)
    assert queue(session) == []
    assert not session.seats.exists()
