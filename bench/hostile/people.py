"""Who is signed in where, and answers that never raise."""

from typing import Any

from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client

from people.models import User

HTMX = {"HX-Request": "true"}


class Watched:
    """A test client that counts server errors, split headers and strange mails, and goes on."""

    def __init__(self, user: User | None, tally: "Tally") -> None:
        self.client = Client(raise_request_exception=False)
        if user is not None:
            self.client.force_login(user)
        self.user, self.tally = user, tally

    def get(self, path: str, data: Any = None, **headers: str) -> Any:
        cache.clear()  # so that no try of before counts: what is asked here is not how often
        return self.tally.seen("GET", path, self.client.get(path, data or {}, headers=headers))

    def post(self, path: str, data: Any, **headers: str) -> Any:
        cache.clear()
        return self.tally.seen("POST", path, self.client.post(path, data, headers=headers), data)


class Tally:
    def __init__(self) -> None:
        self.requests = 0
        self.errors: list[str] = []
        self.split_headers: list[str] = []
        self.mails = 0

    def seen(self, method: str, path: str, answer: Any, data: Any = None) -> Any:
        self.requests += 1
        if answer.status_code >= 500 and answer.status_code not in (501, 503):
            fault = getattr(answer, "exc_info", None)
            self.errors.append(f"{method} {path[:80]}: {fault[1] if fault else answer.status_code!r} {str(data)[:160]}")
        for name, value in answer.headers.items():
            if "\n" in value or "\r" in value or value.lower().startswith("crlf="):
                self.split_headers.append(f"{path[:80]} {name}")
        if any("crlf" in name.lower() for name in answer.cookies):
            self.split_headers.append(f"{path[:80]} cookie")
        for letter in mail.outbox:
            self.mails += 1
            if "\n" in letter.subject or any("\n" in to for to in letter.to):
                self.split_headers.append(f"mail after {path[:80]}")
            if letter.content_subtype != "plain" or getattr(letter, "alternatives", None):
                self.split_headers.append(f"mail that is no plain text after {path[:80]}")
        mail.outbox.clear()
        return answer


class Stored:
    """Every text that an act writes to the database inside the block."""

    def __init__(self) -> None:
        self.texts: set[str] = set()

    def __enter__(self) -> "Stored":
        self._hook = connection.execute_wrapper(self._watch)
        self._hook.__enter__()
        return self

    def __exit__(self, *args: Any) -> None:
        self._hook.__exit__(*args)

    def _watch(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql[:6] in ("INSERT", "UPDATE") and not any(f'"{name}' in sql for name in ("audit_", "django_session")):
            self.texts |= {value for value in params or () if isinstance(value, str)}
        return execute(sql, params, many, context)
