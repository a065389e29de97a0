"""Staff set up an authenticator app and a passkey and sign in with each, in a real browser, as in production."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.e2e.conftest import Person, Server

STAFF = """
from django.core.management import call_command
for key, name in [("moss", "Jo Moss"), ("finch", "Ade Finch")]:
    call_command("add_staff", f"{key}@demo.example", name=name, may_start=True)
"""


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An installation that asks staff for their second step."""
    running = Server(tmp_path_factory.mktemp("strict"), STAFF_SECOND_FACTOR="1")
    running.url = running.url.replace("127.0.0.1", "localhost")  # passkeys belong to names, not to numbers
    running.manage("shell", "-v", "0", "-c", STAFF)
    yield running
    running.stop()


def code_of(secret: str, steps: int = 0) -> str:
    """What the app shows now, or `steps` half-minutes from now. One that is not past: the test may be slow."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def first_step(someone: Person) -> None:
    page = someone.page
    page.goto("/accounts/login/code/?next=/consultations/new/")
    page.get_by_label("E-mail address").fill(someone.email)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").fill(page.locator("[data-demo-code]").first.inner_text())
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_an_app_is_set_up_and_asked_for_without_any_script(strict: Server, person: Callable[..., Person]) -> None:
    moss = person(strict.url, "moss@demo.example", phone=True, java_script_enabled=False)
    first_step(moss)
    assert moss.page.locator("h1").inner_text() == "One more step before you go on"
    moss.page.get_by_role("link", name="Add an app").click()
    secret = moss.page.locator(".secret").inner_text()
    assert moss.page.locator(".qr").evaluate("image => image.complete && image.naturalWidth") > 100
    moss.page.get_by_label("Code").fill(code_of(secret))
    moss.page.get_by_role("button", name="Add the app").click()
    moss.page.locator(".recovery-codes").wait_for()
    codes = moss.page.locator(".recovery-codes code").all_inner_texts()
    with moss.page.expect_download() as download:
        moss.page.get_by_role("link", name="Save as a text file").click()
    assert Path(download.value.path()).read_text().split("\n")[1:] == codes

    again = person(strict.url, "moss@demo.example", phone=True, java_script_enabled=False)
    first_step(again)
    again.page.get_by_label("Code").fill(code_of(secret, 1))
    again.page.get_by_role("button", name="Sign in", exact=True).click()
    assert again.page.url.endswith("/consultations/new/")
    again.page.goto("/accounts/sign-ins/")
    assert again.page.locator("strong", has_text="Chrome on").count() == 2
    again.page.get_by_role("button", name="End").click()
    moss.page.goto("/desk/")
    assert "/accounts/login/code/" in moss.page.url


def test_a_passkey_opens_the_desk(strict: Server, person: Callable[..., Person]) -> None:
    finch = person(strict.url, "finch@demo.example")
    device = finch.context.new_cdp_session(finch.page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    first_step(finch)
    finch.page.get_by_role("link", name="Add a passkey").click()
    finch.page.get_by_label("What to call it").fill("Work laptop")
    finch.page.get_by_role("button", name="Add the passkey").click()
    finch.page.get_by_role("link", name="I have kept them").click()
    finch.page.goto("/accounts/second-step/")
    assert finch.page.get_by_text("Work laptop").first.is_visible()

    finch.page.get_by_role("button", name="Sign out").click()
    first_step(finch)
    finch.page.get_by_role("button", name="Use a passkey").click()
    finch.page.wait_for_url("**/consultations/new/")
