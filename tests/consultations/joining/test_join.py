"""Joining, leaving and appointing: consent first, one standing each, no way from a ballot to a person."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from audit import clock
from audit.models import Entry
from consultations import access
from consultations.groups import appointing
from consultations.invitations import invitations
from consultations.joining import consents, joining, pseudonyms
from consultations.models import (
    Consent,
    Membership,
    ParticipantProfile,
    ParticipationToken,
    Role,
    Stage,
    TokenLink,
)
from consultations.privacy import unlinking
from people.errors import Refused
from tests.cast import EVERYTHING, Cast, person
from tests.consultations.joining.ways import letter

pytestmark = pytest.mark.django_db
TAKE_PART = {Consent.Item.TAKE_PART}


def test_joining_gives_a_pseudonym_consents_and_a_token(cast: Cast) -> None:
    assert access.membership_of(cast.outsider, cast.consultation) is None
    member = joining.join(cast.consultation, by=cast.outsider, group=cast.group1, consents=TAKE_PART)
    assert member.pseudonym not in cast.outsider.email
    assert member.consents_to(Consent.Item.TAKE_PART)
    assert not member.consents_to(Consent.Item.QUOTES)
    assert joining.token_for(member) is not None
    entry = Entry.objects.filter(action="joined").last()
    assert entry is not None and entry.actor == member.pseudonym
    assert cast.outsider.email not in str(entry.detail) + entry.summary + entry.actor


def test_nobody_joins_without_consent_to_take_part(cast: Cast) -> None:
    with pytest.raises(Refused, match="tick that you agree"):
        joining.join(cast.consultation, by=cast.outsider, group=cast.group1, consents={Consent.Item.QUOTES})
    assert access.membership_of(cast.outsider, cast.consultation) is None


def test_nobody_joins_twice(cast: Cast) -> None:
    with pytest.raises(Refused, match="already joined"):
        joining.join(cast.consultation, by=cast.amina, group=cast.group2, consents=TAKE_PART)


@pytest.mark.parametrize("who", ["okoro", "reyes"])
def test_police_cannot_join_what_they_answer(cast: Cast, who: str) -> None:
    with pytest.raises(Refused, match="Police may not"):
        joining.join(cast.consultation, by=getattr(cast, who), group=cast.group1, consents=TAKE_PART)


def test_without_an_invitation_a_recruited_consultation_cannot_be_joined(cast: Cast) -> None:
    assert not cast.consultation.joining_is_open
    with pytest.raises(Refused, match="need an invitation"):
        joining.join(cast.consultation, by=cast.outsider, consents=TAKE_PART)


def test_open_joining_puts_people_in_open_responses(cast: Cast) -> None:
    cast.consultation.joining_is_open = True
    member = joining.join(cast.consultation, by=cast.outsider, consents=TAKE_PART)
    assert member.group is not None and member.group.is_open


@pytest.mark.parametrize("stage", [Stage.ANALYSIS, Stage.FINDINGS_PUBLISHED, Stage.PAUSED])
def test_joining_stops_when_the_consultation_closes(cast: Cast, stage: Stage) -> None:
    cast.at(stage)
    with pytest.raises(Refused, match="not open for joining"):
        joining.join(cast.consultation, by=cast.outsider, group=cast.group1, consents=TAKE_PART)


def test_an_invitation_admits_as_many_as_it_says(cast: Cast) -> None:
    invitation = letter(cast, cast.group2)
    found = invitations.find(f" {invitation.code.lower()[:5]}-{invitation.code[5:]} ")
    joining.join(cast.consultation, by=cast.outsider, invitation=found, consents=TAKE_PART)
    assert cast.member(cast.outsider).group == cast.group2
    with pytest.raises(Refused, match="used up"):
        joining.join(cast.consultation, by=person("late"), invitation=found, consents=TAKE_PART)


def test_expired_revoked_and_wrong_codes_sound_alike(cast: Cast) -> None:
    expired = invitations.invite(cast.group1, by=cast.moss, days=1)
    revoked = invitations.invite(cast.group1, by=cast.moss)
    invitations.revoke(revoked, by=cast.moss)
    assert expired.is_usable
    with clock.travel(clock.now() + timedelta(days=2)):
        assert [invitations.find(one.code).is_usable for one in (expired, revoked)] == [False, False]
    assert invitations.find("NOSUCHCODE") is None


@pytest.mark.parametrize("who", ["amina", "okoro", "reyes", "hale", "outsider"])
def test_only_facilitators_invite(cast: Cast, who: str) -> None:
    with pytest.raises(access.NotAllowed):
        invitations.invite(cast.group1, by=getattr(cast, who))


@pytest.mark.parametrize(
    ("who", "role"),
    [("moss", Role.OFFICER), ("hale", Role.RESPONDER), ("okoro", Role.FACILITATOR), ("reyes", Role.OVERSIGHT),
     ("amina", Role.OFFICER), ("hale", Role.FACILITATOR)],
)  # fmt: skip
def test_conflicting_roles_are_refused_at_save(cast: Cast, who: str, role: Role) -> None:
    user = getattr(cast, who)
    before = cast.member(user).role
    with pytest.raises(Refused, match="already"):
        appointing.appoint(cast.consultation, user, role, by=cast.finch)
    assert cast.member(user).role == before


def test_the_database_itself_refuses_a_second_standing(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        # Past save(), which says it in words (tests/consultations/groups/test_separation.py).
        second = Membership(consultation=cast.consultation, user=cast.moss, role=Role.OFFICER, pseudonym="Other")
        Membership.objects.bulk_create([second])


def test_appointing_is_recorded(cast: Cast) -> None:
    brandt = person("brandt", "E. Brandt")
    appointing.appoint(cast.consultation, brandt, Role.EXPERT, by=cast.moss)
    entry = Entry.objects.filter(action="appointed").last()
    assert entry is not None and (entry.actor, entry.summary) == ("Jo Moss", "E. Brandt: expert")


def test_leaving_ends_consents_and_takes_ballots_and_profile_along(cast: Cast) -> None:
    member = cast.member(cast.amina)
    token = joining.token_for(member)
    assert token is not None
    joining.withdraw(cast.consultation, by=cast.amina)
    member.refresh_from_db()
    assert member.withdrawn_at is not None
    assert not member.consents_to(Consent.Item.TAKE_PART)
    assert not ParticipationToken.objects.filter(pk=token.pk).exists()
    assert not ParticipantProfile.objects.filter(token=token.pk).exists()


def test_nobody_brings_somebody_back_who_left(cast: Cast) -> None:
    """Neither a personal letter nor an open door, whatever the facilitator wishes."""
    joining.withdraw(cast.consultation, by=cast.amina)
    with pytest.raises(Refused, match="your place in it is gone"):
        joining.join(cast.consultation, by=cast.amina, invitation=letter(cast), consents=EVERYTHING)
    cast.consultation.joining_is_open = True
    cast.consultation.save()
    with pytest.raises(Refused, match="your place in it is gone"):
        joining.join(cast.consultation, by=cast.amina, consents=EVERYTHING)


def test_quotes_consent_can_be_withdrawn_and_given_again(cast: Cast) -> None:
    member = cast.member(cast.amina)
    for given in (False, True):
        consents.set_consent(cast.consultation, Consent.Item.QUOTES, given, by=cast.amina)
        assert Membership.objects.get(pk=member.pk).consents_to(Consent.Item.QUOTES) is given


def test_cutting_loose_leaves_no_way_from_ballot_to_person(cast: Cast) -> None:
    assert TokenLink.objects.exists()
    with transaction.atomic():
        unlinking.cut_ballots_loose(cast.consultation)
    assert not TokenLink.objects.exists()
    assert ParticipationToken.objects.count() == 3
    assert joining.token_for(cast.member(cast.amina)) is None


def test_pseudonyms_do_not_link_a_person_across_consultations(cast: Cast, elsewhere: Cast) -> None:
    here = joining.join(cast.consultation, by=cast.outsider, group=cast.group1, consents=EVERYTHING)
    there = joining.join(elsewhere.consultation, by=cast.outsider, group=elsewhere.group1, consents=EVERYTHING)
    assert here.pseudonym != there.pseudonym


def test_names_do_not_run_out(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pseudonyms, "BIRDS", ["Wren"])
    Membership.objects.bulk_create(
        (
            Membership(consultation=cast.consultation, role=Role.PARTICIPANT, pseudonym=f"Wren {n}")
            for n in range(10, 1000)
        ),
        ignore_conflicts=True,  # somebody of the cast may be a wren
    )
    names = {pseudonyms.new_pseudonym(cast.consultation) for _ in range(5)}
    assert all(re.fullmatch(r"Wren \d{7}", name) for name in names)
