"""What a log line may say: one JSON object a line, without addresses, codes, tokens or paths that hold a secret.

`without_secrets` is the one place that takes them out, for lines and for error reports alike (config/reporting.py).
It works on the finished text, so that nothing gets past it: messages, their arguments, tracebacks.
"""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

#: The number of the request that is being answered; on its answer as X-Request-ID, and on error pages.
request_id: ContextVar[str] = ContextVar("request_id", default="")
HIDDEN = "[hidden]"
#: Words after which an address holds a secret. deploy/nginx/masked.conf masks the same.
BEFORE_SECRETS = (
    "join|back|live|download|offers?|offered|invitations?|letters|accept|resets?|confirm|claim|no-more-e-mails|yes"
)
PATTERNS = [
    (re.compile(r"(?<=://)[^/\s@]+:[^/\s@]*@"), f"{HIDDEN}@"),  # names and passwords of servers
    (re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+(?:@|%40)[\w-]+(?:\.[\w-]+)*", re.IGNORECASE), HIDDEN),
    (re.compile(rf"(/(?:{BEFORE_SECRETS})/)[^/\s?'\"<>,]+", re.IGNORECASE), rf"\1{HIDDEN}"),
    (re.compile(r"(/[\w./%\[\]-]*\?)[^\s'\"<>]+"), rf"\1{HIDDEN}"),  # whatever an address asks for
    (re.compile(r"\b[A-Z0-9]{3,4}(?:[- ][A-Z0-9]{3,4}){1,3}\b"), HIDDEN),  # codes as they are read out
    (re.compile(r"\b(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{8,}\b"), HIDDEN),  # and as they are typed
    (re.compile(r"\b(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9_-]{24,}\b"), HIDDEN),  # tokens, keys of sessions
]


def without_secrets(text: str) -> str:
    for secret in _known():
        text = text.replace(secret, HIDDEN)
    for pattern, instead in PATTERNS:
        text = pattern.sub(instead, text)
    return text


def _known() -> list[str]:
    """The secrets of this installation, should an error quote one."""
    database = settings.DATABASES["default"]
    held = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS, settings.ERASURE_KEY, settings.EMAIL_HOST_PASSWORD]
    return [str(one) for one in [*held, database.get("PASSWORD", "")] if one and len(str(one)) > 5]


class Line(logging.Formatter):
    """time, level, logger, request and message, as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request": request_id.get() or None,
            "message": without_secrets(message_of(record)),
        }
        if record.exc_info and not _is_the_callers_fault(record):
            line["exception"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps({name: value for name, value in line.items() if value is not None}, ensure_ascii=False)


def message_of(record: logging.LogRecord) -> str:
    """What it says. Of a request, the route instead of the path that was asked for."""
    request = getattr(record, "request", None)
    path = getattr(request, "path", None)
    text = record.getMessage()
    if path and len(path) > 1:
        match = getattr(request, "resolver_match", None)
        text = text.replace(path, f"/{match.route}" if match else "(no page of ours)")
    return text


def _is_the_callers_fault(record: logging.LogRecord) -> bool:
    """A wrong Host or a broken request is one line: its traceback is always the same."""
    return record.name.startswith("django.security")


class Mailed(logging.Handler):
    """Sends an error to ERROR_REPORTS_TO: the line and nothing of the request. At most one in ten minutes."""

    PAUSE = 600.0

    def __init__(self, to: str) -> None:
        super().__init__(logging.ERROR)
        self._to, self._last = to, float("-inf")

    def emit(self, record: logging.LogRecord) -> None:
        if record.created - self._last < self.PAUSE or record.name.startswith("answerable.mail"):
            return
        self._last = record.created
        try:
            from django.core.mail import send_mail

            subject = f"{settings.SITE_NAME}: an error ({record.name})"
            text = f"{self.format(record)}\n\nThe next ten minutes are in the log alone."
            send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [self._to], fail_silently=True)
        except Exception:  # a report that fails must fail no page
            self.handleError(record)
