"""What a briefing does not know: where, since when the force was asked, and how much of the whole it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models

from audit.models import Entry
from consultations.briefing import completeness
from consultations.models import AskedFact, BriefingVersion, Consultation, DataCard, SectionKind, Technology, UseCase
from people.text.sanitising import shortened

State = AskedFact.State
#: What was once written for it, however it is typed. Written now, it becomes the state.
PLACEHOLDER = re.compile(
    r"\[[^\[\]\n]{0,40}\b(to confirm|to be confirmed|tbc|to be checked)\b[^\[\]\n]{0,40}\]", re.IGNORECASE
)
INSTEAD = "not known yet"
#: How somebody writes that they do not know it, at the start of a row: “Not known, we asked”, “n/k”, “TBC”.
_THERE = r"(?=[\s*_\"”’]*(?:$|[.,:;!?…–—()\[\]-])|\s+(?:yet|still|so far|at present|here|to us"
_END = _THERE + r"|by|when|whether|how|who|why|if)\b)"
#: “To check whether a car is stolen, …” and “Not confirmed by the operator: …” say what is done.
_STOPS = _THERE + r")\b)"
_SAYS_SO = re.compile(
    r"[\W_]*(?:(?:(?:it is |this is )?not (?:yet )?(?:known|clear|stated|published yet)|unknown|unclear|"
    r"(?:we |i )?(?:do not|don[’']t) know|no information|t\.?b\.?[cda]|n/?k)"
    + _END
    + r"|(?:(?:it is |this is )?not (?:yet )?confirmed|to (?:be )?(?:confirm|check)(?:ed)?)"
    + _STOPS
    + r"|to be (?:confirmed|checked)(?= by (?:the )?(?:force|police|officer)))",
    re.IGNORECASE,
)
#: A sentence that ends with it and has no mark: it names what is not known, and nothing else.
_BARE = re.compile(rf"(?:(?<=^)|(?<=[.!?\]] )|(?<=\n))[^.!?\[\]\n]*?\b{INSTEAD}\b\.?[ ]*(?=\n|$|[*A-Z])", re.IGNORECASE)
_NAMED = re.compile(rf":\s*{INSTEAD}\.?\s*$", re.IGNORECASE)
#: Columns that name a row: “cases with an outcome that is not known yet” is a name.
_NAMES = frozenset({"metric", "title", "text"})
#: Tables of what only the force can know; when a report came out, or where a case happened, it need not.
_OF_THE_FORCE = frozenset({"retention", "suppliers", "figures", "path"})
#: Sections that say what people think, and what nobody knows: none of it is a fact that somebody is asked for.
_NO_FACTS = frozenset({SectionKind.ARGUMENTS, SectionKind.SCOPE, SectionKind.UNKNOWNS})
ROWS = {
    "retention": ("retention_rows", "kept_for"),
    "suppliers": ("suppliers", "role"),
    "figures": ("figures", "value"),
    "stories": ("stories", "text"),
    "sources": ("sources", "publisher"),
    "path": ("path", "who"),
}


OF_THE_REGISTER = ("use:", "document:")
CHECKED_BY = "card:checked_by"  # who looked at the card is no fact about the technology
SHORT = 60  # characters: a line of a section that can be a placeholder


@dataclass(frozen=True)
class Place:
    """One fact of the pack: by what it is called, whether the pack cannot do without it, and whether its text says
    that it is not known."""

    name: str
    label: str
    needed: bool
    is_open: bool = False


def places(version: BriefingVersion) -> dict[str, Place]:
    """Every fact there is: each written section, each row of the data card and of the tables."""
    full = completeness.needs_full_safeguards(version.consultation)
    needed = {str(kind) for kind, one in completeness.states(version, full).items() if one.required}
    bodies = {section.kind: section.body for section in version.sections.all()}
    kinds = list(bodies)
    emptied = [fact.place.partition(":")[2] for fact in version.facts.all() if _is_of_a_section(fact)]
    found = [
        Place(
            f"section:{kind}", str(SectionKind(kind).label), kind in needed, section_is_open(kind, bodies.get(kind, ""))
        )
        for kind in [*kinds, *(kind for kind in emptied if kind not in kinds)]
    ]
    card = DataCard.of(version) or DataCard(version=version)
    for name, row in zip(DataCard.FIELDS, card.rows(), strict=True):
        is_later = name in DataCard.LATER and not row["value"].strip() and not version.is_under_way
        if f"card:{name}" != CHECKED_BY and not is_later:  # a row that came after a text is none of its facts
            found.append(Place(f"card:{name}", f"Data card: {row['key']}", True, leaves_open(row["value"])))
    for table, (related, _) in ROWS.items():
        for one in sorted(getattr(version, related).all(), key=lambda row: row.pk):
            what = one.role if table == "suppliers" and leaves_open(one.name) else one
            label, is_open = shortened(f"{table.capitalize()}: {what}", 160), any(_unknown_columns(one, table))
            found.append(Place(f"{table}:{one.pk}", label, table == "retention", is_open))
    uses = UseCase.objects.filter(technology__consultations=version.consultation_id)
    for case in uses.exclude(status=UseCase.Status.DISCUSSED):  # of those nothing is said that could be confirmed
        label = f"Use: {case} ({case.get_status_display().lower()})"
        found.append(Place(f"use:{case.pk}", shortened(label, 160), False))
    found += _documents(version)
    gone = [fact for fact in version.facts.all() if fact.is_gone]
    found += [Place(fact.place, shortened(f"Taken out: {fact.out_label}", 160), False) for fact in gone]
    return {place.name: place for place in found}


def _documents(version: BriefingVersion) -> list[Place]:
    """What is wanted beside the entries of the register: of a text under way, and where a state says that it was asked.

    What people read already is not called incomplete by a rule that came later.
    """
    stated = {fact.place for fact in version.facts.all()}
    found = []
    for entry, kind, stands in completeness.wanted_documents(version):
        name = document_place(entry, kind)
        if name in stated or version.is_under_way:
            found.append(Place(name, shortened(f"Document of {entry.name}: {kind.label}", 160), True, not stands))
    return found


def document_place(entry: Technology, kind: str) -> str:
    return f"document:{entry.pk}-{kind}"


def document_at(which: str) -> tuple[Technology | None, str]:
    """The entry and the kind that a place of a document names; no entry where it is gone."""
    number, _, kind = which.partition("-")
    return Technology.objects.filter(pk=number).select_related("force").first(), kind


def wants_documents(version: BriefingVersion) -> None:
    """Of a new draft: what its entries lack is to be confirmed by the force."""
    for entry, kind, stands in completeness.wanted_documents(version):
        if not stands:
            AskedFact.objects.get_or_create(version=version, place=document_place(entry, kind))


def _is_of_a_section(fact: AskedFact) -> bool:
    """What the force said of a section stays where the section was, though nobody writes anything there."""
    return fact.place.startswith("section:") and (fact.is_of_the_force or fact.waits_for_us)


def row_and_column(version: BriefingVersion, table: str, number: str) -> tuple[models.Model, str]:
    """Where what the force says of a row belongs: its first column that is not known, else the one that matters."""
    related, column = ROWS[table]
    row: models.Model = getattr(version, related).get(pk=number)
    return row, next(_unknown_columns(row, table), column)


def has_unknown(version: BriefingVersion, table: str, number: str) -> bool:
    return any(_unknown_columns(row_and_column(version, table, number)[0], table))


def _unknown_columns(row: models.Model, table: str) -> Iterator[str]:
    texts = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields if not field.is_relation}
    return (name for name, text in texts.items() if isinstance(text, str) and _leaves_open(text, table, name))


def _leaves_open(text: str, table: str, column: str) -> bool:
    if table not in _OF_THE_FORCE:
        return text.strip().rstrip(".").casefold() == INSTEAD
    return bool(_SAYS_SO.match(text)) or (column not in _NAMES and INSTEAD in text.casefold())


def leaves_open(text: str) -> bool:
    """Whether a row says in words that it is not known: “Not known”, “n/k”, “to be confirmed”."""
    return bool(_SAYS_SO.match(text)) or INSTEAD in text.casefold()


def section_is_open(kind: str, body: str) -> bool:
    """The same of a section: a line that says nothing else, or “not known yet” in the middle."""
    if kind in _NO_FACTS:
        return False
    return INSTEAD in body.casefold() or any(_SAYS_SO.match(line) for line in body.splitlines() if len(line) < SHORT)


def answered_in(text: str) -> str:
    """A text without the one sentence that only says that something is not known: the answer stands in its place.

    The text as it is where several say so, since one answer need not settle them all, or where a sentence says more.
    """
    bare, many = _BARE.subn("", text)
    return bare.strip() if many == 1 and text.casefold().count(INSTEAD) == 1 else text


def named_open(text: str) -> str:
    """What stands before “: not known yet” at the end of a text, with the colon; empty for any other text."""
    found = _NAMED.search(text)
    return text[: found.start() + 1] if found and text.casefold().count(INSTEAD) == 1 else ""


def is_open(text: str) -> bool:
    """Whether a row is blank, or leaves something unknown."""
    return not text.strip() or leaves_open(text)


def is_open_at(version: BriefingVersion, place: str) -> bool:
    """Whether the draft is blank there, or says that it is not known."""
    part, _, which = place.partition(":")
    if part in ROWS:
        return has_unknown(version, part, which)
    if part == "section":
        body = version.sections.filter(kind=which).values_list("body", flat=True).first() or ""
        return not body.strip() or section_is_open(which, body)
    if part == "document":
        entry, kind = document_at(which)
        return entry is None or not entry.documents.filter(kind=kind).exists()
    if part == "card":
        return is_open(str(DataCard.objects.filter(version=version).values_list(which, flat=True).first() or ""))
    return False


@dataclass(frozen=True)
class Count:
    unknown: int
    of: int


def counted(version: BriefingVersion, known: dict[str, Place] | None = None) -> Count:
    """“17 of 61 facts are not known”: uses and documents of the register are not facts of this pack.

    A text that says so counts with or without a state: nobody gets it out of the count by taking the state away.
    """
    states = {fact.place: fact for fact in version.facts.all()}
    here = [place for name, place in (known or places(version)).items() if not name.startswith(OF_THE_REGISTER)]
    here = [place for place in here if place.name not in states or not states[place.name].is_gone]
    unknown = [one for one in here if (states[one.name].is_unknown if one.name in states else one.is_open)]
    return Count(len(unknown), len(here))


def without_state(version: BriefingVersion, known: dict[str, Place] | None = None) -> list[Place]:
    """What says that it is not known and has no state: it was written before that became one."""
    states = {fact.place for fact in version.facts.all()}
    return [place for name, place in (known or places(version)).items() if place.is_open and name not in states]


def labelled(version: BriefingVersion, known: dict[str, Place] | None = None) -> list[tuple[Place, AskedFact]]:
    """Every state there is, in the order of the pack."""
    facts = {fact.place: fact for fact in version.facts.all()}
    known = (known or places(version)) if facts else {}
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


def settled(version: BriefingVersion, place: str, text: str, *, typed: bool = False) -> str:
    """The text without placeholders: each says “not known yet”. Where a text says that it is not known, its place is to
    be confirmed by the force.

    `typed`: by somebody, now. A state that words half typed have made goes as they do.
    """
    part, _, which = place.partition(":")
    settled = PLACEHOLDER.sub(_instead, text)
    is_open = section_is_open(which, settled) if part == "section" else leaves_open(settled)
    if settled != text or (is_open and place != CHECKED_BY):
        AskedFact.objects.get_or_create(version=version, place=place, defaults={"is_typed": typed})
    elif typed:
        version.facts.filter(place=place).take_off_typed()
    return settled


def _instead(found: re.Match[str]) -> str:
    before = found.string[: found.start()].rstrip()
    return INSTEAD if before and before[-1] not in ".!?:-*" else INSTEAD.capitalize()


def all_settled(version: BriefingVersion) -> None:
    """A pack that was filled from elsewhere, every text of it."""
    for section in version.sections.all():
        if (body := settled(version, f"section:{section.kind}", section.body)) != section.body:
            section.body = body
            section.save()
    card = DataCard.of(version)
    if card is not None:
        for name in DataCard.FIELDS:
            setattr(card, name, settled(version, f"card:{name}", getattr(card, name)))
        card.save()
    for table, (related, _) in ROWS.items():
        for row in getattr(version, related).all():
            settle_row(version, table, row)


def settle_row(version: BriefingVersion, table: str, row: models.Model) -> None:
    """The same for one row of a small table, where its rows are facts."""
    assert isinstance(row, models.Model)
    if table not in ROWS:
        return
    changed = []
    for column in row._meta.concrete_fields:
        value = getattr(row, column.name) if not column.is_relation else None
        if isinstance(value, str) and (text := PLACEHOLDER.sub(_instead, value)) != value:
            setattr(row, column.name, text)
            changed.append(column.name)
    if changed:
        row.save(update_fields=changed)
    if changed or any(_unknown_columns(row, table)):
        AskedFact.objects.get_or_create(version=version, place=f"{table}:{row.pk}")
