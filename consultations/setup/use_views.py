"""One use of a technology, changed where it stands, with what the force said of it."""

from functools import partial

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from consultations.access import Do
from consultations.lookup import find_for, sent
from consultations.models import UseCase
from consultations.register import technologies
from consultations.saving import offered, page, saved
from consultations.seen import edits, one_after_another
from consultations.setup.forms import UseCaseForm
from consultations.setup.views import SUBJECT_FIXED
from consultations.terms.forms import with_reason


@one_after_another()
def edit_use(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Its words and its state. The old ones stay in the public log of the entry."""
    consultation, _ = find_for(request, slug, Do.SET_UP)
    ours = UseCase.objects.filter(technology__in=consultation.technologies.all())
    case = get_object_or_404(ours.select_related("technology"), pk=pk)
    technology = case.technology
    asking, initial = with_reason(UseCaseForm, consultation), model_to_dict(case, list(UseCaseForm.base_fields))
    form = edits(asking(sent(request), initial=initial))
    act = partial(technologies.change_use_case, consultation, case, by=request.user)
    if request.method == "POST" and saved(form, act):
        messages.success(request, "Saved. The old words stay in the log of the entry.")
        return redirect("edit_technology", slug, technology.pk)
    context = {
        "consultation": consultation,
        "technology": technology,
        "case": case,
        "form": form,
        "shared": technologies.is_shared(consultation, technology),
        **offered(consultation, form, SUBJECT_FIXED),
    }
    return page(request, "consultations/setup/use.html", context)
