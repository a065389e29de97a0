"""The discussion: the list of threads, one thread, saying something in it, changing or taking back one’s own words."""

import csv
from functools import partial

from django.contrib import messages
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_htmx.http import reswap, retarget, trigger_client_event

from audit.prepared import Prepared
from consultations.access import Do, fits_stage, wrong_stage
from consultations.lookup import find, member_of, refusals
from consultations.models import Membership, Role
from deliberation.discussion import discussion as acts
from deliberation.discussion import moderation_log, reading, stencils, thread_list, thread_page
from deliberation.discussion.forms import FacilitatorPostForm, PostForm, WordsForm
from deliberation.discussion.views.given_back import gives_back
from deliberation.live import posts as live_posts
from deliberation.models import Contribution, ModerationDecision, Thread, ThreadChange, Wave
from deliberation.models.moderation import SAFETY
from deliberation.signposts import signposts
from people.errors import Refused
from people.text.sanitising import number
from people.text.spreadsheets import BOM, csv_cell

_CARDS = Wave.objects.filter(thread=OuterRef("pk"))
THREADS = Thread.objects.select_related("area__consultation__listed_names", "group").annotate(has_cards=Exists(_CARDS))
_NEWEST_CHANGE = ThreadChange.objects.filter(thread=OuterRef("pk")).order_by("-pk").values("pk")[:1]
_READ = Thread.objects.select_related("area__consultation", "group").annotate(has_cards=Exists(_CARDS))
_MOVES = ModerationDecision.objects.filter(moved_from=OuterRef("pk"))
_LATE = Contribution.objects.filter(thread=OuterRef("pk"), came_at__isnull=False)
_HALVES = Contribution.objects.filter(moved_from=OuterRef("pk"))
_MOVED = ExpressionWrapper(Exists(_MOVES) | Exists(_HALVES), BooleanField())
_READ = _READ.annotate(moves=_MOVED, late=Exists(_LATE))
_READ = _READ.annotate(version=Subquery(_NEWEST_CHANGE))  # read before the posts are: what comes between is told
_TO_WRITE: Prepared[Thread, Thread] = Prepared(
    lambda pk, slug: THREADS.filter(pk=pk, area__consultation__slug=slug).order_by(), int, str
)
_TO_READ: Prepared[Thread, Thread] = Prepared(
    lambda pk, slug: _READ.filter(pk=pk, area__consultation__slug=slug).order_by(), int, str
)
WAITING = "Your post is waiting for a facilitator. Only you can see it until they have read it."
SIGNED_OUT = "You are signed out. Copy what you wrote, sign in, and come back to this thread."


def discussion(request: HttpRequest, slug: str) -> HttpResponse:
    """Every thread this person can read. Facilitators open missing ones here."""
    consultation = find(request, slug)
    member = member_of(request, consultation)
    if request.method == "POST":
        try:
            made = acts.open_threads(consultation, by=request.user)
            messages.success(request, f"{len(made)} threads opened.")
        except Refused as error:
            messages.error(request, str(error))
        return redirect("discussion", slug)
    runs_it = member is not None and member.role == Role.FACILITATOR
    context = {
        "consultation": consultation,
        "member": member,
        "sections": thread_list.sections(consultation, request.user, member),
        "runs_it": runs_it,
        "missing": len(acts.missing_threads(consultation)) if runs_it else 0,
        # Counts that move with each post are for those who are here, until it has closed: docs/decisions/record.md
        "log": None if member is None and consultation.is_open else moderation_log.statistics(consultation),
        "told": moderation_log.told_while_open(consultation) if member is None and consultation.is_open else None,
    }
    return render(request, "deliberation/discussion/page.html", context)


@require_safe
def moderation_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """What was removed and why, as a file: the counts that this reader has on the page."""
    consultation = find(request, slug)
    if member_of(request, consultation) is None and consultation.is_open:
        counts: list[tuple[str, object]] = [("What", "How many"), *moderation_log.told_while_open(consultation).rows]
    else:
        counts = moderation_log.rows(moderation_log.statistics(consultation))
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="moderation-{slug}.csv"'
    answer.write(BOM)
    writer = csv.writer(answer)
    for row in counts:
        writer.writerow([csv_cell(cell) for cell in row])
    return answer


