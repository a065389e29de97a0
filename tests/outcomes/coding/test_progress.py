import pytest

from audit import clock
from consultations.models import Consent
from outcomes.coding import coding, standing
from people.errors import Refused
from tests.cast import Cast
from tests.outcomes import coded


def progress(cast: Cast) -> tuple[int, int]:
    """(dealt with, all)."""
    now = standing.of(cast.consultation)
    return now.done, now.total


def test_progress_counts_coded_and_not_relevant(cast: Cast) -> None:
    first, second, third = (coded.say(cast, cast.amina, f"Number {n}") for n in range(3))
    assert progress(cast) == (0, 3)
    coded.code(cast, first, coded.theme(cast))
    coding.mark_not_relevant(second, by=cast.moss, why="greeting")
    assert progress(cast) == (2, 3)
    assert list(coding.uncoded(cast.consultation)) == [third]


def test_staff_and_people_who_left_are_not_included(cast: Cast) -> None:
    coded.say(cast, cast.moss, "Welcome.")
    coded.say(cast, cast.bilal)
    assert coding.included(cast.consultation).count() == 1
    Consent.objects.filter(membership=cast.member(cast.bilal)).update(withdrawn_at=clock.now())
    assert coding.included(cast.consultation).count() == 0


def test_nothing_leaks_between_consultations(cast: Cast, elsewhere: Cast) -> None:
    coded.say(elsewhere, elsewhere.amina)
    assert progress(cast) == (0, 0)


def test_changed_words_are_left_to_code_again(cast: Cast) -> None:
    said, other = coded.say(cast, cast.amina), coded.say(cast, cast.bilal)
    coded.code(cast, said, coded.theme(cast))
    coding.mark_not_relevant(other, by=cast.moss, why="greeting")
    assert not coding.uncoded(cast.consultation).exists()
    coded.change(said, "Something else.")
    coded.change(other, "Now it matters.")
    assert set(coding.uncoded(cast.consultation)) == {said, other}
    assert progress(cast) == (0, 2)


def test_next_uncoded_goes_round(cast: Cast) -> None:
    first, second = coded.say(cast, cast.amina), coded.say(cast, cast.bilal)
    now = standing.of(cast.consultation)
    assert now.next(after=first.pk) == second.pk and now.next(after=second.pk) == now.next() == first.pk


def test_not_relevant_is_recorded_and_undone(cast: Cast) -> None:
    said = coded.say(cast, cast.amina)
    coding.mark_not_relevant(said, by=cast.moss, why="greeting")
    assert coded.last_action() == "marked_not_relevant"
    coding.mark_relevant(said, by=cast.moss)
    assert coded.last_action() == "marked_relevant" and list(coding.uncoded(cast.consultation)) == [said]


def test_coded_words_cannot_be_marked_as_not_relevant(cast: Cast) -> None:
    said = coded.say(cast, cast.amina)
    coded.code(cast, said, coded.theme(cast))
    with pytest.raises(Refused, match="has codes"):
        coding.mark_not_relevant(said, by=cast.moss, why="greeting")


def test_coding_takes_the_not_relevant_mark_off(cast: Cast) -> None:
    said = coded.say(cast, cast.amina)
    coding.mark_not_relevant(said, by=cast.moss, why="greeting")
    coded.code(cast, said, coded.theme(cast))
    assert not said.not_relevant.exists()


def test_who_left_is_not_included_even_if_a_consent_stayed_behind(cast: Cast) -> None:
    coded.say(cast, cast.bilal)
    cast.consultation.memberships.filter(user=cast.bilal).update(withdrawn_at=clock.now())
    assert Consent.objects.filter(membership__user=cast.bilal, withdrawn_at=None).exists()
    assert coding.included(cast.consultation).count() == 0
