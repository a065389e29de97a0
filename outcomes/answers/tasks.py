"""The answer, on the list of what there is to read."""

from consultations.consultation.next_step import Page, Step
from consultations.models import Consultation, Membership
from consultations.stages.timeline import link


def is_there(c: Consultation, member: Membership | None = None) -> bool:
    return c.has_answer


def read(c: Consultation) -> Step | None:
    if not is_there(c):
        return None
    text = "Each recommendation has its answer, with reasons."
    return Step("The police have answered", text, link("answer", c.slug), "Read the answer")


READ_THE_ANSWER = Page("Read the police answer", "answer", "Recommendation by recommendation", 61, is_there)
