"""Who may sit where: not police elsewhere, not a colleague of one's own choosing, and never nobody at all."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations import access, seating
from consultations.groups import appointing, groups, offers, panels, seats
from consultations.invitations import invitations
from consultations.joining import joining
from consultations.models import Consent, Consultation, Membership, Role, Stage
from consultations.setup import setup
from consultations.stages import stages
from people.accounts import powers
from people.accounts.powers import Power
from people.errors import Refused
from people.models import Message, User
from people.privacy import erasing
from tests.cast import Cast, chosen_by, person, staff


def seat(consultation: Consultation, role: str, *, by: User, who: User) -> Membership:
    """Offered and accepted, as by mail."""
    made = offers.make(consultation, by=by, email=str(who.email), name=who.name, role=role)
    return offers.accept(made.link.rstrip("/").rpartition("/")[2], by=who, name=who.name, was_here=lambda other: False)


@pytest.mark.parametrize("gone", [False, True])
def test_police_of_one_consultation_take_part_in_none(cast: Cast, elsewhere: Cast, gone: bool) -> None:
    """Else an officer reads in another consultation's closed threads what is said about their own force."""
    if gone:
        appointing.dismiss(cast.member(cast.reyes), by=cast.moss)
    invitation = invitations.invite(elsewhere.group1, by=elsewhere.moss, uses=10)
    with pytest.raises(Refused, match="for the police in a consultation"):
        joining.join(elsewhere.consultation, by=cast.reyes, consents={Consent.Item.TAKE_PART}, invitation=invitation)
    for role, by in (("facilitator", elsewhere.hale), ("oversight", elsewhere.hale)):
        with pytest.raises(Refused, match="for the police in a consultation"):
            seat(elsewhere.consultation, role, by=by, who=cast.reyes)
    assert not Membership.objects.filter(user=cast.reyes, consultation=elsewhere.consultation).exists()


def test_the_page_tells_an_officer_why_before_anything_is_shown(
    cast: Cast, elsewhere: Cast, client_for: Callable
) -> None:
    invitation = invitations.invite(elsewhere.group1, by=elsewhere.moss, uses=10)
    sent = client_for(cast.okoro).post(f"/join/{invitation.code}/", {"take_part": "on"}, follow=True)
    assert "for the police in a consultation" in sent.content.decode()
    assert not Membership.objects.filter(user=cast.okoro, consultation=elsewhere.consultation).exists()


@pytest.mark.parametrize("stage", [Stage.ANNOUNCED, Stage.OPEN, Stage.ANALYSIS])
def test_a_facilitator_neither_chooses_nor_sends_away_whoever_checks_them(cast: Cast, stage: Stage) -> None:
    cast.at(stage)
    friend = person("friend", name="A Friend")
    with pytest.raises(Refused, match="do not choose each other"):
        seat(cast.consultation, "facilitator", by=cast.moss, who=friend)
    with pytest.raises(Refused, match="check each other’s quotes"):
        appointing.dismiss(cast.member(cast.finch), by=cast.moss)
    assert cast.member(cast.finch).is_current
    appointing.dismiss(cast.member(cast.finch), by=cast.hale)
    assert seat(cast.consultation, "facilitator", by=cast.hale, who=friend).is_current


def test_before_it_is_announced_colleagues_are_asked_as_ever(cast: Cast) -> None:
    cast.at(Stage.IN_REVIEW)
    assert seat(cast.consultation, "facilitator", by=cast.moss, who=person("friend", name="A Friend")).is_current


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.OPEN, Stage.ANALYSIS, Stage.FOLLOW_UP])
def test_where_every_facilitator_is_gone_the_panel_or_an_administrator_finds_another(cast: Cast, stage: Stage) -> None:
    cast.at(stage)
    for one in (cast.moss, cast.finch):
        erasing.erase(one)
    consultation = Consultation.objects.get(pk=cast.consultation.pk)
    admin = person("kit", name="Kit Admin", is_superuser=True)
    assert Role.FACILITATOR in access.may_offer(cast.hale, consultation)
    assert Role.FACILITATOR not in access.may_offer(cast.okoro, consultation)
    assert seat(consultation, "facilitator", by=admin, who=person("new", name="N. New")).is_current


