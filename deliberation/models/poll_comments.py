"""Own words of a poll that were brought to the coding."""

from django.db import models

from deliberation.models.discussion import Contribution
from deliberation.models.polls import Ballot


class PollComment(models.Model):
    """Ties the words, as they stand in the coding, to the ballot they came from: until ballots are cut loose.

    So they go when whoever wrote them goes, and each writer counts once. It hangs on a ballot and on no person, and no
    page shows where it leads. docs/decisions/poll-comments.md
    """

    contribution = models.OneToOneField(Contribution, models.CASCADE, related_name="poll_comment")
    ballot = models.OneToOneField(Ballot, models.CASCADE, related_name="comment")

    def __str__(self) -> str:
        return f"poll comment {self.pk}"
