from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from deliberation.models import Ballot, Session, Wave
from deliberation.polls import polling, voting
from deliberation.sessions import planning, sessions, steps
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once

SignIn = Callable[[object], Client]


def pages(cast: Cast, session: Session) -> dict[str, str]:
    slug, code = cast.consultation.slug, session.code
    return {
        "sessions": reverse("sessions", args=[slug]), "plan_session": reverse("plan_session", args=[slug]),
        **{n: reverse(n, args=[code]) for n in ("live", "live_question", "console", "projector", "session_qr")},
    }  # fmt: skip


FOLLOW = {"sessions", "live", "live_question"}
ALLOWED = {
    "amina": FOLLOW, "hale": FOLLOW, "carys": {"sessions"}, "okoro": set(), "reyes": set(),
    "outsider": {"live"},
    "moss": {*FOLLOW, "plan_session", "console", "projector", "session_qr"},
    None: {"live"},  # the door: tests/deliberation/door
}  # fmt: skip


@made_once
def running(cast: Cast) -> tuple[Session, Wave]:
    return rooms.running(cast)


@pytest.mark.parametrize("who", list(ALLOWED), ids=str)
def test_who_may_open_which_page(
    cast: Cast, client_for: SignIn, who: str | None, running: tuple[Session, Wave]
) -> None:
    session, _ = running
    client = client_for(getattr(cast, who) if who else None)
    found = {name for name, address in pages(cast, session).items() if client.get(address).status_code == 200}
    assert found == ALLOWED[who]


@pytest.mark.parametrize("who", ["okoro", "reyes"])
def test_police_find_nothing_here(cast: Cast, client_for: SignIn, who: str, running: tuple[Session, Wave]) -> None:
    session, _ = running
    client = client_for(getattr(cast, who))
    assert {client.get(address).status_code for address in pages(cast, session).values()} == {404}
    assert client.post(reverse("live", args=[session.code])).status_code == 404


def test_somebody_of_another_group_is_told_in_plain_words(
    cast: Cast, client_for: SignIn, running: tuple[Session, Wave]
) -> None:
    session, _ = running
    page = client_for(cast.carys).get(reverse("live", args=[session.code]))
    assert page.status_code == 403
    assert "You are in Group 2" in page.content.decode()
    assert "A busy street" not in page.content.decode()


def test_a_code_works_in_small_letters_and_with_spaces(
    cast: Cast, client_for: SignIn, running: tuple[Session, Wave]
) -> None:
    session, _ = running
    typed = session.spoken_code.lower().replace(" ", "%20")
    assert client_for(cast.amina).get(f"/live/{typed}/").status_code == 200


# --- Answering ----------------------------------------------------------------------------------
def send(client: Client, session: Session, wave: Wave, text: str | None, **headers: str) -> object:
    data = {"wave": wave.pk}
    if text:
        data["answer"] = rooms.option(wave.questions.get(), text)
    return client.post(reverse("live", args=[session.code]), data, headers=headers)


def test_answering_twice_is_one_ballot_and_can_be_changed(
    cast: Cast, client_for: SignIn, running: tuple[Session, Wave]
) -> None:
    session, wave = running
    client = client_for(cast.amina)
    for text in ("Right", "Right", "Wrong"):
        assert send(client, session, wave, text).status_code == 302
    assert Ballot.objects.get().choice == str(rooms.option(wave.questions.get(), "Wrong"))
    page = client.get(reverse("live", args=[session.code])).content.decode()
    assert "You can change your answer until the question closes" in page
    assert page.count(" checked") == 1


def test_after_closing_a_phone_still_says_that_its_answer_was_stored(
    cast: Cast, client_for: SignIn, running: tuple[Session, Wave]
) -> None:
    session, wave = running
    answered, silent = client_for(cast.amina), client_for(cast.bilal)
    send(answered, session, wave, "Right")
    rooms.close_wave(wave, by=cast.moss)
    page = reverse("live", args=[session.code])
    assert "Your answer was stored." in answered.get(page).content.decode()
    assert "Your answer was stored." not in silent.get(page).content.decode()


def test_htmx_gets_the_fragment_alone(cast: Cast, client_for: SignIn, running: tuple[Session, Wave]) -> None:
    session, wave = running
    page = send(client_for(cast.amina), session, wave, "Right", **{"HX-Request": "true"})
    text = page.content.decode()
    assert "Your answer is saved" in text
    assert "<html" not in text


def test_nothing_chosen_is_said(cast: Cast, client_for: SignIn, running: tuple[Session, Wave]) -> None:
    session, wave = running
    page = send(client_for(cast.amina), session, wave, None)
    assert page.status_code == 422
    assert "Choose an answer" in page.content.decode()


