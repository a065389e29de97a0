"""The discussion on a participant's list, and where they belong while nothing else waits."""

from consultations.consultation.next_step import Page, Step, is_participant
from consultations.models import Consultation, Membership, Stage
from consultations.stages.timeline import link


def talks(c: Consultation, member: Membership | None) -> bool:
    return is_participant(member) and c.stage in {Stage.OPEN, Stage.ANALYSIS}


def talk(c: Consultation) -> Step | None:
    text = "Say what you think, and answer what others say."
    address = link("discussion", c.slug) if c.is_open else ""
    return Step("Your discussion is open", text, address, "Join in") if address else None


def was_said(c: Consultation, member: Membership | None) -> bool:
    """Of one that was withdrawn after it had opened."""
    return is_participant(member) and c.is_withdrawn and c.withdrawn_from != Stage.ANNOUNCED


WHAT_WAS_SAID = Page("What was said", "discussion", "Read it, and take back what you wrote", 30, was_said)
YOUR_DISCUSSION = Page("Your discussion", "discussion", "Read and write under your name here", 30, talks)
