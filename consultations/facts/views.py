"""The fact desk: what is asked of the force, what it said, and taking that into the draft."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from consultations.access import Do, may
from consultations.briefing import unknowns
from consultations.facts import facts
from consultations.facts.forms import AskForm, FactForm
from consultations.lookup import find_for, sent
from consultations.models import AskedFact, BriefingVersion, Consultation, Membership
from consultations.saving import attempted, page, saved
from consultations.seen import edits, one_after_another
from people.text.sanitising import number

ROW_ACTS: dict[str, tuple[Any, str]] = {
    "accept": (facts.accept, "Taken into the draft."),
    "clear": (facts.clear, "The state is gone. Write what is known."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """Staff see every state; the police what is asked of them."""
    consultation, member = find_for(request, slug, Do.SEE_FACTS)
    version = _version(consultation)
    writes = member.role in Do.EDIT_BRIEFING.roles
    waiting = [fact.place for fact in version.facts.filter(state=AskedFact.State.TO_CONFIRM)]
    typed = sent(request) if "ask" in request.POST else None
    form = AskForm(typed, places=_askable(version), initial={"places": waiting})
    if request.method == "POST":
        if not writes:
            raise Http404("the police answer on the page of a fact")
        if done := _done(request, version, form):
            return done
    context = {
        "consultation": consultation,
        "version": version,
        "form": form,
        "told": _told(version, member),
        "count": unknowns.counted(version),
        "is_open": facts.is_open(version),
        "writes": writes and facts.is_open(version) and may(request.user, consultation, Do.EDIT_BRIEFING),
        "answers": may(request.user, consultation, Do.ANSWER_FACTS),
    }
    return page(request, "consultations/facts/desk.html", context)


def _done(request: HttpRequest, version: BriefingVersion, form: AskForm) -> HttpResponse | None:
    """A button of a row, or the form that asks; None where that form has faults."""
    there = redirect("facts", version.consultation.slug)
    if "ask" in request.POST:
        if not saved(form, partial(facts.ask, version), by=request.user):
            return None
        messages.success(request, "Asked. The police of this consultation are told.")
        return there
    for name, (act, said) in ROW_ACTS.items():
        if name in request.POST:
            fact = get_object_or_404(version.facts, pk=number(request.POST[name]))
            read = {"seen": request.POST.get("seen", "")} if name == "accept" else {}
            attempted(request, partial(act, fact, by=request.user, **read), said)
    return there


def _version(consultation: Consultation) -> BriefingVersion:
    if (version := consultation.briefing) is None:
        raise Http404("no briefing")
    return version


def _askable(version: BriefingVersion) -> list[tuple[str, str]]:
    asked = set(version.facts.filter(state=AskedFact.State.ASKED).values_list("place", flat=True))
    return [(name, place.label) for name, place in unknowns.places(version).items() if name not in asked]


def _told(version: BriefingVersion, member: Membership) -> list[dict[str, Any]]:
    """Under each state the places that are in it, in the order of the pack; what the force answered comes first.

    To the police no more of a draft than what they are asked, and what became of it.
    """
    told: dict[str, dict[str, Any]] = {}
    for place, fact in unknowns.labelled(version):
        if not member.is_police or fact.asked_on is not None:
            state = told.setdefault(fact.said, {"said": fact.said, "waits": fact.waits_for_us, "rows": []})
            state["rows"].append({"place": place, "fact": fact})
    return sorted(told.values(), key=lambda state: not state["waits"])


@require_http_methods(["GET", "HEAD", "POST"])
@one_after_another()
def answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One fact that the force is asked for: fill it in, confirm it or decline it."""
    consultation, _ = find_for(request, slug, Do.ANSWER_FACTS)
    version = _version(consultation)
    fact = get_object_or_404(version.facts.filter(asked_on__isnull=False), pk=pk)
    initial = {"answer": fact.answer, "words": fact.words, "role": fact.answered_role, "document": fact.document}
    form = edits(FactForm(sent(request), initial=initial))
    if request.method == "POST" and saved(form, partial(facts.answer, fact), by=request.user):
        messages.success(request, "Saved. The facilitator takes it into the draft.")
        return redirect("facts", slug)
    context = {
        "consultation": consultation,
        "fact": fact,
        "label": unknowns.places(version)[fact.place].label if fact.place in unknowns.places(version) else fact.place,
        "now": facts.stands_as_read(fact),
        "form": form,
        "offered": fact.is_asked and facts.is_open(version),
        "is_open": facts.is_open(version),
        "version": version,
    }
    return page(request, "consultations/facts/answer.html", context)
