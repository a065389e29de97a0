"""Who somebody was as they took a role stays said: what an account is called later rewrites nothing."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from audit import clock
from consultations.forces import agreeing
from consultations.groups import appointing, offers, seats
from consultations.models import Consultation, Membership, Role, SeatNotice, Signoff
from outcomes.report import method
from people.models import User
from people.text.dates import day
from tests.cast import Cast, force, person
from tests.consultations.draft import Draft
from tests.made_once import made_once
from tests.outcomes.report.printed import address, published
from tests.pages import flat, lasting

HILLSIDE = "Hillside Police (example)"
CHIEF = "Chief Constable"


def take(cast: Cast, user: User, role: Role, by: User, organisation: str = "", title: str = "") -> Membership:
    """The offer made and accepted; a seat on the panel also announced, with nobody who objected."""
    made = offers.make(
        cast.consultation, by=by, email=user.email or "", name=user.name, role=role, organisation=organisation,
        job_title=title,
    )  # fmt: skip
    key = made.link.rstrip("/").rpartition("/")[2]
    taken = offers.accept(key, by=user, name=user.name, was_here=lambda other: False)
    if isinstance(taken, SeatNotice):
        SeatNotice.objects.filter(pk=taken.pk).update(last_day=clock.today() - timedelta(days=1))
        list(seats.seat_when_due())
        return cast.member(user)
    return taken


@made_once
def seated(cast: Cast) -> Cast:
    """A panel member, a facilitator, a responder of a joint force and an expert with titles of their own; a report."""
    cast.consultation.joint_forces.add(force(HILLSIDE))
    root = User.objects.create_superuser("root@example.org", name="R. Oot")
    take(cast, person("lake", "K. Lake", job_title="Inspector"), Role.RESPONDER, cast.okoro, HILLSIDE)
    take(cast, person("wren", "P. Wren", job_title="Lecturer"), Role.OVERSIGHT, root)
    take(cast, person("dale", "F. Dale", job_title="Mediator"), Role.FACILITATOR, root)
    published(cast)
    return cast


def pages(cast: Cast, signed_in: Client) -> list[str]:
    """Where anybody reads who runs, checks and answers it, the report with its annex, and the page of people."""
    lead = cast.consultation.force
    assert lead is not None
    public = [cast.consultation.get_absolute_url(), lead.get_absolute_url(), force(HILLSIDE).get_absolute_url()]
    found = [flat(Client().get(page).content.decode()) for page in [*public, address(cast)]]
    staff = flat(signed_in.get(reverse("people", args=[cast.consultation.slug])).content.decode())
    return [*found, staff[staff.index("<main") :]]


def test_a_title_changed_afterwards_changes_no_public_byte(seated: Cast, client_for) -> None:
    signed_in = client_for(seated.moss)
    before = pages(seated, signed_in)
    assert all(title in "".join(before) for title in ("Inspector", "Lecturer", "Mediator", "Chief Superintendent"))
    User.objects.filter(is_superuser=False).exclude(name="").update(job_title=CHIEF)
    after = pages(seated, signed_in)
    assert not any(CHIEF in page for page in after)
    assert [lasting(page) for page in before] == [lasting(page) for page in after]


def test_the_duty_offered_and_not_accepted_is_of_who_took_the_role(cast: Cast) -> None:
    reed = person("reed", "A. Reed", job_title="Commander")
    take(cast, reed, Role.OFFICER, cast.okoro)
    User.objects.filter(pk=reed.pk).update(job_title=CHIEF)
    reed.refresh_from_db()
    assert appointing.accept_duty(cast.consultation, by=reed).accepted_role == "Commander"


def test_a_word_given_anew_is_of_who_gives_it(seated: Cast) -> None:
    """It is another act, with a day of its own."""
    lake = Membership.objects.get(user__name="K. Lake")
    User.objects.filter(name="K. Lake").update(job_title="Superintendent")
    Membership.objects.filter(pk=lake.pk).update(asked_again_at=clock.now())  # the terms changed
    lake.refresh_from_db()
    agreeing.give_again(lake)
    assert "(Superintendent)" in str(agreeing.words(seated.consultation)[1])
    assert [one.title for one in lake.standings] == ["Inspector", "Superintendent"], "each with its time"


# --- Who leaves and comes back ---------------------------------------------------------------------------
OLD, NEW = "Old University", "New University"


def hour(number: int) -> clock.travel:
    return clock.travel(clock.now() + timedelta(hours=number))


def comes_back(cast: Cast, user: User, role: Role, by: User, was: Membership, organisation: str, title: str) -> None:
    """Ended by one, offered by another, accepted by the person: each by right."""
    with hour(1):
        appointing.dismiss(was, by=by)
    User.objects.filter(pk=user.pk).update(job_title=title)
    user.refresh_from_db()
    with hour(2):
        assert take(cast, user, role, by, organisation) == was, "one person, one standing"
    was.refresh_from_db()


@pytest.fixture
def root() -> User:
    return User.objects.create_superuser("root@example.org", name="R. Oot")


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.OVERSIGHT])
def test_the_title_of_the_offer_is_the_one_of_the_role(cast: Cast, root: User, role: Role) -> None:
    """An account keeps its own: the same person may be a lecturer here and a chair of a charity there."""
    wren = person("wren", "P. Wren", job_title="Lecturer")
    assert take(cast, wren, role, root, title="Chair (acting)").title == "Chair (acting)"
    wren.refresh_from_db()
    assert wren.job_title == "Lecturer"
    assert take(cast, person("dale", "F. Dale", job_title="Mediator"), role, root).title == "Mediator"


def test_a_signature_stays_of_whom_its_member_was(draft: Draft, root: User) -> None:
    """A member signs for a university, leaves, and returns as police: each stands with what was done then."""
    draft.send_to_panel()
    signed_by = draft.hale
    member = draft.consultation.memberships.get(user=signed_by)
    Membership.objects.filter(pk=member.pk).update(organisation=OLD, title="Lecturer", standpoint="sceptic")
    draft.sign()
    signature = Signoff.objects.get(member=member)
    with hour(1):
        appointing.dismiss(member, by=root)
    User.objects.filter(pk=signed_by.pk).update(job_title="Commander")
    signed_by.refresh_from_db()
    with hour(2):
        appointing.seat(draft.consultation, signed_by, Role.OVERSIGHT, organisation="Police Federation (example)",
                        standpoint="practitioner")  # fmt: skip
    signature = Signoff.objects.select_related("member__user").get(pk=signature.pk)
    shown = flat(render_to_string("consultations/briefing/_signoffs.html", {"signoffs": [signature]}))
    assert f"{OLD} (sceptic, by their own account)" in shown and "Federation" not in shown
    assert signature.member.described == "Commander, Police Federation (example)", "and now they are that"


def test_who_changed_employer_comes_back_truthfully(cast: Cast, root: User, client_for) -> None:
    wren = person("wren", "P. Wren", job_title="Lecturer")
    member = take(cast, wren, Role.OVERSIGHT, root, OLD)
    then = clock.now()
    comes_back(cast, wren, Role.OVERSIGHT, root, member, NEW, "Professor")
    assert (member.title, member.organisation, member.is_current) == ("Professor", NEW, True)
    assert member.as_of(then).described == f"Lecturer, {OLD}"
    assert member.as_of(None).described == f"Professor, {NEW}"
    shown = flat(Client().get(cast.consultation.get_absolute_url()).content.decode())
    assert f"Professor, {NEW}" in shown and OLD not in shown
    assert f"Lecturer, {OLD}, until" in flat(client_for(wren).get(reverse("my_data")).content.decode())
    with hour(3):
        named = method.who_did_it([member], then)["panel"], method.who_did_it([member], clock.now())["panel"]
    assert named == ([f"P. Wren, {OLD}"], [f"P. Wren, {NEW}"])


def test_a_mistyped_organisation_is_not_for_good(cast: Cast, root: User) -> None:
    wren = person("wren", "P. Wren")
    member = take(cast, wren, Role.OVERSIGHT, root, "Citizens’ Fourm")
    comes_back(cast, wren, Role.OVERSIGHT, root, member, "Citizens’ Forum", "")
    assert member.organisation == "Citizens’ Forum"
    assert [one.organisation for one in member.standings] == ["Citizens’ Fourm", "Citizens’ Forum"]


def test_the_word_of_a_force_stays_when_who_gave_it_comes_back_for_another(seated: Cast) -> None:
    """It is the force's; and the one that gets somebody who was of another does not get the word with them."""
    other = force("Harbour Police (example)")
    seated.consultation.joint_forces.add(other)
    lake = Membership.objects.select_related("user").get(user__name="K. Lake")
    given = next(str(word) for word in agreeing.words(seated.consultation) if word.force.name == HILLSIDE)
    assert "(Inspector)" in given and lake.user is not None
    comes_back(seated, lake.user, Role.RESPONDER, seated.okoro, lake, other.name, CHIEF)
    words = {word.force.name: word for word in agreeing.words(Consultation.objects.get(pk=seated.consultation.pk))}
    assert str(words[HILLSIDE]) == given
    assert words[other.name].at == lake.joined_at and words[other.name].role == CHIEF


def test_who_held_the_duty_before_stays_said_when_they_come_back(cast: Cast, root: User) -> None:
    reed = person("reed", "A. Reed", job_title="Commander")
    member = take(cast, reed, Role.OFFICER, cast.okoro)
    with hour(1):
        appointing.accept_duty(cast.consultation, by=reed)
    member.refresh_from_db()
    with hour(2):
        appointing.dismiss(member, by=root)
        until = day(clock.now())
    User.objects.filter(pk=reed.pk).update(job_title=CHIEF)
    reed.refresh_from_db()
    with hour(3):
        take(cast, reed, Role.OFFICER, cast.moss)
    shown = flat(Client().get(cast.consultation.get_absolute_url()).content.decode())
    assert f"Before: A. Reed, Commander, until {until}" in shown
    with hour(4):
        appointing.accept_duty(cast.consultation, by=reed)
    shown = flat(Client().get(cast.consultation.get_absolute_url()).content.decode())
    assert f"Before: A. Reed, Commander, until {until}" in shown and f"A. Reed, {CHIEF}" in shown
