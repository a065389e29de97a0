"""What somebody asks for, wants or fears: a word of number in it says what ought to be or may come, not who holds it.

“They want all residents told” and “a majority of the panel should be residents” count nobody. It ends where people hold
something after all: “they fear that most people want it”, “they want signs, and most agreed”, “wanted by most”,
“it should be noted that everyone was stopped”.
"""

import re

from outcomes.findings.vocabulary import KIND, ONE, PERSONS, SPOKE, THE, WIDELY

SENTENCE_END = re.compile(r"[.!?](?!\d)|\n")
WISH = re.compile(
    r"\b(?:(?P<noun>demand(?:s|ed)?|fear(?:s|ed)?|worr(?:y|ies|ied)|request(?:s|ed)?|hope[sd]?|wish(?:es|ed)?|needs?|"
    r"needed|calls? for|called for|calls? on|called on|risk|afraid|scared that|concerned that)|want(?:s|ed|ing)?|"
    r"ask(?:s|ed)?(?: for| that| to)?|would like|(?:would|will) (?:take|need|have to|require)|should|must|ought to|"
    r"require[sd]?|prefer(?:s|red)?|recommend(?:s|ed)?|in order (?:to|that)|so that|"
    r"(?P<said>suggest(?:s|ed)?|propose[sd]?|insist(?:s|ed)?|(?:say|says|said) that))\b",
    re.IGNORECASE,
)
#: “Signs, and most agreed”, “because everyone”, “it gone, all of them”, “should be noted that most”.
WISH_ENDS = re.compile(
    r"[;:–—(]| - |, (?:and|but|which|as|so|with|while|yet|like|along|together)\b|,\s*$|"
    r"\b(?:because|although|though|while|whereas|but|since)\b|"
    r"\b(?:know|knows|admit|recognise|accept|understand|see|remember|forget|realise|hear|learn|tell|report|explain|"
    r"show|prove|point out|said|noted|stressed|clear|remembered|added|known|recalled|emphasised|reported|stated|"
    r"mentioned|argued|forgotten|recorded|true|given)(?: us| them| the police)? (?:that|how)\b",
    re.IGNORECASE,
)
#: Right before it: nothing is said to be so.
SUPPOSED = re.compile(r"\b(?:so that|in order that|if|whether|unless|until)\s+(?:the |a |an )?$", re.IGNORECASE)
OUGHT = re.compile(r"(?:\s+[\w’'-]+){0,5}?\s+(?:should|must|ought to|be|needs? to|has to|have to)\b", re.IGNORECASE)
#: People, and what they hold: a claim inside a wish as well (“they fear that most people want it”).
OPINION = (
    r"(?:say|says|said|thinks?|thought|feels?|felt|wants?|wanted|(?:dis)?agree[sd]?|supports?|supported|against|"
    r"in favou?r|opposes?|opposed|fears?|feared|worr(?:y|ies|ied)|accepts?|accepted|(?:dis|mis)?trust(?:s|ed)?|"
    r"believe[sd]?|prefer(?:s|red)?|object(?:s|ed)?|welcome[sd]?|reject(?:s|ed)?|(?:dis)?like[sd]?|hate[sd]?|"
    r"hope[sd]?|"
    r"doubt(?:s|ed)?|mind(?:s|ed)?|ask(?:s|ed)? for|call(?:s|ed)? for|demand(?:s|ed)?|propose[sd]?|do\s*$|did\s*$|"
    r"(?:is|are|was|were) (?:not )?(?:for|against|in favou?r|worried|concerned|happy|unhappy|opposed|afraid|scared|"
    r"angry|uneasy|tired|fed up)|(?:has|have|had) (?:lost|had enough|given up|no (?:trust|faith|confidence)))"
)
HELD_THERE = re.compile(
    rf"\s*(?:of )?(?:(?:{THE}|them|us|those)? ?{KIND}(?:{PERSONS}|{ONE})?)?(?: ?{SPOKE})?\s*"
    r"(?:(?:has|have|had|would|do|does|did|also|still|really|simply|clearly|not|never|strongly|don[’']t|doesn[’']t|"
    rf"didn[’']t) )*{OPINION}(?!\w)",
    re.IGNORECASE,
)
#: “Wanted by most”, “is feared by half”, “a demand from all”: whose it is.
HELD_BY = re.compile(
    r"(?:\b(?:was|were|is|are|been|being)\b[^.;,]{0,50}|(?<!\bbe )\b(?:shared|wanted|feared|held|backed|supported|"
    r"opposed|demanded|requested|suggested|proposed|expressed|voiced|made|favoured|asked for|called for))"
    r" (?:by|among|amongst)\s+$|"
    r"\b(?:came|come|comes|heard|voiced|was|were|is|shared) [^.;,]{0,30}\b(?:from|among|amongst|across)\s+$|"
    r"\b(?:(?:view|opinion|eyes|words|minds?|judgement|belief|feeling|support|backing|agreement)s? of|according to|"
    r"(?:so|nor|neither|as) (?:do|does|did|is|are|was|were|has|have|had|would)|along with|says?|said|thinks?|thought|"
    r"put by)\s+$",
    re.IGNORECASE,
)
FROM = re.compile(r"^\s*of\s+$|\b(?:from|among|amongst|across|by)\s+$", re.IGNORECASE)
#: How it was said, and not what: “they asked for it unanimously”.
WITH_ONE_VOICE = re.compile(
    rf"unanim|without exception|with one voice|to a (?:man|person)|one and all|(?:{WIDELY})\b|views|opinion|"
    r"(?:they|we|you|people) all|almost|nearly|virtually|practically|(?:in|across) (?:all|every|each)|"
    r"all (?:three|the) groups",
    re.IGNORECASE,
)
#: “Nobody disagrees”: both in one.
NOT_AGAINST = re.compile(
    r"(?:nobody|no one|no-one|none|not)\b.*\b(?:against|oppos|object|disagree|"
    r"mind)",
    re.IGNORECASE,
)
FAR = 300  # characters: a wish further back says nothing of the word


def is_wished(plain: str, start: int, end: int) -> bool:
    """Whether the word stands in what somebody asks for, wants or fears, and says nothing of who holds a view."""
    first = max([match.end() for match in SENTENCE_END.finditer(plain, 0, start)], default=0)
    before, word = plain[max(first, start - FAR) : start], plain[start:end]
    after = SENTENCE_END.split(plain[end : end + FAR], maxsplit=1)[0]
    if SUPPOSED.search(before):
        return True
    wish = list(WISH.finditer(before))
    if not wish or HELD_BY.search(before) or HELD_THERE.match(after) or NOT_AGAINST.match(word):
        return False
    last = wish[-1]
    between = before[last.end() :]
    if WISH_ENDS.search(between):
        return False
    if WITH_ONE_VOICE.match(word):
        return bool(re.search(r"\b(?:should|must|to) (?:be )?(?:\w+ )?$", before))
    if last["said"]:
        return bool(OUGHT.match(after))
    return not (last["noun"] and not between.strip().startswith("that") and FROM.search(between))
