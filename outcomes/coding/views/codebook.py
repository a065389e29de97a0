"""The codebook: themes, their tree, their history."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from consultations import access
from consultations.access import Do
from consultations.lookup import find_for
from consultations.models import Consultation, DiscussionArea
from outcomes.coding import matrix
from outcomes.coding.forms import ThemeForm
from outcomes.coding.themes import add_theme, edit_theme, remove_theme, use_starter_themes, with_counts
from outcomes.models import Theme
from people.errors import Refused
from people.text.sanitising import number


@require_http_methods(["GET", "HEAD", "POST"])
def themes(request: HttpRequest, slug: str) -> HttpResponse:
    """The code book: add, edit and remove themes, or start from the starter's."""
    consultation, _ = find_for(request, slug, Do.READ_CODING)
    editing = consultation.themes.filter(pk=number(request.GET.get("edit"))).first()
    form, errors = ThemeForm(consultation=consultation, theme=editing), []
    if request.method == "POST":
        try:
            if request.POST.get("do") == "starter":
                use_starter_themes(consultation, by=request.user)
                return redirect("themes", slug)
            if request.POST.get("do") == "remove":
                theme = get_object_or_404(consultation.themes, pk=number(request.POST.get("theme")))
                remove_theme(theme, by=request.user)
                return redirect("themes", slug)
            form = ThemeForm(request.POST, consultation=consultation)
            if form.is_valid():
                _save_theme(request, consultation, editing, form.cleaned_data)
                return redirect("themes", slug)
        except Refused as error:
            errors = error.problems
    context = {
        "consultation": consultation,
        "form": form,
        "errors": errors,
        "editing": editing,
        "themes": with_counts(consultation),
        "matrix": matrix.by_group(consultation),
        "may_code": access.may(request.user, consultation, Do.CODE),
    }
    return render(request, "outcomes/coding/themes.html", context, status=422 if errors or form.errors else 200)


def _save_theme(request: HttpRequest, consultation: Consultation, editing: Theme | None, data: dict[str, Any]) -> None:
    area: DiscussionArea | None = data["area"]
    if editing is not None:
        edit_theme(editing, by=request.user, title=data["title"], area=area, definition=data["definition"])
    else:
        add_theme(consultation, data["title"], by=request.user, area=area, definition=data["definition"])


