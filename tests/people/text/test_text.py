"""Text people type, made safe."""

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from people.errors import Refused
from people.text.sanitising import (
    ALLOWED_TAGS,
    MAX_MARKDOWN,
    clean,
    is_safe_link,
    number,
    one_line,
    plain,
    render_markdown,
    within,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("cafe\u0301", "café"),
        ("left \u202eright", "left right"),
        ("nul\x00 bell\x07", "nul bell"),
        ("  spaces around  ", "spaces around"),
        ("日本 👩‍👩‍👧 ok", "日本 👩‍👩‍👧 ok"),
    ],
)
def test_plain_text_is_normalised_and_otherwise_kept(typed: str, kept: str) -> None:
    assert plain(typed) == kept


@pytest.mark.parametrize(
    ("sent", "meant"), [("12", 12), ("", 0), (None, 0), ("-1", 0), ("٣", 0), ("²", 0), ("9" * 30, 0)]
)
def test_a_number_that_was_sent_or_none(sent: str | None, meant: int) -> None:
    assert number(sent) == meant


def test_too_long_a_text_is_refused_whole_and_says_by_how_much() -> None:
    assert within(" just \n", 4) == "just"
    with pytest.raises(Refused, match="This is 1,005 characters long. The most is 1,000: take out 5"):
        within("x" * 1005, 1000)


def test_one_line_folds_white_space() -> None:
    assert one_line(" Ada \n\t Lovelace ") == "Ada Lovelace"


def test_markdown_keeps_emphasis_lists_and_safe_links() -> None:
    html = render_markdown("Some **bold** [link](https://example.org/a).\n\n- one\n- two")
    assert "<strong>bold</strong>" in html
    assert '<a href="https://example.org/a" rel="nofollow noopener ugc">link</a>' in html
    assert html.count("<li>") == 2


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](javascript:123)",
        "[x](host:80)",
        "[x](data:text/html,hi)",
        '<a href="#" hx-get="/desk/">x</a>',
        "![x](https://example.org/track.gif)",
        "<svg><p><style><g title='</style><img src=x onerror=alert(1)>'>",
    ],
)
def test_markdown_never_yields_active_content(hostile: str) -> None:
    html = render_markdown(hostile)
    for mark in ("<script", "<img", "<svg", "<style", 'href="javascript', 'href="data', 'href="host', "<a hx"):
        assert mark not in html


def test_headings_never_compete_with_the_page() -> None:
    assert render_markdown("# Big") == "<h4>Big</h4>\n"


def test_markdown_over_the_cap_is_refused() -> None:
    with pytest.raises(ValueError, match="At most"):
        render_markdown("x" * (MAX_MARKDOWN + 1))


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.org", True),
        ("mailto:a@example.org", True),
        ("//example.org", False),
        ("/desk/", False),
        ("java\x01script:alert(1)", False),
        ("https:alert", False),
        ("HTTPS://EXAMPLE.ORG/a?b=c#d", True),
        ("https://bücher.example/ü", True),
        (" \x01https://example.org", True),
        ("https://good.example@evil.example/", False),
        ("https://good.example\\@evil.example/", False),
        ("https:\\\\evil.example", False),
        ("https:///evil.example", False),
        ("https://", False),
        ("jav\tascript:alert(1)", False),
        ("\njavascript:alert(1)", False),
        ("java\nscript:https://example.org", False),
        ("vbscript:x", False),
        ("data:text/html,https://x", False),
        ("mailto:", False),
        ("mailto://x", False),
        ("https://[::1", False),
        ("https://exa mple.org", False),
    ],
)
def test_safe_links(url: str, safe: bool) -> None:
    assert is_safe_link(url) is safe


def unsafe(markup: str) -> list[str]:
    """Whatever a browser would find in `markup` that is not allowed."""
    found = []
    for element in html5lib.parseFragment(markup, namespaceHTMLElements=False).iter():
        if element.tag == "DOCUMENT_FRAGMENT":
            continue
        if element.tag not in ALLOWED_TAGS:
            found.append(str(element.tag))
        found += [name for name in element.attrib if name not in ("href", "rel")]
        if "href" in element.attrib and not is_safe_link(element.attrib["href"]):
            found.append(element.attrib["href"])
    return found


@pytest.mark.parametrize(
    "hostile",
    [
        "[x](javascript&colon;alert(1))",
        "[x](java&Tab;script:alert(1))",
        "[x](<javascript:alert(1)>)",
        "[x](\\javascript:alert(1))",
        "<javascript:alert(1)>",
        "[x]: javascript:alert(1)\n\n[x]",
        '<p hx-get="/desk/" data-hx-post="/x" hx-on:click="x" onclick="x">x</p>',
        '[x](https://example.org "" onmouseover=alert(1) x="")',
        '[x](https://example.org/" onmouseover="alert(1))',
        "[a](https://x.example)<a href=https://y.example hx-get=/desk/>b</a>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "[x](https://user:pass@evil.example)",
    ],
)
def test_a_browser_finds_nothing_active(hostile: str) -> None:
    for markup in (render_markdown(hostile), clean(hostile)):
        assert unsafe(markup) == []
        assert clean(markup) == markup


def test_the_judge_sees_what_is_unsafe() -> None:
    assert unsafe('<p hx-get="/x"><img src=x><a href="javascript:x">y</a>') == ["hx-get", "img", "src", "javascript:x"]


PIECES = [
    "<",
    ">",
    "[x](",
    ")",
    "javascript:",
    "https://a.example",
    "&#106;",
    "`",
    "**",
    "\n",
    '"',
    "hx-on=",
    "<a ",
    "<p ",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=25).map("".join))
def test_whatever_is_typed_comes_out_safe(text: str) -> None:
    for markup in (render_markdown(text), clean(text)):
        assert unsafe(markup) == []
        assert clean(markup) == markup
