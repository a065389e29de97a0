"""manage.py purge [--dry-run]: delete everything whose time is over. `tick` does this once a day."""

from django.core.management.base import BaseCommand, CommandParser

from people.models.privacy import DeletionRun
from people.privacy import retention
from people.text.dates import when


class Command(BaseCommand):
    help = "Delete what is due by the retention rules, and publish the log on the data card."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what is due")

    def handle(self, *args: object, dry_run: bool, **options: object) -> None:
        if not dry_run:
            for run in retention.purge(by=DeletionRun.By.ADMINISTRATOR):
                self.stdout.write(f"deleted {run.rows:>7,}  {run.what}")
        lines = retention.due()
        self.stdout.write(f"{'due':>7}  {'oldest':<26}  data, and how long it is kept")
        for line in lines:
            self.stdout.write(f"{line.rows:>7,}  {when(line.oldest) or '-':<26}  {line.rule.what}: {line.rule.kept}")
        self.stdout.write(f"{sum(line.rows for line in lines):>7,}  rows due in all")