def test_a_pause_does_not_outlive_its_panel(cast: Cast) -> None:
    stages.pause(cast.consultation, by=cast.hale, reason="A threat to somebody.")
    for one in (cast.hale, cast.quill):
        erasing.erase(one)
    consultation = Consultation.objects.get(pk=cast.consultation.pk)
    assert [one.seated for one in panels.incomplete() if one.consultation == consultation] == [0]
    admin, new = person("kit", name="Kit Admin", is_superuser=True), person("new", name="N. New")
    seat(consultation, "oversight", by=admin, who=new)
    stages.resume(consultation, by=new)
    assert consultation.stage == Stage.OPEN


def test_a_panel_member_alone_does_not_choose_who_signs_beside_them(cast: Cast) -> None:
    admin, friend = person("kit", name="Kit Admin", is_superuser=True), person("friend", name="A Friend")
    waiting = offers.make(cast.consultation, by=cast.hale, email=str(friend.email), name="A Friend", role="oversight")
    appointing.dismiss(cast.member(cast.quill), by=admin)
    key = waiting.link.rstrip("/").rpartition("/")[2]
    with pytest.raises(Refused, match="can no longer give it"):
        offers.accept(key, by=friend, name="", was_here=lambda other: False)
    with pytest.raises(Refused, match="chooses alone who signs"):
        offers.send_again(waiting, by=cast.hale)
    seat(cast.consultation, "oversight", by=admin, who=friend)  # who ended a seat fills none at once either
    assert not Membership.objects.filter(user=friend).exists()
    with clock.travel(clock.now() + timedelta(days=14)):
        assert list(seats.seat_when_due()) == ["seat of A Friend: seated"]
    assert cast.member(friend).is_current


def test_an_administrator_ends_a_facilitators_role_on_the_page_of_seats(cast: Cast, client_for: Callable) -> None:
    admin, finch = person("kit", name="Kit Admin", is_superuser=True), cast.member(cast.finch)
    assert client_for(admin).post(reverse("end_seat", args=[cast.consultation.slug, finch.pk])).status_code == 302
    assert not cast.member(cast.finch).is_current


@pytest.mark.parametrize("who", ["finch", "hale"])
def test_whoever_read_closed_threads_answers_for_no_police_afterwards(cast: Cast, elsewhere: Cast, who: str) -> None:
    """Nor does a name under a briefing become the name of an officer elsewhere, once the seat was given up."""
    user, admin = getattr(cast, who), person("kit", name="Kit Admin", is_superuser=True)
    appointing.dismiss(cast.member(user), by=admin)
    for role in (Role.RESPONDER, Role.OFFICER, Role.LEGAL):
        with pytest.raises(Refused, match="answers for the police in none"):
            appointing.seat(elsewhere.consultation, user, role)


@pytest.mark.parametrize("role", ["officer", "oversight", "facilitator"])
def test_whoever_looks_after_accounts_has_no_role_in_a_consultation(cast: Cast, role: str) -> None:
    """Else the police look residents up by address, and a facilitator closes the accounts of those who check."""
    cast.at(Stage.DRAFT)
    admin = person("kit", name="Kit Admin", is_superuser=True)
    with pytest.raises(Refused, match="looks after accounts"):
        appointing.seat(cast.consultation, admin, Role(role))
    for one in (cast.okoro, cast.reyes, cast.finch, cast.hale):
        with pytest.raises(Refused, match="runs, checks or answers"):
            powers.add(str(one.email), name=one.name, powers=frozenset({Power.ADMINISTRATOR}))
    assert not admin.memberships.exists() and not User.objects.exclude(pk=admin.pk).filter(is_superuser=True).exists()


def test_police_with_a_power_start_no_consultation(cast: Cast) -> None:
    """Starting one seats whoever does it as its facilitator, without an offer."""
    for one in (cast.okoro, cast.reyes):
        powers.add(str(one.email), name=one.name, powers=frozenset({Power.MAY_START}))
        one.refresh_from_db()
        with pytest.raises(Refused, match="for the police in a consultation"):
            setup.start(title="My own", by=one)
    assert not Consultation.objects.filter(title="My own").exists()


