"""What a facilitator wrote is judged by another facilitator, as long as there is one. Words of others they brought in
from a record are not their own; of those, a second person confirms what is left (importing/words_out.py).
"""

from consultations.models import Membership, Role
from deliberation.models import Concern, Contribution
from people.errors import Refused

OWN = "You wrote this yourself. Another facilitator decides about it."


def refuse_own(contribution: Contribution, member: Membership) -> None:
    """Raises Refused where the author would decide that their own post stays or is shown, and somebody else could."""
    if contribution.membership_id != member.pk or contribution.record_id is not None:
        return
    others = Membership.objects.current().filter(consultation=member.consultation_id, role=Role.FACILITATOR)
    if others.exclude(pk=member.pk).exists():
        raise Refused(OWN)


def refuse_answering_for_own(contribution: Contribution, member: Membership) -> None:
    """As `refuse_own`, where an act would show what somebody else held, or answer what readers reported."""
    reported = Concern.objects.filter(contribution=contribution, answered_at=None)
    if contribution.is_held or reported.exists():
        refuse_own(contribution, member)
