"""Everything that happened to one recommendation, in its order: asked, answered, promised, each date kept or missed."""

from dataclasses import dataclass
from datetime import date

from audit import clock
from consultations.models import Membership
from outcomes.answers import named_beside
from outcomes.models import Commitment, Recommendation, RecommendationResponse
from outcomes.models.promises import standing_of
from people.text.dates import day, local_day
from people.text.sentences import many


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


def of(recommendation: Recommendation, slot: RecommendationResponse | None) -> list[Moment]:
    """Oldest first, then what is still to come. `slot` is the signed answer to it, None while there is none."""
    consultation = recommendation.report.consultation
    found = []
    if consultation.findings_published_at:
        found.append(Moment(local_day(consultation.findings_published_at), "Asked, in the findings"))
    if slot is None:
        if consultation.response_due:
            found.append(_due(consultation.response_due, "The answer is due", "No answer came"))
    else:
        found += _answered(slot)
        for promise in slot.commitments.all():
            found += _promised(promise)
    order = sorted(enumerate(found), key=lambda row: (row[1].ahead, row[1].on, row[0]))
    return [moment for _, moment in order]


def _due(on: date, ahead: str, missed: str) -> Moment:
    if on >= clock.today():
        return Moment(on, ahead, ahead=True)
    return Moment(on, missed, f"{many((clock.today() - on).days, 'day')} ago", tone="bad")


def _answered(slot: RecommendationResponse) -> list[Moment]:
    response, consultation = slot.response, slot.response.report.consultation
    signer = f"{response.signed_by_name}, {response.signed_by_role}"
    assert response.signed_at is not None
    said = f"Answered: {slot.get_status_display().lower()}"
    if consultation.answered_days_late:
        said += f" – {many(consultation.answered_days_late, 'day')} late"
    said = ". ".join([said, *named_beside.of(slot)])
    tone = "bad" if consultation.answered_days_late else "info"
    found = [Moment(local_day(response.signed_at), said, slot.reasons, signer, slot.evidence_url, tone)]
    for erratum in slot.errata.all():
        what = "The decision corrected" if erratum.decision_id else "Corrected"
        said = f"{what}: “{erratum.old}” should say “{erratum.new}”"
        signer = f"{erratum.signed_by_name}, {erratum.signed_by_role}"
        if erratum.seen_in_place_on and erratum.seen_in_place_by:
            who = f"{erratum.seen_in_place_by.public_name}, oversight panel"
            saw = (
                f"The panel saw that it is in place, in the words before the correction of {day(local_day(erratum.at))}"
            )
            found.append(Moment(erratum.seen_in_place_on, saw, erratum.seen_in_place_why, who, slot.evidence))
        found.append(Moment(local_day(erratum.at), said, erratum.reason, signer))
    if slot.referred_to and slot.referred_on:
        found.append(Moment(slot.referred_on, f"Sent to {slot.sent_to}"))
    decided = slot.decision
    if slot.decision_by and decided is None:
        found.append(_due(slot.decision_by, "To be decided", "To be decided by this day, and was not"))
    if decided is not None:
        late = f" – {many(slot.days_late, 'day')} late" if slot.days_late else ""
        who = f"{decided.decided_by_name}, {decided.decided_by_role}"
        said = f"Decided: {decided.get_status_display().lower()}{late}"
        found.append(
            Moment(decided.decided_on, said, decided.reasons, who, decided.evidence_url, "bad" if late else "info")
        )
    for look in slot.earlier_looks.all():
        found.append(_looked(look.by, look.on, look.why, slot, shown=look.shown))
    if slot.not_shown_on and slot.not_shown_by:
        found.append(_looked(slot.not_shown_by, slot.not_shown_on, slot.not_shown_why, slot, shown=False))
    if slot.seen_in_place_on and slot.seen_in_place_by:
        found.append(_looked(slot.seen_in_place_by, slot.seen_in_place_on, slot.seen_in_place_why, slot, shown=True))
    return found


def _looked(by: Membership, on: date, why: str, slot: RecommendationResponse, *, shown: bool) -> Moment:
    """What a member of the panel saw in the evidence of what is said to be in place."""
    seen, not_seen = (
        "The panel saw that it is in place",
        "The panel looked: the evidence does not show that it is in place",
    )
    who = f"{by.public_name}, oversight panel"
    return Moment(on, seen if shown else not_seen, why, who, slot.evidence, "good" if shown else "bad")


def _promised(promise: Commitment) -> list[Moment]:
    made = promise.decision.decided_on if promise.decision else promise.answer.response.signed_at
    assert made is not None
    found = [
        Moment(local_day(made), f"Promised: {promise.text}", f"By {day(promise.due)}", promise.owner_role, "", "info")
    ]
    for update in promise.updates.all():
        said = f"{promise.text}: {standing_of(update.state).lower()}"
        who = f"{update.author.public_name}, {update.author.get_role_display().lower()}"
        found.append(Moment(local_day(update.at), said, update.text, who, update.evidence_url))
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
    elif promise.is_open or promise.is_late:
        found.append(_due(promise.due, f"Due: {promise.text}", f"Due, and not checked as done: {promise.text}"))
    return found
