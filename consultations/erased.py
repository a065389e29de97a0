"""Whoever took part and erased their account takes no role on another side under the address they had then.

What is kept is a keyed mark of the address (models.ErasedResidents; made and deleted in consultations/privacy), asked
by the acts that give a standing and by nothing else: whoever offers a role reads the same whatever is here.
docs/decisions/privacy.md
"""

from django.db.models import Q

from consultations.models import Consultation, ErasedResidents, Role
from consultations.models.membership import POLICE
from people.models import User
from people.models.mailboxes import mailbox
from people.privacy import ledger

#: Read by whoever accepts alone. It does not say why: the mailbox may be another person’s by now.
NO_ROLE = "With this address no role can be taken here. If you think that this is wrong, ask an administrator."


def mark(consultation: int, email: str) -> str:
    """Of the mailbox. Another one in each consultation, so that two of them cannot be set side by side."""
    return _mark(consultation, mailbox(email))


def _mark(consultation: int, address: str) -> str:
    return ledger.address_mark(f"took part in {consultation} {address}")


def took_part(user: User, consultation: Consultation, role: Role) -> bool:
    """Whether somebody with this mailbox took part here and was erased; for a police role: here or anywhere."""
    if role == Role.PARTICIPANT or not user.email:
        return False
    where = Q() if role in POLICE else Q(consultation=consultation.pk)
    rows = ErasedResidents.objects.filter(where).order_by().values_list("consultation", "marks")
    addresses = {mailbox(user.email), user.email.strip().lower()}  # earlier marks are of the address as it was typed
    kept = rows.iterator(chunk_size=500)
    return any(_mark(pk, address) in marks for pk, marks in kept for address in addresses)
