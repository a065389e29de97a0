"""One finding: its words, the label the coding supports beside the one chosen, its evidence and quotes."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from consultations import access
from consultations.access import Do
from consultations.loading import with_many
from consultations.lookup import find_for, refusals
from consultations.models import Consultation
from consultations.seen import edits, one_after_another
from outcomes.findings import breadths, checking, evidence, findings, in_polls, joined, quantifiers, wording
from outcomes.findings.evidence import Offered
from outcomes.findings.forms import FindingForm, LabelForm, PlaceForm, QuotesForm
from outcomes.findings.views.findings import READ_AND_WRITE
from outcomes.models import Breadth, Finding
from people.errors import Refused
from people.templatetags.drafts import place
from people.text.sanitising import shortened

#: How a form shows that it was on the page that was sent.
MARKS = {"write": "title", "label": "override_reason", "quotes": "place-"}
WORDS = ("title", "kind", "position", "said", "inferred", "differences", "other_body")


@READ_AND_WRITE
@one_after_another()
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Words, label and quotes: three acts in one form, so that no button throws away what was typed for another."""
    consultation, _ = find_for(request, slug, Do.READ_CODING)
    if request.method == "POST":
        find_for(request, slug, Do.WRITE_FINDINGS)
    finding, offered = _finding(consultation, pk)
    behind = evidence.read(finding)
    forms = _forms(request, finding, offered, behind)
    errors: list[str] = []
    if request.method == "POST":
        try:
            if _act(request, finding, forms):
                gone = request.POST.get("do") == "remove"
                if request.POST.get("do") in forms:
                    messages.success(request, "Saved.", extra_tags=place(request.user, "finding", finding.pk))
                return redirect("findings", slug) if gone else redirect("finding", slug, finding.pk)
        except Refused as error:
            errors = error.problems
        finding, _ = _finding(consultation, pk)
        behind = evidence.read(finding)
    failed = bool(errors) or any(form.errors for form in forms.values())
    context = _context(request, consultation, finding, forms, behind)
    return render(
        request, "outcomes/findings/finding.html", {**context, "errors": errors}, status=422 if failed else 200
    )


def _finding(consultation: Consultation, pk: int) -> tuple[Finding, Offered]:
    """With all that belongs to it, and what its form offers. 404 for one of another consultation."""
    here = Finding.objects.filter(report__consultation=consultation, pk=pk).select_related("area", "report")
    here = here.annotate(is_regrouped=joined.IS_REGROUPED)
    finding = next(iter(with_many(here, "higher_labels")), None)
    if finding is None:
        raise Http404
    finding.report.consultation = consultation  # each is at hand for the other
    offered = Offered.to(finding)
    prefetch_related_objects([finding], checking.NOTES)
    return finding, offered


def _forms(request: HttpRequest, finding: Finding, offered: Offered, behind: evidence.Evidence) -> dict[str, Form]:
    """The forms by the word of their button. Bound are the one whose button was pressed and those that changed."""
    supported = behind.ground.propose(finding)
    do = request.POST.get("do", "")
    sent = {do} | {name for name in MARKS if any(key.startswith(MARKS[name]) for key in request.POST)}
    places = {f"place-{quote.excerpt}": n for n, quote in enumerate(behind.quotes, start=1)}
    words = {name: getattr(finding, name) for name in WORDS}
    notes = {f"note-{stood.group_id}": stood.note for stood in finding.group_stances.all()}
    made: dict[str, Callable[[Any], Form]] = {
        "write": lambda data: edits(
            FindingForm(
                data,
                consultation=finding.report.consultation,
                themes=offered.themes,
                questions=offered.questions,
                groups={count.group: count.name for count in supported.by_group},
                initial={**words, **notes, "themes": finding.themes.all(), "questions": finding.questions.all()},
            )
        ),
        "label": lambda data: edits(
            LabelForm(
                data,
                initial={
                    "breadth": finding.breadth or supported.breadth,
                    "strongly_felt": finding.strongly_felt if finding.breadth else supported.strongly_felt,
                    "override_reason": finding.override_reason,
                },
            ),
            "seen_label",
        ),
        "quotes": lambda data: edits(
            QuotesForm(data, candidates={one.excerpt: _begins(one.text) for one in behind.said}, initial=places),
            "seen_quotes",
        ),
    }
    bound = {name: make(request.POST) for name, make in made.items() if do in made and name in sent}
    changed = {name: form for name, form in bound.items() if name == do or _was_typed(form)}
    return {name: changed.get(name) or make(None) for name, make in made.items()}


def _was_typed(form: Form) -> bool:
    return any(not name.startswith("seen") for name in form.changed_data)


