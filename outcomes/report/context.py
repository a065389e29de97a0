"""What the page of the report and the report on paper print, the same for both."""

from typing import Any

from consultations.changes import changes
from consultations.models import Consultation
from outcomes.answers import correcting, named_beside
from outcomes.promises.front import summary
from outcomes.report import report as reports
from people.models import Person


def shown(consultation: Consultation, *, viewer: Person | None) -> dict[str, Any]:
    built = reports.build(consultation, viewer=viewer)
    answer = None if built.is_draft else getattr(built.written, "response", None)
    signed = answer if answer and answer.is_signed else None
    slots = built.answers if signed else []
    if signed:
        for slot in slots:
            slot.response = signed
    named_beside.note(slots)
    return {
        "consultation": consultation,
        "report": built,
        "changed": changes.since_asked(consultation),
        "response": signed,
        "slots": slots,
        "errata": correcting.of(signed) if signed else [],
        "promises": summary([promise for slot in slots for promise in slot.commitments.all()]) if signed else None,
    }
