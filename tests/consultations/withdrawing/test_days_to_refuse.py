"""What two of the panel agreed to takes effect when everybody had days to read it, and nobody gets round a refusal."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.http import Http404
from django.test import Client
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations import numbers
from consultations.groups import appointing
from consultations.models import Consultation, Membership, Role, Stage, WithdrawalRequest
from consultations.notifications.working_days import working_days_after
from consultations.stages import stages
from consultations.withdrawing import withdrawing
from people.errors import Refused
from people.models import Message
from people.text.dates import day
from tests.cast import Cast, person, staff
from tests.consultations.withdrawing.test_withdrawing import NEW_WHY, NO, WHY, YES, again, page
from tests.made_once import made_once

pytestmark = pytest.mark.django_db
State = WithdrawalRequest.State


@made_once
def asked(cast: Cast) -> WithdrawalRequest:
    return withdrawing.ask(cast.consultation, by=cast.okoro, reason=WHY)


@made_once
def agreed(asked: WithdrawalRequest, cast: Cast) -> WithdrawalRequest:
    """An officer and two members who had spoken beforehand."""
    for member in (cast.hale, cast.quill):
        withdrawing.agree(asked, by=member, said=YES)
    return asked


def third_member(cast: Cast) -> Membership:
    return staff(cast.consultation, person("third", "T. Third"), Role.OVERSIGHT)


def days_after(working_days: int) -> clock.travel:
    """The day after so many working days from today."""
    over = working_days_after(clock.today(), working_days) - clock.today()
    return clock.travel(clock.now() + over + timedelta(days=1))


def settled(request: WithdrawalRequest) -> State:
    return State(WithdrawalRequest.objects.get(pk=request.pk).state)


# --- Days to read it, and to refuse ----------------------------------------------------------------------
def test_two_who_agree_at_once_end_nothing(agreed: WithdrawalRequest, cast: Cast) -> None:
    assert again(cast).stage == Stage.OPEN and list(withdrawing.withdraw_when_due()) == []
    last = day(agreed.last_day)
    assert agreed.last_day == working_days_after(clock.today(), numbers.WITHDRAWAL_NOTICE_DAYS)
    assert f"Nothing ends before {last} is over" in page(again(cast).get_absolute_url())
    shown = page(reverse("withdrawal", args=[cast.consultation.slug]))
    assert f"Two members of the panel have agreed. It ends after {last}, unless a member refuses." in shown
    for user in (cast.hale, cast.moss, cast.reyes, cast.amina):
        title = f"The panel agreed to withdraw this: it ends after {last}, unless a member refuses"
        assert Message.objects.filter(mailbox__user=user, title__startswith=title).count() == 1


def test_a_third_still_refuses_on_the_last_day(agreed: WithdrawalRequest, cast: Cast) -> None:
    third = third_member(cast)
    assert third.user is not None
    with clock.travel(clock.now() + (agreed.last_day - clock.today())):
        assert list(withdrawing.withdraw_when_due()) == []
        withdrawing.refuse(agreed, by=third.user, reason=NO)
    with days_after(30):
        assert list(withdrawing.withdraw_when_due()) == []
    assert again(cast).stage == Stage.OPEN and settled(agreed) == State.REFUSED


def test_one_who_agreed_may_still_refuse(agreed: WithdrawalRequest, cast: Cast) -> None:
    withdrawing.refuse(agreed, by=cast.hale, reason=NO)
    assert settled(agreed) == State.REFUSED and again(cast).stage == Stage.OPEN


def test_the_clock_ends_it_when_the_days_are_over(agreed: WithdrawalRequest, cast: Cast) -> None:
    with days_after(numbers.WITHDRAWAL_NOTICE_DAYS):
        call_command("tick")
        now = again(cast)
        assert (now.stage, now.withdrawn_from, settled(agreed)) == (Stage.WITHDRAWN, Stage.OPEN, State.AGREED)
        entry = Entry.objects.get(action="stage_withdraw")
        assert WHY.rstrip(".") in entry.summary and (entry.actor, entry.role) == ("the clock", "")
        assert list(withdrawing.withdraw_when_due()) == []


@pytest.mark.parametrize("why", ["one", "dismissed", "handed on", "findings"])
def test_the_clock_looks_anew_at_who_agreed_and_whether_it_stands(
    asked: WithdrawalRequest, cast: Cast, why: str
) -> None:
    withdrawing.agree(asked, by=cast.hale, said=YES)
    if why != "one":
        withdrawing.agree(asked, by=cast.quill, said=YES)
    if why == "dismissed":
        root = person("root", "R. Oot", is_superuser=True, is_staff=True)
        appointing.dismiss(cast.member(cast.quill), by=root)
    if why == "handed on":
        Membership.objects.filter(pk=cast.member(cast.okoro).pk).update(withdrawn_at=clock.now())
    if why == "findings":
        cast.at(Stage.FINDINGS_PUBLISHED)
    before = again(cast).stage
    with days_after(numbers.WITHDRAWAL_NOTICE_DAYS):
        assert list(withdrawing.withdraw_when_due()) == []
    assert again(cast).stage == before


def test_a_pause_takes_no_days_for_the_panel_acts_in_it(agreed: WithdrawalRequest, cast: Cast) -> None:
    """Else whoever pauses could keep what is to be withdrawn from ending, without a word of refusal."""
    stages.pause(cast.consultation, by=cast.hale, reason="A threat")
    with days_after(numbers.WITHDRAWAL_NOTICE_DAYS):
        assert len(list(withdrawing.withdraw_when_due())) == 1
    assert again(cast).stage == Stage.WITHDRAWN


def test_agreed_after_the_days_it_ends_at_once(asked: WithdrawalRequest, cast: Cast) -> None:
    with days_after(numbers.WITHDRAWAL_NOTICE_DAYS):
        for member in (cast.hale, cast.quill):
            withdrawing.agree(asked, by=member, said=YES)
        assert again(cast).stage == Stage.WITHDRAWN


# --- A refusal is not got round --------------------------------------------------------------------------
@pytest.mark.parametrize("how", [State.TAKEN_BACK, State.REFUSED])
def test_neither_the_same_reason_nor_another_soon(asked: WithdrawalRequest, cast: Cast, how: State) -> None:
    """The officer who sees a refusal coming takes it back, and asks again while another two are there."""
    if how == State.REFUSED:
        withdrawing.refuse(asked, by=cast.quill, reason=NO)
    else:
        withdrawing.take_back(asked, by=cast.okoro)
    ends = working_days_after(clock.today(), numbers.WITHDRAWAL_AGAIN_DAYS)
    with clock.travel(clock.now() + (ends - clock.today())):
        for reason in (WHY, NEW_WHY):
            with pytest.raises(Refused) as refused:
                withdrawing.ask(again(cast), by=cast.okoro, reason=reason)
            assert reason == WHY or refused.value.problems == [
                f"The last request was {'refused' if how == State.REFUSED else 'taken back'} on "
                f"{day(WithdrawalRequest.objects.get().settled_at)}. "
                f"The next one can be made {numbers.WITHDRAWAL_AGAIN_DAYS} working days later: after {day(ends)}."
            ]
    with days_after(numbers.WITHDRAWAL_AGAIN_DAYS):
        with pytest.raises(Refused, match="something new"):
            withdrawing.ask(again(cast), by=cast.okoro, reason=WHY)
        assert withdrawing.ask(again(cast), by=cast.okoro, reason=NEW_WHY).is_open


def successor(cast: Cast, name: str) -> Membership:
    made = staff(cast.consultation, person(name, f"{name.title()} Next"), Role.OFFICER)
    assert made.user is not None
    appointing.accept_duty(cast.consultation, by=made.user, role="Commander")
    return made


def test_however_often_it_is_asked_people_hear_of_it_once_a_day(asked: WithdrawalRequest, cast: Cast) -> None:
    """By officers who hand the duty on: each may ask, because the panel’s days begin anew with each."""
    with clock.travel(clock.now() + timedelta(minutes=1)):
        second = successor(cast, "bea")
        made = withdrawing.ask(again(cast), by=second.user, reason=NEW_WHY)
    assert made.last_day == working_days_after(clock.today(), numbers.WITHDRAWAL_NOTICE_DAYS)
    told = Message.objects.filter(title__contains="ask to withdraw")
    for user in (cast.hale, cast.moss, cast.amina):
        assert told.filter(mailbox__user=user).count() == 1


# --- What has fallen ---------------------------------------------------------------------------------------
def test_what_has_fallen_is_not_refused_and_uses_up_no_reason(
    asked: WithdrawalRequest, cast: Cast, client_for: Callable[..., Client]
) -> None:
    """A panel page that was opened before the duty was handed on is sent after it."""
    with clock.travel(clock.now() + timedelta(minutes=1)):
        second = successor(cast, "bea")
        with pytest.raises(Refused, match="no longer has the duty"):
            withdrawing.refuse(asked, by=cast.hale, reason=NO)
        with pytest.raises(Refused, match="no longer has the duty"):
            withdrawing.take_back(asked, by=second.user)
        with pytest.raises(Http404):
            withdrawing.take_back(asked, by=cast.okoro)
        late = client_for(cast.hale).post(
            reverse("refuse_withdrawal", args=[cast.consultation.slug, asked.pk]), {"reason": NO}
        )
        assert late.status_code == 422 and settled(asked) == State.ASKED
        anew = withdrawing.ask(again(cast), by=second.user, reason=WHY)
    assert anew.is_open and settled(asked) == State.LAPSED
    assert Consultation.objects.filter(pk=cast.consultation.pk, stage=Stage.OPEN).exists()
