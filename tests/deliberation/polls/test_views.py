from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from consultations.models import Consultation, Stage
from deliberation.models import Ballot, Question, Wave
from deliberation.polls import polling
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once
from tests.pages import flat

SignIn = Callable[[object], Client]


def url(name: str, cast: Cast, *args: int) -> str:
    return reverse(name, args=[cast.consultation.slug, *args])


def pages(cast: Cast) -> dict[str, str]:
    """Every page of the room, with the first wave open."""
    wave = rooms.open_first(cast)
    question = rooms.question(cast, "q_use")
    return {
        "polls": url("polls", cast), "wave": url("wave", cast, wave.pk),
        "answer_question": url("answer_question", cast, wave.pk, 1), "results": url("results", cast, wave.pk),
        "prepare_polls": url("prepare_polls", cast), "add_question": url("add_question", cast),
        "edit_question": url("edit_question", cast, question.pk),
    }  # fmt: skip


ALLOWED = {
    "amina": {"polls", "wave", "answer_question", "results"},
    "moss": {"polls", "results", "prepare_polls", "add_question", "edit_question"},
    "hale": {"polls", "results"},
    "okoro": set(), "reyes": set(), "outsider": set(), None: set(),
}  # fmt: skip


@made_once
def wave(cast: Cast) -> Wave:
    return rooms.open_first(cast)


@pytest.mark.parametrize("who", list(ALLOWED), ids=str)
def test_who_may_open_which_page(cast: Cast, client_for: SignIn, who: str | None) -> None:
    client = client_for(getattr(cast, who) if who else None)
    found = {name for name, address in pages(cast).items() if client.get(address).status_code == 200}
    assert found == ALLOWED[who]


@pytest.mark.parametrize("who", ["okoro", "reyes", "amina", "outsider"])
def test_opening_and_closing_does_not_exist_for_others(cast: Cast, client_for: SignIn, who: str) -> None:
    rooms.prepare(cast)
    wave = rooms.wave(cast, "before")
    client = client_for(getattr(cast, who))
    for name in ("open_wave", "close_wave"):
        assert client.post(url(name, cast, wave.pk)).status_code == 404


@pytest.mark.parametrize("who", ["okoro", None])
def test_results_are_public_once_the_findings_are(cast: Cast, client_for: SignIn, who: str | None, wave: Wave) -> None:
    for n, user in enumerate(rooms.crowd(cast, 6)):
        rooms.answer(cast, user, "before", "q_use", "Not sure" if n > 1 else "No, never")
    rooms.close_wave(wave, by=cast.moss)
    client = client_for(getattr(cast, who) if who else None)
    assert client.get(url("results", cast, wave.pk)).status_code == 404
    cast.at(Stage.FINDINGS_PUBLISHED)
    page = client.get(url("results", cast, wave.pk))
    assert page.status_code == 200
    assert "6 people from the recruited groups" in page.content.decode()
    assert client.get(url("polls", cast)).status_code == 200


def test_an_open_wave_shows_staff_no_number(cast: Cast, client_for: SignIn, wave: Wave) -> None:
    for user in rooms.crowd(cast, 6):
        rooms.answer(cast, user, "before", "q_use", "Not sure")
    text = client_for(cast.moss).get(url("results", cast, wave.pk)).content.decode()
    assert "until this poll closes" in text
    assert 'class="chart' not in text


def test_answering_goes_on_to_the_next_question_and_ends_at_the_check(
    cast: Cast, client_for: SignIn, wave: Wave
) -> None:
    client, use = client_for(cast.amina), rooms.question(cast, "q_use")
    first = url("answer_question", cast, wave.pk, 1)
    went = client.post(first, {"answer": str(rooms.option(use, "Not sure"))})
    assert went.url == url("answer_question", cast, wave.pk, 2)
    cond = rooms.question(cast, "q_cond")
    went = client.post(went.url, {"answer": [str(rooms.option(cond, t)) for t in ("Signs", "Checks")]})
    assert went.url == url("answer_question", cast, wave.pk, 3)
    check = rooms.question(cast, "k_list")
    went = client.post(went.url, {"answer": str(rooms.option(check, "It is kept"))})
    explained = client.get(went.url).content.decode()
    assert "It is destroyed after the operation." in explained
    assert 'type="radio"' not in explained
    page = client.get(url("wave", cast, wave.pk)).content.decode()
    assert "All your answers are saved" in page
    assert "Signs<br>Checks" in page
    assert Ballot.objects.count() == 3


