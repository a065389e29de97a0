from collections.abc import Callable

import pytest
from django.test import Client

from consultations.models import Stage
from outcomes.models import Finding, FindingsReport, Recommendation
from people.models import User
from tests.cast import Cast

PAGE = "/consultations/street-cameras/recommendations/"


def test_adding_editing_moving_and_removing(
    cast: Cast, ready_finding: Finding, client_for: Callable[[User | None], Client]
) -> None:
    FindingsReport.objects.update(state=FindingsReport.State.DRAFT)
    client = client_for(cast.moss)
    fields = {"title": "Put up signs", "category": "explain", "findings": [ready_finding.pk]}
    assert client.post(PAGE, fields).status_code == 302
    second = Recommendation.objects.get(number=2)
    assert client.post(f"{PAGE}?edit={second.pk}", {**fields, "title": "Put up large signs"}).status_code == 302
    assert client.post(PAGE, {"do": "up", "recommendation": second.pk}).status_code == 302
    assert Recommendation.objects.get(number=1).title == "Put up large signs"
    assert client.post(PAGE, {"do": "remove", "recommendation": second.pk}).status_code == 302
    assert [str(item) for item in Recommendation.objects.all()] == ["1. Delete what is not needed"]


@pytest.mark.usefixtures("ready_finding")
def test_a_refusal_keeps_what_was_typed(cast: Cast, client_for: Callable[[User | None], Client]) -> None:
    response = client_for(cast.moss).post(
        PAGE, {"title": "Put up signs", "text": "On each street.", "category": "explain"}
    )
    page = response.content.decode()
    assert response.status_code == 422 and "at least one finding" in page and "On each street." in page


@pytest.mark.usefixtures("ready_finding")
def test_a_suggestion_fills_the_form_and_adds_nothing(cast: Cast, client_for: Callable[[User | None], Client]) -> None:
    before = Recommendation.objects.count()
    page = client_for(cast.moss).get(f"{PAGE}?starter=3").content.decode()
    assert 'value="Put up signs wherever face recognition is in use"' in page
    assert client_for(cast.moss).get(f"{PAGE}?starter=99").status_code == 200
    assert Recommendation.objects.count() == before


@pytest.mark.usefixtures("ready_finding")
def test_oversight_reads_without_buttons(cast: Cast, client_for: Callable[[User | None], Client]) -> None:
    page = client_for(cast.hale).get(PAGE).content.decode()
    assert "Delete what is not needed" in page and "Move up" not in page and '<h2 id="form"' not in page
    assert (
        client_for(cast.hale)
        .post(PAGE, {"do": "remove", "recommendation": Recommendation.objects.get().pk})
        .status_code
        == 404
    )


@pytest.mark.usefixtures("ready_finding")
def test_after_publication_a_post_is_refused(cast: Cast, client_for: Callable[[User | None], Client]) -> None:
    FindingsReport.objects.update(state=FindingsReport.State.PUBLISHED)
    cast.at(Stage.FINDINGS_PUBLISHED)
    item = Recommendation.objects.get()
    response = client_for(cast.moss).post(PAGE, {"do": "remove", "recommendation": item.pk})
    assert response.status_code == 422 and Recommendation.objects.filter(pk=item.pk).exists()
