"""Every format transcripts come in: each word is kept, each speaker is right, and what is not understood is held."""

import pytest

from deliberation.transcripts.reading import read_transcript_bytes
from tests.deliberation.transcripts.samples import SAMPLES, Sample


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.name for sample in SAMPLES])
def test_a_file_of_each_format_is_read_whole(sample: Sample) -> None:
    transcript = read_transcript_bytes(sample.data, name=sample.file)
    assert tuple((u.speaker, u.text) for u in transcript.utterances) == sample.turns
    assert transcript.words.missing == 0
    led = {u.speaker for u in transcript.utterances if u.role == "facilitator"}
    assert led == sample.facilitators
    assert tuple(u.looks_like for u in transcript.held) == sample.held


def read(text: str, name: str = "x.txt"):
    return read_transcript_bytes(text.encode(), name=name)


def who(text: str) -> list[str]:
    return [u.speaker for u in read(text).utterances]


@pytest.mark.parametrize(
    "name",
    [
        "Dafydd ap Gwilym", "Owain ab Iorwerth", "Maria dos Santos", "Ludwig van der Berg", "Fatima bint Ali",
        "Ngũgĩ wa Thiong'o", "Robert “Bob” Smith", "Amina (she/her)", "Okoro, J", "Jean-Luc O’Neil",
        "Siân Lloyd-Jones OBE",
    ],
)  # fmt: skip
def test_a_name_that_comes_once_never_becomes_the_words_of_whoever_spoke_before(name: str) -> None:
    transcript = read(f"Facilitator: What?\nCarys Evans: The vans.\n{name}: I was stopped.\nCarys Evans: And cost.")
    assert [u.text for u in transcript.utterances if u.speaker == "Carys Evans"] == ["The vans.", "And cost."]
    assert transcript.utterances[2].speaker == name or transcript.utterances[2].held


@pytest.mark.parametrize(
    "label",
    [
        "Moderator1", "moderator 2", "MOD", "Facilitator A", "Interviewer_1", "INT", "Int.", "Chair", "Host",
        "Co-facilitator", "Jo (moderator)", "Researcher",
    ],
)  # fmt: skip
def test_who_leads_is_known_by_any_usual_label(label: str) -> None:
    transcript = read(f"{label}: What?\nResident1: Vans.\n{label}: And?\nResident2: Cost.")
    assert [u.role for u in transcript.utterances] == ["facilitator", "participant"] * 2


@pytest.mark.parametrize(("label", "asked"), [("I", True), ("Q", True), ("INT", False), ("IV", False)])
def test_who_asks_is_proposed_and_asked_about_where_one_letter_says_it(label: str, asked: bool) -> None:
    transcript = read(f"{label}: What?\nR: Vans.\n{label}: And?\nR: Cost.")
    assert {u.role for u in transcript.utterances if u.speaker == label} == {"facilitator"}
    assert (label in dict(transcript.asked)) is asked


def test_somebody_whose_words_are_questions_is_asked_about() -> None:
    text = "Jo: What?\nAmina: Vans.\nJo: And?\nAmina: Cost.\nJo: Why?\nAmina: So."
    assert "questions" in dict(read(text).asked)["Jo"]


@pytest.mark.parametrize(
    "label", ["Unknown Speaker", "UNKNOWN", "All", "Unidentified", "Everyone", "Multiple speakers"]
)
def test_nobody_in_particular_is_counted_as_nobody(label: str) -> None:
    transcript = read(f"Amina: Hi.\n{label}: Yes.\nAmina: So.\n{label}: No.")
    assert [u.role for u in transcript.utterances] == ["participant", "nobody"] * 2


def test_two_dashes_in_a_subtitle_are_two_people() -> None:
    srt = "1\n00:00:01,000 --> 00:00:03,000\n- Hello.\n- Hi you.\n\n2\n00:00:04,000 --> 00:00:05,000\n- More."
    assert [u.text for u in read(srt).utterances] == ["Hello.", "Hi you.", "More."]


def test_somebody_who_says_a_thing_twice_is_not_a_rolling_caption() -> None:
    cue = "00:00:0{0}.000 --> 00:00:0{0}.900\nNo.\n\n"
    transcript = read("WEBVTT\n\n" + "".join(cue.format(n) for n in range(1, 5)))
    assert transcript.utterances[0].text == "No. No. No. No."


def test_a_meeting_time_inside_a_sentence_names_nobody() -> None:
    assert who("Amina: Hi.\nWe start at 10:30\nBen: Yes.\nAmina: So (10:30) it is.\nBen: No.") == ["Amina", "Ben"] * 2


def test_a_comment_and_the_head_of_a_page_are_shown_as_left_out() -> None:
    sample = next(sample for sample in SAMPLES if sample.name == "Word, comments")
    left = read_transcript_bytes(sample.data, name=sample.file).left_out
    assert {"Check this name", "Evening group"} <= {one.text for one in left}


