"""Who of a consultation is told: residents, staff by role, subscribers. Each looked at again before an e-mail goes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from audit import clock
from consultations import numbers
from consultations.models import Area, Consultation, Force, Membership, Newcomer, Role, Stage, Technology
from consultations.models.consultation import HIDDEN_STAGES
from consultations.stages.timeline import link
from people.models import Message, Subscription, User
from people.outbox import outbox, subscribing
from people.outbox.kinds import Kind
from people.text.dates import until_day

PAGE, EXTRA, POLICE, PANEL, FACILITATORS = "page", "extra", "police", "panel", "facilitators"
EXPERTS = "experts"
SUBSCRIBED = "subscribed"
DOOR = "door"  # whoever waited at it
AT_A_TIME = 300  # lines
FROM_HOUR = 8  # nobody is reminded in the night
ROLES = {
    PAGE: [Role.PARTICIPANT],
    EXTRA: [Role.PARTICIPANT],
    POLICE: [Role.OFFICER, Role.RESPONDER],
    PANEL: [Role.OVERSIGHT],
    FACILITATORS: [Role.FACILITATOR],
    EXPERTS: [Role.EXPERT],
}
WHY = {
    PAGE: "You get this because you took part.",
    EXTRA: "You get this because you took part and asked for e-mails of this kind on your page.",
    POLICE: "You get this because you answer for the force in this consultation.",
    PANEL: "You get this because you are on the oversight panel of this consultation.",
    FACILITATORS: "You get this because you facilitate this consultation.",
    EXPERTS: "You get this because you work on the briefing of this consultation as an expert.",
    SUBSCRIBED: "You get this because you asked to be told, and confirmed your address.",
    DOOR: "You get this because you asked to take part, and waited to be let in.",
}


def people(consultation: Consultation, kind: str) -> QuerySet[User]:
    """Whom a message of this kind concerns, as it is now."""
    members = consultation.memberships.current().filter(role__in=ROLES[kind], user__is_active=True)
    return User.objects.filter(pk__in=members.values("user"))


def is_still_theirs(message: Message) -> bool:
    """Asked again before each e-mail: the member whom it was written for is still here, under that name."""
    mine = Membership.objects.current().filter(pk=message.data["member"])
    return mine.filter(user=message.mailbox.user_id).exists() if message.mailbox.user_id else False


def tell(
    consultation: Consultation,
    kind: str,
    key: str,
    title: str,
    page: str,
    *args: object,
    to: Iterable[User] | None = None,
    due: datetime | None = None,
    weekly: bool = False,
) -> int:
    """Each of those people once for this key. `page` is the name of an address that takes the slug and `args`;
    `due`: not by e-mail before; `weekly`: by the weekly one."""
    address = link(page, consultation.slug, *args)
    return outbox.tell(
        people(consultation, kind) if to is None else to,
        kind,
        f"{key} in {consultation.pk}",
        title=f"{title}: {consultation.title}",
        why=WHY[kind],
        link=address,
        consultation=consultation.pk,
        due=due,
        weekly=weekly,
    )


class Line(NamedTuple):
    """One thing to be told of a consultation, as `tell` takes it."""

    consultation: Consultation
    key: str
    title: str
    page: str
    args: tuple[object, ...] = ()

    @property
    def full_key(self) -> str:
        return f"{self.key} in {self.consultation.pk}"


def tell_all(kind: str, lines: Sequence[Line]) -> int:
    """As `tell`, of many consultations: a few queries for every few hundred lines, not for each.

    Whoever has the role now is told what they were not told yet, whoever was before them.
    """
    told = 0
    for first in range(0, len(lines), AT_A_TIME):
        some = lines[first : first + AT_A_TIME]
        members = Membership.objects.current().filter(
            consultation__in={line.consultation.pk for line in some}, role__in=ROLES[kind], user__is_active=True
        )
        standing = defaultdict(set)
        for pk, user in members.values_list("consultation", "user"):
            standing[pk].add(user)
        keys = [line.full_key for line in some]
        have = set(Message.objects.filter(kind=kind, key__in=keys).values_list("key", "mailbox__user"))
        new = [
            (line, user)
            for line, key in zip(some, keys, strict=True)
            for user in sorted(standing[line.consultation.pk])
            if (key, user) not in have
        ]
        users = User.objects.filter(pk__in={user for _, user in new})
        boxes = {box.user_id: box for box in (outbox.mailboxes(users) if new else [])}
        puts = [
            outbox.Put(
                boxes[user],
                line.full_key,
                f"{line.title}: {line.consultation.title}",
                link(line.page, line.consultation.slug, *line.args),
                {"consultation": line.consultation.pk},
            )
            for line, user in new
        ]
        told += outbox.put_all(kind, puts, why=WHY[kind])
    return told


def heard(consultations: Iterable[int]) -> set[int]:
    """Those of these consultations of which a resident or a subscriber may want to hear."""
    numbers, found = sorted(set(consultations)), set()
    said = Subscription.objects.exclude(confirmed_at=None)
    wanted = {what: said.filter(what=what).values("number") for what in ("consultation", "technology", "force", "area")}
    for first in range(0, len(numbers), AT_A_TIME):
        some = Consultation.objects.filter(pk__in=numbers[first : first + AT_A_TIME]).order_by()
        there = Membership.objects.current().participants().filter(consultation=OuterRef("pk"), user__isnull=False)
        of_interest = Q(pk__in=wanted["consultation"]) | Q(technologies__in=wanted["technology"])
        of_interest |= (
            Q(force__in=wanted["force"]) | Q(joint_forces__in=wanted["force"]) | Q(in_areas__in=wanted["area"])
        )
        found |= set(some.filter(Exists(there)).values_list("pk", flat=True))
        found |= set(some.filter(of_interest).values_list("pk", flat=True))
    return found


def morning() -> datetime:
    """From when on somebody is written to of what the clock did in the night."""
    now = timezone.localtime(clock.now())
    return max(now, datetime.combine(now.date(), time(FROM_HOUR), now.tzinfo))


def tell_subscribers(consultation: Consultation, key: str, title: str, page: str, *args: object) -> int:
    """Whoever subscribed to the consultation, a technology, a force or an area of it: each once."""
    boxes = subscribing.subscribers(subjects(consultation))
    return outbox.put(
        boxes,
        SUBSCRIBED,
        f"{key} in {consultation.pk}",
        title=f"{title}: {consultation.title}",
        why=WHY[SUBSCRIBED],
        link=link(page, consultation.slug, *args),
        consultation=consultation.pk,
    )


def subjects(consultation: Consultation) -> dict[str, list[int] | QuerySet[Any]]:
    """What somebody may have subscribed to, to be told of this consultation: what → numbers, or a query for them."""
    joint = Consultation.joint_forces.through.objects.filter(consultation_id=consultation.pk)
    force = Force.objects.filter(Q(pk=consultation.force_id) | Q(pk__in=joint.values("force_id"))).order_by()
    technologies = Consultation.technologies.through.objects.filter(consultation_id=consultation.pk)
    areas = Consultation.in_areas.through.objects.filter(consultation_id=consultation.pk)
    return {
        "consultation": [consultation.pk],
        "technology": technologies.values("technology_id"),
        "force": force.values("pk"),
        "area": areas.values("area_id"),
    }


# --- Asked again before each e-mail ------------------------------------------------------------------
def _overtaken(message: Message, consultation: Consultation) -> bool:
    """Said before it was withdrawn, and not sent by then: nobody is reminded of what is not done any more."""
    withdrawn = consultation.withdrawn_at
    return withdrawn is not None and message.made_at < withdrawn and message.kind != FACILITATORS


def is_still_there(message: Message) -> bool:
    consultation = Consultation.objects.filter(pk=message.data["consultation"]).first()
    if consultation is None or message.mailbox.user_id is None or _overtaken(message, consultation):
        return False
    return people(consultation, message.kind).filter(pk=message.mailbox.user_id).exists()


def is_at_home(message: Message) -> bool:
    """Whoever was let in and takes part, or was told no and has not asked again."""
    number, user = message.data["consultation"], message.mailbox.user_id
    declined = Newcomer.objects.filter(consultation=number, user=user, state=Newcomer.State.DECLINED)
    here = Membership.objects.current().participants().filter(consultation=number, user=user)
    return user is not None and (declined if message.data["said"] == "no" else here).exists()


def wants_extra(message: Message) -> bool:
    return message.mailbox.follows and is_still_there(message)


def is_paused(message: Message) -> bool:
    return Consultation.objects.filter(pk=message.data["consultation"], stage=Stage.PAUSED).exists()


def still_subscribes(message: Message) -> bool:
    consultation = Consultation.objects.filter(pk=message.data["consultation"]).first()
    if consultation is None or _overtaken(message, consultation):
        return False
    return message.mailbox in subscribing.subscribers(subjects(consultation))


KINDS = [
    Kind(PAGE, page_only=True, still=is_still_there),
    Kind(EXTRA, extra=True, still=wants_extra, held=is_paused),
    *[Kind(name, duty=True, still=is_still_there) for name in (POLICE, PANEL, FACILITATORS, EXPERTS)],
    Kind(SUBSCRIBED, still=still_subscribes, held=is_paused),
    Kind(DOOR, still=is_at_home),
]


def tell_at_the_door(newcomer: Newcomer, said: str) -> None:
    """`said`: "in" or "no". A guest has no address; their page at the door says it."""
    if newcomer.user.is_guest:
        return
    consultation = newcomer.consultation
    title = "You are in" if said == "in" else "You were not let in"
    outbox.tell(
        [newcomer.user],
        DOOR,
        f"{said} {newcomer.asked_at:%Y%m%d%H%M%S%f} in {consultation.pk}",
        title=f"{title}: {consultation.title}",
        why=WHY[DOOR],
        link=link("wait_here", consultation.slug),
        consultation=consultation.pk,
        said=said,
    )


# --- What there is to subscribe to -------------------------------------------------------------------
def consultation(number: int) -> subscribing.About | None:
    found = Consultation.objects.public().filter(pk=number).first()
    return (found.title, link("consultation", found.slug)) if found else None


def technology(number: int) -> subscribing.About | None:
    found = Technology.objects.filter(pk=number, consultations__in=Consultation.objects.public()).first()
    return (found.name, link("technology", found.pk)) if found else None


def force(number: int) -> subscribing.About | None:
    found = Force.objects.filter(pk=number).first()
    return (found.name, link("force", found.slug)) if found else None


def area(number: int) -> subscribing.About | None:
    found = Area.objects.filter(pk=number).first()
    return (found.name, f"{link('archive')}?area={found.slug}") if found else None


# --- Stages ------------------------------------------------------------------------------------------
def gate_passed(consultation: Consultation) -> None:
    """As a stage begins: the facilitators, and whoever subscribed once the page is public."""
    stage = Stage(consultation.stage)
    times = f" {len(consultation.followed_again)}" if consultation.followed_again else ""  # completed a second time
    moment = f"stage {stage} {consultation.stage_reason[:20]}{times}"
    tell(consultation, FACILITATORS, moment, f"Now “{stage.label}”", "consultation")
    if stage not in HIDDEN_STAGES:
        tell_subscribers(consultation, moment, f"Now “{stage.label}”", "consultation")


#: The term that was moved → what is said of it.
MOVED = {
    "closes_at": "It closes on {new} instead of {old}",
    "response_due": "The police answer is due on {new} instead of {old}",
}


def date_moved(consultation: Consultation, name: str, old: date, new: date) -> None:
    """Residents, and whoever subscribed: everybody was told the other day."""
    to, was = until_day(new), until_day(old)
    tell_everybody(consultation, f"moved {name} {to}", MOVED[name].format(new=to, old=was))


def tell_everybody(consultation: Consultation, key: str, title: str) -> None:
    """Residents, by e-mail where they said so on their page, and whoever subscribed: each once for this key."""
    tell(consultation, EXTRA, key, title, "consultation")
    tell_subscribers(consultation, key, title, "consultation")


def to_review(consultation: Consultation) -> None:
    key = f"review {consultation.briefing.pk if consultation.briefing else 0}"
    tell(consultation, PANEL, key, "The briefing waits for your review", "review")


def closing_early_is_asked(consultation: Consultation, member: Membership) -> None:
    """One of the panel would close it early: the others, who may agree, and those who run it."""
    until = until_day(clock.now() + timedelta(days=numbers.CLOSE_EARLY_DAYS))
    title = f"{member.public_name} would close it early. It closes if another member of the panel agrees until {until}"
    key = f"close early {member.pk} {clock.now():%Y-%m-%d %H:%M:%S}"
    tell(consultation, PANEL, key, title, "move_stage", "close_early")
    tell(consultation, FACILITATORS, key, title, "consultation_desk")


def closing_early_is_taken_back(consultation: Consultation, member: Membership) -> None:
    title = f"{member.public_name} no longer agrees that it closes early"
    key = f"no early close {member.pk} {clock.now():%Y-%m-%d %H:%M:%S}"
    for kind in (PANEL, FACILITATORS):
        tell(consultation, kind, key, title, "consultation_desk")


def paused_by(consultation: Consultation, member: Membership) -> None:
    """Everybody who runs it or checks it, at once: another of the panel may let it go on."""
    key = f"paused {consultation.paused_at}"
    for kind in (PANEL, FACILITATORS):
        tell(consultation, kind, key, f"Paused by {member.public_name} of the panel", "consultation_desk")


# --- Once a day --------------------------------------------------------------------------------------
def once_a_day(counts: Iterable[tuple[int, int | str]], what: str, page: str) -> int:
    """Facilitators of consultations in which something waits: (consultation, how many, or what in words). From eight in
    the morning."""
    if timezone.localtime(clock.now()).hour < FROM_HOUR:
        return 0
    waiting = dict(counts)
    told = 0
    for one in Consultation.objects.filter(pk__in=waiting).exclude(stage=Stage.WITHDRAWN):
        title = f"{what}: {waiting[one.pk]}"
        told += tell(one, FACILITATORS, f"{page} {clock.today()}", title, page)
    return told


def newcomers_wait() -> Iterator[str]:
    """People at the door."""
    waiting = Newcomer.objects.filter(state=Newcomer.State.WAITING).order_by()
    told = once_a_day(waiting.values_list("consultation").annotate(n=Count("pk")), "People wait to be let in", "people")
    if told:
        yield f"facilitators told of newcomers: {told}"
