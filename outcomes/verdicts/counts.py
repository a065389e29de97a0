"""What is shown of a closed verdict: counts beside each answer, or why there are none. Part of the verdicts room."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef

from consultations.models import Consultation, Force
from deliberation.counting import disclosure
from outcomes.models import (
    AnswerErratum,
    Choice,
    Commitment,
    PoliceResponse,
    ReasonWordsOut,
    RecommendationResponse,
    VerdictCount,
    VerdictReason,
)
from outcomes.models.answers import LEFT_OPEN
from outcomes.verdicts import verdicts
from people.text.dates import day, local_day
from people.text.sentences import many
from people.text.strips import strip

#: Whether they came by themselves → one of them, several.
WHO = {
    False: ("invited person answered", "invited people answered"),
    True: ("person who came by themselves answered", "people who came by themselves answered"),
}


#: How yes, partly and no are drawn (people.text.strips).
PARTS = ("good", "half", "bad")


@dataclass
class Shown:
    """Of one answer: a chart for each kind of people, and the reasons that may be printed."""

    charts: list[dict[str, Any]] = field(default_factory=list)
    reasons: list[VerdictReason] = field(default_factory=list)
    said_of: list[str] = field(default_factory=list)  # what was judged, where something else holds by now

    @property
    def withheld(self) -> list[str]:
        """Why there is no figure; each reason once."""
        return list(dict.fromkeys(str(chart["withheld"]) for chart in self.charts if chart["withheld"]))

    @property
    def drawn(self) -> list[dict[str, Any]]:
        """Of each chart that is shown: who answered, the bar, and how many said what."""
        return [
            {"base": chart["base"], "strip": strip((row["count"], row["label"], row["part"]) for row in chart["rows"]),
             "rows": chart["rows"]}
            for chart in self.charts if not chart["withheld"]
        ]  # fmt: skip

    @property
    def folded_as(self) -> str:
        """What stands on the fold below which the charts and the reasons are."""
        return f"The figures, and {many(len(self.reasons), 'reason')}" if self.reasons else "The figures"

    @property
    def shows_reasons(self) -> bool:
        """No chart of it is withheld: a reason tells which answer its author gave."""
        return bool(self.charts) and not any(chart["withheld"] for chart in self.charts)

    @property
    def has_figures(self) -> bool:
        return any(not chart["withheld"] for chart in self.charts)


def beside(response: PoliceResponse, slots: list[RecommendationResponse]) -> dict[int, Shown]:
    """Key of the answer → what is shown of it; empty while residents are being asked. Two queries."""
    consultation = response.report.consultation
    if not verdicts.has_closed(consultation):
        return {}
    counts: dict[tuple[int, bool], dict[str, int]] = {}
    for one in VerdictCount.objects.filter(answer__response=response):
        counts.setdefault((one.answer_id, one.by_themselves), {})[one.choice] = one.people
    last = verdicts.last_day(consultation)
    found = {slot.pk: Shown(said_of=_said_of(slot, last)) for slot in slots}
    for slot in slots:
        for by_themselves in (False, True):
            given = counts.get((slot.pk, by_themselves), {})
            if sum(given.values()):
                found[slot.pk].charts.append(_chart(consultation, slot, by_themselves, given))
    printed = VerdictReason.objects.filter(answer__response=response, state__in=VerdictReason.PRINTED_STATES)
    for reason in printed.prefetch_related("words_out").order_by("choice", "pk"):
        shown = found[reason.answer_id]
        # A reason says which answer its author gave: where no figures may be shown, none of the reasons may.
        if shown.shows_reasons:
            shown.reasons.append(reason)
    return found


#: What became of a reason → the states of it.
FATES = {
    "Printed": VerdictReason.PRINTED_STATES,
    "Printed, while the oversight panel is asked whether it stays": (VerdictReason.State.DISPUTED,),
    "Left out": (VerdictReason.State.LEFT_OUT,),
    "Waiting for the oversight panel": (VerdictReason.State.PROPOSED,),
    "Not read yet": (VerdictReason.State.WAITING,),
    "Not decided while the words were kept": (verdicts.WORDLESS,),
}


def reasons_by_choice(shown: dict[int, Shown]) -> list[str]:
    """What became of the reasons of each side, a sentence for each fate.

    Only of answers that show their figures. One query.
    """
    counted = VerdictReason.objects.filter(answer__in=[pk for pk, one in shown.items() if one.shows_reasons])
    gone = ReasonWordsOut.objects.filter(reason=OuterRef("pk"), state__in=ReasonWordsOut.OUT_STATES)
    lost = counted.order_by().annotate(fate=verdicts.FATE, has_lost=Exists(gone))
    rows = list(lost.values_list("fate", "choice", "has_lost").annotate(n=Count("pk")))
    found = []
    for fate, states in FATES.items():
        found += _by_side(fate, [(choice, n) for state, choice, _, n in rows if state in states])
    return found + _by_side("Words were taken out of", [(choice, n) for _, choice, has_lost, n in rows if has_lost])


def _by_side(fate: str, rows: list[tuple[str, int]]) -> list[str]:
    of_each = {c: sum(n for choice, n in rows if choice == c) for c in Choice}
    return [f"{fate}: " + ", ".join(f"{n} {c.label.lower()}" for c, n in of_each.items()) + "."] if rows else []


def _said_of(slot: RecommendationResponse, last: date | None) -> list[str]:
    """Which answer the figures are about: the signed one, whatever was decided or corrected since."""
    found = []
    if slot.status in LEFT_OPEN:
        found.append(f"Said of the signed answer: {slot.get_status_display().lower()}.")
    if decided := slot.decision:
        when = _when(decided.decided_on, last)
        found.append(f"Decided {when}, on {day(decided.decided_on)}: {decided.get_status_display().lower()}.")
    found += _corrected(slot, last)
    if slot.evidence_given_on:
        found.append(
            f"Other evidence was given {_when(slot.evidence_given_on, last)}, on {day(slot.evidence_given_on)}."
        )
    given_up = Counter(_when(promise.dropped_on, last) for promise in slot.commitments.all() if promise.dropped_on)
    found += [f"{many(n, 'promise')} dropped {when}." for when, n in sorted(given_up.items(), reverse=True)]
    return found


def _corrected(slot: RecommendationResponse, last: date | None) -> Iterator[str]:
    """How often the words that people judged were corrected, and when."""
    after = [local_day(one.at) for one in slot.errata.all() if not one.decision_id]
    after, asked = [on for on in after if _when(on, last) == SPOKEN], [on for on in after if _when(on, last) == ASKED]
    yield from (f"Corrected {ASKED}, on {day(on)}." for on in asked)
    if len(after) == 1:
        yield f"Said before the correction of {day(after[0])}."
    elif after:
        yield f"Said before {len(after)} corrections of these words, the last of {day(max(after))}."
    for one in slot.errata.all():
        if one.decision_id:
            yield f"What was decided was corrected on {day(local_day(one.at))}."


ASKED, SPOKEN = "while residents were being asked", "after residents had spoken"


def _when(on: date, last: date | None) -> str:
    return ASKED if last and on <= last else SPOKEN


def leanings(force: Force) -> dict[int, tuple[int, str]]:
    """Key of each answer of a force that was judged → the year in which it was due, and how the invited people leaned.

    yes, partly or no: more than half said so; mixed; few: too few for a figure, or nearly all alike (`disclosure`);
    open: it was said of an answer that left it open, which says nothing of what was decided. One query.
    """
    of = "answer__response__report__consultation__"
    rows = VerdictCount.objects.filter(**{f"{of}force": force}, by_themselves=False, people__gt=0)
    fields = (
        "answer",
        "choice",
        "people",
        "answer__status",
        f"{of}response_due",
        f"{of}response_published_at",
        f"{of}min_base",
        f"{of}verdict_paused_days",
        f"{of}paused_at",
    )
    given: dict[int, dict[str, int]] = {}
    about: dict[int, tuple[int, int]] = {}
    left_open = set()
    for answer, choice, people, status, due, published, least, added, paused_at in rows.values_list(*fields):
        if due is not None and verdicts.is_over(published, added, paused_at):
            given.setdefault(answer, {})[choice] = people
            about[answer] = (due.year, least)
            left_open |= {answer} if status in LEFT_OPEN else set()
    return {
        answer: (about[answer][0], "open" if answer in left_open else _leaning(counts, about[answer][1]))
        for answer, counts in given.items()
    }


def given_up_since(answers: Iterable[int]) -> set[int]:
    """Those of these of which, after residents had spoken, a promise was dropped or the words were corrected."""
    of = "response__report__consultation__"
    on = [f"{of}{name}" for name in ("response_published_at", "verdict_paused_days", "paused_at")]
    dropped = Commitment.objects.filter(answer__in=answers).exclude(dropped_on=None).order_by()
    drops = dropped.values_list("answer", "dropped_on", *(f"answer__{name}" for name in on))
    corrected = AnswerErratum.objects.filter(answer__in=answers, decision=None).order_by()
    corrections = corrected.values_list("answer", "at", *on)
    found = [*drops, *((answer, local_day(at), *rest) for answer, at, *rest in corrections)]
    return {answer for answer, when, *known in found if verdicts.is_over_on(when, *known)}


def _leaning(counts: dict[str, int], least: int) -> str:
    base = sum(counts.values())
    if disclosure.withheld_total(base, least) or disclosure.all_alike(counts, base):
        return "few"
    return next((choice for choice in Choice if 2 * counts.get(choice, 0) > base), "mixed")


def _chart(
    consultation: Consultation, slot: RecommendationResponse, by_themselves: bool, given: dict[str, int]
) -> dict[str, object]:
    base = sum(given.values())
    labelled = {str(choice.label): given.get(choice, 0) for choice in Choice}
    withheld = disclosure.withheld_total(base, consultation.min_base) or disclosure.all_alike(labelled, base)
    return {
        "id": f"verdict-{slot.pk}-{int(by_themselves)}",
        "title": "Does this answer what was asked?",
        "base": "" if withheld else many(base, *WHO[by_themselves]),
        "withheld": withheld,
        "show_percent": disclosure.percentages(base),
        "rows": [
            {
                "label": label,
                "count": count,
                "share": disclosure.share(count, base),
                "width": disclosure.width(count, base),
                "note": "",
                "tone": "",
                "part": part,
            }
            for (label, count), part in zip(labelled.items(), PARTS, strict=True)
        ],
    }
