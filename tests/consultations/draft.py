"""A draft made by the acts themselves, ready for gate A, with everybody appointed."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction

from audit import clock
from audit.record import record
from consultations.briefing import briefing
from consultations.facts import facts
from consultations.groups import appointing, groups
from consultations.models import AskedFact, BriefingVersion, Consultation, Membership, Role, Stage
from consultations.review import review
from consultations.setup import setup
from consultations.stages import stages
from people.models import User
from tests.cast import force

STANDPOINTS = {"hale": "sceptic", "quill": "practitioner"}


@dataclass
class Draft:
    consultation: Consultation
    moss: User  # lead facilitator and safeguarding lead
    finch: User  # second facilitator
    hale: User  # oversight
    quill: User  # oversight
    okoro: User  # accountable officer, has accepted
    reyes: User  # police responder
    outsider: User

    @property
    def version(self) -> BriefingVersion:
        version = self.consultation.briefing
        assert version is not None
        return version

    def member(self, user: User) -> Membership:
        return Membership.objects.get(user=user, consultation=self.consultation)

    def send_to_panel(self) -> "Draft":
        """Whatever a test has written since: the officer accepts the duty as it reads now."""
        if self.member(self.okoro).must_accept_again:
            appointing.accept_duty(self.consultation, by=self.okoro)
        stages.move(self.consultation, "submit", by=self.moss)
        return self

    def sign(self, *people: User) -> "Draft":
        for person in people or (self.hale, self.quill):
            review.sign_off(self.version, by=person, verdict="balanced", statement="Read in full. It is fair.")
        return self

    def accept(self, fact: AskedFact) -> AskedFact:
        """As somebody does who reads what stands there now."""
        fact.refresh_from_db()
        return facts.accept(fact, by=self.moss, seen=fact.answer_mark)

    def announce(self) -> "Draft":
        self.send_to_panel().sign()
        stages.move(self.consultation, "announce", by=self.moss)
        return self

    def opened(self, **fields: Any) -> "Draft":
        """As the act of opening leaves row and record, without its gate and what it sets going."""
        Consultation.objects.filter(pk=self.consultation.pk).update(stage=Stage.OPEN, **fields)
        self.consultation.refresh_from_db()
        with transaction.atomic():
            record("stage_open", actor=None, subject=self.consultation, consultation=self.consultation.slug)
        return self


def person(key: str, name: str, **fields: object) -> User:
    return User.objects.create_user(f"{key}@draft.example.org", name=name, **fields)


def make_draft() -> Draft:
    """From the starter for live facial recognition: opens in 10 days, for four weeks."""
    moss = person("moss", "Jo Moss", can_start_consultations=True)
    people = {
        "finch": person("finch", "Ade Finch"),
        "hale": person("hale", "Ruth Hale"),
        "quill": person("quill", "Sam Quill"),
        "okoro": person("okoro", "N. Okoro", job_title="Chief Superintendent (example)"),
        "reyes": person("reyes", "L. Reyes"),
    }
    now = clock.now()
    consultation = setup.start(
        title="Cameras in Eastmere", starter="lfr", by=moss, force=force(),
        commissioning_body="Eastmere Council (example)", data_controller="Eastmere Council (example)",
        independent_facilitation="Jo Moss, who does not work for the police",
        opens_at=now + timedelta(days=10), closes_at=now + timedelta(days=38),
    )  # fmt: skip
    roles = {
        "finch": Role.FACILITATOR, "hale": Role.OVERSIGHT, "quill": Role.OVERSIGHT, "okoro": Role.OFFICER,
        "reyes": Role.RESPONDER,
    }  # fmt: skip
    version = consultation.briefing
    assert version is not None
    if version.check_by is None:  # the starter's day is past
        later = clock.today() + timedelta(days=90)
        briefing.date_law(version, by=moss, law_as_at=version.law_as_at, check_by=later)
    briefing.write_data_card(version, by=moss, checked_by="Head of data", checked_on=clock.today())
    for key, role in roles.items():
        appointing.appoint(consultation, people[key], role, by=moss, standpoint=STANDPOINTS.get(key, ""))
    appointing.accept_duty(consultation, by=people["okoro"])
    facts.ask_all(version, "Head of data", by=moss)
    draft = Draft(consultation, moss, outsider=person("outsider", ""), **people)
    groups.name_safeguarding_lead(draft.member(moss), by=moss)
    groups.add_group(consultation, "Group 1", by=moss, facilitator=draft.member(moss))
    return draft
