"""Two who erase at once do not wait for each other: all consultations in one order, the record last.

The race on PostgreSQL when DATABASE_URL names one; what it rests on, everywhere.
"""

import threading

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.models import Entry, Head
from audit.record import record
from consultations.groups import appointing
from consultations.models import Consultation, Membership, Role
from consultations.privacy import erasing as steps
from people.models import User
from people.privacy import erasing
from people.privacy.registry import Erasing
from tests.cast import Cast, make_cast, person, staff
from tests.deliberation.racing import somebody_waits, together

HEAD, CONSULTATION = '"audit_head"', 'FROM "consultations_consultation"'


def second(cast: Cast) -> Consultation:
    other = Consultation.objects.get(pk=cast.consultation.pk)
    other.pk, other.slug, other._state.adding = None, "second", True
    other.save()
    return other


def of_two(cast: Cast) -> tuple[User, Consultation]:
    """Somebody who facilitates two consultations; Amina takes part in the second."""
    busy, other = person("busy", "Bea Busy"), second(cast)
    for consultation in (cast.consultation, other):
        staff(consultation, busy, Role.FACILITATOR)
    Membership.objects.create(consultation=other, user=cast.amina, role=Role.PARTICIPANT, pseudonym="Wren 4")
    return busy, other


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["person", "administrator"])
def test_every_consultation_is_held_before_the_record(cast: Cast, by: str) -> None:
    busy, other = of_two(cast)
    with CaptureQueriesContext(connection) as asked:
        if by == "person":
            erasing.erase(busy)
        else:
            appointing.end_with_account(busy)
    said = [query["sql"] for query in asked]
    first = next(n for n, sql in enumerate(said) if HEAD in sql)
    assert not [sql for sql in said[first:] if CONSULTATION in sql], "nothing is waited for with the record in hand"
    ended = Entry.objects.filter(action="role_ended_with_account").values_list("consultation", flat=True)
    assert sorted(ended) == sorted([cast.consultation.slug, other.slug])


@pytest.mark.django_db
def test_marks_and_roles_are_held_in_one_order(cast: Cast) -> None:
    """One takes part in the first and works in the second, another the other way round."""
    busy, other = person("busy", "Bea Busy"), second(cast)
    staff(cast.consultation, busy, Role.FACILITATOR)
    Membership.objects.create(consultation=other, user=busy, role=Role.PARTICIPANT, pseudonym="Wren 4")
    with CaptureQueriesContext(connection) as asked:
        erasing.erase(busy)
    said = [query["sql"] for query in asked]
    mark = next(n for n, sql in enumerate(said) if "INSERT" in sql and "erasedresidents" in sql)
    role = [n for n, sql in enumerate(said) if CONSULTATION in sql and f'"id" = {cast.consultation.pk} ' in sql]
    assert role and role[0] < mark, "the first consultation before the second, whatever they are there"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite locks the whole database")
def test_a_resident_and_a_facilitator_erase_at_once() -> None:
    """The resident's mark is looked up as all ends, with the record in hand: for that the facilitator held the
    consultation, and waited for the record."""
    cast = make_cast()
    busy, other = of_two(cast)
    Head.objects.get_or_create(pk=1)
    marked = threading.Event()

    def resident() -> None:
        with transaction.atomic():
            steps.remember(Erasing(User.objects.get(pk=cast.amina.pk), stays=False, delete_votes=False))
            record("left", actor=None, subject=other, consultation=other.slug)
            marked.set()
            assert somebody_waits(), "the facilitator waits for this"

    def facilitator() -> None:
        marked.wait(5)
        erasing.erase(User.objects.get(pk=busy.pk))

    assert together(resident, facilitator) == [None, None]
    assert Entry.objects.filter(action="role_ended_with_account").count() == 2
