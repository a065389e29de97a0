"""The page on which a second person reads the quotes: ten at a time, and first what this person can check."""

import re
from typing import Any

import pytest
from django.urls import reverse

from consultations.models import Stage
from outcomes.coding import quoting
from outcomes.coding.views.quotes import A_PAGE
from outcomes.models import Excerpt
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes import coded

MANY = A_PAGE + 3


@made_once
def quotes(cast: Cast) -> list[Excerpt]:
    about = coded.theme(cast)
    made = [coded.quote(cast, cast.amina, about, f"Delete it at once, {n} times.", checked=False) for n in range(MANY)]
    coded.written(cast, about, made)
    cast.at(Stage.ANALYSIS)
    return made


def shown(page: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'id="quote-(\d+)"', page)]


@pytest.mark.usefixtures("quotes")
def test_ten_wait_on_a_page_and_the_rest_on_the_next(cast: Cast, client_for: Any) -> None:
    address = reverse("check_quotes", args=[cast.consultation.slug])
    hale = client_for(cast.hale)
    first, second = (hale.get(f"{address}?page={n}").content.decode() for n in (1, 2))
    assert len(shown(first)) == A_PAGE and len(shown(second)) == MANY - A_PAGE
    assert not set(shown(first)) & set(shown(second))
    assert "Page 1 of 2" in " ".join(first.split()) and "Quote 11" in second
    assert f"{MANY} wait, {MANY} of them for you" in " ".join(first.split())


def test_what_somebody_can_check_stands_before_what_they_cannot(
    cast: Cast, client_for: Any, quotes: list[Excerpt]
) -> None:
    for one in quotes[:-1]:
        quoting.refuse_quote(one, by=cast.hale, why="It names a street.")
    page = client_for(cast.hale).get(reverse("check_quotes", args=[cast.consultation.slug])).content.decode()
    assert shown(page)[0] == quotes[-1].pk
    assert f"{MANY} wait, 1 of them for you" in " ".join(page.split())


def test_words_that_are_refused_come_back_on_their_page(cast: Cast, client_for: Any, quotes: list[Excerpt]) -> None:
    last = max(one.pk for one in quotes)
    sent = {"excerpt": last, "do": "edit", "edited": "Something that nobody said at all."}
    page = client_for(cast.moss).post(reverse("check_quotes", args=[cast.consultation.slug]), sent)
    assert page.status_code == 422 and last in shown(page.content.decode())
    assert "Something that nobody said at all." in page.content.decode()
