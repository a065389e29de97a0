"""The picture at the top of each of the four asks: what it sees, how it can end, what it keeps, who decides.

What a kind of technology is, is drawn from its kind; everything else from the briefing's own rows. What they leave open
is drawn dashed: a picture shows no person, no deletion and no good end of which the briefing says nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from consultations.briefing import unknowns
from consultations.briefing.scenes import ANY, SCENES, Line, Piece, Scene
from consultations.models import CaseStory, DecisionStep, RetentionRow

Applies, Outcome, Step = RetentionRow.AppliesTo, CaseStory.Outcome, DecisionStep.Kind
#: The ways that what is collected can take, in the order drawn.
WAYS = {Applies.NOT_MATCHED: "no match", Applies.MATCHED: "a match", Applies.ALL: "everything"}
#: How a case can end, in the order drawn: the symbol of each.
ENDS = {Outcome.BENEFIT: "helped", Outcome.NO_EFFECT: "nothing", Outcome.HARM: "harmed"}
APART = 40  # between ways that lie one below the other


@dataclass(frozen=True)
class Picture:
    """Ready to draw. `words` says what is drawn to whoever does not see it; `key` stands below for whoever does."""

    ask: str
    title: str
    words: str
    key: str
    pieces: tuple[Piece, ...]
    lines: tuple[Line, ...]


def of_pack(
    kinds: Iterable[str],
    *,
    stories: Iterable[CaseStory],
    retention: Iterable[RetentionRow],
    path: Iterable[DecisionStep],
) -> dict[str, Picture]:
    """By the key of the ask. Several kinds of technology in one briefing get the picture that fits any."""
    different = set(kinds)
    scene = SCENES.get(different.pop(), ANY) if len(different) == 1 else ANY
    found = [_sees(scene), _ends(scene, list(stories)), _keeps(scene, list(retention)), _decides(list(path))]
    return {picture.ask: picture for picture in found}


def _sees(scene: Scene) -> Picture:
    return Picture("show", "What it sees", scene.words, scene.key, scene.pieces, scene.lines)


def _ends(scene: Scene, stories: list[CaseStory]) -> Picture:
    """Three ends of the same size, and which of them the cases of this briefing tell."""
    told = {str(story.outcome) for story in stories}
    told |= {Outcome.BENEFIT, Outcome.HARM} if Outcome.MIXED in told else set()
    pieces, lines, words = [Piece(scene.collected, 24, 36, 50)], [], []
    for place, (outcome, symbol) in enumerate(ENDS.items()):
        y, unsaid = 21 + 40 * place, outcome not in told
        pieces.append(Piece(symbol, 286, y - 18, 36, unsaid))
        lines.append(Line(f"M82 61H190V{y}H280", unsaid))
        words.append(f"{outcome.label}: {'no case is told' if unsaid else 'told'} here.")
    key = "The tick: it helped. The line: no difference. The cross: it did harm."
    open_ones = " Dashed: no case of it is told here." if len(set(ENDS) & told) < len(ENDS) else ""
    return Picture("prove", "How it can end", " ".join(words), key + open_ones, tuple(pieces), tuple(lines))


def _keeps(scene: Scene, retention: list[RetentionRow]) -> Picture:
    """From what is collected past a clock to what ends it: a way is whole when each of its rows says both."""
    rows = {applies: [row for row in retention if row.applies_to == applies] for applies in WAYS}
    ways = [(WAYS[applies], any(map(_is_open, found))) for applies, found in rows.items() if found]
    ways = ways or [(WAYS[Applies.ALL], True)]
    pieces, lines, words = [Piece(scene.collected, 24, 36, 50)], [], []
    for place, (name, unsaid) in enumerate(ways):
        y = 61 + round((place - (len(ways) - 1) / 2) * APART)
        pieces += [Piece("clock", 176, y - 18, 36, unsaid), Piece("bin", 286, y - 18, 36, unsaid)]
        lines += [Line(f"M82 61H118V{y}H170", unsaid), Line(f"M218 {y}H280", unsaid)]
        words.append(f"For {name}: {'not all is known' if unsaid else 'how long, and what ends it, is said'}.")
    key = "The clock: how long it is kept. The bin: what ends it."
    if len(ways) > 1:
        key += f" From the top: {', '.join(name for name, _ in ways)}."
    key += _dashed(unsaid for _, unsaid in ways)
    return Picture("safeguards", "What it keeps", " ".join(words), key, tuple(pieces), tuple(lines))


def _is_open(row: RetentionRow) -> bool:
    return unknowns.is_open(row.kept_for) or unknowns.is_open(row.deletion_trigger)


def _decides(path: list[DecisionStep]) -> Picture:
    """From what goes in past whoever checks to what is done; where it stops, who watches, how it is challenged."""
    kinds = {str(step.kind) for step in path}
    check, watch, action, challenge = (
        kind not in kinds for kind in (Step.CHECK, Step.SUPERVISION, Step.ACTION, Step.CHALLENGE)
    )
    stop = not any(step.can_stop.strip() for step in path)
    has_machine = any(not step.is_human for step in path)
    pieces = (
        Piece("machine" if has_machine else "records", 16, 54, 46, unsaid=not path),
        Piece("decider", 128, 50, 54, check),
        Piece("person", 138, 0, 34, watch),
        Piece("action", 284, 24, 40, action),
        Piece("challenge", 326, 2, 28, challenge),
    )
    lines = (
        Line("M68 77H122", check),
        Line("M155 36V48", watch),
        Line("M188 77H216V44H278", action),
        Line("M216 77V104H292", stop, ends=True),
    )
    said = {
        "a person decides": check,
        "somebody watches over them": watch,
        "what is done": action,
        "where it can stop": stop,
        "how it is challenged": challenge,
    }
    words = " ".join(f"{name.capitalize()}: {'not said' if unsaid else 'said'} here." for name, unsaid in said.items())
    key = "In the ring: who decides. Above: who watches over them. The bar: it stops. The bubble: a challenge."
    return Picture("human", "Who decides, and how it can stop", words, key + _dashed(said.values()), pieces, lines)


def _dashed(unsaid: Iterable[bool]) -> str:
    return " Dashed: this briefing does not say." if any(unsaid) else ""
