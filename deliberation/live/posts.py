"""What a thread’s message says: which posts came or changed, never their words. Pages fetch those by key."""

import json
from dataclasses import dataclass

from deliberation.models import Contribution, ThreadChange

TOLD = 30  # changes in one message; who missed more looks for themselves
State = Contribution.State


@dataclass(frozen=True)
class Posts:
    """The newest changes of a thread, newest first: (key of the change, the post, what it answers, is it on show)."""

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
    changed = dict(ThreadChange.objects.filter(thread=thread).order_by("-pk").values_list("pk", "post")[:TOLD])
    rows = Contribution.objects.filter(pk__in=set(changed.values()), thread=thread)
    stand = {
        pk: (reply_to or 0, int(state == State.VISIBLE or (state == State.HELD and shown is not None)))
        for pk, reply_to, state, shown in rows.values_list("pk", "reply_to", "state", "shown_revision")
    }
    return Posts(thread, tuple((key, post, *stand.get(post, (0, 0))) for key, post in changed.items()))
