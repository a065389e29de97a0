"""Who somebody was as they took a role stays said: what an account is called later rewrites nothing."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from consultations.forces import agreeing
from consultations.groups import appointing, offers, seats
from consultations.models import Consultation, Membership, Role, SeatNotice
from people.errors import Refused
from people.models import User
from tests.cast import Cast, force, person
from tests.outcomes.report.printed import address, published
from tests.pages import flat

HILLSIDE = "Hillside Police (example)"
CHIEF = "Chief Constable"
BY_REQUEST = re.compile(r'(nonce|value)="[^"]{16,}"')  # other bytes at each request


def take(cast: Cast, user: User, role: Role, by: User, organisation: str = "") -> Membership:
    """The offer made and accepted; a seat on the panel also announced, with nobody who objected."""
    made = offers.make(
        cast.consultation, by=by, email=user.email or "", name=user.name, role=role, organisation=organisation
    )
    key = made.link.rstrip("/").rpartition("/")[2]
    taken = offers.accept(key, by=user, name=user.name, was_here=lambda other: False)
    if isinstance(taken, SeatNotice):
        SeatNotice.objects.filter(pk=taken.pk).update(last_day=clock.today() - timedelta(days=1))
        list(seats.seat_when_due())
        return cast.member(user)
    return taken


@pytest.fixture
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
    assert [BY_REQUEST.sub("", page) for page in before] == [BY_REQUEST.sub("", page) for page in after]


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
    lake.refresh_from_db()
    agreeing.give_again(lake)
    assert "(Superintendent)" in str(agreeing.words(seated.consultation)[1])


@pytest.mark.parametrize("another", ["Police Federation (example)", ""])
def test_coming_back_changes_no_organisation_under_what_was_done(cast: Cast, another: str) -> None:
    """Whoever signed for a forum does not turn, by leaving and coming back, into somebody who signed for police."""
    root = User.objects.create_superuser("root@example.org", name="R. Oot")
    wren = person("wren", "P. Wren")
    member = take(cast, wren, Role.OVERSIGHT, root, "Citizens’ Forum")
    appointing.dismiss(member, by=root)
    with pytest.raises(Refused, match="Citizens’ Forum"):
        take(cast, wren, Role.OVERSIGHT, root, another)
    member.refresh_from_db()
    assert (member.organisation, member.is_current) == ("Citizens’ Forum", False)
    again = take(cast, wren, Role.OVERSIGHT, root, "citizens’ forum")
    assert again == member and again.is_current
    assert Consultation.objects.filter(pk=cast.consultation.pk, memberships=again).exists()
