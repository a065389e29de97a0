"""The cast: the same people, each with one standing, in every test."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.text import slugify

from audit import clock
from consultations.birds import BIRDS
from consultations.joining import wording
from consultations.models import (
    Consent,
    Consultation,
    DiscussionArea,
    Force,
    Group,
    Membership,
    ParticipantProfile,
    ParticipationToken,
    Prompt,
    Role,
    Stage,
    TokenLink,
)
from consultations.newcomers import newcomers
from consultations.notifications.working_days import working_days_in
from consultations.stages import closing_early
from people.models import User

#: Tests call people of their own after the other two.
OTHER_BIRDS = [bird for bird in BIRDS if bird not in {"Wren", "Heron"}]
EVERYTHING = {Consent.Item.TAKE_PART, Consent.Item.QUOTES, Consent.Item.RECONTACT}


def a_monday_at(hour: int) -> datetime:
    """Of the next week of five working days: what is counted in days comes out the same at Christmas."""
    monday = clock.now().replace(hour=hour, minute=0) + timedelta(days=7 - clock.today().weekday())
    while working_days_in(monday.date(), monday.date() + timedelta(days=4)) < 5:
        monday += timedelta(days=7)
    return monday


@dataclass
class Cast:
    """One consultation, its groups, and the people around it."""

    consultation: Consultation
    group1: Group
    group2: Group
    amina: User  # participant, Group 1
    bilal: User  # participant, Group 1
    carys: User  # participant, Group 2
    moss: User  # lead facilitator
    finch: User  # second facilitator
    hale: User  # oversight
    quill: User  # oversight
    okoro: User  # accountable officer
    reyes: User  # police responder
    outsider: User  # has not joined

    def member(self, user: User) -> Membership:
        return Membership.objects.get(user=user, consultation=self.consultation)

    def at(self, stage: Stage) -> "Cast":
        """Put the consultation in `stage` without its gate: for tests of acts, not of gates."""
        withdrawn = {"withdrawn_at": clock.now(), "withdrawn_from": Stage.OPEN, "findings_published_at": None}
        none = {"withdrawn_at": None, "withdrawn_from": ""}
        fields = withdrawn if stage == Stage.WITHDRAWN else none if self.consultation.withdrawn_at else {}
        Consultation.objects.filter(pk=self.consultation.pk).update(stage=stage, **fields)
        self.consultation.refresh_from_db()
        return self


def person(key: str, name: str = "", **fields: Any) -> User:
    return User.objects.create_user(f"{key}@example.org", name=name, **fields)


def force(name: str = "Riverside Police (example)") -> Force:
    """The force of that name: there is no migration in tests to add one."""
    return Force.objects.get_or_create(name=name, defaults={"slug": slugify(name)})[0]


def make_consultation(slug: str = "street-cameras", **fields: Any) -> Consultation:
    now = clock.now()
    defaults = {
        "title": "Street cameras in Eastmere",
        "purpose_question": "How should cameras be used in Eastmere town centre?",
        "decision_to_inform": "The camera policy.",
        "can_change": "Where and when.",
        "cannot_change": "The law.",
        "force": force(),
        "stage": Stage.OPEN,
        "announced_at": now - timedelta(days=20),
        "opens_at": now - timedelta(days=10),
        "closes_at": now + timedelta(days=18),
        "findings_due": (now + timedelta(days=60)).date(),
        "response_due": (now + timedelta(days=102)).date(),
    }
    return Consultation.objects.create(slug=slug, **{**defaults, **fields})


def staff(consultation: Consultation, user: User, role: Role, **fields: Any) -> Membership:
    fields.setdefault("title", user.job_title)
    return Membership.objects.create(consultation=consultation, user=user, role=role, pseudonym=user.name, **fields)


def chosen_by(member: Membership, chose: Membership | None) -> None:
    """As if `chose` had offered them the role."""
    Membership.objects.filter(pk=member.pk).update(seated_by=chose)


STAFF = {
    "moss": ("Jo Moss", Role.FACILITATOR), "finch": ("Ade Finch", Role.FACILITATOR),
    "hale": ("Ruth Hale", Role.OVERSIGHT), "quill": ("Sam Quill", Role.OVERSIGHT),
    "okoro": ("N. Okoro", Role.OFFICER), "reyes": ("L. Reyes", Role.RESPONDER),
}  # fmt: skip


def _accounts(slug: str) -> dict[str, User]:
    """Everybody's account in one insert: a cast is made two thousand times in a run."""
    keys = [*STAFF, "amina", "bilal", "carys", "outsider"]
    made = User.objects.bulk_create(
        User(
            email=f"{key}.{slug}@example.org", password="!", name=STAFF.get(key, ("",))[0],
            can_start_consultations=key == "moss",
            job_title="Chief Superintendent (example)" if key == "okoro" else "",
        )
        for key in keys
    )  # fmt: skip
    return dict(zip(keys, made, strict=True))


