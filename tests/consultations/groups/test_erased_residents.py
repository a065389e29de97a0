"""Whoever took part and erased their account comes back on no other side, and nobody finds out that they took part."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import serializers
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations import access, erased
from consultations.groups import offers
from consultations.joining import joining
from consultations.models import Consent, Consultation, ErasedResidents, Membership, Role, Stage
from consultations.stages import stages
from people.errors import Refused
from people.models import User
from people.privacy import erasing, ledger, retention
from tests.cast import Cast, another_answers

SEATS = [Role.FACILITATOR, Role.EXPERT, Role.OVERSIGHT, Role.OFFICER, Role.RESPONDER, Role.LEGAL]


def erase(user: User) -> str:
    """The address that was erased."""
    address = str(user.email)
    erasing.erase(user)
    return address


def accept(cast: Cast, user: User, role: Role) -> object:
    by = {Role.FACILITATOR: cast.hale, Role.OVERSIGHT: cast.hale, Role.EXPERT: cast.moss}.get(role, cast.okoro)
    made = offers.make(cast.consultation, by=by, email=str(user.email), name="V. Vale", role=role)
    key = made.link.rstrip("/").rpartition("/")[2]
    return offers.accept(key, by=user, name="V. Vale", was_here=lambda other: False)


@pytest.mark.parametrize("role", SEATS)
def test_an_erased_resident_takes_no_role_under_the_same_address(cast: Cast, role: Role) -> None:
    again = User.objects.create_user(erase(cast.amina))
    entries = Entry.objects.filter(action="second_seat_refused").count()
    with pytest.raises(Refused) as refused:
        accept(cast, again, role)
    assert refused.value.problems == [erased.NO_ROLE] and "part" not in erased.NO_ROLE
    assert not again.memberships.exists() and Entry.objects.filter(action="second_seat_refused").count() == entries
    assert accept(cast, User.objects.create_user("fresh@example.org"), role)


def test_who_left_and_then_erased_does_not_either(cast: Cast) -> None:
    joining.withdraw(cast.consultation, by=cast.amina)
    again = User.objects.create_user(erase(cast.amina).upper())
    with pytest.raises(Refused, match="no role"):
        access.refuse_conflict(again, cast.consultation, Role.RESPONDER)


def test_elsewhere_it_stands_in_the_way_of_police_alone(cast: Cast, elsewhere: Cast) -> None:
    """As for whoever is not erased: who read closed threads answers for the police nowhere."""
    again = User.objects.create_user(erase(cast.amina))
    for role in (Role.RESPONDER, Role.OFFICER, Role.LEGAL):
        with pytest.raises(Refused, match="no role"):
            access.refuse_conflict(again, elsewhere.consultation, role)
    for role in (Role.FACILITATOR, Role.OVERSIGHT, Role.EXPERT):
        access.refuse_conflict(again, elsewhere.consultation, role)


def test_staff_who_erase_come_back_as_no_resident(cast: Cast) -> None:
    another_answers(cast)
    for user in (cast.reyes, cast.hale, cast.moss, cast.okoro):
        again = User.objects.create_user(erase(user))
        with pytest.raises(Refused, match="is already"):
            joining.join(cast.consultation, by=again, group=cast.group1, consents={Consent.Item.TAKE_PART})


def test_it_keeps_nobody_from_taking_part_again(cast: Cast) -> None:
    again = User.objects.create_user(erase(cast.amina))
    assert joining.join(cast.consultation, by=again, group=cast.group1, consents={Consent.Item.TAKE_PART})


def test_whoever_offers_reads_the_same_for_every_address(cast: Cast, client_for: Callable) -> None:
    """The same words after the same queries; and nothing afterwards on the page of people, or in the record."""
    known, unknown = erase(cast.amina), "amina.other-street@example.org"
    asked, told = [], []
    for address in (known, unknown):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            offers.make(cast.consultation, by=cast.hale, email=address, name="V. Vale", role=Role.FACILITATOR)
        asked.append(len(queries))
        told.append([one.action for one in Entry.objects.order_by("-number")[:1]])
        assert not any("erasedresidents" in one["sql"].lower() for one in queries)
    assert asked[0] == asked[1] and told[0] == told[1]
    with pytest.raises(Refused):
        accept(cast, User.objects.create_user(known), Role.FACILITATOR)
    page = client_for(cast.hale).get(reverse("people", args=[cast.consultation.slug])).content.decode()
    assert "not yet accepted" in page and known not in page


def everything(*models: type) -> str:
    return json.dumps([serializers.serialize("json", model.objects.all()) for model in models])


def test_the_mark_leads_to_nobody(cast: Cast, elsewhere: Cast) -> None:
    """Without the key it tells no address; it is other elsewhere, hangs on no place, and has no order or time."""
    joining.join(elsewhere.consultation, by=cast.amina, group=elsewhere.group1, consents={Consent.Item.TAKE_PART})
    addresses = [erase(user) for user in (cast.carys, cast.amina, cast.bilal)]
    assert not any(address in everything(ErasedResidents, Membership, User) for address in addresses)
    here = ErasedResidents.objects.get(consultation=cast.consultation)
    there = ErasedResidents.objects.get(consultation=elsewhere.consultation)
    assert here.marks == sorted(here.marks) and (len(here.marks), len(there.marks)) == (3, 1)
    assert not set(here.marks) & set(there.marks)
    assert {field.name for field in ErasedResidents._meta.get_fields()} == {"id", "consultation", "marks"}
    assert erased.mark(cast.consultation.pk, addresses[0]) in here.marks
    assert not any(ledger.address_mark(address) in here.marks for address in addresses)


@pytest.mark.parametrize("erased_at", [Stage.OPEN, Stage.COMPLETED])
def test_completed_and_followed_up_again_it_still_counts(
    cast: Cast, erased_at: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever took part and erased before or after completion verifies nothing as panel, and answers for no police."""
    cast.at(erased_at)
    again = User.objects.create_user(erase(cast.amina))
    cast.at(Stage.COMPLETED)
    retention.purge()
    monkeypatch.setattr(stages, "missing", lambda *_: [])  # the promise that is open again has its own tests
    stages.move(cast.consultation, "reopen", by=cast.hale, reason="The evidence was wrong.")
    assert cast.consultation.stage == Stage.FOLLOW_UP
    for role in SEATS:
        with pytest.raises(Refused, match="no role"):
            access.refuse_conflict(again, cast.consultation, role)


