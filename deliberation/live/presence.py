"""Who is in the room, and whether they still may be."""

import os
from collections.abc import MutableMapping
from dataclasses import dataclass

from django.contrib.sessions.models import Session as SignIn
from django.core.cache import cache

from audit import clock
from audit.wiring import wired
from consultations.models import Membership, Newcomer

KEEP = 15  # seconds a process's word about who is here stays good
AT_ONCE = 500  # passes checked in one query: a hall of thousands must not become one enormous statement
_HOST = os.uname().nodename


@dataclass(frozen=True)
class Pass:
    """What a socket was let in with. It is checked again every few seconds, in two queries for all sockets."""

    session_id: int
    sign_in: str
    user_id: int
    membership_id: int
    role: str
    group_id: int | None
    door: int = 0  # the consultation, for whoever waits to be let in: told that they are in, and nothing else
    thread: int = 0  # of a discussion, for its readers: told which posts came or changed

    @property
    def person(self) -> tuple[int, int]:
        """Whose pages are counted together. Whoever waits at a door has no membership, and is one person even so."""
        return self.membership_id, self.user_id


async def admit(scope: MutableMapping[str, object]) -> Pass | None:
    """The pass of somebody who may follow what the address names, as its room says; None for everybody else."""
    for admits in wired("LIVE_ADMITS"):
        found: Pass | None = await admits(scope)
        if found is not None:
            return found
    return None


def still_allowed(passes: set[Pass]) -> set[Pass]:
    """The passes whose sign-in is alive and whose membership is current, with the same role and group."""
    queue, allowed = list(passes), set[Pass]()
    for start in range(0, len(queue), AT_ONCE):
        allowed |= _still_allowed(queue[start : start + AT_ONCE])
    return allowed


def still_waiting(passes: set[Pass]) -> set[Pass]:
    """The passes of people whose place at the door is as it was: one look for a whole hall that waits."""
    doors = {one.door for one in passes}
    waiting = Newcomer.objects.filter(consultation__in=doors, state=Newcomer.State.WAITING)
    known = set(waiting.values_list("consultation", "user"))
    return {one for one in passes if (one.door, one.user_id) in known}


def _still_allowed(passes: list[Pass]) -> set[Pass]:
    signed_in = SignIn.objects.filter(session_key__in={p.sign_in for p in passes}, expire_date__gt=clock.now())
    alive = set(signed_in.values_list("session_key", flat=True))
    members = Membership.objects.current().filter(pk__in={p.membership_id for p in passes}, user__is_active=True)
    standing = set(members.values_list("pk", "user_id", "role", "group_id"))
    waiting = still_waiting({p for p in passes if p.door})
    stay = {p for p in passes if (p.membership_id, p.user_id, p.role, p.group_id) in standing} | waiting
    return {p for p in stay if p.sign_in in alive}


def report(here: dict[int, set[int]]) -> None:
    """Put this process's people where every process can count them."""
    name, now = f"{_HOST}-{os.getpid()}", clock.now().timestamp()
    known = {n: at for n, at in (cache.get("live:processes") or {}).items() if now - at < 60}
    cache.set("live:processes", {**known, name: now}, 600)
    cache.set_many({f"live:here:{session}:{name}": people for session, people in here.items()}, KEEP)


def here(session_id: int) -> set[int]:
    """The accounts with the session's page open, in all processes; a few seconds old."""
    processes = cache.get("live:processes") or {}
    seen = cache.get_many([f"live:here:{session_id}:{name}" for name in processes])
    return set().union(*seen.values()) if seen else set()


def count(session_id: int) -> int:
    """People with the session's page open, in all processes; a few seconds old."""
    return len(here(session_id))
