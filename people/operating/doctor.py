"""Is the installation well? One line a question, each with what to do if not. For `manage.py doctor`."""

import os
import shutil
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Min
from redis import Redis
from redis.exceptions import RedisError

from audit import clock
from audit import heads as ends
from audit.models import DailyHead, Entry
from people import deployment
from people.models import Heartbeat
from people.operating import copying, heartbeats, readiness, roles, verification
from people.privacy import ledger
from people.text.dates import when
from people.text.sentences import many

TICK_MINUTES = 5  # how often it should come round
TICK_LATE = timedelta(minutes=3 * TICK_MINUTES)
WORKER_SILENT = timedelta(minutes=2)  # it says that it lives every few seconds
QUEUE_LATE = timedelta(minutes=10)
BACKUP_LATE = timedelta(hours=26)
CERTIFICATE_SOON = timedelta(days=14)
LATE_END = timedelta(days=2)  # that of yesterday is published in the first minutes of a day
CLOCK_OFF = timedelta(seconds=5)
DISK_LEAST = 0.10  # of the disk; or so many bytes:
DISK_ENOUGH = 20_000_000_000


#: What cannot be told without it, but for the database itself.
ASKS_THE_DATABASE = {"schema", "role", "clock", "tick", "worker", "ledger", "heads", "record", "backup"}


class Finding(NamedTuple):
    """`well` is None where nothing can be said: that is no fault, but worth reading."""

    well: bool | None
    what: str
    said: str


Check = Callable[[], Iterator[Finding]]


def examine(mail_to: str = "", certificate: str = "", *, outside: bool = True) -> Iterator[Finding]:
    """Every question in turn. What cannot even be asked is a finding, not a crash. `outside`: also over the network."""
    checks: list[tuple[str, Check]] = [
        ("database", database),
        ("schema", schema),
        ("role", role),
        ("redis", redis),
        ("clock", clocks),
        ("tick", tick),
        ("worker", worker),
        ("disk", disk),
        ("ledger", erasures),
        ("heads", heads),
        ("record", record),
        ("keys", keys),
        ("settings", settings_of),
        ("static files", static_files),
        ("backup", backups),
    ]
    if outside:
        checks += [("certificate", lambda: certificates(certificate)), ("mail", lambda: mail(mail_to))]
    away = False
    for what, check in checks:
        try:
            if away and what in ASKS_THE_DATABASE:  # each would wait for it again
                raise DatabaseError
            for finding in check():
                away = away or (what == "database" and finding.well is False)
                yield finding
        except (DatabaseError, InterfaceError):
            yield Finding(False, what, "Cannot be told: the database does not answer.")
        except OSError as error:
            yield Finding(False, what, f"Cannot be told: {error}.")


# --- What it stands on --------------------------------------------------------------------------------
def database() -> Iterator[Finding]:
    try:
        connection.ensure_connection()
    except (DatabaseError, InterfaceError) as error:
        yield Finding(False, "database", f"Does not answer: {_first_line(error)}. Check DATABASE_URL.")
        return
    yield Finding(True, "database", f"{connection.display_name} answers.")


def schema() -> Iterator[Finding]:
    waiting = readiness.not_applied()
    yield Finding(
        not waiting, "schema", f"Run “manage.py migrate”: {', '.join(waiting)}." if waiting else "Up to date."
    )


def role() -> Iterator[Finding]:
    if connection.vendor != "postgresql":
        yield Finding(None, "role", "SQLite knows none: whoever has the file can change the record. Heads show it.")
        return
    if found := roles.too_much():
        advice = "See “Two roles” in docs/operating.md"
        yield Finding(False, "role", f"The web’s role may do too much: {'; '.join(found)}. {advice}.")
    else:
        yield Finding(True, "role", "The web’s role owns nothing and can only add to the record.")


def redis() -> Iterator[Finding]:
    if not settings.REDIS_URL:
        yield Finding(None, "redis", "Not set: right for one process alone.")
        return
    missing = readiness.redis()
    yield Finding(not missing, "redis", missing[0] if missing else "Answers.")


