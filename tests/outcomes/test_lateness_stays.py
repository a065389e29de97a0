"""From random acts of every role: nothing that was late ends up where no public page calls it late (invariant 31)."""

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse

from audit import clock
from consultations.forces import forces
from consultations.groups import appointing
from consultations.models import Consultation, Membership, Role, Stage, WithdrawalRequest
from consultations.stages import moving_dates, stages
from consultations.withdrawing import withdrawing
from outcomes.answers import correcting, deciding, points, promising, responses
from outcomes.models import Commitment, PoliceResponse, RecommendationResponse
from outcomes.promises import commitments
from outcomes.signing import as_told
from outcomes.verdicts import verdicts
from people.errors import Refused
from people.models import User
from people.text.dates import local_day
from tests.cast import Cast, person, staff
from tests.outcomes.published import LONG, SAID, publish
from tests.pages import flat

pytestmark = pytest.mark.django_db
State, Status = Commitment.State, RecommendationResponse.Status
DAYS = 730
ACTS = 45


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
        commitments.report_progress(
            self.promise, by=self.officer, text="All up.", state=State.DONE_UNVERIFIED,
            evidence_url="https://example.org/signs",
        )  # fmt: skip
        self.settled["promise"] = self.settled["promise"] or clock.today()

    def report_under_way(self) -> None:
        commitments.report_progress(self.promise, by=self.officer, text="Nearly.", state=State.ON_TRACK)
        self.settled["promise"] = None

    def send_back(self) -> None:
        commitments.send_back(self.promise, by=self.cast.hale, reason="The link shows nothing.")
        self.settled["promise"] = None

    def verify(self) -> None:
        commitments.verify(self.promise, by=self.cast.hale)

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


OFTEN = ["report_done", "send_back", "clock_comes_round", "resume"]
RANDOM_ACTS = [
    "sign", "sign", "pause", "extend", "hand_on", "report_under_way", "verify", "drop", "decide", "correct", "complete",
    "rename", "decide_to_accept", "close_the_verdict", "reply", "ask_to_withdraw", *OFTEN, *OFTEN,
]  # fmt: skip


def says(client: Client, address: str, done: list[str]) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, done)
    return flat(answer.content.decode()).lower()


def in_days(days: int) -> tuple[str, ...]:
    unit = "day" if days == 1 else "days"
    return (f"{days} {unit} late", f"overdue by {days} {unit}")


@pytest.mark.parametrize("seed", range(12))
def test_whatever_anybody_does_what_was_late_is_called_late(cast: Cast, seed: int) -> None:
    world = World(cast, seed)
    started, visitor = clock.now(), Client()
    for moment in sorted(world.dice.uniform(0, DAYS) for _ in range(ACTS)):
        with clock.travel(started + timedelta(days=moment)):
            _act(world, world.dice.choice(RANDOM_ACTS))
    with clock.travel(started + timedelta(days=DAYS + 1)):
        if seed % 2:
            _act(world, "pause")
        assert world.late()  # two years on: no run is about nothing
        for name, days in world.late().items():
            for page in pages_of(world, name):
                text = says(visitor, page, world.done)
                assert any(words in text for words in in_days(days)), (name, days, page, world.done)
            if world.settled[name] is None:
                listed = says(visitor, reverse("overdue") + f"?kind={name}s", world.done)
                assert f"{days} days" in listed, (name, days, world.done)


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


def pages_of(world: World, name: str) -> list[str]:
    """Where the public reads of it."""
    now = world.consultation
    if name == "promise":
        return [reverse("promise", args=[now.slug, world.promise.pk]), reverse("promises", args=[now.slug])]
    return [reverse("answer", args=[now.slug])] if world.settled["answer"] else [now.get_absolute_url()]


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
        stages.move(self.consultation, "close_early", by=self.cast.hale, reason="A threat was made.")

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
        text = says(visitor, now.get_absolute_url(), early.done)
        owed = {"opened": local_day(plan.opens_at), "published": plan.findings_due}
        late = {name: (early.ended.get(name, last) - due).days for name, due in owed.items()}
        assert ("withdrawn" in early.ended) == (now.stage == Stage.WITHDRAWN)
        assert not {"withdrawn", "published"} <= set(early.ended), "what is owed an answer is not withdrawn"
        for name, days in late.items():
            unit = "day" if days == 1 else "days"
            assert days <= 0 or f"{days} {unit} late" in text, (name, days, early.done)
