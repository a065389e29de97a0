"""Words that claim how widely something is held ("most", "almost everyone", "nobody was against"), against the counts.

`quantifiers` finds words that mean nothing fixed; here are those that mean something (domain 6.2) and may be untrue. A
claim is about people: "the most important thing" and "all cameras" claim nothing. What stands between quotation marks
is what somebody said, unless it is shorter than a quotation.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from outcomes.findings.quantifiers import WORDS, Hit, quoted
from outcomes.models import Breadth
from people.text.sentences import spelled

C, M, D = Breadth.CONSENSUS, Breadth.MAJORITY, Breadth.DIVIDED


class Borne(NamedTuple):
    """What a finding can bear: its label, and what its counts say."""

    number: str
    breadth: str
    everywhere: bool  # held in every group
    unopposed: bool  # nobody coded against it, and somebody spoke
    counted: frozenset[tuple[int, int]] = frozenset()  # “6 of the 9”: every two numbers that are its own


Bears = Callable[[Borne], bool]
ABOUT = "people|participants?|residents|speakers|members|groups|women|men|parents|drivers|voices"
SPOKE = "who (?:spoke|took part|answered|raised|talked|mentioned|was asked|were asked|had a view|said)"
PAST = (
    "said|thought|felt|wanted|agreed|disagreed|asked|supported|opposed|feared|worried|accepted|trusted|distrusted|"
    "believed|preferred|objected|spoke|raised|mentioned|welcomed|rejected|liked|disliked|knew|expected|hoped|called|"
    "backed|favou?red|shared|held|described|doubted|minded|argued|questioned|told|insisted|saw|would|found|had|"
    "(?:was|were) (?:for|against|in favou?r|worried|concerned|happy|unhappy|sure|unsure|convinced|willing|uneasy|"
    "comfortable|uncomfortable|relaxed|cautious|sceptical|mainly|mostly|critical|divided)"
)
SOFTLY = "(?:also |then |still |simply |clearly |themselves |and more )?"
KIND = "(?:young |younger |old |older |other |local )?"
#: What a word of number stands before when it counts people: "most people", "most of those", "most wanted".
COUNTED = (
    rf"(?:(?:of )?(?:the |these |those |our )?{KIND}(?:{ABOUT})\b|of (?:them|us|those)\b|{SPOKE}\b|"
    rf"{SOFTLY}(?:{PAST})\b(?! list))"
)
#: The subject of a clause: "everybody in the room agreed", "nobody knew".
SUBJECT = (
    rf"(?:{SPOKE}|(?:in|from) (?:the|every|each|both|all|any) (?:\w+ )?(?:room|groups?)|of them)?"
    rf"\s*{SOFTLY}(?:{PAST})\b"
)
AGAINST = (
    r"(?:spoke|argued|was|came out|is|felt)\s+(?:against|for the opposite|opposed)|"
    r"(?:objected|disagreed|opposed|minded)"
)
EACH = "It says what each person did, which in a small room tells on them"
CONSENSUS, MAJORITY, DIVIDED = "a consensus across groups", "a majority", "that views are divided"
UNOPPOSED, EVERYWHERE = "that not one person is coded against it", "that it is held in every group"
NUMBERS = "the numbers themselves"
NOT_COUNTED = (
    "This is not what is counted. Give the finding’s own two numbers, as they stand beside its label, or none."
)
HOW_MANY = r"(?: of the)?(?: two| three| four| five| six| \d+)?"
FRACTIONS = r"(?:two|three|four|a|one|nine)[ -](?:thirds?|quarters?|fifths|tenths)|\d+ ?(?:%|per cent|percent)"
SHARED = (
    r"(?:widely|generally|commonly) (?:held|shared|felt|believed|agreed)|overwhelming(?:ly)?|"
    r"widespread (?:support|concern|agreement|worry|worries|distrust|trust)"
)
LARGE = r"(?:vast |great |large |clear |overwhelming |strong |small |narrow )?"
SPLIT = r"(?:views|opinions?|people|participants|the groups|the room|they) (?:was|were) (?:split|divided)"


#: “6 of the 9 who spoke”, “nine in ten people”: people out of people. A poll has its own page for that.
SMALL = [spelled(n) for n in range(1, 21)]
NUMBER = rf"\d{{1,4}}|{'|'.join(SMALL)}"
PERSONS = "people|participants?|residents|speakers|members|women|men|parents|drivers|voices"
OUT_OF = re.compile(
    rf"(?<![\w.,-])({NUMBER}) (?:out )?(?:of|in) (?:all )?(?:the |those |these |our )?({NUMBER})"
    rf"(?= (?:{KIND}(?:{PERSONS})\b|{SPOKE}\b|{SOFTLY}(?:{PAST})\b)(?! (?:who )?(?:answered|voted|chose|ticked)\b))"
    r"(?! (?:who )?(?:answered|voted|was asked|were asked)\b)",
    re.IGNORECASE,
)


def _of(*breadths: Breadth) -> Bears:
    return lambda borne: borne.breadth in breadths


def _is_everywhere(borne: Borne) -> bool:
    return borne.everywhere


def _never(borne: Borne) -> bool:
    return False


#: (pattern, when a finding bears it, what it takes). The first that matches at a place counts.
RULES: list[tuple[str, Bears, str]] = [
    (rf"(?:nobody|no one|none(?: of them)?)\s+(?:in any group\s+)?(?:{AGAINST})", lambda b: b.unopposed, UNOPPOSED),
    (rf"(?:almost|nearly|virtually)\s+(?:everyone|everybody)(?:\s+{SPOKE})?", _of(C), CONSENSUS),
    (rf"(?:almost|nearly|virtually)\s+all(?=\s+{COUNTED})", _of(C), CONSENSUS),
    (rf"(?:everyone|everybody|nobody|no one|none of them|all of them|they all)\s+{SUBJECT}", _never, EACH),
    (rf"all (?:of )?(?:the |those |our )?(?:people|participants|residents|speakers|{SPOKE})", _never, EACH),
    (r"unanimous(?:ly)?|without exception", _never, EACH),
    (rf"(?:across|in) (?:all|every){HOW_MANY} groups?|(?:all|both){HOW_MANY} groups", _is_everywhere, EVERYWHERE),
    (r"consensus", _of(C), CONSENSUS),
    (rf"(?:more than|over|well over) half(?=\s+{COUNTED})", _of(C, M), MAJORITY),
    (rf"(?:(?:about|around|roughly|nearly|almost|at least) )?half(?=\s+{COUNTED})", _of(D), DIVIDED),
    (rf"(?:{FRACTIONS})(?=\s+{COUNTED})", _never, NUMBERS),
    (rf"(?:the |a |an )?{LARGE}majority", _of(C, M), MAJORITY),
    (rf"most(?=\s+{COUNTED})", _of(C, M), MAJORITY),
    (SHARED, _of(C, M), MAJORITY),
    (SPLIT, _of(D), DIVIDED),
]
CLAIM: list[tuple[re.Pattern[str], Bears, str]] = [
    (re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE), bears, takes) for pattern, bears, takes in RULES
]
#: "Not everyone agreed", "without a consensus", "no majority": a claim that is denied is none.
DENIED = re.compile(
    r"(?:\bnot|\bno|\bnever|\bwithout|\bnor|n[’']t|\bhardly|\bneither|\bfar from|\bshort of|\black of|\brather than)"
    r"(?:\s+(?:a|an|the|any|quite|yet|reach|reached|find|found|that|there|was|is|were|estimates for))*\s+$",
    re.IGNORECASE,
)
MARKS = re.compile(r"[“”\"‘]|’(?!\w)|(?<!\w)'|'(?!\w)")
NOT_A_CLAIM = re.compile(r"\b(?:the|at|ethnic|parliamentary|silent|age of)\s+$", re.IGNORECASE)


def find(text: str, bearing: Sequence[Borne]) -> list[Hit]:
    """The claims in `text` that none of the findings can bear."""
    taken: list[tuple[int, int]] = quoted(text)
    plain = _unmarked(text, taken)
    hits = _out_of(text, plain, bearing, taken)
    for pattern, bears, takes in CLAIM:
        for match in pattern.finditer(plain):
            start, end = match.span()
            if any(start < other_end and other < end for other, other_end in taken):
                continue
            taken.append((start, end))
            if not _is_harmless(text, start, match[0]) and not any(bears(one) for one in bearing):
                hits.append(Hit(text[start:end], start, end, _instead(takes, bearing)))
    return sorted(hits, key=lambda hit: hit.start)


def _out_of(text: str, plain: str, bearing: Sequence[Borne], taken: list[tuple[int, int]]) -> list[Hit]:
    """Numbers of people out of people that are no finding’s own."""
    hits = []
    for match in OUT_OF.finditer(plain):
        start, end = match.span()
        if any(start < other_end and other < end for other, other_end in taken):
            continue
        taken.append((start, end))
        few, all_ = (SMALL.index(word.lower()) + 1 if word.lower() in SMALL else int(word) for word in match.groups())
        if not any((few, all_) in one.counted for one in bearing):
            hits.append(Hit(text[start:end], start, end, NOT_COUNTED if bearing else _instead("", bearing)))
    return hits


def _unmarked(text: str, theirs: Sequence[tuple[int, int]]) -> str:
    """As long as the text, without quotation marks outside of quotations: “most” people are most people."""
    kept = list(text)
    for match in MARKS.finditer(text):
        if not any(start <= match.start() < end for start, end in theirs):
            kept[match.start()] = " "
    return "".join(kept)


def _is_harmless(text: str, start: int, words: str) -> bool:
    before = text[max(0, start - 40) : start]
    if DENIED.search(before):
        return True
    return words.lower().startswith(("most", "majority")) and bool(NOT_A_CLAIM.search(before))


def _instead(takes: str, bearing: Sequence[Borne]) -> str:
    if not bearing:
        return "Name in this sentence the finding it rests on, by its number, or leave out how many."
    offered = sorted({word for one in bearing for word in WORDS.get(one.breadth, [])})
    words = f"say {' or '.join(f'“{word}”' for word in offered)}, or " if offered else ""
    whose = f"finding {bearing[0].number}" if len(bearing) == 1 else "none of its findings"
    bears = "does not bear it" if len(bearing) == 1 else "bears it"
    why = takes if takes == EACH else f"It takes {takes}, and {whose} {bears}"
    return f"{why}: {words}give the number of people."
