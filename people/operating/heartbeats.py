"""When something that must keep happening last happened: the clock's round, a copy."""

from datetime import datetime

from audit import clock
from people.models import Heartbeat


def beat(what: str, said: str = "") -> None:
    Heartbeat.objects.update_or_create(what=what, defaults={"at": clock.now(), "said": said[:200]})


def last(what: str) -> datetime | None:
    return Heartbeat.objects.filter(what=what).values_list("at", flat=True).first()
