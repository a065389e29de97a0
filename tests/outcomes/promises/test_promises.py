"""Promises: late by the calendar, done only when the panel says so."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from audit import clock
from audit.models import Entry
from consultations import access
from consultations.models import Stage
from consultations.signing import as_told
from outcomes.answers import promising
from outcomes.models import Commitment
from outcomes.models.promises import NOT_DONE
from outcomes.promises import commitments, standings
from people.errors import Refused
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes.published import publish

pytestmark = pytest.mark.django_db
State = Commitment.State
EVIDENCE = "https://example.org/signs"


@made_once
def commitment(cast: Cast) -> Commitment:
    """A promise in a published answer, due in thirty days."""
    slot = publish(cast).answers.first()
    made = promising.promise(
        slot, by=cast.reyes, text="Put up signs", owner_role="Superintendent", due=clock.today() + timedelta(30)
    )
    cast.at(Stage.FOLLOW_UP)
    return made


def report_done(commitment: Commitment, cast: Cast) -> None:
    commitments.report_progress(
        commitment, by=cast.reyes, text="All up.", state=State.DONE_UNVERIFIED, evidence_url=EVIDENCE
    )


def test_other_evidence_later_is_another_report(commitment: Commitment, cast: Cast) -> None:
    """A first report in time with a poor link does not make a promise one that was kept in time."""
    report_done(commitment, cast)
    with clock.travel(clock.now() + timedelta(40)):
        commitments.report_progress(
            commitment, by=cast.reyes, text="It is there.", state=State.DONE_UNVERIFIED, evidence_url=EVIDENCE
        )
        assert commitment.days_late == 0, "the same evidence, told again"
        commitments.report_progress(
            commitment, by=cast.reyes, text="Now really.", state=State.DONE_UNVERIFIED, evidence_url=f"{EVIDENCE}/2"
        )
        commitments.verify(commitment, by=cast.hale)
        assert (commitment.days_late, commitment.lateness) == (10, "done 10 days late")


def test_a_promise_is_done_only_when_the_panel_has_verified_it(commitment: Commitment, cast: Cast) -> None:
    report_done(commitment, cast)
    assert commitment.state == State.DONE_UNVERIFIED
    commitments.verify(commitment, by=cast.hale)
    assert commitment.state == State.DONE_VERIFIED
    assert commitment.verified_by == cast.member(cast.hale)
    assert Entry.objects.filter(action="promise_verified", actor="Ruth Hale").exists()


@pytest.mark.parametrize("who", ["reyes", "okoro", "moss", "amina", "outsider"])
def test_only_oversight_verifies(commitment: Commitment, cast: Cast, who: str) -> None:
    report_done(commitment, cast)
    with pytest.raises(access.NotAllowed):
        commitments.verify(commitment, by=getattr(cast, who))


def test_police_cannot_report_a_promise_verified(commitment: Commitment, cast: Cast) -> None:
    with pytest.raises(Refused, match="Only the oversight panel says that it is checked"):
        commitments.report_progress(
            commitment, by=cast.reyes, text="Done", state=State.DONE_VERIFIED, evidence_url=EVIDENCE
        )


def test_done_needs_evidence(commitment: Commitment, cast: Cast) -> None:
    with pytest.raises(Refused, match="link the evidence"):
        commitments.report_progress(commitment, by=cast.reyes, text="Done", state=State.DONE_UNVERIFIED)
    assert not commitment.updates.exists()


def test_an_unreported_promise_cannot_be_verified(commitment: Commitment, cast: Cast) -> None:
    with pytest.raises(Refused, match="reported done"):
        commitments.verify(commitment, by=cast.hale)


def test_the_database_refuses_verified_without_evidence(commitment: Commitment) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.filter(pk=commitment.pk).update(state=State.DONE_VERIFIED)


def test_lateness_is_computed_from_the_date(commitment: Commitment) -> None:
    assert commitment.days_late == 0
    with clock.travel(clock.now() + timedelta(days=33)):
        assert commitment.days_late == 3
        assert commitment.is_late


def test_a_promise_done_in_time_is_never_late(commitment: Commitment, cast: Cast) -> None:
    report_done(commitment, cast)
    with clock.travel(clock.now() + timedelta(days=33)):
        assert not commitment.is_late


def test_a_promise_can_be_sent_back_with_a_reason(commitment: Commitment, cast: Cast) -> None:
    report_done(commitment, cast)
    with pytest.raises(Refused, match="what is missing"):
        commitments.send_back(commitment, by=cast.hale, reason=" ")
    commitments.send_back(commitment, by=cast.hale, reason="Two streets have none.")
    assert commitment.state == State.ON_TRACK
    assert "Two streets" in commitment.updates.last().text


def test_days_after_a_report_found_not_done_stand_beside_lateness(commitment: Commitment, cast: Cast) -> None:
    with clock.travel(datetime.combine(commitment.due - timedelta(1), time(12), tzinfo=UTC)):
        report_done(commitment, cast)
    with clock.travel(datetime.combine(commitment.due + timedelta(90), time(12), tzinfo=UTC)):
        commitments.send_back(commitment, by=cast.hale, reason="The link did not open today.")
        report_done(commitment, cast)
        commitments.verify(commitment, by=cast.hale)
        assert commitment.lateness == f"done 90 days late, of these 90 days while {NOT_DONE}"


@pytest.mark.parametrize("act", ["report", "send back", "drop"])
def test_what_everybody_reads_names_no_participant(commitment: Commitment, cast: Cast, act: str) -> None:
    why = "Fulmar 16 told Group 1 that her brother was stopped there, so this is what we say now."
    if act == "send back":
        report_done(commitment, cast)
    with pytest.raises(Refused, match="Fulmar 16"):
        if act == "report":
            commitments.report_progress(commitment, by=cast.reyes, text=why, state=State.ON_TRACK)
        elif act == "send back":
            commitments.send_back(commitment, by=cast.hale, reason=why)
        else:
            as_told(commitments.drop, commitment, by=cast.okoro, reason=why)


def test_dropping_needs_a_full_public_reason(commitment: Commitment, cast: Cast) -> None:
    with pytest.raises(Refused, match="full reason"):
        as_told(commitments.drop, commitment, by=cast.okoro, reason="Too dear.")
    as_told(
        commitments.drop,
        commitment,
        by=cast.okoro,
        reason="The council owns the posts and has refused permission twice this year.",
    )
    assert commitment.state == State.DROPPED


@pytest.mark.parametrize("who", ["reyes", "moss", "hale", "amina", "outsider"])
def test_only_the_officer_gives_up_what_the_officer_signed(commitment: Commitment, cast: Cast, who: str) -> None:
    reason = "The council owns the posts and has refused permission twice this year."
    with pytest.raises(access.NotAllowed):
        as_told(commitments.drop, commitment, by=getattr(cast, who), reason=reason)
    commitment.refresh_from_db()
    assert commitment.state != State.DROPPED


def test_a_promise_is_for_the_future(cast: Cast) -> None:
    slot = publish(cast).answers.first()
    with pytest.raises(Refused, match="in the future"):
        promising.promise(slot, by=cast.reyes, text="Signs", owner_role="Supt", due=clock.today())


def test_silence_is_noticed_after_three_months(commitment: Commitment, cast: Cast) -> None:
    commitments.report_progress(commitment, by=cast.reyes, text="Ordered.", state=State.ON_TRACK)
    fresh = Commitment.objects.get(pk=commitment.pk)
    assert not commitments.silence(fresh)
    with clock.travel(clock.now() + timedelta(days=93)):
        assert commitments.silence(fresh)


def test_lists_by_date_begin_with_the_index(cast: Cast) -> None:
    """Not with every answer there is, nor with every promise of a state, to sort them all for the first few."""
    with CaptureQueriesContext(connection) as asked:
        for standing in standings.STANDINGS:
            standings.piece(standing)
    assert len(asked) == len(standings.STANDINGS)
    for one in asked.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {one['sql']}")
            plan = [row[3] for row in cursor.fetchall()]
        assert plan[0].startswith("SEARCH outcomes_commitment USING INDEX commitment_"), plan
        assert not any("ORDER BY" in step for step in plan), plan


def test_the_same_word_ten_times_is_no_full_reason(commitment: Commitment, cast: Cast) -> None:
    with pytest.raises(Refused, match="at least ten different words"):
        as_told(commitments.drop, commitment, by=cast.okoro, reason="No money. " * 10)
    commitment.refresh_from_db()
    assert commitment.is_open


def test_neither_a_full_stop_nor_the_same_again_ends_silence(commitment: Commitment, cast: Cast) -> None:
    commitments.report_progress(commitment, by=cast.reyes, text="The posts are ordered.", state=State.ON_TRACK)
    with clock.travel(clock.now() + timedelta(100)):
        for text in (".", "…", "The posts are ordered."):
            with pytest.raises(Refused, match="since the last update"):
                commitments.report_progress(commitment, by=cast.okoro, text=text, state=State.NOT_STARTED)
        assert commitments.silence(Commitment.objects.get(pk=commitment.pk))
        commitments.report_progress(commitment, by=cast.okoro, text="They have come.", state=State.ON_TRACK)
        assert not commitments.silence(Commitment.objects.get(pk=commitment.pk))
    with clock.travel(clock.now() + timedelta(200)), pytest.raises(Refused, match="since the last update"):
        commitments.report_progress(commitment, by=cast.reyes, text="the posts are  ordered", state=State.ON_TRACK)


def test_done_and_not_done_in_turn_with_the_same_words_is_no_word(commitment: Commitment, cast: Cast) -> None:
    """Each quarter “done” with any link, and at once “on track” again: its silence began anew each time."""
    report_done(commitment, cast)
    said = commitment.updates.get().text
    with clock.travel(clock.now() + timedelta(100)):
        for state in (State.ON_TRACK, State.DONE_UNVERIFIED):
            with pytest.raises(Refused, match="since the last update"):
                commitments.report_progress(commitment, by=cast.okoro, text=said, state=state, evidence_url=EVIDENCE)
        commitments.send_back(commitment, by=cast.hale, reason="It shows one street of four.")
        report_done(commitment, cast)  # the panel has looked: who holds to it may say so
