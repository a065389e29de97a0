"""The bench's pages: who reaches them, what they keep, what they cost."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from consultations.models import Stage
from deliberation.models import Contribution
from outcomes.coding import coding
from outcomes.models import Coding, Excerpt, NotRelevant, Stance, Theme
from people.models import User
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes import coded
from tests.pages import flat

SignIn = Callable[[User | None], Client]
BASE = "/consultations/street-cameras/"


@made_once
def address(cast: Cast) -> dict[str, str]:
    said = coded.say(cast, cast.amina)
    return {
        "coding": f"{BASE}coding/", "one": f"{BASE}coding/{said.pk}/",
        "themes": f"{BASE}themes/", "quotes": f"{BASE}quotes/",
    }  # fmt: skip


@pytest.mark.parametrize("page", ["coding", "one", "themes", "quotes"])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("moss", 200),
        ("finch", 200),
        ("hale", 200),
        ("amina", 404),
        ("okoro", 404),
        ("reyes", 404),
        ("outsider", 404),
        (None, 404),
    ],
)
def test_facilitators_and_oversight_read_and_nobody_else(
    cast: Cast, client_for: SignIn, address: dict[str, str], page: str, who: str | None, status: int
) -> None:
    client = client_for(getattr(cast, who) if who else None)
    assert client.get(address[page]).status_code == status


@pytest.mark.parametrize("who", ["hale", "okoro", "reyes", "amina"])
def test_posting_is_for_facilitators(cast: Cast, client_for: SignIn, address: dict[str, str], who: str) -> None:
    for page in ("one", "themes"):
        response = client_for(getattr(cast, who)).post(
            address[page], {"do": "not_relevant", "why": "greeting", "title": "T"}
        )
        assert response.status_code == 404
    assert not NotRelevant.objects.exists() and not Theme.objects.exists()


def filled(cast: Cast, **more: object) -> dict[str, object]:
    about = coded.theme(cast)
    return {
        "do": "code", "themes": [about.pk], "stance": "for", "intensity": "3", "directed_at": "none", "concern": "none",
        "words": "Delete it at once.", **more,
    }  # fmt: skip


def test_words_typed_without_a_script_are_coded(cast: Cast, client_for: SignIn, address: dict[str, str]) -> None:
    response = client_for(cast.moss).post(address["one"], filled(cast))
    assert response.status_code == 302
    assert Coding.objects.get().excerpt.verbatim == "Delete it at once."


def test_words_chosen_by_the_script_are_coded_where_they_stand(cast: Cast, client_for: SignIn) -> None:
    said = coded.say(cast, cast.amina, "📷 keep it, keep it")
    start = said.body.rindex("keep it")
    sent = filled(cast, words="keep it", start=start, end=start + 7)
    assert client_for(cast.moss).post(f"{BASE}coding/{said.pk}/", sent).status_code == 302
    assert Excerpt.objects.get().start == start


def test_a_refusal_keeps_everything_typed(cast: Cast, client_for: SignIn, address: dict[str, str]) -> None:
    response = client_for(cast.moss).post(address["one"], filled(cast, words="Never said this."))
    page = response.content.decode()
    assert response.status_code == 422 and "Those words are not in the contribution" in page
    assert "Never said this." in page
    assert response.context["form"]["stance"].value() == "for" and page.count(" checked") >= 3
    assert not Excerpt.objects.exists()


def test_no_theme_and_no_stance_are_explained(cast: Cast, client_for: SignIn, address: dict[str, str]) -> None:
    sent = filled(cast, themes=[])
    assert "at least one theme" in client_for(cast.moss).post(address["one"], sent).content.decode()
    del sent["stance"]
    assert client_for(cast.moss).post(address["one"], sent).status_code == 422


def test_the_words_stand_alone_in_their_paragraph(cast: Cast, client_for: SignIn) -> None:
    """The script counts the place of a selection from the start of it."""
    said = coded.say(cast, cast.amina, "One <b>word</b>.\n\n And another. ")
    coded.code(cast, said, coded.theme(cast), words="word")
    coded.code(cast, said, coded.theme(cast, "Another"), words="And another")
    page = client_for(cast.moss).get(f"{BASE}coding/{said.pk}/").content.decode()
    shown = page.split("data-verbatim>")[1].split("</p>")[0]
    assert shown.count("<mark>") == 2
    shown = shown.replace("<mark>", "").replace("</mark>", "")
    assert unescape(shown) == Contribution.objects.get(pk=said.pk).body


def test_then_the_next(cast: Cast, client_for: SignIn, address: dict[str, str]) -> None:
    other = coded.say(cast, cast.bilal)
    response = client_for(cast.moss).post(address["one"], {"do": "not_relevant", "why": "greeting", "next": "1"})
    assert response["Location"].startswith(f"{BASE}coding/{other.pk}/?before=")
    page = flat(client_for(cast.moss).get(response["Location"]).content.decode())
    assert f'href="{address["one"]}">Back to the one before' in page
    last = client_for(cast.moss).post(response["Location"], {"do": "not_relevant", "why": "greeting", "next": "1"})
    assert last["Location"] == f"{BASE}coding/"


def test_going_on_to_the_next_stays_chosen(cast: Cast, client_for: SignIn, address: dict[str, str]) -> None:
    coded.say(cast, cast.bilal)
    coded.say(cast, cast.amina, "Keep it off.")
    client, ticked = client_for(cast.moss), 'name="next" value="1" checked'
    assert ticked not in client.get(address["one"]).content.decode()
    second = client.post(address["one"], filled(cast, next="1"))["Location"]
    assert ticked in client.get(second).content.decode()
    third = client.post(second, {"do": "not_relevant", "why": "greeting", "next": "1", "quick": "1"})["Location"]
    assert ticked in client.get(third).content.decode()


def test_a_code_of_another_contribution_is_not_removed_from_here(
    cast: Cast, client_for: SignIn, address: dict[str, str]
) -> None:
    other = coded.code(cast, coded.say(cast, cast.bilal), coded.theme(cast))
    response = client_for(cast.moss).post(address["one"], {"do": "uncode", "coding": other.pk})
    assert response.status_code == 404 and Coding.objects.filter(pk=other.pk).exists()


def test_a_contribution_of_another_consultation_is_absent(cast: Cast, elsewhere: Cast, client_for: SignIn) -> None:
    theirs = coded.say(elsewhere, elsewhere.amina)
    assert client_for(cast.moss).get(f"{BASE}coding/{theirs.pk}/").status_code == 404


def test_what_people_typed_is_escaped(cast: Cast, client_for: SignIn) -> None:
    said = coded.say(cast, cast.amina, "<script>alert(1)</script> & so")
    page = client_for(cast.moss).get(f"{BASE}coding/{said.pk}/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; so</p>" in flat(page) and "<script>alert" not in page


def test_a_note_that_nobody_is_counted_for_is_not_left_to_code(cast: Cast, client_for: SignIn) -> None:
    """The list said “Everything is dealt with” above three rows that were “Left to code”."""
    cast.at(Stage.ANALYSIS)
    coded.code(cast, coded.say(cast, cast.amina, "A sign."), coded.theme(cast), Stance.FOR)
    coded.say(cast, cast.moss, "What would you ask for?", source_kind="facilitator_note")
    page = flat(client_for(cast.moss).get(f"{BASE}coding/").content.decode())
    assert "Everything is dealt with" in page and "Left to code" not in page and "Not counted" in page
    coded.say(cast, cast.bilal, "A name.")
    page = flat(client_for(cast.moss).get(f"{BASE}coding/").content.decode())
    assert "Everything is dealt with" not in page and "Left to code" in page and "Not counted" in page


def test_filters_and_pages_find_everything_once(cast: Cast, client_for: SignIn) -> None:
    said = [coded.say(cast, cast.amina, f"Number {n}.") for n in range(65)]
    coding.mark_not_relevant(said[0], by=cast.moss, why="greeting")
    client, address, seen = client_for(cast.moss), f"{BASE}coding/?left=on&area=&group={cast.group1.pk}", []
    while address:
        page = client.get(address).context["page"]
        seen += [item.pk for item in page.items]
        address = page.next_url and f"{BASE}coding/{page.next_url}"
    assert seen == [item.pk for item in said[1:]]
    back = client.get(f"{BASE}coding/?before={said[40].pk}").context["page"]
    assert [item.pk for item in back.items] == [item.pk for item in said[10:40]]
    assert client.get(f"{BASE}coding/?group={cast.group2.pk}").context["page"].items == []
    assert client.get(f"{BASE}coding/?after=x&area=999").status_code == 200


def test_the_bench_costs_the_same_for_many(
    cast: Cast, client_for: SignIn, django_assert_max_num_queries: object
) -> None:
    about = coded.theme(cast)
    for n in range(25):
        coded.code(cast, coded.say(cast, cast.amina, f"Number {n}."), about)
    client = client_for(cast.moss)
    client.get(f"{BASE}coding/")
    with django_assert_max_num_queries(12):
        client.get(f"{BASE}coding/")


def test_themes_are_added_edited_and_removed_on_the_page(cast: Cast, client_for: SignIn) -> None:
    client, page = client_for(cast.moss), f"{BASE}themes/"
    assert client.post(page, {"do": "save", "title": "Signs"}).status_code == 302
    theme = Theme.objects.get()
    assert client.post(f"{page}?edit={theme.pk}", {"do": "save", "title": "Notice"}).status_code == 302
    again = client.post(page, {"do": "save", "title": "notice", "definition": "My words"})
    assert (
        again.status_code == 422
        and "already a theme" in again.content.decode()
        and "My words" in again.content.decode()
    )
    assert client.post(page, {"do": "remove", "theme": theme.pk}).status_code == 302
    assert not Theme.objects.exists()


def test_quotes_are_checked_and_shortened_on_the_page(cast: Cast, client_for: SignIn) -> None:
    about = coded.theme(cast)
    excerpt = coded.quote(cast, cast.amina, about, checked=False)
    coded.written(cast, about, [excerpt])
    page = f"{BASE}quotes/"
    assert "You chose, coded or edited these words" in client_for(cast.moss).get(page).content.decode()
    refused = client_for(cast.moss).post(page, {"do": "edit", "excerpt": excerpt.pk, "edited": "I love it"})
    assert refused.status_code == 422 and "I love it" in refused.content.decode()
    client_for(cast.moss).post(page, {"do": "edit", "excerpt": excerpt.pk, "edited": "I like the cameras […]"})
    hale = client_for(cast.hale)
    assert hale.post(page, {**coded.as_read(hale, excerpt), "do": "check"}).status_code == 302
    excerpt.refresh_from_db()
    assert excerpt.checked_by == cast.member(cast.hale) and excerpt.text == "I like the cameras […]"


def test_only_quotes_in_use_can_be_reached(cast: Cast, client_for: SignIn) -> None:
    loose = coded.quote(cast, cast.amina, coded.theme(cast), checked=False)
    assert client_for(cast.hale).post(f"{BASE}quotes/", {"do": "check", "excerpt": loose.pk}).status_code == 404


def test_reading_goes_on_after_publication_without_forms(
    cast: Cast, client_for: SignIn, address: dict[str, str]
) -> None:
    cast.at(Stage.COMPLETED)
    response = client_for(cast.moss).get(address["one"])
    assert response.status_code == 200 and b"data-code" not in response.content


@pytest.mark.parametrize("sent", ["x", "9" * 5000, "-1"])
def test_a_code_that_is_no_number_is_not_found(
    address: dict[str, str], cast: Cast, client_for: SignIn, sent: str
) -> None:
    page = client_for(cast.moss).post(address["one"], {"do": "uncode", "coding": sent})
    assert page.status_code == 404


@pytest.mark.parametrize("number", ["", "x", "9" * 40, "-1", "٣"])
def test_taking_back_a_code_that_is_no_number_is_not_found(
    cast: Cast, client_for: SignIn, address: dict[str, str], number: str
) -> None:
    assert client_for(cast.moss).post(address["one"], {"do": "uncode", "coding": number}).status_code == 404
