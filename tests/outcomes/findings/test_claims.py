"""Words that claim how widely something is held, against the counts; and words that only look like it."""

from pathlib import Path

import pytest

from outcomes.findings import claims, quantifiers
from outcomes.findings.claims import Borne, Counted

CONSENSUS = Borne("2.1", "consensus", True, True)
MAJORITY = Borne("2.2", "majority", True, False)
DIVIDED = Borne("2.3", "divided", True, False)
MINORITY = Borne("2.4", "minority", False, False)
SINGLE = Borne("2.5", "single", False, False)


def words(text: str, *bearing: Borne) -> list[str]:
    return [hit.word for hit in claims.find(text, bearing)]


#: Found by a reviewer to pass on a finding that two of ten hold; in the present tense, of people under other names.
INFLATED = (
    """
Most want a ban.|Most agree.|Most do not trust it.|Most did not.|Most believe it.|Most Londoners want it gone.
Most respondents wanted it gone.|Most Black residents feared it.|Most at the table agreed.|Most comments opposed it.
Of these, most were against.|They said that most were against it.|By far the most people wanted it gone.
The view was held by most.|Everyone agrees.|Everybody wants it gone.|Nobody trusts the police.|Nobody is in favour.
Everyone was against it.|Everyone at the table spoke of it.|It was supported by everyone.|It mattered to everyone.
All agreed that it must go.|All participants want it.|All of them fear it.|All 10 people wanted it.|We all agreed.
All but two wanted it gone.|Every participant wanted it gone.|Every single person spoke of cost.|Half want it gone.
Almost half fear it.|80% want a ban.|75 per cent feel watched.|Two thirds want it gone.|A third want it gone.
A third of residents want it.|Four in five want a ban.|Two out of three feel watched.
Eight out of ten residents want it.
Nine out of every ten people want it.|Nearly all agree.|Nearly everyone fears it.|Hardly anyone trusts it.
The bulk of people agreed.|It was largely agreed.|They generally wanted it.|The prevailing view is that it should go.
The dominant view was no.|There was broad agreement.|There was general agreement.|There was strong support.
The whole room agreed.|With one voice they said no.|Every group wanted it.|Each group said so.
In every group it came up.
Not a single person supported it.
""".strip()
    .replace("\n", "|")
    .split("|")
)


@pytest.mark.parametrize("text", INFLATED)
def test_what_inflates_is_a_claim_whatever_its_tense_and_whoever_it_is_of(text: str) -> None:
    assert words(text, MINORITY), text


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
        ("Everyone agreed.", "Everyone"),
        ("Everybody in the room wanted it.", "Everybody"),
        ("Nobody was against it.", "Nobody was against"),
        ("No one knew what it cost.", "No one"),
        ("All participants said so.", "All"),
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
    # counted
    "Two people agreed.", "One participant wanted more.", "Some wanted more.",
    "A few wanted more.",
    # what facilitators write every day
    "At the most, it takes a day.", "What people feared most was a mistake.", "What worried them most is cost.",
    "Most of the footage is deleted.", "Most of the time nobody is there.", "It is most often used on Fridays.",
    "Most stops led to nothing.", "Most days it is switched off.", "Most of the cost is staff.",
    "Young men were most affected, they said.", "One of the most common questions was cost.",
    "Their most pressing question was who decides.", "All images are deleted after a day.",
    "All data should be deleted, they said.", "All day long the van stands there.", "It runs all night.",
    "First of all, they asked for signs.", "They did not ask for it at all.", "After all, it is their street.",
    "All records should be public.", "They waited for half a day.", "It was half past nine.",
    "In the second half of the session they talked about cost.", "It would cost half as much.",
    "The system is 98% accurate.", "A threshold of 64% was used.", "The error rate is 2%.", "Thefts fell by 10%.",
    "A quarter of an hour is too long.", "A third party runs it.", "A third van was asked about.",
    "One in ten matches was wrong.", "3 of the 5 cameras are old.", "In 2 of the 3 sessions it came up.",
    "One of the two vans was parked there.", "Two in the morning is too late.", "It films everyone who walks past.",
    "They asked that everybody is told.", "Nobody should be stopped by a machine.",
    "They said that nobody had told them.", "It should be open to everyone.", "Every camera needs a sign.",
    "Every day somebody is stopped.", "Each deployment is listed.", "Every time it is used, a sign is put up.",
    "Each of the vans has a number.", "They asked who watches everybody.", "One wanted a sign on every street.",
    "Three people had been stopped.", "One person said that it made no difference.",
    "Two participants asked for a name.", "Some wanted more signs.", "A few asked what it costs.",
    "They asked how many cameras there are.", "They thought that there are too many vans.",
    "It was 5 of March 2026 when it began.", "Only the police have all the figures.",
    "The van stood there all summer.", "Cost came up most in the second session.",
    "They asked for more than a sign.", "The rest of the session was about data.",
    "They wanted the same rule in every borough.", "It goes from one street to another.",
    "The general rule is that images are deleted.", "Support for those who are stopped was asked for.",
    "The main question was cost.", "They asked for an independent body.",
    "People who had been stopped spoke of it calmly.", "Nobody else may see the images.",
]  # fmt: skip


