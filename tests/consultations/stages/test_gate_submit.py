"""Gate A: what must be there before the panel reads it."""

from datetime import timedelta

import pytest

from audit import clock
from audit.models import Entry
from consultations import numbers
from consultations.access import NotAllowed
from consultations.briefing import briefing
from consultations.facts import facts
from consultations.groups import appointing
from consultations.models import BriefingVersion, DataCard, Membership, Stage, Technology, TechnologyDocument
from consultations.register import documents
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


@pytest.mark.parametrize("gate", ["submit", "announce"])
def test_too_short_a_time_is_a_warning_while_the_days_can_still_move(draft: Draft, gate: str) -> None:
    def warned() -> bool:
        found = stages.missing(draft.consultation, stages.transition_named(gate))
        return any(item.soft and "less than 21 days" in item.text for item in found)

    assert not warned()
    draft.consultation.closes_at = draft.consultation.opens_at + timedelta(days=20)
    assert warned()


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
        ("independent_facilitation", "who runs it"),
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


def test_where_the_uses_of_a_starter_stand_is_asked_after_until_somebody_says_so(draft: Draft) -> None:
    entry = draft.consultation.technologies.get()
    assert f"{entry.name}: ask the force which of its uses it has" in asks(draft, soft=True)
    entry.use_cases.update(status="proposed")
    assert "ask the force which" not in asks(draft, soft=True)


def test_limits_are_asked_only_of_what_identifies_or_judges(draft: Draft) -> None:
    briefing.write_section(draft.version, "limits", "", by=draft.moss)
    draft.version.retention_rows.filter(applies_to="matched").delete()
    assert "limits" in asks(draft) and "people who match" in asks(draft)
    draft.consultation.technologies.update(biometric=False, algorithmic=False, why_unticked="It compares no face.")
    assert "people who match" in asks(draft), "a kind that compares does so whatever is ticked"
    draft.consultation.technologies.update(kind="ai", algorithmic=True)
    assert "limits" in asks(draft) and "match" not in asks(draft), "nobody matches a translation"
    draft.consultation.technologies.update(kind="cctv", algorithmic=False)
    assert asks(draft) == ""


@pytest.mark.parametrize(("rows", "words"), [("matched", "people who match"), ("not_matched", "do not match")])
def test_both_keeping_times_are_needed(draft: Draft, rows: str, words: str) -> None:
    draft.version.retention_rows.filter(applies_to=rows).delete()
    assert words in asks(draft)


@pytest.mark.parametrize("name", DataCard.FIELDS)
def test_a_blank_on_the_data_card_blocks_and_not_known_is_asked_of_the_force(draft: Draft, name: str) -> None:
    briefing.write_data_card(draft.version, by=draft.moss, **{name: " "})
    assert "Fill in the data card" in asks(draft)
    briefing.write_data_card(draft.version, by=draft.moss, **{name: "Not known when asked in June 2026"})
    if name != "checked_by":  # who looked at the card is nobody’s to answer but ours
        facts.ask(draft.version, [f"card:{name}"], "Head of data", by=draft.moss)
    assert asks(draft) == ""


@pytest.mark.parametrize(("name", "label"), [("dpia", "data protection"), ("equality", "equality")])
def test_assessments_need_a_link_with_its_date_or_the_force_was_asked(draft: Draft, name: str, label: str) -> None:
    """That somebody asked is no matter of words in a row: only the fact desk says so."""
    draft.version.facts.filter(place=f"card:{name}").delete()
    lacking = f"Link the {label} impact assessment"
    for words in (
        "Not published when this was written (June 2026)",
        "None published; we asked on 1 December 2026",
        "None is made, the force said on 3 June 2026",
        "https://example.org/assessment",
        "Published 2024: https://example.org/assessment",
    ):
        briefing.write_data_card(draft.version, by=draft.moss, **{name: words})
        draft.version.facts.filter(place=f"card:{name}").delete()
        assert lacking in asks(draft), words
    facts.ask(draft.version, [f"card:{name}"], "Head of data", by=draft.moss)
    assert asks(draft) == ""
    draft.version.facts.filter(place=f"card:{name}").delete()
    for linked in ("https://example.org/assessment, 3 June 2026", "Of February 2024: https://example.org/assessment"):
        briefing.write_data_card(draft.version, by=draft.moss, **{name: linked})
        assert asks(draft) == "", linked


