"""Conversations of statements as facilitators run them, and oversight looks on."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultations import access
from consultations.access import Do
from consultations.lookup import find_for, refusals
from deliberation.models import Conversation, Statement, StatementDecision
from deliberation.moderation import moderation
from deliberation.polls import polling
from deliberation.statements import conversations, decisions, statements
from deliberation.statements.forms import StartForm, StatementDecisionForm, StatementForm
from deliberation.statements.views.statements import find_conversation
from people.errors import Refused
from people.models import Person


@require_http_methods(["GET", "HEAD", "POST"])
def start_conversation(request: HttpRequest, slug: str) -> HttpResponse:
    consultation, _ = find_for(request, slug, Do.RUN_CONVERSATION)
    form = StartForm(request.POST or None)
    if form.is_valid():
        try:
            made = conversations.start(consultation, by=request.user, **form.spec)
            messages.success(request, "The conversation is ready. Open it when people may begin.")
            return redirect("conversation_desk", slug, made.wave_id)
        except Refused as error:
            refusals(form, error)
    context = {"consultation": consultation, "form": form}
    status = 422 if form.errors else 200
    return render(request, "deliberation/statements/start.html", context, status=status)


@require_safe
def conversation_desk(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Every statement with its source and how often it was shown. No answers: those wait for the close."""
    found, _ = find_conversation(request, slug, pk, Do.DECIDE_STATEMENT_AGAIN)
    return _desk(request, found, StatementForm())


def _desk(request: HttpRequest, found: Conversation, form: StatementForm) -> HttpResponse:
    may = {do: access.may(request.user, found.consultation, do) for do in (Do.RUN_WAVES, Do.RUN_CONVERSATION)}
    runs = may[Do.RUN_WAVES]
    context = {
        "consultation": found.consultation,
        "conversation": found,
        "wave": found.wave,
        "form": form,
        "shown": found.statements.shown(),
        "waiting": _waiting(request, found),
        "refused": found.statements.filter(state=Statement.State.REFUSED).count(),
        "runs": runs,
        "why_not_close": statements.why_stays_open(found.wave) or polling.why_not_yet(found.wave) if runs else "",
        "adds": may[Do.RUN_CONVERSATION] and found.wave.state != "closed",
    }
    status = 422 if form.errors else 200
    return render(request, "deliberation/statements/desk.html", context, status=status)


def _waiting(request: HttpRequest, found: Conversation) -> list[Statement]:
    """What this person may decide: first looks for facilitators, second looks for those who did not decide first."""
    member = access.require_role(request.user, found.consultation, Do.DECIDE_STATEMENT_AGAIN)
    held = found.statements.waiting().exclude(second_look=True, decisions__decided_by=member)
    if member.role not in Do.DECIDE_STATEMENT.roles:
        held = held.filter(second_look=True)
    return list(held.select_related("twin"))


@require_POST
def put_statement(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A statement from the facilitators, shown at once."""
    found, _ = find_conversation(request, slug, pk, Do.RUN_CONVERSATION)
    form = StatementForm(request.POST)
    form.is_valid()
    try:
        conversations.add_own(found, form.cleaned_data["text"], by=request.user)
    except Refused as error:
        form.add_error("text", error.problems)
        return _desk(request, found, form)
    messages.success(request, "Added, marked as from the facilitators.")
    return redirect("conversation_desk", slug, pk)


@require_POST
def run_conversation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Open it, or close it for good."""
    found, _ = find_conversation(request, slug, pk, Do.RUN_WAVES)
    try:
        if "close" in request.POST:
            polling.close_wave(found.wave, by=request.user, reason=request.POST.get("reason", ""))
            messages.success(request, "Closed. Now the answers can be counted.")
            return redirect("opinion", slug, pk)
        polling.open_wave(found.wave, by=request.user)
        messages.success(request, "Open. People can answer now.")
    except Refused as error:
        messages.error(request, str(error))
    return redirect("conversation_desk", slug, pk)


@require_http_methods(["GET", "HEAD", "POST"])
def decide_statement(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """One statement, why it waits, and the choice. Who wrote it is not shown: it does not matter."""
    found, _ = find_conversation(request, slug, pk, Do.DECIDE_STATEMENT_AGAIN)
    statement = get_object_or_404(found.statements.select_related("twin", "conversation__wave__poll"), pk=number)
    form = StatementDecisionForm(request.POST or None, initial={"revision": statement.revision})
    if form.is_valid():
        try:
            _decide(statement, request.user, **form.cleaned_data)
            messages.success(request, "Done. The author can read what you decided.")
            return redirect("conversation_desk", slug, pk)
        except Refused as error:
            refusals(form, error)
            statement.refresh_from_db()
            form.data = form.data.copy()  # type: ignore[attr-defined]
            form.data["revision"] = statement.revision  # type: ignore[index]
    context = {
        "consultation": found.consultation,
        "conversation": found,
        "wave": found.wave,
        "statement": statement,
        "form": form,
        "history": statement.decisions.select_related("decided_by__user"),
        "never": moderation.NEVER_A_REASON,
    }
    status = 422 if form.errors else 200
    return render(request, "deliberation/statements/decide.html", context, status=status)


def _decide(statement: Statement, by: Person, *, revision: int, action: str, reason: str, note: str) -> None:
    if action == StatementDecision.Action.SHOW:
        decisions.show(statement, by=by, revision=revision)
    else:
        decisions.refuse(statement, by=by, revision=revision, reason=reason, note=note)
