"""A PDF of a page, tagged for screen readers (PDF/UA-1). Part of the report room.

Making one takes seconds of one core: the background worker does it (paper.py), never a visitor's request.
Nothing is fetched: stylesheets and pictures come from our own static files or not at all.
"""

import logging
from importlib import import_module
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.utils._os import safe_join

from outcomes.report.drawable import named

KINDS = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}
logger = logging.getLogger(__name__)


class NotHere(Exception):
    """No PDF: the library, or what it needs from the system (Pango), is not installed, or it failed."""


def make(html: str, *, base_url: str) -> bytes:
    """The page as PDF. `base_url` is the site's address, for links. Raises NotHere."""
    return laid_out(html, base_url=base_url)[0]


def laid_out(html: str, *, base_url: str) -> tuple[bytes, int]:
    """(The page as PDF, how many pages of paper it takes). Raises NotHere."""
    maker = _maker()
    try:
        page = maker.HTML(string=named(html), base_url=base_url, url_fetcher=_fetcher(maker, base_url))
        made = page.render(pdf_variant="pdf/ua-1", pdf_tags=True, custom_metadata=True)
        content = made.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True, custom_metadata=True)
    except Exception as error:  # the page can still be read and printed
        logger.exception("The PDF could not be made.")
        raise NotHere(str(error)) from error
    return bytes(content), len(made.pages)


def _maker() -> ModuleType:
    # Imported here: it loads Pango, which not every machine has, and takes half a second.
    try:
        return import_module("weasyprint")
    except (ImportError, OSError) as error:
        raise NotHere(str(error)) from error


def _fetcher(maker: ModuleType, base_url: str) -> object:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OurStaticFiles(URLFetcher):
        """Reads our static files and refuses everything else: no network, no other file."""

        def fetch(self, url: str, headers: object = None) -> object:
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
