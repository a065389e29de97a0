"""A role that was offered to an address. It changes nothing for anybody until the person accepts it."""

from django.db import models

from audit import clock
from consultations.models.consultation import Consultation
from consultations.models.membership import Membership, Role


class Offer(models.Model):
    class State(models.TextChoices):
        OFFERED = "offered", "Offered"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Not accepted"
        WITHDRAWN = "withdrawn", "Withdrawn"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="offers")
    role = models.CharField(max_length=12, choices=Role)
    email = models.EmailField(blank=True)  # emptied when the offer ends
    name = models.CharField(max_length=60)
    job_title = models.CharField(max_length=120, blank=True)
    organisation = models.CharField(max_length=160, blank=True)
    is_safeguarding_lead = models.BooleanField(default=False)
    by_name = models.CharField(max_length=80)
    by_account = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")
    by_member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    offered_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED)
    digest = models.CharField(max_length=64, unique=True)  # of the key in the link: a reader of the table has no link

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_role_display().lower()}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OFFERED and self.expires_at > clock.now()
