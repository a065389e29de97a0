"""A record of the Algorithmic Transparency Recording Standard, read into a draft: docs/pack.md.

Each field has one place in the pack, or none. What comes is proposed; where something stands already, it stays unless
whoever writes the draft asks for it to be replaced.
"""

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from consultations.briefing import briefing, unknowns
from consultations.briefing.atrs import NOT_KNOWN
from consultations.models import BriefingVersion, DataCard, SectionKind
from people.errors import Refused
from people.models import Person
from people.text.sanitising import plain, shortened

K = SectionKind
#: Field of the standard → place of the pack. Several fields of one place come one after the other, in this order.
PLACES = {
    "description": f"section:{K.SUMMARY}",
    "scope": f"section:{K.DOES}",
    "detailed_description": f"section:{K.STEPS}",
    "frequency_and_scale_of_usage": f"section:{K.USES}",
    "alternatives_considered": f"section:{K.ALTERNATIVES}",
    "benefit": f"section:{K.NECESSITY}",
    "risks": f"section:{K.LIMITS}",
    "process_integration": f"section:{K.DECIDES}",
    "human_decisions_and_review": f"section:{K.DECIDES}",
    "appeals_and_review": f"section:{K.ANSWERABLE}",
    "source_data_description": "card:collected",
    "data_collection": "card:about_whom",
    "source_data_name": "card:compared_with",
    "data_access_and_storage": "card:held_where",
    "data_sharing_agreements": "card:shared_with",
    "impact_assessments": "card:dpia",
    "external_supplier": "supplier:",
}
#: Why a field has no place, where that is known.
ELSEWHERE = {
    "title": "the name of the entry in the register", "name": "the name of the entry in the register",
    "organisation": "the force, set in Setup", "organisation_name": "the force, set in Setup",
    "senior_responsible_owner": "the accountable role of the entry in the register",
    "phase": "how far the entry in the register is", "website": "the address of the record",
    "one_sentence_description": "the description says it in full",
    "model_performance": "a figure needs its area, period, source and both bases: enter it under Figures",
    "provided_information": "a step of the machine: enter it under Decision path",
    "date_completion": "the day of the record, not of this briefing",
    "external_supplier_role": "stands with the supplier", "companies_house_number": "stands with the supplier",
    "data_access_terms": "stands with the supplier", "external_supplier_involvement": "stands with the supplier",
}  # fmt: skip
OF_THE_SUPPLIER = {
    "external_supplier_role": "role", "companies_house_number": "company_number", "data_access_terms": "can_see_data",
}  # fmt: skip
MAX_FIELDS = 300
MAX_RECORD = 200_000  # characters: it comes back in the form that says what is taken
Record = dict[str, str]


@dataclass(frozen=True)
class Proposal:
    """What one place would say, beside what it says now."""

    place: str
    label: str
    text: str
    now: str
    fields: dict[str, str]  # of a supplier's row

    @property
    def is_free(self) -> bool:
        """Nothing stands there, so taking it in replaces nothing."""
        return unknowns.is_open(self.now) and not self.now.strip()


@dataclass(frozen=True)
class Plan:
    """A record against a draft: what has a place, and what was left over, each with why."""

    proposals: list[Proposal]
    left: list[tuple[str, str, str]]  # field, its text, why


def read(text: str, names: Collection[str] = ()) -> Record:
    """Field → text. Of several records the one that is called as one of `names`. Raises Refused for anything else."""
    if len(text) > MAX_RECORD:
        raise Refused(f"The file is too long: at most {MAX_RECORD:,} characters.")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise Refused(f"This is no JSON file{where}. Choose a transparency record as JSON.") from error
    fields = dict(_leaves(_one(found, names)))
    if len(fields) > MAX_FIELDS:
        raise Refused(f"This file has more than {MAX_FIELDS} fields. A transparency record has about fifty.")
    if not fields.keys() & PLACES.keys():
        raise Refused(
            "None of its fields is one of the Algorithmic Transparency Recording Standard, such as “description” or "
            "“appeals_and_review”. Nothing was taken in."
        )
    return fields


def _one(found: Any, names: Collection[str]) -> dict[str, Any]:
    records = found.get("records", found) if isinstance(found, dict) else found
    if isinstance(records, dict):
        return records
    if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
        raise Refused("This file is no transparency record: it must hold one record, or a list of “records”.")
    chosen: list[dict[str, Any]] = [one for one in records if str(one.get("name", one.get("title", ""))) in names]
    if len(records) == 1 or len(chosen) == 1:
        return next(iter(chosen or records))
    called = "; ".join(shortened(str(one.get("name", "without a name")), 60) for one in records[:10])
    raise Refused(f"This file has {len(records)} records ({called}). Leave the one in that you mean.")


