"""A new version of a briefing that is public: the signed one stays as it is until the panel has signed the next."""

from django.db import models, transaction

from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.briefing import unknowns
from consultations.briefing.briefing import EVIDENCE
from consultations.models import BriefingSection, BriefingVersion, Consultation, DataCard, DeploymentRecord, Membership
from consultations.notifications import notifications
from people.errors import Refused
from people.models import Person
from people.text.sanitising import one_line
from people.text.sentences import many

Status = BriefingVersion.Status
UNDER_WAY = frozenset({Status.DRAFT, Status.UNDER_REVIEW})


@transaction.atomic
def start(consultation: Consultation, note: str, *, by: Person) -> BriefingVersion:
    """A copy to work on, with what it is for in words: everybody reads the note beside the new version."""
    member, newest = _held(consultation, by)
    if newest.status in UNDER_WAY:
        raise Refused(f"Version {newest.number} is being written already. Change that one.")
    note = _note(note)
    made = _copied(newest, note)
    record(
        "briefing_version_started",
        actor=member,
        subject=made,
        consultation=consultation.slug,
        summary=f"{made.number}: {note}",
    )
    return made


@transaction.atomic
def put_aside(version: BriefingVersion, *, by: Person) -> None:
    """Give up a new version that nobody has signed, and in which the force has said nothing. The public one stays.

    What the panel had before it stays, with its number; what the panel has not settled goes along to the next version
    that is sent (review.versions.send), or back to the public one where it was asked of that.
    """
    member, newest = _held(version.consultation, by)
    if newest != version or version.status not in UNDER_WAY or version.number == 1 or version.signoffs.exists():
        raise Refused("Only a new version that nobody has signed can be put aside.")
    if unknowns.spoken_in(newest.pk, newest.consultation):
        raise Refused(
            "The force has answered facts in this version, and its words would go with it. Go on with this version: "
            "whatever else is in it can be changed."
        )
    was_sent = newest.status == Status.UNDER_REVIEW or newest.comments.exists()
    waiting = newest.comments.filter(resolved_at=None).count()
    said = {"in_public": f"Version {newest.number}. Not settled with the panel: {many(waiting, 'comment')}."}
    record(
        "briefing_version_taken_from_panel" if was_sent else "briefing_version_put_aside",
        actor=member,
        subject=version,
        consultation=version.consultation.slug,
        summary=f"{version.number}: {version.change_note}",
        **(said if was_sent else {}),
    )
    if not was_sent:
        version.delete()
        return
    newest.terms, newest.status = newest.terms_now(), Status.PUT_ASIDE
    newest.save(update_fields=["terms", "status"])
    if (public := version.consultation.briefing_signed) is not None:  # what was asked of that one is asked of it again
        back = newest.comments.filter(first_of=public.number, resolved_at=None)
        back.update(version=public, first_of=None)
    title = f"Version {newest.number} of the briefing was put aside. What you have not settled goes along to the next."
    notifications.tell(newest.consultation, notifications.PANEL, f"version {newest.pk} put aside", title, "review")


def _held(consultation: Consultation, by: Person) -> tuple[Membership, BriefingVersion]:
    locked = Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    member = access.require(by, locked, Do.TURN_BRIEFING)
    newest = locked.briefing
    if newest is None or not locked.is_public:
        raise Refused("Before it is announced, the briefing itself is changed.")
    return member, newest


def _note(note: str) -> str:
    note = one_line(note)
    if not note:
        raise Refused("Say what is changed, and why. Everybody reads it beside the new version.")
    most = BriefingVersion._meta.get_field("change_note").max_length or 0
    if len(note) > most:
        raise Refused(f"Say it in {most} characters: this is {len(note):,}.")
    return note


def _next_number(consultation: Consultation) -> int:
    """A number is used once, also by a version that was put aside."""
    return 1 + max(consultation.briefing_versions.values_list("number", flat=True))


def _copied(old: BriefingVersion, note: str) -> BriefingVersion:
    """All of it, row by row. The terms go along: they are changed elsewhere, in public."""
    made = BriefingVersion.objects.create(
        consultation=old.consultation,
        number=_next_number(old.consultation),
        law_as_at=old.law_as_at,
        check_by=old.check_by,
        change_note=note,
        terms=old.terms or {},
        no_harm_known=old.no_harm_known,
        highest_source=old.highest_source,
    )
    moved: dict[str, str] = {}
    words = {table: what for what, table in EVIDENCE.items()}
    tables: list[type[models.Model]] = [BriefingSection, DataCard, DeploymentRecord, *EVIDENCE.values()]
    for table in tables:
        for row in table._default_manager.filter(version=old).order_by("pk"):
            before = row.pk
            row.pk, row.version = None, made  # type: ignore[attr-defined]
            row._state.adding = True
            row.save()
            moved[f"{words.get(table, '')}:{before}"] = f"{words.get(table, '')}:{row.pk}"
    for fact in old.facts.order_by("pk"):
        fact.pk, fact.version, fact.place = None, made, moved.get(fact.place, fact.place)
        fact._state.adding = True
        fact.take_later()
        fact.save()
    made.take_fingerprint()
    return made
