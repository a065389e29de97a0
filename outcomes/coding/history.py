"""The history of the codebook: each change keeps the rows it touched, and the newest one can be taken back."""

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, Membership
from outcomes.models import Coding, Disagreement, Excerpt, Finding, Theme, ThemeChange
from people.errors import Refused
from people.models import Person

Row = dict[str, Any]


def row_of(one: models.Model) -> Row:
    """A row as plain values. A memo is left out: it may say something of a person, and stays with the code."""
    fields = [field for field in one._meta.concrete_fields if field.name != "memo"]
    return {
        field.attname: field.value_to_string(one) if field.value_from_object(one) is not None else None
        for field in fields
    }


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
) -> ThemeChange:
    """Write down a change that is about to be made, with the rows as they are now."""
    themes = list(themes)
    findings = Finding.themes.through.objects.filter(theme__in=themes).values_list("theme", "finding")
    before = {
        "themes": [row_of(one) for one in themes],
        "codings": [row_of(one) for one in codings],
        "disagreements": [row_of(one) for one in disagreements],
        "findings": [list(pair) for pair in findings],
        "made": [],
    }
    return ThemeChange.objects.create(consultation=consultation, kind=kind, summary=summary, before=before, by=by)


def made(change: ThemeChange, themes: Iterable[Theme]) -> None:
    """The themes that the change has made: gone when it is taken back."""
    change.before["made"] = [theme.pk for theme in themes]
    change.save()


def newest(consultation: Consultation) -> ThemeChange | None:
    """The change that can be taken back: the newest that has not been."""
    return consultation.theme_changes.filter(undone_at=None).first()


@transaction.atomic
def undo(change: ThemeChange, *, by: Person) -> None:
    """Put the codebook back as it was before the newest change. What was coded since stays where it was coded.

    Raises Refused for an older change, and where words have been coded since with a theme that would go.
    """
    consultation = change.consultation
    member = access.require(by, consultation, Do.CODE)
    Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    latest = newest(consultation)
    if latest is None or latest.pk != change.pk:
        raise Refused("Only the newest change can be undone. Undo the later ones first.")
    before = latest.before
    rows = before["themes"]
    # Parents first: a theme is put back below one that is there.
    there = {row["id"]: row for row in rows}
    for row in sorted(rows, key=lambda row: _depth(row, there)):
        values = _values(Theme, row)
        Theme.objects.update_or_create(pk=values.pop("id"), defaults=values)
    for row in before["disagreements"]:
        values = _values(Disagreement, row)
        if Excerpt.objects.filter(pk=values["excerpt_id"]).exists() or values["excerpt_id"] is None:
            Disagreement.objects.update_or_create(pk=values.pop("id"), defaults=values)
    _codes_back(before["codings"])
    through = Finding.themes.through
    through.objects.bulk_create(
        [
            through(theme_id=theme, finding_id=finding)
            for theme, finding in before["findings"]
            if Finding.objects.filter(pk=finding).exists()
        ],
        ignore_conflicts=True,
    )
    for theme in Theme.objects.filter(pk__in=before["made"]).order_by("-parent_id", "-pk"):
        if theme.codings.exists() or theme.findings.exists() or theme.children.exclude(pk__in=before["made"]).exists():
            raise Refused(f"“{theme.title}” is in use since. Take it off first, or merge it into another theme.")
    _remove(before["made"])
    latest.undone_by, latest.undone_at = member, clock.now()
    latest.save()
    record("theme_change_undone", actor=member, subject=latest, consultation=consultation.slug, summary=latest.summary)


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


def _codes_back(rows: list[Row]) -> None:
    """Codes under the theme they had. One that was taken off since, or whose words are gone, stays away."""
    values = {int(row["id"]): _values(Coding, row) for row in rows}
    still = set(Coding.objects.filter(pk__in=values).values_list("pk", flat=True))
    here = set(
        Excerpt.objects.filter(pk__in={row["excerpt_id"] for row in values.values()}).values_list("pk", flat=True)
    )
    # First out of the way of each other, then what counts.
    Coding.objects.filter(pk__in=still).update(state=Coding.State.KEPT)
    for pk, row in sorted(values.items()):
        row.pop("id")
        if pk in still:
            Coding.objects.filter(pk=pk).update(**row)
        elif row["excerpt_id"] in here:
            Coding.objects.create(pk=pk, **row)
