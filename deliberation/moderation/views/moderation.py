"""Moderation: the queue, one decision, and appeals."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from audit import clock
from consultations import access, seating
from consultations.access import Do
from consultations.lookup import find_for, refusals
from consultations.models import Consultation
from consultations.saving import attempted
from deliberation import numbers
from deliberation.discussion import copies, holding, moderation_log, screening
from deliberation.discussion.views.discussion import find_own
from deliberation.discussion.views.given_back import gives_back
from deliberation.models import Appeal, Claim, Contribution, ModerationDecision
from deliberation.moderation import at_risk, changes, concerns, queue, standing, unread
from deliberation.moderation import moderation as acts
from deliberation.moderation.forms.moderation import AppealDecisionForm, AppealForm, DecisionForm
from deliberation.rules import rules
from deliberation.safeguarding import safeguarding
from deliberation.signposts import signposts
from people.errors import Refused
from people.templatetags.drafts import place
from people.text.sanitising import number
from people.text.sentences import counted

Action = ModerationDecision.Action


def moderation(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits, longest first; then what was decided lately."""
    consultation, member = find_for(request, slug, Do.MODERATE)
    context = {
        "consultation": consultation,
        "member": member,
        "queue": queue.waiting(consultation),
        "reported": concerns.reported(consultation),
        "decided": queue.decided(consultation, _before(request)),
        "earlier": bool(_before(request)),
        "log": moderation_log.statistics(consultation),
    }
    return render(request, "deliberation/moderation/page.html", context)


