"""A sending that names itself by a key: stored once, whenever it comes again, and never in another's place."""

import re
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone

from audit import clock
from consultations.models import Consent, Consultation, Membership, Role
from deliberation.models import Ballot, Wave
from deliberation.polls import ballots, voting
from people.errors import Refused
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once

CHOICES = ["Yes, generally", "Yes, with safeguards", "No, never", "Not sure"]


@made_once
def wave(cast: Cast) -> Wave:
    return rooms.open_first(cast)


def send(cast: Cast, text: str, key: str, *, user: Any = None, question: str = "q_use") -> Ballot:
    asked, found = rooms.wave(cast, "before"), rooms.question(cast, question)
    return voting.vote(asked, found, by=user or cast.amina, option_ids=[rooms.option(found, text)], key=key)


def chosen(cast: Cast) -> str:
    ballot = Ballot.objects.get()
    return ballot.question.options.get(pk=ballot.choice).text


def test_the_same_sending_again_is_one_ballot_and_the_same_reply(cast: Cast, wave: Wave) -> None:
    first = send(cast, "Not sure", "k1")
    assert send(cast, "Not sure", "k1").pk == first.pk
    assert chosen(cast) == "Not sure"


def test_an_old_sending_that_comes_late_does_not_bring_back_its_answer(cast: Cast, wave: Wave) -> None:
    send(cast, "Not sure", "k1")
    send(cast, "No, never", "k2")
    send(cast, "Not sure", "k1")  # its first reply was lost on the way
    assert chosen(cast) == "No, never"


def test_another_answer_under_the_same_key_is_refused(cast: Cast, wave: Wave) -> None:
    send(cast, "Not sure", "k1")
    with pytest.raises(Refused, match="other words"):
        send(cast, "No, never", "k1")
    send(cast, "Yes, generally", "k2")
    with pytest.raises(Refused, match="other words"):
        send(cast, "No, never", "k1")
    assert chosen(cast) == "Yes, generally"


def test_a_sending_stored_before_the_close_is_confirmed_after_it(cast: Cast, wave: Wave) -> None:
    send(cast, "Not sure", "k1")
    rooms.close_wave(wave, by=cast.moss)
    assert send(cast, "Not sure", "k1").choice == Ballot.objects.get().choice
    with pytest.raises(Refused, match="closed"):
        send(cast, "Not sure", "k2")
    with pytest.raises(Refused, match="other words"):
        send(cast, "No, never", "k1")


def test_two_people_with_the_same_key_are_two_people(cast: Cast, wave: Wave) -> None:
    send(cast, "Not sure", "k1")
    send(cast, "No, never", "k1", user=cast.bilal)
    assert Ballot.objects.count() == 2


def test_without_a_key_the_last_answer_counts(cast: Cast, wave: Wave) -> None:
    for text in [*CHOICES, "Not sure"]:
        send(cast, text, "")
    assert chosen(cast) == "Not sure"
    assert Ballot.objects.get().sent == ""


def test_a_quick_check_keeps_its_first_answer_and_its_first_reply(cast: Cast, wave: Wave) -> None:
    send(cast, "It is kept", "k1", question="k_list")
    assert send(cast, "It is kept", "k1", question="k_list")
    with pytest.raises(Refused, match="first answer counts"):
        send(cast, "It is destroyed", "k2", question="k_list")


def test_the_marks_tell_neither_the_key_nor_an_earlier_answer(cast: Cast, wave: Wave) -> None:
    key = "f81d4fae-7dec"
    earlier = send(cast, "Not sure", key).choice
    send(cast, "No, never", "k2")
    sent = Ballot.objects.get().sent
    assert re.fullmatch(r"([0-9a-f]{16}:[0-9a-f]{16} ){2}", sent)
    assert key not in sent
    assert ballots._mark("", earlier, "")[1].partition(":")[2] not in sent


