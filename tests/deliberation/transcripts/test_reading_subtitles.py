"""WebVTT: voices, cues, and what is wrong with them."""

import pytest

from deliberation.transcripts.reading import read_transcript_bytes


def read(body: str, header: str = "WEBVTT\n\n"):
    return read_transcript_bytes((header + body).encode(), name="talk.txt")


def said(body: str):
    return [(u.speaker, u.text, u.start_seconds) for u in read(body).utterances]


CUE = "00:01.000 --> 00:02.000\n"


def test_voices_ids_comments_and_styles():
    body = (
        "STYLE\n::cue { color: red }\n\nREGION\nid:a\n\nNOTE\nWho: nobody\n\nNOTE one line\n\n"
        "intro-1\n00:00:01.500 --> 00:00:04.000 align:start position:10%\n"
        "<v.loud.first Amina Shah>Hello &amp; <i>good</i>\n"
        "evening</v>\n\n1:00:00\n01:00:00.000 --> 01:00:01.000\n<v Moss>Thank <00:05.000><c.red>you</c>\n"
    )
    assert said(body) == [("Amina Shah", "Hello & good evening", 1.5), ("Moss", "Thank you", 3600.0)]


def test_cues_of_one_speaker_become_one():
    body = f"{CUE}<v Amina>One\n\n00:02.000 --> 00:03.000\n<v AMINA>two\n\n00:03.000 --> 00:04.000\n<v Ben>three\n\n"
    assert said(body + "00:05.000 --> 00:06.000\n<v Amina>four") == [
        ("Amina", "One two", 1.0),
        ("Ben", "three", 3.0),
        ("Amina", "four", 5.0),
    ]


def test_two_voices_in_one_cue():
    assert said(f"{CUE}<v Amina>Hi</v> <v Ben>Yes") == [("Amina", "Hi", 1.0), ("Ben", "Yes", 1.0)]


def test_a_voice_is_not_searched_for_names():
    assert said(f"{CUE}<v Amina>Ben: he said so\nMoss: he too") == [("Amina", "Ben: he said so Moss: he too", 1.0)]


def test_names_before_a_colon_when_there_are_no_voices():
    body = f"{CUE}Amina: Hello\nagain\nBen: Hi\n\n00:02.000 --> 00:03.000\nthere\n\n"
    body += "00:04.000 --> 00:05.000\nAmina: Bye\nBen: Bye"
    assert said(body) == [
        ("Amina", "Hello again", 1.0),
        ("Ben", "Hi there", 1.0),
        ("Amina", "Bye", 4.0),
        ("Ben", "Bye", 4.0),
    ]


def test_a_cue_without_a_voice_is_of_the_room_with_a_warning():
    transcript = read(f"{CUE}<v Amina>One</v>\n\n{CUE}two\n\n{CUE}<v Amina>three")
    assert [(u.speaker, u.text, u.role) for u in transcript.utterances] == [
        ("Amina", "One", "participant"),
        ("", "two", "nobody"),
        ("Amina", "three", "participant"),
    ]
    assert [w.line for w in transcript.warnings] == [7]


def test_notes_inside_cues():
    body = f"{CUE}P1: One\n\n{CUE}Note: laughter\n\n{CUE}two\nP2: Yes"
    assert [(who, text) for who, text, _ in said(body)] == [
        ("P1", "One"),
        ("", "laughter"),
        ("P1", "two"),
        ("P2", "Yes"),
    ]


def test_a_long_speech_stays_whole():
    body = "\n\n".join(f"{CUE}<v Amina>{'word ' * 200}" for _ in range(25))
    (only,) = read(body).utterances
    assert only.text.count("word") == 5000


def test_signs_that_are_no_tags_stay():
    assert said(f"{CUE}<v Amina>I <3 it, 2 < 5 &lt;b&gt; <script>x")[0][1] == "I <3 it, 2 < 5 <b> <script>x"


@pytest.mark.parametrize("header", ["WEBVTT\r\n\r\n", "\ufeffWEBVTT\n\n", "WEBVTT - Night two\nKind: captions\n\n"])
def test_headers(header):
    transcript = read(f"{CUE}<v Amina>Hi", header)
    assert transcript.speakers == ("Amina",)
    assert transcript.title == ("Night two" if "Night" in header else "talk")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("00:01 --> 00:02\n<v A>x", [("A", "x", 1.0)]),
        ("00:01,000 --> 00:02,000\n<v A>x", [("A", "x", 1.0)]),
        ("0:0:3.0 --> 0:0:6.120\n<v A>x", [("A", "x", 3.0)]),
        ("00:61.000 --> 00:62.000\n<v A>x", [("A", "x", None)]),
        ("Amina: words without a time\nAmina: more", [("Amina", "words without a time more", None)]),
        (f"{CUE}<v Amina\nHi", [("Amina", "Hi", 1.0)]),
        (f"{CUE}<v>Hi", [("", "Hi", 1.0)]),
        (f"{CUE}<v {'A' * 41}>Hi", [("A" * 41, "Hi", 1.0)]),
        (f"{CUE}<v A B C D E F>Hi", [("A B C D E F", "Hi", 1.0)]),
        (f"{CUE}<v A>Hi\n{CUE}<v B>Ho", [("A", "Hi", 1.0), ("B", "Ho", 1.0)]),
        (f"{CUE}Hi there\n\n{CUE}<v A>Ho", [("", "Hi there", 1.0), ("A", "Ho", 1.0)]),
    ],
)
def test_files_that_keep_no_rules_are_read_all_the_same(body, expected):
    assert said(body) == expected
    assert read(body).words.missing == 0


def test_cues_out_of_order_are_pointed_out():
    transcript = read("00:05.000 --> 00:06.000\n<v A>x\n\n00:01.000 --> 00:02.000\n<v B>y")
    assert [w.line for w in transcript.warnings] == [6]
