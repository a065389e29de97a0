"""“My data”: where somebody takes part, what they agreed to, what they told about themselves."""

from collections.abc import Iterator

from django.urls import reverse

from audit.models import Entry
from consultations import numbers
from consultations.joining import wording
from consultations.models import STAFF, Consent, Membership, ParticipantProfile, Role
from consultations.record.public_record import role_name
from people.models import User
from people.numbers import CONTACT_DAYS
from people.privacy import registry
from people.privacy.registry import Row, Section
from people.privacy.words import plain_row
from people.text.dates import when
from people.text.sentences import many

#: The answers about oneself, whichever are asked.
ANSWERS = [f for f in ParticipantProfile._meta.concrete_fields if not f.is_relation and not f.primary_key]
GONE = (
    "This can no longer be found: the link between you and it was destroyed on {day}. Nothing here leads to it but a "
    "receipt, if you made one. Copies for emergencies hold the link until they are replaced; restored, it is cut again."
)


def places(user: User) -> list[Membership]:
    return list(user.memberships.select_related("consultation", "group").order_by("pk"))


def parts(user: User) -> list[Membership]:
    """Where the person takes, or took, part as a resident."""
    return [member for member in places(user) if member.role == Role.PARTICIPANT]


def no_longer_found(member: Membership, heading: str) -> Row:
    """Said instead of ballots and profile, once nobody can tell whose they are."""
    cut = member.consultation.anonymised_at
    words = GONE.format(day=when(cut).split(",")[0]) if cut else "Nothing is kept: it was deleted when you left."
    return {"Consultation": str(member.consultation), heading: words}


def memberships(user: User) -> Iterator[Row]:
    for member in places(user):
        yield {
            "Consultation": str(member.consultation),
            "You are": role_name(member.role),
            "Name there": member.pseudonym,
            "Group": str(member.group or ""),
            "Title there": member.title,
            "Organisation": member.organisation,
            "Before": "; ".join(f"{one.described}, until {when(one.until)}" for one in member.standings[:-1]),
            "How you stand to it": member.get_standpoint_display(),
            "Since": when(member.joined_at),
            "Left": when(member.withdrawn_at),
        }


def consents(user: User) -> Iterator[Row]:
    mine = Consent.objects.filter(membership__in=parts(user)).select_related("membership__consultation")
    for consent in mine.order_by("given_at", "pk"):
        yield {
            "Consultation": str(consent.membership.consultation),
            "You agreed to": str(consent.get_item_display()),
            "In these words": wording.of(Consent.Item(consent.item), consent.text_version).label,
            "Wording": consent.text_version,
            "Given": when(consent.given_at),
            "Taken back": when(consent.withdrawn_at) or "No",
        }


def profiles(user: User) -> Iterator[Row]:
    for member in parts(user):
        profile = ParticipantProfile.objects.filter(token__link__membership=member).first()
        if profile is None or member.consultation.anonymised_at:
            yield no_longer_found(member, "What")
            continue
        for field in ANSWERS:
            answer = getattr(profile, f"get_{field.name}_display", lambda f=field, p=profile: getattr(p, f.name))()
            name = str(field.verbose_name).capitalize()
            yield {"Consultation": str(member.consultation), "What": f"{name}: {answer or 'not said'}"}


def whatever_else(user: User) -> Iterator[Row]:
    """Tables that no section names: shown as they are, so that nothing held can be forgotten here."""
    for relation in registry.others(Membership):
        for row in registry.rows_of(relation, parts(user)).iterator():
            yield plain_row(row)


def acts(user: User) -> Iterator[Row]:
    """For staff: how many acts, and where to read them."""
    for member in places(user):
        if member.role not in STAFF:
            continue
        slug = member.consultation.slug
        done = Entry.objects.about(slug).filter(actor=member.audit_name, role=member.role).count()
        yield {
            "Consultation": str(member.consultation),
            "As": role_name(member.role),
            "Acts in the record": str(done),
            "Read them at": reverse("public_record", args=[slug]),
        }


SHOWN = [
    Section(
        "places",
        "Where you take part, and your name there",
        memberships,
        order=20,
        why="So that you can take part under a name that is not yours.",
        kept=f"Who is behind the name: {many(CONTACT_DAYS, 'day')} after the answer, later where you are still asked "
        "something then, or as the consultation says; "
        "if you asked for e-mails, until the promises have been followed up, at most "
        f"{many(numbers.FOLLOW_UP_MONTHS, 'month')} after the answer. The name alone stays. So does the name under "
        "which you acted for the public.",
    ),
    Section(
        "consents",
        "What you agreed to",
        consents,
        order=30,
        why="To be able to prove it, and to respect what you took back.",
        kept="As long as what it allows is kept. Without your account it says only that somebody agreed.",
    ),
    Section(
        "profile",
        "What you told us about yourself",
        profiles,
        order=40,
        why="To see whether all ages and places were heard. Only totals are ever shown.",
        kept=f"Made into totals and deleted {many(numbers.PROFILE_MONTHS, 'month')} after the link to you is "
        "destroyed.",
    ),
    Section(
        "more",
        "Other things that hang on your name there",
        whatever_else,
        order=80,
        why="To run the sessions and pages you take part in.",
        kept="Until the session is over, or you leave.",
    ),
    Section(
        "acts",
        "What you did in public, under your name",
        acts,
        order=95,
        why="Staff act in public: a decision has a name.",
        kept="For good, in the record and on published pages. It stays when your account goes.",
    ),
]
