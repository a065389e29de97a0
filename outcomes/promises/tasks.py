"""Promises, on the list of what there is to read."""

from django.utils.html import format_html

from consultations.consultation.next_step import Page
from consultations.models import Consultation, Membership
from consultations.stages.timeline import link

FOLLOW = "What was promised, by when, and whether it was done"


def are_made(c: Consultation, member: Membership | None = None) -> bool:
    return c.has_answer


def where_they_are_followed(c: Consultation) -> str:
    """For whoever thinks of asking people once more."""
    if not are_made(c):
        return ""
    address = link("promises", c.slug)
    return format_html('What the police promised is followed <a href="{}">on the page of promises</a>.', address)


FOLLOW_THE_PROMISES = Page("Follow the promises", "promises", FOLLOW, 62, are_made)
