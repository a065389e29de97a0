"""manage.py replay_erasures: after restoring a backup, erase again whoever was erased since. `tick` does it too."""

from django.core.management.base import BaseCommand, CommandError

from people.privacy import ledger


class Command(BaseCommand):
    help = "Carry out every line of the erasure ledger that this database has forgotten. Safe to run at any time."

    def handle(self, *args: object, **options: object) -> None:
        try:
            done = ledger.replay()
        except ledger.Damaged as error:
            raise CommandError(str(error)) from error
        held = sum(1 for _ in ledger.lines())
        self.stdout.write(f"{held} lines in the ledger, {done} of them had to be carried out again.")
