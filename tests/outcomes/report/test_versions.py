"""When a quote that has to go is gone, and what hides it."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from audit import clock, texts
from consultations.models import Stage
from consultations.stages import stages
from outcomes import numbers
from outcomes.models import Excerpt, Finding, FindingQuote, FindingsReport
from outcomes.report import published as published_texts
from outcomes.report import versions
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes import coded
from tests.outcomes.report.printed import published
from tests.pages import flat


@made_once
def report(cast: Cast) -> FindingsReport:
    finding = published(cast)
    for n in range(20):
        FindingQuote.objects.create(finding=finding, order=9 + n, printed=f"Words {n}", printed_group="Group 1")
    return FindingsReport.objects.get()


def shown(report: FindingsReport) -> int:
    return FindingQuote.objects.filter(finding__report=report).exclude(printed="").count()


def let_one_go(report: FindingsReport) -> None:
    first = Excerpt.objects.filter(finding_quotes__finding__report=report)[:1]
    assert versions.let_go(Excerpt.objects.filter(pk__in=list(first.values_list("pk", flat=True)))) == 1


def test_a_version_never_takes_out_one_alone(report: FindingsReport) -> None:
    before = shown(report)
    let_one_go(report)
    versions.turn(report)
    assert before - shown(report) == versions.QUOTES_AT_ONCE


def test_what_was_taken_out_is_not_said_to_be_quoted_above(report: FindingsReport, client: Client) -> None:
    def told() -> str:
        return flat(client.get(f"/consultations/{report.consultation.slug}/report/").content.decode())

    before = shown(report)
    assert f"{before} are quoted above" in told()
    let_one_go(report)
    versions.turn(report)
    cache.clear()
    assert f"{shown(report)} are quoted above" in told()
    FindingQuote.objects.update(printed="", printed_group="")
    cache.clear()
    assert "None is quoted above" in told() and "are quoted above" not in told()


def test_whoever_guesses_all_that_was_counted_cannot_try_it_on_the_fingerprint(cast: Cast) -> None:
    """Of what a finding was computed from some is shown to nobody: a few numbers, soon tried out."""
    coded.ready_to_publish(cast)
    cast.at(Stage.ANALYSIS)
    stages.move(cast.consultation, "publish_findings", by=cast.moss)
    report = FindingsReport.objects.get()
    drawn, mark = report.salt, report.fingerprint
    assert len(drawn) == 32 and published_texts.text_of(report).fingerprint == mark
    assert texts.compare().faults == []
    report.salt = ""
    assert published_texts.text_of(report).fingerprint != mark, "all parts were known, and nothing is confirmed"


def test_those_taken_out_are_not_told_apart(report: FindingsReport) -> None:
    let_one_go(report)
    versions.turn(report)
    gone = FindingQuote.objects.exclude(taken_out_on=None).values_list(
        "printed", "printed_group", "is_due", "excerpt", "taken_out_on"
    )
    assert len(set(gone)) == 1


def test_nothing_due_makes_no_version(report: FindingsReport) -> None:
    assert versions.turn(report) == ""
    report.refresh_from_db()
    assert report.version == 1


@pytest.mark.parametrize("turns_on", [1, 12, 28])
@pytest.mark.parametrize("asked_on", [1, 11, 12, 13, 29])
def test_a_quote_is_gone_on_the_reports_own_day_and_in_time(
    report: FindingsReport, turns_on: int, asked_on: int
) -> None:
    begin = timezone.make_aware(datetime(2027, 1, 15, 12))
    FindingsReport.objects.update(turns_on=turns_on)
    asked = begin.replace(month=3, day=asked_on)
    for day in range((asked - begin).days):
        with clock.travel(begin + timedelta(days=day)):
            versions.take_out_what_is_due()
    with clock.travel(asked):
        versions.take_out_what_is_due()  # in the morning
        let_one_go(report)
    gone_on = None
    for day in range(numbers.VERSION_DAYS + 1):
        with clock.travel(asked + timedelta(days=day, hours=1)):
            if versions.take_out_what_is_due():
                gone_on = clock.today()
                break
    assert gone_on is not None and gone_on.day == turns_on
    assert (gone_on - asked.date()).days <= numbers.VERSION_DAYS
    assert gone_on != asked.date()


def test_a_tick_that_was_missed_is_made_up_for(report: FindingsReport) -> None:
    FindingsReport.objects.update(turns_on=3, looked_on="2027-02-10")
    let_one_go(report)
    with clock.travel(timezone.make_aware(datetime(2027, 3, 9, 12))):
        call_command("tick")
    report.refresh_from_db()
    assert report.version == 2


def test_a_new_version_is_told(report: FindingsReport, wire, django_capture_on_commit_callbacks) -> None:
    told: list[int] = []
    wire("ON_NEW_VERSION", [lambda report: told.append(report.version)])
    let_one_go(report)
    with django_capture_on_commit_callbacks(execute=True):
        versions.turn(report)
    assert told == [2]
    assert Finding.objects.exists()
