"""“My data”: passages marked in somebody's words, quotes made of them, and comments on the draft."""

from collections.abc import Iterator

from consultations.privacy.my_data import parts
from outcomes.models import Excerpt, FactualComment
from people.models import User
from people.privacy import registry
from people.privacy.registry import Row
from people.text.dates import when


@registry.holds(
    "passages", "Passages marked in what you wrote, and quotes", order=70,
    why="To find what people share, and to let their words speak in the report.",
    kept="Marked passages as long as what you wrote. A published quote until you take it back.",
)  # fmt: skip
def passages(user: User) -> Iterator[Row]:
    mine = Excerpt.objects.filter(revision__contribution__membership__in=parts(user))
    for excerpt in mine.prefetch_related("codings__theme", "finding_quotes__finding__report__consultation"):
        quotes = [quote.finding for quote in excerpt.finding_quotes.all()]
        yield {
            "Words": excerpt.text or "These words are no longer kept.",
            "Marked as": "; ".join(f"{c.theme}: {c.get_stance_display().lower()}" for c in excerpt.codings.all()),
            "Quoted in": "; ".join(f"{f.report.consultation}, finding {f}" for f in quotes) or "Nowhere",
            "Published": "Yes" if any(finding.report.is_published for finding in quotes) else "No",
            "Marked on": when(excerpt.created_at),
        }  # fmt: skip


@registry.holds(
    "comments", "Your comments on the draft findings", order=75,
    why="To see whether the findings are what people said.", kept="As long as what you wrote.",
)  # fmt: skip
def comments(user: User) -> Iterator[Row]:
    mine = FactualComment.objects.filter(author__in=parts(user)).select_related("report__consultation", "finding")
    for comment in mine:
        yield {
            "Consultation": str(comment.report.consultation), "About": str(comment.finding or "The whole draft"),
            "You wrote": comment.text, "On": when(comment.at),
        }  # fmt: skip
