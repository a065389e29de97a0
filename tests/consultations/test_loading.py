"""What `with_many` reads in one query is what `prefetch_related` reads in two."""

from django.db.models import QuerySet

from consultations.loading import with_many
from consultations.models import DiscussionArea, Prompt
from tests.cast import Cast


def told(areas: list[DiscussionArea] | QuerySet[DiscussionArea]) -> list[tuple[str, list[str]]]:
    return [(area.title, [f"{prompt.order} {prompt.question}" for prompt in area.prompts.all()]) for area in areas]


def test_the_same_rows_in_the_same_order_in_one_query(cast: Cast, django_assert_num_queries) -> None:
    areas = cast.consultation.areas.all()
    first = areas[0]
    first.prompts.all().delete()
    for order in (3, 1, 2):
        Prompt.objects.create(area=first, order=order, question=f"Asked as number {order}?")
    DiscussionArea.objects.create(consultation=cast.consultation, order=9, title="Nothing is asked here")
    expected = told(areas.prefetch_related("prompts"))
    assert len(expected) > 2 and expected[-1] == ("Nothing is asked here", [])
    with django_assert_num_queries(1):
        found = with_many(areas.all(), "prompts")
        assert told(found) == expected
        assert {prompt.area is area for area in found for prompt in area.prompts.all()} == {True}


def test_of_a_row_on_the_way_and_of_one_that_is_not_there(cast: Cast, django_assert_num_queries) -> None:
    """A membership's group's memberships: most of the staff have no group."""
    members = cast.consultation.memberships.select_related("group")
    expected = [[one.pk for one in m.group.members.all()] if m.group else [] for m in members]
    assert [] in expected and any(expected)
    with django_assert_num_queries(1):
        found = with_many(members.all(), "group__members")
        assert [[one.pk for one in m.group.members.all()] if m.group else [] for m in found] == expected
