"""What changed in a thread, one row a change: by this, open pages know what to fetch. It names no person."""

from django.db import models

from audit import clock
from deliberation.models.discussion import Thread


class ThreadChange(models.Model):
    """A post came, or what is shown of it became another thing. The newest key is the thread’s version."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="changes")
    post = models.PositiveBigIntegerField("key of the post")  # no foreign key: it may have moved away
    at = models.DateTimeField(default=clock.now, db_index=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["thread", "-id"], name="newest_change_of_a_thread")]

    def __str__(self) -> str:
        return f"change {self.pk}"