def clocks() -> Iterator[Finding]:
    """This machine's against those of the database and Redis, where they are others."""
    now, others = clock.now(), []
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            others.append(("the database", cursor.fetchone()[0]))
    if settings.REDIS_URL:
        try:
            seconds, _ = Redis.from_url(settings.REDIS_URL, socket_timeout=1).time()
            others.append(("Redis", datetime.fromtimestamp(seconds, UTC)))
        except RedisError:
            pass  # said above
    wrong = [
        f"{abs(now - there).total_seconds():.0f} seconds from that of {name}"
        for name, there in others
        if abs(now - there) > CLOCK_OFF
    ]
    text = (
        f"Off: {' and '.join(wrong)}. Set up time synchronisation (timedatectl set-ntp true)." if wrong else when(now)
    )
    yield Finding(not wrong, "clock", text)


# --- What has to keep happening -----------------------------------------------------------------------
def tick() -> Iterator[Finding]:
    at = heartbeats.last("tick")
    if at is None:
        yield Finding(False, "tick", "Has never run. Enable answerable-tick.timer, or run it by cron.")
        return
    late = clock.now() - at > TICK_LATE
    wanted = f" It should every {TICK_MINUTES} minutes." if late else ""
    yield Finding(not late, "tick", f"Last ran {when(at)}.{wanted}")


def worker() -> Iterator[Finding]:
    """The background worker's own tables, where it is installed."""
    try:
        results = apps.get_model("django_tasks_database", "DBTaskResult").objects
        workers = apps.get_model("people", "Worker").objects
    except LookupError:
        yield Finding(None, "worker", "No background work in this version.")
        return
    seen = workers.filter(seen_at__gte=clock.now() - WORKER_SILENT).count()
    oldest = results.filter(status="READY").aggregate(at=Min("enqueued_at"))["at"]
    late = oldest is not None and clock.now() - oldest > QUEUE_LATE
    failed = results.filter(status="FAILED", finished_at__gte=clock.now() - timedelta(days=1)).count()
    said = [f"{many(seen, 'worker')} alive" if seen else "No worker is alive: start answerable-worker"]
    said += [f"work has waited since {when(oldest)}"] if late else []
    said += [f"{many(failed, 'job')} failed in the last day"] if failed else []
    yield Finding(bool(seen) and not late and not failed, "worker", "; ".join(said) + ".")


def backups() -> Iterator[Finding]:
    at, newest = heartbeats.last("backup"), copying.newest(Path(settings.BACKUP_FOLDER))
    moment = max([m for m in (at, newest and newest["at"]) if m], default=None)
    if moment is None:
        yield Finding(False, "backup", "There is none. Run “manage.py backup --verify”, and every night.")
        return
    late = clock.now() - moment > BACKUP_LATE
    yield Finding(not late, "backup", f"The last was made {when(moment)}." + (" Make one every night." if late else ""))


# --- What must not run out or get lost ----------------------------------------------------------------
def disk() -> Iterator[Finding]:
    places = {settings.ERASURE_LEDGER, settings.AUDIT_HEADS_FILE, settings.BACKUP_FOLDER, "/tmp"}  # noqa: S108
    if connection.vendor == "sqlite":
        places.add(settings.DATABASES["default"]["NAME"])
    devices: dict[int, Path] = {}
    for place in sorted(places):
        folder = next(path for path in [Path(place), *Path(place).absolute().parents] if path.is_dir())
        devices.setdefault(folder.stat().st_dev, folder)
    for folder in devices.values():
        usage = shutil.disk_usage(folder)
        well = usage.free > DISK_ENOUGH or usage.free / usage.total > DISK_LEAST
        yield Finding(well, "disk", f"{usage.free / 1e9:.1f} GB of {usage.total / 1e9:.0f} GB free at {folder}.")


