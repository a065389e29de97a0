"""`check --deploy` fails for each thing without which a deployment harms people, and says what to do."""

from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import pytest

from people import deployment
from tests.architecture.test_settings import manage, settings_made_by

COMPLETE = {
    "SECRET_KEY": "kQ7/" * 8 + "zX4mB9vN2cL6pR1tW8yH3jF5gD0sA", "ALLOWED_HOSTS": "talk.example.org",
    "EMAIL_URL": "smtp+tls://user:word@mail.example.org:587", "DEFAULT_FROM_EMAIL": "Talk <talk@example.org>",
    "OPERATOR_NAME": "A charity", "OPERATOR_CONTACT": "help@example.org", "ERASURE_LEDGER": "/elsewhere/erasures.jsonl",
}  # fmt: skip


def check(tmp_path: Path, environment: dict[str, str]) -> tuple[int, str]:
    database = f"sqlite:///{tmp_path / 'x.sqlite3'}"
    done = manage("check", "--deploy", "--fail-level", "WARNING", DATABASE_URL=database, **environment)
    return done.returncode, done.stderr


def test_a_complete_deployment_passes(tmp_path: Path) -> None:
    code, said = check(tmp_path, COMPLETE)
    assert code == 0, said


def test_one_that_lacks_something_does_not(tmp_path: Path) -> None:
    code, said = check(tmp_path, {**COMPLETE, "EMAIL_URL": ""})
    assert code != 0 and "(answerable.E002)" in said and "Set EMAIL_URL" in said


def missing(environment: dict[str, str]) -> list[tuple[str | None, str]]:
    """What the check says of the settings that these variables make: (id, what to do). No process of its own."""
    with mock.patch.object(deployment, "settings", SimpleNamespace(**settings_made_by(**environment))):
        return [(error.id, str(error.hint)) for error in deployment.deployment(None) if error.is_serious()]


def test_nothing_is_missing_from_a_complete_one() -> None:
    assert missing(COMPLETE) == []


@pytest.mark.parametrize(
    ("number", "changed", "to_do"),
    [
        (1, {"ALLOWED_HOSTS": "*", "SITE_URL": "https://talk.example.org"}, "Set it to your names"),
        (1, {"ALLOWED_HOSTS": ".org", "SITE_URL": "https://talk.example.org"}, "none that begins with a dot"),
        (1, {"ALLOWED_HOSTS": "talk.example.org,.example.org"}, "none that begins with a dot"),
        (2, {"EMAIL_URL": ""}, "Set EMAIL_URL"),
        (2, {"EMAIL_URL": "consolemail://"}, "Set EMAIL_URL"),
        (3, {"OPERATOR_NAME": ""}, "Set OPERATOR_NAME"),
        (3, {"OPERATOR_NAME": " "}, "Set OPERATOR_NAME"),
        (4, {"OPERATOR_CONTACT": None}, "Set OPERATOR_CONTACT"),
        (5, {"ERASURE_LEDGER": None}, "Set ERASURE_LEDGER"),
        (5, {"ERASURE_LEDGER": ""}, "Set ERASURE_LEDGER"),
        (5, {"ERASURE_LEDGER": "var/kept/erasures.jsonl"}, "Set ERASURE_LEDGER"),
        (5, {"DATABASE_URL": "sqlite:////elsewhere/x.sqlite3"}, "Set ERASURE_LEDGER"),
        (6, {"SECRET_KEY_FALLBACKS": COMPLETE["SECRET_KEY"] + ",short"}, "Take it out of SECRET_KEY_FALLBACKS"),
        (6, {"SECRET_KEY": "short"}, "openssl rand"),
        (6, {"SECRET_KEY": "demonstration-only-" + "x" * 40}, "openssl rand"),
        (6, {"ERASURE_KEY": "guessable"}, "openssl rand"),
        (7, {"DEMO": "1", "ALLOWED_HOSTS": None}, "Take DEMO out"),
        (8, {"DEFAULT_FROM_EMAIL": None}, "Set DEFAULT_FROM_EMAIL"),
        (9, {"ALLOWED_HOSTS": None}, "Set SITE_URL"),
    ],
)
def test_each_thing_missing_is_an_error_that_says_what_to_do(
    number: int, changed: dict[str, str | None], to_do: str
) -> None:
    environment = {name: value for name, value in {**COMPLETE, **changed}.items() if value is not None}
    found = missing(environment)
    assert [to_do in hint for name, hint in found if name == f"answerable.E{number:03}"] == [True]


def test_without_a_mail_server_nothing_is_printed_and_nothing_pretended(tmp_path: Path) -> None:
    code = (
        "import django; django.setup(); from django.core.mail import send_mail; "
        "send_mail('BCDF-GHJK is your code', 'Your code is BCDF-GHJK', None, ['amina@example.org'])"
    )
    done = manage("shell", "-c", code, **{**COMPLETE, "EMAIL_URL": ""}, DATABASE_URL=f"sqlite:///{tmp_path / 'x.db'}")
    assert done.returncode != 0 and "EMAIL_URL is not set" in done.stderr
    assert "BCDF" not in done.stdout and "amina" not in done.stdout


def test_e_mails_are_numbered_under_the_sites_name_and_not_the_machines(tmp_path: Path) -> None:
    code = "from django.core.mail import EmailMessage; print(EmailMessage().message()['Message-ID'])"
    done = manage("shell", "-c", code, **COMPLETE, DATABASE_URL=f"sqlite:///{tmp_path / 'x.db'}")
    assert done.stdout.strip().endswith("@talk.example.org>")
