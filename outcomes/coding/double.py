"""Two coders: a sample drawn by chance, read blind, opened when both are done, measured once."""

import random
import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from audit import clock
from audit.models import Entry
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, Membership, Role
from deliberation.models import Contribution
from outcomes import numbers
from outcomes.coding import agreement, coding, set_aside, settling
from outcomes.coding.agreement import Reading
from outcomes.models import Coding, Disagreement, DoubleCoding, DrawnBefore, NotRelevant, Sampled
from people.errors import Refused
from people.models import Person
from people.text.sentences import many, spelled

State = Coding.State
LARGEST_SEED = 999_999


# --- Drawing ------------------------------------------------------------------------------------
def coders_of(consultation: Consultation) -> QuerySet[Membership]:
    """Who may be one of the two."""
    return consultation.memberships.current().filter(role=Role.FACILITATOR).select_related("user")


def to_draw_from(consultation: Consultation, first: Membership) -> QuerySet[Contribution]:
    """What has not been sampled, and nobody but the first coder has coded or marked. Nor what was in a sample that was
    called off: from then on each of its coders could see what the other had said.
    """
    here = Coding.objects.filter(excerpt__revision__contribution=OuterRef("pk")).exclude(coded_by=first)
    marked = NotRelevant.objects.filter(contribution=OuterRef("pk")).exclude(marked_by=first)
    return coding.included(consultation).filter(~Exists(here), ~Exists(marked), sampled=None, drawn_before=None)


@transaction.atomic
def draw(
    consultation: Consultation,
    *,
    by: Person,
    first: Membership,
    second: Membership,
    size: int,
    seed: int | None = None,
) -> DoubleCoding:
    """A sample of `size` contributions. The same seed draws the same ones of the same contributions.

    What the first coder has coded of them already counts nowhere until the sample opens. Raises Refused while
    another sample is open, or when there is not that much to draw from.
    """
    member = access.require_held(by, consultation, Do.CODE)
    here = {one.pk for one in coders_of(consultation)}
    if first.pk == second.pk or not {first.pk, second.pk} <= here:
        raise Refused("Choose two different coders.")
    if consultation.double_codings.filter(opened_at=None).exists():
        raise Refused("There is a sample that is not done yet. Both coders finish it first.")
    left = sorted(to_draw_from(consultation, first).values_list("pk", flat=True))
    if not 1 <= size <= len(left):
        raise Refused(
            f"There are {many(len(left), 'contribution')} to draw from: choose a number from 1 to {len(left)}."
            if left
            else "There is nothing to draw from: somebody else has coded everything, or it was in a sample before, "
            "called off or not."
        )
    is_seed_chosen, seed = seed is not None, secrets.randbelow(LARGEST_SEED + 1) if seed is None else seed
    drawn = random.Random(seed).sample(left, size)  # noqa: S311 (to be drawn again by anybody, not to be secret)
    codes = Coding.objects.filter(excerpt__revision__contribution__in=drawn)
    before = codes.values("excerpt__revision__contribution").distinct().count()
    sample = DoubleCoding.objects.create(
        consultation=consultation,
        first=first,
        second=second,
        seed=seed,
        is_seed_chosen=is_seed_chosen,
        out_of=len(left),
        read_before=before,
        drawn_by=member,
    )
    Sampled.objects.bulk_create(Sampled(sample=sample, contribution_id=pk) for pk in sorted(drawn))
    codes.update(state=State.SEALED, sample=sample)
    how = f"{size}, seed {seed}{', chosen' if is_seed_chosen else ''}"
    record("sample_drawn", actor=member, subject=sample, consultation=consultation.slug, summary=how)
    return sample


@transaction.atomic
def call_off(sample: DoubleCoding, *, by: Person) -> None:
    """Give up a sample that has not opened. What was coded stays; of the same words and theme the earliest counts."""
    member = access.require(by, sample.consultation, Do.CODE)
    sample = DoubleCoding.objects.select_for_update(no_key=True).select_related("consultation").get(pk=sample.pk)
    if sample.is_open:
        raise Refused("Both coders are done with this sample: it stays.")
    touched = {(one.excerpt, one.theme) for one in sample.codings.select_related("excerpt__revision", "theme")}
    record("sample_called_off", actor=member, subject=sample, consultation=sample.consultation.slug)
    sample.codings.update(state=State.KEPT, sample=None)
    DrawnBefore.objects.bulk_create(DrawnBefore(contribution_id=one.contribution_id) for one in sample.sampled.all())
    sample.delete()
    for excerpt, theme in touched:
        settling.compare(excerpt, theme)


