"""The public log of an entry of the register: every change, with the reason where one was asked for."""

from collections.abc import Mapping

from consultations.models import Technology, TechnologyLog
from consultations.register.kinds import PROPOSED
from people.errors import Refused
from people.text.sanitising import line_within, shortened
from people.text.sentences import listed, yes

LONGEST = 300  # characters
NOT_LOGGED = frozenset({"id", "force", "why_unticked"})  # the reason stands with each line it is for


def note(technology: Technology, what: str, *, old: str = "", new: str = "", reason: str = "") -> None:
    """One line of the log. Longer words are cut: they stand whole where they belong."""
    TechnologyLog.objects.create(
        technology=technology,
        what=shortened(what, LONGEST),
        old=shortened(old, LONGEST),
        new=shortened(new, LONGEST),
        reason=reason,
    )


def in_short(reason: str) -> str:
    """A reason that stands whole where it was given."""
    return shortened(reason, LONGEST)


def said(technology: Technology) -> dict[str, str]:
    """What an entry says of itself, as people read it: by the name of the column."""
    fields = [f for f in Technology._meta.concrete_fields if f.name not in NOT_LOGGED]
    return {str(f.verbose_name).capitalize(): _words(technology, f.name) for f in fields}


def _words(technology: Technology, name: str) -> str:
    shown = getattr(technology, f"get_{name}_display", None)
    value = shown() if shown else getattr(technology, name)
    return yes(value) if isinstance(value, bool) else str(value)


def changed(technology: Technology, before: Mapping[str, str], reason: str) -> None:
    """A line for each thing that is different now; the reason stands with each."""
    for name, new in said(technology).items():
        if new != before[name]:
            note(technology, f"{name} changed", old=before[name], new=new, reason=reason)


def ticked_away(technology: Technology) -> list[str]:
    """What every entry of this kind is, and this one is not: names of fields."""
    return [name for name in PROPOSED.get(technology.kind, ()) if not getattr(technology, name)]


def unticked(technology: Technology, before: Technology | None, reason: str) -> str:
    """The reason, checked, and kept in the entry: the panel of each consultation that names it signs it.

    What every entry of this kind is cannot be ticked away in silence. A reason that stands for the same is kept.
    """
    reason, away = line_within(reason, LONGEST, "The reason"), ticked_away(technology)
    same = before is not None and before.kind == technology.kind and set(away) <= set(ticked_away(before))
    known = before.why_unticked if before is not None and same else ""
    if away and not (reason or known):
        what = listed([f"“{Technology._meta.get_field(name).verbose_name}”" for name in away])  # type: ignore[union-attr]
        raise Refused(
            f"{technology.get_kind_display()}: {what} is ticked for every entry of this kind. Tick it, or say why it "
            "is not so here: everybody reads the reason."
        )
    technology.why_unticked = (reason or known) if away else ""
    return reason if away else ""
