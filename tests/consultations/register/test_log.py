"""What an entry is cannot be ticked away in silence; every change of it is public, with its documents."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit import clock
from consultations.access import NotAllowed
from consultations.briefing import completeness
from consultations.models import Consultation, Stage, Technology, TechnologyDocument
from consultations.register import documents, technologies
from consultations.setup import setup
from people.errors import Refused
from people.models import Message
from tests.cast import force
from tests.consultations.draft import Draft

UNTICKED = {"biometric": False, "algorithmic": False}
PAPER = {"kind": "impact", "title": "Assessment of the vans", "url": "https://example.org/dpia"}


def lines(technology: Technology) -> list[str]:
    return [f"{one.what} {one.old} {one.new} {one.reason}" for one in technology.log.all()]


@pytest.mark.parametrize(("kind", "names"), [
    ("lfr", ["biometric", "algorithmic"]), ("rfr", ["biometric", "algorithmic"]), ("anpr", ["algorithmic"]),
    ("ai", ["algorithmic"]), ("predictive", ["algorithmic"]),
])  # fmt: skip
def test_a_new_entry_is_what_every_other_of_its_kind_is(draft: Draft, kind: str, names: list[str]) -> None:
    made = technologies.add(draft.consultation, by=draft.moss, name="New vans", kind=kind)
    assert all(getattr(made, name) for name in names)
    with pytest.raises(Refused, match="everybody reads the reason"):
        technologies.add(draft.consultation, by=draft.moss, name="Other vans", kind=kind, **UNTICKED)
    assert not Technology.objects.filter(name="Other vans").exists()


def test_with_boxes_unticked_the_limits_stay_asked_for(draft: Draft) -> None:
    """The defect: unticked, “Known limits” was optional and the separate keeping times went."""
    held = draft.consultation.technologies.get()
    with pytest.raises(Refused):
        technologies.change(draft.consultation, held, by=draft.moss, **UNTICKED)
    draft.consultation.refresh_from_db()
    assert completeness.needs_full_safeguards(draft.consultation)
    assert completeness.states(draft.version, full_safeguards=True)["limits"].required


def test_unticked_with_a_reason_the_reason_is_public(draft: Draft, client_for) -> None:
    held = draft.consultation.technologies.get()
    why = "It counts people and compares no face."
    technologies.change(draft.consultation, held, by=draft.moss, **UNTICKED, why_unticked=why)
    draft.announce()
    text = client_for(None).get(reverse("technology", args=[held.pk])).content.decode()
    assert text.count(why) == 2  # a line each


def test_said_once_a_reason_is_not_asked_for_again(draft: Draft) -> None:
    held = draft.consultation.technologies.get()
    technologies.change(draft.consultation, held, by=draft.moss, **UNTICKED, why_unticked="It compares no face.")
    technologies.change(draft.consultation, held, by=draft.moss, **UNTICKED, stage="trial")
    held.refresh_from_db()
    assert (held.biometric, held.stage) == (False, "trial")


def test_the_panel_of_every_consultation_signs_the_reason(draft: Draft, client_for) -> None:
    """A facilitator’s reason in a log that nobody signs unticked it for good, also for panels that never saw it."""
    held = draft.consultation.technologies.get()
    draft.send_to_panel().sign()
    why = "It counts people and compares no face."
    technologies.change(draft.consultation, held, by=draft.moss, **UNTICKED, why_unticked=why)
    assert draft.version.counting_signatures() == [], "signed with the entry"
    assert why in client_for(draft.hale).get(reverse("review", args=[draft.consultation.slug])).content.decode()
    technologies.change(draft.consultation, held, by=draft.moss, biometric=True, algorithmic=False, why_unticked="")
    assert Technology.objects.get(pk=held.pk).why_unticked == why, "it stands for what is left"
    technologies.change(draft.consultation, held, by=draft.moss, biometric=True, algorithmic=True)
    assert Technology.objects.get(pk=held.pk).why_unticked == ""
    with pytest.raises(Refused, match="everybody reads the reason"):
        technologies.change(draft.consultation, held, by=draft.moss, **UNTICKED)


def test_an_entry_that_was_unticked_before_says_why_or_waits_at_the_gate(draft: Draft) -> None:
    held = draft.consultation.technologies.get()
    Technology.objects.filter(pk=held.pk).update(**UNTICKED)
    with pytest.raises(Refused) as refused:
        draft.send_to_panel()
    assert "say why it is not what every entry of its kind is" in " ".join(refused.value.problems)
    with pytest.raises(Refused, match="everybody reads the reason"):
        technologies.change(draft.consultation, held, by=draft.moss, **UNTICKED, stage="trial")


def test_a_drone_that_becomes_face_matching_is_asked_again(draft: Draft) -> None:
    drone = technologies.add(draft.consultation, by=draft.moss, name="Drone", kind="drone", **UNTICKED)
    with pytest.raises(Refused, match="Live facial recognition"):
        technologies.change(draft.consultation, drone, by=draft.moss, kind="lfr", **UNTICKED)


def test_every_change_has_its_line_and_names_neither_person_nor_draft(draft: Draft) -> None:
    held = draft.consultation.technologies.get()
    was = held.get_stage_display()
    technologies.change(draft.consultation, held, by=draft.moss, stage="retired")
    case = technologies.add_use_case(draft.consultation, held, by=draft.moss, title="Counting heads")
    technologies.remove_use_case(draft.consultation, case, by=draft.moss)
    newest = lines(held)[:3]
    assert newest[0].startswith("Use taken out: Counting heads")
    assert newest[1].startswith("Use added: Counting heads")
    assert newest[2].split() == f"Stage changed {was} No longer used".split()
    for line in lines(held):
        assert draft.moss.name not in line
        assert draft.consultation.title not in line


def test_a_document_has_an_address_or_a_reason_and_a_day(draft: Draft) -> None:
    held, today = draft.consultation.technologies.get(), clock.today()
    with pytest.raises(Refused, match="why it cannot be read"):
        documents.add(draft.consultation, held, by=draft.moss, **{**PAPER, "url": ""}, dated=today)
    with pytest.raises(Refused, match="not one still to come"):
        documents.add(draft.consultation, held, by=draft.moss, **PAPER, dated=today + timedelta(days=1))
    with pytest.raises(Refused, match="full web address"):
        documents.add(draft.consultation, held, by=draft.moss, **{**PAPER, "url": "javascript:x"}, dated=today)
    with pytest.raises(NotAllowed):
        documents.add(draft.consultation, held, by=draft.hale, **PAPER, dated=today)
    with pytest.raises(IntegrityError), transaction.atomic():
        TechnologyDocument.objects.create(technology=held, kind="impact", title="x", dated=today)
    assert held.documents.count() == 0


def test_documents_are_public_logged_and_before_the_panel(draft: Draft, client_for) -> None:
    held = draft.consultation.technologies.get()
    client = client_for(draft.moss)
    address = reverse("technology_documents", args=[draft.consultation.slug, held.pk])
    sent = {**PAPER, "dated": clock.today().isoformat(), "why_none": ""}
    assert client.post(address, sent).status_code == 302
    bad = client.post(address, {**sent, "url": "", "title": "Half typed"})
    assert bad.status_code == 422 and "Half typed" in bad.content.decode()
    draft.send_to_panel()
    assert (
        PAPER["title"] in client_for(draft.hale).get(reverse("review", args=[draft.consultation.slug])).content.decode()
    )
    draft.consultation.stage = Stage.OPEN
    draft.consultation.save()
    text = client_for(None).get(reverse("technology", args=[held.pk])).content.decode()
    assert PAPER["url"] in text
    assert f"Document added: Data protection impact assessment: {PAPER['title']}" in text


def test_an_entry_others_rely_on_takes_no_document_of_a_draft_and_loses_none(draft: Draft, client_for) -> None:
    """Anybody may start a draft. Once a panel reads it, it says more, and takes out what it added alone."""
    held, today = draft.consultation.technologies.get(), clock.today()
    other = Technology.objects.create(name="Elsewhere", kind="lfr", force=force())
    with pytest.raises(NotAllowed):
        documents.add(draft.consultation, other, by=draft.moss, **PAPER, dated=today)
    relying = setup.start(title="Elsewhere", starter="lfr", by=draft.moss, force=force())
    Consultation.objects.filter(pk=relying.pk).update(stage=Stage.OPEN)
    relying.refresh_from_db()
    theirs = documents.add(relying, held, by=draft.moss, **PAPER, dated=today)
    with pytest.raises(Refused, match="this one is a draft"):
        documents.add(draft.consultation, held, by=draft.moss, **PAPER, dated=today)
    address = reverse("technology_documents", args=[draft.consultation.slug, held.pk])
    page = client_for(draft.moss).get(address).content.decode()
    assert "this one is a draft" in page and "Add a document" not in page and "Take out" not in page
    draft.send_to_panel()
    ours = documents.add(draft.consultation, held, by=draft.moss, **PAPER, dated=today)
    with pytest.raises(Refused, match="not added here"):
        documents.remove(draft.consultation, theirs, by=draft.moss, reason="It helps us not.")
    with pytest.raises(Refused, match="Give a reason"):
        documents.remove(draft.consultation, ours, by=draft.moss)
    documents.remove(draft.consultation, ours, by=draft.moss, reason="It was of another camera.")
    assert held.documents.get() == theirs and held.log.first().reason == "It was of another camera."


def test_where_no_more_fit_one_that_was_added_here_goes(draft: Draft, monkeypatch) -> None:
    held = draft.consultation.technologies.get()
    made = documents.add(draft.consultation, held, by=draft.moss, **PAPER, dated=clock.today())
    draft.announce().opened()
    monkeypatch.setattr(documents, "MAX_DOCUMENTS", 1)
    with pytest.raises(Refused, match="that this consultation added"):
        documents.add(draft.consultation, held, by=draft.moss, **PAPER, dated=clock.today())
    setup.start(title="Elsewhere", starter="lfr", by=draft.moss, force=force())  # a draft that rests on it
    documents.remove(draft.consultation, made, by=draft.moss, reason="A newer one is out.")
    assert Message.objects.filter(title__contains="another draft changed this entry").count() == 1
    documents.add(draft.consultation, held, by=draft.moss, **PAPER, dated=clock.today())


def test_the_whole_log_goes_on_over_pages(draft: Draft, client_for) -> None:
    held = draft.consultation.technologies.get()
    for n in range(60):
        technologies.add_use_case(draft.consultation, held, by=draft.moss, title=f"Use number {n:03}")
    draft.announce()
    client = client_for(None)
    address = reverse("technology_log", args=[held.pk])
    seen: set[int] = set()
    query, pages = "", 0
    while pages == 0 or query:
        page = client.get(address + query)
        here = {n for n in range(60) if f"number {n:03}" in page.content.decode()}
        assert not here & seen  # each once
        seen, query, pages = seen | here, page.context["next_url"], pages + 1
    assert seen == set(range(60))
    assert pages > 1
    assert address in client.get(reverse("technology", args=[held.pk])).content.decode()
