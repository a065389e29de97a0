"""Two coders at the same moment, where the database lets them be: bench.races does it on a database file."""

import pytest
from django.db import connection

from deliberation.models import Thread
from tests.cast import make_cast
from tests.outcomes.coding.racing import CODERS, two_code


@pytest.mark.django_db(transaction=True)
def test_two_coders_make_one_outcome_and_the_late_one_is_told() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory has one connection; bench.races uses a file")
    cast = make_cast()
    thread = Thread.objects.create(area=cast.consultation.areas.get(order=1), group=cast.group1, title="A thread")
    for number in range(3 * len(CODERS)):
        right, results = two_code(cast, thread, number)
        assert right, (number, results)
