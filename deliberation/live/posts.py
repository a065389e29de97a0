"""What a thread’s message says: which posts came or changed, never their words. Pages fetch those by key."""

import json
from dataclasses import dataclass
from datetime import timedelta

from deliberation.models import Contribution, ThreadChange

TOLD = 30  # changes in one message; who missed more looks for themselves
NEW, CHANGED = 1, 2  # it is on show; and came with this change, or was there before it
AT_ONCE = timedelta(seconds=10)  # between what is stored of a post and its change: acts wait for each other there
State = Contribution.State


@dataclass(frozen=True)
class Posts:
    """The newest changes of a thread, newest first: (key of the change, the post, what it answers, how it is on show).

    How: 0 not, NEW or CHANGED. What was there before is no new post to whoever reads another page of the thread.
    """

    thread: int
    changes: tuple[tuple[int, int, int, int], ...] = ()

    @property
    def version(self) -> int:
        return self.changes[0][0] if self.changes else 0

    def message(self, topic: str) -> str:
        return json.dumps({"topic": topic, **self.told()}, separators=(",", ":"))

    def told(self) -> dict[str, object]:
        return {"version": self.version, "changes": self.changes, "full": len(self.changes) == TOLD}


def read(thread: int) -> Posts:
    """Two short queries, at any length of the thread. What has moved away is not on show here."""
    changed = ThreadChange.objects.filter(thread=thread).order_by("-pk").values_list("pk", "post", "at")[:TOLD]
    rows = Contribution.objects.filter(pk__in={post for _, post, _ in changed}, thread=thread)
    fields = rows.values_list("pk", "reply_to", "state", "shown_revision", "came_at", "created_at")
    stand = {
        pk: (reply_to or 0, state == State.VISIBLE or (state == State.HELD and shown is not None), came or made)
        for pk, reply_to, state, shown, came, made in fields
    }
    found = []
    for key, post, at in changed:
        under, on_show, came = stand.get(post, (0, False, at))
        found.append((key, post, under, (NEW if at - came < AT_ONCE else CHANGED) if on_show else 0))
    return Posts(thread, tuple(found))
