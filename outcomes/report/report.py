"""The findings report, whole: everything the page and the PDF print, in the order of domain 6.1.

Read only. The number of queries does not depend on how many findings, quotes or people there are.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, prefetch_related_objects

from audit.models import Entry
from consultations.loading import with_many
from consultations.models import Consultation, DiscussionArea
from deliberation.experts import experts
from deliberation.models import ExpertQuestion
from outcomes.findings import since_sent
from outcomes.models import (
    Breadth,
    Erratum,
    FactualComment,
    Finding,
    FindingsReport,
    OversightStatement,
    Recommendation,
    RecommendationResponse,
)
from outcomes.report import conditions, errata, findings_section, first_screen, measures, method, stimulus
from outcomes.report.conditions import Conditions
from outcomes.report.findings_section import Entered
from people.models import Person
from people.text.dates import day

#: The texts and the numbers. A quote is somebody's voice, so it comes with a condition.
LICENCE = (
    "You may reuse the text and figures of this report under the Creative Commons Attribution 4.0 licence "
    "(CC BY 4.0). Quote people with the words around them, and do not try to work out who they are."
)


@dataclass
class Part:
    area: DiscussionArea
    findings: list[Entered]


@dataclass
class Report:
    consultation: Consultation
    written: FindingsReport
    parts: list[Part]
    summary: list[tuple[str, Entered | None]]
    measures: measures.Measures
    method: method.Method
    recommendations: list[Recommendation]
    police_comments: list[FactualComment]
    comments_kept_out: list[FactualComment]
    statements: list[OversightStatement]  # on the findings and before
    later_statements: list[OversightStatement]
    conditions: Conditions
    put: list[stimulus.Put]
    warnings: list[str]
    changed_after_check: list[since_sent.Change]
    errata: list[Erratum] = field(default_factory=list)

    licence = LICENCE

    @property
    def is_draft(self) -> bool:
        return not self.written.is_published

    @property
    def later_versions(self) -> list[dict[str, Any]]:
        """Those after the first, as they are printed."""
        return [{**made, "on": day(date.fromisoformat(made["on"]))} for made in self.written.versions[1:]]

    @property
    def findings(self) -> list[Entered]:
        return [entry for part in self.parts for entry in part.findings]

    def of_kind(self, kind: str) -> list[Entered]:
        return [entry for entry in self.findings if entry.finding.kind == kind]

    @property
    def gaps(self) -> list[Entered]:
        return self.of_kind(Finding.Kind.KNOWLEDGE_GAP)

    @property
    def open_questions(self) -> list[Entered]:
        return self.of_kind(Finding.Kind.OPEN_QUESTION)

    @cached_property
    def _register(self) -> tuple[list[ExpertQuestion], list[ExpertQuestion]]:
        return experts.register(self.consultation)

    @property
    def unanswered(self) -> list[ExpertQuestion]:
        """Questions to experts that were put and not answered: the register that the briefing shows too."""
        return self._register[0]

    @property
    def not_by_the_force(self) -> list[ExpertQuestion]:
        """Beside it: what others answered and the force did not."""
        return self._register[1]

    @property
    def divided(self) -> list[Entered]:
        return [e for e in self.findings if e.finding.breadth == Breadth.DIVIDED or e.is_tension]

    @property
    def agreed(self) -> list[Entered]:
        """What almost everyone agreed on, the widest first."""
        wide = [e for e in self.findings if e.finding.breadth == Breadth.CONSENSUS]
        return sorted(wide, key=lambda entry: entry.agreement, reverse=True)

    @property
    def overridden(self) -> list[Entered]:
        return [entry for entry in self.findings if entry.finding.is_overridden]

    @property
    def pictures(self) -> list[first_screen.Picture]:
        return first_screen.pictures(self.summary, self.findings, self.consultation.min_base)

    @property
    def answers(self) -> list[RecommendationResponse]:
        """What the police said to each recommendation, signed or not: whoever prints it looks first."""
        return [item.answer for item in self.recommendations if hasattr(item, "answer")]

    @property
    def group_names(self) -> list[str]:
        return [stood.name for stood in max((e.stances for e in self.findings), key=len, default=[])]


def build(consultation: Consultation, *, viewer: Person | None = None) -> Report:
    """The whole report. `viewer` matters for a draft alone: polls are withheld from the public until publication.

    Raises FindingsReport.DoesNotExist when nobody has started one.
    """
    written = consultation.report
    if consultation.anonymised_at is not None:  # or nothing was kept yet
        prefetch_related_objects([consultation], "kept_tables")
    found = measures.measure(consultation, viewer=viewer)
    recommendations = _recommendations(written)
    comments = list(written.comments.select_related("finding__area", "settled_by__user"))
    entered = findings_section.enter(written, found, recommendations, comments)
    by_pk = {entry.finding.pk: entry for entry in entered}
    areas = with_many(consultation.areas.all(), "prompts")
    statements = list(consultation.oversight_statements.select_related("member__user"))
    end = written.published_at
    return Report(
        consultation=consultation,
        written=written,
        parts=[Part(a, [e for e in entered if e.finding.area_id == a.pk]) for a in areas],
        summary=[(item["text"], by_pk.get(item.get("finding"))) for item in written.summary],
        measures=found,
        method=method.of(consultation, written, areas, comments, found.waves),
        recommendations=recommendations,
        police_comments=[comment for comment in comments if comment.is_printed],
        comments_kept_out=[comment for comment in comments if comment.kept_out],
        statements=[s for s in statements if end is None or s.at <= end],
        later_statements=[s for s in statements if end is not None and s.at > end],
        put=stimulus.of(found.waves),
        conditions=conditions.of(written.conditions, found),
        warnings=_warnings(consultation),
        changed_after_check=since_sent.changes(written, [entry.finding for entry in entered], recommendations),
        errata=errata.of(written) if written.is_published else [],
    )


def with_report(consultations: QuerySet[Consultation]) -> QuerySet[Consultation]:
    """Each with its report, the answer to it, and what the record says of its publishing."""
    entry = Entry.objects.filter(consultation=OuterRef("slug"), action="stage_publish_findings").order_by("-number")
    return consultations.select_related("force", "report__response").annotate(
        publishing=Subquery(entry.values("detail")[:1])
    )


def _recommendations(written: FindingsReport) -> list[Recommendation]:
    """With the answers and the promises; the findings they rest on come with the findings."""
    return with_many(written.recommendations.select_related("superseded_by", "answer__decided"), "answer__commitments")


def _warnings(consultation: Consultation) -> list[str]:
    """What passed the gate with a warning: kept in the record, so it is printed (domain 3.2)."""
    if not hasattr(consultation, "publishing"):
        consultation = with_report(Consultation.objects.all()).get(pk=consultation.pk)
    return list((consultation.publishing or {}).get("warnings", []))  # type: ignore[attr-defined]
