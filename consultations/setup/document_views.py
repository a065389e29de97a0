"""Documents of a technology: what stands there, one more, one taken out."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from consultations.access import Do
from consultations.lookup import find_for, sent
from consultations.register import documents, technologies
from consultations.saving import offered, on_row, page, pressed, saved, typed_so_far
from consultations.setup.forms import DocumentForm
from consultations.setup.views import SUBJECT_FIXED


def technology_documents(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One form: what is half typed is not lost when a document is taken out."""
    consultation, _ = find_for(request, slug, Do.SET_UP)
    technology = get_object_or_404(consultation.technologies, pk=pk)
    form = DocumentForm(sent(request))
    errors: list[str] = []
    if pressed(request, "out"):
        act = partial(documents.remove, consultation)
        errors = on_row(request, act, technology.documents.all(), request.POST["out"], "Taken out.")
        if not errors and not form.has_changed():
            return redirect("technology_documents", slug, pk)
        form = typed_so_far(form)
    elif request.method == "POST" and saved(form, documents.add, consultation, technology, by=request.user):
        messages.success(request, "Added. It stands in the register.")
        return redirect("technology_documents", slug, pk)
    context = {
        "consultation": consultation,
        "technology": technology,
        "form": form,
        "errors": errors,
        "documents": technology.documents.all(),
        "shared": technologies.is_shared(consultation, technology),
        **offered(consultation, form, SUBJECT_FIXED, errors),
    }
    return page(request, "consultations/setup/documents.html", context, status=422 if errors else 200)
