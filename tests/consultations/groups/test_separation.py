"""Nobody sits on both sides, whichever way they try to get there: the rule holds where a standing is saved."""

import pytest
from django.urls import reverse

from consultations import access
from consultations.access import Do
from consultations.groups import appointing, offers
from consultations.joining import joining
from consultations.models import Consent, Membership, Role
from deliberation.experts import experts
from deliberation.models import ExpertQuestion
from people.errors import Refused
from people.models import User
from people.privacy import erasing
from tests.cast import Cast, make_consultation, person

PAIRS = [(held, other) for held in Role for other in Role if held != other]
POLICE = {Role.RESPONDER, Role.OFFICER, Role.LEGAL}


@pytest.mark.parametrize(("held", "other"), PAIRS)
def test_a_standing_saved_past_every_act_is_refused_in_words(db: None, held: Role, other: Role) -> None:
    consultation = make_consultation()
    user = User.objects.create_user("pat@example.org", name="Pat Lane")
    Membership.objects.create(consultation=consultation, user=user, role=held, pseudonym="Pat Lane")
    words = "Police may not also" if len({held, other} & POLICE) == 1 else "One person has one role"
    with pytest.raises(Refused, match=words):
        Membership.objects.create(consultation=consultation, user=user, role=other, pseudonym="Other")
    with pytest.raises(Refused, match=words):
        access.refuse_conflict(user, consultation, other)
    assert Membership.objects.get(user=user).role == held


def test_changing_sides_on_the_same_row_is_refused(cast: Cast) -> None:
    member = cast.member(cast.okoro)
    member.role = Role.OVERSIGHT
    for save in (member.save, lambda: member.save(update_fields=["role"])):
        with pytest.raises(Refused, match="Police may not also"):
            save()
    assert cast.member(cast.okoro).role == Role.OFFICER


def test_a_role_cannot_be_slipped_in_by_an_update(cast: Cast) -> None:
    with pytest.raises(RuntimeError, match=r"appointing\.appoint"):
        Membership.objects.filter(user=cast.okoro).update(role=Role.FACILITATOR)


def test_leaving_a_side_does_not_open_the_other(cast: Cast) -> None:
    appointing.dismiss(cast.member(cast.reyes), by=cast.moss)
    with pytest.raises(Refused, match="Police may not also"):
        appointing.appoint(cast.consultation, cast.reyes, Role.OVERSIGHT, by=cast.moss)
    with pytest.raises(Refused, match="Police may not also"):
        made = offers.make(
            cast.consultation, by=cast.hale, email=str(cast.reyes.email), name="L. R.", role=Role.FACILITATOR
        )
        key = made.link.rstrip("/").rpartition("/")[2]
        offers.accept(key, by=cast.reyes, name="", was_here=lambda other: False)
    with pytest.raises(Refused):
        joining.join(cast.consultation, by=cast.reyes, group=cast.group1, consents={Consent.Item.TAKE_PART})


def test_police_of_another_force_write_no_briefing_as_experts(cast: Cast, elsewhere: Cast, client_for) -> None:
    """A friendly facilitator seats the officer of the next borough: they may answer as police, and nothing else."""
    for before, name in ((elsewhere.okoro, "Ola Bright"), (elsewhere.reyes, "Una Vance")):
        before.name = name
        expert = appointing.appoint(cast.consultation, before, Role.EXPERT, by=cast.moss)
        assert not any(access.may(before, cast.consultation, do) for do in access.OF_THE_PACK)
        for do in access.OF_THE_PACK:
            with pytest.raises(Refused, match="as police"):
                access.require(before, cast.consultation, do)
        assert client_for(before).get(reverse("edit_briefing", args=[cast.consultation.slug])).status_code != 200
        assert experts.answers_as_police(expert)
    honest = person("brandt", "E. Brandt")
    appointing.appoint(cast.consultation, honest, Role.EXPERT, by=cast.moss)
    assert access.require(honest, cast.consultation, Do.READ_REVIEW)


def test_another_address_of_the_mailbox_makes_no_independent_expert(cast: Cast, elsewhere: Cast) -> None:
    """The officer of the next borough would answer residents as a scholar, under an address of the same mailbox."""
    for before in (elsewhere.okoro, elsewhere.reyes):
        second = User.objects.create_user(str(before.email).replace("@", "+expert@"), name=f"Dr {before.name[3:]}")
        expert = appointing.appoint(cast.consultation, second, Role.EXPERT, by=cast.moss)
        assert experts.answers_as_police(expert)
        question = ExpertQuestion.objects.create(
            consultation=cast.consultation,
            asked_by=cast.member(cast.amina),
            text="How many?",
            wording="How many?",
            state=ExpertQuestion.State.SENT,
        )
        given = experts.answer(question, by=second, capacity="independent", body="Four.")
        assert given.capacity == "police"


def test_erasing_a_staff_account_does_not_open_the_other_side(cast: Cast, elsewhere: Cast) -> None:
    address = str(cast.reyes.email)
    erasing.erase(cast.reyes)
    again = User.objects.create_user(address, name="Another Name")
    for consultation, role in ((cast.consultation, Role.OVERSIGHT), (elsewhere.consultation, Role.FACILITATOR)):
        with pytest.raises(Refused, match="Police may not also|answer, or answered, for the police"):
            access.refuse_conflict(again, consultation, role)
    access.refuse_conflict(again, cast.consultation, Role.RESPONDER)
    access.refuse_conflict(User.objects.create_user("new@example.org"), cast.consultation, Role.OVERSIGHT)


def test_police_and_panel_cannot_join_as_residents(cast: Cast) -> None:
    for user in (cast.okoro, cast.reyes, cast.hale, cast.moss):
        with pytest.raises(Refused, match="is already"):
            joining.join(cast.consultation, by=user, group=cast.group1, consents={Consent.Item.TAKE_PART})


def test_whoever_runs_one_may_check_another_but_answer_for_the_police_in_none(cast: Cast, elsewhere: Cast) -> None:
    vale = User.objects.create_user("vale@example.org", name="Dr Vale")
    appointing.appoint(cast.consultation, vale, Role.OVERSIGHT, by=cast.moss)
    with pytest.raises(Refused, match="answers for the police in none"):
        appointing.appoint(elsewhere.consultation, vale, Role.RESPONDER, by=elsewhere.moss)
    assert appointing.appoint(elsewhere.consultation, vale, Role.FACILITATOR, by=elsewhere.moss).is_current


def test_police_answer_in_more_than_one(cast: Cast, elsewhere: Cast) -> None:
    vale = User.objects.create_user("vale@example.org", name="Dr Vale")
    for one in (cast, elsewhere):
        assert appointing.appoint(one.consultation, vale, Role.RESPONDER, by=one.moss).is_current
