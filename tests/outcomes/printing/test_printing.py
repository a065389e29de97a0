"""The briefing as a tagged PDF: of what everybody reads, made once, and anew when what stands over it is another."""

import io
import os
from pathlib import Path

import pytest
from django.core.cache import cache
from django.urls import reverse
from pypdf import PdfReader

from consultations.briefing import versions
from consultations.briefing.views import reading
from consultations.models import BriefingVersion, Consultation
from outcomes.models import BriefingFile
from outcomes.printing import printing
from outcomes.report import pdf
from tests.consultations.draft import Draft, make_draft
from tests.made_once import made_once
from tests.pages import flat

PARTS = ("In one minute", "Known limits, errors and bias", "Words explained", "Sources", "Ruth Hale", "Version 1")


@made_once
def announced() -> Draft:
    return make_draft().announce()


def address(draft: Draft, query: str = "") -> str:
    return reverse("briefing_pdf", args=[draft.consultation.slug]) + query


@pytest.mark.usefixtures("done_at_once")
def test_it_is_tagged_says_what_the_page_says_and_is_linked_from_it(announced: Draft, client_for) -> None:
    client = client_for(None)
    page = flat(client.get(reverse("briefing", args=[announced.consultation.slug])).content.decode())
    assert f'<a href="{address(announced)}?version=1">a PDF, tagged for screen readers</a>' in page
    answer = client.get(address(announced, "?version=1"))
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'inline; filename="briefing-{announced.consultation.slug}-version-1.pdf"'
    read = PdfReader(io.BytesIO(answer.content))
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/StructTreeRoot"] and str(root["/Lang"]).startswith("en")
    assert read.metadata is not None and read.metadata.title == f"Briefing: {announced.consultation.title}"
    assert b"pdfuaid" in root["/Metadata"].get_data()
    if folder := os.environ.get("LOOK"):
        Path(folder, "briefing.pdf").write_bytes(answer.content)
    text = " ".join("".join(page.extract_text() for page in read.pages).split())
    assert [words for words in PARTS if words not in text] == []
    assert "what this word means" not in text and "Each figure stands for one" not in text
    unchanged = client.get(address(announced), headers={"If-None-Match": answer["ETag"]})
    assert unchanged.status_code == 304


def test_its_signatures_are_those_of_the_page(announced: Draft, client_for, monkeypatch) -> None:
    """With seat, standpoint and day; whose is not counted; and that in a demonstration everybody is invented."""
    slug, version = announced.consultation.slug, BriefingVersion.objects.get()
    signed = version.valid_signoffs().first()
    assert signed is not None
    for module in (printing.seating, reading.seating):
        monkeypatch.setattr(module, "beside_who_runs_it", lambda consultation: frozenset({signed.member_id}))
    Consultation.objects.update(is_demonstration=True)
    version = BriefingVersion.objects.select_related("consultation").get()
    paper, page = (
        flat(printing.page(version)),
        flat(client_for(None).get(f"/consultations/{slug}/briefing/").content.decode()),
    )
    for words in (signed.signer.standpoint_words, "Signed on", "This signature is not counted now"):
        assert words and words in page and words in paper
    assert "The people and the places in this briefing are invented" in paper


@pytest.mark.usefixtures("done_at_once")
def test_it_is_made_once_and_anew_when_it_is_replaced(announced: Draft, client_for, monkeypatch) -> None:
    made: list[str] = []
    monkeypatch.setattr(pdf, "make", lambda html, base_url: made.append(html) or b"%PDF")
    client = client_for(None)
    for _ in range(2):
        assert client.get(address(announced)).content == b"%PDF"
    assert len(made) == 1
    announced.opened()
    new = versions.start(announced.consultation, "Mended", by=announced.moss)
    assert client.get(address(announced, "?version=2")).status_code == 404, "nobody reads it yet"
    assert client_for(announced.moss).get(address(announced, "?version=2")).status_code == 404
    BriefingVersion.objects.filter(number=1).update(status="superseded")
    BriefingVersion.objects.filter(pk=new.pk).update(status="approved")
    cache.clear()
    client.get(address(announced, "?version=1"))
    assert len(made) == 2 and "Version 2 replaced this one." in flat(made[1])


@pytest.mark.usefixtures("done_at_once")
def test_a_draft_has_none_and_a_machine_that_cannot_says_so(announced: Draft, client_for, monkeypatch) -> None:
    def cannot(*_: object, **__: object) -> bytes:
        raise pdf.NotHere("no Pango")

    monkeypatch.setattr(pdf, "make", cannot)
    answer = client_for(None).get(address(announced))
    assert answer.status_code == 501 and "print it" in flat(answer.content.decode())
    assert BriefingFile.objects.get().failed_for
    BriefingVersion.objects.update(status="draft")
    assert client_for(announced.moss).get(address(announced)).status_code == 404
    assert printing.of_version(BriefingVersion.objects.get()) == []


def test_until_it_is_made_the_page_says_so_and_one_job_waits(announced: Draft, client_for) -> None:
    for _ in range(2):
        answer = client_for(None).get(address(announced))
        assert answer.status_code == 202 and answer["Retry-After"] == "60"
    assert "The PDF is being made" in answer.content.decode()
    assert BriefingFile.objects.get().is_wanted
