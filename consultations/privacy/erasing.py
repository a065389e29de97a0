"""What goes when an account is erased: places become names without a person, ballots lose their link."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from audit import clock
from audit.record import record
from consultations import erased
from consultations.groups import appointing
from consultations.models import (
    STAFF,
    Consent,
    Consultation,
    ErasedResidents,
    Membership,
    ParticipationToken,
    Role,
    Stage,
    TokenLink,
)
from consultations.privacy import periods, unlinking
from consultations.privacy.my_data import ANSWERS, parts
from people.models import User
from people.privacy import ledger, registry
from people.privacy.registry import Erasing
from people.text.sentences import listed

NOTHING = {field.name: "" for field in ANSWERS}
#: From the announcing on, until nothing is owed any more.
DUTY_RUNS = frozenset(Stage) - {Stage.DRAFT, Stage.IN_REVIEW, Stage.COMPLETED, Stage.WITHDRAWN}
CUT, CUT_LATER = "cut", "cut_later"
#: On the page that erases.
MARK_STAYS = (
    "For {which}, a mark made from your e-mail address as it is now, from which nobody can read it and which leads to "
    "nothing you wrote or chose: so that nobody comes back with this address as police, panel or facilitator there, "
    "also where it is completed and followed up again. It goes when your address would have gone, or as it is "
    "withdrawn."
)


def holds_a_staff_role(user: User) -> bool:
    return user.memberships.filter(role__in=STAFF).exists()


def gave_roles(user: User) -> bool:
    """Whoever seated somebody as an administrator: they come back as nobody else beside those whom they chose."""
    return Membership.objects.filter(seated_by_account=user).exists()


def still_answers(user: User) -> str:
    """An accepted duty ends as another officer accepts it, or as an administrator closes the account in public."""
    alone = (
        one
        for one in user.memberships.current()
        .filter(role=Role.OFFICER, accepted_at__isnull=False, consultation__stage__in=DUTY_RUNS)
        .select_related("consultation")
        if not one.consultation.memberships.current()
        .filter(role=Role.OFFICER, accepted_at__isnull=False)
        .exclude(pk=one.pk)
        .exists()
    )
    names = [f"“{one.consultation}”" for one in alone]
    return (
        f"You have accepted to answer in {listed(names)}. Hand the duty on first, under “Who answers” there: it is "
        "yours until another officer accepts it. If nobody can take it, ask the administrator of this site."
        if names
        else ""
    )


def roles(erasing: Erasing) -> None:
    appointing.end_with_account(erasing.user)


def remember(erasing: Erasing) -> None:
    """A mark of the address, as it is now, in every consultation in which it still counts (consultations/erased.py).

    The first of all steps, in one order with the consultations in which a role ends (`roles`), each held as it comes:
    a mark points at its consultation, which PostgreSQL looks up as all ends, with the record in hand. So two who erase
    at once do not wait for each other. The record is written after all of it (people.privacy.erasing).
    """
    email = erasing.user.email
    bear_a_mark = {one.pk for one in marked(erasing.user)} if email else set()
    roles_end = set(appointing.roles_of(erasing.user).values_list("consultation", flat=True))
    for key in sorted(bear_a_mark | roles_end):
        appointing.hold(key)
        if key in bear_a_mark:
            _mark(key, email or "")


def _mark(consultation: int, email: str) -> None:
    ErasedResidents.objects.get_or_create(consultation_id=consultation)
    row = ErasedResidents.objects.select_for_update(no_key=True).get(consultation=consultation)
    row.marks = sorted({*row.marks, erased.mark(consultation, email)})
    row.save(update_fields=["marks"])


def marked(user: User) -> list[Consultation]:
    """Where the person takes, or took, part and it may still go on, in the order of their numbers."""
    theirs = Membership.objects.filter(user=user, role=Role.PARTICIPANT).values("consultation")
    return [one for one in Consultation.objects.filter(pk__in=theirs).order_by("pk") if not is_over(one, clock.now())]


def is_over(consultation: Consultation, now: datetime) -> bool:
    """It is withdrawn, for good, or the addresses of those who took part are deleted.

    One that is completed is not over: it is followed up again as soon as the panel takes a verification back.
    """
    until = periods.contact_until(consultation)
    return consultation.stage == Stage.WITHDRAWN or (until is not None and until <= now)


def marks_over(now: datetime) -> QuerySet[ErasedResidents]:
    """No mark outlives a withdrawal, nor the day on which the address itself would have gone."""
    kept = ErasedResidents.objects.select_related("consultation")
    return ErasedResidents.objects.filter(pk__in=[row.pk for row in kept if is_over(row.consultation, now)])


def places(erasing: Erasing) -> None:
    """Locked first: whoever is posting or voting at this moment is done before, or comes too late."""
    mine = Membership.objects.select_for_update(no_key=True).filter(user=erasing.user).select_related("consultation")
    for member in mine:
        if member.role == Role.PARTICIPANT:
            _forget(member, erasing.delete_votes)


def _forget(member: Membership, delete_votes: bool) -> None:
    """The row stays, for counts and others' replies: a made-up name that leads to nobody."""
    cut_off(member, delete_votes=delete_votes)
    Consent.objects.filter(membership=member, withdrawn_at=None).update(withdrawn_at=clock.now())
    for relation in registry.others(Membership):
        registry.rows_of(relation, [member.pk]).delete()
    if member.is_current:
        member.withdrawn_at = clock.now()
        record("left", actor=member, subject=member, consultation=member.consultation.slug)
    member.user, member.organisation = None, ""
    member.save(update_fields=["withdrawn_at", "user", "organisation"])


