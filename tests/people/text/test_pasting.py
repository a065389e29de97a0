"""What a word processor puts on the clipboard keeps its headings, lists and links, and nothing else."""

import pytest

from people.text.pasting import MAX_PASTED, to_markdown
from people.text.sanitising import render_markdown

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0;} --></style>
<xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><title>Draft</title></head>
<body lang=EN-GB style='tab-interval:36.0pt'><!--StartFragment-->
<h2><span style='font-family:"Calibri"'>How it works<o:p></o:p></span></h2>
<p class=MsoNormal><b style='mso-bidi-font-weight:normal'>A camera </b>looks at <i>faces</i> in
<a href="https://example.org/a?x=1&amp;y=2">the street</a>.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>&middot;<span style='font:7.0pt "Times"'>&nbsp;&nbsp;&nbsp;
</span></span></span><![endif]>First point<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><![if !supportLists]><span>&middot;<span>&nbsp;
</span></span><![endif]>Second point [3]<o:p></o:p></p>
<p class=MsoListParagraph><![if !supportLists]><span>1.<span>&nbsp;&nbsp; </span></span><![endif]>A step</p>
<p class=MsoNormal>The end &lt;b&gt;of it&lt;/b&gt; * here.</p><script>alert(1)</script>
<!--EndFragment--></body></html>"""


def test_word_keeps_headings_lists_links_and_emphasis() -> None:
    assert to_markdown(WORD) == (
        "### How it works\n\n"
        "**A camera** looks at *faces* in [the street](https://example.org/a?x=1&y=2).\n\n"
        "- First point\n- Second point [3]\n1. A step\n\n"
        "The end <b>of it</b> \\* here."
    )
    html = render_markdown(to_markdown(WORD))
    for tag in ("<h4>", "<ul>", "<li>", "<strong>", "<em>", 'href="https://example.org'):
        assert tag in html
    for left in ("Mso", "mso", "StartFragment", "alert", "Calibri", "<script", "Normal"):
        assert left not in html


@pytest.mark.parametrize(("markup", "written"), [
    ("<ul><li>One<ul><li>Inner</li></ul></li><li>Two</li></ul>", "- One\n  - Inner\n- Two"),
    ("<ol><li><p>One</p></li><li><p>Two</p></li></ol>", "1. One\n2. Two"),
    ("<p>Loose</p>tail", "Loose\n\ntail"),
    ('<a href="javascript:alert(1)">press</a>', "press"),
    ('<p onclick="x()">A<img src=x onerror=alert(1)>B</p>', "AB"),
    ("<p><b> </b>x</p>", "x"),
    ("<table><tr><td>A</td><td>B</td></tr></table>", "A\n\nB"),
    ("", ""),
    ("<p>unclosed <b>bold", "unclosed **bold**"),
    ("<style>p {}</style>", ""),
])  # fmt: skip
def test_each_kind_of_markup(markup: str, written: str) -> None:
    assert to_markdown(markup) == written


def test_nothing_pasted_becomes_markup_of_a_page() -> None:
    for attack in ("<<script>script>alert(1)</script>", "<svg/onload=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"):
        html = render_markdown(to_markdown(f"<p>{attack}</p>"))
        assert "<script" not in html and "<svg" not in html and "<img" not in html


def test_more_than_a_clipboard_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="At most"):
        to_markdown("x" * (MAX_PASTED + 1))
