"""Gate A: what must be there before the panel reads it."""

import pytest

from audit.models import Entry
from consultations.access import NotAllowed
from consultations.briefing import briefing
from consultations.groups import appointing
from consultations.models import BriefingVersion, DataCard, Membership, Stage, Technology
from consultations.setup import setup
from consultations.stages import stages
from people.errors import Refused
from tests.consultations.draft import Draft, person


def asks(draft: Draft, soft: bool = False) -> str:
    draft.consultation.refresh_from_db()
    found = stages.missing(draft.consultation, stages.transition_named("submit"))
    return " ".join(item.text for item in found if item.soft == soft)


def test_a_whole_draft_goes_to_the_panel(draft: Draft) -> None:
    assert asks(draft) == ""
    stages.move(draft.consultation, "submit", by=draft.moss)
    assert draft.consultation.stage == Stage.IN_REVIEW
    assert draft.version.status == BriefingVersion.Status.UNDER_REVIEW
    assert Entry.objects.get(action="stage_submit").actor == "Jo Moss"


def test_an_empty_draft_is_told_everything_it_lacks(db) -> None:
    moss = person("empty", "Jo Moss", can_start_consultations=True)
    made = setup.start(title="Empty", by=moss)
    with pytest.raises(Refused) as refused:
        stages.move(made, "submit", by=moss)
    text = " ".join(refused.value.problems)
    for words in ["question", "decision", "can change", "opens", "closes", "accountable officer", "technology",
                  "topic guide", "In one minute", "data card", "how long data is kept", "who pays"]:  # fmt: skip
        assert words in text, words
    assert made.stage == Stage.DRAFT


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("purpose_question", "Write the question"),
        ("decision_to_inform", "which decision"),
        ("can_change", "can change"),
        ("cannot_change", "cannot change"),
        ("commissioning_body", "asked for"),
        ("data_controller", "responsible in law"),
        ("funding_note", "who pays"),
    ],
)
def test_each_fact_blocks(draft: Draft, name: str, words: str) -> None:
    setup.update(draft.consultation, by=draft.moss, **{name: "  "})
    assert words in asks(draft)


def test_the_force_blocks(draft: Draft) -> None:
    setup.update(draft.consultation, by=draft.moss, force=None)
    assert "police force" in asks(draft)


@pytest.mark.parametrize("name", ["opens_at", "closes_at"])
def test_each_date_blocks(draft: Draft, name: str) -> None:
    setup.update(draft.consultation, by=draft.moss, **{name: None})
    assert "Choose the day" in asks(draft)


def test_the_purpose_is_a_question(draft: Draft) -> None:
    setup.update(draft.consultation, by=draft.moss, purpose_question="Support for cameras.")
    assert "question mark" in asks(draft)


def test_the_officer_must_be_named_and_have_accepted(draft: Draft) -> None:
    Membership.objects.filter(pk=draft.member(draft.okoro).pk).update(accepted_at=None)
    assert "N. Okoro must accept" in asks(draft)
    appointing.dismiss(draft.member(draft.okoro), by=draft.moss)
    assert "Name the accountable officer" in asks(draft)


def test_a_technology_needs_a_use(draft: Draft) -> None:
    draft.consultation.technologies.add(Technology.objects.create(name="Drone", kind="drone"))
    assert "Say what Drone would be used for" in asks(draft)
    draft.consultation.technologies.clear()
    assert "at least one technology" in asks(draft)


def test_every_area_needs_a_question(draft: Draft) -> None:
    area = draft.consultation.areas.first()
    area.prompts.all().delete()
    assert f"“{area.title}”" in asks(draft)
    draft.consultation.areas.all().delete()
    assert "topic guide" in asks(draft)


@pytest.mark.parametrize("kind", ["summary", "does_not", "limits", "decides", "arguments", "unknowns", "datacard"])
def test_each_section_blocks(draft: Draft, kind: str) -> None:
    heading = draft.version.sections.get(kind=kind).get_kind_display()
    briefing.write_section(draft.version, kind, "", by=draft.moss)
    assert heading in asks(draft)


