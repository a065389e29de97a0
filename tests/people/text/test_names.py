"""Names staff act under: real names pass, masks do not."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from consultations.groups import offers
from consultations.models import Role
from people.errors import Refused
from people.models import User
from people.text.names import checked_name, skeleton
from tests.cast import Cast


@pytest.mark.parametrize(
    "name",
    [
        "José", "O’Brien", "Nguyễn Thị Hoa", "İpek Yılmaz", "王小明", "محمد علي", "রহিম", "Adébáyọ̀", "O", "N. Okoro",
        "Anne-Marie D'Arcy", "Олена Коваль", "Γιώργος", "می‌خواه", "Ana María (example)", "John Constable", "👨‍👩‍👧",
        "Siobhán Ní Bhriain", "Łukasz", "Jean Luc II",
    ],
)  # fmt: skip
def test_real_names_pass_as_they_are(name: str) -> None:
    assert checked_name(name, ["Jo Moss", "Ruth Hale"]) == name


def test_two_ways_to_write_a_letter_are_one_name() -> None:
    assert checked_name("Zoe\u0308") == checked_name("Zo\u00eb") == "Zoë"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Jo\u202e ssoM", "hidden characters"),
        ("Met\u200b Council", "hidden characters"),
        ("a\x00b", "hidden characters"),
        ("\u200b\u2060\u3164", "hidden characters"),
        ("\u3164", "Give a name"),
        ("   ", "Give a name"),
        ("\u0410dmin", "different alphabets"),
        ("J\u03bf Moss", "different alphabets"),
        ("\uff21\uff44\uff4d\uff49\uff4e", "own name"),
        ("Riverside Police", "own name"),
        ("P0LlCE", "own name"),
        ("P o l i c e", "own name"),
        ("MetPoliceTeam", "own name"),
        ("The Facilitator", "own name"),
        ("Óversight", "own name"),
        ("answerable", "own name"),
        ("Heron 42", "participants are called"),
        ("Jo Moss ✓", "look like an approval"),
        ("Z" + "\u0301" * 200, "too many accents"),
        ("x" * 61, "Shorten"),
    ],
)
def test_masks_are_refused(name: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        checked_name(name)


@pytest.mark.parametrize("name", ["Jo Moss", "jo  moss", "J0 Moss", "Jo Rnoss", "Jó Moss", "Jo-Moss", "\uff2ao Moss"])
def test_a_name_that_looks_like_somebody_here_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="taken for Jo Moss"):
        checked_name(name, ["Ruth Hale", "Jo Moss"])


def test_a_whole_word_in_another_alphabet_is_seen_through() -> None:
    assert skeleton("Сор") == skeleton("Cop")


def test_offering_a_role_to_an_office_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="own name"):
        offers.make(cast.consultation, by=cast.moss, email="new@example.org", name="Admin", role=Role.RESPONDER)


def test_the_command_refuses_too(db: None) -> None:
    with pytest.raises(CommandError, match="own name"):
        call_command("add_staff", "new@example.org", name="Oversight", stdout=StringIO())
    assert not User.objects.exists()


def test_the_page_keeps_what_was_typed(cast: Cast, client_for: Callable) -> None:
    typed = {"do": "appoint", "email": "new@example.org", "name": "Po\u200blice", "role": "responder"}
    answer = client_for(cast.moss).post(f"/consultations/{cast.consultation.slug}/people/", typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "own name" in page
    assert "new@example.org" in page
