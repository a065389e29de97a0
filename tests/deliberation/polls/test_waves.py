from datetime import timedelta

import pytest
from django.urls import reverse

from audit import clock
from audit.models import Entry
from audit.wiring import wired_by
from consultations import access
from consultations.models import Stage
from consultations.newcomers import newcomers
from consultations.stages import stages
from deliberation.models import Wave
from deliberation.polls import polling
from deliberation.polls.gates import both_polls_ask_the_same
from deliberation.sessions import planning, sessions
from people.errors import Refused
from tests.cast import Cast
from tests.deliberation import rooms
from tests.deliberation.statements import talk


def test_opening_and_closing_are_recorded(cast: Cast) -> None:
    wave = rooms.open_first(cast)
    assert wave.state == Wave.State.OPEN
    assert wave.opened_at is not None
    rooms.close_wave(wave, by=cast.moss)
    assert wave.state == Wave.State.CLOSED
    assert list(Entry.objects.filter(action__startswith="wave").values_list("action", flat=True)) == [
        "wave_opened", "wave_closed",
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["amina", "hale", "okoro", "reyes", "outsider"])
def test_only_facilitators_open_and_close(cast: Cast, who: str) -> None:
    rooms.prepare(cast)
    wave = rooms.wave(cast, "before")
    with pytest.raises(access.NotAllowed):
        polling.open_wave(wave, by=getattr(cast, who))
    polling.open_wave(wave, by=cast.moss)
    with pytest.raises(access.NotAllowed):
        rooms.close_wave(wave, by=getattr(cast, who))


def test_a_wave_opens_once(cast: Cast) -> None:
    wave = rooms.open_first(cast)
    with pytest.raises(Refused, match="open already"):
        polling.open_wave(wave, by=cast.moss)
    rooms.close_wave(wave, by=cast.moss)
    with pytest.raises(Refused, match="cannot be opened again"):
        polling.open_wave(wave, by=cast.moss)
    with pytest.raises(Refused, match="nothing to close"):
        rooms.close_wave(wave, by=cast.moss)


def test_the_second_wave_waits_for_the_first_to_close(cast: Cast) -> None:
    first = rooms.open_first(cast)
    with pytest.raises(Refused, match="Close the first poll"):
        polling.open_wave(rooms.wave(cast, "after"), by=cast.moss)
    rooms.close_wave(first, by=cast.moss)
    polling.open_wave(rooms.wave(cast, "after"), by=cast.moss)


def test_an_empty_wave_does_not_open(cast: Cast) -> None:
    rooms.prepare(cast, [])
    with pytest.raises(Refused, match="no questions yet"):
        polling.open_wave(rooms.wave(cast, "before"), by=cast.moss)


def test_one_question_at_a_time_in_a_room(cast: Cast) -> None:

    session, first = rooms.running(cast)
    second = planning.add_pulse(session, {**rooms.PULSE, "text": "And at a protest?"}, by=cast.moss)
    polling.open_wave(second, by=cast.moss)
    first.refresh_from_db()
    assert (first.state, second.state) == (Wave.State.CLOSED, Wave.State.OPEN)


def test_only_polls_in_the_room_can_show_moving_bars(cast: Cast) -> None:
    _, pulse = rooms.running(cast)
    polling.show_bars(pulse, True, by=cast.moss)
    assert pulse.live_results
    with pytest.raises(Refused, match="Only the results of a poll in the room"):
        polling.show_bars(rooms.wave(cast, "before"), True, by=cast.moss)
    with pytest.raises(access.NotAllowed):
        polling.show_bars(pulse, True, by=cast.amina)


# --- Gate and arrivals --------------------------------------------------------------------------
def test_the_gate_asks_for_both_polls(cast: Cast) -> None:
    assert [m.where for m in both_polls_ask_the_same(cast.consultation)] == ["prepare_polls"]
    rooms.prepare(cast)
    assert both_polls_ask_the_same(cast.consultation) == []


