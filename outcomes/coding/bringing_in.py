"""A codebook of another program, brought in: what is here already stays, the rest is added below it."""

from dataclasses import dataclass, field

from django.db import transaction

from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation
from outcomes.coding import history
from outcomes.coding.codebook import DEEPEST
from outcomes.coding.refi import Read, read_codebook
from outcomes.coding.themes import add_theme
from outcomes.models import Theme, ThemeChange
from people.errors import Refused
from people.models import Person


@dataclass
class BroughtIn:
    """Titles, in the order of the file."""

    added: list[Theme] = field(default_factory=list)
    here: list[str] = field(default_factory=list)


@transaction.atomic
def bring_in(consultation: Consultation, data: bytes, *, by: Person) -> BroughtIn:
    """Add the themes of a .qdc. One change of the history, to be undone at once.

    A title that is here already is taken for that theme and keeps its own words. Of codes that lie deeper than
    themes do, the rest lies on the lowest level. Raises Refused, with the name, where a text is too long.
    """
    member = access.require(by, consultation, Do.CODE)
    codes = read_codebook(data)
    change = history.keep(consultation, ThemeChange.Kind.IMPORTED, "A codebook from a file", by=member)
    found = BroughtIn()
    themes = {theme.title.casefold(): theme for theme in consultation.themes.select_related("area", "parent")}
    _add(consultation, codes, None, 1, by, themes, found)
    if not found.added:
        raise Refused("Every code of this file is here already.")
    history.made(change, found.added)
    change.summary = f"{len(found.added)} themes from a file"
    change.save()
    record("codebook_imported", actor=member, subject=change, consultation=consultation.slug, summary=change.summary)
    return found


def _add(
    consultation: Consultation,
    codes: list[Read],
    parent: Theme | None,
    depth: int,
    by: Person,
    themes: dict[str, Theme],
    found: BroughtIn,
) -> None:
    for code in codes:
        theme = themes.get(code.name.casefold())
        if theme is not None and theme in found.added:
            # The same name on two branches of the file: two themes, told apart by what they lie below.
            title = f"{code.name} ({parent.title if parent else 'again'})"
            theme = themes.get(title.casefold())
        else:
            title = code.name
        if theme is None:
            try:
                theme = add_theme(
                    consultation,
                    title,
                    by=by,
                    parent=parent,
                    definition=code.definition,
                    examples=code.examples,
                    is_kept=False,
                )
            except Refused as error:
                raise Refused(f"“{code.name[:60]}”: {' '.join(error.problems)}") from error
            themes[title.casefold()] = theme
            found.added.append(theme)
        else:
            found.here.append(theme.title)
        _add(consultation, code.below, theme if depth < DEEPEST else parent, min(depth + 1, DEEPEST), by, themes, found)
