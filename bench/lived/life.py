"""What happens: the acts of one consultation on their days, and the clock coming round in between."""

import html
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from audit import clock
from bench.lived import calendar as days
from consultations.models import Consultation
from consultations.signing import as_told
from consultations.stages import stages
from deliberation.polls import asking_again
from outcomes.answers import deciding, points, promising, responses
from outcomes.demo import reporting
from outcomes.demo.storytelling import Story, open_accounts
from outcomes.models import Commitment, PoliceResponse, RecommendationResponse
from outcomes.models.answers import POINTS
from outcomes.promises import commitments
from outcomes.verdicts import verdicts
from outcomes.verdicts.verdicts import Said
from people.models import Message
from people.outbox import outbox, subscribing

LONDON = ZoneInfo("Europe/London")
ROUNDS = (time(0, 20), time(7, 30), time(8, 10), time(16, 0))  # when the clock comes round, where it happens
NOON = time(12, tzinfo=UTC)  # when people act
ALIASES = {"g1m1": "amina", "g1m2": "bilal", "g2m1": "carys"}
SUBSCRIBER = "reader@example.org"
REASONS = (
    "We do not accept this. The budget for the coming year is fixed, the rooms that it would need are let until spring, "
    "and the board has asked for other work first. We looked at a smaller version with two streets, and found that it "
    "would cost nearly as much while helping fewer people than the plan which we published last winter."
)
ANSWER_LATE = {f"{(days.ANSWERED - days.ANSWER_DUE).days} days late"}
#: What was handed to the mail server: (day, address, subject).
posted: list[tuple[date, str, str]] = []


class Box(BaseEmailBackend):
    """Keeps what is sent, with the day."""

    def send_messages(self, messages: Any) -> int:
        posted.extend((clock.today(), message.to[0], message.subject) for message in messages)
        return len(messages)


