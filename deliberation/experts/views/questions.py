"""Questions to experts: the list for everybody, asking and supporting, sorting, answering, reading an answer first."""

from functools import partial

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultations import keyed
from consultations.access import Do, fits_stage, may
from consultations.lookup import find, find_for, member_of, refusals, sent
from consultations.models import Consultation, Membership, Role, SectionKind
from consultations.saving import attempted, page, pressed
from deliberation.discussion import screening
from deliberation.discussion.views.given_back import gives_back
from deliberation.experts import askers, correcting
from deliberation.experts import experts as acts
from deliberation.experts.forms import AnswerForm, AskForm, ReviewForm, SortForm
from deliberation.models import ExpertAnswer, ExpertCorrection, ExpertQuestion, QuestionSupport
from deliberation.rules import rules
from deliberation.safeguarding import safeguarding
from deliberation.signposts import signposts
from people.errors import Refused
from people.text.sanitising import number

State = ExpertQuestion.State
_SECOND = Q(kept_apart_at__isnull=False) | Q(second_look=True)
NEWEST = 100  # of those that wait to be sorted, the oldest first
A_PAGE = 50  # of those that wait for an answer, and of those that have one: most wanted first


@require_safe
def questions(request: HttpRequest, slug: str) -> HttpResponse:
    """What was asked and answered, for everybody. Nobody reads here who asked; only facilitators do, on their part."""
    consultation = find(request, slug)
    member = member_of(request, consultation)
    sorts = member is not None and member.role in Do.SORT_QUESTIONS.roles
    answers = ("session", "answers__author__user", "answers__corrections__author__user")
    put = consultation.expert_questions.put().by_support().prefetch_related(*answers)
    waiting, answered = (
        _most_wanted(rows, request.GET.get(name, ""))
        for name, rows in (("after", put.unanswered()), ("answered", put.filter(state=State.ANSWERED)))
    )
    shown = {one.pk for one in [*waiting.rows, *answered.rows]}
    asked_for = number(request.GET.get("question"))
    alone = put.filter(pk=asked_for).first() if asked_for and asked_for not in shown else None
    mine = _mine(member)
    for one in [*waiting.rows, *answered.rows, *([alone] if alone else [])]:
        one.told = [_told(given, member, consultation) for given in one.published]  # type: ignore[attr-defined]
        one.to_answer = _to_answer(one, member)  # type: ignore[attr-defined]
        one.is_backed = one.pk in mine  # type: ignore[attr-defined]
        one.wanted = _wanted(one, member, consultation)  # type: ignore[attr-defined]
    own = []
    if member is not None:
        own = list(consultation.expert_questions.filter(asked_by=member).select_related("merged_into", "safety_alert"))
        may_again = may(request.user, consultation, Do.ASK_QUESTION_AGAIN)
        for one in own:
            one.may_be_asked_again = may_again and one.is_left_out and not acts.why_not_ask_again(one)  # type: ignore[attr-defined]
    context = {
        "consultation": consultation,
        "member": member,
        "alone": alone,
        "waiting": waiting.rows,
        "answered": answered.rows,
        "more_waiting": keyed.next_page(request.GET, "after", waiting.after),
        "more_answered": keyed.next_page(request.GET, "answered", answered.after),
        "own": own,
        "may_ask": may(request.user, consultation, Do.ASK_EXPERTS) and consultation.is_open,
        "may_support": may(request.user, consultation, Do.SUPPORT_QUESTION) and consultation.is_open,
        "became": acts.what_became(consultation),
        "may_be_answered": fits_stage(consultation, Do.ANSWER_QUESTIONS) or not consultation.has_findings,
        "may_answer": may(request.user, consultation, Do.ANSWER_QUESTIONS),
        "to_sort": _received(consultation) if sorts else [],
        "kept_apart": _kept_apart(consultation) if _settles_kept_apart(member) else [],
        "to_read": _unread(consultation) if sorts else [],
        "corrections": _corrections(consultation, member),
        "may_keep_apart": may(request.user, consultation, Do.KEEP_QUESTION_APART),
        "backed": mine,
        "local_help": partial(signposts.local_routes, consultation),  # asked only where somebody needs it
    }
    return render(request, "deliberation/experts/page.html", context)


def _most_wanted(rows: QuerySet[ExpertQuestion], after: str) -> keyed.Piece[ExpertQuestion]:
    """A page of them. `after` names the last one before it, and not how many want it: few would point at people."""
    last = rows.filter(pk=number(after)).first() if after else None
    if last is not None:
        less = Q(backers__lt=last.backers) | Q(backers=last.backers, pk__gt=last.pk)  # type: ignore[attr-defined]
        rows = rows.filter(less)
    found = list(rows[: A_PAGE + 1])
    return keyed.Piece(found[:A_PAGE], str(found[A_PAGE - 1].pk) if len(found) > A_PAGE else "")


