"""From random acts of every role: nothing that was late ends up where no public page calls it late (invariant 31)."""

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse

from audit import clock
from consultations.changes import changes
from consultations.forces import forces
from consultations.groups import appointing
from consultations.models import Consultation, Membership, Role, Stage, Technology, WithdrawalRequest
from consultations.signing import as_told
from consultations.stages import moving_dates, stages
from consultations.withdrawing import withdrawing
from outcomes.answers import correcting, deciding, points, promising, responses
from outcomes.models import Commitment, PoliceResponse, RecommendationResponse
from outcomes.promises import commitments
from outcomes.report.context import shown
from outcomes.report.exports import summary
from outcomes.verdicts import verdicts
from people.errors import Refused
from people.models import User
from people.privacy import erasing
from people.text.dates import local_day
from tests.cast import Cast, close_early, person, staff
from tests.outcomes.published import LONG, SAID, publish
from tests.outcomes.report.printed import text_of
from tests.pages import flat

pytestmark = pytest.mark.django_db
State, Status = Commitment.State, RecommendationResponse.Status
DAYS = 730
ACTS = 60
LINK = "https://example.org/signs"


class World:
    """One consultation under random acts; when a thing was settled is noted here, apart from the product."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.dice = cast, random.Random(seed)
        self.response = publish(cast)
        self.next_officer = person("next", name="B. Next")
        self.administrator = person("kit", name="Kit Admin", is_superuser=True)
        due = clock.today() + timedelta(days=42)
        Consultation.objects.filter(pk=cast.consultation.pk).update(
            response_due=due, findings_published_at=clock.now(), findings_due=clock.today()
        )
        slots = list(self.response.answers.select_related("recommendation"))
        responses.write_opening(self.response, by=cast.reyes, text="We have read every word.")
        points.say(self.response, by=cast.reyes, points=SAID)
        responses.answer(slots[0], by=cast.reyes, status=Status.ACCEPTED, reasons="It is right.")
        promising.promise(
            slots[0], by=cast.reyes, text="Put up signs", owner_role="Superintendent", due=due + timedelta(days=60)
        )
        self.left_open = slots[1]
        self.technology = Technology.objects.create(name="Street cameras", kind="cctv", force=cast.consultation.force)
        cast.consultation.technologies.add(self.technology)
        self.evidence = ""  # that stands for the promise
        #: The day that counted for what was verified on each link, before that was taken back.
        self.held: dict[str, date | None] = {}
        self.done: list[str] = []
        #: What is owed, and the day on which it was given, reported done or dropped; None: not yet.
        self.settled: dict[str, date | None] = {"answer": None, "promise": None, "decision": None}

    @property
    def consultation(self) -> Consultation:
        return Consultation.objects.get(pk=self.cast.consultation.pk)

    @property
    def promise(self) -> Commitment:
        found = Commitment.objects.filter(answer__response=self.response, decision=None).first()
        assert found is not None
        return found

    @property
    def slot(self) -> RecommendationResponse:
        return RecommendationResponse.objects.select_related("response__report__consultation", "recommendation").get(
            pk=self.left_open.pk
        )

    @property
    def officer(self) -> User:
        member = self.consultation.memberships.current().filter(role=Role.OFFICER, accepted_at__isnull=False).get()
        assert member.user is not None
        return User.objects.get(pk=member.user.pk)

    def sign(self) -> None:
        slot = self.slot
        responses.answer(
            slot, by=self.cast.reyes, status=Status.UNDER_CONSIDERATION, reasons="We look into it.",
            decision_by=clock.today() + timedelta(days=80),
        )  # fmt: skip
        response = PoliceResponse.objects.select_related("report__consultation").get(pk=self.response.pk)
        as_told(responses.sign, response, by=self.officer, previewed=responses.fingerprint(response))
        self.settled["answer"] = clock.today()

    def pause(self) -> None:
        stages.pause(self.consultation, by=self.cast.hale, reason="A threat was made.")

    def resume(self) -> None:
        stages.resume(self.consultation, by=self.cast.hale)

    def extend(self) -> None:
        now = self.consultation
        assert now.response_due is not None
        moving_dates.extend_answer(now, now.response_due + timedelta(days=14), by=self.officer, reason="More time.")

    def hand_on(self) -> None:
        if not Membership.objects.filter(user=self.next_officer).exists():
            staff(self.consultation, self.next_officer, Role.OFFICER)
        appointing.accept_duty(self.consultation, by=self.next_officer, role="Superintendent")

    def report_done(self) -> None:
        """By the officer or a responder, on the link as before or on another one."""
        link = self.dice.choice([LINK, LINK, f"{LINK}/{len(self.done)}"])
        who = self.dice.choice([self.officer, self.cast.reyes])
        commitments.report_progress(
            self.promise, by=who, text="All up.", state=State.DONE_UNVERIFIED, evidence_url=link
        )  # fmt: skip
        anew = link != self.evidence or self.settled["promise"] is None
        self.settled["promise"], self.evidence = clock.today() if anew else self.settled["promise"], link

    def report_under_way(self) -> None:
        commitments.report_progress(self.promise, by=self.officer, text="Nearly.", state=State.ON_TRACK)
        self.settled["promise"] = None

    def send_back(self) -> None:
        who = self.dice.choice([self.cast.hale, self.cast.quill])
        commitments.send_back(self.promise, by=who, reason="The link shows nothing.")
        self.settled["promise"] = None

    def verify(self) -> None:
        """Since any of its reports; on the evidence of a check that was taken back, that it held then or not."""
        promise, reported = self.promise, commitments.reported_days(self.promise)
        held_then = self.dice.choice([True, False]) if self.evidence in self.held else None
        since = self.dice.choice(reported) if reported else None
        commitments.verify(
            promise, by=self.dice.choice([self.cast.hale, self.cast.quill]), since=since, held_then=held_then,
            why="The page was empty before.",
        )  # fmt: skip
        if self.promise.state == State.DONE_VERIFIED:  # not by the first who says that it held then
            self.settled["promise"] = self.held[self.evidence] if held_then else since

    def take_back(self) -> None:
        commitments.take_back(
            self.promise, by=self.dice.choice([self.cast.hale, self.cast.quill]), reason="It is gone."
        )
        self.held[self.evidence] = self.settled["promise"]
        self.settled["promise"], self.evidence = None, ""

    def say_it_is_in_place(self) -> None:
        status, link = Status.ALREADY_IN_PLACE, "https://example.org/policy"
        as_told(deciding.decide, self.slot, by=self.officer, status=status, reasons=LONG, evidence_url=link)
        self.settled["decision"] = clock.today()

    def saw_in_place(self) -> None:
        deciding.saw_in_place(self.slot, by=self.cast.hale, seen=self.slot.evidence, why="It is on the wall.")

    def not_shown(self) -> None:
        deciding.not_shown(self.slot, by=self.cast.quill, why="The page is empty.")

    def dismiss(self) -> None:
        self.once_signed()
        appointing.dismiss(self.cast.member(self.cast.reyes), by=self.officer)

    def once_signed(self) -> None:
        """Who drafts is there until then: else nothing but the answer itself could ever be late."""
        if self.settled["answer"] is None:
            raise Refused("Not signed yet.")

    def erase(self) -> None:
        self.once_signed()
        erasing.erase(self.cast.reyes)

    def say_it_changed(self) -> None:
        changes.say(
            self.consultation, self.technology, by=self.cast.moss, kind="use", since=clock.today(),
            description=f"It is used for more, {len(self.done)}.", source="The force", triggers_reconsultation=False,
            reason="Asked at the time.",
        )  # fmt: skip

    def close(self) -> None:
        stages.move(self.consultation, "close_early", by=self.cast.moss, reason="A threat was made.")

    def drop(self) -> None:
        as_told(commitments.drop, self.promise, by=self.officer, reason=LONG)
        self.settled["promise"] = clock.today()

    def decide(self) -> None:
        as_told(deciding.decide, self.slot, by=self.officer, status=Status.NOT_ACCEPTED, reasons=LONG)
        self.settled["decision"] = clock.today()

    def correct(self) -> None:
        response = PoliceResponse.objects.select_related("report__consultation").get(pk=self.response.pk)
        as_told(
            correcting.correct,
            response,
            by=self.officer,
            old="every word",
            new="each word",
            reason="A slip of the pen.",
            answer=None,
        )

    def rename(self) -> None:
        force = self.consultation.force
        assert force is not None
        forces.change(force, by=self.administrator, name=f"Police of {clock.today():%B}")

    def decide_to_accept(self) -> None:
        promised = {"text": "Put up more", "owner_role": "Superintendent", "due": clock.today() + timedelta(days=30)}
        as_told(
            deciding.decide,
            self.slot,
            by=self.officer,
            status=Status.ACCEPTED,
            reasons="It is right.",
            promised=promised,
        )
        self.settled["decision"] = clock.today()

    def close_the_verdict(self) -> None:
        verdicts.by_tick()

    def reply(self) -> None:
        response = PoliceResponse.objects.select_related("report__consultation").get(pk=self.response.pk)
        as_told(verdicts.reply, response, by=self.officer, text="We have read it.")

    def ask_to_withdraw(self) -> None:
        withdrawing.ask(self.consultation, by=self.officer, reason=f"No use any more, {len(self.done)}.")

    def complete(self) -> None:
        stages.move(self.consultation, "complete", by=self.cast.hale)

    def clock_comes_round(self) -> None:
        stages.catch_up(self.consultation)

    def late(self) -> dict[str, int]:
        """What is or was late, by how many days: from what was noted here, and the dates alone."""
        now = self.consultation
        owed = {"answer": now.response_due}
        if self.settled["answer"]:
            owed |= {"promise": self.promise.due, "decision": self.slot.decision_by}
        found = {}
        for name, due in owed.items():
            assert due is not None
            days = ((self.settled[name] or clock.today()) - due).days
            if days > 0:
                found[name] = days
        return found


OFTEN = ["report_done", "report_done", "send_back", "verify", "clock_comes_round", "resume", "resume"]
RANDOM_ACTS = [
    "sign", "sign", "sign", "sign", "pause", "extend", "hand_on", "report_under_way", "verify", "drop", "decide",
    "correct", "complete", "take_back", "say_it_is_in_place", "saw_in_place", "not_shown", "dismiss", "erase",
    "say_it_changed", "close", "rename", "decide_to_accept", "close_the_verdict", "reply", "ask_to_withdraw",
    *OFTEN, *OFTEN,
]  # fmt: skip


def says(client: Client, address: str, done: list[str]) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, done)
    return flat(answer.content.decode()).lower()


def in_days(days: int) -> tuple[str, ...]:
    unit = "day" if days == 1 else "days"
    return (f"{days} {unit} late", f"overdue by {days} {unit}")


@pytest.mark.parametrize("seed", range(8))
def test_whatever_anybody_does_what_was_late_is_called_late(cast: Cast, seed: int) -> None:
    world = World(cast, seed)
    started, visitor = clock.now(), Client()
    plan = [(world.dice.uniform(0, DAYS), world.dice.choice(RANDOM_ACTS)) for _ in range(ACTS)]
    if seed % 4:  # most are signed in time or soon after, so that there are years for what comes of it
        plan.append((world.dice.uniform(0, 90), "sign"))
    for moment, act in sorted(plan):
        with clock.travel(started + timedelta(days=moment)):
            _act(world, act)
    with clock.travel(started + timedelta(days=DAYS + 1)):
        if seed % 2:
            _act(world, "pause")
        assert world.late()  # two years on: no run is about nothing
        texts = {
            page: says(visitor, page, world.done) for page in {p for n in world.late() for p in pages_of(world, n)}
        }
        for name, days in world.late().items():
            for page in pages_of(world, name):
                assert is_said(texts[page], name, days, page, world), (name, days, page, world.done)
        paper = text_of(summary.page(shown(world.consultation, viewer=None), "https://example.org"))
        for name, days in world.late().items():
            assert name == "answer" or any(one in paper for one in in_days(days)), (name, days, world.done)


def is_said(text: str, name: str, days: int, page: str, world: "World") -> bool:
    """In words; the front page draws a running clock, and a clock says of several promises how late the latest is."""
    if any(words in text for words in in_days(days)):
        return True
    drawn = page == "/" and name == "answer" and world.settled["answer"] is None and f">{days}<" in text
    several = page in clocks(world) and name == "promise" and Commitment.objects.count() > 1 and "up to" in text
    return drawn or several


def test_a_pause_leaves_the_page_that_says_a_decision_is_late(cast: Cast) -> None:
    world = World(cast, 0)
    with clock.travel(noon := clock.now().replace(hour=12)):  # an hour before midnight, summer time is a day ahead
        world.sign()
    with clock.travel(noon + timedelta(days=200)):
        stages.catch_up(world.consultation)
        world.pause()
        page = reverse("recommendation", args=[world.consultation.slug, 2])
        assert "decision overdue by 120 days" in says(Client(), page, [])


def _act(world: "World | Early", name: str) -> None:
    act: Callable[[], None] = getattr(world, name)
    try:
        act()
    except (Refused, Http404):
        return
    world.done.append(f"{name} {clock.today()}")


def clocks(world: World) -> list[str]:
    """Every page that shows where the consultation stands."""
    now = world.consultation
    assert now.force is not None
    technology = reverse("technology", args=[world.technology.pk])
    card = reverse("consultation_card", args=[now.slug])
    return ["/", reverse("archive"), now.force.get_absolute_url(), technology, now.get_absolute_url(), card]


def pages_of(world: World, name: str) -> list[str]:
    """Every public address that names it."""
    now, is_open = world.consultation, world.settled[name] is None
    assert now.force is not None and now.response_due is not None
    found = [*clocks(world), reverse("answer", args=[now.slug])]
    counted = {"answer": ("overdue", "late"), "decision": ("overdue_undecided", "decided_late")}.get(name)
    if name == "promise":
        standing = world.promise.state
        states = {State.DONE_VERIFIED: "kept", State.DROPPED: "dropped"}
        counted = ("promises_late", f"promises_{states.get(State(standing), '')}_late")
        found += [reverse("promise", args=[now.slug, world.promise.pk]), reverse("promises", args=[now.slug])]
        found.append(f"{reverse('all_promises')}?state={states.get(State(standing), 'late')}")
        is_open = standing not in states
    assert counted is not None
    behind = counted[0] if is_open else counted[1]
    found.append(reverse("scorecard_list", args=[now.force.slug, now.response_due.year, behind]))
    if name != "answer" or world.settled["answer"]:
        found.append(reverse("recommendation", args=[now.slug, 2 if name == "decision" else 1]))
    if name != "answer":
        found.append(reverse("report", args=[now.slug]))
    return [*found, f"{reverse('overdue')}?kind={name}s"] if is_open else found


# --- Before any findings: the opening, and the findings themselves -------------------------------------------
class Early:
    """One that was announced, under random acts of those who could want its lateness gone."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.dice, self.done = cast.at(Stage.ANNOUNCED), random.Random(seed), list[str]()
        Consultation.objects.filter(pk=cast.consultation.pk).update(opens_at=clock.now() + timedelta(days=7))
        #: The day on which it was opened, published or withdrawn, noted here apart from the product.
        self.ended: dict[str, date] = {}

    @property
    def consultation(self) -> Consultation:
        return Consultation.objects.get(pk=self.cast.consultation.pk)

    def open(self) -> None:
        stages.move(self.consultation, "open", by=self.cast.moss)
        self.ended["opened"] = clock.today()

    def close(self) -> None:
        close_early(self.consultation, by=(self.cast.quill, self.cast.hale), reason="A threat was made.")

    def publish(self) -> None:
        stages.move(self.consultation, "publish_findings", by=self.cast.moss)
        self.ended["published"] = clock.today()

    def pause(self) -> None:
        stages.pause(self.consultation, by=self.cast.hale, reason="A threat was made.")

    def resume(self) -> None:
        stages.resume(self.consultation, by=self.cast.hale)

    def ask_to_withdraw(self) -> None:
        withdrawing.ask(self.consultation, by=self.cast.okoro, reason=f"No use any more, {len(self.done)}.")

    def _asked(self) -> WithdrawalRequest:
        found = WithdrawalRequest.objects.select_related("consultation").order_by("-pk").first()
        if found is None:
            raise Refused("Nothing is asked.")
        return found

    def first_agrees(self) -> None:
        withdrawing.agree(self._asked(), by=self.cast.hale, said="Agreed.")

    def second_agrees(self) -> None:
        withdrawing.agree(self._asked(), by=self.cast.quill, said="Agreed.")

    def take_back(self) -> None:
        withdrawing.take_back(self._asked(), by=self.cast.okoro)

    def refuse(self) -> None:
        withdrawing.refuse(self._asked(), by=self.cast.quill, reason="People are owed an answer.")

    def clock_comes_round(self) -> None:
        stages.catch_up(self.consultation)
        list(withdrawing.withdraw_when_due())


