"""Every night the worker verifies the whole record, and tells the operator where it does not hold.

It reads the record once, in pieces: 100,000 entries in under ten seconds (bench/audit.py), beside no visitor's request.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection
from django_tasks import task

from audit import clock, texts, verifying
from audit.models import Entry, Head
from people.models import Heartbeat
from people.operating import heartbeats, readiness
from people.text.dates import moment

log = logging.getLogger(__name__)
VERIFIED, ASKED = "verified", "verification"
EVERY = timedelta(hours=23)  # so that a night that was late makes the next one no later
ASKED_AGAIN = timedelta(hours=2)  # what was asked and never done
LATE = timedelta(hours=30)
MOST_NAMED = 40
HOLDS = "holds"


def begin_after_migrate(sender: AppConfig, **kwargs: object) -> None:
    """After an upgrade, once every table is as it should be: what is public and had no fingerprint is taken in."""
    last = [*apps.get_app_configs()][-1]
    if sender.name == last.name and _has_a_record() and not readiness.not_applied():
        texts.begin()


def _has_a_record() -> bool:
    tables = {Entry._meta.db_table, Head._meta.db_table}
    return tables <= set(connection.introspection.table_names()) and Head.now().number > 0


def by_tick() -> Iterator[str]:
    """Once a night. A new record begins to hold fingerprints, before anything in it is public."""
    if Head.now().number == 0:
        return
    if texts.begin() is not None:
        yield "published texts are held against the record from now on"
    done, asked = heartbeats.last(VERIFIED), heartbeats.last(ASKED)
    if not (done and clock.now() - done < EVERY) and not (asked and clock.now() - asked < ASKED_AGAIN):
        heartbeats.beat(ASKED)
        verify.enqueue()


@task()
def verify() -> None:
    """The worker's job. Once a night, however many were asked for while the worker was away."""
    if (done := heartbeats.last(VERIFIED)) and clock.now() - done < EVERY:
        return
    found = verifying.verify()
    said = f"{len(found.faults)} fault(s): {found.faults[0]}" if found.faults else HOLDS
    heartbeats.beat(VERIFIED, said)
    if found.faults:
        log.error("The record does not hold: %d fault(s). Run manage.py verify_audit.", len(found.faults))
        _tell(found.faults)


def told() -> str:
    """When the record was last verified and with what result, for the mail of each day."""
    beat = Heartbeat.objects.filter(what=VERIFIED).first()
    if beat is None or heartbeats.is_ahead(beat.at):
        return "The record was not verified yet, or what says so is dated ahead: ask whoever runs the site."
    holds = "it holds" if beat.said == HOLDS else f"IT DOES NOT HOLD, {beat.said}"
    return f"The record was last verified on {moment(beat.at)}: {holds}."


def _tell(faults: list[str]) -> None:
    """Each night, until it holds: to whoever is sent the ends of the record, and to whoever is told of errors."""
    to = {*settings.AUDIT_HEADS_MAIL, *([settings.ERROR_REPORTS_TO] if settings.ERROR_REPORTS_TO else [])}
    if not to:
        return
    named = "\n".join(faults[:MOST_NAMED])
    more = f"\nand {len(faults) - MOST_NAMED} more." if len(faults) > MOST_NAMED else ""
    body = (
        f"The record of {settings.SITE_NAME} was verified, and does not hold:\n\n{named}{more}\n\n"
        "Somebody changed what is public without an act, or a backup was restored without saying so. Keep this "
        "message, and the machine as it is: docs/operating.md, “When something goes wrong”. manage.py verify_audit "
        "says it again.\n"
    )
    EmailMessage("The public record does not hold", body, bcc=sorted(to)).send(fail_silently=False)
