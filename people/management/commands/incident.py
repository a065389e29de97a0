"""manage.py incident add|list|correct: what went wrong with people's data, told in public on the data card."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from audit import clock
from audit.record import record
from people.errors import Refused
from people.models.privacy import Incident
from people.text.dates import day
from people.text.sanitising import line_within

TEXTS = {"what": 500, "affected": 300, "done": 500}


class Command(BaseCommand):
    help = "Publish an incident on the data card, list them, or correct one. Name nobody: it is public at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["add", "list", "correct"])
        parser.add_argument("--number", type=int, help="which one to correct")
        parser.add_argument("--on", type=date.fromisoformat, help="the day it happened, 2026-05-31")
        parser.add_argument("--what", help="what happened")
        parser.add_argument("--affected", help="whose data, and how many people")
        parser.add_argument("--done", help="what was done about it, and who was told")

        parser.add_argument(
            "--named-somebody", action="store_true", help="the words before gave somebody away: they go, and it says so"
        )

    def handle(self, *args: object, **options: Any) -> None:
        if options["act"] != "list":
            self._write(options)
        for incident in Incident.objects.all():
            self.stdout.write(f"{incident.pk}. {incident.happened_on}  {incident.what} ({incident.affected})")

    @transaction.atomic
    def _write(self, options: dict[str, Any]) -> None:
        adding = options["act"] == "add"
        incident = Incident() if adding else Incident.objects.filter(pk=options["number"]).first()
        if incident is None:
            raise CommandError("Say which one: --number, as “incident list” shows it.")
        if adding and not all(options[name] for name in ("on", *TEXTS)):
            raise CommandError("Give --on, --what, --affected and --done.")
        before = None if adding else _as_it_stands(incident)
        incident.happened_on = options["on"] or incident.happened_on
        for name, most in TEXTS.items():
            if options[name]:
                setattr(incident, name, _whole(name, options[name], most))
        if before is not None and before != _as_it_stands(incident):
            kept = {} if options["named_somebody"] else before
            incident.earlier = [{"until": day(clock.today()), **kept}, *incident.earlier]
        incident.save()
        record("incident_published" if adding else "incident_corrected", actor=None, subject=incident)


def _as_it_stands(incident: Incident) -> dict[str, str]:
    """What is told in public stays readable when it is corrected: whoever runs the server writes it alone."""
    return {name: str(getattr(incident, name)) for name in ("happened_on", *TEXTS)}


def _whole(name: str, text: str, most: int) -> str:
    try:
        return line_within(text, most, f"--{name}")
    except Refused as error:
        raise CommandError(str(error)) from error
