"""Proving once more who one is, before signing exactly what was read. And the e-mail that says what was signed."""

import logging
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpRequest
from django.urls import reverse
from django_tasks import task

from audit import clock
from consultations.models import Membership
from outcomes.models import PoliceResponse, RecommendationResponse
from people.signin import second_factor
from people.text.emails import written

READ = "read_to_sign"
log = logging.getLogger("answerable.mail")


def note_read(request: HttpRequest, mark: str, **typed: str) -> None:
    """Remember that the person has just read what bears this fingerprint, and what they typed."""
    request.session[READ] = {"mark": mark, "at": clock.now().timestamp(), "typed": typed}


def signing_of(request: HttpRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.session.get(READ, {})
    return found


def typed(request: HttpRequest) -> dict[str, str]:
    found: dict[str, str] = signing_of(request).get("typed", {})
    return found


def is_proved(request: HttpRequest, mark: str) -> bool:
    """True when the second step was taken after what bears this fingerprint was read.

    Always where this installation asks for no second step.
    """
    if not settings.STAFF_SECOND_FACTOR:
        return True
    read = signing_of(request)
    return read.get("mark") == mark and second_factor.passed_since(request.session, request.user, read["at"])


def has_changed(request: HttpRequest, mark: str) -> bool:
    """True when the person read something and it is another text now."""
    return bool(signing_of(request).get("mark", mark) != mark)


def forget(request: HttpRequest) -> None:
    request.session.pop(READ, None)


# --- What the officer gets -----------------------------------------------------------------------------
def tell_the_officer(response: PoliceResponse, member: Membership, slots: list[RecommendationResponse]) -> None:
    """As it is signed. The worker sends it after the transaction; a demonstration sends no e-mail."""
    if not settings.DEMO:
        mail_what_was_signed.enqueue(response.pk)


@task()
def mail_what_was_signed(pk: int) -> None:
    response = PoliceResponse.objects.select_related("signed_by__user", "report__consultation").filter(pk=pk).first()
    if response is None or response.signed_by is None or response.signed_by.user is None:
        return
    consultation = response.report.consultation
    address = settings.SITE_URL + reverse("answer", args=[consultation.slug])
    text = written("outcomes/answers/signed.txt", {"response": response, "address": address})
    to = response.signed_by.user.email
    if to:
        send_mail(f"You signed: {consultation.title}", text, settings.DEFAULT_FROM_EMAIL, [to])