# --- Reading it ---------------------------------------------------------------------------------
def of(consultation: Consultation) -> DoubleCoding | None:
    """The newest sample."""
    people = ("consultation", "first__user", "second__user", "drawn_by__user")
    return consultation.double_codings.select_related(*people).order_by("-pk").first()


def left_for(sample: DoubleCoding, member: Membership) -> QuerySet[Contribution]:
    """What this coder has neither coded nor marked as not relevant: in its newest words."""
    mine = Coding.objects.filter(
        coded_by=member,
        excerpt__revision__contribution=OuterRef("pk"),
        excerpt__revision__number=OuterRef("revision"),
    )
    marked = NotRelevant.objects.filter(marked_by=member, contribution=OuterRef("pk"))
    still = coding.included(sample.consultation).filter(sampled__sample=sample)
    return still.filter(~Exists(mine), ~Exists(marked)).order_by("pk")


def blind_for(item: Contribution, member: Membership) -> DoubleCoding | None:
    """The open sample that this contribution is in, when `member` is one of its coders and not done yet."""
    if not getattr(item, "is_blind", True):
        return None
    sample = DoubleCoding.objects.filter(sampled__contribution=item, opened_at=None).first()
    if sample is None or not sample.is_coder(member) or sample.done_at(member):
        return None
    sample.consultation = item.thread.area.consultation
    return sample


@dataclass(frozen=True)
class Progress:
    coder: Membership
    done: int
    total: int
    is_finished: bool

    @property
    def may_finish(self) -> bool:
        return self.done == self.total and not self.is_finished


def progress(sample: DoubleCoding) -> list[Progress]:
    """How far each of the two is: numbers alone, nothing of what they said."""
    total = coding.included(sample.consultation).filter(sampled__sample=sample).count()
    return [
        Progress(one, total - left_for(sample, one).count(), total, sample.done_at(one) is not None)
        for one in sample.coders
    ]


def next_for(sample: DoubleCoding, member: Membership, *, after: int = 0) -> Contribution | None:
    """The next one left to this coder, going round to the first at the end."""
    left = left_for(sample, member)
    return left.filter(pk__gt=after).first() or left.first()


@transaction.atomic
def finish(sample: DoubleCoding, *, by: Person) -> DoubleCoding:
    """This coder is done. When both are, the sample opens: it is measured, and what differs waits to be settled."""
    member = access.require(by, sample.consultation, Do.CODE)
    people = ("consultation", "first", "second")
    sample = DoubleCoding.objects.select_for_update(no_key=True, of=("self",)).select_related(*people).get(pk=sample.pk)
    if not sample.is_coder(member):
        raise Refused("Only the two coders say that they are done.")
    if sample.done_at(member):
        return sample
    if left := left_for(sample, member).count():
        raise Refused(f"{many(left, 'contribution')} of the sample {'is' if left == 1 else 'are'} left to code.")
    if member.pk == sample.first_id:
        sample.first_done_at = clock.now()
    else:
        sample.second_done_at = clock.now()
    sample.save()
    record("sample_coded", actor=member, subject=sample, consultation=sample.consultation.slug)
    if sample.first_done_at and sample.second_done_at:
        _open(sample)
        record("sample_opened", actor=member, subject=sample, consultation=sample.consultation.slug)
    return sample


# --- Opening it ---------------------------------------------------------------------------------
def _open(sample: DoubleCoding) -> None:
    # Words changed or taken back since are in no reading: nobody reads them any more.
    codes = list(
        sample.codings.filter(
            excerpt__revision__contribution__in=coding.included(sample.consultation),
            excerpt__revision__number=F("excerpt__revision__contribution__revision"),
        ).select_related("excerpt__revision")
    )
    first, second = (reading_of(one for one in codes if one.coded_by_id == coder.pk) for coder in sample.coders)
    still = coding.included(sample.consultation).filter(sampled__sample=sample)
    units = sorted(still.values_list("pk", flat=True))
    titles = dict(sample.consultation.themes.values_list("pk", "title"))
    used = sorted({theme for _, theme in first.keys() | second.keys()})
    measured = asdict(agreement.measure(units, used, first, second))
    measured["themes"] = [{**row, "title": titles[row["theme"]]} for row in measured["themes"]]
    set_aside.agreed_blind(sample.first, sample.second, units)
    differ = agreement.differing(first, second)
    sample.agreement = {**measured, "differing": len(differ), "compared": len(first.keys() | second.keys())}
    sample.opened_at = clock.now()
    sample.save()
    sample.codings.update(state=State.KEPT)
    same = first.keys() - set(differ)
    counting = [
        one.pk
        for one in codes
        if one.coded_by_id == sample.first_id and (one.excerpt.revision.contribution_id, one.theme_id) in same
    ]
    Coding.objects.filter(pk__in=counting).update(state=State.COUNTS)
    Disagreement.objects.bulk_create(
        Disagreement(sample=sample, contribution_id=contribution, theme_id=theme) for contribution, theme in differ
    )


