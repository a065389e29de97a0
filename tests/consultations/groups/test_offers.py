"""Offers of roles. Attack 1: a facilitator probes an address to learn whose it is. Attack 9: a second self."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from audit.models import Entry
from consultations.groups import offers
from consultations.models import Membership, Offer, Role
from people.errors import Refused
from people.models import User
from tests.cast import Cast


def offer(cast: Cast, email: str, role: Role = Role.EXPERT, by: User | None = None) -> str:
    offers.make(cast.consultation, by=by or cast.moss, email=email, name="Dr Vale", role=role)
    return re.search(r"/offers/([^/]+)/", mail.outbox[-1].body)[1]  # type: ignore[index]


def test_every_address_gets_the_same_answer_and_nothing_changes(cast: Cast, client_for) -> None:
    page, answers = reverse("people", args=[cast.consultation.slug]), []
    standings = list(Membership.objects.values_list("pk", "role", "withdrawn_at"))
    for email in ["nobody@example.org", cast.amina.email, cast.okoro.email]:
        sent = client_for(cast.moss).post(page, {"email": email, "name": "Dr Vale", "role": "expert"})
        answers.append((sent.status_code, sent.url))
    assert len(set(answers)) == 1
    assert list(Membership.objects.values_list("pk", "role", "withdrawn_at")) == standings
    cast.amina.refresh_from_db()
    assert cast.amina.name == ""
    assert not Entry.objects.filter(action="role_offered", summary__contains="@").exists()


def test_an_offer_is_accepted_once_by_its_address(cast: Cast) -> None:
    key = offer(cast, "vale@example.org")
    with pytest.raises(Refused, match="no longer open"):
        offers.accept(key, by=cast.outsider, name="Dr Vale")
    vale = User.objects.create_user("vale@example.org")
    assert offers.accept(key, by=vale, name="V. Vale").public_name == "V. Vale"
    with pytest.raises(Refused, match="no longer open"):
        offers.accept(key, by=vale, name="V. Vale")
    assert Offer.objects.get().email == ""


def test_a_resident_never_becomes_staff(cast: Cast) -> None:
    key = offer(cast, cast.amina.email)
    with pytest.raises(Refused, match="address of their own"):
        offers.accept(key, by=cast.amina, name="Amina")
    assert cast.member(cast.amina).role == Role.PARTICIPANT


def test_the_facilitator_does_not_choose_the_panel(cast: Cast) -> None:
    with pytest.raises(Refused, match="who checks them"):
        offer(cast, "vale@example.org", Role.OVERSIGHT)
    assert offer(cast, "vale@example.org", Role.OVERSIGHT, by=cast.hale)


def test_a_second_self_is_refused_and_recorded(cast: Cast) -> None:
    with pytest.raises(Refused, match="yourself"):
        offer(cast, cast.moss.email.replace("@", "+2@"))
    key = offer(cast, "second@example.org")
    second = User.objects.create_user("second@example.org")
    with pytest.raises(Refused, match="browser of your own"):
        offers.accept(key, by=second, name="Second Self", staff_here=frozenset({cast.moss.pk}))
    assert Entry.objects.filter(action="double_standing_refused").count() == 2


def test_offers_are_limited(cast: Cast) -> None:
    for number in range(offers.OFFERS_AN_HOUR):
        offer(cast, f"a{number}@example.org")
    with pytest.raises(Refused, match="too many"):
        offer(cast, "last@example.org")


def test_withdrawn_declined_and_foreign_links_lead_nowhere(cast: Cast, client_for) -> None:
    key = offer(cast, "vale@example.org")
    assert client_for(cast.outsider).get(reverse("offer", args=[key])).status_code == 200
    offers.withdraw(Offer.objects.get(), by=cast.moss)
    for link in [key, "made-up"]:
        assert client_for(cast.outsider).get(reverse("offer", args=[link])).status_code == 404
    key = offer(cast, "vale@example.org")
    offers.decline(key)
    assert offers.find(key) is None
