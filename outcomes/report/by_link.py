"""How those who took part came, as far as only the link to their ballots tells it.

Whoever only voted or sat in a room is known to have taken part by that link alone. It may go before the findings are
out: so these counts are kept by the act that destroys it, whenever that is.
"""

from django.db.models import Exists, OuterRef

from consultations.models import Consultation
from consultations.privacy import totals
from deliberation.counting import taking_part
from deliberation.importing import confirming
from deliberation.models import Contribution

KEY = "by_link"
SHARED, NO_WORDS = "shared", "no_way_in"
_IN_A_RECORD = Exists(Contribution.objects.filter(membership=OuterRef("pk")).exclude(record=None))


def to_keep(consultation: Consultation) -> dict[str, dict[str, int]]:
    return {KEY: _counted(consultation)}


def by_shared_code(consultation: Consultation) -> int:
    """Of the invited who take part: who came by a code that many had."""
    return _of(consultation)[SHARED]


def without_a_way_in(consultation: Consultation) -> int:
    """Of those who took part, how many are known only from a record or from paper: nothing was given to them here."""
    people = consultation.memberships.current().participants().filter(_IN_A_RECORD, user=None)
    in_records = people.exclude(pk__in=confirming.people_who_wait(consultation)).count()
    return in_records + _of(consultation)[NO_WORDS]


def _of(consultation: Consultation) -> dict[str, int]:
    kept: dict[str, int] | None = totals.kept(consultation, KEY)
    return _counted(consultation) if kept is None else kept


def _counted(consultation: Consultation) -> dict[str, int]:
    """Words of a record are there after the cut as before it, and more may come: their people are counted apart."""
    active = consultation.memberships.current().participants().filter(taking_part.did_something())
    return {
        SHARED: active.filter(group__is_open=False, by_shared_code=True).count(),
        NO_WORDS: active.filter(user=None).exclude(_IN_A_RECORD).count(),
    }
