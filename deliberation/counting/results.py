"""Results: who may see them, and what they say. Read from sealed figures (`counting`), through `disclosure`."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, Final, Literal

from consultations import access
from consultations.access import Do
from consultations.loading import with_many
from consultations.models import Consultation, Membership, Role
from deliberation import numbers
from deliberation.counting import breakdowns, counting, disclosure, live_bars
from deliberation.counting.counting import RECRUITED, TOTAL, Figures
from deliberation.counting.figures import BASES, Breakdown, QuestionResult, Row
from deliberation.models import Ballot, CountSheet, Question, Wave
from deliberation.questions.kinds import registry as kinds
from deliberation.questions.kinds.base import Bar
from deliberation.questions.kinds.tally import Tally
from people.models import Person
from people.text.sentences import many

#: The viewer that is a room: its phones and its screen.
ROOM: Final = "room"
#: Who looks: a person, None (the public) or ROOM; or their standing, where somebody has looked it up already.
Viewer = Person | Membership | Literal["room"] | None
UNTIL_CLOSED = "Nobody can see these results, staff included, until this poll closes."
#: Of a poll in the room, whose bars a facilitator may show before it closes.
UNTIL_CLOSED_IN_ROOM = (
    "The results come when this poll closes. Until then the room sees at most bars that stay "
    f"{many(numbers.LIVE_STEP, 'answer')} behind, if a facilitator shows them."
)
UNTIL_PUBLISHED = "These results are published with the findings."
WITHDRAWN = "This consultation was withdrawn before its findings, so these results are not published."


# --- Who may see --------------------------------------------------------------------------------
def why_withheld(wave: Wave, viewer: Viewer) -> str:
    """Why this viewer may not see the wave's results; empty when they may.

    `viewer`: a user, None or ROOM; or their standing, where somebody asks about many waves and has looked it up.
    """
    in_room = _is_in_room(wave, viewer)
    moving = in_room and wave.live_results and wave.state == Wave.State.OPEN
    if wave.state != Wave.State.CLOSED and not moving:
        return UNTIL_CLOSED_IN_ROOM if wave.kind == Wave.Kind.PULSE and wave.session_id else UNTIL_CLOSED
    if in_room or wave.consultation.has_findings or _keeps(wave, viewer):
        return ""
    return WITHDRAWN if wave.consultation.is_withdrawn else UNTIL_PUBLISHED


def _is_in_room(wave: Wave, viewer: Viewer) -> bool:
    return wave.kind == Wave.Kind.PULSE and (viewer == ROOM or _was_in_room(wave, viewer))


def _member(wave: Wave, viewer: Viewer) -> Membership | None:
    if isinstance(viewer, Membership):
        return viewer if viewer.is_current and viewer.consultation_id == wave.poll.consultation_id else None
    return None if isinstance(viewer, str) else access.membership_of(viewer, wave.consultation)


def _keeps(wave: Wave, viewer: Viewer) -> bool:
    member = _member(wave, viewer)
    return member is not None and member.role in Do.READ_RESULTS.roles


def _was_in_room(wave: Wave, viewer: Viewer) -> bool:
    member = _member(wave, viewer)
    if member is None or not wave.is_of_a_group:
        return False
    own = member.role == Role.PARTICIPANT and wave.admits(member.group_id)
    return own or member.role in Do.READ_RESULTS.roles


# --- What they say ------------------------------------------------------------------------------
def for_wave(wave: Wave, *, viewer: Viewer) -> list[QuestionResult] | str:
    """Every question's results, or the reason why this viewer gets none. Own words: see `written`.

    Statements are not among them: their figures are counted later, for the opinion page. Beside these, sealed at the
    close, the answers of whoever left in between could be found by subtraction.
    """
    return for_waves([wave], viewer=viewer)[wave]


def for_waves(waves: Iterable[Wave], *, viewer: Viewer) -> dict[Wave, list[QuestionResult] | str]:
    """As `for_wave`, for many: their questions are read at once, and so are the figures if "sheets" are prefetched."""
    why = {wave: why_withheld(wave, viewer) for wave in waves}
    shown = [wave for wave in why if not why[wave]]
    asked = _asked(shown) if shown else {}  # a query that finds nothing still takes a millisecond to write
    return {wave: reason or _of_wave(wave, asked[wave.pk], viewer) for wave, reason in why.items()}


def printable(consultation: Consultation, questions: Collection[int]) -> set[int]:
    """Which of these questions, by pk, have figures that everybody reads once the findings are out.

    Without those of a first poll, which stand beside the second, and of the follow-up, which comes later.
    """
    if not questions:
        return set()
    asking = Wave.questions.through.objects.filter(question__in=questions).values("wave")
    waves = Wave.objects.filter(poll__consultation=consultation, state=Wave.State.CLOSED, pk__in=asking)
    waves = waves.exclude(kind__in=[Wave.Kind.BEFORE, Wave.Kind.FOLLOW_UP])
    found = with_many(
        waves.select_related("poll", "session__group", "thread").prefetch_related("session__also"), "sheets"
    )
    for wave in found:
        wave.poll.consultation = consultation
    asked = _asked(found) if found else {}
    rows = [result for wave in found for result in _of_wave(wave, asked[wave.pk], None)]
    return {row.question.pk for row in rows if not row.withheld and row.base} & set(questions)


def _asked(waves: list[Wave]) -> dict[int, list[Question]]:
    """The questions of each wave that have answers to choose from: one query for all."""
    found: dict[int, list[Question]] = defaultdict(list)
    charted = Question.objects.filter(kinds.matching(lambda kind: kind.is_charted))
    asked: Any = Wave.questions.through.objects.filter(wave__in=waves, question__in=charted)
    asked = asked.select_related("question__asked_if__question").order_by("question__order", "question")
    for row in with_many(asked, "question__options"):
        found[row.wave_id].append(row.question)
    return found


def _of_wave(wave: Wave, asked: list[Question], viewer: Viewer) -> list[QuestionResult]:
    closed = wave.state == Wave.State.CLOSED
    figures = live_bars.settled(wave, counting.figures_of(wave, TOTAL)) if closed else live_bars.shown(wave)
    least = wave.consultation.min_answer
    if wave.is_of_a_group and not _is_in_room(wave, viewer):
        least = wave.consultation.min_base  # to everybody else a room is a breakdown by group
    why = _why_held(wave) if closed else {}
    return [result for question in asked for result in _results(question, wave, figures, least, why)]


def _why_held(wave: Wave) -> dict[tuple[int, str], str]:
    few = counting.few_on_screen(CountSheet.sealed_of(wave))
    return {
        one: disclosure.FEW_ON_SCREEN if one in few else disclosure.TOO_CLOSE for one in live_bars.without_figures(wave)
    }


def _results(
    question: Question, wave: Wave, figures: Figures | None, least: int, held: dict[tuple[int, str], str]
) -> list[QuestionResult]:
    if figures is None:
        return [QuestionResult(question, wave, RECRUITED, 0, [], live_bars.WAITING)]
    tallies = {kind: figures.get((question.pk, kind, TOTAL, "")) for kind in BASES}
    found = {kind: tally for kind, tally in tallies.items() if tally} or {RECRUITED: Tally()}
    return [
        QuestionResult(question, wave, kind, 0, [], held[question.pk, kind])
        if (question.pk, kind) in held
        else _result(question, wave, kind, tally, least)
        for kind, tally in found.items()
    ]


def _result(question: Question, wave: Wave, kind: str, tally: Tally, least: int) -> QuestionResult:
    options, of_kind = list(question.options.all()), kinds.of(question)
    withheld, telling = disclosure.withheld_total(tally.base, least), of_kind.telling(tally)
    if telling is not None:
        withheld = withheld or disclosure.all_alike({o.text: telling.get(o.pk, 0) for o in options}, tally.base)
    if withheld:
        return QuestionResult(question, wave, kind, 0, [], withheld)
    bars = of_kind.bars(options, tally, lambda people: _unless_all(people, tally.base))
    return QuestionResult(question, wave, kind, tally.base, [_row(bar, tally.base) for bar in bars])


def _row(bar: Bar, base: int) -> Row:
    share, width = disclosure.share(bar.count, base), disclosure.width(bar.count, base)
    return Row(bar.option.text, bar.count, share, width, bar.note, bar.tone)


def _unless_all(people: int, base: int) -> str:
    return "almost everybody" if disclosure.all_alike({"": people}, base) else str(people)


def written(wave: Wave, *, viewer: Viewer) -> list[tuple[Question, str]]:
    """For questions in own words: how many wrote something. The words themselves are not among the results."""
    return [] if why_withheld(wave, viewer) else wrote(wave)


def wrote(wave: Wave) -> list[tuple[Question, str]]:
    """The same of a closed wave, for whoever has asked whether it may be told."""
    figures, least = counting.figures_of(wave, TOTAL), wave.consultation.min_answer
    found = []
    for question in wave.questions.filter(kinds.matching(lambda kind: kind.is_own_words)):
        bases = {kind: figures.get((question.pk, kind, TOTAL, ""), Tally()).base for kind in BASES}
        said = [f"{n} {BASES[kind]}" for kind, n in bases.items() if n >= least]
        found.append((question, " and ".join(said) or f"Fewer than {least} people"))
    return found


def own_words(wave: Wave, *, viewer: Viewer) -> list[tuple[Question, list[str]]]:
    """What people wrote, for facilitators, in an order that says nothing about who or when.

    None while fewer wrote than an answer may be shown for: a single writer would be known by being the one.
    """
    member = _member(wave, viewer)
    if member is None or member.role not in Do.READ_OWN_WORDS.roles or wave.state != Wave.State.CLOSED:
        return []
    if why_withheld(wave, viewer):
        return []
    found = []
    for question in wave.questions.filter(kinds.matching(lambda kind: kind.is_own_words)):
        rows = Ballot.objects.filter(wave=wave, question=question).order_by("text").values_list("text", "source")
        least = wave.consultation.min_answer
        alone = sum(source == Ballot.Source.SCREEN for _, source in rows)
        few = len(rows) < least or (alone < len(rows) and disclosure.told_by_paper(None, alone, least))
        found.append((question, [] if few else [text for text, _ in rows]))
    return found


# --- By group or by age, and moves --------------------------------------------------------------
def breakdown(wave: Wave, question: Question, by: str, *, viewer: Viewer, kind: str = RECRUITED) -> Breakdown:
    """The question's results by "group" or by "age", whole or not at all. Small answers and ages are folded first."""
    if reason := why_withheld(wave, viewer):
        return Breakdown(question, {}, reason)
    if (question.pk, kind) in counting.held(wave):
        return Breakdown(question, {}, disclosure.TOO_CLOSE)  # its parts add up to the result that is held back
    return breakdowns.shown(wave, question, by, kind)
