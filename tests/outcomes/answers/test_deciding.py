"""What an answer leaves open falls due, is decided once by the same rules, and holds up the end until then."""

from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock, texts
from audit.models import Entry
from consultations import access
from consultations.desk import desk
from consultations.models import Consultation, Stage
from consultations.signing import as_told
from consultations.stages import stages
from outcomes import numbers
from outcomes.answers import correcting, deciding, lacking, points, promising, published, responses
from outcomes.models import AnswerErratum, Commitment, PoliceResponse, RecommendationResponse
from outcomes.promises import commitments
from people.errors import Refused
from people.models import Message
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes.published import LONG, SAID, publish
from tests.pages import flat

pytestmark = pytest.mark.django_db
Status = RecommendationResponse.Status
PROMISED = {"text": "Put up signs", "owner_role": "Inspector"}


def signed(cast: Cast, **first: object) -> tuple[RecommendationResponse, RecommendationResponse]:
    """A signed answer: the first as told, the second refused."""
    response = publish(cast)
    Consultation.objects.filter(pk=cast.consultation.pk).update(findings_published_at=clock.now())
    cast.consultation.refresh_from_db()
    one, other = response.answers.order_by("recommendation__number")
    responses.write_opening(response, by=cast.reyes, text="We have read every word.")
    points.say(response, by=cast.reyes, points=SAID)
    responses.answer(one, by=cast.reyes, **{"reasons": LONG, **first})
    responses.answer(other, by=cast.reyes, status=Status.NOT_ACCEPTED, reasons=LONG)
    as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))
    cast.consultation.refresh_from_db()
    return one, other


def considered(cast: Cast, days: int = 30) -> RecommendationResponse:
    return signed(cast, status=Status.UNDER_CONSIDERATION, decision_by=clock.today() + timedelta(days))[0]


def after_the_verdict() -> AbstractContextManager[object]:
    """The day after residents have spoken."""
    return clock.travel(clock.now() + timedelta(numbers.VERDICT_DAYS + 1))


def page(cast: Cast, name: str, *args: object) -> str:
    return flat(Client().get(reverse(name, args=[cast.consultation.slug, *args])).content.decode())


@made_once
def slot(cast: Cast) -> RecommendationResponse:
    return considered(cast)


@made_once
def response(cast: Cast) -> PoliceResponse:
    return publish(cast, recommendations=1)


def test_it_falls_due_and_is_overdue_everywhere_until_it_is_decided(
    cast: Cast, client_for, slot: RecommendationResponse
) -> None:
    assert "overdue" not in page(cast, "answer")
    with clock.travel(clock.now() + timedelta(37)):
        for name, args in (("answer", ()), ("recommendation", (1,))):
            assert "Decision overdue by 7 days" in page(cast, name, *args)
        assert any("Decide" in todo.title for todo in desk.waiting([cast.member(cast.okoro)]))
        as_told(deciding.decide, slot, by=cast.okoro, status=Status.NOT_ACCEPTED, reasons=LONG)
        for name, args in (("answer", ()), ("recommendation", (1,))):
            assert "Decided 7 days late" in page(cast, name, *args)
        assert not any("Decide" in todo.title for todo in desk.waiting([cast.member(cast.okoro)]))


def test_the_consultation_does_not_end_while_one_is_undecided(cast: Cast, slot: RecommendationResponse) -> None:
    with clock.travel(clock.now() + timedelta(23)):
        stages.catch_up(cast.consultation)  # without any promise the follow-up begins too
        assert cast.consultation.stage == Stage.FOLLOW_UP
        with pytest.raises(Refused) as refusal:
            stages.move(cast.consultation, "complete", by=cast.hale)
        assert "1 recommendation still to be decided: 1." in refusal.value.problems
        as_told(deciding.decide, slot, by=cast.okoro, status=Status.NOT_ACCEPTED, reasons=LONG)
        stages.move(cast.consultation, "complete", by=cast.hale)
        assert cast.consultation.stage == Stage.COMPLETED


@pytest.mark.parametrize("who", ["reyes", "moss", "hale", "amina", "outsider"])
def test_only_the_officer_decides(cast: Cast, who: str, slot: RecommendationResponse) -> None:
    with pytest.raises(access.NotAllowed):
        as_told(deciding.decide, slot, by=getattr(cast, who), status=Status.NOT_ACCEPTED, reasons=LONG)


