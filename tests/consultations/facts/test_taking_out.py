"""Who answers a fact pins no row for ever, and nobody’s words go with it: by two, and printed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from audit.models import Entry
from consultations.access import NotAllowed
from consultations.briefing import briefing, unknowns, versions
from consultations.briefing.packing import as_text, exported, imported
from consultations.facts import beside, facts, taking_out
from consultations.facts.desk import facts_to_reply_to, facts_to_take_out
from consultations.models import AskedFact, TechnologyLog, UseCase
from consultations.register import technologies
from consultations.stages import stages
from people.errors import Refused
from tests.consultations.draft import Draft
from tests.made_once import made_once
from tests.pages import flat

WHY = "This row is there twice."
SAID = "We run the cameras ourselves."


@made_once
def spoken_of(draft: Draft) -> AskedFact:
    """A supplier, entered twice; the force has answered of the one that is the mistake."""
    briefing.add_evidence(draft.version, "suppliers", by=draft.moss, name="A firm", role="Cameras")
    row = briefing.add_evidence(draft.version, "suppliers", by=draft.moss, name="A  firm again", role="Not known yet")
    return answered(draft, f"suppliers:{row.pk}")


def answered(draft: Draft, place: str, answer: str = "filled", words: str = SAID) -> AskedFact:
    facts.ask(draft.version, [place], "Buyer", by=draft.moss)
    fact = draft.version.facts.get(place=place)
    return facts.answer(fact, by=draft.reyes, answer=answer, role="Buyer", words=words)


def row_of(fact: AskedFact) -> int:
    return int(fact.place.partition(":")[2])


def waiting(draft: Draft, fact: AskedFact) -> AskedFact:
    return fact


def accepted(draft: Draft, fact: AskedFact) -> AskedFact:
    return facts.accept(fact, by=draft.moss, seen=fact.answer_mark)


def doubted(draft: Draft, fact: AskedFact) -> AskedFact:
    return beside.doubt(fact, by=draft.moss, why="No document.", seen=fact.answer_mark)


def asked_again(draft: Draft, fact: AskedFact) -> AskedFact:
    return beside.ask_again(fact, by=draft.moss, why="No document.", seen=fact.answer_mark)


@pytest.mark.parametrize("standing", [waiting, accepted, doubted, asked_again])
def test_a_row_goes_with_the_panel_and_the_words_stay(
    draft: Draft, spoken_of: AskedFact, standing: Callable[[Draft, AskedFact], AskedFact]
) -> None:
    fact = standing(draft, spoken_of)
    row = row_of(fact)
    with pytest.raises(Refused, match="The force has"):
        briefing.remove_evidence(draft.version, "suppliers", row, by=draft.moss)
    taking_out.propose(fact, by=draft.moss, out_why=WHY)
    assert draft.version.suppliers.filter(pk=row).exists(), "until the panel agrees everything stands"
    assert facts_to_take_out([draft.member(draft.hale)])
    for who in (draft.moss, draft.reyes, draft.okoro):
        with pytest.raises(NotAllowed):
            taking_out.decide(fact, by=who, agrees=True, seen=taking_out.mark(reread(fact)))
    before = draft.version.compute_hash()
    taking_out.decide(fact, by=draft.hale, agrees=True, seen=taking_out.mark(reread(fact)))
    assert not draft.version.suppliers.filter(pk=row).exists()
    told = " ".join(f"{place.label}: {one.said}" for place, one in unknowns.labelled(draft.version))
    assert "Taken out: Suppliers: " in told and "This row is there twice (a facilitator)" in told
    assert "It read: “A firm again" in told.replace("A  firm", "A firm")
    assert "answered “We run" in told or ("filled a part of this in" in told and SAID in told), "what the force said"
    assert draft.version.compute_hash() != before
    assert Entry.objects.filter(action="fact_taken_out").exists() and facts_to_reply_to([draft.member(draft.okoro)])
    assert "the force can answer what is said beside its words on “Taken out" in lacks(draft)
    replied = beside.reply_to(reread(fact), by=draft.reyes, reply="It is no duplicate.")
    assert "The force says to that: “It is no duplicate.”" in replied.said
    imported(draft.version, as_text(exported(draft.version)), by=draft.moss, seen=draft.version.compute_hash())
    assert SAID in " ".join(one.said for _, one in unknowns.labelled(draft.version)), "nor does a pack take them away"
    for act in (lambda: facts.ask(draft.version, [fact.place], "Buyer", by=draft.moss),
                lambda: facts.clear(reread(fact), by=draft.moss),
                lambda: taking_out.propose(reread(fact), by=draft.moss, out_why=WHY)):  # fmt: skip
        with pytest.raises(Refused):
            act()


def reread(fact: AskedFact) -> AskedFact:
    return AskedFact.objects.get(pk=fact.pk)


def lacks(draft: Draft) -> str:
    return " ".join(m.text for m in stages.missing(draft.consultation, stages.transition_named("submit")))


def test_the_panel_can_have_it_stay(draft: Draft, spoken_of: AskedFact) -> None:
    taking_out.propose(spoken_of, by=draft.moss, out_why=WHY)
    taking_out.decide(spoken_of, by=draft.hale, agrees=False, seen=taking_out.mark(reread(spoken_of)))
    assert draft.version.suppliers.filter(pk=row_of(spoken_of)).exists() and not reread(spoken_of).to_take_out
    with pytest.raises(Refused, match="Nobody asks for this"):
        taking_out.decide(spoken_of, by=draft.quill, agrees=True, seen=taking_out.mark(reread(spoken_of)))


def test_the_panel_agrees_to_what_it_read(draft: Draft, spoken_of: AskedFact) -> None:
    """The force answers anew, a facilitator rewords the row or the reason, while somebody of the panel reads."""
    taking_out.propose(spoken_of, by=draft.moss, out_why=WHY)

    def change(what: Callable[[], Any]) -> None:
        seen = taking_out.mark(reread(spoken_of))
        what()
        with pytest.raises(Refused, match="changed after you opened"):
            taking_out.decide(spoken_of, by=draft.hale, agrees=True, seen=seen)

    change(lambda: facts.answer(reread(spoken_of), by=draft.reyes, answer="filled", role="Buyer", words="They do."))
    change(lambda: briefing.change_evidence(draft.version, "suppliers", row_of(spoken_of), by=draft.moss, name="B"))
    change(lambda: taking_out.propose(reread(spoken_of), by=draft.moss, out_why="It is wrong."))
    assert draft.version.suppliers.filter(pk=row_of(spoken_of)).exists()


def test_what_nobody_has_spoken_of_and_what_is_no_row_goes_otherwise(draft: Draft) -> None:
    row = briefing.add_evidence(draft.version, "suppliers", by=draft.moss, name="A firm", role="Cameras")
    untouched = facts.mark(draft.version, f"suppliers:{row.pk}", by=draft.moss)
    card = answered(draft, "card:security")
    for fact in (untouched, card):
        with pytest.raises(Refused, match="no row and no use"):
            taking_out.propose(fact, by=draft.moss, out_why=WHY)
    for who in (draft.hale, draft.reyes, draft.okoro):
        with pytest.raises(NotAllowed):
            taking_out.propose(card, by=who, out_why=WHY)
    briefing.remove_evidence(draft.version, "suppliers", row.pk, by=draft.moss)


def test_a_use_goes_with_the_panel_and_its_log_keeps_the_words(draft: Draft) -> None:
    entry = draft.consultation.technologies.get()
    case = UseCase.objects.create(technology=entry, title="Crowds", status="ruled_out")
    fact = answered(draft, f"use:{case.pk}", words="We might.")
    with pytest.raises(Refused, match="The force has spoken of this"):
        technologies.remove_use_case(draft.consultation, case, by=draft.moss)
    taking_out.propose(fact, by=draft.moss, out_why="Written twice.")
    taking_out.decide(fact, by=draft.hale, agrees=True, seen=taking_out.mark(reread(fact)))
    assert not entry.use_cases.filter(pk=case.pk).exists()
    assert "answered “We might.”" in reread(fact).said and "Crowds" in reread(fact).said
    line = TechnologyLog.objects.get(what__startswith="Use taken out, as the panel agreed")
    assert line.reason == "Written twice." and "The force answered" in line.old
    technologies.detach(draft.consultation, entry, by=draft.moss)
    assert reread(fact).out_of == entry.force, "and no other force says something to it"


def test_it_is_done_on_the_pages(draft: Draft, spoken_of: AskedFact, client_for: Callable[[Any], Any]) -> None:
    slug = draft.consultation.slug
    address, desk = reverse("weigh_fact", args=[slug, spoken_of.pk]), reverse("facts", args=[slug])
    moss, hale = client_for(draft.moss), client_for(draft.hale)
    assert "goes with the panel: you say why" in flat(moss.get(address).content.decode())
    assert moss.post(address, {"take_out": "1", "out_why": ""}).status_code == 422
    moss.post(address, {"take_out": "1", "out_why": WHY})
    text = flat(hale.get(desk).content.decode())
    assert f"To be taken out, if the panel agrees: {WHY}" in text and "Decide whether it is taken out" in text
    shown = hale.get(address).content.decode()
    assert "goes with the panel: you say why" not in flat(shown)
    hale.post(address, {"decide": "out", "seen": taking_out.mark(reread(spoken_of))})
    assert reread(spoken_of).is_gone
    for who in (draft.moss, draft.hale, draft.reyes):
        text = flat(client_for(who).get(desk).content.decode())
        assert "Taken out: Suppliers" in text and SAID in text
    assert "Nothing that the force said waits here" in flat(moss.get(address).content.decode())


def test_the_next_version_and_another_force_that_leads_keep_the_words(announced_draft: Draft) -> None:
    """A facilitator starts the next version, or has another force lead, to be rid of what the first one said."""
    draft, c = announced_draft, announced_draft.consultation
    first = versions.start(c, "A row was there twice", by=draft.moss)
    row = briefing.add_evidence(first, "suppliers", by=draft.moss, name="A firm again", role="Not known yet")
    facts.ask(first, [f"suppliers:{row.pk}"], "Buyer", by=draft.moss)
    fact = first.facts.get(place=f"suppliers:{row.pk}")
    facts.answer(fact, by=draft.reyes, answer="filled", role="Buyer", words=SAID)
    taking_out.propose(fact, by=draft.moss, out_why=WHY)
    taking_out.decide(fact, by=draft.hale, agrees=True, seen=taking_out.mark(reread(fact)))
    versions._copied(reread(fact).version, "The next one")
    newest = c.briefing_versions.order_by("number").last()
    assert newest is not None and newest != first
    AskedFact.objects.filter(version=newest).unsay_all()
    told = [f"{place.label}: {one.said}" for place, one in unknowns.labelled(newest)]
    assert any("Taken out: Suppliers: A firm again" in one and SAID in one for one in told)


def test_the_request_ends_with_the_force_that_spoke(draft: Draft, spoken_of: AskedFact) -> None:
    """Another force answers now and has said nothing: the panel takes no row out as one “of which it has spoken”."""
    taking_out.propose(spoken_of, by=draft.moss, out_why=WHY)
    draft.version.facts.all().unsay_all()
    left = reread(spoken_of)
    assert (left.to_take_out, left.out_why, left.out_by) == (False, "", None)
    AskedFact.objects.filter(pk=left.pk).update(to_take_out=True, out_why=WHY)  # as it was kept before
    with pytest.raises(Refused, match="has not spoken of this"):
        taking_out.decide(left, by=draft.hale, agrees=True, seen=taking_out.mark(reread(left)))
    assert draft.version.suppliers.filter(pk=row_of(spoken_of)).exists()


def test_a_facilitator_no_longer_asks(draft: Draft, spoken_of: AskedFact, client_for: Callable[[Any], Any]) -> None:
    taking_out.propose(spoken_of, by=draft.moss, out_why=WHY)
    for who in (draft.hale, draft.reyes, draft.okoro):
        with pytest.raises(NotAllowed):
            taking_out.no_longer(spoken_of, by=who)
    address = reverse("weigh_fact", args=[draft.consultation.slug, spoken_of.pk])
    assert "No longer ask for it" not in client_for(draft.hale).get(address).content.decode()
    moss = client_for(draft.moss)
    assert "No longer ask for it" in moss.get(address).content.decode()
    moss.post(address, {"no_longer": "1"})
    assert not reread(spoken_of).to_take_out and not facts_to_take_out([draft.member(draft.hale)])
    assert Entry.objects.filter(action="fact_no_longer_to_take_out").exists()
    for act in (lambda: taking_out.no_longer(spoken_of, by=draft.moss),
                lambda: taking_out.decide(spoken_of, by=draft.hale, agrees=True, seen="")):  # fmt: skip
        with pytest.raises(Refused, match="Nobody asks"):
            act()