# --- A second person ----------------------------------------------------------------------------
def test_whom_a_facilitator_brought_in_is_no_second_person_for_them(cast: Cast, client_for: Callable) -> None:
    """Nor is whom that one brought in, nor the first for them; somebody whom the panel chose is."""
    cast.at(Stage.DRAFT)
    moss, friend, theirs, fair = (
        cast.member(cast.moss),
        *(person(key, name=key.title()) for key in ("ann", "ben", "col")),
    )
    ann = seat(cast.consultation, "facilitator", by=cast.moss, who=friend)
    ben = seat(cast.consultation, "facilitator", by=friend, who=theirs)
    cast.at(Stage.ANNOUNCED)
    col = seat(cast.consultation, "facilitator", by=cast.hale, who=fair)
    assert (ann.seated_by, ben.seated_by, col.seated_by) == (moss, ann, cast.member(cast.hale))
    assert seating.side_of(moss) == seating.side_of(ben) == {moss.pk, ann.pk, ben.pk}
    assert "chose Jo Moss and you" in seating.why_not_second(ben, [moss.pk])
    assert seating.why_not_second(moss, [ben.pk]) and seating.why_not_second(ann, [ben.pk])
    panel = cast.member(cast.hale)
    assert not any(
        seating.why_not_second(second, [moss.pk, ann.pk]) for second in (col, panel, cast.member(cast.finch))
    )
    people = client_for(cast.hale).get(reverse("people", args=[cast.consultation.slug])).content.decode()
    assert people.count("chosen by") == 3


def test_an_administrator_who_takes_a_role_is_no_second_person_to_whom_they_chose(
    cast: Cast, client_for: Callable
) -> None:
    """Nor are those to each other: else one person seats everybody and then runs it with them."""
    kit, other = person("kit", name="Kit Marsh", is_superuser=True), person("ash", name="Ash Marsh", is_superuser=True)
    chosen = seat(cast.consultation, "facilitator", by=kit, who=person("new", name="N. New"))
    seat(cast.consultation, "oversight", by=kit, who=person("guard", name="G. Guard"))
    with clock.travel(clock.now() + timedelta(days=14)):
        list(seats.seat_when_due())
    guard = Membership.objects.get(user__name="G. Guard")
    assert seating.why_not_second(chosen, [guard.pk]) == ""  # an administrator without a part makes no side
    powers.take_back(kit, Power.ADMINISTRATOR, by=other, reason="Helps with the talks now.")
    kit.refresh_from_db()
    made = offers.make(cast.consultation, by=cast.hale, email=str(kit.email), name="Kit", role="facilitator")
    key = made.link.rstrip("/").rpartition("/")[2]
    page = client_for(kit).get(reverse("offer", args=[key])).content.decode()
    assert "you gave N. New and G. Guard a role here" in page
    lead = offers.accept(key, by=kit, name="Kit Marsh", was_here=lambda _: False)
    assert isinstance(lead, Membership)
    said = Entry.objects.filter(action="appointed").latest("number").summary
    assert said == "Kit Marsh: facilitator; as an administrator they chose N. New and G. Guard"
    for one, works in ((chosen, lead), (guard, lead), (lead, chosen), (lead, guard), (guard, chosen)):
        assert "The same person chose" in seating.why_not_second(one, [works.pk])
    for one in (cast.moss, cast.quill):
        assert seating.why_not_second(cast.member(one), [lead.pk]) == ""
    people = client_for(cast.quill).get(reverse("people", args=[cast.consultation.slug])).content.decode()
    assert people.count("Kit Marsh as an administrator") == 2


def test_whoever_was_brought_in_stays_on_that_side_when_seated_again(cast: Cast, client_for: Callable) -> None:
    """Dismissed, and offered the role again by one of the panel, an assistant would else be of no side."""
    third = person("third", name="Kit Third")
    moss, kit = cast.member(cast.moss), staff(cast.consultation, third, Role.FACILITATOR)
    chosen_by(kit, moss)
    for chose in (cast.member(cast.hale), None, cast.member(cast.finch), cast.member(cast.hale)):
        appointing.dismiss(cast.member(third), by=cast.hale)
        kit = appointing.seat(cast.consultation, third, Role.FACILITATOR, chosen_by=chose)
        assert seating.why_not_second(kit, [moss.pk]) and seating.why_not_second(moss, [kit.pk])
    assert seating.why_not_second(kit, [cast.member(cast.finch).pk]), "nor is whoever brought them in meanwhile"
    assert not seating.why_not_second(kit, [cast.member(cast.hale).pk])
    page = client_for(cast.hale).get(reverse("people", args=[cast.consultation.slug])).content.decode()
    assert "Jo Moss before" in page


