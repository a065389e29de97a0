"""A new version of a public briefing goes to the panel, and out once enough of it have signed."""

from django.db import transaction

from audit import clock, texts
from audit.record import record
from consultations import access
from consultations import signed_texts as published
from consultations.access import Do
from consultations.briefing.gates import briefing_is_complete
from consultations.briefing.versions import UNDER_WAY
from consultations.models import BriefingVersion, Consultation, Membership
from consultations.notifications import notifications
from consultations.review import review
from consultations.review.gates import panel_has_signed
from consultations.stages.stages import Missing
from consultations.translations import translations
from people.errors import Refused
from people.models import Person

Status = BriefingVersion.Status


@transaction.atomic
def send(consultation: Consultation, *, by: Person) -> BriefingVersion:
    """To the panel: it is told, sees what differs from what each of them signed last, and signs the new text."""
    member, version = _held(consultation, by)
    if version.status != Status.DRAFT:
        raise Refused("There is no new version to send. Start one first.")
    _refuse(briefing_is_complete(consultation))
    version.status = Status.UNDER_REVIEW
    version.save(update_fields=["status"])
    review.carry_to(version)
    _recorded("briefing_version_sent", member, version)
    title = f"Version {version.number} of the briefing waits for your signature"
    notifications.tell(consultation, notifications.PANEL, f"version {version.pk}", title, "review")
    return version


@transaction.atomic
def publish(consultation: Consultation, *, by: Person) -> BriefingVersion:
    """The signed version becomes the one people read; the one before stays readable, as replaced."""
    member, version = _held(consultation, by)
    if version.status != Status.UNDER_REVIEW:
        raise Refused("Send the new version to the panel first.")
    _refuse([*briefing_is_complete(consultation), *panel_has_signed(consultation)])
    earlier = consultation.briefing_versions.filter(status=Status.APPROVED)
    for one in earlier:
        one.terms, one.status = one.terms_now() or one.terms, Status.SUPERSEDED
        one.save(update_fields=["terms", "status"])
    version.terms = version.terms_now()
    version.content_hash, version.status, version.published_at = version.compute_hash(), Status.APPROVED, clock.now()
    version.save(update_fields=["terms", "content_hash", "status", "published_at"])
    texts.publish(published.text_of(version))
    _recorded("briefing_version_published", member, version)
    key, title = f"version {version.pk}", f"The briefing changed: version {version.number}"
    notifications.tell(consultation, notifications.PAGE, key, title, "briefing")
    notifications.tell_subscribers(consultation, key, title, "briefing")
    translations.tell_writers_of(version)
    return version


def lacking(consultation: Consultation) -> list[str]:
    """What a new version under way still needs before it can be published, in sentences."""
    version = consultation.briefing
    if version is None or version.status not in UNDER_WAY:
        return []
    return [
        item.text for item in [*briefing_is_complete(consultation), *panel_has_signed(consultation)] if not item.soft
    ]


def _held(consultation: Consultation, by: Person) -> tuple[Membership, BriefingVersion]:
    locked = Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    member = access.require(by, locked, Do.TURN_BRIEFING)
    version = locked.briefing
    if version is None or not locked.is_public:
        raise Refused("Before it is announced, the whole consultation goes to the panel.")
    return member, version


def _refuse(found: list[Missing]) -> None:
    if blocking := [item.text for item in found if not item.soft]:
        raise Refused("Some things are still missing.", blocking)


def _recorded(action: str, member: Membership, version: BriefingVersion) -> None:
    slug = version.consultation.slug
    record(action, actor=member, subject=version, consultation=slug, summary=f"{version.number}: {version.change_note}")
