"""Two consultations with one of everything, and somebody of every standing: what the access matrix walks through.

Both are built by the same code, so that an object of one can be asked for under the other's address.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator

from audit import clock
from consultations.joining import joining
from consultations.models import (
    AskedFact,
    BriefingSection,
    BriefingVersion,
    CaseStory,
    Consent,
    Consultation,
    DataCard,
    InvitationCode,
    Newcomer,
    Offer,
    ParticipantProfile,
    ParticipationToken,
    ReviewComment,
    Role,
    SeatNotice,
    Stage,
    Technology,
    TechnologyChange,
    Translation,
    UseCase,
    WithdrawalRequest,
)
from deliberation.experts import correcting, experts
from deliberation.importing import conversation_drafts
from deliberation.models import (
    Appeal,
    AskedOfPanel,
    Contribution,
    ImportedRecord,
    PaperSheet,
    Poll,
    Question,
    RecordDraft,
    SafetyAlert,
    Thread,
    Wave,
)
from deliberation.moderation import moderation
from deliberation.polls import polling
from deliberation.quiet import quiet
from deliberation.sessions import planning
from deliberation.splitting import splitting
from outcomes.answers import responses
from outcomes.models import Commitment, FindingsReport, PoliceResponse, VerdictReason
from people.guests import guests
from people.models import SignIn, User
from tests.cast import Cast, make_cast, person, staff
from tests.deliberation import rooms
from tests.deliberation.importing import polis_files
from tests.deliberation.statements import talk
from tests.outcomes import coded

#: Every standing, in the order of the table's columns.
STANDINGS = {
    "visitor": "nobody signed in",
    "outsider": "has an account and has joined nothing",
    "member": "participant of Group 1, whose thread, post and session are asked for",
    "other": "participant of Group 2",
    "guest": "participant of Group 1 without an account",
    "left": "was a participant and left",
    "barred": "participant whose account was deactivated",
    "away": "participant of another consultation",
    "lead": "lead facilitator",
    "facil": "second facilitator, who moderates",
    "facil2": "facilitator of another consultation",
    "expert": "expert",
    "panel": "oversight member (the auditor)",
    "police": "police responder",
    "officer": "accountable officer",
    "legal": "legal reviewer of the force",
    "police2": "police responder in another consultation, of another force",
    "admin": "administrator",
}
#: Words that only some may read, each in the place its name says; a world has its own (`World.secret`).
PLACE, NOTE, POST = "zed-place", "zed-note", "zed-post"


TAKE_PART = {Consent.Item.TAKE_PART}


@dataclass
class World:
    cast: Cast
    people: dict[str, User | None]
    objects: dict[str, Any] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return self.cast.consultation.slug

    def secret(self, where: str) -> str:
        """The planted word of this world."""
        return f"{where}-{self.slug}"

    def at(self, stage: str) -> None:
        """Put the consultation at a stage; from the answer on, with its report and its answer out."""
        self.cast.at(Stage(stage))
        if stage == "follow_up":
            Consultation.objects.filter(pk=self.cast.consultation.pk).update(findings_published_at=clock.now())
            report = FindingsReport.objects.get(consultation=self.cast.consultation)
            FindingsReport.objects.filter(pk=report.pk).update(state=FindingsReport.State.PUBLISHED)
            PoliceResponse.objects.filter(report=report).update(
                state=PoliceResponse.State.SIGNED, signed_by_name="N. Okoro", signed_by_role="Chief (example)",
                signed_at=clock.now(),
            )  # fmt: skip

    @property
    def token(self) -> str:
        """What Amina's ballots hang on."""
        return str(self.objects["profile"].token.value)


def build(slug: str = "street-cameras") -> World:
    """One consultation with one of everything, at the stage OPEN."""
    cast = make_cast(slug)
    world = World(cast, _people(cast))
    _briefing(world)
    _invited(world)
    _offered(world)
    _said(world)
    _asked(world)
    _agreed(world)
    _found(world)
    cast.at(Stage.OPEN)
    return world


