"""Invitations: labelled links, letters for one person each, and how many joined by which."""

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from consultations import access
from consultations.invitations import invitations
from consultations.joining import joining
from consultations.models import Consent, InvitationCode, Membership
from people.errors import Refused
from people.models import User
from tests.cast import Cast, let_in
from tests.deliberation import rooms
from tests.pages import flat

As = Callable[[User | None], Client]
YES = {"take_part": "on"}


def page(cast: Cast, name: str, *more: object) -> str:
    return reverse(name, args=[cast.consultation.slug, cast.group1.pk, *more])


def test_a_label_and_how_many_joined_by_it(cast: Cast, client_for: As) -> None:
    made = invitations.invite(cast.group1, by=cast.moss, uses=40, label="Poster, Northside")
    for key in "ab":
        Client().post(f"/join/{made.code}/", {**YES, "key": key})
    assert "<strong>0 of 40</strong> joined" in client_for(cast.moss).get(page(cast, "invite")).content.decode()
    let_in(cast)
    body = client_for(cast.moss).get(page(cast, "invite")).content.decode()
    assert "Poster, Northside" in body
    assert "<strong>2 of 40</strong> joined" in body


def test_letters_are_one_batch_of_single_codes(cast: Cast, client_for: As) -> None:
    data = {"label": "Letter, Northside", "letters": 40, "days": 30}
    sheet = client_for(cast.moss).post(page(cast, "print_letters"), data, follow=True)
    codes = {one.spoken_code for one in InvitationCode.objects.all()}
    assert len(codes) == 40
    assert all(code in sheet.content.decode() for code in codes)
    used = InvitationCode.objects.first()
    Client().post(f"/join/{used.code}/", {**YES, "key": "a"})
    assert Client().post(f"/join/{used.code}/", {**YES, "key": "b"}).status_code == 404
    body = client_for(cast.moss).get(page(cast, "invite")).content.decode()
    assert "40 letters: Letter, Northside" in flat(body)
    assert "<strong>1 of 40</strong> joined" in body
    assert used.spoken_code not in body  # how many, never which


def test_stopping_letters_stops_the_whole_batch_and_no_other(cast: Cast) -> None:
    kept = invitations.invite(cast.group1, by=cast.moss)
    batch = invitations.print_letters(cast.group1, by=cast.moss, letters=6)
    invitations.revoke(InvitationCode.objects.filter(batch=batch).first(), by=cast.moss)
    assert not [one for one in InvitationCode.objects.filter(batch=batch) if one.is_usable]
    assert InvitationCode.objects.get(pk=kept.pk).is_usable


def test_the_table_runs_nothing(cast: Cast, client_for: As) -> None:
    batch = invitations.print_letters(cast.group1, by=cast.moss, letters=5, label='=HYPERLINK("http://x","y")')
    answer = client_for(cast.moss).get(page(cast, "letters_csv", batch))
    assert answer.content.startswith("\ufeff".encode())  # or Excel garbles a Welsh label
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert answer["Content-Type"].startswith("text/csv")
    assert rows[0] == ["code", "link", "group", "label", "valid until"]
    assert len(rows) == 6
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert rows[1][1] == f"http://testserver/join/{rows[1][0].replace('-', '')}/"


@pytest.mark.parametrize(("letters", "days"), [(0, 30), (4, 30), (2001, 30), (5, 0), (5, 366)])
def test_too_many_or_too_long_is_refused(cast: Cast, letters: int, days: int) -> None:
    with pytest.raises(Refused):
        invitations.print_letters(cast.group1, by=cast.moss, letters=letters, days=days)
    assert not InvitationCode.objects.exists()


@pytest.mark.parametrize("who", ["amina", "hale", "okoro", "reyes", "outsider"])
def test_only_facilitators_make_or_read_letters(cast: Cast, client_for: As, who: str) -> None:
    batch = invitations.print_letters(cast.group1, by=cast.moss, letters=5)
    client = client_for(getattr(cast, who))
    assert client.get(page(cast, "letters", batch)).status_code == 404
    assert client.get(page(cast, "letters_csv", batch)).status_code == 404
    assert client.post(page(cast, "print_letters"), {"letters": 5, "days": 1}).status_code == 404
    with pytest.raises(access.NotAllowed):
        invitations.print_letters(cast.group1, by=getattr(cast, who), letters=5)


def test_a_batch_of_another_group_is_not_there(cast: Cast, elsewhere: Cast, client_for: As) -> None:
    batch = invitations.print_letters(elsewhere.group1, by=elsewhere.moss, letters=5)
    for name in ("letters", "letters_csv"):
        assert client_for(cast.moss).get(page(cast, name, batch)).status_code == 404


def test_an_invitation_stopped_at_the_last_moment_is_not_used(cast: Cast) -> None:
    held = invitations.find(invitations.invite(cast.group1, by=cast.moss).code)
    invitations.revoke(InvitationCode.objects.get(pk=held.pk), by=cast.moss)
    with pytest.raises(Refused):
        joining.join(cast.consultation, by=cast.outsider, invitation=held, consents={Consent.Item.TAKE_PART})
    assert not Membership.objects.filter(user=cast.outsider).exists()


def test_opening_ones_own_used_letter_again_leads_back(cast: Cast) -> None:
    invitations.print_letters(cast.group1, by=cast.moss, letters=5)
    letter, phone = InvitationCode.objects.first(), Client()
    phone.post(f"/join/{letter.code}/", YES)
    assert phone.get(f"/join/{letter.code}/")["Location"].endswith("/me/")


def test_no_invitation_is_made_for_one_person(cast: Cast, client_for: As) -> None:
    """A link for one, given by hand to somebody known, would say who is behind the name that comes of it."""
    for few in (1, 4):
        with pytest.raises(Refused, match="for at least 5 people"):
            invitations.invite(cast.group1, by=cast.moss, uses=few, label="Mrs Known, by hand")
    answer = client_for(cast.moss).post(page(cast, "invite"), {"uses": 1, "days": 30})
    assert answer.status_code == 422
    assert not InvitationCode.objects.exists()


def test_who_is_early_in_a_small_group_is_told_before_they_join(cast: Cast) -> None:
    few = "whoever invited you may guess which words here are yours"
    code = invitations.invite(cast.group1, by=cast.moss).code
    assert few in flat(Client().get(f"/join/{code}/").content.decode())
    rooms.crowd(cast, 5)
    assert few not in flat(Client().get(f"/join/{code}/").content.decode())
