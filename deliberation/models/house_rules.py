"""House rules of a consultation, by version; and the names its screening looks for."""

from django.db import models

from audit import clock
from consultations.models import Consultation, Membership


class HouseRules(models.Model):
    """One version. The newest one holds; a published version is not changed."""

    MAX_LENGTH = 4000

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="house_rules")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=MAX_LENGTH)
    set_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    set_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["consultation", "number"], name="house_rules_once")]

    def __str__(self) -> str:
        return f"house rules {self.number}"


class ListedNames(models.Model):
    """People and cases whose names hold a post for a person to read. Facilitators and the panel see the list."""

    MAX_LENGTH = 4000

    consultation = models.OneToOneField(Consultation, models.CASCADE, related_name="listed_names")
    lines = models.TextField(max_length=MAX_LENGTH, blank=True)
    taken_off = models.JSONField(default=list)  # {"name", "until"} of each that was listed and is no more, in order

    def __str__(self) -> str:
        return f"names in {self.consultation_id}"

    def names(self) -> list[str]:
        return [name for line in self.lines.splitlines() if (name := line.strip())]
