"""Statements as residents answer them and add to them."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, push_url

from consultations import access
from consultations.access import Do
from consultations.lookup import find, find_for, member_of, refusals
from consultations.models import Membership, Role
from deliberation.models import Ballot, Conversation, Question, Statement, Wave
from deliberation.opinion import acts as opinion
from deliberation.questions import asking
from deliberation.signposts import signposts
from deliberation.statements import next_statement as upcoming
from deliberation.statements import statements
from deliberation.statements.forms import StatementForm
from people.errors import Refused
from people.text.sanitising import number

INSIDE = {Role.PARTICIPANT, Role.FACILITATOR, Role.OVERSIGHT}
CONVERSATIONS = Conversation.objects.select_related("wave__poll__consultation", "wave__session")


@require_safe
def conversations(request: HttpRequest, slug: str) -> HttpResponse:
    """Every conversation of statements here, and those brought in from elsewhere."""
    consultation = find(request, slug)
    member = member_of(request, consultation)
    inside = member is not None and member.role in INSIDE
    if not inside and not consultation.has_findings:
        raise Http404("No statements for this person.")
    waves = Wave.objects.filter(poll__consultation=consultation, session=None).select_related("conversation")
    shown = [wave for wave in waves.prefetch_related("questions") if opinion.is_of_statements(wave)]
    context = {
        "consultation": consultation,
        "member": member if inside else None,
        "waves": shown,
        "runs": access.may(request.user, consultation, Do.RUN_CONVERSATION),
    }
    return render(request, "deliberation/statements/list.html", context)


def find_conversation(request: HttpRequest, slug: str, pk: int, do: Do) -> tuple[Conversation, Membership]:
    consultation, member = find_for(request, slug, do)
    return get_object_or_404(CONVERSATIONS, wave=pk, wave__poll__consultation=consultation), member


@require_safe
def conversation(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Where a resident begins, goes on and stops; facilitators and oversight see their own page."""
    consultation = find(request, slug)
    member = member_of(request, consultation)
    if member is None or member.role not in INSIDE:
        raise Http404("No statements for this person.")
    found = get_object_or_404(CONVERSATIONS, wave=pk, wave__poll__consultation=consultation)
    if member.role != Role.PARTICIPANT:
        return redirect("conversation_desk", slug, pk)
    context = {**_standing(found, member), "waiting": found.statements.waiting().filter(author=member).count()}
    return render(request, "deliberation/statements/page.html", context)


def _standing(found: Conversation, member: Membership) -> dict[str, object]:
    return {
        "consultation": found.consultation,
        "conversation": found,
        "wave": found.wave,
        "progress": asking.progress(found.wave, member),
    }


