"""Writing the briefing pack. Every edit changes the fingerprint the panel signs, and so voids signatures on it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db import models, transaction

from audit import clock
from audit.record import record
from consultations import access, numbers
from consultations.access import Do
from consultations.briefing import citing, figures, glossary, path, unknowns
from consultations.models import (
    BriefingSection,
    BriefingVersion,
    CaseStory,
    Consultation,
    DataCard,
    DecisionStep,
    EvidenceFigure,
    GlossaryTerm,
    Membership,
    RetentionRow,
    SectionKind,
    Source,
    SupplierRow,
)
from consultations.notifications import notifications
from people.errors import Refused
from people.models import Person
from people.text.dates import day
from people.text.sanitising import is_safe_link, plain
from people.text.sentences import many

#: The small tables of a briefing: word in the address → model.
EVIDENCE: dict[str, type[models.Model]] = {
    "retention": RetentionRow,
    "suppliers": SupplierRow,
    "figures": EvidenceFigure,
    "stories": CaseStory,
    "sources": Source,
    "path": DecisionStep,
    "glossary": GlossaryTerm,
}
MAX_BODY = 10_000
MAX_ROWS = 60
MAX_FIGURES = 250


def rows_of(what: str, version: BriefingVersion) -> list[models.Model]:
    return list(EVIDENCE[what]._default_manager.filter(version=version).order_by("pk"))


def most_rows(what: str) -> int:
    return {"figures": MAX_FIGURES, "glossary": glossary.MOST}.get(what, MAX_ROWS)


@dataclass
class Edit:
    """A briefing held for one change: who changes it, the locked version, and what was signed before."""

    member: Membership
    version: BriefingVersion
    given: BriefingVersion


def hold(version: BriefingVersion, by: Person, do: Do = Do.EDIT_BRIEFING) -> Edit:
    """Lock the consultation, then the version, for one edit. Call inside a transaction.

    Edits, signatures and stage moves all lock the consultation first, so none of them can act on a text that
    another is changing.
    """
    consultation = Consultation.objects.select_for_update(no_key=True).get(pk=version.consultation_id)
    member = access.require(by, consultation, do)
    locked = BriefingVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    if locked != consultation.briefing:
        raise Refused("There is a newer version of this briefing. Edit that one.")
    if consultation.is_public and not locked.is_under_way:
        raise Refused(f"Version {locked.number} is public as the panel signed it. Start a new version to change it.")
    return Edit(member, locked, version)


def seal(edit: Edit, action: str, summary: str) -> None:
    """Take the new fingerprint and record the edit, with how many signatures it made void."""
    version, before = edit.version, edit.version.content_hash
    if version.compute_hash() != before:
        version.answering_signed = None  # another text, signed with whoever answers now
    version.content_hash = version.compute_hash()
    version.save(update_fields=["content_hash", "answering_signed"])
    edit.given.content_hash = version.content_hash
    changed = version.content_hash != before
    void = list(version.signoffs.filter(content_hash=before).select_related("member__user")) if changed else []
    record(
        action,
        actor=edit.member,
        subject=version,
        consultation=version.consultation.slug,
        summary=summary,
        content_hash=version.content_hash,
        signatures_made_void=len(void),
    )
    if void:
        notifications.tell(
            version.consultation,
            notifications.PANEL,
            f"edited {version.pk} {clock.today()}",  # one a day, however much is written
            "What you signed has changed: read it, and sign again",
            "review",
            to=[one.member.user for one in void if one.member.is_current and one.member.user is not None],
        )


@transaction.atomic
def write_section(version: BriefingVersion, kind: str, body: str, *, by: Person) -> BriefingSection | None:
    """Write one section (a small Markdown subset). An empty text takes the section out and returns None."""
    edit = hold(version, by)
    heading = SectionKind(kind).label
    body = plain(body)
    if len(body) > MAX_BODY:
        raise Refused(f"This section is too long: at most {MAX_BODY:,} characters. It has {len(body):,}.")
    section = None
    was = edit.version.sections.filter(kind=kind).values_list("body", flat=True).first() or ""
    body = unknowns.settled(edit.version, f"section:{kind}", body, typed=True)
    if body != was:
        edit.version.facts.filter(place=f"section:{kind}").unsay()
    if body:
        section, _ = BriefingSection.objects.update_or_create(version=version, kind=kind, defaults={"body": body})
    else:
        BriefingSection.objects.filter(version=version, kind=kind).delete()
    seal(edit, "briefing_section_written", heading)
    return section


@transaction.atomic
def write_data_card(version: BriefingVersion, *, by: Person, checked_on: date | None = None, **fields: str) -> DataCard:
    """Fill in the data card. "Not known" is an answer; a blank stays missing until somebody fills it."""
    edit = hold(version, by)
    if unknown := set(fields) - set(DataCard.FIELDS):
        raise ValueError(f"the data card has no {', '.join(sorted(unknown))}")
    card, _ = DataCard.objects.get_or_create(version=version)
    for name, value in fields.items():
        text = unknowns.settled(edit.version, f"card:{name}", plain(value), typed=True)
        if text != getattr(card, name):
            edit.version.facts.filter(place=f"card:{name}").unsay()
        setattr(card, name, text)
    if checked_on is not None:
        if checked_on > clock.today():
            raise Refused("Say on which day the card was checked: not a day to come.")
        card.checked_on = checked_on
    card.save()
    seal(edit, "data_card_written", "Data card")
    return card


@transaction.atomic
def add_evidence(version: BriefingVersion, what: str, *, by: Person, **fields: Any) -> models.Model:
    """Add a row to one of the small tables (a key of EVIDENCE).

    Raises Refused for an error rate without two denominators, and for a link that is not a web address.
    """
    edit = hold(version, by)
    model = EVIDENCE[what]
    fields = checked_row(version, what, fields)
    most = most_rows(what)
    if model._default_manager.filter(version=version).count() >= most:
        raise Refused(f"That is enough: at most {most} rows. Take one out first.")
    if what == "sources":
        fields["number"] = _numbered(edit.version)
    row = model._default_manager.create(version=version, **fields)
    unknowns.settle_row(edit.version, what, row)
    seal(edit, "briefing_evidence_added", f"{model._meta.verbose_name}: {row}"[:200])
    return row


@transaction.atomic
def change_evidence(version: BriefingVersion, what: str, pk: int, *, by: Person, **fields: Any) -> models.Model:
    """Change a row where it stands: it keeps its number and its marks. Refused as in `add_evidence`.

    What the force confirmed of the row, it confirmed of other words: it is to be confirmed again.
    """
    edit = hold(version, by)
    row = EVIDENCE[what]._default_manager.filter(version=version, pk=pk).first()
    if row is None:
        raise Refused("That is not here any more: it was taken out in the meantime.")
    fields = checked_row(version, what, fields, pk)
    changed = any(getattr(row, name) != value for name, value in fields.items())
    for name, value in fields.items():
        setattr(row, name, value)
    if changed:
        edit.version.facts.filter(place=f"{what}:{pk}").unsay()
    row.save()
    unknowns.settle_row(edit.version, what, row)
    seal(edit, "briefing_evidence_changed", f"{row._meta.verbose_name}: {row}"[:200])
    return row


def rules(version: BriefingVersion) -> dict[str, Callable[[dict[str, Any]], object]]:
    """What a row must hold beyond its form, by table: (fields); raises Refused."""
    of_figures = partial(figures.refuse_wrong, machine=figures.is_of_a_machine(version))
    return {"figures": of_figures, "path": path.check, "glossary": glossary.check}


def checked_row(version: BriefingVersion, what: str, fields: dict[str, Any], row: int | None = None) -> dict[str, Any]:
    """The fields of a row as they are kept. Raises Refused for what no row may say."""
    fields = {name: plain(value) if isinstance(value, str) else value for name, value in fields.items()}
    if what == "figures":
        fields = figures.checked(version, fields, row)
    if what == "path":
        path.check(fields)
    if what == "glossary":
        glossary.check(fields)
        glossary.refuse_double(version, fields, row)
    if fields.get("url") and not is_safe_link(str(fields["url"])):
        raise Refused("Give a full web address that starts with https:// or leave it empty.")
    return fields


@transaction.atomic
def remove_evidence(version: BriefingVersion, what: str, pk: int, *, by: Person) -> None:
    """Take a row out. Nothing happens if it has gone already."""
    edit = hold(version, by)
    model = EVIDENCE[what]
    row = model._default_manager.filter(version=version, pk=pk).first()
    if row is None:
        return
    if what == "sources":
        refuse_cited(version, pk)
    summary = f"{model._meta.verbose_name}: {row}"[:200]
    stated = edit.version.facts.filter(place=f"{what}:{pk}")
    if any(fact.waits_for_us for fact in stated):
        raise Refused("The force has answered this. Accept what it said first, at the fact desk.")
    if any(fact.is_spoken_of for fact in stated):
        raise Refused(
            "The force has spoken of this row. Change its words, and ask the force again; or ask the panel at the fact "
            "desk to agree that it is taken out."
        )
    stated.delete()
    if isinstance(row, Source):
        row.refresh_from_db(fields=["number"])
        keep_number(edit.version, row.number)
    row.delete()
    seal(edit, "briefing_evidence_removed", summary)


@transaction.atomic
def date_law(version: BriefingVersion, *, by: Person, law_as_at: date | None, check_by: date | None) -> None:
    """Say up to which day the law was read, and by when somebody looks again."""
    edit = hold(version, by)
    if check_by and check_by <= clock.today():
        raise Refused("Choose a day to look again that is still to come.")
    if check_by and check_by > last_day_to_look_again():
        raise Refused(too_late_to_look_again())
    if law_as_at and law_as_at > clock.today():
        raise Refused("Say up to which day the law was read: not a day to come.")
    if law_as_at and check_by and check_by <= law_as_at:
        raise Refused("Choose a day to check again that is later than the day the law was read.")
    edit.version.law_as_at = version.law_as_at = law_as_at
    edit.version.check_by = version.check_by = check_by
    edit.version.save(update_fields=["law_as_at", "check_by"])
    seal(edit, "briefing_dated", f"Law as at {law_as_at}, check by {check_by}")


def last_day_to_look_again() -> date:
    return clock.today() + timedelta(days=numbers.LOOK_AGAIN_DAYS)


def too_late_to_look_again() -> str:
    return f"Somebody looks again within {many(numbers.LOOK_AGAIN_DAYS, 'day')}: by {day(last_day_to_look_again())}."


def _numbered(version: BriefingVersion) -> int:
    """The number of the next source. Sources from before there were numbers keep the place they had."""
    for source in citing.numbered(version):
        Source.objects.filter(pk=source.pk, number=None).update(number=source.number)
    return citing.next_number(version)


def keep_number(version: BriefingVersion, number: int | None) -> None:
    """A source goes, and its number with it: nobody else gets that."""
    version.highest_source = max(version.highest_source, number or 0)
    version.save(update_fields=["highest_source"])


def refuse_cited(version: BriefingVersion, pk: int) -> None:
    """A mark that leads nowhere would read as a source."""
    _numbered(version)
    source = Source.objects.get(pk=pk)
    if source.number and citing.cited_by(version, source.number):
        raise Refused(f"The text cites this source. Take out or change the mark [{source.number}] first.")
