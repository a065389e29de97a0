"""Every starter, read as somebody who means it no good would read it: sources, balance, words, both kinds of case."""

import re
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from consultations import numbers
from consultations.briefing import balance, citing, completeness, figures, glossary, reading_age, unknowns
from consultations.briefing.frame import ASKED
from consultations.models import AskedFact, BriefingVersion, CaseStory, GlossaryTerm, SectionKind
from consultations.models.briefing import OPTIONAL
from consultations.setup import setup
from consultations.starters import starters
from people.text.sanitising import is_safe_link
from tests.cast import force
from tests.consultations.draft import Draft
from tests.made_once import made_once

STARTERS = {starter["key"]: starter for starter in starters.available()}
KEYS = sorted(STARTERS)
READ = Path(__file__).resolve().parents[3] / "docs/starter-sources.md"
#: A fact of the card that nobody has to look up: whose it is to say, or what a reader can do.
NOT_OURS = re.compile(
    r"to be confirmed by the force|^Ask the force\b"
    r"|^(?:First to the force|Yes|No)\.$"
)
#: Words that make an argument a view of what could be; without one it says what is, and cites.
HEDGED = re.compile(r"\b(?:can|could|may|might|would|should|if|tend|when you think)\b", re.IGNORECASE)
OF_A_CARD = frozenset({"checked_by", "checked_on"})  # who looked, and when: a new draft starts without
SENTENCE_ENDS = re.compile(r"(?<=[.!?\]])\s+(?=[A-Z])")
SAYS_THROUGH_WHOM = re.compile(r"We read (?:them|its words) |the BBC reported")
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
    rows = [value for name, value in given["data_card"].items() if name != "checked_on"]
    rows += [step[name] for step in given["path"] for name in ("title", "can_stop") if step.get(name)]
    rows += [row.get("role", "") for row in given["suppliers"]]
    assert [bare for words in rows for bare in citing.uncited_in(str(words))] == []


@pytest.mark.parametrize("key", KEYS)
def test_a_draft_of_it_states_no_fact_without_a_source(key: str, started: dict[str, BriefingVersion]) -> None:
    """As its editor reads it: sections, card, keeping times, companies, figures, cases, the decision path, words."""
    assert [(one.heading, one.text) for one in citing.uncited(started[key])] == []


@pytest.mark.parametrize("key", KEYS)
def test_each_argument_says_what_could_be_or_cites_what_is(key: str) -> None:
    said = [line[2:] for line in sections(key)["arguments"].splitlines() if line.startswith("- ")]
    assert len(said) > 5
    assert [line for line in said if not (citing.MARK.search(line) or HEDGED.search(line))] == []


@pytest.mark.parametrize("key", KEYS)
def test_each_row_of_the_card_cites_or_is_to_be_confirmed(key: str) -> None:
    card = STARTERS[key]["briefing"]["data_card"]
    told = {name: value for name, value in card.items() if isinstance(value, str) and name not in OF_A_CARD}
    bare = {
        name: sentence
        for name, value in told.items()
        for sentence in SENTENCE_ENDS.split(value)
        if not (citing.MARK.search(sentence) or NOT_OURS.search(sentence))
    }
    assert bare == {}
    assert isinstance(card["controller"], dict) or citing.MARK.search(card["controller"]), (
        "two forces have no chief constable"
    )


#: What nobody can say but the force, in words that no desk sees.
IN_WORDS_ALONE = re.compile(
    r"not known when this was written|\b(?:is|are) for the police to say|not known(?! yet)",
    re.IGNORECASE,
)


@pytest.mark.parametrize("key", KEYS)
def test_what_only_the_force_can_say_is_a_state_and_no_turn_of_words(key: str) -> None:
    """Else it counts as known, and nobody asks the force."""
    given = STARTERS[key]["briefing"]
    texts = [*sections(key).values(), *(value for row in rows(key) for value in row.values() if isinstance(value, str))]
    assert [text for text in texts if IN_WORDS_ALONE.search(text)] == []
    assert [
        step for step in given["path"] if IN_WORDS_ALONE.search(step["title"]) and isinstance(step["who"], str)
    ] == []


@made_once
def started(draft: Draft) -> dict[str, BriefingVersion]:
    """A draft from each."""
    made = {key: setup.start(title=key, starter=key, by=draft.moss, force=force()).briefing for key in KEYS}
    return {key: version for key, version in made.items() if version is not None}


@pytest.mark.parametrize("key", KEYS)
def test_a_draft_asks_the_force_what_it_costs_and_what_its_card_leaves_open(
    key: str, started: dict[str, BriefingVersion]
) -> None:
    card = STARTERS[key]["briefing"]["data_card"]
    left = {f"card:{name}" for name, value in card.items() if "to_be_confirmed" in str(value) or ASKED in str(value)}
    states = dict(started[key].facts.values_list("place", "state"))
    assert {"section:cost", "card:collected"} - states.keys() == (set() if key != "lfr" else {"card:collected"})
    assert left <= states.keys() and {states[place] for place in left} == {AskedFact.State.TO_CONFIRM}
    places = unknowns.places(started[key])
    assert all(places[place].is_open for place in [*left, "section:cost"]), "also without a state"


