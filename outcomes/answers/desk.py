"""What the answer puts on the desks of the police."""

from consultations.desk import desk
from consultations.models import Membership, Role
from consultations.models.consultation import days_until
from consultations.stages.timeline import link


def answer_due(members: list[Membership]) -> list[desk.Todo]:
    found = []
    for member in members:
        c = member.consultation
        if c.awaits_answer:
            verb = "Answer and sign" if member.role == Role.OFFICER else "Draft the answer"
            left = -c.days_late or days_until(c.response_due)
            found.append(desk.Todo(verb, link("response", c.slug), c.title, left))
    return found
