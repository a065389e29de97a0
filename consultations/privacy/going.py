"""What goes when an account is erased: places become names without a person, ballots lose their link."""

from django.db import transaction

from audit import clock
from audit.record import record
from consultations import cutting
from consultations.models import STAFF, Consent, Consultation, Membership, ParticipationToken, Role
from consultations.privacy.held import ANSWERS
from people.models import User
from people.privacy import ledger, registry
from people.privacy.registry import Erasing

NOTHING = {field.name: "" for field in ANSWERS}
CUT = "cut"


@registry.ACTED.append
def holds_a_staff_role(user: User) -> bool:
    return user.memberships.filter(role__in=STAFF).exists()


@registry.erases(order=30)
def places(erasing: Erasing) -> None:
    """Locked first: whoever is posting or voting at this moment is done before, or comes too late."""
    mine = Membership.objects.select_for_update().filter(user=erasing.user).select_related("consultation")
    for member in mine:
        if member.role == Role.PARTICIPANT:
            _forget(member, erasing.delete_votes)
        elif member.is_current:
            member.withdrawn_at = clock.now()
            member.save(update_fields=["withdrawn_at"])


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
        cutting.cut_one(token)


@ledger.carries_out(CUT)
def cut_again(line: ledger.Line) -> bool:
    """A backup from before the cut holds the links again."""
    found = Consultation.objects.filter(slug=line["consultation"], anonymised_at=None).first()
    if found is None:
        return False
    with transaction.atomic():
        cutting.cut_ballots_loose(found)
    return True
