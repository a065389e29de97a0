"""What people want of each technology, how well it is known, who has met it: a row each, and nothing withheld."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from consultations.models import Stage, Technology
from deliberation.counting import counting
from deliberation.counting.figures import QuestionResult, Row
from deliberation.models import Question, Wave
from deliberation.questions import question_sets, questionnaire
from outcomes.report import by_technology
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once

As = Callable[..., Client]
WANTED = {**rooms.USE, "key": "q_ai", "text": "Should the police use AI?", "about": "ai"}
KNOW = {
    "kind": "single", "paired": True, "options": ["A lot", "A little", "Nothing"],
}  # fmt: skip
KNOWN = [
    {**KNOW, "key": f"q_know_{kind}", "text": f"How much do you know of {kind}?", "about": kind}
    for kind in ("drone", "ai")
]
MET = {
    "key": "q_met", "kind": "multi", "text": "Which have you met?", "paired": True,
    "options": ["Drones", "AI", "None of these"], "options_about": ["drone", "ai", ""], "exclusive": [2],
}  # fmt: skip
OTHERS = {**MET, "key": "q_met_others", "text": "And of others?"}


@made_once
def asked(cast: Cast) -> Cast:
    """Two entries; AI is asked about alone, drones only in what is known and met."""
    cast.at(Stage.DRAFT)
    cast.consultation.technologies.set(
        [Technology.objects.create(name=name, kind=kind) for name, kind in (("Drones", "drone"), ("AI", "ai"))]
    )
    rooms.prepare(cast, [*KNOWN, WANTED, MET, OTHERS])
    return cast


def result(cast: Cast, key: str, counts: list[int], *, withheld: str = "") -> QuestionResult:
    question = rooms.question(cast, key)
    rows = [Row(option.text, n, None, 0) for option, n in zip(question.options.all(), counts, strict=True)]
    return QuestionResult(question, Wave(), counting.RECRUITED, 30, [] if withheld else rows, withheld)


def told(cast: Cast, before: dict[str, list[int]], after: dict[str, Any]) -> dict[str, by_technology.Table]:
    entries = list(cast.consultation.technologies.order_by("pk"))
    first = [result(cast, key, counts) for key, counts in before.items()]
    last = [
        result(cast, key, [0] * rooms.question(cast, key).options.count(), withheld=given)
        if isinstance(given, str)
        else result(cast, key, given)
        for key, given in after.items()
    ]
    return {table.key: table for table in by_technology.tables(entries, first, last)}


def cells(table: by_technology.Table) -> dict[str, Any]:
    return {row.technology.name: row.cells or row.note for row in table.rows}


ALL = {
    "q_know_drone": [3, 17, 10], "q_know_ai": [1, 9, 20], "q_ai": [9, 9, 9, 3], "q_met": [12, 4, 15],
    "q_met_others": [8, 9, 14],
}  # fmt: skip


def test_each_has_a_row_in_what_was_asked_of_it(asked: Cast) -> None:
    found = told(asked, {"q_know_ai": [0, 5, 25], "q_met": [9, 2, 20]}, ALL)
    assert list(found) == ["wanted", "known", "met"]
    assert cells(found["wanted"]) == {
        "Drones": by_technology.NOT_ASKED,
        "AI": [(o, None, n) for o, n in zip(rooms.USE["options"], ALL["q_ai"], strict=True)],
    }
    assert found["known"].answers == ["A lot", "A little", "Nothing"]
    assert cells(found["known"])["AI"] == [("A lot", 0, 1), ("A little", 5, 9), ("Nothing", 25, 20)]
    assert cells(found["known"])["Drones"] == [("A lot", None, 3), ("A little", None, 17), ("Nothing", None, 10)]
    assert cells(found["met"]) == {
        "Drones": [("Which have you met?", 9, 12), ("And of others?", None, 8)],
        "AI": [("Which have you met?", 2, 4), ("And of others?", None, 9)],
    }
    assert found["met"].rows[0].base == "30 before, 30 after; 30"


def test_what_is_withheld_has_no_figure_and_what_was_not_asked_no_table(asked: Cast) -> None:
    found = told(asked, {}, {**ALL, "q_know_ai": "Too few.", "q_met": "Too few.", "q_met_others": "Too few."})
    assert list(found) == ["wanted", "known"]
    assert cells(found["known"])["AI"] == "Too few."
    assert list(told(asked, {}, {"q_ai": ALL["q_ai"]})) == ["wanted"]
    assert cells(told(asked, {}, {"q_know_ai": ALL["q_know_ai"]})["wanted"])["AI"] == by_technology.NOT_ASKED
    Technology.objects.all().delete()
    assert told(asked, {}, {"q_ai": ALL["q_ai"]}) == {}


def test_it_goes_out_and_comes_in_with_its_questions(asked: Cast) -> None:
    specs = question_sets.exported(asked.consultation)["questions"]
    assert [spec.get("about") for spec in specs] == ["drone", "ai", "ai", None, None]
    assert specs[3]["options_about"] == ["drone", "ai", ""]
    question = rooms.question(asked, "q_met")
    typed = {**specs[3], "options": ["AI", "Trams", "None of these"], "options_about": None}
    questionnaire.edit_question(question, typed, by=asked.moss)
    there = {option.text: option.technology for option in question.options.all()}
    assert there == {"AI": asked.consultation.technologies.get(kind="ai"), "Trams": None, "None of these": None}


def test_a_starter_asks_of_the_entries_that_are_there_and_a_form_names_one(asked: Cast, client_for: As) -> None:
    Question.objects.all().delete()
    cast, client = asked, client_for(asked.moss)
    cast.consultation.starter = "policing_technology"
    cast.consultation.save()
    slug = [cast.consultation.slug]
    assert client.post(reverse("prepare_polls", args=slug)).status_code == 302
    about = Question.objects.exclude(technology=None)
    assert {q.key for q in about} == {"q_know_drones", "q_know_ai", "q_drones", "q_ai"}
    assert not Question.objects.filter(key="q_know_lfr").exists()
    met = rooms.question(cast, "q_met")
    assert [o.technology.kind for o in met.options.all() if o.technology] == ["drone", "ai"]
    entry = cast.consultation.technologies.get(kind="drone")
    given = {"kind": "single", "text": "And drones?", "options": "Yes\nNo", "where": "paired", "about": entry.pk}
    assert client.post(reverse("add_question", args=slug), given).status_code == 302
    added = Question.objects.get(text="And drones?")
    assert added.technology == entry
    page = client.get(reverse("prepare_polls", args=slug)).content.decode()
    assert page.count("About one technology: Drones") == 3
    cast.consultation.technologies.remove(cast.consultation.technologies.get(kind="ai"))
    change = reverse("edit_question", args=[*slug, added.pk])
    assert 'name="about"' not in client.get(change).content.decode(), "with one entry there is nothing to choose"
    client.post(change, {**given, "text": "And drones, then?"})
    assert Question.objects.get(pk=added.pk).technology == entry
