"""Whose consultation a command writes to, and as whom."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from audit import clock
from audit.record import record
from consultations.models import Consultation
from consultations.notifications import notifications
from people.accounts.powers import OPERATOR
from people.models import User


def add_target(parser: CommandParser) -> None:
    parser.add_argument("--consultation", required=True, metavar="SLUG")
    parser.add_argument("--by", required=True, metavar="EMAIL", help="the facilitator who imports")


def target(options: dict[str, Any]) -> tuple[Consultation, User]:
    """The consultation and the person. Raises CommandError that says which is wrong."""
    consultation = Consultation.objects.filter(slug=options["consultation"]).first()
    if consultation is None:
        raise CommandError(f"There is no consultation at “{options['consultation']}”.")
    user = User.objects.filter(email=options["by"].lower()).first()
    if user is None:
        raise CommandError(f"Nobody has an account as {options['by']}.")
    return consultation, user


@transaction.atomic
def tell(consultation: Consultation, user: User, what: str) -> None:
    """What was done from the server in somebody's name is said to be so, in public, and told to them and the panel.

    Whoever has the server could else bring a record in as a colleague, and confirm it as themselves.
    """
    title = f"{what} from the server in the name of {user.name}"
    record("done_from_server", actor=OPERATOR, subject=consultation, consultation=consultation.slug, in_public=title)
    for kind in (notifications.FACILITATORS, notifications.PANEL):
        notifications.tell(consultation, kind, f"server {clock.now().isoformat()}", title, "public_record")
