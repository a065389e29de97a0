"""The register: each technology, what it is used for, and what came of asking about it."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from audit.wiring import wired
from consultations.models import Consultation, Technology, UseCase
from consultations.models.consultation import HIDDEN_STAGES
from consultations.stages import timeline
from people.text.sentences import yes

GROUPS = [
    (UseCase.Status.IN_USE, "In use now", "warn", "Asking about these changes how they are used, not whether."),
    (UseCase.Status.PROPOSED, "Proposed", "info", "Not in use here. This is the best time to say what you think."),
    (UseCase.Status.RULED_OUT, "Ruled out", "good",
     "The police have said they will not use it for this. If that changes, it should be asked about first."),
]  # fmt: skip


def _known_to_all() -> QuerySet[Technology]:
    """A technology that only a hidden draft speaks of is not public either."""
    about = Consultation.objects.filter(technologies=OuterRef("pk"))
    return Technology.objects.filter(Exists(about.public()) | ~Exists(about))


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    asked = Count("consultations", filter=~Q(consultations__stage__in=HIDDEN_STAGES), distinct=True)
    technologies = _known_to_all().annotate(asked=asked).prefetch_related("use_cases")
    rows = [{"technology": t, "counts": _counts(t)} for t in technologies]
    return render(request, "consultations/register/index.html", {"rows": rows})


def _counts(technology: Technology) -> list[dict[str, Any]]:
    cases = list(technology.use_cases.all())
    counted = [(heading, tone, sum(c.status == status for c in cases)) for status, heading, tone, _ in GROUPS]
    return [{"text": f"{heading}: {count}", "tone": tone} for heading, tone, count in counted if count]


@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    technology = get_object_or_404(_known_to_all().prefetch_related("use_cases"), pk=pk)
    changes = list(technology.changes.select_related("consultation"))
    context = {
        "technology": technology,
        "groups": _grouped(technology),
        "rows": [_outcome(c) for c in Consultation.objects.public().filter(technologies=technology)],
        "changes": changes,
        "changed": [change for change in changes if change.taken_back_at is None],
        "facts": facts_of(technology),
    }
    return render(request, "consultations/register/page.html", context)


def _grouped(technology: Technology) -> list[dict[str, Any]]:
    cases = list(technology.use_cases.all())
    groups = [
        {"heading": heading, "tone": tone, "text": text, "cases": [c for c in cases if c.status == status]}
        for status, heading, tone, text in GROUPS
    ]
    return [group for group in groups if group["cases"]]


def _outcome(consultation: Consultation) -> dict[str, Any]:
    """A consultation with what came of it so far: the links that exist at its stage."""
    reached = [
        {"label": label, "href": timeline.link(name, consultation.slug)}
        for label, name, shown in wired("WHAT_CAME")
        if shown(consultation)
    ]
    return {
        "consultation": consultation,
        "clock": timeline.clock_of(consultation),
        "links": [item for item in reached if item["href"]],
    }


def facts_of(technology: Technology) -> list[dict[str, str]]:
    """What the register says of it, in rows of a summary list."""
    return [
        {"key": "Kind", "value": technology.get_kind_display()},
        {"key": "Where it stands", "value": technology.get_stage_display()},
        {"key": "Identifies people by their bodies", "value": yes(technology.biometric)},
        {"key": "A computer judges or ranks", "value": yes(technology.algorithmic)},
        {"key": "Does one bounded task", "value": yes(technology.task_specific)},
        {"key": "Who is accountable for it", "value": technology.accountable_role or "Not named yet"},
    ]