@pytest.mark.parametrize("text", HARMLESS)
def test_look_alikes_are_left_alone(text: str) -> None:
    assert words(text, SINGLE) == []
    assert quantifiers.find(text) == []


DATA = Path(__file__).parent / "data"


def found(name: str) -> dict[str, list[str]]:
    """{sentence: what may not stand in it}, of a file of sentences in a finding that few hold."""
    lines = (DATA / name).read_text().splitlines()
    return {text: [*words(text, MINORITY), *(hit.word for hit in quantifiers.find(text))] for text in lines}


def test_what_residents_ask_for_fear_and_say_every_day_can_be_published() -> None:
    """A facilitator who is stopped at harmless sentences writes around the rule."""
    ordinary = found("ordinary.txt")
    stopped = {text: words for text, words in ordinary.items() if words}
    assert len(ordinary) > 300 and len(stopped) * 50 <= len(ordinary), stopped


def test_what_inflates_is_stopped_however_it_is_dressed() -> None:
    """As a wish, a fear or something that should be noted, passive, denied, in parts and out of."""
    inflating = found("inflating.txt")
    assert len(inflating) > 300 and [text for text, words in inflating.items() if not words] == []


@pytest.mark.parametrize(
    ("wished", "held"),
    [
        ("They want all residents told.", "They want what all residents want."),
        ("They fear that most people will be filmed.", "They fear that most people want it."),
        ("They asked for a ban unless most agree.", "They asked for a ban, and most agree."),
        ("They asked for consent from all residents.", "The request came from all residents."),
        ("It should be decided by a majority.", "It is wanted by a majority."),
        ("A few say that half of the panel should be residents.", "A few say that half of the panel feel watched."),
        ("They should tell all residents.", "It should be noted that all residents were stopped."),
        ("They want a number of residents on the panel.", "A number of residents want a panel."),
        ("It must be agreed unanimously.", "They want it unanimously."),
    ],
)
def test_a_wish_counts_nobody_and_who_holds_it_is_counted(wished: str, held: str) -> None:
    assert [*words(wished, MINORITY), *quantifiers.find(wished)] == []
    assert [*words(held, MINORITY), *quantifiers.find(held)] != []


@pytest.mark.parametrize(
    "text",
    ["One said “most people want them gone”.", "‘Everybody knew about it’, she said.", "«Everybody knew about it»",
     'He said "most people agreed with me".', "It read [most people agreed to it]."],
)  # fmt: skip
def test_words_between_marks_are_those_of_a_quote_that_may_be_printed(text: str) -> None:
    """Else whoever writes invents somebody, of whom nobody is asked."""
    [found] = words(text, MAJORITY)
    assert found[0] in '“‘«"['
    said = MINORITY._replace(quotes=frozenset({"Yes: Most people  want them gone, or [...] everybody knew about it"}))
    also = MINORITY._replace(quotes=frozenset({"Most people agreed, with me", "most people agreed to it"}))
    assert words(text, said, also) == []
    assert words("“Most people do not want them gone”", said) != [], "words left out are other words"


