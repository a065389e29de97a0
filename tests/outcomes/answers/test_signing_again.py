"""Signing asks for the second step after reading, and takes only what was read; so does a correction."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from audit import clock, texts
from audit.models import Entry
from consultations import signing
from consultations.access import NotAllowed
from consultations.changes import changes
from consultations.forces import confirming, forces
from consultations.models import ChangeWord, Consultation, Force, Membership, Stage
from consultations.notifications import notifications
from consultations.signing import as_told
from outcomes import numbers
from outcomes.answers import correcting, deciding, responses
from outcomes.models import (
    AnswerErratum,
    Commitment,
    Decision,
    OtherEvidence,
    PoliceResponse,
    RecommendationResponse,
    VerdictReply,
)
from outcomes.promises import commitments
from outcomes.report import errata
from outcomes.verdicts import verdicts
from people.errors import Refused
from people.models import Message, User
from tests.cast import Cast
from tests.consultations import changed
from tests.made_once import made_once
from tests.outcomes.answers.test_sign import complete
from tests.outcomes.published import LONG, publish

pytestmark = pytest.mark.django_db
AGAIN = "/accounts/second-step/again/"


@made_once
def response(cast: Cast) -> PoliceResponse:
    made = publish(cast)
    Consultation.objects.filter(pk=cast.consultation.pk).update(findings_published_at=clock.now())
    complete(made, cast)
    return made


class Officer:
    """The officer at a browser, with an app that shows codes."""

    def __init__(self, cast: Cast, client: Client) -> None:
        self.client, self.secret, self.steps = client, totp.generate_totp_secret(), 0
        totp.TOTP.activate(cast.okoro, self.secret)
        self.page = reverse("sign", args=[cast.consultation.slug])
        self.prove()

    def code(self) -> str:
        self.steps += 1  # a code works once
        return str(totp.format_hotp_value(totp.hotp_value(self.secret, int(totp.time.time()) // 30 + self.steps - 1)))

    def prove(self, code: str = "", back: str = "") -> Any:
        return self.client.post(AGAIN + (f"?next={back}" if back else ""), {"code": code or self.code()})

    def press(self, response: PoliceResponse, **more: str) -> Any:
        return self.client.post(self.page, {"previewed": responses.fingerprint(response), "confirmed": "on", **more})


@pytest.fixture
def officer(cast: Cast, client_for: Callable, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Officer:
    settings.STAFF_SECOND_FACTOR = True
    now = [1_800_000_000]
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: now[0]))
    at = Officer(cast, client_for(cast.okoro))
    tick = at.code

    def code() -> str:
        now[0] += 30 * 20
        at.steps = 0
        return tick()

    at.code = code  # type: ignore[method-assign]
    return at


def test_a_second_step_taken_before_reading_does_not_sign(response: PoliceResponse, officer: Officer) -> None:
    sent = officer.press(response)
    assert sent.status_code == 302 and sent["Location"].startswith(AGAIN)
    assert not PoliceResponse.objects.get().is_signed
    sent = officer.press(response)
    assert sent["Location"].startswith(AGAIN), "pressing again is no second step"


def test_read_proved_signed(response: PoliceResponse, officer: Officer) -> None:
    asked = officer.press(response)
    assert officer.prove("000000").status_code != 302
    assert not PoliceResponse.objects.get().is_signed
    back = officer.client.post(asked["Location"], {"code": officer.code()})
    assert back["Location"] == officer.page
    page = officer.client.get(officer.page).content.decode()
    assert "You have proved who you are" in page and responses.fingerprint(response) in page
    assert officer.press(response)["Location"].endswith("/answer/")
    signed = PoliceResponse.objects.get()
    assert (signed.signed_by_name, signed.signed_by_role) == ("N. Okoro", "Chief Superintendent")
    assert signed.content_hash in officer.client.get(reverse("answer", args=["street-cameras"])).content.decode()


def test_what_changed_after_it_was_read_has_to_be_read_again(
    response: PoliceResponse, cast: Cast, officer: Officer
) -> None:
    read = responses.fingerprint(response)
    officer.press(response)
    officer.prove()
    responses.write_opening(response, by=cast.reyes, text="Something else altogether, so to speak.")
    page = officer.client.get(officer.page).content.decode()
    assert "It has changed" in page and "You have proved who you are" not in page
    sent = officer.press(response, previewed=read)
    text = sent.content.decode()
    assert sent.status_code == 422 and "changed after you opened the preview" in text
    assert "checked" not in text.partition('name="confirmed"')[2].partition(">")[0], "the tick went"
    assert not PoliceResponse.objects.get().is_signed
    assert officer.press(response)["Location"].startswith(AGAIN), "the new text asks for a step of its own"


BIRD = "Kestrel 21"


def test_no_word_of_the_force_calls_a_resident_by_name(response: PoliceResponse, cast: Cast) -> None:
    """Whoever spoke in a group is known there by a bird and a number: the officer does not answer them by it."""
    slot = response.answers.get(recommendation__number=1)
    responses.write_opening(response, by=cast.reyes, text=f"We have read what {BIRD} wrote to us.")
    responses.answer(slot, by=cast.reyes, status="not_accepted", reasons=f"{BIRD} is wrong. {LONG}")
    found = responses.unready(response)
    assert sum(f"ake out “{BIRD}”" in problem for problem in found) == 2, found
    with pytest.raises(Refused):
        as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))


def test_nor_does_what_it_says_later(signed: PoliceResponse, cast: Cast) -> None:
    slot = signed.answers.get(recommendation__number=1)
    RecommendationResponse.objects.filter(pk=slot.pk).update(status="under_consideration", decision_by=clock.today())
    slot.refresh_from_db()
    words = f"{BIRD} is wrong. {LONG}"
    promised = {"text": f"Talk to {BIRD}", "owner_role": "Inspector", "due": clock.today() + timedelta(20)}
    for act, subject, said in (
        (correcting.correct, signed, {**WRONG, "new": f"read what {BIRD} wrote", "answer": None}),
        (deciding.decide, slot, {"status": "not_accepted", "reasons": words}),
        (deciding.decide, slot, {"status": "accepted", "reasons": LONG, "promised": promised}),
        (verdicts.reply, signed, {"text": f"{BIRD} did not read it."}),
    ):
        with pytest.raises(Refused, match=BIRD):
            as_told(act, subject, by=cast.okoro, **said)


def test_a_correction_of_what_is_answered_is_read_before_it_is_signed(
    response: PoliceResponse, cast: Cast, officer: Officer
) -> None:
    """Two who run and check it could else change what is agreed to between the reading and the signature."""
    officer.press(response)
    officer.prove()
    first = response.report.recommendations.get(number=1)
    words = {"old": first.title, "new": "Publish every picture", "reason": "A slip of ours."}
    erratum = errata.agree(errata.propose(response.report, by=cast.moss, **words), by=cast.hale)
    page = officer.client.get(officer.page).content.decode()
    assert "It has changed" in page and "You have proved who you are" not in page
    sent = officer.press(response)
    assert sent.status_code == 422 and "The report was corrected after you opened" in sent.content.decode()
    assert f'name="errata" value="{erratum.pk}"' in sent.content.decode()
    assert not PoliceResponse.objects.get().is_signed
    asked = officer.press(response, errata=str(erratum.pk))
    officer.client.post(asked["Location"], {"code": officer.code()})
    assert f'name="errata" value="{erratum.pk}"' in officer.client.get(officer.page).content.decode()
    assert officer.press(response, errata=str(erratum.pk))["Location"].endswith("/answer/")


def test_a_second_step_of_long_ago_does_not_sign(
    response: PoliceResponse, officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer.press(response)
    officer.prove()
    later = clock.now() + timedelta(minutes=20)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert officer.press(response)["Location"].startswith(AGAIN)


def test_nobody_signs_as_somebody_else(response: PoliceResponse, cast: Cast, client_for: Callable) -> None:
    User.objects.filter(pk=cast.okoro.pk).update(name="The Mayor of London", job_title="Mayor")
    sent = {"previewed": responses.fingerprint(response), "confirmed": "on", "name": "The Mayor", "role": "Mayor"}
    client_for(cast.okoro).post(reverse("sign", args=[cast.consultation.slug]), sent)
    assert PoliceResponse.objects.get().signed_by_name == "N. Okoro"
    assert Entry.objects.get(action="response_signed").summary == "N. Okoro, Chief Superintendent"


def test_without_the_duty_nobody_signs(response: PoliceResponse, cast: Cast, client_for: Callable) -> None:
    Membership.objects.filter(user=cast.okoro).update(accepted_at=None)
    with pytest.raises(Refused, match="Accept the duty to answer first"):
        as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))
    page = client_for(cast.okoro).get(reverse("sign", args=[cast.consultation.slug])).content.decode()
    assert reverse("accept_duty", args=[cast.consultation.slug]) in page and 'name="confirmed"' not in page


def test_what_was_not_read_is_not_signed(response: PoliceResponse, cast: Cast) -> None:
    for mark in ("", "0" * 64):
        with pytest.raises(Refused, match="Read it again"):
            as_told(responses.sign, response, by=cast.okoro, previewed=mark)


def test_the_officer_is_sent_the_fingerprint(response: PoliceResponse, cast: Cast) -> None:
    as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))
    (sent,) = Message.objects.filter(mailbox__user=cast.okoro, title__startswith="You signed")
    assert response.content_hash in sent.title and sent.kind == notifications.POLICE
    assert not Message.objects.filter(mailbox__user=cast.reyes, title__startswith="You signed").exists()


def test_a_force_that_is_renamed_stays_named_as_it_signed(signed: PoliceResponse, cast: Cast, client: Client) -> None:
    """Nobody takes a new name to be rid of an answer: page and paper say both, and the record knows what was signed."""
    force = cast.consultation.force
    assert force is not None
    mark, before = responses.fingerprint(signed), force.name
    root = User.objects.create_superuser("root@example.org")
    for name in ("Saltmarsh Constabulary", "Eastmere Constabulary"):
        forces.change(force, by=root, name=name)
    for name in ("answer", "report"):
        page = client.get(reverse(name, args=[cast.consultation.slug])).content.decode()
        assert f"For {before} (now Eastmere Constabulary)" in " ".join(page.split()), name
    assert responses.fingerprint(PoliceResponse.objects.get()) == mark == signed.content_hash
    assert texts.compare().faults == []
    PoliceResponse.objects.update(signed_for="Eastmere Constabulary")
    assert [fault for fault in texts.compare().faults if "The force" in fault]


# --- Corrections -------------------------------------------------------------------------------------
WRONG = {"old": "read every word", "new": "read the report", "reason": "We had read the report, not every post in it."}


@made_once
def signed(response: PoliceResponse, cast: Cast) -> PoliceResponse:
    texts.begin()  # takes in the report that was made by hand
    as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))
    spoken = clock.now() - timedelta(days=numbers.VERDICT_DAYS + 1)  # nothing is corrected while residents are asked
    Consultation.objects.filter(pk=cast.consultation.pk).update(response_published_at=spoken)
    cast.consultation.refresh_from_db()
    response.report.consultation.refresh_from_db()
    return response


def test_a_correction_stands_beside_the_old_words(signed: PoliceResponse, cast: Cast, client: Client) -> None:
    mark = responses.fingerprint(signed)
    made = as_told(correcting.correct, signed, by=cast.okoro, answer=None, **WRONG)
    assert responses.fingerprint(signed) == mark == signed.content_hash, "what was signed stays as it was signed"
    text = client.get(reverse("answer", args=[cast.consultation.slug])).content.decode()
    assert "We have read every word." in text
    for words in (made.old, made.new, made.reason, "Corrected since it was signed", "N. Okoro"):
        assert words in text
    assert correcting.of(signed)[0].fingerprint in text
    assert texts.compare().faults == []
    AnswerErratum.objects.update(new="read nothing")
    assert [fault for fault in texts.compare().faults if "orrection" in fault]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"old": "words that stand nowhere"}, "do not stand there"),
        ({"new": ""}, "Give both"),
        ({"new": "read every word"}, "the same"),
        ({"reason": ""}, "reason"),
        ({"new": "x" * 1001}, "one passage"),
    ],
)
def test_what_is_no_correction(signed: PoliceResponse, cast: Cast, change: dict[str, str], why: str) -> None:
    with pytest.raises(Refused, match=why):
        as_told(correcting.correct, signed, by=cast.okoro, answer=None, **{**WRONG, **change})
    assert not AnswerErratum.objects.exists()


def test_the_panel_is_told_of_a_correction(signed: PoliceResponse, cast: Cast) -> None:
    as_told(correcting.correct, signed, by=cast.okoro, answer=None, **WRONG)
    for panel in (cast.hale, cast.quill):
        assert Message.objects.filter(mailbox__user=panel, title__startswith="The signed answer was corrected").exists()


def test_a_correction_may_not_take_the_reasons_away(signed: PoliceResponse, cast: Cast) -> None:
    slot = signed.answers.get(recommendation__number=1)
    RecommendationResponse.objects.filter(pk=slot.pk).update(status="not_accepted", reasons=LONG)
    slot.refresh_from_db()
    with pytest.raises(Refused, match="would no longer be one"):
        as_told(correcting.correct, signed, by=cast.okoro, answer=slot, **{**WRONG, "old": LONG, "new": "See above."})


def test_corrections_together_may_not_take_the_words_away_either(
    signed: PoliceResponse, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each leaves enough words, and all of them nothing; nor does a correction of a correction."""
    monkeypatch.setattr(numbers, "WORDS_CORRECTED", numbers.LONG_REASONS * 2)  # another rule would refuse them first
    slot = signed.answers.get(recommendation__number=1)
    halves = [" ".join(f"{half}{n}" for n in range(numbers.LONG_REASONS)) for half in ("first", "second")]
    RecommendationResponse.objects.filter(pk=slot.pk).update(status="not_accepted", reasons=" ".join(halves))
    slot.refresh_from_db()

    def correct(old: str, new: str, answer: RecommendationResponse | None = slot) -> None:
        as_told(correcting.correct, signed, by=cast.okoro, old=old, new=new, reason="A slip.", answer=answer)

    correct(halves[0], LONG)
    correct(LONG, "No.")
    for old, why in (
        (halves[1], "would no longer be one"),
        (halves[0], "other words in place"),
        (LONG, "do not stand"),
    ):
        with pytest.raises(Refused, match=why):
            correct(old, "See above.")
    correct(halves[1], LONG)
    with pytest.raises(Refused, match="would no longer be one: begin it"):
        correct("We have read every word.", ".", None)
    assert signed.errata.count() == 3


