"""The file of the report: made once for each state of it, by a job, and handed out as it is."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from audit import clock
from audit.record import record
from consultations.changes import changes
from consultations.stages import stages
from outcomes.models import FindingsReport, MadeFile
from outcomes.report import paper, pdf
from tests.cast import Cast
from tests.consultations.changed import about_lfr, said
from tests.outcomes.report.printed import address, published
from tests.pages import flat

WAITS = "It is usually ready within a minute"


@pytest.fixture(autouse=True)
def queue(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def makings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every page that was made into a PDF."""
    pages: list[str] = []

    def make(html: str, *, base_url: str) -> bytes:
        pages.append(html)
        return b"%PDF-" + html.encode()

    monkeypatch.setattr(pdf, "make", make)
    monkeypatch.setattr(pdf, "laid_out", lambda html, **_: (html.encode(), 1))
    return pages


def work() -> int:
    """Do the jobs that wait, as a worker would. Returns how many."""
    waiting = list(DBTaskResult.objects.ready())
    for job in waiting:
        job.task.call(*job.task_result.args)
        job.set_successful(None)
    return len(waiting)


def get(cast: Cast, client: Client | None = None, **headers: str) -> Any:
    return (client or Client()).get(address(cast, "report.pdf"), headers=headers)


# --- Made by the worker alone -----------------------------------------------------------------------
@pytest.mark.usefixtures("published_finding")
def test_publishing_asks_for_it_and_no_visitor_makes_it(cast: Cast, makings: list[str]) -> None:
    for _ in range(3):
        answer = get(cast)
        assert answer.status_code == 202 and answer["Retry-After"] == "60" and WAITS in flat(answer.content.decode())
        assert answer["Cache-Control"] == "private, no-store"
    assert makings == [] and DBTaskResult.objects.count() == 1
    assert work() == 1
    assert get(cast).content.startswith(b"%PDF-") and len(makings) == 1


@pytest.mark.usefixtures("published_finding")
def test_where_nobody_asked_a_visitor_does_once(cast: Cast, makings: list[str]) -> None:
    MadeFile.objects.all().delete()
    DBTaskResult.objects.all().delete()
    assert [get(cast).status_code for _ in range(3)] == [202] * 3
    assert DBTaskResult.objects.count() == MadeFile.objects.count() == 1


@pytest.mark.usefixtures("published_finding")
def test_arguments_of_jobs_say_nothing_of_anybody(cast: Cast) -> None:
    assert DBTaskResult.objects.get().args_kwargs == {"args": [cast.consultation.pk, ""], "kwargs": {}}


@pytest.mark.usefixtures("published_finding")
def test_done_twice_it_is_made_once(cast: Cast, makings: list[str]) -> None:
    number = cast.consultation.pk
    paper.look.call(number, "")
    before = MadeFile.objects.values().get()
    paper.look.call(number, "")
    assert len(makings) == 1 and MadeFile.objects.values().get() == before


@pytest.mark.usefixtures("published_finding")
def test_a_late_worker_does_not_bring_back_an_older_state(cast: Cast, makings: list[str], monkeypatch: Any) -> None:
    number, older = cast.consultation.pk, paper.page(cast.consultation, "")
    changes.say(cast.consultation, about_lfr(cast), by=cast.moss, **said())
    real = pdf.make

    def slow(html: str, *, base_url: str) -> bytes:
        monkeypatch.setattr(paper, "page", page)
        monkeypatch.setattr(pdf, "make", real)
        MadeFile.objects.update(looked_through=0)
        paper.refresh(cast.consultation)
        with_record(cast)
        paper.look.call(number, "")  # another is quicker
        return b"old"

    page = paper.page
    monkeypatch.setattr(paper, "page", lambda *_: older)
    monkeypatch.setattr(pdf, "make", slow)
    paper.look.call(number, "")
    assert bytes(MadeFile.objects.get().content or b"").startswith(b"%PDF-") and get(cast).status_code == 200


def with_record(cast: Cast) -> None:
    """Something else happens in the consultation."""
    with transaction.atomic():
        record("tested", actor=None, subject=cast.consultation, consultation=cast.consultation.slug)


