"""Understanding is the first measure of the report (domain T92): on its first screen, in brief and on the two pages."""

from typing import Any

import pytest

from deliberation.counting import counting
from deliberation.counting.figures import QuestionResult, Row
from deliberation.models import Option, Poll, Question, Wave
from outcomes.report import understanding
from outcomes.report.context import shown
from outcomes.report.exports import summary
from tests.cast import Cast
from tests.outcomes.report.printed import address, text_of


def result(
    question: Question, base: int, counts: list[int], *, withheld: str = "", kind: str = counting.RECRUITED
) -> QuestionResult:
    tones = ["good", ""] if question.kind == "knowledge" else [""] * len(counts)
    rows = [Row(f"Answer {n}", count, None, 0, tone=tones[n]) for n, count in enumerate(counts)]
    return QuestionResult(question, Wave(), kind, base, [] if withheld else rows, withheld)


FACT, OTHER = (
    Question(pk=1, kind="knowledge", text="Is it kept?"),
    Question(pk=2, kind="knowledge", text="Who sees it?"),
)
RATED = Question(pk=3, kind="scale", key="q_explain", text="I could explain it.")


def told(before: list[QuestionResult], after: list[QuestionResult], withheld: str = "") -> str:
    return understanding.of(before, after, withheld).headline


def test_facts_and_what_people_say_of_themselves_are_told_with_their_bases() -> None:
    before = [result(FACT, 34, [12, 22]), result(OTHER, 34, [20, 14]), result(RATED, 34, [5, 10, 9, 5, 5])]
    after = [result(FACT, 30, [25, 5]), result(OTHER, 30, [10, 20]), result(RATED, 30, [10, 12, 4, 2, 2])]
    words = told(before, after)
    known = "1 was known to a larger part of those who answered afterwards and 1 to a smaller part."
    assert f"Of 2 facts asked before and after, {known}" in words
    assert "the same part" not in words and "15 of 34 before, 22 of 30 after" in words
    assert "people from the recruited groups" in words
    assert understanding.of(before, after, "").facts[0].words == "12 of 34 before, 25 of 30 after"


def test_what_may_not_be_shown_is_in_no_figure() -> None:
    """Withheld; two answers that together are almost everybody's; whoever came by themselves."""
    before = [result(FACT, 4, [3, 1], withheld="Too few"), result(RATED, 12, [3, 3, 3, 3, 0])]
    after = [
        result(FACT, 30, [25, 5]),
        result(RATED, 12, [6, 5, 1, 0, 0]),
        result(FACT, 90, [80, 10], kind=counting.OPEN),
    ]
    found = understanding.of(before, after, "")
    assert found.facts[0].words == f"before: {understanding.NOT_SHOWN}; 25 of 30 after"
    assert found.rated[0].words == f"6 of 12 before, after: {understanding.NOT_SHOWN}"
    assert "80" not in found.headline and "1 fact asked, with no figures" in found.headline


@pytest.mark.parametrize(
    ("before", "withheld", "words"),
    [
        ([], "", understanding.NOT_ASKED),
        ([result(FACT, 30, [20, 10])], "", understanding.NOT_TWICE),
        ([], "The results come later.", "How well people understood is not shown yet. The results come later."),
    ],
)
def test_not_measured_is_said(before: list[QuestionResult], withheld: str, words: str) -> None:
    assert told(before, [], withheld) == words


@pytest.mark.usefixtures("published_finding")
def test_it_stands_first_in_brief_and_on_two_pages(cast: Cast, client_for: Any) -> None:
    poll = Poll.objects.create(consultation=cast.consultation, title="Poll")
    question = Question.objects.create(poll=poll, text="Is it kept?", kind="knowledge", paired=True)
    Option.objects.create(question=question, text="No", is_correct=True)
    for kind in (Wave.Kind.BEFORE, Wave.Kind.AFTER):
        Wave.objects.create(poll=poll, kind=kind, title=kind).questions.add(question)
    Wave.objects.update(state=Wave.State.CLOSED)
    page = text_of(client_for(cast.moss).get(address(cast)).content.decode())
    first, brief = page.split("In brief", 1)
    assert "How well people understood" in first and "“Is it kept?”: right answers" in first
    assert "How well people understood:" in brief[:600]
    assert "How well people understood" in text_of(summary.page(shown(cast.consultation, viewer=None), "https://x"))
