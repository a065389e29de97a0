"""What is held and why: short links, handles, addresses, births, references, officers, listed names, copies."""

import re
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from deliberation.discussion import copies, discussion, holding, screening
from deliberation.discussion.privacy import contributions
from deliberation.models import Thread
from deliberation.rules import rules
from people.models import User
from tests.cast import Cast

SignIn = Callable[[User | None], Client]
HARMLESS = (Path(__file__).parent / "data" / "harmless.txt").read_text().splitlines()
SAME = "We the residents of Eastmere ask the force to stop scanning faces in our town centre until the law is clear."


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Look at bit.ly/3xYzAb", screening.ADDRESS),
        ("t.me/eastmere_watch has it", screening.ADDRESS),
        ("Ask @eastmere_lad what he did", screening.HANDLE),
        ("He lives at 14 Mill Lane", screening.STREET),
        ("it is 14 mill lane, second floor", screening.STREET),
        ("Flat 3, 112B Long Acre Road is where", screening.STREET),
        ("His dob is 03/05/1991", screening.BIRTH),
        ("She was born on 3 May 1991", screening.BIRTH),
        ("Date of birth: 3rd of May", screening.BIRTH),
        ("crime reference 3412345/24", screening.REFERENCE),
        ("My crime ref number is 01/123456/24", screening.REFERENCE),
        ("CAD 4471 of that night", screening.REFERENCE),
        ("PC 4471 pushed me", screening.COLLAR),
        ("shoulder number 881NI", screening.COLLAR),
        ("his badge number is 4471", screening.COLLAR),
        ("PC Brown hit my lad", screening.OFFICER),
        ("Sgt. O’Neill was there", screening.OFFICER),
        ("DC J. Mirren took my phone", screening.OFFICER),
        ("pc smith hit my lad", screening.OFFICER),
        ("Pc Smith", screening.OFFICER),
        ("PC SMITH", screening.OFFICER),
        ("sgt jones", screening.OFFICER),
        ("P.C. Smith", screening.OFFICER),
        ("PS Jones", screening.OFFICER),
        ("police constable Smith", screening.OFFICER),
        ("PC  Smith", screening.OFFICER),
        ("PC Jo Smith", screening.OFFICER),
        ("PC JO SMITH", screening.OFFICER),
        ("pc o’neill", screening.OFFICER),
        ("then pc brown pushed her", screening.OFFICER),
        ("the sergeant Green", screening.OFFICER),
    ],
)
def test_it_is_found_and_marked(text: str, kind: str) -> None:
    assert kind in screening.findings(text)
    pieces = screening.marked(text)
    assert "".join(piece for piece, _ in pieces) == text
    assert kind in [found for _, found in pieces]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_alike_is_not_held(text: str) -> None:
    assert screening.why_hold(text) == ""


def test_there_are_two_hundred_of_them() -> None:
    assert len(set(HARMLESS)) >= 200
    found = [
        (one, other) for one, other in combinations(HARMLESS, 2) if copies.alike(*map(copies.sketch, (one, other)))
    ]
    assert not found and copies.alike(*map(copies.sketch, HARMLESS[:1] * 2))


def test_a_listed_name_holds_however_it_is_written(cast: Cast, closed: Thread) -> None:
    rules.list_names(cast.consultation, by=cast.moss, lines="Operation Lark\nTom Fen\n")
    for text in ("TOM  FEN did it", "It was Tom Fen’s car", "After operation lark nothing changed"):
        held = discussion.post(closed, text, by=cast.amina)
        assert held.is_held and screening.LISTED in holding.for_moderators(held, rules.names_of(cast.consultation))
    for text in ("The fens are lovely", "Tom fenced it off", "A lark sang"):
        assert discussion.post(closed, text, by=cast.amina).is_visible


