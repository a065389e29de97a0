"""Local routes to help: set by a facilitator, found by everybody who reads or writes."""

from django.db import transaction

from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation
from deliberation.models import LocalHelp
from deliberation.models.signposts import read_line
from people.errors import Refused
from people.models import Person
from people.text.sanitising import within


@transaction.atomic
def set_local_help(consultation: Consultation, *, by: Person, lines: str) -> LocalHelp:
    """Local routes, a line each. Raises Refused for a line that leads nowhere: somebody will press it in need."""
    member = access.require(by, consultation, Do.SET_LOCAL_HELP)
    kept = [line.strip() for line in within(lines, LocalHelp.MAX_LENGTH).splitlines() if line.strip()]
    wrong = [line for line in kept if read_line(line) is None]
    if wrong:
        raise Refused(f"This line has no number or https:// address at its end: “{wrong[0]}”.")
    held, _ = LocalHelp.objects.update_or_create(consultation=consultation, defaults={"lines": "\n".join(kept)})
    record("local_help_set", actor=member, subject=consultation, consultation=consultation.slug)
    return held


def local_routes(consultation: Consultation) -> list[tuple[str, str, str]]:
    """(name, what to write, address to open) of each local route."""
    held = LocalHelp.objects.filter(consultation=consultation).first()
    return held.routes() if held else []
