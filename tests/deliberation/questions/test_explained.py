"""A quick check belongs to the part of the briefing that explains it; what that gives away waits for the findings."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from consultations.models import BriefingSection, BriefingVersion, Stage
from deliberation.models import Question, Wave
from deliberation.polls.gates import quick_checks_are_explained
from deliberation.questions import explained, question_sets, questionnaire, signed
from deliberation.questions.spec import of
from people.errors import Refused
from people.models import User
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once
from tests.pages import flat

As = Callable[[User | None], Client]
CHECK = {**rooms.CHECK, "part": "steps"}
KICKER, LINK = "Asked as a quick check", 'href="/consultations/{}/briefing/#steps"'


@made_once
def asked(cast: Cast) -> Cast:
    """A briefing that is read; the first poll open, with the quick check before another question."""
    made = BriefingVersion.objects.create(consultation=cast.consultation, status=BriefingVersion.Status.APPROVED)
    for kind in ("steps", "summary", "arguments", "unknowns"):
        BriefingSection.objects.create(version=made, kind=kind, body=f"About {kind}.")
    made.content_hash = made.compute_hash()
    made.save()
    rooms.prepare(cast, [CHECK, rooms.USE])
    rooms.polling.open_wave(rooms.wave(cast, "before"), by=cast.moss)
    return cast


def read(client: Client, name: str, cast: Cast, *args: int) -> str:
    return flat(client.get(reverse(name, args=[cast.consultation.slug, *args])).content.decode())


def test_in_the_first_poll_the_way_there_opens_with_the_last_answer(asked: Cast, client_for: As) -> None:
    client, wave = client_for(asked.amina), rooms.wave(asked, "before")
    link = LINK.format(asked.consultation.slug)
    rooms.answer(asked, asked.amina, "before", "k_list", "It is kept")
    page = read(client, "answer_question", asked, wave.pk, 1)
    assert "It is destroyed after the operation." in page and link not in page
    assert link not in read(client, "wave", asked, wave.pk)
    rooms.answer(asked, asked.amina, "before", "q_use", "Not sure")
    assert link in read(client, "answer_question", asked, wave.pk, 1)
    checked = read(client, "wave", asked, wave.pk)
    assert link in checked and "<b>It is destroyed.</b>" in checked
    BriefingSection.objects.filter(kind="steps").delete()
    assert link not in read(client, "wave", asked, wave.pk), "no link to a part that is not there"
    assert "The quick checks, explained" not in read(client_for(asked.bilal), "wave", asked, wave.pk)


def test_in_the_second_poll_and_once_it_is_closed_it_is_open_at_once(asked: Cast, client_for: As) -> None:
    link = LINK.format(asked.consultation.slug)
    rooms.answer(asked, asked.amina, "before", "k_list", "It is kept")
    rooms.close_wave(rooms.wave(asked, "before"), by=asked.moss)
    assert link in read(client_for(asked.amina), "wave", asked, rooms.wave(asked, "before").pk)
    after = rooms.polling.open_wave(rooms.wave(asked, "after"), by=asked.moss)
    rooms.answer(asked, asked.amina, "after", "k_list", "It is kept")
    assert link in read(client_for(asked.amina), "answer_question", asked, after.pk, 1)


@pytest.mark.parametrize("kind", ["steps", "summary", "arguments", "unknowns"])
def test_the_briefing_says_what_was_asked_once_the_findings_are_out(asked: Cast, client_for: As, kind: str) -> None:
    Question.objects.filter(key="k_list").update(part=kind)
    client = client_for(None)
    for stage in (Stage.OPEN, Stage.ANALYSIS):
        asked.at(stage)
        page = read(client, "briefing", asked)
        assert KICKER not in page and rooms.CHECK["text"] not in page, stage
    asked.at(Stage.FINDINGS_PUBLISHED)
    page = read(client, "briefing", asked)
    assert page.count(KICKER) == 1 and f"<b>{rooms.CHECK['text']}</b>It is destroyed." in page
    assert page.index(f"About {kind}.") < page.index(KICKER)


def test_the_panel_reads_it_beside_the_part_that_it_signs(asked: Cast, client_for: As) -> None:
    page = read(client_for(asked.hale), "review", asked)
    assert KICKER in page and "It is destroyed after the operation." in page
    assert read(client_for(asked.amina), "review", asked).count(KICKER) == 0


def test_the_results_say_what_is_right_and_lead_there(asked: Cast, client_for: As) -> None:
    for user in rooms.crowd(asked, 6):
        rooms.answer(asked, user, "before", "k_list", "It is kept")
    wave = rooms.close_wave(rooms.wave(asked, "before"), by=asked.moss)
    asked.at(Stage.FINDINGS_PUBLISHED)
    page = read(client_for(None), "results", asked, wave.pk)
    assert LINK.format(asked.consultation.slug) in page and "<b>It is destroyed.</b>" in page


def test_it_is_signed_and_not_said_goes_out_and_in_and_names_a_part(cast: Cast) -> None:
    cast.at(Stage.DRAFT)
    with pytest.raises(Refused, match="no part called"):
        rooms.prepare(cast, [{**CHECK, "part": "nowhere"}])
    rooms.prepare(cast, [CHECK, {**rooms.USE, "part": "steps"}])
    question = rooms.question(cast, "k_list")
    assert (question.part, rooms.question(cast, "q_use").part) == ("steps", ""), "only what has a right answer"
    words = signed.of_consultation(cast.consultation.pk)[0]
    assert words["part"] == "steps" and "steps" not in signed.said(words)
    assert question_sets.exported(cast.consultation)["questions"][0]["part"] == "steps"
    questionnaire.edit_question(question, {**of(question), "part": ""}, by=cast.moss)
    [missing] = quick_checks_are_explained(cast.consultation)
    assert missing.soft and "What happens to the list?" in missing.text
    assert explained.in_parts(cast.consultation) == {}
    version = BriefingVersion.objects.create(consultation=cast.consultation)
    questionnaire.edit_question(question, {**of(question), "part": "cost"}, by=cast.moss)
    assert quick_checks_are_explained(cast.consultation), "a part without words explains nothing"
    BriefingSection.objects.create(version=version, kind="cost", body="Words.")
    assert quick_checks_are_explained(cast.consultation) == []


def test_whoever_writes_it_names_the_part(cast: Cast, client_for: As) -> None:
    cast.at(Stage.DRAFT)
    client, add = client_for(cast.moss), reverse("add_question", args=[cast.consultation.slug])
    given = {"kind": "knowledge", "text": "Is it kept?", "options": "Yes\n*No", "where": "paired", "part": "datacard"}
    assert client.post(add, given).status_code == 302
    assert Question.objects.get().part == "datacard"
    page = read(client, "prepare_polls", cast)
    assert "Explained in the briefing: Your data" in page
    client.post(
        reverse("edit_question", args=[cast.consultation.slug, Question.objects.get().pk]), {**given, "part": ""}
    )
    assert "No part of the briefing is named that explains it." in read(client, "prepare_polls", cast)
    assert 'name="part"' not in client.get(f"{add}?kind=single").content.decode()
    assert Wave.objects.filter(questions=Question.objects.get()).count() == 2
