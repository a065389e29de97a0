"""The consultations somebody belongs to, page by page: the newest first, those that are over last."""

from django.db.models import Q

from consultations.keyed import Piece
from consultations.models import Membership, Stage
from people.text.sanitising import number

DONE = "done-"  # before the key of a page of completed ones


def page(user_pk: int, after: str, size: int) -> Piece[Membership]:
    """Standings with their consultations. `after`: what the last page gave."""
    last = number(after.removeprefix(DONE))
    found = [] if after.startswith(DONE) else _rows(user_pk, last, size + 1, done=False)
    if len(found) <= size:
        found += _rows(user_pk, last if after.startswith(DONE) else 0, size + 1 - len(found), done=True)
    if len(found) <= size:
        return Piece(found)
    row = found[size - 1]
    return Piece(found[:size], f"{DONE if row.consultation.is_over else ''}{row.consultation_id}")


def _rows(user_pk: int, last: int, most: int, *, done: bool) -> list[Membership]:
    rows = Membership.objects.current().filter(user_id=user_pk).select_related("consultation__force", "user", "group")
    over = Q(consultation__stage__in=[Stage.COMPLETED, Stage.WITHDRAWN])
    rows = rows.filter(over if done else ~over)
    return list((rows.filter(consultation_id__lt=last) if last else rows).order_by("-consultation_id")[:most])
