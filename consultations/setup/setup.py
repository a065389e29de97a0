"""Setting up: starting a consultation, and every fact about it that is settled before it opens."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from audit import clock
from audit.record import record
from consultations import access, numbers
from consultations.access import Do
from consultations.forces import agreeing
from consultations.models import AskedFact, BriefingVersion, Consultation, Force, Membership, Role, Stage
from consultations.notifications import notifications
from consultations.record.public_record import IN_PUBLIC
from consultations.register import technologies
from consultations.starters import new_draft, starters
from consultations.terms import terms
from people.errors import Refused
from people.models import Person
from people.text.addresses import unused_slug
from people.text.sanitising import line_within, one_line, plain, shortened
from people.text.sentences import many

#: What people answer to. Fixed for good once the consultation opens (domain 5.9, invariant 2).
FIXED_ONCE_OPEN = frozenset({"purpose_question", "decision_to_inform", "can_change", "cannot_change"})
EDITABLE = {
    field.name: field
    for field in Consultation._meta.concrete_fields
    if field.editable and field.name not in {"id", "slug"}
}
#: What there may be several of: set once the consultation is saved.
SEVERAL = {field.name: field for field in Consultation._meta.many_to_many if field.name in {"joint_forces", "in_areas"}}
ONE_LINE = frozenset({"title", "commissioning_body", "data_controller", "independent_facilitation", "places"})


@transaction.atomic
def start(*, title: str, by: Person, starter: str | None = None, **fields: object) -> Consultation:
    """A new draft, with `by` as its lead facilitator, filled from the starter if one is named.

    Raises NotAllowed for people who may not start consultations.
    """
    if not by.is_authenticated or not may_start(by):
        raise access.NotAllowed("start a consultation")
    if not one_line(title):
        raise Refused("Give the consultation a title.")
    template = starters.load(starter) if starter else {}
    slug = unused_slug(title, "consultation", lambda slug: Consultation.objects.filter(slug=slug).exists())
    consultation = Consultation(slug=slug, title=line_within(title, 160, "The title"), starter=starter or "")
    consultation.save()
    access.refuse_conflict(by, consultation, Role.FACILITATOR)  # whoever answers for the police runs none
    member = Membership.objects.create(
        consultation=consultation,
        user=by,
        role=Role.FACILITATOR,
        is_lead=True,
        pseudonym=shortened(by.name or "Lead facilitator", 60),
    )
    _set(consultation, fields)
    consultation.save()
    _set_several(consultation, fields)
    version = BriefingVersion.objects.create(consultation=consultation, number=1)
    new_draft.fill(consultation, version, template)
    record(
        "consultation_started",
        actor=member,
        subject=consultation,
        consultation=consultation.slug,
        summary=consultation.title,
        starter=starter or "",
    )
    return consultation


def may_start(user: Person) -> bool:
    """Starting is an account's right, not a role: there is no consultation yet to hold a role in."""
    return bool(user.is_authenticated and not user.is_guest and user.can_start_consultations)


@transaction.atomic
def update(consultation: Consultation, *, by: Person, reason: str = "", **fields: object) -> Consultation:
    """Change facts about the consultation. Raises Refused once it is open, and for dates in the wrong order.

    `reason`: public, asked for once it is announced. Signatures are given anew (consultations.terms).
    """
    locked = Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    access.require_role(by, locked, Do.SET_UP)
    unknown = set(fields) - set(EDITABLE) - set(SEVERAL)
    if unknown:
        raise ValueError(f"not for setup: {', '.join(sorted(unknown))}")
    if locked.stage not in access.PREPARING and FIXED_ONCE_OPEN & set(fields):
        raise Refused(
            "The question, and what can and cannot change, are fixed once a consultation opens: "
            "people have begun to answer them."
        )
    member = access.require(by, locked, Do.SET_UP)
    before = {name: _value(locked, name) for name in fields}
    with terms.changing(locked, member, reason):
        _set(locked, fields)
        _check(locked)
        locked.save()
        _set_several(locked, fields)
        changed = sorted(name for name in fields if _value(locked, name) != before[name])
        if {"force", "joint_forces"} & set(changed):
            technologies.belong_to(locked)
        gone = 0
        if "force" in changed:  # what one force confirmed, another did not
            said = AskedFact.objects.filter(version__in=locked.briefing_versions.standing())
            gone = sum(fact.is_spoken_of and not fact.is_gone for fact in said)
            said.unsay_all()
            if isinstance(led := before["force"], Force):
                agreeing.stay_with(locked, led)
    if changed:
        record(
            "setup_changed",
            actor=member,
            subject=locked,
            consultation=locked.slug,
            summary=", ".join(str({**EDITABLE, **SEVERAL}[name].verbose_name) for name in changed),
        )
    if gone:
        _say_what_went(locked, member, gone)
    consultation.refresh_from_db()
    return consultation


