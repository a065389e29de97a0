"""Words that claim how widely something is held, against the counts; and words that only look like it."""

import pytest

from outcomes.findings import claims, quantifiers
from outcomes.findings.claims import Borne

CONSENSUS = Borne("2.1", "consensus", True, True)
MAJORITY = Borne("2.2", "majority", True, False)
DIVIDED = Borne("2.3", "divided", True, False)
MINORITY = Borne("2.4", "minority", False, False)
SINGLE = Borne("2.5", "single", False, False)


def words(text: str, *bearing: Borne) -> list[str]:
    return [hit.word for hit in claims.find(text, bearing)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Most people wanted signs.", "Most"),
        ("Most of those who spoke wanted signs.", "Most"),
        ("Signs came first: most wanted them large.", "most"),
        ("Most also said that cost matters.", "Most"),
        ("The majority asked for signs.", "The majority"),
        ("It was a clear majority.", "a clear majority"),
        ("Almost everyone who spoke agreed.", "Almost everyone who spoke"),
        ("There was consensus on signs.", "consensus"),
        ("This was heard across all groups.", "across all groups"),
        ("All three groups said this.", "All three groups"),
        ("About half of those who spoke agreed.", "About half"),
        ("More than half of the participants agreed.", "More than half"),
        ("Two thirds of people agreed.", "Two thirds"),
        ("60% of participants agreed.", "60%"),
        ("Everyone agreed.", "Everyone agreed"),
        ("Everybody in the room wanted it.", "Everybody in the room wanted"),
        ("Nobody was against it.", "Nobody was against"),
        ("No one knew what it cost.", "No one knew"),
        ("All participants said so.", "All participants"),
        ("They agreed unanimously.", "unanimously"),
        ("Views were split on signs.", "Views were split"),
        ("There was widespread concern.", "widespread concern"),
        ("It was widely shared.", "widely shared"),
        ("“Most” people wanted it.", "Most"),
        ("There was ‘consensus’.", "consensus"),
    ],
)
def test_on_a_minority_each_is_found(text: str, word: str) -> None:
    assert words(text, MINORITY) == [word]
    assert words(text) == [word], "and where no finding is named"


@pytest.mark.parametrize(
    ("text", "bears", "does_not"),
    [
        ("Most people wanted signs.", [MAJORITY, CONSENSUS], [DIVIDED, MINORITY, SINGLE]),
        ("The majority wanted signs.", [MAJORITY, CONSENSUS], [DIVIDED, MINORITY, SINGLE]),
        ("Almost everyone who spoke wanted signs.", [CONSENSUS], [MAJORITY, DIVIDED, MINORITY, SINGLE]),
        ("There was a consensus.", [CONSENSUS], [MAJORITY, DIVIDED, MINORITY, SINGLE]),
        ("It was heard in all three groups.", [CONSENSUS, MAJORITY, DIVIDED], [MINORITY, SINGLE]),
        ("About half of those who spoke agreed.", [DIVIDED], [CONSENSUS, MAJORITY, MINORITY, SINGLE]),
        ("Views were split.", [DIVIDED], [CONSENSUS, MAJORITY, MINORITY, SINGLE]),
        ("More than half of those who spoke agreed.", [MAJORITY, CONSENSUS], [DIVIDED, MINORITY]),
        ("Nobody spoke against it.", [CONSENSUS], [MAJORITY, DIVIDED, MINORITY]),
        ("Everyone agreed.", [], [CONSENSUS, MAJORITY, DIVIDED, MINORITY, SINGLE]),
    ],
)
def test_each_word_takes_its_label(text: str, bears: list[Borne], does_not: list[Borne]) -> None:
    assert [one.number for one in bears if words(text, one)] == []
    assert [one.number for one in does_not if not words(text, one)] == []


