"""Many report one post at the same moment; somebody leaves while their words are shown again.

Run on PostgreSQL (`tests/services.py`).
"""

import threading
from typing import Any

import pytest
from django.db import connection, connections, transaction

from consultations.joining import joining
from consultations.models import Membership
from deliberation.discussion import discussion
from deliberation.models import Concern, Thread
from deliberation.moderation import concerns, moderation
from people.errors import Refused
from tests.cast import make_cast
from tests.deliberation.racing import BRINGING_BACK, leaver, somebody_waits, together

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


@pytest.mark.parametrize("way", BRINGING_BACK)
def test_nothing_of_whoever_leaves_is_on_show_because_it_was_shown_again_meanwhile(way: str) -> None:
    """The act has found the author here and is not over yet; the author leaves. A race rarely takes this order."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory has one connection; `python -m tests.services` runs this on PostgreSQL")
    cast = make_cast()
    thread = Thread.objects.create(area=cast.consultation.areas.first(), title="Signs")
    author, faults = leaver(cast, 1), []
    act, are_gone = BRINGING_BACK[way](cast, thread, author)

    def leave() -> Any:
        try:
            joining.withdraw(cast.consultation, by=author)
        except Exception as error:
            faults.append(error)
        finally:
            connections.close_all()

    leaving = threading.Thread(target=leave)
    with transaction.atomic():
        act()
        leaving.start()
        assert somebody_waits()
    leaving.join()
    assert faults == [] and are_gone()
    assert Membership.objects.get(user=author).withdrawn_at is not None