def test_a_correction_stands_wherever_the_answer_is_printed(signed: PoliceResponse, cast: Cast, client: Client) -> None:
    slot = signed.answers.get(recommendation__number=1)
    as_told(
        correcting.correct,
        signed,
        by=cast.okoro,
        answer=slot,
        **{**WRONG, "old": "It is right.", "new": "It is mostly so."},
    )
    for name, *more in (("answer",), ("report",), ("recommendation", 1)):
        text = client.get(reverse(name, args=[cast.consultation.slug, *more])).content.decode()
        assert "It is right." in text and "It is mostly so." in text, name


def test_a_correction_that_is_wrong_is_corrected_and_none_stands_twice(signed: PoliceResponse, cast: Cast) -> None:
    as_told(correcting.correct, signed, by=cast.okoro, answer=None, **WRONG)
    with pytest.raises(Refused, match="stands there already"):
        as_told(correcting.correct, signed, by=cast.okoro, answer=None, **WRONG)
    as_told(
        correcting.correct,
        signed,
        by=cast.okoro,
        answer=None,
        **{**WRONG, "old": WRONG["new"], "new": "read the summary"},
    )
    assert signed.errata.count() == 2


@pytest.mark.parametrize("who", ["moss", "hale", "reyes", "amina", "outsider"])
def test_nobody_else_corrects(signed: PoliceResponse, cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        as_told(correcting.correct, signed, by=getattr(cast, who), answer=None, **WRONG)


def test_the_answer_of_another_consultation_is_not_corrected_here(
    signed: PoliceResponse, cast: Cast, elsewhere: Cast
) -> None:
    other = publish(elsewhere).answers.first()
    with pytest.raises(Refused, match="answer of this consultation"):
        as_told(correcting.correct, signed, by=cast.okoro, answer=other, **WRONG)


def test_the_page_keeps_what_was_typed_over_the_second_step(
    signed: PoliceResponse, cast: Cast, officer: Officer
) -> None:
    page = reverse("correct_answer", args=[cast.consultation.slug])
    slot = signed.answers.get(recommendation__number=2)
    sent = {"answer": str(slot.pk), "old": "It is right.", "new": "It is right here.", "reason": "It was too general."}
    asked = officer.client.post(page, sent)
    assert asked["Location"].startswith(AGAIN) and not AnswerErratum.objects.exists()
    assert officer.client.post(asked["Location"], {"code": officer.code()})["Location"] == page
    text = officer.client.get(page).content.decode()
    assert all(words in text for words in ("It is right here.", "It was too general.", "You have proved who you are"))
    assert officer.client.post(page, {**sent, "new": "Other words."})["Location"].startswith(AGAIN), "not what was read"
    officer.client.post(asked["Location"], {"code": officer.code()})
    assert officer.client.post(page, {**sent, "new": "Other words."})["Location"].endswith("/answer/")
    assert AnswerErratum.objects.get().answer == slot


def test_a_decision_asks_for_the_second_step_too(signed: PoliceResponse, cast: Cast, officer: Officer) -> None:
    slot = signed.answers.get(recommendation__number=1)
    RecommendationResponse.objects.filter(pk=slot.pk).update(status="under_consideration", decision_by=clock.today())
    page = reverse("recommendation", args=[cast.consultation.slug, 1])
    sent = {"act": "decide", "status": "not_accepted", "reasons": LONG}
    asked = officer.client.post(page, sent)
    assert asked["Location"].startswith(AGAIN) and not Decision.objects.exists()
    assert officer.client.post(asked["Location"], {"code": officer.code()})["Location"] == page
    assert LONG in officer.client.get(page).content.decode()
    other = reverse("correct_answer", args=[cast.consultation.slug])
    assert "You have proved who you are" not in officer.client.get(other).content.decode()
    assert officer.client.post(page, {**sent, "reasons": LONG + " No."})["Location"].startswith(AGAIN)
    officer.client.post(asked["Location"], {"code": officer.code()})
    assert officer.client.post(page, {**sent, "reasons": LONG + " No."})["Location"] == page
    assert Decision.objects.get().decided_by_name == "N. Okoro"


def test_other_evidence_asks_for_the_second_step_too(signed: PoliceResponse, cast: Cast, officer: Officer) -> None:
    link = {"evidence_url": "https://example.org/gone", "status": "already_in_place"}
    RecommendationResponse.objects.filter(response=signed, recommendation__number=1).update(**link)
    page = reverse("other_evidence", args=[cast.consultation.slug, 1])
    sent = {"link": "https://example.org/moved", "why": "The page has moved."}
    asked = officer.client.post(page, sent)
    assert asked["Location"].startswith(AGAIN) and not OtherEvidence.objects.exists()
    assert officer.client.post(asked["Location"], {"code": officer.code()})["Location"] == page
    text = officer.client.get(page).content.decode()
    assert all(words in text for words in (*sent.values(), "You have proved who you are"))
    other = {**sent, "link": "https://example.org/else"}
    assert officer.client.post(page, other)["Location"].startswith(AGAIN), "not what was read"
    officer.client.post(asked["Location"], {"code": officer.code()})
    assert officer.client.post(page, other)["Location"].endswith("/recommendations/1/")
    assert OtherEvidence.objects.get().signed_by_name == "N. Okoro"
    assert "Give other evidence" not in officer.client.get(page.removesuffix("evidence/")).content.decode()


def test_giving_a_promise_up_asks_for_the_second_step_too(signed: PoliceResponse, cast: Cast, officer: Officer) -> None:
    promise = Commitment.objects.filter(answer__response=signed)[0]
    page = reverse("promise", args=[cast.consultation.slug, promise.pk])
    sent = {"act": "drop", "drop-reason": "The council owns the posts and has refused permission twice this year."}
    asked = officer.client.post(page, sent)
    assert asked["Location"].startswith(AGAIN) and not Commitment.objects.filter(state="dropped").exists()
    assert officer.client.post(page, sent)["Location"].startswith(AGAIN), "pressing again is no second step"
    assert officer.client.post(asked["Location"], {"code": officer.code()})["Location"] == page
    text = officer.client.get(page).content.decode()
    assert "refused permission twice" in text and "You have proved who you are" in text
    other = {**sent, "drop-reason": "We have thought better of it, and would rather not say any more about this now."}
    assert officer.client.post(page, other)["Location"].startswith(AGAIN), "not what was read"
    officer.client.post(asked["Location"], {"code": officer.code()})
    assert officer.client.post(page, other)["Location"] == page
    assert Commitment.objects.get(pk=promise.pk).state == "dropped"


def test_the_reply_to_the_verdict_asks_for_the_second_step_too(
    signed: PoliceResponse, cast: Cast, officer: Officer
) -> None:
    page = reverse("reply_to_verdict", args=[cast.consultation.slug])
    Consultation.objects.update(response_published_at=clock.now() - timedelta(days=40))
    asked = officer.client.post(page, {"text": "We read every reason."})
    assert asked["Location"].startswith(AGAIN) and not VerdictReply.objects.exists()
    officer.client.post(asked["Location"], {"code": officer.code()})
    assert "We read every reason." in officer.client.get(page).content.decode()
    assert officer.client.post(page, {"text": "We read every reason."}).status_code == 302
    assert VerdictReply.objects.get().by_name == "N. Okoro"


def test_the_words_on_the_page_of_the_force_are_confirmed_with_the_second_step_too(
    response: PoliceResponse, cast: Cast, officer: Officer, rf: Any
) -> None:
    Force.objects.filter(pk=cast.consultation.force_id).update(how_we_decide="We read all of it.")
    force = Force.objects.get(pk=cast.consultation.force_id)
    page, sent = reverse("response", args=[cast.consultation.slug]), {"force_words": confirming.mark(force)}
    asked = officer.client.post(page, sent)
    assert asked["Location"].startswith(AGAIN) and not Force.objects.get(pk=force.pk).confirmed
    assert officer.client.post(page, sent)["Location"].startswith(AGAIN), "pressing again is no second step"
    assert officer.client.post(asked["Location"], {"code": officer.code()})["Location"] == page
    assert "You have proved who you are" in officer.client.get(page).content.decode()
    officer.client.post(page, sent)
    assert Force.objects.get(pk=force.pk).confirmed["by"] == "N. Okoro, Chief Superintendent"
    unproved = unproved_by(cast, rf, signing.mark(confirming.confirm, cast.consultation, seen=sent["force_words"]))
    with pytest.raises(Refused, match="Prove once more"):
        confirming.confirm(cast.consultation, by=cast.okoro, seen=sent["force_words"], proof=unproved)


def test_the_reply_to_what_is_said_to_have_changed_asks_for_the_second_step_too(
    cast: Cast, officer: Officer, rf: Any
) -> None:
    cast.at(Stage.COMPLETED)
    change = changes.say(cast.consultation, changed.about_lfr(cast), by=cast.moss, **changed.said())
    page = reverse("speak_of_change", args=[cast.consultation.slug, change.pk])
    sent = {"says": "replies", "words": "The policy is a draft."}
    asked = officer.client.post(page, sent)
    assert asked["Location"].startswith(AGAIN) and not ChangeWord.objects.exists()
    assert officer.client.post(asked["Location"], {"code": officer.code()})["Location"] == page
    text = officer.client.get(page).content.decode()
    assert "The policy is a draft." in text and "You have proved who you are" in text
    other = {**sent, "words": "Nothing has changed."}
    assert officer.client.post(page, other)["Location"].startswith(AGAIN), "not what was read"
    about = {"change": change, **sent}
    for proof in (None, unproved_by(cast, rf, signing.mark(changes.speak, cast.consultation, **about))):
        with pytest.raises(Refused, match="Prove once more"):
            changes.speak(cast.consultation, by=cast.okoro, proof=proof, **about)
    officer.client.post(asked["Location"], {"code": officer.code()})
    assert officer.client.post(page, other)["Location"].endswith("/changes/")
    assert ChangeWord.objects.get().words == "Nothing has changed."


def test_once_signed_the_workspace_offers_no_draft(signed: PoliceResponse, cast: Cast, client_for: Callable) -> None:
    client = client_for(cast.reyes)
    page = client.get(reverse("response", args=[cast.consultation.slug])).content.decode()
    assert "Before it can be signed" not in page
    page = client.get(reverse("answer_recommendation", args=[cast.consultation.slug, 1])).content.decode()
    assert "Save draft" not in page and "It is right." in page
    assert cast.consultation.stage == Stage.RESPONSE_PUBLISHED


# --- The act asks, whoever calls it -----------------------------------------------------------------------
def unproved_by(cast: Cast, rf: Any, mark: str) -> signing.Proof:
    """Of a session in which no second step was taken after reading."""
    request = rf.get("/")
    request.session, request.user = {}, cast.okoro
    return signing.proof(request, mark)


def test_no_act_under_the_officers_name_goes_without_the_second_step(
    signed: PoliceResponse, cast: Cast, settings: Any, rf: Any
) -> None:
    """Another caller of the act, with a session in which no second step was taken after reading, is refused by it."""
    settings.STAFF_SECOND_FACTOR = True
    slot = signed.answers.get(recommendation__number=1)
    RecommendationResponse.objects.filter(pk=slot.pk).update(status="under_consideration", decision_by=clock.today())
    promise = Commitment.objects.filter(answer__response=signed)[0]
    calls: list[tuple[Callable[..., object], Any, dict[str, Any]]] = [
        (responses.sign, signed, {"previewed": responses.fingerprint(signed)}),
        (correcting.correct, signed, {"answer": None, **WRONG}),
        (deciding.decide, slot, {"status": "not_accepted", "reasons": LONG}),
        (commitments.drop, promise, {"reason": LONG}),
        (verdicts.reply, signed, {"text": "We have read it."}),
    ]
    PoliceResponse.objects.update(state=PoliceResponse.State.DRAFT)
    for one in (signed, slot.response, promise.answer.response):
        one.report.consultation.stage = Stage.FINDINGS_PUBLISHED
    for act, subject, said in calls:
        unproved = unproved_by(cast, rf, signing.mark(act, subject, **said))
        with pytest.raises(Refused, match="Prove once more who you are"):
            act(subject, by=cast.okoro, proof=unproved, **said)
        with pytest.raises(TypeError, match="proof"):
            act(subject, by=cast.okoro, **said)
        PoliceResponse.objects.update(state=PoliceResponse.State.SIGNED)
        for one in (signed, slot.response, promise.answer.response):
            one.report.consultation.stage = Stage.FOLLOW_UP
    assert not (AnswerErratum.objects.exists() or Decision.objects.exists() or VerdictReply.objects.exists())
    with pytest.raises(TypeError, match="second step"):
        signing.Proof(object(), who=cast.okoro, text="", stepped=True)
    settings.DEMO = False
    with pytest.raises(Refused, match="Prove once more"):
        as_told(commitments.drop, promise, by=cast.okoro, reason=LONG)


def test_a_proof_is_of_one_person_one_text_and_not_for_long(
    signed: PoliceResponse, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[Any] = []

    def keep(subject: Any, *, by: Any, proof: Any, **said: object) -> None:
        kept.append(proof)

    keep.__name__ = "correct"
    as_told(keep, signed, by=cast.okoro, answer=None, **WRONG)
    (made,) = kept
    with pytest.raises(Refused, match="Prove once more"):
        correcting.correct(signed, by=cast.okoro, answer=None, proof=made, **{**WRONG, "new": "Read nothing."})
    hour = clock.now() + timedelta(hours=1)
    with monkeypatch.context() as late, pytest.raises(Refused, match="Prove once more"):
        late.setattr(clock, "now", lambda: hour)
        correcting.correct(signed, by=cast.okoro, answer=None, proof=made, **WRONG)
    Membership.objects.filter(user=cast.okoro).update(user=cast.outsider)
    with pytest.raises(Refused, match="Prove once more"):
        correcting.correct(signed, by=cast.outsider, answer=None, proof=made, **WRONG)
    assert not AnswerErratum.objects.exists()