def _say_what_went(consultation: Consultation, member: Membership, facts: int) -> None:
    """Else whoever names another force, and then the first one again, is rid of what that had said."""
    said = f"What the force that led had said of {many(facts, 'fact')} went with it"
    slug = consultation.slug
    record("force_words_gone", actor=member, subject=consultation, consultation=slug, summary=said, **{IN_PUBLIC: said})
    title = f"Another force leads. {said}: ask why, before you sign"
    notifications.tell(consultation, notifications.PANEL, f"force {clock.now().isoformat()}", title, "review")


def suggested_dates(closes_at: datetime) -> tuple[date, date]:
    """When findings and the police answer fall due, counted from closing."""
    findings = timezone.localdate(closes_at) + timedelta(weeks=numbers.FINDINGS_WEEKS)
    return findings, findings + timedelta(weeks=numbers.RESPONSE_WEEKS)


def _value(consultation: Consultation, name: str) -> object:
    return set(getattr(consultation, name).all()) if name in SEVERAL else getattr(consultation, name)


def _set_several(consultation: Consultation, fields: dict[str, object]) -> None:
    for name in SEVERAL.keys() & fields.keys():
        getattr(consultation, name).set(fields[name])
    if consultation.force:
        consultation.joint_forces.remove(consultation.force)  # it leads: it is not named twice


def _set(consultation: Consultation, fields: dict[str, object]) -> None:
    for name, value in fields.items():
        if name in SEVERAL:
            continue
        if isinstance(value, str):
            value = one_line(value) if name in ONE_LINE else plain(value)
        setattr(consultation, name, value)
    if consultation.closes_at and not consultation.findings_due:
        consultation.findings_due = suggested_dates(consultation.closes_at)[0]
    if consultation.findings_due and not consultation.response_due:
        consultation.response_due = consultation.findings_due + timedelta(weeks=numbers.RESPONSE_WEEKS)


def _check(consultation: Consultation) -> None:
    """Refuse what cannot be: an empty title, or dates that run backwards."""
    c = consultation
    problems = []
    if not c.title:
        problems.append("Give the consultation a title.")
    if c.opens_at and c.closes_at and c.closes_at <= c.opens_at:
        problems.append("The closing time must come after the opening time.")
    if c.closes_at and c.findings_due and c.findings_due <= timezone.localdate(c.closes_at):
        problems.append("Findings come after closing: choose a later date for the findings.")
    if c.findings_due and c.response_due and c.response_due <= c.findings_due:
        problems.append("The police answer comes after the findings: choose a later date for the answer.")
    if c.withdrawal_days > 7 * numbers.LINK_WEEKS:
        problems.append(
            f"The way from people to their votes is destroyed at the latest {many(numbers.LINK_WEEKS, 'week')} after "
            "closing, and votes can be taken back until then alone. Choose fewer days to withdraw."
        )
    if c.min_base < numbers.LEAST_BASE or c.min_answer < numbers.LEAST_ANSWER:
        problems.append(
            f"People are told that small numbers are not shown: at least {numbers.LEAST_BASE} in a breakdown, and "
            f"{numbers.LEAST_ANSWER} behind a count."
        )
    if c.stage == Stage.ANNOUNCED and not (c.opens_at and c.closes_at and c.findings_due and c.response_due):
        problems.append("The dates have been announced. You can move them, but not take them away.")
    if problems:
        raise Refused(problems[0] if len(problems) == 1 else "Some dates do not fit together.", problems)
