"""The topic guide: areas and prompts. Order is changed with buttons, so it needs no script."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Sum
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from consultations import guide
from consultations.access import PREPARING, Do
from consultations.forms.guide import AreaForm, PromptForm
from consultations.models import Prompt
from consultations.views.lookup import find_for, sent
from consultations.views.saving import attempted, page, saved

AREA_ACTS: dict[str, Any] = {
    "up": partial(guide.move_area, up=True),
    "down": partial(guide.move_area, up=False),
    "remove": guide.remove_area,
}
PROMPT_ACTS: dict[str, Any] = {
    "up": partial(guide.move_prompt, up=True),
    "down": partial(guide.move_prompt, up=False),
    "remove": guide.remove_prompt,
}


def show(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole guide, and a form for one more area."""
    consultation, _ = find_for(request, slug, Do.SET_UP)
    form = AreaForm(sent(request))
    if request.method == "POST" and saved(form, guide.add_area, consultation, by=request.user):
        messages.success(request, "Area added. Now write its questions.")
        return redirect("edit_area", slug, consultation.areas.latest("order").pk)
    areas = consultation.areas.prefetch_related("prompts")
    context = {
        "consultation": consultation, "form": form, "areas": areas, "can_edit": consultation.stage in PREPARING,
        "minutes": consultation.areas.aggregate(total=Sum("minutes"))["total"] or 0,
    }  # fmt: skip
    return page(request, "consultations/setup/topic_guide.html", context)


def edit_area(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One area: its questions with a form for one more, or (`?change=area`) its title, aim and time.

    One form to type into a page: what is typed into one is not lost when the other is sent.
    """
    consultation, _ = find_for(request, slug, Do.SET_UP)
    area = get_object_or_404(consultation.areas, pk=pk)
    changing = request.GET.get("change") == "area"
    act: Any = guide.change_area if changing else guide.add_prompt
    if changing:
        form = AreaForm(sent(request), initial=model_to_dict(area, ["title", "aim", "minutes"]))
    else:
        form = PromptForm(sent(request))
    if request.method == "POST" and saved(form, act, area, by=request.user):
        messages.success(request, "Saved.")
        return redirect("edit_area", slug, pk)
    asked = list(area.prompts.all())
    context = {
        "consultation": consultation, "area": area, "form": form, "changing": changing,
        "prompts": asked, "minutes": sum(p.minutes for p in asked),
    }  # fmt: skip
    return page(request, "consultations/setup/area.html", context)


def edit_prompt(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    consultation, _ = find_for(request, slug, Do.SET_UP)
    prompt = get_object_or_404(Prompt, pk=pk, area__consultation=consultation)
    form = PromptForm(sent(request), initial=model_to_dict(prompt, ["question", "probe", "minutes"]))
    if request.method == "POST" and saved(form, guide.change_prompt, prompt, by=request.user):
        messages.success(request, "Saved.")
        return redirect("edit_area", slug, prompt.area_id)
    context = {"consultation": consultation, "prompt": prompt, "form": form}
    return page(request, "consultations/setup/prompt.html", context)


@require_POST
def arrange_area(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Move an area up or down, or take it out: `do` = up, down or remove."""
    consultation, _ = find_for(request, slug, Do.SET_UP)
    area = get_object_or_404(consultation.areas, pk=pk)
    act = AREA_ACTS.get(request.POST.get("do", ""))
    if act:
        attempted(request, partial(act, area, by=request.user), "Changed.")
    return redirect("topic_guide", slug)


@require_POST
def arrange_prompt(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    consultation, _ = find_for(request, slug, Do.SET_UP)
    prompt = get_object_or_404(Prompt, pk=pk, area__consultation=consultation)
    act = PROMPT_ACTS.get(request.POST.get("do", ""))
    if act:
        attempted(request, partial(act, prompt, by=request.user), "Changed.")
    return redirect("edit_area", slug, prompt.area_id)
