"""The ends of what somebody typed: a full stop where its own words have none, and where it is cut."""

from django import template
from django.template.defaultfilters import stringfilter

from people.text import sentences

register = template.Library()


@register.filter(is_safe=True)
@stringfilter
def ended(text: str) -> str:
    """`{{ source|ended }}`: the words, and a full stop where they have none."""
    return sentences.ended(text)


@register.filter
def stop(text: object) -> str:
    """`“{{ title }}”{{ title|stop }}`: the full stop alone, behind a quotation or a link."""
    return sentences.stop(str(text))


@register.filter
@stringfilter
def shortened(text: str, longest: int) -> str:
    """`{{ post.body|shortened:220 }}`: at most so many characters, cut between words."""
    return sentences.shortened(text, longest)
