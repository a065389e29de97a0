"""Publishing the end of the chain outside the database, so that a cut or rewritten record is seen.

Anybody reads one end a day (day, fingerprint): the feed at /record/feed/, the page, and mails to AUDIT_HEADS_MAIL. How
many entries there are is not told, nor when in the day they came: docs/decisions/record.md. The operator's own file
notes number, fingerprint and moment as often as the clock comes round. A saved feed, a mail, the file or a note on
paper can all be checked in the same way.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection
from django.utils import timezone

from audit import clock
from audit.chain import PublishedDay, PublishedHead
from audit.models import DailyHead, Entry, Head

EVERY = timedelta(minutes=1)
#: After midnight, until a day is published: what began before it has been written down by then.
SETTLED = timedelta(minutes=5)
_NOTED = re.compile(
    r"(?<![0-9a-f])(?:([0-9]{1,18})|([0-9]{4}-[0-9]{2}-[0-9]{2})) ([0-9a-f]{64})(?![0-9a-f])(?: (\S+))?"
)


# --- Noted, and read again ---------------------------------------------------------------------------
def line(number: int, own_hash: str, at: datetime) -> str:
    """A head in the operator's file."""
    return f"{number} {own_hash} {at.astimezone(UTC).isoformat(timespec='seconds')}"


def public_line(day: date, own_hash: str) -> str:
    """A head as anybody may read it."""
    return f"{day.isoformat()} {own_hash}"


def read(text: str) -> list[PublishedHead | PublishedDay]:
    """Every head noted anywhere in `text`: a heads file, a saved feed, a mail, a letter."""
    found: list[PublishedHead | PublishedDay] = []
    for number, day, own_hash, at in _NOTED.findall(text):
        if number:
            found.append(PublishedHead(int(number), own_hash, _moment(at)))
        elif (known := _day(day)) is not None:
            found.append(PublishedDay(known, own_hash))
    return found


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


# --- Once a day, for everybody -----------------------------------------------------------------------
def publish_day() -> DailyHead | None:
    """Keep where the chain stood at the end of yesterday, unless it is kept. None where nothing had been written.

    Whatever is dated on that day and comes later is a fault (chain.Ended).
    """
    yesterday = clock.today() - timedelta(days=1)
    kept = DailyHead.objects.filter(day=yesterday).first()
    if kept is not None:
        return kept
    end = timezone.make_aware(datetime.combine(clock.today(), time.min))
    if clock.now() < end + SETTLED:
        return None
    last = Entry.objects.filter(at__lt=end).order_by("-number").first()
    if last is None:
        return None
    return DailyHead.objects.get_or_create(day=yesterday, defaults={"hash": last.hash})[0]


def ahead() -> list[date]:
    """Days that are not over and have an end: nobody published it."""
    return list(DailyHead.objects.filter(day__gte=clock.today()).order_by("day").values_list("day", flat=True))


def mail(verified: str = "") -> str:
    """Send the days that were not sent yet to AUDIT_HEADS_MAIL. What failed waits. Returns what was done, in words.

    `verified`: a sentence on when the record was, and with what result: so whoever keeps the mails notices silence.
    """
    to = list(settings.AUDIT_HEADS_MAIL)
    waiting = list(DailyHead.objects.filter(mailed_at=None, day__lt=clock.today()).order_by("day")) if to else []
    if not waiting:
        return ""
    lines = [public_line(head.day, head.hash) for head in waiting]
    body = (
        "Keep this message. Each line is a day and the fingerprint of the last entry that the public record held at "
        f"its end.\n\n{chr(10).join(lines)}\n\nIf the record is ever changed or cut, these lines no longer fit it: "
        "manage.py verify_audit --heads FILE, with this message as the file, says so.\n"
        f"\n{verified}\n"
    )
    # Nobody on the list learns who else is on it.
    EmailMessage("Where the public record ended", body, bcc=to).send(fail_silently=False)
    DailyHead.objects.filter(pk__in=[head.pk for head in waiting]).update(mailed_at=clock.now())
    return f"mailed {len(lines)} × end of the record"


# --- As often as the clock comes round, for the operator ---------------------------------------------
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


def in_file() -> list[PublishedHead | PublishedDay]:
    """What the operator's file holds; nothing where there is none."""
    path = Path(settings.AUDIT_HEADS_FILE)
    return of_file(path) if path.exists() else []


def of_file(path: str | Path) -> list[PublishedHead | PublishedDay]:
    return read(Path(path).read_text(encoding="utf-8", errors="replace"))


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


def mark() -> tuple[int, int]:
    """Where the record stands, and the last day that has ended. Asked for with every public page, so in plain SQL."""
    head, day = Head._meta.db_table, DailyHead._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT number, (SELECT MAX(id) FROM {day}) FROM {head} WHERE id = 1")  # noqa: S608
        number, ended = cursor.fetchone() or (0, 0)
        return number, ended or 0
