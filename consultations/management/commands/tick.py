"""manage.py tick: let the clock do what is due. Run every few minutes."""

from typing import Any

from django.core.management.base import BaseCommand

from audit import heads
from consultations.models import Consultation, Stage
from consultations.stages import catch_up


class Command(BaseCommand):
    help = "Close consultations whose closing time has come and start tracking promises the day after an answer."

    def handle(self, *args: Any, **options: Any) -> None:
        due = Consultation.objects.filter(stage__in=[Stage.OPEN, Stage.RESPONSE_PUBLISHED])
        for consultation in due:
            before = consultation.stage
            catch_up(consultation)
            if consultation.stage != before:
                self.stdout.write(f"{consultation.slug}: {before} → {consultation.stage}")
        heads.publish()
