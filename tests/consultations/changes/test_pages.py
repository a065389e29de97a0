"""The pages on which a change is said, taken back and read."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from audit import clock
from consultations.changes import changes
from consultations.models import BriefingSection, BriefingVersion, Stage, Technology, TechnologyChange
from consultations.stages import stages
from people.models import User
from tests.cast import Cast
from tests.consultations.changed import about_lfr, said
from tests.made_once import made_once
from tests.outcomes.coded import ready_to_publish

pytestmark = pytest.mark.django_db
HERE = "/consultations/street-cameras/changes/"
NOTICE = "Changed since people were first asked here: Live facial recognition"


def typed(**other: str) -> dict[str, str]:
    words = {name: str(value) for name, value in said().items()} | {"triggers_reconsultation": "yes"}
    return words | other


@made_once
def lfr(cast: Cast) -> Technology:
    return about_lfr(cast)


def test_from_the_desk_to_the_public_page_and_back(
    cast: Cast, client_for: Callable[[User | None], Client], lfr: Technology
) -> None:
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


def test_nothing_typed_is_lost(cast: Cast, client_for: Callable[[User], Client], lfr: Technology) -> None:
    answer = client_for(cast.moss).post(f"{HERE}{lfr.pk}/", typed(since="2020-01-01", triggers_reconsultation="no"))
    page = answer.content.decode()
    assert answer.status_code == 422 and "belongs in the briefing" in page
    assert "Also used at football matches." in page and "Nobody was asked about matches." in page
    assert re.search(r'value="no"[^>]* checked', page), "their choice stays chosen"
    assert not TechnologyChange.objects.exists()


def test_one_that_is_announced_says_will(cast: Cast, client: Client, lfr: Technology) -> None:
    changes.say(cast.consultation, lfr, by=cast.moss, **said(since=clock.today() + timedelta(30)))
    assert (
        "Announced since people were first asked here" in client.get("/consultations/street-cameras/").content.decode()
    )


def test_what_was_said_is_escaped_and_its_way_back_is_for_those_who_said_it(
    cast: Cast, elsewhere: Cast, client_for: Callable[[User | None], Client], lfr: Technology
) -> None:
    elsewhere.consultation.technologies.add(lfr)
    wild = said(description="<b>Wild</b>", source="<i>", reason="<u>")
    change = changes.say(cast.consultation, lfr, by=cast.moss, **wild)
    theirs = client_for(elsewhere.moss).get("/consultations/elsewhere/changes/").content.decode()
    assert "&lt;b&gt;Wild" in theirs and "take-back" not in theirs
    assert f'href="{HERE}"' in client_for(cast.moss).get(f"{HERE}{change.pk}/take-back/").content.decode()
    assert f'href="{HERE}"' in client_for(cast.moss).get(f"{HERE}{lfr.pk}/").content.decode()
    changes.take_back(cast.consultation, change, by=cast.moss, reason="<s>")
    page = client_for(None).get(f"/technologies/{lfr.pk}/").content.decode()
    assert "Said to have changed, and taken back" in page and "stands above" not in page
    for text in ("&lt;b&gt;Wild", "&lt;i&gt;", "&lt;u&gt;", "&lt;s&gt;"):
        assert text in page
    again = client_for(cast.moss).get(f"{HERE}{change.pk}/take-back/", follow=True).content.decode()
    assert "It was taken back already." in again


def test_while_nothing_can_be_said_no_form_is_offered(
    cast: Cast, client_for: Callable[[User | None], Client], lfr: Technology
) -> None:
    cast.at(Stage.PAUSED)
    moss = client_for(cast.moss)
    assert f"{HERE}{lfr.pk}/" not in moss.get(HERE).content.decode()
    assert "is paused" in moss.get(f"{HERE}{lfr.pk}/", follow=True).content.decode()


def test_the_pages_of_what_came_of_it_say_so(cast: Cast, client: Client, words_on_paper: None) -> None:
    ready_to_publish(cast)
    stages.move(cast.consultation, "publish_findings", by=cast.moss)
    changes.say(cast.consultation, about_lfr(cast), by=cast.moss, **said())
    for page in ("", "report/", "report.pdf", "answer/", "promises/"):
        answer = client.get(f"/consultations/street-cameras/{page}")
        assert answer.status_code == 200 and NOTICE in answer.content.decode(), page


def test_the_briefing_says_so(cast: Cast, client: Client) -> None:
    changes.say(cast.consultation, about_lfr(cast), by=cast.moss, **said())
    version = BriefingVersion.objects.create(consultation=cast.consultation, status=BriefingVersion.Status.APPROVED)
    BriefingSection.objects.create(version=version, kind="summary", body="What it is.")
    page = client.get("/consultations/street-cameras/briefing/").content.decode()
    assert NOTICE in page and "You can still say what you think of the change." in page
