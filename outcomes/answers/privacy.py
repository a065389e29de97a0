"""What the drafts of an answer hold about those who wrote them: their names, at work."""

from collections.abc import Iterator

from outcomes.models import DraftComment
from people.models import User
from people.privacy import retention
from people.privacy.registry import Row, Section
from people.text.dates import when

_KEPT = "For good, as the answer: it is part of the file of the consultation."


def comments(user: User) -> Iterator[Row]:
    for made in DraftComment.objects.filter(by__user=user).select_related("response__report__consultation"):
        yield {
            "Consultation": str(made.response.report.consultation),
            "You wrote": made.text,
            "On": when(made.at),
            "Taken back on": when(made.taken_back_at),
        }


SHOWN = [
    Section(
        "draft_comments", "Your comments on a draft answer", comments, order=79,
        why="So that those who answer for the police can agree on the words.", kept=_KEPT,
    ),
]  # fmt: skip
KEPT = [
    retention.Rule(
        "drafts", "Drafts of the answer and comments on them, under the names of police staff",
        "To show how the answer came about", _KEPT, 30,
    ),
]  # fmt: skip
