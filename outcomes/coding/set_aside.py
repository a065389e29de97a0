"""What was set aside as not relevant, or coded so that no reading of it counts: it is in no finding, so a second person
looks at it, and the annex tells of it.

A setting aside is one tap, two coders who give way to each other take two, and nobody outside would miss the words.
docs/decisions/coding.md
"""

from collections import Counter
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from audit import clock
from audit.record import record
from consultations import access, seating
from consultations.access import Do
from consultations.desk import desk
from consultations.desk.looking import Look
from consultations.models import Consultation, Membership, Stage
from consultations.stages.timeline import link
from deliberation.counting import disclosure
from deliberation.models import Contribution
from outcomes.coding import coding, settling
from outcomes.models import Coding, Disagreement, Finding, NotRelevant, Sampled
from people.errors import Refused
from people.models import Person
from people.text.sentences import many

YOURS = "You set some of these aside, so somebody else has to look at them."
READ = "You read some of these, or settled how they are read, so somebody else has to look at them."
DIFFERED = NotRelevant.Why.DIFFERED
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


def dropped(consultation: Consultation) -> QuerySet[Contribution]:
    """Words that were coded and count nowhere: coders gave way to each other theme by theme, or somebody said that
    neither reading counts. Not what waits to be settled, nor what is read blind or set aside by a coder.
    """
    codes = Coding.objects.filter(
        excerpt__revision__contribution=OuterRef("pk"), excerpt__revision__number=OuterRef("revision")
    )
    waits = Disagreement.objects.filter(
        settling.ON_NEWEST, contribution=OuterRef("pk"), outcome=Disagreement.Outcome.OPEN
    )
    marked = _since_edited("marked_at").filter(contribution=OuterRef("pk")).exclude(why=DIFFERED)
    here = coding.included(consultation).filter(Exists(codes), ~Exists(codes.that_count()), ~coding.BLIND)
    return here.filter(~Exists(waits), ~Exists(marked))


def dropped_unseen(consultation: Consultation) -> QuerySet[Contribution]:
    """Those that no second person has looked at."""
    seen = _since_edited("checked_at").filter(contribution=OuterRef("pk"))
    return dropped(consultation).filter(~Exists(seen))


def readers(said: Collection[int]) -> dict[int, list[int]]:
    """{contribution: who has read it as a coder, and who settled how it is read, the last one first}."""
    found: dict[int, list[int]] = {pk: [] for pk in said}
    settled = Disagreement.objects.filter(contribution__in=said).exclude(settled_by=None).order_by("-settled_at")
    for pk, who in settled.values_list("contribution", "settled_by"):
        found[pk].append(who)
    coded = Coding.objects.filter(excerpt__revision__contribution__in=said).order_by("pk")
    for pk, who in coded.values_list("excerpt__revision__contribution", "coded_by"):
        found[pk].append(who)
    return found


# --- The second look ---------------------------------------------------------------------------------
@transaction.atomic
def agree(consultation: Consultation, contributions: Collection[int], *, by: Person) -> int:
    """A second person finds, too, that these say nothing on any theme, or that no reading of them counts. Returns how
    many.
    """
    member = access.require(by, consultation, Do.CHECK_SET_ASIDE)
    found = list(waiting(consultation).filter(contribution__in=contributions).select_related("contribution"))
    differed = list(dropped_unseen(consultation).filter(pk__in=contributions))
    if not found and not differed:
        raise Refused("Tick those that say nothing on any theme.")
    by_whom = readers([one.pk for one in differed])
    if why := why_not(member, found) or why_not_of(member, by_whom):
        raise Refused(why)
    said = {one.contribution_id: one.contribution for one in found} | {one.pk: one for one in differed}
    # A mark of the second person’s own on earlier words stays as it is.
    NotRelevant.objects.filter(pk__in=[one.pk for one in found]).update(checked_by=member, checked_at=clock.now())
    _keep_looks(by_whom, member)
    for one in said.values():
        record("set_aside_checked", actor=member, subject=one, consultation=consultation.slug)
    return len(said)


def _keep_looks(by_whom: dict[int, list[int]], member: Membership) -> None:
    """That a second person looked at words that coders had read otherwise, kept beside one who read them.

    A coder’s own setting aside of earlier words stays as it is: it is kept beside another one, else with that mark.
    """
    now, of_earlier = clock.now(), NotRelevant.objects.filter(contribution__in=by_whom).exclude(why=DIFFERED)
    own = set(of_earlier.values_list("contribution", "marked_by"))
    looked = {"checked_by": member, "checked_at": now}
    for pk, who in by_whom.items():
        free = [one for one in who if (pk, one) not in own]
        if free:
            said = {**looked, "why": DIFFERED, "marked_at": now}
            NotRelevant.objects.update_or_create(contribution_id=pk, marked_by_id=free[0], defaults=said)
        else:
            NotRelevant.objects.filter(contribution=pk, marked_by=who[0]).update(**looked)


