"""The text is public: the force still says what it learns. The next version has it, accepted and signed."""

from typing import Any

import pytest
from django.urls import reverse

from audit import clock
from consultations.access import NotAllowed
from consultations.briefing import unknowns, versions
from consultations.facts import beside, facts
from consultations.facts.desk import facts_said_since, facts_to_accept
from consultations.models import AskedFact, BriefingVersion, DataCard
from consultations.review import versions as reviewed
from people.errors import Refused
from people.models import Message
from people.text.dates import day
from tests.consultations.draft import Draft
from tests.made_once import made_once
from tests.pages import flat

State = AskedFact.State
CARD = "card:security"
SAID = {"answer": "filled", "role": "Head of data", "words": "In a safe."}
LATER = "this text does not have it yet"


@made_once
def public(announced_draft: Draft) -> AskedFact:
    """A row of the public version that the force was asked for and said nothing of."""
    fact = announced_draft.version.facts.filter(state=State.ASKED, place__startswith="card:").first()
    assert fact is not None
    return fact


def again(fact: AskedFact) -> AskedFact:
    return AskedFact.objects.get(pk=fact.pk)


def next_of(draft: Draft, fact: AskedFact) -> AskedFact:
    versions.start(draft.consultation, "What the force says now.", by=draft.moss)
    return draft.version.facts.get(place=fact.place)


def as_it_was(version: BriefingVersion) -> list[object]:
    return [version.compute_hash(), DataCard.signed(version.pk), unknowns.counted(version), version.signoffs.count()]


def test_the_force_says_it_and_the_public_text_stays(announced_draft: Draft, public: AskedFact) -> None:
    draft, before = announced_draft, as_it_was(announced_draft.version)
    assert again(public).said.endswith("no answer yet")
    facts.answer(public, by=draft.reyes, **SAID)
    assert as_it_was(BriefingVersion.objects.get(pk=draft.version.pk)) == before
    told = again(public)
    assert told.state == State.ASKED and "In a safe" not in told.said
    assert told.said.endswith(f"The force answered on {day(clock.today())}; {LATER}") and "no answer" not in told.said
    assert Message.objects.filter(title__contains="The next version can have it", mailbox__user=draft.moss).exists()
    facts.answer(public, by=draft.okoro, answer="declined", role="Chief of staff")
    assert again(public).later["answer"] == "declined", "until a next version is begun it may say otherwise"


@pytest.mark.parametrize("who", ["moss", "finch", "hale", "quill", "outsider"])
def test_nobody_else_says_it_for_the_force(announced_draft: Draft, public: AskedFact, who: str) -> None:
    with pytest.raises(NotAllowed):
        facts.answer(public, by=getattr(announced_draft, who), **SAID)
    assert again(public).later == {}


def test_it_waits_in_the_next_version_and_is_public_with_that(announced_draft: Draft, public: AskedFact) -> None:
    draft = announced_draft
    facts.answer(public, by=draft.reyes, **SAID)
    assert facts_said_since([draft.member(draft.moss)])
    with pytest.raises(Refused, match="is public as the panel signed it"):
        facts.accept(again(public), by=draft.moss, seen=again(public).answer_mark)
    fact = next_of(draft, public)
    assert fact.waits_for_us and fact.words == "In a safe." and fact.later == {} and again(public).later
    assert not facts_said_since([draft.member(draft.moss)]) and facts_to_accept([draft.member(draft.moss)])
    with pytest.raises(Refused) as refused:
        reviewed.send(draft.consultation, by=draft.moss)
    assert any("The force has answered" in one for one in refused.value.problems)
    for who in (draft.reyes, draft.okoro, draft.hale, draft.outsider):
        with pytest.raises(NotAllowed):
            facts.accept(fact, by=who, seen=fact.answer_mark)
    with pytest.raises(Refused, match="not asked of the force now"):
        facts.answer(again(public), by=draft.reyes, **SAID)
    draft.accept(fact)
    assert again(fact).said == (
        f"Confirmed by a responder for Riverside Police (example), in the name of: Head of data on {day(clock.today())}"
    )
    assert "In a safe." not in facts.stands(again(public)), "the version people read stays"
    reviewed.send(draft.consultation, by=draft.moss)
    draft.sign()
    reviewed.publish(draft.consultation, by=draft.moss)
    assert "In a safe." in facts.stands(again(fact))
    assert LATER in again(public).said and not facts_said_since([draft.member(draft.moss)])


