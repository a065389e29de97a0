"""Pages as a reader gets them: where a source line ends says nothing."""

import re

from django.core.cache import cache

BY_REQUEST = re.compile(r'(nonce|value)="[^"]{16,}"')


def lasting(page: str) -> str:
    """The page without what is other at each request: the key of its scripts, of its forms."""
    return BY_REQUEST.sub("", page)


def anew() -> None:
    """After what a test changes in the database and no act records: nothing that was made is kept."""
    cache.clear()


def flat(page: str) -> str:
    """The page with single spaces, and none just inside or outside a tag."""
    return re.sub(r"\s*(/?>)\s*", r"\1", re.sub(r"\s*<", "<", re.sub(r"\s+", " ", page)))
