"""The topic guide: areas and prompts. Order is changed with buttons, so it needs no script.

The buttons beside the rows and the fields for one more row are one form: a button carries along what is half typed.
"""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Sum
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from consultations.access import Do
from consultations.lookup import find_for, sent
from consultations.models import Prompt
from consultations.saving import offered, on_row, page, pressed, saved, typed_so_far
from consultations.seen import edits, one_after_another
from consultations.terms.forms import with_reason
from consultations.topic_guide import topic_guide
from consultations.topic_guide.forms import AreaForm, PromptForm

AREA_ACTS: dict[str, Any] = {
    "up": partial(topic_guide.move_area, up=True),
    "down": partial(topic_guide.move_area, up=False),
    "out": topic_guide.remove_area,
}
PROMPT_ACTS: dict[str, Any] = {
    "up": partial(topic_guide.move_prompt, up=True),
    "down": partial(topic_guide.move_prompt, up=False),
    "out": topic_guide.remove_prompt,
}
OPENED = "The consultation has opened, so every group now keeps to this guide. It can no longer be changed."


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole guide, and a form for one more area."""
    consultation, _ = find_for(request, slug, Do.SET_UP)
    form = with_reason(AreaForm, consultation)(sent(request))
    errors: list[str] = []
    reason = request.POST.get("reason", "")
    if do := pressed(request, *AREA_ACTS):
        errors = on_row(
            request, partial(AREA_ACTS[do], reason=reason), consultation.areas.all(), request.POST[do], "Changed."
        )
        if not errors and not set(form.changed_data) - {"reason"}:
            return redirect("topic_guide", slug)
        form = typed_so_far(form)
    elif request.method == "POST" and saved(form, topic_guide.add_area, consultation, by=request.user):
        messages.success(request, "Area added. Now write its questions.")
        return redirect("edit_area", slug, consultation.areas.latest("order").pk)
    areas = consultation.areas.prefetch_related("prompts")
    context = {
        "consultation": consultation,
        "form": form,
        "errors": errors,
        "areas": areas,
        **offered(consultation, form, OPENED, errors),
        "minutes": consultation.areas.aggregate(total=Sum("minutes"))["total"] or 0,
    }
    return page(request, "consultations/topic_guide/page.html", context, status=422 if errors else 200)


@one_after_another()
def edit_area(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One area: its questions with a form for one more, or (`?change=area`) its title, aim and time.

    One form to type into a page: what is typed into one is not lost when the other is sent.
    """
    consultation, _ = find_for(request, slug, Do.SET_UP)
    errors: list[str] = []
    reason = request.POST.get("reason", "")
    area = get_object_or_404(consultation.areas, pk=pk)
    changing = request.GET.get("change") == "area"
    act: Any = topic_guide.change_area if changing else topic_guide.add_prompt
    if changing:
        form = edits(
            with_reason(AreaForm, consultation)(sent(request), initial=model_to_dict(area, ["title", "aim", "minutes"]))
        )
    else:
        form = with_reason(PromptForm, consultation)(sent(request))
    if do := pressed(request, *PROMPT_ACTS):
        errors = on_row(
            request, partial(PROMPT_ACTS[do], reason=reason), area.prompts.all(), request.POST[do], "Changed."
        )
        if not errors and not set(form.changed_data) - {"reason"}:
            return redirect("edit_area", slug, pk)
        form = typed_so_far(form)
    elif request.method == "POST" and saved(form, act, area, by=request.user):
        messages.success(request, "Saved.")
        return redirect("edit_area", slug, pk)
    offers = offered(consultation, form, OPENED, errors)
    asked = list(area.prompts.all())
    context = {
        "consultation": consultation,
        "area": area,
        "form": form,
        "errors": errors,
        **offers,
        "changing": changing and offers["shows_form"],
        "prompts": asked,
        "minutes": sum(p.minutes for p in asked),
    }
    return page(request, "consultations/topic_guide/area.html", context, status=422 if errors else 200)


@one_after_another()
def edit_prompt(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One question: its words, its follow-up and its time."""
    consultation, _ = find_for(request, slug, Do.SET_UP)
    prompt = get_object_or_404(Prompt, pk=pk, area__consultation=consultation)
    form = edits(
        with_reason(PromptForm, consultation)(
            sent(request), initial=model_to_dict(prompt, ["question", "probe", "minutes"])
        )
    )
    if request.method == "POST" and saved(form, topic_guide.change_prompt, prompt, by=request.user):
        messages.success(request, "Saved.")
        return redirect("edit_area", slug, prompt.area_id)
    context = {
        "consultation": consultation,
        "prompt": prompt,
        "form": form,
        **offered(consultation, form, OPENED),
    }
    return page(request, "consultations/topic_guide/prompt.html", context)
