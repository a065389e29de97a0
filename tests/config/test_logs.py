"""The log: one object a line, and nobody's address, code, token or secret path in it, whatever goes wrong."""

import io
import json
import logging
import re
import smtplib
from collections.abc import Iterator
from typing import Any

import pytest
import sentry_sdk
from django.conf import settings as configured
from django.core.handlers.base import BaseHandler
from django.core.mail.backends.locmem import EmailBackend
from django.db.backends.utils import CursorWrapper
from django.test import Client
from sentry_sdk.transport import Transport

from audit import logs
from config import reporting
from consultations.home import views
from tests.access.routes import patterns

pytestmark = pytest.mark.django_db
AMINA = "amina.o'neil+x@example.org"
RETURN, INVITATION, SESSION, TOKEN = "ABCD-EFGH-JK23", "K7MNPQRSTV", "Q7WXYZ234", "eyJhbGciOi9_-JIUzI1NiIsInR5cCI6IkpXV"
SECRETS = [AMINA, "amina.o", RETURN, RETURN.replace("-", ""), INVITATION, SESSION, TOKEN, "BCDF-GHJK", "s3cretpassword"]
PATHS = [
    f"/back/{RETURN}/", f"/back/{RETURN.lower()}/", f"/join/{INVITATION}/", f"/join/{INVITATION.lower()}",
    f"/live/{SESSION}/", f"/live/{SESSION.lower()}/mine/", f"/my-data/download/{TOKEN}/", f"/bakc/{INVITATION}/",
    f"/{TOKEN}/", f"/accounts/login/code/?email={AMINA}", f"/offers/{TOKEN}/", f"/sse/live/{SESSION}/",
    f"/consultations/x/groups/1/letters/{TOKEN}/",
]  # fmt: skip


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """All that is logged, as the console shows it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Line())
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


def hold_no_secret(text: str) -> None:
    for secret in SECRETS:
        assert secret.lower() not in text.lower(), secret


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["get", "post", "put"])
def test_addresses_with_secrets(written: io.StringIO, path: str, method: str) -> None:
    getattr(Client(raise_request_exception=False), method)(path)
    hold_no_secret(written.getvalue())


@pytest.mark.parametrize(
    "error",
    [smtplib.SMTPRecipientsRefused({AMINA: (550, b"no " + AMINA.encode())}), ConnectionRefusedError("no mail server"),
     smtplib.SMTPAuthenticationError(535, b"bad s3cretpassword")],
)  # fmt: skip
def test_a_mail_server_that_refuses(
    written: io.StringIO, settings: Any, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(*args: object) -> None:
        raise error

    settings.DEMO, settings.EMAIL_HOST_PASSWORD = False, "s3cretpassword"
    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    assert Client().post("/accounts/login/code/", {"email": AMINA}).status_code == 422
    hold_no_secret(written.getvalue())
    assert any("mail server takes no e-mail" in line["message"] for line in lines(written))


def test_a_wrong_host_is_one_line_each(written: io.StringIO) -> None:
    Client().get(f"/back/{RETURN}/", HTTP_HOST=f"{TOKEN}.example")
    found = lines(written)
    assert found and all("exception" not in line for line in found)
    assert len([line for line in found if "Host" in line["message"] or "HOST" in line["message"]]) == 1
    hold_no_secret(written.getvalue())


def fail(monkeypatch: pytest.MonkeyPatch) -> Any:
    def broken(*args: object, **kwargs: object) -> None:
        raise ValueError(f"Key (email)=({AMINA}) exists; code BCDF-GHJK; {RETURN}; postgres://u:s3cretpassword@db/x")

    monkeypatch.setattr(views, "render", broken)
    return Client(raise_request_exception=False).get(f"/?token={TOKEN}", HTTP_X_REQUEST_ID="made-up")


def test_an_error_that_quotes_people_and_the_number_they_can_quote(
    written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = fail(monkeypatch)
    hold_no_secret(written.getvalue())
    line = next(line for line in lines(written) if "exception" in line)
    assert line["request"] == answer["X-Request-ID"] != "made-up"
    assert line["request"] in answer.content.decode()
    assert {"time", "level", "logger", "message"} <= set(line)
    assert "ValueError" in line["exception"]


def test_what_an_operator_needs_stays_readable() -> None:
    for text in ["The cache is away (Error 111 connecting to 127.0.0.1:6379. Connection refused.)", "/consultations/x/",
                 "Not Found: /consultations/<slug:slug>/", "2026-11-28T21:00:00 WARNING", "OperationalError: disk full",
                 "people/signin/email_codes.py"]:  # fmt: skip
        assert logs.without_secrets(text) == text


def test_a_pdf_does_not_bury_the_log(written: io.StringIO) -> None:
    """Each line of our styles that paper does not know was a warning: the demonstration's addresses scrolled away."""
    weasyprint = pytest.importorskip("weasyprint", exc_type=OSError, reason="no Pango here, so no PDF is made")
    style = "<style>@media (forced-colors: active) {p {fill: none}} p {text-wrap: balance}</style><p>Words."
    assert weasyprint.HTML(string=style).write_pdf().startswith(b"%PDF")
    assert written.getvalue() == ""


