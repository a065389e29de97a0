"""Where a consultation stands and since when, held against the record: each step is an act with its entry.

How late the findings and the answer came is counted from these moments, so whoever moved them with the database open
could take a lateness off or put one on.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import chain

from audit.models import Entry
from consultations.models import Consultation, Stage, TermChange
from consultations.stages.stages import TRANSITIONS
from people.text.dates import day

STARTED, PAUSED, RESUMED, WITHDRAWN = "consultation_started", "paused", "resumed", "stage_withdraw"
LEADS_TO = {f"stage_{one.name}": one.target for one in TRANSITIONS} | {WITHDRAWN: Stage.WITHDRAWN}
#: What the row keeps of when it came → the act that it came with, and how it is called.
MOMENTS = {
    "announced_at": ("stage_announce", "announced"),
    "findings_published_at": ("stage_publish_findings", "findings published"),
    "response_published_at": ("stage_publish_response", "answer published"),
    "withdrawn_at": (WITHDRAWN, "withdrawn"),
}
#: Dates that move in public, which the signed terms hold as well, where these were signed (term_changes).
MOVED: dict[str, type[date]] = {"closes_at": datetime, "response_due": date}
AGREED, WAIT, WAIT_OVER = "later_answer_agreed", "findings_wait_for_panel", "findings_wait_over"
ONE_ACT = timedelta(minutes=10)  # at most, from what its row says to its entry


def differences() -> Iterator[str]:
    """Every consultation that stands elsewhere than the acts of the record led, or since another moment."""
    acts: dict[str, list[Entry]] = defaultdict(list)
    wanted = Entry.objects.filter(action__in=[STARTED, PAUSED, RESUMED, *LEADS_TO, AGREED, WAIT, WAIT_OVER])
    for entry in wanted.order_by("number").iterator(chunk_size=2000):
        acts[entry.subject].append(entry)
    moved: dict[int, dict[str, object]] = defaultdict(dict)
    for change in TermChange.objects.filter(name__in=MOVED).order_by("pk"):
        moved[change.consultation_id][change.name] = change.new
    for one in Consultation.objects.order_by("pk").iterator(chunk_size=2000):
        found = acts[f"consultation:{one.pk}"]
        if not any(act.action == STARTED for act in found):
            continue  # the record does not tell how it began
        looked = [
            _stage(one, found),
            _reason(one, found),
            _moments(one, found),
            _dates(one, moved[one.pk]),
            _agreed(one, found),
        ]
        for what in [*chain(*looked), *_waited(one, found)]:
            yield f"“{one}” stands in the database otherwise than in the record: {what}."


def _stage(one: Consultation, acts: list[Entry]) -> Iterator[str]:
    stage, behind = str(Stage.DRAFT), ""
    for act in acts:
        if act.action == PAUSED:
            stage, behind = str(Stage.PAUSED), stage
        elif act.action == RESUMED and behind:
            stage, behind = behind, ""
        elif act.action in LEADS_TO:
            stage, behind = str(LEADS_TO[act.action]), ""
    if (one.stage, one.stage_before_pause) != (stage, behind):
        yield f"its stage is “{one.get_stage_display()}”, and by its acts “{Stage(stage).label}”"


def _reason(one: Consultation, acts: list[Entry]) -> Iterator[str]:
    """Why it is paused, or was withdrawn, in the words of the act."""
    action = {Stage.PAUSED: PAUSED, Stage.WITHDRAWN: WITHDRAWN}.get(Stage(one.stage))
    said = [act.summary for act in acts if act.action == action]
    if not said:
        return
    reason = one.stage_reason
    if action == WITHDRAWN:
        whole = f"{Stage(one.withdrawn_from).label} → {Stage.WITHDRAWN.label}: {reason.rstrip('.')}."
        same = bool(reason) and said[-1].startswith(whole)
    else:
        same = said[-1] == reason
    if not same:
        yield "the reason given is in other words than those of the act"


def _moments(one: Consultation, acts: list[Entry]) -> Iterator[str]:
    for name, (action, called) in MOMENTS.items():
        said: datetime | None = getattr(one, name)
        at = [act.at for act in acts if act.action == action]
        if at and said is None:
            yield f"{called} on {day(at[-1])}, and its row says no day"
        elif at and said is not None and not timedelta() <= at[-1] - said <= ONE_ACT:
            yield f"{called} on {day(at[-1])}, and its row says {day(said)}"
        elif not at and said is not None:
            yield f"{called} on {day(said)}, and no act says so"


def _dates(one: Consultation, moved: dict[str, object]) -> Iterator[str]:
    """A date that moved is the one it moved to, whatever was signed or was not."""
    for name, new in moved.items():
        last = MOVED[name].fromisoformat(str(new)) if new else None
        if getattr(one, name) != last:
            yield f"the {name.replace('_', ' ')} is another day than the one it moved to in public"


def _agreed(one: Consultation, acts: list[Entry]) -> Iterator[str]:
    """Until when the panel let the answer wait: the day of its last agreement, which begins its entry."""
    days = [act.summary.partition(":")[0] for act in acts if act.action == AGREED]
    last = date.fromisoformat(days[-1]) if days else None
    if one.answer_may_wait_until != last:
        yield "the later answer the panel agreed to is due on another day than it agreed to"


def _waited(one: Consultation, acts: list[Entry]) -> Iterator[str]:
    """How long findings that were due waited for the panel alone, and for what: days that are not the facilitators'."""
    told: list[tuple[datetime, datetime | None, str]] = []
    for act in acts:
        if act.action not in {WAIT, WAIT_OVER}:
            continue
        if told and told[-1][1] is None:
            told[-1] = (told[-1][0], act.at, told[-1][2])
        if act.action == WAIT:
            told.append((act.at, None, act.summary))
    if len(told) != len(one.panel_awaited) or not all(map(_same_wait, told, one.panel_awaited)):
        yield "the days its findings waited for the panel are other days"


def _same_wait(told: tuple[datetime, datetime | None, str], kept: Sequence[str | None]) -> bool:
    ends = [datetime.fromisoformat(said) if said else None for said in kept[:2]]
    return told[2] == kept[2] and all(_at_once(act, said) for act, said in zip(told[:2], ends, strict=True))


def _at_once(act: datetime | None, said: datetime | None) -> bool:
    return act is None and said is None if act is None or said is None else abs(act - said) <= ONE_ACT
