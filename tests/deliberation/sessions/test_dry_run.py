"""A dry run shows what everybody will see, and leaves no trace."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client
from django.urls import reverse

from audit import clock
from consultations.models import Stage
from deliberation.models import Session
from deliberation.polls import ending
from deliberation.sessions import planning, rehearsal, sessions
from tests.cast import Cast
from tests.deliberation import rooms

SignIn = Callable[[object], Client]


def everything(using: str = "default") -> dict[str, list[tuple]]:
    """Every row of every table, sign-ins apart."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and model._meta.label not in {"sessions.Session", "people.User"}:
            found[model._meta.label] = list(model._default_manager.order_by("pk").values_list())
    return found


def planned(cast: Cast) -> Session:
    session = rooms.plan(cast)
    planning.attach(session.waves.get(), session.segments.all()[1], by=cast.moss)
    planning.add_pulse(session, {"kind": "word", "text": "One word"}, by=cast.moss, segment=session.segments.all()[1])
    return session


@pytest.mark.parametrize("stage", [Stage.OPEN, Stage.DRAFT])
def test_it_goes_to_the_end_and_leaves_no_trace(cast: Cast, client_for: SignIn, stage: Stage) -> None:
    session = planned(cast)
    type(cast.consultation).objects.filter(pk=cast.consultation.pk).update(stage=stage)
    client, address = client_for(cast.moss), reverse("dry_run", args=[session.code])
    assert "Begin the dry run" in client.get(address).content.decode()
    before, pages, place = everything(), [], 0
    while "That was the whole session" not in (page := client.post(address, {"place": place}).content.decode()):
        pages.append(page)
        place += 1
        assert place < 20
    told = " ".join(pages)
    assert "A busy street: right or wrong?" in told and "By show of hands" not in told
    assert "12 people in Group 1" in told  # the result, as the room will see it
    assert "gave a word" in told
    assert not [page for page in pages if 'id="option' in page]  # a phone’s ids and the screen’s do not meet
    seen = [page.split('id="on-console"')[1] for page in pages if 'id="on-console"' in page]
    assert rehearsal.TOPICS[0] in seen[2] and rehearsal.QUESTIONS[1] in seen[2] and rehearsal.NOTES in seen[2]
    assert "Table 3" in seen[2] and "would like a pause" in seen[2] and "Speaking now" in seen[2]
    assert "End the session" in seen[-1] and "href=" not in "".join(page.split("</fieldset>")[0] for page in seen)
    ids = re.findall(r' id="([^"]+)"', pages[2])
    assert len(ids) == len(set(ids))
    assert everything() == before
    assert mail.outbox == []


def leads_to_the_second(cast: Cast, *, settled: int, days: int | None) -> Session:
    """Its last part leads to the second poll since `settled` days; it is in so many days."""
    session = planned(cast)
    now = clock.now()
    first, second = rooms.wave(cast, "before"), rooms.wave(cast, "after")
    type(first).objects.filter(pk=first.pk, poll__consultation__stage=Stage.OPEN).update(state="open", opened_at=now)
    since = now - timedelta(days=settled)
    last = session.segments.order_by("order").last()
    session.segments.filter(pk=last.pk).update(poll=second, poll_since=since)  # type: ignore[union-attr]
    starts = None if days is None else now + timedelta(days=days)
    Session.objects.filter(pk=session.pk).update(starts_at=starts, dated_at=since)
    return Session.objects.get(pk=session.pk)


def to_the_end(cast: Cast, session: Session) -> list[rehearsal.Scene]:
    scenes = [rehearsal.play(session, 0, by=cast.moss)]
    while scenes[-1].label and not scenes[-1].note and len(scenes) < 20:
        scenes.append(rehearsal.play(session, len(scenes), by=cast.moss))
    return scenes


@pytest.mark.parametrize("stage", [Stage.OPEN, Stage.DRAFT])
@pytest.mark.parametrize(("settled", "days", "goes_on"), [(0, 5, True), (7, 1, True), (0, 1, False), (0, None, False)])
def test_it_goes_on_to_the_second_poll_where_the_session_will(
    cast: Cast, stage: Stage, settled: int, days: int | None, goes_on: bool
) -> None:
    """Weeks before the day, what will have stood in public for long enough raises no alarm; what comes late does."""
    fields = {"stage": stage} if stage == Stage.OPEN else {"stage": stage, "announced_at": None}
    type(cast.consultation).objects.filter(pk=cast.consultation.pk).update(**fields)
    cast.consultation.refresh_from_db()
    session = leads_to_the_second(cast, settled=settled, days=days)
    if stage == Stage.DRAFT and settled:
        goes_on = False  # announced on the day before, at the soonest
    before = everything()
    scenes = to_the_end(cast, session)
    assert any(one.done.startswith("Open the second poll") for one in scenes) == goes_on
    assert (ending.UNSAID in scenes[-1].console) == (not goes_on)
    assert everything() == before


def test_no_dry_run_of_a_session_that_runs(cast: Cast, client_for: SignIn) -> None:
    session = sessions.start(planned(cast), by=cast.moss)
    answer = client_for(cast.moss).post(reverse("dry_run", args=[session.code]), {"place": 3}, follow=True)
    assert "has not begun" in answer.content.decode()


@pytest.mark.parametrize("who", ["amina", "hale", "okoro", "reyes", "outsider"])
def test_others_have_none(cast: Cast, client_for: SignIn, who: str) -> None:
    session = planned(cast)
    for method in ("get", "post"):
        client = client_for(getattr(cast, who))
        assert getattr(client, method)(reverse("dry_run", args=[session.code])).status_code in {403, 404}
