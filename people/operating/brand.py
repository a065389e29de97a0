"""Name and logo of an installation (SITE_NAME, SITE_LOGO). The logo is one small picture, read when first shown."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.checks import CheckMessage, Error

MOST = 100_000  # bytes
#: How a file of each kind begins. A drawing (SVG) may hold scripts: it is only shown as a picture, which runs none, and
#: its own address forbids them to whoever opens it there.
KINDS = {b"\x89PNG\r\n\x1a\n": "image/png", b"<svg": "image/svg+xml", b"<?xml": "image/svg+xml"}


class Logo(NamedTuple):
    content: bytes
    kind: str

    @property
    def version(self) -> str:
        return sha256(self.content).hexdigest()[:12]

    @property
    def inline(self) -> str:
        return f"data:{self.kind};base64,{b64encode(self.content).decode()}"


def logo() -> Logo | None:
    """The operator's logo; None where there is none, or it is no picture we show."""
    return _read(settings.SITE_LOGO) if settings.SITE_LOGO else None


@cache
def _read(path: str) -> Logo | None:
    try:
        with Path(path).open("rb") as file:
            content = file.read(MOST + 1)
    except OSError:
        return None
    kind = next((kind for start, kind in KINDS.items() if content.startswith(start)), "")
    if len(content) > MOST or not kind or (kind == "image/svg+xml" and b"<svg" not in content):
        return None
    return Logo(content, kind)


def check(**kwargs: object) -> list[CheckMessage]:
    if not settings.SITE_LOGO or logo() is not None:
        return []
    text = f"SITE_LOGO is no PNG or SVG of at most {MOST // 1000} kB: {settings.SITE_LOGO}"
    return [Error(text, id="people.E001")]
