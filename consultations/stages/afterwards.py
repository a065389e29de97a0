"""What follows from a new stage and need not be waited for: telling people, lists of them. The worker does it.

AFTER_ARRIVALS of each `wiring.py`: stage → functions, each (consultation). Asked for in the transaction of the change,
so it is neither lost nor done for a change that did not happen; each of them can be done twice without harm.
"""

import logging

from django.conf import settings
from django.db import transaction
from django_tasks import task

from audit.wiring import wired_by
from consultations.models import Consultation

log = logging.getLogger(__name__)


def ask(consultation: Consultation) -> None:
    """At the end of entering a stage. A demonstration, whose clock runs through a year in a minute, does it at once."""
    if settings.DEMO:
        _do(consultation)
    elif wired_by("AFTER_ARRIVALS", consultation.stage):
        do.enqueue(consultation.pk, str(consultation.stage))


@task()
def do(pk: int, stage: str) -> None:
    consultation = Consultation.objects.filter(pk=pk).first()
    if consultation is not None:
        consultation.stage = stage  # the one that is told of, also where it has moved on since
        _do(consultation)


def _do(consultation: Consultation) -> None:
    for act in wired_by("AFTER_ARRIVALS", consultation.stage):
        try:
            with transaction.atomic():
                act(consultation)
        except Exception:  # one that fails keeps no other from being done
            log.exception("%s failed after %s became %s", act.__name__, consultation.slug, consultation.stage)
