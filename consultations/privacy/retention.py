"""Until when: links to ballots, answers about oneself, contact details, accounts nobody uses."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from consultations import numbers
from consultations.models import (
    E_MAILS,
    Arrival,
    Consent,
    Consultation,
    Membership,
    Newcomer,
    ParticipantProfile,
    Role,
    TokenLink,
)
from consultations.newcomers import newcomers as at_the_door
from consultations.privacy import periods, totals, unlinking
from consultations.privacy.erasing import marks_over
from consultations.privacy.my_data import ANSWERS
from people.models import User
from people.numbers import CONTACT_DAYS
from people.privacy import erasing, retention
from people.text.sentences import counted, many


def over(until: Callable[[Consultation], datetime | None], now: datetime, among: Iterable[Consultation]) -> list[int]:
    """The consultations whose time for something has come."""
    return [c.pk for c in among if (end := until(c)) is not None and end <= now]


# --- Links -------------------------------------------------------------------------------------------
def links(now: datetime) -> QuerySet[TokenLink]:
    first = TokenLink.objects.filter(token__linked_until=None)
    among = Consultation.objects.filter(pk__in=first.values("token__consultation"))
    over_now = Q(token__linked_until=None, token__consultation__in=over(periods.link_until, now, among))
    paused = Q(token__consultation__paused_at__lt=F("token__linked_until"))  # which then ends later
    return TokenLink.objects.filter(over_now | Q(token__linked_until__lte=now) & ~paused)


def cut(rows: QuerySet[TokenLink]) -> int:
    """How many went. Which are due is asked before anything goes: of those of a follow-up poll only what is over."""
    count = 0
    of_follow_ups = set(rows.filter(token__linked_until__isnull=False).values_list("token__consultation", flat=True))
    for consultation in list(Consultation.objects.filter(memberships__token_link__in=rows).distinct()):
        count += unlinking.cut_ballots_loose(consultation)
        if consultation.pk in of_follow_ups:
            count += unlinking.cut_later_ballots(consultation)
    return count


# --- Answers about oneself -----------------------------------------------------------------------------
def profiles(now: datetime) -> QuerySet[ParticipantProfile]:
    among = Consultation.objects.exclude(anonymised_at=None)
    said = Q()
    for field in ANSWERS:
        said |= ~Q(**{field.name: ""})
    return ParticipantProfile.objects.filter(said, token__consultation__in=over(periods.profile_until, now, among))


def into_totals(rows: QuerySet[ParticipantProfile]) -> int:
    """The published tables are kept as they are; then the answers go. Which group somebody was in stays: it tells
    recruited people from those who chose to come, and every count needs that."""
    for consultation in Consultation.objects.filter(tokens__profile__in=rows).distinct():
        totals.keep(consultation)
    return rows.update(**{field.name: "" for field in ANSWERS})


# --- Contact details -----------------------------------------------------------------------------------
def contacts(now: datetime) -> QuerySet[Membership]:
    """Participants who still have an account behind them, after its time. Staff act under their own name."""
    known = Membership.objects.filter(role=Role.PARTICIPANT, user__isnull=False)
    among = list(Consultation.objects.filter(pk__in=known.values("consultation")))
    news = Consent.objects.filter(membership=OuterRef("pk"), item__in=E_MAILS, withdrawn_at=None)
    done, told = over(periods.contact_until, now, among), over(periods.news_until, now, among)
    return known.filter(Q(consultation__in=told) | Q(consultation__in=done) & ~Exists(news))


def part_from(rows: QuerySet[Membership]) -> int:
    """The place keeps its made-up name and loses its person; an account left without any place goes too."""
    members = list(rows.select_related("user"))
    Membership.objects.filter(pk__in=[member.pk for member in members]).update(user=None)
    for user in {member.user for member in members if member.user is not None}:
        if not user.memberships.exists() and not user.name and not user.is_superuser:
            erasing.remove(user)
    return len(members)


# --- At the door --------------------------------------------------------------------------------------
def newcomers(now: datetime) -> QuerySet[Newcomer]:
    """People who asked to come in and were not, after a while."""
    return Newcomer.objects.filter(asked_at__lte=retention.months_after(now, -numbers.NEWCOMER_MONTHS))


def arrivals(now: datetime) -> QuerySet[Arrival]:
    """Marks of devices and addresses, which count for the day they were made."""
    return Arrival.objects.filter(on__lte=now.date() - timedelta(days=numbers.ARRIVAL_DAYS))


def door_marks(now: datetime) -> QuerySet[Newcomer]:
    """The same marks, of people who still wait: whoever waits for long is not known by their device for longer."""
    marked = ~Q(device="") | ~Q(address="")
    return Newcomer.objects.filter(marked, asked_at__lte=now - timedelta(days=numbers.ARRIVAL_DAYS))


def forget_marks(rows: QuerySet[Newcomer]) -> int:
    return rows.update(device="", address="")


# --- Accounts ------------------------------------------------------------------------------------------
def unused_accounts(now: datetime) -> QuerySet[User]:
    """Residents' accounts that belong to nothing and were not used for long. Staff accounts are closed by hand."""
    residents = User.objects.filter(name="", is_superuser=False, is_staff=False, can_start_consultations=False)
    residents = residents.filter(memberships=None).alias(used=Coalesce("last_login", "date_joined"))
    return residents.filter(used__lt=retention.months_after(now, -numbers.UNUSED_MONTHS))