def test_changing_from_the_check_comes_back_to_it(cast: Cast, client_for: SignIn, wave: Wave) -> None:
    rooms.answer(cast, cast.amina, "before", "q_use", "Not sure")
    client, use = client_for(cast.amina), rooms.question(cast, "q_use")
    address = url("answer_question", cast, wave.pk, 1) + "?check=1"
    assert "checked" in client.get(address).content.decode()
    went = client.post(address, {"answer": str(rooms.option(use, "No, never"))})
    assert went.url == url("wave", cast, wave.pk)


def test_nothing_chosen_is_said_and_nothing_is_stored(cast: Cast, client_for: SignIn, wave: Wave) -> None:
    page = client_for(cast.amina).post(url("answer_question", cast, wave.pk, 1), {})
    assert page.status_code == 422
    text = page.content.decode()
    assert "There is a problem" in text
    assert 'href="#id_answer_0">Choose an answer, or skip this question.' in flat(text)
    assert not Ballot.objects.exists()


def test_too_many_keeps_what_was_ticked(cast: Cast, client_for: SignIn, wave: Wave) -> None:
    options = [str(o.pk) for o in rooms.question(cast, "q_cond").options.all()]
    page = client_for(cast.amina).post(url("answer_question", cast, wave.pk, 2), {"answer": options})
    assert page.status_code == 422
    assert page.content.decode().count("checked") == 3


def test_an_answer_that_arrives_after_the_close_is_refused_in_words(cast: Cast, client_for: SignIn, wave: Wave) -> None:
    rooms.close_wave(wave, by=cast.moss)
    use = rooms.question(cast, "q_use")
    page = client_for(cast.amina).post(
        url("answer_question", cast, wave.pk, 1), {"answer": str(rooms.option(use, "Not sure"))}
    )
    assert page.status_code == 422
    assert "This poll has closed" in page.content.decode()
    assert not Ballot.objects.exists()


def test_words_that_no_poll_takes_come_back(cast: Cast, client_for: SignIn) -> None:
    rooms.prepare(cast, [{**rooms.WHY, "waves": ["before"]}])
    wave = rooms.polling.open_wave(rooms.wave(cast, "before"), by=cast.moss)
    address, amina = url("answer_question", cast, wave.pk, 1), client_for(cast.amina)
    page = amina.get(address).content.decode()
    assert f'data-draft-in="poll-{wave.pk}-{rooms.question(cast, "why").pk}"' in page and "tel:116123" in page
    for user in (None, cast.okoro):
        lost = client_for(user).post(address, {"answer": "Because of the signs."})
        assert lost.status_code == 404 and "Because of the signs.</textarea>" in lost.content.decode()
        assert "What you wrote" not in client_for(user).post(address, {"answer": "12"}).content.decode()
    rooms.close_wave(wave, by=cast.moss)
    late = amina.post(address, {"answer": "Because of the signs."})
    assert late.status_code == 422 and "Because of the signs.</textarea>" in late.content.decode()
    assert not Ballot.objects.exists()


def test_my_answers_can_be_read_after_the_close(cast: Cast, client_for: SignIn, wave: Wave) -> None:
    rooms.answer(cast, cast.amina, "before", "q_use", "Not sure")
    rooms.close_wave(wave, by=cast.moss)
    text = client_for(cast.amina).get(url("wave", cast, wave.pk)).content.decode()
    assert "Not sure" in text
    assert "Change" not in text


@pytest.mark.parametrize("number", [0, 4, 99])
def test_a_question_that_is_not_there_is_not_found(cast: Cast, client_for: SignIn, number: int, wave: Wave) -> None:
    assert (
        client_for(cast.amina).get(f"/consultations/{cast.consultation.slug}/polls/{wave.pk}/{number}/").status_code
        == 404
    )


def test_a_wave_of_another_consultation_is_not_found(cast: Cast, elsewhere: Cast, client_for: SignIn) -> None:
    wave = rooms.open_first(elsewhere)
    assert client_for(cast.amina).get(url("wave", cast, wave.pk)).status_code == 404
    assert client_for(cast.moss).post(url("close_wave", cast, wave.pk)).status_code == 404


