"""The panel's reading room: the briefing with its comments, answers and signatures."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from consultations import numbers, panel
from consultations.access import Do, may, membership_of
from consultations.briefing import completeness, opening, proof, unknowns
from consultations.briefing.balance import balance_of
from consultations.briefing.citing import numbered
from consultations.briefing.contents import figure_rows
from consultations.briefing.deployments import totals
from consultations.briefing.glossary import words_of
from consultations.briefing.kept import checks_of
from consultations.groups import panels
from consultations.groups.forms import StandpointForm
from consultations.lookup import find_for, sent
from consultations.models import BriefingVersion, Consultation, DataCard, ReviewComment, SectionKind
from consultations.review import review, versions
from consultations.review.forms import CommentForm, SignForm
from consultations.saving import attempted, page, saved
from consultations.terms import words
from people.text.differences import Words, compared


def find_review(request: HttpRequest, slug: str, do: Do) -> tuple[Consultation, BriefingVersion]:
    consultation, _ = find_for(request, slug, do)
    version = review.to_read(consultation)
    if version is None:
        raise Http404("no briefing")
    return consultation, version


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole pack to read; panel members may comment, on a section chosen with ?section=."""
    consultation, version = find_review(request, slug, Do.READ_REVIEW)
    section = request.GET.get("section", "")
    chosen = section if section in SectionKind.values else ""
    form = CommentForm(sent(request), initial={"section": chosen, "severity": ReviewComment.Severity.SHOULD})
    if request.method == "POST":
        find_for(request, slug, Do.COMMENT_ON_BRIEFING)
        if saved(form, review.comment, version, by=request.user):
            messages.success(request, "Comment added.")
            return redirect("review", slug)
    context = {
        "consultation": consultation,
        "version": version,
        "form": form,
        "opened": request.GET.get("all") == "1",
        "terms": words.rows(version.terms_now()),
        "basis": opening.basis(version),
        **_since(request, consultation, version),
        **_pack(consultation, version),
    }
    return page(request, "consultations/review/page.html", context | _standing(request, consultation, version))


def _since(request: HttpRequest, consultation: Consultation, version: BriefingVersion) -> dict[str, object]:
    """What is different from what this panel member signed or marked as read last; nothing for who did neither."""
    member = membership_of(request.user, consultation)
    before = review.known_before(version, member) if member is not None else None
    changes: list[tuple[str, Words]] = compared(before.text, review.text_of(version), read=True) if before else []
    return {"before": before, "changes": changes}


def _pack(consultation: Consultation, version: BriefingVersion) -> dict[str, object]:
    asks = completeness.by_ask(version, completeness.needs_full_safeguards(consultation))
    comments = list(version.comments.select_related("author__user"))
    card = DataCard.objects.filter(version=version).first()
    known, checks = unknowns.places(version), checks_of(consultation)
    return {
        "asks": [
            {
                "ask": ask,
                "sections": [
                    {
                        "section": s,
                        "comments": [c for c in comments if c.section == s.kind],
                        "checks": checks.get(s.kind),
                    }
                    for s in ask.sections
                ],
            }
            for ask in asks
        ],
        "facts": unknowns.labelled(version, known),
        "unstated": unknowns.without_state(version, known),
        "count": unknowns.counted(version, known),
        "general": [c for c in comments if not c.section],
        "put_aside": review.not_settled(consultation).filter(version__status=BriefingVersion.Status.PUT_ASIDE),
        "comments": comments,
        "card": card.rows() if card else [],
        "sign": card,
        "retention": version.retention_rows.all(),
        "suppliers": version.suppliers.all(),
        "figures": figure_rows(version.figures.all()),
        "stories": version.stories.all(),
        "sources": numbered(version),
        "rates": proof.rates_in_words(version),
        "technologies": consultation.technologies.prefetch_related("documents"),
        "path": list(version.path.all()),
        "glossary": words_of(version),
        "totals": totals(version),
        "balance": balance_of(_body(version, SectionKind.ARGUMENTS)),
        "balance_percent": numbers.BALANCE_PERCENT,
    }


def _body(version: BriefingVersion, kind: SectionKind) -> str:
    return version.sections.filter(kind=kind).values_list("body", flat=True).first() or ""