def _appoint(consultation: Consultation, people: dict[str, User]) -> None:
    accepted = {"accepted_at": clock.now(), "accepted_name": "N. Okoro", "accepted_role": "Chief Superintendent"}
    Membership.objects.bulk_create(
        Membership(
            consultation=consultation, user=people[key], role=role, pseudonym=name, is_lead=key == "moss",
            is_safeguarding_lead=key == "moss", title=people[key].job_title,
            **(accepted if role == Role.OFFICER else {}),
        )
        for key, (name, role) in STAFF.items()
    )  # fmt: skip


def another_answers(cast: Cast) -> User:
    """A second officer has accepted the duty."""
    user = person("lane", "P. Lane")
    Membership.objects.create(
        consultation=cast.consultation, user=user, role=Role.OFFICER, pseudonym="P. Lane",
        accepted_at=clock.now(), accepted_name="P. Lane", accepted_role="Superintendent",
    )  # fmt: skip
    return user


def join(consultation: Consultation, places: list[tuple[User, Group]]) -> None:
    """What joining.join leaves behind (its own tests show that), without asking; one insert a table."""
    taken = consultation.memberships.count()
    # From 1,000 on: names drawn beside these have two or three digits (joining/pseudonyms.py).
    numbers = range(taken + 1000, taken + 1000 + len(places))
    names = (f"{random.choice(OTHER_BIRDS)} {number}" for number in numbers)
    members = Membership.objects.bulk_create(
        Membership(consultation=consultation, user=user, role=Role.PARTICIPANT, group=group, pseudonym=next(names))
        for user, group in places
    )
    Consent.objects.bulk_create(
        Consent(membership=member, item=item, text_version=wording.CONSENT_VERSION)
        for member in members
        for item in sorted(EVERYTHING)
    )
    tokens = ParticipationToken.objects.bulk_create(ParticipationToken(consultation=consultation) for _ in members)
    pairs = list(zip(members, tokens, strict=True))
    TokenLink.objects.bulk_create(TokenLink(token=token, membership=member) for member, token in pairs)
    ParticipantProfile.objects.bulk_create(
        ParticipantProfile(token=token, group=member.group) for member, token in pairs
    )


def close_early(consultation: Consultation, *, by: tuple[User, User], reason: str) -> None:
    """As two of the panel agree; the consultation at hand is read anew."""
    for one in by:
        closing_early.agree(consultation, by=one, reason=reason)


def let_in(cast: Cast) -> int:
    """A facilitator says yes to everybody at the door. Returns how many there were."""
    return newcomers.let_everybody_in(cast.consultation, by=cast.moss)


def make_cast(slug: str = "street-cameras", **fields: Any) -> Cast:
    """A consultation with two areas (two prompts each), two groups and everybody in place; open unless told."""
    consultation = make_consultation(slug, **fields)
    stage = consultation.stage
    consultation.stage = Stage.OPEN
    consultation.save()
    groups = Group.objects.bulk_create(Group(consultation=consultation, name=f"Group {n}") for n in (1, 2))
    areas = DiscussionArea.objects.bulk_create(
        DiscussionArea(consultation=consultation, order=order, title=title)
        for order, title in enumerate(["Policing where you live", "Cameras"], start=1)
    )
    Prompt.objects.bulk_create(
        Prompt(area=area, order=n, question=f"{area.title}: question {n}?") for area in areas for n in (1, 2)
    )
    people = _accounts(slug)
    _appoint(consultation, people)
    join(consultation, [(people["amina"], groups[0]), (people["bilal"], groups[0]), (people["carys"], groups[1])])
    cast = Cast(consultation, groups[0], groups[1], **people)
    return cast.at(stage)
