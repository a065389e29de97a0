"""Whose consultation a command writes to, and as whom."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from consultations.models import Consultation
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
