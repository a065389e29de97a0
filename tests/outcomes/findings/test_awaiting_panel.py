"""Days on which late findings waited for the panel alone are told as no facilitator's: else a panel that says nothing
makes them late, by name. And the other way round: nobody can put their own days on the panel."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from audit import clock
from audit.models import Entry
from audit.record import record
from consultations import seating
from consultations.models import Consultation, Role, TermChange
from consultations.stages import held, stages
from outcomes.coding import coding, set_aside
from outcomes.findings import agreeing, awaiting_panel, checking, findings
from outcomes.models import Breadth, Finding, HigherLabel, OversightStatement
from people.models import Message, User
from tests.cast import Cast, chosen_by, person, staff
from tests.made_once import made_once
from tests.outcomes import coded
from tests.pages import flat

SignIn = Callable[[User | None], Client]
STATEMENT = "for its statement on the draft"


@made_once
def due(cast: Cast) -> Finding:
    """Everything that the gate asks for is there on the day that it is due, but the word of the panel."""
    finding = coded.ready_to_publish(cast)
    OversightStatement.objects.all().delete()
    days = {"findings_due": clock.today(), "response_due": clock.today() + timedelta(days=42)}
    Consultation.objects.filter(pk=cast.consultation.pk).update(**days)
    cast.consultation.refresh_from_db()
    return finding


@contextmanager
def day_after(days: int) -> Iterator[None]:
    """So many days after today, once the clock has ticked."""
    with clock.travel(clock.now() + timedelta(days=days)):
        tick()
        yield


def tick() -> None:
    list(awaiting_panel.by_tick())


def speak(cast: Cast) -> None:
    checking.add_statement(cast.consultation, by=cast.hale, text="Now we have read it.")


def publish(cast: Cast) -> Consultation:
    stages.move(cast.consultation, "publish_findings", by=cast.moss)
    cast.consultation.refresh_from_db()
    return cast.consultation


def test_a_silent_panel_makes_nobody_else_late(cast: Cast, due: Finding, client_for: SignIn) -> None:
    tick()
    with day_after(30):
        page = flat(client_for(None).get(cast.consultation.get_absolute_url()).content.decode())
        assert "findings 30 days late, waiting for the panel" in page
        assert "by those who run" not in page and f"only the oversight panel was waited for, {STATEMENT}" in page
        overdue = flat(client_for(None).get(reverse("overdue")).content.decode())
        assert "whoever runs the consultation owes" not in overdue and "says whom they wait for" in overdue
        speak(cast)
        done = publish(cast)
    said = f"The findings came 30 days late, all of them while only the oversight panel was waited for, {STATEMENT}."
    assert TermChange.objects.get(name="response_due").reason == said
    assert done.findings_days_late == 30 and done.findings_lateness == said.replace("came", "had come")
    assert not done.awaits_panel


def test_each_has_their_own_days(cast: Cast, due: Finding) -> None:
    findings.write_report(due.report, by=cast.moss, headline="")
    tick()
    with day_after(3):
        findings.write_report(due.report, by=cast.moss, headline="Delete it")
        tick()
    with day_after(20):
        speak(cast)
        tick()
    with day_after(33):
        done = publish(cast)
    assert done.findings_lateness == (
        "The findings had come 33 days late, of these 17 days while only the oversight panel was waited for, "
        f"{STATEMENT}, the others by those who run the consultation."
    )


def test_what_is_theirs_as_well_is_not_put_on_the_panel(cast: Cast, due: Finding) -> None:
    findings.write_report(due.report, by=cast.moss, headline="")
    tick()
    with day_after(10):
        findings.write_report(due.report, by=cast.moss, headline="Delete it")
        speak(cast)
        done = publish(cast)
    assert done.panel_awaited == [] and not Entry.objects.filter(action="findings_wait_for_panel").exists()
    assert done.findings_lateness == "The findings had come 10 days late, by those who run the consultation."


def test_before_the_day_nothing_is_noted(cast: Cast, due: Finding) -> None:
    Consultation.objects.update(findings_due=clock.today() + timedelta(days=1))
    tick()
    cast.consultation.refresh_from_db()
    assert cast.consultation.panel_awaited == []


def test_days_before_the_day_are_nobodys(cast: Cast, due: Finding) -> None:
    tick()
    with day_after(1):
        speak(cast)
        assert publish(cast).findings_lateness == (
            f"The findings had come 1 day late, while only the oversight panel was waited for, {STATEMENT}."
        )


def test_a_draft_changed_after_the_panel_spoke_is_told_as_that(cast: Cast, due: Finding) -> None:
    speak(cast)
    findings.write_finding(due, by=cast.moss, inferred="Deleting matters most to them.")
    tick()
    with day_after(4):
        speak(cast)
        said = publish(cast).findings_lateness
    assert "for its word on what was changed in the draft after its statement" in said


def test_a_label_that_waits_for_it(cast: Cast, due: Finding) -> None:
    findings.choose_label(
        due, by=cast.moss, breadth=Breadth.MAJORITY, strongly_felt=False, override_reason="So it was."
    )
    tick()
    cast.consultation.refresh_from_db()
    assert cast.consultation.panel_awaited[0][2] == "its answer on a label and its statement on the draft"
    agreeing.answer(HigherLabel.objects.get(), by=cast.hale, agreed=False, why="No.")
    tick()
    cast.consultation.refresh_from_db()
    assert [span[2] for span in cast.consultation.panel_awaited][1:] == ["its statement on the draft"]
    with transaction.atomic():
        record("consultation_started", actor=None, subject=cast.consultation, consultation=cast.consultation.slug)
    assert "waited" not in str(list(held.differences()))
    cast.consultation.panel_awaited.pop()
    cast.consultation.save()
    assert "waited for the panel are other days" in str(list(held.differences()))


@pytest.mark.parametrize("own_side", [True, False])
def test_what_a_facilitator_of_another_side_can_look_at_is_no_wait_for_the_panel(
    cast: Cast, due: Finding, own_side: bool
) -> None:
    said = coded.say(cast, cast.amina, "Where do I park?")
    coding.mark_not_relevant(said, by=cast.moss, why="arrangements")
    if own_side:
        chosen_by(cast.member(cast.finch), cast.member(cast.moss))
    speak(cast)
    tick()
    cast.consultation.refresh_from_db()
    assert cast.consultation.awaits_panel is own_side
    set_aside.agree(cast.consultation, [said.pk], by=cast.hale)
    tick()
    cast.consultation.refresh_from_db()
    assert not cast.consultation.awaits_panel


def test_a_facilitator_of_no_side_ends_it(cast: Cast, due: Finding) -> None:
    chosen_by(cast.member(cast.finch), cast.member(cast.moss))
    assert seating.panel_alone(cast.consultation, "its look") == "its look"
    staff(cast.consultation, person("third", "Kit Third"), Role.FACILITATOR)
    assert seating.panel_alone(cast.consultation, "its look") == ""


def test_it_is_noted_once_and_in_public(cast: Cast, due: Finding, client_for: SignIn) -> None:
    tick()
    tick()
    assert Entry.objects.filter(action="findings_wait_for_panel").count() == 1
    told = Message.objects.filter(title__startswith="The findings wait for the panel alone")
    assert {one.mailbox.user for one in told} == {cast.hale, cast.quill}
    record = flat(client_for(None).get(reverse("public_record", args=[cast.consultation.slug])).content.decode())
    assert "waited for the oversight panel alone" in record and "its statement on the draft" in record
