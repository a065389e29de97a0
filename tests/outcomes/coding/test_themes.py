from collections.abc import Callable

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse

from consultations.models import Group
from consultations.starters import starters
from outcomes.coding import matrix, themes
from outcomes.models import Stance, Theme
from people.errors import Refused
from tests.cast import Cast
from tests.outcomes import coded


def by_group(cast: Cast) -> tuple[list[Group], list[matrix.Row]]:
    return matrix.by_group(cast.consultation, matrix.told(cast.consultation), list(cast.consultation.themes.all()))


def test_theme_is_added_last_and_recorded(cast: Cast) -> None:
    first, second = coded.theme(cast), coded.theme(cast, "Signs")
    assert (first.order, second.order) == (1, 2) and coded.last_action() == "theme_added"


@pytest.mark.parametrize(
    ("title", "words"), [("  ", "Give the theme a name"), ("keeping AND deleting", "already a theme")]
)
def test_empty_and_taken_names_are_refused(cast: Cast, title: str, words: str) -> None:
    coded.theme(cast)
    with pytest.raises(Refused, match=words):
        themes.add_theme(cast.consultation, title, by=cast.moss)


def test_editing_keeps_what_is_coded(cast: Cast) -> None:
    about = coded.theme(cast)
    coded.code(cast, coded.say(cast, cast.amina), about)
    themes.edit_theme(about, by=cast.moss, title="Deleting", area=None, definition="When it goes.")
    about.refresh_from_db()
    assert about.title == "Deleting" and about.codings.count() == 1 and coded.last_action() == "theme_edited"


def test_a_theme_in_use_is_not_removed(cast: Cast) -> None:
    about = coded.theme(cast)
    coded.code(cast, coded.say(cast, cast.amina), about)
    with pytest.raises(Refused, match="is in use"):
        themes.remove_theme(about, by=cast.moss)


def test_an_unused_theme_is_removed(cast: Cast) -> None:
    themes.remove_theme(coded.theme(cast), by=cast.moss)
    assert not Theme.objects.exists() and coded.last_action() == "theme_removed"


def test_starter_themes_come_once_and_into_their_part(cast: Cast) -> None:
    cast.consultation.starter = "lfr"
    cast.consultation.save()
    expected = starters.load("lfr")["themes"]
    made = themes.use_starter_themes(cast.consultation, by=cast.moss)
    assert len(made) == len(expected)
    assert {(theme.title, theme.area.order) for theme in made if theme.area} == {
        (item["title"], item["area"]) for item in expected
    }
    assert themes.use_starter_themes(cast.consultation, by=cast.moss) == []
    assert themes.starter_themes_missing(cast.consultation) == []


def test_without_a_starter_there_are_no_starter_themes(cast: Cast) -> None:
    with pytest.raises(Refused, match="not made from a starter"):
        themes.use_starter_themes(cast.consultation, by=cast.moss)


def test_oversight_reads_but_does_not_write(cast: Cast) -> None:
    with pytest.raises(Http404):
        themes.add_theme(cast.consultation, "Signs", by=cast.hale)


def test_themes_by_group_count_people_once_and_by_side(cast: Cast, client_for: Callable[..., Client]) -> None:
    about, nobody = coded.theme(cast), coded.theme(cast, "Signs")
    coded.chorus(cast, about)  # one of group 1, two of group 2
    for stance in (Stance.FOR, Stance.FOR, Stance.AGAINST):
        coded.code(cast, coded.say(cast, cast.amina, f"{coded.WORDS} {stance}"), about, stance)
    changed = coded.say(cast, cast.carys, "Against it.")
    coded.code(cast, changed, about, Stance.AGAINST)
    groups, (row,) = by_group(cast)
    found = {cell.group: (cell.favour, cell.against, cell.between) for cell in row.cells}
    assert groups == [cast.group1, cast.group2] and row.theme == about != nobody
    assert found == {cast.group1: (1, 0, 1), cast.group2: (2, 1, 0)}
    page = client_for(cast.moss).get(reverse("themes", args=[cast.consultation.slug])).content.decode()
    assert "2 for, 1 against, 0 between" in page
    coded.change(changed, "I see it otherwise now.")  # what was coded of the old words no longer counts
    (row,) = by_group(cast)[1]
    assert [cell.spoke for cell in row.cells] == [2, 2]
