"""Two coders said different things: which reading counts, who decided it, and why. Both readings stay."""

import re
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F, Q

from audit import clock
from audit.record import record
from consultations import access, seating
from consultations.access import Do
from consultations.models import Membership
from deliberation.models import Contribution
from outcomes.models import Coding, Disagreement, Excerpt, Stance, Theme
from people.errors import Refused
from people.models import Person
from people.text.sanitising import line_within


class Overtaken(Refused):
    """Two settled it at once: what the other one said stands."""


State, Outcome = Coding.State, Disagreement.Outcome
#: Of disagreements: on words that still stand.
ON_NEWEST = Q(excerpt=None) | Q(excerpt__revision__number=F("contribution__revision"))
QUOTED = 3  # words on end, from which on they are somebody’s own
WORD = re.compile(r"\w+")


def compare(excerpt: Excerpt, theme: Theme) -> None:
    """After a change outside of a sample: the earliest reading counts, and where readings differ somebody settles it.

    What was settled before stays settled only while the readings are the ones that were looked at: any change
    opens it again.
    """
    settled = Disagreement.objects.filter(excerpt=excerpt, theme=theme)
    readings = list(Coding.objects.filter(excerpt=excerpt, theme=theme, settles=None).order_by("pk"))
    if any(one.sample_id for one in readings):
        return  # of a sample: what counts was settled there
    settled.delete()
    if not readings:
        return
    let_count(readings[0], readings)
    if len({(one.stance, one.intensity) for one in readings}) > 1:
        contribution = excerpt.revision.contribution
        Disagreement.objects.create(excerpt=excerpt, theme=theme, contribution=contribution)


def read_otherwise(beside: Iterable[Coding], coder: int, stance: object, intensity: object) -> Coding | None:
    """Of codes of words that overlap: one that keeps a reading of this coder’s from counting beside it, if there is.

    Readings of two are of the same words: then both are kept, and a person settles what differs. Else whoever lost
    codes a word more, and both count.
    """
    beside = list(beside)
    others = [one for one in beside if one.coded_by_id != coder or one.settles_id is not None]
    counting = [one for one in beside if one.state == State.COUNTS]
    differs = [one for one in counting if (one.stance, one.intensity) != (stance, intensity)]
    return (differs or others)[0] if others and (differs or not counting) else None


def let_count(chosen: Coding, readings: Iterable[Coding]) -> None:
    """`chosen` counts and the others are kept."""
    Coding.objects.filter(pk__in=[one.pk for one in readings]).exclude(pk=chosen.pk).update(state=State.KEPT)
    Coding.objects.filter(pk=chosen.pk).update(state=State.COUNTS)


def readings_of(found: Sequence[Disagreement]) -> dict[int, list[Coding]]:
    """{disagreement: what each coder said, in the order of coding}: one query, however many."""
    asked = Q(excerpt__in=[one.excerpt_id for one in found if one.excerpt_id])
    asked |= Q(sample__isnull=False, excerpt__revision__contribution__in=[one.contribution_id for one in found])
    codes = Coding.objects.filter(asked, theme__in={one.theme_id for one in found}, settles=None).order_by("pk")
    rows = list(codes.select_related("excerpt__revision", "coded_by__user", "sample"))

    def belongs(code: Coding, one: Disagreement) -> bool:
        if code.theme_id != one.theme_id:
            return False
        if one.excerpt_id:
            return code.excerpt_id == one.excerpt_id
        return code.sample_id == one.sample_id and code.excerpt.revision.contribution_id == one.contribution_id

    return {one.pk: [code for code in rows if belongs(code, one)] for one in found}


