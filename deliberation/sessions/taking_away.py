"""A session to take away: its results and its summary as rows of a table, under the rules that hold on every page.

Nothing here is counted anew. Figures come from the results, hands and words as they may be shown to whoever asks.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from consultations.models import Membership
from deliberation.counting import results
from deliberation.models import Session, Wave
from deliberation.sessions import show_of_hands, summary, words
from people.text.spreadsheets import BOM, csv_cell

HEADINGS = ["What", "Of", "Answer", "People", "Out of", "Note"]


@dataclass(frozen=True)
class Polled:
    """One poll of the room: `charts` and `hands` as `components/chart_bars.html` takes them."""

    wave: Wave
    withheld: str
    charts: list[dict[str, Any]]
    hands: list[dict[str, Any]]
    said: words.Shown | None
    wrote: str  # how many answered in their own words


def polled(session: Session, viewer: Membership) -> list[Polled]:
    """Every poll that was asked, as this facilitator may see it."""
    waves = session.waves.select_related("poll__consultation", "session__group").prefetch_related("questions")
    found = [_polled(wave, viewer) for wave in waves]
    return [one for one in found if not one.wave.is_planned or one.hands]


def _polled(wave: Wave, viewer: Membership) -> Polled:
    shown = results.for_wave(wave, viewer=viewer)
    hands = cast(list[dict[str, Any]], show_of_hands.published_hands(wave))
    if isinstance(shown, str):
        return Polled(wave, shown, [], hands, None, "")
    said, wrote = words.told(wave), "; ".join(told for _, told in results.written(wave, viewer=viewer))
    return Polled(wave, words.why_not_told(wave), [result.chart for result in shown], hands, said, wrote)


Cells = tuple[object, object, object, object, object, object]


def as_csv(rows: Iterable[Cells]) -> str:
    """For a spreadsheet program: it begins with a mark of its encoding, and no cell is run as a formula."""
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(HEADINGS)
    writer.writerows([csv_cell(cell) for cell in row] for row in rows)
    return BOM + sheet.getvalue()


def rows_of(session: Session, viewer: Membership) -> Iterator[Cells]:
    """How it went, then what each poll says to this viewer."""
    told = summary.of(session)
    yield "Session", session.title, "", "", "", session.names
    yield "Session", "When", "", "", "", session.begins or "not set"
    if told.lasted is not None:
        yield "Session", "Minutes", "", told.lasted, "", f"{told.breaks} of them break"
    yield "Session", "Who came", "", "", "", told.voices
    for part in told.parts:
        yield "Part", part.segment.title, "minutes planned", _or(part.planned, "added"), "", ""
        yield "Part", part.segment.title, "minutes it took", _or(part.actual, "not reached"), "", ""
    for poll in told.polls:
        ways = {"on phones": poll.screen, "on paper": poll.paper, "by telephone": poll.phone}
        for way, people in {**ways, "by show of hands": poll.hands}.items():
            if people:
                yield "Poll", poll.wave, way, "", "", people
    for one in polled(session, viewer):
        yield from _results(one)
    for fact in told.facts:
        yield "Fact put to the room", fact.fact, "", "", "", " ".join(filter(None, [fact.source, fact.reaction]))


def rows_of_poll(wave: Wave, viewer: Membership) -> Iterator[Cells]:
    """What one poll says to this viewer, or why it says nothing."""
    yield from _results(_polled(wave, viewer))


def _or(minutes: int | None, instead: str) -> object:
    return instead if minutes is None else minutes


def _results(one: Polled) -> Iterator[Cells]:
    if one.withheld:
        yield "Result", one.wave, "", "", "", one.withheld
    for chart in one.charts:
        yield from _bars("Result", one.wave, chart)
    for chart in one.hands:
        yield from _bars("Show of hands", one.wave, chart)
    if one.said is not None:
        for word in one.said.words:
            yield "Word", one.wave, word.text, word.count if one.said.with_counts else "", one.said.base, ""
    if one.wrote:
        yield "Own words", one.wave, "", "", "", one.wrote


def _bars(what: str, wave: Wave, chart: dict[str, Any]) -> Iterator[Cells]:
    if chart["withheld"]:
        yield what, wave, "", "", "", chart["withheld"]
        return
    for row in chart["rows"]:
        bar = row if isinstance(row, dict) else vars(row)
        yield what, chart["title"] or wave, bar["label"], bar["count"], "", bar["note"] or chart["base"]