def test_an_answer_after_the_close_is_refused_in_words(
    cast: Cast, client_for: SignIn, running: tuple[Session, Wave]
) -> None:
    session, wave = running
    rooms.close_wave(wave, by=cast.moss)
    page = send(client_for(cast.amina), session, wave, "Right")
    assert page.status_code == 422
    assert "This poll has closed" in page.content.decode()
    assert not Ballot.objects.exists()


def test_a_facilitator_cannot_answer(cast: Cast, client_for: SignIn, running: tuple[Session, Wave]) -> None:
    session, wave = running
    assert send(client_for(cast.moss), session, wave, "Right").status_code == 404


def test_results_appear_on_the_phone_only_after_the_close_and_from_five(
    cast: Cast, client_for: SignIn, running: tuple[Session, Wave]
) -> None:
    session, wave = running
    client, question = client_for(cast.amina), wave.questions.get()
    address = reverse("live_question", args=[session.code])
    for n, user in enumerate(rooms.crowd(cast, 5)):
        voting.vote(wave, question, by=user, option_ids=[rooms.option(question, "Right" if n > 1 else "Wrong")])
    assert 'class="chart"' not in client.get(address).content.decode()
    rooms.close_wave(wave, by=cast.moss)
    assert "5 people in Group 1" in client.get(address).content.decode()


def test_fewer_than_five_stay_hidden_after_the_close(
    cast: Cast, client_for: SignIn, running: tuple[Session, Wave]
) -> None:
    session, wave = running
    rooms_question = wave.questions.get()
    voting.vote(wave, rooms_question, by=cast.amina, option_ids=[rooms.option(rooms_question, "Right")])
    rooms.close_wave(wave, by=cast.moss)
    text = client_for(cast.amina).get(reverse("live_question", args=[session.code])).content.decode()
    assert "fewer than 5 people" in text
    assert 'class="chart"' not in text


def test_the_next_part_clears_the_board(cast: Cast, client_for: SignIn, running: tuple[Session, Wave]) -> None:
    session, wave = running
    rooms.close_wave(wave, by=cast.moss)
    sessions.go_to(session.segments.all()[1], by=cast.moss)
    text = client_for(cast.amina).get(reverse("live_question", args=[session.code])).content.decode()
    assert "There is no question open" in text
    assert "Cameras in your street" in text


# --- Console ------------------------------------------------------------------------------------
def test_a_whole_session_by_plain_buttons(cast: Cast, client_for: SignIn) -> None:
    session = rooms.plan(cast)
    client, address, wave = client_for(cast.moss), reverse("console", args=[session.code]), session.waves.get()
    second = session.segments.all()[1]
    for data in (
        {"do": "start"}, {"do": "break"}, {"do": "resume"}, {"do": "go", "segment": second.pk},
        {"do": "open", "wave": wave.pk},
        {"do": "show", "wave": wave.pk}, {"do": "hide", "wave": wave.pk}, {"do": "close", "wave": wave.pk},
        {"do": "more", "segment": second.pk}, {"do": "screen", "screen": "blank"}, {"do": "light"},
    ):  # fmt: skip
        assert client.post(address, data).status_code == 302, data
    ended = client.post(reverse("end_session", args=[session.code]))
    assert ended.url == reverse("session_summary", args=[session.code])
    session.refresh_from_db()
    wave.refresh_from_db()
    assert (session.state, wave.state) == (Session.State.ENDED, Wave.State.CLOSED)


def test_a_refused_button_says_why(cast: Cast, client_for: SignIn) -> None:
    session = rooms.plan(cast)
    client, wave = client_for(cast.moss), session.waves.get()
    page = client.post(reverse("console", args=[session.code]), {"do": "open", "wave": wave.pk})
    assert page.status_code == 422
    assert "Start the session first" in page.content.decode()


def test_the_console_shows_counts_and_never_choices(
    cast: Cast, client_for: SignIn, running: tuple[Session, Wave]
) -> None:
    session, wave = running
    question = wave.questions.get()
    for user in rooms.crowd(cast, 6):
        voting.vote(wave, question, by=user, option_ids=[rooms.option(question, "Right")])
    text = client_for(cast.moss).get(reverse("console", args=[session.code])).content.decode()
    assert f'data-answers="{wave.pk}" data-bare>6<' in text
    assert 'class="chart"' not in text


def test_a_poll_of_another_session_is_not_found(
    cast: Cast, elsewhere: Cast, client_for: SignIn, running: tuple[Session, Wave]
) -> None:
    session, _ = running
    _, foreign = rooms.running(elsewhere)
    page = client_for(cast.moss).post(reverse("console", args=[session.code]), {"do": "close", "wave": foreign.pk})
    assert page.status_code == 404


def test_facts_and_new_questions_come_from_the_console(
    cast: Cast, client_for: SignIn, running: tuple[Session, Wave]
) -> None:
    session, _ = running
    client = client_for(cast.moss)
    add = lambda what, data: client.post(reverse("add_to_session", args=[session.code, what]), data)  # noqa: E731
    assert add("fact", {"fact": "Lists are deleted.", "source": "Policy"}).status_code == 302
    assert add("pulse", {"text": "And at night?", "options": "Right\nWrong"}).status_code == 302
    assert session.waves.count() == 2
    refused = add("pulse", {"text": "And at night?", "options": "Only one"})
    assert refused.status_code == 422
    assert "Only one" in refused.content.decode()


