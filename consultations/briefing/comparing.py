"""A briefing as texts with names, to be held against another: an earlier version, or what somebody read before."""

from typing import Any

from consultations.briefing import unknowns
from consultations.models import BriefingVersion, DataCard, SectionKind
from consultations.signed_texts import BEHIND
from people.text.dates import day


def texts(version: BriefingVersion) -> dict[str, str]:
    """Every part by the name people know it by, in reading order."""
    written = {section.kind: section.body for section in version.sections.all()}
    found = {str(kind.label): written[kind.value] for kind in SectionKind if kind.value in written}
    card = DataCard.objects.filter(version=version).first()
    found |= {f"Data card: {row['key']}": row["value"] for row in (card.rows() if card else []) if row["value"]}
    for name, words in BEHIND.items():
        found |= _rows(words, getattr(version, name).order_by("pk"))
    found |= {f"State: {place.label}": fact.lasting for place, fact in unknowns.labelled(version)}
    found["The law as at"], found["To be checked by"] = day(version.law_as_at), day(version.check_by)
    return found


def _rows(words: str, rows: Any) -> dict[str, str]:
    """A row a text: what it is called, and all it says."""
    found: dict[str, str] = {}
    for row in rows:
        name = f"{words[:1].upper()}{words[1:]}: {row}"
        fields = [f for f in row._meta.concrete_fields if f.name not in {"id", "version"}]
        said = [f"{f.verbose_name}: {_value(row, f.name)}" for f in fields if getattr(row, f.name) not in ("", None)]
        found[name] = "\n".join([*([found[name]] if name in found else []), *said])
    return found


def _value(row: Any, name: str) -> str:
    shown = getattr(row, f"get_{name}_display", None)
    return str(shown() if shown else getattr(row, name))