def reading_of(codes: Iterable[Coding]) -> Reading:
    """One coder's codes as a reading: the stances and the strongest intensity of each contribution and theme."""
    stances: dict[tuple[int, int], set[str]] = defaultdict(set)
    strongest: dict[tuple[int, int], int] = defaultdict(int)
    for one in codes:
        key = (one.excerpt.revision.contribution_id, one.theme_id)
        stances[key].add(one.stance)
        strongest[key] = max(strongest[key], one.intensity)
    return {key: (frozenset(said), strongest[key]) for key, said in stances.items()}


def differences(consultation: Consultation) -> QuerySet[Disagreement]:
    """Where coders differ on words that still stand: withdrawn, removed and changed ones need not be settled."""
    still = Q(excerpt=None) | Q(excerpt__revision__number=F("contribution__revision"))
    here = Disagreement.objects.filter(theme__consultation=consultation)
    return here.filter(still, contribution__in=coding.included(consultation))


# --- What the annex says ------------------------------------------------------------------------
TOO_FEW = f"Too few to measure how far they agree: that takes {spelled(numbers.FEWEST_TO_MEASURE)} contributions."


def happened(consultation: Consultation) -> list[str]:
    """What was coded twice, in sentences, from the samples that opened and the disagreements: nothing else."""
    opened = consultation.double_codings.exclude(opened_at=None).select_related("drawn_by__user").order_by("pk")
    said = [_of_sample(sample) for sample in opened]
    if not said:
        said = ["No sample was read by two coders without seeing each other’s codes, so no agreement can be given."]
    if called_off := Entry.objects.about(consultation.slug).filter(action="sample_called_off").count():
        said.append(f"{many(called_off, 'sample was', 'samples were')} drawn and called off before both had read it.")
    outcomes = list(differences(consultation).values_list("outcome", flat=True))
    if outcomes:
        settled = sum(outcome != Disagreement.Outcome.OPEN for outcome in outcomes)
        places = many(len(outcomes), "place", "places")
        said.append(
            f"Coders differed in {places}; of these a person settled {settled}, each with a written reason. "
            "Every coder’s own codes are kept beside what counts."
        )
    return said


def _of_sample(sample: DoubleCoding) -> str:
    measured = sample.agreement
    kappas = [row["kappa"] for row in measured["themes"] if row["kappa"] is not None]
    text = (
        f"Two coders read a sample of {measured['units']} of {sample.out_of} contributions, {_drawn(sample)}, and "
        f"{'from then on ' if sample.read_before else ''}did not see each other’s codes in it until both were done. "
    )
    if sample.read_before:
        it = "it" if sample.read_before == 1 else "them"
        open_to_both = f"and what was said of {it} was open to both"
        text += f"By then {sample.read_before} of them had been coded by the first, {open_to_both}. "
    if is_too_few(measured["units"]):
        return f"{text}{TOO_FEW}"
    value = measured["alpha"]
    text += f"Krippendorff’s α of which themes are there: {figure(value)} ({agreement.in_words(value)})"
    text += f"; of where the speaker stands: {figure(of_both(measured, 'stance'))}."
    if kappas:
        text += f" Cohen’s κ a theme: from {figure(min(kappas))} to {figure(max(kappas))}, of {len(kappas)} measured."
    return text


def _drawn(sample: DoubleCoding) -> str:
    """A number that somebody typed draws what they have looked at: that is no chance."""
    if sample.is_seed_chosen is None:
        return f"drawn with the number {sample.seed}"
    if sample.is_seed_chosen:
        return f"drawn with a number that {sample.drawn_by.public_name} chose ({sample.seed})"
    return f"drawn by chance (seed {sample.seed})"


def is_too_few(read_by_both: int) -> bool:
    """So few that nothing is measured: of a sample of one, two coders always agree, or never."""
    return read_by_both < numbers.FEWEST_TO_MEASURE


def of_both(measured: dict[str, Any], what: str) -> float | None:
    """How they agree on stance or strength: counted over the themes that both used, and not of a few of these."""
    both: int = sum(row["both"] for row in measured["themes"])
    value: float | None = measured[what]
    return None if is_too_few(both) else value


def figure(value: float | None) -> str:
    """κ or α with two decimals and a proper minus."""
    return "not measurable" if value is None else f"{value:.2f}".replace("-", "−")
