"""The verdict on a participant's list: the next step while it is open."""

from consultations.consultation.next_step import Page, Task, is_participant
from consultations.models import Consultation, Membership
from consultations.stages.timeline import link
from outcomes.verdicts import verdicts
from people.text.dates import day


def say_what_you_think(consultation: Consultation, membership: Membership | None) -> list[Task]:
    if not is_participant(membership) or not verdicts.is_open(consultation):
        return []
    place = verdicts.place_of(membership)
    if place is None and not verdicts.is_unopened(consultation):
        return []
    return [
        {
            "title": "Say whether the police answered what was asked",
            "href": link("verdict", consultation.slug),
            "status": "Done" if place and place.has_spoken else "To do",
            "hint": f"Until the end of {day(verdicts.last_day(consultation))}.",
            "order": 5,
        }
    ]


def is_there(c: Consultation, member: Membership | None = None) -> bool:
    return c.has_answer


READ_THE_VERDICT = Page(
    "What residents think of the answer", "verdict", "Whether it answers what was asked", 63, is_there
)
