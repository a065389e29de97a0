"""Who runs, checks and answers a consultation: appointed by name, dismissed, and the officer's duty accepted."""

from datetime import datetime

from django.db import IntegrityError, transaction

from audit import clock
from audit.models import Entry
from audit.record import record, together
from consultations import access, seating
from consultations.access import Do
from consultations.forces import agreeing
from consultations.groups import ending, falling_short, leading
from consultations.models import STAFF, Consultation, Group, Membership, Role
from consultations.models.membership import MembershipQuerySet
from consultations.models.terms import terms_of
from consultations.notifications import notifications
from consultations.record.public_record import IN_PUBLIC
from consultations.terms import terms
from people.errors import Refused
from people.models import Person, User
from people.signin import sign_ins
from people.text.names import checked_name
from people.text.sanitising import one_line
from people.text.sentences import listed

ACCEPTED = "duty_accepted"
LONGEST_ROLE = 120  # characters of a role or rank


@transaction.atomic
def appoint(
    consultation: Consultation,
    user: User,
    role: Role,
    *,
    by: Person,
    is_lead: bool = False,
    is_safeguarding_lead: bool = False,
    organisation: str = "",
    standpoint: str = "",
) -> Membership:
    """Give a role at once: for the demonstration, imports and tests. No page leads here: people get offers (offers).

    Nobody is noted as having chosen them.
    """
    actor = access.require(by, consultation, Do.APPOINT)
    return seat(
        consultation,
        user,
        role,
        actor=actor,
        is_lead=is_lead,
        is_safeguarding_lead=is_safeguarding_lead,
        organisation=organisation,
        standpoint=standpoint,
    )


@transaction.atomic
def seat(
    consultation: Consultation,
    user: User,
    role: Role,
    *,
    actor: Membership | None = None,
    is_lead: bool = False,
    is_safeguarding_lead: bool = False,
    title: str = "",
    organisation: str = "",
    standpoint: str = "",
    chosen_by: Membership | None = None,
    offered_by: User | None = None,
) -> Membership:
    """Give the role: `actor` None, to whoever has accepted it themselves. Raises Refused for a conflict of roles.

    `title`: in this role; empty: that of the account.
    `chosen_by`: whoever offered it and has a part here; `offered_by`: an account without one, which may take one later.
    The two are then no second person to each other (seating).
    """
    if role not in STAFF:
        raise Refused("Participants join by themselves, with an invitation.")
    access.refuse_conflict(user, consultation, role)
    agreeing.refuse_of_the_force(consultation, role, organisation)
    if user.is_guest:
        raise Refused("Staff need an account: appoint them by their e-mail address.")
    if not user.name:
        raise Refused("Staff act under their own name: give the person’s name.")
    others = consultation.memberships.exclude(user=user).select_related("user")
    checked_name(user.name, [other.public_name for other in others if other.role != Role.PARTICIPANT])
    leads = leading.nobody_leads(consultation, role)
    try:
        with transaction.atomic():
            member, _ = Membership.objects.update_or_create(
                consultation=consultation,
                user=user,
                defaults={
                    "role": role,
                    "pseudonym": user.name,
                    "organisation": one_line(organisation),
                    "title": one_line(title) or user.job_title,
                    "standpoint": standpoint_of(consultation, user, role, standpoint),
                    "is_lead": is_lead,
                    "is_safeguarding_lead": False,
                    "withdrawn_at": None,
                    **_chosen(consultation, user, chosen_by, offered_by),
                    **_anew(consultation, user),
                },
            )
    except IntegrityError as error:
        raise Refused(
            f"Somebody called {user.name} is already here. Add a middle initial to tell them apart."
        ) from error
    record(
        "appointed",
        actor=actor or member,
        subject=member,
        consultation=consultation.slug,
        summary=f"{user.name}: {Role(role).label.lower()}{_who_chose(member)}",
    )
    if is_safeguarding_lead or leads:
        leading.name(member, actor or member)
    return member


def standpoint_of(consultation: Consultation, user: User, role: Role, said: str) -> str:
    """How a panel member stands to it, as they say; what they have signed under stays, also in a seat given again."""
    if role != Role.OVERSIGHT:
        return ""
    held = Membership.objects.filter(consultation=consultation, user=user).exclude(standpoint="").first()
    return held.standpoint if held is not None and held.signoffs.exists() else said


