"""A technology that a consultation was about, and what is said to have changed."""

from typing import Any

from audit import clock
from consultations.models import Technology
from tests.cast import Cast


def about_lfr(cast: Cast) -> Technology:
    made = Technology.objects.create(name="Live facial recognition", kind="lfr")
    cast.consultation.technologies.add(made)
    return made


def said(**other: Any) -> dict[str, Any]:
    """What `changes.say` wants."""
    usual = {
        "kind": "new_use", "since": clock.today(), "description": "Also used at football matches.",
        "source": "Policy 4.2", "triggers_reconsultation": True, "reason": "Nobody was asked about matches.",
    }  # fmt: skip
    return usual | other
