"""What was brought in before: nothing counts twice."""

from consultations.models import Consultation
from deliberation.models import ImportedRecord

BATCH = 2000  # rows written at once


def known_record(consultation: Consultation, fingerprint: str) -> ImportedRecord | None:
    """The record with this content, if it is here already."""
    return ImportedRecord.objects.filter(consultation=consultation, fingerprint=fingerprint).first()