def _told(given: ExpertAnswer, member: Membership | None, consultation: Consultation) -> dict[str, object]:
    """A published answer, and whether whoever looks may write a correction of it."""
    if member is None or member.role not in Do.CORRECT_EXPERT_ANSWER.roles:
        return {"answer": given, "may_correct": False}
    fits = fits_stage(consultation, Do.CORRECT_EXPERT_ANSWER)
    waits = correcting.waits_for_another(correcting.held_of(given), member)
    return {"answer": given, "may_correct": fits and not waits and correcting.may_correct(given, member)}


def _to_answer(question: ExpertQuestion, member: Membership | None) -> str:
    """What whoever answers may do: nothing more where their own answer is published, but to correct that."""
    if member is None or member.role not in Do.ANSWER_QUESTIONS.roles:
        return ""
    own = next((given for given in question.answers.all() if given.author_id == member.pk), None)
    if own is None:
        return "Answer too" if question.published else "Answer"
    if own.is_published:
        return ""
    return "Change your answer" if own.waits else "Write your answer otherwise"


def _corrections(consultation: Consultation, member: Membership | None) -> list[ExpertCorrection]:
    """Those that wait to be read, for whoever reads them."""
    if member is None or member.role not in Do.READ_EXPERT_CORRECTION.roles:
        return []
    waiting = ExpertCorrection.objects.filter(
        answer__question__consultation=consultation, state=ExpertCorrection.State.WAITS
    )
    return list(waiting.select_related("answer__question", "author__user"))


def _settles_kept_apart(member: Membership | None) -> bool:
    return member is not None and member.role in Do.LEAVE_OUT_KEPT_APART.roles - Do.SORT_QUESTIONS.roles


def _mine(member: Membership | None) -> set[int]:
    if member is None or member.role != Role.PARTICIPANT:
        return set()
    return set(QuestionSupport.objects.filter(membership=member).values_list("question", flat=True))


def _wanted(question: ExpertQuestion, member: Membership | None, consultation: Consultation) -> str:
    """How many would like to know, for those who talk here, and from a number on that points at nobody."""
    if member is None or member.role not in {Role.PARTICIPANT, Role.FACILITATOR}:
        return ""
    return acts.how_wanted(question.backers, consultation)  # type: ignore[attr-defined]


def _received(consultation: Consultation) -> list[ExpertQuestion]:
    asked = consultation.expert_questions.filter(state=State.RECEIVED).select_related("asked_by__user", "session")
    return list(asked.order_by("pk")[:NEWEST])


def _kept_apart(consultation: Consultation) -> QuerySet[ExpertQuestion]:
    """What somebody of the panel may leave out, or not: nothing else of what was asked is theirs to read here."""
    return consultation.expert_questions.filter(_SECOND, state=State.RECEIVED)


def _unread(consultation: Consultation) -> list[ExpertAnswer]:
    waiting = ExpertAnswer.objects.filter(question__consultation=consultation, state=ExpertAnswer.State.WAITS)
    return list(waiting.select_related("question", "author__user"))


@gives_back("text")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the experts; a facilitator asks for a group. `?about=` names a part of the briefing."""
    consultation, member = find_for(request, slug, Do.ASK_EXPERTS)
    about = request.GET.get("about", "")
    form = AskForm(request.POST) if request.method == "POST" else AskForm.fresh(about if about in SectionKind else "")
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data
        try:
            acts.ask(consultation, words["text"], by=request.user, section=words["section"], key=words["key"])
            messages.success(request, "Asked. A facilitator reads it first.", extra_tags=words["key"])
            return redirect("expert_questions", slug)
        except Refused as error:
            refusals(form, error)
    context = {
        "consultation": consultation,
        "member": member,
        "form": form,
        "put": consultation.expert_questions.put().by_support()[:10],
        "why_not": "" if fits_stage(consultation, Do.ASK_EXPERTS) else "Questions are asked while it is open.",
    }
    return page(request, "deliberation/experts/ask.html", context)


@require_POST
def support(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """ "I would like to know that too", and taking it back."""
    consultation, _ = find_for(request, slug, Do.SUPPORT_QUESTION)
    question = get_object_or_404(consultation.expert_questions.put(), pk=pk)
    wanted = request.POST.get("wanted") != "no"
    attempted(request, lambda: acts.support(question, by=request.user, wanted=wanted))
    return redirect(f"{_list(slug)}?question={pk}#question-{pk}")


@require_POST
def keep_apart(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Whoever asked says that it asks something else than the one it was joined to, or than the words it is put in."""
    consultation, member = find_for(request, slug, Do.KEEP_QUESTION_APART)
    question = get_object_or_404(consultation.expert_questions.filter(asked_by=member), pk=pk)
    if question.is_public:
        if attempted(request, lambda: askers.not_as_asked(question, by=request.user)):
            messages.success(request, "It stands beside the question now, for everybody.")
    elif attempted(request, lambda: acts.keep_apart(question, by=request.user)):
        messages.success(request, "A facilitator decides about it anew, and does not join it to another one.")
    return redirect("expert_questions", slug)


