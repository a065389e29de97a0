"""House rules for everybody; the forms to set them and to list names for facilitators."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from consultations.access import Do, may
from consultations.lookup import find, find_for, member_of, sent
from consultations.saving import page, saved
from consultations.seen import edits, one_after_another
from consultations.terms.forms import with_reason
from deliberation.rules import rules as acts
from deliberation.rules.forms import NamesForm, RulesForm


@require_safe
def house_rules(request: HttpRequest, slug: str) -> HttpResponse:
    """The rules that hold, then earlier versions."""
    consultation = find(request, slug)
    context = {
        "consultation": consultation,
        "member": member_of(request, consultation),
        "rules": acts.newest(consultation),
        "earlier": consultation.house_rules.select_related("set_by__user")[1:],
        "can_edit": may(request.user, consultation, Do.SET_RULES) and acts.may_change(consultation),
    }
    return render(request, "deliberation/rules/page.html", context)


@one_after_another()
def edit_rules(request: HttpRequest, slug: str) -> HttpResponse:
    """Another version of the rules."""
    consultation, _ = find_for(request, slug, Do.SET_RULES)
    form = edits(with_reason(RulesForm, consultation)(sent(request), initial={"text": acts.newest(consultation).text}))
    if request.method == "POST" and saved(form, acts.set_rules, consultation, by=request.user):
        messages.success(request, "Saved as another version. Whoever writes reads it with one tap.")
        return redirect("house_rules", slug)
    context = {"consultation": consultation, "form": form, "title": "House rules", "up": "house_rules"}
    return page(request, "deliberation/rules/edit.html", context)


@one_after_another()
def list_names(request: HttpRequest, slug: str) -> HttpResponse:
    """Names of people and cases for which a post is held. The panel reads them: nobody alone keeps words waiting."""
    may_edit = request.method == "POST" or may(request.user, find(request, slug), Do.LIST_NAMES)
    consultation, member = find_for(request, slug, Do.LIST_NAMES if may_edit else Do.READ_LISTED_NAMES)
    if not may_edit:
        names, gone = acts.names_of(consultation), acts.taken_off(consultation)
        context = {"consultation": consultation, "names": names, "gone": gone, "member": member}
        return page(request, "deliberation/rules/names.html", context)
    form = edits(NamesForm(sent(request), initial={"lines": "\n".join(acts.names_of(consultation))}))
    if request.method == "POST" and saved(form, acts.list_names, consultation, by=request.user):
        messages.success(request, "Saved. From now on a post with one of these names waits to be read.")
        return redirect("list_names", slug)
    context = {"consultation": consultation, "form": form, "title": "Names that hold a post", "up": "moderation"}
    return page(request, "deliberation/rules/edit.html", context)
