"""manage.py work [--batch]: do what waits in the background. One such process runs in every layout."""

from django.core.management.base import BaseCommand, CommandParser

from people.background.working import work


class Command(BaseCommand):
    help = "Be the background worker, until told to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", action="store_true", help="do what waits now, then end")

    def handle(self, *args: object, batch: bool, **options: object) -> None:
        work(batch=batch)
