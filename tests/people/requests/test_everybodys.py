"""Public pages: the same bytes for everybody, kept by caches, not sent again unless something happened."""

import gzip
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import brotli
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit import clock
from audit.record import record
from consultations.models import Consultation, Technology
from people.models import User
from people.requests import everybodys
from tests.access import routes
from tests.cast import Cast
from tests.made_once import made_once

As = Callable[[User | None], Client]


@made_once
def world(cast: Cast) -> Cast:
    technology = Technology.objects.create(name="Street cameras", kind="cctv", force=cast.consultation.force)
    cast.consultation.technologies.add(technology)
    return cast


def addresses() -> Iterator[str]:
    """Every public address there is, from the resolver: a new one is walked without being named here."""
    pk, slug = Technology.objects.get().pk, Consultation.objects.get().slug
    for name, pattern in routes.patterns().items():
        if getattr(pattern.callback, "everybodys", False):
            asked = {"pk": pk, "slug": slug}.items()
            words = routes.WORDS.get(name) or {one: v for one, v in asked if one in pattern.pattern.converters}
            yield reverse(name, kwargs=words) + (f"?a={pk}&b={pk}" if name == "compare_technologies" else "")


def anew(address: str) -> str:
    """The same page, which nothing has kept."""
    return f"{address}{'&' if '?' in address else '?'}anew=1"


def readers(cast: Cast, client_for: As) -> list[tuple[Client, dict[str, str]]]:
    broken = Client()
    broken.cookies["sessionid"] = "not-a-session"
    return [
        (client_for(None), {}),
        (client_for(cast.amina), {"Accept-Language": "pl"}),
        (client_for(cast.moss), {"HX-Request": "true", "HX-Target": "main"}),
        (client_for(cast.okoro), {"Referer": "http://testserver/desk/", "Authorization": "Basic eDp5"}),
        (broken, {}),
    ]


def test_every_public_page_is_the_same_bytes_for_everybody(world: Cast, client_for: As) -> None:
    walked = 0
    for address in [*addresses(), *map(anew, addresses())]:  # kept; and made for each
        answers = [client.get(address, headers=headers) for client, headers in readers(world, client_for)]
        first = answers[0]
        assert first.status_code == 200, address
        for answer in answers:
            assert answer.content == first.content, address
            assert {**answer.headers, "X-Request-ID": ""} == {**first.headers, "X-Request-ID": ""}, address
            assert answer["Cache-Control"] == everybodys.KEPT and answer["Vary"] == "Accept-Encoding"
            assert not answer.cookies, address
        walked += 1
    assert walked >= 24


def test_no_name_of_a_reader_stands_on_one(world: Cast, client_for: As) -> None:
    for address in addresses():
        page = client_for(world.moss).get(anew(address)).content.decode()
        assert "csrfmiddlewaretoken" not in page and "Sign out" not in page, address
        assert "Jo Moss" not in page, address


def test_nobody_is_looked_up(world: Cast, client_for: As) -> None:
    client = client_for(world.moss)
    with CaptureQueriesContext(connection) as asked:
        client.get("/?anew=1")
    assert not [one["sql"] for one in asked if re.search("people_user|session|membership", one["sql"])]


def test_what_did_not_change_is_not_sent_and_not_made(world: Cast, client_for: As) -> None:
    reader = client_for(world.amina)
    for address in addresses():
        tag = client_for(None).get(address)["ETag"]
        with CaptureQueriesContext(connection) as asked:
            again = reader.get(address, headers={"If-None-Match": f'"other", {tag}'})
        assert (again.status_code, again.content) == (304, b""), address
        assert again["ETag"] == tag and len(asked) == 1
        assert "Content-Security-Policy" not in again  # the kept page keeps the policy that fits its scripts


def test_an_act_makes_every_page_new(world: Cast, client_for: As) -> None:
    client = client_for(None)
    tags = {address: client.get(address)["ETag"] for address in addresses()}
    with transaction.atomic():
        record("setup_changed", actor=None, subject=world.consultation)
    for address, tag in tags.items():
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 200, address


@pytest.mark.parametrize(
    ("accepted", "sent"),
    [
        ("", ""), ("gzip", "gzip"), ("gzip, deflate, br", "br"),
        ("br;q=1.0, gzip;q=0.8", "br"), ("br;q=0, gzip", "gzip"),
        ("gzip;q=0", ""), ("brand", ""), ("deflate", ""), ("identity", ""),
        ("gzip;q=0.5", "gzip"), ("br;q=0.0,gzip", "gzip"),
    ],
)  # fmt: skip
def test_a_page_is_sent_as_whoever_asks_can_read_it(world: Cast, client: Client, accepted: str, sent: str) -> None:
    """One that is kept for the next as well: made for one way of packing, it is not sent in another."""
    plain = client.get("/").content
    for _ in ("made", "kept"):
        answer = client.get("/", headers={"Accept-Encoding": accepted})
        assert answer.get("Content-Encoding", "") == sent and int(answer["Content-Length"]) == len(answer.content)
        unpacked = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[sent](answer.content)
        assert unpacked == plain and (not sent or len(answer.content) < len(plain) / 2)


