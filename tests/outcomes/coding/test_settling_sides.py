"""Where two coders of different sides differ, nobody of one side settles it for that side."""

import pytest

from consultations.models import Membership, Role
from outcomes.coding import coding, settling
from outcomes.models import Coding, Disagreement, Stance, Theme
from people.errors import Refused
from people.models import User
from tests.cast import Cast, chosen_by, person, staff
from tests.made_once import made_once
from tests.outcomes import coded

Dispute = tuple[Disagreement, User]


def read(cast: Cast, second: User) -> Disagreement:
    """The lead reads it against, the second coder for."""
    about = Theme.objects.first() or coded.theme(cast)
    mine = coded.code(cast, coded.say(cast, cast.amina), about, stance=Stance.AGAINST)
    coding.code(mine.excerpt, about, by=second, stance=Stance.FOR, intensity=2)
    return Disagreement.objects.latest("pk")


@made_once
def dispute(cast: Cast) -> Dispute:
    """Between the lead and a facilitator of another side; and somebody whom the lead brought in."""
    third = person("third", "Kit Third")
    chosen_by(staff(cast.consultation, third, Role.FACILITATOR), cast.member(cast.moss))
    return read(cast, cast.finch), third


def counts() -> list[tuple[str, str]]:
    return list(Coding.objects.that_count().values_list("coded_by__pseudonym", "stance"))


def test_an_assistant_does_not_settle_for_the_lead(cast: Cast, dispute: Dispute) -> None:
    found, third = dispute
    before = counts()
    for what in ({"counts_of": cast.member(cast.moss)}, {"stance": Stance.AGAINST}, {}):
        with pytest.raises(Refused, match="The same person chose Jo Moss and you"):
            settling.settle(found, by=third, why="Jo read it right.", **what)
    assert counts() == before


def test_nor_the_lead_for_an_assistant(cast: Cast, dispute: Dispute) -> None:
    _, third = dispute
    mine = coded.code(cast, coded.say(cast, cast.bilal), Theme.objects.get(), stance=Stance.NEUTRAL)
    Coding.objects.filter(pk=mine.pk).update(coded_by=cast.member(third))
    coding.code(mine.excerpt, mine.theme, by=cast.finch, stance=Stance.FOR, intensity=2)
    with pytest.raises(Refused, match="The same person chose Kit Third and you"):
        settling.settle(
            Disagreement.objects.latest("pk"), by=cast.moss, why="Kit is right.", counts_of=cast.member(third)
        )


def test_what_an_assistant_may_say(cast: Cast, dispute: Dispute) -> None:
    """For the other side, or what neither had: it favours nobody of their own."""
    found, third = dispute
    settling.settle(found, by=third, why="Ade is right.", counts_of=cast.member(cast.finch))
    assert counts() == [("Ade Finch", "for")]
    settling.settle(found, by=third, why="Both at once.", stance=Stance.BOTH)
    assert counts() == [("Kit Third", "both")]


def test_either_coder_gives_way_and_a_third_of_no_side_settles(cast: Cast, dispute: Dispute) -> None:
    found, _ = dispute
    moss, fair = cast.member(cast.moss), person("fair", "Fay Fair")
    staff(cast.consultation, fair, Role.FACILITATOR)
    for by in (cast.finch, fair):
        assert settling.settle(found, by=by, why="Jo is right.", counts_of=moss).counts_of == moss


def test_a_team_of_one_side_is_not_stuck(cast: Cast, dispute: Dispute) -> None:
    _, third = dispute
    Membership.objects.filter(user=cast.finch).update(seated_by=cast.member(cast.moss))
    found = Disagreement.objects.get()
    moss = cast.member(cast.moss)
    assert settling.settle(found, by=third, why="Jo is right.", counts_of=moss).counts_of == moss


@pytest.mark.parametrize("outcome", [{"stance": Stance.NEUTRAL}, {"neither": True}, {"mine": True}])
def test_a_settled_reading_is_not_walked_round_by_a_word_more(
    cast: Cast, dispute: Dispute, outcome: dict[str, object]
) -> None:
    """The losing coder chose the same words without their full stop: it counted at once, and nobody was told."""
    found, _ = dispute
    said = found.excerpt.revision.contribution  # type: ignore[union-attr]
    fair = person("fair", "Fay Fair")
    staff(cast.consultation, fair, Role.FACILITATOR)
    what = {"counts_of": cast.member(cast.moss)} if "mine" in outcome else {} if "neither" in outcome else outcome
    settling.settle(found, by=fair, why="Read it.", **what)  # type: ignore[arg-type]
    before, about = counts(), found.theme
    less = coding.excerpt(said, 0, len(said.body) - 1, by=cast.finch)
    for stance, intensity in ((Stance.FOR, 3), (Stance.NEUTRAL, 3)):
        with pytest.raises(Refused, match="Choose exactly these words"):
            coding.code(less, about, by=cast.finch, stance=stance, intensity=intensity)
    assert counts() == before
    coding.code(less, coded.theme(cast, "Another"), by=cast.finch, stance=Stance.FOR, intensity=3)
    coding.code(found.excerpt, about, by=cast.finch, stance=Stance.BOTH, intensity=3)  # type: ignore[arg-type]
    assert Disagreement.objects.get().outcome == Disagreement.Outcome.OPEN, "in the open, and settled anew"
