"""The report, on the list of what there is to read."""

from consultations.consultation.next_step import Page, Step
from consultations.models import Consultation, Membership
from consultations.stages.timeline import link


def is_out(c: Consultation, member: Membership | None = None) -> bool:
    return c.has_findings


def read(c: Consultation) -> Step | None:
    if not is_out(c):
        return None
    text = "What people said, how strongly, and what they ask for."
    return Step("The findings are out", text, link("report", c.slug), "Read the report")


READ_THE_REPORT = Page("Read the report", "report", "What people said, and what they ask for", 60, is_out)