def test_limits_are_asked_only_of_what_identifies_or_judges(draft: Draft) -> None:
    briefing.write_section(draft.version, "limits", "", by=draft.moss)
    draft.version.retention_rows.filter(applies_to="matched").delete()
    assert "limits" in asks(draft) and "people who match" in asks(draft)
    draft.consultation.technologies.update(biometric=False, algorithmic=False)
    assert asks(draft) == ""


@pytest.mark.parametrize(("rows", "words"), [("matched", "people who match"), ("not_matched", "do not match")])
def test_both_keeping_times_are_needed(draft: Draft, rows: str, words: str) -> None:
    draft.version.retention_rows.filter(applies_to=rows).delete()
    assert words in asks(draft)


@pytest.mark.parametrize("name", DataCard.FIELDS)
def test_a_blank_on_the_data_card_blocks_but_not_known_does_not(draft: Draft, name: str) -> None:
    briefing.write_data_card(draft.version, by=draft.moss, **{name: " "})
    assert "Fill in the data card" in asks(draft)
    briefing.write_data_card(draft.version, by=draft.moss, **{name: "Not known when asked in June 2026"})
    assert asks(draft) == ""


@pytest.mark.parametrize(("name", "label"), [("dpia", "data protection"), ("equality", "equality")])
def test_assessments_need_a_link_or_a_dated_reason(draft: Draft, name: str, label: str) -> None:
    draft.version.facts.filter(place=f"card:{name}").delete()
    briefing.write_data_card(draft.version, by=draft.moss, **{name: "Not published when this was written (June 2026)"})
    draft.version.facts.filter(place=f"card:{name}").delete()
    assert f"Link the {label} impact assessment" in asks(draft)
    briefing.write_data_card(draft.version, by=draft.moss, **{name: "None is made, the force said on 3 June 2026"})
    assert asks(draft) == ""
    briefing.write_data_card(draft.version, by=draft.moss, **{name: "https://example.org/assessment"})
    assert asks(draft) == ""


def test_one_minute_is_one_minute(draft: Draft) -> None:
    briefing.write_section(draft.version, "summary", "word " * 121, by=draft.moss)
    assert "Shorten “In one minute”" in asks(draft)


def test_warnings_do_not_block(draft: Draft) -> None:
    draft.consultation.technologies.update(stage="operational")
    draft.version.stories.exclude(pk=draft.version.stories.filter(outcome="harm").first().pk).delete()
    warned = asks(draft, soft=True)
    assert "in use already" in warned and "two real cases" in warned and "facts are not known." in warned
    draft.send_to_panel()
    assert any("in use already" in w for w in Entry.objects.get(action="stage_submit").detail["warnings"])


def test_a_hard_text_is_a_warning(draft: Draft) -> None:
    assert "reads at about age" not in asks(draft, soft=True)
    hard = "Organisational accountability necessitates comprehensive documentation of methodologies. " * 100
    briefing.write_section(draft.version, "rules", hard, by=draft.moss)
    assert "reads at about age" in asks(draft, soft=True)


@pytest.mark.parametrize("who", ["hale", "okoro", "reyes", "outsider"])
def test_only_a_facilitator_submits(draft: Draft, who: str) -> None:
    with pytest.raises(NotAllowed):
        stages.move(draft.consultation, "submit", by=getattr(draft, who))


def test_taking_it_back_makes_the_briefing_a_draft_again(sent_draft: Draft) -> None:
    stages.move(sent_draft.consultation, "take_back", by=sent_draft.moss)
    assert (sent_draft.consultation.stage, sent_draft.version.status) == (Stage.DRAFT, BriefingVersion.Status.DRAFT)


def test_every_blocker_leads_to_a_page(draft: Draft) -> None:
    from consultations.stages.timeline import link

    moss = person("blank", "Jo Moss", can_start_consultations=True)
    made = setup.start(title="Blank", by=moss)
    for transition in stages.TRANSITIONS[:4]:
        for item in stages.missing(made, transition):
            assert link(item.where, made.slug), item
