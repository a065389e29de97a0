"""Coding, where a session has just ended."""

from django.utils.html import format_html

from consultations.models import Consultation
from consultations.stages.timeline import link


def code_what_was_said(c: Consultation) -> str:
    return format_html('<a href="{}">Code what was said</a>, while it is fresh.', link("coding", c.slug))
