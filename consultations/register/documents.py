"""Papers beside an entry of the register: assessments, policy, how it was bought. Each with an address, or why not."""

from datetime import date

from django.db import transaction

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, Technology, TechnologyDocument
from consultations.register import log, technologies
from people.errors import Refused
from people.models import Person
from people.text.sanitising import is_safe_link, line_within

MAX_DOCUMENTS = 40


@transaction.atomic
def add(
    consultation: Consultation,
    technology: Technology,
    *,
    by: Person,
    kind: str,
    title: str,
    dated: date,
    url: str = "",
    why_none: str = "",
) -> TechnologyDocument:
    """Raises Refused for a paper without an address and without a reason, and for a day to come."""
    member = access.require(by, consultation, Do.SET_UP)
    technologies.take_in_hand(consultation, technology)
    title, why_none = line_within(title, 200, "The name"), line_within(why_none, 300, "The reason")
    if not title:
        raise Refused("Say what the document is called.")
    if url and not is_safe_link(url):
        raise Refused("Give a full web address that starts with https:// or leave it empty.")
    if not url and not why_none:
        raise Refused("Give the web address of the document, or say why it cannot be read.")
    if dated > clock.today():
        raise Refused("Give the date of the document, or when you asked for it: not one still to come.")
    if technology.documents.count() >= MAX_DOCUMENTS:
        raise Refused(f"That is enough: at most {MAX_DOCUMENTS} documents. Take one out first.")
    made = TechnologyDocument.objects.create(
        technology=technology, kind=TechnologyDocument.Kind(kind), title=title, url=url, dated=dated, why_none=why_none
    )
    log.note(technology, f"Document added: {made.get_kind_display()}: {made.title}", reason=why_none)
    record("document_added", actor=member, subject=made, consultation=consultation.slug, summary=made.title)
    return made


@transaction.atomic
def remove(consultation: Consultation, document: TechnologyDocument, *, by: Person) -> None:
    """Taken out; the log keeps that it stood there, and where it led."""
    member = access.require(by, consultation, Do.SET_UP)
    technologies.take_in_hand(consultation, document.technology)
    log.note(document.technology, f"Document taken out: {document.title}", old=document.url or document.why_none)
    record("document_removed", actor=member, subject=document, consultation=consultation.slug, summary=document.title)
    document.delete()
