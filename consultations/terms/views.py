"""The terms for everybody, with what was changed of them; and the panel's consent to a later answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from consultations.access import Do, may
from consultations.lookup import find, find_for, sent
from consultations.models import Consultation, Stage, TermChange
from consultations.models.terms import terms_of
from consultations.saving import page, saved
from consultations.terms import terms, waiting, words
from consultations.terms.forms import WaitForm
from people.requests.everybodys import strangers
from people.text.differences import Words, by_words


@strangers
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = find(request, slug)
    context = {
        "consultation": consultation,
        "rows": words.rows(terms_of(consultation.pk)),
        "changes": [(change, _words(change)) for change in consultation.term_changes.all()],
        "standing": terms.standing(consultation),
        "may_agree": may(request.user, consultation, Do.AGREE_TO_WAIT),
        **_waiting(consultation),
    }
    return render(request, "consultations/terms/page.html", context)


def _words(change: TermChange) -> list[tuple[str, Words]]:
    return [(label, by_words(old or "None", new or "None")) for label, old, new in words.changed(change)]


def later_answer(request: HttpRequest, slug: str) -> HttpResponse:
    consultation, _ = find_for(request, slug, Do.AGREE_TO_WAIT)
    form = WaitForm(sent(request))
    if request.method == "POST" and saved(form, waiting.agree_to_wait, consultation, by=request.user):
        now = waiting.lacking(consultation) or "The facilitator can now move the day."
        messages.success(request, f"Agreed. It is public with your reason. {now}")
        return redirect("terms", slug)
    context = {
        "consultation": consultation,
        "form": form,
        "offered": may(request.user, consultation, Do.AGREE_TO_WAIT),
        "due": _due(consultation),
        **_waiting(consultation),
    }
    return page(request, "consultations/terms/later_answer.html", context)


def _waiting(consultation: Consultation) -> dict[str, object]:
    """Who of the panel agreed to a later answer; and what is lacking, while it can still be agreed to."""
    is_open = consultation.stage == Stage.ANNOUNCED
    return {
        "agreements": list(consultation.wait_agreements.all()),
        "lacking": waiting.lacking(consultation) if is_open else "",
    }


def _due(consultation: Consultation) -> str:
    return words.said("response_due", terms_of(consultation.pk)["response_due"], {})
