from typing import Any

import pytest
from django.urls import reverse

from audit.models import Entry
from consultations import access
from consultations.joining import joining
from consultations.models import Role
from deliberation.models import Hand, Session
from deliberation.sessions import floor, personal, planning, raised_hands, sessions
from people.errors import Refused
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once


@made_once
def session(cast: Cast) -> Session:
    return sessions.start(rooms.plan(cast), by=cast.moss)


def queue(session: Session) -> list[int]:
    return [hand.membership.user_id for hand in raised_hands.waiting(session)]


def test_hands_wait_in_the_order_they_were_raised(cast: Cast, session: Session) -> None:
    raised_hands.raise_hand(session, by=cast.bilal, topic="Signs")
    raised_hands.raise_hand(session, by=cast.amina)
    assert queue(session) == [cast.bilal.pk, cast.amina.pk]
    assert personal.of(session, cast.member(cast.amina)).place_words == "One person is before you."


def test_a_hand_raised_twice_is_one_hand_with_the_newer_topic(cast: Cast, session: Session) -> None:
    first = raised_hands.raise_hand(session, by=cast.amina, topic="Signs")
    second = raised_hands.raise_hand(session, by=cast.amina, topic="Deletion")
    assert first.pk == second.pk
    assert Hand.objects.get().topic == "Deletion"


@pytest.mark.parametrize("who", ["carys", "moss", "hale", "okoro", "reyes", "outsider"])
def test_only_people_of_the_session_raise_a_hand(cast: Cast, session: Session, who: str) -> None:
    with pytest.raises(access.NotAllowed):
        raised_hands.raise_hand(session, by=getattr(cast, who))


def test_a_participant_of_another_consultation_cannot_raise_a_hand(
    cast: Cast, elsewhere: Cast, session: Session
) -> None:
    with pytest.raises(access.NotAllowed):
        raised_hands.raise_hand(session, by=elsewhere.amina)


def test_no_hands_before_the_start(cast: Cast) -> None:
    planned = planning.plan(cast.group1, "Later", by=cast.moss, segments=rooms.SEGMENTS)
    with pytest.raises(Refused, match="Start the session first"):
        raised_hands.raise_hand(planned, by=cast.amina)


def test_calling_moves_the_queue_on_and_counts_the_voice(cast: Cast, session: Session) -> None:
    first = raised_hands.raise_hand(session, by=cast.amina)
    raised_hands.raise_hand(session, by=cast.bilal)
    assert raised_hands.call_next(session, by=cast.moss, after=None) == first
    assert queue(session) == [cast.bilal.pk]
    assert personal.of(session, cast.member(cast.amina)).is_called
    second = raised_hands.call_next(session, by=cast.moss, after=first.pk)
    first.refresh_from_db()
    assert (first.state, second.membership.user) == (Hand.State.DONE, cast.bilal)
    assert session.seats.exclude(first_spoke_at=None).count() == 2


def test_two_facilitators_who_press_next_move_the_queue_on_by_one(cast: Cast, session: Session) -> None:
    for user in (cast.amina, cast.bilal):
        raised_hands.raise_hand(session, by=user)
    raised_hands.call_next(session, by=cast.moss, after=None)
    with pytest.raises(Refused, match="has moved on already"):
        raised_hands.call_next(session, by=cast.finch, after=None)
    assert queue(session) == [cast.bilal.pk]


def test_those_who_have_not_spoken_can_go_first(cast: Cast, session: Session) -> None:
    floor.spoke(session, cast.member(cast.amina), by=cast.moss)
    raised_hands.raise_hand(session, by=cast.amina)
    raised_hands.raise_hand(session, by=cast.bilal)
    assert queue(session) == [cast.amina.pk, cast.bilal.pk]
    raised_hands.order_queue(session, True, by=cast.moss)
    session.refresh_from_db()
    assert queue(session) == [cast.bilal.pk, cast.amina.pk]
    assert raised_hands.call_next(session, by=cast.moss, after=None).membership.user == cast.bilal


def test_somebody_can_be_called_out_of_turn_or_passed_over(cast: Cast, session: Session) -> None:
    first = raised_hands.raise_hand(session, by=cast.amina)
    second = raised_hands.raise_hand(session, by=cast.bilal)
    assert raised_hands.call_next(session, by=cast.moss, after=None, hand=second.pk) == second
    raised_hands.skip(session, first.pk, by=cast.moss)
    assert queue(session) == []
    with pytest.raises(Refused, match="moved on already"):
        raised_hands.skip(session, first.pk, by=cast.moss)
    with pytest.raises(Refused, match="not up any more"):
        raised_hands.call_next(session, by=cast.moss, after=second.pk, hand=first.pk)


