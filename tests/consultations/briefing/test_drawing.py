"""“10 in 2,077” drawn as people: the right number of each kind, and the same in words."""

import pytest
from django.urls import reverse

from consultations.briefing import drawing, figures
from tests.consultations.draft import Draft

ONE = drawing.CELL_WIDTH * drawing.CELL_HEIGHT


@pytest.mark.parametrize(
    ("value", "out_of"), [(10, 2077), (1, 11), (50, 100), (100, 100), (1, 5000), (61, 60 * 2), (7, 7)]
)
def test_as_many_people_as_there_are(value: int, out_of: int) -> None:
    drawn = drawing.draw("Wrong alerts", value, out_of, "alerts")
    area = {
        kind: sum(p.width * p.height for p in drawn.patches if p.is_marked is kind) // ONE for kind in (True, False)
    }
    assert area == {True: value, False: out_of - value}
    assert all(p.x + p.width <= drawn.width and p.y + p.height <= drawn.height for p in drawn.patches)
    assert len(drawn.patches) <= 6, "a drawing is a few rectangles, however many people it shows"


def test_too_many_to_see_are_not_drawn() -> None:
    assert figures.as_people("10", "2,077") == (10, 2077)
    assert figures.as_people("10", "3,147,436") is None
    assert figures.as_people("10", "20,770") == (1, 2077)
    assert figures.as_people("some", "100") is None


def test_the_page_draws_the_base_people_meet_and_says_it(draft: Draft, client_for) -> None:
    page = client_for(draft.moss).get(reverse("briefing", args=[draft.consultation.slug])).content.decode()
    assert (
        "10 in 2,077 alerts" in page and 'aria-label="10 marked among 2077: Alerts that turned out to be wrong"' in page
    )


def test_the_first_figures_stand_in_the_briefing_and_all_on_their_own_page(draft: Draft, client_for) -> None:
    version = draft.version
    every = version.figures.count() + 20
    for number in range(20):
        version.figures.create(metric=f"Count {number}", value="1", area="Here", period="2025", source="S [1]")
    client, slug = client_for(draft.moss), draft.consultation.slug
    page = client.get(reverse("briefing", args=[slug])).content.decode()
    assert "Count 0" in page and "Count 19" not in page and f"These are 12 of {every}." in page
    assert "Count 19" in client.get(reverse("all_figures", args=[slug])).content.decode()
