"""Every page there is, read by everybody else: a participant is their pseudonym and nothing more."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management.color import no_style
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from audit.models import Entry
from consultations.joining import joining
from consultations.models import Membership, Role
from deliberation.discussion import discussion
from deliberation.live import messages
from deliberation.models import Session, Thread
from deliberation.polls import voting
from people.guests import guests
from people.models import User
from tests.access import table
from tests.cast import EVERYTHING, Cast
from tests.consultations.joining.ways import guest
from tests.deliberation import rooms

As = Callable[[User | None], Client]
HIGH = 912_345_678  # a number nobody else has on any page


@pytest.fixture
def seen(cast: Cast, words_on_paper: None) -> tuple[Cast, Session, list[User]]:
    """Two people, one with an account and one without, who voted and wrote. Their numbers are easy to spot."""
    User.objects.create(pk=HIGH, email="first@example.net")
    Membership.objects.create(
        pk=HIGH + 70_000_000, consultation=cast.consultation, role=Role.PARTICIPANT, pseudonym="Paper 1"
    )
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [User, Membership]):
            cursor.execute(statement)
    account = User.objects.create_user("wren.secret@example.net")
    joining.join(cast.consultation, by=account, group=cast.group1, consents=EVERYTHING)
    people = [account, guest(cast)]
    session, wave = rooms.running(cast)
    discussion.open_threads(cast.consultation, by=cast.moss)
    thread = Thread.objects.filter(group=cast.group1).first()
    for user in people:
        discussion.post(thread, "Put up a sign.", by=user)
        option = rooms.option(wave.questions.get(), "Right")
        voting.vote(wave, wave.questions.get(), by=user, option_ids=[option])
    return cast, session, people


#: Addresses that know no GET, whoever asks (tests/access asks them): nothing is to be read there.
OPEN = table.read(table.FILE.read_text())["open"]
UNREADABLE = {name for name, cells in OPEN.items() if {letters[0] for letters in cells.values()} == {"x"}}


def addresses(patterns: Any, start: str = "") -> Iterator[str]:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, start + str(pattern.pattern))
        elif pattern.name not in UNREADABLE:
            yield start + str(pattern.pattern)


def filled(cast: Cast, session: Session) -> list[str]:
    """Every address of the product, with this consultation and its things filled in."""
    thread = Thread.objects.filter(group=cast.group1).first()
    pks = {thread.pk, thread.contributions.first().pk, session.waves.first().pk, cast.group1.pk}
    found = []
    for address in addresses(get_resolver().url_patterns):
        address = address.replace("<slug:slug>", cast.consultation.slug).replace("<str:code>", session.code)
        for pk in sorted(pks) if "<int:" in address else [0]:
            one = re.sub(r"<int:\w+>", str(pk), address)
            if "<" not in one and "(" not in one:
                found.append("/" + one)
    assert len(found) > 100
    return found


def secrets_of(cast: Cast, users: list[User]) -> dict[str, str]:
    found = {}
    for user in users:
        token = joining.token_for(cast.member(user))
        found |= {f"user {user.pk}": str(user.pk), f"token of {user.pk}": token.value}
        found[f"token number of {user.pk}"] = str(token.pk) if token.pk > 1_000_000 else token.value
        if user.email:
            found[f"address of {user.pk}"] = user.email
        else:
            found[f"code of {user.pk}"] = guests.return_code(user)
    return found


@pytest.mark.usefixtures("not_found")
@pytest.mark.parametrize("who", ["bilal", "carys", "moss", "hale", "okoro", "reyes", "outsider", None])
def test_no_page_shows_who_somebody_is(seen: tuple[Cast, Session, list[User]], client_for: As, who: str | None) -> None:
    cast, session, people = seen
    hidden = secrets_of(cast, people)
    if who != "moss":  # the console's forms name a standing, which is good for this consultation alone
        hidden |= {f"standing {user.pk}": str(cast.member(user).pk) for user in people}
    client = client_for(getattr(cast, who) if who else None)
    read, shown = 0, []
    for address in filled(cast, session):
        if "logout" in address:
            continue
        answer = client.get(address)
        if answer.status_code != 200 or answer.streaming:
            continue
        read += 1
        body = answer.content.decode(errors="replace") + str(answer.headers)
        shown += [f"{address}: {name}" for name, secret in hidden.items() if secret in body]
    assert shown == []
    assert read > (15 if who in {None, "outsider"} else 20)


def test_what_a_socket_says_names_nobody(seen: tuple[Cast, Session, list[User]]) -> None:
    cast, session, people = seen
    told = messages.read(session.pk, None)
    text = "".join(told.message("t", before, who) for who in ("phone", "wall") for before in (None, told)) + told.html
    names = [cast.member(user).pseudonym for user in people] + [str(cast.member(user).pk) for user in people]
    assert not [secret for secret in [*secrets_of(cast, people).values(), *names] if secret in text]


def test_the_record_holds_no_address_and_no_token(seen: tuple[Cast, Session, list[User]]) -> None:
    cast, _, people = seen
    text = str(list(Entry.objects.values()))
    hidden = {name: value for name, value in secrets_of(cast, people).items() if not name.startswith("user ")}
    assert not [name for name, secret in hidden.items() if secret in text]


def test_the_person_themself_sees_their_name_and_code(seen: tuple[Cast, Session, list[User]], client_for: As) -> None:
    cast, _, people = seen
    page = client_for(people[1]).get(f"/consultations/{cast.consultation.slug}/me/").content.decode()
    assert cast.member(people[1]).pseudonym in page
    assert guests.spoken(guests.return_code(people[1])) in page