def test_who_was_called_but_did_not_speak_is_still_to_be_heard(cast: Cast, session: Session) -> None:
    first = raised_hands.raise_hand(session, by=cast.amina)
    raised_hands.call_next(session, by=cast.moss, after=None)
    assert session.seats.get(membership=first.membership).first_spoke_at
    raised_hands.skip(session, first.pk, by=cast.moss)
    assert session.seats.get(membership=first.membership).first_spoke_at is None


def test_a_hand_can_be_taken_down_and_raised_again(cast: Cast, session: Session) -> None:
    raised_hands.raise_hand(session, by=cast.amina, topic="Signs")
    raised_hands.lower_hand(session, by=cast.amina)
    assert queue(session) == []
    assert Hand.objects.get().topic == ""
    raised_hands.raise_hand(session, by=cast.amina)
    assert queue(session) == [cast.amina.pk]


@pytest.mark.parametrize("who", ["amina", "hale", "okoro", "outsider"])
def test_only_facilitators_lead_the_queue(cast: Cast, session: Session, who: str) -> None:
    hand = raised_hands.raise_hand(session, by=cast.amina)
    user = getattr(cast, who)
    for act in (
        lambda: raised_hands.call_next(session, by=user, after=None),
        lambda: raised_hands.skip(session, hand.pk, by=user),
        lambda: raised_hands.order_queue(session, True, by=user),
    ):
        with pytest.raises(access.NotAllowed):
            act()


def test_the_record_never_says_whose_hand_it_was(cast: Cast, session: Session) -> None:
    raised_hands.raise_hand(session, by=cast.amina, topic="My street")
    raised_hands.call_next(session, by=cast.moss, after=None)
    entries = Entry.objects.filter(action__startswith="hand_")
    assert {entry.action for entry in entries} == {"hand_raised", "hand_called"}
    said = " ".join(f"{entry.actor} {entry.summary} {entry.detail}" for entry in entries)
    assert cast.member(cast.amina).pseudonym not in said
    assert "My street" not in said


def test_the_panel_sees_the_queue_without_topics(cast: Cast, session: Session) -> None:
    raised_hands.raise_hand(session, by=cast.amina, topic="My street")
    watched = personal.of(session, cast.member(cast.hale))
    assert watched.queue == [cast.member(cast.amina).pseudonym]
    assert cast.member(cast.hale).role == Role.OVERSIGHT


def test_who_leaves_the_consultation_leaves_the_queue(cast: Cast, session: Session) -> None:
    raised_hands.raise_hand(session, by=cast.amina)
    joining.withdraw(cast.consultation, by=cast.amina)
    assert queue(session) == []
    assert not session.seats.exists()


def test_who_is_passed_over_reads_so_and_has_the_topic_again(cast: Cast, client_for: Any, session: Session) -> None:
    mine, went_on = reverse("mine", args=[session.code]), "The facilitator went on"
    amina = client_for(cast.amina)
    hand = raised_hands.raise_hand(session, by=cast.amina, topic="Signs & lamps")
    raised_hands.skip(session, hand.pk, by=cast.moss)
    html = amina.get(mine).content.decode()
    assert went_on in html and 'value="Signs &amp; lamps"' in html
    others = client_for(cast.bilal).get(mine).content.decode()
    assert went_on not in others and "Signs" not in others
    assert "Signs" not in client_for(cast.moss).get(reverse("console", args=[session.code])).content.decode()
    amina.post(mine, {"do": "raise", "topic": "Lamps"})
    assert went_on not in amina.get(mine).content.decode()
    assert set(Hand.objects.values_list("topic", flat=True)) == {"", "Lamps"}  # kept once
    raised_hands.call_next(session, by=cast.moss, after=None)
    raised_hands.skip(session, Hand.objects.latest("pk").pk, by=cast.moss)  # called, and did not speak after all
    assert went_on in amina.get(mine).content.decode()
    amina.post(mine, {"do": "raise"})
    raised_hands.lower_hand(session, by=cast.amina)
    assert went_on not in amina.get(mine).content.decode()
