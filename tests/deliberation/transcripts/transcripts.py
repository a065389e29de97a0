"""Plain transcripts, read."""

from deliberation.transcripts.model import Transcript
from deliberation.transcripts.reading import read_transcript_bytes


def read(text: str, **more) -> Transcript:
    return read_transcript_bytes(text.encode(), name="night-two.txt", **more)


def said(text: str, **more) -> list[tuple[str, str]]:
    """(who, what), turn by turn."""
    return [(u.speaker, u.text) for u in read(text, **more).utterances]


def doubts(text: str, **more) -> list[tuple[int, str]]:
    """(line, text) of what a person should look at."""
    return [(w.line, w.text) for w in read(text, **more).warnings]
