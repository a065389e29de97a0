"""Groups; and the page on which the accountable officer accepts the duty to answer."""

from django.contrib import messages
from django.db.models import Count, Q
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from consultations.access import Do, may
from consultations.forces import agreeing
from consultations.groups import appointing, groups
from consultations.groups.desk import has_to_accept
from consultations.groups.forms import DutyForm, GroupForm
from consultations.lookup import find_for, sent
from consultations.models import Role
from consultations.models.terms import terms_of
from consultations.saving import attempted, page, saved
from consultations.seen import edits, one_after_another
from consultations.terms import terms, words
from people.text.differences import compared


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """The groups with their people, facilitators and invitations; add one more."""
    consultation, _ = find_for(request, slug, Do.INVITE)
    form = GroupForm(sent(request), consultation=consultation, initial={"target_size": 12, "mode": "online"})
    if request.method == "POST" and saved(form, groups.add_group, consultation, by=request.user):
        messages.success(request, "Group added.")
        return redirect("groups", slug)
    current = Q(members__withdrawn_at=None, members__role=Role.PARTICIPANT)
    listed = (
        consultation.groups.annotate(people=Count("members", filter=current))
        .select_related("facilitator__user")
        .prefetch_related("invitations")
    )
    context = {
        "consultation": consultation,
        "form": form,
        "groups": listed,
        "can_edit": may(request.user, consultation, Do.INVITE),
    }
    return page(request, "consultations/groups/page.html", context)


@one_after_another()
def edit_group(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    consultation, _ = find_for(request, slug, Do.INVITE)
    group = get_object_or_404(consultation.groups, pk=pk)
    initial = model_to_dict(group, list(GroupForm.base_fields))
    form = edits(GroupForm(sent(request), consultation=consultation, initial=initial))
    if request.method == "POST" and saved(form, groups.change_group, group, by=request.user):
        messages.success(request, f"Saved: {group.name}.")
        return redirect("groups", slug)
    context = {"consultation": consultation, "group": group, "form": form}
    return page(request, "consultations/groups/group.html", context)


@require_POST
def remove_group(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    consultation, _ = find_for(request, slug, Do.INVITE)
    group = get_object_or_404(consultation.groups, pk=pk)
    attempted(request, lambda: groups.remove_group(group, by=request.user), "Group taken out.")
    return redirect("groups", slug)


def accept_duty(request: HttpRequest, slug: str) -> HttpResponse:
    """What signing commits the officer to, in plain words; a button that says yes."""
    consultation, member = find_for(request, slug, Do.ACCEPT_DUTY)
    mark = terms.mark(consultation)
    role = member.accepted_role or member.title
    form = DutyForm(sent(request), initial={"role": role, "seen": mark})
    if request.method == "POST" and saved(form, appointing.accept_duty, consultation, by=request.user):
        messages.success(request, "You have accepted the duty to answer. Your name is public with it now.")
        return redirect("accept_duty", slug)
    if form.is_bound and form.errors:  # the terms below are those of now: they are what is read next
        form.data = {"role": request.POST.get("role", ""), "seen": mark}
    context = {
        "consultation": consultation,
        "member": member,
        "form": form,
        "can_accept": may(request.user, consultation, Do.ACCEPT_DUTY) and has_to_accept(member),
        "of_another": agreeing.of_another(member),
        "before": appointing.officers(consultation).current().exclude(pk=member.pk),
        "rows": words.rows(terms_of(consultation.pk)),
        "changes": compared(words.spoken(member.accepted_terms), words.spoken(terms_of(consultation.pk))),
    }
    return page(request, "consultations/groups/accept.html", context)
