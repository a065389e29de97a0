"""Labels of a file that are the names of those who run the consultation, or answer it: not of anybody who takes part.

Whoever leads is mostly labelled with a name, and no file says that the name is of the team. Else a facilitator would be
one more resident, in every count and quoted.
"""

from consultations.models import Consultation, Membership, Role
from deliberation.importing.choices import LED
from deliberation.importing.names import WORD, folded
from deliberation.transcripts import labels
from deliberation.transcripts.model import Transcript

ASKED = "{}, {}, is called so: taken to have led. Say whether it is the same person."
PERHAPS = "{}, {}, is called so too. Say whether it is the same person."


def asked(consultation: Consultation, transcript: Transcript) -> dict[str, str]:
    """Key of a label → what is asked about it, where it is the name of somebody of the team, or part of one."""
    found = _of_the_team(consultation, transcript)
    return {labels.key(label): (PERHAPS if perhaps else ASKED).format(*who) for label, (perhaps, *who) in found.items()}


def led(consultation: Consultation, transcript: Transcript) -> dict[str, str]:
    """The labels that are proposed as leading: they are a whole name of the team."""
    found = _of_the_team(consultation, transcript)
    return {labels.key(label): LED for label, (perhaps, *_) in found.items() if not perhaps}


def _of_the_team(consultation: Consultation, transcript: Transcript) -> dict[str, tuple[bool, str, str]]:
    people = consultation.memberships.exclude(role=Role.PARTICIPANT)
    team = list(people.select_related("user").order_by("pk"))
    return {label: said for label in transcript.speakers if (said := _who(team, label))}


def _who(team: list[Membership], label: str) -> tuple[bool, str, str] | None:
    """(only perhaps, whose name, in which role) of a label."""
    said = _words(labels.ROLE.sub("", labels.PRONOUNS.sub("", label)))
    found = None
    for member in team:
        words = _words(member.public_name)
        parts = words | {word[0] for word in words}
        if not said <= parts or not {word for word in said & words if len(word) > 1}:
            continue
        who = (member.public_name, Role(member.role).label.lower())
        if len(said) > 1:
            return (False, *who)
        found = found or (True, *who)
    return found


def _words(name: str) -> set[str]:
    return {folded(word) for word in WORD.findall(name)}
