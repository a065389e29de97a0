"""Looking things up through the person who asks: forbidden looks exactly like absent."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from consultations import access
from consultations.models import Consultation, Membership
from people.errors import Refused


def find(request: HttpRequest, slug: str) -> Consultation:
    """The consultation, if this person may know of it. 404 otherwise."""
    return get_object_or_404(Consultation.objects.visible_to(request.user), slug=slug)


def find_for(request: HttpRequest, slug: str, do: access.Do) -> tuple[Consultation, Membership]:
    """The consultation and the standing that gives this person `do`. 404 otherwise, whatever the stage."""
    consultation = find(request, slug)
    return consultation, access.require_role(request.user, consultation, do)


def refusals(form: BaseForm, error: Refused) -> Any:
    """Put an act's refusal on the form, so that the page shows it with everything that was typed."""
    for problem in error.problems:
        form.add_error(None, problem)
    return form


def sent(request: HttpRequest) -> Any:
    """What a form was sent with, an empty one too; None for a page that is only read."""
    return request.POST if request.method == "POST" else None
