"""Every public promise, by its standing: as the database can find them, a page at a time, however many there are."""

from django.db.models import Count, F, Q, QuerySet

from audit import clock
from consultations import keyed
from consultations.archive import archive
from outcomes.models import Commitment
from outcomes.promises import commitments
from people.requests.everybodys import kept

State = Commitment.State
CONSULTATION = "answer__response__report__consultation"
_OPEN = Q(state__in=Commitment.OPEN_STATES)


def late() -> Q:
    """As `Commitment.is_late`: past its date and not verified, or reported done after it."""
    past = _OPEN & Q(due__lt=clock.today())
    return past | Q(state=State.DONE_UNVERIFIED, reported_done_on__gt=F("due"))


def was_late() -> Q:
    """Late now, or late when it was done or dropped: what `Commitment.days_late` counts."""
    settled = Q(reported_done_on__gt=F("due")) | Q(reported_done_on=None, dropped_on__gt=F("due"))
    return (_OPEN & Q(due__lt=clock.today())) | settled


#: Name in an address → words.
STANDINGS = {
    "late": "Late now",
    "open": "Not due yet",
    "unverified": "Waiting for the panel",
    "kept": "Kept and checked",
    "dropped": "Dropped",
}
#: Name in an address → the kind of part it has in a bar (people.text.strips).
DRAWN = {"late": "bad", "open": "open", "unverified": "wait", "kept": "good", "dropped": "other"}


def condition(standing: str) -> Q:
    """Which promises have this standing. Each has one."""
    today = clock.today()
    return {
        "late": late(),
        "open": _OPEN & Q(due__gte=today),
        "unverified": Q(state=State.DONE_UNVERIFIED) & (Q(reported_done_on=None) | Q(reported_done_on__lte=F("due"))),
        "kept": Q(state=State.DONE_VERIFIED),
        "dropped": Q(state=State.DROPPED),
        "kept_late": Q(state=State.DONE_VERIFIED) & was_late(),  # these two are counted in the two above as well
        "dropped_late": Q(state=State.DROPPED) & was_late(),
    }[standing]


def counted(which: QuerySet[Commitment]) -> dict[str, int]:
    """How many there are of each standing, and in all; of those kept and dropped, how many were late."""
    of_each = {name: Count("pk", filter=condition(name)) for name in (*STANDINGS, "kept_late", "dropped_late")}
    return which.select_related(None).aggregate(total=Count("pk"), **of_each)


def summary() -> dict[str, int]:
    """Of every public promise."""
    return kept("promises-and-late", lambda: counted(commitments.public().select_related(None)))


def among(
    force: str, area: str, technology: str = "", words: str = "", *, beside: bool = False
) -> QuerySet[Commitment]:
    """Promises that a force signed, or of consultations that name an area or a kind of technology, by their addresses,
    with words in them or in what was asked for; "" is any.

    `beside`: those that other forces signed, where this one is named beside them. It promised nothing there.
    """
    which = archive.find(archive.Asked(force=force, area=area, technology=technology))
    if force:
        which = which.exclude(force__slug=force) if beside else which.filter(force__slug=force)
    found = commitments.public().filter(**{f"{CONSULTATION}__in": which})
    if not words:
        return found
    return found.filter(Q(text__icontains=words) | Q(answer__recommendation__title__icontains=words))


def piece(
    standing: str, after: str = "", size: int = keyed.A_PAGE, among: QuerySet[Commitment] | None = None
) -> keyed.Piece[Commitment]:
    """The soonest due first, each by an index: what is late is among the first of what is not settled."""
    index = {
        "late": Q(settled__in=[False], due__lt=clock.today()),  # "NOT settled" would pass the index by
        "open": Q(settled__in=[False], due__gte=clock.today()),
        "unverified": Q(state=State.DONE_UNVERIFIED),
        "kept": Q(state=State.DONE_VERIFIED),
        "dropped": Q(state=State.DROPPED),
    }[standing]
    found = (commitments.public() if among is None else among).filter(index, condition(standing))
    return keyed.merged([keyed.soonest_first(found, "due", after, size)], "due", size)
