"""A PDF of a page, tagged for screen readers (PDF/UA-1). Part of the report room.

Making one takes seconds of one core, so one process makes one at a time, and the same page is not made twice.
Nothing is fetched: stylesheets and pictures come from our own static files or not at all.
"""

import hashlib
import logging
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.core.exceptions import SuspiciousFileOperation
from django.utils._os import safe_join

from outcomes.models import FindingsReport

WAIT = 20  # seconds to wait for a PDF that is being made
KEEP = 86_400  # seconds
KINDS = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}
logger = logging.getLogger(__name__)
_at_work = BoundedSemaphore(1)


class NotHere(Exception):
    """No PDF: the library, or what it needs from the system (Pango), is not installed, or it failed."""


class Busy(Exception):
    """Another PDF is being made."""


def make(html: str, *, base_url: str, name: str) -> bytes:
    """The page as PDF. `base_url` is the site's address, for links; `name` what it is a PDF of. Raises NotHere or Busy.

    One PDF a name is kept, with a fingerprint of the page it was made from: a page that has changed is made anew.
    """
    page = hashlib.sha256(f"{base_url}\n{html}".encode()).hexdigest()
    made_from, kept = cache.get(_key(name), ("", b""))
    if made_from == page:
        return bytes(kept)
    maker = _maker()
    if not _at_work.acquire(timeout=WAIT):
        raise Busy
    try:
        made = maker.HTML(string=html, base_url=base_url, url_fetcher=_fetcher(maker, base_url)).write_pdf(
            pdf_variant="pdf/ua-1", pdf_tags=True, custom_metadata=True
        )
    except Exception as error:  # the page can still be read and printed
        logger.exception("The PDF could not be made.")
        raise NotHere(str(error)) from error
    finally:
        _at_work.release()
    cache.set(_key(name), (page, bytes(made)), KEEP)
    return bytes(made)


def forget(name: str) -> None:
    """Drop the kept PDF: somebody took back words that are in it."""
    cache.delete(_key(name))


def forget_of(report: FindingsReport) -> None:
    forget(report.consultation.slug)


def _key(name: str) -> str:
    return f"pdf-{name}"


def _maker() -> Any:
    # Imported here: it loads Pango, which not every machine has, and takes half a second.
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        raise NotHere(str(error)) from error
    return weasyprint


def _fetcher(maker: Any, base_url: str) -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OurStaticFiles(URLFetcher):
        """Reads our static files and refuses everything else: no network, no other file."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            path = static_file(url, base_url)
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": KINDS[path.suffix]})

    return OurStaticFiles(allow_redirects=False)


def static_file(url: str, base_url: str) -> Path:
    """The file behind an address of our static files. Raises ValueError for any other address."""
    asked, ours = urlsplit(url), urlsplit(base_url)
    prefix = "/" + settings.STATIC_URL.strip("/") + "/"
    name = unquote(asked.path)
    if (asked.scheme, asked.netloc) != (ours.scheme, ours.netloc) or not name.startswith(prefix):
        raise ValueError("A PDF may only read this site's own static files.")
    name = name.removeprefix(prefix)
    try:
        # Collected files have names with a fingerprint; the finders know the plain ones.
        found = finders.find(name) or safe_join(settings.STATIC_ROOT, name)
    except (SuspiciousFileOperation, ValueError) as error:
        raise ValueError("That is not a static file.") from error
    path = Path(str(found))
    if path.suffix not in KINDS or not path.is_file():
        raise ValueError("That is not a static file.")
    return path
