"""Before and after: no public byte of three consultations tells that one person was in two of them.

bench/linkage.py asks the same of many histories, and how large an advantage is.
"""

import random
import re
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from audit import clock
from bench.attack import histories
from bench.attack.histories import History
from outcomes.models import FindingQuote, FindingsReport
from outcomes.report import versions
from people.models import User
from tests.made_once import made_once

pytestmark = pytest.mark.django_db
START = timezone.make_aware(datetime(2027, 1, 5, 12))


@pytest.fixture(autouse=True)
def heads_file(tmp_path, settings) -> None:
    settings.AUDIT_HEADS_FILE = str(tmp_path / "heads.log")


@made_once
def history() -> History:
    """The findings of all three are out, and one day has passed."""
    told = histories.tell(1, random.Random(1), START, size=16)
    histories.publish(told, START + timedelta(days=30))
    return told


def everywhere(history: History) -> User:
    """Somebody who takes part in all three."""
    return next(person for person in history.people if all(history.in_(person, cast) for cast in history.casts))


def test_nothing_public_moves_when_somebody_is_erased(history: History) -> None:
    at = START + timedelta(days=40)
    with clock.travel(at):
        call_command("tick")
        before = history.read_all()
    histories.go(history, everywhere(history), at, "erased")
    with clock.travel(at):
        assert history.read_all() == before


def test_nothing_public_moves_when_somebody_posts_or_leaves(history: History) -> None:
    told = histories.tell(2, random.Random(2), START)
    before = told.read()
    histories.post(told, everywhere(told), START + timedelta(hours=1))
    histories.go(told, everywhere(told), START + timedelta(hours=2), "left")
    assert told.read() == before


def test_a_participant_of_one_reads_nothing_of_another(history: History) -> None:
    """The same pages, signed in: what moves in the one they are in does not show in the others."""
    gone = everywhere(history)
    reader = next(person for person in history.people if person != gone and history.in_(person, history.casts[0]))
    history.client.force_login(reader)
    outside = [n for n in (1, 2) if not history.in_(reader, history.casts[n])] or [1]
    before = history.read()
    histories.go(history, gone, START + timedelta(days=40), "erased")
    after = history.read()
    assert [after[n] for n in outside] == [before[n] for n in outside]


def test_quotes_go_on_days_that_tell_nothing_and_with_others(history: History) -> None:
    before = {pk for pks in history.quotes for pk in pks}
    person = everywhere(history)
    for day, at in enumerate(histories.days(START + timedelta(days=31), 45)):
        if day == 9:
            histories.go(history, person, at + timedelta(hours=1), "erased")
    gone = FindingQuote.objects.filter(pk__in=before).exclude(taken_out_on=None)
    hers = {pk for pk, author in history.author.items() if author == person.pk}
    assert hers and hers <= set(gone.values_list("pk", flat=True))
    for report in FindingsReport.objects.all():
        here = gone.filter(finding__report=report)
        assert not here or here.count() >= versions.QUOTES_AT_ONCE
        assert {day.day for day in here.values_list("taken_out_on", flat=True)} <= {report.turns_on}


def test_no_time_of_day_and_no_number_of_the_chain_is_public(history: History) -> None:
    with clock.travel(START + timedelta(days=40)):
        call_command("tick")
    for address, page in history.read_all().items():
        if "record" in address:
            assert not re.search(r"\b\d\d:\d\d\b(?!:00)", re.sub(r"<(updated|published)>.*?</\1>", "", page)), address
            assert not re.search(r"Entry \d|\d+ entries", page), address