def test_the_mark_is_of_the_address_that_was_erased_and_the_page_says_so(cast: Cast, client_for: Callable) -> None:
    former, cast.amina.email = str(cast.amina.email), "amina.new@example.org"
    cast.amina.save(update_fields=["email"])
    assert (
        "a mark made from your e-mail address as it is now"
        in client_for(cast.amina).get(reverse("erase")).content.decode()
    )
    latest = erase(cast.amina)
    with pytest.raises(Refused, match="administrator"):
        access.refuse_conflict(User.objects.create_user(latest), cast.consultation, Role.OVERSIGHT)
    access.refuse_conflict(User.objects.create_user(former), cast.consultation, Role.OVERSIGHT)
    assert "another address" not in erased.NO_ROLE, "it does not advise what would get round it"


@pytest.mark.parametrize("over", ["withdrawn", "addresses"])
def test_it_goes_when_the_consultation_is_over(cast: Cast, over: str) -> None:
    again = User.objects.create_user(erase(cast.amina))
    retention.purge()
    assert ErasedResidents.objects.exists(), "not while it runs"
    then = clock.now()
    if over == "addresses":
        Consultation.objects.update(closes_at=clock.now() - timedelta(days=1))
        then += timedelta(days=365 * 3)
    else:
        cast.at(Stage(over))
    with clock.travel(then):
        retention.purge()
    assert not ErasedResidents.objects.exists()
    access.refuse_conflict(again, cast.consultation, Role.OVERSIGHT)


def test_none_is_made_of_what_is_over(cast: Cast) -> None:
    cast.at(Stage.WITHDRAWN)
    erase(cast.amina)
    assert not ErasedResidents.objects.exists()


def test_none_is_made_of_a_guest_or_by_the_clock(cast: Cast) -> None:
    guest = User.objects.create_guest()
    joining.join(cast.consultation, by=guest, group=cast.group1, consents={Consent.Item.TAKE_PART})
    erasing.erase(guest)
    erasing.remove(cast.outsider)
    assert not ErasedResidents.objects.exists()


def test_the_page_that_erases_says_so_before(cast: Cast, client_for: Callable) -> None:
    said = "a mark made from your e-mail address as it is now, from which nobody can read it and which leads to nothing"
    page = client_for(cast.amina).get(reverse("erase")).content.decode()
    assert said in page and f"For “{cast.consultation}”, a mark" in page
    assert said not in client_for(cast.outsider).get(reverse("erase")).content.decode()
    cast.at(Stage.COMPLETED)
    assert said in client_for(cast.amina).get(reverse("erase")).content.decode(), "it may be followed up again"
    cast.at(Stage.WITHDRAWN)
    assert said not in client_for(cast.amina).get(reverse("erase")).content.decode()
    assert (
        "Marks made from the addresses of those who took part" in client_for(None).get("/data-card/").content.decode()
    )
