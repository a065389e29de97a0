"""The register: each technology, what it is used for, and what came of asking about it."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Window
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from audit.wiring import wired
from consultations import keyed
from consultations.archive import archive
from consultations.forces import agreeing
from consultations.loading import with_many
from consultations.models import Area, Consultation, Technology, TechnologyLog, UseCase
from consultations.models.consultation import HIDDEN_STAGES
from consultations.register import asks, comparing, kinds
from consultations.register import table as as_table
from consultations.register.comparing import NOT_CONFIRMED, facts_of
from consultations.stages import late_since, timeline
from people.requests.everybodys import everybodys
from people.requests.open_data import given
from people.text.sanitising import number

LOG_SHOWN = 10  # lines of the log on the entry itself
OTHERS_SHOWN = 12  # entries of the same kind at other forces
GROUPS = [
    (
        UseCase.Status.IN_USE,
        "In use now",
        "warn",
        "As far as is known. Asking about these changes how they are used, not whether.",
    ),
    (
        UseCase.Status.PROPOSED,
        "Proposed",
        "info",
        "As far as is known not in use here. This is the best time to say what you think.",
    ),
    (
        UseCase.Status.RULED_OUT,
        "Ruled out",
        "good",
        "As far as is known it will not be used for this. Where the force has said so, who and when stands beside it.",
    ),
    (
        UseCase.Status.DISCUSSED,
        "To be talked about",
        "info",
        "Listed so that people can say what they think. It is not said here whether the force does it, plans it or "
        "rules it out.",
    ),
]


def _known_to_all() -> QuerySet[Technology]:
    """A technology that only a hidden draft speaks of is not public either."""
    about = Consultation.objects.filter(technologies=OuterRef("pk"))
    return Technology.objects.filter(Exists(about.public()) | ~Exists(about))


@everybodys
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    asked = archive.Asked.of(request.GET)
    choices = {**archive.choices(), "state": Technology.Lifecycle.choices}
    compared = number(request.GET.get("compare"))
    beside = _known_to_all().filter(pk=compared).first() if compared else None
    there = _fitting(asked).exclude(pk=beside.pk) if beside else _fitting(asked)
    found = _by_name(there.select_related("force"), number(request.GET.get("after")))
    numbers = _asked_about(found.rows)
    context = {
        "asked": asked,
        "beside": beside,
        "choices": choices,
        "chosen": archive.chosen(asked, choices),
        "rows": [{"technology": t, "counts": _counts(t), "asked": numbers.get(t.pk, 0)} for t in found.rows],
        "next_url": keyed.next_page(request.GET, "after", found.after),
        "table": as_table.TABLE,
        "kept": keyed.filtered(request.GET),
    }
    return render(request, "consultations/register/index.html", context)


@everybodys
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """All that is found, as open data."""
    there = _fitting(archive.Asked.of(request.GET)).select_related("force")
    pieces = keyed.whole(lambda after: _by_name(there, number(after), keyed.A_PIECE))
    return given(as_table.TABLE, as_table.rows(pieces, _asked_about))


def _fitting(asked: archive.Asked) -> QuerySet[Technology]:
    found = _known_to_all()
    about = Consultation.objects.public().filter(technologies=OuterRef("pk"))
    if asked.words:
        found = found.filter(name__icontains=asked.words)
    if asked.technology:
        found = found.filter(kind=asked.technology)
    if asked.force:
        found = found.filter(force__slug=asked.force)
    if asked.state:
        found = found.filter(stage=asked.state)
    if asked.area:
        covered = Area.objects.filter(forces=OuterRef("force"), slug=asked.area)
        found = found.filter(Exists(covered) | Exists(about.filter(in_areas__slug=asked.area)))
    if asked.year:
        known = number(asked.year) in archive.years()
        found = found.filter(Exists(about.filter(announced_at__year=asked.year))) if known else found.none()
    return found


def _by_name(rows: QuerySet[Technology], after: int, size: int = keyed.A_PAGE) -> keyed.Piece[Technology]:
    last = Technology.objects.filter(pk=after).first() if after else None
    if last is not None:
        rows = rows.filter(Q(name__gt=last.name) | Q(name=last.name, pk__gt=last.pk))
    written = TechnologyLog.objects.filter(technology=OuterRef("pk")).order_by("-pk").values("at")[:1]
    dated = rows.annotate(written_at=Subquery(written)).order_by("name", "pk").prefetch_related("use_cases")
    found: list[Technology] = [*dated[: size + 1]]
    return keyed.Piece(found[:size], str(found[size - 1].pk) if len(found) > size else "")


def _asked_about(rows: list[Technology]) -> dict[int, int]:
    """How many public consultations asked about each."""
    links = Consultation.technologies.through.objects.filter(technology__in=[one.pk for one in rows])
    public = links.exclude(consultation__stage__in=HIDDEN_STAGES)
    return dict(public.values_list("technology_id").annotate(n=Count("pk")))


def _counts(technology: Technology) -> list[dict[str, Any]]:
    cases = list(technology.use_cases.all())
    found = []
    for status, heading, tone, _ in GROUPS:
        if here := [case for case in cases if case.status == status]:
            found.append({"text": f"{heading}: {len(here)}{_unconfirmed(here)}", "tone": tone})
    return found


def _unconfirmed(cases: list[UseCase]) -> str:
    count = sum(case.is_unconfirmed for case in cases)
    if not count:
        return ""
    return f", {NOT_CONFIRMED}" if count == len(cases) else f", {count} of them {NOT_CONFIRMED}"


@everybodys
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    known = _known_to_all().annotate(briefed=asks.NEWEST)
    entry = known.filter(pk=pk).select_related("force").prefetch_related("documents")
    if not (entries := with_many(entry, "use_cases")):
        raise Http404
    technology = entries[0]
    said = technology.changes.select_related("consultation", "said_by")
    changes = list(said.prefetch_related("words__member__user", "words__consultation"))
    asked = Consultation.objects.public().filter(technologies=technology).saying_if_joint()
    found = keyed.newest_first(asked.select_related("force"), request.GET.get("before", ""))
    others = _known_to_all().filter(kind=technology.kind).exclude(pk=technology.pk).select_related("force")
    agreeing.note_beside(found.rows)
    late_since.note(found.rows)
    log = list(technology.log.annotate(of=Window(Count("*")))[:LOG_SHOWN])
    context = {
        "technology": technology,
        "asks": asks.of_entry(technology),
        "groups": _grouped(technology),
        "kind": kinds.ABOUT[Technology.Kind(technology.kind)],
        "others": others[:OTHERS_SHOWN],
        "rows": [_outcome(c) for c in found.rows],
        "came": _came(request, technology),
        "next_url": keyed.next_page(request.GET, "before", found.after),
        "changes": changes,
        "changed": [change for change in changes if change.taken_back_at is None],
        "facts": facts_of(technology),
        "documents": technology.documents.all(),
        "log": log,
        "log_count": log[0].of if log else 0,
    }
    return render(request, "consultations/register/page.html", context)


def _came(request: HttpRequest, technology: Technology) -> list[dict[str, Any]]:
    """Sections of later apps, each with the key of its next page."""
    parts = [came(technology, request.GET.get("asked", "")) for came in wired("CAME_OF")]
    return [{**part, "next_url": keyed.next_page(request.GET, "asked", part["after"])} for part in parts if part]


@everybodys
@require_safe
def log(request: HttpRequest, pk: int) -> HttpResponse:
    """Every change of one entry, newest first."""
    technology = get_object_or_404(_known_to_all(), pk=pk)
    found = keyed.newest_first(technology.log.all(), request.GET.get("before", ""))
    next_url = keyed.next_page(request.GET, "before", found.after)
    context = {"technology": technology, "log": found.rows, "next_url": next_url}
    return render(request, "consultations/register/log.html", context)


@everybodys
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """`?a=1&b=2`: two entries on the same rows."""
    known = _known_to_all().select_related("force").prefetch_related("use_cases", "documents")
    left, right = (get_object_or_404(known, pk=number(request.GET.get(name)) or 0) for name in ("a", "b"))
    rows = comparing.side_by_side(left, right)
    context = {
        "left": left,
        "right": right,
        "entries": [left, right],
        "rows": [row for row in rows if not row.is_empty],
        "neither": [row.name for row in rows if row.is_empty],
    }
    return render(request, "consultations/register/compare.html", context)


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
