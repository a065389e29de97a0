"""Words said in a room, as a facilitator read them through."""

from django.db import models

from audit import clock
from deliberation.models.polls import Wave


class WordList(models.Model):
    """The words of a poll that asks for one, fixed as they were first shown. The ballots hold what each wrote.

    Without words: none was ever shown, kept as the ballots are emptied; `left_out` is then how many could have been.
    """

    wave = models.OneToOneField(Wave, models.CASCADE, related_name="word_list")
    words = models.JSONField(default=list)  # [word, people], most said first
    base = models.PositiveIntegerField("people who gave a word")
    with_counts = models.BooleanField("no earlier list of the same question stands beside it", default=True)
    left_out = models.PositiveSmallIntegerField(
        "words that several people gave and a facilitator did not show", default=0
    )
    is_shown = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"words of {self.wave}"
