"""Invitations to one group: links with a label, letters for one person each, and who came by which."""

import csv

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from consultations import access, numbers
from consultations.access import Do, may
from consultations.invitations import invitations
from consultations.invitations.forms import InviteForm, LettersForm
from consultations.lookup import find_for, sent
from consultations.models import Consultation, Group, InvitationCode
from consultations.saving import attempted, page, saved
from people.text.dates import local_day
from people.text.spreadsheets import BOM, csv_cell


def invite(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The invitations of one group: make one, see its link and how many joined, stop one."""
    consultation, group = _group(request, slug, pk)
    form = InviteForm(sent(request), initial={"uses": max(numbers.LEAST_INVITED, group.target_size or 20), "days": 30})
    if request.method == "POST" and saved(form, invitations.invite, group, by=request.user):
        messages.success(request, "Invitation made. Send the link, or read the code out.")
        return redirect("invite", slug, pk)
    letters = LettersForm(initial={"letters": max(numbers.LEAST_INVITED, group.target_size or 20), "days": 30})
    return _invitations(request, consultation, group, form=form, letters_form=letters)


@require_POST
def print_letters(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Many invitations at once, for one person each: leads to the sheet to print."""
    consultation, group = _group(request, slug, pk)
    form = LettersForm(request.POST)
    made: list[str] = []
    if saved(form, lambda **f: made.append(invitations.print_letters(group, by=request.user, **f))):
        return redirect("letters", slug, pk, made[0])
    return _invitations(request, consultation, group, form=InviteForm(), letters_form=form, status=422)


def _invitations(
    request: HttpRequest, consultation: Consultation, group: Group, status: int = 200, **forms: object
) -> HttpResponse:
    rows = [
        {**row, "link": _link(request, row["first"]), "code": row["first"].spoken_code}
        for row in invitations.ways_into(group)
    ]
    context = {
        "consultation": consultation,
        "group": group,
        "rows": rows,
        **forms,
        "can_edit": may(request.user, consultation, Do.INVITE),
    }
    return page(request, "consultations/invitations/invite.html", context, status=status)


@require_safe
def letters(request: HttpRequest, slug: str, pk: int, batch: str) -> HttpResponse:
    """The sheet of a batch: one slip a person, to print and cut."""
    consultation, group = _group(request, slug, pk)
    found = _batch(group, batch)
    slips = [{"code": one.spoken_code, "link": _link(request, one)} for one in found]
    context = {"consultation": consultation, "group": group, "slips": slips, "first": found[0], "batch": batch}
    return render(request, "consultations/invitations/letters.html", context)


@require_safe
def letters_csv(request: HttpRequest, slug: str, pk: int, batch: str) -> HttpResponse:
    """The same as a table, for a letter that is made elsewhere."""
    _, group = _group(request, slug, pk)
    found = _batch(group, batch)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="invitations-{batch}.csv"'
    answer.write(BOM)
    rows = csv.writer(answer)
    rows.writerow(["code", "link", "group", "label", "valid until"])
    for one in found:
        until = local_day(one.expires_at).isoformat() if one.expires_at else ""
        rows.writerow([csv_cell(v) for v in (one.spoken_code, _link(request, one), group.name, one.label, until)])
    return answer


@require_POST
def revoke(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    consultation, _ = find_for(request, slug, Do.INVITE)
    invitation = get_object_or_404(consultation.invitations, pk=pk)
    attempted(request, lambda: invitations.revoke(invitation, by=request.user), "This invitation no longer works.")
    return redirect("invite", slug, invitation.group_id) if invitation.group_id else redirect("groups", slug)


def _group(request: HttpRequest, slug: str, pk: int) -> tuple[Consultation, Group]:
    consultation, _ = find_for(request, slug, Do.INVITE)
    return consultation, get_object_or_404(consultation.groups, pk=pk)


def _batch(group: Group, batch: str) -> list[InvitationCode]:
    found = list(group.invitations.filter(batch=batch).order_by("pk")) if batch else []
    if not found:
        raise access.NotAllowed("letters")
    return found


def _link(request: HttpRequest, invitation: InvitationCode) -> str:
    return request.build_absolute_uri(f"/join/{invitation.code}/")
