"""What of a briefing one can comment on by itself: each sentence of a part, and each row of what stands in it."""

import re
from collections.abc import Iterable, Iterator
from html import unescape

from django.db import models
from django.utils.html import strip_tags

from consultations.briefing.citing import SENTENCE, numbered
from consultations.briefing.forms import EVIDENCE_FORMS
from consultations.briefing.glossary import words_of
from consultations.models import BriefingVersion, DataCard, ReviewComment, SectionKind
from consultations.terms import words
from people.text.sanitising import shortened

#: What is no part of its own and is signed with them, sources, words and terms: a comment has it as of the whole.
REST = "rest"
MOST = ReviewComment._meta.get_field("passage").max_length or 0
_BLOCK_ENDS = re.compile(r"</(?:p|li|h\d|blockquote)>|<br\s*/?>")


def of_part(version: BriefingVersion, part: str) -> list[str]:
    """In the order in which they are read, each once."""
    found = _rest(version) if part == REST else [*sentences_of(version, part), *_rows(version, SectionKind(part))]
    return list(dict.fromkeys(_cut(text) for text in found if text))


def sentences_of(version: BriefingVersion, part: str) -> Iterator[str]:
    """As they read, with the marks of their sources."""
    section = version.sections.filter(kind=part).first()
    for block in _BLOCK_ENDS.split(section.body_html if section is not None else ""):
        yield from _sentences(unescape(strip_tags(block)))


def _sentences(text: str) -> Iterator[str]:
    text, start = " ".join(text.split()), 0
    for end in SENTENCE.finditer(text):
        yield text[start : end.end()].strip()
        start = end.end()
    yield text[start:].strip()


def _rows(version: BriefingVersion, kind: SectionKind) -> Iterator[str]:
    if kind.shows_figures:
        yield from _table("figures", version.figures.order_by("pk"))
    if kind.shows_stories:
        for story in version.stories.order_by("pk"):
            yield _row("stories", story, without="text")
            yield from _sentences(story.text)
        yield version.no_harm_known
    if kind.shows_path:
        yield from _table("path", version.path.all())
    if kind.shows_data_card:
        card = DataCard.objects.filter(version=version).first()
        yield from (f"{row['key']}: {row['value'] or 'Blank'}" for row in (card.rows() if card else []))
        yield from _table("retention", version.retention_rows.order_by("pk"))
        yield from _table("suppliers", version.suppliers.order_by("pk"))


def _rest(version: BriefingVersion) -> Iterator[str]:
    for row in words.rows(version.terms_now()):  # what the polls ask is several lines: each question is one
        yield from (f"{row['key']}: {line}" for line in row["value"].splitlines() if line.strip())
    yield from (f"{word}: {word.meaning}" for word in words_of(version))
    for source in numbered(version):
        yield f"[{source.number}] {_row('sources', source)}"


def _table(what: str, rows: Iterable[models.Model]) -> Iterator[str]:
    return (_row(what, row) for row in rows)


def _row(what: str, row: models.Model, *, without: str = "") -> str:
    """What the row says, in the order of its form; a tick by its name."""
    said = []
    for name, field in EVIDENCE_FORMS[what][0].base_fields.items():
        shown = getattr(row, f"get_{name}_display", None)
        value = shown() if shown else getattr(row, name)
        if name != without and value not in ("", None, False):
            said.append(str(field.label) if value is True else str(value))
    return "; ".join(said)


def _cut(text: str) -> str:
    """What fits beside a comment, between words: the beginning still says which it is."""
    return shortened(" ".join(text.split()), MOST)