def test_the_same_rules_hold_and_it_is_decided_once(cast: Cast, slot: RecommendationResponse) -> None:
    with after_the_verdict():
        for status, reasons, said in (
            (Status.UNDER_CONSIDERATION, LONG, "Choose accepted"),
            (Status.NOT_ACCEPTED, "No.", "fuller reasons"),
            (Status.NOT_ACCEPTED, "word " * 60, "different words"),
            (Status.ACCEPTED, "It is right.", "Add a promise"),
        ):
            with pytest.raises(Refused, match=said):
                as_told(deciding.decide, slot, by=cast.okoro, status=status, reasons=reasons)
        given = {"status": Status.ACCEPTED, "promised": {**PROMISED, "due": clock.today() + timedelta(20)}}
        as_told(deciding.decide, slot, by=cast.okoro, reasons="Yes.", **given)
    assert Commitment.objects.get().answer == slot
    assert Entry.objects.filter(action="left_open_decided", actor="N. Okoro").exists()
    with pytest.raises(Refused, match="decided already"):
        as_told(deciding.decide, slot, by=cast.okoro, status=Status.NOT_ACCEPTED, reasons=LONG)


def test_what_was_answered_is_not_decided_again(cast: Cast) -> None:
    _, other = signed(cast, status=Status.NOT_ACCEPTED)
    with pytest.raises(Refused, match="left open"):
        as_told(deciding.decide, other, by=cast.okoro, status=Status.NOT_ACCEPTED, reasons=LONG)


def test_what_is_referred_falls_due_too_and_was_not_sent_in_the_future(cast: Cast, response: PoliceResponse) -> None:
    slot = response.answers.get()
    fields = {"status": Status.REFERRED, "reasons": LONG, "referred_to": "The council"}
    responses.answer(slot, by=cast.reyes, **fields, referred_on=clock.today() + timedelta(1))
    assert any("say when an answer is expected" in problem for problem in lacking.problems(slot))
    assert any("lies in the future" in problem for problem in lacking.problems(slot))
    responses.answer(
        slot, by=cast.reyes, **fields, referred_on=clock.today(), decision_by=clock.today() + timedelta(60)
    )
    assert lacking.problems(slot) == []
    with clock.travel(clock.now() + timedelta(61)):
        assert slot.lateness == "decision overdue by 1 day"


def test_padding_is_no_reason(cast: Cast) -> None:
    slot = publish(cast, recommendations=1).answers.get()
    responses.answer(slot, by=cast.reyes, status=Status.NOT_ACCEPTED, reasons="word, Word. WORD! " * 30)
    assert lacking.problems(slot) == ["give fuller reasons: 1 of at least 25 different words"]


def test_an_answer_that_accepts_nothing_says_so_in_its_headline(cast: Cast) -> None:
    signed(cast, status=Status.NOT_ACCEPTED)
    assert "You asked for 2 things. The police accepted none." in page(cast, "answer")


def test_a_promise_dropped_the_next_day_buys_no_headline(cast: Cast) -> None:
    one, _ = signed(cast, status=Status.UNDER_CONSIDERATION, decision_by=clock.today() + timedelta(30))
    with after_the_verdict():
        promised = {"text": "Put up signs", "owner_role": "Inspector", "due": clock.today() + timedelta(60)}
        as_told(deciding.decide, one, by=cast.okoro, status=Status.ACCEPTED, reasons="It is right.", promised=promised)
        assert "We asked, you said, we did" in page(cast, "answer")
        as_told(commitments.drop, Commitment.objects.get(), by=cast.okoro, reason=LONG)
        found = page(cast, "answer")
    assert "You asked for 2 things. The police accepted one, and dropped it." in found
    assert "We asked, you said, we did" not in found
    assert "1 accepted, then dropped" in found and 'data-part="good"' not in found
    assert "Accepted, then dropped</span>" in found


def test_done_is_what_the_panel_has_seen(cast: Cast, client_for) -> None:
    slot, _ = signed(cast, status=Status.ALREADY_IN_PLACE, evidence_url="https://example.org/policy")
    assert slot.outcome == "claimed"
    assert "The police say it is already in place" in page(cast, "answer")
    assert any("Look at" in todo.title for todo in desk.waiting([cast.member(cast.hale)]))
    address = reverse("recommendation", args=[cast.consultation.slug, 1])
    saw = {"act": "saw", "seen": slot.evidence}
    for who in (cast.okoro, cast.moss, cast.amina):
        client_for(who).post(address, saw)
        client_for(who).post(address, {"act": "not_shown", "why": "No."})
    client_for(cast.hale).post(address, {**saw, "seen": "https://example.org/another"})
    slot.refresh_from_db()
    assert not slot.is_looked_at
    client_for(cast.hale).post(address, saw)
    slot.refresh_from_db()
    assert slot.outcome == "did"
    assert "The panel saw that it is in place" in page(cast, "recommendation", 1)


