"""Papers beside an entry of the register: assessments, policy, how it was bought. Each with an address, or why not."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from audit import clock
from audit.models import Entry
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, Stage, Technology, TechnologyDocument
from consultations.register import log, technologies
from consultations.stages.stages import public_reason
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
    """At any stage: it says more of the entry, and changes nothing that is signed. Beside an entry that others rely on
    not from a draft, which nobody has read and anybody may start.

    Raises Refused for a paper without an address and without a reason, and for a day to come.
    """
    member = access.require(by, consultation, Do.KEEP_DOCUMENTS)
    technologies.refuse_not_ours(consultation, technology)
    if why := why_not_add(consultation, technology):
        raise Refused(why)
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
        raise Refused(
            f"That is enough: at most {MAX_DOCUMENTS} documents. Take one out first that this consultation added, or "
            "ask whoever added another: each consultation can take out its own."
        )
    made = TechnologyDocument.objects.create(
        technology=technology, kind=TechnologyDocument.Kind(kind), title=title, url=url, dated=dated, why_none=why_none
    )
    log.note(technology, f"Document added: {made.get_kind_display()}: {made.title}", reason=why_none)
    record("document_added", actor=member, subject=made, consultation=consultation.slug, summary=made.title)
    return made


def why_not_add(consultation: Consultation, technology: Technology) -> str:
    """Empty where a document may be added to an entry of the consultation."""
    if consultation.stage != Stage.DRAFT or not technologies.is_shared(consultation, technology):
        return ""
    return (
        f"Another consultation relies on “{technology.name}”, and this one is a draft. Ask the force for the document "
        "at the fact desk; or add it once this has gone to the panel."
    )


@transaction.atomic
def remove(consultation: Consultation, document: TechnologyDocument, *, by: Person, reason: str = "") -> None:
    """While preparing, where nobody else relies on the entry. What people could read beside it then stays, but for what
    this consultation added itself: that goes at any stage, with a reason.

    The log keeps that it stood there, where it led and why it went.
    """
    member = access.require(by, consultation, Do.KEEP_DOCUMENTS)
    entry = document.technology
    technologies.refuse_not_ours(consultation, entry)
    if not _is_free(consultation, entry):
        if document not in added_here(consultation, [document]):
            raise Refused("People, or another consultation, rely on this, and it was not added here. Ask whoever did.")
        reason = line_within(public_reason(reason, "log"), log.LONGEST, "The reason")
    technologies.tell_drafts(consultation, entry)
    old = document.url or document.why_none
    log.note(entry, f"Document taken out: {document.title}", old=old, reason=reason)
    record("document_removed", actor=member, subject=document, consultation=consultation.slug, summary=document.title)
    document.delete()


def _is_free(consultation: Consultation, technology: Technology) -> bool:
    """Nobody could read what stands there but who prepares this consultation, and who reads its announcement."""
    return access.fits_stage(consultation, Do.SET_UP) and not technologies.is_shared(consultation, technology)


def may_go(consultation: Consultation, technology: Technology) -> tuple[list[TechnologyDocument], bool]:
    """The documents that this consultation may take out now, and whether it takes a reason."""
    there = list(technology.documents.all())
    if not access.fits_stage(consultation, Do.KEEP_DOCUMENTS):
        return [], False
    if _is_free(consultation, technology):
        return there, False
    return added_here(consultation, there), True


def added_here(consultation: Consultation, documents: Sequence[TechnologyDocument]) -> list[TechnologyDocument]:
    """Those that a facilitator of this consultation added, as the record says."""
    names = {f"{one._meta.model_name}:{one.pk}": one for one in documents}
    added = Entry.objects.filter(consultation=consultation.slug, action="document_added", subject__in=names)
    there = set(added.values_list("subject", flat=True))
    return [one for name, one in names.items() if name in there]
