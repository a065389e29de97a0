"""Read a transcript of a discussion. Nothing here touches the database.

Bytes become text (`decoding.py`), text becomes numbered lines (`reading.py`; subtitles: `cues.py`; Word: `word.py`),
lines become turns (`turns.py`). What is no text at all is refused (`TranscriptError`); everything else is read, and
what is doubtful is said: `Transcript.warnings`, `.asked`, `.held`, `.left_out`. `line` is the line of a text file; in a
Word file it counts paragraphs and table rows from the top, empty ones too.

**No word is lost.** The words of the file are counted before anything is understood (`wording.py`), and again where
they went: said, names of speakers, or left out with a reason. `Transcript.words.missing` must be zero.

**Who speaks.** The forms are in `openings.py`, what a label looks like by itself in `labels.py`, and `speakers.py`
settles each label over the whole file: a speaker; a speaker to be confirmed; words that look like a name and are not
understood; or words. What looks like a name and is not understood becomes a turn of nobody that is `held`, whole, with
its label, until a person says whose it is: it never goes to whoever spoke before. Voice tags and the speaker column of
a table always name a speaker. Dashes, tabs, dots, and names alone on a line count where much of the file is so written.
"AMINA" and "Amina" are one person, and so are "Moss" and "MOSS (facilitator)"; the first spelling stays.

**Nobody.** Words without a name, and those of an "Unknown Speaker", have the role "nobody".

**Who asks.** "Moderator", "Interviewer1", "Mod." and the like facilitate; I, Q and INT are taken to when they ask,
and `asked` says that a person should confirm it.

Questions with numbers that rise ("Q1: … A1: … Q2: …") are of one who asks, and
answers in step with them of one who answers (`numbered.py`): both are asked about. So are the first letters of whoever
leads ("M" beside "Moderator").

**Panes.** What an application draws around words when they are copied (times in words, initials, the name once more)
is left out and listed (`panes.py`). What stands above a time where names stand is a name, asked about or held.

**No words.** A name with no words after it is held in its place; of somebody who speaks elsewhere it is left out, and
listed.

**Notes.** A line that starts "Note:" or "[Note]" is the facilitator's note, up to the next empty line or the next name.
What follows after the empty line belongs to the person who spoke before.

**Furniture.** What tools write around the words ("Transcribed by …") and the head of a file ("Date:", "Attendees") is
left out and listed (`furniture.py`). Headings are left out and kept as `headings`: an area may begin there.

**Subtitles.** Cues of one speaker that follow each other become one turn. Captions that roll say each line again: only
the first time is kept. `NOTE` blocks are comments.

**Fingerprint.** Made from who said what and when, so the same transcript is known again with other line endings,
another encoding or a byte order mark.

Words stay as they are in the file: cleaning belongs to the act that stores them.
"""
