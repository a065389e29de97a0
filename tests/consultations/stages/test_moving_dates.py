"""Moving the closing date and the date of the answer (invariant 18): once, later, in time, with a public reason."""

from datetime import timedelta

import pytest
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations.access import NotAllowed
from consultations.models import Consultation, Stage
from consultations.stages import moving_dates
from people.errors import Refused
from tests.cast import Cast

WEEK = timedelta(days=7)


def close_later(cast: Cast, by, add: timedelta = WEEK, reason: str = "The hall flooded.") -> None:
    moving_dates.extend_closing(cast.consultation, cast.consultation.closes_at + add, by=by, reason=reason)


def answer_later(cast: Cast, by, add: timedelta = WEEK, reason: str = "The chief is new.") -> None:
    moving_dates.extend_answer(cast.consultation, cast.consultation.response_due + add, by=by, reason=reason)


def test_a_facilitator_keeps_it_open_longer_with_a_reason_everybody_reads(cast: Cast, client_for) -> None:
    before = cast.consultation.closes_at
    close_later(cast, cast.moss)
    assert cast.consultation.closes_at == before + WEEK
    assert Entry.objects.latest("number").action == "closing_moved"
    page = client_for(None).get(cast.consultation.get_absolute_url()).content.decode()
    assert "The hall flooded." in page
    record = client_for(None).get(reverse("public_record", args=[cast.consultation.slug])).content.decode()
    assert "The hall flooded." in record


def test_only_facilitators_move_the_closing_and_only_the_officer_the_answer(cast: Cast) -> None:
    for other in (cast.amina, cast.hale, cast.okoro, cast.reyes, cast.outsider):
        with pytest.raises(NotAllowed):
            close_later(cast, other)
    cast.at(Stage.FINDINGS_PUBLISHED)
    for other in (cast.moss, cast.hale, cast.reyes, cast.amina):
        with pytest.raises(NotAllowed):
            answer_later(cast, other)


def test_what_closed_while_the_page_stood_open_is_not_kept_open(cast: Cast) -> None:
    Consultation.objects.filter(pk=cast.consultation.pk).update(stage=Stage.ANALYSIS)
    assert cast.consultation.stage == Stage.OPEN, "as it was read"
    with pytest.raises(Refused, match="has closed"):
        close_later(cast, cast.moss)


@pytest.mark.parametrize("add", [timedelta(0), -WEEK, timedelta(days=43)])
def test_a_date_goes_later_only_and_by_six_weeks_at_most(cast: Cast, add: timedelta) -> None:
    with pytest.raises(Refused, match="at most six weeks"):
        close_later(cast, cast.moss, add)
    cast.at(Stage.FINDINGS_PUBLISHED)
    with pytest.raises(Refused, match="at most six weeks"):
        answer_later(cast, cast.okoro, add)


def test_a_date_moves_once(cast: Cast) -> None:
    close_later(cast, cast.moss)
    with pytest.raises(Refused, match="once only"):
        close_later(cast, cast.moss)
    cast.at(Stage.FINDINGS_PUBLISHED)
    answer_later(cast, cast.okoro)
    with pytest.raises(Refused, match="once only"):
        answer_later(cast, cast.okoro)


def test_a_reason_is_asked_for(cast: Cast) -> None:
    with pytest.raises(Refused, match="Give a reason"):
        close_later(cast, cast.moss, reason="  ")


def test_the_closing_stays_before_the_day_the_findings_are_promised(cast: Cast) -> None:
    assert cast.consultation.findings_due == (cast.consultation.closes_at + timedelta(days=42)).date()
    with pytest.raises(Refused, match="The findings are promised by"):
        close_later(cast, cast.moss, timedelta(days=42))


def test_nothing_moves_after_it_has_passed(cast: Cast) -> None:
    closes = cast.consultation.closes_at
    with clock.travel(closes + timedelta(minutes=1)), pytest.raises(Refused, match="has closed"):
        moving_dates.extend_closing(cast.consultation, closes + WEEK, by=cast.moss, reason="Too late.")
    cast.at(Stage.FINDINGS_PUBLISHED)
    due = cast.consultation.response_due
    after = closes.replace(year=due.year, month=due.month, day=due.day) + timedelta(days=1)
    with clock.travel(after), pytest.raises(Refused, match="days late stay public"):
        answer_later(cast, cast.okoro)


def test_the_pages_keep_what_was_typed_and_say_what_is_wrong(cast: Cast, client_for) -> None:
    address = reverse("extend_closing", args=[cast.consultation.slug])
    client = client_for(cast.moss)
    assert client.get(address).status_code == 200
    answer = client.post(address, {"to": "2020-01-01T10:00", "reason": "We want more time."})
    assert answer.status_code == 422
    assert "We want more time." in answer.content.decode()
    assert "at most six weeks" in answer.content.decode()


def test_the_officer_moves_the_date_from_the_desk(cast: Cast, client_for) -> None:
    cast.at(Stage.FINDINGS_PUBLISHED)
    client = client_for(cast.okoro)
    desk = client.get(reverse("consultation_desk", args=[cast.consultation.slug])).content.decode()
    address = reverse("extend_answer", args=[cast.consultation.slug])
    assert address in desk
    to = cast.consultation.response_due + WEEK
    assert client.post(address, {"to": to.isoformat(), "reason": "The chief is new."}).status_code == 302
    cast.consultation.refresh_from_db()
    assert cast.consultation.response_due == to
    assert address not in client.get(reverse("consultation_desk", args=[cast.consultation.slug])).content.decode()


def test_once_it_has_passed_no_form_is_offered(cast: Cast, client_for) -> None:
    cast.at(Stage.FINDINGS_PUBLISHED)
    page = reverse("extend_answer", args=[cast.consultation.slug])
    assert 'name="reason"' in client_for(cast.okoro).get(page).content.decode()
    Consultation.objects.update(response_due=clock.today() - timedelta(days=1))
    text = client_for(cast.okoro).get(page).content.decode()
    assert "the days late stay public" in text and 'name="reason"' not in text
