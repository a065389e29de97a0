"""The report in easy words: the public page, the form, and the two steps of making it public."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultations import access
from consultations.access import Do
from consultations.lookup import find, find_for, member_of, sent
from consultations.models import Consultation, Membership
from consultations.saving import attempted, page, saved
from consultations.seen import edits, one_after_another
from outcomes.easy_read import easy_read as acts
from outcomes.easy_read.forms import EasyReadForm, WithdrawForm
from outcomes.easy_read.originals import Original, originals
from outcomes.easy_read.pictures import PICTURES
from outcomes.models import EasyRead, FindingsReport
from people.text.dates import day

PEOPLE = ("report__consultation", "writer__user", "confirmed_writer__user", "reviewer__user", "withdrawn_by__user")


class Part(NamedTuple):
    """A part, beside what the report says. `is_changed`: since it was last confirmed."""

    key: str
    heading: str
    lines: list[str]
    picture: str
    shows: str
    original: Original | None
    is_changed: bool


@require_safe
def easy_read(request: HttpRequest, slug: str) -> HttpResponse:
    """What everybody reads. Whoever checks it sees words before they are confirmed, and is told so; `?as=everybody`."""
    consultation = find(request, slug)
    member = member_of(request, consultation)
    report = FindingsReport.objects.filter(consultation=consultation, state=FindingsReport.State.PUBLISHED).first()
    checks = member is not None and member.role in Do.CHECK_EASY_READ.roles
    found = EasyRead.objects.filter(report=report).select_related(*PEOPLE).first() if report else None
    if report is None or not (checks or (found is not None and found.is_public)):
        raise Http404("Nothing in easy words.")
    unread = checks and found is not None and found.waits and request.GET.get("as") != "everybody"
    words = {} if found is None else found.parts if unread else found.confirmed
    version = found.of_version if found and unread else found.confirmed_version if found else None
    may = {do: access.may(request.user, consultation, do) for do in (Do.WRITE_EASY_READ, Do.WITHDRAW_EASY_READ)}
    context = {
        "consultation": consultation,
        "report": report,
        "easy": found,
        "parts": _parts(report, words, found),
        "version": version,
        "since": _since(report, version),
        "unread": unread,
        "problems": acts.problems(found) if unread and found else [],
        "long": acts.long_sentences(words) if unread else [],
        "why_not": acts.why_not(found, member) if unread and found and member else "",
        "may_write": may[Do.WRITE_EASY_READ],
        "may_withdraw": _may_withdraw(found, member) and may[Do.WITHDRAW_EASY_READ],
    }
    return render(request, "outcomes/easy_read/page.html", context)


def _may_withdraw(found: EasyRead | None, member: Membership | None) -> bool:
    if found is None or not found.is_public or member is None or member.role not in Do.WITHDRAW_EASY_READ.roles:
        return False
    return not acts.took_back(found, member)


def _parts(report: FindingsReport, words: Mapping[str, Mapping[str, str]], found: EasyRead | None) -> list[Part]:
    """In the order of the report; what it no longer has is left out."""
    before = found.confirmed if found is not None and found.is_public else None
    return [
        Part(
            key,
            words[key]["heading"],
            [line for line in words[key]["body"].split("\n") if line.strip()],
            words[key]["picture"],
            PICTURES.get(words[key]["picture"], ""),
            original,
            before is not None and before.get(key) != words[key],
        )
        for key, original in originals(report).items()
        if key in words
    ]


def _since(report: FindingsReport, version: int | None) -> list[str]:
    """The versions of the report that came after these words, with what each changed."""
    later = [made for made in report.versions if version is not None and made["number"] > version]
    return [f"Version {made['number']}, {day(date.fromisoformat(made['on']))}: {made['note']}" for made in later]


def _published(request: HttpRequest, slug: str, do: Do) -> tuple[Consultation, FindingsReport]:
    consultation, _ = find_for(request, slug, do)
    published = FindingsReport.objects.filter(state=FindingsReport.State.PUBLISHED)
    report = get_object_or_404(published, consultation=consultation)
    report.consultation = consultation
    return consultation, report


@one_after_another()
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """All parts, each beside what the report says."""
    consultation, report = _published(request, slug, Do.WRITE_EASY_READ)
    made = EasyRead.objects.filter(report=report).first()
    form = edits(EasyReadForm(sent(request), report=report, initial=made.parts if made else None))

    def act(**_: object) -> None:
        acts.write(report, form.parts(), by=request.user)

    if request.method == "POST" and saved(form, act):
        messages.success(request, "Saved. A second person has to read it before everybody can.")
        if going_on := _after(form, request.POST.get("after", "")):
            return redirect(f"{reverse('edit_easy_read', args=[slug])}?at={going_on}#{going_on}")
        return redirect("easy_read", slug)
    context = {
        "consultation": consultation,
        "report": report,
        "form": form,
        "at": request.GET.get("at") or form.first_empty(),
        "rows": form.rows(),
        "pictures": PICTURES.items(),
    }
    return page(request, "outcomes/easy_read/edit.html", context)


def _after(form: EasyReadForm, key: str) -> str:
    """The part after the one whose button was pressed; empty for the button that ends the work."""
    keys = [one.key for one in form.originals]
    return keys[keys.index(key) + 1] if key in keys[:-1] else ""


@require_POST
def confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody who wrote none of it says that it says the same."""
    _, report = _published(request, slug, Do.CHECK_EASY_READ)
    easy = get_object_or_404(EasyRead.objects.select_related("report__consultation"), report=report)
    seen = request.POST.get("seen", "")
    attempted(request, lambda: acts.confirm(easy, by=request.user, seen=seen), "Confirmed. Everybody can read it now.")
    return redirect("easy_read", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """The panel takes it back, with its reason."""
    consultation, report = _published(request, slug, Do.WITHDRAW_EASY_READ)
    easy = get_object_or_404(
        EasyRead.objects.filter(reviewed_at__isnull=False).select_related("report__consultation"), report=report
    )
    form = WithdrawForm(sent(request))
    if request.method == "POST" and saved(form, acts.withdraw, easy, by=request.user):
        messages.success(request, "Taken back. Your reason stands in the public record.")
        return redirect("easy_read", slug)
    return page(request, "outcomes/easy_read/withdraw.html", {"consultation": consultation, "easy": easy, "form": form})
