"""Two themes become one: what that would change, said before it is done, and the act.

A merge moves codes and changes none: whoever is for stays for, and nobody counts twice. Where it would lose a stance
it is refused.
"""

from collections import defaultdict
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction

from audit.record import record
from audit.wiring import wired
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, Membership
from outcomes.coding import history, settling
from outcomes.coding.codebook import DEEPEST, levels_above, levels_below
from outcomes.coding.matrix import IN_FAVOUR, told
from outcomes.coding.themes import keep_themes
from outcomes.models import Coding, Disagreement, Finding, Stance, Theme, ThemeChange
from people.errors import Refused
from people.models import Person
from people.text.sanitising import within
from people.text.sentences import many

Kind, State = ThemeChange.Kind, Coding.State
Stances = dict[int, set[str]]  # of each person
MOVED = "What is coded with these themes has changed meanwhile. Read once more what merging would change."


# --- Before -------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Told:
    """What a merge would change, in sentences. `mark`: of these sentences, to be sent with the act."""

    sentences: list[str]

    @property
    def mark(self) -> str:
        return sha256("\n".join(self.sentences).encode()).hexdigest()[:32]


def tell(theme: Theme, into: Theme) -> Told:
    """Who stands where on each and on both together, and which findings it reaches. Raises Refused as the act does."""
    refuse(theme, into)
    on = _stances(theme.consultation)
    mine, theirs = on[theme.pk], on[into.pk]
    together: Stances = {who: mine.get(who, set()) | theirs.get(who, set()) for who in mine.keys() | theirs.keys()}
    shared = len(mine.keys() & theirs.keys())
    return Told(
        [
            f"“{theme}”: {_sides(mine)}.",
            f"“{into}”: {_sides(theirs)}.",
            f"Together: {_sides(together)}. They stay apart: no code changes its stance."
            + (f" Spoke on both: {many(shared, 'person', 'people')}, counted once." if shared else ""),
            *(sentence for tells in wired("BEFORE_THEMES_MERGE") for sentence in tells(theme, into)),
        ]
    )


def _stances(consultation: Consultation) -> dict[int, Stances]:
    """By theme."""
    found: dict[int, Stances] = defaultdict(lambda: defaultdict(set))
    for one in told(consultation):
        found[one.theme][one.person].add(one.stance)
    return found


def _sides(people: Stances) -> str:
    """ "4 people for, 3 against, 1 between": each person once."""
    favour = sum(said <= IN_FAVOUR for said in people.values())
    against = sum(said == {Stance.AGAINST} for said in people.values())
    between = len(people) - favour - against
    more = f", {between} on both sides or on none" if between else ""
    return f"{many(favour, 'person', 'people')} for, {against} against{more}"


def refuse(theme: Theme, into: Theme) -> None:
    """Raises Refused where the two cannot become one."""
    if into.consultation_id != theme.consultation_id or into.pk in {one.pk for one in theme.family()}:
        raise Refused("Choose another theme, not one that lies below this one.")
    both = Coding.objects.filter(theme__in=[theme, into])
    if both.filter(state=State.SEALED).exists():
        raise Refused("Words in a sample that is read blind are coded with it. Finish the sample first.")
    differences = Disagreement.objects.filter(theme__in=[theme, into])
    if differences.filter(outcome=Disagreement.Outcome.OPEN).exists():
        raise Refused("Coders differ on words under these themes. Settle that first.")
    if levels_above(into) + levels_below(theme) > DEEPEST + 1:
        raise Refused(f"Themes lie at most {DEEPEST} levels deep.")
    _refuse_two_stances(theme, into)


def _refuse_two_stances(theme: Theme, into: Theme) -> None:
    """One code stays of the same words: where the two say different things a stance would go, and a finding gain."""
    clashing = [pair for codes in _same_words(theme, into) if (pair := _lost(*codes))]
    if clashing:
        mine, theirs = clashing[0]
        raise Refused(
            f"“{mine.excerpt.verbatim[:60]}” is “{mine.get_stance_display()}” under “{theme}” and "
            f"“{theirs.get_stance_display()}” under “{into}”{_more(len(clashing) - 1)}. Only one of the two could stay."
            " Say on both what the speaker’s stance is, or take one of the codes off. Or leave the themes apart."
        )


def _more(others: int) -> str:
    return f", and so {'is' if others == 1 else 'are'} {many(others, 'other passage')}" if others else ""


