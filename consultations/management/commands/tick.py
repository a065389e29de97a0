"""manage.py tick: let the clock do what is due. Run every few minutes."""

from functools import reduce
from operator import or_

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from audit import clock, heads
from audit.wiring import wired
from consultations.models import Consultation, Stage
from consultations.stages.stages import catch_up
from people.errors import Waiting
from people.operating import verification
from people.operating.heartbeats import beat
from people.privacy import ledger, retention


def _due() -> Q:
    """What the clock may move on: found by an index, so that what has nothing to be moved costs nothing."""
    closed = Q(stage=Stage.OPEN, closes_at__lte=clock.now())
    return reduce(or_, (due() for due in wired("DUE_BY_CLOCK")), closed | Q(stage=Stage.RESPONSE_PUBLISHED))


class Command(BaseCommand):
    help = "Close what is due, track promises, send news, delete what is no longer kept, publish the record's end."

    def handle(self, *args: object, **options: object) -> None:
        whole = self._erase_again()
        for consultation in Consultation.objects.filter(_due()):
            before = consultation.stage
            catch_up(consultation)
            if consultation.stage != before:
                self.stdout.write(f"{consultation.slug}: {before} → {consultation.stage}")
        waiting = 0
        for job in wired("BY_TICK") if whole else []:  # who was erased before a restore must not be written to
            for done in job():
                self.stdout.write(done)
                waiting += isinstance(done, Waiting)
        heads.publish()  # before what may take long: nothing that strangers can make much of keeps the ends back
        mailed = self._publish_the_day()
        for run in retention.daily():
            self.stdout.write(f"deleted {run.rows} × {run.what}")
        heads.publish()
        ledger.copy()
        beat("tick")
        if waiting or not whole or not mailed:
            raise CommandError("Something waits, as said above. All else was done; the next tick tries again.")

    def _publish_the_day(self) -> bool:
        """Once a day, for everybody. A mail that fails waits for the next tick; then it is False."""
        heads.publish_day()
        try:
            if done := heads.mail(verification.told()):
                self.stdout.write(done)
        except OSError as error:  # every fault of a mail server is one
            self.stderr.write(f"The record’s end could not be mailed to AUDIT_HEADS_MAIL; it waits: {error}")
            return False
        return True

    def _erase_again(self) -> bool:
        """First of all: after a restore, nobody may see people who were erased. False where that cannot be known."""
        try:
            if ledger.is_behind():
                self.stdout.write(f"erased again after a restore: {ledger.replay()}")
        except ledger.Damaged as error:
            self.stderr.write(f"The erasure ledger cannot be read: {error}")
            return False
        return True