def test_each_document_is_listed_or_asked_for_where_people_are_identified_or_judged(draft: Draft) -> None:
    """Three free rows of the card asked for none of it: a contract nobody shows, a record nobody made."""
    entry = draft.consultation.technologies.get()
    for kind in (TechnologyDocument.Kind.TRANSPARENCY, TechnologyDocument.Kind.CONTRACT):
        place = f"document:{entry.pk}-{kind}"
        lacking = f"“Document of {entry.name}: {kind.label}” is"
        draft.version.facts.filter(place=place).delete()
        assert f"{lacking} not known" in asks(draft) and "list it beside the entry, or say there why" in asks(draft)
        found = stages.missing(draft.consultation, stages.transition_named("submit"))
        assert [one.where for one in found if "Document of" in one.text] == ["setup_technologies"]
        facts.mark(draft.version, place, by=draft.moss)
        assert f"{lacking} to be confirmed by the force" in asks(draft)
        facts.ask(draft.version, [place], "Head of data", by=draft.moss)
        assert asks(draft) == "", "asked, on a day"
        draft.version.facts.filter(place=place).delete()
        documents.add(
            draft.consultation, entry, by=draft.moss, kind=kind, title="It", dated=clock.today(), why_none="Not shown."
        )
        assert asks(draft) == "", "a day, and why it cannot be read"
    draft.consultation.technologies.update(kind="cctv", biometric=False, algorithmic=False)
    assert "Document of" not in asks(draft)


def test_a_paper_of_the_register_need_not_be_linked_again_on_the_card(draft: Draft) -> None:
    entry, paper = draft.consultation.technologies.get(), {"title": "It", "dated": clock.today()}
    for name, kind in TechnologyDocument.ON_THE_CARD.items():
        briefing.write_data_card(draft.version, by=draft.moss, **{name: "It stands in the register."})
        draft.version.facts.filter(place=f"card:{name}").delete()
        assert "in the card, with its date" in asks(draft)
        made = documents.add(draft.consultation, entry, by=draft.moss, kind=kind, why_none="Not shown.", **paper)
        assert "in the card, with its date" in asks(draft), "a reason of ours is no word of the force"
        documents.remove(draft.consultation, made, by=draft.moss)
        documents.add(draft.consultation, entry, by=draft.moss, kind=kind, url="https://example.org/it", **paper)
        assert "in the card, with its date" not in asks(draft)


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


def test_nobody_is_promised_an_answer_later_than_everybody_else(draft: Draft) -> None:
    """After the announcement the terms refused it; before, nobody asked."""
    late = draft.consultation.closes_at + timedelta(weeks=numbers.answer_weeks(), days=1)
    setup.update(draft.consultation, by=draft.moss, response_due=late.date())
    assert "The police answer is due at most twelve weeks after closing" in asks(draft)


def test_arguments_of_unequal_room_do_not_go_to_the_panel(draft: Draft) -> None:
    side = "**{}**\n\n- {}\n- {}\n\n"
    uneven = side.format("For", "word " * 5, "word " * 5) + side.format("Against", "word " * 50, "word " * 50)
    briefing.write_section(draft.version, "arguments", uneven, by=draft.moss)
    assert "“Against” is 900 % longer than the other side" in asks(draft)
    briefing.write_section(draft.version, "arguments", "Some say yes, some say no.", by=draft.moss)
    assert asks(draft) == "" and "as many on one side as on the other" in asks(draft, soft=True)


def test_faces_are_not_matched_without_a_drawn_path(draft: Draft) -> None:
    draft.version.path.all().delete()
    assert "Draw the decision path" in asks(draft)
    draft.consultation.technologies.update(kind="ai", biometric=False)
    assert "Draw the decision path" not in asks(draft)
