"""A small file of each format that transcripts come in, with what was said in it. Names and words are invented."""

from __future__ import annotations

from tests.deliberation.transcripts.exports import EXPORTS
from tests.deliberation.transcripts.making import TALK, Sample, lines, word


def bold(*pairs: tuple[str, str]):
    def build(document) -> None:
        for name, said in pairs:
            paragraph = document.add_paragraph()
            paragraph.add_run(name).bold = True
            paragraph.add_run(said)

    return build


def table(*rows: tuple[str, ...]):
    def build(document) -> None:
        made = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(made.add_row().cells, row, strict=True):
                cell.text = text

    return build


def commented(document) -> None:
    paragraph = document.add_paragraph("Jo Moss (facilitator): What do you see?")
    document.add_comment(paragraph.runs, text="Check this name", author="X", initials="X")
    document.add_paragraph("Amina Rahman:\tThe vans.")
    document.sections[0].header.paragraphs[0].text = "Evening group"


VTT_NEW = """WEBVTT

5b1c-4f0e/12-0
00:00:03.138 --> 00:00:05.618
<v Jo Moss>What do</v>

5b1c-4f0e/12-1
00:00:05.618 --> 00:00:06.000
<v Jo Moss>you see?</v>

5b1c-4f0e/19-0
00:00:07.138 --> 00:00:08.618
<v Amina Rahman>The vans.</v>

5b1c-4f0e/25-0
00:00:09.000 --> 00:00:10.000
<v Rahman, Sami (Contractor)>Who pays?</v>
"""
VTT_OLD = (
    "WEBVTT\n\n0:0:3.0 --> 0:0:6.120\n<v Jo Moss>What do you see?</v>\n\n0:0:7.5 --> 0:0:9.0\n<v Amina Rahman>The vans."
)
ZOOM_VTT = """WEBVTT

1
00:00:01.000 --> 00:00:03.000
Jo Moss: What do you see?

2
00:00:04.000 --> 00:00:05.000
Amina Rahman: The vans.

3
00:00:06.000 --> 00:00:07.000
Ben Ashe: And the cost.
"""
ZOOM_TXT = (
    "[Jo Moss] 18:03:12\nWhat do you see?\n\n[Amina Rahman] 18:03:20\nThe vans.\n\n[Ben Ashe] 18:04:01\nAnd the cost.\n"
)
OTTER = (
    "Jo Moss  0:00  \nWhat do you see?\n\nAmina Rahman  0:35  \nThe vans.\n\nUnknown Speaker  0:40  \nMe too.\n\n"
    "Ben Ashe  1:02:05  \nAnd the cost.\n\nTranscribed by https://otter.ai"
)
OTTER_TURNS = (*TALK[:2], ("Unknown Speaker", "Me too."), TALK[2])
MEET = (
    "Evening group - Transcript", "Attendees", "Amina Rahman, Ben Ashe, Jo Moss", "", "Transcript", "00:00:00", "",
    "Jo Moss: What do you see?", "Amina Rahman: The vans.", "00:05:00", "Ben Ashe: And the cost.", "",
    "Transcription ended after 00:35:12", "",
    "This editable transcript was computer generated and might contain errors. People can also change the text "
    "after it was created.",
)  # fmt: skip
YOUTUBE = """WEBVTT
Kind: captions
Language: en

00:00:00.000 --> 00:00:02.000 align:start position:0%
 
the vans<00:00:00.500><c> stand</c>

00:00:02.000 --> 00:00:02.010 align:start position:0%
the vans stand
 

00:00:02.010 --> 00:00:04.000 align:start position:0%
the vans stand
at<00:00:03.000><c> the</c><c> school</c>

00:00:04.000 --> 00:00:04.010 align:start position:0%
at the school
 

00:00:04.010 --> 00:00:06.000 align:start position:0%
at the school
no<00:00:05.000><c> no</c>
"""
YOUTUBE_SRT = (
    "1\n00:00:00,000 --> 00:00:02,000\nthe vans stand\n\n2\n00:00:01,990 --> 00:00:02,000\nthe vans stand\nat the school\n\n"
    "3\n00:00:02,000 --> 00:00:04,000\nat the school\nno no\n"
)
SRT = (
    "1\n00:00:01,000 --> 00:00:03,000\nJo Moss: What do you see?\n\n2\n00:00:04,000 --> 00:00:05,000\n"
    "Amina Rahman: The vans.\n\n3\n00:00:06,000 --> 00:00:07,000\nBen Ashe: And the cost."
)
DASHED = "I – What?\nC – Vans.\nI – And?\nC – Cost."
WELSH = "Hwylusydd: Beth?\nŴyn ap Rhŷs: Y faniau.\nHwylusydd: A?\nŴyn ap Rhŷs: Y gost – “£5”.\n"
WELSH_TURNS = (
    ("Hwylusydd", "Beth?"),
    ("Ŵyn ap Rhŷs", "Y faniau."),
    ("Hwylusydd", "A?"),
    ("Ŵyn ap Rhŷs", "Y gost – “£5”."),
)
OLD = "Jo Moss: What do you see?\r\nAmina Rahman: “Café” – £5…\r\nJo Moss: And?\r\nAmina Rahman: No.\r\n"
OLD_TURNS = (TALK[0], ("Amina Rahman", "“Café” – £5…"), ("Jo Moss", "And?"), ("Amina Rahman", "No."))
SCRIPTS = "مُيسّر (facilitator): ماذا؟\nأمينة: نعم.\n李雷：好。\nΕλένη: Ναι.\nআমিনা: হ্যাঁ।\nאמינה: כן.\nСветлана: Да.\n"
SCRIPT_TURNS = (
    ("مُيسّر (facilitator)", "ماذا؟"), ("أمينة", "نعم."), ("李雷", "好。"), ("Ελένη", "Ναι."), ("আমিনা", "হ্যাঁ।"),
    ("אמינה", "כן."), ("Светлана", "Да."),
)  # fmt: skip
IR = (("I", "What?"), ("R", "Vans."), ("I", "And?"), ("R", "Cost."))

