"""Gates A and B: somebody will answer. Gate C: what must be there before a consultation opens (domain 3.2)."""

from collections.abc import Iterator
from datetime import timedelta

from audit import clock
from consultations import numbers
from consultations.forces import agreeing
from consultations.models import Consultation, Membership, Role
from consultations.stages.stages import Missing
from people.text.dates import moment
from people.text.sentences import many


def officer_has_accepted(consultation: Consultation) -> list[Missing]:
    officers = list(_of_the_force_that_leads(consultation))
    if not officers:
        whose = f" of {consultation.force}" if consultation.force else ""
        text = f"Name the accountable officer: the police officer{whose} who will sign the answer."
        return [Missing(text, "people")]
    if not any(officer.accepted_at for officer in officers):
        names = " or ".join(officer.public_name for officer in officers)
        return [Missing(f"{names} must accept the duty to answer. Ask them to sign in.", "people")]
    return [
        Missing(f"The terms changed: {officer.public_name} must accept the duty to answer again.", "people")
        for officer in officers
        if officer.must_accept_again
    ]


def _of_the_force_that_leads(consultation: Consultation) -> Iterator[Membership]:
    """An officer of another force, which led before or answers beside it, has no duty here."""
    for officer in consultation.memberships.current().filter(role=Role.OFFICER).select_related("user"):
        officer.consultation = consultation
        if not agreeing.of_another(officer):
            yield officer


def notice_was_given(consultation: Consultation) -> list[Missing]:
    found = []
    now, opens, closes = clock.now(), consultation.opens_at, consultation.closes_at
    if consultation.announced_at is not None:
        earliest = consultation.announced_at + timedelta(days=consultation.notice_days)
        if now < earliest:
            text = f"People need {consultation.notice_days} days’ notice: it can open from {moment(earliest)}."
            found.append(Missing(text, "setup_dates"))
    if opens is None or now < opens:
        text = f"The opening date is {moment(opens)}." if opens else "Choose the day it opens."
        found.append(Missing(text, "setup_dates"))
    if closes is None or closes <= now:
        found.append(Missing("The closing date has passed or is missing. Choose a later one.", "setup_dates"))
    return found + warn_of_short_time(consultation)


def warn_of_short_time(consultation: Consultation) -> list[Missing]:
    """From the first gate on: once it is announced, whoever runs it does not move the days any more."""
    now, opens, closes = clock.now(), consultation.opens_at, consultation.closes_at
    if opens is None or closes is None or closes <= now:
        return []
    if closes - max(now, opens) >= timedelta(weeks=numbers.FAIR_WEEKS):
        return []
    text = f"It will be open for less than {many(7 * numbers.FAIR_WEEKS, 'day')}."
    return [Missing(text, "setup_dates", soft=True)]


def people_are_in_place(consultation: Consultation) -> list[Missing]:
    found = []
    groups = list(consultation.groups.select_related("facilitator"))
    if not groups and not consultation.joining_is_open:
        found.append(Missing("Add at least one group, or let anyone join.", "groups"))
    for group in groups:
        if group.facilitator is None or not group.facilitator.is_current:
            found.append(Missing(f"{group.name} needs a facilitator.", "groups"))
    leads = consultation.memberships.current().filter(role=Role.FACILITATOR, is_safeguarding_lead=True)
    if not leads.exists():
        found.append(Missing("Name a safeguarding lead: who acts if somebody is at risk.", "people"))
    if not consultation.recruitment_note.strip():
        found.append(Missing("Say how people are invited.", "setup_taking_part"))
    if not consultation.non_digital_route.strip():
        found.append(Missing("Say how people can take part without the internet.", "setup_taking_part"))
    return found
