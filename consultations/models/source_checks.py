"""That a source was opened: by whom and when. No part of what is signed, because the text stays as it was."""

from django.db import models

from audit import clock
from consultations.models.consultation import Consultation
from consultations.models.membership import Membership


class OpenedSource(models.Model):
    """What somebody saw last at an address that the briefing cites. Of the address, so that it outlives a version."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="opened_sources")
    url = models.URLField(max_length=400)
    opens = models.BooleanField("it opens, and is what is cited")
    on = models.DateField(default=clock.today)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "url"], name="an_address_is_looked_at_once")]

    def __str__(self) -> str:
        return self.url
