"""Marks a form whose words are kept on the device, not in their tab alone, until they are sent (js/drafts.js)."""

from django import template
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from people.models import User

register = template.Library()


def place(writer: object, kind: str, number: object) -> str:
    """Whose words and where they belong. What was stored there is named by it: `extra_tags` of the message says so.

    `writer`: a standing’s key, or who is signed in. Empty for nobody: nothing is kept.
    """
    if isinstance(writer, AnonymousUser):
        return ""
    whose = f"account{writer.pk}" if isinstance(writer, User) else writer
    return f"{whose}/{kind}-{number}" if whose else ""


@register.simple_tag
def draft(writer: object, kind: str, number: object, title: object, url: str) -> str:
    """Attributes of the form: whose words (`writer`) and where they belong (`kind` and `number`), as for `place`; what
    that is called, and the address at which the form stands."""
    if not (where := place(writer, kind, number)):
        return ""
    sign_in = f"{reverse('account_request_login_code')}?{urlencode({'next': url})}"
    mark = ' data-draft="{}" data-draft-title="{}" data-draft-url="{}" data-sign-in="{}"'
    return format_html(mark, where, title, url, sign_in)
