"""Small files in the manner of Teams, Zoom, Otter, Meet, Rev, Trint, Sonix, Descript, Whisper, a court and a PDF.

Written from what such files look like; names and words are invented. One a kind that was once misread, or might be.
"""

from __future__ import annotations

from tests.deliberation.transcripts.making import TALK, Sample, lines, word


def teams(document) -> None:
    """As Teams writes it: a name in bold, its time, a line break, the words."""
    for text in ("Evening group-20261112_180512-Meeting Recording", "November 12, 2026, 6:05PM", "1h 12m 3s"):
        document.add_paragraph(text)
    document.add_paragraph("Moss, Jo started transcription")
    for name, time, said in (
        ("Moss, Jo", "0:03", "What do you see?"),
        ("Rahman, Amina (Guest)", "0:07", "The vans. At 10:30 they stop."),
        ("Moss, Jo", "1:02:11", "And?"),
    ):
        paragraph = document.add_paragraph()
        paragraph.add_run(name).bold = True
        paragraph.add_run(f"   {time}").add_break()
        paragraph.add_run(said)
    document.add_paragraph("Moss, Jo stopped transcription")


def teams_old(document) -> None:
    """As Teams wrote it: times, a name and words in one paragraph."""
    for text in (
        "0:0:0.0 --> 0:0:1.830\nJo Moss\nWhat do you see?",
        "0:0:2.20 --> 0:0:4.10\nAmina Rahman\nThe vans.",
        "0:0:5.0 --> 0:0:8.0\nJo Moss\nAnd? Who pays?",
    ):
        document.add_paragraph(text)


