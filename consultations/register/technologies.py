"""The register of technologies: what a consultation is about, and what each is used for."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.forces import forces
from consultations.models import AskedFact, BriefingVersion, Consultation, Membership, Stage, Technology, UseCase
from consultations.models.facts import AskedFactQuerySet
from consultations.models.terms import WHILE
from consultations.notifications import notifications
from consultations.register import log
from consultations.register.kinds import PROPOSED
from consultations.terms import terms
from people.errors import Refused
from people.models import Person
from people.text.sanitising import line_within, one_line, plain, shortened

Status = BriefingVersion.Status
UNDER_WAY = [Status.DRAFT, Status.UNDER_REVIEW]
SPOKEN_OF = (
    "The force has spoken of this. Change its words, and ask the force again; or ask the panel at the fact desk to "
    "agree that it is taken out."
)


@transaction.atomic
def add(
    consultation: Consultation,
    *,
    by: Person,
    name: str,
    kind: str,
    reason: str = "",
    why_unticked: str = "",
    **fields: object,
) -> Technology:
    """Add a technology to the consultation: its force's entry with this name and kind, or a new one.

    `why_unticked`: public, where an entry is not what every other of its kind is (kinds.PROPOSED).
    `reason`, here and below: public, asked for once the consultation is announced.
    """
    member = _held(consultation, by)
    if not one_line(name):
        raise Refused("Give the technology a name residents would recognise.")
    technology, is_new = _own_entry(consultation, line_within(name, 120, "The name"), kind, fields, why_unticked)
    with terms.changing(consultation, member, reason):
        consultation.technologies.add(technology)
    record(
        "technology_added",
        actor=member,
        subject=technology,
        consultation=consultation.slug,
        summary=technology.name,
        new_in_register=is_new,
    )
    return technology


def _own_entry(
    consultation: Consultation, name: str, kind: str, fields: dict[str, object], why_unticked: str
) -> tuple[Technology, bool]:
    """The entry, and whether it is new. While no force is named, the draft's own entries alone are looked at."""
    force = consultation.force
    known = Technology.objects.filter(force=force) if force else consultation.technologies.all()
    found = known.filter(name=name, kind=kind).first()
    if found is not None:
        return found, False
    fields = {**dict.fromkeys(PROPOSED.get(kind, ()), True), **{k: _clean(v) for k, v in fields.items()}}
    made = Technology(force=force, name=name, kind=kind, **fields)
    why = log.unticked(made, None, why_unticked)
    made.save()
    log.note(made, "Entered in the register", reason=why)
    return made, True


def to_choose_from(consultation: Consultation) -> QuerySet[Technology]:
    """Entries of the forces that answer which are not in the consultation yet."""
    ours = Technology.objects.filter(force__in=forces.answering(consultation))
    return ours.exclude(consultations=consultation).select_related("force")


def belong_to(consultation: Consultation) -> None:
    """The force was named or changed while preparing: entries that are this consultation's alone go with it.

    One that others rely on stays where it is; the gate says that it has to be taken out.
    """
    if consultation.force is None:
        return
    answering = {force.pk for force in forces.answering(consultation)}
    for technology in consultation.technologies.all():
        if technology.force_id in answering or technology.consultations.exclude(pk=consultation.pk).exists():
            continue
        same = Technology.objects.filter(force=consultation.force, kind=technology.kind, name=technology.name)
        if same.exists():
            technology.name = f"{shortened(technology.name, 80)} ({consultation.slug[:35]})"
        before = technology.force.name if technology.force else ""
        technology.force = consultation.force
        technology.save(update_fields=["force", "name"])
        log.note(technology, "Entry moved to the register of another force", old=before, new=consultation.force.name)
        _unsay(technology)  # what one force said, another did not


def of_others(consultation: Consultation) -> list[Technology]:
    """Entries of a force that does not answer here."""
    answering = {force.pk for force in forces.answering(consultation)}
    return [one for one in consultation.technologies.all() if one.force_id not in answering] if answering else []


@transaction.atomic
def attach(consultation: Consultation, technology: Technology, *, by: Person, reason: str = "") -> None:
    """Add a technology that is in the register already, of a force that answers here."""
    member = _held(consultation, by)
    if technology.force not in forces.answering(consultation):
        raise Refused(
            f"“{technology.name}” is not an entry of the force that must answer here. Name the force first, or write "
            "an entry of its own: what one force does or rules out says nothing about another."
        )
    with terms.changing(consultation, member, reason):
        consultation.technologies.add(technology)
    record(
        "technology_added",
        actor=member,
        subject=technology,
        consultation=consultation.slug,
        summary=technology.name,
        new_in_register=False,
    )


