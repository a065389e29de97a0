"""Gate C: notice given, people in place, a way in without the internet."""

from datetime import timedelta

import pytest

from audit import clock
from audit.wiring import wired_by
from consultations.briefing import briefing, unknowns, versions
from consultations.briefing.gates import BEHIND
from consultations.facts import facts
from consultations.groups import appointing, groups
from consultations.models import Consultation, Membership, RetentionRow, Stage
from consultations.register import technologies
from consultations.review import versions as reviewed
from consultations.setup import setup
from consultations.stages import stages
from tests.consultations.draft import Draft
from tests.made_once import made_once


@made_once
def announced(draft: Draft) -> Draft:
    return draft.announce()


def asks(draft: Draft, soft: bool = False) -> str:
    """What this app's checks ask for at gate C, ten days later unless told (later apps add their own)."""
    draft.consultation.refresh_from_db()
    mine = [c for c in wired_by("GATES", "open") if c.__module__ == "consultations.groups.gates"]
    assert len(mine) == 3
    return " ".join(i.text for check in mine for i in check(draft.consultation) if i.soft == soft)


def later(draft: Draft, days: float):
    return clock.travel(draft.consultation.announced_at + timedelta(days=days))


def test_it_can_open_on_its_day(announced: Draft) -> None:
    with later(announced, 10.1):
        assert asks(announced) == asks(announced, soft=True) == ""


def test_a_week_of_notice_is_given(announced: Draft) -> None:
    setup.update(announced.consultation, by=announced.moss, reason="Sooner.", opens_at=clock.now())
    appointing.accept_duty(announced.consultation, by=announced.okoro)
    with later(announced, 6.9):
        assert "7 days’ notice" in asks(announced)
    with later(announced, 7.1):
        assert asks(announced) == ""


def test_it_does_not_open_early(announced: Draft) -> None:
    with later(announced, 8):
        assert "The opening date is" in asks(announced)


def test_it_does_not_open_after_it_should_have_closed(announced: Draft) -> None:
    with later(announced, 60):
        assert "closing date has passed" in asks(announced)


def test_a_short_window_is_a_warning(announced: Draft) -> None:
    with later(announced, 20):
        assert asks(announced) == ""
        assert "less than 21 days" in asks(announced, soft=True)


def test_groups_need_facilitators(announced: Draft) -> None:
    groups.add_group(announced.consultation, "Group 2", by=announced.moss)
    with later(announced, 10.1):
        assert "Group 2 needs a facilitator" in asks(announced)


def test_a_facilitator_who_left_does_not_count(announced: Draft) -> None:
    announced.consultation.groups.update(facilitator=announced.member(announced.finch))
    Membership.objects.filter(pk=announced.member(announced.finch).pk).update(withdrawn_at=clock.now())
    with later(announced, 10.1):
        assert "Group 1 needs a facilitator" in asks(announced)


def test_there_are_groups_or_anyone_may_join(announced: Draft) -> None:
    announced.consultation.groups.all().delete()
    with later(announced, 10.1):
        assert "Add at least one group" in asks(announced)
        setup.update(announced.consultation, by=announced.moss, reason="More people.", joining_is_open=True)
        assert asks(announced) == "The terms changed: N. Okoro must accept the duty to answer again."
        appointing.accept_duty(announced.consultation, by=announced.okoro)
        assert asks(announced) == ""


def test_a_safeguarding_lead_is_named(announced: Draft) -> None:
    Membership.objects.update(is_safeguarding_lead=False)
    with later(announced, 10.1):
        assert "safeguarding lead" in asks(announced)


def test_a_way_in_without_the_internet(announced: Draft) -> None:
    setup.update(announced.consultation, by=announced.moss, reason="A slip.", non_digital_route="")
    with later(announced, 10.1):
        assert "without the internet" in asks(announced)


def test_how_people_are_invited(announced: Draft) -> None:
    setup.update(announced.consultation, by=announced.moss, reason="A slip.", recruitment_note=" ")
    with later(announced, 10.1):
        assert "how people are invited" in asks(announced)


def test_the_move_itself_is_refused_before_its_day(announced: Draft) -> None:
    from people.errors import Refused

    with later(announced, 8), pytest.raises(Refused):
        stages.move(announced.consultation, "open", by=announced.moss)
    assert Consultation.objects.get(pk=announced.consultation.pk).stage == Stage.ANNOUNCED


def test_faces_added_once_it_is_announced_are_covered_by_what_people_read(draft: Draft) -> None:
    """Signed for street lighting and announced; then the facilitator adds a technology that recognises people, with a
    public reason, and panel and officer go along: nobody has read of its limits, or how long data is kept."""
    c, quiet = draft.consultation, {"stage": "operational", "biometric": False, "algorithmic": False}
    entry = c.technologies.get()
    technologies.change(c, entry, by=draft.moss, why_unticked="A lamp.", name="Lamps", kind="other", **quiet)
    needed = {one.kind: one.body for one in draft.version.sections.filter(kind__in=["limits", "necessity"])}
    assert len(needed) == 2, "or nothing is taken out of the starter"
    for kind in needed:
        briefing.write_section(draft.version, kind, "", by=draft.moss)
    rows = list(draft.version.retention_rows.filter(applies_to=RetentionRow.AppliesTo.NOT_MATCHED))
    for row in rows:
        briefing.remove_evidence(draft.version, "retention", row.pk, by=draft.moss)
    soon = clock.today() + timedelta(days=2)  # a day to look again that passes by itself holds nothing up
    briefing.date_law(draft.version, by=draft.moss, law_as_at=draft.version.law_as_at, check_by=soon)
    draft.announce()

    def lacking() -> set[str]:
        with later(draft, 10.1):
            return {one.text for one in stages.blockers(c, stages.transition_named("open"))}

    polls = lacking()
    assert len(polls) == 1 and "second poll" in str(polls)
    technologies.add(c, by=draft.moss, name="Live faces", kind="lfr", reason="It is bought now.")
    technologies.add_use_case(c, c.technologies.get(kind="lfr"), by=draft.moss, title="Thieves", reason="Its use.")
    draft.sign()
    appointing.accept_duty(c, by=draft.okoro)
    found = lacking()
    assert {BEHIND, "Say how long data is kept about people who do not match."} < found
    assert sum(text.startswith("Write the section") for text in found) == 2
    second = versions.start(c, "Live faces came in.", by=draft.moss)
    assert BEHIND in lacking(), "a new version that is being written is not what people read"
    briefing.date_law(second, by=draft.moss, law_as_at=second.law_as_at, check_by=soon)
    for kind, body in needed.items():
        briefing.write_section(second, kind, body, by=draft.moss)
    for row in rows:
        fields = {f.name: getattr(row, f.name) for f in RetentionRow._meta.fields if f.name not in {"id", "version"}}
        briefing.add_evidence(second, "retention", by=draft.moss, **fields)
    papers = [one.name for one in unknowns.without_state(second) if one.needed]
    facts.ask(second, papers, "Head of data", by=draft.moss)
    reviewed.send(c, by=draft.moss)
    draft.sign()
    reviewed.publish(c, by=draft.moss)
    assert lacking() == polls
