"""Putting a briefing into another language: written by one person, read by a second, tied to its text."""

from collections.abc import Mapping

from django.db import transaction

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.languages import LANGUAGES
from consultations.models import BriefingVersion, Consultation, Membership, SectionKind, Translation
from people.errors import Refused
from people.models import Person
from people.text.sanitising import line_within, plain, within

MOST = 10_000  # characters of a section
Sections = Mapping[str, Mapping[str, str]]


@transaction.atomic
def write(version: BriefingVersion, language: str, sections: Sections, *, by: Person) -> Translation:
    """Save what is written so far. Whoever saves last is its translator; what was read before is to be read again.

    `sections`: kind → {"heading", "body"}; empty ones are left out. Raises Refused for a text the panel has not signed.
    """
    consultation, member = _held(version, by)
    if language not in LANGUAGES:
        raise Refused("Choose a language from the list.")
    if version.status != BriefingVersion.Status.APPROVED:
        raise Refused("Only a version that the panel has signed is translated: its words stand.")
    kept = _kept(version, sections)
    if not kept:
        raise Refused("Write at least one section.")
    made, _ = Translation.objects.update_or_create(
        version=version,
        language=language,
        defaults={
            "sections": kept,
            "of_hash": version.content_hash,
            "translator": member,
            "reviewer": None,
            "reviewed_at": None,
            "changed_at": clock.now(),
        },
    )
    made.writers.get_or_create(member=member)
    _recorded("translation_written", made, member, consultation)
    return made


def _kept(version: BriefingVersion, sections: Sections) -> dict[str, dict[str, str]]:
    there = set(version.sections.values_list("kind", flat=True))
    found = {}
    for kind, given in sections.items():
        label = str(SectionKind(kind).label)
        heading, body = line_within(given["heading"], 160, label), within(plain(given["body"]), MOST, label)
        if body and kind not in there:
            raise Refused(f"The text that was signed has no section “{label}”.")
        if body and not heading:
            raise Refused(f"Translate the heading of “{label}” too.")
        if body:
            found[kind] = {"heading": heading, "body": body}
    return found


@transaction.atomic
def confirm(translation: Translation, *, by: Person, seen: str) -> Translation:
    """Somebody who wrote none of it has read it beside the signed text: from now on everybody can read it.

    `seen`: the moment of the last change on the page that was read.
    """
    consultation, member = _held(translation.version, by)
    locked = Translation.objects.select_for_update().select_related("version").get(pk=translation.pk)
    if locked.was_written_by(member):
        raise Refused("You wrote this, or part of it. Somebody else who reads both languages has to read it.")
    if locked.changed_at.isoformat() != seen:
        raise Refused("The translation changed after you opened this page. Read it again.")
    if locked.is_out_of_date:
        raise Refused("The text that was signed has changed. The translation has to be brought up to date first.")
    if lacking := missing(locked):
        raise Refused(f"Not translated yet: {lacking[0]}. Half a briefing is no fair one.")
    locked.reviewer, locked.reviewed_at = member, clock.now()
    locked.save(update_fields=["reviewer", "reviewed_at"])
    _recorded("translation_confirmed", locked, member, consultation)
    return locked


def missing(translation: Translation) -> list[str]:
    """Sections of the signed text that are not in it."""
    there = set(translation.version.sections.values_list("kind", flat=True))
    return [str(kind.label) for kind in SectionKind if kind.value in there and kind.value not in translation.sections]


def _held(version: BriefingVersion, by: Person) -> tuple[Consultation, Membership]:
    consultation = Consultation.objects.select_for_update().get(pk=version.consultation_id)
    return consultation, access.require(by, consultation, Do.EDIT_BRIEFING)


def _recorded(action: str, translation: Translation, member: Membership, consultation: Consultation) -> None:
    name = LANGUAGES[translation.language].name
    summary = f"{name}, of version {translation.version.number}"
    record(action, actor=member, subject=translation, consultation=consultation.slug, summary=summary)
