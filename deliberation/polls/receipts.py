"""Receipts: with its code a voter can see, at any time and without signing in, what is stored as their ballot.

The code is known to the voter alone; the server keeps a hash. It hangs on the token, not on a person, so it works
on after ballots are cut loose. It shows the latest answers, and there is one code a poll: a new one ends the old.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from consultations import access
from consultations.access import Do
from consultations.joining import joining
from consultations.models import Membership
from deliberation import numbers
from deliberation.models import Ballot, Question, Receipt, Wave
from deliberation.questions.kinds import registry as kinds
from people import limits
from people.errors import Refused
from people.models import Person

BLOCK = 5  # signs, then a dash
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32 signs without look-alikes: 5 bits each
UNKNOWN = (
    "No ballot is stored under this code. Check each letter. It also stops working when a newer receipt was made for "
    "the same poll, when its owner left the consultation and the answers were deleted, or when a guest’s part became "
    "that of an account with a receipt of its own."
)


@transaction.atomic
def make(wave: Wave, *, by: Person) -> str:
    """A fresh code for the person's own ballots in the wave. It is returned once and kept nowhere."""
    member = access.require_role(by, wave.consultation, Do.SEE_OWN_BALLOT)
    token = joining.token_for(member)
    if token is None:
        raise Refused("Your ballots are cut loose from you by now, so no new receipt can be made. An old one works on.")
    if not Ballot.objects.filter(token=token, wave=wave).exists():
        raise Refused("Answer at least one question first. Then there is something to give a receipt for.")
    code = "".join(secrets.choice(ALPHABET) for _ in range(numbers.RECEIPT_SIGNS))
    Receipt.objects.update_or_create(token=token, wave=wave, defaults={"code_hash": hashed(code)})
    return spoken(code)


def has_one(wave: Wave, member: Membership) -> bool:
    return Receipt.objects.filter(wave=wave, token__link__membership=member).exists()


def spoken(code: str) -> str:
    """In fives, as it is printed."""
    return "-".join(code[i : i + BLOCK] for i in range(0, len(code), BLOCK))


def hashed(code: str) -> str:
    """Codes have 100 random bits: nothing is won by a slow hash."""
    return hashlib.sha256(f"answerable receipt {code}".encode()).hexdigest()


# --- Looking it up ------------------------------------------------------------------------------
@dataclass(frozen=True)
class Stored:
    """What the database holds under a receipt."""

    wave: Wave
    cast_on: date | None  # the last answer's day; None once dates are forgotten with everything else
    answers: list[tuple[Question, str]]  # in the order asked; "" where no answer is stored


def look_up(code: str, *, keys: list[str]) -> Stored:
    """The ballots behind a typed code. Raises Refused for an unknown one, TooMany after ten wrong ones."""
    tried = limits.take("receipt", keys=keys)
    typed = "".join(sign for sign in code.upper() if sign.isalnum())
    receipts = Receipt.objects.select_related("wave__poll__consultation", "wave__session")
    receipt = receipts.filter(code_hash=hashed(typed)).first()
    if receipt is None:
        raise Refused(UNKNOWN)
    tried.give_back()
    return _stored(receipt)


def _stored(receipt: Receipt) -> Stored:
    ballots = {b.question_id: b for b in Ballot.objects.filter(token=receipt.token, wave=receipt.wave)}
    questions = receipt.wave.questions.prefetch_related("options")
    days = [ballot.cast_on for ballot in ballots.values()]
    forgotten = receipt.wave.consultation.anonymised_at is not None
    return Stored(
        receipt.wave,
        None if forgotten or not days else max(days),
        [(question, in_words(question, ballots.get(question.pk))) for question in questions],
    )


def in_words(question: Question, ballot: Ballot | None) -> str:
    """An answer as its author reads it; "" where there is none."""
    return kinds.of(question).in_words(question, ballot) if ballot else ""