def _people(cast: Cast) -> dict[str, User | None]:
    slug = cast.consultation.slug
    left, barred = person(f"left.{slug}"), person(f"barred.{slug}")
    for user in (left, barred):
        joining.join(cast.consultation, by=user, group=cast.group1, consents=TAKE_PART)
    joining.withdraw(cast.consultation, by=left)
    User.objects.filter(pk=barred.pk).update(is_active=False)
    expert = person(f"brandt.{slug}", "Dr E. Brandt")
    staff(cast.consultation, expert, Role.EXPERT)
    legal = person(f"lawyer.{slug}", "I. Stone")
    staff(cast.consultation, legal, Role.LEGAL)
    return {
        "visitor": None, "outsider": cast.outsider, "member": cast.amina, "other": cast.carys, "left": left,
        "guest": joining.join_as_guest(cast.consultation, key=slug, consents=TAKE_PART, group=cast.group1),
        "barred": barred, "lead": cast.moss, "facil": cast.finch, "expert": expert, "panel": cast.hale,
        "police": cast.reyes, "officer": cast.okoro, "legal": legal,
        "admin": person(f"admin.{slug}", "Pat Admin", is_superuser=True, is_staff=True),
    }  # fmt: skip


def _briefing(world: World) -> None:
    consultation = world.cast.consultation
    technology = Technology.objects.create(name=f"Cameras {world.slug}", kind="cctv")
    consultation.technologies.add(technology)
    use = UseCase.objects.create(technology=technology, title="Watching the bus station")
    change = TechnologyChange.objects.create(
        technology=technology, consultation=consultation, kind="supplier", since=clock.today(), description="Another.",
        source="A notice.", triggers_reconsultation=True, reason="It works otherwise.",
    )  # fmt: skip
    version = BriefingVersion.objects.create(consultation=consultation, status=BriefingVersion.Status.APPROVED)
    BriefingSection.objects.create(version=version, kind="summary", body="What it is, in a minute.")
    DataCard.objects.create(version=version)
    words, moss = {"summary": {"heading": "A heading", "body": "Other words."}}, world.cast.member(world.cast.moss)
    Translation.objects.create(
        version=version, language="ar", sections=words, confirmed=words, translator=moss, confirmed_translator=moss,
        reviewer=world.cast.member(world.cast.finch), reviewed_at=clock.now(),
    )  # fmt: skip
    author = world.cast.member(world.cast.hale)
    area = consultation.areas.get(order=1)
    world.objects |= {
        "technology": technology, "use": use, "change": change, "version": version, "area": area,
        "prompt": area.prompts.first(),
        "story": CaseStory.objects.create(version=version, title="A case", text="It helped.", outcome="benefit"),
        "comment": ReviewComment.objects.create(version=version, text="Say who pays.", author=author),
        "fact": AskedFact.objects.create(
            version=version, place="card:dpia", state="asked", asked_role="Head of data", asked_on=clock.today()
        ),
    }  # fmt: skip


def _invited(world: World) -> None:
    """Invitations, somebody at the door, a guest's own code and the accounts' own things."""
    cast, member = world.cast, world.people["member"]
    guests.return_code(world.people["guest"])  # type: ignore[arg-type]
    world.objects |= {
        "invitation": InvitationCode.objects.create(
            consultation=cast.consultation, group=cast.group1, code=f"CODE{cast.consultation.pk:06d}"
        ),
        "letter": InvitationCode.objects.create(
            consultation=cast.consultation, group=cast.group1, code=f"POST{cast.consultation.pk:06d}", uses=1,
            batch=f"batch{cast.consultation.pk}",
        ),
        "newcomer": Newcomer.objects.create(
            consultation=cast.consultation, group=cast.group1, user=User.objects.create_guest(),
            answers={"consents": ["take_part"]},
        ),
        "group": cast.group1, "colleague": cast.member(cast.finch), "account": cast.moss,
        "return_code": Coming(guests.return_code(world.people["guest"])),  # type: ignore[arg-type]
        "sign_in": SignIn.objects.create(
            user=member, session_key="x" * 32, device="A phone", began_at=clock.now(), used_at=clock.now()
        ),
        "second_step": Authenticator.objects.create(user=cast.moss, type=Authenticator.Type.TOTP, data={}),
    }  # fmt: skip


