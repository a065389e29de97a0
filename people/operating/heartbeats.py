"""When something that must keep happening last happened: the clock's round, a copy."""

from datetime import datetime

from audit import clock
from audit.chain import JUMP
from people.models import Heartbeat


def beat(what: str, said: str = "") -> None:
    Heartbeat.objects.update_or_create(what=what, defaults={"at": clock.now(), "said": said[:200]})


def last(what: str) -> datetime | None:
    """None also for a moment ahead of now: one such row would silence what looks how long ago it was."""
    found = Heartbeat.objects.filter(what=what).values_list("at", flat=True).first()
    return None if found is None or is_ahead(found) else found


def is_ahead(at: datetime) -> bool:
    return at > clock.now() + JUMP
