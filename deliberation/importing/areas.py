"""Where each part of a record belongs in the topic guide: by headings, by the facilitator's questions, or by choice."""

import re
from collections.abc import Sequence

from consultations.models import DiscussionArea
from deliberation.transcripts.model import Transcript, Utterance

AREA_MARK = re.compile(r"^(?:area|part|theme|topic|rhan)\s+(\d{1,3})\b", re.IGNORECASE)
WORD = re.compile(r"\w{4,}")
Wanted = list[tuple[DiscussionArea, list[str]]]
ENOUGH, FEWEST = 0.6, 3  # of a question's longer words, and how many of them


def proposed(transcript: Transcript, areas: Sequence[DiscussionArea]) -> dict[int, int]:
    """Number of the turn where an area seems to begin → its order. Nothing where nothing says so."""
    found: dict[int, int] = {}
    wanted = [(area, [prompt.question for prompt in area.prompts.all()]) for area in areas]
    orders = {area.order for area in areas}
    for line, text in transcript.headings:
        begins = next((n for n, said in enumerate(transcript.utterances) if said.line >= line), None)
        order = _by_heading(text, areas, orders)
        if begins is not None and order:
            found[begins] = order
    for number, said in enumerate(transcript.utterances):
        if number not in found and said.role == "facilitator" and not AREA_MARK.match(said.text):
            order = _by_question(said, wanted)
            if order and order != _now(found, number):
                found[number] = order
    return dict(sorted(found.items()))


def _now(found: dict[int, int], number: int) -> int:
    before = [place for place in found if place <= number]
    return found[max(before)] if before else 0


def _by_heading(text: str, areas: Sequence[DiscussionArea], orders: set[int]) -> int:
    marked = AREA_MARK.match(text.strip())
    if marked and int(marked[1]) in orders:
        return int(marked[1])
    words = _words(text)
    for area in areas:
        title = _words(area.title)
        if title and words and (title <= words or (words <= title and len(words) > 1)):
            return area.order
    return 0


def _by_question(said: Utterance, wanted: Wanted) -> int:
    """The area of the question that is asked word for word, or of the one most of whose longer words are in it."""
    words, whole, best, order = _words(said.text), _plain(said.text), 0.0, 0
    for area, questions in wanted:
        for question in questions:
            asked = _words(question)
            shared = len(asked & words)
            share = 1.0 if _plain(question) in whole else shared / len(asked) if shared >= FEWEST else 0.0
            if share >= ENOUGH and share > best:
                best, order = share, area.order
    return order


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _words(text: str) -> set[str]:
    return {word.casefold() for word in WORD.findall(text)}
