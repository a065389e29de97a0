"""What is drawn beside numbers that stand on the page in words."""

from django import template

from people.text import strips

register = template.Library()


@register.inclusion_tag("components/strip.html")
def strip(**parts: int) -> dict[str, object]:
    """`{% strip good=kept bad=late %}`: a bar of these parts, in this order; what is none has no part."""
    return {"strip": strips.strip((n or 0, "", kind) for kind, n in parts.items())}
