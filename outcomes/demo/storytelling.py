"""Tell a consultation as its people would have done it: every step is an act, on the day it happened."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from audit import clock
from consultations.briefing import briefing
from consultations.facts import beside, facts
from consultations.groups import appointing, groups, offers
from consultations.joining import coming, joining
from consultations.models import BriefingVersion, Consent, Consultation, Force, Group, Membership, Role
from consultations.review import review
from consultations.setup import setup
from consultations.stages import stages
from consultations.starters.starters import load as load_starter
from consultations.starters.starters import row_fields
from consultations.withdrawing import withdrawing
from deliberation.discussion import discussion
from deliberation.models import Contribution, Question, Session, Thread, Wave
from deliberation.polls import polling, voting
from deliberation.questions import questionnaire
from deliberation.sessions import agenda_templates, planning
from outcomes.demo import answering, forces, reporting, statements
from people.demo_cast import DEMO_CAST, NAMED
from people.models import User

STORIES = Path(__file__).parent
CHECKED_AGAIN = 182  # days after which somebody looks at the law again
EVERYTHING = {Consent.Item.TAKE_PART, Consent.Item.QUOTES, Consent.Item.RECONTACT}
STAFF_ROLES = {
    "facilitators": Role.FACILITATOR,
    "oversight": Role.OVERSIGHT,
    "responders": Role.RESPONDER,
    "experts": Role.EXPERT,
}


def open_accounts() -> dict[str, User]:
    """The demo people, by key; made once. Residents get no name: they have a pseudonym in each consultation."""
    people = {}
    for person in DEMO_CAST:
        user = User.objects.filter(email=person["email"]).first()
        named = person["role"] in NAMED
        people[person["key"]] = user or User.objects.create_user(
            person["email"],
            name=person["name"] if named else "",
            job_title=person["title"] if named else "",
            can_start_consultations=person["key"] in {"moss", "finch"},
            is_superuser=person["role"] == "administrator",
        )
    return people


class Story:
    """One JSON file being told. `on(day)` travels to noon, so many days ago."""

    def __init__(self, name: str, people: dict[str, User], aliases: dict[str, str]) -> None:
        self.data: dict[str, Any] = json.loads((STORIES / f"{name}.json").read_text())
        self.name, self.people, self.aliases = name, people, aliases
        self.starter = load_starter(self.data["starter"])
        self.days: dict[str, Any] = self.data["days_ago"]
        self.start = clock.now()
        self.consultation: Consultation = None  # type: ignore[assignment]
        self.force: Force = None  # type: ignore[assignment]
        self.contributions: dict[str, Contribution] = {}
        self.session: Session = None  # type: ignore[assignment]
        self.made: dict[str, User] = {}  # accounts of members who are nobody you can sign in as

    def when(self, days_ago: float) -> datetime:
        moment = self.start - timedelta(days=days_ago)
        return moment.replace(hour=12, minute=0, second=0, microsecond=0) if days_ago >= 1 else moment

    @contextmanager
    def on(self, days_ago: float) -> Iterator[None]:
        with clock.travel(self.when(days_ago)):
            yield

    def user(self, key: str) -> User:
        """The account behind a key of the story: a demo person, or one made for this member."""
        key = self.aliases.get(key, key)
        if key in self.people:
            return self.people[key]
        if key not in self.made:
            email = f"{key}.{self.name}@demo.example"
            self.made[key] = User.objects.filter(email=email).first() or User.objects.create_user(email)
        return self.made[key]

    def member(self, key: str) -> Membership:
        return Membership.objects.get(user=self.user(key), consultation=self.consultation)

    # --- Preparing ------------------------------------------------------------------------------
    def prepare(self) -> None:
        moss = self.user("moss")
        with self.on(self.days["created"]):
            self.force = forces.riverside(self.people["okafor"])
            self.consultation = setup.start(
                title=self.data["title"],
                starter=self.data["starter"],
                by=moss,
                slug=self.data["slug"],
                force=self.force,
            )
            Consultation.objects.filter(pk=self.consultation.pk).update(is_demonstration=True)
            self.consultation.refresh_from_db()
            setup.update(self.consultation, by=moss, **self._fields())
            self._appoint(moss)
            self._add_groups(moss)
            questionnaire.prepare(self.consultation, self.starter["questions"], by=moss)
            version = self.consultation.briefing
            assert version is not None
            if version.check_by is None or version.law_as_at is None:  # the starter's day is past, or too far off
                today = clock.today()
                later = today + timedelta(days=CHECKED_AGAIN)
                read = min(version.law_as_at or today, today)  # the story began before the starter’s law was read
                briefing.date_law(version, by=moss, law_as_at=read, check_by=later)
            card = {**row_fields(self.starter["briefing"]["data_card"]), "checked_by": "Lead facilitator"}
            card.pop("checked_on", None)
            briefing.write_data_card(version, by=moss, checked_on=clock.today(), **card)
            for step in self.data.get("path", []):
                briefing.add_evidence(version, "path", by=moss, **step)
            facts.ask_all(version, "Head of technology (example)", by=moss)
            self._say_beside(version)
            appointing.accept_duty(self.consultation, by=self.user("okoro"))
            stages.move(self.consultation, "submit", by=moss)
        with self.on(self.days["announced"] + 1):
            version = self.consultation.briefing
            assert version is not None
            for signoff in self.data["signoffs"]:
                review.sign_off(
                    version,
                    by=self.user(signoff["by"]),
                    verdict=signoff["verdict"],
                    statement=signoff["statement"],
                )
        with self.on(self.days["announced"]):
            stages.move(self.consultation, "announce", by=moss)

    def ask_to_withdraw(self) -> None:
        """The officer asks before it opens, and one of the panel refuses: all goes on, and both stay readable."""
        told = self.data["withdrawal"]
        with self.on(told["asked_days_ago"]):
            asked = withdrawing.ask(self.consultation, by=self.user("okoro"), reason=told["reason"])
        with self.on(told["refused_days_ago"]):
            withdrawing.refuse(asked, by=self.user(told["refused_by"]), reason=told["refused"])

    def _say_beside(self, version: BriefingVersion) -> None:
        """What the force wrote, why it could not be confirmed, and what the force says to that."""
        for said in self.data.get("beside", []):
            fact, reyes = version.facts.get(place=said["place"]), self.user("reyes")
            facts.answer(fact, by=reyes, answer="filled", role="Head of technology (example)", words=said["words"])
            fact.refresh_from_db()
            fact = beside.doubt(fact, by=self.user("moss"), why=said["why"], seen=fact.answer_mark)
            beside.reply_to(fact, by=reyes, reply=said["reply"])

    def _fields(self) -> dict[str, Any]:
        days = self.days
        return {
            "force": self.force,
            "in_areas": self.force.areas.filter(name__in=self._boroughs()),
            "commissioning_body": self.data["commissioning_body"],
            "data_controller": self.data["data_controller"],
            "places": ", ".join(self._boroughs()),
            "independent_facilitation": "Jo Moss and Ade Finch, who do not work for the police",
            "opens_at": self.when(days["opens"]),
            "closes_at": self.when(days["closes"]),
            "findings_due": self.when(days["findings"]).date(),
            "response_due": self.when(self._response_due()).date(),
            **self.data.get("overrides", {}),
        }

    def _boroughs(self) -> list[str]:
        return sorted({member["borough"] for group in self.data["groups"] for member in group["members"]})

    def _response_due(self) -> int:
        if "response_due_days_ago" in self.data:
            return int(self.data["response_due_days_ago"])
        return int(self.days["findings"]) - 42

    def _appoint(self, moss: User) -> None:
        consultation, staff = self.consultation, self.data["staff"]
        lead = next(f for f in staff["facilitators"] if f["key"] == "moss")
        appointing.appoint(
            consultation,
            moss,
            Role.FACILITATOR,
            by=moss,
            is_lead=True,
            is_safeguarding_lead=bool(lead.get("safeguarding_lead")),
        )
        for part, role in STAFF_ROLES.items():
            for person in staff.get(part, []):
                if person["key"] != "moss":
                    appointing.appoint(
                        consultation,
                        self.user(person["key"]),
                        role,
                        by=moss,
                        is_safeguarding_lead=bool(person.get("safeguarding_lead")),
                        organisation=person.get("affiliation", person.get("interest", "")),
                        standpoint=person.get("standpoint", ""),
                    )
        appointing.appoint(consultation, self.user(staff["accountable_officer"]["key"]), Role.OFFICER, by=moss)

    def offer_roles(self) -> None:
        """Roles that somebody was offered and has not accepted yet."""
        for one in self.data.get("offers", []):
            with self.on(one["days_ago"]):
                offers.make(
                    self.consultation,
                    by=self.user(one["by"]),
                    email=one["email"],
                    name=one["name"],
                    role=one["role"],
                    organisation=one["organisation"],
                    by_mail=False,
                )

    def _add_groups(self, moss: User) -> None:
        for group in self.data["groups"]:
            groups.add_group(
                self.consultation,
                group["name"],
                by=moss,
                mode=group["mode"],
                cohort_note=group["cohort_note"],
                recruitment=group["recruitment"][:240],
                facilitator=self.member("moss"),
            )

    # --- Talking --------------------------------------------------------------------------------
    def open_and_join(self) -> None:
        with self.on(self.days["announced"] - 3):
            for group in self.data["groups"]:
                place = Group.objects.get(consultation=self.consultation, name=group["name"])
                for person in group["members"]:
                    joining.join(
                        self.consultation,
                        by=self.user(person["key"]),
                        group=place,
                        consents=EVERYTHING,
                        age_band=person["age_band"],
                        borough=person["borough"],
                    )
        with self.on(self.days["opens"]):
            stages.move(self.consultation, "open", by=self.user("moss"))

    def vote(self, kind: str, days_ago: float) -> None:
        waves = Wave.objects.select_related("poll__consultation").prefetch_related("questions__options")
        wave = waves.get(poll__consultation=self.consultation, kind=kind, session=None)
        questions = {question.key: question for question in wave.questions.all()}
        with self.on(days_ago):
            for key, answers in self.data["ballots"].get(kind, {}).items():
                for question_key, places in answers.items():
                    options = list(questions[question_key].options.all())
                    voting.vote(
                        wave,
                        questions[question_key],
                        by=self.user(key),
                        option_ids=[options[place].pk for place in places],
                    )

    def talk(self) -> None:
        """Everything that was said, spread over the days after opening in the order it is written."""
        total = len(self.data["contributions"])
        last = max(self.days["closes"], 0.3)
        span = max(0.5, (self.days["opens"] - 2 - last) * 0.7)
        for n, said in enumerate(self.data["contributions"]):
            moment = self.when(self.days["opens"] - 2) + timedelta(days=span * n / total)
            with clock.travel(moment):
                self.contributions[said["key"]] = self._say(said)

    def _say(self, said: dict[str, Any]) -> Contribution:
        member = self.member(said["member"])
        thread = Thread.objects.get(
            area__consultation=self.consultation,
            area__order=said["area"],
            order=said["prompt"] + 1,
            group=member.group,
        )
        reply_to = self.contributions.get(said["reply_to"] or "")
        return discussion.post(thread, said["text"], by=self.user(said["member"]), reply_to=reply_to)

    def plan_session(self) -> None:
        plan = self.data["session"]
        keys = [q["key"] for q in self.starter["questions"] if "pulse" in q["waves"]]
        pulses = Question.objects.filter(poll__consultation=self.consultation, key__in=keys).order_by("pk")
        group = Group.objects.get(consultation=self.consultation, name=plan["group"])
        with self.on(self.days["opens"] - 1):  # it stands in public beforehand
            self.session = planning.plan(
                group,
                plan["title"],
                by=self.user("moss"),
                starts_at=self.start + timedelta(hours=plan["starts_in_hours"]),
                place=plan.get("place", ""),
                recording=plan.get("recording", "none"),
                segments=agenda_templates.linked(
                    self.consultation, plan.get("agenda") or self.starter["agenda"], list(pulses)
                ),
            )

    def fill_the_door(self) -> None:
        plan, group, session = self.data["session"], self.session.group, self.session
        for _ in range(plan.get("waiting", 0)):  # guests at the door, whom the facilitator has not let in yet
            key = secrets.token_urlsafe(16)
            coming.come_in(
                group,
                by=None,
                key=key,
                way=f"session {session.pk}",
                origin=coming.Origin(device=key, address="a library"),
                consents={Consent.Item.TAKE_PART},
            )

    def ask_again_and_close(self) -> None:
        moss = self.user("moss")
        with self.on(self.days["closes"] + 4):
            waves = Wave.objects.filter(poll__consultation=self.consultation)
            before = waves.get(kind=Wave.Kind.BEFORE)
            polling.close_wave(before, by=moss, reason="The groups have talked: the second poll opens.")
            polling.open_wave(waves.get(kind=Wave.Kind.AFTER), by=moss)
        self.vote("after", self.days["closes"] + 2)
        with self.on(self.days["closes"] - 0.5):
            self.consultation.refresh_from_db()
            stages.catch_up(self.consultation)


def tell(name: str, people: dict[str, User], aliases: dict[str, str]) -> Consultation:
    """Tell one story to its end."""
    story = Story(name, people, aliases)
    story.prepare()
    if "withdrawal" in story.data:
        story.ask_to_withdraw()
    story.open_and_join()
    story.vote("before", story.days["opens"] - 1)
    if "session" in story.data:
        story.plan_session()
    story.talk()
    talk = statements.converse(story) if "conversation" in story.data else None
    if "session" in story.data:
        story.fill_the_door()
        story.offer_roles()
        return story.consultation
    story.ask_again_and_close()
    if talk is not None:
        statements.count(story, talk)
    reporting.write_up(story)
    if story.data.get("response"):
        answering.answer(story)
    if "overdue_statement" in story.data:
        answering.overdue_statement(story)
    if "change" in story.data:
        answering.technology_changed(story)
    return story.consultation
