"""What one answer still lacks before it can be signed: reasons in words of its own, a date, a promise, a link."""

from datetime import timedelta

from django.db.models import prefetch_related_objects

from audit import clock
from consultations.birds import named_in
from consultations.forces.forces import answering, names_of
from outcomes import numbers
from outcomes.models import Recommendation, RecommendationResponse
from outcomes.models.answers import LEFT_OPEN
from people.errors import Refused
from people.text.dates import day
from people.text.sanitising import is_safe_link
from people.text.sentences import counted, letters, listed, many

Status = RecommendationResponse.Status
NEEDS_LONG_REASONS = frozenset({Status.ACCEPTED_IN_PART, Status.NOT_ACCEPTED, Status.ALREADY_IN_PLACE})
NEEDS_PROMISE = frozenset({Status.ACCEPTED, Status.ACCEPTED_IN_PART})


def problems(slot: RecommendationResponse) -> list[str]:
    """What one answer still needs before it can be signed (gate F); empty when it is complete."""
    if not slot.status:
        return ["choose an answer"]
    found = reasons_lack(slot.status, slot.reasons)
    found += link_lacks(slot.recommendation, slot.status, slot.evidence_url)
    if slot.status in NEEDS_PROMISE and not slot.commitments.all():
        found.append("add a promise with an owner and a date")
    texts = [letters(promise.text) for promise in slot.commitments.all()]
    promised = [words for promise in slot.commitments.all() for words in (promise.text, promise.owner_role)]
    found += names(slot.reasons, slot.referred_to, slot.answered_with, *promised)
    if len(set(texts)) < len(texts):
        found.append("take out the promise that stands here twice: a promise counts once")
    found += _days_gone(slot)
    if slot.status in LEFT_OPEN:
        found += _decision_date_problems(slot)
    if slot.status == Status.REFERRED and not (slot.referred_to and slot.referred_on):
        found.append("name the body it was sent to and the date")
    if slot.status == Status.REFERRED:
        found += _sent_to_who_answers(slot)
    if slot.referred_on and slot.referred_on > clock.today():
        found.append("give the day on which it was sent: it lies in the future")
    return found


def _days_gone(slot: RecommendationResponse) -> list[str]:
    """A draft lies for weeks: what is signed promises something still to be done, as each promise did when it was put
    in.
    """
    gone = [promise for promise in slot.commitments.all() if promise.due <= clock.today()]
    return [
        f"give the promise “{promise.text}” a date that is still to come: {day(promise.due)} is not after today"
        for promise in gone
    ]


def _sent_to_who_answers(slot: RecommendationResponse) -> list[str]:
    """A force that has to answer here is no other body: what is sent to it is left open without saying so."""
    prefetch_related_objects([slot.of_consultation], "joint_forces")  # once for all answers of a response
    forces = answering(slot.of_consultation)
    bound = {name for force in forces for name in names_of(force)}
    sent = [body for body in (slot.referred_to, *slot.bodies) if letters(body) in bound]
    return [f"send it to no force that has to answer here itself: {listed(sent)}"] if sent else []


def link_lacks(recommendation: Recommendation, status: str, link: str) -> list[str]:
    """What is said to be in place is shown, and a framework that is granted too (domain T77): by a page to open."""
    if link or status not in {*NEEDS_PROMISE, Status.ALREADY_IN_PLACE}:
        return []
    if recommendation.category == Recommendation.Category.FRAMEWORK:
        return ["link the framework, or the page on which it will be published"]
    if status == Status.ALREADY_IN_PLACE:
        return ["link what shows that it is in place: the oversight panel opens it"]
    return []


def reasons_lack(status: str, reasons: str) -> list[str]:
    """What reasons still need where a recommendation is not accepted whole: enough words, and not the same again."""
    words = reasons.split()
    if not words:
        return ["give reasons"]
    if status not in NEEDS_LONG_REASONS:
        return []
    if len(words) < numbers.LONG_REASONS:
        return [f"give fuller reasons: {len(words)} of at least {numbers.LONG_REASONS} words"]
    different = different_words(reasons)
    if different < numbers.DIFFERENT_REASONS:
        return [f"give fuller reasons: {different} of at least {numbers.DIFFERENT_REASONS} different words"]
    return []


def names(*texts: str) -> list[str]:
    """What reads like the name of a resident has no place in an answer: whoever spoke is not called by it in public."""
    found = dict.fromkeys(name for text in texts if (name := named_in(text)))
    return [f"take out “{name}”, which reads like the name of somebody who takes part" for name in found]


def different_words(text: str) -> int:
    """Of those with a letter or a digit: a dot is no word."""
    return len({word.strip(".,;:!?()“”‘’\"'–-").casefold() for word in text.split() if any(map(str.isalnum, word))})


def _decision_date_problems(slot: RecommendationResponse) -> list[str]:
    if slot.decision_by is None:
        return ["say when an answer is expected" if slot.status == Status.REFERRED else "say when it will be decided"]
    latest = clock.today() + timedelta(days=numbers.days_of(numbers.CONSIDERATION_MONTHS))
    if not clock.today() <= slot.decision_by <= latest:
        return [f"choose a decision date within {counted(numbers.CONSIDERATION_MONTHS, 'month')} from today"]
    if slot.decision_by <= clock.today() + timedelta(days=numbers.VERDICT_DAYS):
        asked = many(numbers.VERDICT_DAYS, "day")
        return [
            f"choose a later decision date: for {asked} residents say whether what is signed answers what they asked"
        ]
    return []


def evidence_link(url: str) -> str:
    """The address, trimmed; it may be empty. Raises Refused for anything a reader could not open as a page."""
    url = url.strip()
    if url and not (is_safe_link(url) and url.lower().startswith("http")):
        raise Refused("The link to the evidence must begin with https:// or http://.")
    return url
