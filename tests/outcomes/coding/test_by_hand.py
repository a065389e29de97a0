"""Coding by hand: read in its place, in the speaker's words, changed and taken off with an undo, found again."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from consultations.models import Stage
from deliberation.models import Contribution
from outcomes.coding import coding, reading
from outcomes.models import Coding, Theme
from people.models import User
from tests.cast import Cast
from tests.outcomes import coded

SignIn = Callable[[User | None], Client]
BASE = "/consultations/street-cameras/"


def form(*themes: Theme, **more: object) -> dict[str, object]:
    return {
        "do": "code", "themes": [theme.pk for theme in themes], "stance": "for", "intensity": "3",
        "directed_at": "none", "concern": "none", "whole": "on", **more,
    }  # fmt: skip


def test_words_stand_between_what_was_said_before_and_after(cast: Cast, client_for: SignIn) -> None:
    said = [coded.say(cast, who, f"Word {n}.") for n, who in enumerate((cast.amina, cast.bilal, cast.amina))]
    other = coded.say(cast, cast.carys, "In another group.")
    room = coded.say(cast, cast.amina, "Nobody’s words.", source_kind=Contribution.Source.ROOM)
    page = unescape(client_for(cast.moss).get(f"{BASE}coding/{said[1].pk}/").content.decode())
    assert page.index("Word 0.") < page.index("Word 1.</p>") < page.index("Word 2.") < page.index("Nobody’s words.")
    assert "<b>Somebody in the room</b>" in page and other.body not in page
    assert "count as nobody’s" in client_for(cast.moss).get(f"{BASE}coding/{room.pk}/").content.decode()


def test_a_place_is_read_as_a_whole(cast: Cast, client_for: SignIn) -> None:
    said = [coded.say(cast, cast.amina, f"Number {n}.") for n in range(60)]
    last = coded.say(cast, cast.carys, "The other place.")
    coded.code(cast, said[50], coded.theme(cast), words="Number")
    client = client_for(cast.moss)
    client.get(f"{BASE}coding/")
    page = client.get(f"{BASE}coding/read/{said[0].thread_id}/?at={said[50].pk}")
    rows = page.context["rows"]
    assert [row["item"].pk for row in rows] == [one.pk for one in said[45:]]
    shown = page.content.decode()
    assert f'id="said-{said[50].pk}"' in shown and "<mark>Number</mark>" in shown
    assert (page.context["previous"], page.context["following"]) == (None, last.thread_id)
    sent = client.post(f"{BASE}coding/{said[51].pk}/", form(coded.theme(cast, "Signs"), reads="1"))
    assert sent["Location"] == f"{BASE}coding/read/{said[0].thread_id}/?at={said[51].pk}#said-{said[51].pk}"


def test_reading_costs_the_same_for_many(
    cast: Cast, client_for: SignIn, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    about = coded.theme(cast)
    for n in range(30):
        coded.code(cast, coded.say(cast, cast.amina, f"Number {n}."), about)
    client = client_for(cast.moss)
    address = f"{BASE}coding/read/{Contribution.objects.first().thread_id}/"
    client.get(address)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        client.get(address)


def test_a_theme_in_the_speakers_own_words(cast: Cast, client_for: SignIn) -> None:
    said = coded.say(cast, cast.amina, "It is a panopticon, that.")
    sent = form(in_vivo="on", whole="", words="panopticon")
    assert client_for(cast.moss).post(f"{BASE}coding/{said.pk}/", sent).status_code == 302
    made = Theme.objects.get()
    assert made.title == "panopticon" and Coding.objects.get().theme == made and made.area == said.thread.area
    again = coded.say(cast, cast.bilal, "A Panopticon!")
    client_for(cast.moss).post(f"{BASE}coding/{again.pk}/", {**sent, "words": "Panopticon"})
    assert Theme.objects.count() == 1 and Coding.objects.count() == 2
    long = coded.say(cast, cast.bilal, "word " * 40)
    assert "at most 120" in client_for(cast.moss).post(f"{BASE}coding/{long.pk}/", form(in_vivo="on")).content.decode()


def test_a_code_is_changed_and_the_change_undone(cast: Cast, client_for: SignIn) -> None:
    about, other, said = coded.theme(cast), coded.theme(cast, "Signs"), coded.say(cast, cast.amina)
    client, page = client_for(cast.moss), f"{BASE}coding/{said.pk}/"
    client.post(page, form(about, memo="First thought"))
    first = Coding.objects.get()
    opened = client.get(f"{page}?edit={first.pk}")
    assert opened.context["form"]["memo"].value() == "First thought" and "Save the change" in opened.content.decode()
    client.post(page, form(other, stance="against", instead=first.pk))
    assert [(one.theme, one.stance) for one in Coding.objects.all()] == [(other, "against")]
    shown = client.get(page)
    assert "Undo" in shown.content.decode()
    client.post(page, {"do": "put_back", "back": shown.context["back"]})
    back = Coding.objects.get()
    assert (back.theme, back.stance, back.intensity, back.memo) == (about, "for", 3, "First thought")
    assert "put_back" not in client.get(page).content.decode()


def test_a_code_taken_off_is_put_back(cast: Cast, client_for: SignIn) -> None:
    about, said = coded.theme(cast), coded.say(cast, cast.amina)
    client, page = client_for(cast.moss), f"{BASE}coding/{said.pk}/"
    client.post(page, form(about, words="Delete it at once.", whole=""))
    client.post(page, {"do": "uncode", "coding": Coding.objects.get().pk})
    assert not Coding.objects.exists()
    back = client.get(page).context["back"]
    assert client.post(page, {"do": "put_back", "back": back}).status_code == 302
    assert Coding.objects.get().excerpt.verbatim == "Delete it at once."


@pytest.mark.parametrize("sent", ["", "nonsense", "theirs"])
def test_what_was_not_signed_here_is_not_put_back(cast: Cast, client_for: SignIn, sent: str) -> None:
    about, said, other = coded.theme(cast), coded.say(cast, cast.amina), coded.say(cast, cast.bilal, "Other words.")
    client = client_for(cast.moss)
    client.post(f"{BASE}coding/{other.pk}/", form(about))
    client.post(f"{BASE}coding/{other.pk}/", {"do": "uncode", "coding": Coding.objects.get().pk})
    token = client.get(f"{BASE}coding/{other.pk}/").context["back"] if sent == "theirs" else sent
    answer = client.post(f"{BASE}coding/{said.pk}/", {"do": "put_back", "back": token})
    assert answer.status_code == 422 and not Coding.objects.exists()


def test_overlapping_words_of_one_theme_say_that_they_count_once(cast: Cast, client_for: SignIn) -> None:
    about, said = coded.theme(cast), coded.say(cast, cast.amina, "One two three four.")
    coded.code(cast, said, about, words="One two three")
    client, page = client_for(cast.moss), f"{BASE}coding/{said.pk}/"
    assert "counts once" not in client.get(page).content.decode()
    coded.code(cast, said, about, words="two three four")
    shown = client.get(page).content.decode()
    assert '<mark class="overlap">two three</mark>' in shown and "counts once under a theme" in shown
    item = coding.bench(cast.consultation).get(pk=said.pk)
    assert reading.of(item, cast.member(cast.moss))["twice"] == [about.title]


def test_the_bench_finds_by_words_theme_stance_and_coder(cast: Cast, client_for: SignIn) -> None:
    about, other = coded.theme(cast), coded.theme(cast, "Signs")
    said = [coded.say(cast, cast.amina, text) for text in ("The Vans came.", "Signs were up.", "Nothing at all.")]
    coded.code(cast, said[0], about, "for")
    coding.code(coding.excerpt(said[1], 0, 5, by=cast.finch), other, by=cast.finch, stance="against", intensity=1)
    client = client_for(cast.hale)
    finch = cast.member(cast.finch).pk
    for asked, found in {
        "words=came+vans": [0], "words=zebra": [], f"theme={about.pk}": [0], "stance=against": [1],
        f"coded_by={finch}": [1], f"coded_by={finch}&stance=for": [], "left=on": [2],
    }.items():  # fmt: skip
        page = client.get(f"{BASE}coding/?{asked}").context["page"]
        assert [item.pk for item in page.items] == [said[n].pk for n in found], asked


def test_themes_used_last_lead_the_list(cast: Cast, client_for: SignIn) -> None:
    themes = [coded.theme(cast, f"Theme {n:02}") for n in range(12)]
    said = coded.say(cast, cast.amina)
    coded.code(cast, said, themes[11])
    for who, first in ((cast.moss, ["Theme 11", "Theme 00", "Theme 01"]), (cast.finch, ["Theme 00", "Theme 01"])):
        page = client_for(who).get(f"{BASE}coding/{said.pk}/").content.decode()
        assert re.findall(r">(Theme \d\d)</label>", page)[: len(first)] == first


def test_after_publication_the_whole_is_read_without_a_form(cast: Cast, client_for: SignIn) -> None:
    said = coded.say(cast, cast.amina)
    cast.at(Stage.COMPLETED)
    page = client_for(cast.moss).get(f"{BASE}coding/read/{said.thread_id}/")
    assert page.status_code == 200 and b"data-code" not in page.content


@pytest.mark.parametrize("who", ["amina", "okoro", "reyes", "outsider", None])
def test_nobody_else_reads_it_as_a_whole(cast: Cast, elsewhere: Cast, client_for: SignIn, who: str | None) -> None:
    said, theirs = coded.say(cast, cast.amina), coded.say(elsewhere, elsewhere.amina)
    client = client_for(getattr(cast, who) if who else None)
    for page in (f"coding/read/{said.thread_id}/", "coding/twice/", f"themes/{coded.theme(cast, str(who)).pk}/"):
        assert client.get(f"{BASE}{page}").status_code == 404
    assert client_for(cast.moss).get(f"{BASE}coding/read/{theirs.thread_id}/").status_code == 404
