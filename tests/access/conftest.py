"""Here, elsewhere, and one client a standing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.template import Template
from django.test import Client

from tests.access import asking, world
from tests.made_once import Pile


@dataclass
class Walk:
    here: world.World
    away: world.World
    clients: dict[str, Client]
    summed_up: set[str] = field(default_factory=set)  # addresses that answered an empty form with what is wrong


@pytest.fixture(scope="module")
def worlds(pile: Pile, django_db_blocker: Any) -> Iterator[Walk]:
    """Two worlds, made once: each costs half a second."""
    with django_db_blocker.unblock():
        pile.take_off()
    with django_db_blocker.unblock(), transaction.atomic():
        here, away = world.build(), world.build("elsewhere")
        yield Walk(here, away, asking.clients(here, away))
        transaction.set_rollback(True)


@pytest.fixture
def walk(worlds: Walk, db: None, words_on_paper: None, not_found: None, monkeypatch: pytest.MonkeyPatch) -> Walk:
    """The two worlds as they were made, while open. What a test does to them is undone: `db` is a savepoint here."""
    # As outside of tests: nobody here asks what a template was given, so it is not copied for each.
    monkeypatch.setattr(Template, "_render", lambda template, context: template.nodelist.render(context))
    asking.note_looks(monkeypatch)
    worlds.here.cast.consultation.refresh_from_db()
    worlds.summed_up.clear()
    return worlds
