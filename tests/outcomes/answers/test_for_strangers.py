"""The answer and its promises for whoever brings no cookie: the same bytes, sent again only if something happened."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations.models import Stage
from outcomes.models import Commitment
from outcomes.promises import commitments
from people.models import User
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes.news.test_news import answer

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]


@made_once
def pages(cast: Cast) -> list[str]:
    answer(cast)
    cast.at(Stage.FOLLOW_UP)
    slug, promise = cast.consultation.slug, Commitment.objects.get()
    return [
        reverse("answer", args=[slug]),
        reverse("promises", args=[slug]),
        reverse("promise", args=[slug, promise.pk]),
    ]


def test_what_did_not_change_is_not_sent_and_not_made(pages: list[str]) -> None:
    for page in pages:
        first = Client().get(page, headers={"Accept-Language": "pl", "Referer": "http://testserver/desk/"})
        again = Client().get(page)
        assert (first.status_code, first["Cache-Control"]) == (200, "private, no-cache"), page
        assert again.content == first.content and not again.cookies, page
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
    assert "Publish this update" in officer.content.decode() or 'name="act"' in officer.content.decode()
    assert 'name="act"' not in stranger.content.decode()
    after = Client().get(page)
    assert after.content == stranger.content, "the officer's page was kept for nobody"


def test_a_page_that_is_not_there_yet_is_not_kept(cast: Cast) -> None:
    absent = Client().get(reverse("answer", args=[cast.consultation.slug]))
    assert absent.status_code == 404 and "ETag" not in absent