def test_one_of_the_panel_does_not_put_an_ally_in_the_place_of_who_runs_it(cast: Cast, client_for: Callable) -> None:
    """Nor is whoever gave a facilitator the role the second person for that one’s work, or for that of their side."""
    ally, fair, kind = (person(key, name=f"{key.title()} New") for key in ("ally", "fair", "kind"))
    seat(cast.consultation, "facilitator", by=cast.hale, who=ally)
    expert = seat(cast.consultation, "expert", by=ally, who=kind)
    appointing.dismiss(cast.member(cast.finch), by=cast.hale)
    where = reverse("arrange_person", args=[cast.consultation.slug, cast.member(cast.moss).pk])
    told = client_for(cast.hale).post(where, {"do": "remove"}, follow=True).content.decode()
    assert "it takes two of the panel" in told and cast.member(cast.moss).is_current
    with pytest.raises(Refused, match="You have asked already"):
        appointing.dismiss(cast.member(cast.moss), by=cast.hale)
    assert Message.objects.filter(title__contains="asks to end the role of Jo Moss").count() == 4
    assert appointing.dismiss(cast.member(cast.moss), by=cast.quill) and not cast.member(cast.moss).is_current
    seat(cast.consultation, "facilitator", by=cast.hale, who=fair)
    hale, quill, first, second = (cast.member(one) for one in (cast.hale, cast.quill, ally, fair))
    for works in (first, second, expert):
        assert "chose the other" in seating.why_not_second(hale, [works.pk])
        assert not seating.why_not_second(quill, [works.pk])
    assert seating.why_not_beside_who_runs_it(hale) and not seating.why_not_beside_who_runs_it(quill)
    assert not seating.why_not_second(first, [second.pk]) and not seating.why_not_second(second, [first.pk])
    assert seating.panel_alone(cast.consultation, "its look") == ""


def test_an_administrators_choice_stays_theirs_when_the_panel_seats_again(cast: Cast) -> None:
    kit, new = person("kit", name="Kit Marsh", is_superuser=True), person("new", name="N. New")
    first = appointing.seat(cast.consultation, new, Role.FACILITATOR, offered_by=kit)
    assert first.seated_by_account == kit
    appointing.dismiss(first, by=cast.hale)
    again = appointing.seat(cast.consultation, new, Role.FACILITATOR, chosen_by=cast.member(cast.hale))
    kit.is_superuser = False  # the power is given up, the role taken
    kit.save()
    mine = appointing.seat(cast.consultation, kit, Role.FACILITATOR)
    assert seating.why_not_second(again, [mine.pk])


def test_a_seat_given_for_the_first_time_has_no_earlier_side(cast: Cast) -> None:
    kit = appointing.seat(
        cast.consultation, person("k", name="Kit Third"), Role.FACILITATOR, chosen_by=cast.member(cast.hale)
    )
    assert kit.seated_before == [] and not seating.why_not_second(kit, [cast.member(cast.moss).pk])


# --- One person, whatever the address and whatever they were before ---------------------------------------
def administrator(email: str, name: str) -> User:
    return User.objects.create_user(email, name=name, is_superuser=True)


def test_an_administrator_takes_no_role_with_another_address_of_the_mailbox(cast: Cast) -> None:
    administrator("kit@example.org", "Kit Marsh")
    second = person("kit+work", name="Kay Marsh")
    for role in (Role.FACILITATOR, Role.OVERSIGHT, Role.OFFICER, Role.EXPERT):
        with pytest.raises(Refused, match="looks after accounts"):
            appointing.seat(cast.consultation, second, role)
    invitation = invitations.invite(cast.group1, by=cast.moss, uses=10)
    with pytest.raises(Refused, match="looks after accounts"):
        joining.join(cast.consultation, by=second, consents={Consent.Item.TAKE_PART}, invitation=invitation)
    assert not second.memberships.exists()


