"""Both sides get the same room, and writer and panel see when they do not."""

import pytest
from django.urls import reverse

from consultations.briefing import briefing
from consultations.briefing.balance import balance_of
from people.errors import Refused
from tests.consultations.draft import Draft


def arguments(left: int, right: int, pairs: tuple[int, int] = (1, 1)) -> str:
    sides = [("For", left, pairs[0]), ("Against", right, pairs[1])]
    return "\n\n".join(f"**{head}**\n\n" + "\n".join(["- " + "word " * words] * many) for head, words, many in sides)


@pytest.mark.parametrize(
    ("left", "right", "fair"), [(10, 10, True), (12, 10, True), (10, 12, True), (13, 10, False), (10, 13, False)]
)
def test_twenty_per_cent_either_way(left: int, right: int, fair: bool) -> None:
    found = balance_of(arguments(left, right))
    assert found is not None and found.is_even is fair


def test_as_many_on_one_side_as_on_the_other() -> None:
    found = balance_of(arguments(5, 10, pairs=(2, 1)))
    assert found is not None and found.is_even and not found.is_paired and not found.is_fair


def test_anything_else_has_no_balance() -> None:
    assert balance_of("Only words.") is None
    assert balance_of("**For**\n\n- One") is None


def test_writer_and_panel_see_the_meter(draft: Draft, client_for) -> None:
    slug = draft.consultation.slug
    briefing.write_section(draft.version, "arguments", arguments(13, 10), by=draft.moss)
    editor = client_for(draft.moss).get(reverse("edit_section", args=[slug, "arguments"])).content.decode()
    assert "Out of balance" in editor and "“For” is longer by 30%" in editor
    with pytest.raises(Refused):
        draft.send_to_panel()
    briefing.write_section(draft.version, "arguments", arguments(12, 10), by=draft.moss)
    draft.send_to_panel()
    panel = client_for(draft.hale).get(reverse("review", args=[slug])).content.decode()
    assert "In balance" in panel and "Out of balance" not in panel
