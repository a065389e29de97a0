"""Characters nobody sees, put in order: what reorders, hides, ends or piles up is taken out; what scripts need stays.

Kept: the joiners of Persian, Urdu, Hindi, Malayalam and emoji families, emoji flags, variation selectors after a
character, tabs and line ends. Taken out: controls, bidi controls, zero-width marks, fillers, tags, halves of
surrogate pairs, non-characters, and marks beyond the sixth on one letter.
"""

import re
import unicodedata

MOST_MARKS = 6  # on one letter; the fullest Vietnamese, Thai or pointed Hebrew needs four

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f"  # controls
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"  # soft hyphen, fillers, marks without a shape
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"  # zero width, bidi, annotations
    "\ufdd0-\ufdef\ufffe\uffff\U0001fffe\U0001ffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e001f\U000e0080-\U000e00ff\U000e01f0-\U000e0fff\U000efffe-\U000effff]"
)
_HALVES = re.compile("[\ud800-\udfff]")
_TAGS = re.compile("(\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{2,6}\U000e007f)|[\U000e0020-\U000e007f]")
_JOINERS = re.compile("[\u200c\u200d]+")
_SELECTOR = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_SELECTORS = re.compile(f"(?<![^\\s{_SELECTOR}])[{_SELECTOR}]+")  # a second one, or one after nothing, shapes nothing
#: Letters that a joiner shapes: Arabic and its kin, the scripts of India, Myanmar, Khmer, Mongolian.
_SHAPED = re.compile("[\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ufb50-\ufdcf\ufe70-\ufefc]")
_PICTURE = re.compile(
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u2bff\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U0001faff\U000e007f]"
)


def tidy(text: str) -> str:
    """NFC text without what nobody should be able to smuggle in; line ends as \\n. The same when done twice."""
    text = _LINE_ENDS.sub("\n", text)
    if text.isascii():
        return _UNSEEN.sub("", text)
    text = _UNSEEN.sub("", _HALVES.sub("\ufffd", text))
    text = _TAGS.sub(lambda match: match[1] or "", text)
    text = _JOINERS.sub(_joiner, text)
    text = _SELECTORS.sub("", text)
    # Before NFC, whose ordering of marks takes a long time on a long pile; after, since it may take marks apart.
    text = unicodedata.normalize("NFC", _without_piles(text))
    return unicodedata.normalize("NFC", _without_piles(text))


def shows_nothing(text: str) -> bool:
    """True when no letter, figure, sign or picture is in `text`; what is newer than our tables counts as one."""
    return not any(unicodedata.category(sign)[0] not in "ZM" and ord(sign) > 0x20 and sign != "\u2800" for sign in text)


def _joiner(match: re.Match[str]) -> str:
    """One joiner where a script or an emoji family needs it; nothing elsewhere."""
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    if _SHAPED.match(before):
        return match[0][0]
    pictures = _PICTURE.match(before) and _PICTURE.match(after)
    return "\u200d" if pictures and "\u200d" in match[0] else ""


def _without_piles(text: str) -> str:
    """At most MOST_MARKS marks one after another: a pile covers the lines above and below it."""
    kept, pile = [], 0
    for sign in text:
        pile = pile + 1 if sign >= "\u0300" and unicodedata.category(sign) in ("Mn", "Me") else 0
        if pile <= MOST_MARKS:
            kept.append(sign)
    return "".join(kept)
