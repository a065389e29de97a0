"""The pages for each kind of question, and for whoever writes them."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from consultations.models import Stage
from deliberation.models import Ballot, Question
from deliberation.polls import polling, voting
from deliberation.questions import question_sets
from deliberation.sessions import planning
from tests.cast import Cast
from tests.deliberation import rooms
from tests.deliberation.questions.test_kinds import CARD, IF, PICK, RANK, USE, open_after
from tests.pages import flat

SignIn = Callable[[object], Client]


def page(cast: Cast, client: Client, key: str) -> tuple[str, str]:
    """(address, text) of one question of the second poll."""
    wave = rooms.wave(cast, "after")
    number = [q.key for q in wave.questions.all()].index(key) + 1
    address = reverse("answer_question", args=[cast.consultation.slug, wave.pk, number])
    return address, client.get(address).content.decode()


# --- Answering ----------------------------------------------------------------------------------
def test_a_ranking_is_a_number_for_each_answer(cast: Cast, client_for: SignIn) -> None:
    open_after(cast, RANK)
    client, found = client_for(cast.amina), rooms.question(cast, "rank")
    address, text = page(cast, client, "rank")
    assert text.count("<select") == 4
    places = {f"place_{rooms.option(found, t)}": n for t, n in (("Checks", "1"), ("Signs", "2"))}
    client.post(address, places)
    assert Ballot.objects.get().choice == ",".join(str(rooms.option(found, t)) for t in ("Checks", "Signs"))
    _, again = page(cast, client, "rank")
    assert again.count("selected") >= 2
    review = client.get(reverse("wave", args=[cast.consultation.slug, rooms.wave(cast, "after").pk])).content.decode()
    assert "1. Checks<br>2. Signs" in review


def test_a_gap_in_the_numbers_is_closed(cast: Cast, client_for: SignIn) -> None:
    open_after(cast, RANK)
    client, found = client_for(cast.amina), rooms.question(cast, "rank")
    address, _ = page(cast, client, "rank")
    client.post(address, {f"place_{rooms.option(found, 'Signs')}": "3", f"place_{rooms.option(found, 'Checks')}": "1"})
    assert Ballot.objects.get().choice.split(",")[1] == str(rooms.option(found, "Signs"))


@pytest.mark.parametrize(("places", "words"), [(("1", "1"), "have place 1"), (("9", ""), "not one of the choices")])
def test_a_wrong_ranking_is_refused_with_everything_kept(
    cast: Cast, client_for: SignIn, places: tuple[str, str], words: str
) -> None:
    open_after(cast, RANK)
    client, found = client_for(cast.amina), rooms.question(cast, "rank")
    address, _ = page(cast, client, "rank")
    names = [f"place_{rooms.option(found, t)}" for t in ("Signs", "Checks")]
    answer = client.post(address, dict(zip(names, places, strict=True)))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert words in text
    assert 'href="#ranking"' in text
    assert not Ballot.objects.exists()


def test_cards_are_numbered(cast: Cast, client_for: SignIn) -> None:
    open_after(cast, CARD, {**CARD, "key": "c2", "card": "A clip without a name."})
    _, text = page(cast, client_for(cast.amina), "c2")
    assert "Card 2 of 2" in text
    assert "A clip without a name." in text


def test_a_later_step_leads_back_to_the_first(cast: Cast, client_for: SignIn) -> None:
    open_after(cast, *[{**rung, "is_change": rung["rung"] == 2} for rung in rooms.RUNGS], rooms.WHY)
    client = client_for(cast.amina)
    address, _ = page(cast, client, "r2")
    first, text = page(cast, client, "r1")
    assert client.get(address).url == first
    assert "Step 1 of 2." in text
    assert "Step 2 describes a change, not current practice." in text
    why, _ = page(cast, client, "why")
    assert f'href="{why}">Skip the steps that are left' in flat(text)


def test_a_branch_is_told_and_passed_over(cast: Cast, client_for: SignIn) -> None:
    wave = open_after(cast, IF, rooms.WHY)
    client = client_for(cast.amina)
    use, _ = page(cast, client, "q_use")
    why, _ = page(cast, client, "why")
    options = rooms.question(cast, "q_use").options
    assert client.post(use, {"answer": str(options.get(text="No, never").pk)}).url == why
    review = client.get(reverse("wave", args=[cast.consultation.slug, wave.pk])).content.decode()
    assert "Only for people who answered “Yes, but only with safeguards”" in review
    went = client.post(use, {"answer": str(options.get(text="Yes, but only with safeguards").pk)})
    assert "You are asked this because you answered" in client.get(went.url).content.decode()


def test_answers_that_stand_alone_are_told_before(cast: Cast, client_for: SignIn) -> None:
    open_after(cast, PICK)
    _, text = page(cast, client_for(cast.amina), "pick")
    assert "“None of these” stands alone." in text


def test_my_answers_hold_every_wave_and_room(cast: Cast, client_for: SignIn) -> None:
    _session, pulse = rooms.running(cast)
    question = pulse.questions.get()
    voting.vote(pulse, question, by=cast.amina, option_ids=[rooms.option(question, "Right")])
    polling.open_wave(rooms.wave(cast, "before"), by=cast.moss)
    rooms.answer(cast, cast.amina, "before", "q_use", "Not sure")
    address = reverse("my_answers", args=[cast.consultation.slug])
    text = client_for(cast.amina).get(address).content.decode()
    assert "Not sure" in text
    assert "Right" in text
    assert "Asked in “Evening session”" in text
    assert "Not sure" not in client_for(cast.bilal).get(address).content.decode()
    assert client_for(cast.moss).get(address).status_code == 404


# --- Writing ------------------------------------------------------------------------------------
def url(name: str, cast: Cast, *args: object) -> str:
    return reverse(name, args=[cast.consultation.slug, *args])


@pytest.mark.parametrize("kind", ["single", "multi", "ranking", "ladder", "card", "knowledge", "text"])
def test_every_kind_has_its_form(cast: Cast, client_for: SignIn, kind: str) -> None:
    cast.at(Stage.DRAFT)
    client = client_for(cast.moss)
    assert f"?kind={kind}" in client.get(url("add_question", cast)).content.decode()
    text = client.get(url("add_question", cast), {"kind": kind}).content.decode()
    assert ("Answers to choose from" in text) == (kind != "text")
    assert ("What happens on the card" in text) == (kind == "card")
    assert ("Name of the ladder" in text) == (kind == "ladder")
    sent = {"kind": kind, "text": "Is it fair?", "options": "Yes\n*No", "where": "after", "card": "A story.",
            "ladder_group": "one"}  # fmt: skip
    assert client.post(url("add_question", cast), sent).status_code == 302
    made = Question.objects.get()
    assert client.get(url("preview_question", cast, made.pk)).status_code == 200
    assert client.get(url("edit_question", cast, made.pk)).status_code == 200


def test_a_branch_is_chosen_in_the_form(cast: Cast, client_for: SignIn) -> None:
    cast.at(Stage.DRAFT)
    rooms.prepare(cast, [USE])
    client, leads = client_for(cast.moss), rooms.question(cast, "q_use").options.first()
    sent = {"kind": "ranking", "text": "Support if …", "options": "A\nB", "where": "paired", "asked_if": leads.pk}
    assert client.post(url("add_question", cast), sent).status_code == 302
    assert Question.objects.get(text="Support if …").asked_if == leads


def test_templates_are_picked_by_question(cast: Cast, client_for: SignIn) -> None:
    cast.at(Stage.DRAFT)
    client = client_for(cast.moss)
    assert "Pick from a template" in client.get(url("question_templates", cast)).content.decode()
    address = url("pick_questions", cast, "drones")
    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 422
    client.post(address, {"picked": ["0", "2"]})
    wanted = [question_sets.questions_of("drones")[n]["text"] for n in (0, 2)]
    assert list(Question.objects.values_list("text", flat=True)) == wanted
    again = client.post(address, {"picked": ["0"]})
    assert "It is in this poll already. Nothing was added." in again.content.decode()


def test_a_set_is_saved_and_brought_in_elsewhere(cast: Cast, elsewhere: Cast, client_for: SignIn) -> None:
    for one in (cast, elsewhere):
        one.at(Stage.DRAFT)
    rooms.prepare(cast, [USE, IF, CARD, *rooms.RUNGS, rooms.CHECK, rooms.WHY])
    saved = client_for(cast.moss).get(url("save_questions", cast))
    assert "attachment" in saved["Content-Disposition"]
    answer = client_for(elsewhere.moss).post(url("bring_questions", elsewhere), {"pasted": saved.content.decode()})
    assert answer.status_code == 302
    there = question_sets.exported(elsewhere.consultation)["questions"]
    assert there == json.loads(saved.content)["questions"]


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        ("", "Paste the content"),
        ("{", "not what a saved file holds"),
        ("[" * 20_000, "not what a saved file holds"),
        ('{"a": 1}', "no list of questions"),
        ("[1, 2]", "no list of questions"),
        ('[{"text": 5}]', "must be text"),
        ('[{"text": "Why?", "kind": "text"}, {"text": "What?"}]', "Question 2 (“What?”): Give at least two answers"),
        (" " * 50_001, "longer than 50,000"),
    ],
)
def test_a_damaged_set_adds_nothing_and_says_why(cast: Cast, client_for: SignIn, pasted: str, words: str) -> None:
    cast.at(Stage.DRAFT)
    answer = client_for(cast.moss).post(url("bring_questions", cast), {"pasted": pasted})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Question.objects.exists()


def test_a_new_round_from_the_page(cast: Cast, client_for: SignIn) -> None:
    rooms.prepare(cast, [rooms.USE, {**rooms.PULSE, "waves": ["before"]}])
    polling.open_wave(rooms.wave(cast, "before"), by=cast.moss)
    rooms.answer(cast, cast.amina, "before", "p_street", "Right")
    client, old = client_for(cast.moss), rooms.question(cast, "p_street")
    assert "Ask it again with other answers" in client.get(url("edit_question", cast, old.pk)).content.decode()
    assert client.post(url("new_round", cast, old.pk), {"options": "Right\nWrong"}).status_code == 422
    client.post(url("new_round", cast, old.pk), {"options": "Right\nWrong\nIt depends"})
    assert Question.objects.get(previous=old).options.count() == 3
    assert (
        "Write a new question instead"
        in client.get(url("new_round", cast, rooms.question(cast, "q_use").pk)).content.decode()
    )


@pytest.mark.parametrize("who", ["amina", "okoro", "hale", "outsider", None])
def test_preparing_does_not_exist_for_others(cast: Cast, client_for: SignIn, who: str | None) -> None:
    rooms.prepare(cast)
    client, pk = client_for(getattr(cast, who) if who else None), rooms.question(cast, "q_use").pk
    for address in (
        url("question_templates", cast), url("pick_questions", cast, "drones"), url("bring_questions", cast),
        url("save_questions", cast), url("preview_question", cast, pk), url("new_round", cast, pk),
    ):  # fmt: skip
        assert client.get(address).status_code == 404, address


# --- Results ------------------------------------------------------------------------------------
def test_results_of_every_kind(cast: Cast, client_for: SignIn) -> None:
    wave = open_after(cast, RANK, CARD, {**CARD, "key": "c2", "card": "A clip without a name."}, rooms.WHY)
    rank, why = rooms.question(cast, "rank"), rooms.question(cast, "why")
    for n, user in enumerate(rooms.crowd(cast, 8)):
        order = ["Checks", "Signs"] if n % 2 else ["Signs", "Deletion"]
        voting.vote(wave, rank, by=user, option_ids=[rooms.option(rank, text) for text in order])
        for key in ("c1", "c2"):
            rooms.answer(cast, user, "after", key, "Act on it" if n % 3 else "Refuse it")
        voting.vote(wave, why, by=user, text=f"My own words {n}")
    rooms.close_wave(wave, by=cast.moss)
    cast.at(Stage.FINDINGS_PUBLISHED)
    address = reverse("results", args=[cast.consultation.slug, wave.pk])
    text = client_for(None).get(address).content.decode()
    assert "points; placed by" in text
    assert "Film" in text
    assert "8 people from the recruited groups wrote an answer" in text
    assert "My own words" not in text
    assert "My own words" in client_for(cast.moss).get(address).content.decode()


def test_a_ranking_and_a_card_in_a_session(cast: Cast, client_for: SignIn) -> None:
    from deliberation.sessions import sessions

    rooms.prepare(cast, [rooms.USE])
    session = planning.plan(
        cast.group1, "Evening session", by=cast.moss, segments=rooms.SEGMENTS,
        pulses=[{**RANK, "waves": ["pulse"]}, {**CARD, "waves": ["pulse"]}],
    )  # fmt: skip
    sessions.start(session, by=cast.moss)
    wave, card = session.waves.all()
    polling.open_wave(wave, by=cast.moss)
    client, address = client_for(cast.amina), reverse("live", args=[session.code])
    question = wave.questions.get()
    assert f'name="place_{rooms.option(question, "Signs")}"' in client.get(address).content.decode()
    places = {f"place_{rooms.option(question, t)}": n for t, n in (("Checks", "1"), ("Signs", "2"))}
    client.post(address, {"wave": wave.pk, **places})
    assert Ballot.objects.get().choice == ",".join(str(rooms.option(question, t)) for t in ("Checks", "Signs"))
    assert client.get(address).content.decode().count("selected") == 2
    polling.open_wave(card, by=cast.moss)
    assert CARD["card"] in client.get(address).content.decode()