def test_in_place_is_no_way_out(cast: Cast, client_for) -> None:
    slot, _ = signed(cast, status=Status.ALREADY_IN_PLACE, evidence_url="https://example.org/policy")
    for fields, lacks in (({"reasons": "Yes."}, "fuller reasons"), ({"evidence_url": ""}, "link what shows")):
        for name, value in fields.items():
            setattr(slot, name, value)
        assert any(lacks in problem for problem in lacking.problems(slot))
    slot.refresh_from_db()
    with clock.travel(clock.now() + timedelta(23)):
        stages.catch_up(cast.consultation)
        with pytest.raises(Refused) as refusal:
            stages.move(cast.consultation, "complete", by=cast.hale)
        assert "The panel has still to look at what is said to be in place: 1." in refusal.value.problems
        address = reverse("recommendation", args=[cast.consultation.slug, 1])
        client_for(cast.hale).post(address, {"act": "not_shown", "why": "The page is about another borough."})
        for where, args in (("answer", ()), ("recommendation", (1,))):
            assert "The panel looked" in page(cast, where, *args)
        assert "about another borough" in page(cast, "recommendation", 1)
        assert not any("Look at" in todo.title for todo in desk.waiting([cast.member(cast.hale)]))
        stages.move(cast.consultation, "complete", by=cast.hale)
    slot.refresh_from_db()
    assert slot.outcome == "claimed"  # ended, and still not done


def test_a_promise_for_ever_is_none(cast: Cast) -> None:
    slot = publish(cast, recommendations=1).answers.get()
    responses.answer(slot, by=cast.reyes, status=Status.ACCEPTED, reasons="Yes.")
    with pytest.raises(Refused, match="within 24 months"):
        promising.promise(slot, by=cast.reyes, **PROMISED, due=clock.today() + timedelta(733))
    assert promising.promise(slot, by=cast.reyes, **PROMISED, due=clock.today() + timedelta(732))


def test_a_dot_is_no_statement_and_no_point(cast: Cast, response: PoliceResponse) -> None:
    responses.write_opening(response, by=cast.reyes, text=". – . and and. And so")
    assert "Write an opening statement: a few plain sentences." in responses.unready(response)
    with pytest.raises(Refused, match="in a sentence why"):
        points.say(response, by=cast.reyes, points={**SAID, "who": {"why_not": "no. No"}})


def test_what_was_accepted_and_then_dropped_could_not_be_done(cast: Cast, response: PoliceResponse) -> None:
    Consultation.objects.filter(pk=cast.consultation.pk).update(findings_published_at=clock.now())
    slot = response.answers.get()
    responses.write_opening(response, by=cast.reyes, text="We have read every word.")
    points.say(response, by=cast.reyes, points=SAID)
    responses.answer(slot, by=cast.reyes, status=Status.ACCEPTED_IN_PART, reasons=LONG)
    promise = promising.promise(slot, by=cast.reyes, **PROMISED, due=clock.today() + timedelta(30))
    as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))
    assert slot.outcome == "will"
    as_told(commitments.drop, promise, by=cast.okoro, reason=LONG)
    assert RecommendationResponse.objects.get(pk=slot.pk).outcome == "could_not"
    found = page(cast, "recommendation", 1)
    assert "dropped" in found and "N. Okoro, accountable officer" in found  # who, when and why


