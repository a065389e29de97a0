"""The two worlds, built once a worker and left as they were by every request."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from tests.access import asking, world


@dataclass
class Walk:
    """Here, elsewhere, and one client a standing."""

    here: world.World
    away: world.World
    clients: dict[str, Client]


@pytest.fixture(scope="session")
def built_worlds(django_db_setup: None, django_db_blocker: Any) -> Iterator[Walk]:
    with django_db_blocker.unblock():
        block = transaction.atomic()
        block.__enter__()
        here, away = world.build(), world.build("elsewhere")
        yield Walk(here, away, asking.clients(here, away))
        transaction.set_rollback(True)
        block.__exit__(None, None, None)


@pytest.fixture
def walk(built_worlds: Walk, db: None) -> Walk:
    """The worlds; whatever a test changes is undone, and no limit of tries is carried over."""
    cache.clear()
    return built_worlds
