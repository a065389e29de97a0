"""Every starter, read as somebody who means it no good would read it: sources, balance, words, both kinds of case."""

import re
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from consultations import numbers
from consultations.briefing import balance, citing, figures, reading_age
from consultations.models import CaseStory, SectionKind
from consultations.models.briefing import OPTIONAL
from consultations.starters import starters
from people.text.sanitising import is_safe_link

STARTERS = {starter["key"]: starter for starter in starters.available()}
KEYS = sorted(STARTERS)
READ = Path(__file__).resolve().parents[3] / "docs/starter-sources.md"
PLACEHOLDERS = re.compile(r"force to confirm|\bTBC\b|\bTODO\b|lorem|made-up|XX", re.IGNORECASE)


def sections(key: str) -> dict[str, str]:
    return {section["kind"]: section["body"] for section in STARTERS[key]["briefing"]["sections"]}


def rows(key: str) -> list[dict[str, object]]:
    given = STARTERS[key]["briefing"]
    return [given["data_card"], *given["retention"], *given["suppliers"], *given["figures"], *given["stories"]]


def marks(key: str) -> set[int]:
    texts = [*sections(key).values(), *(str(value) for row in rows(key) for value in row.values())]
    return {int(number) for text in texts for number in citing.MARK.findall(text)}


def same_page(url: str) -> str:
    """An address without what two addresses of one page differ in: scheme, www, the slash at its end."""
    parts = urlsplit(url)
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}".lower()


@pytest.mark.parametrize("key", KEYS)
def test_each_sentence_that_states_a_fact_names_its_source(key: str) -> None:
    said = {kind: citing.uncited_in(body) for kind, body in sections(key).items() if kind not in citing.VIEWS}
    assert {kind: bare for kind, bare in said.items() if bare} == {}
    given = STARTERS[key]["briefing"]
    assert all(citing.MARK.search(row["source"]) for row in [*given["figures"], *given["stories"]])


@pytest.mark.parametrize("key", KEYS)
def test_each_step_of_the_path_names_its_source_or_asks(key: str) -> None:
    """How a force works is not for us to reason out: a step cites, or it is a question to the force."""
    for step in STARTERS[key]["briefing"].get("path", []):
        is_theirs = "for the police to say" in step["title"]
        assert is_theirs or citing.MARK.search(step["title"]), step["title"]
        stops = step.get("can_stop", "")
        assert not stops or "Ask the police here" in stops or citing.MARK.search(stops), stops


@pytest.mark.parametrize("key", KEYS)
def test_each_mark_has_a_source_and_each_source_a_mark(key: str) -> None:
    assert marks(key) == set(range(1, len(STARTERS[key]["briefing"]["sources"]) + 1))


@pytest.mark.parametrize("key", KEYS)
def test_each_source_can_be_opened_and_says_where_it_stands(key: str) -> None:
    given = STARTERS[key]["briefing"]["sources"]
    assert all(is_safe_link(source["url"]) and urlsplit(source["url"]).scheme == "https" for source in given)
    assert all(source["published"] and source["publisher"] and source["title"] for source in given)
    assert len({same_page(source["url"]) for source in given}) == len(given)
    assert not [source for source in given if "copied" in source["publisher"]], "the original, or nothing"
    assert len({source["standpoint"] for source in given}) >= 3, "not all from one side"


def looked_up() -> list[tuple[str, str, str, str]]:
    """The lines of docs/starter-sources.md: address, what was read of it, note, where it is cited."""
    return re.findall(r"^\| (https\S+) \| (\w*) \| (.*?) ?\| (.+) \|$", READ.read_text(encoding="utf-8"), re.MULTILINE)


def test_of_each_source_it_is_written_down_what_was_read() -> None:
    cited: dict[str, list[str]] = {}
    for key in KEYS:
        for number, source in enumerate(STARTERS[key]["briefing"]["sources"], 1):
            cited.setdefault(same_page(source["url"]), []).append(f"{key} {number}")
    listed = looked_up()
    assert sorted(same_page(url) for url, *_ in listed) == sorted(cited)
    assert {same_page(url): where.split(", ") for url, _, _, where in listed} == cited
    assert not [url for url, read, _, _ in listed if read not in {"read", "part", "others"}]
    assert not [url for url, read, note, _ in listed if read != "read" and not note], "say what was not seen"


@pytest.mark.parametrize("key", KEYS)
def test_the_arguments_get_the_same_room(key: str) -> None:
    found = balance.balance_of(sections(key)["arguments"])
    assert found is not None
    assert found.is_paired and found.percent <= numbers.BALANCE_PERCENT, (found.left.words, found.right.words)