@transaction.atomic
def detach(consultation: Consultation, technology: Technology, *, by: Person, reason: str = "") -> None:
    """Take a technology out of the consultation. It stays in the register."""
    member = _held(consultation, by)
    uses, papers = technology.use_cases.all(), f"document:{technology.pk}-"
    said = [*_said_of(consultation, uses), *_under_way(consultation).filter(place__startswith=papers)]
    if any(one.waits_for_us or one.is_of_the_force for one in said):
        raise Refused(SPOKEN_OF)  # what the force confirmed stays said in the register
    with terms.changing(consultation, member, reason):
        consultation.technologies.remove(technology)
        _ask_no_more(one for one in said if not one.is_spoken_of)
    record(
        "technology_removed",
        actor=member,
        subject=technology,
        consultation=consultation.slug,
        summary=technology.name,
    )


@transaction.atomic
def change(
    consultation: Consultation,
    technology: Technology,
    *,
    by: Person,
    reason: str = "",
    why_unticked: str = "",
    **fields: object,
) -> Technology:
    """Correct the register's entry, in its public log. Refused while another consultation also relies on it.

    What it says of itself is signed with the terms (register/signed.py): `reason` and `why_unticked` as in `add`.
    """
    member = _held(consultation, by)
    take_in_hand(consultation, technology)
    before = Technology.objects.get(pk=technology.pk)
    was = (before.name, before.kind)
    with terms.changing(consultation, member, reason):
        for name, value in fields.items():
            setattr(technology, name, _clean(value))
        why = log.unticked(technology, before, why_unticked)
        technology.save()
        log.changed(technology, log.said(before), why)
        if (technology.name, technology.kind) != was:
            _unsay(technology)
        if not technology.needs_full_safeguards:
            _ask_no_more(one for one in _papers_asked(technology) if not one.is_spoken_of)
    record(
        "technology_changed",
        actor=member,
        subject=technology,
        consultation=consultation.slug,
        summary=technology.name,
        fields=sorted(fields),
    )
    return technology


def _unsay(technology: Technology) -> None:
    """It is another entry now: what the police said of the uses of the earlier one, they did not say of these."""
    technology.use_cases.update(said_by="", said_on=None)
    places = [f"use:{number}" for number in technology.use_cases.values_list("pk", flat=True)]
    _unsay_facts(AskedFact.objects.filter(place__in=places))


def _papers_asked(technology: Technology) -> QuerySet[AskedFact]:
    """Its documents, in all drafts that name the entry."""
    return AskedFact.objects.filter(place__startswith=f"document:{technology.pk}-", version__status__in=UNDER_WAY)


def _ask_no_more(facts: Iterable[AskedFact]) -> None:
    """What is not wanted any more, and of which the force has said nothing, waits on nobody's desk."""
    gone = AskedFact.objects.filter(pk__in=[one.pk for one in facts])
    versions = list(BriefingVersion.objects.filter(facts__in=gone).distinct())
    gone.delete()
    for version in versions:
        version.take_fingerprint()


def _unsay_facts(facts: AskedFactQuerySet) -> None:
    """In briefings under way; their fingerprint is taken anew, so that signatures on the earlier one are void."""
    under_way = facts.filter(version__status__in=UNDER_WAY)
    versions = list(BriefingVersion.objects.filter(facts__in=under_way).distinct())
    under_way.unsay()
    for version in versions:
        version.take_fingerprint()


def _said_of(consultation: Consultation, cases: Iterable[UseCase]) -> QuerySet[AskedFact]:
    """What is asked of uses in the version under way: no role alone takes away what the force said there."""
    places = [f"use:{case.pk}" for case in cases]
    return _under_way(consultation).filter(place__in=places)


def _under_way(consultation: Consultation) -> QuerySet[AskedFact]:
    return AskedFact.objects.filter(version__consultation=consultation, version__status__in=UNDER_WAY)


