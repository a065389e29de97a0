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
from consultations.forces.forces import answering, names_of
from consultations.models import Consultation, Force, Membership, Role, TermChange
from people.errors import Refused
from people.text.dates import day
from people.text.names import skeleton
from people.text.sentences import letters

NOT_YET = "has not agreed to answer"
_POLICE = frozenset(map(skeleton, ("police", "policing", "constabulary", "force")))
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


def refuse_of_the_force(consultation: Consultation, role: str, organisation: str) -> None:
    """Nobody of the force that answers, by the name of where they work, sits on the panel. Raises Refused.

    Short names are those of places, too: “Riverside Police Ethics Unit” is of the force, “University of Riverside” is
    not. Who depends on whom otherwise no program knows.
    """
    if role != Role.OVERSIGHT or not organisation:
        return
    if any(bears_name_of(force, skeleton(organisation)) for force in answering(consultation)):
        raise Refused(
            f"“{organisation}” bears the name of a force that answers here. Whoever sits on the panel depends neither "
            "on the facilitators nor on the police."
        )


def bears_name_of(force: Force, written: str) -> bool:
    """Whether words (their `skeleton`) have a name of the force; a name of one word counts beside one of the police."""
    of_police = not _POLICE.isdisjoint(written.split())
    names = [name for name in (force.name, force.short_name, *force.former_names) if name]
    return any(f" {skeleton(name)} " in f" {written} " for name in names if of_police or len(name.split()) > 1)


def borne_by_another(consultation: Consultation, words: str) -> str:
    """The force that does not lead here whose name is in these words; "" where none is. The leading one’s names are
    taken out first: another may be called by a part of them.
    """
    written = f" {skeleton(words)} "
    if len(written.split()) < 2:
        return ""  # no name of a force is one word, but beside one of the police
    forces = {force.pk: force for force in Force.objects.all()}
    lead = forces.pop(consultation.force_id or 0, None)
    for name in sorted((lead.name, lead.short_name, *lead.former_names) if lead else (), key=len, reverse=True):
        written = written.replace(f" {skeleton(name)} ", " ") if name else written
    return next((force.name for force in forces.values() if bears_name_of(force, written.strip())), "")


def force_of(member: Membership) -> Force | None:
    """The force for which an officer or a responder took their role: the one it names, else the one that leads.

    None where it names an organisation that is no force of this consultation.
    """
    return force_called(member.consultation, member.organisation)


def force_called(consultation: Consultation, organisation: str) -> Force | None:
    """The same of the organisation that somebody of the police named, or had named then."""
    named = letters(organisation)
    if not named:
        return consultation.force
    return next((force for force in answering(consultation) if named in names_of(force)), None)


def is_beside(consultation: Consultation, organisation: str) -> bool:
    """Whether what somebody of the police named, or had named then, is a force beside the one that leads here.

    No query where nothing is named, else one of a consultation.
    """
    if not letters(organisation):
        return False
    prefetch_related_objects([consultation], "joint_forces")
    return force_called(consultation, organisation) not in {None, consultation.force}


def names_a_force(organisation: str) -> bool:
    """Whether an organisation is a force that is known here, under any name it is or was called."""
    named = letters(organisation)
    return any(named in names_of(force) for force in Force.objects.all())


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


def give_again(member: Membership, *, title: str = "") -> None:
    """From now on it is to the terms as they are; what was said and done before stands as it was.

    `title`: as it was offered; empty: that of the account.
    """
    now = clock.now()
    member.earlier = [*member.earlier, member.standing(until=now).kept()]
    member.joined_at, member.asked_again_at = now, None
    own = member.user.job_title if member.user is not None else member.title
    member.title = title or own  # its word anew, as who it is now
    member.save(update_fields=["earlier", "joined_at", "asked_again_at", "title"])
