"""Looking things up through the person who asks: forbidden looks exactly like absent."""

from typing import TypeVar

from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404

from consultations import access
from consultations.models import Consultation, Membership
from people.errors import Refused

F = TypeVar("F", bound=BaseForm)


def find(request: HttpRequest, slug: str, among: QuerySet[Consultation] | None = None) -> Consultation:
    """The consultation, if this person may know of it: announced, or one of theirs. 404 otherwise.

    `among`: all consultations, with what the page shows of one.
    """
    consultation = get_object_or_404(Consultation if among is None else among, slug=slug)
    if not consultation.is_public and member_of(request, consultation) is None:
        raise Http404
    return consultation


def member_of(request: HttpRequest, consultation: Consultation) -> Membership | None:
    """The person's standing in the consultation, looked up once a request: what the page then does knows it too."""
    member = access.membership_of(request.user, consultation)
    if member is not None:
        access.remember(request.user, member)
    return member


def find_for(request: HttpRequest, slug: str, do: access.Do) -> tuple[Consultation, Membership]:
    """The consultation and the standing that gives this person `do`. 404 otherwise, whatever the stage."""
    member = access.membership_at(request.user, slug)
    if member is None or member.role not in do.roles:
        raise access.NotAllowed(do.label)
    access.remember(request.user, member)
    return member.consultation, member


def refusals(form: F, error: Refused) -> F:
    """Put an act's refusal on the form, so that the page shows it with everything that was typed."""
    for problem in error.problems:
        form.add_error(None, problem)
    return form


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, an empty one too; None for a page that is only read."""
    return request.POST if request.method == "POST" else None
