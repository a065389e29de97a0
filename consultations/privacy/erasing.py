"""What goes when an account is erased: places become names without a person, ballots lose their link."""

from datetime import datetime

from django.db import transaction

from audit import clock
from audit.record import record
from consultations.groups import appointing
from consultations.models import STAFF, Consent, Consultation, Membership, ParticipationToken, Role, TokenLink
from consultations.privacy import unlinking
from consultations.privacy.my_data import ANSWERS, parts
from people.models import User
from people.privacy import ledger, registry
from people.privacy.registry import Erasing

NOTHING = {field.name: "" for field in ANSWERS}
CUT, CUT_LATER = "cut", "cut_later"


def holds_a_staff_role(user: User) -> bool:
    return user.memberships.filter(role__in=STAFF).exists()


def roles(erasing: Erasing) -> None:
    appointing.end_with_account(erasing.user)


def places(erasing: Erasing) -> None:
    """Locked first: whoever is posting or voting at this moment is done before, or comes too late."""
    mine = Membership.objects.select_for_update().filter(user=erasing.user).select_related("consultation")
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
    if any(member.consultation.anonymised_at for member in mine):
        stays.append("Votes that were cut loose already. Nothing here tells any more which ones were yours.")
    if votes_can_be_found(user):
        stays.append("Your votes that can still be found: counted, with no way back to you, unless you choose below.")
    return ["What you agreed to ends, and what you told us about yourself is deleted."], stays


def what_other_consents_do(member: Membership, item: Consent.Item) -> str:
    return {
        Consent.Item.RECONTACT: "You get no e-mail when the findings are out or the police answer. You can still read "
        "everything here.",
        Consent.Item.CHANGES: "You are not told if the technology changes. It is still said on the page here.",
        Consent.Item.RECORDING: "The recorder stops while you speak. What was written down before stays in the "
        "discussion, until you leave.",
    }.get(item, "")


def what_other_consents_did(member: Membership, item: Consent.Item) -> str:
    done = {
        Consent.Item.RECONTACT: "You get no e-mail about the findings or the answer.",
        Consent.Item.CHANGES: "You are not told of changes from now on.",
        Consent.Item.RECORDING: "You are not recorded from now on.",
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
