"""How long people could take part is said as it was: not as it had been announced, whoever acts late, early or not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from audit import clock
from consultations.groups import appointing
from consultations.models import Consultation, Stage
from consultations.setup import setup
from consultations.sharing import card
from consultations.stages import moving_dates, open_time, stages, timeline
from consultations.terms import terms
from outcomes.report import report as reports
from people.errors import Refused
from people.text.dates import day, local_day
from tests.cast import Cast, close_early
from tests.consultations.draft import Draft
from tests.outcomes import coded
from tests.pages import flat

pytestmark = pytest.mark.django_db
WHY = "Somebody may be at risk"


def page(cast: Cast, kind: str = "") -> str:
    cache.clear()
    return flat(Client().get(f"/consultations/{cast.consultation.slug}/{kind}").content.decode())


def later(days: int = 0, hours: int = 0) -> Callable[[], object]:
    return clock.travel(clock.now() + timedelta(days=days, hours=hours))


# --- Never opened, and opened late ---------------------------------------------------------------------
def test_what_nobody_opened_is_said_to_have_opened_nowhere(cast: Cast) -> None:
    cast.at(Stage.ANNOUNCED)
    with later(days=400):
        text = page(cast)
        assert "Opened" not in text and "Closed" not in text and "Opening soon" not in text
        assert "Not opened yet: 410 days late, by those who run it." in text and "Not opened – 410 days late" in text
        assert "The findings are 340 days late" in text, "nor is the day of the answer left as if it still held"
        assert "The opening" in flat(Client().get(reverse("overdue")).content.decode())
        assert card.until(cast.consultation) == ""


def test_a_pause_does_not_take_it_off_the_list(cast: Cast) -> None:
    cast.at(Stage.ANNOUNCED)
    stages.pause(cast.consultation, by=cast.hale, reason=WHY)
    with later(days=400):
        assert "410 days late" in page(cast)
        assert "The opening" in flat(Client().get(reverse("overdue")).content.decode())


def test_on_its_own_day_it_is_not_late(cast: Cast) -> None:
    cast.at(Stage.ANNOUNCED)
    Consultation.objects.update(opens_at=clock.now() - timedelta(minutes=1))
    cast.consultation.refresh_from_db()
    assert cast.consultation.opening_days_late == 0 and "The opening" not in flat(
        Client().get(reverse("overdue")).content.decode()
    )


def test_what_was_opened_late_says_so_everywhere(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.at(Stage.ANNOUNCED)
    announced = cast.consultation.opens_at
    monkeypatch.setattr(stages, "missing", lambda *_: [])
    stages.move(cast.consultation, "open", by=cast.moss)  # ten days after its day
    rows = {row["key"]: row["value"] for row in timeline.timetable(cast.consultation)}
    assert rows["Opened"] == f"{day(clock.now())}\nAnnounced for {day(announced)}: 10 days late, by those who run it."
    assert "10 days late, by those who run it" in page(cast)


# --- Closed early --------------------------------------------------------------------------------------
def test_the_panel_stops_it_also_where_it_was_kept_open_longer(cast: Cast) -> None:
    """Else whoever runs it would take the panel’s stop away by moving a date."""
    c = cast.consultation
    moving_dates.extend_closing(c, c.closes_at + timedelta(days=7), by=cast.moss, reason="More people come")
    close_early(c, by=(cast.quill, cast.hale), reason=WHY)
    assert c.stage == Stage.ANALYSIS and c.closes_at <= clock.now() and c.closes_at_before is None
    assert [change.name for change in c.term_changes.all()] == ["closes_at", "closes_at"], "both moves stay readable"


def test_closed_early_stays_said(cast: Cast) -> None:
    c, was = cast.consultation, cast.consultation.closes_at
    close_early(c, by=(cast.quill, cast.hale), reason=WHY)
    said = f"The panel closed it early: it was to stay open until {day(was)}. The reason given: {WHY}."
    for stage in (Stage.ANALYSIS, Stage.FINDINGS_PUBLISHED, Stage.COMPLETED):
        cast.at(stage)
        assert said in page(cast)
    assert WHY in page(cast, "terms/") and terms.said_changed(c) == "Closes"


# --- Paused --------------------------------------------------------------------------------------------
def test_a_pause_while_it_was_open_stays_said(cast: Cast) -> None:
    c, began = cast.consultation, clock.today()
    stages.pause(c, by=cast.hale, reason=WHY)
    with later(days=9):
        stages.resume(c, by=cast.hale)
    with later(days=30):
        stages.catch_up(c)
        until = local_day(clock.now() - timedelta(days=21))
        assert f"The panel had it paused from {day(began)} to {day(until)}: nobody could write or vote" in page(cast)


def test_a_pause_over_the_closing_ends_with_it_and_a_short_one_is_none(cast: Cast) -> None:
    c = cast.consultation
    stages.pause(c, by=cast.hale, reason=WHY)
    with later(hours=0):
        stages.resume(c, by=cast.hale)
    assert open_time.of(c).told == [], "a minute took nobody’s time"
    with later(days=5):
        stages.pause(c, by=cast.hale, reason=WHY)
        began = clock.today()
    with later(days=300):
        stages.resume(c, by=cast.hale)
        stages.catch_up(c)
        assert open_time.of(c).paused_words.startswith(
            f"The panel had it paused from {day(began)} to {day(c.closes_at)}"
        )
        stages.pause(c, by=cast.hale, reason=WHY)
    with later(days=310):
        assert len(open_time.of(c).paused) == 1, "what is paused after the closing takes nobody’s time to take part"


@pytest.mark.usefixtures("as_often_as_wanted")
@pytest.mark.parametrize(
    ("days", "each", "said"),
    [
        (1, 3, "The panel had it paused 3 times on {first}: nobody"),  # of forty minutes
        (10, 1, "The panel had it paused 10 times from {first} to {last}: nobody"),
        (1, 1, ""),
    ],
)
def test_how_often_it_was_paused_is_said(cast: Cast, days: int, each: int, said: str) -> None:
    """Pauses that are short enough to count for nothing, again and again: in a day, or day by day."""
    c, noon = cast.consultation, clock.now().replace(hour=12)
    for number in range(days):
        for hour in range(each):
            with clock.travel(noon + timedelta(days=number, hours=hour)):
                stages.pause(c, by=cast.hale, reason=WHY)
            with clock.travel(noon + timedelta(days=number, hours=hour, minutes=40)):
                stages.resume(c, by=cast.hale)
    with clock.travel(noon + timedelta(days=11)):
        first, last = day(noon), day(noon + timedelta(days=days - 1))
        told = said.format(first=first, last=last)
        assert told in page(cast) and bool(told) == bool(open_time.of(c).told)


# --- In every form of the report ---------------------------------------------------------------------
def test_the_report_says_it_in_every_form(cast: Cast) -> None:
    coded.ready_to_publish(cast)
    c = cast.consultation
    with clock.travel(c.opens_at + timedelta(days=3)):
        cast.at(Stage.OPEN)
        stages.pause(c, by=cast.hale, reason=WHY)
    with clock.travel(c.opens_at + timedelta(days=13)):
        stages.resume(c, by=cast.hale)
    cast.at(Stage.ANALYSIS)
    stages.move(c, "publish_findings", by=cast.moss)
    built = reports.build(Consultation.objects.get(pk=c.pk))
    said = open_time.of(c).paused_words
    assert said and said in built.method.statement[0], "the statement stands in JSON and Word as well"
    assert any(said in way.length for way in built.method.ways), "and the ways in the tables"
    assert page(cast, "report/").count(said) >= 2


def test_a_day_that_moved_before_it_opened_was_not_the_panels_doing(announced_draft: Draft) -> None:
    """Whoever runs it shortens the announced time; nobody reads that the panel closed it early."""
    c, was = announced_draft.consultation, announced_draft.consultation.closes_at
    Consultation.objects.update(response_due=c.response_due - timedelta(days=14))
    c.refresh_from_db()
    setup.update(c, by=announced_draft.moss, closes_at=was - timedelta(days=5), reason="The hall is let")
    Consultation.objects.update(stage=Stage.OPEN, opens_at=clock.now() - timedelta(days=1))
    c.refresh_from_db()
    assert open_time.of(c).early is None
    shown = flat(Client().get(c.get_absolute_url()).content.decode())
    assert "closed it early" not in shown and f"Moved from {day(was)}. The reason given: The hall is let" in shown
    close_early(c, by=(announced_draft.quill, announced_draft.hale), reason=WHY)
    early = open_time.of(c).early
    assert early is not None and early.reason == WHY, "what the panel did is said as before"


# --- Who keeps it from opening -------------------------------------------------------------------------
def test_who_keeps_it_from_opening_is_said(announced_draft: Draft) -> None:
    """An officer who does not accept changed terms, and a panel that does not sign them or has it paused, made the
    facilitators late, by name."""
    draft, c = announced_draft, announced_draft.consultation
    setup.update(c, by=draft.moss, can_change="Less.", reason="A misprint")
    with later(days=20):
        assert "late. It waits for the panel, which has not signed the terms as they are" in opens(draft)
        draft.sign()
        assert "late. It waits for the officer, who has not accepted the duty as the terms are" in opens(draft)
        appointing.accept_duty(c, by=draft.okoro)
        assert "late, by those who run it" in opens(draft)
        stages.pause(c, by=draft.hale, reason=WHY)
        assert "late. The panel has it paused" in opens(draft) and "by those who run it" not in opens(draft)


def opens(draft: Draft) -> str:
    draft.consultation.refresh_from_db()
    return next(row["value"] for row in timeline.timetable(draft.consultation) if row["key"] == "Was to open")


def test_no_new_day_takes_away_that_it_was_not_opened_on_its_own(announced_draft: Draft) -> None:
    """A facilitator who lets the day pass and announces another would be late on no list."""
    draft, c, was = announced_draft, announced_draft.consultation, announced_draft.consultation.opens_at
    with later(days=35):
        new = {"closes_at": clock.now() + timedelta(days=60), "findings_due": clock.today() + timedelta(days=70),
               "response_due": clock.today() + timedelta(days=112)}  # fmt: skip
        with pytest.raises(Refused, match=f"announced for {day(was)}, and that has passed"):
            setup.update(c, by=draft.moss, opens_at=clock.now() + timedelta(days=2), reason="A holiday", **new)
        setup.update(c, by=draft.moss, reason="A holiday", **new)
        assert "25 days late" in opens(draft)
        assert "The opening" in flat(Client().get(reverse("overdue")).content.decode())


def test_late_days_that_others_took_are_told_as_theirs_once_it_opened(
    announced_draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, c = announced_draft, announced_draft.consultation
    was = c.opens_at
    setup.update(c, by=draft.moss, opens_at=was + timedelta(days=1), reason="The hall is let")
    draft.sign()
    with later(days=15):
        appointing.accept_duty(c, by=draft.okoro)
        accepted = day(clock.now())
    monkeypatch.setattr(stages, "missing", lambda *_: [])
    with later(days=16):
        stages.move(c, "open", by=draft.moss)
        rows = {row["key"]: row["value"] for row in timeline.timetable(c)}
        told = open_time.of(c).told
    assert f"Moved from {day(was)}. The reason given: The hall is let" in rows["Opened"], "each move stays readable"
    assert rows["Opened"].endswith(f"5 days late. The officer accepted the duty on {accepted}.")
    assert told == [
        f"It was opened 5 days after the day that was announced. The officer accepted the duty on {accepted}."
    ]