def erasures() -> Iterator[Finding]:
    path = Path(settings.ERASURE_LEDGER)
    try:
        held, behind = sum(1 for _ in ledger.lines()), ledger.is_behind()
    except ledger.Damaged as error:
        yield Finding(False, "ledger", str(error))
        return
    folder = next(parent for parent in path.absolute().parents if parent.is_dir())
    if not os.access(path if path.exists() else folder, os.W_OK):
        yield Finding(False, "ledger", f"{path} cannot be written: nobody can erase themselves.")
    elif behind:
        yield Finding(False, "ledger", "Ahead of this database: run “manage.py replay_erasures”.")
    else:
        yield Finding(True, "ledger", f"{many(held, 'line')} at {path}, all carried out.")
    copy = Path(settings.ERASURE_LEDGER_COPY) if settings.ERASURE_LEDGER_COPY else None
    if copy is None:
        yield Finding(None, "ledger", "No copy on another disk (ERASURE_LEDGER_COPY): lost with this one.")
    elif path.exists() and (not copy.exists() or copy.stat().st_size < path.stat().st_size):
        yield Finding(False, "ledger", f"Its copy at {copy} is behind. Is that disk there, and writable?")


def heads() -> Iterator[Finding]:
    path = Path(settings.AUDIT_HEADS_FILE)
    folder = next(parent for parent in path.absolute().parents if parent.is_dir())
    well = os.access(path if path.exists() else folder, os.W_OK)
    yield Finding(well, "heads", f"Noted in {path}." if well else f"{path} cannot be written.")
    yield from _ends_of_days()
    if not settings.AUDIT_HEADS_MAIL and not settings.DEBUG:
        advice = "Set AUDIT_HEADS_MAIL to somebody who does not run this machine"
        yield Finding(False, "heads", f"Where the record ends is sent to none. {advice}.")


def _ends_of_days() -> Iterator[Finding]:
    """The end of a day is there soon after it, and mailed: a row made for a later day silences neither."""
    if days := ends.ahead():
        yield Finding(False, "heads", f"An end is kept for {days[0]}, a day that is not over: somebody put it there.")
    begun = Entry.objects.order_by("number").values_list("at", flat=True).first()
    newest = DailyHead.objects.filter(day__lt=clock.today()).first()
    if begun is None or clock.now() - begun < verification.LATE:
        return
    if newest is None or clock.today() - newest.day > LATE_END:
        last = f"The last end of a day is that of {newest.day}" if newest else "No end of a day was published"
        yield Finding(False, "heads", f"{last}. Is manage.py tick run every few minutes?")
    elif settings.AUDIT_HEADS_MAIL and newest.mailed_at is None:
        yield Finding(False, "heads", f"The end of {newest.day} was not mailed. Is the mail server there?")


def record() -> Iterator[Finding]:
    """What the worker found as it last verified the record (people.operating.verification)."""
    begun = Entry.objects.order_by("number").values_list("at", flat=True).first()
    beat = Heartbeat.objects.filter(what=verification.VERIFIED).first()
    if begun is None or (beat is None and clock.now() - begun < verification.LATE):
        yield Finding(None, "record", "Not verified yet: the worker does it once a night.")
    elif beat is not None and heartbeats.is_ahead(beat.at):
        said = f"What says that it was verified is dated ahead, {when(beat.at)}. Run manage.py verify_audit."
        yield Finding(False, "record", said)
    elif beat is None or clock.now() - beat.at > verification.LATE:
        since = f"since {when(beat.at)}" if beat else "ever"
        yield Finding(False, "record", f"Not verified {since}. Start answerable-worker, or run manage.py verify_audit.")
    else:
        holds = beat.said == verification.HOLDS
        said = "It holds" if holds else f"DOES NOT HOLD, {beat.said} Run manage.py verify_audit"
        yield Finding(holds, "record", f"{said}, as verified {when(beat.at)}.")


