"""What is stored adds up to what is published; and when it does not, it is said."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from consultations.joining import joining
from consultations.privacy import unlinking
from deliberation.counting import counting
from deliberation.models import Ballot, CountSheet, Wave
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once


def closed(cast: Cast, people: int = 9) -> Wave:
    wave = rooms.open_first(cast)
    for n, user in enumerate(rooms.crowd(cast, people)):
        rooms.answer(cast, user, "before", "q_use", ["Not sure", "No, never", "Yes, generally"][n % 3])
        rooms.answer(cast, user, "before", "q_cond", "Signs", "Checks" if n % 2 else "Deletion")
    return rooms.close_wave(wave, by=cast.moss)


def recounted(wave: Wave) -> str:
    out = StringIO()
    call_command("recount", str(wave.pk), stdout=out)
    return out.getvalue()


@made_once
def wave(cast: Cast) -> Wave:
    return closed(cast)


def test_what_is_stored_adds_up(cast: Cast) -> None:
    said = recounted(closed(cast))
    assert "Every figure is what the stored ballots add up to" in said
    assert "published 9, stored 9" in said
    assert "agrees  sealed totals with the record" in said


def test_it_adds_up_after_the_cut(cast: Cast, wave: Wave) -> None:
    unlinking.cut_ballots_loose(cast.consultation)
    assert "Every figure" in recounted(wave)


def test_whoever_left_is_told_apart_from_an_error(cast: Cast, wave: Wave) -> None:
    leaver = Ballot.objects.filter(wave=wave).first().token.link.membership
    joining.withdraw(cast.consultation, by=leaver.user)
    assert "stored 8, 1 deleted since the close" in recounted(wave)


def test_a_changed_ballot_is_found(cast: Cast, wave: Wave) -> None:
    ballot = Ballot.objects.filter(wave=wave, question__key="q_use").first()
    other = ballot.question.options.exclude(pk=int(ballot.choice)).first()
    Ballot.objects.filter(pk=ballot.pk).update(choice=str(other.pk))
    with pytest.raises(CommandError, match="differ"):
        recounted(wave)


def test_a_ballot_put_in_is_found(cast: Cast, wave: Wave) -> None:
    stuffed = Ballot.objects.filter(wave=wave, question__key="q_use").first()
    Ballot.objects.create(
        token=joining.token_for(cast.member(cast.amina)), wave=wave, question=stuffed.question, choice=stuffed.choice
    )
    with pytest.raises(CommandError, match="differ"):
        recounted(wave)


def test_totals_changed_after_the_close_are_found_with_the_record(cast: Cast, wave: Wave) -> None:
    sheet = CountSheet.objects.get(wave=wave)
    figures = counting.unpacked(sheet.figures)
    for tally in figures.values():
        tally.base += 1
    CountSheet.objects.filter(pk=sheet.pk).update(figures={**sheet.figures, **counting.packed(figures)})
    with pytest.raises(CommandError, match="differ"):
        recounted(wave)


def test_open_waves_are_not_counted(cast: Cast) -> None:
    wave = rooms.open_first(cast)
    with pytest.raises(CommandError, match="Open ones are not counted"):
        recounted(wave)


def test_the_record_does_not_give_the_figures_away(cast: Cast, wave: Wave) -> None:
    """Counts are small: an unsalted digest could be tried out before the results are published."""
    sheet = CountSheet.objects.get(wave=wave)
    before = counting.digest(sheet)
    sheet.figures["salt"] = "another"
    assert counting.digest(sheet) != before
    assert len(CountSheet.objects.get(wave=wave).figures["salt"]) == 32