# --- Handed out as a file -----------------------------------------------------------------------
@pytest.mark.usefixtures("published_finding")
def test_it_is_a_file_with_everything_a_file_has(cast: Cast, makings: list[str]) -> None:
    work()
    made, answer = MadeFile.objects.get(), get(cast, **{"Accept-Encoding": "gzip"})
    assert answer["ETag"] == f'"{made.digest}"' and "Content-Encoding" not in answer
    assert int(answer["Content-Length"]) == len(answer.content) == made.size
    assert answer["Cache-Control"] == "public, max-age=0, must-revalidate" and not answer.cookies
    again = get(cast, **{"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"") and again["ETag"] == answer["ETag"]
    assert get(cast, **{"If-Modified-Since": answer["Last-Modified"]}).status_code == 304
    assert get(cast, **{"If-None-Match": '"other"'}).status_code == 200
    head = Client().head(address(cast, "report.pdf"))
    assert head.status_code == 200 and head.content == b"" and head["Content-Length"] == str(made.size)


@pytest.mark.usefixtures("published_finding")
@pytest.mark.parametrize(
    "headers", [{"Host": "localhost"}, {"Accept-Language": "cy"}, {"Host": "127.0.0.1:8105", "Accept-Language": "ar"}]
)
def test_neither_host_nor_language_has_a_part_in_it(cast: Cast, makings: list[str], headers: dict[str, str]) -> None:
    work()
    plain, other = get(cast), get(cast, **headers)
    assert plain["ETag"] == other["ETag"] and plain.content == other.content and len(makings) == 1
    assert "testserver" not in makings[0] and DBTaskResult.objects.ready().count() == 0


def test_links_lead_to_the_site(cast: Cast, makings: list[str], settings: Any) -> None:
    settings.SITE_URL = "https://ask.example"
    published(cast)
    work()
    assert f'href="https://ask.example{address(cast)}"' in makings[0]


@pytest.mark.usefixtures("published_finding")
def test_who_is_signed_in_gets_the_same_and_no_cache_keeps_it(cast: Cast, makings: list[str], client_for: Any) -> None:
    work()
    answer = get(cast, client_for(cast.amina))
    assert answer.content == get(cast).content and answer["Cache-Control"] == "private, no-store"


# --- Never of an older state ------------------------------------------------------------------------
@pytest.mark.usefixtures("published_finding")
def test_after_a_change_the_old_file_is_not_handed_out(cast: Cast, makings: list[str]) -> None:
    work()
    first = get(cast)
    changes.say(cast.consultation, about_lfr(cast), by=cast.moss, **said())
    assert get(cast, **{"If-None-Match": first["ETag"]}).status_code == 202
    work()
    second = get(cast, **{"If-None-Match": first["ETag"]})
    assert second.status_code == 200 and second["ETag"] != first["ETag"] and len(makings) == 2


@pytest.mark.usefixtures("published_finding")
def test_what_changes_nothing_costs_nothing(cast: Cast, makings: list[str]) -> None:
    work()
    with_record(cast)
    assert get(cast).status_code == 200 and work() == 0 and len(makings) == 1


def test_the_clock_looks_after_what_was_recorded_and_once_a_day(cast: Cast, makings: list[str]) -> None:
    def tick() -> int:
        call_command("tick", stdout=StringIO())
        return work()

    published(cast)
    work()
    tick()  # the first one has the record verified, too
    assert tick() == 0
    changes.say(cast.consultation, about_lfr(cast), by=cast.moss, **said())
    assert tick() == 1 and get(cast).status_code == 200
    with clock.travel(clock.now() + timedelta(days=1)):
        assert paper.catch_up() == [] and work() == 1 and paper.catch_up() == [] and work() == 0
    assert len(makings) == 2


@pytest.mark.usefixtures("published_finding")
def test_a_lost_job_is_asked_for_again(cast: Cast, makings: list[str]) -> None:
    DBTaskResult.objects.all().delete()
    paper.catch_up()
    assert work() == 0
    MadeFile.objects.update(wanted_at=timezone.now() - paper.LOST * 2)
    paper.catch_up()
    assert work() == 1 and get(cast).status_code == 200


# --- Where it cannot be made ------------------------------------------------------------------------
def test_a_failure_is_kept_and_tried_again_in_an_hour(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(html: str, *, base_url: str) -> bytes:
        raise pdf.NotHere("no Pango")

    monkeypatch.setattr(pdf, "make", fail)
    published(cast)
    work()
    answer = get(cast)
    assert answer.status_code == 501 and "Save as PDF" in flat(answer.content.decode()) and work() == 0
    MadeFile.objects.update(failed_at=timezone.now() - paper.AGAIN * 2)
    assert get(cast).status_code == 202 and work() == 1


# --- Drafts ---------------------------------------------------------------------------------------
@pytest.mark.usefixtures("ready_finding")
def test_a_draft_is_for_who_may_read_it_and_goes_in_time(cast: Cast, makings: list[str], client_for: Any) -> None:
    assert get(cast).status_code == 404 and get(cast, client_for(cast.okoro)).status_code == 404
    assert get(cast, client_for(cast.moss)).status_code == 202
    work()
    answer = get(cast, client_for(cast.moss))
    assert answer["Cache-Control"] == "private, no-store" and b"Draft, not published" in answer.content
    assert get(cast).status_code == 404
    FindingsReport.objects.update(state="draft")
    stages.move(cast.consultation, "publish_findings", by=cast.moss)
    assert list(MadeFile.objects.values_list("for_role", flat=True)) == [""]


@pytest.mark.usefixtures("published_finding")
def test_the_page_that_strangers_read_is_forgotten_with_the_words(
    cast: Cast, makings: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    """It is kept for ten minutes, and nothing that somebody took back is kept anywhere."""
    Client().get(address(cast))
    assert cache.get(paper.article_key(cast.consultation))
    with django_capture_on_commit_callbacks(execute=True):
        paper.forget(cast.consultation)
    assert cache.get(paper.article_key(cast.consultation)) is None