def test_somebody_who_changes_their_mind_often_is_still_one_short_row(cast: Cast, wave: Wave) -> None:
    for n in range(60):
        send(cast, CHOICES[n % 4], f"k{n}")
    assert len(Ballot.objects.get().sent) == ballots.KEPT
    send(cast, CHOICES[58 % 4], "k58")
    assert chosen(cast) == CHOICES[59 % 4]


def test_taking_back_the_consent_after_the_check_stores_nothing(cast: Cast, wave: Wave) -> None:
    real = ballots.store

    def take_back_first(*args: Any, **kwargs: Any) -> Any:
        Consent.objects.filter(membership__user=cast.amina).update(withdrawn_at=clock.now())
        return real(*args, **kwargs)

    with patch.object(ballots, "store", take_back_first), pytest.raises(Refused, match="not agreed"):
        send(cast, "Not sure", "k1")
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("change", [{"role": Role.FACILITATOR}, {"withdrawn_at": timezone.now()}])
def test_the_statement_itself_asks_for_the_standing(cast: Cast, wave: Wave, change: dict[str, Any]) -> None:
    """Somebody with a token and a consent who is no participant any more."""
    QuerySet(Membership).filter(user=cast.amina).update(**change)  # the manager refuses to give a role this way
    question = rooms.question(cast, "q_use")
    choice = str(rooms.option(question, "Not sure"))
    assert ballots.store(wave, question, cast.amina, choice=choice, text="") is None
    assert ballots.store(wave, question, cast.bilal, choice=choice, text="") is not None


# --- The last moment ----------------------------------------------------------------------------
def closes_in(cast: Cast, **delta: float) -> None:
    Consultation.objects.filter(pk=cast.consultation.pk).update(closes_at=timezone.now() + timedelta(**delta))


@pytest.mark.parametrize("wrong_by", [timedelta(hours=1), timedelta(hours=-1), timedelta(days=-400)])
def test_a_wrong_clock_of_the_application_decides_nothing(cast: Cast, wave: Wave, wrong_by: timedelta) -> None:
    wrong = timezone.now() + wrong_by
    with patch.object(timezone, "now", lambda: wrong):
        assert send(cast, "Not sure", "k1")


@pytest.mark.parametrize("wrong_by", [timedelta(hours=-1), timedelta(days=-400)])
def test_a_slow_clock_of_the_application_lets_nothing_in_late(cast: Cast, wave: Wave, wrong_by: timedelta) -> None:
    closes_in(cast, seconds=-1)
    wrong = timezone.now() + wrong_by
    with patch.object(timezone, "now", lambda: wrong), pytest.raises(Refused, match="closed"):
        send(cast, "Not sure", "k1")
    assert not Ballot.objects.exists()


def test_fractions_of_a_second_count(cast: Cast, wave: Wave) -> None:
    """SQLite compares text: "10:00:00" against "10:00:00.5"."""
    moment = timezone.now().replace(microsecond=500_000)
    Consultation.objects.filter(pk=cast.consultation.pk).update(closes_at=moment)
    with clock.travel(moment - timedelta(microseconds=1)):
        assert send(cast, "Not sure", "k1")
    with clock.travel(moment), pytest.raises(Refused, match="closed"):
        send(cast, "Not sure", "k2")


def test_travelling_moves_the_last_moment_too(cast: Cast, wave: Wave) -> None:
    with clock.travel(cast.consultation.closes_at + timedelta(seconds=1)), pytest.raises(Refused, match="closed"):
        send(cast, "Not sure", "k1")
    with clock.travel(cast.consultation.closes_at - timedelta(seconds=1)):
        assert send(cast, "Not sure", "k1")


def test_a_stranger_has_answered_nothing_though_somebody_without_an_account_has(cast: Cast, wave: Wave) -> None:
    on_paper = cast.member(cast.amina)
    send(cast, "Not sure", "k1")
    Membership.objects.filter(pk=on_paper.pk).update(user=None)
    assert ballots.of(on_paper).count() == 1
    assert not ballots.of(AnonymousUser()).exists()