def cut_off(member: Membership, *, delete_votes: bool) -> None:
    """The person's ballots go, or stay as nobody's: answers about themselves emptied, key and link new or gone."""
    for token in ParticipationToken.objects.select_for_update().filter(link__membership=member):
        if delete_votes:
            token.delete()
            continue
        token.profile.__class__.objects.filter(token=token).update(**NOTHING)
        unlinking.cut_one(token)


# --- Said beforehand -----------------------------------------------------------------------------------
def votes_can_be_found(user: User) -> bool:
    return TokenLink.objects.filter(membership__user=user).exists()


def what_goes(user: User) -> tuple[list[str], list[str]]:
    mine = parts(user)
    if not mine:
        return [], []
    names = ", ".join(f"{member.pseudonym} in “{member.consultation}”" for member in mine)
    stays = [
        f"Your names there ({names}), without anybody behind them: they mark the empty places of what you wrote.",
        "In the public record: that a participant joined, wrote and left. Not who, and not what.",
    ]
    if user.email and (still := marked(user)):
        stays.append(MARK_STAYS.format(which=listed([f"“{one}”" for one in still])))
    if any(member.consultation.anonymised_at for member in mine):
        stays.append("Votes that were cut loose already. Nothing here tells any more which ones were yours.")
    if votes_can_be_found(user):
        stays.append(
            "Your votes in polls that have closed, where they can still be found: counted, with no way back to you, "
            "unless you choose below. Those in polls that are open are deleted."
        )
    return ["What you agreed to ends, and what you told us about yourself is deleted."], stays


def what_other_consents_do(member: Membership, item: Consent.Item) -> str:
    return {
        Consent.Item.RECONTACT: "You get no e-mail when the findings are out or the police answer. You can still read "
        "everything here.",
        Consent.Item.CHANGES: "You are not told if the technology changes. It is still said on the page here.",
        Consent.Item.RECORDING: "Tell the facilitators before you speak: they see how many have not agreed to be "
        "recorded, not who. What was written down before stays in the discussion, until you leave.",
    }.get(item, "")


def what_other_consents_did(member: Membership, item: Consent.Item) -> str:
    done = {
        Consent.Item.RECONTACT: "You get no e-mail about the findings or the answer.",
        Consent.Item.CHANGES: "You are not told of changes from now on.",
        Consent.Item.RECORDING: "Tell the facilitators before you speak, so that you are not recorded.",
    }
    return done.get(item, "")


# --- After a restore -----------------------------------------------------------------------------------
def cut_again(line: ledger.Line) -> bool:
    """A backup from before the cut holds the links again."""
    found = Consultation.objects.filter(
        slug=line["consultation"], anonymised_at=None, created_at__lte=datetime.fromisoformat(line["at"])
    ).first()
    if found is None:
        return False
    with transaction.atomic():
        unlinking.cut_ballots_loose(found)
    return True


def cut_later_again(line: ledger.Line) -> bool:
    """A backup from while a follow-up poll was open."""
    found = Consultation.objects.filter(slug=line["consultation"], created_at__lte=datetime.fromisoformat(line["at"]))
    return any(unlinking.cut_later_ballots(consultation) for consultation in found)