@pytest.mark.parametrize("state", [State.CONFIRMED, State.NOT_HELD, State.DOUBTED, State.NOT_SAID])
def test_what_the_force_said_before_stays_as_said_before(announced_draft: Draft, public: AskedFact, state: str) -> None:
    draft, today = announced_draft, clock.today()
    first = "declined" if state == State.NOT_HELD else "filled"
    told = {
        "answer": first,
        "words": "Nowhere.",
        "answered_role": "Head",
        "answered_seat": "a responder",
        "answered_on": today,
    }
    noted = {"remark": "We asked twice.", "noted_as": "a facilitator", "noted_on": today, "reply_until": today}
    AskedFact.objects.filter(pk=public.pk).update(state=state, **told, **noted)
    signed = again(public).signed
    facts.answer(again(public), by=draft.reyes, **SAID)
    assert again(public).signed == signed and LATER in again(public).said
    fact = next_of(draft, public)
    assert fact.waits_for_us and len(fact.earlier) == 1 and fact.earlier[0]["said"] == first
    assert "Before that the force" in draft.accept(fact)._said_earlier


def test_it_speaks_of_what_nobody_had_asked_and_is_not_called_asked(announced_draft: Draft, public: AskedFact) -> None:
    draft = announced_draft
    AskedFact.objects.filter(pk=public.pk).update(state=State.TO_CONFIRM, asked_role="", asked_on=None)
    facts.answer(again(public), by=draft.reyes, **SAID)
    assert again(public).said.startswith("To be confirmed by the force. The force answered on ")
    fact = next_of(draft, public)
    assert fact.waits_for_us and fact.asked_on is None and "asked" not in fact.said
    facts.answer(fact, by=draft.reyes, **SAID | {"words": "In two safes."})  # it may still say otherwise
    asked = beside.ask_again(again(fact), by=draft.moss, why="Which room?", seen=again(fact).answer_mark)
    assert (asked.state, asked.asked_role, asked.asked_on) == (State.ASKED, "Head of data", clock.today())
    facts.answer(asked, by=draft.reyes, **SAID)
    assert draft.accept(asked).state == State.CONFIRMED


def test_what_was_not_asked_is_accepted_too(announced_draft: Draft, public: AskedFact) -> None:
    draft = announced_draft
    AskedFact.objects.filter(pk=public.pk).update(state=State.TO_CONFIRM, asked_role="", asked_on=None)
    facts.answer(again(public), by=draft.reyes, **SAID)
    assert draft.accept(next_of(draft, public)).said.startswith("Confirmed by a responder")
    reviewed.send(draft.consultation, by=draft.moss)  # the gate asks of nothing that the force has confirmed


def test_putting_the_next_version_aside_loses_nothing(announced_draft: Draft, public: AskedFact) -> None:
    draft = announced_draft
    facts.answer(public, by=draft.reyes, **SAID)
    draft.accept(next_of(draft, public))
    versions.put_aside(draft.version, by=draft.moss)
    assert facts_said_since([draft.member(draft.moss)])
    assert next_of(draft, public).words == "In a safe."


def test_what_is_said_is_held_to_what_every_answer_is(announced_draft: Draft, public: AskedFact) -> None:
    by = announced_draft.reyes
    for said, why in [({"words": " "}, "Write what it is"), ({"words": "Not known yet."}, "can be declined"),
                      ({"document": "javascript:x"}, "full web address"), ({"role": ""}, "Name the role"),
                      ({"answer": "confirmed"}, "nothing to confirm")]:  # fmt: skip
        with pytest.raises(Refused, match=why):
            facts.answer(again(public), by=by, **SAID | said)


def test_another_force_that_leads_has_said_none_of_it(announced_draft: Draft, public: AskedFact) -> None:
    facts.answer(public, by=announced_draft.reyes, **SAID)
    announced_draft.version.facts.unsay_all()
    assert again(public).later == {}


def test_the_pages_of_the_police_and_of_staff(announced_draft: Draft, public: AskedFact, client_for: Any) -> None:
    draft, slug = announced_draft, announced_draft.consultation.slug
    desk, there = reverse("facts", args=[slug]), reverse("answer_fact", args=[slug, public.pk])
    client = client_for(draft.reyes)
    page = flat(client.get(desk).content.decode())
    assert "goes into the next version" in page and f'href="{there}"' in page
    page = flat(client.get(there).content.decode())
    assert "What version 1 says now" in page and 'name="words"' in page
    seen = page.split('name="seen" value="')[1].split('"')[0] if 'name="seen" value="' in page else ""
    saved = client.post(there, SAID | {"seen": seen}, follow=True)
    assert (
        "It comes with the next version" in flat(saved.content.decode())
        and again(public).later["words"] == "In a safe."
    )
    assert "In a safe." in client.get(there).content.decode(), "it can be changed"
    for who in (draft.moss, draft.hale):
        page = client_for(who).get(desk).content.decode()
        assert "In a safe." in page and f'href="{there}"' not in page and 'name="accept"' not in page
        assert client_for(who).get(there).status_code == 404
    for who in (draft.outsider, None):
        assert client_for(who).get(desk).status_code in {302, 404}
    read = client_for(None).get(reverse("briefing", args=[slug])).content.decode()
    assert "In a safe." not in read and LATER in read