def test_a_trifle_that_was_kept_does_not_stand_for_what_was_given_up(cast: Cast, response: PoliceResponse) -> None:
    Consultation.objects.filter(pk=cast.consultation.pk).update(findings_published_at=clock.now())
    slot = response.answers.get()
    responses.write_opening(response, by=cast.reyes, text="We have read every word.")
    points.say(response, by=cast.reyes, points=SAID)
    responses.answer(slot, by=cast.reyes, status=Status.ACCEPTED, reasons=LONG)
    due = clock.today() + timedelta(30)
    trifle, stop, ask = (
        promising.promise(slot, by=cast.reyes, text=text, owner_role="Inspector", due=due)
        for text in ("Publish a web page", "Stop keeping images", "Ask an independent body")
    )
    as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))
    as_told(commitments.drop, stop, by=cast.okoro, reason=LONG)
    found = page(cast, "answer")
    assert "1 of 3 promises dropped" in part(found, "we-will") and "Stop keeping images" in part(found, "could-not")
    as_told(commitments.drop, ask, by=cast.okoro, reason=LONG)
    done = {"state": Commitment.State.DONE_UNVERIFIED, "evidence_url": "https://example.org/page"}
    commitments.report_progress(trifle, by=cast.reyes, text="It is up.", **done)
    commitments.verify(trifle, by=cast.hale)
    found = page(cast, "answer")
    assert "Put up signs, part 1" not in part(found, "we-did")
    assert "2 of 3 promises dropped" in part(found, "we-did-in-part")
    assert all(words in part(found, "could-not") for words in ("Stop keeping images", "Ask an independent body", LONG))


def part(text: str, name: str) -> str:
    """One card of the answer."""
    start = text.index(f'<h2 id="{name}">')
    return text[start : text.index("</section>", start)]


def test_the_officer_decides_on_the_page_and_keeps_what_was_typed(
    cast: Cast, client_for, slot: RecommendationResponse
) -> None:
    client, address = client_for(cast.okoro), reverse("recommendation", args=[cast.consultation.slug, 1])
    sent = {"act": "decide", "status": Status.ACCEPTED, "reasons": "It is right.", "text": "Put up signs"}
    answer = client.post(address, sent)
    assert answer.status_code == 422 and "Put up signs" in answer.content.decode()
    due = (clock.today() + timedelta(70)).isoformat()
    sent |= {"owner_role": "Inspector", "due": due}
    assert "Decide once they have." in client.post(address, sent).content.decode(), "residents are still being asked"
    with after_the_verdict():
        assert client_for(cast.okoro).post(address, sent).status_code == 302
        found = page(cast, "recommendation", 1)
    assert "Decided: accepted" in found and "Promised: Put up signs" in found and "Due: Put up signs" in found


def test_before_the_answer_the_page_shows_what_was_asked_and_when_it_is_due(cast: Cast) -> None:
    publish(cast)
    Consultation.objects.filter(pk=cast.consultation.pk).update(findings_published_at=clock.now())
    found = page(cast, "recommendation", 1)
    assert "Not answered yet" in found and "The answer is due" in found
    assert Client().get(reverse("recommendation", args=[cast.consultation.slug, 9])).status_code == 404


def test_before_the_findings_there_is_no_such_page(cast: Cast) -> None:
    publish(cast)
    cast.at(Stage.ANALYSIS)
    assert Client().get(reverse("recommendation", args=[cast.consultation.slug, 1])).status_code == 404


def test_one_member_of_the_panel_overrides_another_in_words_and_both_stay(cast: Cast, client_for) -> None:
    slot, _ = signed(cast, status=Status.ALREADY_IN_PLACE, evidence_url="https://example.org/policy")
    deciding.not_shown(slot, by=cast.quill, why="It says nothing of deleting.")
    address, saw = reverse("recommendation", args=[cast.consultation.slug, 1]), {"act": "saw", "seen": slot.evidence}
    assert "Say what it shows" not in client_for(cast.hale).get(address).content.decode()
    client_for(cast.hale).post(address, saw)
    slot.refresh_from_db()
    assert slot.outcome == "claimed", "without a word it stays as the other found it"
    client_for(cast.hale).post(address, {**saw, "shows": "Page 4 orders it within a day."})
    slot.refresh_from_db()
    assert slot.outcome == "did" and "The panel is of two minds" in page(cast, "answer")
    for words in ("It says nothing of deleting.", "Page 4 orders it within a day."):
        assert words in page(cast, "recommendation", 1)
    deciding.not_shown(slot, by=cast.hale, why="I misread page 4.")
    assert slot.outcome == "claimed", "what was confirmed by mistake can be taken back"


def test_the_same_promise_counts_once(cast: Cast) -> None:
    slot = publish(cast, recommendations=1).answers.get()
    responses.answer(slot, by=cast.reyes, status=Status.ACCEPTED, reasons="Yes.")
    due = clock.today() + timedelta(60)
    promising.promise(slot, by=cast.reyes, **PROMISED, due=due)
    promising.promise(slot, by=cast.reyes, **PROMISED | {"text": PROMISED["text"].upper()}, due=due)
    slot.refresh_from_db()
    assert any("stands here twice" in lacks for lacks in lacking.problems(slot))


