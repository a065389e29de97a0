"""Rows made once for the tests in a row that ask for them; each test finds them as if just made for it.

As `setUpTestData` of Django: they lie in a transaction around the test's own, so that what a test does to them is taken
back, and the objects that a test gets are copies. A test whose own transaction is a real one gets rows of its own.
"""

import inspect
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.db import transaction

Make = Callable[..., Any]
#: What each function returned, by function.
Made = dict[Make, Any]


def made_once(make: Make) -> Any:
    """A fixture of that name. What `make` asks for must be such fixtures too: a test's own settings are not there."""
    needs = list(inspect.signature(make).parameters)

    def fixture(laid: Made, db: None, **given: Any) -> Any:
        return laid[make] if make in laid else make(**given)

    keyword = inspect.Parameter.KEYWORD_ONLY
    fixture.__signature__ = inspect.Signature(inspect.Parameter(name, keyword) for name in ["laid", "db", *needs])  # type: ignore[attr-defined]
    fixture.made_once = make, needs  # type: ignore[attr-defined]
    return pytest.fixture(name=make.__name__)(fixture)


class Pile:
    """What lies around the transaction of the test that runs. Each was made with those below it."""

    def __init__(self) -> None:
        self.layers: list[tuple[Make, transaction.Atomic, Made]] = []

    def take_off(self, keep: int = 0) -> None:
        while len(self.layers) > keep:
            transaction.set_rollback(True)
            self.layers.pop()[1].__exit__(None, None, None)

    def lay(self, wanted: list[tuple[Make, dict[str, Make]]]) -> Made:
        """Make what is not there, in this order. Returns copies of all of it, as it is after the last."""
        there = [make for make, _, _ in self.layers]
        same = 0
        while same < min(len(there), len(wanted)) and there[same] is wanted[same][0]:
            same += 1
        self.take_off(keep=same)
        for make, needs in wanted[same:]:
            made = deepcopy(self.layers[-1][2]) if self.layers else {}
            around = transaction.atomic()
            around.__enter__()
            self.layers.append((make, around, made))
            try:
                made[make] = make(**{name: made[one] for name, one in needs.items()})
            except BaseException:
                self.take_off(keep=len(self.layers) - 1)
                raise
        return deepcopy(self.layers[-1][2]) if self.layers else {}


@pytest.fixture(scope="session")
def pile(django_db_setup: None, django_db_blocker: Any) -> Iterator[Pile]:
    """One for all modules: the next often asks for what lies there already. Other rows of a module clear it first."""
    pile = Pile()
    yield pile
    with django_db_blocker.unblock():
        pile.take_off()


@pytest.fixture
def laid(request: pytest.FixtureRequest, pile: Pile, ones_own: None, django_db_blocker: Any) -> Made:
    """What the test asks for of what is made once, made before the test's own transaction begins."""
    mark = request.node.get_closest_marker("django_db")
    its_own = bool(mark and mark.kwargs.get("transaction"))
    its_own = its_own or not {"transactional_db", "live_server"}.isdisjoint(request.fixturenames)
    wanted: list[tuple[Make, dict[str, Make]]] = []

    def want(name: str) -> Make | None:
        found = request._fixturemanager.getfixturedefs(name, request.node)
        make, needs = getattr(found[-1].func, "made_once", (None, [])) if found else (None, [])
        if make and make not in [one for one, _ in wanted]:
            wanted.append((make, {need: one for need in needs if (one := want(need))}))
        return make

    for name in [] if its_own else request.fixturenames:
        want(name)
    with django_db_blocker.unblock():
        return pile.lay(wanted)


@pytest.fixture
def _django_db_helper(laid: Made, _django_db_helper: None) -> None:
    """The test's transaction, begun when what is made once is there."""