EXPORTS = (
    Sample(
        "Teams DOCX, new",
        "Evening group-20261112_180512-Meeting Recording.docx",
        word(teams),
        (
            ("Moss, Jo", "What do you see?"),
            ("Rahman, Amina (Guest)", "The vans. At 10:30 they stop."),
            ("Moss, Jo", "And?"),
        ),
    ),
    Sample(
        "Teams DOCX, old",
        "old.docx",
        word(teams_old),
        (("Jo Moss", "What do you see?"), ("Amina Rahman", "The vans."), ("Jo Moss", "And? Who pays?")),
    ),
    Sample(
        "Zoom, the chat",
        "chat.txt",
        '18:04:12\t From  Jo Moss  to  Everyone:\n\tWhat do you see?\n18:05:01\t From  Amina Rahman  to  Everyone:\n\tThe vans.\n\tEvery day.\n18:05:20\t From  Ben Ashe  to  Jo Moss(Direct Message):\n\tAnd the cost.\n18:06:00\t Amina Rahman:\tReacted to "And the cost." with 👍\n'.encode(),
        (
            ("Jo Moss", "What do you see?"),
            ("Amina Rahman", "The vans.\nEvery day."),
            ("Ben Ashe", "And the cost."),
            ("Amina Rahman", 'Reacted to "And the cost." with 👍'),
        ),
    ),
    Sample(
        "Otter, with keywords and speakers",
        "otter.txt",
        "Evening group\nThu, Nov 12, 2026 6:05PM • 41:20\n\nSUMMARY KEYWORDS\nvans, cost, school, police\n\nSPEAKERS\nJo Moss, Amina Rahman, Ben Ashe\n\nJo Moss  00:00\nWhat do you see?\n\nAmina Rahman  00:05\nThe vans.\n\nBen Ashe  01:10\nAnd the cost.\n".encode(),
        TALK,
    ),
    Sample(
        "Google Meet, with attendees",
        "meet.txt",
        "Evening group (2026-11-12 18:05 GMT) - Transcript\nAttendees\nAmina Rahman, Ben Ashe, Jo Moss, Ben Ashe's Presentation\nTranscript\nThis editable transcript was computer generated and might contain errors. People can also change the text after it was created.\nJo Moss: What do you see?\nAmina Rahman: The vans.\n\n00:05:00\n\nBen Ashe: And the cost.\nMeeting ended after 00:41:20 👋\n".encode(),
        TALK,
    ),
    Sample(
        "Google Meet, DOCX of today",
        "meet2.docx",
        word(
            lines(
                "📖 Transcript",
                "Nov 12, 2026",
                "Evening group - Transcript",
                "00:00:00",
                " ",
                "Jo Moss: What do you see?",
                "Amina Rahman: The vans.",
                "Ben Ashe: And the cost.",
                "Transcription ended after 00:41:20",
                "This editable transcript was computer generated and might contain errors. People can also change the text after it was created.",
            )
        ),
        TALK,
    ),
    Sample(
        "Rev.com",
        "rev.txt",
        b"Jo Moss (00:00):\nWhat do you see?\n\nAmina Rahman (00:05):\nThe vans. [inaudible 00:00:07] every day.\n\nSpeaker 3 (01:10):\nAnd the cost.\n\nAmina Rahman (01:15):\n[crosstalk 00:01:15] yes.\n",
        (
            ("Jo Moss", "What do you see?"),
            ("Amina Rahman", "The vans. [inaudible 00:00:07] every day."),
            ("Speaker 3", "And the cost."),
            ("Amina Rahman", "[crosstalk 00:01:15] yes."),
        ),
    ),
    Sample(
        "Trint",
        "trint.docx",
        word(
            lines(
                "Evening group",
                "Jo Moss [00:00:03] What do you see? ",
                "Amina Rahman [00:00:05] The vans. ",
                "Ben Ashe [00:01:10] And the cost. ",
            )
        ),
        TALK,
    ),
    Sample(
        "Sonix",
        "sonix.txt",
        b"Evening group.mp3\nTranscribed by Sonix\n\nJo Moss: [00:00:03] What do you see?\n\nAmina Rahman: [00:00:05] The vans. [00:00:40] Every day.\n\nBen Ashe: [00:01:10] And the cost.\n",
        (
            ("Jo Moss", "What do you see?"),
            ("Amina Rahman", "The vans. [00:00:40] Every day."),
            ("Ben Ashe", "And the cost."),
        ),
    ),
    Sample(
        "Descript",
        "descript.txt",
        b"Evening group\n\n[00:00:03] **Jo Moss:** What do you see?\n\n[00:00:05] **Amina Rahman:** The vans.\n\n[00:01:10] **Ben Ashe:** And the cost.\n",
        TALK,
    ),
    Sample(
        "Whisper, no names",
        "whisper.txt",
        b"[00:00.000 --> 00:03.440]  What do you see?\n[00:03.440 --> 00:05.000]  The vans.\n[00:05.000 --> 00:09.120]  And the cost.\n",
        (("", "What do you see?\nThe vans.\nAnd the cost."),),
    ),
    Sample(
        "WhisperX",
        "wx.srt",
        b"1\n00:00:01,000 --> 00:00:03,000\n[SPEAKER_00]: What do you see?\n\n2\n00:00:03,000 --> 00:00:05,000\n[SPEAKER_01]: The vans.\n\n3\n00:00:05,000 --> 00:00:06,000\n[SPEAKER_01]: Every day.\n",
        (("SPEAKER_00", "What do you see?"), ("SPEAKER_01", "The vans. Every day.")),
    ),
    Sample(
        "A court, Q. and A.",
        "court.txt",
        b"MR. ASHE: Please state your name.\nTHE WITNESS: Amina Rahman.\nBY MR. ASHE:\nQ. What did you see?\nA. The vans.\nQ. And the cost?\nA. Too much.\nTHE COURT: Thank you.\nMR. ASHE: No further questions.\n",
        (
            ("MR. ASHE", "Please state your name."),
            ("THE WITNESS", "Amina Rahman."),
            ("Q", "What did you see?"),
            ("A", "The vans."),
            ("Q", "And the cost?"),
            ("A", "Too much."),
            ("THE COURT", "Thank you."),
            ("MR. ASHE", "No further questions."),
        ),
        frozenset({"Q"}),
    ),
    Sample(
        "Names in four scripts, wide colons",
        "scripts.txt",
        "主持人：你们看到了什么？\n李雷：面包车。\nحسن عبد الله: الكاميرات كثيرة.\nŴylfa ap Siôn: “Y faniau,” meddai.\n李雷：太贵了。\nحسن عبد الله: نعم.\nŴylfa ap Siôn: Y gost.\n".encode(),
        (
            ("主持人", "你们看到了什么？"),
            ("李雷", "面包车。"),
            ("حسن عبد الله", "الكاميرات كثيرة."),
            ("Ŵylfa ap Siôn", "“Y faniau,” meddai."),
            ("李雷", "太贵了。"),
            ("حسن عبد الله", "نعم."),
            ("Ŵylfa ap Siôn", "Y gost."),
        ),
    ),
    Sample(
        "A PDF, with running heads",
        "pdf.txt",
        "Eastmere evening group – 12 November 2026\nPage 1 of 3\n\nFacilitator: What do you see?\nAmina: The vans. They stand at the\nschool and nobody\nEastmere evening group – 12 November 2026\nPage 2 of 3\nsays why.\nBen: And the cost.\nAmina: It is\n\x0cEastmere evening group – 12 November 2026\nPage 3 of 3\ntoo much.\n".encode(),
        (
            ("Facilitator", "What do you see?"),
            ("Amina", "The vans. They stand at the\nschool and nobody\nsays why."),
            ("Ben", "And the cost."),
            ("Amina", "It is\n\ntoo much."),
        ),
        frozenset({"Facilitator"}),
    ),
    Sample(
        "A PDF, with numbers of pages",
        "pdf2.txt",
        b"Facilitator: What do you see?\nAmina: The vans. They stand at the\nschool and nobody\n- 2 -\nsays why.\nBen: And the cost.\n3\nAmina: It is too much.\n",
        (
            ("Facilitator", "What do you see?"),
            ("Amina", "The vans. They stand at the\nschool and nobody\nsays why."),
            ("Ben", "And the cost."),
            ("Amina", "It is too much."),
        ),
        frozenset({"Facilitator"}),
    ),
    Sample(
        "Times at the ends of lines",
        "ends.txt",
        b"Facilitator: What do you see? 00:03\nAmina: The vans. [00:00:07]\nEvery day. (0:09)\nFacilitator: And at 10:30? 00:12\nAmina: The cost. 00:15\n",
        (
            ("Facilitator", "What do you see?"),
            ("Amina", "The vans.\nEvery day."),
            ("Facilitator", "And at 10:30?"),
            ("Amina", "The cost."),
        ),
        frozenset({"Facilitator"}),
    ),
    Sample(
        "Names on their own line, no gaps",
        "own.txt",
        b"Facilitator\nWhat do you see?\nAmina\nThe vans.\nBen\nAnd the cost.\nFacilitator\nThank you.\nAmina\nBye.\nBen\nBye now.\n",
        (
            ("Facilitator", "What do you see?"),
            ("Amina", "The vans."),
            ("Ben", "And the cost."),
            ("Facilitator", "Thank you."),
            ("Amina", "Bye."),
            ("Ben", "Bye now."),
        ),
        frozenset({"Facilitator"}),
    ),
    Sample(
        "Times, names and words with tabs",
        "ownt.txt",
        b"00:00:03\tFacilitator\tWhat do you see?\n00:00:05\tAmina\tThe vans.\n00:00:09\tBen\tAnd the cost.\n00:00:12\tAmina\tBye.\n",
        (("Facilitator", "What do you see?"), ("Amina", "The vans."), ("Ben", "And the cost."), ("Amina", "Bye.")),
        frozenset({"Facilitator"}),
    ),
    Sample(
        "An agency, ages in brackets",
        "amb.txt",
        b"INTERVIEWER:  What do you see?\r\n\r\nRESPONDENT 1 (F, 34):  The vans.\r\n\r\nRESPONDENT 2 (M, 51):  And the cost.\r\n\r\nINTERVIEWER:  Thanks.\r\n",
        (
            ("INTERVIEWER", "What do you see?"),
            ("RESPONDENT 1 (F, 34)", "The vans."),
            ("RESPONDENT 2 (M, 51)", "And the cost."),
            ("INTERVIEWER", "Thanks."),
        ),
        frozenset({"INTERVIEWER"}),
    ),
    Sample(
        "Zoom VTT, pronouns and telephones",
        "z.vtt",
        b"WEBVTT\n\n1\n00:00:03.138 --> 00:00:05.618\nJo Moss (she/her): What do you see?\n\n2\n00:00:05.618 --> 00:00:06.000\nAmina's iPhone: The vans.\n\n3\n00:00:06.618 --> 00:00:07.000\nEvery day.\n\n4\n00:00:08.618 --> 00:00:09.000\n+44 7700 900123: And the cost.\n",
        (
            ("Jo Moss (she/her)", "What do you see?"),
            ("Amina's iPhone", "The vans. Every day."),
            ("+44 7700 900123", "And the cost."),
        ),
    ),
)  # fmt: skip