# --- An error in a decision ---------------------------------------------------------------------------
WRONG = {"old": "in a year", "new": "in two years", "reason": "The year was the supplier’s, not ours."}


def decided(cast: Cast, days_late: int = 0) -> tuple[RecommendationResponse, datetime]:
    """Decided after the verdict, with words that turn out wrong; and the moment of it."""
    slot = considered(cast)
    assert slot.decision_by is not None
    at = clock.now() + timedelta(30 + days_late)
    with clock.travel(at):
        as_told(
            deciding.decide, slot, by=cast.okoro, status=Status.NOT_ACCEPTED, reasons=f"{LONG} We look again in a year."
        )
    return slot, at


def correction(cast: Cast, slot: RecommendationResponse, **changed: object) -> object:
    given = {"by": cast.okoro, "answer": slot, "decision": slot.decided, **WRONG, **changed}
    return as_told(correcting.correct, slot.response, **given)


def test_a_decision_is_corrected_as_the_answer_is(cast: Cast, client_for) -> None:
    slot, at = decided(cast, days_late=7)
    texts.begin()  # takes in the report that was made by hand
    mark = published.decision_text(slot.decided).fingerprint
    with clock.travel(at + timedelta(40)):
        made = correction(cast, slot)
        slot.decided.refresh_from_db()
        assert published.decision_text(slot.decided).fingerprint == mark, "what was decided stays as it was"
        assert "We look again in a year." in slot.decided.reasons and slot.days_late == 7
        for name, args in (("answer", ()), ("recommendation", (1,))):
            text = page(cast, name, *args)
            assert all(words in text for words in (*WRONG.values(), "Decided 7 days late", "N. Okoro")), name
        assert made.where == "the decision on recommendation 1" and texts.compare().faults == []
        told = Message.objects.filter(title__startswith="A decision on what was left open was corrected")
        assert {one.mailbox.user for one in told} == {cast.hale, cast.quill}
        with pytest.raises(Refused, match="stands there already"):
            correction(cast, slot)
        with pytest.raises(Refused, match="do not stand there"):  # in the answer itself they never stood
            correction(cast, slot, decision=None)
        AnswerErratum.objects.update(new="in ten years")
        assert texts.compare().faults


@pytest.mark.parametrize("who", ["reyes", "moss", "hale", "amina", "outsider"])
def test_nobody_else_corrects_a_decision(cast: Cast, who: str) -> None:
    slot, at = decided(cast)
    with clock.travel(at), pytest.raises(access.NotAllowed):
        correction(cast, slot, by=getattr(cast, who))


def test_a_decision_is_not_corrected_while_residents_are_asked_nor_without_the_second_step(
    cast: Cast, settings, slot: RecommendationResponse
) -> None:
    asked = clock.now() + timedelta(1)
    RecommendationResponse.objects.filter(pk=slot.pk).update(decision_by=clock.today() + timedelta(1))
    with clock.travel(asked):  # its own day: it is decided though residents are still asked
        as_told(deciding.decide, slot, by=cast.okoro, status=Status.NOT_ACCEPTED, reasons=f"{LONG} In a year.")
        slot = RecommendationResponse.objects.get(pk=slot.pk)
        with pytest.raises(Refused, match="judge the same words"):
            correction(cast, slot, old="In a year")
    settings.DEMO, settings.STAFF_SECOND_FACTOR = False, True
    with after_the_verdict(), pytest.raises(Refused, match="Prove once more"):
        correction(cast, slot, old="In a year")


def test_a_correction_turns_no_decision_into_none_and_reaches_no_other(cast: Cast) -> None:
    slot, at = decided(cast)
    other = RecommendationResponse.objects.exclude(pk=slot.pk).get(response=slot.response)
    with clock.travel(at):
        with pytest.raises(Refused, match="no longer be one"):
            correction(cast, slot, old=slot.decided.reasons, new="No.")
        for answer in (other, None):
            with pytest.raises(Refused, match="Choose a decision"):
                correction(cast, slot, answer=answer)


def test_a_decision_is_corrected_on_the_page(cast: Cast, client_for) -> None:
    slot, at = decided(cast)
    with clock.travel(at):
        client, there = client_for(cast.okoro), reverse("correct_answer", args=[cast.consultation.slug])
        assert f'value="decision {slot.pk}"' in client.get(there).content.decode()
        assert client.post(there, {**WRONG, "answer": f"decision {slot.pk}"}).status_code == 302
    assert AnswerErratum.objects.get().decision == slot.decided