class Life(Story):
    """A story of the demonstration with days of its own; before each act the clock has come round since the last."""

    def __init__(self) -> None:
        super().__init__("overdue", open_accounts(), ALIASES)
        self.start = datetime.combine(days.COMPLETED, NOON)
        self.days = {
            "created": self._ago(days.CREATED),
            "announced": self._ago(days.ANNOUNCED),
            "opens": self._ago(days.OPENS),
            "closes": self._ago(days.CLOSES),
            "findings": self._ago(days.FINDINGS),
        }
        for key in ("conversation", "police_factual_comments"):
            self.data.pop(key, None)
        self.data["overrides"] |= {"findings_due": days.FINDINGS_DUE, "response_due": days.ANSWER_SET}
        self.lived_until = datetime.combine(days.CREATED, time(12), LONDON)
        self.seen: dict[date, dict[str, str]] = defaultdict(dict)
        self.made: dict[str, Any] = {}
        self.promised: dict[str, int] = {}

    def _ago(self, day: date) -> int:
        return (days.COMPLETED - day).days

    @property
    def left_open(self) -> str:
        return str(self.data["recommendations"][3]["title"])

    def quoted(self) -> dict[str, list[str]]:
        """In which findings the words of the three stand, by the story."""
        said_by = {row["key"]: row["contribution"] for row in self.data["codings"]}
        members = {row["key"]: row["member"] for row in self.data["contributions"]}
        found: dict[str, list[str]] = {key: [] for key in ALIASES.values()}
        for finding in self.data["findings"]:
            for quote in finding["quotes"]:
                if (who := ALIASES.get(members[said_by[quote]])) is not None:
                    found[who].append(finding["number"])
        return found

    # --- The clock comes round ------------------------------------------------------------------
    @contextmanager
    def on(self, days_ago: float) -> Iterator[None]:
        moment = self.when(days_ago)
        self.live_until(moment)
        with clock.travel(moment):
            yield

    @contextmanager
    def at(self, day: date) -> Iterator[None]:
        with self.on(self._ago(day)):
            yield

    def live_until(self, moment: datetime) -> None:
        day = self.lived_until.astimezone(LONDON).date()
        while day <= moment.astimezone(LONDON).date():
            for hour in ROUNDS:
                then = datetime.combine(day, hour, LONDON)
                if self.lived_until < then <= moment:
                    self._round(then)
            day += timedelta(days=1)
        self.lived_until = max(self.lived_until, moment)

    def _round(self, then: datetime) -> None:
        with clock.travel(then.astimezone(UTC)):
            call_command("tick", stdout=io.StringIO())
            if then.time() == ROUNDS[-1]:
                self._look(then.date())

    def _look(self, day: date) -> None:
        """The pages as a visitor has them, once a day."""
        if self.consultation is None:
            return
        remember()
        visitor, now = Client(), Consultation.objects.get(pk=self.consultation.pk)
        page = visitor.get(now.get_absolute_url())
        self.seen[day]["stage"] = badge(page.content.decode()) if page.status_code == 200 else "not public"
        for name, pk in self.promised.items():
            if now.has_answer:
                self.seen[day][name] = lateness(visitor, reverse("promise", args=[now.slug, pk]))
        if now.has_answer:
            address = reverse("recommendation", args=[now.slug, 4])
            mine = lateness(visitor, address).split(", ")
            # That the answer was late stands there too; and the history says the days of the decision in fewer words.
            known = ANSWER_LATE | {one.removeprefix("decided ") for one in mine if one.startswith("decided ")}
            self.seen[day]["decision"] = ", ".join(one for one in mine if one not in known)

    # --- The acts -------------------------------------------------------------------------------
    def live(self) -> None:
        self.prepare()
        self.open_and_join()
        self._choose()
        self.talk()
        self.ask_again_and_close()
        reporting.write_up(self)
        self._answer()
        self._judge()
        self._keep()
        with self.at(days.COMPLETED):
            self.now()
            stages.move(self.consultation, "complete", by=self.user("hale"))
            remember()
        self.live_until(datetime.combine(days.COMPLETED + timedelta(days=1), time(0), LONDON))

    def now(self) -> Consultation:
        self.consultation.refresh_from_db()
        return self.consultation

    def _choose(self) -> None:
        """How some of them want to be told; and one who takes no part."""
        with clock.travel(datetime.combine(days.OPENS, NOON)):
            amina, bilal = outbox.mailboxes([self.user("g1m1"), self.user("g1m2")])
            outbox.set_follows(amina, True)
            outbox.set_follows(bilal, True)
            outbox.set_pace(bilal, "weekly")
            subscribing.ask(SUBSCRIBER, "consultation", self.consultation.pk, title=self.consultation.title)
            asked = Message.objects.get(kind="confirm")
            subscription = subscribing.asked(asked.link.rstrip("/").rpartition("/")[2])
            assert subscription is not None
            subscribing.confirm(subscription)

    def _answer(self) -> None:
        reyes, okoro = self.user("reyes"), self.user("okoro")
        with self.at(days.ANSWERED):
            response = responses.start(self.consultation.report)
            responses.write_opening(response, by=reyes, text="We have read every word of what you said.")
            slots = {s.recommendation.number: s for s in response.answers.select_related("recommendation")}
            points.say(response, by=reyes, points={key: {"in": [0]} for key in POINTS})
            for number, slot in slots.items():
                status = "accepted" if number < 4 else "under_consideration" if number == 4 else "not_accepted"
                until = days.DECISION_DUE if number == 4 else None
                responses.answer(
                    slot,
                    by=reyes,
                    status=status,
                    reasons=REASONS,
                    decision_by=until,
                    evidence_url="https://example.org/framework",
                )
            for number, name, due in (
                (1, "kept", days.KEPT_DUE),
                (2, "late", days.LATE_DUE),
                (3, "dropped", days.DROPPED_DUE),
            ):
                made = promising.promise(slots[number], by=reyes, text=f"Promise {name}", owner_role="Chief", due=due)
                self.promised[name] = made.pk
            as_told(responses.sign, response, by=okoro, previewed=responses.fingerprint(response))

    def _judge(self) -> None:
        with self.at(days.JUDGED):
            consultation = self.now()
            for person in ("g1m1", "g1m2", "g2m1"):
                said = {slot.pk: Said("partly") for slot in verdicts.slots_of(consultation)}
                verdicts.give(consultation, by=self.user(person), said=said)
        with self.at(days.PAUSED):
            stages.pause(self.now(), by=self.user("hale"), reason="A threat was made.")
        with self.at(days.RESUMED):
            stages.resume(self.now(), by=self.user("hale"))
        with self.at(days.REPLIED):
            response = PoliceResponse.objects.get(report__consultation=self.now())
            as_told(verdicts.reply, response, by=self.user("okoro"), text="We have read what you say.")

    def _report(self, name: str, day: date, state: str = "done_unverified") -> None:
        with self.at(day):
            link = f"https://example.org/{day}" if state == "done_unverified" else ""
            commitments.report_progress(
                self._promise(name), by=self.user("reyes"), text="See the link.", state=state, evidence_url=link
            )

    def _promise(self, name: str) -> Commitment:
        return Commitment.objects.get(pk=self.promised[name])

    def _keep(self) -> None:
        hale, okoro = self.user("hale"), self.user("okoro")
        self._report("kept", days.KEPT_DONE)
        with self.at(days.KEPT_BACK):
            commitments.send_back(self._promise("kept"), by=hale, reason="The link shows nothing.")
        self._report("kept", days.KEPT_AGAIN)
        with self.at(days.KEPT_SEEN):
            commitments.verify(self._promise("kept"), by=hale)
        self._report("late", days.LATE_UPDATE, state="on_track")
        with self.at(days.ASKED_AGAIN):
            asking_again.ask_again(self.now(), by=self.user("moss"))
        self._report("late", days.LATE_DONE)
        with self.at(days.LATE_SEEN):
            commitments.verify(self._promise("late"), by=hale)
        with self.at(days.DROPPED):
            reason = "The wall on which it was to hang was pulled down in the summer, and no other one is ours."
            as_told(commitments.drop, self._promise("dropped"), by=okoro, reason=reason)
        with self.at(days.DECIDED):
            slot = RecommendationResponse.objects.get(
                response__report__consultation=self.consultation, recommendation__number=4
            )
            promised = {"text": "Promise found", "owner_role": "Chief", "due": days.FOUND_DUE}
            as_told(deciding.decide, slot, by=okoro, status="accepted", reasons="It is right.", promised=promised)
            self.promised["found"] = Commitment.objects.get(text="Promise found").pk
        self._report("found", days.FOUND_DONE)
        with self.at(days.FOUND_SEEN):
            commitments.verify(self._promise("found"), by=hale)


def badge(page: str) -> str:
    """The words of the consultation's clock on its own page."""
    found = re.search(r'<span class="clock"[^>]*>(.*?)</span>', page, re.DOTALL)
    return html.unescape(" ".join(found.group(1).split())) if found else "no badge"


def lateness(visitor: Client, address: str) -> str:
    """What a page says of days late, each way of saying it once."""
    text = " ".join(visitor.get(address).content.decode().lower().split())
    found = re.findall(r"(?:reported done |done |dropped |decided )?\d+ days? late|decision overdue by \d+ days?", text)
    return ", ".join(sorted(set(found)))


#: Number of each line of an inbox → (day, address, title): when contact details go at the end, the lines go too.
told: dict[int, tuple[date, str, str]] = {}


def remember() -> None:
    new = Message.objects.exclude(kind="digest").exclude(pk__in=told).select_related("mailbox__user")
    for message in new.order_by("pk"):
        box = message.mailbox
        address = (box.user.email if box.user else box.address) or ""
        told[message.pk] = (message.made_at.astimezone(LONDON).date(), address, message.title)
