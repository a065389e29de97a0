"""Whatever a desk shows is held against what all its sources say of all standings, as few and as many."""

from collections.abc import Callable, Iterator
from functools import wraps
from unittest import mock

import pytest

from consultations.desk import desk, looking
from consultations.models import Membership

Found = tuple[list[desk.Todo], bool]


@pytest.fixture(autouse=True)
def found_as_if_all_were_asked() -> Iterator[None]:
    with mock.patch.object(desk, "first_waiting", checked(desk.first_waiting)):
        yield


def checked(first_waiting: Callable[[int, int], Found]) -> Callable[[int, int], Found]:
    @wraps(first_waiting)
    def both(user_pk: int, most: int) -> Found:
        members = Membership.objects.current().filter(user=user_pk).select_related("consultation", "user", "group")
        everything = desk.waiting(desk.newest_first(list(members)))
        with mock.patch.object(looking, "FEW", 0):
            as_many = first_waiting(user_pk, most)
        found = first_waiting(user_pk, most)
        for todos, more in (found, as_many):
            assert more == (len(everything) > most)
            assert [one.days_left for one in todos] == [one.days_left for one in everything[:most]]
            assert set(todos) <= set(everything)
        return found

    return both
