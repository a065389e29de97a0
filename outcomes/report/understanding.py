"""How well people understood, the first measure of a report (domain T92): facts they knew, and what they say of it.

Made of results that `outcomes.report.measures` was given to show. Whoever came by themselves is not in it.
"""

from dataclasses import dataclass, field

from deliberation.counting import counting, disclosure
from deliberation.counting.figures import BASES, QuestionResult
from deliberation.questions.kinds import registry as kinds
from people.text.sentences import listed, many

SELF_RATED = "q_explain"  # as starters key the question whether somebody could explain it to a friend
MOST = 5  # facts on the first screen
NOT_SHOWN = "not shown, because of the rule of small counts"
NOT_ASKED = (
    "Understanding was not measured: no fact with a right answer, and no question about one’s own understanding, was "
    "put to the recruited groups."
)
NOT_TWICE = "It was asked only before, so what people took away from it is not known."


@dataclass(frozen=True)
class Figure:
    """(people, base) each time it was asked and may be shown."""

    question: str
    before: tuple[int, int] | None
    after: tuple[int, int] | None
    was_asked_before: bool

    @property
    def is_compared(self) -> bool:
        return self.before is not None and self.after is not None

    @property
    def way(self) -> int:
        """1: a larger part of those who answered than before; −1: a smaller one."""
        (was, of), (now, of_now) = self.before or (0, 1), self.after or (0, 1)
        return (now * of > was * of_now) - (now * of < was * of_now)

    @property
    def words(self) -> str:
        if self.before is None and self.after is None:
            return NOT_SHOWN
        after = f"{_of(self.after)} after" if self.after else f"after: {NOT_SHOWN}"
        if not self.was_asked_before:
            return f"{after}; not asked before"
        return f"{_of(self.before)} before, {after}" if self.before else f"before: {NOT_SHOWN}; {after}"


@dataclass
class Understanding:
    facts: list[Figure] = field(default_factory=list)
    rated: list[Figure] = field(default_factory=list)
    not_measured: str = ""  # why there is nothing

    @property
    def first(self) -> list[Figure]:
        return self.facts[:MOST]

    @property
    def more(self) -> int:
        return max(0, len(self.facts) - MOST)

    @property
    def base(self) -> str:
        return f"Counts are of {BASES[counting.RECRUITED]}."

    @property
    def headline(self) -> str:
        """One sentence or two, for wherever the report is told in brief."""
        if self.not_measured:
            return self.not_measured
        said = [_facts(self.facts), *(_rated(one) for one in self.rated)]
        return " ".join([*said, self.base])


def of(before: list[QuestionResult], after: list[QuestionResult], withheld: str) -> Understanding:
    """`withheld`: why this reader is not shown the polls yet, or nothing."""
    first, last = (_recruited(results) for results in (before, after))
    figures = [(now, _figure(first.get(pk), now)) for pk, now in last.items()]
    facts = [figure for now, figure in figures if kinds.of(now.question).has_right_answer]
    rated = [figure for now, figure in figures if not kinds.of(now.question).has_right_answer]
    if facts or rated:
        return Understanding(facts, rated)
    if withheld:
        return Understanding(not_measured=f"How well people understood is not shown yet. {withheld}")
    return Understanding(not_measured=NOT_TWICE if first else NOT_ASKED)


def _recruited(results: list[QuestionResult]) -> dict[int, QuestionResult]:
    return {
        one.question.pk: one
        for one in results
        if one.kind == counting.RECRUITED
        and (kinds.of(one.question).has_right_answer or (one.question.key == SELF_RATED and _is_scale(one)))
    }


def _is_scale(result: QuestionResult) -> bool:
    return kinds.of(result.question).is_scale


def _figure(then: QuestionResult | None, now: QuestionResult) -> Figure:
    return Figure(now.question.text, _counted(then), _counted(now), then is not None)


def _counted(result: QuestionResult | None) -> tuple[int, int] | None:
    """Who knew, or agreed at all. Two answers together almost everybody's are not said (as in change.ladders)."""
    if result is None or result.withheld:
        return None
    if kinds.of(result.question).has_right_answer:
        return next((row.count for row in result.rows if row.tone == "good"), 0), result.base
    agreed = sum(row.count for row in result.rows[:2])
    return None if disclosure.all_alike({"agreed": agreed}, result.base) else (agreed, result.base)


def _of(counted: tuple[int, int] | None) -> str:
    return f"{counted[0]} of {counted[1]}" if counted else ""


def _facts(facts: list[Figure]) -> str:
    if not facts:
        return "No fact with a right answer was asked."
    compared = [one for one in facts if one.is_compared]
    if not compared:
        return f"{many(len(facts), 'fact')} asked, with no figures from before and after to compare."
    ways = [(words, sum(one.way == way for one in compared)) for way, words in WAYS]
    first, *others = [(words, count) for words, count in ways if count]
    known = f"{first[1]} {'was' if first[1] == 1 else 'were'} known to {first[0]} of those who answered afterwards"
    known = listed([known, *(f"{count} to {words}" for words, count in others)])
    return f"Of {many(len(compared), 'fact')} asked before and after{_beside(facts, compared)}, {known}."


def _beside(facts: list[Figure], compared: list[Figure]) -> str:
    left = len(facts) - len(compared)
    return f" ({left} more without both figures)" if left else ""


WAYS = [(1, "a larger part"), (0, "the same part"), (-1, "a smaller part")]


def _rated(one: Figure) -> str:
    return f"Agreed with “{one.question}”: {one.words}."
