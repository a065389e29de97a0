"""What a browser would find: answers re-parsed with an HTML5 parser and held against harmless ones."""

import re
import warnings
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import html5lib

warnings.filterwarnings("ignore", module="html5lib")
ALLOWED = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "h4", "blockquote"}
SCHEMES = {"http", "https", "mailto"}
ADDRESSES = {"href", "src", "action", "formaction", "srcdoc", "style", "data", "poster", "xlink:href", "srcset"}
ACTIVE = {
    "script", "img", "iframe", "svg", "math", "object", "embed", "style", "link", "meta", "base", "form", "video", "audio",
    "source", "frame", "frameset", "applet", "marquee", "template", "portal", "animate", "set", "foreignobject",
}  # fmt: skip
Shape = tuple[str, str, str]


def as_browser(url: str, base: str = "https://site.example/") -> Any:
    """The address as the URL standard reads it: ends stripped, tabs and line ends dropped, \\ taken for /."""
    url = re.sub(r"[\t\n\r]", "", url.strip("".join(map(chr, range(0x21)))))
    scheme = re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", url)
    if not scheme or scheme[0].lower() in ("http:", "https:", "ftp:", "ws:", "wss:", "file:"):
        url = url.replace("\\", "/")
        url = re.sub(r"^(https?:)/{0,}", r"\1//", url, flags=re.IGNORECASE)  # any number of slashes is two
        url = re.sub(r"^/{2,}", "//", url)
    try:
        return urlsplit(urljoin(base, url))
    except ValueError:
        return urlsplit("https://unreadable.invalid/")


def elements(markup: str) -> Iterator[Any]:
    tree = html5lib.parseFragment(markup, namespaceHTMLElements=False)
    return (element for element in tree.iter() if isinstance(element.tag, str) and element.tag != "DOCUMENT_FRAGMENT")


def unsafe(markup: str) -> list[str]:
    """For cleaned Markdown: every tag, attribute or address that is not allowed."""
    wrong = []
    for element in elements(markup):
        if element.tag not in ALLOWED:
            wrong.append(f"<{element.tag}>")
        for name, value in element.attrib.items():
            if name not in ("href", "rel"):
                wrong.append(f"{element.tag} {name}")
            elif name == "href" and (as_browser(value, "none:").scheme not in SCHEMES):
                wrong.append(value)
    return wrong


def shapes(page: str, whole: bool) -> set[Shape]:
    """Every (tag, attribute, address without figures) of a page: what it can do, whatever its words are."""
    parse = html5lib.parse if whole else html5lib.parseFragment
    found: set[Shape] = set()
    for element in parse(page, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            continue
        found.add((element.tag, "", ""))
        for name, value in element.attrib.items():
            name = str(name)
            acts = name in ADDRESSES or name.startswith(("on", "hx-", "data-hx-", "formaction", "sse-", "ws-"))
            acts = acts and name != "hx-headers"  # holds the form's token, another each time
            found.add((element.tag, name, re.sub(r"[0-9a-f]{12,}|\d+", "#", value) if acts else ""))
    return found


def can_act(shape: Shape) -> bool:
    """True for what can run, load or send something, or lead to an address that is none of ours."""
    tag, name, value = shape
    if not name:
        return tag in ACTIVE
    if tag == "img" and name == "src" and value.startswith("data:image/"):
        return False  # our own QR codes: no script runs inside an <img>
    if name in ADDRESSES:
        there = as_browser(value, "https://site.example/")
        return name in ("srcdoc", "style", "data", "srcset", "poster") or there.scheme not in SCHEMES
    return name.startswith(("on", "hx-", "data-hx-", "sse-", "ws-"))


def added(found: set[Shape], harmless: set[Shape]) -> list[Shape]:
    """What hostile words added to a page: any tag it never has, and whatever can act."""
    return [shape for shape in found - harmless if can_act(shape) or (not shape[1] and shape[0] not in ALLOWED)]


def sees_planted() -> bool:
    """The judges themselves, on what they must find and on what they must let pass."""
    harmless = shapes('<p>x</p><a href="/y/">z</a>', whole=False)
    bad = [
        "<img src=x>",
        '<p hx-get="/x">',
        '<p onclick="x">',
        '<a href="java\tscript:x">',
        "<script>",
        '<p style="x">',
    ]
    good = ["<p>more</p>", '<a href="/w/">z</a>', '<a href="https://a.example/">z</a>']
    off = ["//evil.example", "/\\evil.example", "https:evil.example", "\thttps://evil.example", "javascript:x"]
    return (
        all(added(shapes(page, whole=False), harmless) for page in bad)
        and not any(added(shapes(page, whole=False), harmless) for page in good)
        and all(unsafe(page) for page in bad)
        and all(map(leaves_site, off))
        and not any(map(leaves_site, ["/a/", "/a//b", "?x", "http://testserver/"]))
    )


def leaves_site(location: str, base: str = "http://testserver/accounts/") -> bool:
    there = as_browser(location, base)
    return there.scheme not in ("http", "https") or there.netloc != "testserver"
