"""A pack as one JSON file: its texts, tables and what is not known, out and in again. What comes in is a draft.

Records of deployments have a table of their own (`deployments.as_csv`), and the terms are the consultation's. Nothing
of a force's answers comes in: what it confirmed, it confirmed of its own pack. The schema is docs/pack.md.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.db import transaction

from consultations.briefing import briefing, glossary, source_numbers, unknowns
from consultations.briefing.forms import EVIDENCE_FORMS, DataCardForm
from consultations.models import AskedFact, BriefingSection, BriefingVersion, DataCard, SectionKind
from people.errors import Refused
from people.models import Person
from people.text.sanitising import plain, shortened

FORMAT = "answerable-pack"
VERSION = 1
MAX_PACK = 2_000_000  # characters
MAX_FAULTS = 20
DATES = ("law_as_at", "check_by")
Pack = dict[str, Any]
Rule = Callable[[dict[str, Any]], object]
Rules = Mapping[str, Rule]


def exported(version: BriefingVersion) -> Pack:
    """Plain values in a fixed order; empty ones are left out, so that equal packs are equal files."""
    written = {one.kind: one.body for one in version.sections.all()}
    card = DataCard.objects.filter(version=version).first()
    rows = {what: _rows(version, what) for what in briefing.EVIDENCE}
    tables = {what: [_row(what, row) for row in found] for what, found in rows.items()}
    named = {f"{what}:{row.pk}": f"{what}:{n}" for what in unknowns.ROWS for n, row in enumerate(rows[what], start=1)}
    named |= {f"section:{kind}": f"section:{kind}" for kind, body in written.items() if body}
    named |= {f"card:{name}": f"card:{name}" for name in DataCard.FIELDS}
    return {
        "format": FORMAT,
        "version": VERSION,
        **{name: _plain(getattr(version, name)) for name in DATES if getattr(version, name)},
        "sections": {kind: written[kind] for kind in SectionKind.values if written.get(kind)},
        "data_card": _filled(card, [*DataCard.FIELDS, "checked_on"]) if card else {},
        **{what: rows for what, rows in tables.items() if rows},
        **({"no_harm_known": version.no_harm_known} if version.no_harm_known else {}),
        "to_be_confirmed": sorted(
            named[place] for place in version.facts.values_list("place", flat=True) if place in named
        ),
    }


def as_text(pack: Pack) -> str:
    return json.dumps(pack, ensure_ascii=False, indent=2) + "\n"


def _rows(version: BriefingVersion, what: str) -> list[Any]:
    rows = list(briefing.EVIDENCE[what]._default_manager.filter(version=version).order_by("pk"))
    return sorted(rows, key=lambda row: row.number or 0) if what == "sources" else rows


def _row(what: str, row: Any) -> dict[str, Any]:
    names = list(EVIDENCE_FORMS[what][0].base_fields)
    return {**_filled(row, names), **({"number": row.number} if what == "sources" and row.number else {})}


def _filled(row: Any, names: list[str]) -> dict[str, Any]:
    return {name: _plain(value) for name in names if (value := getattr(row, name)) not in ("", None, False)}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


@transaction.atomic
def imported(version: BriefingVersion, text: str, *, by: Person, seen: str) -> int:
    """Replace the draft by the pack in `text`. Returns how many sections and rows there are now.

    `seen`: the fingerprint of the draft that was there as the page was opened. Raises Refused when it is another one
    now, and with every fault by its place; then nothing is changed.
    """
    edit = briefing.hold(version, by)
    if edit.version.compute_hash() != seen:
        raise Refused("The draft changed after you opened this page. Look again at what would be replaced.")
    pack = _read(text)
    faults, cleaned = _checked(pack, briefing.rules(version))
    if faults:
        more = [f"And {len(faults) - MAX_FAULTS} more."] if len(faults) > MAX_FAULTS else []
        raise Refused("Nothing was taken in.", [*faults[:MAX_FAULTS], *more])
    version = edit.version
    source_numbers.give(version, cleaned)
    _empty(version)
    count, rows = _fill(version, cleaned)
    unknowns.all_settled(version)
    for place in cleaned["places"]:
        version.facts.get_or_create(place=rows.get(place, place))
    briefing.seal(edit, "pack_imported", f"{count} sections and rows")
    return count


def _read(text: str) -> Pack:
    if len(text) > MAX_PACK:
        raise Refused(f"The file is too long: at most {MAX_PACK:,} characters.")
    try:
        pack = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise Refused(f"This is no JSON file{where}. Choose a pack that was exported here.") from error
    if not isinstance(pack, dict) or pack.get("format") != FORMAT:
        raise Refused("This file is no pack: it must say “format”: “answerable-pack”.")
    if pack.get("version") != VERSION:
        raise Refused(
            f"This pack has version {shortened(str(pack.get('version')), 20)}. Version {VERSION} can be read."
        )
    return pack


def _checked(pack: Pack, rules: Rules) -> tuple[list[str], dict[str, Any]]:
    """Every fault, in words with its place; and the rows as their forms clean them."""
    known = {
        "$schema",  # where its form is published: said by the file, and read by other programs
        "format",
        "version",
        *DATES,
        "sections",
        "data_card",
        "no_harm_known",
        "to_be_confirmed",
        *briefing.EVIDENCE,
    }
    faults = [f"“{shortened(str(name), 40)}” is no part of a pack." for name in pack if name not in known]
    cleaned: dict[str, Any] = {"dates": {}, "places": []}
    for name in DATES:
        cleaned["dates"][name] = _date(pack.get(name), name, faults)
    if (again := cleaned["dates"]["check_by"]) and again > briefing.last_day_to_look_again():
        faults.append(f"check_by: {briefing.too_late_to_look_again()}")
    cleaned["sections"] = _sections(pack.get("sections", {}), faults)
    card = pack.get("data_card", {})
    cleaned["data_card"] = _cleaned(card, DataCardForm, "data_card", faults) if card != {} else {}
    for what in briefing.EVIDENCE:
        cleaned[what] = _table(what, pack.get(what, []), faults, rules.get(what))
    faults += glossary.doubles(cleaned["glossary"])
    numbers = [row["number"] for row in pack.get("sources", []) if isinstance(row, dict) and row.get("number")]
    if len(set(map(str, numbers))) != len(numbers):
        faults.append("sources: two have the same number.")
    if not isinstance(pack.get("no_harm_known", ""), str) or len(pack.get("no_harm_known", "")) > 500:
        faults.append("no_harm_known must be a text, and no longer than its field.")
    else:
        cleaned["no_harm_known"] = plain(pack.get("no_harm_known", ""))
    cleaned["places"] = _places(pack.get("to_be_confirmed", []), cleaned, faults)
    return faults, cleaned


def _date(value: object, name: str, faults: list[str]) -> date | None:
    if value in ("", None):
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        faults.append(f"{name} must be written as 2026-06-15.")
        return None


def _sections(given: object, faults: list[str]) -> dict[str, str]:
    if not isinstance(given, dict):
        faults.append("sections must be an object: kind and text.")
        return {}
    for kind, body in given.items():
        if kind not in SectionKind.values:
            faults.append(f"sections: there is no section “{shortened(str(kind), 40)}”.")
        elif not isinstance(body, str) or len(plain(body)) > briefing.MAX_BODY:
            faults.append(f"sections, {kind}: a text of at most {briefing.MAX_BODY:,} characters is needed.")
    return {kind: plain(body) for kind, body in given.items() if isinstance(body, str)}


def _table(what: str, given: object, faults: list[str], rule: Rule | None) -> list[dict[str, Any]]:
    most = briefing.most_rows(what)
    if not isinstance(given, list) or len(given) > most:
        faults.append(f"{what} must be a list of at most {most} rows.")
        return []
    form = EVIDENCE_FORMS[what][0]
    return [_cleaned(row, form, f"{what}, row {n}", faults, rule) for n, row in enumerate(given, start=1)]


def _cleaned(
    given: object,
    form_class: type[forms.Form],
    where: str,
    faults: list[str],
    rule: Rule | None = None,
) -> dict[str, Any]:
    """The row as its form cleans it: the same limits as by hand."""
    if not isinstance(given, dict):
        faults.append(f"{where}: an object is needed.")
        return {}
    number = given.get("number") if where.startswith("sources") else None
    unknown = [name for name in given if name not in form_class.base_fields and not (name == "number" and number)]
    faults += [f"{where}: “{shortened(str(name), 40)}” is no field." for name in unknown]
    if number is not None and (not isinstance(number, int) or isinstance(number, bool) or not 0 < number < 1000):
        faults.append(f"{where}: number must be between 1 and 999.")
        number = None
    if wrong := [name for name, value in given.items() if not isinstance(value, str | int | bool)]:
        faults.append(f"{where}, {wrong[0]}: a text is needed.")
        return {}
    form = form_class({name: value for name, value in given.items() if value is not False})
    if not form.is_valid():
        faults += [f"{where}, {name}: {error}" for name, errors in form.errors.items() for error in errors]
        return {}
    try:
        if rule is not None:
            rule(form.cleaned_data)
    except Refused as refused:
        faults += [f"{where}: {problem}" for problem in refused.problems]
    return {**form.cleaned_data, **({"number": number} if number else {})}


def _places(given: object, cleaned: dict[str, Any], faults: list[str]) -> list[str]:
    known = {f"section:{kind}" for kind in cleaned["sections"]} | {f"card:{name}" for name in DataCard.FIELDS}
    known |= {f"{what}:{n}" for what in unknowns.ROWS for n in range(1, len(cleaned[what]) + 1)}
    if not isinstance(given, list) or any(place not in known for place in map(str, given)):
        faults.append(
            "to_be_confirmed must be a list of sections and rows that are in this pack: “card:dpia”, “retention:2”."
        )
        return []
    return [str(place) for place in given]


def _empty(version: BriefingVersion) -> None:
    for fact in version.facts.all():
        if fact.is_gone or fact.place.startswith("document:"):  # of the register, which no pack replaces
            continue
        if fact.waits_for_us:
            raise Refused("The force has answered facts of this draft. Accept what it said first, at the fact desk.")
        in_a_row = not fact.place.startswith(("section:", "card:", *unknowns.OF_THE_REGISTER))
        if in_a_row and fact.is_spoken_of:
            raise Refused("The force has spoken of rows of this draft, so they stay. Change it by hand.")
        fact.lay_by()
        if fact.earlier and not in_a_row:
            fact.state, fact.asked_role, fact.asked_on = AskedFact.State.TO_CONFIRM, "", None
            fact.save()
        else:
            fact.delete()
    briefing.keep_number(version, max((one.number or 0 for one in version.sources.all()), default=0))
    version.sections.all().delete()
    DataCard.objects.filter(version=version).delete()
    for table in briefing.EVIDENCE.values():
        table._default_manager.filter(version=version).delete()


def _fill(version: BriefingVersion, cleaned: dict[str, Any]) -> tuple[int, dict[str, str]]:
    """How many there are now; and where each row stands, by its place in the file."""
    rows: dict[str, str] = {}
    for kind, body in cleaned["sections"].items():
        BriefingSection.objects.create(version=version, kind=kind, body=body)
    DataCard.objects.create(version=version, **cleaned["data_card"])
    count = len(cleaned["sections"])
    for what, table in briefing.EVIDENCE.items():
        for n, row in enumerate(cleaned[what], start=1):
            rows[f"{what}:{n}"] = f"{what}:{table._default_manager.create(version=version, **row).pk}"
        count += len(cleaned[what])
    version.law_as_at, version.check_by = cleaned["dates"]["law_as_at"], cleaned["dates"]["check_by"]
    version.no_harm_known = cleaned["no_harm_known"]
    version.save(update_fields=[*DATES, "no_harm_known"])
    return count, rows
