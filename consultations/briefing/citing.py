"""Which source a sentence stands on: marks such as [3] in a text, and the sentences that state a fact without one.

A mark is a number of the version's own list of sources. On the page it is a link to that source, which says where it
stands and when it came out; it works without a script.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from consultations.briefing.reading_age import blocks
from consultations.briefing.unknowns import leaves_open
from consultations.models import AskedFact, BriefingVersion, DataCard, SectionKind, Source

MARK = re.compile(r"\[(\d{1,3})\]")
SENTENCE = re.compile(r"(?<=[.!?])[”’\"')]*(?:\s*\[\d{1,3}\])*\s+(?=[“‘\"'(*]*[A-Z0-9£])")
_BULLET = re.compile(r"^\s*(?:[-*+]|\d{1,2}[.)])\s+")
#: What a sentence says that can be looked up: a number, a body, somebody who said or found something.
_FACT = re.compile(
    r"\d|per cent|\b(?:Home Office|High Court|Court of Appeal|Parliament|College of Policing|Metropolitan Police"
    r"|Information Commissioner said|police chiefs|judges?)\b"
    r"|\b(?:found|ruled|reported|upheld|tested|apologised|was jailed|were jailed|was fined|admitted)\b"
)
_NO_FACT = re.compile(r"\b(?:999|101)\b")
#: What people say, what is asked and what nobody knows are not facts of ours.
VIEWS = frozenset({SectionKind.ARGUMENTS, SectionKind.SCOPE, SectionKind.UNKNOWNS})


#: Cells of a step that say what happens; who does it is a name.
_OF_A_STEP = ("title", "can_stop", "challenge")
#: What the force has said, by role and date, has its source in that.
_SAID_BY_THE_FORCE = frozenset({AskedFact.State.CONFIRMED, AskedFact.State.DOUBTED, AskedFact.State.NOT_HELD})


@dataclass
class Uncited:
    """A sentence that states a fact and names no source; `address`: where it is written."""

    heading: str
    text: str
    address: str = ""


def numbered(version: BriefingVersion) -> list[Source]:
    """The sources in the order of their numbers. Those from before numbers follow in the order they were added."""
    every = sorted(version.sources.all(), key=lambda source: source.pk)
    taken = {source.number for source in every if source.number}
    free = (n for n in range(1, len(every) + len(taken) + 1) if n not in taken)
    for source in every:
        source.number = source.number or next(free)
    return sorted(every, key=lambda source: source.number or 0)


def next_number(version: BriefingVersion) -> int:
    """One that no source of this version has had. A number that was taken out is not given again."""
    taken = [source.number or 0 for source in numbered(version)]
    return max([version.highest_source, *taken, *_used(version)]) + 1


def with_marks(html: str, sources: Iterable[Source]) -> SafeString:
    """`html`, which is safe, with each known mark as a link to its source. Unknown numbers stay as typed."""
    known = {source.number: source for source in sources}

    def link(match: re.Match[str]) -> str:
        source = known.get(int(match[1]))
        return _link(source) if source else match[0]

    return mark_safe(MARK.sub(link, html))  # noqa: S308


def _link(source: Source) -> SafeString:
    said = ", ".join(part for part in (source.title, source.came_out, source.get_standpoint_display()) if part)
    return format_html(
        '<a class="cite" href="#source-{}" data-cite aria-label="Source {}: {}" title="{}">[{}]</a>',
        source.number,
        source.number,
        said,
        said,
        source.number,
    )


def uncited(version: BriefingVersion) -> list[Uncited]:
    """Sentences, rows of the card and of the tables that state a fact without a source, and where each is written.

    A row that the force spoke of has its source in that. A company and a keeping time have one for their row: its cells
    are no sentences.
    """
    slug = version.consultation.slug
    said = {fact.place for fact in version.facts.all() if fact.state in _SAID_BY_THE_FORCE}
    found = []
    for section in sorted(version.sections.all(), key=lambda section: section.pk):
        if section.kind not in VIEWS:
            address = reverse("edit_section", args=[slug, section.kind])
            found += [Uncited(section.get_kind_display(), text, address) for text in uncited_in(section.body)]
    for heading, place, text in [*_of_the_card(version), *_of_the_tables(version)]:
        if place not in said:
            found.append(Uncited(heading, text, _address(slug, place)))
    return found


def _of_the_card(version: BriefingVersion) -> Iterator[tuple[str, str, str]]:
    """(heading, place, what is without a source). Who checked the card is no fact about the technology."""
    card = DataCard.of(version)
    for name, row in zip(DataCard.FIELDS, card.rows(), strict=True) if card is not None else ():
        if name != "checked_by":
            yield from ((f"Data card: {row['key']}", f"card:{name}", text) for text in uncited_in(row["value"]))


def _of_the_tables(version: BriefingVersion) -> Iterator[tuple[str, str, str]]:
    for kept in version.retention_rows.all():
        told = f"{kept.data_class}: {kept.kept_for}"
        if not (leaves_open(kept.kept_for) or _row_cites(kept)):
            yield "How long data is kept", f"retention:{kept.pk}", told
    for firm in version.suppliers.all():
        if not (leaves_open(firm.name) or _row_cites(firm)):
            yield "Companies involved", f"suppliers:{firm.pk}", firm.name
    for figure in version.figures.all():
        if not figure.source.strip():
            yield "What the figures say", f"figures:{figure.pk}", figure.metric
    for story in version.stories.all():
        if not story.source.strip():
            yield "What happened in real cases", f"stories:{story.pk}", story.title
        for text in uncited_in(story.text):
            yield f"Case: {story.title}", f"stories:{story.pk}", text
    for step in version.path.all():
        for text in (text for name in _OF_A_STEP for text in uncited_in(getattr(step, name))):
            yield "Decision path", f"path:{step.pk}", text
    for word in version.glossary.all():
        for text in uncited_in(word.meaning):
            yield "Words explained", f"glossary:{word.pk}", text


def _row_cites(row: models.Model) -> bool:
    return any(MARK.search(text) for text in _cells(row))


def _address(slug: str, place: str) -> str:
    """Where a place such as “card:dpia” or “stories:12” is written."""
    table, _, which = place.partition(":")
    if table == "card":
        return f"{reverse('edit_data_card', args=[slug])}#id_{which}"
    return reverse("edit_evidence_row", args=[slug, table, which])


def uncited_in(body: str) -> list[str]:
    """The sentences of a text that state a fact and bear no mark. A question, a line before a list and
    the date of the law state none."""
    return [
        text
        for sentence in _raw_sentences(body)
        if not MARK.search(sentence) and (text := " ".join(blocks(sentence))) and states_a_fact(text)
    ]


def states_a_fact(sentence: str) -> bool:
    asks = sentence.rstrip().endswith(("?", ":")) or sentence.startswith("As at ")
    return not asks and bool(_FACT.search(_NO_FACT.sub("", sentence)))


def dangling(version: BriefingVersion) -> list[str]:
    """Marks that lead nowhere."""
    known = {source.number for source in numbered(version)}
    return [f"[{number}] is cited, but there is no such source." for number in sorted(_used(version) - known)]


def broken(version: BriefingVersion) -> list[str]:
    """Sources that nobody can open: without a web address or another reference."""
    return [
        f"[{source.number}] “{source.title}” has neither a web address nor a reference."
        for source in numbered(version)
        if not (source.url or source.reference)
    ]


def cited_by(version: BriefingVersion, number: int) -> bool:
    return number in _used(version)


def _used(version: BriefingVersion) -> set[int]:
    return {int(number) for text in _texts(version) for number in MARK.findall(text)}


def _texts(version: BriefingVersion) -> Iterator[str]:
    """Everything that is written in it, wherever a mark can stand; not the titles of the sources themselves."""
    yield from texts_read(version)
    yield from (word.meaning for word in version.glossary.all())


def texts_read(version: BriefingVersion) -> Iterator[str]:
    """Everything that is read in it, without the words that are explained at its end."""
    yield from (section.body for section in version.sections.all())
    yield version.no_harm_known
    rows = [card] if (card := DataCard.of(version)) else []
    tables = (version.retention_rows, version.suppliers, version.figures, version.stories, version.path)
    for row in [*rows, *(row for table in tables for row in table.all())]:
        yield from _cells(row)


def _cells(row: models.Model) -> Iterator[str]:
    for field in row._meta.concrete_fields:
        if isinstance(field, models.CharField | models.TextField):
            yield getattr(row, field.name)


def sentences(body: str) -> list[str]:
    """Each sentence as it reads, without its marks."""
    bare = (re.sub(r"\s*\[\d{1,3}\]", "", sentence) for sentence in _raw_sentences(body))
    return [text for sentence in bare if (text := " ".join(blocks(sentence)))]


def _raw_sentences(body: str) -> list[str]:
    """The sentences of each line, each with the marks that follow it."""
    found: list[str] = []
    for line in body.splitlines():
        rest, start = _BULLET.sub("", line).strip(), 0
        for end in SENTENCE.finditer(rest):
            found.append(rest[start : end.end()].strip())
            start = end.end()
        found.append(rest[start:].strip())
    return [text for text in found if text]
