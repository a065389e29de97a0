"""The history of the codebook: each change keeps the rows it touched, and the newest one can be taken back."""

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, Membership
from outcomes.coding import settling
from outcomes.models import Coding, Disagreement, Excerpt, Finding, Theme, ThemeChange
from people.errors import Refused
from people.models import Person

Row = dict[str, Any]
SAID = ("stance", "intensity", "directed_at", "concern", "belief")


def row_of(one: models.Model) -> Row:
    """A row as plain values. A memo is left out: it may say something of a person, and stays with the code."""
    fields = [field for field in one._meta.concrete_fields if field.name != "memo"]
    return {
        field.attname: field.value_to_string(one) if field.value_from_object(one) is not None else None
        for field in fields
    }


def rows_of(codings: Iterable[Coding]) -> list[Row]:
    """Codes, each with the contribution it is of: that is still known when the code was taken off and made again."""
    found = list(codings)
    excerpts = Excerpt.objects.filter(pk__in={one.excerpt_id for one in found})
    where = dict(excerpts.values_list("pk", "revision__contribution"))
    return [{**row_of(one), "contribution": where[one.excerpt_id]} for one in found]


def left(one: Coding, *, by: Membership) -> None:
    """A code is about to be taken off. Once there are findings that is kept: they count without it."""
    consultation = one.theme.consultation
    if one.state == Coding.State.COUNTS and Finding.objects.filter(report__consultation=consultation).exists():
        keep(consultation, ThemeChange.Kind.LEFT, f"A passage off “{one.theme}”", by=by, codings=[one])


def _values(model: type[models.Model], row: Row) -> Row:
    kinds = {field.attname: field for field in model._meta.concrete_fields}
    return {name: kinds[name].to_python(value) for name, value in row.items() if name in kinds}


def keep(
    consultation: Consultation,
    kind: str,
    summary: str,
    *,
    by: Membership,
    themes: Iterable[Theme] = (),
    codings: Iterable[Coding] = (),
    disagreements: Iterable[Disagreement] = (),
    **more: Any,
) -> ThemeChange:
    """Write down a change that is about to be made, with the rows as they are now, and what else tells what it was."""
    themes = list(themes)
    findings = Finding.themes.through.objects.filter(theme__in=themes).values_list("theme", "finding")
    before = {
        "themes": [row_of(one) for one in themes],
        "codings": rows_of(codings),
        "disagreements": [row_of(one) for one in disagreements],
        "findings": [list(pair) for pair in findings],
        "made": [],
        **more,
    }
    return ThemeChange.objects.create(consultation=consultation, kind=kind, summary=summary, before=before, by=by)


def made(change: ThemeChange, themes: Iterable[Theme]) -> None:
    """The themes that the change has made: gone when it is taken back."""
    change.before["made"] = [theme.pk for theme in themes]
    change.save()


def newest(consultation: Consultation) -> ThemeChange | None:
    """The change that can be taken back: the newest that has not been."""
    return consultation.theme_changes.of_themes().filter(undone_at=None).first()


def _keep_the_name(edit: ThemeChange, theme: int) -> None:
    """The name that goes, where words were coded under it: they are counted under the other one."""
    if Coding.objects.filter(theme=theme, coded_at__gte=edit.at).exists():
        edit.before["was"] = Theme.objects.values_list("title", flat=True).get(pk=theme)


@transaction.atomic
def undo(change: ThemeChange, *, by: Person) -> None:
    """Put the codebook back as it was before the newest change. What was coded since stays where it was coded.

    Raises Refused for an older change, and where words have been coded since with a theme that would go.
    """
    consultation = change.consultation
    member = access.require_held(by, consultation, Do.CODE)
    latest = newest(consultation)
    if latest is None or latest.pk != change.pk:
        raise Refused("Only the newest change can be undone. Undo the later ones first.")
    before = latest.before
    rows = before["themes"]
    if latest.kind == ThemeChange.Kind.EDITED:
        _keep_the_name(latest, int(rows[0]["id"]))
    # Parents first: a theme is put back below one that is there.
    there = {row["id"]: row for row in rows}
    for row in sorted(rows, key=lambda row: _depth(row, there)):
        values = _values(Theme, row)
        Theme.objects.update_or_create(pk=values.pop("id"), defaults=values)
    for row in before["disagreements"]:
        values = _values(Disagreement, row)
        if Excerpt.objects.filter(pk=values["excerpt_id"]).exists() or values["excerpt_id"] is None:
            Disagreement.objects.update_or_create(pk=values.pop("id"), defaults=values)
    _codes_back(before["codings"], before.get("took", {}))
    _findings_back(latest)
    for theme in Theme.objects.filter(pk__in=before["made"]).order_by("-parent_id", "-pk"):
        if theme.codings.exists() or theme.findings.exists() or theme.children.exclude(pk__in=before["made"]).exists():
            raise Refused(f"“{theme.title}” is in use since. Take it off first, or merge it into another theme.")
    _remove(before["made"])
    latest.undone_by, latest.undone_at = member, clock.now()
    latest.save()
    record("theme_change_undone", actor=member, subject=latest, consultation=consultation.slug, summary=latest.summary)


