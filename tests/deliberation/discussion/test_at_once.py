"""The same moment, many connections. In memory SQLite cannot show it: there a bench runs on a database file."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from deliberation.models import Thread
from tests.cast import make_cast
from tests.deliberation.racing import (
    BRINGING_BACK,
    NEWER,
    PAIRS,
    back_while_leaving,
    edit_while_publishing,
    left_while_removed,
    one_form,
    two_act,
    two_decide,
    two_newer,
)


def test_races_on_a_database_file() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "bench.races", "2"], cwd=settings.BASE_DIR, env={**os.environ, "BENCH_TABLES": "models"},
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "race", [one_form, two_decide, two_act, two_newer, left_while_removed, edit_while_publishing, back_while_leaving]
)
def test_races_on_this_database(race) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory has one connection; the test above uses a file")
    cast = make_cast()
    area = cast.consultation.areas.get(order=1)
    group = cast.group1 if race is one_form else None
    thread = Thread.objects.create(area=area, group=group, title="A thread")
    Thread.objects.create(area=area, group=group, title="Where a post may be moved to")
    for number in range(len({two_act: PAIRS, two_newer: NEWER, back_while_leaving: BRINGING_BACK}.get(race, range(5)))):
        right, results = race(cast, thread, number)
        assert right, results
