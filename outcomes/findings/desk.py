"""What the findings put on the desks of staff: a day that was promised, a draft to check, a statement to add."""

from collections import defaultdict
from collections.abc import Collection

from django.core.cache import cache
from django.db.models import QuerySet

from audit import clock
from audit.record import last_of
from consultations import seating
from consultations.desk import desk
from consultations.desk.looking import Look
from consultations.models import Consultation, Membership, Stage
from consultations.stages import stages
from consultations.stages.timeline import link
from outcomes.findings import checking, gates
from outcomes.models import FindingsReport, HigherLabel, OversightStatement
from people.text.dates import local_day

KEPT = 600  # seconds


def _analysed(members: list[Membership]) -> dict[int, Consultation]:
    return {m.consultation_id: m.consultation for m in members if m.consultation.stage == Stage.ANALYSIS}


@desk.found(
    Look(
        lambda: Consultation.objects.filter(step=Stage.ANALYSIS, findings_due__isnull=False),
        "pk",
        {Stage.ANALYSIS},
        day="findings_due",
        each=True,
    )
)
def findings_due(members: list[Membership]) -> list[desk.Todo]:
    """Once it has closed: the public waits for the findings by a day that was promised."""
    return [
        desk.Todo(
            "Publish the findings",
            link("findings", m.consultation.slug),
            m.consultation.title,
            (m.consultation.findings_due - clock.today()).days,
        )
        for m in members
        if m.consultation.stage == Stage.ANALYSIS and m.consultation.findings_due
    ]


def _drafts() -> QuerySet[FindingsReport]:
    return FindingsReport.objects.filter(state=FindingsReport.State.CHECKING)


@desk.found(Look(_drafts, "consultation", {Stage.ANALYSIS}, at="checking_from", each=True))
def facts_to_check(members: list[Membership]) -> list[desk.Todo]:
    """The draft findings, as long as the police may correct facts in them."""
    known, found = _analysed(members), []
    for draft in _drafts().filter(consultation__in=known).select_related("consultation"):
        until = checking.facts_until(draft)
        if until and until > clock.now():
            of, left = known[draft.consultation_id], (local_day(until) - clock.today()).days
            found.append(desk.Todo("Check the facts in the draft", link("check_findings", of.slug), of.title, left))
    return found


@desk.found(Look(_drafts, "consultation", {Stage.ANALYSIS}, each=True))
def statement_to_add(members: list[Membership]) -> list[desk.Todo]:
    """The panel says in public what it makes of the findings, before they are published; again where they changed."""
    known, marks = _analysed(members), defaultdict[int, set[str]](set)
    said = OversightStatement.objects.filter(stage=Stage.ANALYSIS).exclude(draft_mark=checking.NO_DRAFT)
    rows = list(
        said.filter(consultation__in=known).values_list("consultation", "member", "draft_mark", seating.ANYBODY_CHOSEN)
    )
    with_sides = {pk for pk, *_, chosen in rows if chosen}
    near = seating.no_second_for_who_runs(with_sides) if with_sides else frozenset()
    for pk, member, mark, _ in rows:
        if member not in near:
            marks[pk].add(mark)
    found = []
    for pk in _drafts().filter(consultation__in=known).values_list("consultation", flat=True):
        of = known[pk]
        if pk not in marks:
            found.append(desk.Todo("Add the panel’s statement", link("statement", of.slug), of.title))
        elif not _is_spoken_on(of, marks[pk]):
            title = "Read what changed in the draft, and add a statement"
            found.append(desk.Todo(title, link("statement", of.slug), of.title))
    return found


def _is_spoken_on(consultation: Consultation, marks: Collection[str]) -> bool:
    """Looked at anew after every act on the consultation: each leaves an entry."""
    key = f"spoken-on:{consultation.pk}:{last_of(consultation.slug)}"
    kept: bool | None = cache.get(key)
    if kept is None:
        with stages.reading():
            kept = gates.is_spoken_on(consultation, marks)
        cache.set(key, kept, KEPT)
    return kept


def _labels() -> QuerySet[HigherLabel]:
    return HigherLabel.objects.filter(answer=HigherLabel.Answer.OPEN)


@desk.found(Look(_labels, "finding__report__consultation", {Stage.ANALYSIS}))
def labels_to_answer(members: list[Membership]) -> list[desk.Todo]:
    """Facilitators ask whether a finding may bear a label above what the coding supports."""
    known = _analysed(members)
    asked = _labels().filter(finding__report__consultation__in=known)
    waiting = asked.values_list("finding__report__consultation", flat=True).distinct().order_by()
    return [
        desk.Todo("Answer whether a label may be raised", link("higher_labels", known[pk].slug), known[pk].title)
        for pk in waiting
    ]
