"""Questions made up in the room, closed too soon, opened again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations.access import NotAllowed
from deliberation.counting import results
from deliberation.models import CountSheet, Wave
from deliberation.polls import polling, voting
from deliberation.questions.kinds.ready import READY
from people.errors import Refused
from tests.cast import Cast
from tests.deliberation import rooms

SignIn = Callable[[object], Client]


@pytest.mark.parametrize("kind", list(READY))
def test_any_kind_is_asked_with_two_taps(cast: Cast, client_for: SignIn, kind: str) -> None:
    session, first = rooms.running(cast)
    client = client_for(cast.moss)
    page = client.get(reverse("console", args=[session.code]))
    form = next(form for form in page.context["pulse_forms"] if form.ready.kind == kind)
    sent = {**{name: field.initial or form.initial.get(name) for name, field in form.fields.items()}, "kind": kind}
    answer = client.post(reverse("add_to_session", args=[session.code, "pulse"]), {**sent, "now": "1"})
    assert answer.status_code == 302
    asked = session.waves.get(state=Wave.State.OPEN)
    assert (asked.questions.get().kind, asked != first) == (kind, True)
    phone = client_for(cast.amina).get(reverse("live", args=[session.code])).content.decode()
    assert asked.questions.get().text in phone and "Send my answer" in phone


def test_what_was_typed_stays_where_it_cannot_be_asked(cast: Cast, client_for: SignIn) -> None:
    session, _ = rooms.running(cast)
    client = client_for(cast.moss)
    address = reverse("add_to_session", args=[session.code, "pulse"])
    answer = client.post(address, {"kind": "multi", "text": "Which of them?", "options": "One only", "now": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Which of them?" in page and "One only" in page
    assert client.post(address, {"kind": "nothing", "text": "?"}).status_code == 404


def answered(cast: Cast, people: int) -> Wave:
    _, wave = rooms.running(cast)
    question = wave.questions.get()
    for n, user in enumerate(rooms.crowd(cast, people)):
        voting.vote(wave, question, by=user, option_ids=[rooms.option(question, "Right" if n % 2 else "Wrong")])
    return wave


def test_the_console_warns_of_a_close_that_would_show_nothing(cast: Cast, client_for: SignIn) -> None:
    wave = answered(cast, 3)
    address = reverse("console", args=[wave.session.code])  # type: ignore[union-attr]
    page = client_for(cast.moss).get(address)
    assert page.context["few"] == (wave, 5)
    assert not page.context["few_enough"]
    for user in rooms.crowd(cast, 2):
        voting.vote(wave, wave.questions.get(), by=user, option_ids=[rooms.option(wave.questions.get(), "Right")])
    assert client_for(cast.moss).get(address).context["few_enough"]


def test_a_poll_that_closed_too_soon_opens_again_and_counts_everybody(cast: Cast, client_for: SignIn) -> None:
    wave = rooms.close_wave(answered(cast, 3), by=cast.moss)
    client, address = client_for(cast.moss), reverse("console", args=[wave.session.code])  # type: ignore[union-attr]
    assert "Open it again" in client.get(address).content.decode()
    client.post(address, {"do": "reopen", "wave": wave.pk})
    wave.refresh_from_db()
    assert wave.is_running and wave.closed_at is None
    question = wave.questions.get()
    for user in rooms.crowd(cast, 4):
        voting.vote(wave, question, by=user, option_ids=[rooms.option(question, "Right")])
    rooms.close_wave(wave, by=cast.moss)
    assert CountSheet.objects.get(wave=wave, kind=CountSheet.Kind.SEALED).base == 7
    shown = results.for_wave(wave, viewer=cast.moss)
    assert shown[0].base == 7  # type: ignore[union-attr]
    actions = Entry.objects.filter(subject=f"wave:{wave.pk}").values_list("action", flat=True)
    assert list(actions)[-3:] == ["wave_closed", "wave_reopened", "wave_closed"]


@pytest.mark.parametrize(("people", "later"), [(6, timedelta()), (3, timedelta(minutes=3))])
def test_what_was_seen_or_is_over_stays_closed(cast: Cast, people: int, later: timedelta) -> None:
    wave = rooms.close_wave(answered(cast, people), by=cast.moss)
    with clock.travel(clock.now() + later), pytest.raises(Refused, match="Ask it as a new question"):
        polling.reopen(wave, by=cast.moss)
    wave.refresh_from_db()
    assert wave.is_closed


def test_only_facilitators_open_it_again(cast: Cast) -> None:
    wave = rooms.close_wave(answered(cast, 3), by=cast.moss)
    for who in (cast.amina, cast.hale, cast.okoro, cast.outsider):
        with pytest.raises(NotAllowed):
            polling.reopen(wave, by=who)
