"""What waits for the panel is on the list of what is overdue as well, and is told as the panel’s."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit import clock
from consultations.models import Area, Technology
from outcomes import numbers
from outcomes.models import Commitment, FindingsReport, PoliceResponse, Recommendation, RecommendationResponse
from outcomes.promises import commitments
from outcomes.scorecards import overdue
from people.text.dates import day
from tests.cast import Cast, force
from tests.outcomes.promises.test_paused import DUE, answered
from tests.outcomes.promises.test_taking_back import EVIDENCE, report
from tests.pages import flat

__all__ = ["answered"]
pytestmark = pytest.mark.django_db


def listed() -> list[str]:
    return [one.said for one in overdue.of("looks")[0]]


def test_reported_done_and_not_looked_at(answered: PoliceResponse, cast: Cast) -> None:
    promise, begun = Commitment.objects.get(), clock.now()
    report(promise, cast)
    with clock.travel(begun + timedelta(numbers.LOOK_DAYS)):
        assert listed() == []
    with clock.travel(begun + timedelta(2 * 365)):
        said = f"reported done, not settled by the panel since {day(begun)}"
        assert listed() == [said]
        for query in ("", "?kind=looks"):
            page = flat(Client().get(reverse("overdue") + query).content.decode())
            assert overdue.KINDS["looks"] in page and said.capitalize()[:30] in page and promise.text in page, query
        assert overdue.of("promises")[0] == [], "in time, and no lateness of the force"
        report(promise, cast, f"{EVIDENCE}/2")
        assert listed() == [], "other evidence is another report"
        assert [one.title for one in overdue.of("promises")[0]] == [promise.text], "and late by it"
    with clock.travel(begun + timedelta(DUE)):
        Commitment.objects.update(reported_done_on=begun.date())
        assert len(listed()) == 1
        commitments.send_back(promise, by=cast.hale, reason="It shows another town.")
        assert listed() == []


def test_a_page_of_them_asks_as_much_as_one(answered: PoliceResponse, cast: Cast) -> None:
    promise, begun = Commitment.objects.get(), clock.now()
    report(promise, cast)
    promise.refresh_from_db()

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            overdue.of("looks")
        return len(queries)

    with clock.travel(begun + timedelta(20)):
        one = asked()
        for _ in range(30):
            Commitment.objects.create(
                answer=promise.answer, text="Put up lamps", owner_role="Superintendent", due=promise.due,
                state=promise.state, evidence_url=EVIDENCE, reported_done_on=promise.reported_done_on,
            )  # fmt: skip
        found, after = overdue.of("looks")
        rest, end = overdue.of("looks", after)
        assert asked() == one and after and not end and len(found) + len(rest) == 31


# --- Looked for ---------------------------------------------------------------------------------------
def rows(client: Client, query: str) -> list[str]:
    found = client.get(f"{reverse('overdue')}?{query}").context["parts"]
    return [one.title for part in found for one in part["rows"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("force=riverside-police-example", True), ("force=hillside", False), ("area=eastmere", True),
        ("area=elsewhere", False), ("q=town+centre", True), ("q=nothing+of+the+sort", False),
        ("kind=promises&area=eastmere", True), ("kind=promises&area=elsewhere", False),
        ("technology=cctv", True), ("technology=drone", False),
    ],
)  # fmt: skip
def test_what_is_overdue_is_looked_for(
    answered: PoliceResponse, cast: Cast, client: Client, query: str, found: bool
) -> None:
    cast.consultation.in_areas.add(Area.objects.create(name="Eastmere", slug="eastmere"))
    cast.consultation.technologies.add(Technology.objects.create(name="Cameras here", kind="cctv", force=force()))
    promise = Commitment.objects.get()
    with clock.travel(clock.now() + timedelta(400)):
        assert (promise.text in rows(client, query)) == found
        if "kind" not in query and found:
            page = client.get(f"{reverse('overdue')}?{query}").content.decode()
            assert page.count("?kind=") == page.count(f'&amp;{query}">All of these'), "the link to all keeps it"


def test_who_looks_for_something_among_one_kind_stays_there(answered: PoliceResponse, client: Client) -> None:
    with clock.travel(clock.now() + timedelta(400)):
        page = client.get(f"{reverse('overdue')}?kind=promises&q=signs").content.decode()
        everything = client.get(f"{reverse('overdue')}?q=signs").content.decode()
    assert (
        '<input type="hidden" name="kind" value="promises">' in page and f'{reverse("overdue")}?kind=promises"' in page
    )
    assert 'name="kind"' not in everything


@pytest.mark.parametrize(
    ("query", "found"),
    [("q=SIGNS", True), ("q=drones", False), ("technology=cctv", True), ("technology=drone", False),
     ("q=signs&technology=drone", False)],
)  # fmt: skip
def test_promises_are_looked_for_by_words_and_technology(
    answered: PoliceResponse, cast: Cast, client: Client, query: str, found: bool
) -> None:
    cast.consultation.technologies.add(Technology.objects.create(name="Cameras here", kind="cctv", force=force()))
    Commitment.objects.update(text="Put up signs")
    page = client.get(f"{reverse('all_promises')}?state=open&{query}")
    assert [one.text for one in page.context["promises"]] == (["Put up signs"] if found else [])


@pytest.mark.parametrize(
    ("words", "signed", "found"),
    [("Put up signs, part 1", False, True), ("it is right", True, True), ("it is right", False, False),
     ("up signs in May", True, True), ("up signs in May", False, False), ("nobody said", True, False)],
)  # fmt: skip
def test_a_consultation_is_found_by_what_came_of_it_once_that_is_public(
    answered: PoliceResponse, cast: Cast, client: Client, words: str, signed: bool, found: bool
) -> None:
    """A draft is found by nobody: that a word is in it would be told by the search."""
    Commitment.objects.update(text="Put up signs in May")
    RecommendationResponse.objects.update(reasons="It is right.")
    Recommendation.objects.update(title="Put up signs, part 1")
    if not signed:
        PoliceResponse.objects.update(state="draft")
    page = client.get(reverse("archive"), {"q": words})
    assert [row.consultation.slug for row in page.context["rows"]] == ([cast.consultation.slug] if found else [])
    if not signed:
        FindingsReport.objects.update(state="draft")
        assert not client.get(reverse("archive"), {"q": words}).context["rows"]
