"""An agenda from a template, with what is asked in its parts; and the one big button that goes through it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations.models import DiscussionArea, Prompt
from deliberation.models import AgendaSegment, Session, Wave
from deliberation.polls import polling
from deliberation.sessions import agenda, agenda_templates, board, planning, sessions, steps
from people.errors import Refused
from people.text.dates import day
from tests.cast import Cast
from tests.deliberation import rooms
from tests.pages import flat

SignIn = Callable[[object], Client]

K = AgendaSegment.Kind


def topics(cast: Cast) -> list[DiscussionArea]:
    """Two topics, with two questions each; what the cast has is put aside."""
    cast.consultation.areas.all().delete()
    areas = [DiscussionArea.objects.create(consultation=cast.consultation, order=n, title=f"Topic {n}") for n in (1, 2)]
    for area in areas:
        for n in (1, 2):
            Prompt.objects.create(area=area, order=n, question=f"{area.title}, question {n}?")
    return areas


def planned(cast: Cast, client_for: SignIn, template: str = "focus") -> Session:
    """As a facilitator does: the page, the template, the button."""
    rooms.prepare(cast, [rooms.USE, rooms.PULSE])
    client, address = client_for(cast.moss), reverse("plan_session", args=[cast.consultation.slug])
    form = client.get(address, {"agenda": template}).context["form"]
    sent = {**form.initial, "group": cast.group1.pk, "recording": "none", "title": "From a template"}
    answer = client.post(address, {name: value for name, value in sent.items() if value is not None})
    assert answer.status_code == 302, answer.context["form"].errors
    return announced(Session.objects.get(title="From a template"))


def announced(session: Session) -> Session:
    """As if today, and what it leads to, had stood in public for a week."""
    Session.objects.filter(pk=session.pk).update(starts_at=clock.now(), dated_at=clock.now() - timedelta(days=7))
    session.segments.exclude(poll=None).update(poll_since=clock.now() - timedelta(days=7))
    session.refresh_from_db()
    return session


@pytest.mark.parametrize("template", list(agenda_templates.TEMPLATES))
def test_every_part_for_answers_has_something_to_answer(cast: Cast, client_for: SignIn, template: str) -> None:
    topics(cast)
    session = planned(cast, client_for, template)
    parts = list(session.segments.all())
    assert not [part.title for part in parts if part.asks_nothing]
    polls = [part.poll.kind for part in parts if part.poll]
    assert polls == [Wave.Kind.BEFORE, Wave.Kind.AFTER]
    assert not session.waves.filter(segment=None)
    talks = [part for part in parts if part.kind == K.DISCUSSION]
    assert all(part.area and part.prompt for part in talks[:2])


def test_the_button_goes_through_polls_and_questions_part_by_part(cast: Cast, client_for: SignIn) -> None:
    topics(cast)
    session = planned(cast, client_for)
    taken = []
    for _ in range(60):
        session.refresh_from_db()
        step = steps.next_step(session)
        if step is None:
            break
        taken.append((step.do, session.segment.title if session.segment else "", step.hint))
        assert steps.press(session, by=cast.moss, seen=steps.key(session))
    asked = [(do, hint) for do, part, hint in taken if part == "Policing where you live"]
    assert asked == [
        ("open", "One word for policing where you live"), ("close", "One word for policing where you live"),
        ("ask", "Topic 1, question 2?"), ("go", "One-minute briefings"),
    ]  # fmt: skip
    assert [do for do, part, _ in taken if part == "First poll"] == ["open", "go"]
    assert [do for do, part, _ in taken if part == "Second poll"] == ["turn", "go"]
    kinds = dict(Wave.objects.filter(session=None).values_list("kind", "state"))
    assert kinds == {"before": "closed", "after": "open"}


def test_the_second_poll_waits_while_another_group_has_to_answer_the_first(cast: Cast, client_for: SignIn) -> None:
    topics(cast)
    session = planned(cast, client_for)
    other = planning.plan(
        cast.group2, "The others", by=cast.moss,
        segments=[{"kind": K.POLL, "title": "First poll", "minutes": 5, "poll": rooms.wave(cast, "before")}],
    )  # fmt: skip
    polling.open_wave(rooms.wave(cast, "before"), by=cast.moss)
    sessions.start(session, by=cast.moss)
    sessions.go_to(session.segments.get(title="Second poll"), by=cast.moss)
    session.refresh_from_db()
    assert steps.next_step(session).do == "go"  # type: ignore[union-attr]
    assert (
        "Another group has still to meet"
        in client_for(cast.moss).get(reverse("console", args=[session.code])).content.decode()
    )
    planning.call_off(other, by=cast.moss)
    assert steps.next_step(session).do == "turn"  # type: ignore[union-attr]


@pytest.mark.parametrize("late", ["day", "part", "early"])
def test_only_a_session_that_was_to_end_it_closes_the_first_poll(cast: Cast, client_for: SignIn, late: str) -> None:
    """A facilitator alone in a room planned today closes nothing for the people at home."""
    topics(cast)
    session, now = planned(cast, client_for), clock.now()
    before, after = (rooms.wave(cast, kind) for kind in ("before", "after"))
    polling.open_wave(before, by=cast.moss)
    page = reverse("wave", args=[cast.consultation.slug, before.pk])
    said = f"when the session of {day(now)} begins the second poll"
    assert said in client_for(cast.amina).get(page).content.decode()
    if late == "day":
        planning.change_session(session, by=cast.moss, title="A", also=[cast.group2])
    elif late == "part":
        part = session.segments.get(poll=after)
        agenda.change(part, {"title": part.title, "poll": before}, by=cast.moss)
        agenda.change(part, {"title": part.title, "poll": after}, by=cast.moss)
    else:
        Session.objects.filter(pk=session.pk).update(starts_at=now + timedelta(days=3))
        session.refresh_from_db()
    sessions.start(session, by=cast.moss)
    sessions.go_to(session.segments.get(poll=after), by=cast.moss)
    session.refresh_from_db()
    assert steps.next_step(session).do == "go"  # type: ignore[union-attr]
    assert "People were not told" in client_for(cast.moss).get(reverse("console", args=[session.code])).content.decode()
    with pytest.raises(Refused, match="People were not told"):
        polling.close_before_second(before, session, by=cast.moss)
    before.refresh_from_db()
    assert before.is_open and not Entry.objects.filter(action="wave_closed").exists()
    assert late == "early" or said not in client_for(cast.amina).get(page).content.decode()


def test_everybody_reads_of_a_meeting_before_it_takes_place(cast: Cast, client_for: SignIn) -> None:
    topics(cast)
    session = planned(cast, client_for)
    Session.objects.filter(pk=session.pk).update(starts_at=clock.now() + timedelta(days=4), place="The back room")
    page = client_for(None).get(reverse("consultation", args=[cast.consultation.slug])).content.decode()
    assert f"Group 1, announced here on {day(clock.now() - timedelta(days=7))}." in flat(page)
    assert "When the second poll begins there, the first closes for everybody." in flat(page)
    assert "back room" not in page


def test_phones_see_the_next_question_and_the_poll_that_opens_elsewhere(cast: Cast, client_for: SignIn) -> None:
    topics(cast)
    session = planned(cast, client_for)
    sessions.start(session, by=cast.moss)
    sessions.go_to(session.segments.get(title="First poll"), by=cast.moss)
    session.refresh_from_db()
    before, version = board.of(session).key, session.version
    polling.open_wave(rooms.wave(cast, "before"), by=cast.moss)  # on the page of polls
    session = Session.objects.get(pk=session.pk)
    assert session.version > version
    assert board.of(session).key != before
    assert "Answer: The first poll" in board.fragment(session.pk)
    sessions.go_to(session.segments.get(title="The technology"), by=cast.moss)
    assert "Topic 2, question 1?" in board.fragment(session.pk)


def test_an_agenda_page_says_which_part_asks_nothing(cast: Cast, client_for: SignIn) -> None:
    session = planning.plan(
        cast.group1, "Typed by hand", by=cast.moss,
        segments=[{"kind": K.POLL, "title": "Quick poll", "minutes": 5}, {"kind": K.WELCOME, "title": "Hello"}],
    )  # fmt: skip
    page = client_for(cast.moss).get(reverse("agenda", args=[session.code])).content.decode()
    assert page.count("This part asks nothing yet") == 1


def test_the_next_group_is_asked_the_same_and_each_question_once(cast: Cast, client_for: SignIn) -> None:
    topics(cast)
    first = planned(cast, client_for)
    address = reverse("plan_session", args=[cast.consultation.slug])
    form = client_for(cast.moss).get(address, {"agenda": "focus"}).context["form"]
    sent = {**form.initial, "group": cast.group2.pk, "recording": "none", "title": "The next group", "place": ""}
    client_for(cast.moss).post(address, sent)
    second = Session.objects.get(title="The next group")
    asked = [[wave.questions.get().pk for wave in session.waves.all()] for session in (first, second)]
    assert sorted(asked[0]) == sorted(asked[1])
    assert len(set(asked[1])) == len(asked[1]) == 3


def test_each_set_of_cards_goes_to_the_part_that_it_is_for(cast: Cast) -> None:
    """Not all that is asked in the room into the last part for cards, while the others stay empty."""
    card = {"kind": "card", "card": "A camera looks.", "options": ["Right", "Wrong"], "waves": ["pulse"]}
    cards = [
        {**card, "key": f"c{n}", "text": f"Card {n}", "card_set": name}
        for n, name in enumerate(["Film", "Faces", "Film", "Drones"])
    ]
    rooms.prepare(cast, [rooms.PULSE, *cards])
    parts = [{"kind": K.CARDS, "title": title, "minutes": 5} for title in ("First cards", "Film from the public")]
    pulses = [rooms.question(cast, key) for key in ("p_street", "c0", "c1", "c2", "c3")]
    linked = agenda_templates.linked(cast.consultation, parts, pulses)
    assert [[ask.key for ask in part["asks"]] for part in linked] == [["c1"], ["c0", "c2", "p_street", "c3"]]
