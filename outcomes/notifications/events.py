"""What residents, the police and the panel are told as it happens. The acts call these, in their transaction."""

from audit import clock
from consultations.models import Consultation, Membership
from consultations.notifications import notifications
from outcomes.models import AnswerErratum, Commitment, Erratum, FindingQuote, GroupStance, RecommendationResponse
from people.text.dates import day
from people.text.sentences import shortened

#: Characters of a promise in the title of a message: enough to tell it from its neighbours.
TITLE = 70


def _of(promise: Commitment) -> Consultation:
    return promise.answer.response.report.consultation


def findings_are_out(consultation: Consultation) -> None:
    """That they are out tells `outcomes.news`. To whoever is quoted, where, and to nobody else."""
    said_in = FindingQuote.objects.filter(finding__report__consultation=consultation).select_related("finding__area")
    for quote in said_in.select_related("excerpt__revision__contribution__membership__user"):
        member = quote.excerpt.revision.contribution.membership if quote.excerpt else None
        if member is not None and member.user is not None:
            title = f"Your words stand in {quote.finding.number}"
            notifications.tell(
                consultation, notifications.EXTRA, f"quote {quote.pk}", title, "report", to=[member.user]
            )


def report_corrected(erratum: Erratum) -> None:
    """To everybody who was told that the findings are out, once a day for each place."""
    consultation = erratum.report.consultation
    place = f"Finding {erratum.finding.number} of the report" if erratum.finding else "The report"
    key, title = f"report corrected {erratum.finding_id} {clock.today()}", f"{place} was corrected"
    for kind in (notifications.EXTRA, notifications.POLICE):
        notifications.tell(consultation, kind, key, title, "report")
    notifications.tell_subscribers(consultation, key, title, "report")


def police_have_answered(consultation: Consultation) -> None:
    """To whoever has a place on the roll of the verdict: nobody else can give one."""
    places = consultation.memberships.exclude(verdict_place=None)
    asked = notifications.people(consultation, notifications.EXTRA).filter(memberships__in=places)
    title = "Your verdict on the answer is wanted"
    notifications.tell(consultation, notifications.EXTRA, "verdict", title, "verdict", to=asked)


def looked_at_in_place(slot: RecommendationResponse, is_shown: bool) -> None:
    """What the panel found of what is said to be in place: to those who asked, and to those who said it."""
    consultation, number = slot.response.report.consultation, slot.recommendation.number
    found = "shows that it is in place" if is_shown else "does not show that it is in place"
    key = f"in place {int(is_shown)} {slot.earlier_looks.count()}"
    asked_moved(slot, f"the panel looked: the evidence {found}", key)
    title = f"The panel looked at recommendation {number}: the evidence {found}"
    notifications.tell(consultation, notifications.POLICE, f"{key} {slot.pk}", title, "recommendation", number)


def late_key(consultation: Consultation) -> str:
    """Of the line that says that the answer is late."""
    return f"answer late {consultation.response_due}"


def answer_is_late(consultation: Consultation) -> None:
    """To residents and subscribers, once: they were promised an answer by that day."""
    due = consultation.response_due
    title = f"The police answer was due on {day(due)} and is late"
    notifications.tell_everybody(consultation, late_key(consultation), title)


def promise_moved(promise: Commitment, what: str, key: str) -> None:
    """Every change of a promise, to those who asked: `what` in words, `key` of this change alone."""
    consultation = _of(promise)
    key = f"promise {promise.pk} {key}"
    if promise.lateness and "late" not in what:  # what was late stays said, in an e-mail too
        what = promise.lateness if promise.lateness.startswith(what) else f"{what} ({promise.lateness})"
    title = f"“{shortened(promise.text, TITLE)}” – {what}"
    _those_who_asked(promise.answer, key, title, "promise", promise.pk)
    notifications.tell_subscribers(consultation, key, title, "promise", promise.pk)


def answer_assigned(slot: RecommendationResponse, by: Membership) -> None:
    """To whoever drafts it, once for each time it is theirs; not to somebody who took it."""
    owner, consultation = slot.owner, slot.response.report.consultation
    if owner is None or owner == by or owner.user is None:
        return
    until = f", by {day(slot.internal_due)}" if slot.internal_due else ""
    key = f"assigned {slot.pk} {owner.pk} {slot.internal_due}"
    title = f"Recommendation {slot.recommendation.number} is yours to draft{until}"
    page = ("answer_recommendation", slot.recommendation.number)
    notifications.tell(consultation, notifications.POLICE, key, title, *page, to=[owner.user])


def _those_who_asked(slot: RecommendationResponse, key: str, title: str, page: str, *args: object) -> None:
    """People of the groups whose findings the recommendation rests on, at once; the others in the weekly e-mail."""
    consultation = slot.response.report.consultation
    everybody = notifications.people(consultation, notifications.EXTRA)
    if not everybody.exists():
        return
    held = GroupStance.objects.filter(finding__recommendations=slot.recommendation_id, held__gt=0)
    asked = everybody.filter(memberships__consultation=consultation, memberships__group__in=held.values("group"))
    near = set(asked.values_list("pk", flat=True)) or set(everybody.values_list("pk", flat=True))
    notifications.tell(consultation, notifications.EXTRA, key, title, page, *args, to=everybody.filter(pk__in=near))
    rest = everybody.exclude(pk__in=near)
    notifications.tell(consultation, notifications.EXTRA, key, title, page, *args, to=rest, weekly=True)


def asked_moved(slot: RecommendationResponse, what: str, key: str) -> None:
    """The same for what was asked: decided or overdue where it was left open, corrected, shown by other evidence."""
    consultation, asked = slot.response.report.consultation, slot.recommendation
    key = f"asked {slot.pk} {key}"
    title = f"“{shortened(asked.title, TITLE)}” – {what}"
    _those_who_asked(slot, key, title, "recommendation", asked.number)
    notifications.tell_subscribers(consultation, key, title, "recommendation", asked.number)


def answer_corrected(erratum: AnswerErratum) -> None:
    """To those whom the words concern, once a day for each answer: many corrections of a day are one e-mail."""
    slot, consultation = erratum.answer, erratum.response.report.consultation
    if slot is not None:
        what = "the decision was corrected" if erratum.decision_id else "the signed answer was corrected"
        return asked_moved(slot, what, f"corrected {clock.today()}")
    key, title = f"opening corrected {clock.today()}", "The opening statement of the signed answer was corrected"
    notifications.tell(consultation, notifications.EXTRA, key, title, "answer")
    notifications.tell_subscribers(consultation, key, title, "answer")


def to_verify(promise: Commitment, key: str) -> None:
    notifications.tell(
        _of(promise), notifications.PANEL, f"verify {promise.pk} {key}", "A promise to check", "promise", promise.pk
    )


def sent_back(promise: Commitment, key: str) -> None:
    title = "The panel sent evidence back"
    notifications.tell(_of(promise), notifications.POLICE, f"back {promise.pk} {key}", title, "promise", promise.pk)


def taken_back(promise: Commitment, key: str) -> None:
    """To those who keep it, and to the rest of the panel: what it had confirmed is to be done."""
    title = "The panel took back that a promise is done"
    for kind in (notifications.POLICE, notifications.PANEL):
        notifications.tell(_of(promise), kind, f"taken back {promise.pk} {key}", title, "promise", promise.pk)
