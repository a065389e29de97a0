"""The page on which a second person reads the quotes: ten at a time, and first what this person can check."""

import re
from typing import Any

import pytest
from django.urls import reverse

from consultations.models import Stage
from outcomes.coding import coding, quoting
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
    client, address = client_for(cast.moss), reverse("check_quotes", args=[cast.consultation.slug])
    sent = {"do": "edit", "edited": "Something that nobody said at all."}
    page = client.post(address, {**coded.as_read(client, Excerpt.objects.get(pk=last)), **sent})
    assert page.status_code == 422 and last in shown(page.content.decode())
    assert "Something that nobody said at all." in page.content.decode()


def test_a_cut_that_somebody_else_made_meanwhile_is_neither_turned_back_nor_checked_unread(
    cast: Cast, client_for: Any
) -> None:
    """Two shorten the same words; a second person presses “It gives no one away” on a page with the longer ones."""
    about = coded.theme(cast)
    quote = coded.quote(cast, cast.amina, about, "Delete it at once, said my aunt in Mill Lane.", checked=False)
    coded.written(cast, about, [quote])
    address = reverse("check_quotes", args=[cast.consultation.slug])
    moss, hale = client_for(cast.moss), client_for(cast.hale)
    opened, read = coded.as_read(moss, quote), coded.as_read(hale, quote)
    coding.edit_quote(quote, "Delete it at once, said my aunt […]", by=cast.finch)
    second = moss.post(address, {**opened, "do": "edit", "edited": "Delete it at once […]"})
    page = second.content.decode()
    assert second.status_code == 422 and "Yours is kept below, but not saved" in page and 'id="overtaken"' in page
    for do in ("check", "refuse"):
        late = hale.post(address, {**read, "do": do, "why": "It names a street."})
        assert late.status_code == 422 and "The words were changed since you opened this page" in late.content.decode()
    assert 'value="It names a street."' in late.content.decode()
    quote = Excerpt.objects.get()
    assert (quote.text, quote.checked_by, quote.refused_because) == ("Delete it at once, said my aunt […]", None, "")
    assert hale.post(address, {**coded.as_read(hale, quote), "do": "check"}).status_code == 302
    assert Excerpt.objects.get().checked_by == cast.member(cast.hale)