def test_a_word_between_quotation_marks_is_no_quotation() -> None:
    assert words("‘Most’ of those who spoke agreed.", MINORITY) == ["Most"]
    assert [hit.word for hit in quantifiers.find("“Many” people agreed, “several” did not.")] == ["Many", "several"]


def test_a_quotation_mark_that_is_never_closed_hides_nothing() -> None:
    assert words("“It is so. Most people agreed.", MINORITY) == ["Most"]
    assert words("The people’s view: most wanted it, and the police’s too.", MINORITY) == ["most"]


@pytest.mark.parametrize(
    "text",
    [
        "A significant number of people feel it.",
        "A large number said so.",
        "Large numbers of residents came.",
        "Dozens of people came.",
        "Hundreds of residents wrote.",
        "Loads of young people came.",
        "Few people knew.",
        "Multiple participants said so.",
        "A considerable proportion of people want it.",
        "Very few of them knew.",
        "Quite a few said so.",
        "Not many people knew.",
        "Numerous voices.",
    ],
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

    start = time.process_time()
    for long in ("most " * 600 + "‘" * 400 + "a.1." * 500, "they want that most should many, " * 150):
        claims.find(long, [MINORITY])
        quantifiers.find(long)
    assert time.process_time() - start < 1


OWN = MINORITY._replace(counted=(Counted(held=2, spoke=10, took_part=32),))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("12 of the 14 who spoke wanted signs.", "12 of the 14"),
        ("Nine in ten people felt watched.", "Nine in ten"),
        ("Eight out of nine wanted it.", "Eight out of nine"),
        ("Two of the five women were stopped.", "Two of the five"),
        ("Two of the ten who spoke wanted signs.", ""),
        ("2 of the 32 who took part wanted it.", ""),
        ("2 of the 32 who took part spoke for it.", ""),
        ("10 of the 32 who took part spoke on it.", ""),
        ("8 of the 10 who spoke did not want signs.", ""),
        ("The other 8 of the 10 who spoke held other views.", ""),
        # its own numbers beside other words
        ("8 of the 10 who spoke wanted them gone.", "8 of the 10"),
        ("10 of the 32 who took part wanted them gone.", "10 of the 32"),
        ("10 of the 32 who took part spoke for it.", "10 of the 32"),
        ("2 of the 10 who took part wanted it.", "2 of the 10"),
        ("2 of the 32 who took part raised it.", "2 of the 32"),
        ("Eight out of ten residents wanted it.", "Eight out of ten"),
        ("8 out of every 10 people wanted it.", "8 out of every 10"),
        # nobody is counted
        ("3 of the 5 cameras are old.", ""),
        ("In 2 of the 3 groups it came up.", ""),
        ("7 of the 12 who answered the poll said no.", ""),
    ],
)
def test_people_out_of_people_are_those_that_were_counted(text: str, word: str) -> None:
    """Else a sentence says “12 of the 14” where the label beside it says “6 of the 9”."""
    assert words(text, OWN) == ([word] if word else [])


def test_of_one_group_the_label_of_the_room_says_nothing() -> None:
    named = MAJORITY._replace(groups=frozenset({"Group 1", "Group 2"}), counted=(Counted(6, 9, 36),))
    assert words("Most people agreed. It began in Group 2.", named) == []
    assert words("Most people in Group 2 agreed.", named) == ["Most"]
    assert words("In Group 2, 6 of the 9 who spoke agreed.", named) == ["6 of the 9"]
    assert [hit.word for hit in claims.find("Most people agreed", [named], note=True)] == ["Most"]
    assert len(claims.find("They said “most people agreed”", [named], note=True)) == 1


def test_half_of_the_cameras_is_nobodys_however_it_is_said() -> None:
    assert words("About half of the cameras work, and more than half of the vans.", MINORITY) == []
