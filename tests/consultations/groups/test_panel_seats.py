"""Two members of a panel of two who want a third of their choosing: said in public first, and open to objection."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations import access, numbers
from consultations.groups import appointing, offers, seats
from consultations.groups.desk import seats_to_look_at
from consultations.models import Consultation, Membership, SeatNotice, Stage
from consultations.telling.working_days import working_days_after
from people.errors import Refused
from people.models import User
from tests.cast import Cast, person
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


def test_before_it_is_announced_and_from_an_administrator_a_seat_is_one_at_once(cast: Cast) -> None:
    admin = person("admin", name="Ada Admin", is_superuser=True)
    assert isinstance(take(cast.consultation, admin, person("one", name="One")), Membership)
    cast.at(Stage.IN_REVIEW)
    assert isinstance(take(cast.consultation, cast.hale, person("two", name="Two")), Membership)


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
