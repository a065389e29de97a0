"""Until when things are kept, consultation by consultation (domain §7.5, and the choice made when it was set up)."""

from datetime import datetime, timedelta

from audit.models import Entry
from audit.wiring import wired
from consultations import numbers
from consultations.models import Consultation
from people.numbers import CONTACT_DAYS
from people.privacy.retention import months_after


def happened(consultation: Consultation, action: str) -> datetime | None:
    """When the stage was last entered by this act, from the record."""
    entry = Entry.objects.filter(consultation=consultation.slug, action=action).order_by("number").last()
    return entry.at if entry else None


def words_kept_from(start: datetime, consultation: Consultation) -> datetime:
    """Until when words are kept whose time runs from `start`."""
    is_short = consultation.retention == Consultation.Retention.SHORT
    return months_after(start, numbers.SHORT_WORDS_MONTHS if is_short else numbers.WORDS_MONTHS)


def contact_until(consultation: Consultation) -> datetime | None:
    """None while it has not closed. Where no answer ever comes, words and contact details go at the same time.

    Where it was withdrawn nothing more comes: they go as they would after the answer, and not before people have had
    their days to take back what they said.
    """
    if (withdrawn := consultation.withdrawn_at) is not None:
        return withdrawn + timedelta(days=max(CONTACT_DAYS, consultation.withdrawal_days))
    if consultation.retention == Consultation.Retention.SHORT and consultation.findings_published_at:
        return consultation.findings_published_at
    answered = happened(consultation, "stage_publish_response")
    return _after_the_answer(consultation, answered) if answered else words_until(consultation)


def _after_the_answer(consultation: Consultation, answered: datetime) -> datetime:
    """Not before everything is over that people who took part are still asked: without their account nobody answers."""
    asked: list[datetime] = [moment for until in wired("ASKED_UNTIL") if (moment := until(consultation))]
    return max([answered + timedelta(days=CONTACT_DAYS), *asked])


def news_until(consultation: Consultation) -> datetime | None:
    """For people who asked to hear what happens: the end of the follow-up, if that is later. Where contact details go
    early, until they were told of the answer.
    """
    end = contact_until(consultation)
    answered = happened(consultation, "stage_publish_response")
    if end is None or consultation.withdrawn_at is not None:
        return end
    if answered is None and consultation.retention == Consultation.Retention.STANDARD:
        return end
    if answered is None:
        return words_until(consultation)
    if consultation.retention == Consultation.Retention.SHORT:
        return _after_the_answer(consultation, answered)
    followed = happened(consultation, "stage_complete") or months_after(answered, numbers.FOLLOW_UP_MONTHS)
    return max(end, min(followed, months_after(answered, numbers.FOLLOW_UP_MONTHS)))


def link_until(consultation: Consultation) -> datetime | None:
    """The link from people to ballots: until findings are published, at the latest some weeks after closing.

    Where it was withdrawn: until the days are over in which people may take back what they said, counted from then.
    """
    latest = consultation.closes_at + timedelta(weeks=numbers.LINK_WEEKS) if consultation.closes_at else None
    withdrawn = consultation.withdrawn_at
    unneeded = withdrawn + timedelta(days=consultation.withdrawal_days) if withdrawn else None
    moments = [moment for moment in (latest, unneeded, consultation.findings_published_at) if moment]
    return min(moments) if moments else None


def profile_until(consultation: Consultation) -> datetime | None:
    return months_after(consultation.anonymised_at, numbers.PROFILE_MONTHS) if consultation.anonymised_at else None


def words_until(consultation: Consultation) -> datetime | None:
    """What people wrote, published quotes apart. Without findings the time runs from the day they should be out, or
    from the withdrawal where that came first.
    """
    latest = consultation.closes_at + timedelta(weeks=numbers.LINK_WEEKS) if consultation.closes_at else None
    ends = [moment for moment in (latest, consultation.withdrawn_at) if moment]
    start = consultation.findings_published_at or (min(ends) if ends else None)
    return words_kept_from(start, consultation) if start else None
