"""What the discussion puts on the desk of one consultation."""

from typing import Any

from consultations.models import Consultation
from deliberation.models import Contribution


def posts(consultation: Consultation) -> list[tuple[str, Any]]:
    said = Contribution.objects.visible().in_threads().filter(thread__area__consultation=consultation)
    held = Contribution.objects.filter(thread__area__consultation=consultation, state=Contribution.State.HELD)
    return [("Contributions", said.count()), ("Posts that wait", held.count())]
