"""The fact desk: what is asked of the force, what it said, and taking that into the draft."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from consultations.access import Do, may
from consultations.briefing import unknowns
from consultations.facts import beside, facts, taking_out
from consultations.facts.forms import AskForm, FactForm, ReplyForm, TakeOutForm, WeighForm
from consultations.lookup import find_for, sent
from consultations.models import AskedFact, BriefingVersion, Consultation, Membership
from consultations.saving import attempted, page, saved
from consultations.seen import edits, one_after_another
from people.models import Person
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
    waiting = [fact.place for fact in version.facts.filter(state=AskedFact.State.TO_CONFIRM, answer="")]
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
        "is_public": facts.is_public(version),
        "writes": writes and facts.is_open(version) and may(request.user, consultation, Do.EDIT_BRIEFING),
        "answers": may(request.user, consultation, Do.ANSWER_FACTS),
        "weighs": facts.is_open(version) and may(request.user, consultation, Do.DOUBT_FACT),
        "agrees": may(request.user, consultation, Do.LEAVE_FACT_OUT),
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
            if name == "accept" and (wrong := facts.left_to_mend(fact)):
                messages.warning(request, f"Mend the rest of this row: {wrong}")
    return there


def _version(consultation: Consultation) -> BriefingVersion:
    if (version := consultation.briefing) is None:
        raise Http404("no briefing")
    return version


def _askable(version: BriefingVersion) -> list[tuple[str, str]]:
    asked = set(version.facts.filter(state=AskedFact.State.ASKED).values_list("place", flat=True))
    asked |= set(version.facts.filter(state=AskedFact.State.TAKEN_OUT).values_list("place", flat=True))
    asked |= {fact.place for fact in version.facts.all() if fact.waits_for_us}
    return [(name, place.label) for name, place in unknowns.places(version).items() if name not in asked]


def _is_for_police(fact: AskedFact) -> bool:
    """Of a draft: it is asked of the force, or what it said waits; or it may answer what is said beside its words,
    whatever was changed there since."""
    return fact.asked_on is not None or fact.waits_for_us or fact.may_be_replied_to


def _told(version: BriefingVersion, member: Membership) -> list[dict[str, Any]]:
    """Under each state the places that are in it, in the order of the pack; what the force answered comes first.

    To the police no more of a draft than what they are asked, and what became of it.
    """
    told: dict[str, dict[str, Any]] = {}
    is_public = facts.is_public(version)
    for place, fact in unknowns.labelled(version):
        if is_public or not member.is_police or _is_for_police(fact):
            said = str(fact.get_state_display()) if fact.is_in_their_words else fact.said
            waits = fact.waits_for_us or bool(fact.later)
            state = told.setdefault(said, {"said": said, "waits": waits, "rows": []})
            state["rows"].append({"place": place, "fact": fact})
    return sorted(told.values(), key=lambda state: not state["waits"])


@require_http_methods(["GET", "HEAD", "POST"])
@one_after_another()
def answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One fact that the force is asked for: fill it in, confirm it or decline it."""
    consultation, _ = find_for(request, slug, Do.ANSWER_FACTS)
    version = _version(consultation)
    fact = get_object_or_404(version.facts, pk=pk)
    is_later = facts.says_later(fact)
    if not (is_later or _is_for_police(fact)):
        raise Http404("not asked of the force")
    if "reply_now" in request.POST:
        return _replied(request, fact)
    said = fact if not is_later else fact.with_later if fact.later else AskedFact()
    initial = {"answer": said.answer, "words": said.words, "role": said.answered_role, "document": said.document}
    form = edits(FactForm(sent(request), initial=initial))
    if request.method == "POST" and saved(form, partial(facts.answer, fact), by=request.user):
        to_come = "It comes with the next version, once the facilitator has taken it in."
        messages.success(request, f"Saved. {to_come if is_later else 'The facilitator takes it into the draft.'}")
        return redirect("facts", slug)
    context = {
        "consultation": consultation,
        "fact": fact,
        "label": _label(fact),
        "now": facts.stands_as_read(fact),
        "form": form,
        "offered": is_later or facts.may_answer(fact),
        "is_later": is_later,
        "reply_form": ReplyForm() if fact.may_be_replied_to and facts.is_open(version) else None,
        "is_open": facts.is_open(version),
        "version": version,
    }
    return page(request, "consultations/facts/answer.html", context)