def test_whoever_has_a_part_is_no_authority_there_with_another_address(cast: Cast, elsewhere: Cast) -> None:
    """However the second account came to its power: the roles of a consultation are not theirs to give or end."""
    again = administrator(str(cast.moss.email).replace("@", "+admin@"), "J. Moss")
    assert not access.is_authority(again, cast.consultation) and access.is_authority(again, elsewhere.consultation)
    for act in (
        lambda: offers.make(cast.consultation, by=again, email="a@example.org", name="A Friend", role="oversight"),
        lambda: appointing.dismiss(cast.member(cast.hale), by=again),
        lambda: appointing.dismiss(cast.member(cast.okoro), by=again),
    ):
        with pytest.raises(access.NotAllowed):
            act()
    assert not seats.may_decide(again, cast.consultation) and not seats.may_object(again, cast.consultation)


@pytest.mark.parametrize("email", ["ash@example.org", "ash+two@example.org"])
def test_whom_an_administrator_chose_is_of_their_side_with_every_address(
    cast: Cast, email: str, client_for: Callable
) -> None:
    """Also where the account was erased meanwhile, and the address opens another one."""
    ash, _ = administrator("ash@example.org", "Ash Marsh"), administrator("kit@example.org", "Kit Other")
    cast.at(Stage.IN_REVIEW)
    guard = seat(cast.consultation, "oversight", by=ash, who=person("guard", name="G. Guard"))
    erasing.erase(ash)
    back = User.objects.create_user(email, name="A. Marsh")
    cast.at(Stage.OPEN)
    lead = seat(cast.consultation, "facilitator", by=cast.hale, who=back)
    assert seating.why_not_second(guard, [lead.pk]) and seating.why_not_beside_who_runs_it(guard)
    assert not seating.why_not_second(guard, [cast.member(cast.moss).pk])
    said = Entry.objects.filter(action="appointed").latest("number").summary
    assert said == "A. Marsh: facilitator; as an administrator they chose G. Guard"
    page = client_for(cast.quill).get(reverse("people", args=[cast.consultation.slug])).content.decode()
    assert "A. Marsh as an administrator" in page


def test_a_facilitator_who_became_an_administrator_has_chosen_whom_they_seat(cast: Cast) -> None:
    """Their part of before is no cover: the panel they seat is theirs, and they run it again afterwards."""
    kit, other = person("kit", name="Kit Marsh"), administrator("ash@example.org", "Ash Other")
    cast.at(Stage.IN_REVIEW)
    seat(cast.consultation, "facilitator", by=cast.moss, who=kit)
    groups.stand_down(cast.member(kit), by=cast.moss)
    User.objects.filter(pk=kit.pk).update(is_superuser=True)
    kit = User.objects.get(pk=kit.pk)
    guard = seat(cast.consultation, "oversight", by=kit, who=person("guard", name="G. Guard"))
    assert (guard.seated_by, guard.seated_by_account) == (None, kit)
    powers.take_back(kit, Power.ADMINISTRATOR, by=other, reason="Runs it again.")
    again = seat(cast.consultation, "facilitator", by=cast.moss, who=User.objects.get(pk=kit.pk))
    assert seating.why_not_second(guard, [again.pk]) and seating.why_not_beside_who_runs_it(guard)
    assert seating.who_chose(guard) == "Kit Marsh as an administrator"


def test_an_announced_seat_of_such_an_administrator_goes_by_the_power(cast: Cast) -> None:
    kit = person("kit", name="Kit Marsh")
    appointing.seat(cast.consultation, kit, Role.FACILITATOR)
    groups.stand_down(cast.member(kit), by=cast.hale)
    User.objects.filter(pk=kit.pk).update(is_superuser=True)
    seat(cast.consultation, "oversight", by=User.objects.get(pk=kit.pk), who=person("guard", name="G. Guard"))
    with clock.travel(clock.now() + timedelta(days=14)):
        assert list(seats.seat_when_due()) == ["seat of G. Guard: seated"]
