"""Joining without an account: a key in the browser, one consultation, and nothing that needs an address."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import IntegrityError, transaction
from django.test import Client

from audit import clock
from consultations.access import NotAllowed
from consultations.groups import appointing
from consultations.joining import joining
from consultations.models import Membership, ParticipantProfile, Role
from consultations.setup import setup
from people.errors import Refused
from people.guests.guests import COOKIE
from people.models import GuestKey, ReturnCode, User
from people.privacy import erasing
from tests.cast import Cast, let_in
from tests.consultations.joining.ways import TAKE_PART, YES, arrive, guest, invitation, me, without_session
from tests.made_once import made_once

As = Callable[[User | None], Client]


@made_once
def arrived(cast: Cast) -> tuple[Client, Membership]:
    return arrive(cast)


def test_an_invitation_lets_somebody_in_without_an_account(cast: Cast, arrived: tuple[Client, Membership]) -> None:
    client, member = arrived
    assert member.user is not None and member.user.is_guest
    assert member.group == cast.group1
    page = client.get(me(cast)).content.decode()
    assert f"Here you are {member.pseudonym}" in page


def test_the_cookie_is_kept_from_scripts_and_other_sites(cast: Cast, settings: django_settings) -> None:
    settings.HTTPS_ONLY = True
    client, _ = arrive(cast)
    cookie = client.cookies[COOKIE]
    assert cookie["httponly"] and cookie["secure"] and cookie["samesite"] == "Lax"


def test_the_database_holds_only_a_fingerprint_of_the_key(cast: Cast, arrived: tuple[Client, Membership]) -> None:
    client, member = arrived
    secret = client.cookies[COOKIE].value.split(":")[0]
    stored = [value for key in GuestKey.objects.all() for value in vars(key).values()]
    assert stored
    assert not [value for value in stored if secret in str(value)]


def test_the_cookie_signs_in_again_when_the_session_has_run_out(cast: Cast, arrived: tuple[Client, Membership]) -> None:
    client, member = arrived
    later = without_session(client)
    assert f"Here you are {member.pseudonym}" in later.get(me(cast)).content.decode()
    assert Membership.objects.filter(consultation=cast.consultation, role=Role.PARTICIPANT).count() == 4


def test_the_key_changes_and_the_old_one_ends_when_the_new_one_was_seen(
    cast: Cast, arrived: tuple[Client, Membership]
) -> None:
    client, _ = arrived
    later = without_session(client)
    later.get(me(cast))
    assert later.cookies[COOKIE].value != client.cookies[COOKIE].value
    assert without_session(client).get(me(cast)).status_code == 200  # the answer with the new key may have been lost
    assert without_session(later).get(me(cast)).status_code == 200
    assert without_session(client).get(me(cast)).status_code == 302  # to sign-in


def test_pages_fetched_side_by_side_do_not_lock_anybody_out(cast: Cast, arrived: tuple[Client, Membership]) -> None:
    client, _ = arrived
    first, second = without_session(client), without_session(client)
    first.get(me(cast))
    second.get(me(cast))
    assert without_session(first).get(me(cast)).status_code == 200


@pytest.mark.parametrize(
    "spoil", [lambda v: v[:-2] + "xx", lambda v: ("y" if v[0] == "x" else "x") + v[1:], lambda v: ""]
)
def test_a_forged_cookie_is_nobody(cast: Cast, spoil: Callable[[str], str], arrived: tuple[Client, Membership]) -> None:
    client, _ = arrived
    forged = Client()
    forged.cookies[COOKIE] = spoil(client.cookies[COOKIE].value)
    assert forged.get(me(cast)).status_code == 302


def test_signing_out_ends_the_key(cast: Cast, arrived: tuple[Client, Membership]) -> None:
    client, _ = arrived
    kept = without_session(client)
    assert "return code" in client.get("/accounts/logout/").content.decode()
    client.post("/accounts/logout/")
    assert client.get(me(cast)).status_code == 302
    assert kept.get(me(cast)).status_code == 302


def test_leaving_ends_the_key(cast: Cast, arrived: tuple[Client, Membership]) -> None:
    client, member = arrived
    kept = without_session(client)
    client.post(me(cast, "leave/"))
    member.refresh_from_db()
    assert not member.is_current
    assert kept.get(me(cast)).status_code == 302


# --- Once ------------------------------------------------------------------------------------------
def test_the_same_form_twice_is_one_joining(cast: Cast) -> None:
    code = invitation(cast).code
    for _ in range(2):  # two answers on their way to a browser that had no cookie yet
        assert Client().post(f"/join/{code}/", YES).status_code == 302
    assert let_in(cast) == 1
    assert Membership.objects.filter(user__email=None, user__isnull=False).count() == 1


def test_an_old_form_on_a_shared_phone_hands_nobody_on(cast: Cast) -> None:
    first = guest(cast, key="same")
    with clock.travel(clock.now() + timedelta(minutes=6)):
        assert guest(cast, key="same") != first


def test_a_refused_joining_leaves_no_guest_behind(cast: Cast) -> None:
    cast.consultation.stage = "analysis"
    before = User.objects.count()
    with pytest.raises(Refused, match="not open for joining"):
        guest(cast)
    assert User.objects.count() == before


# --- One consultation, no powers -----------------------------------------------------------------------
def test_a_guest_has_one_consultation(cast: Cast, elsewhere: Cast, arrived: tuple[Client, Membership]) -> None:
    client, member = arrived
    page = client.post(f"/join/{invitation(elsewhere).code}/", YES)
    assert "Add your e-mail address there first" in page.content.decode()
    with pytest.raises(Refused, match="another consultation without an account"):
        joining.join(elsewhere.consultation, by=member.user, consents=TAKE_PART, group=elsewhere.group1)
    assert member.user.memberships.count() == 1


def test_a_guest_joins_no_open_consultation_beside(
    cast: Cast, elsewhere: Cast, arrived: tuple[Client, Membership]
) -> None:
    client, member = arrived
    elsewhere.consultation.joining_is_open = True
    elsewhere.consultation.save()
    page = client.post(f"/consultations/{elsewhere.consultation.slug}/join/", YES).content.decode()
    assert "Add your e-mail address there first" in page


def test_a_guest_is_never_appointed(cast: Cast, elsewhere: Cast) -> None:
    with pytest.raises(Refused, match="Staff need an account"):
        appointing.appoint(elsewhere.consultation, guest(cast), Role.EXPERT, by=elsewhere.moss)


def test_a_guest_starts_nothing(cast: Cast) -> None:
    user = guest(cast)
    user.can_start_consultations = True
    with pytest.raises(NotAllowed):
        setup.start(title="Mine", by=user)


@pytest.mark.parametrize("field", ["is_superuser", "is_staff", "can_start_consultations"])
def test_the_database_gives_guests_no_powers(cast: Cast, field: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=guest(cast).pk).update(**{field: True})


@pytest.mark.parametrize("page", ["/desk/", "/accounts/login/code/", "/accounts/login/", "/accounts/signup/"])
def test_pages_for_accounts_lead_a_guest_to_their_part(
    cast: Cast, page: str, arrived: tuple[Client, Membership]
) -> None:
    client, _ = arrived
    went = client.get(page, follow=True)
    assert went.redirect_chain[-1][0] == me(cast)


def test_what_a_guest_says_about_themself_hangs_on_the_token(cast: Cast) -> None:
    said = {"age_band": "25-34", "gender": "woman", "ethnic_group": "mixed", "disability": "no", "borough": "Eastmere"}
    _, member = arrive(cast, **said)
    profile = ParticipantProfile.objects.get(token__link__membership=member)
    assert {name: getattr(profile, name) for name in said} == said


def test_a_guest_is_not_asked_about_e_mails(cast: Cast, client_for: As) -> None:
    address = f"/join/{invitation(cast).code}/"
    for asked in ('name="recontact"', 'name="changes"'):
        assert asked not in client_for(None).get(address).content.decode()
        assert asked in client_for(cast.outsider).get(address).content.decode()


def test_a_guest_sees_what_is_held_about_them(cast: Cast, arrived: tuple[Client, Membership]) -> None:
    client, member = arrived
    assert member.pseudonym in client.get("/my-data/", follow=True).content.decode()


def test_a_guest_can_be_erased_with_their_keys(cast: Cast, arrived: tuple[Client, Membership]) -> None:
    client, member = arrived
    kept = without_session(client)
    client.get(me(cast))
    erasing.erase(member.user, delete_votes=True)
    assert not User.objects.filter(pk=member.user_id).exists()
    assert not GuestKey.objects.exists()
    assert not ReturnCode.objects.exists()
    assert kept.get(me(cast)).status_code == 302