@pytest.mark.parametrize("more", ["", " Call 020 7946 0018."])
@pytest.mark.parametrize("changed", [False, True])
def test_nobody_reads_the_list_out_by_trial(
    cast: Cast, public: Thread, closed: Thread, client_for: SignIn, more: str, changed: bool
) -> None:
    """Its author sees the same of a listed name and of any other, on the page and in their data."""
    rules.list_names(cast.consultation, by=cast.moss, lines="Tom Fen")

    def seen(thread: Thread, name: str) -> tuple[str, str]:
        said = discussion.post(thread, "It was not." if changed else f"It was {name}.{more}", by=cast.amina)
        if changed:
            said = discussion.edit(said, f"It was {name}.{more}", by=cast.amina)
        page = client_for(cast.amina).get(thread.get_absolute_url()).content.decode()
        mine = page.split('id="mine"')[1].split("</section>")[0]
        (data,) = [row["Why it waits"] for row in contributions(cast.amina) if name in str(row["Words"])]
        moss = client_for(cast.moss).get(reverse("moderation", args=[cast.consultation.slug])).content.decode()
        assert (screening.LISTED in moss) == (name == "Tom Fen") or thread == closed
        said.delete()
        return re.sub(r"\d+", "", mine.replace(name, "")), str(data)

    assert seen(public, "Ned Ash") == seen(public, "Tom Fen")
    page, data = seen(closed, "Tom Fen")
    assert "name that" not in page + data and "may be a name" not in page


def test_what_the_screening_finds_with_a_listed_name_is_said_without_it(cast: Cast, closed: Thread) -> None:
    rules.list_names(cast.consultation, by=cast.moss, lines="Tom Fen")
    said = discussion.post(closed, "Tom Fen, 020 7946 0018.", by=cast.amina)
    assert said.held_because == "It may contain a phone number."


def test_nearly_the_same_text_by_somebody_else_waits_and_ones_own_does_not(cast: Cast, closed: Thread) -> None:
    assert discussion.post(closed, SAME, by=cast.amina).is_visible
    assert discussion.post(closed, SAME, by=cast.amina).is_visible
    copied = discussion.post(closed, SAME.replace("our town centre", "the town centre").upper(), by=cast.bilal)
    assert copied.is_held and copies.COPIED in copied.held_because
    other = "We the residents of Eastmere thank the force for the meeting, and ask for lights and benches instead."
    assert discussion.post(closed, other, by=cast.bilal).is_visible
    assert discussion.post(closed, "I agree with that.", by=cast.bilal).is_visible


def test_whoever_decides_is_led_to_the_post_it_is_like(cast: Cast, closed: Thread, client_for: SignIn) -> None:
    first = discussion.post(closed, SAME, by=cast.amina)
    copied = discussion.post(closed, f"{SAME} Thank you.", by=cast.bilal)
    assert copied.is_held and copies.the_other(copied) == first
    way, name = reverse("decide", args=[cast.consultation.slug, first.pk]), cast.member(cast.amina).pseudonym
    moss = client_for(cast.moss)
    for page in (reverse("moderation", args=[cast.consultation.slug]), way.replace(str(first.pk), str(copied.pk))):
        html = moss.get(page).content.decode()
        assert f'<a href="{way}">the post of {name} in' in html and "Nearly the same:" in html
    own = client_for(cast.bilal).get(closed.get_absolute_url()).content.decode()
    assert way not in own


def test_it_is_marked_for_moderator_and_author(
    cast: Cast, closed: Thread, client_for: Callable[[User | None], Client]
) -> None:
    held = discussion.post(closed, "PC Brown <b>hit</b> my lad", by=cast.amina)
    desk = client_for(cast.moss).get(f"/consultations/{cast.consultation.slug}/moderation/{held.pk}/").content.decode()
    own = client_for(cast.amina).get(closed.get_absolute_url()).content.decode()
    for page in (desk, own):
        assert 'This may be an officer’s name"' in page and ">PC Brown</mark>" in page
        assert "It may contain an officer’s name." in page and "<b>hit</b>" not in page


def test_it_is_only_held_never_removed(cast: Cast, closed: Thread) -> None:
    held = discussion.post(closed, "PC Brown hit my lad", by=cast.amina)
    assert held.is_held and not held.decisions.exists()