# --- Screen -------------------------------------------------------------------------------------
def test_the_screen_always_shows_the_code_and_waits_with_the_bars(
    cast: Cast, client_for: SignIn, running: tuple[Session, Wave]
) -> None:
    session, wave = running
    question = wave.questions.get()
    for n, user in enumerate(rooms.crowd(cast, 10)):
        voting.vote(wave, question, by=user, option_ids=[rooms.option(question, "Right" if n > 1 else "Wrong")])
    client, address = client_for(cast.moss), reverse("projector", args=[session.code])
    text = client.get(address).content.decode()
    assert session.spoken_code in text
    assert 'class="chart"' not in text
    polling.show_bars(wave, True, by=cast.moss)
    assert 'class="chart"' in client.get(address).content.decode()


@pytest.mark.parametrize(("is_light", "theme"), [(False, "dark"), (True, "light")])
def test_the_screen_has_two_themes_and_keeps_them(
    cast: Cast, client_for: SignIn, is_light: bool, theme: str, running: tuple[Session, Wave]
) -> None:
    session, _ = running
    steps.set_light(session, is_light, by=cast.moss)
    text = client_for(cast.moss).get(reverse("projector", args=[session.code])).content.decode()
    assert f'data-theme="{theme}"' in text


def test_the_qr_is_a_picture(cast: Cast, client_for: SignIn, running: tuple[Session, Wave]) -> None:
    session, _ = running
    answer = client_for(cast.moss).get(reverse("session_qr", args=[session.code]))
    assert answer["Content-Type"] == "image/svg+xml"
    assert b'xmlns="http://www.w3.org/2000/svg"' in answer.content  # without it an <img> stays empty


def test_the_code_on_the_wall_can_be_typed(cast: Cast, client_for: SignIn, running: tuple[Session, Wave]) -> None:
    session, _ = running
    client, address = client_for(cast.amina), reverse("enter_session")
    assert f"{address}" in client_for(cast.moss).get(reverse("projector", args=[session.code])).content.decode()
    went = client.get(address, {"code": session.spoken_code.lower()})
    assert went.url == reverse("live", args=[session.code])
    assert client.get(address).status_code == 200
    wrong = client.get(address, {"code": "?"})
    assert wrong.status_code == 422
    assert "nine letters and numbers" in wrong.content.decode()


# --- Planning -----------------------------------------------------------------------------------
def test_planning_on_the_page(cast: Cast, client_for: SignIn) -> None:
    rooms.prepare(cast)
    data = {
        "title": "Evening", "group": cast.group1.pk, "place": "Library", "recording": "none",
        "agenda": "10 Welcome\n25 min – Cameras\n5: What comes next", "pulses": [rooms.question(cast, "p_street").pk],
    }  # fmt: skip
    page = client_for(cast.moss).post(reverse("plan_session", args=[cast.consultation.slug]), data)
    assert page.status_code == 302
    session = Session.objects.get()
    assert [(s.minutes, s.title, s.kind) for s in session.segments.all()] == [
        (10, "Welcome", "welcome"), (25, "Cameras", "discussion"), (5, "What comes next", "wrap_up"),
    ]  # fmt: skip
    assert session.waves.count() == 1


def test_an_agenda_line_without_minutes_is_pointed_at(cast: Cast, client_for: SignIn) -> None:
    rooms.prepare(cast)
    data = {"title": "Evening", "group": cast.group1.pk, "recording": "none", "agenda": "Welcome"}
    page = client_for(cast.moss).post(reverse("plan_session", args=[cast.consultation.slug]), data)
    assert page.status_code == 422
    assert "This one has none: “Welcome”" in page.content.decode()


def test_the_list_grows_without_more_queries(cast: Cast, client_for: SignIn, django_assert_max_num_queries) -> None:
    rooms.prepare(cast)
    for n in range(6):
        planning.plan(cast.group1, f"Session {n}", by=cast.moss, segments=rooms.SEGMENTS)
    client = client_for(cast.moss)
    with django_assert_max_num_queries(9):
        client.get(reverse("sessions", args=[cast.consultation.slug]))


def test_what_a_room_asked_is_nothing_to_another_group(
    cast: Cast, client_for: SignIn, running: tuple[Session, Wave]
) -> None:
    """Its title would tell what is asked there; until the findings, its results are not there either."""
    _, wave = running
    address = reverse("results", args=[cast.consultation.slug, wave.pk])
    assert client_for(cast.carys).get(address).status_code == 404
    assert client_for(cast.amina).get(address).status_code == 200
    assert client_for(cast.moss).get(address).status_code == 200
