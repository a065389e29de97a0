"""Findings: the list with what is missing, one finding, the report's text, the check of the draft, the statement."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from consultations import access, seating
from consultations.access import Do
from consultations.lookup import find, find_for, member_of, refusals, sent
from consultations.models import Consultation, Membership
from consultations.saving import attempted
from consultations.seen import edits, one_after_another
from consultations.stages import stages
from deliberation.signposts import signposts
from outcomes.findings import at_risk, checking, findings, gates, labels, quotes, since_sent, standing, wording
from outcomes.findings.forms import AddFindingForm, CommentForm, ReportForm, SettleCommentForm, StatementForm
from outcomes.forms import read_once
from outcomes.models import FindingsReport
from people.errors import Refused
from people.templatetags.drafts import place
from people.text.sanitising import number

READ_AND_WRITE = require_http_methods(["GET", "HEAD", "POST"])


def report_of(consultation: Consultation) -> FindingsReport:
    return get_object_or_404(FindingsReport.objects.select_related("consultation"), consultation=consultation)


@READ_AND_WRITE
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """Every finding, by part, with what it still needs; and what the report as a whole still needs."""
    consultation, _ = find_for(request, slug, Do.READ_CODING)
    form, errors = AddFindingForm(consultation=consultation), []
    if request.method == "POST":
        report = gates.report_of(consultation)
        try:
            match request.POST.get("do"):
                case "start":
                    findings.start_report(consultation, by=request.user)
                    return redirect("findings", slug)
                case "send" if report:
                    checking.send_for_checking(report, by=request.user)
                    return redirect("findings", slug)
                case "add" if report:
                    form = AddFindingForm(request.POST, consultation=consultation)
                    if form.is_valid():
                        area, title = form.cleaned_data["area"], form.cleaned_data["title"]
                        made = findings.add_finding(report, area, by=request.user, title=title)
                        return redirect("finding", slug, made.pk)
        except Refused as error:
            errors = error.problems
    with stages.reading():
        report = gates.report_of(consultation)
        areas = read_once(form, "area")
        owed = standing.of(consultation, report, areas) if report else None
    context = {
        "consultation": consultation,
        "report": report,
        "parts": owed.parts if owed else "",
        "tasks": owed.tasks if owed else [],
        "form": form,
        "errors": errors,
        "may_write": access.may(request.user, consultation, Do.WRITE_FINDINGS),
    }
    return render(request, "outcomes/findings/index.html", context, status=422 if errors or form.errors else 200)


@READ_AND_WRITE
@one_after_another()
def report_text(request: HttpRequest, slug: str) -> HttpResponse:
    """The texts of the report that belong to no single finding."""
    consultation, _ = find_for(request, slug, Do.READ_CODING)
    if request.method == "POST":
        find_for(request, slug, Do.WRITE_FINDINGS)
    report = report_of(consultation)
    form = edits(ReportForm(sent(request), report=report, initial=ReportForm.initial_of(report)))
    if request.method == "POST" and form.is_valid():
        try:
            findings.write_report(report, by=request.user, **form.act())
            return redirect("findings", slug)
        except Refused as error:
            refusals(form, error)
    typed = form.act() if form.is_bound and form.is_valid() else None
    context = {
        "consultation": consultation,
        "form": form,
        "wording": wording.of_report(report, wording.all_borne(report, labels.Ground(consultation)), typed),
        "may_write": access.may(request.user, consultation, Do.WRITE_FINDINGS),
    }
    return render(request, "outcomes/findings/report_text.html", context, status=422 if form.errors else 200)


@READ_AND_WRITE
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """The draft as the police and the participants check it. Before it is sent it does not exist for them."""
    consultation = find(request, slug)
    member, report = _checker(request, consultation)
    form = CommentForm(report=report)
    settled: SettleCommentForm | None = None
    if request.method == "POST" and "risk" in request.POST and member.role in Do.READ_CODING.roles:
        risky = get_object_or_404(report.comments, pk=number(request.POST["risk"]), from_police=False)
        attempted(request, lambda: at_risk.raise_for_comment(risky, by=request.user), at_risk.TOLD)
        return redirect("check_findings", slug)
    if request.method == "POST" and member.role in Do.PRINT_POLICE_COMMENT.roles:
        settled = SettleCommentForm(request.POST)
        comment = get_object_or_404(report.comments, pk=number(request.POST.get("comment")), is_held=True)
        if settled.is_valid():
            try:
                printed = request.POST.get("do") == "print"
                checking.settle_comment(comment, by=request.user, printed=printed, why=settled.cleaned_data["why"])
                return redirect("check_findings", slug)
            except Refused as error:
                refusals(settled, error)
    elif request.method == "POST":
        form = CommentForm(request.POST, report=report)
        if form.is_valid():
            try:
                checking.comment(report, by=request.user, **form.cleaned_data)
                return redirect("check_findings", slug)
            except Refused as error:
                refusals(form, error)
    seen = report.comments.select_related("author", "finding__area")
    if member.role not in Do.READ_CODING.roles:
        seen = seen.filter(from_police=True) if member.is_police else seen.filter(author=member)
    shown = quotes.shown_in(report)
    context = {
        "consultation": consultation,
        "report": report,
        "member": member,
        "draft": [(finding, shown.get(finding.pk, [])) for finding in checking.complete(report.findings.all())],
        "comments": at_risk.with_alerts(seen),
        "reads": member.role in Do.ALERT_LEAD.roles,
        "sees": member.role in Do.SAFEGUARD.roles,
        "local_help": partial(signposts.local_routes, consultation),
        "form": settled or form,
        "may_settle": access.may(request.user, consultation, Do.PRINT_POLICE_COMMENT),
        "may_keep_out": _may_keep_out(request, consultation, member),
        "is_open": report.state == FindingsReport.State.CHECKING,
        "changed": since_sent.changed(report) if report.checking_from else [],
        "may_comment": access.may(request.user, consultation, Do.COMMENT_ON_FINDINGS),
        "no_comment": checking.why_no_comment(report, member),
        "facts_until": checking.facts_until(report),
        "check_until": checking.check_until(report),
    }
    return render(request, "outcomes/findings/check.html", context, status=422 if settled or form.errors else 200)


def _may_keep_out(request: HttpRequest, consultation: Consultation, member: Membership) -> bool:
    may = access.may(request.user, consultation, Do.KEEP_OUT_POLICE_COMMENT)
    return may and not seating.why_not_beside_who_runs_it(member)


def _checker(request: HttpRequest, consultation: Consultation) -> tuple[Membership, FindingsReport]:
    member = member_of(request, consultation)
    if member is None or member.role not in Do.COMMENT_ON_FINDINGS.roles | Do.READ_CODING.roles:
        raise Http404
    report = report_of(consultation)
    if (report.checking_from is None or consultation.is_withdrawn) and member.role not in Do.READ_CODING.roles:
        raise Http404
    return member, report


@READ_AND_WRITE
def statement(request: HttpRequest, slug: str) -> HttpResponse:
    """The oversight panel's statements, and the form for one."""
    consultation, _ = find_for(request, slug, Do.ADD_OVERSIGHT_STATEMENT)
    report = FindingsReport.objects.filter(consultation=consultation).first()
    if request.method == "POST" and request.POST.get("do") == "count" and report:
        return _count_anew(request, slug, report)
    form = StatementForm()
    if request.method == "POST":
        form = StatementForm(request.POST)
        if form.is_valid():
            try:
                checking.add_statement(consultation, by=request.user, text=form.cleaned_data["text"])
                where = place(request.user, "statement", consultation.pk)
                messages.success(request, "Your statement is added.", extra_tags=where)
                return redirect("statement", slug)
            except Refused as error:
                refusals(form, error)
    stale = checking.counted_before(report) if report and not report.is_published else []
    context = {
        "consultation": consultation,
        "form": form,
        "counts_moved": checking.counts_moved(stale) if stale else "",
        "changed": since_sent.changed(report) if report else [],
        "statements": consultation.oversight_statements.select_related("member__user"),
        "may_write": access.may(request.user, consultation, Do.ADD_OVERSIGHT_STATEMENT),
        "report": report,
    }
    return render(request, "outcomes/findings/statement.html", context, status=422 if form.errors else 200)


def _count_anew(request: HttpRequest, slug: str, report: FindingsReport) -> HttpResponse:
    try:
        findings.count_anew(report, by=request.user)
        messages.success(request, "Counted anew. Below is what changed since the draft was sent.")
    except Refused as error:
        messages.error(request, " ".join(error.problems))
    return redirect("statement", slug)
