"""Everything that happened to one recommendation, in its order: asked, answered, promised, each date kept or missed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from audit import clock
from consultations.models import Membership, TermChange
from consultations.stages import late_findings
from outcomes.answers import named_beside
from outcomes.models import AnswerErratum, Commitment, Erratum, ProgressUpdate, Recommendation, RecommendationResponse
from outcomes.models.promises import standing_of
from people.text.dates import day, local_day
from people.text.sentences import many

State = Commitment.State


@dataclass(frozen=True)
class Moment:
    """One line. `tone` as of tags: good, bad, warn, info, neutral; `ahead` is a date still to come."""

    on: date
    title: str
    text: str = ""
    who: str = ""
    link: str = ""
    tone: str = "neutral"
    ahead: bool = False


def of(recommendation: Recommendation, slot: RecommendationResponse | None, errata: Iterable[Erratum]) -> list[Moment]:
    """Oldest first, then what is still to come. `slot` is the signed answer to it, None while there is none.

    `errata`: what was corrected of the report where it touches what was asked (`corrected.touching`).
    """
    consultation = recommendation.report.consultation
    found = []
    if consultation.findings_published_at:
        found.append(Moment(local_day(consultation.findings_published_at), "Asked, in the findings"))
    found += [_report_corrected(one) for one in errata]
    found += [_moved(move, by_force=by_force) for move, by_force in late_findings.moves(consultation)]
    if slot is None:
        if consultation.response_due:
            found.append(_due(consultation.response_due, "The answer is due", "No answer came"))
    else:
        found += _answered(slot)
        for promise in slot.commitments.all():
            promise.answer = slot
            found += _promised(promise)
    order = sorted(enumerate(found), key=lambda row: (row[1].ahead, row[1].on, row[0]))
    return [moment for _, moment in order]


def _report_corrected(erratum: Erratum) -> Moment:
    """What was asked, or what it rests on, reads otherwise from that day on."""
    place = f"Finding {erratum.finding.number}" if erratum.finding else "The report"
    said = f"{place} was corrected: “{erratum.old}” should say “{erratum.new}”"
    return Moment(local_day(erratum.at), said, erratum.reason, erratum.by.public_name)


def _is_ahead(on: date) -> bool:
    return on >= clock.today()


def _due(on: date, ahead: str, missed: str) -> Moment:
    if _is_ahead(on):
        return Moment(on, ahead, ahead=True)
    return Moment(on, missed, f"{many((clock.today() - on).days, 'day')} ago", tone="bad")


def _kept_or_missed(on: date, title: str, late: str) -> Moment:
    """A day on which something was due that has come: `late` is by how much it missed it, empty where it was kept."""
    return Moment(
        on,
        title,
        f"Missed: {late}" if late else "Kept",
        tone="bad" if late else "neutral",
        ahead=_is_ahead(on) and not late,
    )


def _moved(move: TermChange, *, by_force: bool) -> Moment:
    """The day of the answer was another one before."""
    who = "The force moved the day of its answer" if by_force else "The day of the answer was moved"
    old, new = (day(date.fromisoformat(str(one))) for one in (move.old, move.new))
    return Moment(local_day(move.at), f"{who} from {old} to {new}", move.reason, tone="warn")


def _answered(slot: RecommendationResponse) -> list[Moment]:
    response, consultation = slot.response, slot.response.report.consultation
    signer = f"{response.signed_by_name}, {response.signed_by_role}"
    assert response.signed_at is not None
    came_late = _late_by(consultation.answered_days_late)
    found = []
    if consultation.response_due:
        found.append(
            _kept_or_missed(consultation.response_due, "The day of the answer", came_late and f"it came{came_late}")
        )
    said = f"Answered: {slot.get_status_display().lower()}{came_late and f' –{came_late}'}"
    said = ". ".join([said, *named_beside.of(slot)])
    tone = "bad" if came_late else "info"
    found.append(Moment(local_day(response.signed_at), said, slot.reasons, signer, slot.evidence_url, tone))
    for erratum in slot.errata.all():
        found += _corrected(erratum, slot)
    if slot.referred_to and slot.referred_on:
        found.append(Moment(slot.referred_on, f"Sent to {slot.sent_to}"))
    found += _decided(slot)
    return [*found, *_looks(slot)]


def _looks(slot: RecommendationResponse) -> list[Moment]:
    """What the panel saw of what is said to be in place, each beside the link it opened, and the links given later."""
    now, found = slot.evidence, []
    for look in slot.earlier_looks.all():
        found.append(_looked(look.by, look.on, look.why, look.evidence_url or now, shown=look.shown))
    if slot.not_shown_on and slot.not_shown_by:
        link = slot.not_shown_evidence or now
        found.append(_looked(slot.not_shown_by, slot.not_shown_on, slot.not_shown_why, link, shown=False))
    for one in slot.other_evidence.all():
        who = f"{one.signed_by_name}, {one.signed_by_role}"
        found.append(Moment(local_day(one.at), "The force gave other evidence", one.why, who, one.link, "info"))
    if slot.seen_in_place_on and slot.seen_in_place_by:
        found.append(_looked(slot.seen_in_place_by, slot.seen_in_place_on, slot.seen_in_place_why, now, shown=True))
    return found


def _evidence_at(slot: RecommendationResponse, at: datetime) -> str:
    """The link that stood then."""
    return next((one.before for one in slot.other_evidence.all() if one.at > at), slot.evidence)


def _late_by(days: int) -> str:
    """For the end of a sentence; empty in time."""
    return f" {many(days, 'day')} late" if days else ""


def _corrected(erratum: AnswerErratum, slot: RecommendationResponse) -> list[Moment]:
    """A correction, after what the panel had seen in the words before it."""
    found = []
    if erratum.seen_in_place_on and erratum.seen_in_place_by:
        who = f"{erratum.seen_in_place_by.public_name}, oversight panel"
        saw = f"The panel saw that it is in place, in the words before the correction of {day(local_day(erratum.at))}"
        found.append(
            Moment(erratum.seen_in_place_on, saw, erratum.seen_in_place_why, who, _evidence_at(slot, erratum.at))
        )
    what = "The decision corrected" if erratum.decision_id else "Corrected"
    said = f"{what}: “{erratum.old}” should say “{erratum.new}”"
    signer = f"{erratum.signed_by_name}, {erratum.signed_by_role}"
    return [*found, Moment(local_day(erratum.at), said, erratum.reason, signer)]


def _decided(slot: RecommendationResponse) -> list[Moment]:
    """The day for what was left open, kept or missed, and the decision."""
    decided = slot.decision
    if decided is None:
        missed = "To be decided by this day, and was not"
        return [_due(slot.decision_by, "To be decided", missed)] if slot.decision_by else []
    late = _late_by(slot.days_late)
    who = f"{decided.decided_by_name}, {decided.decided_by_role}"
    said = f"Decided: {decided.get_status_display().lower()}{late and f' –{late}'}"
    tone = "bad" if late else "info"
    found = [Moment(decided.decided_on, said, decided.reasons, who, decided.evidence_url, tone)]
    if slot.decision_by:
        found.insert(0, _kept_or_missed(slot.decision_by, "To be decided by this day", slot.lateness))
    return found


def _looked(by: Membership, on: date, why: str, link: str, *, shown: bool) -> Moment:
    """What a member of the panel saw in the evidence of what is said to be in place."""
    seen, not_seen = (
        "The panel saw that it is in place",
        "The panel looked: the evidence does not show that it is in place",
    )
    who = f"{by.public_name}, oversight panel"
    return Moment(on, seen if shown else not_seen, why, who, link, "good" if shown else "bad")


def _promised(promise: Commitment) -> list[Moment]:
    made = promise.decision.decided_on if promise.decision else promise.answer.response.signed_at
    assert made is not None
    found = [Moment(local_day(made), f"Promised: {promise.text}", f"By {day(promise.due)}", promise.owner, "", "info")]
    found += [_updated(update, promise) for update in promise.updates.all()]
    for one in promise.taken_back.all():
        late = f", and said to have been done {many(one.days_late, 'day')} late" if one.days_late else ""
        who = f"{one.verified_by.public_name}, oversight panel"
        said = f"Checked, which was taken back on {day(one.on)}: {promise.text}{late}"
        found.append(Moment(one.verified_on, said, "", who, one.evidence_url, "bad"))
    if promise.verified_at and promise.verified_by:
        late = f" – {promise.lateness}" if promise.lateness else ", in time"
        who = f"{promise.verified_by.public_name}, oversight panel"
        tone = "bad" if promise.lateness else "good"
        found.append(Moment(local_day(promise.verified_at), f"Checked: {promise.text}{late}", "", who, "", tone))
    return [*found, _date_of(promise)]


def _updated(update: ProgressUpdate, promise: Commitment) -> Moment:
    """An update, and by how many days it came late where it says done or dropped."""
    on = local_day(update.at)
    in_time = promise.reported_done_on is not None and promise.reported_done_on <= promise.due
    says_again = in_time and update.state == State.DONE_UNVERIFIED and update.evidence_url in ("", promise.evidence_url)
    ends = update.state in (State.DONE_UNVERIFIED, State.DROPPED) and not says_again
    late = _late_by(max(0, (on - promise.due).days)) if ends else ""
    tone = "bad" if late or update.state == State.DROPPED else "neutral"
    said = f"{promise.text}: {standing_of(update.state).lower()}{late and f' –{late}'}"
    who = f"{update.author.public_name}, {update.seat}"
    return Moment(on, said, update.text, who, update.evidence_url, tone)


def _date_of(promise: Commitment) -> Moment:
    """The day for which it was promised: still to come, kept, or missed, whatever became of it."""
    title = f"Due: {promise.text}"
    if promise.is_open:
        return _due(promise.due, title, f"Due, and not checked as done: {promise.text}")
    if promise.lateness:
        waits = ", and waits for the panel" if promise.is_late else ""
        return _kept_or_missed(promise.due, title, f"{promise.lateness}{waits}")
    if promise.state == State.DROPPED:
        when = "on" if promise.dropped_on == promise.due else "before"
        return Moment(promise.due, title, f"Missed: dropped {when} this day", tone="bad", ahead=_is_ahead(promise.due))
    kept = "Kept" if promise.state == State.DONE_VERIFIED else "Reported done in time, and waits for the panel"
    return Moment(promise.due, title, kept, ahead=_is_ahead(promise.due))
