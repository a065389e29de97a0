"""What polls put on the desk of one consultation."""

from typing import Any

from consultations.models import Consultation
from deliberation.models import Wave


def open_waves(consultation: Consultation) -> list[tuple[str, Any]]:
    waves = Wave.objects.filter(poll__consultation=consultation)
    return [("Poll waves open", sum(wave.is_open for wave in waves))]
