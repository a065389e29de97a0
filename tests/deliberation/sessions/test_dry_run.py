"""A dry run shows what everybody will see, and leaves no trace."""

import re
from collections.abc import Callable

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client
from django.urls import reverse

from consultations.models import Stage
from deliberation.models import Session
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
