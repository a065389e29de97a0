"""What came of it for whoever brings no cookie: the same bytes, sent again only if something happened."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit import clock
from consultations.joining import consents, joining
from consultations.models import Consent, Stage
from outcomes import numbers
from outcomes.models import Commitment, FindingsReport, RecommendationResponse, VerdictReason
from outcomes.promises import commitments
from outcomes.report import method
from outcomes.verdicts import verdicts
from people.models import User
from people.privacy import erasing
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes.news.test_news import answer
from tests.outcomes.report import printed

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]


@made_once
def pages(cast: Cast) -> list[str]:
    answer(cast)
    cast.at(Stage.FOLLOW_UP)
    report = FindingsReport.objects.get()
    report.published_at, report.counted = clock.now(), method.to_keep(cast.consultation, report.comments.all())
    report.save()
    slug, promise = cast.consultation.slug, Commitment.objects.get()
    return [
        reverse("answer", args=[slug]),
        reverse("promises", args=[slug]),
        reverse("promise", args=[slug, promise.pk]),
        *(reverse(name, args=[slug]) for name in ("report", "verdict", "public_record")),
        reverse("recommendation", args=[slug, 1]),
    ]


def test_what_did_not_change_is_not_sent_and_not_made(pages: list[str]) -> None:
    for page in pages:
        first = Client().get(page, headers={"Accept-Language": "pl", "Referer": "http://testserver/desk/"})
        with CaptureQueriesContext(connection) as asked:
            again = Client().get(page)
        assert len(asked) == 1, "made once for each version"
        assert (first.status_code, first["Cache-Control"]) == (200, "private, no-cache"), page
        assert again.content == first.content and not again.cookies, page
        assert again["Content-Security-Policy"] == first["Content-Security-Policy"], page
        with CaptureQueriesContext(connection) as asked:
            kept = Client().get(page, headers={"If-None-Match": first["ETag"]})
        assert (kept.status_code, kept.content, len(asked)) == (304, b"", 1), page
        assert "Cookie" in first["Vary"] and "X-Accel-Expires" not in first


def test_an_act_makes_them_new(cast: Cast, pages: list[str]) -> None:
    tags = {page: Client().get(page)["ETag"] for page in pages}
    commitments.report_progress(Commitment.objects.get(), by=cast.reyes, text="The paint is here.", state="on_track")
    for page, tag in tags.items():
        assert Client().get(page, headers={"If-None-Match": tag}).status_code == 200, page
    assert "The paint is here." in Client().get(pages[2]).content.decode()


def test_who_is_known_has_a_page_of_their_own(cast: Cast, pages: list[str], client_for: As) -> None:
    page = pages[2]
    stranger = Client().get(page)
    officer = client_for(cast.okoro).get(page, headers={"If-None-Match": stranger["ETag"]})
    assert (officer.status_code, officer["Cache-Control"]) == (200, "private, no-store")
    assert 'name="act"' in officer.content.decode()
    assert 'name="act"' not in stranger.content.decode()
    after = Client().get(page)
    assert after.content == stranger.content, "the officer's page was kept for nobody"


def test_a_page_that_is_not_there_yet_is_not_kept(cast: Cast) -> None:
    absent = Client().get(reverse("answer", args=[cast.consultation.slug]))
    assert absent.status_code == 404 and "ETag" not in absent


def test_what_a_participant_does_changes_none_of_them(cast: Cast, pages: list[str]) -> None:
    """The tag does not know of it: so the bytes may not tell either (docs/decisions/public-pages.md)."""
    before = {page: Client().get(page) for page in pages}
    assert {answer.status_code for answer in before.values()} == {200}
    cache.clear()
    slot = RecommendationResponse.objects.get(recommendation__number=1)
    verdicts.give(cast.consultation, by=cast.amina, said={slot.pk: verdicts.Said("no", "It is not what we asked.")})
    joining.withdraw(cast.consultation, by=cast.bilal)
    erasing.erase(cast.carys)
    for page, was in before.items():
        now = Client().get(page)
        assert (now["ETag"], now.content) == (was["ETag"], was.content), page


def test_what_time_alone_changes_is_seen(cast: Cast, pages: list[str]) -> None:
    """The verdict closes at the end of a day, with nothing recorded; a printed reason is recorded."""
    page = reverse("verdict", args=[cast.consultation.slug])
    slot = RecommendationResponse.objects.get(recommendation__number=1)
    for who in (cast.amina, cast.bilal, cast.carys):
        verdicts.give(cast.consultation, by=who, said={slot.pk: verdicts.Said("no", f"Not for {who.pk}.")})
    open_still = Client().get(page)
    with clock.travel(clock.now() + timedelta(days=numbers.VERDICT_DAYS + 1)):
        closed = Client().get(page, headers={"If-None-Match": open_still["ETag"]})
        assert closed.status_code == 200 and "0 printed" in closed.content.decode()
        verdicts.decide_reason(VerdictReason.objects.first(), by=cast.moss)
        read = Client().get(page, headers={"If-None-Match": closed["ETag"]})
        assert read.status_code == 200 and "1 printed" in read.content.decode()


def test_no_act_of_one_person_moves_a_published_report(cast: Cast) -> None:
    """Quotes taken back, people erased: the report stays as it is until its next version. No appeal waits by then."""
    finding = printed.published(cast)
    page = reverse("report", args=[cast.consultation.slug])
    before = Client().get(page)
    quoted = {quote.revision.contribution.membership.user for quote in finding.quotes.all()} - {None}
    assert quoted
    for person in quoted:
        consents.set_consent(cast.consultation, Consent.Item.QUOTES, False, by=person)
    erasing.erase(cast.bilal)
    now = Client().get(page)
    assert (now["ETag"], now.content) == (before["ETag"], before.content)