EARLY_ACTS = [
    "open", "close", "publish", "pause", "resume", "resume", "take_back", "refuse", "clock_comes_round",
    *["ask_to_withdraw", "first_agrees", "second_agrees"] * 2,
]  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_no_withdrawal_ends_with_a_late_thing_that_is_not_called_late(
    cast: Cast, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "missing", lambda *_: [])  # gates, and what stages set off, have their own tests
    monkeypatch.setattr(stages, "wired_by", lambda name, at: [])
    early = Early(cast, seed)
    plan, started, visitor = early.consultation, clock.now(), Client()
    assert plan.opens_at is not None and plan.findings_due is not None
    for moment in sorted(early.dice.uniform(0, 300) for _ in range(25)):
        with clock.travel(started + timedelta(days=moment)):
            _act(early, early.dice.choice(EARLY_ACTS))
            if early.consultation.stage == Stage.WITHDRAWN:
                early.ended.setdefault("withdrawn", clock.today())
    with clock.travel(started + timedelta(days=400)):
        now, last = early.consultation, early.ended.get("withdrawn", clock.today())
        pages = [now.get_absolute_url(), reverse("consultation_card", args=[now.slug])]
        texts = [says(visitor, page, early.done) for page in pages]
        owed = {"opened": local_day(plan.opens_at), "published": plan.findings_due}
        late = {name: (early.ended.get(name, last) - due).days for name, due in owed.items()}
        assert ("withdrawn" in early.ended) == (now.stage == Stage.WITHDRAWN)
        assert not {"withdrawn", "published"} <= set(early.ended), "what is owed an answer is not withdrawn"
        for name, days in late.items():
            unit = "day" if days == 1 else "days"
            assert days <= 0 or all(f"{days} {unit} late" in text for text in texts), (name, days, early.done)