@require_POST
def next_statement(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Hand out the next statement; `after` is one that is left for later."""
    found, _ = find_conversation(request, slug, pk, Do.VOTE)
    return _on(request, found)


def _on(request: HttpRequest, found: Conversation) -> HttpResponse:
    """The next statement in the same place, or back to the conversation when all are answered."""
    here = [found.consultation.slug, found.wave_id]
    after = number(request.POST.get("after")) or None
    question = None
    if found.wave.is_open:
        question = upcoming.hand_out(found, by=request.user, after=after)
    if question is None:
        home = reverse("conversation", args=here)
        return HttpResponseClientRedirect(home) if request.htmx else redirect(home)  # type: ignore[attr-defined]
    address = reverse("statement_page", args=[*here, question.pk])
    if request.htmx:  # type: ignore[attr-defined]
        return push_url(_show(request, found, question), address)
    return redirect(address)


@require_http_methods(["GET", "HEAD", "POST"])
def statement_page(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """One statement and three buttons. Loading it again shows the same one."""
    found, _ = find_conversation(request, slug, pk, Do.VOTE)
    question = found.wave.questions.filter(pk=number).first() if found.wave.is_open else None
    if question is None:
        messages.info(request, "That statement is not open for answers any more.")
        return redirect("conversation", slug, pk)
    if request.method != "POST":
        return _show(request, found, question)
    try:
        upcoming.answer(found, question, request.POST.get("said", ""), by=request.user)
    except Refused as error:
        return _show(request, found, question, error.problems)
    if "change" in request.GET:
        return redirect("my_statements", slug, pk)
    return _on(request, found)


def _show(
    request: HttpRequest, found: Conversation, question: Question, errors: list[str] | None = None
) -> HttpResponse:
    member = access.require_role(request.user, found.consultation, Do.VOTE)
    ballot = asking.answers_of(member, found.wave).get(question.pk)
    context = {
        **_standing(found, member),
        "question": question,
        "errors": errors or [],
        "changing": "change" in request.GET,
        "statement": Statement.objects.filter(question=question).first(),
        "said": upcoming.said(ballot, question) if ballot else "",
    }
    part = "_statement" if request.htmx else "statement"  # type: ignore[attr-defined]
    return render(request, f"deliberation/statements/{part}.html", context, status=422 if errors else 200)


@require_safe
def my_statements(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A resident's own answers, to change, and own statements, with what became of them."""
    found, member = find_conversation(request, slug, pk, Do.VOTE)
    answers = asking.answers_of(member, found.wave)
    questions = Question.objects.filter(pk__in=answers).prefetch_related("options").order_by("order")
    context = {
        **_standing(found, member),
        "own": statements.mine(member, found),
        "may_take_back": access.may(request.user, found.consultation, Do.TAKE_STATEMENT_BACK)
        and not found.consultation.has_findings,
        "may_ask_again": access.may(request.user, found.consultation, Do.ASK_STATEMENT_AGAIN),
        "local_help": partial(signposts.local_routes, found.consultation),  # asked only where somebody needs it
        "answers": [_answered(found, question, answers[question.pk]) for question in questions],
    }
    return render(request, "deliberation/statements/mine.html", context)


def _answered(found: Conversation, question: Question, ballot: Ballot) -> dict[str, str]:
    href = reverse("statement_page", args=[found.consultation.slug, found.wave_id, question.pk]) + "?change=1"
    fixed = not found.wave.is_open or question.text == Statement.GONE
    return {
        "key": question.text,
        "value": upcoming.said(ballot, question),
        "href": "" if fixed else href,
        "action": "Change",
    }


@require_http_methods(["GET", "HEAD", "POST"])
def write_statement(request: HttpRequest, slug: str, pk: int, own: int | None = None) -> HttpResponse:
    """Add a statement, or write one of one's own anew."""
    found, member = find_conversation(request, slug, pk, Do.ADD_STATEMENT)
    statement = get_object_or_404(found.statements, pk=own, author=member) if own else None
    form = StatementForm(request.POST or None, initial={"text": statement.text if statement else ""})
    place = f"{found.pk}-{own or 'new'}"
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            if statement:
                statements.edit(statement, text, by=request.user)
            else:
                statements.add(found, text, by=request.user)
            text = "Thank you. A facilitator reads it first. You find here what becomes of it."
            messages.success(request, text, extra_tags=f"{member.pk}/statement-{place}")
            return redirect("my_statements", slug, pk)
        except Refused as error:
            refusals(form, error)
    own_words = {"form": form, "statement": statement, "member_id": member.pk, "draft_place": place}
    context = {**_standing(found, member), **own_words}
    status = 422 if form.errors else 200
    return render(request, "deliberation/statements/write.html", context, status=status)


@require_POST
def own_statement(request: HttpRequest, slug: str, pk: int, own: int) -> HttpResponse:
    """Take a statement of one's own back, or have somebody else look at the decision."""
    found, member = find_conversation(request, slug, pk, Do.ASK_STATEMENT_AGAIN)
    statement = get_object_or_404(found.statements, pk=own, author=member)
    try:
        if "again" in request.POST:
            statements.ask_again(statement, by=request.user)
            messages.success(request, "Somebody else will look at it. You find the answer here.")
        else:
            statements.withdraw(statement, by=request.user)
            messages.success(request, "Withdrawn. Its words are gone.")
    except Refused as error:
        messages.error(request, str(error))
    return redirect("my_statements", slug, pk)
