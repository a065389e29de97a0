"""Marks a form whose words are kept on the device until they are sent (static/js/drafts.js)."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode

register = template.Library()


@register.simple_tag
def draft(writer: object, kind: str, number: object, title: object, url: str) -> str:
    """Attributes of the form: whose words (`writer`, a standing’s key; none: nothing is kept), where they belong
    (`kind` and `number`), what that is called, and the address at which the form stands."""
    if not writer:
        return ""
    sign_in = f"{reverse('account_request_login_code')}?{urlencode({'next': url})}"
    mark = ' data-draft="{}/{}-{}" data-draft-title="{}" data-draft-url="{}" data-sign-in="{}"'
    return format_html(mark, writer, kind, number, title, url, sign_in)
