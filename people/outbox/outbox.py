"""Saying that somebody is to be told something. Called by acts, inside their transaction; `sending.py` sends."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from audit import clock
from audit.wiring import wired
from people.models import Mailbox, Message, User
from people.outbox.kinds import Kind, kinds
from people.text.sanitising import shortened

WEEKLY_AT = time(8)  # on Monday, where the consultations happen


def tell(
    users: Iterable[User],
    kind: str,
    key: str,
    *,
    title: str,
    why: str,
    link: str,
    due: datetime | None = None,
    weekly: bool = False,
    **data: int | str,
) -> int:
    """Each of these people, once for this key. Returns how many were not told before."""
    return put(mailboxes(users), kind, key, title=title, why=why, link=link, due=due, weekly=weekly, **data)


def put(
    boxes: Iterable[Mailbox],
    kind: str,
    key: str,
    *,
    title: str,
    why: str,
    link: str,
    due: datetime | None = None,
    weekly: bool = False,
    **data: int | str,
) -> int:
    """The same for mailboxes, of whoever they are. `weekly`: it can wait for the weekly e-mail."""
    return put_all(kind, [Put(box, key, title, link, data) for box in boxes], why=why, due=due, weekly=weekly)


class Put(NamedTuple):
    """One message that is to lie in one mailbox."""

    box: Mailbox
    key: str
    title: str
    link: str
    data: dict[str, int | str]


def put_all(kind: str, puts: list[Put], *, why: str, due: datetime | None = None, weekly: bool = False) -> int:
    """Many messages of one kind, at most some thousands. Returns how many were not there before."""
    known, keys = kinds()[kind], {one.key for one in puts}
    if not puts:
        return 0
    told = set(Message.objects.filter(kind=kind, key__in=keys).values_list("mailbox_id", "key"))
    rows = [
        Message(
            mailbox=box,
            kind=kind,
            key=key,
            title=shortened(title, 200),
            why=why,
            link=link,
            data=data,
            state=_begins(box, known, weekly),
            due_at=due or clock.now(),
            made_at=clock.now(),
        )
        for box, key, title, link, data in puts
        if (box.pk, key) not in told
    ]
    Message.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    if any(row.state == Message.State.WAITING for row in rows):
        transaction.on_commit(wake)
    return len(rows)


def mailboxes(users: Iterable[User]) -> list[Mailbox]:
    """Of these people, made for whoever has none yet."""
    known = {user.pk: user for user in users}
    if not known:
        return []
    theirs = Mailbox.objects.filter(user__in=known).select_related("user").order_by("pk")
    found = list(theirs)
    have = {box.user_id for box in found}
    if new := [Mailbox(user=user, made_at=clock.now()) for pk, user in known.items() if pk not in have]:
        Mailbox.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
        found = list(theirs.all())
    return found


def hand_over(old: User, kept: User, members: Mapping[int, int]) -> None:
    """What one account was told lies with the other, once each, on the page. `members`: old standing → kept one."""
    mine = Message.objects.filter(mailbox__user=old).order_by("pk")
    if not mine.exists():
        return
    [box] = mailboxes([kept])
    told = set(Message.objects.filter(mailbox=box).values_list("key", flat=True))
    for message in mine.exclude(key__in=told):
        if (number := message.data.get("member")) in members:
            message.data["member"] = members[number]
        message.mailbox, message.state, message.digest = box, Message.State.ON_PAGE, None
        message.save(update_fields=["mailbox", "state", "digest", "data"])


def _begins(box: Mailbox, kind: Kind, weekly: bool) -> Message.State:
    silent = kind.page_only or (kind.extra and not box.follows)
    if settings.DEMO or not box.reaches or (box.user_id is not None and silent):
        return Message.State.ON_PAGE
    if box.pace == Mailbox.Pace.AT_ONCE or kind.urgent:
        return Message.State.GATHERED if weekly else Message.State.WAITING
    return Message.State.ON_PAGE if box.pace == Mailbox.Pace.NEVER and not kind.duty else Message.State.GATHERED


def wake() -> None:
    """Let the worker look, unless it is asked to already. Without a worker the next tick sends."""
    for look in wired("OUTBOX_LOOKS"):
        if not DBTaskResult.objects.ready().filter(task_path=look.module_path).exists():
            look.enqueue()


def set_pace(box: Mailbox, pace: str) -> None:
    """What waits goes by the new choice."""
    box.pace = Mailbox.Pace(pace)
    box.save(update_fields=["pace"])
    gathered = Message.objects.filter(mailbox=box, state=Message.State.GATHERED, digest=None)
    waiting = Message.objects.filter(mailbox=box, state=Message.State.WAITING).exclude(
        kind__in=["digest", *(name for name, kind in kinds().items() if kind.urgent)]
    )
    if box.pace == Mailbox.Pace.AT_ONCE:
        gathered.update(state=Message.State.WAITING)
        return
    waiting.update(state=Message.State.GATHERED)
    if box.pace == Mailbox.Pace.NEVER:
        duties = [name for name, kind in kinds().items() if kind.duty]
        gathered.exclude(kind__in=duties).update(state=Message.State.ON_PAGE)


def set_follows(box: Mailbox, follows: bool) -> None:
    """Taken back, what waits because of it stays on the page."""
    Mailbox.objects.filter(pk=box.pk).update(follows=follows)
    if not follows:
        extra = [name for name, kind in kinds().items() if kind.extra]
        waits = [Message.State.WAITING, Message.State.GATHERED]
        Message.objects.filter(mailbox=box, kind__in=extra, state__in=waits).update(state=Message.State.ON_PAGE)


def try_again(box: Mailbox) -> None:
    """The person says that the address is right."""
    Mailbox.objects.filter(pk=box.pk).update(failures=0, paused_at=None)
    Message.objects.filter(mailbox=box, state=Message.State.WAITING).update(due_at=clock.now())


def gather() -> int:
    """On Monday, one weekly e-mail for each mailbox in which something waits for it. Returns how many.

    It is a message like any other, so it is sent once and its Message-ID stays; it is read when it is sent.
    """
    now = timezone.localtime(clock.now())
    monday = now.date() - timedelta(days=now.weekday())
    begins = datetime.combine(monday, WEEKLY_AT, now.tzinfo)
    if now < begins:
        monday -= timedelta(days=7)
        begins = datetime.combine(monday, WEEKLY_AT, now.tzinfo)
    loose = Message.objects.filter(state=Message.State.GATHERED, digest=None, made_at__lt=begins)
    made = 0
    for box in Mailbox.objects.filter(pk__in=loose.values("mailbox")).iterator():
        with transaction.atomic():
            digest, _ = Message.objects.get_or_create(
                mailbox=box,
                key=f"digest {monday.isoformat()}",
                defaults={
                    "kind": "digest",
                    "title": "What happened this week",
                    "link": "/inbox/",
                    "read_at": clock.now(),
                    "why": "You get this because you chose one e-mail a week.",
                    "due_at": clock.now(),
                },
            )
            made += bool(loose.filter(mailbox=box).update(digest=digest))
    return made
