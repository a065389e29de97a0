"""What was said of withdrawing, held against the record: each word of it came with an act."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from audit.models import Entry
from consultations.models import WithdrawalRequest

ASKED, AGREED, REFUSED = "withdrawal_asked", "withdrawal_agreed", "withdrawal_refused"


def differences() -> Iterator[str]:
    """Every request of which other words, or more or fewer, stand in the database than its acts said."""
    acts: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for entry in Entry.objects.filter(action__in=[ASKED, AGREED, REFUSED]).iterator(chunk_size=2000):
        acts[entry.subject].append((entry.action, "" if entry.action == ASKED else entry.actor, entry.summary))
    for one in WithdrawalRequest.objects.select_related("consultation").prefetch_related("agreements").order_by("pk"):
        said = [(ASKED, "", one.reason), *((AGREED, each.agreed_as, each.said) for each in one.agreements.all())]
        if one.state == WithdrawalRequest.State.REFUSED:
            said.append((REFUSED, one.settled_by, one.settled_why))
        if Counter(said) != Counter(acts[f"withdrawalrequest:{one.pk}"]):
            yield f"What was said of withdrawing “{one.consultation}” stands otherwise than in the record."