@transaction.atomic
def settle(
    found: Disagreement,
    *,
    by: Person,
    why: str,
    counts_of: Membership | None = None,
    stance: str = "",
    intensity: int = Coding.Intensity.CLEAR,
    seen: str | None = None,
) -> Disagreement:
    """Say what counts, and why: one coder's reading, a `stance` both can live with, or (neither given) nothing.

    It may be settled anew; the last word counts and the record keeps the earlier one. `seen`: the mark of what was on
    the page; raises Overtaken where somebody settled it, or coded the words again, since then.
    """
    consultation = found.theme.consultation
    member = access.require(by, consultation, Do.CODE)
    why = line_within(why, 500, "The reason")
    if not why:
        raise Refused("Say why it is settled so. It is kept beside both readings.")
    found = _locked(found, seen)
    readings = readings_of([found])[found.pk]
    _refuse_own_favour(readings, member, counts_of, stance)
    _refuse_own_side(readings, member, counts_of, stance)
    Coding.objects.filter(settles=found).delete()
    here = Coding.objects.filter(theme=found.theme_id, excerpt__in={one.excerpt_id for one in readings})
    here.update(state=State.KEPT)
    if stance:
        _another(found, readings, member, stance, intensity)
    elif counts_of is not None:
        _one(readings, counts_of)
    found.outcome = Outcome.OTHER if stance else Outcome.ONE if counts_of else Outcome.NEITHER
    found.counts_of, found.why = None if stance else counts_of, why
    found.settled_by, found.settled_at = member, clock.now()
    found.save()
    record(
        "disagreement_settled",
        actor=member,
        subject=found,
        consultation=consultation.slug,
        summary=f"{found.theme}: {found.get_outcome_display()}",
    )
    return found


def open_anew(contribution: Contribution) -> list[dict[str, object]]:
    """What was settled of these words waits to be settled again. Part of `set_aside.put_back`, which holds the words.

    Returns what had been said, for the record: the theme, what counted and of whom, who settled it, when and why.
    """
    settled = Disagreement.objects.filter(ON_NEWEST, contribution=contribution).exclude(outcome=Outcome.OPEN)
    themes = Theme.objects.filter(pk__in=list(settled.values_list("theme", flat=True)))
    list(themes.select_for_update(no_key=True, of=("self",)).order_by("pk").values_list("pk", flat=True))
    found = list(settled.select_for_update(no_key=True, of=("self",)).order_by("pk"))
    Coding.objects.filter(settles__in=found).delete()
    before: list[dict[str, object]] = [
        {
            "theme": one.theme_id,
            "outcome": one.outcome,
            "counts_of": one.counts_of_id,
            "settled_by": one.settled_by_id,
            "settled_at": one.settled_at,
            "why": _without_words_of(contribution, one.why),
        }
        for one in found
    ]
    Disagreement.objects.filter(pk__in=[one.pk for one in found]).update(
        outcome=Outcome.OPEN, counts_of=None, why="", settled_by=None, settled_at=None
    )
    return before


def _without_words_of(contribution: Contribution, why: str) -> str:
    """A reason without what it quotes: the record keeps it for good, and what people wrote is deleted."""
    said: set[tuple[str, ...]] = set()
    for body in contribution.revisions.values_list("body", flat=True):
        said |= set(_runs(WORD.findall(body.casefold())))
    words = list(WORD.finditer(why))
    runs = _runs([one.group().casefold() for one in words])
    theirs = {n + k for n, run in enumerate(runs) if run in said for k in range(QUOTED)}
    kept = ["…" if n in theirs else one.group() for n, one in enumerate(words)]
    return re.sub(r"…( …)*", "[…]", " ".join(kept)) if theirs else why


def _runs(words: list[str]) -> list[tuple[str, ...]]:
    return [tuple(words[n : n + QUOTED]) for n in range(len(words) - QUOTED + 1)]


