"""The PDF: tagged, titled, the same words; and it reads nothing but our own static files."""

import io
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from outcomes.models import MadeFile
from outcomes.report import drawable
from outcomes.report import pdf as paper
from tests.cast import Cast
from tests.outcomes.coded import WORDS
from tests.outcomes.report.printed import address

static_file = paper.static_file
SITE = "http://testserver/consultations/street-cameras/report/"


@pytest.mark.usefixtures("published_finding")
@pytest.mark.usefixtures("done_at_once")
def test_pdf_is_tagged_titled_and_says_what_the_page_says(cast: Cast, client_for) -> None:
    MadeFile.objects.all().delete()  # asked for as it was published, when nobody may have been there to make it
    answer = client_for(cast.amina).get(address(cast, "report.pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="findings-street-cameras.pdf"'
    pdf = PdfReader(io.BytesIO(answer.content))
    root = pdf.trailer["/Root"]
    assert pdf.metadata.title == "Findings: Street cameras in Eastmere"
    assert root["/MarkInfo"]["/Marked"] and root["/StructTreeRoot"] and root["/Lang"].startswith("en")
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert "People want faces deleted" in text and WORDS in text and "Deleting matters more than signs." in text
    assert "@example.org" not in text and cast.member(cast.amina).pseudonym not in text


@pytest.mark.usefixtures("ready_finding")
@pytest.mark.usefixtures("done_at_once")
def test_a_draft_says_so_on_paper(cast: Cast, client_for) -> None:
    answer = client_for(cast.moss).get(address(cast, "report.pdf"))
    assert 'filename="draft-findings-street-cameras.pdf"' in answer["Content-Disposition"]
    pdf = PdfReader(io.BytesIO(answer.content))
    assert "Draft, not published" in pdf.pages[0].extract_text()


@pytest.mark.usefixtures("published_finding")
@pytest.mark.usefixtures("done_at_once")
def test_where_no_pdf_can_be_made_the_page_says_so(cast: Cast, client_for, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)  # as where it, or Pango, is missing
    answer = client_for(None).get(address(cast, "report.pdf"))
    assert answer.status_code == 501 and "Save as PDF" in answer.content.decode()


# --- What it can draw ----------------------------------------------------------------------------
SCRIPTS = {"Welsh": "Ŵylfa Brîd", "Arabic": "مرحبا بكم", "Bengali": "আমি কথা বলি", "Chinese": "我不喜欢摄像头"}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Good 👍🏽, and 👩\u200d👧!", "Good [emoji: thumbs up], and [emoji: woman][emoji: girl]!"),
        ("❤\ufe0f 🇬🇧", "[emoji: heavy black heart] [emoji: flag of GB]"),
        ("Ŵylfa Brîd: “no” – ½", "Ŵylfa Brîd: “no” – ½"),
        ("<b>আমি কথা বলি</b>", "<b>[words in Bengali, for which this paper has no letters: read them on the page]</b>"),
        (
            "He said 不 (no).",
            "He said [words in Chinese characters, for which this paper has no letters: read them on the page] (no).",
        ),
    ],
)
def test_what_no_font_holds_is_named(monkeypatch, text: str, read: str) -> None:
    monkeypatch.setattr(drawable, "drawn", lambda one: ord(one) < 0x2100 and not "\u0980" <= one <= "\u09ff")
    assert drawable.named(text) == read


def test_every_script_is_drawn_or_named_on_paper() -> None:
    body = "".join(f"<p lang='und'>{text}</p>" for text in [*SCRIPTS.values(), "Yes 👍"])
    made = PdfReader(io.BytesIO(paper.make(f"<html lang='en'><title>x</title><body>{body}", base_url=SITE)))
    there = "".join(made.pages[0].extract_text().split())
    for name, text in {**SCRIPTS, "emoji": "👍"}.items():
        has_font = all(drawable.drawn(one) for one in text)
        assert (f"[wordsin{name}" in there or f"[{name}:" in there) != has_font, name
    assert "ŴylfaBrîd" in there


# --- What it may read ---------------------------------------------------------------------------
def test_it_reads_our_stylesheets() -> None:
    assert paper.static_file("http://testserver/static/css/tokens.css", SITE).name == "tokens.css"


def test_it_reads_collected_files_too(tmp_path, settings) -> None:
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "tokens.0123abcd.css").write_text("p {}")
    found = paper.static_file("http://testserver/static/css/tokens.0123abcd.css", SITE)
    assert found == tmp_path / "css" / "tokens.0123abcd.css"


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://elsewhere.example/static/css/tokens.css",
        "https://testserver/static/css/tokens.css",
        "http://testserver/media/x.css",
        "http://testserver/static/../manage.py",
        "http://testserver/static/%2e%2e/config/settings.py",
        "http://testserver/static//etc/passwd",
        "http://testserver/static/css/missing.css",
        "http://testserver/static/js/site.js",
        "data:text/css,p{}",
        "ftp://testserver/static/css/tokens.css",
    ],
)
def test_it_reads_nothing_else(url: str) -> None:
    with pytest.raises(ValueError):
        paper.static_file(url, SITE)


@pytest.mark.parametrize("url", ["file:///etc/hostname", "http://elsewhere.example/x.png", "data:image/png;base64,AA"])
def test_what_a_page_points_at_is_refused_and_the_pdf_is_made_without_it(url: str, monkeypatch) -> None:
    refused = []

    def watched(asked: str, base_url: str) -> Path:
        with pytest.raises(ValueError):
            static_file(asked, base_url)
        refused.append(asked)
        raise ValueError

    monkeypatch.setattr(paper, "static_file", watched)
    made = paper.make(f'<html lang="en"><title>x</title><img alt="" src="{url}">y</html>', base_url=SITE)
    assert refused == [url] and made.startswith(b"%PDF")
