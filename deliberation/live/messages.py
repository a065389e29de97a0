"""What a topic's message says. Read once a tick and process, composed once an audience.

E-mails are another matter: `outcomes.news.news`.
"""

import json
from dataclasses import dataclass

from django.db.models import Count, FilteredRelation, Q

from audit.wiring import wired
from deliberation.models import Session, Wave


@dataclass(frozen=True)
class News:
    version: int
    answers: dict[str, int]  # absolute totals by wave: a repeated or skipped message does no harm
    html: str = ""
    floor: int = 0  # rises with hands and voices: the console, and whoever has a hand up, look again
    seating: int = 0  # rises with tables: every phone looks where its person sits
    people: int = 0  # who have the page open: for the wall and the console, phones are not asked to count

    def same_as(self, other: "News", audience: str) -> bool:
        mine = (self.version, self.answers, self.floor, self.seating)
        same = mine == (other.version, other.answers, other.floor, other.seating)
        return same and (audience == "phone" or self.people == other.people)

    def message(self, topic: str, before: "News | None", audience: str) -> str:
        """JSON under 2 kB: phones get the new question itself, so that a full hall does not ask for it at once."""
        changed = before is None or before.version != self.version
        content = {
            "topic": topic,
            "version": self.version,
            "kind": "state" if changed else "tick",
            "answers": self.answers,
            "floor": self.floor,
            "seating": self.seating,
        }
        if audience == "wall":
            content["people"] = self.people
        if audience == "phone" and before is not None and changed and len(self.html) < 6000:
            content["html"] = self.html
        return json.dumps(content, separators=(",", ":"), ensure_ascii=False)


def read(session_id: int, before: News | None, people: int = 0) -> News:
    """The session as the database has it: its version, and the totals of its open polls, in one query."""
    asked = FilteredRelation("waves", condition=Q(waves__state=Wave.State.OPEN))
    rows = list(
        Session.objects.filter(pk=session_id)
        .annotate(asked=asked)
        .values_list("version", "floor_version", "seating_version", "asked__pk")
        .annotate(Count("asked__ballots__token", distinct=True))
    )
    version, floor, seating = rows[0][:3]
    answers = {str(wave): count for *_, wave, count in rows if count}
    if before is not None and before.version == version:
        return News(version, answers, before.html, floor, seating, people)
    html = "".join(fragment(session_id) for fragment in wired("LIVE_FRAGMENTS"))
    return News(version, answers, html, floor, seating, people)