def _chosen(
    consultation: Consultation, user: User, chosen_by: Membership | None, offered_by: User | None
) -> dict[str, object]:
    """Whoever was once brought in stays on that side when they are seated again, by whomever (seating)."""
    before = Membership.objects.filter(consultation=consultation, user=user).select_related("seated_by_account").first()
    offered = None if chosen_by is not None else offered_by
    if before is None:
        return {"seated_by": chosen_by, "seated_by_account": offered}
    earlier = [*before.seated_before, before.seated_by_id] if before.seated_by_id else before.seated_before
    return {
        "seated_by": chosen_by,
        "seated_by_account": offered or before.seated_by_account,
        "seated_before": list(dict.fromkeys(earlier)),
    }


def _who_chose(member: Membership) -> str:
    """In public, of somebody who gave roles here as an administrator and now takes one."""
    chosen = seating.chosen_before(member.user, member.consultation)
    return f"; as an administrator they chose {listed(chosen)}" if chosen else ""


def _anew(consultation: Consultation, user: User) -> dict[str, object]:
    """For whoever comes back: as whom they were here before is kept for what they did then, and stands with it.

    The duty of an officer ended with the role, and has to be accepted anew. Who is offered it once more, and has not
    accepted, has it from now on.
    """
    before = Membership.objects.filter(consultation=consultation, user=user).first()
    if before is not None and before.is_current and before.is_officer and not before.has_accepted:
        now = clock.now()
        return {"joined_at": now, "earlier": [*before.earlier, before.standing(until=now).kept()]}
    gone = before if before is not None and not before.is_current else None
    if gone is None:
        return {}
    nothing: dict[str, object] = {"accepted_at": None, "accepted_name": "", "accepted_role": "", "accepted_terms": {}}
    earlier = [*gone.earlier, gone.standing().kept()]
    return {**nothing, "asked_again_at": None, "joined_at": clock.now(), "earlier": earlier}


@transaction.atomic
def dismiss(member: Membership, *, by: Person) -> bool:
    """End a staff role and sign the person out everywhere. What they did stays, under their name.

    False where it only was asked, because it takes a second one of the panel (ending).
    """
    actor = access.require_ending(by, member)
    if member.role == Role.PARTICIPANT or member == actor:
        raise Refused("You can only end the role of another member of staff.")
    if ending.waits_for_another(member, actor):
        return False
    with terms.changing(
        Consultation.objects.select_for_update(no_key=True).get(pk=member.consultation_id), _member(actor)
    ):
        _end(member)
    leading.hand_on(member, actor)
    falling_short.tell_of_fall(member)
    record("dismissed", actor=actor, subject=member, consultation=member.consultation.slug, summary=member.public_name)
    return True


@transaction.atomic
def end_with_account(user: User, actor: User | None = None) -> None:
    """Every staff role of an account that is closed or erased ends, in the public record of each consultation.

    Nobody is shown as checking or answering who can no longer sign in. `actor`: the administrator who closed it; None
    where the person erased it. All consultations are held before the record is, by their numbers: else two who close
    accounts at once wait for each other.
    """
    mine = list(roles_of(user).select_related("user", "consultation").order_by("consultation", "pk"))
    held = {key: hold(key) for key in sorted({member.consultation_id for member in mine})}
    with together():
        for member in mine:
            _end_with_account(member, held[member.consultation_id], actor)


def roles_of(user: User) -> MembershipQuerySet:
    """The staff roles that an account has now."""
    return Membership.objects.filter(user=user, role__in=STAFF).current()


def hold(consultation: int) -> Consultation:
    """The consultation of this key, locked until the transaction is over."""
    return Consultation.objects.select_for_update(no_key=True).get(pk=consultation)


def _end_with_account(member: Membership, consultation: Consultation, actor: User | None) -> None:
    with terms.changing(consultation, None):
        member.withdrawn_at = clock.now()
        member.save(update_fields=["withdrawn_at"])
    leave_groups(member, actor)
    leading.hand_on(member, actor)
    falling_short.tell_of_fall(member)
    who = "by an administrator" if actor else "by the person"
    record(
        "role_ended_with_account",
        actor=actor,
        subject=member,
        consultation=consultation.slug,
        summary=f"{member.public_name}, {member.get_role_display().lower()}: the account was closed {who}",
    )


def leave_groups(member: Membership, actor: Membership | User | None) -> None:
    """Their groups have nobody now; that they had them stays said, where people had joined."""
    for group in member.groups_facilitated.select_related("consultation"):
        told = f"facilitator “{member.public_name}” → “none”" if group.members.exists() else ""
        group.facilitator = None
        group.save(update_fields=["facilitator"])
        slug = group.consultation.slug
        record(
            "group_changed",
            actor=actor,
            subject=group,
            consultation=slug,
            summary=group.name,
            **in_public(group, told),
        )


