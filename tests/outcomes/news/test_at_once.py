"""Taking back while a tick comes to its end: neither waits for the other for ever (on PostgreSQL they would)."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections

from consultations import changes
from outcomes import news
from outcomes.models import News
from tests.cast import make_cast
from tests.consultations.changed import about_lfr, said

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite has one writer at a time: nobody can wait in a ring"
    ),
]


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """What went wrong, if anything, of acts in threads of their own."""
    wrong: list[str] = []

    def do(act: Callable[[], Any]) -> None:
        try:
            act()
        except Exception as error:
            wrong.append(f"{type(error).__name__}: {error}")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def test_taking_back_and_the_end_of_a_tick_do_not_wait_in_a_ring(monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    change = changes.say(cast.consultation, about_lfr(cast), by=cast.moss, **said())
    both, record = threading.Barrier(2), changes.record

    def meet() -> None:
        try:
            both.wait(1)
        except threading.BrokenBarrierError:  # the other waits in the database already: all is well
            time.sleep(0)

    def after_it(*args: Any, **kwargs: Any) -> Any:
        written = record(*args, **kwargs)
        meet()
        return written

    def before_it(*args: Any, **kwargs: Any) -> Any:
        meet()
        return record(*args, **kwargs)

    monkeypatch.setattr(changes, "record", after_it)
    monkeypatch.setattr(news, "record", before_it)
    told = News.objects.get()
    take_back = lambda: changes.take_back(cast.consultation, change, by=cast.moss, reason="Another force.")  # noqa: E731
    assert at_once(lambda: news._finish(told), take_back) == []
    assert News.objects.get().done_at is not None