@transaction.atomic
def put_back(consultation: Consultation, contribution: int, *, by: Person) -> None:
    """It does say something: it waits to be coded again, or what coders differed on to be settled again. Whoever checks
    says so alone, also of what they agreed to.
    """
    member = access.require(by, consultation, Do.CHECK_SET_ASIDE)
    here = Contribution.objects.filter(thread__area__consultation=consultation, pk=contribution).first()
    if here is not None:
        coding.alone_with(here)
    aside = Q(pk__in=marks(consultation).values("contribution")) | Q(pk__in=dropped(consultation))
    one = Contribution.objects.filter(aside, pk=contribution).first()
    if one is None:
        raise Refused("This is not set aside any more.")
    NotRelevant.objects.filter(contribution=one).delete()
    before = settling.open_anew(one)
    record("marked_relevant", actor=member, subject=one, consultation=consultation.slug, settled_before=before)


def why_not(member: Membership, found: Collection[NotRelevant]) -> str:
    """Why this person is no second one for these marks; empty when they are."""
    by = {one.marked_by_id for one in found}
    return YOURS if member.pk in by else seating.why_not_second(member, by)


def why_not_of(member: Membership, by_whom: dict[int, list[int]]) -> str:
    """The same for words that coders had read otherwise. `by_whom`: as `readers` tells it."""
    by = {who for several in by_whom.values() for who in several}
    return READ if member.pk in by else seating.why_not_second(member, by)


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


def _settled() -> QuerySet[Disagreement]:
    return Disagreement.objects.exclude(outcome=Disagreement.Outcome.OPEN)


@desk.found(Look(_settled, "contribution__membership__consultation", {Stage.ANALYSIS}))
def dropped_to_look_at(members: list[Membership]) -> list[desk.Todo]:
    """On the desks of those who may: what was coded and counts nowhere, where nobody of their side had read it."""
    side, found = seating.sides_of(members), []
    for consultation in (m.consultation for m in members if m.consultation.stage == Stage.ANALYSIS):
        by_whom = readers(list(dropped_unseen(consultation).values_list("pk", flat=True)))
        if n := sum(not side & set(who) for who in by_whom.values()):
            what, where = "Look at words that were coded and count nowhere", link("set_aside", consultation.slug)
            found.append(desk.Todo(what, where, consultation.title, status=f"{n} waiting"))
    return found


# --- What the annex says -----------------------------------------------------------------------------
def counted(consultation: Consultation) -> dict[str, Any]:
    """{"total", "told", "tables": [{title, rows, withheld}]}: as JSON, kept with the report as it is published.

    Each table stands whole or not at all, by how many people are behind a row: ten posts can be one person's.
    """
    where = ("contribution", "contribution__membership", "contribution__membership__group__name", "why")
    rows: dict[int, tuple[int, str, str]] = {}
    for said, person, group, why in marks(consultation).exclude(why=DIFFERED).order_by("pk").values_list(*where):
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
    told = " ".join(
        filter(None, [_told(len(rows), people, least), _told_dropped(consultation), in_no_finding(consultation)])
    )
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
        return "Every contribution with a code that counts is on a theme of a finding."
    least = consultation.min_answer
    posts = many(found["posts"], "contribution is", "contributions are")
    which = posts if found["people"] >= least else f"Contributions of fewer than {least} people are"
    return f"{which} coded only under themes that no finding rests on."


def _told_dropped(consultation: Consultation) -> str:
    """Words that coders took out of every finding between them; empty where there are none."""
    found = dropped(consultation).order_by().aggregate(posts=Count("pk"), people=Count("membership", distinct=True))
    if not found["posts"]:
        return ""
    least = consultation.min_answer
    posts = many(found["posts"], "contribution was", "contributions were")
    which = posts if found["people"] >= least else f"Contributions of fewer than {least} people were"
    return (
        f"{which} coded, and count in no finding after coders differed: no reading of them counts. "
        "A second person looked at each of them."
    )


def _told(posts: int, people: int, least: int) -> str:
    if not posts:
        return "No contribution was set aside as not relevant."
    how_many = many(posts, "contribution was", "contributions were") if people >= least else ""
    which = how_many or f"Contributions of fewer than {least} people were"
    return (
        f"{which} set aside because they say nothing on any theme, and count in no finding. "
        "A second person looked at each of them."
    )
