"""The fact desk: a facilitator asks the force; it fills in, confirms or declines; the facilitator accepts.

What else can become of the force’s words stands in `beside.py`.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe

from audit import clock
from audit.record import record
from consultations import access, numbers
from consultations.access import Do
from consultations.briefing import briefing, unknowns
from consultations.briefing.forms import EVIDENCE_FORMS
from consultations.forces import agreeing
from consultations.models import (
    AskedFact,
    BriefingSection,
    BriefingVersion,
    Consultation,
    DataCard,
    Force,
    Membership,
    TechnologyDocument,
    UseCase,
)
from consultations.models.facts import NOTHING_SAID
from consultations.notifications import notifications
from consultations.notifications.working_days import working_days_after
from consultations.register import log
from people.errors import Refused
from people.models import Person
from people.text.dates import day
from people.text.sanitising import is_safe_link, one_line, render_markdown, within
from people.text.sentences import ended

State, Answer = AskedFact.State, AskedFact.Answer
_NO_SUCH = "There is no such fact in this briefing."
LONGEST_ROLE, LONGEST_WORDS = 120, 2000  # characters


@transaction.atomic
def mark(version: BriefingVersion, place: str, *, by: Person) -> AskedFact:
    """Say that a fact is to be confirmed by the force: a state of its place, not words in the text."""
    edit = briefing.hold(version, by)
    label = label_of(version, place)
    fact, made = AskedFact.objects.get_or_create(version=version, place=place)
    if not made:
        raise Refused(f"“{label}” has a state already: {fact.said}.")
    briefing.seal(edit, "fact_marked", label)
    return fact


@transaction.atomic
def clear(fact: AskedFact, *, by: Person) -> None:
    """The fact is known: the state goes. Refused while the text says that it is not.

    What the force said of it stays with what it said.
    """
    edit = briefing.hold(fact.version, by)
    label = label_of(fact.version, fact.place)
    fact.refresh_from_db(fields=["state", "answer", "earlier"])
    if not fact.may_be_cleared:
        raise Refused(
            "The force said this. Accept what it said first."
            if fact.waits_for_us
            else "The force said this. Ask again if it has to change."
        )
    if unknowns.is_open_at(edit.version, fact.place):
        raise Refused(f"“{label}” still says that it is not known. Write what is known there, then say so here.")
    fact.delete()
    briefing.seal(edit, "fact_cleared", label)


@transaction.atomic
def ask(version: BriefingVersion, places: Sequence[str], role: str, *, by: Person) -> int:
    """Put facts to the force, today. Only this says “asked”, and only on the day it is done. Returns how many.

    Refused where nobody is there to answer, or an answer waits to be read. What was said before stays readable.
    """
    edit = briefing.hold(version, by)
    role = _role(role)
    if not places:
        raise Refused("Choose what to ask.")
    known = unknowns.places(version)
    gone = set(version.facts.filter(state=State.TAKEN_OUT).values_list("place", flat=True))
    if not known.keys() - gone >= set(places):
        raise Refused(_NO_SUCH)
    there = _forces_there(version.consultation)
    again = 0
    for place in places:
        _refuse_nobody(place, there, known[place].label)
        fact, _ = AskedFact.objects.select_for_update(no_key=True).get_or_create(version=version, place=place)
        if fact.waits_for_us:
            raise Refused(f"The force has answered “{known[place].label}”. Accept what it said before you ask again.")
        again += fact.answer != ""
        if fact.remark and not fact.reply:
            fact.may_reply(reply_until())
        fact.lay_by()
        fact.state, fact.asked_role, fact.asked_on = State.ASKED, role, clock.today()
        fact.answer_until = answer_until()
        fact.save()
    answered = f"; {again} of them had an answer" if again else ""
    briefing.seal(edit, "facts_asked", f"{len(places)}, of {role}{answered}")
    key = f"facts {version.pk} {clock.now().isoformat()}"
    notifications.tell(
        version.consultation, notifications.POLICE, key, f"Facts are asked of the force: {len(places)}", "facts"
    )
    return len(places)


def ask_all(version: BriefingVersion, role: str, *, by: Person) -> int:
    """Everything that is to be confirmed. Nothing to ask is no fault."""
    known = unknowns.labelled(version)
    places = [place.name for place, fact in known if fact.state == State.TO_CONFIRM and not fact.waits_for_us]
    return ask(version, places, role, by=by) if places else 0


def _forces_there(consultation: Consultation) -> set[Force | None]:
    """The forces for which somebody is there who may answer, now."""
    members = consultation.memberships.current().filter(role__in=Do.ANSWER_FACTS.roles, user__is_active=True)
    return {agreeing.force_of(_of(member, consultation)) for member in members}


def _of(member: Membership, consultation: Consultation) -> Membership:
    member.consultation = consultation
    return member


def _refuse_nobody(place: str, there: set[Force | None], label: str) -> None:
    """“No answer” is said of nobody who was not asked."""
    if not there:
        raise Refused(
            "Nobody of the force is here yet who could answer. Offer the role of the accountable officer or of a "
            "responder first; once it is accepted, ask."
        )
    if (force := whose(place)) is not None and force not in there:
        raise Refused(f"“{label}” is for {force.name} to say, and nobody here took a role for it. Offer one first.")


def whose(place: str) -> Force | None:
    """The force that alone can say how it is: the one whose entry of the register the use belongs to."""
    part, _, which = place.partition(":")
    if part == "document":
        entry, _ = unknowns.document_at(which)
        return entry.force if entry is not None else None
    case = UseCase.objects.filter(pk=which).select_related("technology__force").first() if part == "use" else None
    return case.technology.force if case is not None else None


@transaction.atomic
def answer(fact: AskedFact, *, by: Person, answer: str, role: str, words: str = "", document: str = "") -> AskedFact:
    """What the force says of one fact it was asked for. A proposal, until a facilitator takes it into the draft.

    Of a public text it may say it of every fact that has a state: the text stays, and the next version starts with it.
    """
    consultation = Consultation.objects.select_for_update(no_key=True).get(pk=fact.version.consultation_id)
    member = access.require(by, consultation, Do.ANSWER_FACTS)
    locked = AskedFact.objects.select_for_update(no_key=True).get(pk=fact.pk)
    is_later = says_later(locked)
    if not is_later and not may_answer(locked):
        raise Refused("This is not asked of the force now.")
    force = refuse_other_force(locked, member, consultation)
    words, said = within(words, _room(locked), "What you wrote"), Answer(answer)
    if said == Answer.FILLED and not words:
        raise Refused("Write what it is.")
    if said == Answer.CONFIRMED and unknowns.is_open_at(locked.version, locked.place):
        raise Refused("The draft does not say it yet, so there is nothing to confirm. Fill it in, or decline it.")
    if document and not is_safe_link(document):
        raise Refused("Give a full web address that starts with https:// or leave it empty.")
    if unknowns.PLACEHOLDER.search(words) or (said == Answer.FILLED and unknowns.leaves_open(words)):
        raise Refused("Write what is known. What is not can be declined.")
    if said == Answer.FILLED:
        _refuse_as_a_row(locked, words)
    told = {"answer": str(said), "words": words, "document": document, "answered_role": _role(role)}
    _keep(locked, told | {"answered_seat": seat(member, force)}, is_later=is_later)
    locked.save()
    record(
        "fact_answered",
        actor=member,
        subject=locked,
        consultation=consultation.slug,
        summary=f"{label_of(locked.version, locked.place)}: {said.label} ({locked.with_later.answered_as})"[:200],
    )
    title = "The force has answered a fact" + (
        " of the public briefing. The next version can have it" if is_later else ""
    )
    notifications.tell(consultation, notifications.FACILITATORS, key_of(locked), title, "facts")
    return locked


def _keep(fact: AskedFact, told: dict[str, str], *, is_later: bool) -> None:
    """Not saved."""
    if is_later:
        fact.say_later(told)
        return
    for name, nothing in NOTHING_SAID.items():
        setattr(fact, name, nothing)
    for name, said in told.items():
        setattr(fact, name, said)
    fact.closes_reply()
    fact.answered_on = clock.today()


def may_answer(fact: AskedFact) -> bool:
    """It is asked of the force in a draft, or what the force said there of itself waits still."""
    return fact.may_be_answered and is_open(fact.version)


def says_later(fact: AskedFact) -> bool:
    """The force may say it of a public text, for the next version: as long as none is being written."""
    return is_public(fact.version) and not fact.is_gone


def refuse_other_force(fact: AskedFact, member: Membership, consultation: Consultation) -> Force | None:
    """The force that somebody speaks for. Raises Refused where another one alone can say how it is."""
    force = agreeing.force_of(_of(member, consultation))
    if (owner := fact.out_of or whose(fact.place)) is not None and owner != force:
        raise Refused(
            f"This is an entry of {owner.name}. Only somebody who accepted a role for {owner.name} can say how it is."
        )
    return force


def answer_until() -> date:
    """The last day on which what is asked today has “no answer yet”. Nothing waits for it."""
    return working_days_after(clock.today(), numbers.FACT_ANSWER_DAYS)


def reply_until() -> date:
    """The last day on which the force can answer what is said beside its words from today."""
    return working_days_after(clock.today(), numbers.FACT_REPLY_DAYS)


def sealed(edit: briefing.Edit, fact: AskedFact, action: str) -> None:
    """What is said beside the force’s words is public and signed with the version; the force is told, and until when
    it can answer."""
    fact.save()
    label = label_of(edit.version, fact.place)
    briefing.seal(edit, action, label)
    title = f"Read what is said beside your words on “{label}”. You can answer it once, until {day(fact.reply_until)}"
    notifications.tell(edit.version.consultation, notifications.POLICE, key_of(fact), title, "facts")


def key_of(fact: AskedFact) -> str:
    return f"fact {fact.pk} {clock.now().isoformat()}"


@transaction.atomic
def accept(fact: AskedFact, *, by: Person, seen: str) -> AskedFact:
    """Take what the force said into the draft, with who said so and when. `seen`: `answer_mark` of what was read."""
    edit = briefing.hold(fact.version, by)
    locked = AskedFact.objects.select_for_update(no_key=True).get(pk=fact.pk)
    refuse_unread(locked, seen)
    locked.remark, locked.noted_as, locked.noted_by, locked.noted_on, locked.to_leave_out = "", "", None, None, False
    if locked.answer == Answer.FILLED:
        _write(edit.version, locked)
    if locked.answer == Answer.FILLED and _lacks_more(edit.version, locked):
        locked.lay_by()
    else:
        locked.state = State.NOT_HELD if locked.answer == Answer.DECLINED else State.CONFIRMED
    locked.save()
    _say_in_register(locked)
    briefing.seal(edit, "fact_accepted", f"{label_of(fact.version, fact.place)}: {locked.said}"[:200])
    return locked


def refuse_unread(fact: AskedFact, seen: str) -> None:
    if not fact.waits_for_us:
        raise Refused("The force has not answered this.")
    if fact.answer_mark != seen:
        raise Refused("The force changed its answer after you opened this page. Read it again, then decide.")


def _room(fact: AskedFact) -> int:
    """Characters that the place of a fact can hold: what the force writes goes there whole."""
    part, _, which = fact.place.partition(":")
    held: type[Model] = DataCard
    if part in unknowns.ROWS:
        row, which = unknowns.row_and_column(fact.version, part, which)
        held = type(row)
    elif part == "document":
        held, which = TechnologyDocument, "why_none"
    elif part != "card":
        return LONGEST_WORDS
    most = getattr(held._meta.get_field(which), "max_length", None) or LONGEST_WORDS
    beside = len(_into_cell(stands(fact), "")) if part == "card" else 0
    return most - beside - 1 if beside else most


def _write(version: BriefingVersion, fact: AskedFact) -> None:
    """The words of the force where the fact belongs. A section gets them as a paragraph of its own."""
    part, _, which = fact.place.partition(":")
    if part == "section":
        section = BriefingSection.objects.get(version=version, kind=which)
        section.body = f"{unknowns.answered_in(section.body)}\n\n{fact.words}".strip()
        section.save()
    elif part == "card":
        card = DataCard.objects.get(version=version)
        setattr(card, which, _into_cell(getattr(card, which), fact.words))
        card.save()
    elif part == "document":
        _list_document(fact, which)
    elif part in unknowns.ROWS:
        fields = _refuse_as_a_row(fact, fact.words)
        row, _ = unknowns.row_and_column(version, part, which)
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


def _into_cell(stands: str, words: str) -> str:
    """Beside what others have published, where that stands there: only “not known yet” gives way to the words."""
    if named := unknowns.named_open(stands):
        return f"{named} {words}"
    kept = unknowns.answered_in(stands)
    return words if kept == stands else f"{kept} {words}".strip()


def _list_document(fact: AskedFact, which: str) -> None:
    """In the register, as of the day of the answer: where it can be read, or what the force says of why not."""
    entry, kind = unknowns.document_at(which)
    if entry is None or fact.answered_on is None:
        raise Refused(_NO_SUCH)
    if not fact.version.consultation.technologies.filter(pk=entry.pk).exists():  # taken off since it was asked
        raise Refused(_NO_SUCH)
    label = str(TechnologyDocument.Kind(kind).label)
    TechnologyDocument.objects.create(
        technology=entry, kind=kind, title=label, url=fact.document, dated=fact.answered_on, why_none=fact.words
    )
    log.note(entry, f"Document added, as the force gave it: {label}", new=fact.document, reason=fact.words)


def _refuse_as_a_row(fact: AskedFact, words: str) -> dict[str, Any]:
    """The words of the force are held to what every row of that table is held to. Returns the row with them in it."""
    part, _, which = fact.place.partition(":")
    if part not in unknowns.ROWS:
        return {}
    row, column = unknowns.row_and_column(fact.version, part, which)
    names = [name for name in EVIDENCE_FORMS[part][0].base_fields if name != "url"]
    fields = {name: getattr(row, name) for name in names}
    wrong = _wrong(fact, part, fields, int(which))
    try:
        return briefing.checked_row(fact.version, part, fields | {column: words}, int(which))
    except Refused as refused:
        if wrong and str(refused) == wrong:
            return {column: words}
        raise


def _wrong(fact: AskedFact, part: str, fields: dict[str, Any], number: int) -> str:
    """What a row breaks as it stands, before the force says a word: a rule that came later is for the editor to meet,
    who reads it when the answer is accepted, and at the gate."""
    try:
        briefing.checked_row(fact.version, part, dict(fields), number)
    except Refused as refused:
        return str(refused)
    return ""


def left_to_mend(fact: AskedFact) -> str:
    """What the row of a fact breaks, whoever wrote what in it; empty where there is nothing to mend."""
    part, _, which = fact.place.partition(":")
    if part not in unknowns.ROWS or fact.is_gone:
        return ""
    row, _ = unknowns.row_and_column(fact.version, part, which)
    names = [name for name in EVIDENCE_FORMS[part][0].base_fields if name != "url"]
    return _wrong(fact, part, {name: getattr(row, name) for name in names}, int(which))


def _lacks_more(version: BriefingVersion, fact: AskedFact) -> bool:
    """Whether the row still has something that is not known: the force is asked on."""
    part, _, which = fact.place.partition(":")
    return part in unknowns.ROWS and unknowns.has_unknown(version, part, which)


def _say_in_register(fact: AskedFact) -> None:
    """“The police have said” stands only over what an officer or responder of the entry’s own force confirmed,
    with the seat, the force, the role and the day. An entry that other consultations rely on is the same force’s."""
    kind, _, which = fact.place.partition(":")
    if kind == "use" and fact.answer == Answer.CONFIRMED:
        UseCase.objects.filter(pk=which).update(said_by=fact.answered_as, said_on=fact.answered_on)
        if (case := UseCase.objects.filter(pk=which).select_related("technology").first()) is not None:
            log.note(case.technology, f"Confirmed by the force: {case.title}", new=fact.answered_as)


def label_of(version: BriefingVersion, place: str) -> str:
    found = unknowns.places(version).get(place)
    if found is None:
        raise Refused(_NO_SUCH)
    return found.label


def seat(member: Membership, force: Force | None) -> str:
    """The role somebody holds here and for which force, as it is now: what they type beside it is their own word."""
    seat = "the accountable officer" if member.is_officer else "a responder"
    whose = force.name if force is not None else member.organisation
    return f"{seat} for {whose}" if whose else seat


def _role(role: str) -> str:
    role = one_line(role)
    if not role:
        raise Refused("Name the role: a role, not a person.")
    if len(role) > LONGEST_ROLE:
        raise Refused(f"Name the role in at most {LONGEST_ROLE} characters.")
    return role


def stands_as_read(fact: AskedFact) -> SafeString:
    """The same as people read it: a section is written with marks, everything else in lines."""
    text = stands(fact)
    return mark_safe(render_markdown(text) if fact.place.startswith("section:") else linebreaks(text, autoescape=True))  # noqa: S308


def stands(fact: AskedFact) -> str:
    """What the draft says there now, for whoever is asked."""
    part, _, which = fact.place.partition(":")
    version = fact.version
    if part == "section":
        return version.sections.filter(kind=which).values_list("body", flat=True).first() or ""
    if part == "card":
        return str(DataCard.objects.filter(version=version).values_list(which, flat=True).first() or "")
    if part == "document":
        entry, kind = unknowns.document_at(which)
        return "\n".join(str(one) for one in entry.documents.filter(kind=kind)) if entry is not None else ""
    if part in unknowns.ROWS:
        related, column = unknowns.ROWS[part]
        row = getattr(version, related).filter(pk=which).first()
        return f"{row}: {getattr(row, column)}" if row is not None else ""
    case = UseCase.objects.filter(pk=which).first()
    return f"{case.get_status_display()}: {ended(case.title)} {case.description}" if case is not None else ""


def is_public(version: BriefingVersion) -> bool:
    """People read it, and no next version is being written."""
    return version == version.consultation.briefing and not is_open(version)


def is_open(version: BriefingVersion) -> bool:
    """The draft may take facts: not public yet."""
    return version == version.consultation.briefing and (version.is_under_way or not version.consultation.is_public)
