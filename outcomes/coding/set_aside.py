"""What was set aside as not relevant, so that it counts in no finding: looked at by a second person, told in the annex.

A setting aside is one tap, and nobody outside would miss the words. docs/decisions/coding.md
"""

from collections import Counter
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, QuerySet

from audit import clock
from audit.record import record
from consultations import access, seating
from consultations.access import Do
from consultations.desk import desk
from consultations.desk.looking import Look
from consultations.models import Consultation, Membership, Stage
from consultations.stages.timeline import link
from deliberation.counting import disclosure
from outcomes.coding import coding
from outcomes.models import Coding, Finding, NotRelevant, Sampled
from people.errors import Refused
from people.models import Person
from people.text.sentences import many

YOURS = "You set some of these aside, so somebody else has to look at them."
NO_GROUP = "In no group"


# --- Which ones --------------------------------------------------------------------------------------
def marks(consultation: Consultation) -> QuerySet[NotRelevant]:
    """Those that keep words out: made on the newest ones, not in a sample that is read blind, with no code beside."""
    counting = Coding.objects.that_count().filter(excerpt__revision__contribution=OuterRef("contribution"))
    blind = Sampled.objects.filter(contribution=OuterRef("contribution"), sample__opened_at=None)
    here = _since_edited("marked_at").filter(contribution__in=coding.included(consultation))
    return here.filter(~Exists(counting), ~Exists(blind))


def _since_edited(what: str) -> QuerySet[NotRelevant]:
    """Marks made (or, `checked_at`, looked at) on the newest words."""
    newest = {
        "contribution__revisions__number": F("contribution__revision"),
        "contribution__revisions__at__lte": F(what),
    }
    return NotRelevant.objects.filter(**newest)


def waiting(consultation: Consultation) -> QuerySet[NotRelevant]:
    """Those that no second person has looked at."""
    seen = _since_edited("checked_at").filter(contribution=OuterRef("contribution"))
    return marks(consultation).filter(~Exists(seen))


# --- The second look ---------------------------------------------------------------------------------
@transaction.atomic
def agree(consultation: Consultation, contributions: Collection[int], *, by: Person) -> int:
    """A second person finds, too, that these say nothing on any theme. Returns how many."""
    member = access.require(by, consultation, Do.CHECK_SET_ASIDE)
    found = list(waiting(consultation).filter(contribution__in=contributions).select_related("contribution"))
    if not found:
        raise Refused("Tick those that say nothing on any theme.")
    if why := why_not(member, found):
        raise Refused(why)
    said = {one.contribution_id: one.contribution for one in found}
    # A mark of the second person’s own on earlier words stays as it is.
    NotRelevant.objects.filter(pk__in=[one.pk for one in found]).update(checked_by=member, checked_at=clock.now())
    for one in said.values():
        record("set_aside_checked", actor=member, subject=one, consultation=consultation.slug)
    return len(said)


@transaction.atomic
def put_back(consultation: Consultation, contribution: int, *, by: Person) -> None:
    """It does say something: it waits to be coded again. Whoever checks says so alone, also of what they agreed to."""
    member = access.require(by, consultation, Do.CHECK_SET_ASIDE)
    one = marks(consultation).filter(contribution=contribution).select_related("contribution").first()
    if one is None:
        raise Refused("This is not set aside any more.")
    NotRelevant.objects.filter(contribution=contribution).delete()
    record("marked_relevant", actor=member, subject=one.contribution, consultation=consultation.slug)


def why_not(member: Membership, found: Collection[NotRelevant]) -> str:
    """Why this person is no second one for these marks; empty when they are."""
    by = {one.marked_by_id for one in found}
    return YOURS if member.pk in by else seating.why_not_second(member, by)


