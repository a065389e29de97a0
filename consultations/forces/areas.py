"""Areas: boroughs and districts. London's come with the first migration; an operator adds more by command."""

from django.utils.text import slugify

from consultations.models import Area
from people.errors import Refused
from people.text.sanitising import line_within


def add(name: str) -> Area:
    """One more district. Raises Refused for one that is there already."""
    name = line_within(name, 80, "The name")
    slug = slugify(name)[:80]
    if not slug:
        raise Refused("Give the area a name.")
    if Area.objects.filter(slug=slug).exists() or Area.objects.filter(name__iexact=name).exists():
        raise Refused(f"{name} is there already.")
    return Area.objects.create(name=name, slug=slug)
