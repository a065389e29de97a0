"""A poll to take away, as whoever asks may see it at that moment: the rows of its page, under the same rules."""

from collections.abc import Iterator

from consultations.models import Membership
from deliberation.counting import results, talked
from deliberation.models import Wave
from deliberation.paper import sheets
from deliberation.sessions import taking_away
from deliberation.sessions.taking_away import Cells


def rows_of(wave: Wave, viewer: Membership) -> Iterator[Cells]:
    """As `sessions.taking_away.HEADINGS`. Of a poll whose results are withheld: that, and why."""
    yield "Poll", wave, wave.get_state_display(), "", "", wave.closing_reason
    if not results.why_withheld(wave, viewer):
        for told in filter(None, (sheets.sources_of(wave), talked.said(wave))):
            yield "Poll", wave, "", "", "", told
    yield from taking_away.rows_of_poll(wave, viewer)
