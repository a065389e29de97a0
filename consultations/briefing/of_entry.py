"""What a briefing says of a technology, in the register: its newest local figures, what is kept, what it costs."""

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from consultations.briefing import citing, contents, deployments, unknowns
from consultations.models import (
    AskedFact,
    BriefingVersion,
    Consultation,
    DeploymentRecord,
    EvidenceFigure,
    RetentionRow,
    SectionKind,
    Technology,
)
from consultations.register.comparing import Told
from people.text.sanitising import one_line, shortened
from people.text.sentences import many

SHOWN = 6
KEPT, COST = "What is kept, and for how long", "What it costs"
NO_BRIEFING = "Not known: no briefing about it has been published here."
NOT_SAID = "Not known: the briefing does not say."
COST_SHOWN = 400  # characters of what it costs; the briefing has the whole


def local_figures(about: Technology, _after: str) -> dict[str, object] | None:
    """Of the newest briefing people may read that has any; the freshest first."""
    asked = Consultation.objects.public().filter(technologies=about)
    figures = EvidenceFigure.objects.filter(version=OuterRef("pk")).exclude(area="")
    counted = Exists(figures) | Exists(DeploymentRecord.objects.filter(version=OuterRef("pk")))
    found = BriefingVersion.objects.filter(Q(counted), consultation__in=asked, status=BriefingVersion.Status.APPROVED)
    version = found.select_related("consultation").order_by("-published_at", "-pk").first()
    if version is None:
        return None
    freshest = version.figures.exclude(area="").order_by(F("updated").desc(nulls_last=True), "pk")
    return {
        "template": "consultations/briefing/_of_entry.html",
        "after": "",
        "version": version,
        "figures": contents.figure_rows(freshest[:SHOWN]),
        "totals": deployments.totals(version),
        "others": version.consultation.technologies.exclude(pk=about.pk).count(),
    }


def kept_and_cost(about: Technology) -> dict[str, Told]:
    """What the newest briefing people may read says of both; where it does not know, how far it was asked."""
    asked = Consultation.objects.public().filter(technologies=about)
    found = BriefingVersion.objects.filter(consultation__in=asked, status=BriefingVersion.Status.APPROVED)
    version = found.select_related("consultation").order_by("-published_at", "-pk").first()
    if version is None:
        return {KEPT: Told([NO_BRIEFING]), COST: Told([NO_BRIEFING])}
    states = {fact.place: fact for fact in version.facts.all()}
    kept = [_kept(row, states.get(f"retention:{row.pk}")) for row in version.retention_rows.order_by("pk")]
    where, address = _where(version, about), reverse("briefing", args=[version.consultation.slug])
    return {
        KEPT: Told(kept or [NOT_SAID], f"{address}#safeguards", where),
        COST: Told([_cost(version, states.get("section:cost"))], f"{address}#prove", where),
    }


def _where(version: BriefingVersion, about: Technology) -> str:
    others = version.consultation.technologies.exclude(pk=about.pk).count()
    too = f", which is about {many(others, 'other technology', 'other technologies')} too" if others else ""
    return f"The briefing for {version.consultation.title}, version {version.number}{too}"


def _kept(row: RetentionRow, fact: AskedFact | None) -> str:
    of = "" if row.applies_to == RetentionRow.AppliesTo.ALL else f" ({row.get_applies_to_display().lower()})"
    return f"{_bare(row.data_class)}{of}: {_with_state(_bare(row.kept_for), fact)}"


def _cost(version: BriefingVersion, fact: AskedFact | None) -> str:
    body = version.sections.filter(kind=SectionKind.COST).values_list("body", flat=True).first() or ""
    return _with_state(shortened(" ".join(citing.sentences(body)), COST_SHOWN), fact)


def _with_state(text: str, fact: AskedFact | None) -> str:
    """The words with how far they are known. Words that say nothing but “not known yet” give way to who was asked."""
    if fact is None:
        return text or NOT_SAID
    said = one_line(fact.said)
    return f"{text} ({said})" if text and text.strip(" .").casefold() != unknowns.INSTEAD else said


def _bare(text: str) -> str:
    return one_line(citing.MARK.sub("", text))