def agreed_blind(first: Membership, second: Membership, said: Collection[int]) -> None:
    """Two coders of a sample set the same words aside without seeing each other: one is the other's second person."""
    if seating.why_not_second(second, [first.pk]):
        return
    made = _since_edited("marked_at").filter(contribution__in=said)
    theirs = made.filter(marked_by=second).values("contribution")
    both = list(made.filter(marked_by=first, contribution__in=theirs).values_list("pk", flat=True))
    NotRelevant.objects.filter(pk__in=both).update(checked_by=second, checked_at=clock.now())


def _unseen() -> QuerySet[NotRelevant]:
    return NotRelevant.objects.filter(checked_at=None)


@desk.found(Look(_unseen, "contribution__membership__consultation", {Stage.ANALYSIS}))
def to_look_at(members: list[Membership]) -> list[desk.Todo]:
    """On the desks of those who may: what somebody not of their side has set aside."""
    side, found = seating.sides_of(members), []
    for consultation in (m.consultation for m in members if m.consultation.stage == Stage.ANALYSIS):
        if n := waiting(consultation).exclude(marked_by__in=side).values("contribution").distinct().count():
            what, where = "Look at what was set aside as not relevant", link("set_aside", consultation.slug)
            found.append(desk.Todo(what, where, consultation.title, status=f"{n} waiting"))
    return found


# --- What the annex says -----------------------------------------------------------------------------
def counted(consultation: Consultation) -> dict[str, Any]:
    """{"total", "told", "tables": [{title, rows, withheld}]}: as JSON, kept with the report as it is published.

    Each table stands whole or not at all, by how many people are behind a row: ten posts can be one person's.
    """
    where = ("contribution", "contribution__membership", "contribution__membership__group__name", "why")
    rows: dict[int, tuple[int, str, str]] = {}
    for said, person, group, why in marks(consultation).order_by("pk").values_list(*where):
        rows.setdefault(said, (person, group or NO_GROUP, NotRelevant.Why(why).label if why else "No reason was kept"))
    least = consultation.min_answer
    people = len({person for person, _, _ in rows.values()})
    tables = []
    by_group = [(person, group) for person, group, _ in rows.values()]
    by_reason = [(person, reason) for person, _, reason in rows.values()]
    for title, parts in (("By group", by_group), ("By reason", by_reason)):
        posts = Counter(part for _, part in parts)
        behind = Counter(part for _, part in set(parts))
        why_withheld = disclosure.withheld_parts(behind, least) if rows else ""
        shown = [] if why_withheld else sorted(posts.items())
        tables.append({"title": title, "rows": [list(row) for row in shown], "withheld": why_withheld})
    told = f"{_told(len(rows), people, least)} {in_no_finding(consultation)}"
    return {"total": len(rows) if people >= least or not rows else None, "told": told, "tables": tables}


def in_no_finding(consultation: Consultation) -> str:
    """Words that are coded, but only under themes of which no finding is made: a quieter way to leave them out."""
    used = Finding.themes.through.objects.filter(finding__report__consultation=consultation).values("theme")
    codes = Coding.objects.that_count().filter(
        excerpt__revision__contribution=OuterRef("pk"), excerpt__revision__number=OuterRef("revision")
    )
    said = coding.included(consultation).filter(Exists(codes), ~Exists(codes.filter(theme__in=used)))
    found = said.order_by().aggregate(posts=Count("pk"), people=Count("membership", distinct=True))
    if not found["posts"]:
        return "Every contribution that was coded is on a theme of a finding."
    least = consultation.min_answer
    posts = many(found["posts"], "contribution is", "contributions are")
    which = posts if found["people"] >= least else f"Contributions of fewer than {least} people are"
    return f"{which} coded only under themes that no finding rests on."


def _told(posts: int, people: int, least: int) -> str:
    if not posts:
        return "No contribution was set aside as not relevant."
    how_many = many(posts, "contribution was", "contributions were") if people >= least else ""
    which = how_many or f"Contributions of fewer than {least} people were"
    return (
        f"{which} set aside because they say nothing on any theme, and count in no finding. "
        "A second person looked at each of them."
    )
