"""A record of a meeting, or a conversation of statements, that waits to be brought in."""

from django.db import models
from django.urls import reverse

from audit import clock
from consultations.models import Consultation, Group, Membership
from deliberation.models.discussion import ImportedRecord


class RecordDraft(models.Model):
    """A file as it was sent, and what was decided about it so far. Seen by facilitators only; deleted by rule.

    The file goes as soon as the record is brought in: labels of speakers are kept nowhere else. Of a conversation it is
    a zip of the files of its export (`deliberation/importing/conversation_drafts.py`).
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="record_drafts")
    member = models.ForeignKey(Membership, models.CASCADE, related_name="record_drafts")
    group = models.ForeignKey(Group, models.SET_NULL, null=True, blank=True, related_name="record_drafts")
    corrects = models.ForeignKey(ImportedRecord, models.SET_NULL, null=True, blank=True, related_name="corrections")
    name = models.CharField(max_length=200)
    file = models.BinaryField()
    choices = models.JSONField(default=dict)
    is_conversation = models.BooleanField("a conversation of statements", default=False, editable=False)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-changed_at"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        page = "conversation_draft" if self.is_conversation else "record_draft"
        return reverse(page, args=[self.consultation.slug, self.pk])
