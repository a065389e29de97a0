"""A facilitator who would put loaded questions, or other rules, under a briefing that the panel has signed."""

from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from audit import clock, texts
from consultations.models import Consultation, Stage, TermChange
from consultations.models.terms import terms_of
from consultations.review import gates, review
from consultations.stages import stages
from consultations.terms import terms
from consultations.topic_guide import topic_guide
from deliberation.models import Poll, Question, Wave
from deliberation.polls import polling, rounds
from deliberation.questions import question_sets, questionnaire, signed
from deliberation.questions.spec import of
from deliberation.rules import rules
from people.errors import Refused
from tests.consultations.draft import Draft, make_draft
from tests.deliberation.rooms import CHECK, PULSE, USE, WHY
from tests.made_once import made_once

LOADED = "Should the police be kept from catching those who attack children?"
RULES = "Do not criticise the police."


@made_once
def asked() -> Draft:
    """Signed by two of the panel, with questions for both polls and one for a session."""
    draft = make_draft()
    questionnaire.prepare(draft.consultation, [USE, CHECK, WHY, PULSE], by=draft.moss)
    return draft.send_to_panel().sign()


@made_once
def announced(asked: Draft) -> Draft:
    stages.move(asked.consultation, "announce", by=asked.moss)
    return asked


def question(draft: Draft, key: str = "q_use") -> Question:
    return Question.objects.get(poll__consultation=draft.consultation, key=key)


def reworded(draft: Draft, key: str = "q_use", **words: Any) -> None:
    spec = of(question(draft, key))
    questionnaire.edit_question(question(draft, key), {**spec, **words}, by=draft.moss)


@transaction.atomic
def second_poll(draft: Draft) -> None:
    """A poll beside the one that was signed."""
    poll = Poll.objects.create(consultation=draft.consultation, title="Another")
    member = draft.member(draft.moss)
    with signed.changing(draft.consultation, member):
        wave = Wave.objects.create(poll=poll, kind=Wave.Kind.BEFORE)
        wave.questions.add(Question.objects.create(poll=poll, text=LOADED))


BENDS = {
    "other words": lambda d: reworded(d, text=LOADED),
    "an answer less": lambda d: reworded(d, options=["Yes, generally", "Yes, with safeguards"]),
    "the answers turned round": lambda d: reworded(d, options=list(reversed(USE["options"]))),
    "another answer is right": lambda d: reworded(d, "k_list", correct=0),
    "moved to the first poll": lambda d: reworded(d, "why", waves=["before"]),
    "one more": lambda d: questionnaire.add_question(d.consultation, {**WHY, "text": LOADED}, by=d.moss),
    "a file of them": lambda d: question_sets.add_questions(d.consultation, [{**WHY, "text": LOADED}], by=d.moss),
    "one taken out": lambda d: questionnaire.delete_question(question(d, "why"), by=d.moss),
    "a poll beside it": second_poll,
    "other rules": lambda d: rules.set_rules(d.consultation, by=d.moss, text=RULES),
    "another guide": lambda d: topic_guide.add_prompt(d.consultation.areas.first(), LOADED, by=d.moss),
    "the guide turned round": lambda d: topic_guide.move_area(d.consultation.areas.first(), by=d.moss, up=False),
}


@pytest.mark.parametrize("bend", BENDS)
def test_no_signature_stands_under_other_questions_or_rules(asked: Draft, bend: str) -> None:
    assert len(asked.version.counting_signatures()) == 2
    BENDS[bend](asked)
    assert asked.version.counting_signatures() == []
    assert [missing for missing in gates.panel_has_signed(asked.consultation) if not missing.soft]
    assert asked.member(asked.okoro).must_accept_again


def test_what_was_signed_of_the_polls_is_shown_to_whoever_signs_again(asked: Draft) -> None:
    before = review.known_before(asked.version, asked.member(asked.hale))
    assert before is not None
    reworded(asked, text=LOADED)
    name = "Terms: What the first and second poll ask"
    assert USE["text"] in before.text[name] and LOADED in review.text_of(asked.version)[name]


def test_a_question_for_a_session_is_no_part_of_it(asked: Draft) -> None:
    reworded(asked, "p_street", text="And now?")
    assert len(asked.version.counting_signatures()) == 2


def test_once_announced_it_needs_a_public_reason_and_the_panel_again(announced: Draft, client_for) -> None:
    for bend in BENDS.values():
        with pytest.raises(Refused, match="reason"):
            bend(announced)
    client, where = (
        client_for(announced.moss),
        reverse("edit_question", args=[announced.consultation.slug, question(announced, "why").pk]),
    )
    page = client.post(where, {"delete": "1"})
    assert page.status_code == 422 and "Give a reason" in page.content.decode()
    assert client.post(where, {"delete": "1", "reason": "It led people on."}).status_code == 302
    rules.set_rules(announced.consultation, by=announced.moss, text=RULES, reason="The hall asked for it.")
    shown = client_for(None).get(reverse("terms", args=[announced.consultation.slug])).content.decode()
    assert "It led people on." in shown and "The hall asked for it." in shown
    assert "Why?" in shown and RULES in shown
    assert gates.terms_are_signed(announced.consultation)
    assert texts.compare().faults == []
    announced.sign()
    assert not gates.terms_are_signed(announced.consultation)


def test_once_open_nothing_of_what_was_signed_changes(announced: Draft) -> None:
    Consultation.objects.filter(pk=announced.consultation.pk).update(stage=Stage.OPEN, opens_at=clock.now())
    announced.consultation.refresh_from_db()
    terms.fix(announced.consultation)
    polling.open_first_wave(announced.consultation)
    before = terms_of(announced.consultation.pk)
    later = (
        "moved to the first poll",
        "one more",
        "a file of them",
        "one taken out",
        "a poll beside it",
        "other rules",
    )
    for name in later:
        with pytest.raises(Refused, match="opened|signed"):
            BENDS[name](announced)
    with pytest.raises(Refused, match="signed"):
        rounds.new_round(question(announced, "why"), by=announced.moss, options=["Yes", "Of course"])
    reworded(announced, "p_street", text="And now?")
    assert terms_of(announced.consultation.pk) == before
    assert not TermChange.objects.exists()


def test_signed_before_they_were_part_of_it_stands_until_something_changes(asked: Draft) -> None:
    version = asked.version
    version.not_in_terms = ["house_rules", "polls", "topic_guide"]
    version.save(update_fields=["not_in_terms"])
    review.sign_off(version, by=asked.hale, verdict="balanced", statement="As it was then.")
    assert "polls" not in version.terms_now()
    reworded(asked, text=LOADED)
    assert asked.version.counting_signatures() == [] and "polls" in asked.version.terms_now()
