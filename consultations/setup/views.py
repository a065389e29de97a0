"""Setting up a consultation: starting one, its facts part by part, its technologies."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from consultations import panel
from consultations.access import Do
from consultations.lookup import find_for, refusals, sent
from consultations.models import Consultation
from consultations.register import technologies
from consultations.register.comparing import facts_of
from consultations.saving import offered, on_row, page, pressed, saved, typed_so_far
from consultations.seen import edits, one_after_another
from consultations.setup import setup
from consultations.setup.forms import PARTS, AttachForm, StartForm, TechnologyForm, UseCaseForm
from consultations.stages.timeline import timetable
from consultations.starters import freshness, starters
from consultations.terms.forms import with_reason
from people.errors import Refused

FACTS_FIXED = "This consultation has opened, so its question and its dates are fixed. People plan by them."
SUBJECT_FIXED = (
    "This consultation has opened, so what it is about is fixed. If a technology is used in a new way later, say so "
    "on your desk under “Changes since people were asked”."
)


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Start a consultation, from a starter or empty."""
    if not setup.may_start(request.user):
        raise Http404("may not start consultations")
    form = StartForm(sent(request), initial={"starter": "lfr"})
    if request.method == "POST" and form.is_valid():
        try:
            made = setup.start(by=request.user, **form.cleaned_data)
        except Refused as error:
            refusals(form, error)
        else:
            messages.success(
                request,
                "The draft is ready. It is seen by those with a role in it; administrators see its title.",
            )
            return redirect("consultation_desk", made.slug)
    context = {"form": form, "starters": [(one, freshness.of(one)) for one in starters.available()]}
    return page(request, "consultations/setup/new.html", context)


@require_safe
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that is set, with where to change it."""
    consultation, _ = find_for(request, slug, Do.SET_UP)
    parts = [
        {"heading": heading, "rows": _rows(consultation, form), "name": f"setup_{part}"}
        for part, (form, heading) in PARTS.items()
    ]
    context = {
        "consultation": consultation,
        "parts": parts,
        **offered(consultation, None, FACTS_FIXED),
        "technologies": consultation.technologies.prefetch_related("use_cases"),
        "panel": (seated := panel.members_of(consultation)),
        "panel_lacks": panel.lacks(seated),
        "policy": panel.POLICY,
    }
    return render(request, "consultations/setup/page.html", context)


def _rows(consultation: Consultation, form: type[forms.Form]) -> list[dict[str, object]]:
    shown = []
    for name, field in form.base_fields.items():
        value = getattr(consultation, name)
        if isinstance(field, forms.ModelMultipleChoiceField):
            value = ", ".join(str(one) for one in value.all())
        elif isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
            choices: Any = field.choices
            value = dict(choices)[value]
        if isinstance(value, bool):
            value = "Yes" if value else "No"
        shown.append({"key": field.label, "name": name, "value": value})
    return shown


@one_after_another()
def edit_part(request: HttpRequest, slug: str, part: str) -> HttpResponse:
    """One part of the facts."""
    consultation, _ = find_for(request, slug, Do.SET_UP)
    form_class, heading = PARTS[part]
    asking = with_reason(form_class, consultation)
    initial = model_to_dict(consultation, list(form_class.base_fields))
    form = edits(asking(sent(request), initial=initial))
    if request.method == "POST" and saved(form, setup.update, consultation, by=request.user):
        messages.success(request, f"Saved: {heading.lower()}.")
        return redirect("setup", slug)
    context = {
        "consultation": consultation,
        "form": form,
        "heading": heading,
        "part": part,
        "timetable": timetable(consultation),
        "rows": _rows(consultation, form_class),
        **offered(consultation, form, FACTS_FIXED),
    }
    return page(request, "consultations/setup/part.html", context)


def technologies_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What the consultation is about: add from the register, or write a new entry. All of it is one form: a button
    carries along what is half typed."""
    consultation, _ = find_for(request, slug, Do.SET_UP)
    form = with_reason(TechnologyForm, consultation)(sent(request))
    reason = request.POST.get("reason", "")
    ours, others = consultation.technologies.all(), technologies.to_choose_from(consultation)
    errors: list[str] = []
    if do := pressed(request, "out", "attach"):
        if do == "out":
            act = partial(technologies.detach, consultation, reason=reason)
            errors = on_row(request, act, ours, request.POST[do], "Taken out.")
        else:
            chosen, add = request.POST.get("technology", ""), partial(technologies.attach, consultation, reason=reason)
            errors = on_row(request, add, others, chosen, "Added.", gone="Choose a technology from the register.")
        if not errors and not set(form.changed_data) - {"reason"}:
            return redirect("setup_technologies", slug)
        form = typed_so_far(form)
    elif request.method == "POST" and saved(form, technologies.add, consultation, by=request.user):
        messages.success(request, "Added. Now say what it would be used for.")
        return redirect("setup_technologies", slug)
    context = {
        "consultation": consultation,
        "form": form,
        "errors": errors,
        "fields": [field for field in form if field.name != "reason"],
        "attach": AttachForm(consultation=consultation, initial={"technology": request.POST.get("technology")}),
        "technologies": ours.prefetch_related("use_cases"),
        **offered(consultation, form, SUBJECT_FIXED, errors),
    }
    return page(request, "consultations/setup/technologies.html", context, status=422 if errors else 200)


@one_after_another()
def edit_technology(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One technology: its uses with a form for one more, or (`?change=facts`) its facts.

    One form to type into a page: what is typed into one is not lost when the other is sent.
    """
    consultation, _ = find_for(request, slug, Do.SET_UP)
    technology = get_object_or_404(consultation.technologies, pk=pk)
    changing = request.GET.get("change") == "facts"
    act: Any = technologies.change if changing else technologies.add_use_case
    if changing:
        initial = model_to_dict(technology, list(TechnologyForm.base_fields))
        form: Any = edits(with_reason(TechnologyForm, consultation)(sent(request), initial=initial))
    else:
        form = with_reason(UseCaseForm, consultation)(sent(request))
    errors: list[str] = []
    if pressed(request, "out"):
        act = partial(technologies.remove_use_case, consultation, reason=request.POST.get("reason", ""))
        errors = on_row(request, act, technology.use_cases.all(), request.POST["out"], "Taken out.")
        if not errors and not set(form.changed_data) - {"reason"}:
            return redirect("edit_technology", slug, pk)
        form = typed_so_far(form)
    elif request.method == "POST" and saved(form, act, consultation, technology, by=request.user):
        messages.success(request, "Saved.")
        return redirect("edit_technology", slug, pk)
    offers = offered(consultation, form, SUBJECT_FIXED, errors)
    context = {
        "consultation": consultation,
        "technology": technology,
        "form": form,
        "errors": errors,
        "fields": [field for field in form if field.name != "reason"],
        **offers,
        "changing": changing and offers["shows_form"],
        "facts": facts_of(technology),
        "shared": technologies.is_shared(consultation, technology),
    }
    return page(request, "consultations/setup/technology.html", context, status=422 if errors else 200)
