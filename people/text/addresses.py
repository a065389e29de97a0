"""The part of an address that is made from a name."""

from collections.abc import Callable

from django.utils.text import slugify

RESERVED = frozenset({"new"})  # an address of its own beside those of things


def unused_slug(name: str, otherwise: str, is_used: Callable[[str], bool]) -> str:
    """One that nothing else bears: "Street cameras" → street-cameras, street-cameras-2…; `otherwise` of no letters."""
    stem = slugify(name)[:70].strip("-") or otherwise
    slug, n = stem, 1
    while slug in RESERVED or is_used(slug):
        n += 1
        slug = f"{stem}-{n}"
    return slug
