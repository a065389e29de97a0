"""What people type, made safe. The only module that calls bleach.

Residents' words are kept as typed (normalised) and escaped by the template. Staff texts may use a small
Markdown subset, rendered once on save.
"""

import re
import unicodedata
from urllib.parse import urlsplit

import bleach
from markdown_it import MarkdownIt

ALLOWED_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "h4", "blockquote"}
SAFE_SCHEMES = {"http", "https", "mailto"}
MAX_MARKDOWN = 20_000  # cleaning is quadratic on hostile input; cap before cleaning

# Characters that reorder, hide or end text: bidi controls, zero-width marks outside emoji, C0/C1 controls.
_CONTROLS = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufff9-\ufffb]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")


def plain(text: str) -> str:
    """NFC text without control or bidi-override characters, line ends as \\n, trimmed."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _BIDI.sub("", _CONTROLS.sub("", text)).strip()


def one_line(text: str) -> str:
    """`plain` on one line, runs of white space folded: for names and titles."""
    return " ".join(plain(text).split())


def render_markdown(text: str) -> str:
    """Safe HTML for a staff text: paragraphs, emphasis, lists, links, small headings. Raw HTML is shown as typed.

    Raises ValueError over MAX_MARKDOWN characters.
    """
    if len(text) > MAX_MARKDOWN:
        raise ValueError(f"At most {MAX_MARKDOWN:,} characters.")
    markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": 12})
    markdown.disable(["image", "html_inline", "html_block", "code", "fence"])
    html = markdown.render(plain(text))
    html = re.sub(r"(</?)h[1-6](?=[ >])", r"\1h4", html)
    # A fresh Cleaner each call: a shared one is not thread-safe and has returned another person's text.
    cleaner = bleach.Cleaner(tags=ALLOWED_TAGS, attributes={"a": _link_attribute}, protocols=SAFE_SCHEMES, strip=True)
    return cleaner.clean(html)


def _link_attribute(tag: str, name: str, value: str) -> bool:
    return name == "href" and is_safe_link(value)


def is_safe_link(url: str) -> bool:
    """True for absolute http(s) and mailto links only; bleach alone lets `javascript:123` through."""
    url = _CONTROLS.sub("", url).strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.scheme.lower() == "mailto":
        return True
    return parts.scheme.lower() in SAFE_SCHEMES and bool(parts.netloc)