def _replied(request: HttpRequest, fact: AskedFact) -> HttpResponse:
    """The force answers what is said beside its words; what was typed comes back where it is refused."""
    form = ReplyForm(request.POST)
    if saved(form, partial(beside.reply_to, fact), by=request.user):
        messages.success(request, "Saved. It is printed beside your words.")
        return redirect("facts", fact.version.consultation.slug)
    context = {"consultation": fact.version.consultation, "fact": fact, "form": form, "label": _label(fact)}
    return page(request, "consultations/facts/reply.html", context)


def _label(fact: AskedFact) -> str:
    known = unknowns.places(fact.version)
    return known[fact.place].label if fact.place in known else fact.place


@require_http_methods(["GET", "HEAD", "POST"])
def weigh(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What the force said, and what becomes of it if it is no fact as it stands: for whoever writes, and the panel."""
    consultation, member = find_for(request, slug, Do.DOUBT_FACT)
    version = _version(consultation)
    fact = get_object_or_404(version.facts, pk=pk)
    if "agree" in request.POST:
        act = partial(beside.agree_to_leave_out, fact, by=request.user, seen=request.POST.get("seen", ""))
        attempted(request, act, "Left out. It is printed that the police did not say.")
        return redirect("facts", slug)
    if "decide" in request.POST:
        agrees, seen = request.POST["decide"] == "out", request.POST.get("seen", "")
        done = "Taken out. What the force said of it stays in print." if agrees else "It stays."
        attempted(request, partial(taking_out.decide, fact, by=request.user, agrees=agrees, seen=seen), done)
        return redirect("facts", slug)
    if "no_longer" in request.POST:
        attempted(request, partial(taking_out.no_longer, fact, by=request.user), "It stays. The panel is not asked.")
        return redirect("facts", slug)
    writes = member.role in Do.EDIT_BRIEFING.roles and may(request.user, consultation, Do.EDIT_BRIEFING)
    proposes = "take_out" in request.POST
    out_form = TakeOutForm(request.POST if proposes else None, initial={"out_why": fact.out_why})
    if proposes and saved(out_form, partial(taking_out.propose, fact), by=request.user):
        messages.success(request, "The panel is asked. Until it agrees everything stands as it does.")
        return redirect("facts", slug)
    offered = list(WeighForm.CHOICES) if member.role in Do.EDIT_BRIEFING.roles else [WeighForm.DOUBT]
    initial = {"seen": fact.answer_mark, "what": WeighForm.DOUBT}
    form = WeighForm(None if proposes else sent(request), offered=offered, initial=initial)
    if request.method == "POST" and not proposes and saved(form, partial(_weighed, fact), by=request.user):
        messages.success(request, "Saved.")
        return redirect("facts", slug)
    context = {
        "consultation": consultation,
        "fact": fact,
        "label": _label(fact),
        "now": facts.stands(fact),
        "form": form,
        "agrees": fact.to_leave_out and may(request.user, consultation, Do.LEAVE_FACT_OUT),
        "decides": fact.to_take_out and may(request.user, consultation, Do.LEAVE_FACT_OUT),
        "out_form": out_form if writes and fact.may_be_taken_out else None,
        "may_end_it": writes and fact.to_take_out,
        "out_mark": taking_out.mark(fact),
        "is_open": facts.is_open(version),
        "version": version,
    }
    return page(request, "consultations/facts/weigh.html", context, status=422 if out_form.errors else 200)


def _weighed(fact: AskedFact, *, by: Person, what: str, reason: str, seen: str) -> AskedFact:
    acts = {WeighForm.DOUBT: beside.doubt, WeighForm.AGAIN: beside.ask_again, WeighForm.LEAVE_OUT: beside.leave_out}
    return acts[what](fact, by=by, why=reason, seen=seen)