def thread(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One page of a thread, with the form to say something at its end."""
    shown, member = find_thread(request, slug, pk)
    if moved := _moved_away(shown, request.GET.get("at")):
        return redirect(moved)
    page = thread_page.read(shown, request.GET, member)
    news = reading.news(shown, member)
    reading.note(shown, member, page, news)
    reading.mark(page.rows, member, news)
    mine = standing(shown, member)
    context = {
        **mine,
        "page": page,
        "rows": stencils.written(page.rows, {**mine, "news": news}),
        # Only on the newest page can a new row be put at the end without leaving a gap.
        "at_the_end": page.after is None and not page.alone and not page.order,
        "news": news,
        "orders": [one for one in page.orders if member or one[0] != thread_page.MINE]
        if page.rows or page.order
        else [],
        "moved": thread_page.moved_away(shown) if getattr(shown, "moves", False) else [],
        "mine": thread_page.hidden_from_others(shown, member),
        "form": fresh_form(member) if not page.alone else None,
    }
    return render(request, "deliberation/discussion/thread.html", context)


def _moved_away(shown: Thread, at: str | None) -> Contribution | None:
    """A post that stood here: a link to it leads on to where it is now, for the same readers."""
    if not at:
        return None
    return (
        thread_page.ON_SHOW.filter(pk=number(at), moved_from=shown).select_related("thread__area__consultation").first()
    )


@require_safe
def thread_news(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """For pages that are open: which posts came or changed; with `?rows=` some of them as they stand, to be put in.

    `?mine=1`: what the asking person wrote that others cannot see, or not whole, with what was decided. `?own=1`: the
    keys of all that they wrote here, for a page that does not show all of the thread.
    """
    shown, member = find_thread(request, slug, pk)
    if "mine" in request.GET:
        own = {**standing(shown, member), "mine": thread_page.hidden_from_others(shown, member)}
        return render(request, "deliberation/discussion/_own_news.html", own)
    if "own" in request.GET:
        wrote = shown.contributions.filter(membership=member) if member is not None else shown.contributions.none()
        return JsonResponse({"own": list(wrote.order_by("pk").values_list("pk", flat=True))})
    if not (wanted := request.GET.get("rows")):
        return JsonResponse(live_posts.read(shown.pk).told())
    keys = [key for key in map(number, wanted.split(",")[: live_posts.TOLD]) if key]
    context = {**standing(shown, member), "rows": thread_page.some(shown, keys), "news": reading.NOTHING}
    return render(request, "deliberation/discussion/_arrived.html", context)


@require_safe
def own_history(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Every version of one's own post, and what became of it."""
    contribution = find_own(request, slug, pk)
    removal = contribution.removal if contribution.is_removed else None
    if removal is not None and removal.protects_anonymity:
        raise Http404  # its words say who somebody is
    decisions = contribution.decisions.select_related("decided_by__user").exclude(reason__in=SAFETY)
    context = {
        "contribution": contribution,
        "thread": contribution.thread,
        "revisions": contribution.revisions.order_by("-number"),
        "decisions": decisions.order_by("pk"),
        "ends": acts.edit_ends(contribution),
        "why_not": acts.why_not_edit(contribution),
    }
    return render(request, "deliberation/discussion/history.html", context)


@gives_back("body")
def post(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """GET: the form on its own, to reply without JavaScript. POST: say it."""
    found, member = find_thread(request, slug, pk)
    if request.method != "POST":
        to = _replied_to(found, request.GET.get("reply_to"))
        if member is None or why_not_post(found, member):
            return redirect(found)
        quoted = _replied_to(found, request.GET.get("quotes"))
        return _show_form(request, found, member, fresh_form(member, to, quoted), to)
    to = _replied_to(found, request.POST.get("reply_to"))
    form = form_class(member)(request.POST).place(
        to.pk if to else None
    )  # before it is read, or labels stay as they were
    if not form.is_valid():
        return _show_form(request, found, member, form, to, status=422)
    try:
        said = _say(request, found, form, to)
    except Refused as error:
        form.with_new_key().add_error("body", str(error))
        return _show_form(request, found, member, form, to, status=422)
    return _said(request, said, member)


@gives_back("body")
def edit_contribution(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change your own words."""
    contribution = find_own(request, slug, pk)
    form = WordsForm(request.POST or None, initial={"body": contribution.body})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            changed = acts.edit(contribution, form.cleaned_data["body"], by=request.user)
            text = WAITING if changed.state == changed.State.HELD else "Your post is changed."
            messages.success(request, text, extra_tags=f"{changed.membership_id}/edit-{changed.pk}")
            return redirect(changed)
        except Refused as error:
            form.add_error("body", str(error))
    if form.errors:
        status = 422
    context = {"contribution": contribution, "thread": contribution.thread, "form": form}
    context["ends"] = acts.edit_ends(contribution) if contribution.is_visible else None
    if request.method != "POST":  # what was typed meanwhile stays on the page with the reason
        context["why_not"] = why_not_post(contribution.thread, contribution.membership) or acts.why_not_edit(
            contribution
        )
    return render(request, "deliberation/discussion/edit.html", context, status=status)


def withdraw_contribution(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take back your own words, after a question."""
    contribution = find_own(request, slug, pk)
    form = WordsForm()
    status = 200
    if request.method == "POST":
        try:
            acts.withdraw(contribution, by=request.user)
            messages.success(request, "Your post is withdrawn. Nobody can read it here any more.")
            return redirect(contribution.thread)
        except Refused as error:
            form, status = refusals(WordsForm(request.POST), error), 422
    context = {"contribution": contribution, "thread": contribution.thread, "form": form}
    return render(request, "deliberation/discussion/withdraw.html", context, status=status)


# --- Looking up through the person ----------------------------------------------------------------
def find_thread(request: HttpRequest, slug: str, pk: int) -> tuple[Thread, Membership | None]:
    """The thread and this person's standing, if they may read it. 404 otherwise: for police it does not exist."""
    threads = _TO_WRITE if request.method == "POST" else _TO_READ
    for found in threads(pk, slug) if pk < thread_page.LAST else []:
        member = member_of(request, found.consultation)
        if found.is_readable_by(member):
            return found, member
    raise Http404


def find_own(request: HttpRequest, slug: str, pk: int) -> Contribution:
    """The person's own contribution. 404 for anybody else's."""
    if not request.user.is_authenticated:
        return get_object_or_404(Contribution.objects.none())
    own = Contribution.objects.filter(
        membership__user=request.user, membership__withdrawn_at=None, thread__area__consultation__slug=slug
    )
    return get_object_or_404(own.select_related("membership", "thread__area__consultation", "thread__group"), pk=pk)


# --- What the page offers -------------------------------------------------------------------------
def standing(shown: Thread, member: Membership | None, why_not: str | None = None) -> dict[str, object]:
    """What the page offers this person. Kept out of the shared fragments. `why_not`: where it is known already."""
    why_not = why_not_post(shown, member) if why_not is None else why_not
    return {
        "thread": shown,
        "readers": shown.readers(member),
        "consultation": shown.consultation,
        "slug": shown.consultation.slug,
        "member": member,
        "member_id": member.pk if member else None,
        "can_withdraw": not shown.consultation.has_findings,
        "why_not": why_not,
        "can_post": not why_not,
        "can_report": acts.may_be_reported(shown, member) and fits_stage(shown.consultation, Do.RAISE_CONCERN),
        "can_moderate": member is not None and member.role in Do.MODERATE.roles,
        "local_help": partial(signposts.local_routes, shown.consultation),  # asked only where somebody needs it
        "post_url": reverse("post", args=[shown.consultation.slug, shown.pk]),
    }


def why_not_post(shown: Thread, member: Membership | None) -> str:
    """Why there is no form, in a sentence; empty when there is one."""
    if member is None:
        return "Only people who have joined can post here."
    if member.role not in Do.POST.roles:
        return "You can read this thread. Participants and facilitators post in it."
    if not shown.consultation.is_open:
        return wrong_stage(shown.consultation, Do.POST)
    if shown.closed_at is not None:
        return acts.CLOSED
    if not acts.has_consent(member):
        return acts.NO_CONSENT
    return ""


def form_class(member: Membership | None) -> type[PostForm]:
    """Facilitators may also add a note."""
    return FacilitatorPostForm if member is not None and member.role == Role.FACILITATOR else PostForm


def fresh_form(
    member: Membership | None, to: Contribution | None = None, quoted: Contribution | None = None
) -> PostForm:
    """An empty form with a key of its own; `to` is what is replied to, `quoted` what is quoted."""
    return (PostForm if to else form_class(member)).fresh(to.pk if to else None, quoted.pk if quoted else None)


# --- Saying something ------------------------------------------------------------------------------
def _replied_to(found: Thread, to: str | None) -> Contribution | None:
    if not to:
        return None
    return get_object_or_404(thread_page.ON_SHOW.filter(thread=found), pk=number(to))


def _say(request: HttpRequest, found: Thread, form: PostForm, to: Contribution | None) -> Contribution:
    if not request.user.is_authenticated:
        raise Refused(SIGNED_OUT)
    body, key = form.cleaned_data["body"], form.cleaned_data["key"]
    if form.cleaned_data.get("as_note") and to is None:
        return acts.add_note(found, body, by=request.user, key=key)
    quoted = _replied_to(found, str(form.cleaned_data.get("quotes") or ""))
    return acts.post(found, body, by=request.user, reply_to=to, quotes=quoted, key=key)


def _show_form(
    request: HttpRequest,
    found: Thread,
    member: Membership | None,
    form: PostForm,
    to: Contribution | None,
    status: int = 200,
) -> HttpResponse:
    context = {**standing(found, member), "form": form, "to": to, "inline": bool(request.htmx)}  # type: ignore[attr-defined]
    if not request.htmx:  # type: ignore[attr-defined]
        context["to_row"] = thread_page.one(to) if to else None
        quoted = _replied_to(found, str(form["quotes"].value() or ""))
        context["quoted"] = thread_page.one(quoted) if quoted else None
        return render(request, "deliberation/discussion/post.html", context, status=status)
    answer = render(request, "deliberation/discussion/_form.html", context, status=status)
    if status == 200:  # asked for: it goes where the link says
        return answer
    return reswap(retarget(answer, f"#{form.html_id}"), "outerHTML")


def _said(request: HttpRequest, said: Contribution, member: Membership | None) -> HttpResponse:
    """htmx: the new row at its place and an empty form. Otherwise: go to it."""
    held = said.state == Contribution.State.HELD
    text = WAITING if held else "Your post is in the thread."
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, text, extra_tags=said.submission_key or "")  # drafts.js: these words arrived
        return redirect(f"{said.thread.get_absolute_url()}?newest=1#mine" if held else said.get_absolute_url())
    context = {
        **standing(said.thread, member, why_not=""),  # the act has just asked
        "row": thread_page.just_said(said),
        "text": text,
        "form": fresh_form(member) if said.reply_to_id is None else None,
        "mine": thread_page.hidden_from_others(said.thread, member) if held else [],
    }
    if held:
        answer = render(request, "deliberation/discussion/_held.html", context)
        answer, at = reswap(retarget(answer, "#mine"), "outerHTML"), f"mine-{said.pk}"
    else:
        answer, at = render(request, "deliberation/discussion/_said.html", context), f"contribution-{said.pk}"
    return trigger_client_event(answer, "said", {"at": at}, after="settle")
