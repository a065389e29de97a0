"""Where nothing can be written (a full disk, a database that is read only), pages are read all the same.

What a read would have written, when somebody was last here or a new key for a guest, waits for the next one.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.sessions.middleware import SessionMiddleware
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

log = logging.getLogger("answerable.database")
READS = {"GET", "HEAD", "OPTIONS"}


@contextmanager
def may_fail(request: HttpRequest) -> Iterator[None]:
    """Let a write of a read fail, with one line in the log. What somebody sends fails as ever, and says so."""
    try:
        yield
    except OperationalError as error:
        if request.method not in READS:
            raise
        log.error("Nothing can be written to the database, pages are still read: %s", error)


class Sessions(SessionMiddleware):
    """Django's, but a read is answered also where its session cannot be kept."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        with may_fail(request):
            super().process_response(request, response)
        return response
