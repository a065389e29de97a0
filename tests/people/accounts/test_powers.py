"""Who holds which power over the whole site, since when and from whom; and that it can be taken back."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from audit.models import Entry
from people.accounts import administration, powers
from people.accounts.powers import Power
from people.errors import Refused
from people.models import User
from tests.cast import Cast
from tests.made_once import made_once
from tests.pages import flat

pytestmark = pytest.mark.django_db
As = Callable[[User], Client]
WHY = "Left the team"


@made_once
def chief() -> User:
    call_command("add_staff", "chief@example.org", name="Kit Okafor", administrator=True, stdout=StringIO())
    return User.objects.get(email="chief@example.org")


def test_the_page_says_who_since_when_and_from_whom(chief: User, cast: Cast, client_for: As) -> None:
    for user in (cast.moss, cast.hale, cast.okoro, chief):
        text = flat(client_for(user).get("/powers/").content.decode())
        assert "<strong>Kit Okafor</strong>" in text and "given by the operator" in text
        assert "<strong>Jo Moss</strong>" in text and "Given before this was recorded" in text
        assert "@" not in text.partition("<main")[2].partition("</main>")[0]
        assert ("Take back" in text) == (user == chief)


@pytest.mark.parametrize("who", ["amina", "outsider"])
def test_residents_do_not_find_it(cast: Cast, client_for: As, who: str) -> None:
    assert client_for(getattr(cast, who)).get("/powers/").status_code == 404


def test_an_administrator_takes_a_power_back_with_a_reason(chief: User, cast: Cast, client_for: As) -> None:
    page = f"/administration/{cast.moss.pk}/"
    assert client_for(chief).post(page, {"do": "take_back_start", "reason": ""}).status_code == 422
    assert client_for(cast.moss).get("/consultations/new/").status_code == 200
    client_for(chief).post(page, {"do": "take_back_start", "reason": WHY})
    cast.moss.refresh_from_db()
    assert not cast.moss.can_start_consultations
    assert client_for(cast.moss).get("/consultations/new/").status_code == 404
    entry = Entry.objects.get(action="power_taken_back")
    assert (entry.actor, entry.role, entry.summary) == (
        "Kit Okafor", "administrator", f"Jo Moss: may start consultations: {WHY}",
    )  # fmt: skip
    assert cast.member(cast.moss).is_current  # a role in a consultation is no power over the site


def test_another_administrator_can_be_taken_the_power_but_not_oneself(chief: User) -> None:
    second = powers.add("second@example.org", name="Ann Second", powers=frozenset({Power.ADMINISTRATOR}))
    administration.take_back_administrator(second, by=chief, reason=WHY)
    second.refresh_from_db()
    assert not second.is_superuser
    with pytest.raises(Refused, match="your own account"):
        administration.take_back_administrator(chief, by=chief, reason=WHY)
    assert [held.user for held in powers.everybody()] == [chief]


def test_an_administrator_starts_no_consultation_and_takes_part_in_none(
    chief: User, cast: Cast, client_for: As
) -> None:
    assert client_for(chief).get("/consultations/new/").status_code == 404
    cast.consultation.joining_is_open = True
    cast.consultation.save()
    page = client_for(chief).post(f"/consultations/{cast.consultation.slug}/join/", {"take_part": "on"})
    assert "use an address of another mailbox" in page.content.decode()
    assert not chief.memberships.exists()
