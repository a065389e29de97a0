"""Who works, and what becomes of the jobs of a worker that died. Every job may be done twice and must come out once.

A worker killed with -9 leaves its job marked as running for ever: the library has no way to tell. So each worker says
every few seconds that it lives, and whoever finds a job whose worker has fallen silent puts it back.
"""

from datetime import timedelta
from typing import Any

from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet

from audit import clock
from people.models import Worker

BEAT = 10.0  # seconds between two signs of life
SILENT = timedelta(seconds=45)  # without one for so long: dead
LONGEST = timedelta(minutes=10)  # a job that takes longer hangs
MOST_STARTS = 3  # a job that outlived its worker so often is what killed it
KEPT = timedelta(days=7)  # what is done; the arguments are numbers of rows, nothing of people's


def beat(name: str) -> None:
    now = clock.now()
    Worker.objects.update_or_create(name=name, defaults={"seen_at": now}, create_defaults={"seen_at": now})


def leave(name: str) -> None:
    """The worker ends, and takes no more. A job it could not finish goes back at once."""
    Worker.objects.filter(name=name).delete()
    put_back()


def put_back() -> int:
    """Jobs whose worker is dead wait again, or have failed if they died too often. Returns how many."""
    Worker.objects.filter(seen_at__lt=clock.now() - SILENT).delete()
    alive = set(Worker.objects.values_list("name", flat=True))
    lost = [job for job in DBTaskResult.objects.running() if not job.worker_ids or job.worker_ids[-1] not in alive]
    return sum(_put_back(job) for job in lost)


def _put_back(job: DBTaskResult[Any, Any]) -> int:
    # Only as it was read: another may have put it back, and a third begun it.
    same = DBTaskResult.objects.filter(pk=job.pk, status=TaskResultStatus.RUNNING, started_at=job.started_at)
    if len(job.worker_ids) >= MOST_STARTS:
        return give_up(same, f"Its worker died {MOST_STARTS} times.")
    return same.update(status=TaskResultStatus.READY)


def give_up(jobs: DBTaskResultQuerySet, why: str) -> int:
    return jobs.update(
        status=TaskResultStatus.FAILED,
        finished_at=clock.now(),
        exception_class_path=f"{__name__}.GivenUp",
        traceback=why,
    )


class GivenUp(Exception):
    """What a job has failed with when no exception of its own could be kept."""


def hanging(name: str) -> DBTaskResultQuerySet:
    """The job of this worker that has taken too long, if it has one."""
    running = DBTaskResult.objects.running().filter(started_at__lt=clock.now() - LONGEST)
    return DBTaskResult.objects.filter(pk__in=[job.pk for job in running if job.worker_ids[-1:] == [name]])


def clear_away() -> list[str]:
    """What the clock does: put back what was lost, and forget what was done long ago. Returns what, in words."""
    back = put_back()
    DBTaskResult.objects.finished().filter(finished_at__lt=clock.now() - KEPT).delete()
    return [f"put back after a worker died: {back}"] if back else []
