"""Read a transcript of a discussion. Nothing here touches the database.

Three formats, told apart by what is in the file and not by its name: plain text, WebVTT and Word (.docx).
Every problem is found at once: `TranscriptError.problems` lists line, text and what to do. `line` is the line
of a text file; in a Word file it counts paragraphs and table rows from the top, empty ones too.

**Who speaks** (the whole rule is in `labels.py`). A line opens a turn when it starts with a name and a colon
followed by a space. A name has at most 40 characters and 5 words, starts with a capital or a digit, and holds
only letters, digits, spaces and `. ' - _ / & # ( )`. "10:30" and "https://…" have no space after the colon, so
they never name anybody. Then, in this order:

1. Sure: after a time, in bold, in the speaker column of a table, in a voice tag, with a role such as
   "(facilitator)", or listed in `facilitators`.
2. Never: names that hold a word of a sentence ("The question is"), and names that are only a common opener
   ("Remember", "First"). The latter get a warning.
3. A name: every word has a capital, or it says who speaks ("Woman at back"). A name that comes once, and
   whose pattern ("P3", "P4") nobody else shares, gets a warning so that a person looks at it.
4. Anything else is a name only when it comes at least twice. Both ways get a warning.

**Notes.** A line that starts "Note:" or "[Note]" is the facilitator's note, up to the next empty line or the
next name. What follows after the empty line belongs to the person who spoke before.

**Time** may stand before a name, or alone on the line above: [00:12:04], (12:04) or 00:12:04.

**The top of the file** may hold "Title:", "Date:", "Time:", "Place:", "Venue:" and "Location:" lines. The title is
kept; the rest is set aside with a warning. Any other words before the first name are refused.

**Fingerprint.** Made from who said what and when, so the same transcript is known again with other line
endings, another encoding or a byte order mark.

Words stay as they are in the file: cleaning belongs to the act that stores them.
"""

from deliberation.transcripts.model import (
    LineProblem,
    Transcript,
    TranscriptError,
    Utterance,
)
from deliberation.transcripts.reading import read_transcript, read_transcript_bytes

__all__ = [
    "LineProblem",
    "Transcript",
    "TranscriptError",
    "Utterance",
    "read_transcript",
    "read_transcript_bytes",
]