def _same_words(theme: Theme, into: Theme) -> list[tuple[list[Coding], list[Coding]]]:
    """The codes of the same words under either, of words that are under both."""
    here = theme.codings.filter(excerpt__in=into.codings.values("excerpt"))
    there = into.codings.filter(excerpt__in=theme.codings.values("excerpt"))
    found: dict[int, tuple[list[Coding], list[Coding]]] = defaultdict(lambda: ([], []))
    for at, codes in enumerate((here, there)):
        for one in codes.select_related("excerpt").order_by("excerpt", "pk"):
            found[one.excerpt_id][at].append(one)
    return list(found.values())


def _lost(mine: list[Coding], theirs: list[Coding]) -> tuple[Coding, Coding] | None:
    """The two that differ: one coder’s, or two’s where what was measured of a sample keeps anybody from settling it."""
    said = {one.coded_by_id: one for one in theirs if one.settles_id is None}
    for one in mine:
        other = said.get(one.coded_by_id) if one.settles_id is None else None
        if other is not None and other.stance != one.stance:
            return one, other
    counting = [next((one for one in codes if one.state == State.COUNTS), None) for codes in (mine, theirs)]
    stances = {one.stance if one else None for one in counting}
    if len(stances) == 1 or not any(one.sample_id for one in (*mine, *theirs)):
        return None
    return counting[0] or mine[0], counting[1] or theirs[0]


# --- The act ------------------------------------------------------------------------------------
@transaction.atomic
def merge(theme: Theme, into: Theme, *, by: Person, seen: str | None = None) -> Theme:
    """Everything coded with `theme` is coded with `into`, what lay below it lies below that, and it goes.

    Words that one coder had under both keep the code of `into`. Findings on `theme` rest on `into`, and a label other
    than the coding supports has to be chosen again, on either. `seen`: the mark of what was told before; raises Refused
    where that is no longer what would change.
    """
    consultation = theme.consultation
    member = access.require(by, consultation, Do.CODE)
    keep_themes([theme, into])
    refuse(theme, into)
    if seen is not None and seen != tell(theme, into).mark:
        raise Refused(MOVED)
    _keep(theme, into, member)
    _recode(theme, into)
    _differences(theme, into)
    _findings(theme, into)
    under = theme.family()[1:]
    Theme.objects.filter(pk__in=[one.pk for one in under]).update(area=into.area)
    Theme.objects.filter(parent=theme).update(parent=into)
    record("themes_merged", actor=member, subject=into, consultation=consultation.slug, summary=f"{theme} → {into}")
    theme.delete()
    return into


def _keep(theme: Theme, into: Theme, member: Membership) -> None:
    history.keep(
        theme.consultation,
        Kind.MERGED,
        f"“{theme}” into “{into}”",
        by=member,
        themes=theme.family(),
        codings=Coding.objects.filter(theme__in=[theme, into]),
        disagreements=Disagreement.objects.filter(theme__in=[theme, into]),
    )


def _findings(theme: Theme, into: Theme) -> None:
    """They rest on `into`. What was agreed to or reasoned on the ground of either was so on another ground."""
    reached = set(Finding.objects.filter(themes__in=[theme, into]).values_list("pk", flat=True))
    for finding in Finding.objects.select_for_update(no_key=True).filter(pk__in=reached).order_by("pk"):
        finding.themes.remove(theme)
        finding.themes.add(into)
        if finding.computed.get("chosen_against"):
            finding.computed["chosen_against"] = None
            finding.save(update_fields=["computed"])


def _recode(theme: Theme, into: Theme) -> None:
    """Codes of `theme` under `into`: one a coder, and one that counts, for the same words."""
    there = {(one.excerpt_id, one.coded_by_id): one for one in into.codings.filter(settles=None)}
    counting = set(into.codings.that_count().values_list("excerpt", flat=True))
    coded = set(into.codings.values_list("excerpt", flat=True))
    shared = set()
    for one in theme.codings.order_by("pk"):
        double = there.get((one.excerpt_id, one.coded_by_id)) if one.settles_id is None else None
        if double is not None:
            if one.memo:
                double.memo = within(f"{double.memo} {one.memo}", 4000, "The memos of the same words, joined,")
                double.save()
            one.delete()
            continue
        if one.excerpt_id in counting or (one.settles_id is not None and one.excerpt_id in coded):
            one.state = State.KEPT if one.state == State.COUNTS else one.state
        if one.excerpt_id in coded:  # settled there or not: here is a reading that nobody had looked at
            shared.add(one.excerpt)
        one.theme = into
        one.save()
    for excerpt in shared:
        settling.compare(excerpt, into)


def _differences(theme: Theme, into: Theme) -> None:
    taken = set(Disagreement.objects.filter(theme=into).values_list("sample", "contribution", "excerpt"))
    for one in Disagreement.objects.filter(theme=theme):
        if (one.sample_id, one.contribution_id, one.excerpt_id) not in taken:
            Disagreement.objects.filter(pk=one.pk).update(theme=into)
