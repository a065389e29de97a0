"""Forces: administrators add them and write what stands on their pages. A consultation then names one, or several."""

from collections.abc import Iterable

from django.db import transaction

from audit import clock
from audit.record import record
from consultations.models import POLICE, Area, Consultation, Force, Membership
from consultations.models.forces import HEADINGS
from people.accounts.administration import require_administrator
from people.errors import Refused
from people.models import Person
from people.text.addresses import unused_slug
from people.text.sanitising import one_line, plain
from people.text.sentences import letters

ONE_LINE = frozenset({"name", "short_name"})


def may_manage(person: Person) -> bool:
    """Forces are the site's, not a consultation's: administrators alone look after them."""
    return bool(person.is_authenticated and person.is_active and person.is_superuser)


@transaction.atomic
def add(*, by: Person, name: str, areas: Iterable[Area] = (), **fields: object) -> Force:
    """A force that consultations can name. Raises Refused for a name that is there already, however it is written."""
    administrator = require_administrator(by)
    force = Force(slug=unused_slug(one_line(name), "force", lambda slug: Force.objects.filter(slug=slug).exists()))
    _write(force, {"name": name, **fields})
    force.areas.set(areas)
    record("force_added", actor=administrator, subject=force, summary=force.name)
    return force


@transaction.atomic
def change(force: Force, *, by: Person, areas: Iterable[Area] | None = None, **fields: object) -> Force:
    """Its words, its name and (None: as they are) its areas. The address stays: pages and papers name it. Its
    page says what it was called before, and what it said before."""
    administrator = require_administrator(by)
    locked = Force.objects.select_for_update(no_key=True).get(pk=force.pk)
    before, short, words = locked.name, locked.short_name, {name: getattr(locked, name) for name in HEADINGS}
    had, whose = names_of(locked), locked.whose_words
    _write(locked, fields)
    _refuse_taken_for(locked, names_of(locked) - had)
    gone = {name: said for name, said in words.items() if said and said != getattr(locked, name)}
    if gone:
        until = clock.today().isoformat()
        earlier = [{"field": name, "words": said, "until": until, "whose": whose} for name, said in gone.items()]
        locked.earlier_words = [*earlier, *locked.earlier_words]
        locked.save(update_fields=["earlier_words"])
    if areas is not None:
        locked.areas.set(areas)
    now = {letters(locked.name), letters(locked.short_name)}
    if gone_names := [name for name in (short, before) if name and letters(name) not in now]:
        was = {letters(name) for name in gone_names}
        names = [name for name in locked.former_names if letters(name) not in now | was]
        locked.former_names = [*names, *gone_names]
        locked.save(update_fields=["former_names"])
    renamed = locked.name if locked.name == before else f"{before} → {locked.name}"
    record("force_changed", actor=administrator, subject=locked, summary=renamed, fields=sorted(fields), before=gone)
    return locked


def known_as(name: str) -> Force | None:
    """The force with this name, by its letters alone: however it is spaced, dotted or written in capitals."""
    known = letters(name)
    return next((force for force in Force.objects.all() if letters(force.name) == known), None) if known else None


def answering(consultation: Consultation) -> list[Force]:
    """Every force that must answer: the one that leads first."""
    lead = [consultation.force] if consultation.force else []
    return [*lead, *(force for force in consultation.joint_forces.all() if force not in lead)]


def _write(force: Force, fields: dict[str, object]) -> None:
    for name, value in fields.items():
        setattr(force, name, one_line(str(value)) if name in ONE_LINE else plain(str(value)))
    if not force.name:
        raise Refused("Give the force its name.")
    same = known_as(force.name)
    if same is not None and same.pk != force.pk:
        raise Refused(f"There is a force of that name already: {same.name}. Choose it from the list.")
    _refuse_anothers(force)
    force.save()


def names_of(force: Force) -> set[str]:
    """By their letters, all that it is or was called: what somebody who took a role for it may have written."""
    return {letters(name) for name in [force.name, force.short_name, *force.former_names]} - {""}


def _refuse_taken_for(force: Force, wanted: set[str]) -> None:
    """No new name for a force under which somebody took a police role as that of another one."""
    taken = Membership.objects.filter(role__in=POLICE).exclude(organisation="").values_list("organisation", flat=True)
    if wanted and (name := next((name for name in taken.distinct() if letters(name) in wanted), "")):
        raise Refused(
            f"Somebody took a police role for “{name}”, and not for {force.name}. If that is a force, add it as one of "
            "its own."
        )


def _refuse_anothers(force: Force) -> None:
    """A name of its own: else what was said or agreed for the other force would be read as its word."""
    wanted = {letters(name): name for name in (force.short_name, force.name) if name}
    for other in Force.objects.exclude(pk=force.pk):
        if taken := set(wanted) & names_of(other):
            raise Refused(
                f"“{wanted[min(taken)]}” is or was a name of another force, {other.name}. People who took a role for "
                "it wrote that name: give this force one that no other has had."
            )
