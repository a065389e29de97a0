"""Name, logo, contact and time zone are the operator's."""

import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.checks import run_checks
from django.template.loader import render_to_string
from django.test import Client

from people.operating import brand
from tests.architecture.test_settings import manage, value

pytestmark = pytest.mark.django_db
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


@pytest.fixture
def own(settings: Any, tmp_path: Path) -> Any:
    settings.SITE_NAME = "Eastmere Asks"
    settings.OPERATOR = {**settings.OPERATOR, "name": "Eastmere Trust", "contact": "hello@trust.example"}
    return settings


def logo(settings: Any, tmp_path: Path, content: bytes, name: str = "logo") -> str:
    (tmp_path / name).write_bytes(content)
    settings.SITE_LOGO = str(tmp_path / name)
    return settings.SITE_LOGO


def test_the_name_stands_everywhere_and_ours_nowhere(own: Any) -> None:
    for path in ("/", "/how-it-works/", "/data-card/", "/accessibility/", "/accounts/login/code/"):
        page = Client().get(path, follow=True).content.decode()
        assert "Eastmere Asks</title>" in page.replace("\n", "").replace("    ", ""), path
        assert "<span>Eastmere Asks</span>" in page and "Run by Eastmere Trust. hello@trust.example" in page
        assert "Answerable" not in page, path
    assert "Eastmere Asks" in render_to_string("500.html")
    Client().post("/accounts/login/code/", {"email": "kit@example.org"})
    for message in mail.outbox:
        assert "Answerable" not in message.subject + message.body


def test_until_the_operator_says_who_it_is_the_footer_says_nothing() -> None:
    assert "Run by" not in Client().get("/").content.decode()


@pytest.mark.parametrize(("content", "kind"), [(SVG, "image/svg+xml"), (png(), "image/png")])
def test_a_logo_is_shown_and_runs_nothing(own: Any, tmp_path: Path, content: bytes, kind: str) -> None:
    logo(own, tmp_path, content)
    page = Client().get("/").content.decode()
    shown = brand.logo()
    assert shown is not None and f'src="/logo?v={shown.version}" alt=""' in page
    answer = Client().get("/logo")
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, content, kind)
    assert answer["Content-Security-Policy"].endswith("sandbox") and "script" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "public" in answer["Cache-Control"] and not answer.cookies
    assert run_checks() == []


@pytest.mark.parametrize(
    "content", [b"<html><script>", b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"x" * 100_001, b"<?xml?><html/>"]
)
def test_what_is_no_small_picture_is_not_served(own: Any, tmp_path: Path, content: bytes) -> None:
    logo(own, tmp_path, content)
    assert Client().get("/logo").status_code == 404
    assert '<svg class="logo"' in Client().get("/").content.decode()
    assert [error.id for error in run_checks()] == ["people.E001"]


def test_no_logo_no_address() -> None:
    assert Client().get("/logo").status_code == 404


def test_the_time_zone_is_the_operators_and_is_checked() -> None:
    assert value("TIME_ZONE", TIME_ZONE="America/New_York") == ["America/New_York"]
    for wrong in ("Europe/Londn", "GMT+25", "../../etc/passwd"):
        done = manage("check", SECRET_KEY="x" * 60, TIME_ZONE=wrong)
        assert done.returncode != 0 and f"TIME_ZONE is no time zone: {wrong}" in done.stderr
