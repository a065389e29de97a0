"""The questions that ship: each can be asked, as it is."""

from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from audit import clock
from consultations.briefing import briefing, citing, completeness, gates
from consultations.models import Stage
from consultations.setup import setup
from consultations.stages import stages
from consultations.starters import freshness, starters
from deliberation.models import Question
from deliberation.questions import question_sets, questionnaire
from deliberation.questions.spec import sound
from people.models import User
from tests.cast import Cast

KEYS = [starter["key"] for starter in starters.available()]
FROM_PUBLISHED_POLICY = {"Deleted at once", "Destroyed after each deployment"}  # of facial recognition, with its source
TECHNOLOGIES = {"lfr", "anpr", "drones", "ai", "cctv", "citizen_evidence"}


def test_every_technology_has_its_template() -> None:
    assert set(KEYS) >= TECHNOLOGIES


@pytest.mark.parametrize("key", KEYS)
def test_a_starters_questions_fill_both_polls(cast: Cast, key: str) -> None:
    starter = starters.load(key)
    poll = questionnaire.prepare(cast.consultation, starter["questions"], by=cast.moss)
    assert poll.questions.count() == len(starter["questions"])
    paired = {q["key"] for q in starter["questions"] if q["paired"]}
    assert {q.key for q in poll.questions.filter(paired=True)} == paired
    assert len(starter["questions"]) <= 35, "a poll people finish"


@pytest.mark.parametrize("key", KEYS)
def test_everything_in_a_template_can_be_taken(cast: Cast, key: str) -> None:
    cast.at(Stage.DRAFT)
    questions = question_sets.questions_of(key)
    made = question_sets.add_questions(cast.consultation, questions, by=cast.moss)
    assert len(made) == len(questions)
    assert all(question.get("section") for question in questions)
    keys = [question["key"] for question in questions]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("key", KEYS)
def test_process_and_core_items_are_there(key: str) -> None:
    keys = {question["key"] for question in question_sets.questions_of(key)}
    assert {"q_know", "q_conditions", "q_explain", "q_tradeoff", "q_met", "q_if", "q_mistake", "q_hold"} <= keys
    assert {"p_time", "p_fair", "p_say", "p_quiet", "p_read", "p_act", "p_again", "p_change"} <= keys


@pytest.mark.parametrize("key", KEYS)
def test_answers_that_exclude_the_others_stand_alone(key: str) -> None:
    for question in question_sets.questions_of(key):
        spec = sound(question)
        for place, text in enumerate(spec["options"]):
            if spec["kind"] in {"multi", "ranking"} and text.startswith(
                ("None of these", "Nobody", "Nothing", "Don’t")
            ):
                assert place in spec["exclusive"], (question["key"], text)


def test_the_ladders_say_which_steps_are_changes() -> None:
    for key in ("lfr", "anpr", "cctv", "policing_technology"):
        rungs = [q for q in question_sets.questions_of(key) if q["ladder_group"]]
        assert [q["rung"] for q in rungs] == [1, 2, 3, 4]
        assert [bool(q.get("is_change")) for q in rungs] == [False, False, True, True]


def test_the_cards_of_evidence_from_the_public_are_one_set(cast: Cast) -> None:
    questionnaire.prepare(cast.consultation, starters.load("citizen_evidence")["questions"], by=cast.moss)
    cards = Question.objects.filter(kind="card")
    assert (cards.count(), set(cards.values_list("card_set", flat=True))) == (10, {"Film from the public"})


@pytest.mark.parametrize("key", sorted(TECHNOLOGIES))
def test_a_briefing_from_a_template_is_whole_and_easy_to_read(db: None, key: str) -> None:
    moss = User.objects.create_user("writer@example.org", name="Jo Moss", can_start_consultations=True)
    made = setup.start(title="T", starter=key, by=moss)
    states = completeness.states(made.briefing, completeness.needs_full_safeguards(made))
    assert [kind for kind, state in states.items() if state.is_missing or state.is_too_long] == []
    assert [kind for kind, state in states.items() if state.is_hard] == []


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


