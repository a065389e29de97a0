"""The register goes on after people were asked, and what was signed stays what it was."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from audit import clock
from consultations.access import NotAllowed
from consultations.briefing import versions
from consultations.changes import changes
from consultations.facts import facts
from consultations.models import Consultation, Stage, Technology, TechnologyChange, TechnologyDocument
from consultations.register import documents, technologies
from consultations.register.signed import as_asked
from consultations.setup import setup
from people.errors import Refused
from tests.cast import force
from tests.consultations.changed import said
from tests.consultations.draft import Draft, make_draft
from tests.made_once import made_once
from tests.pages import flat

PAPER = {"kind": TechnologyDocument.Kind.IMPACT, "title": "Assessment", "why_none": "Not published."}


@made_once
def opened() -> Draft:
    """Asked about an entry that is on trial, with a use that the force has not confirmed."""
    draft = make_draft()
    entry = draft.consultation.technologies.get()
    technologies.change(draft.consultation, entry, by=draft.moss, stage="trial")
    technologies.add_use_case(draft.consultation, entry, by=draft.moss, title="Finding people", status="in_use")
    return draft.announce().opened(opens_at=clock.now() - timedelta(days=20))


def entry(draft: Draft) -> Technology:
    return draft.consultation.technologies.get()


def add(draft: Draft, by: object = None, dated: date | None = None) -> TechnologyDocument:
    who = by or draft.moss
    return documents.add(draft.consultation, entry(draft), by=who, **PAPER, dated=dated or clock.today())


def moved(draft: Draft, stage: str = "operational", **more: Any) -> TechnologyChange:
    return changes.say(draft.consultation, entry(draft), by=draft.moss, **said(stage=stage, **more))


@pytest.mark.parametrize("stage", [Stage.OPEN, Stage.ANALYSIS, Stage.FINDINGS_PUBLISHED, Stage.COMPLETED])
def test_a_document_is_added_at_any_stage_and_taken_out_by_who_added_it(
    opened: Draft, client_for, stage: Stage
) -> None:
    Consultation.objects.filter(pk=opened.consultation.pk).update(stage=stage)
    opened.consultation.refresh_from_db()
    before, address = (
        opened.version.compute_hash(),
        reverse("technology_documents", args=[opened.consultation.slug, entry(opened).pk]),
    )
    client, sent = client_for(opened.moss), PAPER | {"url": "", "dated": clock.today().isoformat()}
    assert client.post(address, sent).status_code == 302
    made = entry(opened).documents.get()
    assert entry(opened).log.first().what.startswith("Document added") and opened.version.compute_hash() == before
    of_the_force = TechnologyDocument.objects.create(technology=entry(opened), **PAPER, dated=clock.today())
    page = client.get(address).content.decode()
    assert page.count("Take out<") == 1 and f'value="{made.pk}"' in page
    with pytest.raises(Refused):
        documents.remove(opened.consultation, of_the_force, by=opened.moss, reason="It helps us not.")
    for who in (opened.hale, opened.okoro, opened.outsider):
        with pytest.raises(NotAllowed):
            add(opened, who)
        with pytest.raises(NotAllowed):
            documents.remove(opened.consultation, made, by=who, reason="It helps us not.")
    refused = client.post(address, {"out": made.pk, "title": "Half typed"})
    assert refused.status_code == 422 and "Give a reason" in refused.content.decode()
    assert "Half typed" in refused.content.decode()
    assert client.post(address, {"out": made.pk, "why": "The wrong paper."}).status_code == 302
    assert entry(opened).documents.get() == of_the_force
    gone = entry(opened).log.first()
    assert (gone.what, gone.reason) == ("Document taken out: Assessment", "The wrong paper.")


@pytest.mark.parametrize("stage", [Stage.PAUSED, Stage.WITHDRAWN])
def test_nothing_is_added_while_it_is_paused_or_withdrawn(opened: Draft, stage: Stage) -> None:
    opened.consultation.stage = stage
    with pytest.raises(Refused):
        add(opened)


def test_what_has_changed_moves_the_entry_and_nothing_that_was_signed(opened: Draft, client_for) -> None:
    before = opened.version.compute_hash()
    address = reverse("say_change", args=[opened.consultation.slug, entry(opened).pk])
    form = client_for(opened.moss).get(address).content.decode()
    assert "As before: on trial" in form
    sent = said(stage="operational", triggers_reconsultation="yes", since=clock.today().isoformat())
    assert client_for(opened.moss).post(address, sent).status_code == 302
    assert entry(opened).stage == "operational"
    page = flat(client_for(None).get(reverse("technology", args=[entry(opened).pk])).content.decode())
    assert "Stage changed" in page and "Said to have changed from" in page
    assert "stands as “In use” since, and before as “On trial”" in page
    assert opened.version.compute_hash() == before
    briefing = flat(client_for(None).get(reverse("briefing", args=[opened.consultation.slug])).content.decode())
    assert ": on trial." in briefing and ": in use." not in briefing
    assert as_asked(opened.version, [entry(opened)])[0].stage == "trial"
    home = flat(client_for(None).get(opened.consultation.get_absolute_url()).content.decode())
    assert "Already in use" not in home


def test_what_was_in_use_before_people_were_asked_was_so_once_it_is_retired(client_for) -> None:
    draft = make_draft()
    technologies.change(draft.consultation, entry(draft), by=draft.moss, stage="operational")
    draft.announce().opened(opens_at=clock.now() - timedelta(days=20))
    moved(draft, "retired", description="No more.")
    assert entry(draft).stage == "retired"
    assert "Already in use" in client_for(None).get(draft.consultation.get_absolute_url()).content.decode()


def test_taken_back_it_stands_where_it_stood_unless_it_has_moved_on(opened: Draft) -> None:
    first = moved(opened)
    changes.take_back(opened.consultation, first, by=opened.hale, reason="The trial goes on.")
    assert entry(opened).stage == "trial"
    first, _ = moved(opened, description="In use everywhere."), moved(opened, "retired", description="No more.")
    changes.take_back(opened.consultation, first, by=opened.hale, reason="Not everywhere.")
    assert entry(opened).stage == "retired"
    assert entry(opened).log.first().reason == "Not everywhere."


def test_an_entry_does_not_move_before_its_day_nor_under_another_panels_signatures(opened: Draft) -> None:
    with pytest.raises(Refused, match="stands where it does"):
        moved(opened, since=clock.today() + timedelta(days=3))
    with pytest.raises(Refused, match="from the list"):
        moved(opened, stage="everywhere")
    other = setup.start(title="Elsewhere", starter="lfr", by=opened.moss, force=force())
    other.technologies.set([entry(opened)])
    assert moved(opened, "review").stage_to == "review"  # a draft is told, and holds nothing
    for stage in (Stage.IN_REVIEW, Stage.ANNOUNCED):
        Consultation.objects.filter(pk=other.pk).update(stage=stage)
        with pytest.raises(Refused, match="its panel signs"):
            moved(opened, "retired", description="No more.")
    assert entry(opened).stage == "review"
    Consultation.objects.filter(pk=other.pk).update(stage=Stage.OPEN)
    with pytest.raises(Refused, match="said already"):
        moved(opened, "retired")
    assert moved(opened, "retired", description="No more.").stage_to == "retired"


def test_only_a_change_moves_it(opened: Draft) -> None:
    """The acts of setting up stay shut: a facilitator who would rewrite the entry says what changed, with a source."""
    with pytest.raises(Refused):
        technologies.change(opened.consultation, entry(opened), by=opened.moss, stage="retired")
    for who in (opened.okoro, opened.outsider):
        with pytest.raises(NotAllowed):
            changes.say(opened.consultation, entry(opened), by=who, **said(stage="retired"))
    assert entry(opened).stage == "trial"


def test_the_force_confirms_a_use_after_people_were_asked(opened: Draft) -> None:
    """In the next version; who confirmed it is no part of what was signed."""
    before = opened.version.compute_hash()
    signed = opened.version
    new = versions.start(opened.consultation, "What the force says of a use.", by=opened.moss)
    use = entry(opened).use_cases.get(title="Finding people")
    facts.ask(new, [f"use:{use.pk}"], "Head of data", by=opened.moss)
    asked = new.facts.get(place=f"use:{use.pk}")
    facts.answer(asked, by=opened.okoro, answer="confirmed", role="Head of operations")
    opened.accept(asked)
    use.refresh_from_db()
    assert use.said_on == clock.today() and signed.compute_hash() == before
