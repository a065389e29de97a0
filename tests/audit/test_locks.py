"""No act waits for a row with the record in hand that another holds while it waits for the record.

PostgreSQL looks up what a new row points at as its transaction ends, and waits if the row pointed at is held for
deletion. Acts hold it without its key, which lets the newcomer by.
"""

import re
import threading
from pathlib import Path

import pytest
from django.db import connection, transaction

from audit.models import Entry, Head
from audit.record import record
from consultations.models import Consultation, Membership, Role, Stage
from consultations.stages import stages
from tests.cast import make_cast
from tests.deliberation.racing import somebody_waits, together

ROOT = Path(__file__).resolve().parents[2]
#: Where the row itself is about to go, or nothing points at it.
WHOLE = {
    "audit/record.py": 2,
    "people/outbox/sending.py": 1,
    "people/privacy/erasing.py": 2,
    "consultations/joining/claiming.py": 5,
    "consultations/privacy/erasing.py": 1,
}


def test_rows_are_held_without_their_keys() -> None:
    whole = {}
    for app in ("audit", "people", "consultations", "deliberation", "outcomes"):
        for path in sorted((ROOT / app).rglob("*.py")):
            if held := re.findall(r"\.select_for_update\((?!no_key=True)", path.read_text()):
                whole[path.relative_to(ROOT).as_posix()] = len(held)
    assert whole == WHOLE, "select_for_update(no_key=True, …), unless the row itself goes"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks the whole database")
def test_somebody_comes_while_the_consultation_is_held() -> None:
    """Who comes has the record in hand as the pause, which holds the consultation, begins to wait for it."""
    cast = make_cast()
    Head.objects.get_or_create(pk=1)
    written = threading.Event()

    def comes() -> None:
        consultation = Consultation.objects.get(pk=cast.consultation.pk)
        with transaction.atomic():
            Membership.objects.create(
                consultation=consultation, user=cast.outsider, role=Role.PARTICIPANT, pseudonym="Wren 4"
            )
            record("joined", actor=None, subject=consultation, consultation=consultation.slug)
            written.set()
            assert somebody_waits(), "the pause waits for the record"

    def pause() -> None:
        written.wait(5)
        stages.pause(Consultation.objects.get(pk=cast.consultation.pk), by=cast.hale, reason="The hall is flooded.")

    assert together(comes, pause) == [None, None]
    assert Entry.objects.filter(action="paused").count() == 1
    assert Consultation.objects.get(pk=cast.consultation.pk).stage == Stage.PAUSED
