"""Numbers of rules on pages and in e-mails, from the app that keeps the rule (people/numbers.py and its like)."""

from importlib import import_module

from django import template

from people.text import sentences

register = template.Library()


@register.filter
def spelled(number: int | str) -> str:
    return sentences.spelled(int(number))


@register.simple_tag
def number(name: str, one: str = "", more: str = "") -> int | str:
    """`{% number "deliberation.APPEAL_DAYS" "day" %}`: “14 days”. Without a unit the bare number."""
    found = _named(name)
    return sentences.many(found, one, more) if one else found


@register.simple_tag
def counted(name: str, one: str, more: str = "") -> str:
    """`{% counted "consultations.answer_weeks" "week" %}`: “twelve weeks”, the number in words."""
    return sentences.counted(_named(name), one, more)


@register.simple_tag
def portion(name: str) -> str:
    """`{% portion "outcomes.TENSION_FROM" %}`: “a quarter”, of a number in per cent."""
    return sentences.portion(_named(name))


def _named(name: str) -> int:
    app, _, rule = name.partition(".")
    found = getattr(import_module(f"{app}.numbers"), rule)
    return int(found() if callable(found) else found)
