"""Counting ballots: once, when a wave closes. `recounting` counts again, to show that nothing was changed since.

The figures of a wave are sealed in the transaction that closes it, and results are shown from them ever after. So
nobody can learn one person's answer by comparing the figures before and after that person left: whoever leaves after
the close takes their ballots with them, but the totals stay.

How the answers to one question add up is for its kind to say (`deliberation.questions.kinds`).
"""

import hashlib
import json
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet

from deliberation.counting import movement, talked
from deliberation.models import Ballot, CountSheet, Question, Wave
from deliberation.questions.kinds import registry as kinds
from deliberation.questions.kinds.tally import Tally

RECRUITED, OPEN = "recruited", "open"
TOTAL, GROUP, AGE = "", "group", "age"
NOT_GIVEN = "not given"

#: (question, kind of people, TOTAL or GROUP or AGE, name of the group or age band)
Key = tuple[int, str, str, str]


Figures = dict[Key, Tally]


def figures_of(wave: Wave, by: str | None = None, question: int | None = None) -> Figures:
    """The sealed figures; counted now where there are none (an imported wave, or one that is still open).

    `by` (TOTAL, GROUP or AGE) and `question`: unpack these alone, for pages that show many figures one by one.
    """
    sheet = CountSheet.sealed_of(wave)
    return unpacked(sheet.figures, by, question) if sheet else count(wave)


def seal(wave: Wave) -> CountSheet:
    """Count the wave that just closed. Call inside the transaction that closed it: no ballot can follow."""
    figures = {**packed(count(wave)), "moves": movement.packed(wave), "salt": secrets.token_hex(16)}
    figures[talked.TALKED] = talked.count(wave)
    sheet, _ = CountSheet.objects.update_or_create(
        wave=wave, kind=CountSheet.Kind.SEALED, defaults={"figures": figures, "base": _people(wave)}
    )
    return sheet


def held(wave: Wave) -> set[tuple[int, str]]:
    """(question, kind of people) of the results that may not be shown beside what was: decided at the close."""
    sheet = CountSheet.sealed_of(wave)
    return {(pk, kind) for pk, kind in sheet.figures.get("held", [])} | few_on_screen(sheet) if sheet else set()


def few_on_screen(sheet: CountSheet | None) -> set[tuple[int, str]]:
    """(question, kind of people) of the results of which paper, taken off, would leave a few people's answers."""
    return {(pk, kind) for pk, kind in sheet.figures.get("few_on_screen", [])} if sheet else set()


def digest(sheet: CountSheet) -> str:
    """What the record keeps of the totals, so that nobody can change them afterwards without its being seen.

    Salted: counts are small numbers, and without the salt whoever reads the record could try them all out.
    """
    totals = [row for row in sheet.figures["rows"] if row[2] == TOTAL]
    text = json.dumps([sheet.figures.get("salt", ""), totals, sheet.figures.get("moves", [])], separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def tallies() -> list[str]:
    """How often each answer to each question of each wave was given: a line each, the same in every whole copy."""
    rows = Ballot.objects.values_list("wave", "question", "choice").annotate(times=Count("pk")).order_by()
    return [" ".join(str(part) for part in row) for row in rows]


def _people(wave: Wave) -> int:
    return Ballot.objects.filter(wave=wave).values("token").distinct().count()


# --- Counting -----------------------------------------------------------------------------------
def count(wave: Wave, without: Sequence[int] = (), *, on_screen: bool = False) -> Figures:
    """Every tally of the wave, from ballots and profiles alone. One GROUP BY, and one more for each branch.

    `without`: ballots that are left out, and all that came after them (for bars that move: see `newest`).
    `on_screen`: without what came on paper or by telephone.
    """
    questions = list(wave.questions.all())
    asked = {question.pk: (question, kinds.of(question)) for question in questions}
    branches = [q for q in questions if q.asked_if_id]
    figures: Figures = defaultdict(Tally)
    ballots = Ballot.objects.filter(wave=wave).exclude(question__in=branches)
    ballots = before(ballots, without)
    for ballots_of in (ballots, *(_led_here(wave, question) for question in branches)):
        counted = ballots_of.exclude(source__in=Ballot.TYPED) if on_screen else ballots_of
        for pk, choice, kind, group, age, people in _grouped(counted):
            options = [int(pk) for pk in choice.split(",") if pk]
            for by, name in ((TOTAL, ""), (GROUP, group), (AGE, age)):
                tally = figures[pk, kind, by, name]
                if pk in asked:
                    question, of_kind = asked[pk]
                    of_kind.count(tally, options, people, question)
                else:  # taken out of the wave since
                    tally.add(options, people)
    return figures


def before(ballots: QuerySet[Ballot], without: Sequence[int]) -> QuerySet[Ballot]:
    """Without these, and without any that has come since they were looked up."""
    return ballots.exclude(pk__in=without).filter(pk__lte=max(without)) if without else ballots


def newest(wave: Wave, many: int) -> list[int]:
    """The ballots that came last: so many of the recruited people's, and so many of the others'."""
    newest = Ballot.objects.filter(wave=wave).order_by("-pk").values_list("pk", flat=True)
    by_choice = Q(token__profile__group__is_open=True)
    return [*newest.filter(by_choice)[:many], *newest.exclude(by_choice)[:many]]


def people_by_kind(wave: Wave) -> Counter[str]:
    """How many ballots there are now of each kind of people."""
    rows = Ballot.objects.filter(wave=wave).values_list("token__profile__group__is_open").annotate(Count("pk"))
    found: Counter[str] = Counter()
    for is_open, many in rows.order_by():
        found[OPEN if is_open else RECRUITED] += many
    return found


def _led_here(wave: Wave, question: Question) -> QuerySet[Ballot]:
    """Ballots of those who gave the answer that leads here: a stray one, cast while that answer changed, is none."""
    led = Ballot.objects.filter(wave=wave, choice=str(question.asked_if_id)).values("token")
    return Ballot.objects.filter(wave=wave, question=question, token__in=led)


def _grouped(ballots: QuerySet[Ballot]) -> Iterator[tuple[int, str, str, str, str, int]]:
    rows = ballots.values_list(
        "question",
        "choice",
        "token__profile__group__is_open",
        "token__profile__group__name",
        "token__profile__age_band",
    ).annotate(people=Count("pk"))
    for question, choice, is_open, group, age, people in rows.order_by():
        yield question, choice, OPEN if is_open else RECRUITED, group or NOT_GIVEN, age or NOT_GIVEN, people


# --- Keeping ------------------------------------------------------------------------------------
def packed(figures: Figures) -> dict[str, Any]:
    """As JSON: a list of rows, in an order that does not depend on who voted when."""
    rows = [
        [*key, tally.base, *(_pairs(part) for part in (tally.chosen, tally.first, tally.points))]
        for key, tally in sorted(figures.items())
    ]
    return {"rows": rows}


def _pairs(counts: dict[int, int]) -> list[list[int]]:
    return [[option, people] for option, people in sorted(counts.items())]


def unpacked(packed_figures: dict[str, Any], only: str | None = None, of: int | None = None) -> Figures:
    figures: Figures = {}
    for question, kind, by, name, base, *parts in packed_figures["rows"]:
        if only in (None, by) and of in (None, question):
            chosen, first, points = (defaultdict(int, dict(part)) for part in parts)
            figures[question, kind, by, name] = Tally(base, chosen, first, points)
    return figures