def test_an_act_that_is_undone_changes_nothing(world: Cast, client: Client) -> None:
    tag = client.get("/")["ETag"]
    with transaction.atomic():
        record("setup_changed", actor=None, subject=world.consultation)
        transaction.set_rollback(True)
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 304


def test_what_a_participant_does_is_not_told_by_a_tag(world: Cast, client: Client) -> None:
    """Whoever asks every second would see when somebody posts or votes (docs/decisions/record.md)."""
    tag = client.get("/")["ETag"]
    for actor, action in ((world.member(world.amina), "posted"), (world.member(world.moss), "newcomer_declined")):
        with transaction.atomic():
            record(action, actor=actor, subject=world.consultation, consultation=world.consultation.slug)
        assert client.get("/", headers={"If-None-Match": tag}).status_code == 304
    with transaction.atomic():
        record("setup_changed", actor=world.member(world.moss), subject=world.consultation)
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 200


def test_time_alone_makes_pages_new(world: Cast, client: Client) -> None:
    tag = client.get("/")["ETag"]
    assert world.consultation.closes_at is not None
    for moment in (world.consultation.closes_at, clock.now() + timedelta(days=1)):
        with clock.travel(moment):
            assert client.get("/", headers={"If-None-Match": tag}).status_code == 200


def test_each_address_and_search_has_a_tag_of_its_own(world: Cast, client: Client) -> None:
    asked = ["/", "/technologies/", "/consultations/", "/consultations/?q=a", "/consultations/?q=b"]
    assert len({client.get(address)["ETag"] for address in asked}) == len(asked)


def test_scripts_fit_the_policy_that_is_kept_with_the_page(world: Cast, client: Client) -> None:
    nonces = set()
    for address in ("/", "/consultations/?q=<script nonce=x>"):
        answer = client.get(address)
        found = re.search(r"script-src 'nonce-([^']+)'(;|$)", answer["Content-Security-Policy"])
        assert found
        tags = re.findall(r"<script[^>]*>", answer.content.decode())
        assert tags and all(f'nonce="{found[1]}"' in tag for tag in tags)
        nonces.add(found[1])
    assert len(nonces) == 2


def test_a_missing_page_or_a_form_is_nobodys_to_keep(world: Cast, client: Client) -> None:
    assert client.get("/technologies/999999/")["Cache-Control"] == "private, no-store"
    assert client.post("/")["Cache-Control"] == "private, no-store"


def test_a_careless_view_cannot_tell_who_reads(cast: Cast, client_for: As, settings: Any) -> None:
    """Even a view that asks, in every way it can."""
    settings.ROOT_URLCONF = "tests.people.requests.urls_of_careless_views"
    answers = [client_for(user).get("/nosy/").content for user in (cast.moss, cast.amina, None)]
    assert len(set(answers)) == 1 and b"AnonymousUser" in answers[0]


def test_the_own_part_is_private_and_says_who(cast: Cast, client_for: As) -> None:
    for user, shown in ((cast.moss, "Jo Moss"), (cast.amina, "Your part"), (None, "Sign in")):
        answer = client_for(user).get(reverse("own_part"))
        assert answer["Cache-Control"] == "private, no-store"
        page = answer.content.decode()
        assert 'data-into="own-user"' in page
        if user is cast.amina:
            assert "My desk" in page or shown in page
        else:
            assert shown in page


def test_without_a_script_the_header_leads_to_ones_own_page(cast: Cast, client_for: As) -> None:
    page = client_for(cast.moss).get("/").content.decode()
    assert f'href="{reverse("account")}">Your account' in page
    assert client_for(cast.moss).get(reverse("account")).status_code == 200
    assert client_for(None).get(reverse("account")).status_code == 302


def test_a_message_waits_for_the_own_part(cast: Cast, client_for: As) -> None:
    """It is neither shown to others nor lost."""
    client = client_for(cast.moss)
    session = client.session
    session["_messages"] = '[["__json_message",0,25,"Only for Jo",""]]'
    session.save()
    assert "Only for Jo" not in client.get("/").content.decode()
    assert "Only for Jo" in client.get(reverse("own_part")).content.decode()
    assert "Only for Jo" not in client.get(reverse("own_part")).content.decode()


def test_figures_are_worked_out_once_for_each_version(world: Cast, client: Client) -> None:
    client.get("/?anew=1")
    with CaptureQueriesContext(connection) as asked:
        client.get("/?anew=2")
    assert asked.captured_queries and not [one["sql"] for one in asked if "COUNT(" in one["sql"]]


def test_a_page_is_made_once_for_each_version(world: Cast, client: Client) -> None:
    first = client.get("/")
    with CaptureQueriesContext(connection) as asked:
        again = client.get("/")
    assert again.content == first.content and len(asked) == 1
    assert again["Content-Security-Policy"] == first["Content-Security-Policy"]
