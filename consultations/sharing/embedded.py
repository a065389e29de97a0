"""A consultation as other sites show it, on a card in a frame: what is asked, until when, and all that is late of it.

Later apps add what became of the answer: CARD_LINES in their `wiring.py`.
"""

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from audit.wiring import wired
from consultations.models import Consultation, Stage
from consultations.sharing.card import until
from consultations.stages import late_findings, open_time
from people.text.dates import day, days

WIDTH, HEIGHT = 320, 320  # pixels of the frame; what needs more is scrolled to, and lateness stands first


def lines(consultation: Consultation, clock: str) -> list[str]:
    """Below the clock, a sentence each: what is late or was and the clock does not say, then what is owed, and by when.

    `clock`: what it says.
    """
    ahead = "" if consultation.has_answer else _owed(consultation) or until(consultation)
    said = [*_late(consultation, clock), ahead]
    said += [line for more in wired("CARD_LINES") for line in more(consultation)]
    return [line for line in said if line]


def _late(c: Consultation, clock: str) -> list[str]:
    stage, said = c.stage_behind_pause, []
    if stage != Stage.ANNOUNCED and (came := open_time.of(c)).late:
        said.append(f"It was opened {days(came.late)} late.{came.held}")
    if c.is_withdrawn:
        return said + c.late_when_withdrawn
    if (late := f"findings {days(c.findings_late_so_far)} late") not in clock and c.findings_late_so_far:
        said.append(f"{late.capitalize()}.")
    return [*said, c.findings_lateness, late_findings.pauses_of(c), _first_announced(c)]


def _first_announced(c: Consultation) -> str:
    """A day that moves before it comes is late on no list: the first one stays said."""
    moves = late_findings.moves(c)
    if not moves or not c.has_findings:
        return ""
    return f"The answer was first announced for {day(date.fromisoformat(str(moves[0][0].old)))}."


def _owed(c: Consultation) -> str:
    """That the force must answer, or should have; empty before the findings are out."""
    if not c.has_findings or c.response_due is None:
        return ""
    who = c.force.name if c.force else "The police"
    return f"{who} {'should have answered' if c.days_late else 'must answer'} by {day(c.response_due)}."


def snippet(path: str, title: str) -> SafeString:
    """What somebody puts on their own page, as HTML. The title is what assistive technology says of the frame."""
    return format_html(
        '<iframe src="{}{}" title="{}" width="{}" height="{}" loading="lazy" style="border:0"></iframe>',
        settings.SITE_URL, path, title, WIDTH, HEIGHT,
    )  # fmt: skip


def offered(card: str, slug: str, title: str) -> dict[str, str]:
    """What a page tells of its card, for `consultations/sharing/_embed.html`."""
    path = reverse(card, args=[slug])
    return {"card": path, "snippet": snippet(path, title)}


def offer(consultation: Consultation) -> dict[str, str] | None:
    """Nothing before it is announced."""
    title = f"{consultation.title}: where this consultation stands"
    return offered("consultation_card", consultation.slug, title) if consultation.is_public else None