@pytest.mark.parametrize("key", KEYS)
def test_gate_a_lacks_only_what_a_template_cannot_know(db: None, key: str) -> None:
    """Who, when, the officer and papers of the entry are the facilitator's to name, some facts the force's."""
    moss = User.objects.create_user("writer@example.org", name="Jo Moss", can_start_consultations=True)
    with clock.travel(noon(freshness.of(starters.load(key)).again - timedelta(days=30))):
        made = setup.start(title="T", starter=key, by=moss)
        missing = stages.blockers(made, stages.transition_named("submit"))
    of_the_card = [one.text for one in missing if one.where == "edit_data_card"]
    assert [text.partition(": ")[2] for text in of_the_card] == ["Checked by (role)."], "nobody has looked at it yet"
    of_the_force = {"facts", "setup_technologies"}
    assert {one.where for one in missing} <= {"setup_who", "setup_dates", "people", "edit_data_card"} | of_the_force
    papers = [one.text for one in missing if one.where == "setup_technologies"]
    assert all(text.startswith("“Document of ") for text in papers), papers
    assert {one.where for one in missing} >= {"setup_dates", "people"}


@pytest.mark.parametrize("key", ["lfr", "policing_technology"])
def test_a_starter_whose_day_has_passed_says_so_and_keeps_its_days_true(db: None, client: Client, key: str) -> None:
    moss = User.objects.create_user("writer@example.org", name="Jo Moss", can_start_consultations=True)
    fresh = freshness.of(starters.load(key))
    told = f"{fresh.again.day} {fresh.again:%B %Y}"
    before = noon(fresh.again - timedelta(days=1))
    with clock.travel(before):
        client.force_login(moss)
        assert told not in client.get(reverse("new_consultation")).content.decode()
    with clock.travel(noon(fresh.again)):
        client.force_login(moss)
        page = client.get(reverse("new_consultation")).content.decode()
        assert f"looked at again by {told}" in page and f"Law read up to {fresh.read.day} {fresh.read:%B %Y}." in page
        made = setup.start(title="T", starter=key, by=moss)
        version = made.briefing
        assert (version.law_as_at, version.check_by) == (fresh.read, None)

        def warned() -> list[str]:
            return [one.text for one in gates.warnings_about_the_briefing(made) if "for the starter" in one.text]

        assert any("looks again" in one.text for one in gates.briefing_is_complete(made)), "a day has to be given anew"
        assert len(warned()) == 1 and told in warned()[0]
        edit = reverse("edit_briefing", args=[made.slug])
        assert "From the starter" in client.get(edit).content.decode()
        later = fresh.again + timedelta(days=90)
        briefing.date_law(version, by=moss, law_as_at=fresh.read, check_by=later)
        assert len(warned()) == 1, "another day to look again reads no law"
        briefing.date_law(version, by=moss, law_as_at=fresh.again, check_by=later)
        assert warned() == [] and "From the starter" not in client.get(edit).content.decode()


@pytest.mark.parametrize("key", KEYS)
def test_what_is_not_sourced_is_marked(key: str) -> None:
    """No keeping time, supplier or local figure of a force that nobody has asked."""
    briefing = starters.load(key)["briefing"]
    assert briefing["sources"]
    assert all(source["title"] and source["publisher"] for source in briefing["sources"])
    for row in briefing["retention"]:
        said = [row["kept_for"], row["deletion_trigger"]]
        sourced = any(citing.MARK.search(text) for text in said if isinstance(text, str))
        assert any(isinstance(text, dict) for text in said) or sourced or row["kept_for"] in FROM_PUBLISHED_POLICY
    assert all(isinstance(supplier["name"], dict) for supplier in briefing["suppliers"])


def test_the_page_for_a_new_consultation_offers_every_template(db: None, client: Client) -> None:
    moss = User.objects.create_user("writer@example.org", name="Jo Moss", can_start_consultations=True)
    client.force_login(moss)
    page = client.get(reverse("new_consultation")).content.decode()
    assert [key for key in KEYS if f'value="{key}"' not in page] == []
    assert [s["name"] for s in starters.available() if escape(s["name"]) not in page] == []
