"""The counts of all findings of a report, laid beside each other: what somebody finds who adds and subtracts them.

The report prints the themes and the stances of every finding. Where the themes of one lie within those of another, so
do the people who spoke; where its stances do as well, so do those who hold it. Then “6 of the 9 who spoke” and “7 of
the 10” are one person, and how that person stands. A finding on the themes of two others tells, with both, who spoke
on both. docs/decisions/shown-before.md
"""

from collections.abc import Iterator, Sequence

from deliberation.counting.disclosure import Counted, told_together
from outcomes.findings import labels
from outcomes.models import Finding, Stance
from people.text.sentences import listed

MOST_SAID = 3  # of one finding: each names others, and one of them dealt with often deals with more


class Things:
    """What can be said, a bit each: a stance on a theme."""

    def __init__(self) -> None:
        self._places: dict[tuple[int, str], int] = {}

    def of(self, themes: Sequence[int], position: Sequence[str]) -> int:
        bits = 0
        for theme in themes:
            for stance in position:
                bits |= 1 << self._places.setdefault((theme, stance), len(self._places))
        return bits

    def layers(self, rows: Sequence[tuple[Sequence[int], Sequence[str], int, int]]) -> Iterator[list[Counted]]:
        """(Themes, stances, people who spoke, people who hold it) as what is added up: speakers, and holders."""
        yield [Counted(self.of(themes, Stance.values), spoke) for themes, _, spoke, _ in rows]
        yield [Counted(self.of(themes, position), held) for themes, position, _, held in rows]


def told(findings: Sequence[Finding], ground: labels.Ground, least: int) -> dict[int, list[str]]:
    """By the last of the findings whose counts together tell of a few people: what to do. `findings` with themes."""
    rows = []
    for one in findings:
        spoke, held = ground.crowd(one)
        rows.append(([theme.pk for theme in one.themes.all()], one.position, len(spoke), len(held)))
    found: dict[int, dict[frozenset[int], str]] = {}
    for counts in Things().layers(rows):
        for places in told_together(counts, least):
            said = found.setdefault(findings[max(places)].pk, {})
            if len(said) < MOST_SAID:
                said.setdefault(frozenset(places), _what_to_do([findings[place] for place in places], least))
    return {pk: list(said.values()) for pk, said in found.items()}


def _what_to_do(several: Sequence[Finding], least: int) -> str:
    if len(several) > 2:
        named = listed([one.number for one in several])
        return (
            f"Whoever adds and subtracts the counts of findings {named} reads how fewer than {least} people stand. "
            "Make fewer findings of them, or give one of them other themes or stances."
        )
    one, other = several
    return (
        f"Whoever subtracts the counts of findings {one.number} and {other.number} reads how fewer than {least} people "
        f"stand. Make one finding of them, or give finding {other.number} other themes or stances."
    )
