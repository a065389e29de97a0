"""Many report one post at the same moment. Run on PostgreSQL (`tests/services.py`)."""

import pytest
from django.db import connection

from deliberation.discussion import discussion
from deliberation.models import Concern, Thread
from deliberation.moderation import concerns, moderation
from people.errors import Refused
from tests.cast import make_cast
from tests.deliberation.racing import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_twenty_passers_by_leave_no_more_reports_than_may_wait() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory has one connection; `python -m tests.services` runs this on PostgreSQL")
    cast = make_cast()
    thread = Thread.objects.create(area=cast.consultation.areas.first(), title="Signs")
    post = moderation.publish(discussion.post(thread, "Here.", by=cast.amina), by=cast.moss, revision=1)
    send = [lambda n=n: concerns.raise_concern(post, by=None, reason="spam", keys=[f"10.0.0.{n}"]) for n in range(20)]
    sent = together(*send)
    assert sum(isinstance(one, Concern) for one in sent) == Concern.objects.count() == concerns.MOST_WAITING
    assert all(isinstance(one, Concern | Refused) for one in sent)