def refuse_to_move_on(consultation: Consultation, technology: Technology, stage: str) -> None:
    """An entry moves on after people were asked about it, with what is said to have changed (changes.say)."""
    if stage not in Technology.Lifecycle.values:
        raise Refused("Choose where it stands now from the list.")
    if other := signing_it(consultation, technology).order_by("pk").first():
        which = f"“{other}”" if other.is_public else "Another consultation"
        raise Refused(
            f"{which} is being prepared, and its panel signs where “{technology.name}” stands. Say what has changed "
            "without it, and move the entry on once people are asked there."
        )


def move_on(consultation: Consultation, technology: Technology, stage: str, *, reason: str) -> None:
    """Where the entry stands, from now on, with its line in the log. What was signed keeps what it said
    (signed.as_asked). Inside the act that says why, with the entry locked."""
    before = log.said(technology)
    technology.stage = stage
    technology.save(update_fields=["stage"])
    log.changed(technology, before, log.in_short(reason))
    tell_drafts(consultation, technology)


@transaction.atomic
def add_use_case(
    consultation: Consultation, technology: Technology, *, by: Person, title: str, reason: str = "", **fields: object
) -> UseCase:
    """Say one thing the technology is, may be, or will not be used for."""
    member = _held(consultation, by)
    refuse_not_ours(consultation, technology)
    take_in_hand(consultation, technology)
    if not one_line(title):
        raise Refused("Say in a few words what it would be used for.")
    title, words = line_within(title, 160, "The use"), {k: _clean(v) for k, v in fields.items()}
    with terms.changing(consultation, member, reason):
        case = UseCase.objects.create(technology=technology, title=title, **words)
    log.note(technology, f"Use added: {case.title}", new=str(case.get_status_display()))
    record("use_case_added", actor=member, subject=case, consultation=consultation.slug, summary=case.title)
    return case


@transaction.atomic
def change_use_case(
    consultation: Consultation, case: UseCase, *, by: Person, reason: str = "", **fields: object
) -> UseCase:
    """Change a use where it stands; the entry's public log keeps the old words beside the new.

    What the force said, it said of other words: it is to be confirmed again, and the panel signs again.
    """
    member = _held(consultation, by)
    case = _changeable(consultation, case)
    fields = {name: _clean(value) for name, value in fields.items()}
    fields["title"] = line_within(str(fields.get("title", case.title)), 160, "The use")
    if not fields["title"]:
        raise Refused("Say in a few words what it would be used for.")
    before, said = _use_in_words(case), case.said
    for name, value in fields.items():
        setattr(case, name, value)
    if (now := _use_in_words(case)) == before:
        return case
    case.said_by, case.said_on = "", None
    with terms.changing(consultation, member, reason):
        case.save()
    for name, new in now.items():
        if new != before[name]:
            log.note(case.technology, f"Use “{before['Use']}”: {name.lower()} changed", old=before[name], new=new)
    if said:
        log.note(case.technology, f"Use “{case.title}”: to be confirmed by the force again", old=said)
    _unsay_facts(AskedFact.objects.filter(place=f"use:{case.pk}"))
    record("use_case_changed", actor=member, subject=case, consultation=consultation.slug, summary=case.title)
    return case


def _use_in_words(case: UseCase) -> dict[str, str]:
    """What a use says, as people read it."""
    return {
        "Use": case.title,
        "In plain words": case.description,
        "When": str(case.get_context_display()),
        "Who is affected": case.affects,
        "State": str(case.get_status_display()),
    }


def _changeable(consultation: Consultation, case: UseCase) -> UseCase:
    """The use as the database has it. Refused where a public briefing stands on it, or another consultation."""
    case = UseCase.objects.select_for_update(no_key=True).select_related("technology").get(pk=case.pk)
    take_in_hand(consultation, case.technology)
    asked = AskedFact.objects.filter(place=f"use:{case.pk}")
    if asked.exclude(version__status__in=[*UNDER_WAY, Status.PUT_ASIDE]).exists():
        raise Refused(f"The public briefing names “{case.title}”, so it stays as it is. Add another use.")
    return case


@transaction.atomic
def remove_use_case(consultation: Consultation, case: UseCase, *, by: Person, reason: str = "") -> None:
    member = _held(consultation, by)
    refuse_not_ours(consultation, case.technology)
    case = _changeable(consultation, case)
    if any(one.is_spoken_of for one in _said_of(consultation, [case])):
        raise Refused(SPOKEN_OF)
    log.note(case.technology, f"Use taken out: {case.title}", old=str(case.get_status_display()))
    _remove(consultation, case, member, reason)