def test_a_facilitator_opens_and_closes(cast: Cast, client_for: SignIn) -> None:
    rooms.prepare(cast)
    client, wave = client_for(cast.moss), rooms.wave(cast, "before")
    client.post(url("open_wave", cast, wave.pk))
    reason = {"reason": "The hall is flooded."}
    assert "stays open for 48 hours at least" in client.get(url("polls", cast)).content.decode()
    client.post(url("close_wave", cast, wave.pk), reason)
    wave.refresh_from_db()
    assert wave.state == Wave.State.OPEN, (
        "a facilitator who has seen who came would close it on the answers that please"
    )
    Wave.objects.filter(pk=wave.pk).update(opened_at=clock.now() - timedelta(hours=49))
    client.post(url("close_wave", cast, wave.pk), {"reason": " "})
    wave.refresh_from_db()
    assert wave.state == Wave.State.OPEN
    client.post(url("close_wave", cast, wave.pk), reason)
    wave.refresh_from_db()
    assert wave.state == Wave.State.CLOSED
    for page in (url("results", cast, wave.pk), url("public_record", cast)):
        assert "The reason given: The hall is flooded." in client.get(page).content.decode()
    page = client.post(url("close_wave", cast, wave.pk), follow=True)
    assert "nothing to close" in page.content.decode()


# --- Writing the questions ----------------------------------------------------------------------
WRITTEN = {
    "text": "Is it fair?", "kind": "single", "options": "Yes\nNo", "where": "after", "max_choices": "", "help": "",
}  # fmt: skip


def test_writing_a_question(cast: Cast, client_for: SignIn) -> None:
    cast.at(Stage.DRAFT)
    went = client_for(cast.moss).post(url("add_question", cast), WRITTEN)
    assert went.url == url("prepare_polls", cast)
    question = Question.objects.get()
    assert [o.text for o in question.options.all()] == ["Yes", "No"]


def test_a_quick_check_marks_its_right_answer_with_a_star(cast: Cast, client_for: SignIn) -> None:
    cast.at(Stage.DRAFT)
    client = client_for(cast.moss)
    client.post(url("add_question", cast), {**WRITTEN, "kind": "knowledge", "options": "Kept\n*Destroyed"})
    question = Question.objects.get()
    assert question.options.get(is_correct=True).text == "Destroyed"
    assert "*Destroyed" in client.get(url("edit_question", cast, question.pk)).content.decode()


def test_a_refused_question_keeps_what_was_typed(cast: Cast, client_for: SignIn) -> None:
    cast.at(Stage.DRAFT)
    page = client_for(cast.moss).post(url("add_question", cast), {**WRITTEN, "options": "Only one"})
    assert page.status_code == 422
    assert "Only one" in page.content.decode()
    assert "at least two answers" in page.content.decode()


def test_the_starters_questions_are_taken_over_once(cast: Cast, client_for: SignIn) -> None:
    Consultation.objects.update(starter="lfr", stage=Stage.DRAFT)
    client = client_for(cast.moss)
    assert "Use the starter" in client.get(url("prepare_polls", cast)).content.decode()
    client.post(url("prepare_polls", cast))
    assert Question.objects.filter(paired=True).exists()
    assert "Use the starter" not in client.get(url("prepare_polls", cast)).content.decode()
    assert client.post(url("prepare_polls", cast)).status_code == 422


def test_deleting_a_question(cast: Cast, client_for: SignIn) -> None:
    cast.at(Stage.DRAFT)
    rooms.prepare(cast)
    question = rooms.question(cast, "why")
    client_for(cast.moss).post(url("edit_question", cast, question.pk), {"delete": "1"})
    assert not Question.objects.filter(pk=question.pk).exists()


def test_the_task_list_of_a_participant(cast: Cast) -> None:
    from deliberation.polls.tasks import polls
    from deliberation.sessions.tasks import live_sessions

    rooms.running(cast)
    polling.open_wave(rooms.wave(cast, "before"), by=cast.moss)
    member = cast.member(cast.amina)
    tasks = [*polls(cast.consultation, member), *live_sessions(cast.consultation, member)]
    assert [(t["status"], bool(t["href"])) for t in tasks] == [
        ("To do", True), ("Not open yet", False), ("Live now", True),
    ]  # fmt: skip
    assert polls(cast.consultation, None) == []
    assert polls(cast.consultation, cast.member(cast.okoro)) == []


def test_a_poll_that_nobody_opened_in_time_was_not_held(cast: Cast, client_for: SignIn) -> None:
    rooms.prepare(cast)
    client, address = client_for(cast.moss), reverse("polls", args=[cast.consultation.slug])
    assert "Not open yet" in client.get(address).content.decode()
    cast.at(Stage.ANALYSIS)
    page = client.get(address).content.decode()
    assert "Was not held" in page and "Not open yet" not in page
