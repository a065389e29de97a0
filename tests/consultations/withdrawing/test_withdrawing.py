"""An officer asks, two of the panel agree. Each role tries to use it against its purpose."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse

from audit import clock
from audit.models import Entry
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.birds import BIRDS
from consultations.consultation import next_step
from consultations.desk import desk
from consultations.groups import appointing
from consultations.models import Consultation, Membership, Newcomer, Role, Stage, WithdrawalAgreement, WithdrawalRequest
from consultations.stages import held as stage_held
from consultations.stages import open_time, places, stages, timeline
from consultations.withdrawing import held, withdrawing
from consultations.withdrawing.desk import withdrawals_to_decide
from people.errors import Refused
from people.models import Message, User
from people.privacy import erasing
from people.text.dates import day
from tests.cast import Cast, force, person, staff
from tests.made_once import made_once
from tests.pages import flat

pytestmark = pytest.mark.django_db
State = WithdrawalRequest.State
WHY, NEW_WHY = "The trial of these cameras was given up.", "The supplier has gone out of business."
YES, NO = "There is nothing left to decide.", "People are owed an answer."


@made_once
def asked(cast: Cast) -> WithdrawalRequest:
    """Its days to refuse are over: the panel decides. What happens before: test_days_to_refuse.py."""
    return days_over(withdrawing.ask(cast.consultation, by=cast.okoro, reason=WHY))


def days_over(request: WithdrawalRequest) -> WithdrawalRequest:
    WithdrawalRequest.objects.filter(pk=request.pk).update(last_day=clock.today() - timedelta(days=1))
    return request


def again(cast: Cast) -> Consultation:
    return Consultation.objects.get(pk=cast.consultation.pk)


def withdraw(cast: Cast, reason: str = WHY) -> Consultation:
    request = days_over(withdrawing.ask(again(cast), by=cast.okoro, reason=reason))
    for member in (cast.hale, cast.quill):
        withdrawing.agree(request, by=member, said=YES)
    return again(cast)


def page(address: str, client: Client | None = None) -> str:
    cache.clear()
    answer = (client or Client()).get(address)
    assert answer.status_code == 200, address
    return flat(answer.content.decode())


def later(days: int) -> clock.travel:
    return clock.travel(clock.now() + timedelta(days=days))


@made_once
def now(cast: Cast) -> Consultation:
    return withdraw(cast)


# --- As it is meant --------------------------------------------------------------------------------------
def test_the_officer_asks_in_public_and_all_goes_on(asked: WithdrawalRequest, cast: Cast) -> None:
    now = again(cast)
    assert now.stage == Stage.OPEN and now.withdrawn_at is None
    front, own = page(now.get_absolute_url()), page(reverse("withdrawal", args=[now.slug]))
    for shown in (front, own):
        assert "N. Okoro, Chief Superintendent" in shown and WHY in shown
    assert "The independent panel decides, and a member can refuse. Nothing ends before" in front
    assert WHY in page(reverse("public_record", args=[now.slug]))
    for who in (cast.hale, cast.quill):
        assert [one.title for one in withdrawals_to_decide([cast.member(who)])] == [
            "The police ask to withdraw this: agree or refuse"
        ]
        assert Message.objects.filter(mailbox__user=who, title__contains="ask to withdraw").exists()


def test_with_the_second_member_it_ends_for_good(asked: WithdrawalRequest, cast: Cast) -> None:
    withdrawing.agree(asked, by=cast.hale, said=YES)
    assert again(cast).stage == Stage.OPEN, "one is not enough"
    assert withdrawals_to_decide([cast.member(cast.hale)]) == [], "who has agreed is not asked again"
    withdrawing.agree(asked, by=cast.quill, said="I agree with Ruth Hale.")
    now = again(cast)
    assert (now.stage, now.withdrawn_from, now.stage_reason) == (Stage.WITHDRAWN, Stage.OPEN, WHY)
    assert WithdrawalRequest.objects.get().state == State.AGREED
    own = page(reverse("withdrawal", args=[now.slug]))
    assert YES in own and "I agree with Ruth Hale." in own and "What becomes of what people said" in own
    acts = list(Entry.objects.filter(consultation=now.slug).values_list("action", flat=True))
    assert [act for act in acts if act.startswith("withdrawal_")] == ["withdrawal_asked", *["withdrawal_agreed"] * 2]
    assert "stage_withdraw" in acts


def test_the_officer_takes_it_back(asked: WithdrawalRequest, cast: Cast) -> None:
    withdrawing.agree(asked, by=cast.hale, said=YES)
    withdrawing.take_back(asked, by=cast.okoro)
    with pytest.raises(Refused, match="settled"):
        withdrawing.agree(asked, by=cast.quill, said=YES)
    assert again(cast).stage == Stage.OPEN and withdrawals_to_decide([cast.member(cast.quill)]) == []
    with later(20):
        other = days_over(withdrawing.ask(cast.consultation, by=cast.okoro, reason=NEW_WHY))
        withdrawing.agree(other, by=cast.quill, said=YES)
        assert again(cast).stage == Stage.OPEN, "what was agreed to before counts for nothing now"
        assert "Taken back by the officer" in page(reverse("withdrawal", args=[cast.consultation.slug]))


def test_one_refuses_and_the_same_reason_does_not_come_back(asked: WithdrawalRequest, cast: Cast) -> None:
    withdrawing.agree(asked, by=cast.hale, said=YES)
    withdrawing.refuse(asked, by=cast.quill, reason=NO)
    now = again(cast)
    assert now.stage == Stage.OPEN and NO in page(reverse("withdrawal", args=[now.slug]))
    assert "asked to withdraw this before" in page(now.get_absolute_url())
    for same in (WHY, WHY.upper(), f"  {WHY.rstrip('.')} !"):
        with pytest.raises(Refused, match="something new"):
            withdrawing.ask(now, by=cast.okoro, reason=same)
    with later(20):
        assert withdrawing.ask(now, by=cast.okoro, reason=NEW_WHY).is_open


@pytest.mark.parametrize("stage", [Stage.ANNOUNCED, Stage.OPEN, Stage.ANALYSIS])
def test_also_out_of_a_pause(cast: Cast, stage: Stage) -> None:
    cast.at(stage)
    stages.pause(cast.consultation, by=cast.hale, reason="A threat")
    now = withdraw(cast)
    assert (now.stage, now.withdrawn_from, now.step) == (Stage.WITHDRAWN, stage, "withdrawn")
    assert now.stage_before_pause == "" and now.paused_at is None
    with pytest.raises(Refused):
        stages.resume(now, by=cast.hale)


# --- Every other way -------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["moss", "finch", "reyes", "hale", "amina", "outsider"])
def test_nobody_else_asks(cast: Cast, who: str) -> None:
    with pytest.raises(Http404):
        withdrawing.ask(cast.consultation, by=getattr(cast, who), reason=WHY)


@pytest.mark.parametrize("who", ["moss", "finch", "reyes", "okoro", "amina", "outsider"])
def test_nobody_else_decides(asked: WithdrawalRequest, cast: Cast, who: str) -> None:
    admin = person("admin", "Pat Admin", is_superuser=True, is_staff=True)
    for by in (getattr(cast, who), admin):
        with pytest.raises(Http404):
            withdrawing.agree(asked, by=by, said=YES)
        with pytest.raises(Http404):
            withdrawing.refuse(asked, by=by, reason=NO)
    with pytest.raises(Http404):
        stages.move(cast.consultation, "close_early", by=admin, reason=WHY)


def test_an_officer_who_has_not_accepted_asks_nothing(cast: Cast) -> None:
    other = person("deputy", "D. Deputy")
    staff(cast.consultation, other, Role.OFFICER)
    with pytest.raises(Refused, match="Accept the duty"):
        withdrawing.ask(cast.consultation, by=other, reason=WHY)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 401, f"{BIRDS[0]} 14 asked us to"])
def test_no_request_without_a_public_reason(cast: Cast, reason: str) -> None:
    with pytest.raises(Refused):
        withdrawing.ask(cast.consultation, by=cast.okoro, reason=reason)
    assert not WithdrawalRequest.objects.exists()


def test_nor_an_agreement_or_a_refusal(asked: WithdrawalRequest, cast: Cast) -> None:
    with pytest.raises(Refused):
        withdrawing.agree(asked, by=cast.hale, said=" ")
    with pytest.raises(Refused):
        withdrawing.refuse(asked, by=cast.hale, reason="")
    assert not WithdrawalAgreement.objects.exists() and WithdrawalRequest.objects.get().is_open


def test_one_member_does_not_agree_twice(asked: WithdrawalRequest, cast: Cast) -> None:
    withdrawing.agree(asked, by=cast.hale, said=YES)
    with pytest.raises(Refused, match="agreed already"):
        withdrawing.agree(asked, by=cast.hale, said="Once more")
    assert again(cast).stage == Stage.OPEN


@pytest.mark.parametrize(
    "stage", [Stage.FINDINGS_PUBLISHED, Stage.RESPONSE_PUBLISHED, Stage.FOLLOW_UP, Stage.COMPLETED]
)
def test_an_answer_that_is_owed_is_not_shed(asked: WithdrawalRequest, cast: Cast, stage: Stage) -> None:
    """Neither asked for later, nor agreed to by a panel that was asked before; a pause changes nothing."""
    withdrawing.agree(asked, by=cast.hale, said=YES)
    cast.at(stage)
    for paused in (False, True):
        if paused:
            stages.pause(cast.consultation, by=cast.quill, reason="A threat")
        assert "every recommendation must be answered" in withdrawing.why_not(again(cast))
        with pytest.raises(Refused, match="every recommendation must be answered"):
            withdrawing.ask(again(cast), by=cast.okoro, reason=NEW_WHY)
        with pytest.raises(Refused, match="every recommendation must be answered"):
            withdrawing.agree(asked, by=cast.quill, said=YES)
    shown = page(reverse("withdrawal", args=[cast.consultation.slug]))
    assert "every recommendation must be answered" in shown and "It came to nothing." in shown


def test_the_database_keeps_published_findings_from_being_withdrawn(cast: Cast) -> None:
    rows, now = Consultation.objects.filter(pk=cast.consultation.pk), clock.now()
    for fields in (
        {"withdrawn_at": None},
        {"withdrawn_at": now, "withdrawn_from": "findings_published"},
        {"withdrawn_at": now, "withdrawn_from": "open", "findings_published_at": now},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(stage=Stage.WITHDRAWN, **fields)
    withdraw(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(stage=Stage.OPEN)


def test_findings_that_come_first_end_the_request(asked: WithdrawalRequest, cast: Cast) -> None:
    withdrawing.lapse(cast.at(Stage.FINDINGS_PUBLISHED).consultation)
    assert WithdrawalRequest.objects.get().state == State.LAPSED


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.IN_REVIEW])
def test_what_is_not_public_needs_no_withdrawal(cast: Cast, stage: Stage) -> None:
    cast.at(stage)
    with pytest.raises(Refused, match="not public"):
        withdrawing.ask(cast.consultation, by=cast.okoro, reason=WHY)


def test_members_whom_the_officer_seated_do_not_make_two(asked: WithdrawalRequest, cast: Cast) -> None:
    """One who gave the seats and took the duty afterwards; and a panel of one member’s choosing."""
    for officer_or_member in (cast.okoro, cast.quill):
        Membership.objects.filter(pk=cast.member(cast.hale).pk).update(seated_by_account=officer_or_member)
        if officer_or_member == cast.quill:
            withdrawing.agree(asked, by=cast.quill, said=YES)
        with pytest.raises(Refused, match="would not count"):
            withdrawing.agree(asked, by=cast.hale, said=YES)
    assert again(cast).stage == Stage.OPEN
    withdrawing.refuse(asked, by=cast.hale, reason=NO)  # to say no they are free


def test_nor_does_a_panel_whom_those_who_run_it_seated(asked: WithdrawalRequest, cast: Cast) -> None:
    """Their days late would be counted no more."""
    Membership.objects.filter(pk=cast.member(cast.hale).pk).update(seated_by_account=cast.moss)
    with pytest.raises(Refused, match="Jo Moss"):
        withdrawing.agree(asked, by=cast.hale, said=YES)


def test_a_side_that_shows_only_later_is_found_at_the_second(asked: WithdrawalRequest, cast: Cast) -> None:
    withdrawing.agree(asked, by=cast.hale, said=YES)
    Membership.objects.filter(pk=cast.member(cast.hale).pk).update(seated_by_account=cast.moss)
    withdrawing.agree(asked, by=cast.quill, said=YES)
    assert again(cast).stage == Stage.OPEN


def test_somebody_erased_or_dismissed_counts_no_more(asked: WithdrawalRequest, cast: Cast) -> None:
    withdrawing.agree(asked, by=cast.hale, said=YES)
    erasing.erase(cast.hale)
    withdrawing.agree(asked, by=cast.quill, said=YES)
    assert again(cast).stage == Stage.OPEN, "of the two one is on the panel"
    third = person("third", "T. Third")
    staff(cast.consultation, third, Role.OVERSIGHT)
    withdrawing.agree(asked, by=third, said=YES)
    assert again(cast).stage == Stage.WITHDRAWN
    assert "Ruth Hale" in page(reverse("withdrawal", args=[cast.consultation.slug])), "what was said stays, by name"


def test_a_request_ends_with_the_duty_of_whoever_made_it(asked: WithdrawalRequest, cast: Cast) -> None:
    withdrawing.agree(asked, by=cast.hale, said=YES)
    successor = person("next", "B. Next")
    with later(1):
        staff(cast.consultation, successor, Role.OFFICER)
        appointing.accept_duty(cast.consultation, by=successor, role="Commander")
        with pytest.raises(Refused, match="no longer has the duty"):
            withdrawing.agree(asked, by=cast.quill, said=YES)
        with pytest.raises(Http404):
            withdrawing.take_back(asked, by=cast.okoro)
        assert withdrawals_to_decide([cast.member(cast.quill)]) == []
        assert "have asked to withdraw" not in page(cast.consultation.get_absolute_url()).split("before")[0]
        anew = withdrawing.ask(cast.consultation, by=successor, reason=WHY)
    assert WithdrawalRequest.objects.get(pk=asked.pk).state == State.LAPSED and anew.agreements.count() == 0


def test_two_requests_do_not_wait_at_once(asked: WithdrawalRequest, cast: Cast) -> None:
    with pytest.raises(Refused, match="asked already"):
        withdrawing.ask(cast.consultation, by=cast.okoro, reason=NEW_WHY)
    with pytest.raises(IntegrityError), transaction.atomic():
        WithdrawalRequest.objects.create(
            consultation=cast.consultation, asked_by=cast.member(cast.okoro), asked_as="N.", reason=NEW_WHY
        )


# --- Nothing goes on afterwards ---------------------------------------------------------------------------
def test_every_act_that_hangs_on_a_stage_is_refused(cast: Cast, now: Consultation) -> None:
    people = {Role(m.role): m.user for m in now.memberships.select_related("user")}
    for do in Do:
        if Stage.WITHDRAWN in do.stages:
            continue
        for role in do.roles & set(people):
            with pytest.raises(Refused, match="withdrawn"):
                access.require(people[role], now, do)
    for step in stages.TRANSITIONS:
        by = None if step.by == stages.CLOCK else people[Role(step.by)]
        with pytest.raises(Refused, match="Withdrawn"):
            stages.move(now, step.name, by=by, reason=WHY)
    assert stages.next_transition(now) is None
    with pytest.raises(Refused, match="withdrawn"):
        withdrawing.ask(now, by=cast.okoro, reason=NEW_WHY)


def test_desks_lists_and_big_buttons_are_empty(cast: Cast) -> None:
    Newcomer.objects.create(
        consultation=cast.consultation, user=person("late"), group=cast.group1, number=7, answers={"consents": []}
    )
    now = withdraw(cast)
    for who in (cast.moss, cast.finch, cast.hale, cast.quill, cast.okoro, cast.reyes):
        member = cast.member(who)
        member.consultation = now
        assert desk.waiting([member]) == [], who
        assert desk.first_waiting(who.pk, 20) == ([], False)
    member = cast.member(cast.amina)
    tasks = next_step.tasks_for(now, member)
    assert [task["title"] for task in tasks] == ["Read the briefing", "What was said", "What you answered", "Your part"]
    assert next_step.next_step(now, member, tasks) is None
    assert Newcomer.objects.get().answers == {} and not Newcomer.objects.get().is_waiting


def test_a_year_later_the_clock_does_nothing_and_tells_nobody(cast: Cast, now: Consultation) -> None:
    call_command("tick")
    told, acts = Message.objects.count(), Entry.objects.count()
    with later(365):
        shown = timeline.clock_of(again(cast)), timeline.steps(again(cast)), timeline.timetable(again(cast))
        call_command("tick")
        new = list(Entry.objects.order_by("number").values_list("action", flat=True))[acts:]
        assert set(new) <= {"ballots_cut_loose", "purged", "account_erased"}, "no stage, no reminder"
        assert Message.objects.count() <= told and again(cast).stage == Stage.WITHDRAWN
    assert shown == (timeline.clock_of(now), timeline.steps(now), timeline.timetable(now))


# --- What was late stays said ------------------------------------------------------------------------------
def scored(cast: Cast, name: str) -> str:
    year = again(cast).response_due.year  # type: ignore[union-attr]
    return reverse("scorecard_list", args=[force().slug, year, name])


def everywhere(cast: Cast, words: str) -> None:
    now = again(cast)
    for address in (now.get_absolute_url(), reverse("withdrawal", args=[now.slug])):
        assert words in page(address), address
    assert words in page(reverse("public_record", args=[now.slug]))


def test_what_never_opened_stays_late_for_good(cast: Cast) -> None:
    """Announced, left lying, and withdrawn to get it off the list of what is overdue."""
    cast.at(Stage.ANNOUNCED)
    with later(90):
        now = withdraw(cast)
        assert now.opening_days_late == 100
    with later(800):
        said = "Never opened: 100 days late when it was withdrawn."
        everywhere(cast, said)
        everywhere(cast, "The findings were 30 days late when it was withdrawn.")
        short = "Withdrawn – never opened, 100 days late"
        for address in (reverse("archive") + "?state=withdrawn", force().get_absolute_url(), now.get_absolute_url()):
            assert short in page(address), address
        assert said in page(scored(cast, "withdrawn")) and said in page(scored(cast, "withdrawn_unopened"))
        assert said in page(scored(cast, "withdrawn_late"))
        card = page(force().get_absolute_url())
        assert "<b>1</b>withdrawn on its request" in card and "<b>1</b>of these, with findings that were late" in card
        rows = {row["key"]: row["value"] for row in timeline.timetable(again(cast))}
        assert said in rows["Was to open"] and "Was to close" in rows and "Opened" not in rows and "Closed" not in rows
        assert "The opening" not in page(reverse("overdue")) and "What was withdrawn" in page(reverse("overdue"))
        assert [step["state"] for step in timeline.steps(again(cast))] == ["done", "current"]


def test_findings_that_were_late_stay_late(cast: Cast) -> None:
    cast.at(Stage.ANALYSIS)
    with later(75):
        withdraw(cast)
    with later(900):
        everywhere(cast, "The findings were 15 days late when it was withdrawn.")
        assert "Withdrawn – findings 15 days late" in page(reverse("archive"))
        assert "15 days late when it was withdrawn" in page(scored(cast, "withdrawn_late"))
        assert page(scored(cast, "withdrawn_unopened")).count("15 days late") == 0


def test_in_time_nothing_is_called_late(cast: Cast, now: Consultation) -> None:
    assert now.late_when_withdrawn == [] and timeline.clock_of(now) == {"text": "Withdrawn", "tone": "soon"}
    with later(400):
        assert " late" not in page(scored(cast, "withdrawn")) and again(cast).findings_late_so_far == 0


def test_who_kept_it_shut_stays_said_with_the_days(cast: Cast) -> None:
    """An officer who does not accept for weeks, accepts, and asks: these are not the days of those who run it."""
    cast.at(Stage.ANNOUNCED)
    Membership.objects.filter(pk=cast.member(cast.okoro).pk).update(accepted_at=None)
    with later(40):
        appointing.accept_duty(cast.consultation, by=cast.okoro, role="Commander")
        on = day(clock.now())
        stages.pause(cast.consultation, by=cast.hale, reason="A threat")
        began = day(clock.now())
    with later(60):
        now = withdraw(cast)
        ended = day(clock.now())
    with later(500):
        said = again(cast).late_when_withdrawn[0]
        assert f"The officer accepted the duty on {on}." in said
        assert f"The panel had it paused from {began} to {ended}." in said
        assert "Opening it was up to" not in page(now.get_absolute_url())


def test_a_pause_ends_with_the_withdrawal(cast: Cast) -> None:
    began = day(clock.now())
    stages.pause(cast.consultation, by=cast.hale, reason="A threat")
    with later(4):
        withdraw(cast)
        ended = day(clock.now())
    with later(60):
        assert open_time.of(again(cast)).paused_words == (
            f"The panel had it paused from {began} to {ended}: nobody could write or vote then."
        )


# --- Lists, counts, the link that is shared ----------------------------------------------------------------
def test_it_is_where_it_belongs_on_lists(cast: Cast) -> None:
    cast.at(Stage.ANNOUNCED)
    before = places.counts()
    with later(30):
        withdraw(cast)
        cache.clear()
        now = places.counts()
        assert {name: now[name] - before[name] for name in now if now[name] != before[name]} == {
            "withdrawn": 1,
            "soon": -1,
        }, "it was never talked over"
        assert "Withdrawn: 1" in page(reverse("home"))
        assert now["asked"] == 1 and not now["completed"]
        client = Client()
        assert again(cast).get_absolute_url() in client.get("/sitemap.xml").content.decode()
        assert f"Withdrawn on {day(clock.now())}." in client.get(again(cast).get_absolute_url()).content.decode()


def test_the_pages_of_each_role(asked: WithdrawalRequest, cast: Cast, client_for: Callable[..., Client]) -> None:
    own = reverse("withdrawal", args=[cast.consultation.slug])
    officer, hale = client_for(cast.okoro), client_for(cast.hale)
    assert "Take the request back" in page(own, officer) and "Ask, in public" not in page(own, officer)
    for button in ("Agree, in public", "Refuse, in public"):
        assert button in page(own, hale)
        for other in (officer, client_for(cast.moss), client_for(cast.amina), Client()):
            assert button not in page(own, other)
    answer = hale.post(reverse("agree_to_withdrawal", args=[cast.consultation.slug, asked.pk]), {"said": ""})
    assert answer.status_code == 422
    hale.post(reverse("agree_to_withdrawal", args=[cast.consultation.slug, asked.pk]), {"said": YES})
    assert "Agree, in public" not in page(own, hale) and "You have agreed." in page(own, hale)
    kept = client_for(cast.quill).post(
        reverse("refuse_withdrawal", args=[cast.consultation.slug, asked.pk]), {"reason": "x" * 401}
    )
    assert kept.status_code == 422 and "x" * 401 in kept.content.decode(), "what was typed is kept"
    client_for(cast.quill).post(reverse("agree_to_withdrawal", args=[cast.consultation.slug, asked.pk]), {"said": YES})
    assert again(cast).stage == Stage.WITHDRAWN
    for who in (cast.okoro, cast.hale, cast.moss, cast.amina):
        for address in (own, cast.consultation.get_absolute_url()):
            assert "in public</button>" not in page(address, client_for(who))
    assert "Nothing more is to be done here" in page(
        reverse("consultation_desk", args=[cast.consultation.slug]), client_for(cast.moss)
    )


def test_the_officer_asks_and_takes_back_on_the_page(cast: Cast, client_for: Callable[..., Client]) -> None:
    officer, slug = client_for(cast.okoro), cast.consultation.slug
    assert officer.post(reverse("ask_to_withdraw", args=[slug]), {"reason": ""}).status_code == 422
    officer.post(reverse("ask_to_withdraw", args=[slug]), {"reason": WHY})
    made = WithdrawalRequest.objects.get()
    officer.post(reverse("take_back_withdrawal", args=[slug, made.pk]))
    assert WithdrawalRequest.objects.get().state == State.TAKEN_BACK
    assert client_for(cast.moss).post(reverse("ask_to_withdraw", args=[slug]), {"reason": WHY}).status_code == 404


def test_staff_are_led_to_it(asked: WithdrawalRequest, cast: Cast) -> None:
    def button(who: User) -> Any:
        member = cast.member(who)
        return next_step.next_step(cast.consultation, member, [])

    assert button(cast.okoro).label == "See where it stands"
    assert button(cast.hale).label == "Read why, and decide"
    withdrawing.take_back(asked, by=cast.okoro)
    assert button(cast.okoro).label == button(cast.hale).label == "Go to my desk"


def test_the_year_of_the_scorecard_is_that_of_the_answer(cast: Cast, now: Consultation) -> None:
    Consultation.objects.filter(pk=now.pk).update(response_due=date(2031, 2, 3))
    assert now.title in page(reverse("scorecard_list", args=[force().slug, 2031, "withdrawn"]))


def test_the_page_of_a_force_that_was_to_answer_beside_says_on_whose_request(cast: Cast) -> None:
    """Its officer was asked nothing; and its page does not leave out what that of the one that led says."""
    beside, other = force("Hillside Police (example)"), force("Elsewhere Police (example)")
    cast.consultation.joint_forces.add(beside, other)
    lead = again(cast).force
    assert lead is not None
    words = "on the request of another force, beside which it was to answer"
    now = withdraw(cast)
    assert now.response_due is not None
    for one, own, theirs in ((lead, 1, 0), (beside, 0, 1), (other, 0, 1)):
        card = page(one.get_absolute_url())
        for number, said in ((own, "withdrawn on its request"), (theirs, words)):
            assert (f"<b>1</b>{said}" in card) is bool(number) and said in card, one
    behind = page(reverse("scorecard_list", args=[beside.slug, now.response_due.year, "withdrawn_beside"]))
    assert now.title in behind and f"on the request of {lead.called}" in behind


def test_what_was_said_of_it_is_held_against_its_acts(asked: WithdrawalRequest, cast: Cast) -> None:
    with transaction.atomic():
        record("consultation_started", actor=None, subject=cast.consultation, consultation=cast.consultation.slug)
        record("stage_open", actor=None, subject=cast.consultation, consultation=cast.consultation.slug)
    withdrawing.agree(asked, by=cast.hale, said=YES)
    assert list(held.differences()) == []
    for rows, field in ((WithdrawalRequest.objects, "reason"), (WithdrawalAgreement.objects, "said")):
        was = rows.values_list(field, flat=True).get()
        rows.update(**{field: "Other words."})
        assert ["What was said of withdrawing" in one for one in held.differences()] == [True]
        rows.update(**{field: was})
    withdrawing.agree(asked, by=cast.quill, said=NEW_WHY)
    assert list(held.differences()) == [] and Consultation.objects.get().stage == Stage.WITHDRAWN
    where = [one for one in stage_held.differences() if "the reason given" in one]
    Consultation.objects.update(stage_reason="The police had second thoughts.")
    assert where == [] and any("the reason given" in one for one in stage_held.differences())
