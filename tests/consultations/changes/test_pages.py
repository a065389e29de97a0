"""The pages on which a change is said, taken back and read."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from audit import clock
from consultations import changes
from consultations.models import Stage, TechnologyChange
from people.models import User
from tests.cast import Cast
from tests.consultations.changed import about_lfr, said

pytestmark = pytest.mark.django_db
HERE = "/consultations/street-cameras/changes/"
NOTICE = "Changed since people were asked here: Live facial recognition"


def typed(**other: str) -> dict[str, str]:
    words = {name: str(value) for name, value in said().items()} | {"triggers_reconsultation": "yes"}
    return words | other


def test_from_the_desk_to_the_public_page_and_back(cast: Cast, client_for: Callable[[User | None], Client]) -> None:
    lfr = about_lfr(cast)
    cast.at(Stage.FOLLOW_UP)
    moss, visitor = client_for(cast.moss), client_for(None)
    assert HERE in moss.get("/consultations/street-cameras/desk/").content.decode()
    assert f"{HERE}{lfr.pk}/" in moss.get(HERE).content.decode()
    assert moss.post(f"{HERE}{lfr.pk}/", typed()).status_code == 302
    page = visitor.get("/consultations/street-cameras/").content.decode()
    assert NOTICE in page
    register = visitor.get(f"/technologies/{lfr.pk}/").content.decode()
    assert "Also used at football matches." in register and "Nobody was asked about matches." in register
    change = TechnologyChange.objects.get()
    assert f'href="/technologies/{lfr.pk}/#change-{change.pk}"' in page and f'id="change-{change.pk}"' in register
    assert "take-back" not in register
    assert moss.get(f"{HERE}{change.pk}/take-back/").status_code == 200
    assert moss.post(f"{HERE}{change.pk}/take-back/", {"reason": "Another force."}).status_code == 302
    assert NOTICE not in visitor.get("/consultations/street-cameras/").content.decode()
    assert "Another force." in visitor.get(f"/technologies/{lfr.pk}/").content.decode()


def test_nothing_typed_is_lost(cast: Cast, client_for: Callable[[User], Client]) -> None:
    lfr = about_lfr(cast)
    answer = client_for(cast.moss).post(f"{HERE}{lfr.pk}/", typed(since="2020-01-01", triggers_reconsultation="no"))
    page = answer.content.decode()
    assert answer.status_code == 422 and "belongs in the briefing" in page
    assert "Also used at football matches." in page and "Nobody was asked about matches." in page
    assert re.search(r'value="no"[^>]* checked', page), "their choice stays chosen"
    assert not TechnologyChange.objects.exists()


def test_one_that_is_announced_says_will(cast: Cast, client: Client) -> None:
    lfr = about_lfr(cast)
    changes.say(cast.consultation, lfr, by=cast.moss, **said(since=clock.today() + timedelta(30)))
    assert "Will change since people were asked here" in client.get("/consultations/street-cameras/").content.decode()


def test_a_hidden_technology_does_not_become_public(cast: Cast, client: Client) -> None:
    """The notice leads to the register, which knows only what is public: a consultation that opened is."""
    lfr = about_lfr(cast)
    changes.say(cast.consultation, lfr, by=cast.moss, **said())
    cast.at(Stage.DRAFT)
    assert client.get(f"/technologies/{lfr.pk}/").status_code == 404