def _locked(found: Disagreement, seen: str | None) -> Disagreement:
    """As it stands, with its contribution and theme held: in the order in which those who code and merge lock."""
    here = Contribution.objects.select_for_update(no_key=True).filter(pk=found.contribution_id).order_by()
    here.values_list("pk", flat=True).first()
    Theme.objects.select_for_update(no_key=True, of=("self",)).filter(pk=found.theme_id).order_by().first()
    locked = (
        Disagreement.objects.select_for_update(no_key=True, of=("self",))
        .select_related("theme")
        .filter(pk=found.pk)
        .first()
    )
    if locked is None:
        raise Overtaken(
            "These words were coded again meanwhile, or the theme was merged. Look at how they are read now."
        )
    if seen is not None and seen != locked.mark:
        who = locked.settled_by.public_name if locked.settled_by else "Somebody"
        raise Overtaken(f"{who} settled this just before you: “{locked.why}” Settle it anew if that should not stand.")
    return locked


@transaction.atomic
def note_overtaken(found: Disagreement, *, by: Person) -> None:
    """The one who came too late is in the record too. Called once what they tried is undone."""
    consultation = found.theme.consultation
    member = access.require_role(by, consultation, Do.CODE)
    record(
        "disagreement_overtaken",
        actor=member,
        subject=found,
        consultation=consultation.slug,
        summary=found.theme.title,
    )


def _refuse_own_favour(readings: list[Coding], member: Membership, counts_of: Membership | None, stance: str) -> None:
    """Whoever read it may give way, or offer what neither had said. Their own reading, or none, another has to say.

    Else one coder would read differently whatever does not please, and then settle it.
    """
    if not has_read(readings, member):
        return
    own = {one.stance for one in readings if one.coded_by_id == member.pk}
    if counts_of == member or (stance and stance in own) or (counts_of is None and not stance):
        raise Refused(
            "You are one of the two who read it. You can let the other reading count, or a stance that is not yours. "
            "That yours counts, or that neither does, is for the other one or for a third person to say."
        )


def _refuse_own_side(readings: list[Coding], member: Membership, counts_of: Membership | None, stance: str) -> None:
    """Nor does anybody of a coder’s side say that this coder’s reading counts, or that neither does, against another’s.

    Where all who read it are of one side there is nobody to favour: they find out among themselves.
    """
    own = {one.coded_by_id for one in readings if one.stance == stance}
    favoured = own if stance else {counts_of.pk} if counts_of is not None else _read_by(readings)
    side = seating.side_of(member)
    if favoured & side and _read_by(readings) - side and counts_of != member:
        raise Refused(
            f"{seating.why_not_second(member, favoured)} You can let the reading of the other side count, or a stance "
            "that neither had. Either coder can also give way."
        )


def has_read(readings: list[Coding], member: Membership) -> bool:
    """Whether they are one of those whose readings differ."""
    return member.pk in _read_by(readings)


def _read_by(readings: list[Coding]) -> set[int]:
    coders = {one.coded_by_id for one in readings}
    return coders | {coder for one in readings if one.sample for coder in _coders(one)}


def _one(readings: list[Coding], member: Membership) -> None:
    theirs = [one.pk for one in readings if one.coded_by_id == member.pk]
    # In a sample, leaving a theme out is a reading too.
    if not theirs and member.pk not in {coder for one in readings if one.sample for coder in _coders(one)}:
        raise Refused("That person has not coded these words.")
    Coding.objects.filter(pk__in=theirs).update(state=State.COUNTS)


def _coders(one: Coding) -> tuple[int, int]:
    assert one.sample is not None
    return one.sample.first_id, one.sample.second_id


def _another(found: Disagreement, readings: list[Coding], member: Membership, stance: str, intensity: int) -> None:
    if stance not in Stance.values or intensity not in Coding.Intensity.values:
        raise Refused("Choose where the speaker stands, and how strongly.")
    first = readings[0]
    Coding.objects.create(
        excerpt=first.excerpt,
        theme=found.theme,
        coded_by=member,
        stance=stance,
        intensity=intensity,
        settles=found,
        directed_at=first.directed_at,
        concern=first.concern,
        belief=first.belief,
    )
