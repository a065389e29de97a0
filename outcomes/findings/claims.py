"""Words that claim how widely something is held ("most", "almost everyone", "nobody was against"), against the counts.

`quantifiers` finds words that mean nothing fixed; here are those that mean something (domain 6.2) and may be untrue.
Each is a claim unless what stands around it is harmless ("the most important thing", "all day": `vocabulary`) or it is
asked for or feared ("all residents should be told": `wishes`). What stands between quotation marks
has to be a quote of the finding, unless it is shorter than a quotation.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from outcomes.findings.quantifiers import WORDS, Hit, quoted
from outcomes.findings.vocabulary import (
    EVERYONE,
    FRACTIONS,
    HARMLESS,
    HOLD,
    KIND,
    NUMBER,
    ONE,
    PERSONS,
    SHARE,
    SMALL,
    SOFTLY,
    SPOKE,
    THE,
    WIDELY,
)
from outcomes.findings.wishes import SENTENCE_END, is_wished
from outcomes.models import Breadth

C, M, D = Breadth.CONSENSUS, Breadth.MAJORITY, Breadth.DIVIDED


class Counted(NamedTuple):
    """The numbers that are printed with a finding, by what they count."""

    held: int = 0
    spoke: int = 0
    took_part: int = 0
    beside: frozenset[tuple[int, int]] = frozenset()  # (held, spoke) of those by choice, and of each age


class Borne(NamedTuple):
    """What a finding can bear: its label, and what its counts say."""

    number: str
    breadth: str
    everywhere: bool  # held in every group
    unopposed: bool  # nobody coded against it, and somebody spoke
    counted: tuple[Counted, ...] = ()  # as they are now, and as others have read them
    groups: frozenset[str] = frozenset()
    quotes: frozenset[str] = frozenset()  # the words of its quotes that may be printed


Bears = Callable[[Borne], bool]
#: What a word of number stands before when it counts people: "all people", "all of those", "all wanted".
COUNTED = (
    rf"(?:(?:of )?{THE}{KIND}(?:{PERSONS}|groups)\b|of the (?:room|group|table|hall|audience|panel)\b|of (?:them|"
    rf"us|those)\b|{SPOKE}\b|"
    rf"{SOFTLY}(?:{HOLD})\b(?! list)|(?:(?:at|round|around) the table|in the room)\b)"
)
AGAINST = (
    r"(?:spoke|speaks|argued|argues|was|is|came out|felt|feels)\s+(?:against|for the opposite|opposed)|"
    r"(?:objects|objected|disagrees|disagreed|opposes|opposed|minds|minded)"
)
EACH = "It says what each person did, which in a small room tells on them"
CONSENSUS, MAJORITY, DIVIDED = "a consensus across groups", "a majority", "that views are divided"
UNOPPOSED, EVERYWHERE = "that not one person is coded against it", "that it is held in every group"
NUMBERS = "the numbers themselves"
NOT_COUNTED = (
    "This is not what is counted. Give the finding’s own two numbers, as they stand beside its label, or none."
)
NOTE = "A note says how one group stood, and no count of one group is printed: leave out how many."
OF_A_GROUP = (
    "This sentence names a group, and the counts are of everybody. Leave out the group, or say how many in a "
    "sentence of its own."
)
NOT_A_QUOTE = (
    "These words are in no quote of {whose} that may be printed. Choose them as a quote and have them checked, or "
    "say it in your own words, without quotation marks or brackets."
)
HOW_MANY = r"(?: of the)?(?: two| three| four| five| six| \d+)?"
#: What is held, and not “support vans” or “a feeling of safety”.
VIEW = (
    "(?:agreement|support|concerns?|opposition|worry|worries|distrust|trust|approval|acceptance|backing|feeling|"
    "consent)"
    "(?! (?:vans?|groups?|workers?|staff|officers?|services?|lines?|networks?|teams?|units?|grants?|money|"
    "for victims|"
    "of safety|from (?:the |other )?(?:forces?|councils?|police|officers?|shops|boroughs?))\\b)"
)
SHARED = (
    rf"(?:{WIDELY}) (?:held|shared|believed|in favou?r|against|supportive|(?:dis)?agree[ds]?|want(?:s|"
    rf"ed)?(?! to (?:know|hear))|felt|"
    rf"feels?|"
    r"support(?:s|ed)?|oppose[ds]?|accept(?:s|ed)?|(?:dis|mis)?trust(?:s|ed)?|welcome[ds]?|reject(?:s|ed)?|"
    r"(?:dis)?like[ds]?|favou?r(?:s|ed)?|prefer(?:s|red)?|fear(?:s|ed)?|worr(?:y|ied)|back(?:s|ed)?|thought|"
    r"thinks?|said)|"
    rf"by and large,? (?:{PERSONS}|they|we)|overwhelmingly|overwhelming (?:{VIEW}|response|mood|view|opinion|"
    rf"demand)|(?:was|is|were|are) overwhelming"
    rf"(?=\s*[.,;])|(?:was|were|are|is) (?:{WIDELY}) (?:accepted|welcomed|supported|opposed|agreed)|"
    rf"(?:widespread|broad|general|wide|near-universal|universal|massive|considerable|large) (?:{VIEW})|"
    rf"(?:strong|(?<!a )common) (?!(?:feeling|trust|consent|worr))(?:{VIEW})|"
    r"(?:the )?(?:prevailing|dominant|general|predominant|prevalent|common|main) (?:view|feeling|opinion|mood|"
    r"sentiment)(?! of safety)|"
    r"(?:the |a )?(?:bulk|lion[’']s share|large part|great part|best part)(?= of)"
)
LARGE = r"(?:vast |great |large |clear |overwhelming |strong |small |narrow |big |solid |two-thirds )?"
SPLIT = (
    r"(?:views|opinions?|people|participants|the groups|the room|they|residents) (?:was|were|is|are|remain(?:ed)?) "
    r"(?:split|divided)"
)
WHOLE = (
    r"the (?:whole|entire) (?:room|group|meeting|table|session|hall)|to a (?:man|person)|with one voice|"
    r"one and all|of one mind|(?:full|total|complete|near-total) (?:agreement|support|opposition|backing)|"
    r"(?:the (?:room|groups?|table)|residents|participants|people|they) (?:was|were|is|are) united|as one(?=,)"
)
NOT_ONE = (
    rf"not (?:a single|one) {KIND}(?:{ONE})|not (?:a single|one|a) (?:{PERSONS})|not one of (?:them|those|"
    rf"the {KIND}(?:{PERSONS}))"
)
#: “6 of the 9 who spoke”, “nine in ten people”, “nine out of every ten”: people out of people.
OUT_OF = re.compile(
    rf"(?<![\w.,-])({NUMBER}) (?:(?:out )?of|(?:out )?in|from) (?:all |every )?{THE}({NUMBER})(?![\w]|[.,:]\d|%|-\w)",
    re.IGNORECASE,
)
TOOK_PART = re.compile(
    rf"\s+{THE}{KIND}(?:(?:{PERSONS}) )?(?:who )?(?:took part|came|attended|joined|participants|attendees|"
    rf"were there)\b",
    re.IGNORECASE,
)
DID_SPEAK = re.compile(
    r"\b(?:spoke(?! (?:for|against|in favou?r|up for))|talked|mentioned|raised|said (?:something|anything)|"
    r"had (?:a view|something to say)|commented)\b",
    re.IGNORECASE,
)
OTHERWISE = re.compile(
    r"\b(?:not|n[’']t|never|nor|other views?|another view|otherwise|against|disagree[ds]?|differ(?:ed|s)?|opposed?|"
    r"rejected|no (?:view|opinion|side)|neither|undecided|unsure|doubted|the rest)\b|n[’']t\b",
    re.IGNORECASE,
)
CLAUSE = re.compile(r"[^.!?;\n]*")


def _of(*breadths: Breadth) -> Bears:
    return lambda borne: borne.breadth in breadths


def _is_everywhere(borne: Borne) -> bool:
    return borne.everywhere


def _never(borne: Borne) -> bool:
    return False


#: (pattern, when a finding bears it, what it takes). The first that matches at a place counts.
RULES: list[tuple[str, Bears, str]] = [
    (
        rf"(?:(?:nobody|no one|no-one|none(?: of them)?)\s+(?:in any group\s+)?|(?:{NOT_ONE}) )(?:{AGAINST})|"
        r"there (?:was|is|were) (?:no|little|hardly any|barely any) (?:opposition|dissent|disagreement|objections?)",
        lambda b: b.unopposed,
        UNOPPOSED,
    ),
    (
        rf"(?:almost|nearly|virtually|practically)\s+(?:everyone|everybody|no one|nobody)(?:\s+{SPOKE})?",
        _of(C),
        CONSENSUS,
    ),
    (rf"(?:hardly|barely|scarcely) (?:anyone|anybody|any {KIND}(?:{PERSONS}))", _of(C), CONSENSUS),
    (r"(?:almost|nearly|virtually|practically)\s+all", _of(C), CONSENSUS),
    (rf"(?:{NOT_ONE})", _never, EACH),
    (EVERYONE, _never, EACH),
    (rf"none(?! found) (?:of (?:them|us|those|{THE}{KIND}(?:{PERSONS}))|{SOFTLY}(?:{HOLD}))", _never, EACH),
    (
        r"(?:they|we|you|people) all(?! (?:look|pay|use|live|walk|go|come|get|know each)\b)|(?:agreed|shared|"
        r"supported|wanted|backed|opposed|accepted|held|felt|"
        r"rejected) by all",
        _never,
        EACH,
    ),
    (rf"all (?:of )?{THE}(?:{NUMBER})(?= {KIND}(?:{PERSONS})\b| of\b| {SPOKE}\b| (?:{HOLD})\b)", _never, EACH),
    (rf"all (?:but|except|bar) (?:{NUMBER}|a few|a handful|some)", _never, EACH),
    (
        rf"all(?: of)?(?=\s+(?:(?:of )?{THE}{KIND}(?:{PERSONS})\b|(?:of )?(?:them|us|those)\b|{SPOKE}\b|"
        rf"{SOFTLY}(?:{HOLD})\b|(?:(?:at|round|around) the table|in the room)\b))",
        _never,
        EACH,
    ),
    (r"unanimous(?:ly)?|unanimity|without exception", _never, EACH),
    (WHOLE, _never, EACH),
    (
        rf"(?:across|in) (?:all|every|each){HOW_MANY} groups?|(?:all|both){HOW_MANY} groups|(?:every|"
        rf"each)(?: single| one of the| of the)?{HOW_MANY} groups?",
        _is_everywhere,
        EVERYWHERE,
    ),
    (rf"(?:each|every one) of {THE}(?:{NUMBER})\b|each and every (?:one|{KIND}(?:{ONE}))", _never, EACH),
    (
        r"(?:not|never|wasn[’']t|isn[’']t|hardly) (?:supported|wanted|opposed|shared|liked|welcomed|accepted|"
        r"trusted|backed|"
        rf"disputed|questioned|rejected|favoured) by any(?:one|body| {KIND}(?:{PERSONS}|{ONE}))",
        _never,
        EACH,
    ),
    (r"there (?:was|is|were) (?:no|hardly any|barely any) (?:support|appetite|enthusiasm|backing)", _never, EACH),
    (
        rf"(?:every|each)(?: single| last)? {KIND}(?:{ONE})(?= (?:(?:in the room|at the table|present|"
        rf"here) )?{SOFTLY}(?:{HOLD})\b)",
        _never,
        EACH,
    ),
    (rf"no {KIND}(?:{ONE}|{PERSONS})(?= {SOFTLY}(?:{HOLD})\b)", _never, EACH),
    (
        rf"(?:every|each)(?: single| last| one of)? (?:of )?{THE}{KIND}(?:{PERSONS}|one of (?:them|those))\b|"
        rf"each of (?:them|us|those)\b",
        _never,
        EACH,
    ),
    (r"consensus", _of(C), CONSENSUS),
    (rf"(?:the |a |an )?{LARGE}majority", _of(C, M), MAJORITY),
    (r"(?:more than|over|well over|just over) half", _of(C, M), MAJORITY),
    (r"(?:(?:about|around|roughly|nearly|almost|at least) )?half", _of(D), DIVIDED),
    (rf"(?:{SHARE}|{FRACTIONS})(?!\w)", _never, NUMBERS),
    (rf"(?:a|the|another) (?:third|quarter|fifth|tenth)(?=\s+{COUNTED})", _never, NUMBERS),
    (r"most", _of(C, M), MAJORITY),
    (SHARED, _of(C, M), MAJORITY),
    (SPLIT, _of(D), DIVIDED),
]
CLAIM: list[tuple[re.Pattern[str], Bears, str]] = [
    (re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE), bears, takes) for pattern, bears, takes in RULES
]
#: "Not everyone agreed", "without a consensus", "no majority": a claim that is denied is none.
DENIED = re.compile(
    r"(?:\bnot|\bno|\bnever|\bwithout|\bnor|n[’']t|\bhardly|\bneither|\bfar from|\bshort of|\black of|\brather than)"
    r"(?:\s+(?:a|an|the|any|see|saw|hear|show|mean|amount to|translate into|point to|quite|yet|reach|reached|"
    r"find|found|that|there|was|is|were|estimates for))*\s+$",
    re.IGNORECASE,
)
MARKS = re.compile(r"[“”\"‘]|’(?!\w)|(?<!\w)'|'(?!\w)")
NOT_A_CLAIM = re.compile(r"\b(?:the|at|ethnic|parliamentary|silent|age of)\s+$", re.IGNORECASE)
LOOKS_LIKE = [re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])", re.IGNORECASE) for pattern in HARMLESS]


def find(text: str, bearing: Sequence[Borne], *, note: bool = False) -> list[Hit]:
    """The claims in `text` that none of the findings can bear, and quotations that none of them has.

    `note`: on one group, of which nothing is counted in print.
    """
    theirs = quoted(text)
    taken: list[tuple[int, int]] = list(theirs)
    plain = _unmarked(text, taken)
    harmless = [match.span() for pattern in LOOKS_LIKE for match in pattern.finditer(plain)]
    hits = _not_quotes(text, theirs, bearing)
    bearing = [] if note else bearing
    hits += _out_of(text, plain, bearing, taken, harmless)
    for pattern, bears, takes in CLAIM:
        for match in pattern.finditer(plain):
            start, end = match.span()
            if any(start < other_end and other < end for other, other_end in taken):
                continue
            taken.append((start, end))
            word = start + match[0].rfind(" ") + 1  # “about half”: it is half that is harmless or not
            if _is_within(word, end, harmless) or _is_harmless(text, start, match[0]) or is_wished(plain, start, end):
                continue
            of_a_group = _names_a_group(plain, start, bearing)
            if of_a_group or not any(bears(one) for one in bearing):
                why = NOTE if note else OF_A_GROUP if of_a_group else _instead(takes, bearing)
                hits.append(Hit(text[start:end], start, end, why))
    return sorted(hits, key=lambda hit: hit.start)


def _is_within(start: int, end: int, harmless: Sequence[tuple[int, int]]) -> bool:
    """Whether the word of number stands in a phrase that claims nothing."""
    return any(first <= start and end <= last for first, last in harmless)


def _names_a_group(plain: str, at: int, bearing: Sequence[Borne]) -> bool:
    """Whether the sentence is about one of the finding’s groups: its label is of all of them together."""
    ends = [match.end() for match in SENTENCE_END.finditer(plain)]
    first = max([end for end in ends if end <= at], default=0)
    sentence = plain[first : min([end for end in ends if end > at], default=len(plain))]
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sentence) for one in bearing for name in one.groups)


def folded(words: str) -> str:
    """Quoted words as they are compared: the same whatever marks, capitals and spaces."""
    return " ".join(re.sub(r"[^\w…]+", " ", words.lower()).split())


def _not_quotes(text: str, theirs: Sequence[tuple[int, int]], bearing: Sequence[Borne]) -> list[Hit]:
    """What stands between marks and is in no quote that may be printed."""
    said = [f" {folded(words)} " for one in bearing for words in one.quotes]
    whose = f"finding {bearing[0].number}" if len(bearing) == 1 else "a finding that this text names"
    return [
        Hit(text[start:end], start, end, NOT_A_QUOTE.format(whose=whose))
        for start, end in theirs
        if not any(f" {folded(text[start:end])} " in words for words in said)
    ]


def _out_of(
    text: str,
    plain: str,
    bearing: Sequence[Borne],
    taken: list[tuple[int, int]],
    harmless: Sequence[tuple[int, int]],
) -> list[Hit]:
    """Numbers of people out of people that are no finding’s own, or stand beside other words than it counts."""
    hits = []
    for match in OUT_OF.finditer(plain):
        start, end = match.span()
        if any(start < other_end and other < end for other, other_end in taken):
            continue
        taken.append((start, end))
        if _is_within(start, end, harmless):
            continue
        few, all_ = (SMALL.index(word.lower()) + 1 if word.lower() in SMALL else int(word) for word in match.groups())
        rest = CLAUSE.match(plain, end)
        assert rest is not None
        of_a_group = _names_a_group(plain, start, bearing)
        if of_a_group or not any(_counts(one, few, all_, rest[0]) for each in bearing for one in each.counted):
            why = OF_A_GROUP if of_a_group else NOT_COUNTED if bearing else _instead("", bearing)
            hits.append(Hit(text[start:end], start, end, why))
    return hits


def _counts(one: Counted, few: int, all_: int, rest: str) -> bool:
    """Whether “few of all_” followed by `rest` is what was counted: each pair of numbers has its own words."""
    took_part = TOOK_PART.match(rest)
    after = rest[took_part.end() :] if took_part else re.sub(rf"^\s+{SPOKE}", "", rest, flags=re.IGNORECASE)
    if DID_SPEAK.search(after):
        return (few, all_) == (one.spoke, one.took_part)
    if took_part:
        return (few, all_) == (one.held, one.took_part)
    if (few, all_) in one.beside or (few, all_) == (one.held, one.spoke):
        return True
    return (few, all_) == (one.spoke - one.held, one.spoke) and bool(OTHERWISE.search(after))


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
    return words.lower().startswith("majority") and bool(NOT_A_CLAIM.search(before))


def _instead(takes: str, bearing: Sequence[Borne]) -> str:
    if not bearing:
        return "Name in this sentence the finding it rests on, by its number, or leave out how many."
    offered = sorted({word for one in bearing for word in WORDS.get(one.breadth, [])})
    words = f"say {' or '.join(f'“{word}”' for word in offered)}, or " if offered else ""
    whose = f"finding {bearing[0].number}" if len(bearing) == 1 else "none of its findings"
    bears = "does not bear it" if len(bearing) == 1 else "bears it"
    why = takes if takes == EACH else f"It takes {takes}, and {whose} {bears}"
    return f"{why}: {words}give the number of people."