@transaction.atomic
def remove_all(rows: QuerySet[User]) -> int:
    people = list(rows)
    for user in people:
        erasing.remove(user)
    return len(people)


KEPT = [
    retention.Rule(
        "links",
        "The link between you and your votes",
        "To let you change or take back your votes",
        f"Destroyed when the findings are published, at the latest {many(numbers.LINK_WEEKS, 'week')} after closing. "
        "Where a consultation is withdrawn: after the days to take back what you said, counted from then. "
        "After that nothing here says which votes were yours; copies for emergencies hold the link until they are "
        "replaced. A follow-up poll has a link of its own, destroyed when it closes.",
        10,
        due=links,
        purge=cut,
        since="membership__consultation__closes_at",
    ),
    retention.Rule(
        "profiles",
        "What you told us about yourself",
        "To see whether everybody was heard",
        f"Made into totals, then deleted {many(numbers.PROFILE_MONTHS, 'month')} after the link is destroyed. Small "
        "numbers are never shown.",
        20,
        due=profiles,
        purge=into_totals,
        since="token__consultation__anonymised_at",
    ),
    retention.Rule(
        "contacts",
        "Your e-mail address, and who is behind a name",
        "To sign you in and, if you ask, to tell you what happened",
        f"{many(CONTACT_DAYS, 'day')} after the police answer, later where you are still asked something then. If you "
        "asked for e-mails: until the promises have "
        f"been followed up, at most {many(numbers.FOLLOW_UP_MONTHS, 'month')} after the answer. Where a consultation "
        f"says so: when the findings are out; if you asked for e-mails, {many(CONTACT_DAYS, 'day')} after the answer. "
        "If no answer comes: as long as your posts. If it is withdrawn: as many days after that, or as many as you "
        "have to take back what you said.",
        60,
        due=contacts,
        purge=part_from,
        since="joined_at",
    ),
    retention.Rule(
        "newcomers",
        "People who asked to come in and were not let in",
        "So that a facilitator can let you in",
        f"{counted(numbers.NEWCOMER_MONTHS, 'month').capitalize()} after you asked.",
        61,
        due=newcomers,
        purge=at_the_door.lapse,
        since="asked_at",
    ),
    retention.Rule(
        "arrivals",
        "That somebody joined from a device and a network address",
        "To see when one device brings many people. Kept as scrambled marks, other ones each day",
        f"{counted(numbers.ARRIVAL_DAYS, 'day').capitalize()} after you joined.",
        62,
        due=arrivals,
        purge=retention.delete,
    ),
    retention.Rule(
        "door_marks",
        "The device and the network address from which somebody asked to come in and waits",
        "To see when one device brings many people. Kept as scrambled marks, other ones each day",
        f"{counted(numbers.ARRIVAL_DAYS, 'day').capitalize()} after you asked.",
        62,
        due=door_marks,
        purge=forget_marks,
        since="asked_at",
    ),
    retention.Rule(
        "erased_residents",
        "Marks made from the addresses of those who took part and erased their account",
        "So that nobody comes back with the address they had then as police, panel or facilitator of the same "
        "consultation, or as police of another one. Nobody can read an address from it, and it leads to nothing that "
        "was written or chosen",
        "Until the address would have gone, or until the consultation is withdrawn. One that is completed may be "
        "followed up again.",
        64,
        due=marks_over,
        purge=retention.delete,
    ),
    retention.Rule(
        "accounts",
        "Accounts nobody uses",
        "To sign you in",
        f"{many(numbers.UNUSED_MONTHS, 'month')} after the last sign-in, where you take part in nothing.",
        80,
        due=unused_accounts,
        purge=remove_all,
        since="date_joined",
    ),
]