def _offered(world: World) -> None:
    """A role and a seat on the panel, offered to nobody here."""
    made: dict[str, Any] = {}
    for name, role in (("offer", Role.EXPERT), ("seat", Role.OVERSIGHT)):
        key = f"{name}-{world.slug}"
        made[name] = Offer.objects.create(
            consultation=world.cast.consultation, role=role, email="vale@example.org", name="Dr Vale",
            by_name="Jo Moss", expires_at=clock.now() + timedelta(days=14),
            digest=hashlib.sha256(key.encode()).hexdigest(),
        )  # fmt: skip
    made["withdrawal"] = WithdrawalRequest.objects.create(
        consultation=world.cast.consultation,
        asked_by=world.cast.member(world.cast.okoro),
        asked_as="N. Okoro",
        reason="x",
    )
    made["seat_notice"] = SeatNotice.objects.create(
        consultation=world.cast.consultation,
        user=person(f"ally.{world.slug}", "An Ally"),
        name="An Ally",
        chosen_by=world.cast.member(world.cast.hale),
        last_day=clock.today() + timedelta(days=7),
    )
    world.objects |= {**made, "offer_key": f"offer-{world.slug}"}


@dataclass
class Coming:
    code: str


def _said(world: World) -> None:
    """A closed thread with a post, one that waits, and one removed with an appeal."""
    cast = world.cast
    said = coded.say(cast, cast.amina, f"I like the cameras. {world.secret(POST)}")
    held = coded.say(cast, cast.amina, f"I wait to be read. {world.secret(POST)}", state=Contribution.State.HELD)
    removed = coded.say(cast, cast.amina, f"I named somebody. {world.secret(POST)}")
    moderation.remove(removed, by=cast.moss, reason="ident", note=world.secret(NOTE))
    asked = Appeal.objects.create(decision=removed.decisions.get(), grounds="I named nobody.")
    AskedOfPanel.objects.create(contribution=held)
    alert = SafetyAlert.objects.create(
        consultation=world.cast.consultation, contribution=removed, author=removed.membership, reason="safe"
    )
    public = Thread.objects.create(area=said.thread.area, group=None, title="Open to everybody")
    profile = ParticipantProfile.objects.get(token__link__membership=cast.member(cast.amina))
    profile.borough = world.secret(PLACE)
    profile.save()
    draft = RecordDraft.objects.create(
        consultation=cast.consultation, member=cast.member(cast.moss), name="Evening group", file=b"Amina: Hello.",
        group=cast.group1,
    )  # fmt: skip
    conversation = conversation_drafts.keep(cast.consultation, polis_files.sent(), by=cast.moss)
    record = ImportedRecord.objects.create(consultation=cast.consultation, group=cast.group1, fingerprint="f" * 64)
    coded.say(cast, cast.amina, "What was brought in.", record=record)
    world.objects |= {
        "record": record, "draft": draft, "conversation_draft": conversation,
        "post": said, "held": held, "removed": removed, "appeal": asked, "thread": said.thread, "public": public,
        "profile": profile, "alert": alert,
    }  # fmt: skip
    _heard(world, said)


