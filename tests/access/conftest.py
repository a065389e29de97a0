"""Here, elsewhere, and one client a standing."""

from dataclasses import dataclass

import pytest
from django.test import Client

from tests.access import asking, world


@dataclass
class Walk:
    here: world.World
    away: world.World
    clients: dict[str, Client]


@pytest.fixture
def walk(db: None, words_on_paper: None) -> Walk:
    """Two worlds. Each costs a second or so: a test walks through as much of them as it can."""
    here, away = world.build(), world.build("elsewhere")
    return Walk(here, away, asking.clients(here, away))
