"""At the door: a facilitator lets each person in, and until then they are nowhere."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations import access
from consultations.invitations import invitations
from consultations.joining import joining
from consultations.models import Consent, InvitationCode, Membership, Newcomer, Role, Stage
from consultations.newcomers import newcomers
from consultations.stages import stages
from deliberation.models import Session
from outcomes.models import FindingsReport
from outcomes.report import method
from outcomes.report import report as reports
from people.errors import Refused
from people.models import Message, User
from people.privacy import erasing, retention
from tests.cast import Cast
from tests.consultations.joining import ways
from tests.deliberation import rooms
from tests.made_once import made_once

As = Callable[[User | None], Client]
TAKE_PART = {Consent.Item.TAKE_PART}
YES = {"take_part": "on", "quotes": "on", "age_band": "25-34"}


@made_once
def room(cast: Cast) -> Session:
    return rooms.running(cast)[0]


def knock(room: Session, key: str = "k") -> tuple[Client, Newcomer]:
    phone = Client()
    assert phone.post(reverse("live", args=[room.code]), {**YES, "key": key}).status_code == 302
    return phone, Newcomer.objects.get(user=phone.session["_auth_user_id"])


def inside(cast: Cast) -> int:
    return Membership.objects.filter(consultation=cast.consultation, role=Role.PARTICIPANT).count()


def test_whoever_knocks_waits_with_a_number(cast: Cast, room: Session) -> None:
    phone, newcomer = knock(room)
    page = phone.get(reverse("live", args=[room.code])).content.decode()
    assert newcomer.number in page and "A busy street" not in page
    assert newcomer.number in phone.get(reverse("still_waiting", args=[room.consultation.slug])).content.decode()
    assert inside(cast) == 3


def test_who_reads_on_while_waiting_finds_the_way_back_to_the_number(cast: Cast, room: Session) -> None:
    phone, newcomer = knock(room)
    back, page = reverse("wait_here", args=[cast.consultation.slug]), cast.consultation.get_absolute_url()
    assert f'href="{back}"' in phone.get(page).content.decode()
    assert "Were you invited?" not in phone.get(page).content.decode()
    newcomers.decline(newcomer, by=cast.moss)
    assert f'href="{back}"' not in phone.get(page).content.decode()


def test_let_in(cast: Cast, room: Session, client_for: As) -> None:
    phone, newcomer = knock(room)
    desk = client_for(cast.moss)
    address = reverse("newcomers", args=[cast.consultation.slug])
    assert newcomer.number in desk.get(address).content.decode()
    desk.post(reverse("decide_newcomer", args=[cast.consultation.slug, newcomer.pk]), {"do": "in"})
    member = Membership.objects.get(user=newcomer.user_id)
    assert member.group == cast.group1
    assert member.consents_to(Consent.Item.QUOTES)
    assert joining.token_for(member).profile.age_band == "25-34"
    assert phone.get(reverse("still_waiting", args=[room.consultation.slug])).headers["HX-Refresh"] == "true"
    assert member.pseudonym in phone.get(reverse("live", args=[room.code])).content.decode()
    assert not Newcomer.objects.exists()  # nothing joins the number at the door to the name inside
    recorded = str(list(Entry.objects.values_list("actor", "summary", "detail")))
    assert not re.search(rf"\b{newcomer.number}\b", recorded)  # a fingerprint may hold the same three digits


def test_not_let_in_and_asking_again(cast: Cast, room: Session) -> None:
    phone, newcomer = knock(room)
    newcomers.decline(newcomer, by=cast.moss)
    newcomer.refresh_from_db()
    assert newcomer.answers == {}
    assert "You were not let in" in phone.get(reverse("live", args=[room.code])).content.decode()
    with pytest.raises(Refused, match="was not let in"):
        newcomers.let_in(newcomer, by=cast.moss)
    phone.post(reverse("live", args=[room.code]), YES)
    newcomer.refresh_from_db()
    assert newcomer.state == Newcomer.State.WAITING
    newcomers.let_in(newcomer, by=cast.moss)
    assert inside(cast) == 4


def test_letters_that_anybody_may_have_forwarded_are_counted(cast: Cast, client_for) -> None:
    """A facilitator sends the codes of two hundred letters to a list of friends: the annex says how many came so."""
    invitations.print_letters(cast.group1, by=cast.moss, letters=7)
    for code in InvitationCode.objects.exclude(batch="")[:2]:
        answer = Client().post(f"/join/{code.code}/", {"take_part": "on", "key": code.code})
        assert answer.status_code == 302
    FindingsReport.objects.create(consultation=cast.consultation)
    said = " ".join(reports.build(cast.consultation).method.statement)
    assert "Facilitators printed 7 letters that let one person in each: 2 used." in said


def test_nobody_is_kept_out_in_silence(cast: Cast, room: Session) -> None:
    """A facilitator who leaves people at the door until it is over, or tells them no, is seen to have done so."""
    phone, _ = knock(room, "a")
    knock(room, "b")
    newcomers.decline(knock(room, "c")[1], by=cast.moss)
    stages.move(cast.consultation, "close", by=None)
    assert not Newcomer.objects.filter(state=Newcomer.State.WAITING).exists()
    page = phone.get(reverse("wait_here", args=[cast.consultation.slug])).content.decode()
    assert "Please wait" not in page and "This consultation has closed" in page
    record = Client().get(reverse("public_record", args=[cast.consultation.slug])).content.decode()
    assert "2 people still waited at the door" in record
    came = method.how_they_came(cast.consultation)
    assert (came["waited"], came["told_no"]) == (2, 1)
    FindingsReport.objects.create(consultation=cast.consultation)
    said = " ".join(reports.build(cast.consultation).method.statement)
    assert "By codes that many had: 2 people still waited for a facilitator’s yes when it closed; somebody who" in said
    assert "was told no 1 time." in said


def test_who_waited_too_long_to_be_kept_is_counted(cast: Cast, room: Session) -> None:
    """A facilitator who lets people lie until they are deleted is seen to have done so as well."""
    for key in "ab":
        knock(room, key)
    newcomers.decline(knock(room, "c")[1], by=cast.moss)
    with clock.travel(clock.now() + timedelta(32)):
        retention.purge()
        assert not Newcomer.objects.exists()
        page = Client().get(reverse("public_record", args=[cast.consultation.slug])).content.decode()
        assert "2 people had waited at the door for a month" in page
        retention.purge()
        assert Entry.objects.filter(action="door_lapsed").count() == 1
        came = method.how_they_came(cast.consultation)
    assert (came["waited"], came["lapsed"], came["told_no"]) == (0, 2, 1)
    FindingsReport.objects.create(consultation=cast.consultation)
    said = " ".join(reports.build(cast.consultation).method.statement)
    assert "2 people had waited for a month for a facilitator’s yes, without a decision; somebody who asked" in said


@pytest.mark.parametrize("how", ["lapse", "erase"])
def test_a_letter_is_good_again_if_nobody_decided(cast: Cast, room: Session, how: str) -> None:
    letter = ways.letter(cast)
    invitations.use(letter)
    user = User.objects.create_user("wren@example.org")
    Newcomer.objects.create(consultation=cast.consultation, user=user, group=cast.group1, invitation=letter)
    if how == "erase":
        erasing.erase(user)
    else:
        with clock.travel(clock.now() + timedelta(32)):
            retention.purge()
        assert Message.objects.get(mailbox__user=user).kind == "door"
    letter.refresh_from_db()
    assert letter.uses_left == 1 and not Newcomer.objects.exists()


def test_the_desk_says_who_waits(cast: Cast, room: Session, client_for: As) -> None:
    assert "Let people in" not in client_for(cast.moss).get("/desk/").content.decode()
    knock(room)
    assert "Let people in" in client_for(cast.moss).get("/desk/").content.decode()
    assert "Let people in" not in client_for(cast.hale).get("/desk/").content.decode()
    people_page = client_for(cast.moss).get(reverse("people", args=[cast.consultation.slug])).content.decode()
    assert "Who waits to come in" in people_page


def test_letting_everybody_in(cast: Cast, room: Session, client_for: As) -> None:
    for key in "abc":
        knock(room, key)
    client_for(cast.finch).post(reverse("let_everybody_in", args=[cast.consultation.slug]))
    assert inside(cast) == 6


def test_letting_in_twice_is_once(cast: Cast, room: Session) -> None:
    _, newcomer = knock(room)
    newcomers.let_in(newcomer, by=cast.moss)
    newcomers.let_in(newcomer, by=cast.finch)
    assert inside(cast) == 4


@pytest.mark.parametrize("who", ["amina", "hale", "okoro", "reyes", "outsider"])
def test_only_facilitators_let_in(cast: Cast, room: Session, client_for: As, who: str) -> None:
    _, newcomer = knock(room)
    user = getattr(cast, who)
    for act in (newcomers.let_in, newcomers.decline):
        with pytest.raises(access.NotAllowed):
            act(newcomer, by=user)
    assert client_for(user).get(reverse("newcomers", args=[cast.consultation.slug])).status_code == 404


def test_another_consultations_facilitator_finds_nobody(
    cast: Cast, elsewhere: Cast, room: Session, client_for: As
) -> None:
    _, newcomer = knock(room)
    client = client_for(elsewhere.moss)
    assert client.post(f"/consultations/{elsewhere.consultation.slug}/people/waiting/{newcomer.pk}/").status_code == 404
    assert inside(cast) == 3


def test_nobody_is_let_into_a_closed_consultation(cast: Cast, room: Session) -> None:
    _, newcomer = knock(room)
    newcomer.consultation = cast.at(Stage.ANALYSIS).consultation
    with pytest.raises(Refused):
        newcomers.let_in(newcomer, by=cast.moss)
    assert inside(cast) == 3


def test_whoever_waits_sees_nothing_of_the_group(cast: Cast, room: Session) -> None:
    phone, newcomer = knock(room)
    assert access.membership_of(newcomer.user, cast.consultation) is None
    slug = cast.consultation.slug
    assert phone.get(f"/consultations/{slug}/sessions/").status_code == 404
    assert phone.get(reverse("live_question", args=[room.code])).status_code == 404


def test_an_invitation_needs_no_approval(cast: Cast, room: Session) -> None:
    _, newcomer = knock(room)
    invitation = invitations.invite(cast.group1, by=cast.moss)
    joining.join(cast.consultation, by=newcomer.user, invitation=invitation, consents=TAKE_PART)
    assert not Newcomer.objects.exists()
