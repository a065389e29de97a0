"""Publishing the end of the chain outside the database, so that a cut or rewritten record is seen.

One line a head: number, fingerprint, time. The feed at /record/feed/ writes the same words, so that a saved
feed, this file or a note on paper can all be checked in the same way.
"""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from audit import clock
from audit.chain import PublishedHead
from audit.models import Head

EVERY = timedelta(minutes=1)
_NOTED = re.compile(r"(?<![0-9a-f])([0-9]{1,18}) ([0-9a-f]{64})(?![0-9a-f])")


def line(number: int, own_hash: str, at: datetime) -> str:
    """A published head in words."""
    return f"{number} {own_hash} {at.astimezone(UTC).isoformat(timespec='seconds')}"


def read(text: str) -> list[PublishedHead]:
    """Every head noted anywhere in `text`: a heads file, a saved feed, a letter."""
    return [PublishedHead(int(number), own_hash) for number, own_hash in _NOTED.findall(text)]


def publish() -> bool:
    """Add the present head to the file, unless it is there or the last was added less than a minute ago."""
    head, path = Head.now(), Path(settings.AUDIT_HEADS_FILE)
    last = _last_line(path)
    if head.number == 0 or last.startswith(f"{head.number} {head.hash} ") or _is_recent(last):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:  # only ever added to
        file.write(line(head.number, head.hash, clock.now()) + "\n")
    return True


def _last_line(path: Path) -> str:
    if not path.exists():
        return ""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 400))
        lines = file.read().decode("ascii", "replace").splitlines()
    return lines[-1] if lines else ""


def _is_recent(last: str) -> bool:
    try:
        at = datetime.fromisoformat(last.rsplit(" ", 1)[-1])
    except ValueError:
        return False
    return timedelta(0) <= clock.now() - at < EVERY
