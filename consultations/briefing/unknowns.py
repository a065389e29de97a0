"""What a briefing does not know: where, since when the force was asked, and how much of the whole it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models

from audit.models import Entry
from consultations.briefing import completeness
from consultations.models import AskedFact, BriefingVersion, Consultation, DataCard, SectionKind, UseCase
from people.text.sanitising import shortened

State = AskedFact.State
#: What was once written for it, however it is typed. Written now, it becomes the state.
PLACEHOLDER = re.compile(
    r"\[[^\[\]\n]{0,40}\b(to confirm|to be confirmed|tbc|to be checked)\b[^\[\]\n]{0,40}\]", re.IGNORECASE
)
INSTEAD = "not known yet"
ROWS = {
    "retention": ("retention_rows", "kept_for"),
    "suppliers": ("suppliers", "role"),
    "figures": ("figures", "value"),
    "stories": ("stories", "text"),
    "sources": ("sources", "publisher"),
    "path": ("path", "who"),
}


@dataclass(frozen=True)
class Place:
    """One fact of the pack: by what it is called, and whether the pack cannot do without it."""

    name: str
    label: str
    needed: bool


def places(version: BriefingVersion) -> dict[str, Place]:
    """Every fact there is: each written section, each row of the data card and of the tables."""
    full = completeness.needs_full_safeguards(version.consultation)
    needed = {str(kind) for kind, one in completeness.states(version, full).items() if one.required}
    kinds = list(version.sections.values_list("kind", flat=True))
    emptied = [fact.place.partition(":")[2] for fact in version.facts.all() if _is_of_a_section(fact)]
    found = [
        Place(f"section:{kind}", str(SectionKind(kind).label), kind in needed)
        for kind in [*kinds, *(kind for kind in emptied if kind not in kinds)]
    ]
    for name, row in zip(DataCard.FIELDS, DataCard(version=version).rows(), strict=True):
        if name != "checked_by":
            found.append(Place(f"card:{name}", f"Data card: {row['key']}", True))
    for table, (related, _) in ROWS.items():
        for one in getattr(version, related).order_by("pk"):
            what = one.role if table == "suppliers" and _is_unknown(one.name) else one
            label = shortened(f"{table.capitalize()}: {what}", 160)
            found.append(Place(f"{table}:{one.pk}", label, table == "retention"))
    for case in UseCase.objects.filter(technology__consultations=version.consultation_id):
        label = f"Use: {case} ({case.get_status_display().lower()})"
        found.append(Place(f"use:{case.pk}", shortened(label, 160), False))
    gone = [fact for fact in version.facts.all() if fact.is_gone]
    found += [Place(fact.place, shortened(f"Taken out: {fact.out_label}", 160), False) for fact in gone]
    return {place.name: place for place in found}


def _is_of_a_section(fact: AskedFact) -> bool:
    """What the force said of a section stays where the section was, though nobody writes anything there."""
    return fact.place.startswith("section:") and (fact.is_of_the_force or fact.waits_for_us)


def row_and_column(version: BriefingVersion, table: str, number: str) -> tuple[models.Model, str]:
    """Where what the force says of a row belongs: its first column that is not known, else the one that matters."""
    related, column = ROWS[table]
    row: models.Model = getattr(version, related).get(pk=number)
    return row, next(_unknown_columns(row), column)


def has_unknown(version: BriefingVersion, table: str, number: str) -> bool:
    return any(_unknown_columns(row_and_column(version, table, number)[0]))


def _unknown_columns(row: models.Model) -> Iterator[str]:
    return (field.name for field in row._meta.concrete_fields if _is_unknown(getattr(row, field.name)))


def is_open(text: str) -> bool:
    """Whether a text is blank, or leaves something unknown in so many words of ours."""
    return not text.strip() or INSTEAD in text.casefold()


def _is_unknown(text: object) -> bool:
    return isinstance(text, str) and text.rstrip(".").casefold() == INSTEAD


@dataclass(frozen=True)
class Count:
    unknown: int
    of: int


def counted(version: BriefingVersion) -> Count:
    """“17 of 61 facts are not known”: uses of the register are not facts of this pack."""
    gone = {fact.place for fact in version.facts.all() if fact.is_gone}
    names = [name for name in places(version) if not name.startswith("use:") and name not in gone]
    unknown = version.facts.exclude(state=State.CONFIRMED).filter(place__in=names).count()
    return Count(unknown, len(names))


def labelled(version: BriefingVersion) -> list[tuple[Place, AskedFact]]:
    """Every state there is, in the order of the pack."""
    facts = {fact.place: fact for fact in version.facts.all()}
    known = places(version) if facts else {}
    return [(place, facts[name]) for name, place in known.items() if name in facts]


def spoken_in(version: int, consultation: Consultation) -> int:
    """Of how many facts the force has said something since the version of this key was started."""
    facts = [f"askedfact:{pk}" for pk in AskedFact.objects.filter(version=version).values_list("pk", flat=True)]
    said = Entry.objects.filter(
        consultation=consultation.slug, action__in=["fact_answered", "fact_replied"], subject__in=facts
    )
    return said.values("subject").distinct().count()


def being_written() -> models.Subquery:
    """Beside a version: the key of the one of its consultation that is under way, if there is one."""
    here = BriefingVersion.objects.filter(
        consultation=models.OuterRef("consultation"),
        status__in=[BriefingVersion.Status.DRAFT, BriefingVersion.Status.UNDER_REVIEW],
    )
    return models.Subquery(here.order_by("-number").values("pk")[:1])


def settled(version: BriefingVersion, place: str, text: str) -> str:
    """The text without placeholders: each says “not known yet”, and the place is to be confirmed by the force."""
    if not PLACEHOLDER.search(text):
        return text
    AskedFact.objects.get_or_create(version=version, place=place)
    return PLACEHOLDER.sub(_instead, text)


def _instead(found: re.Match[str]) -> str:
    before = found.string[: found.start()].rstrip()
    return INSTEAD if before and before[-1] not in ".!?:-*" else INSTEAD.capitalize()


def all_settled(version: BriefingVersion) -> None:
    """A pack that was filled from elsewhere, every text of it."""
    for section in version.sections.all():
        if (body := settled(version, f"section:{section.kind}", section.body)) != section.body:
            section.body = body
            section.save()
    card = DataCard.objects.filter(version=version).first()
    if card is not None:
        for name in DataCard.FIELDS:
            setattr(card, name, settled(version, f"card:{name}", getattr(card, name)))
        card.save()
    for table, (related, _) in ROWS.items():
        for row in getattr(version, related).all():
            settle_row(version, table, row)


def settle_row(version: BriefingVersion, table: str, row: models.Model) -> None:
    """The same for one row of a small table."""
    assert isinstance(row, models.Model)
    changed = []
    for column in row._meta.concrete_fields:
        value = getattr(row, column.name) if not column.is_relation else None
        if isinstance(value, str) and (text := settled(version, f"{table}:{row.pk}", value)) != value:
            setattr(row, column.name, text)
            changed.append(column.name)
    if changed:
        row.save(update_fields=changed)