def _act(request: HttpRequest, finding: Finding, forms: dict[str, Form]) -> bool:
    """Do what was asked. False when the form that was sent has faults."""
    do = request.POST.get("do", "")
    if do == "remove":
        findings.remove_finding(finding, by=request.user)
        return True
    if do in {"move", "split", "join"}:
        return _place(request, finding, do)
    if do not in forms:
        raise Refused("Choose what to do.")
    asked = {name: form for name, form in forms.items() if form.is_bound}
    valid = [form.is_valid() for form in asked.values()]  # each is asked, so that each says what is wrong
    return all(valid) and all([_save(request, finding, form) for form in asked.values()])  # noqa: C419 each is tried


def _begins(text: str) -> str:
    return shortened(text, 60)


def _place(request: HttpRequest, finding: Finding, do: str) -> bool:
    form = PlaceForm(request.POST, finding=finding)
    if not form.is_valid():
        raise Refused("Choose a part and a place in it.")
    data = form.cleaned_data
    if do == "move":
        findings.move_finding(finding, data["area"], data["place"], by=request.user)
    elif do == "split":
        findings.split_finding(finding, by=request.user, title=data["new_title"])
    elif data["other"] is None:
        raise Refused("Choose the finding to take in.")
    else:
        findings.join_findings(finding, data["other"], by=request.user)
    return True


def _save(request: HttpRequest, finding: Finding, form: Form) -> bool:
    try:
        if isinstance(form, FindingForm):
            findings.write_finding(finding, by=request.user, **form.act())
            if notes := form.notes():
                findings.note_groups(finding, notes, by=request.user)
        elif isinstance(form, LabelForm):
            findings.choose_label(finding, by=request.user, **form.cleaned_data)
        elif isinstance(form, QuotesForm):
            findings.set_quotes(finding, form.chosen(), by=request.user)
    except Refused as error:
        refusals(form, error)
        return False
    return True


def _context(
    request: HttpRequest,
    consultation: Consultation,
    finding: Finding,
    forms: dict[str, Form],
    behind: evidence.Evidence,
) -> dict[str, Any]:
    proposal = behind.ground.propose(finding)
    may_write = access.may(request.user, consultation, Do.WRITE_FINDINGS) and not finding.report.is_published
    sent = request.POST if forms["write"].is_bound else {}
    texts = {name: sent.get(name, getattr(finding, name)) for name in wording.FINDING}
    return {
        "consultation": consultation,
        "report": finding.report,
        "finding": finding,
        "missing": checking.missing(finding, behind.ground, behind.quotes, own_words=behind.own_words),
        "proposal": proposal,
        "proposed": Breadth(proposal.breadth).label if proposal.breadth else "",
        "each_alone": breadths.each_alone(proposal.alone, proposal.supported[0]),
        "joined": joined.told(finding) if finding.is_regrouped else "",  # type: ignore[attr-defined]
        "words": quantifiers.WORDS.get(proposal.breadth, []),
        "form": forms["write"],
        "label_form": forms["label"],
        "groups": _evidence_by_group(behind, forms["quotes"]),
        "quotes_form": forms["quotes"],
        "place_form": PlaceForm(finding=finding) if may_write and finding.report.is_draft else None,
        "wording": wording.of_finding(finding, proposal, texts, behind.quotes),
        "dominance": checking.dominance(behind.quotes),
        "quotes_spread": checking.quotes_spread(proposal, behind.quotes),
        "one_side": checking.one_side(finding, proposal, behind.sides),
        "in_polls": in_polls.said(behind.ground.in_polls(finding), consultation.min_answer),
        "may_write": may_write,
    }


WRITTEN = 0  # in place of a group: in a poll
OF_THEMSELVES = "came by themselves, counted apart"


def _evidence_by_group(behind: evidence.Evidence, form: Form) -> list[dict[str, Any]]:
    """The evidence drawer: a list a group, those who came by themselves last and apart."""
    groups: dict[int | None, list[dict[str, Any]]] = {}
    for said in behind.said:
        row = {
            "said": said,
            "begins": _begins(said.text),
            "codings": behind.codes[said.excerpt],
            "field": form[f"place-{said.excerpt}"],
        }
        groups.setdefault(WRITTEN if said.is_written else said.in_group, []).append(row)
    apart = {group: rows[0]["said"].group_is_open is not False for group, rows in groups.items()}
    return [
        {
            "name": "In polls" if group == WRITTEN else rows[0]["said"].group or "No group",
            "apart": "in no count of people" if group == WRITTEN else OF_THEMSELVES if apart[group] else "",
            "rows": rows,
            "chosen": any(row["field"].value() for row in rows),
        }
        for group, rows in sorted(groups.items(), key=lambda item: (apart[item[0]], item[0] or 0))
    ]
