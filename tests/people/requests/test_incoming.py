"""The door: what cannot be a request of ours is told so; text is put in order before anything reads it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import Client

from consultations.models import Group
from people.requests.incoming import MOST_ADDRESS, MOST_HEADERS, in_order
from people.requests.size_limits import limited
from tests.cast import Cast

As = Callable[[Any], Client]
pytestmark = pytest.mark.django_db


def says(answer: Any, status: int, words: str) -> None:
    assert answer.status_code == status
    page = answer.content.decode()
    assert words in page
    assert "<h1>" in page
    assert answer["Cache-Control"] == "private, no-store"


def test_a_long_address(client: Client) -> None:
    says(client.get("/" + "x" * MOST_ADDRESS), 414, "too long")
    says(client.get("/", {"q": "x" * MOST_ADDRESS}), 414, "too long")


def test_too_many_headers(client: Client) -> None:
    says(client.get("/", headers={"X-Anything": "x" * MOST_HEADERS, "X-More": "y"}), 431, "Clear the cookies")


@pytest.mark.parametrize("path", ["/join/a%00b/", "/join/a%0ab/", "/consultations/x%00/", "/%00", "/live/%1b/"])
def test_controls_in_the_path(client: Client, path: str) -> None:
    says(client.get(path), 400, "could not read")


def test_controls_in_headers_and_cookies(client: Client) -> None:
    says(client.get("/", headers={"X-Anything": "a\x00b"}), 400, "could not read")
    client.cookies.load({"sessionid": "a"})
    says(client.get("/join/", headers={"Cookie": 'sessionid="\\000aaaaaaaaaaa"'}), 400, "could not read")


@pytest.mark.parametrize("charset", ["utf-16", "hex", "rot13", "zlib", "utf-7", "nonsense"])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_strange_encodings(client: Client, kind: str, charset: str) -> None:
    answer = client.generic("POST", "/join/", b"code=x", content_type=f"{kind}; charset={charset}")
    assert answer.status_code == 400


def test_too_much_at_once(client: Client) -> None:
    says(client.post("/join/", {"code": "x" * 1_100_000}), 413, "one million characters")


def test_too_many_fields(client: Client) -> None:
    many = "&".join(f"f{n}=1" for n in range(600))
    form = "application/x-www-form-urlencoded"
    says(client.generic("POST", "/join/", many.encode(), content_type=form), 400, "could not read")
    says(client.get("/?" + "a=&" * 600), 400, "could not read")


@pytest.mark.parametrize(
    "body", [b"", b"--x\r\nnonsense", b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n\xff"]
)
def test_a_broken_form(client: Client, body: bytes) -> None:
    answer = client.generic("POST", "/join/", body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code < 500


def test_files_are_refused_unread(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def reads(*args: Any) -> None:
        raise AssertionError("the file was read")

    monkeypatch.setattr("people.requests.incoming.NoUploads.receive_data_chunk", reads)
    page = SimpleUploadedFile("x.svg", b"<svg onload=alert(1)>", content_type="image/png")
    says(client.post("/join/", {"code": "x", "file": page}), 415, "Files cannot be sent")


def test_a_form_in_parts_without_a_file_is_fine(client: Client) -> None:
    assert client.post("/join/", {"code": "?"}).status_code == 422


def test_no_model_and_no_form_takes_files() -> None:
    from django.apps import apps
    from django.db.models import FileField

    assert not [f for model in apps.get_models() for f in model._meta.get_fields() if isinstance(f, FileField)]


@pytest.mark.parametrize(
    "query", ["?at=%00", "?at=²", "?at=" + "9" * 3000, "?after=%ff", "?newest=%ed%a0%80", "?%00=%00"]
)
def test_strange_queries_are_no_error(cast: Cast, client_for: As, query: str) -> None:
    for path in ("", "record/", "discussion/", "coding/", "findings/", "promises/"):
        answer = client_for(cast.moss).get(f"/consultations/{cast.consultation.slug}/{path}{query}")
        assert answer.status_code < 500


def test_what_is_typed_arrives_in_order(cast: Cast, client_for: As) -> None:
    typed = {"do": "add", "name": "Cafe\u0301\u202e \u200bgroup\x00", "mode": "online", "target_size": "12"}
    client_for(cast.moss).post(f"/consultations/{cast.consultation.slug}/groups/", typed)
    assert Group.objects.filter(name="Café group").exists()


def test_order_keeps_every_value_and_the_closed_lid() -> None:
    data = QueryDict("a=1&a=2%0d%0a3&b\u202e=%E2%80%8Bx&c=")
    tidied = in_order(data)
    assert dict(tidied.lists()) == {"a": ["1", "2\n3"], "b": ["x"], "c": [""]}
    with pytest.raises(AttributeError):
        tidied["a"] = "changed"
    untouched = QueryDict("a=1")
    assert in_order(untouched) is untouched


# --- Under ASGI, where Django would take the whole body first --------------------------------------
async def answer_of(app: Any, chunks: list[bytes], headers: list[tuple[bytes, bytes]]) -> list[dict[str, Any]]:
    sent: list[dict[str, Any]] = []
    waiting = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]

    async def receive() -> dict[str, Any]:
        return waiting.pop(0) if waiting else {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app({"type": "http", "headers": headers}, receive, send)
    return sent


async def swallow(scope: Any, receive: Any, send: Any) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})


@pytest.mark.parametrize(
    ("chunks", "headers", "status"),
    [
        ([b"x" * 1000], [(b"content-length", b"1000")], 200),
        ([], [(b"content-length", b"9" * 30)], 413),
        ([], [(b"content-length", b"10"), (b"content-length", b"99999999")], 413),
        ([b"x" * 100_000] * 20, [(b"transfer-encoding", b"chunked")], 413),
    ],
)
async def test_a_body_is_not_taken_without_end(chunks: list[bytes], headers: Any, status: int) -> None:
    assert (await answer_of(limited(swallow), chunks, headers))[0]["status"] == status


def test_few_addresses_take_a_file_and_nginx_knows_them() -> None:
    from people.requests import uploads

    conf = (Path(__file__).resolve().parents[3] / "deploy/nginx/locations.conf").read_text()
    patterns = re.findall(r"location ~ (\^/consultations/\S+) \{\n    client_max_body_size 9m;", conf)
    assert uploads.files_at("/consultations/a-b/records/send/") == 1
    for path in (
        "/consultations/a-b/records/send/",
        "/consultations/a-b/records/conversation/",
        "/consultations/a/records/",
        "/consultations/a/briefing/import/",
        "/consultations/a/briefing/transparency-record/import/",
        "/consultations/a/briefing/deployments/",
        "/consultations/a/briefing/edit/",
        "/consultations/a/b/briefing/import/",
        "/join/",
        "/consultations/a/b/records/send/",
    ):
        known = any(re.match(pattern, path) for pattern in patterns)
        assert bool(uploads.most_at(path)) == known, path
        assert uploads.most_at(path) + uploads.AROUND < 9 * 1024 * 1024
