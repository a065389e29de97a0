"""The codebook: a tree with a history, each change with a way back; merged and split without losing a code."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext

from outcomes.coding import codebook, coding, history, merging
from outcomes.coding.themes import add_theme, edit_theme, remove_theme
from outcomes.models import Coding, Disagreement, Theme, ThemeChange
from people.errors import Refused
from people.models import User
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes import coded

SignIn = Callable[[User | None], Client]
BASE = "/consultations/street-cameras/"


def state(cast: Cast) -> object:
    """The codebook and everything coded with it, as values."""
    fields = ("pk", "title", "parent", "area", "order", "definition", "examples")
    codes = ("pk", "theme", "excerpt", "coded_by", "stance", "state")
    return (
        list(cast.consultation.themes.order_by("pk").values_list(*fields)),
        list(Coding.objects.order_by("pk").values_list(*codes)),
        list(Disagreement.objects.order_by("pk").values_list("pk", "theme", "outcome", "why")),
    )


def undone(cast: Cast) -> None:
    newest = history.newest(cast.consultation)
    assert newest is not None
    history.undo(newest, by=cast.moss)


@made_once
def forest(cast: Cast) -> dict[str, Theme]:
    """Trust with Officers below it, Delete beside; one passage under each, one under two."""
    trust = coded.theme(cast, "Trust")
    officers = add_theme(cast.consultation, "Officers", by=cast.moss, parent=trust)
    delete = coded.theme(cast, "Delete")
    said = [coded.say(cast, who, f"Number {n}.") for n, who in enumerate((cast.amina, cast.bilal, cast.carys))]
    coded.code(cast, said[0], trust)
    coded.code(cast, said[1], delete, "against")
    coded.code(cast, said[2], trust)
    coded.code(cast, said[2], delete)
    return {"trust": trust, "officers": officers, "delete": delete}


def test_the_tree_is_read_from_above(cast: Cast, forest: dict[str, Theme]) -> None:
    found = [(node.theme.title, node.depth, node.times, node.below) for node in codebook.tree(cast.consultation)]
    assert found == [("Trust", 0, 2, 2), ("Officers", 1, 0, 0), ("Delete", 0, 2, 2)]
    assert forest["officers"].area == forest["trust"].area


def test_moving_takes_along_what_lies_below_and_is_undone(cast: Cast, forest: dict[str, Theme]) -> None:
    before = state(cast)
    codebook.move(forest["trust"], by=cast.moss, parent=None, area=cast.consultation.areas.get(order=1))
    forest["officers"].refresh_from_db()
    assert forest["officers"].area.order == 1
    undone(cast)
    assert state(cast) == before
    codebook.move(forest["delete"], by=cast.moss, parent=forest["officers"])
    assert [node.depth for node in codebook.tree(cast.consultation)] == [0, 1, 2]


def test_a_theme_does_not_lie_below_itself(cast: Cast, forest: dict[str, Theme]) -> None:
    for below in ("trust", "officers"):
        with pytest.raises(Refused, match="below itself"):
            codebook.move(forest["trust"], by=cast.moss, parent=forest[below])


def test_the_tree_is_not_deeper_than_it_may_be(cast: Cast, forest: dict[str, Theme]) -> None:
    lowest = forest["officers"]
    for n in range(codebook.DEEPEST - 2):
        lowest = add_theme(cast.consultation, f"Level {n}", by=cast.moss, parent=lowest)
    with pytest.raises(Refused, match="at most"):
        codebook.move(forest["delete"], by=cast.moss, parent=lowest)


def test_up_and_down(cast: Cast, forest: dict[str, Theme]) -> None:
    codebook.reorder(forest["delete"], by=cast.moss, up=True)
    assert [node.theme.title for node in codebook.tree(cast.consultation)] == ["Delete", "Trust", "Officers"]


def test_merging_moves_every_code_and_is_undone(cast: Cast, forest: dict[str, Theme]) -> None:
    before = state(cast)
    merging.merge(forest["trust"], forest["delete"], by=cast.moss)
    assert not Theme.objects.filter(title="Trust").exists()
    assert Coding.objects.filter(theme=forest["delete"]).count() == 3, "the passage under both is coded once"
    forest["officers"].refresh_from_db()
    assert forest["officers"].parent == forest["delete"] and coded.last_action() == "themes_merged"
    undone(cast)
    assert state(cast) == before


def test_merging_keeps_another_coders_reading_beside(cast: Cast, forest: dict[str, Theme]) -> None:
    said = Coding.objects.filter(theme=forest["delete"]).first().excerpt
    coding.code(said, forest["trust"], by=cast.finch, stance="for", intensity=2)
    before = state(cast)
    merging.merge(forest["trust"], forest["delete"], by=cast.moss)
    here = Coding.objects.filter(theme=forest["delete"], excerpt=said)
    assert here.count() == 2 and here.that_count().count() == 1
    assert Disagreement.objects.filter(excerpt=said).exists(), "for and against: somebody settles it"
    undone(cast)
    assert state(cast)[:2] == before[:2]


def test_splitting_takes_the_chosen_passages_and_is_undone(cast: Cast, forest: dict[str, Theme]) -> None:
    before = state(cast)
    codes = list(Coding.objects.filter(theme=forest["trust"]))
    new = codebook.split(forest["trust"], "Trust in data", codes[:1], by=cast.moss)
    assert [new.codings.count(), forest["trust"].codings.count()] == [1, 1]
    undone(cast)
    assert state(cast) == before
    with pytest.raises(Refused, match="Choose the passages"):
        codebook.split(forest["trust"], "Nothing", [], by=cast.moss)


def test_a_new_theme_in_use_stays(cast: Cast, forest: dict[str, Theme]) -> None:
    codes = list(Coding.objects.filter(theme=forest["trust"]))
    new = codebook.split(forest["trust"], "Trust in data", codes[:1], by=cast.moss)
    coded.code(cast, coded.say(cast, cast.amina, "More."), new)
    with pytest.raises(Refused, match="in use since"):
        undone(cast)
    assert new.codings.count() == 2, "nothing is half undone"


def test_renaming_and_removing_are_undone_newest_first(cast: Cast, forest: dict[str, Theme]) -> None:
    before = state(cast)
    edit_theme(forest["trust"], by=cast.moss, title="Confidence", area=forest["trust"].area, definition="New")
    remove_theme(forest["officers"], by=cast.finch)
    older = ThemeChange.objects.get(kind="edited")
    with pytest.raises(Refused, match="Only the newest"):
        history.undo(older, by=cast.moss)
    undone(cast)
    undone(cast)
    assert state(cast) == before
    assert [one.undone_by for one in ThemeChange.objects.all()[:2]] == [cast.member(cast.moss)] * 2


def test_what_was_erased_meanwhile_stays_away(cast: Cast, forest: dict[str, Theme]) -> None:
    merging.merge(forest["trust"], forest["delete"], by=cast.moss)
    gone = Coding.objects.filter(theme=forest["delete"]).values_list("excerpt", flat=True)
    from outcomes.coding.privacy import forget, of

    forget(of(cast.member(cast.carys)))
    assert gone.count() == 2
    undone(cast)
    assert Coding.objects.count() == 2


@pytest.mark.parametrize("who", ["amina", "hale", "okoro", "reyes", "outsider"])
def test_only_facilitators_change_the_codebook(cast: Cast, forest: dict[str, Theme], who: str) -> None:
    with pytest.raises(Http404):
        merging.merge(forest["trust"], forest["delete"], by=getattr(cast, who))


def test_the_pages_move_merge_split_and_undo(cast: Cast, client_for: SignIn, forest: dict[str, Theme]) -> None:
    client, page = client_for(cast.moss), f"{BASE}themes/{forest['trust'].pk}/"
    code = Coding.objects.filter(theme=forest["trust"]).first()
    bare = client.post(page, {"do": "split", "title": "", "passages": [code.pk]})
    assert bare.status_code == 422 and "checked" in bare.content.decode()
    assert client.post(page, {"do": "split", "title": "Data", "passages": [code.pk]}).status_code == 302
    assert client.post(page, {"do": "move", "parent": forest["delete"].pk, "area": ""}).status_code == 302
    assert client.post(page, {"do": "merge", "other": ""}).status_code == 422
    seen = merging.tell(Theme.objects.get(pk=forest["trust"].pk), forest["delete"]).mark
    assert client.post(page, {"do": "merge", "other": forest["delete"].pk, "seen": seen})["Location"].endswith(
        f"themes/{forest['delete'].pk}/"
    )
    newest = history.newest(cast.consultation)
    assert newest.kind == "merged"
    done = "Merged: “Trust” into “Delete”. “Themes” has the button that undoes it."
    assert done in client.get(f"{BASE}themes/{forest['delete'].pk}/").content.decode()
    assert client.post(f"{BASE}themes/", {"do": "undo", "change": newest.pk}).status_code == 302
    assert Theme.objects.filter(title="Trust").exists()
    assert "Undone. Merged: “Trust” into “Delete”." in client.get(f"{BASE}themes/").content.decode()
    shown = client_for(cast.hale).get(f"{BASE}themes/").content.decode()
    assert "Merged: “Trust” into “Delete”" in shown and "undone by Jo Moss" in shown and "Undo<" not in shown
    assert client_for(cast.hale).post(page, {"do": "merge", "other": forest["delete"].pk}).status_code == 404


def test_the_codebook_costs_the_same_for_many_themes(
    cast: Cast, client_for: SignIn, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for n in range(30):
        coded.code(cast, coded.say(cast, cast.amina, f"Number {n}."), coded.theme(cast, f"Theme {n}"))
    client = client_for(cast.hale)
    client.get(f"{BASE}themes/")
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        client.get(f"{BASE}themes/")


def test_a_long_codebook_is_folded_by_part_and_takes_no_more_queries(cast: Cast, client_for: SignIn) -> None:
    client, area = client_for(cast.moss), cast.consultation.areas.get(order=2)
    address = "/consultations/street-cameras/themes/"
    taken = []
    for first, last in ((0, 3), (3, 120)):
        Theme.objects.bulk_create(
            Theme(consultation=cast.consultation, area=area if n else None, title=f"Theme {n}", order=n)
            for n in range(first, last)
        )
        with CaptureQueriesContext(connection) as captured:
            page = client.get(address).content.decode()
        taken.append(len(captured))
        assert page.count('id="part-') == 2 and f": {last - 1} themes" in page
        assert page.count('" open>') == (2 if last == 3 else 0)
    assert taken[0] == taken[1] <= 20
    moved = client.post(f"{address}?part={area.pk}", {"do": "up", "theme": Theme.objects.get(title="Theme 9").pk})
    assert moved["Location"] == f"{address}?part={area.pk}#part-{area.pk}"
    assert client.get(moved["Location"]).content.decode().count('" open>') == 1