def test_the_words_of_a_long_line_that_ends_in_a_time_are_kept() -> None:
    text = "Amina: " + "word " * 200 + "at 10:30\nBen: yes\nAmina: " + "x " * 290 + "Hello 10:30"
    transcript = read(text)
    assert [len(u.text) for u in transcript.utterances] == [1008, 3, 591]


@pytest.mark.parametrize(
    "text",
    [
        "[00:00:01] Amina\nVans.\n\n[00:00:05] Ben\nMe.",
        "18:03:12 From Amina to Everyone: Vans.\n18:03:20 From Ben to Everyone: Me.",
        "Amina—Vans.\nBen—Me.\nAmina—So.\nBen—No.",
        "Amina [00:00:01]\nVans.\nBen [00:00:05]\nMe.",
        "Speaker Amina (00:00):\nVans.\n\nSpeaker Ben (00:35):\nMe.",
        "1\n00:00:01,000 --> 00:00:03,000\n>> AMINA: Vans.\n\n2\n00:00:04,000 --> 00:00:05,000\n>> BEN: Me.",
    ],
)
def test_other_ways_to_write_a_name_are_read(text: str) -> None:
    found = [(u.speaker.removeprefix("Speaker ").title(), u.text) for u in read(text).utterances]
    assert found[:2] == [("Amina", "Vans."), ("Ben", "Me.")]


def test_a_name_inside_a_line_that_comes_once_is_held_and_not_swallowed() -> None:
    text = "Amina: Yes. Dafydd: I was stopped.\nBen: So.\nAmina: And?\nBen: No.\nAmina: b"
    transcript = read(text)
    assert transcript.utterances[0].text == "Yes."
    assert [(u.looks_like, u.text) for u in transcript.held] == [("Dafydd", "Dafydd: I was stopped.")]


TALKED = (
    ("Moss Taylor", "What about the vans?"),
    ("Amina Rahman", "I was stopped."),
    ("Dafydd ap Gwilym", "It cost me."),
    ("Amina Rahman", "And again."),
    ("Moss Taylor", "Why?"),
    ("Jo", "Not me."),
)


@pytest.mark.parametrize(
    "line",
    ["[{who}] {said}", "<{who}> {said}", "({who}) {said}", '"{who}": {said}', ">> {who}: {said}", "- {who}: {said}",
     "* {who}: {said}", "@{who}: {said}", "{n} {who}: {said}", "{n}) {who}: {said}", "{who} | {said}", "{who}; {said}",
     "12/03/2026, 10:0{n} - {who}: {said}", "2026-03-12 10:0{n} {who}: {said}", "10:02:1{n}\t From  {who} : {said}"],
)  # fmt: skip
def test_whoever_speaks_once_is_nobody_else_however_names_stand_before_the_words(line: str) -> None:
    text = "\n".join(line.format(n=n, who=name, said=said) for n, (name, said) in enumerate(TALKED, 1))
    assert tuple((u.speaker, u.text) for u in read(text).utterances) == TALKED


def test_a_name_in_brackets_between_other_names_is_held_and_sounds_and_asides_are_words() -> None:
    begins = "Moss: What?\nAmina: The vans.\n(Dafydd agrees)\n[Carys] I was stopped.\nAmina: [sighs] So.\n[Carys] Yes."
    found = read(f"{begins}\nMoss: Who?\n[Dilwyn] Me.").utterances
    assert [u.speaker for u in found] == ["Moss", "Amina", "Carys", "Amina", "Carys", "Moss", ""]
    assert (found[1].text, found[3].text) == ("The vans.\n(Dafydd agrees)", "[sighs] So.")
    assert (found[-1].text, found[-1].looks_like) == ("[Dilwyn] Me.", "Dilwyn")


def test_a_sentence_after_a_time_is_no_name() -> None:
    found = read("[00:01] Moss Taylor Why?\n[00:02] Nobody knows.\n[00:03] Nobody asked.").utterances
    assert not any(u.speaker for u in found)


def test_a_list_that_somebody_speaks_stays_a_list() -> None:
    found = read("Moss: What?\nAmina: Three things.\n1. The vans.\n2. The cost.\n- And: noise.\nMoss: So.").utterances
    assert found[1].text == "Three things.\n1. The vans.\n2. The cost.\n- And: noise."


def test_the_day_beside_a_time_is_accounted_for() -> None:
    words = read("12/03/2026, 10:02\nAmina: The vans.\n12/03/2026, 10:03 - Moss: Where?").words
    assert (words.said, words.missing) == (3, 0)


def test_a_quotation_mark_that_is_never_closed_takes_nobody_elses_words() -> None:
    found = read('speaker,text\nMoss,"What?\nAmina,The vans.\nMoss,And?').utterances
    assert not any(u.speaker == "Moss" and "vans" in u.text for u in found)
