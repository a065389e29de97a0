"""A worker is killed with -9 in the middle of a job; another does it, and it comes out once. Real processes."""

import signal
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db.models import F
from django_tasks_db.models import DBTaskResult

from people.background import workers
from people.models import Worker
from tests.people.background.conftest import Start
from tests.people.background.jobs import PATIENCE, Held, make_once


def time_passes() -> None:
    Worker.objects.update(seen_at=F("seen_at") - workers.SILENT - timedelta(seconds=1))


@pytest.mark.parametrize("stop", ["before", "after"])
def test_what_a_killed_worker_left_is_done_once(start: Start, held: Held, stop: str) -> None:
    make_once.enqueue(str(held.folder))
    first = start()
    while held.where() != stop:
        held.let_on()
    first.kill()
    assert first.wait() == -signal.SIGKILL
    job = DBTaskResult.objects.get()
    assert job.status == "RUNNING" and Group.objects.count() == (stop == "after")
    assert workers.put_back() == 0  # it may still be alive
    time_passes()
    second = start("--batch")
    for expected in ("before", "after"):
        assert held.where() == expected
        held.let_on()
    assert second.wait(PATIENCE) == 0
    job.refresh_from_db()
    assert job.status == "SUCCESSFUL" and len(job.worker_ids) == 2
    assert Group.objects.get().name == "made once"
    assert not Worker.objects.exists()  # the one is dead, the other went by itself


def test_told_to_stop_it_finishes_what_it_has_in_hand(start: Start, held: Held) -> None:
    make_once.enqueue(str(held.folder))
    make_once.enqueue(str(held.folder))
    worker = start()
    assert held.where() == "before"
    worker.terminate()
    held.let_on()
    assert held.where() == "after"
    held.let_on()
    assert worker.wait(PATIENCE) == 0
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["READY", "SUCCESSFUL"]


def test_told_twice_it_leaves_at_once_and_the_job_waits_again(start: Start, held: Held) -> None:
    make_once.enqueue(str(held.folder))
    worker = start()
    assert held.where() == "before"
    worker.terminate()
    while worker.poll() is None:  # the second is only a second one after the first was heard
        worker.terminate()
    time_passes()
    assert workers.put_back() == 1
    assert DBTaskResult.objects.get().status == "READY"
