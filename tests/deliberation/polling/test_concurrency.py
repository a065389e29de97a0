"""Fifty requests at once by one person leave one ballot. On PostgreSQL when DATABASE_URL names one; else on SQLite."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, close_old_connections, connection, connections

from deliberation import polling
from deliberation.models import Ballot, Wave
from people.errors import Refused
from tests.cast import Cast, make_cast
from tests.deliberation import rooms

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(jobs: list[Any]) -> list[Any]:
    def run(job: Any) -> Any:
        close_old_connections()
        try:
            for attempt in range(200):
                try:
                    return job()
                except OperationalError as error:
                    # The test database of SQLite lives in memory with a shared cache, which reports a lock at once
                    # instead of waiting; files and PostgreSQL wait.
                    if "locked" not in str(error) or attempt == 199:
                        raise
                    time.sleep(random.uniform(0.005, 0.05))
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs) if connection.vendor == "postgresql" else 8) as pool:
        return list(pool.map(run, jobs))


@pytest.fixture
def voting(transactional_db: None) -> tuple[Cast, Wave]:
    cast = make_cast()
    return cast, rooms.open_first(cast)


def vote(cast: Cast, wave: Wave, text: str) -> Any:
    question = rooms.question(cast, "q_use")
    fresh = Wave.objects.select_related("poll__consultation").get(pk=wave.pk)
    return polling.vote(fresh, question, by=cast.amina, option_ids=[rooms.option(question, text)])


def test_fifty_identical_votes_leave_one_ballot(voting: tuple[Cast, Wave]) -> None:
    cast, wave = voting
    done = at_once([lambda: vote(cast, wave, "Not sure")] * 50)
    assert not [one for one in done if isinstance(one, Refused)]
    assert Ballot.objects.count() == 1


def test_fifty_different_votes_leave_one_ballot_with_one_of_the_choices(voting: tuple[Cast, Wave]) -> None:
    cast, wave = voting
    texts = ["Yes, generally", "Yes, with safeguards", "No, never", "Not sure"]
    at_once([lambda text=texts[n % 4]: vote(cast, wave, text) for n in range(50)])
    question = rooms.question(cast, "q_use")
    assert Ballot.objects.get().choice in {str(pk) for pk in question.options.values_list("pk", flat=True)}


def test_no_ballot_changes_after_the_close_has_returned(voting: tuple[Cast, Wave]) -> None:
    cast, wave = voting
    counted: list[list[str]] = []

    def close() -> None:
        polling.close_wave(Wave.objects.get(pk=wave.pk), by=cast.moss)
        counted.append(list(Ballot.objects.values_list("choice", flat=True)))

    texts = ["No, never", "Not sure"]
    jobs = [lambda text=texts[n % 2]: vote(cast, wave, text) for n in range(40)]
    at_once([*jobs[:20], close, *jobs[20:]])
    assert counted
    assert counted[0] == list(Ballot.objects.values_list("choice", flat=True))
