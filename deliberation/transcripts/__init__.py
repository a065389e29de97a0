"""Read a transcript of a discussion. Nothing here touches the database.

Three formats, told apart by what is in the file and not by its name: plain text, WebVTT and Word (.docx).
Every problem is found at once: `TranscriptError.problems` lists line, text and what to do. `line` is the
line of a text file; in a Word file it counts paragraphs and table rows from the top, empty ones too.

**Who speaks** (the code is in `labels.py` and `speakers.py`). A line may open a turn when it starts with a
name and a colon followed by a space. A name has at most 40 characters and 5 words, starts with a capital or
a digit, has a letter, and holds only letters, digits, spaces and `. ' - _ / & # ( )`. In "10:30" and
"https://…" no space follows the colon, so they name nobody. The first rule that fits decides, for the whole
file:

1. A label listed in `facilitators`, the speaker column of a table and a voice tag always name a speaker.
2. Never a name: a label that holds a word of a sentence beside small words ("The question is"), or that is
   only a common opener ("Remember", "First"; this one gets a warning).
3. A name: a label after a time, in bold, or with something in brackets such as "(facilitator)".
4. A name: every word has a capital, or one says who speaks ("Woman at back"). If it comes only once, and is
   not one of a series ("P3", "P4"), it gets a warning so that a person looks at it.
5. Anything else is a name only when it comes at least twice. Both ways get a warning.

A name too long that rule 3 or 4 would take is a problem. Once a name is known, "Amina:words" without the
space works too. "AMINA" and "Amina" are one person, and so are "Moss" and "MOSS (facilitator)"; the first
spelling stays. In Word, bold words without a colon are a name only when they come at least twice, with a
warning.

**Notes.** A line that starts "Note:" or "[Note]" is the facilitator's note, up to the next empty line or
the next name. What follows after the empty line belongs to the person who spoke before.

**Time** may stand around a name, or alone on the line above: [00:12:04], (12:04), or 00:12:04 before it.

**The top of the file** may hold "Title:", "Date:", "Time:", "Place:", "Venue:" and "Location:" lines. The
title is kept; the rest is left out with a warning. Any other words before the first name are refused.

**Subtitles.** Cues of one speaker that follow each other become one utterance, cut before it grows too
long. A cue that names nobody goes on with the speaker before it. `NOTE` blocks are comments and are
skipped.

**Word.** Text boxes, content controls, nested tables and tracked changes are refused, since their words
would go missing. Headings are left out with a warning. Page headers, footers, comments and footnotes are
not read.

**Fingerprint.** Made from who said what and when, so the same transcript is known again with other line
endings, another encoding or a byte order mark.

Words stay as they are in the file: cleaning belongs to the act that stores them.
"""
