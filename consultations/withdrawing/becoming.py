"""What becomes of what people said and voted in a consultation that was withdrawn: told to them, and on its page."""

from consultations.models import Consultation, Stage
from consultations.privacy import periods
from people.text.dates import day, until_day


def of(consultation: Consultation) -> list[str]:
    """A sentence each; nothing while it is not withdrawn."""
    if consultation.withdrawn_at is None:
        return []
    told = ["What was public can still be read. Nothing else is published now, and no answer of the police follows."]
    if consultation.withdrawn_from == Stage.ANNOUNCED:
        told.append("It had not opened, so there are no votes and no posts.")
    else:
        told += _words_and_votes(consultation)
    if (contact := periods.contact_until(consultation)) is not None:
        told.append(f"Who is behind the name of somebody who took part is deleted after {day(contact)}.")
    return told


def _words_and_votes(consultation: Consultation) -> list[str]:
    cut, link, words = consultation.anonymised_at, periods.link_until(consultation), periods.words_until(consultation)
    told = ["Whoever took part can still read what they wrote, take it back, and leave."]
    if cut is not None:
        told.append(f"The link between people and their votes was destroyed on {day(cut)}.")
    elif link is not None:
        told.append(
            f"Until {until_day(link)} people can see their votes, and have them deleted by leaving. Then the link "
            "between people and votes is destroyed. The votes are not published."
        )
    if words is not None:
        told.append(f"What people wrote is deleted after {day(words)}.")
    return told