def _leaves(given: Any, name: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Tiers and groups are opened; lists become lines. A field is known by its words, not by its number or spaces."""
    if isinstance(given, dict) and depth < 6:
        for key, value in given.items():
            yield from _leaves(value, _named(str(key)), depth + 1)
    elif name and given not in (None, ""):
        lines = given if isinstance(given, list) else [given]
        text = plain("\n".join(str(one) for one in lines if isinstance(one, str | int | float)))
        if text and text.rstrip(".").casefold() != NOT_KNOWN.casefold():
            yield name, text


def _named(key: str) -> str:
    """“2.1.3 - Senior responsible owner” → senior_responsible_owner."""
    return re.sub(r"[^a-z]+", "_", key.casefold()).strip("_")


def plan(version: BriefingVersion, record: Record) -> Plan:
    """What the record would put where. Nothing is written."""
    said: dict[str, list[str]] = {}
    for field, place in PLACES.items():
        if field in record and place != "supplier:":
            said.setdefault(place, []).append(record[field])
    left = [(name, text, ELSEWHERE.get(name, "no part of a pack for residents")) for name, text in record.items()
            if name not in PLACES]  # fmt: skip
    proposals = []
    for place, texts in said.items():
        one = _proposal(version, place, "\n\n".join(dict.fromkeys(texts)))
        if len(one.text) > (most := _room(place)):
            left.append((one.label, one.text, f"longer than its place holds: at most {most:,} characters"))
        elif one.text != one.now:
            proposals.append(one)
    return Plan(proposals + _suppliers(version, record, left), left)


def _proposal(version: BriefingVersion, place: str, text: str) -> Proposal:
    part, _, which = place.partition(":")
    if part == "section":
        now = version.sections.filter(kind=which).values_list("body", flat=True).first() or ""
        return Proposal(place, str(SectionKind(which).label), text, now, {})
    now = str(DataCard.objects.filter(version=version).values_list(which, flat=True).first() or "")
    name = DataCard._meta.get_field(which).verbose_name  # type: ignore[union-attr]
    return Proposal(place, f"Data card: {name}", text, now, {})


def _room(place: str) -> int:
    part, _, which = place.partition(":")
    if part == "section":
        return briefing.MAX_BODY
    return int(getattr(DataCard._meta.get_field(which), "max_length", 0) or 0)


def _suppliers(version: BriefingVersion, record: Record, left: list[tuple[str, str, str]]) -> list[Proposal]:
    """A row for each company that is not there yet. “Firm: what of it” names whose line it is."""
    table = briefing.EVIDENCE["suppliers"]
    here = {str(name).casefold() for name in version.suppliers.values_list("name", flat=True)}
    names = [line.strip() for line in record.get("external_supplier", "").splitlines() if line.strip()]
    found = []
    for name in dict.fromkeys(names):
        row = {"name": name} | {column: _of(record.get(field, ""), name, len(names)) for field, column
                                in OF_THE_SUPPLIER.items()}  # fmt: skip
        long = [c for c, value in row.items() if len(value) > (getattr(table._meta.get_field(c), "max_length", 0) or 0)]
        if name.casefold() in here:
            left.append(("external_supplier", name, "this supplier stands in the pack already"))
        elif long:
            left.append(("external_supplier", name, "longer than the row of a supplier holds"))
        else:
            text = ", ".join(value for value in row.values() if value)
            found.append(Proposal(f"supplier:{name}", f"Supplier: {name}", text, "", row))
    return found


def _of(text: str, name: str, of: int) -> str:
    """What is said of this company: its own line, or all of it where there is no other company."""
    for line in text.splitlines():
        if line.casefold().startswith(f"{name.casefold()}: "):
            return line[len(name) + 2 :].strip()
    return text.strip() if of == 1 else ""


@transaction.atomic
def take(version: BriefingVersion, record: Record, places: Collection[str], *, by: Person, seen: str) -> int:
    """Put the chosen places into the draft; returns how many. `seen`: the fingerprint of the draft that was shown.

    Raises Refused when it is another draft now: what would be replaced was not what somebody agreed to replace.
    """
    edit = briefing.hold(version, by)
    if edit.version.compute_hash() != seen:
        raise Refused("The draft changed after you opened this page. Look again at what would be replaced.")
    chosen = [one for one in plan(version, record).proposals if one.place in places]
    if not chosen:
        raise Refused("Tick what is to be taken in.")
    for one in chosen:
        part, _, which = one.place.partition(":")
        if part == "section":
            briefing.write_section(version, which, one.text, by=by)
        elif part == "card":
            briefing.write_data_card(version, by=by, checked_on=None, **{which: one.text})
        else:
            briefing.add_evidence(version, "suppliers", by=by, **one.fields)
    return len(chosen)
