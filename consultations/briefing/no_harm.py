"""Where no case of harm is told: who looked for one, where, and that none is known. The panel signs it too."""

from django.db import transaction

from consultations.briefing.briefing import hold, seal
from consultations.models import BriefingVersion
from people.errors import Refused
from people.models import Person
from people.text.sanitising import within

MOST = 500
LEAST = 20  # characters: “none known” says nothing about who looked


@transaction.atomic
def say(version: BriefingVersion, text: str, *, by: Person) -> None:
    """Say it, or take it back with an empty text. It makes signatures void, as every edit does."""
    edit = hold(version, by)
    text = within(text, MOST)
    if text and len(text) < LEAST:
        raise Refused("Say who looked for cases of harm, where, and that none is known.")
    edit.version.no_harm_known = version.no_harm_known = text
    edit.version.save(update_fields=["no_harm_known"])
    seal(edit, "no_harm_said", "No harm is known" if text else "The statement about harm was taken back")