def remove_with_the_panel(
    consultation: Consultation, case: UseCase, member: Membership, *, said: str, why: str
) -> None:
    """Take out a use of which the force has spoken, inside a transaction that holds the consultation.

    Its words (`said`) and why stay in the public log. What changes only while preparing does so here, too.
    """
    if consultation.stage not in Do.SET_UP.stages:
        raise Refused("What it is about is fixed by now, so the use stays.")
    case = _changeable(consultation, case)
    log.note(case.technology, f"Use taken out, as the panel agreed: {case.title}", old=said, reason=why)
    _remove(consultation, case, member, why)


def _remove(consultation: Consultation, case: UseCase, member: Membership, reason: str) -> None:
    elsewhere = _taken_from_other_drafts(consultation, case)
    record("use_case_removed", actor=member, subject=case, consultation=consultation.slug, summary=case.title)
    with terms.changing(consultation, member, reason):
        case.delete()
    for version in elsewhere:
        version.take_fingerprint()


def _taken_from_other_drafts(consultation: Consultation, case: UseCase) -> list[BriefingVersion]:
    """Another draft may name the same use. What the force said there goes with nobody's act from here; what it was only
    asked there goes with the use. Returns the drafts whose fingerprint is to be taken anew."""
    there = AskedFact.objects.filter(place=f"use:{case.pk}", version__status__in=UNDER_WAY)
    there = there.exclude(version__consultation=consultation)
    if any(one.is_spoken_of for one in there):
        raise Refused(
            "In another consultation that is being prepared the force has spoken of this use, so it stays. Add a "
            "technology of your own with a more exact name, and take this one out."
        )
    versions = list(BriefingVersion.objects.filter(facts__in=there).distinct())
    there.delete()
    return versions


def _held(consultation: Consultation, by: Person) -> Membership:
    """The facilitator, with the consultation locked: what it is about is signed with the briefing."""
    return access.require_held(by, consultation, Do.SET_UP)


def relying(consultation: Consultation, technology: Technology) -> QuerySet[Consultation]:
    """Other consultations that rely on the same entry as it stands: their panel reads it, or people do.

    A draft relies on nothing yet, and one that was withdrawn before it opened on nothing any more. Else one that is
    never sent would freeze an entry of the register for good.
    """
    over = Q(stage=Stage.DRAFT) | Q(stage=Stage.WITHDRAWN, withdrawn_from=Stage.ANNOUNCED)
    return technology.consultations.exclude(pk=consultation.pk).exclude(over)


def signing_it(consultation: Consultation, technology: Technology) -> QuerySet[Consultation]:
    """Those whose terms still hold the entry as it stands now: a change would void signatures there."""
    return relying(consultation, technology).filter(step__in=WHILE)


def is_shared(consultation: Consultation, technology: Technology) -> bool:
    """True when another consultation relies on the same entry of the register."""
    return relying(consultation, technology).exists()


def refuse_not_ours(consultation: Consultation, technology: Technology) -> None:
    """Before whatever is done to an entry: it has to be one that the consultation is about."""
    if not consultation.technologies.filter(pk=technology.pk).exists():
        raise access.NotAllowed("technology")


def take_in_hand(consultation: Consultation, technology: Technology) -> None:
    """Before a change: refused for what is not in this consultation, or what another relies on too. Drafts that also
    name the entry are told, once a day."""
    refuse_not_ours(consultation, technology)
    if other := relying(consultation, technology).order_by("pk").first():
        which = f"“{other}”" if other.is_public else "Another consultation"
        raise Refused(
            f"{which} also relies on “{technology.name}” as it stands. "
            "Add a technology of your own with a more exact name, and take this one out."
        )
    tell_drafts(consultation, technology)


def tell_drafts(consultation: Consultation, technology: Technology) -> None:
    """Drafts that also name the entry, once a day."""
    for draft in technology.consultations.filter(stage=Stage.DRAFT).exclude(pk=consultation.pk):
        title = f"Read “{technology.name}” again: another draft changed this entry of the register"
        key = f"entry {technology.pk} {clock.today()}"
        notifications.tell(draft, notifications.FACILITATORS, key, title, "edit_technology", technology.pk)


def _clean(value: object) -> object:
    return plain(value) if isinstance(value, str) else value
