"""A query whose SQL is written once answers as Django's own would, whatever its keys."""

from datetime import datetime, timedelta

import pytest
from django.db.models import QuerySet

from audit import clock
from audit.prepared import Prepared
from consultations.models import Membership
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_rows_are_those_of_the_queryset_for_every_key(cast: Cast) -> None:
    def build(user: int, slug: str) -> "QuerySet[Membership, Membership]":
        return Membership.objects.filter(user=user, consultation__slug=slug).select_related("group", "consultation")

    prepared, slug = Prepared(build, int, str), cast.consultation.slug
    for person in (cast.amina, cast.moss, cast.outsider, cast.amina):
        found = prepared(person.pk, slug)
        assert found == list(build(person.pk, slug))
        assert all(member.consultation == cast.consultation for member in found)
    assert prepared(cast.amina.pk, "another") == []


def test_a_moment_is_a_key(cast: Cast) -> None:
    def since(at: datetime, slug: str) -> "QuerySet[Membership, Membership]":
        return Membership.objects.filter(joined_at__gte=at, consultation__slug=slug)

    prepared, now = Prepared(since, datetime, str), clock.now()
    for at in (now - timedelta(days=1), now + timedelta(days=1)):
        found = prepared(at, cast.consultation.slug)
        assert set(found) == set(since(at, cast.consultation.slug)) and bool(found) == (at < now)


def test_writes_the_sql_once(cast: Cast) -> None:
    times = []

    def build(user: int) -> "QuerySet[Membership, int]":
        times.append(user)
        return Membership.objects.filter(user=user).values_list("pk", flat=True)

    prepared = Prepared(build, int)
    assert [prepared(cast.amina.pk), prepared(cast.bilal.pk)] == [
        [cast.member(cast.amina).pk],
        [cast.member(cast.bilal).pk],
    ]
    assert len(times) == 1


def test_a_key_that_the_sql_does_not_hold_is_a_mistake_of_its_writer() -> None:
    with pytest.raises(AssertionError, match="nowhere"):
        Prepared(lambda user: Membership.objects.all(), int)(1)