@pytest.mark.parametrize("key", KEYS)
def test_no_word_stands_in_for_a_fact(key: str) -> None:
    assert [text for text in [str(STARTERS[key])] if PLACEHOLDERS.search(text)] == []


@pytest.mark.parametrize("key", KEYS)
def test_it_reads_at_the_age_it_promises(key: str) -> None:
    ages = {kind: reading_age.reading_age(body) or 0 for kind, body in sections(key).items()}
    assert {kind: age for kind, age in ages.items() if age > numbers.TARGET_AGE} == {}
    assert ages["summary"] <= numbers.ONE_MINUTE_AGE
    assert reading_age.word_count(sections(key)["summary"]) <= numbers.SUMMARY_WORDS
    told = [reading_age.reading_age(story["text"]) or 0 for story in STARTERS[key]["briefing"]["stories"]]
    assert max(told) <= numbers.TARGET_AGE


@pytest.mark.parametrize("key", KEYS)
def test_a_harm_and_a_help_are_told_with_place_and_time(key: str) -> None:
    told = STARTERS[key]["briefing"]["stories"]
    outcomes = {story["outcome"] for story in told}
    assert {CaseStory.Outcome.HARM, CaseStory.Outcome.BENEFIT} <= outcomes
    harms, helps = ([story["outcome"] for story in told].count(kind) for kind in ("harm", "benefit"))
    assert abs(harms - helps) <= 1, (harms, helps)
    assert all(story[name].strip() for story in told for name in ("happened", "area", "source", "text"))


@pytest.mark.parametrize("key", KEYS)
def test_the_law_has_a_date_and_checking_falls_due(key: str) -> None:
    given = STARTERS[key]["briefing"]
    read, again = date.fromisoformat(given["law_as_at"]), date.fromisoformat(given["check_by"])
    assert read < again and (again - read).days <= 200
    assert f"As at {read.day} {read:%B %Y}" in sections(key)["rules"]


@pytest.mark.parametrize("key", KEYS)
def test_each_figure_would_pass_the_form(key: str) -> None:
    for given in STARTERS[key]["briefing"]["figures"]:
        fields = starters.figure_fields(given)
        figures.refuse_incomplete(fields)
        assert not figures.is_rate(fields) or all(fields[name] for name in figures.BASES)


def test_all_sections_are_there() -> None:
    for key in KEYS:
        more = {"citizen_evidence": {"wearables"}, "policing_technology": {"control"}}.get(key, set())  # T76, T27
        assert set(sections(key)) == ({kind.value for kind in SectionKind} - OPTIONAL) | {"others"} | more


@pytest.mark.parametrize("key", KEYS)
def test_what_others_use_is_kept_apart_from_what_the_police_use(key: str) -> None:
    """T40: in the briefing, and in the first question about what somebody has met."""
    assert "is only about" in sections(key)["others"] and "Ask the police here" in sections(key)["others"]
    asked = [q for q in STARTERS[key]["questions"] if q["key"].startswith("q_met")]
    words = " ".join(text for question in asked for text in [question["text"], *question["options"]])
    assert "the police" in words and re.search(r"not (by|of|to) the police", words), words


@pytest.mark.parametrize("key", KEYS)
def test_the_four_asks_are_asked_after_without_being_picked(key: str) -> None:
    kept = {question["key"] for question in STARTERS[key]["questions"] if "after" in question["waves"]}
    assert {"p_show", "p_prove", "p_safe", "p_answers"} <= kept


def test_a_drone_sent_first_to_a_call_has_cases_of_its_own() -> None:
    told = [story for story in STARTERS["drones"]["briefing"]["stories"] if story["area"].startswith(("Cle", "Chu"))]
    assert {story["outcome"] for story in told} == {"benefit", "harm", "no_effect"}


def test_the_one_about_several_can_ask_about_each() -> None:
    """T38: how well each is known, and not all of them at once."""
    given = STARTERS["policing_technology"]
    asked = " ".join(question["text"] for question in given["more_questions"] if question["key"].startswith("q_know_"))
    for what in ("facial recognition", "number plate", "drones", "AI", "CCTV", "the public sends"):
        assert what in asked


def test_the_privacy_assessment_of_number_plates_is_named() -> None:
    given = STARTERS["anpr"]["briefing"]
    assert "version 3.1" in given["sources"][0]["title"] and "gov.uk" in given["sources"][0]["url"]
    assert "gov.uk" in given["data_card"]["dpia"] and "not published" not in given["data_card"]["dpia"]
