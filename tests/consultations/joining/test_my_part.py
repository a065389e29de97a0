"""My part: my name here, changing what I agreed to, and leaving."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client

from consultations.models import Consent, ParticipationToken, Stage
from consultations.privacy import unlinking
from people.models import User
from tests.cast import Cast

As = Callable[[User | None], Client]
Item = Consent.Item


def url(cast: Cast, end: str = "me/") -> str:
    return f"/consultations/{cast.consultation.slug}/{end}"


def test_shows_my_name_and_nobody_elses(cast: Cast, client_for: As) -> None:
    page = client_for(cast.amina).get(url(cast)).content.decode()
    assert f"Here you are {cast.member(cast.amina).pseudonym}" in page
    assert "Group 1" in page
    assert cast.member(cast.bilal).pseudonym not in page


@pytest.mark.parametrize("key", ["moss", "hale", "okoro", "reyes", "outsider"])
def test_only_participants_have_a_part(cast: Cast, client_for: As, key: str) -> None:
    client = client_for(getattr(cast, key))
    assert client.get(url(cast)).status_code == 404
    assert client.get(url(cast, "me/leave/")).status_code == 404
    assert client.post(url(cast, "me/leave/")).status_code == 404


def test_visitor_is_asked_to_sign_in_and_a_draft_stays_absent(cast: Cast, client_for: As) -> None:
    assert client_for(None).get(url(cast)).status_code == 302
    cast.at(Stage.DRAFT)
    assert client_for(None).get(url(cast)).status_code == 404


def test_taking_back_the_quotes(cast: Cast, client_for: As) -> None:
    assert cast.member(cast.amina).consents_to(Item.QUOTES)
    response = client_for(cast.amina).post(url(cast), {"recontact": "on", "sure": "yes"}, follow=True)
    assert "Your choices are saved." in response.content.decode()
    member = cast.member(cast.amina)
    assert not member.consents_to(Item.QUOTES)
    assert member.consents_to(Item.RECONTACT)
    assert member.consents_to(Item.TAKE_PART)


def test_giving_it_again(cast: Cast, client_for: As) -> None:
    client = client_for(cast.amina)
    client.post(url(cast), {"sure": "yes"})
    client.post(url(cast), {"quotes": "on", "recontact": "on"})
    assert cast.member(cast.amina).consents_to(Item.QUOTES)


def test_leaving_is_explained_first(cast: Cast, client_for: As) -> None:
    page = client_for(cast.amina).get(url(cast, "me/leave/")).content.decode()
    assert "Your answers to the polls, your age band and your area are deleted." in page
    assert cast.member(cast.amina).is_current
    with transaction.atomic():
        unlinking.cut_ballots_loose(cast.consultation)
    page = client_for(cast.amina).get(url(cast, "me/leave/")).content.decode()
    assert "Your votes stay in the totals." in page
    assert "are deleted" not in page


def test_leaving(cast: Cast, client_for: As) -> None:
    client = client_for(cast.amina)
    before = ParticipationToken.objects.count()
    response = client.post(url(cast, "me/leave/"), follow=True)
    assert "You have left" in response.content.decode()
    assert not cast.member(cast.amina).is_current
    assert ParticipationToken.objects.count() == before - 1
    assert client.get(url(cast)).status_code == 404


def test_the_shorter_keeping_rule_is_said(cast: Cast, client_for: As) -> None:
    assert "24 months" in client_for(cast.amina).get(url(cast)).content.decode()
    cast.consultation.retention = "short"
    cast.consultation.save()
    assert "12 months" in client_for(cast.amina).get(url(cast)).content.decode()