@pytest.mark.parametrize("key", KEYS)
def test_whether_data_is_sensitive_is_said_by_the_law_and_cited(key: str) -> None:
    said = STARTERS[key]["briefing"]["data_card"]["special_category"]
    assert isinstance(said, str) and citing.MARK.search(said) and "face pattern" in said.casefold()


@pytest.mark.parametrize("key", KEYS)
def test_each_body_that_oversees_the_police_is_cited(key: str) -> None:
    named = [line for line in sections(key)["oversight"].splitlines() if line.startswith("- ")]
    assert [line for line in named if not citing.MARK.search(line)] == []
    films = key not in {"ai", "citizen_evidence"}
    assert films == ("Surveillance Camera Commissioner" in sections(key)["oversight"])
    assert "two people" not in str(STARTERS[key]).lower(), "how many read it, the page says"


@pytest.mark.parametrize("key", KEYS)
def test_what_was_read_only_through_others_is_said_where_it_is_cited(key: str) -> None:
    """A main figure does not rest on a paper that nobody of us opened."""
    unread = {where for _, read, _, cited in looked_up() if read == "others" for where in cited.split(", ")}
    for number in (int(where.removeprefix(f"{key} ")) for where in unread if where.startswith(f"{key} ")):
        mark = f"[{number}]"
        bare = [
            sentence
            for body in sections(key).values()
            for line in body.splitlines()
            for sentence in SENTENCE_ENDS.split(line)
            if mark in sentence and not SAYS_THROUGH_WHOM.search(line)
        ]
        assert bare == [], number
        cells = [str(row.get("source", "")) for row in STARTERS[key]["briefing"]["figures"]]
        assert not [cell for cell in cells if mark in cell and "from the report" not in cell]


@pytest.mark.parametrize("key", KEYS)
def test_who_is_compared_with_nobody_reads_nothing_of_matching(key: str) -> None:
    kinds = {technology["kind"] for technology in STARTERS[key]["technologies"]}
    split = {row["applies_to"] for row in STARTERS[key]["briefing"]["retention"]} - {"all"}
    assert bool(split) == bool(kinds & completeness.COMPARING)


def test_a_drone_that_flies_by_itself_is_drawn_as_a_machine() -> None:
    given = STARTERS["drones"]
    assert [step["doer"] for step in given["briefing"]["path"]].count("machine") == 1
    asked = next(question for question in given["questions"] if question["key"] == "k_pilot")
    assert "by itself" not in " ".join([asked["text"], *asked["options"]]), "both answers would be right"


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
def test_a_few_words_that_stand_there_are_explained_plainly(key: str) -> None:
    given = STARTERS[key]["briefing"]
    explained = [GlossaryTerm(**row) for row in given["glossary"]]
    told = [value for row in [*rows(key), *given["path"]] for value in row.values() if isinstance(value, str)]
    assert glossary.unsaid(explained, [*sections(key).values(), *told]) == []
    assert glossary.doubles(given["glossary"]) == [] and 5 < len(explained) <= glossary.MOST
    assert [row.term for row in explained if citing.uncited_in(row.meaning)] == [], "no fact that needs a source"
    ages = {row.term: reading_age.reading_age(row.meaning) or 0 for row in explained}
    assert {term: age for term, age in ages.items() if age > numbers.TARGET_AGE} == {}


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


def test_the_one_about_several_asks_about_each_of_them() -> None:
    """T38, T40: how well each is known and whether somebody has met it, linked to its entry for the report."""
    given = STARTERS["policing_technology"]
    entries = [technology["kind"] for technology in given["technologies"]]
    known = [question for question in given["questions"] if question["key"].startswith("q_know_")]
    assert [question["about"] for question in known] == entries and len(entries) == 6
    assert len({tuple(question["options"]) for question in known}) == 1, "to be set side by side"
    assert all(question["paired"] for question in known)
    for key in ("q_met", "q_met_others"):
        [met] = [question for question in given["questions"] if question["key"] == key]
        assert met["options_about"] == [*entries, "", ""]
        assert len(met["options_about"]) == len(met["options"])


def test_the_privacy_assessment_of_number_plates_is_named() -> None:
    given = STARTERS["anpr"]["briefing"]
    assert "version 3.1" in given["sources"][0]["title"] and "gov.uk" in given["sources"][0]["url"]
    assert "gov.uk" in given["data_card"]["dpia"] and "not published" not in given["data_card"]["dpia"]
