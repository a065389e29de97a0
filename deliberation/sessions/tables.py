"""Breakout tables: who sits where. Facilitators have no seat, so they are outside every count."""

import random
from collections import Counter
from collections.abc import Sequence

from django.db import transaction

from consultations.models import Membership
from deliberation.live import publish
from deliberation.models import Seat, Session
from deliberation.sessions import steps
from deliberation.sessions.leading import led_by, note, require_live
from people.errors import Refused
from people.models import Person

MOST = 400
_dice = random.SystemRandom()


@transaction.atomic
def make(session: Session, count: int, *, by: Person) -> None:
    """Sit everybody who is here at `count` tables, evenly and by chance. Pinned people stay where they are."""
    member, now = led_by(session, by)
    require_live(now)
    if not 2 <= count <= MOST:
        raise Refused(f"Make between 2 and {MOST} tables.")
    if not now.seats.exists():
        raise Refused("Nobody is here yet. Tables are made for the people in the room.")
    now.seats.filter(table__gt=count).update(table=None, is_pinned=False)
    Session.objects.filter(pk=now.pk).update(tables=count)
    _shuffle(now, count)
    _told("tables_made", member, session, f"{count} tables")


@transaction.atomic
def reshuffle(session: Session, *, by: Person) -> None:
    """Sit everybody anew, but for those who are pinned."""
    member, now = led_by(session, by)
    _require_tables(now)
    _shuffle(now, now.tables)
    _told("tables_shuffled", member, session)


@transaction.atomic
def move(seat: Seat, table: int, *, by: Person, was_at: int | None) -> None:
    """Put a person at another table. `was_at` is the table on the mover's screen: after a shuffle it may be another."""
    member, now = led_by(seat.session, by)
    _require_tables(now)
    seat.refresh_from_db()
    if seat.table != was_at:
        raise Refused(f"The tables changed meanwhile. {seat.membership} sits at table {seat.table} now.")
    if not 1 <= table <= now.tables:
        raise Refused(f"There are {now.tables} tables. Choose one of them.")
    if table != seat.table:
        seat.table = table
        seat.save(update_fields=["table"])
        _told("table_changed", member, seat.session, f"table {was_at} to {table}")


@transaction.atomic
def pin(seat: Seat, pinned: bool, *, by: Person) -> None:
    """Keep a person at this table when the others are shuffled."""
    member, now = led_by(seat.session, by)
    _require_tables(now)
    seat.refresh_from_db()
    if seat.table is None:
        raise Refused("This person sits nowhere yet. Choose a table first.")
    seat.is_pinned = pinned
    seat.save(update_fields=["is_pinned"])
    publish.floor_changed(now.pk)
    note("table_pinned" if pinned else "table_unpinned", member, seat.session)


@transaction.atomic
def clear(session: Session, *, by: Person) -> None:
    """Everybody back to the plenary."""
    member, now = led_by(session, by)
    _require_tables(now)
    now.seats.update(table=None, is_pinned=False)
    Session.objects.filter(pk=now.pk).update(tables=0)
    if now.screen == Session.Screen.TABLES:
        steps.show(now, Session.Screen.FOLLOW, by=by)
    _told("tables_cleared", member, session)


def seating(session: Session) -> list[tuple[int, list[Seat]]]:
    """Each table with its people, by pseudonym."""
    at: dict[int, list[Seat]] = {table: [] for table in range(1, session.tables + 1)}
    for seat in session.seats.exclude(table=None).select_related("membership").order_by("membership__pseudonym"):
        at.setdefault(seat.table or 0, []).append(seat)
    return sorted(at.items())


def _require_tables(session: Session) -> None:
    require_live(session)
    if not session.tables:
        raise Refused("There are no tables. Make some first.")


def _shuffle(session: Session, count: int) -> None:
    """Evenly: the next person goes to the emptiest table. Who is pinned counts where they sit."""
    seats: Sequence[Seat] = list(session.seats.all())
    filled = Counter(seat.table for seat in seats if seat.is_pinned)
    loose = [seat for seat in seats if not seat.is_pinned]
    for seat in _dice.sample(loose, len(loose)):
        seat.table = min(range(1, count + 1), key=lambda table: (filled[table], table))
        filled[seat.table] += 1
    Seat.objects.bulk_update(loose, ["table"], 500)


def _told(action: str, member: Membership | None, session: Session, summary: str = "") -> None:
    publish.seating_changed(session.pk)
    if session.screen == Session.Screen.TABLES:
        publish.session_changed(session.pk)
    note(action, member, session, summary)
