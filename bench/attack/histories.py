"""Invented histories of three consultations that share some of their people, and everything an outsider can read of them."""

import random
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.test import Client

from audit import clock
from audit.record import record, together
from consultations.joining import joining
from consultations.models import Membership, Role, Stage
from deliberation.models import Contribution, ContributionRevision, Thread
from outcomes.models import Excerpt, Finding, FindingQuote, FindingsReport
from outcomes.report import method, versions
from people.models import User
from people.privacy import erasing
from tests.cast import Cast, join, make_cast

GLOBAL = ("/", "/record/", "/record/feed/")
PAGES = ("", "record/", "report/", "discussion/")  # the third from publication on; the last on request
ANYWHERE = re.compile(r'nonce="[^"]*"|"X-CSRFToken": "[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"')


@dataclass
class History:
    """One history. `author` knows whose each printed quote is: the attacker does not."""

    dice: random.Random
    casts: list[Cast]
    people: list[User]
    author: dict[int, int] = field(default_factory=dict)
    quotes: list[list[int]] = field(default_factory=list)  # by consultation
    client: Client = field(default_factory=Client)

    def in_(self, person: User, cast: Cast) -> bool:
        return Membership.objects.filter(user=person, consultation=cast.consultation).exists()

    def read(self) -> list[dict[str, str]]:
        """What anybody reads of each consultation, without what is drawn anew for each answer."""
        return [
            {
                page: self._page(f"/consultations/{cast.consultation.slug}/{page}")
                for page in PAGES[: 3 if self.quotes else 2]
            }
            for cast in self.casts
        ]

    def read_all(self) -> dict[str, str]:
        own = {f"{n} {page}": text for n, pages in enumerate(self.read()) for page, text in pages.items()}
        return own | {address: self._page(address) for address in GLOBAL}

    def _page(self, address: str) -> str:
        return ANYWHERE.sub("", self.client.get(address).content.decode())


def tell(number: int, dice: random.Random, start: datetime, size: int = 24) -> History:
    """People join, and are at the point of talking: three open consultations, each with about half of the people."""
    with clock.travel(start):
        casts = [make_cast(f"history-{number}-{n}") for n in range(3)]
        people = [User.objects.create_user(f"p{number}-{n}@example.org") for n in range(size)]
        history = History(dice, casts, people)
        for cast in casts:
            here = [person for person in people if dice.random() < 0.5]
            join(cast.consultation, [(person, dice.choice([cast.group1, cast.group2])) for person in here])
        with transaction.atomic(), together():
            for cast in casts:
                for member in _members(cast):
                    record("joined", actor=member, subject=member, consultation=cast.consultation.slug)
    return history


def _members(cast: Cast) -> list[Membership]:
    return list(cast.consultation.memberships.filter(role=Role.PARTICIPANT, user__isnull=False).select_related("group"))


def post(history: History, person: User, at: datetime) -> None:
    """One person says something in each of their consultations, minutes apart."""
    for minutes, cast in enumerate(history.casts):
        member = Membership.objects.filter(user=person, consultation=cast.consultation).select_related("group").first()
        if member is not None:
            with clock.travel(at + timedelta(minutes=minutes)), transaction.atomic():
                _say(cast, [member])


def _say(cast: Cast, members: list[Membership]) -> list[Contribution]:
    area = cast.consultation.areas.order_by("order").first()
    threads = {
        group: Thread.objects.get_or_create(area=area, group=group, title="Talk")[0]
        for group in (cast.group1, cast.group2)
    }
    said = Contribution.objects.bulk_create(
        Contribution(
            thread=threads[member.group or cast.group1], membership=member, created_at=clock.now(),
            body=f"Words {member.pk} of somebody about cameras, in sentence {n}.",
        )
        for n, member in enumerate(members)
    )  # fmt: skip
    ContributionRevision.objects.bulk_create(
        ContributionRevision(contribution=c, number=1, body=c.body, at=clock.now()) for c in said
    )
    with together():
        for one in said:
            record("posted", actor=one.membership, subject=one, consultation=cast.consultation.slug)
    return said


def publish(history: History, at: datetime) -> None:
    """Everybody has spoken; about six in ten are quoted, some twice. The findings of all three are out."""
    with clock.travel(at), transaction.atomic():
        for cast in history.casts:
            cast.at(Stage.FINDINGS_PUBLISHED)
            members = _members(cast)
            quoted = [m for m in members if history.dice.random() < 0.6]
            quoted += [m for m in quoted if history.dice.random() < 0.2]
            history.dice.shuffle(quoted)
            said = _say(cast, quoted)
            report = FindingsReport.objects.create(
                consultation=cast.consultation, state=FindingsReport.State.PUBLISHED, published_at=at,
                headline="What people said", turns_on=history.dice.randint(1, 28),
            )  # fmt: skip
            area = cast.consultation.areas.order_by("order").first()
            finding = Finding.objects.create(report=report, area=area, order=1, title="A finding")
            written = ContributionRevision.objects.filter(contribution__in=said)
            revisions = {revision.contribution_id: revision for revision in written}
            excerpts = Excerpt.objects.bulk_create(
                Excerpt(
                    revision=revisions[c.pk], start=0, end=len(c.body), verbatim=c.body,
                    created_by=cast.member(cast.moss), checked_by=cast.member(cast.finch),
                )
                for c in said
            )  # fmt: skip
            places = FindingQuote.objects.bulk_create(
                FindingQuote(finding=finding, excerpt=excerpt, order=n) for n, excerpt in enumerate(excerpts)
            )
            report.counted = method.to_keep(cast.consultation, ())  # as publishing does: what is counted then stands
            report.save(update_fields=["counted"])
            versions.first(report)
            for place, c in zip(places, said, strict=True):
                history.author[place.pk] = c.membership.user_id or 0
            history.quotes.append([place.pk for place in places])


def go(history: History, person: User, at: datetime, way: str) -> None:
    """Somebody is erased, or leaves one consultation."""
    with clock.travel(at):
        if way == "erased":
            erasing.erase(person)
            return
        for cast in history.casts:
            if history.in_(person, cast):
                joining.withdraw(cast.consultation, by=person)
                return


def days(start: datetime, number: int) -> Iterator[datetime]:
    """The clock comes round once a day; what is due then is done."""
    for day in range(number):
        with ExitStack() as stack:
            stack.enter_context(clock.travel(start + timedelta(days=day)))
            versions.take_out_what_is_due()
        yield start + timedelta(days=day)
