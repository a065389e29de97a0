"""Random transcripts: what was said comes back, and nothing else gets through."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from deliberation.transcripts.model import TranscriptError
from deliberation.transcripts.reading import read_transcript_bytes

NAMES = ["Amina", "Group 1 / Speaker 4", "MOSS (facilitator)", "P3", "José Núñez", "Q. Li", "李雷"]
WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\r\n"), min_size=1, max_size=80
).filter(str.strip)


@settings(max_examples=150, deadline=None)
@example(turns=[("Amina", "see notes.docx")], ending="\n", encoding="utf-8", gap=False)
@example(turns=[("Amina", ".?:")], ending="\n", encoding="utf-8", gap=False)
@given(
    turns=st.lists(st.tuples(st.sampled_from(NAMES), WORDS), min_size=1, max_size=12),
    ending=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    gap=st.booleans(),
)
def test_what_was_said_comes_back(turns, ending, encoding, gap):
    lines = [f"{who}: {words}" for who, words in turns]
    text = (ending * (2 if gap else 1)).join(lines)
    transcript = read_transcript_bytes(text.encode(encoding), name="x.txt")
    assert [(u.speaker, u.text) for u in transcript.utterances] == [(w, t.strip()) for w, t in turns]
    plain = read_transcript_bytes("\n".join(lines).encode(), name="y.txt")
    assert plain.fingerprint == transcript.fingerprint


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=300)
    | st.lists(
        st.sampled_from(
            [
                "Amina",
                ": ",
                ":",
                "\n",
                "\n\n",
                "[00:01:02] ",
                "[0:99]",
                "Note: ",
                "[Note]",
                "(",
                ")",
                "The thing is",
                "10:30",
                "Title",
                "P1",
                " ",
                "http://x",
                "：",
                "\t",
                "é",
            ]
        ),
        max_size=40,
    ).map("".join)
)
def test_anything_is_read_or_refused(text):
    try:
        transcript = read_transcript_bytes(text.encode("utf-8", "ignore"), name="x.txt")
    except TranscriptError as refusal:
        assert refusal.problems and all(problem.problem for problem in refusal.problems)
        return
    assert transcript.utterances
    assert all(u.text.strip() == u.text and u.text for u in transcript.utterances)
    assert all(not (u.speaker and u.is_note) for u in transcript.utterances)
    assert transcript.words.missing == 0
