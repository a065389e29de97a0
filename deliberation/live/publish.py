"""Telling the rooms that something is new. Called by acts; what is sent leaves after the commit.

A message is (topic, version) and never the truth: a lost, late or doubled one changes nothing, because every
process looks the state up again, and looks by itself every few seconds as well.
"""

from functools import partial

from django.db import transaction
from django.db.models import F, QuerySet

from consultations.models import Consultation
from deliberation.live import hub, layer
from deliberation.live.presence import Pass
from deliberation.models import Contribution, Session, ThreadChange


def topic_of(session_id: int) -> str:
    return f"session-{session_id}"


def topic_for(pass_: Pass) -> str:
    """What the holder of a pass is told about."""
    if pass_.thread:
        return f"{hub.THREAD}{pass_.thread}"
    return f"{hub.DOOR}{pass_.door}" if pass_.door else topic_of(pass_.session_id)


def door_moved(consultation: Consultation) -> None:
    """Somebody came to the door, or is in: phones that wait look again, and the consoles show who waits.

    Consoles after the commit: the act holds the record's lock, and a session is locked before the record.
    """
    publish(f"{hub.DOOR}{consultation.pk}", 0)
    transaction.on_commit(partial(_consoles, consultation.pk), robust=True)


def _consoles(consultation: int) -> None:
    sessions = Session.objects.filter(consultation=consultation).exclude(state=Session.State.ENDED)
    for session in sessions.values_list("pk", flat=True):
        floor_changed(session)


def session_changed(session_id: int) -> int:
    """Count the session's version up and tell everybody in it. Returns the new version. Inside a transaction."""
    Session.objects.filter(pk=session_id).update(version=F("version") + 1)
    version = Session.objects.values_list("version", flat=True).get(pk=session_id)
    publish(topic_of(session_id), version)
    return version


def session_counted(session_id: int) -> None:
    """An answer came in: totals will be sent with the next tick, at most a few times a second."""
    publish(topic_of(session_id), 0)


def floor_changed(session_id: int) -> None:
    """Hands or voices: told with the next tick, for the console and whoever has a hand up. Inside a transaction."""
    Session.objects.filter(pk=session_id).update(floor_version=F("floor_version") + 1)
    publish(topic_of(session_id), 0)


def seating_changed(session_id: int) -> None:
    """Tables: every phone asks where its person sits. Inside a transaction."""
    rise = {name: F(name) + 1 for name in ("floor_version", "seating_version")}
    Session.objects.filter(pk=session_id).update(**rise)
    publish(topic_of(session_id), 0)


def posts_changed(*places: tuple[int, int]) -> None:
    """Posts came, or became something else to read: (key of the thread, key of the post). Inside a transaction.

    Called after the act is in the record: that lock lets one act after another write here, so that who knows the
    newest change has missed none before it.
    """
    if not places:
        return
    ThreadChange.objects.bulk_create([ThreadChange(thread_id=thread, post=post) for thread, post in places])
    for thread in {thread for thread, _ in places}:
        publish(f"{hub.THREAD}{thread}", 0)


def all_changed(posts: QuerySet[Contribution]) -> None:
    """As `posts_changed`, for many at once; nobody reads along in a thread that nobody has open."""
    posts_changed(*posts.order_by("pk").values_list("thread", "pk"))


def publish(topic: str, version: int) -> None:
    """Tell this process and, through the channel layer, all others. Version 0: only counts changed."""
    transaction.on_commit(partial(_send, topic, version), robust=True)


def _send(topic: str, version: int) -> None:
    hub.tell_local(topic, version)
    layer.tell_others(topic, version)
