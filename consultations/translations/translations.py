"""Putting a briefing into another language: written by one person, read by a second, tied to its text."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from audit import clock, texts
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.languages import LANGUAGES
from consultations.models import BriefingVersion, Consultation, Membership, SectionKind, Translation
from consultations.notifications import notifications
from consultations.seating import why_not_second
from consultations.stages.stages import public_reason
from consultations.translations import published
from consultations.translations.originals import CAME_LATER, originals
from people.errors import Refused
from people.models import Person, User
from people.text.sanitising import line_within, plain, within

Sections = Mapping[str, Mapping[str, Any]]
Kept = dict[str, dict[str, Any]]


@transaction.atomic
def write(version: BriefingVersion, language: str, sections: Sections, *, by: Person) -> Translation:
    """Save what is written so far. Whoever changes a part last is its translator, whichever version it was changed for.
    What was confirmed stays public until a second person has read the change: nobody takes it off by saving a comma.

    `sections`: part → {"heading", "body"}; empty ones are left out. Raises Refused for a text the panel has not signed.
    """
    consultation, member = _held(version, by)
    if language not in LANGUAGES:
        raise Refused("Choose a language from the list.")
    if version.status != BriefingVersion.Status.APPROVED:
        raise Refused("Only a version that the panel has signed is translated: its words stand.")
    kept = _kept(version, sections)
    if not kept:
        raise Refused("Write at least one section.")
    made = Translation.objects.select_for_update(no_key=True).filter(version=version, language=language).first()
    gone_on_from = made or Translation.of_earlier(version, language).first()  # its form begins with these words
    if gone_on_from is not None:  # before each part had a translator, one person had written it all
        before = {kind: {"by": gone_on_from.translator_id, **words} for kind, words in gone_on_from.sections.items()}
        kept = _signed_by(kept, before, member)
    else:
        kept = _signed_by(kept, {}, member)
    if made is not None and _same(made.sections, kept) and made.of_hash == version.content_hash:
        return made
    made = made or Translation(version=version, language=language)
    made.sections, made.of_hash, made.translator, made.changed_at = kept, version.content_hash, member, clock.now()
    made.save()
    made.writers.get_or_create(member=member)
    _recorded("translation_written", made, member, consultation)
    if is_ready_to_be_read(made):
        _tell_second_readers(made, consultation)
    return made


def is_ready_to_be_read(translation: Translation) -> bool:
    """Whole, of the text that people read, and not confirmed as it stands."""
    return translation.waits and not translation.is_out_of_date and not missing(translation)


def _tell_second_readers(translation: Translation, consultation: Consultation) -> None:
    """Whoever may confirm it, once a day however often it is saved."""
    title = f"A translation waits for a second reader who knows {LANGUAGES[translation.language].name}"
    key = f"translation to read {translation.pk} {clock.today()}"
    for kind in (notifications.FACILITATORS, notifications.PANEL, notifications.EXPERTS):
        readers = [user for one, user in _who_read(consultation, kind) if not why_not(translation, one)]
        notifications.tell(consultation, kind, key, title, "translation", translation.language, to=readers)


def _who_read(consultation: Consultation, kind: str) -> list[tuple[Membership, User]]:
    """Those of a role who may read a translation beside the signed text: no expert who is of the police elsewhere."""
    there = consultation.memberships.current().filter(role__in=notifications.ROLES[kind], user__is_active=True)
    found = [(one, one.user) for one in there.select_related("user") if one.user]
    return [(one, user) for one, user in found if access.may(user, consultation, Do.READ_TRANSLATION)]


def tell_writers_of(version: BriefingVersion) -> None:
    """A version came out, and the words of the one before are old: whoever wrote them, by language."""
    consultation = version.consultation
    before = Translation.objects.filter(version__consultation=consultation, version__number__lt=version.number)
    for language in sorted(set(before.values_list("language", flat=True))):
        newest = Translation.of_earlier(version, language)[:1].get()
        writers = newest.all_writers()
        old = f"the translation ({LANGUAGES[language].name}) is of an earlier one"
        for kind in (notifications.FACILITATORS, notifications.EXPERTS):
            notifications.tell(
                consultation,
                kind,
                f"translation old {version.pk} {language}",
                f"Version {version.number} of the briefing is out: {old}",
                "edit_translation",
                language,
                to=[user for one, user in _who_read(consultation, kind) if one.pk in writers],
            )


def _signed_by(kept: Kept, before: Kept, member: Membership) -> Kept:
    """Each part with whose words it is: whoever changed it last, and who wrote it where nobody did."""
    return {
        kind: {**words, "by": was["by"] if _says(was := before.get(kind, {})) == words and "by" in was else member.pk}
        for kind, words in kept.items()
    }


def _same(before: Kept, now: Kept) -> bool:
    return {kind: _says(words) for kind, words in before.items()} == {kind: _says(words) for kind, words in now.items()}


def _says(words: Mapping[str, Any]) -> dict[str, Any]:
    return {name: words.get(name, "") for name in ("heading", "body")}


def _kept(version: BriefingVersion, sections: Sections) -> Kept:
    there = originals(version)
    found: Kept = {}
    for kind, given in sections.items():
        if kind not in there:
            label = str(dict(SectionKind.choices).get(kind, kind))
            raise Refused(f"The text that was signed has no section “{label}”.")
        label, most = there[kind].label, there[kind].most
        heading, body = line_within(given["heading"], 160, label), within(plain(given["body"]), most, label)
        if body and not heading:
            raise Refused(f"Translate the heading of “{label}” too.")
        if body:
            found[kind] = {"heading": heading, "body": body}
    return found


@transaction.atomic
def confirm(translation: Translation, *, by: Person, seen: str) -> Translation:
    """Somebody who wrote none of it, and is not of the writers’ choosing nor they of theirs, has read it beside the
    signed text: from now on everybody can read it, and the panel and the experts are told.

    `seen`: the moment of the last change on the page that was read.
    """
    consultation, member = _held(translation.version, by, Do.READ_TRANSLATION)
    locked = Translation.objects.select_for_update(no_key=True).select_related("version").get(pk=translation.pk)
    if why := why_not(locked, member):
        raise Refused(why)
    if not locked.waits:
        raise Refused("It is confirmed as it stands. Everybody can read it.")
    if locked.changed_at.isoformat() != seen:
        raise Refused("The translation changed after you opened this page. Read it again.")
    if locked.is_out_of_date:
        raise Refused("The text that was signed has changed. The translation has to be brought up to date first.")
    if lacking := missing(locked):
        raise Refused(f"Not translated yet: {lacking[0]}. Half a briefing is no fair one.")
    was = _public_now(locked)
    locked.reviewer, locked.reviewed_at = member, clock.now()
    locked.confirmed, locked.confirmed_hash = locked.sections, locked.of_hash
    locked.confirmed_translator = locked.translator
    locked.withdrawn_by, locked.withdrawn_at, locked.withdrawn_why = None, None, ""
    locked.save()
    _recorded("translation_confirmed", locked, member, consultation)
    _published(locked, was, member)
    key = f"translation {locked.pk} {locked.reviewed_at.isoformat()}"
    title = f"The briefing is public in another language ({LANGUAGES[locked.language].name})"
    back = f"{title}. You can take it back"
    notifications.tell(consultation, notifications.PANEL, key, back, "translation", locked.language)
    experts = [user for one, user in _who_read(consultation, notifications.EXPERTS) if one != member]
    notifications.tell(consultation, notifications.EXPERTS, key, title, "translation", locked.language, to=experts)
    return locked


def why_not(translation: Translation, member: Membership) -> str:
    """Why this person does not confirm it; empty when they may.

    A new version begins with the words of the one before: whoever wrote those wrote these, and what the panel took
    back stays taken back.
    """
    writers = list(translation.all_writers())
    if member.pk in writers:
        return "You wrote this, or part of it. Somebody else who reads both languages has to read it."
    if translation.is_taken_back and not member.is_oversight:
        return "The panel took this back. Mend it; then somebody of the panel who reads both languages has to read it."
    return why_not_second(member, writers)


@transaction.atomic
def withdraw(translation: Translation, *, by: Person, reason: str) -> Translation:
    """The panel takes a public translation back, in public: nobody reads it until one of the panel has confirmed it."""
    consultation, member = _held(translation.version, by, Do.WITHDRAW_TRANSLATION)
    locked = Translation.objects.select_for_update(no_key=True).select_related("version").get(pk=translation.pk)
    if not locked.is_reviewed:
        raise Refused("It is not public.")
    was = _public_now(locked)
    locked.withdrawn_why = public_reason(reason, "record")
    locked.reviewer, locked.reviewed_at = None, None
    locked.confirmed, locked.confirmed_hash, locked.confirmed_translator = {}, "", None
    locked.withdrawn_by, locked.withdrawn_at = member, clock.now()
    locked.save()
    _recorded("translation_withdrawn", locked, member, consultation, locked.withdrawn_why)
    _published(locked, was, member)
    key = f"translation withdrawn {locked.pk} {locked.withdrawn_at.isoformat()}"
    title = f"The panel took a translation back ({LANGUAGES[locked.language].name})"
    notifications.tell(consultation, notifications.FACILITATORS, key, title, "translation", locked.language)
    experts = [user for _, user in _who_read(consultation, notifications.EXPERTS)]
    notifications.tell(consultation, notifications.EXPERTS, key, title, "translation", locked.language, to=experts)
    return locked


def missing(translation: Translation) -> list[str]:
    """Parts of the signed text that are not in it. One that was confirmed before a part was asked for is mended without
    it: that is asked for from the next version on.
    """
    there = originals(translation.version)
    public = translation.confirmed if translation.is_reviewed else {}
    spared = {kind for kind in CAME_LATER if public and kind not in public}
    return [one.label for kind, one in there.items() if kind not in translation.sections and kind not in spared]


def _held(version: BriefingVersion, by: Person, do: Do = Do.EDIT_BRIEFING) -> tuple[Consultation, Membership]:
    consultation = Consultation.objects.select_for_update(no_key=True).get(pk=version.consultation_id)
    return consultation, access.require(by, consultation, do)


def _public_now(translation: Translation) -> str:
    """The fingerprint of what people read of it; empty where nobody has read it yet."""
    is_public = translation.is_reviewed or translation.withdrawn_at is not None
    return published.translation_text(translation).fingerprint if is_public else ""


def _published(translation: Translation, was: str, member: Membership) -> None:
    text = published.translation_text(translation)
    if was:
        texts.moved(text, was, by=member)
    else:
        texts.publish(text, by=member)


def _recorded(
    action: str, translation: Translation, member: Membership, consultation: Consultation, reason: str = ""
) -> None:
    name = LANGUAGES[translation.language].name
    summary = f"{name}, of version {translation.version.number}" + (f": {reason}" if reason else "")
    record(action, actor=member, subject=translation, consultation=consultation.slug, summary=summary)