def _standing(request: HttpRequest, consultation: Consultation, version: BriefingVersion) -> dict[str, object]:
    """What this reader may do here, and how far the review has come."""
    signatures, beside = review.counting(version)
    standing = [*signatures, *beside]
    member = membership_of(request.user, consultation)
    asked = version.comments.filter(resolved_at=None).exclude(reply="").select_related("author") if member else ()
    return {
        "may_settle": {one.pk for one in asked if member is not None and review.settles(one, member)},
        "may_comment": version.waits_for_panel and may(request.user, consultation, Do.COMMENT_ON_BRIEFING),
        "may_reply": may(request.user, consultation, Do.EDIT_BRIEFING),
        "signatures": standing,
        "beside": beside,
        "needed": max(0, numbers.SIGNATURES - len(signatures)),
        "has_signed": any(s.member.user_id == request.user.pk for s in standing),
        "void": version.signoffs.exclude(pk__in=[s.pk for s in standing]).select_related("member__user"),
        "is_new_version": consultation.is_public and version.status == BriefingVersion.Status.UNDER_REVIEW,
        "lacking": versions.lacking(consultation) if consultation.is_public else [],
        "may_turn": may(request.user, consultation, Do.TURN_BRIEFING),
        "must_fix": len(review.must_still_fix(version)),
        "unanswered": len(review.unanswered(version)),
        "fingerprint": version.compute_hash(),
        **_panel(request, consultation),
    }


def _panel(request: HttpRequest, consultation: Consultation) -> dict[str, object]:
    """Who is on it and how they stand, what it lacks; a member may say how they stand."""
    member, seated = membership_of(request.user, consultation), panel.members_of(consultation)
    says = may(request.user, consultation, Do.DECLARE_STANDPOINT)
    initial = {"standpoint": member.standpoint} if member is not None else {}
    return {
        "panel": seated,
        "panel_lacks": panel.lacks(seated),
        "policy": panel.POLICY,
        "standpoint_form": StandpointForm(initial=initial) if says else None,
        "me": member,
    }


@require_POST
def declare_standpoint(request: HttpRequest, slug: str) -> HttpResponse:
    consultation, _ = find_for(request, slug, Do.DECLARE_STANDPOINT)
    form = StandpointForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose how you stand to it.")
    else:
        said = form.cleaned_data["standpoint"]
        attempted(request, lambda: panels.declare(consultation, said, by=request.user), "Said, beside your name.")
    return redirect("review", slug)


@require_POST
def mark_read(request: HttpRequest, slug: str) -> HttpResponse:
    _, version = find_review(request, slug, Do.COMMENT_ON_BRIEFING)
    seen = request.POST.get("seen", "")
    done = "Marked as read. What changes from now on is shown at the top."
    attempted(request, lambda: review.mark_read(version, by=request.user, seen=seen), done)
    return redirect("review", slug)


def sign_off(request: HttpRequest, slug: str) -> HttpResponse:
    """Sign the text that was on screen: its fingerprint travels with the form."""
    consultation, version = find_review(request, slug, Do.SIGN_OFF_BRIEFING)
    current = version.compute_hash()
    form = SignForm(sent(request), initial={"seen": request.GET.get("seen", current)[:64]})
    if request.method == "POST" and saved(form, review.sign_off, version, by=request.user):
        messages.success(request, "Signed. Your statement is shown beside the briefing once it is announced.")
        return redirect("review", slug)
    context = {
        "consultation": consultation,
        "form": form,
        "version": version,
        "is_stale": form["seen"].value() != current,
        "must_fix": len(review.must_still_fix(version)),
        "basis": opening.basis(version),
    }
    return page(request, "consultations/review/sign.html", context)


@require_POST
def send(request: HttpRequest, slug: str) -> HttpResponse:
    """A new version of a public briefing, to the panel."""
    consultation, _ = find_for(request, slug, Do.TURN_BRIEFING)
    attempted(request, lambda: versions.send(consultation, by=request.user), "Sent. The panel is told.")
    return redirect("review", slug)


@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    consultation, _ = find_for(request, slug, Do.TURN_BRIEFING)
    attempted(request, lambda: versions.publish(consultation, by=request.user), "Published. People are told.")
    return redirect("review", slug)
