"""A change said or taken back at the same moment as something else. Run on PostgreSQL (`tests/services.py`)."""

import threading
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection

from audit.models import Entry
from consultations.changes import changes
from consultations.models import Technology, TechnologyChange
from outcomes.models import News
from outcomes.news import news
from people.errors import Refused
from tests.cast import Cast, make_cast
from tests.consultations.changed import about_lfr, said
from tests.deliberation.racing import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(transactional_db: None) -> tuple[Cast, Technology]:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory has one connection; `python -m tests.services` runs this on PostgreSQL")
    cast = make_cast()
    return cast, about_lfr(cast)


def test_pressing_six_times_at_once_is_saying_once(asked: tuple[Cast, Technology]) -> None:
    cast, lfr = asked
    told = together(*[lambda: changes.say(cast.consultation, lfr, by=cast.moss, **said())] * 6)
    assert told == [TechnologyChange.objects.get()] * 6
    assert News.objects.count() == Entry.objects.filter(action="change_said").count() == 1


def test_taking_back_six_times_at_once_is_once(asked: tuple[Cast, Technology]) -> None:
    cast, lfr = asked
    change = changes.say(cast.consultation, lfr, by=cast.moss, **said())
    take_back = lambda: changes.take_back(cast.consultation, change, by=cast.moss, reason="Another force.")  # noqa: E731
    done = together(*[take_back] * 6)
    assert sum(isinstance(one, Refused) for one in done) == 5 and done.count(change) == 1
    assert Entry.objects.filter(action="change_taken_back").count() == 1


def test_taking_back_and_the_end_of_a_tick_do_not_wait_in_a_ring(
    asked: tuple[Cast, Technology], monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, lfr = asked
    change = changes.say(cast.consultation, lfr, by=cast.moss, **said())
    both, record = threading.Barrier(2), changes.record

    def meet() -> None:
        with suppress(threading.BrokenBarrierError):  # the other waits in the database already: all is well
            both.wait(1)

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
    assert together(lambda: news._tell(told), take_back)[1] == change
    assert News.objects.get().done_at is not None
