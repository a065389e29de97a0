"""Figures of a technology grow old: its page has the newest, with their date, and says what should be newer."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.html import strip_tags

from audit import clock
from consultations.briefing import cadence
from consultations.briefing.forms import FigureForm
from consultations.models import BriefingVersion, Consultation, EvidenceFigure, Technology
from tests.cast import make_consultation
from tests.pages import flat

Cadence = EvidenceFigure.Cadence
AT = datetime(2026, 6, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "updated", "said"),
    [
        (Cadence.MONTH, date(2026, 1, 31), "Should have been updated by 28 February 2026"),
        (Cadence.MONTH, date(2026, 5, 15), ""),  # due today
        (Cadence.WEEK, date(2026, 6, 7), "Should have been updated by 14 June 2026"),
        (Cadence.YEAR, date(2025, 6, 14), "Should have been updated by 14 June 2026"),
        (Cadence.ASKED, date(2020, 1, 1), ""),
        ("now and then", date(2020, 1, 1), ""),
        (Cadence.DAY, None, ""),
    ],
)
def test_what_should_be_newer_is_said(words: str, updated: date | None, said: str) -> None:
    with clock.travel(AT):
        assert cadence.late(EvidenceFigure(cadence=words, updated=updated)) == said


def test_words_from_before_there_was_a_choice_stay_one() -> None:
    for was, fits in (("now and then", True), ("", False)):
        form = FigureForm({"metric": "Alerts", "value": "9", "cadence": "now and then"}, initial={"cadence": was})
        assert form.is_valid() == fits


def _briefed(about: Technology, slug: str, ago: int, **fields: object) -> tuple[Consultation, BriefingVersion]:
    consultation = make_consultation(slug, title=f"Asked in {slug}", **fields)
    consultation.technologies.add(about)
    at = clock.now() - timedelta(days=ago)
    version = BriefingVersion.objects.create(consultation=consultation, number=1, status="approved", published_at=at)
    return consultation, version


@pytest.mark.django_db
def test_the_page_of_a_technology_has_its_newest_local_figures(client: Client) -> None:
    lfr = Technology.objects.create(name="Face cameras", kind="lfr")
    address = f"/technologies/{lfr.pk}/"
    _, old = _briefed(lfr, "old", 300)
    old.figures.create(metric="Vans", value="1", area="Eastmere", period="2024")
    _, newest = _briefed(lfr, "newest", 3)
    newest.figures.create(metric="Alerts worldwide", value="7")
    _, hidden = _briefed(lfr, "hidden", 1, stage="draft")
    hidden.figures.create(metric="Secret vans", value="5", area="Eastmere")
    assert "Vans" in client.get(address).content.decode(), "the newest briefing has no local ones"
    newest.figures.create(
        metric="False alerts", value="10", is_error_rate=True, denominator_label="faces", denominator_value="3147436",
        second_denominator_label="alerts", second_denominator_value="2077", area="Westmere", period="2025",
        source="The force [3]", cadence="every month", updated=date(2025, 9, 30),
    )  # fmt: skip
    newest.deployments.create(
        date=date(2025, 9, 1), borough="Westmere", faces_seen_est=1000, alerts=10, alerts_false=1, arrests=2
    )
    cache.clear()
    page = flat(strip_tags(client.get(address).content.decode()))
    assert "Newest local figures" in page and "Asked in newest" in page.split("Newest local figures")[1]
    for said in ("Published every month, last updated 30 September 2025", "Should have been updated by 30 October 2025",
                 "10 3,147,436 faces", "2,077 alerts", "The force [3]",
                 "1 deployment, 1 September 2025 to 1 September 2025",
                 "10.0 (1 of 10)"):  # fmt: skip
        assert said in page, said
    assert "Vans" not in page and "Secret" not in page and "worldwide" not in page