@require_POST
def ask_question_again(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Whoever asked has somebody else look at why it was left out."""
    consultation, member = find_for(request, slug, Do.ASK_QUESTION_AGAIN)
    question = get_object_or_404(consultation.expert_questions.filter(asked_by=member), pk=pk)
    told = "Somebody else looks at it, and you are told."
    attempted(request, lambda: acts.ask_again(question, by=request.user), told)
    return redirect("expert_questions", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def sort(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One question that was asked: take it up in words of one’s own, join it, or leave it out with a reason."""
    consultation, member = find_for(request, slug, Do.LEAVE_OUT_KEPT_APART)
    sorts = member.role in Do.SORT_QUESTIONS.roles
    found = consultation.expert_questions.all() if sorts else _kept_apart(consultation)
    if request.method == "POST" and not sorts:  # decided meanwhile, it is said so
        found = consultation.expert_questions.filter(_SECOND)
    question = get_object_or_404(found.select_related("asked_by__user", "consultation", "safety_alert"), pk=pk)
    if request.method == "POST" and sorts and "risk" in request.POST:
        told = (
            "The safeguarding lead is told, and whoever asked reads where help is. Decide about the question as well."
        )
        attempted(request, lambda: safeguarding.raise_for_question(question, by=request.user), told)
        return redirect("sort_question", slug, pk)
    near = acts.like_it(question)
    form = SortForm(sent(request), question=question, near=near)
    if request.method == "POST" and form.is_valid():
        try:
            _sorted(request, question, form)
            messages.success(request, "Done. Whoever asked is told.")
            return redirect("expert_questions", slug)
        except Refused as error:
            _noted(error, question, request)
            refusals(form, error)
    context = {
        "consultation": consultation,
        "member": member,
        "question": question,
        "form": form,
        "sorts": sorts,
        "why_not_leave_out": acts.why_not_leave_out(question, member),
        "near": near,
        "found": screening.findings(question.text, rules.names_of(consultation)),
    }
    return page(request, "deliberation/experts/sort.html", context)


def _sorted(request: HttpRequest, question: ExpertQuestion, form: SortForm) -> None:
    button = pressed(request, "join", "leave_out")
    if button == "join":
        other = form.joined_to
        if other is None:
            raise Refused("Choose the question that it is joined to.")
        acts.join(question, other, by=request.user)
    elif button == "leave_out":
        acts.leave_out(question, by=request.user, reason=form.cleaned_data["reason"])
    else:
        acts.take_up(question, by=request.user, wording=form.cleaned_data["wording"])


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Experts and police answer what was put. They read the question; nothing here says who asked."""
    consultation, member = find_for(request, slug, Do.ANSWER_QUESTIONS)
    question = get_object_or_404(consultation.expert_questions.put(), pk=pk)
    held = ExpertAnswer.objects.filter(question=question, author=member).first()
    form = AnswerForm(sent(request), initial=AnswerForm.kept(held))
    if acts.answers_as_police(member):
        del form.fields["capacity"]
    if request.method == "POST" and form.is_valid():
        given = {"capacity": "", **form.cleaned_data}
        try:
            acts.answer(question, by=request.user, **given)
            done = f"{member.pk}/answer-{question.pk}"
            messages.success(request, "Saved. A facilitator reads it before others do.", extra_tags=done)
            return redirect("expert_questions", slug)
        except Refused as error:
            refusals(form, error)
    context = {"consultation": consultation, "member": member, "question": question, "held": held, "form": form}
    return page(request, "deliberation/experts/answer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A facilitator reads an answer before others do."""
    consultation, member = find_for(request, slug, Do.SORT_QUESTIONS)
    answers = ExpertAnswer.objects.filter(question__consultation=consultation)
    given = get_object_or_404(answers.select_related("question__consultation", "author__user"), pk=pk)
    form = ReviewForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            if "send_back" in request.POST:
                acts.send_back(given, by=request.user, note=form.cleaned_data["note"])
            else:
                acts.publish(
                    given,
                    by=request.user,
                    seen=request.POST.get("read", ""),
                    leaves_open=form.cleaned_data["leaves_open"],
                )
            messages.success(request, "Done.")
            return redirect("expert_questions", slug)
        except Refused as error:
            _noted(error, given.question, request)
            given = get_object_or_404(answers.select_related("question__consultation", "author__user"), pk=pk)
            refusals(form, error)
    context = {
        "consultation": consultation,
        "member": member,
        "given": given,
        "form": form,
        "read": given.written_at.isoformat(),
        "found": screening.findings(given.body, rules.names_of(consultation)),
    }
    return page(request, "deliberation/experts/review.html", context)


def _noted(error: Refused, question: ExpertQuestion, request: HttpRequest) -> None:
    if isinstance(error, acts.Overtaken):
        acts.note_overtaken(question, by=request.user)


def _list(slug: str) -> str:
    return str(redirect("expert_questions", slug)["Location"])