HARMLESS = [
    # no people are counted
    "The most important thing is a sign.", "At most twelve cameras.", "Most important was the sign.",
    "Signs matter most.", "The most worried people spoke first.", "Most cameras are old.", "All cameras are on.",
    "All the signs are small.", "He was on a most wanted list.", "Half an hour is enough.", "Half of the cameras work.",
    "80% of the faces were matched.", "It was two thirds full.", "Almost all cameras work.",
    "The ethnic majority lives elsewhere.", "Everyone can read a sign.", "A sign that everybody sees.",
    "Nobody knows who decides.", "They want to know that nobody is watched.", "A rule for everyone in the borough.",
    "Groups of all ages.", "All in all, it went well.", "They talked about all of it.", "Above all, they want a name.",
    # words inside other words
    "Almost there.", "The utmost care.", "Germany does it.", "A many-sided matter.", "A most-wanted face.",
    "An all-party group.", "The foremost worry.", "The whole, overall.",
    # denied
    "Not everyone agreed.", "There was no consensus.", "It was without consensus.", "They did not reach a consensus.",
    "They found no majority.", "That is not a majority.", "It was far from unanimous.",
    "They were not divided: views were not split.",
    "These labels are not estimates for everyone who said yes elsewhere.",
    # quoted: somebody's words
    "One said “most people want them gone”.", "‘Everybody knew about it’, she said.",
    'He said "most people agreed with me".',
    "“Nobody told us, and most of us wanted to know.”",
    "It read [most people agreed to it].",
    # counted
    "Two people agreed.", "One participant wanted more.", "Some wanted more.",
    "A few wanted more.",
]  # fmt: skip


@pytest.mark.parametrize("text", HARMLESS)
def test_look_alikes_are_left_alone(text: str) -> None:
    assert words(text, SINGLE) == []
    assert quantifiers.find(text) == []


def test_a_word_between_quotation_marks_is_no_quotation() -> None:
    assert words("‘Most’ of those who spoke agreed.", MINORITY) == ["Most"]
    assert [hit.word for hit in quantifiers.find("“Many” people agreed, “several” did not.")] == ["Many", "several"]


def test_a_quotation_mark_that_is_never_closed_hides_nothing() -> None:
    assert words("“It is so. Most people agreed.", MINORITY) == ["Most"]
    assert words("The people’s view: most wanted it, and the police’s too.", MINORITY) == ["most"]


@pytest.mark.parametrize(
    "text",
    ["Few people knew.", "Very few of them knew.", "Quite a few said so.", "Not many people knew.", "Numerous voices."],
)
def test_vague_words_are_found(text: str) -> None:
    assert len(quantifiers.find(text)) == 1


@pytest.mark.parametrize(
    "text", ["A few people knew.", "In the few months since.", "Few cameras work.", "Jointly and severally.",
             "They are joint and several.", "How many?", "Too many signs.", "As many as twelve.", "Manyfold."],
)  # fmt: skip
def test_and_their_look_alikes_are_not(text: str) -> None:
    assert quantifiers.find(text) == []


def test_what_to_write_instead_is_said() -> None:
    [hit] = claims.find("Most people agreed.", [MINORITY])
    assert "finding 2.4 does not bear it" in hit.suggestion and "“some”" in hit.suggestion
    [hit] = claims.find("Most people agreed.", [])
    assert "Name in this sentence the finding" in hit.suggestion
    [hit] = claims.find("Everyone agreed.", [CONSENSUS])
    assert "tells on them" in hit.suggestion and "almost everyone" in hit.suggestion


def test_no_text_takes_long() -> None:
    import time

    long = "most " * 600 + "‘" * 400 + "a.1." * 500
    start = time.process_time()
    claims.find(long, [MINORITY])
    quantifiers.find(long)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("12 of the 14 who spoke wanted signs.", "12 of the 14"),
        ("Nine in ten people felt watched.", "Nine in ten"),
        ("Eight out of nine wanted it.", "Eight out of nine"),
        ("Two of the five women were stopped.", "Two of the five"),
        ("Six of the nine who spoke wanted signs.", ""),
        ("6 of the 36 who took part spoke for it.", ""),
        ("3 of the 5 cameras are old.", ""),
        ("In 2 of the 3 groups it came up.", ""),
        ("7 of the 12 who answered the poll said no.", ""),
        ("One said “five of the six people there laughed”.", ""),
    ],
)
def test_people_out_of_people_are_those_that_were_counted(text: str, word: str) -> None:
    """Else a sentence says “12 of the 14” where the label beside it says “6 of the 9”."""
    counted = MINORITY._replace(counted=frozenset({(6, 9), (6, 36)}))
    assert words(text, counted) == ([word] if word else [])
