"""Two members of a panel of two who want a third of their choosing: said in public first, and open to objection."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations import access, numbers
from consultations.groups import appointing, offers, panels, seats
from consultations.groups.desk import seats_to_look_at
from consultations.models import BriefingVersion, Consultation, Membership, Role, SeatNotice, Signoff, Stage
from consultations.notifications.working_days import working_days_after
from people.errors import Refused
from people.models import Message, User
from people.outbox.kinds import is_wanted
from tests.cast import Cast, make_consultation, person
from tests.made_once import made_once

State = SeatNotice.State


def take(consultation: Consultation, by: User, who: User) -> Membership | SeatNotice:
    made = offers.make(consultation, by=by, email=str(who.email), name=who.name, role="oversight", standpoint="sceptic")
    return offers.accept(made.link.rstrip("/").rpartition("/")[2], by=who, name=who.name, was_here=lambda other: False)


@made_once
def notice(cast: Cast) -> SeatNotice:
    made = take(cast.consultation, cast.hale, person("ally", name="An Ally"))
    assert isinstance(made, SeatNotice)
    return made


def ally() -> User:
    return User.objects.get(name="An Ally")


def after_it() -> clock.travel:
    return clock.travel(clock.now() + timedelta(days=14))


def test_until_the_days_are_over_the_ally_counts_for_nothing(
    cast: Cast, notice: SeatNotice, client_for: Callable
) -> None:
    assert notice.last_day == working_days_after(clock.today(), numbers.SEAT_NOTICE_DAYS)
    assert access.acting(ally(), cast.consultation) is None
    assert cast.consultation.memberships.current().filter(role="oversight").count() == 2
    assert list(seats.seat_when_due()) == []
    front = client_for(None).get(cast.consultation.get_absolute_url()).content.decode()
    page = client_for(None).get(reverse("panel_seats", args=[cast.consultation.slug])).content.decode()
    for shown in (front, page):
        assert "An Ally" in shown and "sceptic, by their own account" in shown and "Ruth Hale" in shown
    assert "An Ally" in Entry.objects.get(action="seat_announced").summary
    for who in (cast.moss, cast.quill, cast.okoro):
        assert [todo.title for todo in seats_to_look_at([cast.member(who)])] == ["A new seat on the panel: An Ally"]


def test_they_sit_once_nobody_objected(cast: Cast, notice: SeatNotice) -> None:
    with after_it():
        with pytest.raises(Refused, match="One could object until"):
            seats.object_to(notice, by=cast.moss, reason="Too late.")
        assert list(seats.seat_when_due()) == ["seat of An Ally: seated"]
        assert list(seats.seat_when_due()) == []
    member = cast.member(ally())
    assert (member.role, member.standpoint, member.seated_by) == ("oversight", "sceptic", cast.member(cast.hale))


@pytest.mark.parametrize("who", ["moss", "okoro", "quill", "admin"])
def test_whoever_objects_leaves_it_to_an_administrator(cast: Cast, notice: SeatNotice, who: str) -> None:
    admin = person("admin", name="Ada Admin", is_superuser=True)
    seats.object_to(notice, by=getattr(cast, who, admin), reason="They are friends.")
    with after_it():
        assert list(seats.seat_when_due()) == []
    for tries in (cast.hale, cast.moss, cast.okoro, ally()):
        with pytest.raises(access.NotAllowed):
            seats.decide(notice, by=tries, seated=True, reason="They are good.")
    assert seats.decide(notice, by=admin, seated=False, reason="Too close to one member.").state == State.REFUSED
    assert not Membership.objects.filter(user=ally()).exists()
    with pytest.raises(Refused, match="settled already"):
        seats.decide(notice, by=admin, seated=True, reason="After all.")


def test_an_administrator_may_give_it_all_the_same(cast: Cast, notice: SeatNotice, client_for: Callable) -> None:
    admin = person("admin", name="Ada Admin", is_superuser=True)
    where = reverse("object_to_seat", args=[cast.consultation.slug, notice.pk])
    for nobody in (None, cast.amina, cast.reyes, cast.outsider):
        assert client_for(nobody).post(where, {"reason": "No."}).status_code in {302, 404}
    notice.refresh_from_db()
    assert notice.state == State.WAITS
    answer = client_for(cast.moss).post(where, {"reason": ""})
    assert answer.status_code == 422 and "Give a reason" in answer.content.decode()
    assert client_for(cast.moss).post(where, {"reason": "I do not know them."}).status_code == 302
    decide = reverse("decide_seat", args=[cast.consultation.slug, notice.pk])
    assert client_for(cast.moss).post(decide, {"reason": "No.", "do": "refuse"}).status_code == 404
    seats.decide(notice, by=admin, seated=True, reason="Nothing speaks against it.")
    assert cast.member(ally()).role == "oversight"


def test_before_it_is_announced_a_seat_is_one_at_once(cast: Cast) -> None:
    cast.at(Stage.IN_REVIEW)
    for by, key in ((cast.hale, "one"), (person("admin", name="Ada Admin", is_superuser=True), "two")):
        assert isinstance(take(cast.consultation, by, person(key, name=key.title())), Membership)


# --- Everybody who may object does so once --------------------------------------------------------------
def test_a_silly_objection_of_a_friend_keeps_no_good_one_out(
    cast: Cast, notice: SeatNotice, client_for: Callable
) -> None:
    admin, slug = person("admin", name="Ada Admin", is_superuser=True), cast.consultation.slug
    where, decide = (reverse(name, args=[slug, notice.pk]) for name in ("object_to_seat", "decide_seat"))
    client_for(cast.finch).post(where, {"reason": "The name is spelt oddly."})
    page = reverse("panel_seats", args=[slug])
    assert where in client_for(cast.quill).get(page).content.decode()
    assert where not in client_for(cast.finch).get(page).content.decode()
    read = {"read": "1", "do": "seat", "reason": "A name is no reason."}
    client_for(cast.quill).post(where, {"reason": "They are the brother of the supplier’s director."})
    assert "Somebody else has objected since" in client_for(admin).post(decide, read).content.decode()
    for who in (cast.finch, cast.quill):
        with pytest.raises(Refused, match="You have objected already"):
            seats.object_to(notice, by=who, reason="And another thing.")
    seats.object_to(notice, by=cast.okoro, reason="We work with them.")
    public = client_for(None).get(page).content.decode()
    said = ("The name is spelt oddly.", "They are the brother of the supplier’s director.", "We work with them.")
    assert all(words in public for words in said)
    summaries = " ".join(Entry.objects.filter(action="seat_objected_to").values_list("summary", flat=True))
    assert all(words in summaries for words in said)
    with after_it():  # also after the days, while it is not decided
        seats.object_to(notice, by=cast.moss, reason="I heard of it late.")
    client_for(admin).post(decide, read | {"read": "4", "do": "refuse", "reason": "Too close to the supplier."})
    notice.refresh_from_db()
    assert notice.state == State.REFUSED
    with pytest.raises(Refused, match="settled already"):
        seats.object_to(notice, by=cast.hale, reason="I take it back.")


# --- A seat that an administrator gives -----------------------------------------------------------------
def test_an_administrator_makes_no_panel_of_friends_at_once(cast: Cast, client_for: Callable) -> None:
    admin, other = (person(key, name=f"{key} Admin", is_superuser=True) for key in ("Ada", "Bea"))
    friend = person("friend", name="A Friend")
    made = take(cast.consultation, admin, friend)
    assert isinstance(made, SeatNotice) and access.acting(friend, cast.consultation) is None
    public = client_for(None).get(reverse("panel_seats", args=[cast.consultation.slug])).content.decode()
    front = client_for(None).get(cast.consultation.get_absolute_url()).content.decode()
    assert "Ada Admin, administrator" in public and "Ada Admin, administrator" in front
    seats.object_to(made, by=cast.hale, reason="They are friends.")
    with pytest.raises(Refused, match="Another administrator decides"):
        seats.decide(made, by=admin, seated=True, reason="They are good.")
    decide = reverse("decide_seat", args=[cast.consultation.slug, made.pk])
    page = reverse("panel_seats", args=[cast.consultation.slug])
    assert decide not in client_for(admin).get(page).content.decode()
    assert decide in client_for(other).get(page).content.decode()
    User.objects.filter(pk=other.pk).update(is_active=False)  # a small site has one: nothing is stuck, and it is seen
    seats.decide(made, by=admin, seated=True, reason="They know the matter.")
    assert cast.member(friend).seated_by_account == admin


def test_nobody_objected_and_the_clock_seats_whom_the_administrator_chose(cast: Cast) -> None:
    admin, gone = (person(key, name=f"{key} Admin", is_superuser=True) for key in ("Ada", "Bea"))
    take(cast.consultation, admin, person("one", name="One"))
    take(cast.consultation, gone, person("two", name="Two"))
    User.objects.filter(pk=gone.pk).update(is_superuser=False)
    with after_it():
        assert list(seats.seat_when_due()) == ["seat of One: seated", "seat of Two: not seated"]
    assert "can no longer give it" in SeatNotice.objects.get(name="Two").decision


def test_a_panel_that_has_too_few_is_filled_at_once_but_not_by_whoever_emptied_it(cast: Cast) -> None:
    admin = person("admin", name="Ada Admin", is_superuser=True)
    Membership.objects.filter(user=cast.hale).update(withdrawn_at=clock.now())  # their own account was erased
    assert isinstance(take(cast.consultation, admin, person("one", name="One")), Membership)
    appointing.dismiss(cast.member(cast.quill), by=admin)
    assert isinstance(take(cast.consultation, admin, person("two", name="Two")), SeatNotice)
    appointing.end_with_account(User.objects.get(name="One"), admin)
    assert cast.consultation.memberships.current().filter(role="oversight").count() == 0
    assert isinstance(take(cast.consultation, admin, person("three", name="Three")), SeatNotice)


def test_whoever_signed_keeps_how_they_stood_in_a_seat_given_again(cast: Cast) -> None:
    admin, hale = person("admin", name="Ada Admin", is_superuser=True), cast.member(cast.hale)
    cast.at(Stage.IN_REVIEW)
    version = BriefingVersion.objects.create(consultation=cast.consultation, number=1)
    for one, said in ((hale, "sceptic"), (cast.member(cast.quill), "")):
        Membership.objects.filter(pk=one.pk).update(standpoint=said)
        Signoff.objects.create(
            version=version, member=one, content_hash="x", verdict="balanced", public_statement="Yes."
        )
        appointing.dismiss(one, by=admin)
    for who in (cast.hale, cast.quill):
        made = offers.make(
            cast.consultation,
            by=admin,
            email=str(who.email),
            name=who.name,
            role="oversight",
            standpoint="practitioner",
        )
        offers.accept(made.link.rstrip("/").rpartition("/")[2], by=who, name="", was_here=lambda other: False)
    assert cast.member(cast.hale).standpoint == "sceptic"
    assert cast.member(cast.quill).standpoint == "practitioner"  # who had said nothing says it now


def test_a_role_taken_meanwhile_or_a_consultation_that_ended_gives_no_seat(cast: Cast, notice: SeatNotice) -> None:
    cast.at(Stage.WITHDRAWN)
    with after_it():
        assert list(seats.seat_when_due()) == ["seat of An Ally: not seated"]
    assert not Membership.objects.filter(user=ally()).exists()


def test_what_nobody_runs_is_before_administrators_with_what_to_do(
    cast: Cast, notice: SeatNotice, client_for: Callable
) -> None:
    """A facilitator who walks away does not leave people with a consultation that nobody sees is empty."""
    admin = client_for(person("admin", name="Ada Admin", is_superuser=True, is_staff=True))
    offer, words = reverse("panel", args=[cast.consultation.slug]), "Without a facilitator: offer the role"
    assert words not in admin.get(reverse("desk")).content.decode()
    Membership.objects.filter(role="facilitator").update(withdrawn_at=clock.now())
    seats.object_to(notice, by=cast.okoro, reason="They are friends.")
    desk = admin.get(reverse("desk")).content.decode()
    assert words in desk and offer in desk and "Decide about a seat on the panel: An Ally" in desk
    listed = admin.get(reverse("panels")).content.decode()
    assert "Offer the role" in listed and offer in listed
    assert 'value="facilitator"' in admin.get(offer).content.decode()
    for nobody in (cast.hale, cast.okoro):
        assert words not in client_for(nobody).get(reverse("desk")).content.decode()


def test_whoever_left_the_panel_seats_nobody(cast: Cast, notice: SeatNotice) -> None:
    """An offer ends with the standing of whoever made it; an announced seat does too."""
    admin = person("admin", name="Ada Admin", is_superuser=True)
    appointing.dismiss(cast.member(cast.hale), by=admin)
    with after_it():
        assert list(seats.seat_when_due()) == ["seat of An Ally: not seated"]
    notice.refresh_from_db()
    assert "has left the panel" in notice.decision and not Membership.objects.filter(user=ally()).exists()


def test_once_completed_the_panel_still_fills_its_seats(cast: Cast, notice: SeatNotice) -> None:
    """What is published is corrected by two persons for good, so there have to be two."""
    cast.at(Stage.COMPLETED)
    with after_it():
        assert list(seats.seat_when_due()) == ["seat of An Ally: seated"]


# --- What stops the clock stops an administrator, and who is of a side decides nothing --------------------
def _chooser_left(cast: Cast) -> None:
    Membership.objects.filter(user=cast.hale).update(withdrawn_at=clock.now())


def _account_closed(cast: Cast) -> None:
    User.objects.filter(name="An Ally").update(is_active=False)


def _withdrawn(cast: Cast) -> None:
    cast.at(Stage.WITHDRAWN)


@pytest.mark.parametrize("happened", [_chooser_left, _account_closed, _withdrawn])
def test_an_administrator_gives_no_seat_that_the_clock_would_not(
    cast: Cast, notice: SeatNotice, happened: Callable[[Cast], None]
) -> None:
    admin = person("admin", name="Ada Admin", is_superuser=True)
    seats.object_to(notice, by=cast.moss, reason="They are friends.")
    happened(cast)
    notice = SeatNotice.objects.get(pk=notice.pk)
    with pytest.raises(Refused, match="has left the panel|is closed|has moved on"):
        seats.decide(notice, by=admin, seated=True, reason="They are good.")
    assert not Membership.objects.filter(user=ally()).exists()
    assert not Entry.objects.filter(action="seat_decided").exists()
    assert seats.decide(notice, by=admin, seated=False, reason="It has no ground any more.").state == State.REFUSED


def test_whoever_objects_does_not_uphold_it_where_somebody_else_can(
    cast: Cast, notice: SeatNotice, client_for: Callable
) -> None:
    ada, bea = (person(key, name=f"{key.title()} Admin", is_superuser=True) for key in ("ada", "bea"))
    second = person("ada+two", name="A. Admin", is_superuser=True)
    seats.object_to(notice, by=ada, reason="I do not like them.")
    for one in (ada, second):
        with pytest.raises(Refused, match="or objected to it"):
            seats.decide(notice, by=one, seated=False, reason="The objection is good.")
    seats.decide(notice, by=bea, seated=True, reason="It is no reason.")
    assert cast.member(ally()).is_current


def test_of_two_one_of_whom_offered_it_the_one_who_objected_decides(cast: Cast) -> None:
    ada, bea = (person(key, name=f"{key.title()} Admin", is_superuser=True) for key in ("ada", "bea"))
    made = take(cast.consultation, ada, person("friend", name="A Friend"))
    assert isinstance(made, SeatNotice)
    seats.object_to(made, by=bea, reason="They are friends.")
    assert (seats.decides(ada, made), seats.decides(bea, made)) == (False, True)
    User.objects.filter(pk=bea.pk).update(is_superuser=False)
    assert seats.decides(ada, made), "nothing is stuck where there is one alone"


def test_a_panel_that_fell_short_is_before_administrators(cast: Cast, client_for: Callable) -> None:
    """One member cannot offer a seat, so nobody else would mend it. A draft without a panel is no news."""
    admin = client_for(person("admin", name="Ada Admin", is_superuser=True, is_staff=True))
    words, offer = "The panel has too few members: offer a seat", reverse("panel", args=[cast.consultation.slug])
    assert words not in admin.get(reverse("desk")).content.decode()
    appointing.end_with_account(cast.quill)
    desk = admin.get(reverse("desk")).content.decode()
    assert words in desk and offer in desk
    assert words not in client_for(cast.hale).get(reverse("desk")).content.decode()
    cast.at(Stage.DRAFT)
    assert not panels.fell_short().exists()


def test_administrators_are_written_to_once_for_each_fall(cast: Cast, settings: Any) -> None:
    settings.DEMO = False
    ada, closed = (person(key, name=f"{key.title()} Admin", is_superuser=True) for key in ("ada", "shut"))
    User.objects.filter(pk=closed.pk).update(is_active=False)
    written = Message.objects.filter(kind="administrators")
    appointing.dismiss(cast.member(cast.finch), by=cast.hale)
    assert not written.exists(), "no seat of the panel"
    appointing.end_with_account(cast.quill)
    (first,) = written.all()
    assert (first.mailbox.user, first.state) == (ada, Message.State.WAITING)
    assert first.title.endswith(cast.consultation.title) and first.link == reverse("panel", args=["street-cameras"])
    assert is_wanted(first)
    appointing.end_with_account(cast.hale)
    assert written.count() == 1, "the last one who goes is no other fall"
    for name in ("New One", "New Two", "New Three"):
        seat(cast, name)
    assert not is_wanted(first), "seats were given before the e-mail went"
    appointing.dismiss(cast.member(User.objects.get(name="New One")), by=ada)
    assert written.count() == 1, "two are left"
    appointing.dismiss(cast.member(User.objects.get(name="New Two")), by=ada)
    assert written.count() == 2
    cast.at(Stage.COMPLETED)
    assert not is_wanted(written.latest("pk"))


def seat(cast: Cast, name: str) -> None:
    key = name.replace(" ", "").lower()
    appointing.seat(cast.consultation, person(key, name=name), Role.OVERSIGHT, standpoint="sceptic")


@pytest.mark.parametrize("over", [Stage.COMPLETED, Stage.WITHDRAWN])
def test_what_is_over_fills_no_administrators_desk(cast: Cast, over: Stage) -> None:
    """Old ones whose staff have left stood first, so that one that waits for a seat today was not seen."""
    later = make_consultation("later")
    for found in (panels.fell_short, panels.without_facilitator):
        assert later in found() and cast.consultation not in found()
    for one in (cast.moss, cast.finch, cast.hale, cast.quill):
        appointing.end_with_account(one)
    for found in (panels.fell_short, panels.without_facilitator):
        assert list(found()) == [later, cast.consultation], "the newest first"
    cast.at(over)
    for found in (panels.fell_short, panels.without_facilitator):
        assert list(found()) == [later]