def decide(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One post in full, why it is held, and the choice."""
    consultation, member = find_for(request, slug, Do.MODERATE)
    contribution = _find(consultation, pk)
    waited = contribution.is_held
    if request.method != "POST":
        return _show_decision(request, contribution, _decision_form(contribution))
    if "risk" in request.POST:
        concern = get_object_or_404(contribution.concerns.exclude(words=""), pk=number(request.POST["risk"]))
        attempted(request, lambda: at_risk.raise_for_report(concern, by=request.user), at_risk.TOLD)
        return redirect("decide", slug, pk)
    form = DecisionForm(request.POST, places=changes.places_for(contribution))
    if not form.is_valid():
        return _show_decision(request, contribution, form, status=422)
    behind = queue.next_for(member, after=contribution) if waited and member else None
    try:
        _decide(request, contribution, form)
    except Refused as error:
        if isinstance(error, acts.Overtaken):
            acts.note_overtaken(contribution, by=request.user)
        # Whatever was typed stays; what was on screen is brought up to date, so that the new text is read first.
        fresh = _find(consultation, pk)
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data.update({"revision": fresh.revision, "decision": queue.last_decision(fresh)})  # type: ignore[attr-defined]
        return _show_decision(request, fresh, refusals(form, error), status=422)
    said, following = f"Done: the post is {acts.DONE[Action(form.cleaned_data['action'])]}.", None
    if waited and member and (following := queue.still(behind, member) or queue.next_for(member, after=contribution)):
        said += " Here is the next."
    messages.success(request, said, extra_tags=place(request.user, "decision", pk))
    return redirect("decide", slug, following.pk) if following else redirect("moderation", slug)


@gives_back("grounds")
def appeal(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The author of a post that was removed, held or cut asks for that to be looked at again."""
    contribution = find_own(request, slug, pk)
    decision = standing.next_to_appeal(contribution) or contribution.removal
    if decision is None:
        raise Http404
    form, ends = AppealForm(request.POST or None), acts.appeal_ends(decision)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            acts.appeal(decision, by=request.user, grounds=form.cleaned_data["grounds"])
            wait = counted(numbers.APPEAL_ANSWER_DAYS, "working day")
            text = f"Somebody else will look at it and tell you here, within {wait}."
            messages.success(request, text, extra_tags=f"{contribution.membership_id}/appeal-{decision.pk}")
            if decision.is_move:  # its words stay on show, so nothing of it is said under the thread
                return redirect("appeal", slug, pk)
            return redirect(f"{contribution.thread.get_absolute_url()}?newest=1#mine")
        except Refused as error:
            form.add_error("grounds", str(error))
    if form.errors:
        status = 422
    context = {
        "contribution": contribution,
        "thread": contribution.thread,
        "decision": decision,
        "asked": [one for one in standing.all_to_appeal(contribution) if hasattr(one, "appeal")],
        "words": standing.authors_words(decision) if decision.took_words_out else contribution.body,
        "ends": ends,
        "is_over": clock.now() >= ends or not access.fits_stage(contribution.thread.consultation, Do.APPEAL),
        "form": form,
        "consultation": contribution.thread.consultation,
        "alerts": at_risk.of_appeals(contribution),
        "local_help": partial(signposts.local_routes, contribution.thread.consultation),
    }
    return render(request, "deliberation/moderation/appeal.html", context, status=status)


@require_POST
def claim_post(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say that you are reading it, and open it."""
    consultation, _ = find_for(request, slug, Do.MODERATE)
    contribution = _find(consultation, pk)
    mine = attempted(request, lambda: changes.claim(contribution, by=request.user))
    return redirect("decide", slug, pk) if mine else redirect("moderation", slug)


@require_POST
def claim_appeal(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say that you are reading an appeal, and open it."""
    consultation, _ = find_for(request, slug, Do.DECIDE_APPEAL)
    asked = get_object_or_404(queue.appeals(consultation), pk=pk)
    mine = attempted(request, lambda: changes.claim_appeal(asked, by=request.user))
    return redirect("decide_appeal", slug, pk) if mine else redirect("appeals", slug)


def appeals(request: HttpRequest, slug: str) -> HttpResponse:
    """Requests to look again, for facilitators and the oversight panel."""
    consultation, member = find_for(request, slug, Do.DECIDE_APPEAL)
    context = {
        "consultation": consultation,
        "member": member,
        "waiting": queue.with_clocks(queue.appeals(consultation, answered=False)),
        "answered": queue.answered(consultation, _before(request)),
        "earlier": bool(_before(request)),
        "unread": unread.listed_for_panel(consultation) if member.role in Do.DECIDE_UNREAD.roles else [],
    }
    return render(request, "deliberation/moderation/appeals.html", context)


def decide_appeal(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Answer one appeal. The person who made the decision reads it but cannot answer it."""
    consultation, member = find_for(request, slug, Do.DECIDE_APPEAL)
    asked = get_object_or_404(queue.appeals(consultation), pk=pk)
    form = AppealDecisionForm(request.POST or None, of=asked.decision)
    status = 200
    if request.method == "POST" and "risk" in request.POST:
        attempted(request, lambda: at_risk.raise_for_appeal(asked, by=request.user), at_risk.TOLD)
        return redirect("decide_appeal", slug, pk)
    if request.method == "POST":
        if form.is_valid():
            try:
                acts.decide_appeal(asked, by=request.user, **form.cleaned_data)
                messages.success(
                    request,
                    "Answered. The author reads your reasons beside the post.",
                    extra_tags=place(request.user, "appeal-answer", pk),
                )
                return redirect("appeals", slug)
            except Refused as error:
                if isinstance(error, acts.Overtaken):
                    acts.note_overtaken(asked.decision.contribution, by=request.user)
                refusals(form, error)
        status, asked = 422, queue.appeals(consultation).get(pk=pk)
    context = {
        "consultation": consultation,
        "appeal": asked,
        "contribution": asked.decision.contribution,
        "words": standing.authors_words(asked.decision) if asked.decision.took_words_out else "",
        "confirmed": standing.confirmed_cut(asked.decision) if asked.decision.took_words_out else None,
        "back_to": standing.first_of_the_moves(asked.decision).moved_from if asked.decision.is_move else None,
        "claim": Claim.objects.filter(contribution=asked.decision.contribution).select_related("by__user").first(),
        "own_decision": asked.decision.decided_by_id == member.pk,
        "why_not": seating.why_not_second(member, [asked.decision.decided_by_id]),
        "form": form,
        "alert": safeguarding.alerts_of(at_risk.About.APPEAL, [pk]).get(str(pk)),
        "sees": member.role in Do.SAFEGUARD.roles,
    }
    return render(request, "deliberation/moderation/decide_appeal.html", context, status=status)


def _before(request: HttpRequest) -> int:
    """The key from which a list of what is over goes on; 0 for its beginning."""
    return number(request.GET.get("before")) or 0


def _find(consultation: Consultation, pk: int) -> Contribution:
    posts = Contribution.objects.in_threads().filter(thread__area__consultation=consultation)
    return get_object_or_404(
        posts.select_related(
            "membership__user", "thread__area__consultation", "thread__group", "reply_to__membership__user"
        ),
        pk=pk,
    )


def _decision_form(contribution: Contribution) -> DecisionForm:
    on_screen = {"revision": contribution.revision, "decision": queue.last_decision(contribution)}
    found = [text for text, kind in screening.marked(contribution.body) if kind] if contribution.is_held else []
    given = on_screen | ({"words": found[0]} if len(found) == 1 else {})  # one passage at a time is taken out
    return DecisionForm(initial=given, places=changes.places_for(contribution))


def _decide(request: HttpRequest, contribution: Contribution, form: DecisionForm) -> Contribution:
    chosen: dict[str, Any] = {"by": request.user, "seen": form.on_screen}
    action, note = form.cleaned_data["action"], form.cleaned_data["note"]
    if action == Action.PUBLISH:
        return acts.publish(contribution, revision=form.on_screen.revision, **chosen)
    if action == Action.REMOVE:
        return acts.remove(contribution, reason=form.cleaned_data["reason"], note=note, **chosen)
    if action == Action.HOLD:
        return changes.hold(contribution, reason=form.cleaned_data["reason"], note=note, **chosen)
    if action == Action.REDACT:
        asked = {name: form.cleaned_data[name] for name in ("words", "reason")}
        return changes.redact(contribution, note=note, **asked, **chosen)
    if action == Action.MOVE:
        places = {thread.pk: thread for thread in changes.places_for(contribution)}
        return changes.move(contribution, to=places.get(form.cleaned_data["to"]), note=note, **chosen)
    return acts.restore(contribution, note=note, **chosen)


def _keys(contribution: Contribution, context: dict[str, Any]) -> list[str]:
    """What each key goes to that is on the page now."""
    acts_here = not context["looked_at"] and (contribution.is_held or contribution.is_visible)
    keys = [
        (contribution.is_held and acts_here, "P goes to “Publish”"),
        (acts_here, "R to the reasons"),
        (context["following"], "N to the next post"),
        (True, "Q to the queue"),
    ]
    return [words for is_there, words in keys if is_there]


def _show_decision(
    request: HttpRequest, contribution: Contribution, form: DecisionForm, status: int = 200
) -> HttpResponse:
    names = rules.names_of(contribution.thread.consultation)
    member = access.acting(request.user, contribution.thread.consultation)
    context: dict[str, Any] = {
        "consultation": contribution.thread.consultation,
        "contribution": contribution,
        "form": form,
        "why": holding.for_moderators(contribution, names),
        "the_other": copies.the_other(contribution) if contribution.is_held else None,
        "pieces": screening.marked(contribution.body, names),
        "concerns": at_risk.with_alerts(concerns.unanswered().filter(contribution=contribution)),
        "found": screening.findings(contribution.body, names),
        "revisions": contribution.revisions.order_by("-number") if not contribution.is_withdrawn else [],
        "parent": contribution.reply_to,
        "claim": Claim.objects.filter(contribution=contribution).select_related("by__user").first(),
        "waits": contribution.is_held and queue.since(Contribution.objects.filter(pk=contribution.pk)).first(),
        "history": contribution.decisions.select_related("decided_by__user", "appeal"),
        "splits": contribution.splits.select_related("by__user", "to"),
        "appeal": Appeal.objects.filter(decision__contribution=contribution, decided_at=None).first(),
        "looked_at": standing.waits_for_an_answer(contribution),
        "never": acts.NEVER_A_REASON,
        "following": queue.next_for(member, after=contribution) if member else None,
    }
    context["keys"] = _keys(contribution, context)
    return render(request, "deliberation/moderation/decide.html", context, status=status)
