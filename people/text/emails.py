"""The words of an e-mail, in the product's own language: it is not for whoever's request happens to send it."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation


def written(template: str, context: dict[str, object]) -> str:
    """The text of an e-mail, from its first word on. Also for other papers that many people get the same copy of."""
    with translation.override(settings.LANGUAGE_CODE):
        return render_to_string(template, context).lstrip("\n")
