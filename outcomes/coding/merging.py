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

Kind, State, Belief = ThemeChange.Kind, Coding.State, Coding.Belief
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
            *_told_lost(theme, into),
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
    _refuse_beside(theme, into)


def _refuse_beside(theme: Theme, into: Theme) -> None:
    """Readings of two coders under one theme are of the same words, or of words that do not overlap, as in coding.

    Else a merge would put side by side, both counting, what nobody may code beside the other.
    """
    by_text: dict[int, list[Coding]] = defaultdict(list)
    for one in Coding.objects.filter(theme__in=[theme, into]).select_related("excerpt").order_by("pk"):
        by_text[one.excerpt.revision_id].append(one)
    counting = (one for said in by_text.values() for one in said if one.state == State.COUNTS)
    for one in counting:
        there = by_text[one.excerpt.revision_id]
        beside = [other for other in there if other.theme_id != one.theme_id and _overlap(one, other)]
        if other := settling.read_otherwise(beside, one.coded_by_id, one.stance, one.intensity):
            raise Refused(
                f"“{one.excerpt.verbatim[:60]}” and “{other.excerpt.verbatim[:60]}” overlap, and are read otherwise "
                f"under “{theme}” and “{into}”. Code exactly the same words under both: then the difference is "
                "settled with a reason. Or leave the themes apart."
            )


def _overlap(one: Coding, other: Coding) -> bool:
    """Of words that are not the same."""
    mine, theirs = one.excerpt, other.excerpt
    return mine.pk != theirs.pk and mine.start < theirs.end and theirs.start < mine.end


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


def _by_several(theme: Theme, into: Theme) -> set[int]:
    """The excerpts under either that more than one coder read, or that were settled."""
    readers: dict[int, set[tuple[int, int | None]]] = defaultdict(set)
    codes = Coding.objects.filter(theme__in=[theme, into])
    for excerpt, coder, settles in codes.values_list("excerpt", "coded_by", "settles"):
        readers[excerpt].add((coder, settles))
    return {excerpt for excerpt, several in readers.items() if len(several) > 1}


def _joined(mine: Coding, stays: Coding, by_several: set[int]) -> history.Row:
    """What the code that stays of one coder’s two has to say anew, so that what the other said is kept: the stronger,
    and what one of them alone says of whom and of what. A reading of a sample stays as it was measured, and so does one
    beside another coder’s, which was settled as it is.
    """
    if stays.sample_id is not None or stays.excerpt_id in by_several:
        return {}
    nothing = {"directed_at": Coding.DirectedAt.NOBODY, "concern": Coding.Concern.NONE, "belief": Belief.NEITHER}
    new: history.Row = {name: getattr(mine, name) for name, none in nothing.items() if getattr(stays, name) == none}
    new["intensity"] = max(mine.intensity, stays.intensity)
    if {mine.belief, stays.belief} == {Belief.CANNOT, Belief.WILL_NOT} or Belief.BOTH in {mine.belief, stays.belief}:
        new["belief"] = Belief.BOTH
    return {name: value for name, value in new.items() if getattr(stays, name) != value}


def _told_lost(theme: Theme, into: Theme) -> list[str]:
    """What of two codes that one coder made of the same words cannot both be kept, before it is gone."""
    lost, by_several = 0, _by_several(theme, into)
    for mine, theirs in _same_words(theme, into):
        stay = {one.coded_by_id: one for one in theirs if one.settles_id is None}
        for one in (one for one in mine if one.settles_id is None and one.coded_by_id in stay):
            stays = stay[one.coded_by_id]
            made = {name: getattr(stays, name) for name in history.SAID} | _joined(one, stays, by_several)
            kept = one.intensity <= made["intensity"] and one.belief in {"", made["belief"], *_parts(made["belief"])}
            kept = kept and one.directed_at in {Coding.DirectedAt.NOBODY, made["directed_at"]}
            lost += not (kept and one.concern in {Coding.Concern.NONE, made["concern"]})
    if not lost:
        return []
    return [
        f"{many(lost, 'passage').capitalize()} under both: one coder said different things of how strongly, at whom or "
        f"with which concern. What was said under “{into}” stays."
    ]


def _parts(belief: str) -> set[str]:
    return {Belief.CANNOT, Belief.WILL_NOT} if belief == Belief.BOTH else set()


# --- The act ------------------------------------------------------------------------------------
@transaction.atomic
def merge(theme: Theme, into: Theme, *, by: Person, seen: str | None = None) -> Theme:
    """Everything coded with `theme` is coded with `into`, what lay below it lies below that, and it goes.

    Words that one coder had under both keep the code of `into`, as strong as the stronger of the two. Findings on
    `theme` rest on `into`, and a label other than the coding supports has to be chosen again, on either. `seen`: the
    mark of what was told before; raises Refused where that is no longer what would change.
    """
    consultation = theme.consultation
    member = access.require(by, consultation, Do.CODE)
    keep_themes([theme, into])
    refuse(theme, into)
    if seen is not None and seen != tell(theme, into).mark:
        raise Refused(MOVED)
    change = _keep(theme, into, member)
    change.before["took"] = _recode(theme, into)
    change.save(update_fields=["before"])
    _differences(theme, into)
    _findings(theme, into)
    under = theme.family()[1:]
    Theme.objects.filter(pk__in=[one.pk for one in under]).update(area=into.area)
    Theme.objects.filter(parent=theme).update(parent=into)
    record("themes_merged", actor=member, subject=into, consultation=consultation.slug, summary=f"{theme} → {into}")
    theme.delete()
    return into


def _keep(theme: Theme, into: Theme, member: Membership) -> ThemeChange:
    return history.keep(
        theme.consultation,
        Kind.MERGED,
        f"“{theme}” into “{into}”",
        by=member,
        themes=theme.family(),
        codings=Coding.objects.filter(theme__in=[theme, into]),
        disagreements=Disagreement.objects.filter(theme__in=[theme, into]),
        into=into.pk,
        stood_on=[finding.pk for finding in into.findings.all()],
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


def _recode(theme: Theme, into: Theme) -> dict[str, history.Row]:
    """Codes of `theme` under `into`: one a coder, and one that counts, for the same words. Returns what codes of `into`
    say since, by their number.
    """
    took: dict[str, history.Row] = {}
    there = {(one.excerpt_id, one.coded_by_id): one for one in into.codings.filter(settles=None)}
    counting = set(into.codings.that_count().values_list("excerpt", flat=True))
    coded = set(into.codings.values_list("excerpt", flat=True))
    shared, by_several = set(), _by_several(theme, into)
    for one in theme.codings.order_by("pk"):
        double = there.get((one.excerpt_id, one.coded_by_id)) if one.settles_id is None else None
        if double is not None:
            if new := _joined(one, double, by_several):
                took[str(double.pk)] = new
            for name, value in new.items():
                setattr(double, name, value)
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
    return took


def _differences(theme: Theme, into: Theme) -> None:
    taken = set(Disagreement.objects.filter(theme=into).values_list("sample", "contribution", "excerpt"))
    for one in Disagreement.objects.filter(theme=theme):
        if (one.sample_id, one.contribution_id, one.excerpt_id) not in taken:
            Disagreement.objects.filter(pk=one.pk).update(theme=into)