SAMPLES = (
    Sample("Teams VTT, new", "teams.vtt", VTT_NEW.encode(), (*TALK[:2], ("Rahman, Sami (Contractor)", "Who pays?"))),
    Sample("Teams VTT, old", "teams-old.vtt", VTT_OLD.encode(), TALK[:2]),
    Sample(
        "Teams DOCX", "teams.docx",
        word(lines("Evening group-20240512_183012-Meeting Recording", "May 12, 2024, 6:30PM", "27m 49s",
                   "Jo Moss started transcription", "Jo Moss   0:03\nWhat do you see?", "Amina Rahman   0:07\nThe vans.",
                   "Ben Ashe   1:00:09\nAnd the cost.", "Jo Moss stopped transcription")), TALK,
    ),
    Sample(
        "Teams DOCX, old", "teams-old.docx",
        word(lines("0:0:3.0 --> 0:0:6.120\nJo Moss\nWhat do you see?", "", "0:0:7.0 --> 0:0:9.120\nAmina Rahman\nThe vans.",
                   "", "0:0:9.5 --> 0:0:10.0\nJo Moss\nAnd?", "", "0:0:11.0 --> 0:0:12.0\nAmina Rahman\nThe cost.")),
        (*TALK[:2], ("Jo Moss", "And?"), ("Amina Rahman", "The cost.")),
    ),
    Sample("Zoom VTT", "zoom.vtt", ZOOM_VTT.encode(), TALK),
    Sample("Zoom TXT", "zoom.txt", ZOOM_TXT.encode(), TALK),
    Sample("Otter TXT", "otter.txt", OTTER.encode(), OTTER_TURNS),
    Sample("Otter DOCX", "otter.docx", word(lines(*OTTER.split("\n"))), OTTER_TURNS),
    Sample("Google Meet, text", "meet.txt", "\n".join(MEET).encode(), TALK),
    Sample("Google Meet, DOCX", "meet.docx", word(lines(*MEET)), TALK),
    Sample("YouTube captions", "youtube.vtt", YOUTUBE.encode(), (("", "the vans stand at the school no no"),)),
    Sample("YouTube captions, as SRT", "youtube.srt", YOUTUBE_SRT.encode(), (("", "the vans stand at the school no no"),)),
    Sample("SRT", "talk.srt", SRT.encode(), TALK),
    Sample("Word, bold names", "bold.docx", word(bold(*[(f"{who}: ", said) for who, said in TALK])), TALK),
    Sample(
        "Word, bold names without a colon", "bold2.docx",
        word(bold(*[(f"{who} ", said) for who, said in (*TALK, *TALK)])), (*TALK, *TALK),
    ),
    Sample("Word, a table", "table.docx", word(table(("Speaker", "Words"), *TALK)), TALK),
    Sample(
        "Word, a table with times", "table2.docx",
        word(table(*[(str(n), f"00:0{n}:00", who, said) for n, (who, said) in enumerate(TALK, 1)])), TALK,
    ),
    Sample("Word, tabs", "tabs.docx", word(lines(*[f"{who}\t{said}" for who, said in (*TALK, *TALK)])), (*TALK, *TALK)),
    Sample(
        "Word, comments", "comments.docx", word(commented),
        (("Jo Moss (facilitator)", "What do you see?"), ("Amina Rahman", "The vans.")),
        frozenset({"Jo Moss (facilitator)"}),
    ),
    Sample("Name (00:01:02)", "a.txt", b"Jo Moss (00:01:02)\nWhat do you see?\nAmina Rahman (00:01:05)\nThe vans.", TALK[:2]),
    Sample("Name (00:01:02):", "b.txt", b"Jo Moss (00:01:02): What do you see?\nAmina Rahman (1:05): The vans.", TALK[:2]),
    Sample("[00:01:02] Name:", "c.txt", b"[00:01:02] Jo Moss: What do you see?\n[00:01:05] Amina Rahman: The vans.", TALK[:2]),
    Sample(
        "Speaker 1", "d.txt", b"Speaker 1: What?\nSpeaker 2: Vans.\nSpeaker 1: And?\nSpeaker 2: Cost: high.",
        (("Speaker 1", "What?"), ("Speaker 2", "Vans."), ("Speaker 1", "And?"), ("Speaker 2", "Cost: high.")),
    ),
    Sample(
        "Initials with dashes", "e.txt", DASHED.encode(),
        (("I", "What?"), ("C", "Vans."), ("I", "And?"), ("C", "Cost.")), frozenset({"I"}),
    ),
    Sample("I and R with tabs", "f.txt", b"I\tWhat?\nR\tVans.\nI\tAnd?\nR\tCost.", IR, frozenset({"I"})),
    Sample("Interviewers with numbers", "g.txt", b"Interviewer1: What?\nResident1: Vans.\nInterviewer2: And?",
           (("Interviewer1", "What?"), ("Resident1", "Vans."), ("Interviewer2", "And?")),
           frozenset({"Interviewer1", "Interviewer2"})),
    Sample("Small letters", "h.txt", b"interviewer: What?\ninterviewee: Vans.",
           (("interviewer", "What?"), ("interviewee", "Vans.")), frozenset({"interviewer"})),
    Sample("No names at all", "i.txt", b"The vans are loud.\n\nThey cost: much.",
           (("", "The vans are loud."), ("", "They cost: much."))),
    Sample("No names, VTT", "i.vtt", b"WEBVTT\n\nguid/7-0\n00:00:03.138 --> 00:00:03.618\nAnd more.", (("", "And more."),)),
    Sample("Several speakers on a line", "j.txt", b"Facilitator: What? Carys: The vans. Dafydd: I was stopped. Carys: Cost.",
           (("Facilitator", "What?"), ("Carys", "The vans."), ("Dafydd", "I was stopped."), ("Carys", "Cost.")),
           frozenset({"Facilitator"})),
    Sample("Windows-1252", "k.txt", OLD.encode("cp1252"), OLD_TURNS),
    Sample("UTF-16", "l.txt", WELSH.encode("utf-16"), WELSH_TURNS, frozenset({"Hwylusydd"})),
    Sample("UTF-16 without a mark", "m.txt", WELSH.encode("utf-16-le"), WELSH_TURNS, frozenset({"Hwylusydd"})),
    Sample("Any script", "n.txt", SCRIPTS.encode(), SCRIPT_TURNS, frozenset({"مُيسّر (facilitator)"})),
    Sample(
        "A label not understood", "o.txt",
        b"Facilitator: What?\nbell hooks from the flats: The vans.\nSo it is.\nFacilitator: And?",
        (("Facilitator", "What?"), ("", "bell hooks from the flats: The vans.\nSo it is."), ("Facilitator", "And?")),
        frozenset({"Facilitator"}), ("bell hooks from the flats",),
    ),
    Sample("CSV", "p.csv", b"\xef\xbb\xbfid;Speaker name;Start time;Text\n1;Jo Moss;0:01;\"What do you see?\"\n2;Amina Rahman;0:05;\"The vans; loud.\nAll day.\"\n3;;0:09;And cost.",
           (("Jo Moss", "What do you see?"), ("Amina Rahman", "The vans; loud.\nAll day."), ("Amina Rahman", "And cost."))),
    Sample("Numbered lines", "q.txt", b"1. Moss: What?\n2. Amina: The vans.\n3. Moss: And?\n4. Amina: It costs\n5. too much.",
           (("Moss", "What?"), ("Amina", "The vans."), ("Moss", "And?"), ("Amina", "It costs\ntoo much."))),
    Sample("Names in brackets", "r.txt", b"[Moss] What?\n[Amina] The vans.\n[Dafydd ap Gwilym] I was stopped.\n[Amina] [laughter] And cost.",
           (("Moss", "What?"), ("Amina", "The vans."), ("Dafydd ap Gwilym", "I was stopped."), ("Amina", "[laughter] And cost."))),
    Sample("A chat on a phone", "s.txt", b"[12/03/2026, 10:02:11] Amina: The vans.\n[12/03/2026, 10:02:20] Moss: Where?\nHere?",
           (("Amina", "The vans."), ("Moss", "Where?\nHere?"))),
    Sample("A name left out", "t.txt", b": What?\nAmina: The vans.\n: And?\nAmina: Cost.",
           (("?", "What?"), ("Amina", "The vans."), ("?", "And?"), ("Amina", "Cost."))),
    *EXPORTS,
)  # fmt: skip
