"""What a shared link says: what is asked, and until when. From what is public, the same for everybody."""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from audit import clock
from consultations.models import Consultation
from people.text.dates import day
from people.text.dates import until as until_when
from people.text.sentences import shortened

LONGEST_DESCRIPTION = 300


@dataclass(frozen=True)
class Card:
    """Everything that the picture shows: a change of it is a new picture."""

    title: str
    question: str
    until: str
    example: bool

    @property
    def key(self) -> str:
        parts = [settings.SITE_NAME, self.title, self.question, self.until, str(self.example)]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]

    @property
    def description(self) -> str:
        words = " ".join(part for part in (self.question, self.until) if part)
        return shortened(words, LONGEST_DESCRIPTION)


def card(consultation: Consultation) -> Card:
    return Card(
        title=consultation.title,
        question=" ".join(consultation.purpose_question.split()),
        until=until(consultation),
        example=consultation.is_demonstration or settings.DEMO,
    )


def until(consultation: Consultation) -> str:
    """Moments and days, never how many are left: a picture is kept by whoever shows it."""
    if consultation.withdrawn_at is not None:
        return f"Withdrawn on {day(consultation.withdrawn_at)}."
    if consultation.has_answer:
        return "The police have answered."
    if consultation.has_findings:
        due = consultation.response_due
        return f"The police must answer by {day(due)}." if due else "The police must answer this."
    if consultation.closes_at is not None and consultation.takes_or_will_take_part and not _is_overdue(consultation):
        return f"Open until {until_when(consultation.closes_at)}."
    return ""


def _is_overdue(consultation: Consultation) -> bool:
    """Announced to be open by now, and nobody has opened it."""
    opens = consultation.opens_at
    return consultation.is_announced and opens is not None and opens <= clock.now()


@dataclass(frozen=True)
class Shared:
    """What a page of a consultation says about itself to whoever shows a link to it."""

    card: Card
    title: str
    address: str
    picture: str  # its address changes with what it shows, so that no chat keeps an old one


def shared(consultation: Consultation, *, name: str = "", path: str = "") -> Shared | None:
    """Nothing before it is announced: a link that staff paste somewhere must not tell what is asked.

    `name` and `path` of the page; a path that is not below the consultation's (an invitation, a code) is not repeated.
    """
    if not consultation.is_public:
        return None
    shown = card(consultation)
    picture = f"{reverse('share_picture', args=[consultation.slug])}?v={shown.key}"
    own = consultation.get_absolute_url()
    title = name if shown.title in name else ": ".join(part for part in (name, shown.title) if part)
    return Shared(
        shown, title, settings.SITE_URL + (path if path.startswith(own) else own), settings.SITE_URL + picture
    )
