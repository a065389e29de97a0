"""Documents of a technology: what stands there, one more, one taken out."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from consultations import access
from consultations.access import Do
from consultations.lookup import find_for, sent
from consultations.register import documents
from consultations.saving import on_row, page, pressed, saved, typed_so_far
from consultations.setup.forms import DocumentForm, TakeOutForm


def technology_documents(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One form: what is half typed is not lost when a document is taken out."""
    consultation, _ = find_for(request, slug, Do.KEEP_DOCUMENTS)
    technology = get_object_or_404(consultation.technologies, pk=pk)
    form, why = DocumentForm(sent(request)), TakeOutForm(sent(request))
    errors: list[str] = []
    if pressed(request, "out"):
        act = partial(documents.remove, consultation, reason=request.POST.get("why", ""))
        errors = on_row(request, act, technology.documents.all(), request.POST["out"], "Taken out.")
        if not errors and not form.has_changed():
            return redirect("technology_documents", slug, pk)
        form, why = typed_so_far(form), typed_so_far(why) if errors else TakeOutForm()
    elif request.method == "POST" and saved(form, documents.add, consultation, technology, by=request.user):
        messages.success(request, "Added. It stands in the register.")
        return redirect("technology_documents", slug, pk)
    fits = access.fits_stage(consultation, Do.KEEP_DOCUMENTS)
    why_fixed = documents.why_not_add(consultation, technology)
    if not fits:
        why_fixed = access.wrong_stage(consultation, Do.KEEP_DOCUMENTS)
    may_go, takes_reason = documents.may_go(consultation, technology)
    context = {
        "consultation": consultation,
        "technology": technology,
        "form": form,
        "errors": errors,
        "why_fixed": why_fixed,
        "may_add": not why_fixed or bool(form.errors),
        "shows_form": fits or bool(errors) or bool(form.errors),
        "documents": technology.documents.all(),
        "may_go": may_go,
        "why": why if may_go and takes_reason else None,
    }
    return page(request, "consultations/setup/documents.html", context, status=422 if errors else 200)
