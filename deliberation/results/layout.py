"""The results of a wave in the order a reader needs: ladders as steps, cards in a table, rounds side by side."""

from collections import defaultdict
from dataclasses import dataclass

from deliberation.counting import change
from deliberation.counting.figures import BASES, QuestionResult


@dataclass(frozen=True)
class CardTable:
    """The cards of one set, for one kind of people: a row a card, a column an answer."""

    title: str
    base: str
    answers: list[str]
    rows: list[tuple[str, list[int | None], str]]  # the card, its counts, why there are none


def arranged(shown: list[QuestionResult]) -> dict[str, object]:
    """{ladders, card_tables, rounds, charts}: every result once."""
    by_set: dict[tuple[str, str], list[QuestionResult]] = defaultdict(list)
    chains: dict[tuple[int, str], list[QuestionResult]] = defaultdict(list)
    first_of = _first_rounds(shown)
    for result in shown:
        if result.question.card_set:
            by_set[result.question.card_set, result.kind].append(result)
        elif not result.question.ladder:
            chains[first_of[result.question.pk], result.kind].append(result)
    tables = {key: table for key, cards in by_set.items() if (table := _table(*key, cards))}
    loose = [card.chart for key, cards in by_set.items() if key not in tables for card in cards]
    return {
        "ladders": change.ladders(shown),
        "card_tables": list(tables.values()),
        "rounds": [[_of_round(one) for one in chain] for chain in chains.values() if len(chain) > 1],
        "charts": [chain[0].chart for chain in chains.values() if len(chain) == 1] + loose,
    }


def _of_round(result: QuestionResult) -> dict[str, object]:
    return {**result.chart, "title": f"{result.question.text} (round {result.question.round})"}


def _first_rounds(shown: list[QuestionResult]) -> dict[int, int]:
    """question → the first round of it that is here."""
    previous = {result.question.pk: result.question.previous_id for result in shown}

    def first(pk: int) -> int:
        before = previous.get(pk)
        return first(before) if before is not None and before in previous else pk

    return {pk: first(pk) for pk in previous}


def _table(name: str, kind: str, cards: list[QuestionResult]) -> CardTable | None:
    """One table where every card has the same answers; None where they differ."""
    answers = [option.text for option in cards[0].question.options.all()]
    if any([o.text for o in card.question.options.all()] != answers for card in cards):
        return None
    rows: list[tuple[str, list[int | None], str]] = [
        (card.question.card, [row.count for row in card.rows], card.withheld) for card in cards
    ]
    bases = sorted({card.base for card in cards if not card.withheld})
    span = f"{bases[0]} to {bases[-1]}" if len(bases) > 1 else "".join(map(str, bases))
    return CardTable(name, f"{span} {BASES[kind]}".strip(), answers, rows)
