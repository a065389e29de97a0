"""Text people type, made safe."""

import pytest

from people.text import MAX_MARKDOWN, is_safe_link, one_line, plain, render_markdown


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


def test_one_line_folds_white_space() -> None:
    assert one_line(" Ada \n\t Lovelace ") == "Ada Lovelace"


def test_markdown_keeps_emphasis_lists_and_safe_links() -> None:
    html = render_markdown("Some **bold** [link](https://example.org/a).\n\n- one\n- two")
    assert "<strong>bold</strong>" in html
    assert '<a href="https://example.org/a">link</a>' in html
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
    ],
)
def test_safe_links(url: str, safe: bool) -> None:
    assert is_safe_link(url) is safe
