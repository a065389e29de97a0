"""The download: one session, once, 15 minutes; complete; readable without us."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from audit import clock
from people.models import User
from people.models.privacy import DownloadLink
from people.privacy import download, registry
from tests.cast import Cast
from tests.people.privacy import marked

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]


def link(client: Client) -> str:
    page = client.post("/my-data/download/").content.decode()
    found = re.search(r'href="(/my-data/download/[^"]+/)"', page)
    assert found, page
    return found.group(1)


def unpacked(answer: object) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(answer)))  # type: ignore[attr-defined]


def test_the_file_holds_everything_twice_and_nobody_elses(cast: Cast, client_for: As) -> None:
    _, users = marked.fill(cast, {"ann": cast.group1, "ben": cast.group1}, publish=False)
    client = client_for(users["ann"])
    packed = unpacked(client.get(link(client)))
    assert packed.namelist() == ["data.json", "data.html"]
    data, page = packed.read("data.json").decode(), packed.read("data.html").decode()
    for n in set(range(1, 21)) - {3, 5, 13}:
        assert marked.marker("ann", n) in data and marked.marker("ann", n) in page, n
    assert not [word for word in marked.markers("ben") if word in data + page]
    parsed = json.loads(data)
    assert set(parsed["sections"]) == {section.key for section in registry.sections()}
    assert all({"title", "why", "kept", "rows"} <= set(part) for part in parsed["sections"].values())


def test_the_page_in_it_needs_nothing_and_runs_nothing(cast: Cast, client_for: As) -> None:
    member = cast.member(cast.amina)
    member.pseudonym = '"><script>alert(1)</script>'
    member.save()
    client = client_for(cast.amina)
    page = unpacked(client.get(link(client))).read("data.html").decode()
    assert "&lt;script&gt;alert(1)" in page
    assert not re.search(r"<script|<link|<img|src=|javascript:|onload", page)
    assert page.startswith("<!doctype html>") and page.rstrip().endswith("</html>")


def test_headers_of_the_file(cast: Cast, client_for: As) -> None:
    client = client_for(cast.amina)
    answer = client.get(link(client))
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"].startswith('attachment; filename="my-data-')
    assert answer["Content-Type"] == "application/zip"


def refused(answer: object) -> bytes:
    assert answer.status_code == 404  # type: ignore[attr-defined]
    assert answer["Cache-Control"] == "private, no-store"  # type: ignore[index]
    main = re.search(rb"<main.*</main>", answer.content, re.DOTALL)  # type: ignore[attr-defined]
    assert main is not None
    return main.group()


def test_whatever_is_wrong_the_refusal_is_the_same(cast: Cast, client_for: As) -> None:
    client, answers = client_for(cast.amina), []
    address = link(client)
    answers.append(refused(client_for(cast.amina).get(address)))  # the same person in another session
    answers.append(refused(client_for(cast.bilal).get(address)))
    answers.append(refused(client_for(None).get(address)))
    with clock.travel(clock.now() + timedelta(minutes=15, seconds=1)):
        answers.append(refused(client.get(address)))
    assert client.get(address).status_code == 200, "none of these used it up"
    answers.append(refused(client.get(address)))
    answers.append(refused(client.get("/my-data/download/never-made/")))
    assert len(set(answers)) == 1


def test_looking_at_its_headers_does_not_use_it_up(cast: Cast, client_for: As) -> None:
    client = client_for(cast.amina)
    address = link(client)
    assert client.head(address).status_code == 404
    assert client.get(address).status_code == 200


def test_a_new_link_stops_the_one_before(cast: Cast, client_for: As) -> None:
    client = client_for(cast.amina)
    first, second = link(client), link(client)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


def test_two_at_once_give_one_file(cast: Cast, client_for: As) -> None:
    client = client_for(cast.amina)
    code = link(client).rstrip("/").rsplit("/", 1)[1]
    key = client.session.session_key
    assert [download.claim(code, cast.amina, key) for _ in range(2)] == [True, False]


def test_it_cannot_be_guessed_or_read_in_the_database(cast: Cast, client_for: As) -> None:
    client = client_for(cast.amina)
    code = link(client).rstrip("/").rsplit("/", 1)[1]
    assert len(code) >= 43  # 256 bits
    assert code not in str(DownloadLink.objects.values().get())
    assert marked.in_tables([code]) == {}


def test_making_one_is_a_post(cast: Cast, client_for: As) -> None:
    assert client_for(cast.amina).get("/my-data/download/").status_code == 405


def test_too_many_in_a_short_time_are_refused(cast: Cast, client_for: As) -> None:
    client = client_for(cast.amina)
    for _ in range(download.TRIES):
        link(client)
    answer = client.post("/my-data/download/")
    assert answer.status_code == 422 and "too many tries" in answer.content.decode()


def test_a_large_file_goes_through_the_disk_and_not_through_memory(cast: Cast, monkeypatch, wire) -> None:
    def many(user: User):
        for n in range(3000):
            yield {"Number": str(n), "Words": f"{n} " + "word " * 100}

    section = registry.Section("many", "Many", many, 1, "Test.", "Never.")
    wire("MY_DATA", [section])
    monkeypatch.setattr(download, "IN_MEMORY", 10_000)
    archive = download.pack(cast.amina)
    assert archive._rolled is True  # type: ignore[attr-defined]
    packed = zipfile.ZipFile(archive)
    assert len(json.loads(packed.read("data.json"))["sections"]["many"]["rows"]) == 3000
    assert packed.read("data.html").count(b"<tr>") == 3000 + 6  # and the heads of six tables
