"""What people type, made safe. The only module that calls bleach.

Residents' words are kept as typed, their characters put in order (`tidy`), and escaped by the template. Staff texts may
use a small Markdown subset, rendered once on save.
"""

import html
import re
import unicodedata
from collections.abc import Sequence
from urllib.parse import urlsplit

import bleach
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from people.errors import Refused
from people.text import sentences

# --- Characters nobody sees -------------------------------------------------------------------------
# What reorders, hides, ends or piles up is taken out; what scripts need stays.
# Kept: the joiners of Persian, Urdu, Hindi, Malayalam and emoji families, emoji flags, variation selectors after a
# character, tabs and line ends. Taken out: controls, bidi controls, zero-width marks, fillers, tags, halves of
# surrogate pairs, non-characters, and marks beyond the sixth on one letter.
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


#: Parts of a page that are no words of it, with all they hold.
_NO_WORDS = re.compile(r"<(style|script|xml|head|title|o:p|w:\w+|m:\w+)\b[^>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)


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


# --- Words, and the markup of staff texts ------------------------------------------------------------
ALLOWED_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "h4", "blockquote"}
SAFE_SCHEMES = {"http", "https", "mailto"}
MAX_MARKDOWN = 20_000  # cleaning is quadratic on hostile input; cap before cleaning
#: For links that people write: no reference to us, no vote for the page, no hold on our window.
REL = "nofollow noopener ugc"

#: A browser drops these wherever they stand in an address; elsewhere a control or space makes it no address.
_DROPPED = re.compile("[\t\n\r]")
_NO_ADDRESS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\\<>\"`]")


def plain(text: str) -> str:
    """NFC text without control, hidden or direction-changing characters, line ends as \\n, trimmed.

    Text in which nothing can be seen is no text: the empty string.
    """
    text = tidy(text).strip()
    return "" if shows_nothing(text) else text


def one_line(text: str) -> str:
    """`plain` on one line, runs of white space folded: for names and titles."""
    return " ".join(plain(text).split())


def within(text: str, most: int, what: str = "This") -> str:
    """`plain`, whole. Raises Refused over `most` characters, with how many to take out: nothing is cut off unseen."""
    return _whole(plain(text), most, what)


def line_within(text: str, most: int, what: str = "This") -> str:
    """`one_line`, whole: as `within`."""
    return _whole(one_line(text), most, what)


def shortened(text: str, most: int) -> str:
    """One line made from a longer text that stands whole elsewhere; “…” shows where it was cut."""
    return sentences.shortened(one_line(text), most)


def _whole(text: str, most: int, what: str) -> str:
    if len(text) > most:
        over = len(text) - most
        raise Refused(f"{what} is {len(text):,} characters long. The most is {most:,}: take out {over:,}.")
    return text


def number(text: str | None) -> int:
    """The whole number in what was sent; 0, which no row has, when it is none or longer than any."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else 0


def render_markdown(text: str) -> str:
    """Safe HTML for a staff text: paragraphs, emphasis, lists, links, small headings. Raw HTML is shown as typed.

    Raises ValueError over MAX_MARKDOWN characters.
    """
    if len(text) > MAX_MARKDOWN:
        raise ValueError(f"At most {MAX_MARKDOWN:,} characters.")
    markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": 12})
    markdown.disable(["image", "html_inline", "html_block", "code", "fence"])
    markdown.add_render_rule("link_open", _link_open)
    written = markdown.render(plain(text))
    written = re.sub(r"(</?)h[1-6](?=[ >])", r"\1h4", written)
    return clean(written)


def clean(markup: str) -> str:
    """`markup` with nothing in it but the tags above and safe links. Cleaning twice changes nothing."""
    # A fresh Cleaner each call: a shared one is not thread-safe and has returned another person's text.
    cleaner = bleach.Cleaner(tags=ALLOWED_TAGS, attributes={"a": _link_attribute}, protocols=SAFE_SCHEMES, strip=True)
    cleaned: str = cleaner.clean(markup)
    return cleaned


def pasted(markup: str) -> str:
    """What a word processor puts on the clipboard, with nothing in it but headings, text, lists, tables, links.

    Its lists are paragraphs with a mark: they keep their class, so that people.text.pasting can tell.
    """
    markup = _NO_WORDS.sub("", markup)
    tags = {
        *ALLOWED_TAGS,
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "b",
        "i",
        "table",
        "tbody",
        "thead",
        "tr",
        "td",
        "th",
        "div",
    }
    attributes = {"a": _link_attribute, "p": lambda tag, name, value: name == "class" and "MsoList" in value}
    cleaner = bleach.Cleaner(tags=tags, attributes=attributes, protocols=SAFE_SCHEMES, strip=True)
    cleaned: str = cleaner.clean(markup)
    return cleaned


def _link_open(self: RendererHTML, tokens: Sequence[Token], index: int, options: object, env: object) -> str:
    tokens[index].attrs["rel"] = REL
    return self.renderToken(tokens, index, options, env)  # type: ignore[arg-type]


def _link_attribute(tag: str, name: str, value: str) -> bool:
    if name == "rel":
        return value == REL
    return name == "href" and is_safe_link(html.unescape(value))


def is_safe_link(url: str) -> bool:
    """True for absolute http(s) and mailto links only, read as a browser reads them.

    bleach alone lets `javascript:123` through. No password in the address: it serves only to mislead.
    """
    url = _DROPPED.sub("", url).strip("".join(map(chr, range(0x21))))
    if _NO_ADDRESS.search(url):
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    if parts.scheme == "mailto":
        return "@" in parts.path and not parts.netloc
    return parts.scheme in ("http", "https") and bool(host) and "@" not in parts.netloc
