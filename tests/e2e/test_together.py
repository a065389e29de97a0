"""The answer, from two who draft to a promise kept late: in a browser, with the second step, as in production."""

import json
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Person, Server

SECRET, SLUG = "JBSWY3DPEHPK3PXP", "street-cameras"
HOME = f"/consultations/{SLUG}"
#: Findings out, a draft that is complete, and everybody signed in; who has a second step has taken it.
STORY = f"""
import json, time
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.test import Client
from audit import clock
from consultations.models import Consultation, Role
from people.signin import second_factor
from tests.cast import make_cast, person, staff
from tests.outcomes.answers.test_sign import complete
from tests.outcomes.published import publish
cast = make_cast({SLUG!r})
vale = person("vale", "Dr Vale")
staff(cast.consultation, vale, Role.RESPONDER)
Consultation.objects.filter(pk=cast.consultation.pk).update(findings_published_at=clock.now())
complete(publish(cast, 1), cast)
keys = {{}}
for key, user in [(k, getattr(cast, k)) for k in ("okoro", "reyes", "hale", "amina")] + [("vale", vale)]:
    client = Client()
    client.force_login(user)
    session = client.session
    if key != "amina":
        totp.TOTP.activate(user, {SECRET!r})
        session[second_factor.PASSED] = {{"user": user.pk, "at": time.time()}}
    session.save()
    keys[key] = session.session_key
print(json.dumps([settings.SESSION_COOKIE_NAME, keys]))
"""


@pytest.fixture
def story(tmp_path: Path) -> Iterator[tuple[Server, str, dict[str, str]]]:
    running = Server(tmp_path, STAFF_SECOND_FACTOR="1")
    name, keys = json.loads(running.manage("shell", "-v", "0", "-c", STORY).strip().splitlines()[-1])
    yield running, name, keys
    running.stop()


def press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button).first.click()


def prove(page: Page, steps: int) -> None:
    """The second step: the code that shows so many half-minutes from now, as a code works once."""
    page.get_by_label("Code").fill(format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + steps)))
    press(page, "Go on")


def test_two_draft_one_signs_and_a_late_promise_is_kept(
    story: tuple[Server, str, dict[str, str]], person: Callable[..., Person]
) -> None:
    server, cookie, keys = story

    def at(key: str, address: str) -> Page:
        one = person(server.url)
        one.context.add_cookies([{"name": cookie, "value": keys[key], "url": server.url}])
        one.page.goto(address)
        return one.page

    # Two who draft: one is quicker, the other keeps the words.
    reyes, vale = at("reyes", f"{HOME}/response/1/"), at("vale", f"{HOME}/response/1/")
    expect(reyes.get_by_label("Which body did you send it to?")).to_be_hidden()
    vale.get_by_label("Reasons").fill("We will put up every sign in spring.")
    press(vale, "Save draft")
    reyes.get_by_label("Reasons").fill("We will put up one sign first.")
    press(reyes, "Save draft")
    expect(reyes.locator("main")).to_contain_text("Dr Vale saved another text")
    expect(reyes.get_by_label("Reasons")).to_have_value("We will put up one sign first.")
    press(reyes, "Save draft")

    # The officer signs with the second step, then corrects with another.
    okoro = at("okoro", f"{HOME}/response/sign/")
    okoro.locator("[name=confirmed]").check()
    press(okoro, "Sign and publish")
    prove(okoro, 0)
    press(okoro, "Sign and publish")
    expect(okoro.locator("main")).to_contain_text("We will put up one sign first.")
    amina = at("amina", f"{HOME}/verdict/")
    amina.get_by_role("radio", name="Partly").first.check()
    press(amina, "Say it")
    with closing(sqlite3.connect(server.database, timeout=20)) as writing:  # nothing is corrected until all have spoken
        spoken = (
            "UPDATE consultations_consultation SET response_published_at = datetime(response_published_at, '-22 days')"
        )
        writing.execute(f"{spoken} WHERE slug = ?", [SLUG])
        writing.commit()
    okoro.goto(f"{HOME}/answer/correct/")
    okoro.get_by_label("The words that are wrong").fill("We have read every word.")
    okoro.get_by_label("The right words").fill("We have read the report.")
    okoro.get_by_label("Why it was wrong").fill("We read the report, not every post in it.")
    press(okoro, "Sign the correction")
    prove(okoro, 1)
    press(okoro, "Sign the correction")

    amina.goto(f"{HOME}/answer/")
    expect(amina.locator("main")).to_contain_text("We have read the report.")

    # Its day has passed, and it is kept late: reported, checked, and counted on the scorecard.
    with closing(sqlite3.connect(server.database, timeout=20)) as writing:
        day = (date.today() - timedelta(days=10)).isoformat()
        ((promise,),) = writing.execute("UPDATE outcomes_commitment SET due = ? RETURNING id", [day]).fetchall()
        writing.commit()
    reyes.goto(f"{HOME}/promises/{promise}/")
    reyes.get_by_role("textbox", name="What has happened").fill("The signs are up.")
    reyes.get_by_role("radio", name="Done: ready").check()
    reyes.get_by_role("textbox", name="Link to evidence").fill("https://example.org/signs")
    press(reyes, "Publish the update")
    hale = at("hale", f"{HOME}/promises/{promise}/")
    press(hale, "Checked: it is done")
    expect(hale.locator("main")).to_contain_text("10 days late")
    amina.goto("/forces/riverside-police-example/")
    expect(amina.locator("main")).to_contain_text(re.compile(r"1\s+of these, late"))