def test_the_gate_wants_every_paired_question_in_both(cast: Cast) -> None:
    rooms.prepare(cast)
    rooms.wave(cast, "after").questions.remove(rooms.question(cast, "q_use"))
    assert "both before and after" in both_polls_ask_the_same(cast.consultation)[0].text


def test_the_gate_wants_something_to_compare(cast: Cast) -> None:
    rooms.prepare(cast, [{**rooms.PULSE, "waves": ["before"]}, rooms.WHY])
    assert len(both_polls_ask_the_same(cast.consultation)) == 1


def test_the_gate_stands_before_opening(cast: Cast) -> None:
    cast.at(Stage.ANNOUNCED)
    texts = [m.text for m in stages.missing(cast.consultation, stages.transition_named("open"))]
    assert "Write the questions of the first and the second poll." in texts


def test_arriving_open_opens_the_first_poll(cast: Cast) -> None:
    from django.db import transaction

    rooms.prepare(cast)
    with transaction.atomic():
        polling.open_first_wave(cast.consultation)
    assert rooms.wave(cast, "before").state == Wave.State.OPEN
    assert rooms.wave(cast, "after").state == Wave.State.PLANNED
    assert Entry.objects.get(action="wave_opened").actor == "the clock"


def test_closing_the_consultation_closes_every_wave_and_session(cast: Cast) -> None:
    session, _pulse = rooms.running(cast)
    polling.open_wave(rooms.wave(cast, "before"), by=cast.moss)
    from django.db import transaction

    with transaction.atomic():
        for arrive in wired_by("ARRIVALS", Stage.ANALYSIS):
            arrive(cast.consultation)
    assert not Wave.objects.filter(state=Wave.State.OPEN).exists()
    session.refresh_from_db()
    assert session.state == "ended"


def test_the_arrivals_are_wired() -> None:
    assert polling.open_first_wave in wired_by("ARRIVALS", Stage.OPEN)
    closing = [newcomers.close_door, polling.close_all, sessions.end_all, newcomers.note_door]
    assert closing == wired_by("ARRIVALS", Stage.ANALYSIS)


def test_nobody_closes_a_poll_of_everybody_while_all_is_paused(cast: Cast) -> None:
    """The panel pauses to protect people: whoever runs it does not end meanwhile what they may still answer."""
    wave = rooms.open_first(cast)
    with clock.travel(clock.now() + timedelta(days=4)):
        stages.pause(cast.consultation, by=cast.hale, reason="A court case began")
        with pytest.raises(Refused, match="paused"):
            polling.close_wave(wave, by=cast.moss, reason="Enough have answered")
        stages.resume(cast.consultation, by=cast.hale)
        assert not polling.close_wave(wave, by=cast.moss, reason="Enough have answered").is_open


def test_nor_a_conversation_of_statements_however_it_is_tried(cast: Cast, client_for) -> None:
    """A facilitator who likes the answers so far: it could not be opened again."""
    wave = talk.running(cast).wave
    stages.pause(cast.consultation, by=cast.hale, reason="A threat was made.")
    moss, slug = client_for(cast.moss), cast.consultation.slug
    moss.post(reverse("run_conversation", args=[slug, wave.pk]), {"close": "1"})
    moss.post(reverse("close_wave", args=[slug, wave.pk]))
    wave.refresh_from_db()
    assert wave.state == Wave.State.OPEN
    cast.consultation.refresh_from_db()
    stages.resume(cast.consultation, by=cast.hale)
    for reason, later, closed in (("Enough", 1, False), ("", 5, False), ("Enough have answered", 5, True)):
        Wave.objects.filter(pk=wave.pk).update(opened_at=clock.now() - timedelta(days=later))
        moss.post(reverse("run_conversation", args=[slug, wave.pk]), {"close": "1", "reason": reason})
        wave.refresh_from_db()  # as a poll of everybody: not at once, nor without reason
        assert wave.is_closed == closed
    assert wave.closing_reason == "Enough have answered"
