"""What people type, made safe. The only module that calls bleach.

Residents' words are kept as typed (in order: people/text/characters.py) and escaped by the template. Staff texts may
use a small Markdown subset, rendered once on save.
"""

import html
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

import bleach
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from people.errors import Refused
from people.text.characters import shows_nothing, tidy

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


def within(text: str, most: int) -> str:
    """`plain`, whole. Raises Refused over `most` characters, with how many to take out: nothing is cut off unseen."""
    text = plain(text)
    if len(text) > most:
        raise Refused(f"This is {len(text):,} characters long. The most is {most:,}: take out {len(text) - most:,}.")
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
