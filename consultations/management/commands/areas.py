"""The boroughs and districts that consultations can name: `areas` lists them, `areas NAME…` adds more."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from consultations.forces import areas
from consultations.models import Area
from people.errors import Refused


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help="a borough or district to add")

    def handle(self, *, names: list[str], **options: object) -> None:
        for name in names:
            try:
                self.stdout.write(f"Added: {areas.add(name)}.")
            except Refused as error:
                raise CommandError(str(error)) from error
        if not names:
            for area in Area.objects.all():
                self.stdout.write(f"{area.name} ({area.get_kind_display()})")
