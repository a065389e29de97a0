"""What translations put on desks: one to read as the second person, one that a new version has made old."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from consultations.desk import desk
from consultations.desk.looking import Look
from consultations.languages import LANGUAGES
from consultations.models import BriefingVersion, Membership, Translation
from consultations.stages.timeline import link
from consultations.translations import translations

Status = BriefingVersion.Status


def _perhaps_unread() -> QuerySet[Translation]:
    """Of the text that people read, changed since it was confirmed; whether anything is missing is asked of each."""
    changed = Q(reviewed_at=None) | Q(changed_at__gt=F("reviewed_at"))
    return Translation.objects.filter(changed, version__status=Status.APPROVED)


@desk.found(Look(_perhaps_unread, "version__consultation"))
def translations_to_read(members: list[Membership]) -> list[desk.Todo]:
    waiting = _perhaps_unread().filter(version__consultation__in=_going_on(members)).select_related("version")
    by_place: dict[int, list[Translation]] = {}
    for one in waiting:
        if translations.is_ready_to_be_read(one):
            by_place.setdefault(one.version.consultation_id, []).append(one)
    return [
        desk.Todo(
            "Read a translation as the second person",
            link("translation", member.consultation.slug, one.language),
            member.consultation.title,
            status=LANGUAGES[one.language].name,
        )
        for member in members
        for one in by_place.get(member.consultation_id, [])
        if not translations.why_not(one, member)
    ]


def _perhaps_old() -> QuerySet[Translation]:
    """The newest words in their language, written for a version that was replaced."""
    newer = Translation.objects.filter(
        language=OuterRef("language"),
        version__consultation=OuterRef("version__consultation"),
        version__number__gt=OuterRef("version__number"),
    )
    return Translation.objects.filter(~Exists(newer), version__status=Status.SUPERSEDED)


@desk.found(Look(_perhaps_old, "version__consultation"))
def translations_to_renew(members: list[Membership]) -> list[desk.Todo]:
    """For whoever wrote them."""
    old = _perhaps_old().filter(version__consultation__in=_going_on(members))
    written = list(old.filter(writers__member__in=members).values_list("writers__member", "language").distinct())
    return [
        desk.Todo(
            "Bring a translation up to the new version",
            link("edit_translation", member.consultation.slug, language),
            member.consultation.title,
            status=LANGUAGES[language].name,
        )
        for member in members
        for writer, language in sorted(written)
        if writer == member.pk
    ]


def _going_on(members: list[Membership]) -> list[int]:
    return [member.consultation_id for member in members if not member.consultation.is_over]