def test_the_servers_write_no_list_of_who_read_what() -> None:
    loggers = configured.LOGGING["loggers"]
    assert loggers["uvicorn.access"]["handlers"] == loggers["gunicorn.access"]["handlers"] == []
    assert "mail_admins" not in str(configured.LOGGING)


def test_nginx_masks_the_same_words() -> None:
    text = (configured.BASE_DIR / "deploy/nginx/masked.conf").read_text()
    assert f"(?:{logs.BEFORE_SECRETS})/" in text
    assert "$remote_addr" not in text and "$request_uri" not in text and "$args" not in text


def test_every_address_with_a_secret_is_masked_in_the_log_and_by_nginx() -> None:
    """Whatever is called a token, a key or a code, in any address of the product, now and later."""
    masks = re.search(r'"~\*(\^.*?)" "', (configured.BASE_DIR / "deploy/nginx/masked.conf").read_text())
    assert masks is not None
    by_nginx = re.compile(masks[1].replace("(?<", "(?P<"), re.IGNORECASE)
    routes = [str(one.pattern) for one in patterns().values()]
    secret = [route for route in routes if re.search(r"<str:(?:token|key|code)>", route)]
    assert len(secret) > 30 and "no-more-e-mails/<str:token>/" in secret
    for route in secret:
        path = "/" + re.sub(r"<\w+:\w+>", "7", re.sub(r"<str:(?:token|key|code)>", "madeup", route))
        assert "madeup" not in logs.without_secrets(f"Gone: {path}"), route
        assert "madeup" not in by_nginx.sub(r"\g<masked_start>[hidden]", path), route


# --- Error reports ----------------------------------------------------------------------------------
class Kept(Transport):
    """A service that keeps what it is sent."""

    sent: list[str] = []

    def capture_envelope(self, envelope: Any) -> None:
        Kept.sent.append(envelope.serialize().decode())


def test_a_report_says_where_and_not_whom(monkeypatch: pytest.MonkeyPatch) -> None:
    Kept.sent.clear()
    reporting.begin("https://key@reports.example/1", transport=Kept)
    try:
        with sentry_sdk.isolation_scope() as scope:
            scope.set_user({"email": AMINA})
            scope.set_extra("typed", AMINA)
            fail(monkeypatch)
            logging.getLogger("x").error("%s asked for %s at /back/%s/", AMINA, "BCDF-GHJK", RETURN.lower())
            sentry_sdk.flush()
    finally:
        sentry_sdk.get_client().close()
        sentry_sdk.init(default_integrations=False, auto_enabling_integrations=False)
    reports = "".join(Kept.sent)
    assert len(Kept.sent) == 2
    assert "sentry" not in f"{CursorWrapper.execute.__module__} {BaseHandler.get_response.__module__}"
    assert "ValueError" in reports and "asked for" in reports
    hold_no_secret(reports)
    assert "testserver" not in reports and '"request": {' not in reports


def test_a_report_by_mail_holds_the_line_alone(mailoutbox: list[Any]) -> None:
    handler = logs.Mailed("help@example.org")
    handler.setFormatter(logs.Line())
    for _ in range(3):
        handler.handle(logging.LogRecord("x", logging.ERROR, "", 1, "%s failed", (AMINA,), None))
    assert len(mailoutbox) == 1
    hold_no_secret(mailoutbox[0].body)