def settings_of() -> Iterator[Finding]:
    """What `check --deploy` says, keys and mail aside, which stand below."""
    wrong = [one for one in deployment.deployment(None) if one.id not in {"answerable.E002", "answerable.E006"}]
    for one in wrong:
        yield Finding(False, "settings", f"{one.msg} {one.hint}")
    if not wrong:
        yield Finding(True, "settings", "Nothing is missing.")


def keys() -> Iterator[Finding]:
    weak = settings.DEMO or len(settings.SECRET_KEY) < 50 or len(set(settings.SECRET_KEY)) < 10
    said = "SECRET_KEY is a guess away: openssl rand -base64 48." if weak else "SECRET_KEY is long."
    yield Finding(not weak, "keys", said)
    key = Path(settings.ERASURE_LEDGER).with_suffix(".key")
    if not settings.ERASURE_KEY and key.exists() and key.stat().st_mode & 0o077:
        yield Finding(False, "keys", f"Others may read {key}: chmod 600.")


def static_files() -> Iterator[Finding]:
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if settings.DEBUG:
        yield Finding(None, "static files", "Served from the source: DEBUG is on.")
        return
    sources = [path for folder in settings.STATICFILES_DIRS for path in Path(folder).rglob("*") if path.is_file()]
    newest = max((path.stat().st_mtime for path in sources), default=0.0)
    stale = not manifest.exists() or manifest.stat().st_mtime < newest
    yield Finding(not stale, "static files", "Run “manage.py collectstatic --no-input”." if stale else "Collected.")


# --- What the world sees ------------------------------------------------------------------------------
def certificates(path: str) -> Iterator[Finding]:
    """The last day of the certificate in a file, or of the one that SITE_URL shows."""
    address = urlsplit(settings.SITE_URL)
    if not path and address.scheme != "https":
        yield Finding(None, "certificate", "SITE_URL is not https.")
        return
    try:
        until = _until_of_file(path) if path else _until_of_site(address.hostname or "", address.port or 443)
    except (OSError, ValueError) as error:
        yield Finding(False, "certificate", f"Cannot be read from {path or settings.SITE_URL}: {error}.")
        return
    soon = until - clock.now() < CERTIFICATE_SOON
    advice = " Renew it: see “The certificate” in docs/operating.md." if soon else ""
    yield Finding(not soon, "certificate", f"Holds until {when(until)}.{advice}")


def _until_of_site(host: str, port: int) -> datetime:
    trusted = ssl.create_default_context()
    with (
        socket.create_connection((host, port), timeout=10) as raw,
        trusted.wrap_socket(raw, server_hostname=host) as tls,
    ):
        return _moment(str((tls.getpeercert() or {})["notAfter"]))


def _until_of_file(path: str) -> datetime:
    found = ssl._ssl._test_decode_cert(path)  # type: ignore[attr-defined]  # reads any PEM; there is no public way
    return _moment(str(found["notAfter"]))


def _moment(text: str) -> datetime:
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(text), UTC)


def mail(to: str) -> Iterator[Finding]:
    nowhere = settings.EMAIL_BACKEND in deployment.NO_MAIL
    if nowhere and not to:
        yield Finding(False, "mail", "EMAIL_URL names no mail server: nobody can sign in.")
        return
    if not to:
        yield Finding(None, "mail", "Not tried. Send one: manage.py doctor --mail ADDRESS")
        return
    message = EmailMessage(
        f"{settings.SITE_NAME}: mail works",
        f"Sent by “manage.py doctor” of {settings.SITE_URL}.",
        settings.DEFAULT_FROM_EMAIL,
        [to],
        connection=get_connection(timeout=settings.EMAIL_TIMEOUT),
    )
    try:
        message.send()
    except Exception as error:  # whatever a mail server can do wrong, in its own words
        yield Finding(False, "mail", f"Not taken: {type(error).__name__}: {_first_line(error)}. Check EMAIL_URL.")
        return
    said = "EMAIL_URL names no mail server: it went nowhere." if nowhere else "Handed over. See that it arrives."
    yield Finding(not nowhere, "mail", said)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")[:300]