def _heard(world: World, said: Contribution) -> None:
    """A question that was put and one that waits, an answer to read, words to the facilitators, a split to agree to."""
    cast, expert = world.cast, world.people["expert"]
    cast.at(Stage.OPEN)
    asked = experts.ask(cast.consultation, f"Who watches? {world.secret(POST)}", by=cast.amina)
    put = experts.take_up(
        experts.ask(cast.consultation, f"How long? {world.secret(POST)}", by=cast.amina),
        by=cast.moss,
        wording="How long?",
    )
    assert expert is not None  # in every world
    given = experts.answer(put, by=expert, capacity="independent", body="A month.")
    joined = experts.ask(cast.consultation, f"Until when? {world.secret(POST)}", by=cast.amina)
    experts.join(joined, put, by=cast.moss)
    other = experts.take_up(experts.ask(cast.consultation, "By whom?", by=cast.moss), by=cast.moss, wording="By whom?")
    told = experts.answer(other, by=expert, capacity="independent", body="By two people.")
    experts.publish(told, by=cast.moss, seen=told.written_at.isoformat())
    correction = correcting.correct(told, by=expert, body="By three people.")
    world.objects |= {"joined": joined, "told": told, "correction": correction}
    quiet.say(said.thread, f"I was there. {world.secret(POST)}", by=cast.amina)
    split = splitting.propose(said, by=cast.moss, begins=world.secret(POST))
    world.objects |= {"asked_expert": asked, "put": put, "given": given, "split": split}


def _asked(world: World) -> None:
    cast = world.cast
    poll = Poll.objects.create(consultation=cast.consultation, title="In their own words")
    wrote = Question.objects.create(poll=poll, kind="comment", text="Why do you say so?")
    closed = Wave.objects.create(poll=poll, kind=Wave.Kind.PULSE, title="Own words", state=Wave.State.CLOSED)
    closed.questions.add(wrote)
    world.objects |= {"wrote": wrote, "closed wave": closed}
    session, pulse = rooms.running(cast, rooms.WHY)
    first = polling.open_wave(rooms.wave(cast, "before"), by=cast.moss)
    rooms.answer(cast, cast.amina, "before", "q_use", "Yes, generally")
    sheet = PaperSheet.objects.create(
        wave=first, number=cast.consultation.pk, token=ParticipationToken.objects.create(consultation=cast.consultation)
    )
    spare = planning.plan(cast.group1, "Another evening", by=cast.moss, segments=rooms.SEGMENTS)
    world.objects |= {
        "segment": session.segments.first(), "session": session, "pulse": pulse, "wave": first, "sheet": sheet,
        "spare": spare, "question": rooms.question(cast, "why"),
    }  # fmt: skip


def _agreed(world: World) -> None:
    """A conversation of statements that runs, with one of Amina's that waits."""
    conversation = talk.running(world.cast)
    world.objects |= {
        "conversation": conversation, "statements": conversation.wave,
        "statement": talk.sent(world.cast, f"Ask young people first. {world.secret(POST)}", conversation),
        "number of statement_page": conversation.wave.questions.first(),
    }  # fmt: skip
    world.objects["number of decide_statement"] = world.objects["statement"]


def _found(world: World) -> None:
    """Findings checked and ready, an answer in draft and a promise in it."""
    cast = world.cast
    finding = coded.ready_to_publish(cast)
    report = finding.report
    cast.at(Stage.FINDINGS_PUBLISHED)
    report.state = report.State.PUBLISHED
    report.save()
    recommendation = report.recommendations.get()
    recommendation.number = 1
    recommendation.save()
    draft = responses.start(report)
    slot = draft.answers.get()
    promise = Commitment.objects.create(
        answer=slot, text="We will delete it.", owner_role="Head of data", due=clock.today() + timedelta(days=90)
    )
    report.state = report.State.DRAFT
    report.save()
    cast.consultation.closes_at = clock.now() + timedelta(days=18)
    cast.consultation.opens_at = clock.now() - timedelta(days=10)
    cast.consultation.save()
    reason = VerdictReason.objects.create(answer=slot, choice="no", text=f"Not enough. {world.secret(POST)}")
    world.objects |= {
        "finding": finding,
        "theme": finding.themes.get(),
        "promise": promise,
        "reason": reason,
        "reader": cast.member(cast.quill),
    }