def in_public(group: Group, told: str) -> dict[str, str]:
    """As the public record and the annex say what of a group was another; nothing where nobody had joined."""
    return {IN_PUBLIC: f"{group.name}, after people had joined: {told}"} if told else {}


def _member(actor: Membership | User) -> Membership | None:
    """Whoever acts, where they have a part here: an administrator has none."""
    return actor if isinstance(actor, Membership) else None


def _end(member: Membership) -> None:
    member.withdrawn_at = clock.now()
    member.save(update_fields=["withdrawn_at"])
    if member.user is not None:
        sign_ins.end_all(member.user)


@transaction.atomic
def accept_duty(consultation: Consultation, *, by: Person, role: str = "", seen: str | None = None) -> Membership:
    """The accountable officer accepts the duty to answer every recommendation in public, under name and `role` or rank.

    Both are fixed from then on: they are what stands under the answer. Whoever had the duty before has handed it on;
    the clock goes on. Accepted once, a second time changes nothing, until the terms change. `seen`: the mark of the
    terms that the officer had on screen.
    """
    member = access.require_held(by, consultation, Do.ACCEPT_DUTY)  # two officers never hold it at once
    member.refresh_from_db(fields=["accepted_at", "accepted_name", "accepted_role", "asked_again_at"])
    if seen is not None and seen != terms.mark(consultation):
        raise Refused("The terms changed after you opened this page. Read them below as they stand now, then accept.")
    agreeing.refuse_another(member)
    if member.must_accept_again:
        return _accepted_again(member)
    if member.has_accepted:
        return member
    for holder in officers(consultation).current():
        if member.joined_at < _first_accepted(holder):
            raise Refused(
                f"{holder.public_name} has accepted the duty since you were named. It is handed on by a new offer: "
                "from that officer, the panel or an administrator."
            )
    role = one_line(role) or member.title
    if not role:
        raise Refused("Give your role or rank. It stands beside your name, in public.")
    if len(role) > LONGEST_ROLE:
        raise Refused(f"Give your role or rank in at most {LONGEST_ROLE} characters.")
    with terms.changing(consultation, member):
        member.accepted_at, member.accepted_name, member.accepted_role = clock.now(), member.public_name, role
        member.asked_again_at = None
        member.save(update_fields=["accepted_at", "accepted_name", "accepted_role", "asked_again_at"])
        earlier = list(officers(consultation).current().exclude(pk=member.pk))
        for one in earlier:
            _end(one)
    member.accepted_terms = terms_of(consultation.pk)
    member.save(update_fields=["accepted_terms"])
    _recorded_acceptance(member)
    for one in earlier:
        summary = f"{one.signs_as} → {member.signs_as}"
        record("duty_handed_on", actor=member, subject=one, consultation=consultation.slug, summary=summary)
    return member


def _first_accepted(holder: Membership) -> datetime:
    """When they took the duty on in this role: to accept changed terms is no new beginning."""
    assert holder.accepted_at is not None
    said = Entry.objects.filter(action=ACCEPTED, subject=f"membership:{holder.pk}", at__gte=holder.joined_at)
    first = said.order_by("number").first()
    return min(first.at, holder.accepted_at) if first is not None else holder.accepted_at


def _accepted_again(member: Membership) -> Membership:
    """The terms had changed. As whom the officer answers stays as it was accepted first."""
    member.accepted_at, member.asked_again_at = clock.now(), None
    member.accepted_terms = terms_of(member.consultation_id)
    member.save(update_fields=["accepted_at", "asked_again_at", "accepted_terms"])
    _recorded_acceptance(member)
    return member


def _recorded_acceptance(member: Membership) -> None:
    consultation = member.consultation
    summary = f"{member.signs_as}, answers for the force"
    record(ACCEPTED, actor=member, subject=member, consultation=consultation.slug, summary=summary)
    if member.user is not None:
        notifications.tell(
            consultation,
            notifications.POLICE,
            f"duty {member.pk} {member.accepted_at}",
            "You accepted the duty to answer",
            "consultation",
            to=[member.user],
        )


def nobody_answers(consultation: Consultation) -> bool:
    """True while no officer holds the duty: whoever had it was dismissed, or closed their account."""
    return not officers(consultation).current().exists()


def officers(consultation: Consultation) -> MembershipQuerySet:
    """Everybody who has accepted the duty to answer, the first one first; the last may hold it now."""
    accepted = consultation.memberships.filter(role=Role.OFFICER, accepted_at__isnull=False)
    return accepted.select_related("user").order_by("accepted_at", "pk")
