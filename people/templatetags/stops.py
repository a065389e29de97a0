"""The full stop behind what somebody typed: there is none where its own words end a sentence already."""

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
