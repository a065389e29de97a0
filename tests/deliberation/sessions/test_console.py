"""The console and what lies beside it, by plain buttons and by htmx; and who may not open any of it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from consultations.joining import consents
from consultations.models import Consent, Stage
from deliberation.discussion import discussion
from deliberation.models import AgendaSegment, HandCount, PauseSignal, Session, SessionNote, Thread
from deliberation.sessions import floor, planning, raised_hands, sessions, steps, tables
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once
from tests.pages import flat

SignIn = Callable[[object], Client]
HTMX = {"HX-Request": "true"}


@made_once
def session(cast: Cast) -> Session:
    session = sessions.start(rooms.plan(cast), by=cast.moss)
    for user in (cast.amina, cast.bilal):
        floor.arrive(session, cast.member(user))
    return session


def at(name: str, session: Session, *more: object) -> str:
    return reverse(name, args=[session.code, *more])


# --- Who may ------------------------------------------------------------------------------------
LED = ["console", "console_floor", "register", "tables", "agenda", "add_segment", "change_session", "end_session",
       "projector", "session_qr"]  # fmt: skip


@pytest.mark.parametrize("who", ["amina", "carys", "hale", "okoro", "reyes", "outsider", None])
def test_nobody_but_facilitators_opens_what_leads_a_session(
    cast: Cast, client_for: SignIn, session: Session, who: str | None
) -> None:
    client = client_for(getattr(cast, who) if who else None)
    addresses = [at(name, session) for name in LED]
    addresses += [
        at("edit_segment", session, session.segments.first().pk),
        at("count_hands", session, session.waves.get().pk),
    ]
    assert {client.get(address).status_code for address in addresses} == {404}
    acts = ["console", "console_floor", "session_notes", "press_screen", "end_session", "call_off_session", "tables",
            "register", "change_session", "add_segment"]  # fmt: skip
    assert {client.post(at(name, session), {"do": "end"}).status_code for name in acts} == {404}
    session.refresh_from_db()
    assert session.state == Session.State.LIVE


def test_a_facilitator_of_another_consultation_finds_nothing(
    cast: Cast, elsewhere: Cast, client_for: SignIn, session: Session
) -> None:
    client = client_for(elsewhere.moss)
    assert {client.get(at(name, session)).status_code for name in [*LED, "mine", "session_summary"]} == {404}


@pytest.mark.parametrize(("who", "status"), [("moss", 200), ("hale", 200), ("amina", 404), ("okoro", 404)])
def test_the_summary_is_for_facilitators_and_the_panel(
    cast: Cast, client_for: SignIn, session: Session, who: str, status: int
) -> None:
    sessions.end(session, by=cast.moss)
    assert client_for(getattr(cast, who)).get(at("session_summary", session)).status_code == status


def another_room(cast: Cast) -> Session:
    """Group 2 of the same consultation, at the same time, led by the same facilitators."""
    other = planning.plan(
        cast.group2, "Next door", by=cast.moss, segments=rooms.SEGMENTS, pulses=[{**rooms.PULSE, "key": "p_next"}]
    )
    sessions.start(other, by=cast.moss)
    floor.arrive(other, cast.member(cast.carys))
    floor.ask_for_pause(other, by=cast.carys)
    raised_hands.raise_hand(other, by=cast.carys)
    tables.make(other, 2, by=cast.moss)
    return other


def test_nothing_of_the_session_next_door_is_touched(cast: Cast, client_for: SignIn, session: Session) -> None:
    other = another_room(cast)
    tables.make(session, 2, by=cast.moss)
    client, part, wave, seat = client_for(cast.moss), other.segments.all()[1], other.waves.get(), other.seats.get()
    asked = [
        (at("console", session), {"do": "go", "segment": part.pk}),
        (at("console", session), {"do": "more", "segment": part.pk}),
        (at("console", session), {"do": "open", "wave": wave.pk}),
        (at("console_floor", session), {"do": "spoke", "person": seat.membership_id}),
        (at("console_floor", session), {"do": "seen", "signal": PauseSignal.objects.get().pk}),
        (at("tables", session), {"do": "move", "seat": seat.pk, "was_at": seat.table, "table": 3 - seat.table}),
        (at("edit_segment", session, part.pk), {"title": "Mine"}),
        (at("move_segment", session, part.pk), {"where": "up"}),
        (at("count_hands", session, wave.pk), {"present": 3}),
    ]  # fmt: skip
    assert {client.post(address, data).status_code for address, data in asked} == {404}
    hand = other.hands.get()
    refused = client.post(at("console_floor", session), {"do": "call", "hand": hand.pk}, headers=HTMX)
    assert "not up any more" in refused.content.decode()
    hand.refresh_from_db()
    assert hand.state == "waiting"


def test_nobody_sees_or_counts_the_people_next_door(cast: Cast, client_for: SignIn, session: Session) -> None:
    other = another_room(cast)
    name = cast.member(cast.carys).pseudonym
    assert name in client_for(cast.moss).get(at("console", other)).content.decode()
    for page in ("console", "register", "tables"):
        assert name not in client_for(cast.moss).get(at(page, session)).content.decode()
    assert session.seats.count() == 2


# --- The floor ----------------------------------------------------------------------------------
def test_hands_are_led_by_plain_buttons(cast: Cast, client_for: SignIn, session: Session) -> None:
    first, second = (
        raised_hands.raise_hand(session, by=cast.amina, topic="Signs"),
        raised_hands.raise_hand(session, by=cast.bilal),
    )
    client, address = client_for(cast.moss), at("console_floor", session)
    page = client.get(at("console", session)).content.decode()
    assert "Signs" in page and page.count("Not heard yet") == 2
    skipped = {"do": "skip", "hand": second.pk, "after": first.pk}
    for data in (
        {"do": "next"},
        skipped,
        {"do": "next", "after": first.pk},
        {"do": "quiet_first"},
        {"do": "as_raised"},
    ):
        assert client.post(address, data).url.endswith("/console/#floor")
    first.refresh_from_db()
    assert first.state == "done"


def test_a_second_press_on_next_is_told_so(cast: Cast, client_for: SignIn, session: Session) -> None:
    raised_hands.raise_hand(session, by=cast.amina)
    client, address = client_for(cast.moss), at("console_floor", session)
    assert client.post(address, {"do": "next"}, headers=HTMX).status_code == 200
    again = client.post(address, {"do": "next"}, headers=HTMX)
    assert again.status_code == 422
    assert "has moved on already" in again.content.decode()
    assert "<html" not in again.content.decode()


def test_a_hand_and_a_wish_for_a_pause_are_told_in_the_row_that_stays_in_sight(
    cast: Cast, client_for: SignIn, session: Session
) -> None:
    client, address = client_for(cast.moss), at("console", session)
    raised_hands.raise_hand(session, by=cast.bilal)
    assert "<b data-jump-hands>1</b>" in flat(client.get(address).content.decode())
    floor.ask_for_pause(session, by=cast.amina)
    page = client.get(address).content.decode()
    assert "<b data-jump-hands>Pause!</b>" in flat(page) and 'data-waiting="1" data-pauses="1"' in page


def test_voices_are_tapped_or_typed(cast: Cast, client_for: SignIn, session: Session) -> None:
    client, address = client_for(cast.moss), at("console_floor", session)
    client.post(address, {"do": "spoke", "person": cast.member(cast.amina).pk})
    client.post(address, {"do": "spoke", "name": f" {cast.member(cast.bilal).pseudonym.lower()} "})
    assert session.seats.exclude(first_spoke_at=None).count() == 2
    page = client.post(address, {"do": "unspoke", "person": cast.member(cast.bilal).pk}, headers=HTMX)
    assert f"Noted last: {cast.member(cast.amina).pseudonym}." in page.content.decode()
    wrong = client.post(address, {"do": "spoke", "name": "Nobody 1"}, headers=HTMX)
    assert "Nobody here is called" in wrong.content.decode()


def test_a_pause_is_shown_to_facilitators_and_seen_to(cast: Cast, client_for: SignIn, session: Session) -> None:
    client_for(cast.amina).post(at("mine", session), {"do": "pause"})
    client, name = client_for(cast.moss), cast.member(cast.amina).pseudonym
    assert f"{name} would like a pause" in client.get(at("console", session)).content.decode()
    client.post(at("console_floor", session), {"do": "seen", "signal": PauseSignal.objects.get().pk})
    assert "would like a pause" not in client.get(at("console", session)).content.decode()
    assert "pause" not in client_for(cast.hale).get(at("mine", session)).content.decode()


def test_the_register_marks_those_without_a_phone(cast: Cast, client_for: SignIn, session: Session) -> None:
    walker = rooms.crowd(cast, 1)[0]
    client_for(cast.moss).post(at("register", session), {"here": [cast.member(walker).pk]})
    assert session.seats.count() == 3


# --- The strip on a phone -----------------------------------------------------------------------
def test_a_participant_raises_and_lowers_a_hand_without_javascript(
    cast: Cast, client_for: SignIn, session: Session
) -> None:
    client, address = client_for(cast.amina), at("mine", session)
    assert client.post(address, {"do": "raise", "topic": "Signs"}).url.endswith(f"/live/{session.code}/#mine")
    page = client.get(at("live", session)).content.decode()
    assert "Your hand is up" in page and "You are next." in page
    client.post(address, {"do": "lower"})
    assert "Raise my hand" in client.get(at("live", session)).content.decode()


def test_a_pause_brings_signposts_and_nothing_is_said_to_others(
    cast: Cast, client_for: SignIn, session: Session
) -> None:
    mine = client_for(cast.amina).post(at("mine", session), {"do": "pause"}, headers=HTMX).content.decode()
    assert "The facilitators know" in mine and "Samaritans" in mine
    assert "The facilitators know" not in client_for(cast.bilal).get(at("live", session)).content.decode()


@pytest.mark.parametrize("who", ["carys", "okoro", "outsider", None])
def test_the_strip_is_for_people_of_the_session(
    cast: Cast, client_for: SignIn, session: Session, who: str | None
) -> None:
    client = client_for(getattr(cast, who) if who else None)
    assert client.get(at("mine", session)).status_code == 404
    assert client.post(at("mine", session), {"do": "raise"}).status_code == 404


def test_the_phone_follows_prompt_text_and_break(cast: Cast, client_for: SignIn, session: Session) -> None:
    prompt = cast.consultation.areas.first().prompts.first()
    AgendaSegment.objects.filter(pk=session.segment_id).update(text="Turn to your neighbour.", prompt=prompt)
    sessions.pause(session, by=cast.moss)
    page = client_for(cast.amina).get(at("live", session)).content.decode()
    assert "Turn to your neighbour." in page and prompt.question in page and "Break" in page


def test_the_phone_says_the_table(cast: Cast, client_for: SignIn, session: Session) -> None:
    tables.make(session, 2, by=cast.moss)
    seat = session.seats.get(membership=cast.member(cast.amina))
    assert f"Table {seat.table}" in client_for(cast.amina).get(at("mine", session)).content.decode()


# --- The screen ---------------------------------------------------------------------------------
def test_keys_drive_the_session_once_a_press(cast: Cast, client_for: SignIn, session: Session) -> None:
    client, address, seen = client_for(cast.moss), at("press_screen", session), steps.key(session)
    for _ in range(2):
        answer = client.post(address, {"key": "next", "seen": seen, "quick": "1"})
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    session.refresh_from_db()
    assert session.segment == session.segments.all()[1]
    assert client.post(address, {"key": "blank"}).url == at("projector", session)
    assert 'data-screen="blank"' in client.get(at("projector", session)).content.decode()


def test_keys_need_the_token_of_the_page(cast: Cast, session: Session) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.moss)
    assert client.post(at("press_screen", session), {"key": "next", "seen": steps.key(session)}).status_code == 403


@pytest.mark.parametrize("screen", ["follow", "join", "blank", "tables"])
def test_the_code_is_in_sight_whatever_the_screen_shows(
    cast: Cast, client_for: SignIn, session: Session, screen: str
) -> None:
    tables.make(session, 2, by=cast.moss)
    steps.show(session, screen, by=cast.moss)
    assert session.spoken_code in client_for(cast.moss).get(at("projector", session)).content.decode()


def test_the_screen_lists_tables_by_pseudonym(cast: Cast, client_for: SignIn, session: Session) -> None:
    tables.make(session, 2, by=cast.moss)
    steps.show(session, "tables", by=cast.moss)
    page = client_for(cast.moss).get(at("projector", session)).content.decode()
    assert cast.member(cast.amina).pseudonym in page and "Table 2" in page
    assert cast.amina.email not in page


# --- Beside the console -------------------------------------------------------------------------
def test_the_agenda_is_changed_by_plain_forms(cast: Cast, client_for: SignIn, session: Session) -> None:
    client, wave = client_for(cast.moss), session.waves.get()
    new = {"title": "Cards", "minutes": 15, "kind": "cards", "text": "One each.", "waves": [wave.pk]}
    assert client.post(at("add_segment", session), new).status_code == 302
    part = session.segments.get(title="Cards")
    assert (part.order, part.waves.get()) == (2, wave)  # right after the part that runs
    client.post(at("edit_segment", session, part.pk), {**new, "title": "Cards, two each", "waves": []})
    client.post(at("move_segment", session, part.pk), {"where": "down"})
    part.refresh_from_db()
    assert (part.title, part.order, part.waves.count()) == ("Cards, two each", 3, 0)
    assert client.post(at("add_segment", session), {**new, "minutes": 0}).status_code == 422
    client.post(at("move_segment", session, part.pk), {"where": "out"})
    assert not session.segments.filter(pk=part.pk).exists()
    assert "50 minutes" not in client.get(at("agenda", session)).content.decode()


def test_an_agenda_starts_from_a_template(cast: Cast, client_for: SignIn) -> None:
    rooms.prepare(cast)
    client, address = client_for(cast.moss), reverse("plan_session", args=[cast.consultation.slug])
    page = client.get(address + "?agenda=hall").content.decode()
    assert "30 At your tables" in page
    lines = page.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0]
    data = {"title": "Evening", "group": cast.group1.pk, "also": [cast.group2.pk], "recording": "none", "agenda": lines}
    made = client.post(address, data)
    session = Session.objects.get()
    assert made.url == at("agenda", session)
    assert (session.minutes, session.names) == (90, "Group 1 and Group 2")
    assert session.segments.get(title="At your tables").text.startswith("Find your table")


def test_notes_save_by_themselves_and_by_the_button(cast: Cast, client_for: SignIn, session: Session) -> None:
    client, address = client_for(cast.moss), at("session_notes", session)
    quick = client.post(address, {"body": "Quiet.", "revision": 0, "quick": "1"}).json()
    assert quick["revision"] == 1 and quick["said"].startswith("Saved at")
    stale = client.post(address, {"body": "Older.", "revision": 0, "quick": "1"})
    assert (stale.status_code, "another window" in stale.json()["said"]) == (422, True)
    assert client.post(address, {"body": "Quiet. Then not.", "revision": 1}).status_code == 302
    assert "Quiet. Then not." in client.get(at("console", session)).content.decode()
    assert "Quiet" not in client_for(cast.hale).get(at("live", session)).content.decode()


def test_notes_go_into_a_discussion(cast: Cast, client_for: SignIn, session: Session) -> None:
    discussion.open_threads(cast.consultation, by=cast.moss)
    client, thread = client_for(cast.moss), Thread.objects.filter(group=cast.group1).first()
    client.post(at("session_notes", session), {"body": "Signs.", "revision": 0, "put": "1", "thread": thread.pk})
    assert thread.contributions.get().source_kind == "facilitator_note"
    assert SessionNote.objects.get().body == ""


def test_hands_are_counted_and_corrected_on_a_page(cast: Cast, client_for: SignIn, session: Session) -> None:
    wave = session.waves.get()
    right = rooms.option(wave.questions.get(), "Right")
    client, address = client_for(cast.moss), at("count_hands", session, wave.pk)
    assert client.post(address, {"present": 24, f"option_{right}": 18}).status_code == 302
    assert client.post(address, {"present": 24, f"option_{right}": 19}).status_code == 422
    assert client.post(address, {"present": 24, f"option_{right}": 19, "reason": "Missed one."}).status_code == 302
    assert HandCount.objects.get(replaced_at=None).rows.get(option=right).count == 19
    assert "By show of hands, as a facilitator counted it, and corrected later: 24 people in the room" in client_for(
        cast.amina
    ).get(at("live_question", session)).content.decode().replace("&nbsp;", " ")


def test_tables_are_made_moved_pinned_and_cleared_by_plain_forms(
    cast: Cast, client_for: SignIn, session: Session
) -> None:
    client, address = client_for(cast.moss), at("tables", session)
    assert client.post(address, {"do": "make", "count": 1}).status_code == 422
    client.post(address, {"do": "make", "count": 2})
    seat = session.seats.get(membership=cast.member(cast.amina))
    gone = client.post(address, {"do": "move", "seat": seat.pk, "was_at": seat.table, "table": 3 - seat.table})
    assert gone.url == f"{address}#seat-{seat.pk}"
    assert f'id="seat-{seat.pk}"' in client.get(address).content.decode()
    client.post(address, {"do": "pin", "seat": seat.pk})
    moved = session.seats.get(pk=seat.pk)
    assert (moved.table, moved.is_pinned) == (3 - seat.table, True)
    client.post(address, {"do": "shuffle"})
    assert session.seats.get(pk=seat.pk).table == moved.table
    client.post(address, {"do": "clear"})
    assert not session.seats.exclude(table=None).exists()


def test_ending_asks_once_more_when_a_poll_is_open(cast: Cast, client_for: SignIn, session: Session) -> None:
    client, address = client_for(cast.moss), at("end_session", session)
    client.post(at("console", session), {"do": "open", "wave": session.waves.get().pk})
    assert "This poll is still open" in client.get(address).content.decode()
    assert client.post(address).status_code == 422
    assert client.post(address, {"close_polls": "on"}).url == at("session_summary", session)


def test_whoever_led_says_on_the_summary_what_was_left_out(cast: Cast, client_for: SignIn, session: Session) -> None:
    sessions.end(session, by=cast.moss)
    Session.objects.filter(pk=session.pk).update(attended=4)
    moss, address = client_for(cast.moss), at("session_summary", session)
    seen = moss.get(address).context["apart_form"]["seen"].value()
    words = "We left out the drones."
    assert client_for(cast.hale).post(address, {"words": words}).status_code == 404
    assert client_for(cast.amina).post(address, {"words": words}).status_code == 404
    assert moss.post(address, {"words": words, "seen": seen}).url == address
    assert words in client_for(cast.hale).get(address).content.decode()
    late = moss.post(address, {"words": "Nothing was.", "seen": seen})  # from a window opened before
    session.refresh_from_db()
    assert late.status_code == 422 and session.apart == words
    assert Entry.objects.filter(action="session_went_apart").count() == 1


def test_what_is_refused_on_the_summary_says_why_and_keeps_the_words(
    cast: Cast, client_for: SignIn, session: Session
) -> None:
    sessions.end(session, by=cast.moss)
    Session.objects.filter(pk=session.pk).update(attended=4)
    moss, address = client_for(cast.moss), at("session_summary", session)
    seen = moss.get(address).context["apart_form"]["seen"].value()
    who = cast.member(cast.amina).pseudonym
    named = moss.post(address, {"words": f"{who} wanted no drones.", "seen": seen})
    page = flat(named.content.decode())
    assert named.status_code == 422 and f"Take out “{who}”" in page and f"{who} wanted no drones." in page
    cast.at(Stage.FINDINGS_PUBLISHED)
    assert "There is a problem" not in moss.get(address).content.decode()
    late = moss.post(address, {"words": "We left out the drones.", "seen": seen})
    page = flat(late.content.decode())
    assert (
        late.status_code == 422 and "The report has printed it" in page and "We left out the drones.</textarea>" in page
    )


def test_the_summary_tells_timings_polls_and_voices_in_counts(cast: Cast, client_for: SignIn, session: Session) -> None:
    floor.spoke(session, cast.member(cast.amina), by=cast.moss)
    sessions.introduce_fact(session, by=cast.moss, fact="Lists are deleted.", source="Policy")
    sessions.end(session, by=cast.moss)
    page = client_for(cast.moss).get(at("session_summary", session)).content.decode()
    assert "Fewer than 5 came." in page and "not reached" in page and "Lists are deleted." in page
    assert cast.member(cast.amina).pseudonym not in page


def test_time_place_and_groups_are_changed_and_a_session_is_called_off(cast: Cast, client_for: SignIn) -> None:
    planned = rooms.plan(cast)
    client = client_for(cast.moss)
    data = {"title": "Moved", "group": cast.group1.pk, "also": [cast.group2.pk], "place": "Hall", "recording": "none"}
    assert client.post(at("change_session", planned), data).status_code == 302
    planned.refresh_from_db()
    assert (planned.title, planned.names) == ("Moved", "Group 1 and Group 2")
    assert client_for(cast.carys).get(at("live", planned)).status_code == 200
    client.post(at("call_off_session", planned))
    assert not Session.objects.exists()


def test_a_plenary_is_on_the_list_of_every_group_that_comes(cast: Cast, client_for: SignIn) -> None:
    planned = rooms.plan(cast)
    address = reverse("sessions", args=[cast.consultation.slug])
    assert planned.title not in client_for(cast.carys).get(address).content.decode()
    planning.change_session(planned, by=cast.moss, title=planned.title, also=[cast.group2])
    assert client_for(cast.carys).get(address).content.decode().count(f"<h2>{planned.title}") == 1


def test_the_console_of_a_hall_does_not_ask_once_a_person(
    cast: Cast, client_for: SignIn, session: Session, django_assert_max_num_queries
) -> None:
    for user in rooms.crowd(cast, 12):
        raised_hands.raise_hand(session, by=user)
    client = client_for(cast.moss)
    with django_assert_max_num_queries(45):
        client.get(at("console", session))


def test_after_the_end_nobody_is_let_in_and_the_way_on_is_shown(
    cast: Cast, client_for: SignIn, session: Session
) -> None:
    client = client_for(cast.moss)
    assert 'id="let-in"' in client.get(at("console", session)).content.decode()
    sessions.end(session, by=cast.moss)
    page = client.get(at("console", session)).content.decode()
    assert 'id="let-in"' not in page and "console-jump" not in page
    assert 'id="notes"' in page
    way_on = at("console", session) + "#notes"
    assert way_on in client.get(at("session_summary", session)).content.decode()
    assert way_on not in client_for(cast.hale).get(at("session_summary", session)).content.decode()


def test_from_paper_in_a_session_the_way_back_is_the_console(cast: Cast, client_for: SignIn, session: Session) -> None:
    wave = session.waves.get()
    page = client_for(cast.moss).get(reverse("paper", args=[cast.consultation.slug, wave.pk])).content.decode()
    assert f'<a class="back" href="{at("console", session)}">' in page


def test_a_mark_in_the_register_is_taken_back_on_its_page(cast: Cast, client_for: SignIn, session: Session) -> None:
    client, address, amina = client_for(cast.moss), at("register", session), cast.member(cast.amina)
    assert f'name="gone" value="{amina.pk}"' in client.get(address).content.decode()
    client.post(address, {"gone": amina.pk})
    page = client.get(address).content.decode()
    assert f'name="gone" value="{amina.pk}"' not in page and f'id="here-{amina.pk}"' in page


def test_the_console_counts_who_is_not_to_be_recorded_and_names_nobody(
    cast: Cast, client_for: SignIn, session: Session
) -> None:
    """People were told to say so before they speak: a facilitator who records has to know that there are some."""

    def read() -> str:
        html = client_for(cast.moss).get(at("console_floor", session), {"part": "floor"}).content.decode()
        return flat(html)

    assert "not agreed to the recording" not in read()
    Session.objects.update(recording=Session.Recording.AUDIO)
    assert "Of the people here, 2 have not agreed to the recording." in read()
    for given, words in ((True, "1 has not agreed"), (False, "2 have not agreed")):
        consents.set_consent(cast.consultation, Consent.Item.RECORDING, given, by=cast.amina)
        assert words in read()
    said = next(line for line in read().split("<p") if "agreed to the recording" in line)
    assert not any(cast.member(user).pseudonym in said for user in (cast.amina, cast.bilal))
