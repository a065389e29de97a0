"""Joining: by invitation or openly, and every way in which it is refused."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations.groups import appointing
from consultations.invitations import invitations
from consultations.joining import joining
from consultations.models import Consent, InvitationCode, Membership, ParticipantProfile, Role, Stage
from people.accounts import administration
from people.models import User
from tests.cast import Cast, let_in, person, staff
from tests.deliberation import rooms
from tests.made_once import made_once
from tests.pages import flat

As = Callable[[User | None], Client]
YES = {"take_part": "on", "quotes": "on", "changes": "on", "age_band": "25-34", "borough": "Eastmere"}


@made_once
def invitation(cast: Cast) -> InvitationCode:
    return invitations.invite(cast.group1, by=cast.moss)


def by_code(invitation: InvitationCode) -> str:
    return f"/join/{invitation.code}/"


def openly(cast: Cast) -> str:
    cast.consultation.joining_is_open = True
    cast.consultation.save()
    return f"/consultations/{cast.consultation.slug}/join/"


def has_joined(cast: Cast, user: User) -> bool:
    return Membership.objects.filter(user=user, consultation=cast.consultation).exists()


def test_the_promise_is_at_most_120_words() -> None:
    text = re.sub(r"<[^>]+>", " ", render_to_string("consultations/joining/_promise.html"))
    assert 60 < len(text.split()) <= 120


def test_the_promise_knows_a_consultation_without_days_to_withdraw(cast: Cast) -> None:
    """With no days the findings may come on the day it closes: nobody is told that there are fourteen."""
    for days, said in ((0, "Until it closes, your posts"), (3, "Until 3 days after closing, your posts")):
        cast.consultation.withdrawal_days = days
        page = flat(render_to_string("consultations/joining/_promise.html", {"consultation": cast.consultation}))
        assert said in page and "14 days" not in page


def test_a_promise_whose_officer_has_gone_is_not_said_as_if_it_stood(cast: Cast, client_for: As) -> None:
    """Dismissed, or their account closed; a successor who has only been named has not promised it either."""
    page = openly(cast)
    said = "At the moment no officer has promised this"
    assert said not in flat(client_for(cast.outsider).get(page).content.decode())
    root = User.objects.create_superuser("root@example.org", name="Root")
    administration.deactivate(cast.okoro, by=root, reason="The officer has left the force.")
    heir = person("heir", name="B. Heir")
    staff(cast.consultation, heir, Role.OFFICER)
    assert said in flat(client_for(cast.outsider).get(page).content.decode())
    assert said in flat(client_for(None).get(reverse("live", args=[rooms.running(cast)[0].code])).content.decode())
    appointing.accept_duty(cast.consultation, by=heir, role="Superintendent")
    assert said not in flat(client_for(cast.outsider).get(page).content.decode())


def test_join_with_an_invitation(cast: Cast, invitation: InvitationCode, client_for: As) -> None:
    assert not has_joined(cast, cast.outsider)
    client = client_for(cast.outsider)
    page = client.get(by_code(invitation)).content.decode()
    assert "Our promise to you" in page
    assert "Group 1" in page
    assert "checked" not in page  # no switch is set for anybody
    response = client.post(by_code(invitation), YES)
    assert response.status_code == 302
    let_in(cast)
    member = cast.member(cast.outsider)
    assert member.group == cast.group1
    assert member.consents_to(Consent.Item.QUOTES)
    assert member.consents_to(Consent.Item.CHANGES)
    assert not member.consents_to(Consent.Item.RECONTACT)
    assert ParticipantProfile.objects.get(token__link__membership=member).age_band == "25-34"
    welcome = client.get(response["Location"], follow=True).content.decode()
    assert f"Here you are {member.pseudonym}" in welcome
    assert "You have joined" in welcome
    assert Entry.objects.get(action="joined", actor=member.pseudonym)


def test_join_an_open_consultation(cast: Cast, client_for: As) -> None:
    url = openly(cast)
    assert client_for(cast.outsider).post(url, YES).status_code == 302
    assert cast.member(cast.outsider).group.is_open


def test_nothing_about_yourself_is_fine(cast: Cast, client_for: As) -> None:
    assert client_for(cast.outsider).post(openly(cast), {"take_part": "on"}).status_code == 302
    profile = ParticipantProfile.objects.get(token__link__membership=cast.member(cast.outsider))
    assert (profile.age_band, profile.borough) == ("", "")


def test_without_agreeing_nobody_joins_and_nothing_is_lost(cast: Cast, client_for: As) -> None:
    answers = {"quotes": "on", "age_band": "45-54", "borough": "Nether Eastmere"}
    response = client_for(cast.outsider).post(openly(cast), answers)
    page = response.content.decode()
    assert response.status_code == 422
    assert "tick that you agree to take part" in page
    assert "Nether Eastmere" in page
    assert '<option value="45-54" selected>' in page
    assert re.search(r'<input[^>]*name="quotes"[^>]*checked', page)
    assert not has_joined(cast, cast.outsider)


def test_known_places_are_offered_and_nothing_else_is_taken(cast: Cast, client_for: As) -> None:
    url = openly(cast)
    cast.consultation.places = "Eastmere, Westmere"
    cast.consultation.save()
    client = client_for(cast.outsider)
    page = client.get(url).content.decode()
    assert '<option value="Westmere">' in page
    assert "Somewhere else" in page
    assert client.post(url, {**YES, "borough": "7 High Street"}).status_code == 422
    assert client.post(url, {**YES, "borough": "Westmere"}).status_code == 302


def test_joining_openly_needs_an_account_and_sign_in_leads_back(cast: Cast, client_for: As) -> None:
    url = openly(cast)
    response = client_for(None).get(url)
    assert response.status_code == 302
    assert response["Location"].endswith(f"?next={url}")


def test_an_invitation_needs_none_but_offers_to_sign_in(invitation: InvitationCode, client_for: As) -> None:
    url = by_code(invitation)
    page = client_for(None).get(url).content.decode()
    assert f"/accounts/login/code/?next={url}" in page


def test_the_whole_way_from_invitation_to_form(
    cast: Cast, invitation: InvitationCode, client_for: As, settings: django_settings
) -> None:
    settings.DEMO = True  # the code is then in the session, not in an inbox
    client = client_for(None)
    sign_in = f"/accounts/login/code/?next={by_code(invitation)}"
    confirm = client.post(sign_in, {"email": "new.person@example.org", "next": by_code(invitation)})
    assert confirm.status_code == 302
    done = client.post(confirm["Location"], {"code": client.session["demo_code"], "next": by_code(invitation)})
    assert done["Location"] == by_code(invitation)


@pytest.mark.parametrize(
    "spoil",
    [
        {"uses_left": 0},
        {"expires_at": clock.now() - timedelta(minutes=1)},
        {"revoked_at": clock.now() - timedelta(minutes=1)},
        {"code": "ANOTHERONE"},
    ],
    ids=["used up", "expired", "revoked", "wrong"],
)
def test_a_code_that_does_not_work(
    cast: Cast, invitation: InvitationCode, client_for: As, spoil: dict[str, object]
) -> None:
    client = client_for(cast.outsider)
    url = by_code(invitation)
    assert client.get(url).status_code == 200
    InvitationCode.objects.filter(pk=invitation.pk).update(**spoil)
    for response in (client.get(url), client.post(url, YES)):
        assert response.status_code == 404
        page = response.content.decode()
        assert "This invitation does not work" in page
        assert invitation.code in page  # what was typed is kept
        assert cast.consultation.title not in page
    assert not has_joined(cast, cast.outsider)


def test_typing_a_code_leads_to_its_page(cast: Cast, invitation: InvitationCode, client_for: As) -> None:
    typed = f" {invitation.code[:5].lower()}-{invitation.code[5:]} "
    response = client_for(cast.outsider).post("/join/", {"code": typed})
    assert response["Location"] == by_code(invitation)
    for wrong in ("", "../../x", "a b"):
        assert client_for(None).post("/join/", {"code": wrong}).status_code == 422


def test_an_invited_consultation_asks_for_the_code(cast: Cast, client_for: As) -> None:
    url = f"/consultations/{cast.consultation.slug}/join/"
    client = client_for(cast.outsider)
    assert "Use your code" in client.get(url).content.decode()
    client.post(url, YES)
    assert not has_joined(cast, cast.outsider)


@pytest.mark.parametrize("key", ["okoro", "reyes"])
def test_police_of_this_consultation_cannot_join(
    cast: Cast, invitation: InvitationCode, client_for: As, key: str
) -> None:
    user = getattr(cast, key)
    for url in (by_code(invitation), openly(cast)):
        for response in (client_for(user).get(url), client_for(user).post(url, YES)):
            assert "Whoever answers the residents cannot also be one of the residents" in response.content.decode()
    assert cast.member(user).role != Role.PARTICIPANT


@pytest.mark.parametrize("key", ["moss", "hale"])
def test_other_staff_cannot_join(cast: Cast, client_for: As, key: str) -> None:
    page = client_for(getattr(cast, key)).post(openly(cast), YES).content.decode()
    assert "One person has one role in a consultation" in page


def test_joining_twice_shows_your_part(cast: Cast, invitation: InvitationCode, client_for: As) -> None:
    response = client_for(cast.amina).get(by_code(invitation), follow=True)
    assert response.redirect_chain[-1][0].endswith("/me/")
    assert "You have already joined." in response.content.decode()


def test_someone_who_left_must_ask(cast: Cast, client_for: As) -> None:
    joining.withdraw(cast.consultation, by=cast.amina)
    page = client_for(cast.amina).post(openly(cast), YES).content.decode()
    assert "You left this consultation" in page


def test_closed_consultation_takes_nobody(cast: Cast, invitation: InvitationCode, client_for: As) -> None:
    client = client_for(cast.outsider)
    for stage in (Stage.ANALYSIS, Stage.FINDINGS_PUBLISHED, Stage.PAUSED, Stage.WITHDRAWN, Stage.COMPLETED):
        cast.at(stage)
        assert "not open for joining" in client.post(by_code(invitation), YES).content.decode()
    cast.at(Stage.OPEN)
    cast.consultation.closes_at = clock.now() - timedelta(seconds=1)
    cast.consultation.save()
    assert "not open for joining" in client.post(by_code(invitation), YES).content.decode()
    assert not has_joined(cast, cast.outsider)


def test_an_early_invitation_does_not_give_a_draft_away(cast: Cast, invitation: InvitationCode, client_for: As) -> None:
    cast.at(Stage.DRAFT)
    page = client_for(cast.outsider).get(by_code(invitation)).content.decode()
    assert "has not been announced yet" in page
    assert cast.consultation.title not in page
    assert client_for(cast.outsider).get(f"/consultations/{cast.consultation.slug}/join/").status_code == 404


def test_the_last_use_refused_by_the_act_keeps_what_was_typed(
    cast: Cast, invitation: InvitationCode, client_for: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = invitations.find

    def somebody_was_faster(code: str) -> InvitationCode | None:
        found = real(code)
        InvitationCode.objects.filter(code=code).update(uses_left=0)
        return found

    monkeypatch.setattr(invitations, "find", somebody_was_faster)
    response = client_for(cast.outsider).post(by_code(invitation), {**YES, "borough": "Nether Eastmere"})
    assert response.status_code == 422
    assert "used up" in response.content.decode()
    assert "Nether Eastmere" in response.content.decode()
    assert not has_joined(cast, cast.outsider)