def _findings_back(change: ThemeChange) -> None:
    """Findings rest on the themes they had. A merge had put the theme that stayed in the place of the other: it goes
    from those that did not have it, and a label other than the coding supports has to be chosen again.
    """
    before = change.before
    stood_on: set[int] = set(before.get("stood_on", []))
    merged: set[int] = set()
    if "stood_on" in before:  # a merge, since it is kept
        merged = {of for theme, of in before["findings"] if theme == int(before["themes"][0]["id"])}
    reached = stood_on | {of for _, of in before["findings"]}
    for finding in Finding.objects.select_for_update(no_key=True).filter(pk__in=reached).order_by("pk"):
        finding.themes.add(*(theme for theme, of in before["findings"] if of == finding.pk))
        if finding.pk in merged - stood_on:
            finding.themes.remove(before["into"])
        if finding.pk in merged | stood_on and finding.computed.get("chosen_against"):
            finding.computed["chosen_against"] = None
            finding.save(update_fields=["computed"])


def _depth(row: Row, there: dict[str, Row]) -> int:
    above = there.get(row["parent_id"] or "")
    return 0 if above is None or above is row else 1 + _depth(above, there)


def _remove(pks: list[int]) -> None:
    """The themes with those below them first."""
    while pks:
        ends = Theme.objects.filter(pk__in=pks, children=None)
        gone = list(ends.values_list("pk", flat=True))
        if not gone:
            return
        ends.delete()
        pks = [pk for pk in pks if pk not in gone]


def _codes_back(rows: list[Row], took: dict[str, Row]) -> None:
    """Codes under the theme they had. What a coder has said of them since stays, and what was taken off stays away.

    `took`: what a merge made some of them say.
    """
    values = {int(row["id"]): _values(Coding, row) for row in rows}
    now = {one.pk: one for one in Coding.objects.filter(pk__in=values)}
    excerpts = Excerpt.objects.filter(pk__in={row["excerpt_id"] for row in values.values()})
    here = set(excerpts.values_list("pk", flat=True))
    standing = {pk for pk, one in now.items() if one.sample_id == values[pk]["sample_id"]}
    # First out of the way of each other, then what counts.
    Coding.objects.filter(pk__in=standing).update(state=Coding.State.KEPT)
    moved = set()
    for pk, row in sorted(values.items()):
        row.pop("id")
        one = now.get(pk) or _that_took_it_in(row, values, now)
        said = {name: row[name] for name in SAID}
        if one is not None:
            left = {**values[one.pk], **took.get(str(one.pk), {})}
            said |= {name: new for name in SAID if (new := getattr(one, name)) != left[name]}
        if pk in now:
            state = {"state": row["state"]} if pk in standing else {}
            Coding.objects.filter(pk=pk).update(theme_id=row["theme_id"], **said, **state)
        elif row["excerpt_id"] in here and (one is not None or _settles(row)):
            Coding.objects.create(pk=pk, **{**row, **said})
        else:
            continue
        if any(said[name] != row[name] for name in SAID):
            moved.add((row["excerpt_id"], row["theme_id"]))
    for excerpt, theme in moved:
        settling.compare(Excerpt.objects.get(pk=excerpt), Theme.objects.get(pk=theme))


def _that_took_it_in(row: Row, values: dict[int, Row], now: dict[int, Coding]) -> Coding | None:
    """The coder’s other code of the same words, which a merge kept of the two; None where it was taken off since."""
    mine = row["excerpt_id"], row["coded_by_id"]
    if row["settles_id"] is not None:
        return None
    others = (now[pk] for pk, one in values.items() if pk in now and (one["excerpt_id"], one["coded_by_id"]) == mine)
    return next((one for one in others if one.settles_id is None), None)


def _settles(row: Row) -> bool:
    """Whether it is what a person said who settled a difference that is there again."""
    return row["settles_id"] is not None and Disagreement.objects.filter(pk=row["settles_id"]).exists()
