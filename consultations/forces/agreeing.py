"""Whether a force that is named beside the one that leads has said yes: its own word, never that of whoever names it.

Its word is that somebody takes a police role for it: an offer that names the force as their organisation, accepted by
the person themselves, who reads there what accepting says. docs/decisions/forces.md
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, prefetch_related_objects

from audit import clock
from consultations.forces.forces import answering, letters, names_of
from consultations.models import Consultation, Force, Membership, Role, TermChange
from people.errors import Refused
from people.text.dates import day

NOT_YET = "has not agreed to answer"
OF_A_FORCE = (Role.OFFICER, Role.RESPONDER)


@dataclass(frozen=True)
class Word:
    """One force of a consultation. `at`, `role`: when, and as what, somebody of it agreed; None: nobody has."""

    force: Force
    leads: bool
    at: datetime | None = None
    role: str = ""
    called: str = ""  # the name under which it agreed, where it is called otherwise now
    changed: datetime | None = None  # when the terms changed, where nobody of it has agreed since

    @property
    def said(self) -> str:
        """Empty of the force that leads: who accepted its duty stands by name elsewhere."""
        if self.leads:
            return ""
        if self.at is None:
            return NOT_YET
        since = f", before the terms changed on {day(self.changed)}" if self.changed else ""
        as_whom = f", as {self.called}" if self.called else ""
        return f"agreed on {day(self.at)} ({self.role}{as_whom}){since}"

    def __str__(self) -> str:
        return f"{self.force.name} {self.said}" if self.said else self.force.name


def words(consultation: Consultation) -> list[Word]:
    """Every force that is named to answer, the one that leads first, with what it said itself."""
    return words_of([consultation])[consultation.pk]


def words_of(consultations: Sequence[Consultation]) -> dict[int, list[Word]]:
    """The same of many, by their keys: as many queries for a page of them as for one."""
    prefetch_related_objects(consultations, "joint_forces")
    named = {one.pk: answering(one) for one in consultations}
    joint = [one.pk for one in consultations if any(force.pk != one.force_id for force in named[one.pk])]
    members: dict[int, list[Membership]] = defaultdict(list)
    for member in _police(joint) if joint else []:
        members[member.consultation_id].append(member)
    changed = _terms_changed(joint) if members else {}
    return {
        one.pk: [
            _word(force, members[one.pk], changed.get(one.pk), leads=force.pk == one.force_id)
            for force in named[one.pk]
        ]
        for one in consultations
    }


def note_beside(consultations: Sequence[Consultation]) -> None:
    """`joint_words` of each: what the forces beside the one that leads said, for lists made by `saying_if_joint`."""
    joint = [one for one in consultations if one.is_joint]  # type: ignore[attr-defined]
    found = words_of(joint) if joint else {}
    for one in consultations:
        one.joint_words = [str(word) for word in found.get(one.pk, []) if not word.leads]


def offered_for(consultation: Consultation, role: str, organisation: str) -> str:
    """For whom one would speak who accepts such a role: an organisation that is not the force that leads.

    Asked of every organisation: it may be named beside the force only after somebody accepted.
    """
    lead = names_of(consultation.force) if consultation.force else set()
    return organisation if role in OF_A_FORCE and letters(organisation) not in {"", *lead} else ""


def force_of(member: Membership) -> Force | None:
    """The force for which an officer or a responder took their role: the one it names, else the one that leads.

    None where it names an organisation that is no force of this consultation.
    """
    named = letters(member.organisation)
    if not named:
        return member.consultation.force
    return next((force for force in answering(member.consultation) if named in names_of(force)), None)


def of_another(member: Membership) -> str:
    """The force that does not lead here for which somebody took their role, by any name it is or was called; else "".

    The duty is that of the force that leads: no officer of another one takes it on, hands it over or asks for its end.
    """
    lead, named = member.consultation.force, letters(member.organisation)
    if lead is None or named in {"", *names_of(lead)}:
        return ""
    return next((force.name for force in Force.objects.all() if named in names_of(force)), "")


def refuse_another(member: Membership) -> None:
    """Raises Refused where the duty is that of another force than the officer’s."""
    if another := of_another(member):
        raise Refused(
            f"You took this role for {another}. {member.consultation.force} leads here now, and its own officer has the"
            " duty to answer. Offer the role to an officer of it."
        )


def stay_with(consultation: Consultation, force: Force) -> None:
    """Another force leads from now on: whoever took a police role for `force`, which led, speaks for no other."""
    police = consultation.memberships.filter(role__in=OF_A_FORCE)
    police.filter(organisation="").update(organisation=force.name)
    for member in police.exclude(earlier=[]):
        member.earlier = [{**one, "organisation": one.get("organisation") or force.name} for one in member.earlier]
        member.save(update_fields=["earlier"])


def _police(consultations: list[int]) -> list[Membership]:
    found = Membership.objects.filter(consultation__in=consultations, role__in=OF_A_FORCE)
    found = found.exclude(organisation="", earlier=[])
    return list(found.select_related("user").order_by("joined_at", "pk"))


def _terms_changed(consultations: list[int]) -> dict[int, datetime]:
    """When what the police are asked was last another than it had been announced, but for who signs it.

    The officer of the force that leads accepts the new terms; a force beside it has agreed to the old ones.
    """
    dates = Q(name__in=["closes_at", "response_due"]) & Q(at__gte=F("consultation__opens_at"))
    moved = TermChange.objects.filter(consultation__in=consultations).exclude(name="answering").exclude(dates)
    return dict(moved.order_by("at").values_list("consultation", "at"))


def _word(force: Force, members: list[Membership], changed: datetime | None, *, leads: bool) -> Word:
    """The first who took a role for it, since the terms are as they are if anybody did; that they left later takes
    nothing back.
    """
    named = names_of(force)
    held = [(one, member) for member in members for one in member.standings if letters(one.organisation) in named]
    if leads or not held:
        return Word(force, leads)
    mine = sorted(held, key=lambda each: each[0].since)
    since = [each for each in mine if each[0].asked_again_at is None and (changed is None or each[0].since > changed)]
    first, member = (since or mine)[0]
    words = first.accepted_role or first.title or member.get_role_display().lower()
    is_called_so = letters(first.organisation) in {letters(force.name), letters(force.short_name)}
    called = "" if is_called_so else first.organisation
    return Word(force, leads, first.since, words, called, None if since else changed or first.asked_again_at)


def may_give_again(member: Membership, organisation: str) -> bool:
    """Whoever has a role for a force beside the one that leads, and took it under terms that have changed since."""
    if member.has_accepted or not offered_for(member.consultation, member.role, organisation):
        return False
    if letters(organisation) != letters(member.organisation):
        return False
    changed = _terms_changed([member.consultation_id]).get(member.consultation_id)
    return member.asked_again_at is not None or (changed is not None and member.joined_at <= changed)


def give_again(member: Membership) -> None:
    """From now on it is to the terms as they are; what was said and done before stands as it was."""
    now = clock.now()
    member.earlier = [*member.earlier, member.standing(until=now).kept()]
    member.joined_at, member.asked_again_at = now, None
    member.title = member.user.job_title if member.user is not None else member.title  # its word anew, as who it is now
    member.save(update_fields=["earlier", "joined_at", "asked_again_at", "title"])
