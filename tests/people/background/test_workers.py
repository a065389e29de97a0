"""Signs of life, what is put back, what is given up, what is forgotten."""

import asyncio
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from audit import clock
from people.background import workers, working
from people.background.lifespan import lifespan
from people.models import Worker
from tests.people.background.jobs import fall_over

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue")]
A_LITTLE = timedelta(seconds=1)


def begun(by: str = "kit", *, starts: int = 1, ago: timedelta = A_LITTLE) -> DBTaskResult:
    """A job that `by` has in hand."""
    fall_over.enqueue()
    job = DBTaskResult.objects.latest("enqueued_at")
    job.status, job.worker_ids, job.started_at = "RUNNING", [by] * starts, clock.now() - ago
    job.save()
    return job


def state(job: DBTaskResult) -> str:
    job.refresh_from_db()
    return str(job.status)


def test_the_job_of_a_living_worker_stays_with_it() -> None:
    job = begun()
    workers.beat("kit")
    with clock.travel(clock.now() + workers.SILENT - A_LITTLE):
        assert workers.put_back() == 0
    assert state(job) == "RUNNING"


def test_the_job_of_a_silent_worker_waits_again() -> None:
    job = begun()
    workers.beat("kit")
    workers.beat("moss")
    with clock.travel(clock.now() + workers.SILENT - A_LITTLE):
        workers.beat("moss")
    with clock.travel(clock.now() + workers.SILENT + A_LITTLE):
        assert workers.put_back() == 1
        assert [worker.name for worker in Worker.objects.all()] == ["moss"]
    assert state(job) == "READY"


def test_what_somebody_else_began_meanwhile_is_theirs() -> None:
    job = begun("dead")
    as_read = DBTaskResult.objects.get()
    DBTaskResult.objects.update(started_at=clock.now(), worker_ids=["dead", "kit"])
    assert workers._put_back(as_read) == 0
    assert state(job) == "RUNNING"


def test_a_job_that_kills_its_workers_is_given_up() -> None:
    job = begun(starts=workers.MOST_STARTS)
    assert workers.put_back() == 1
    assert state(job) == "FAILED" and "died" in job.traceback


def test_who_ends_gives_back_what_it_could_not_finish() -> None:
    job = begun("kit")
    workers.beat("kit")
    workers.leave("kit")
    assert state(job) == "READY" and not Worker.objects.exists()


def test_a_job_that_hangs_ends_its_worker() -> None:
    mine, young, others = begun(ago=workers.LONGEST + A_LITTLE), begun(), begun("moss", ago=workers.LONGEST * 2)
    workers.beat("moss")
    ended: list[bool] = []
    working.Heart("kit", end=lambda: ended.append(True)).once()
    assert [state(job) for job in (mine, young, others)] == ["FAILED", "RUNNING", "RUNNING"]
    assert ended == [True]


def test_what_is_done_is_forgotten_by_the_clock() -> None:
    done, waiting = begun(), begun()
    DBTaskResult.objects.filter(pk=done.pk).update(status="SUCCESSFUL", finished_at=clock.now())
    DBTaskResult.objects.filter(pk=waiting.pk).update(status="READY")
    for days, left in [(workers.KEPT - A_LITTLE, 2), (workers.KEPT + A_LITTLE, 1)]:
        with clock.travel(clock.now() + days):
            call_command("tick", stdout=StringIO())
        assert DBTaskResult.objects.count() == left
    assert state(waiting) == "READY"


def test_the_clock_says_what_it_put_back() -> None:
    begun()
    out = StringIO()
    call_command("tick", stdout=out)
    assert "put back after a worker died: 1" in out.getvalue()


# --- In the process that serves -------------------------------------------------------------------
def served(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a server that begins and ends does with a worker, and what it is told."""
    happened: list[str] = []

    class Beside:
        def start(self) -> None:
            happened.append("started")

        def stop(self) -> None:
            happened.append("stopped")

    monkeypatch.setattr("people.background.lifespan.Beside", Beside)
    events = iter(["lifespan.startup", "lifespan.shutdown"])

    async def receive() -> dict[str, Any]:
        return {"type": next(events)}

    async def send(message: Any) -> None:
        happened.append(message["type"])

    asyncio.run(lifespan({}, receive, send))
    return happened


def test_one_process_has_its_worker_with_it(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WORKER_IN_PROCESS = True
    assert served(monkeypatch) == ["started", "lifespan.startup.complete", "stopped", "lifespan.shutdown.complete"]


def test_among_several_processes_none_has(monkeypatch: pytest.MonkeyPatch) -> None:
    assert served(monkeypatch) == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
