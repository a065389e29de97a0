"""Words that say somebody may be at risk, wherever they are read: the lead is told, and their author where help is."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from consultations.access import NotAllowed
from deliberation.models import Concern, Contribution, ModerationDecision, SafetyAlert, SafetyStep
from deliberation.moderation import at_risk, concerns, moderation
from deliberation.polls import polling, voting
from deliberation.results import at_risk as own_words
from deliberation.safeguarding import safeguarding
from people.errors import Refused
from people.models import Message, User
from people.privacy import erasing
from tests.cast import Cast
from tests.deliberation import rooms
from tests.deliberation.counting.test_own_words import SAID, six
from tests.deliberation.moderation.conftest import removal, shown

__all__ = ["removal", "shown", "six"]
ClientFor = Callable[[User | None], Client]
CRY = "I cannot go on."
ANSWERS = {"in_danger": False, "at_risk": False, "crime": False, "own_wrong": False}


def to_lead(cast: Cast) -> int:
    return Message.objects.filter(mailbox__user=cast.moss, kind="safeguarding").count()


def test_an_appeal(cast: Cast, removal: ModerationDecision, client_for: ClientFor) -> None:
    asked, slug = moderation.appeal(removal, by=cast.amina, grounds=CRY), cast.consultation.slug
    decided = reverse("decide_appeal", args=[slug, asked.pk])
    page = client_for(cast.hale).get(decided).content.decode()
    assert "If somebody may be at risk" in page and "Tell the safeguarding lead" in page
    for _ in range(2):
        client_for(cast.hale).post(decided, {"risk": asked.pk})
    alert = SafetyAlert.objects.get()
    assert (alert.author, alert.about, alert.subject) == (cast.member(cast.amina), "appeal", str(asked.pk))
    assert to_lead(cast) == 1
    (told,) = Message.objects.filter(mailbox__user=cast.amina, kind="private_word")
    assert "there are people who can help" in told.title and f"/safety/{alert.pk}/private/" in told.link
    mine = client_for(cast.amina).get(reverse("appeal", args=[slug, removal.contribution_id])).content.decode()
    assert "You are not alone" in mine and f"/safety/{alert.pk}/private/" in mine
    four = client_for(cast.moss).get(reverse("safety_alert", args=[slug, alert.pk])).content.decode()
    assert decided in four and "Read it: an appeal" in four and CRY not in four
    for reader, knows in ((cast.finch, f"/safety/{alert.pk}/"), (cast.hale, "The safeguarding lead")):
        assert knows in client_for(reader).get(decided).content.decode()
    assert client_for(cast.hale).get(reverse("safety_alert", args=[slug, alert.pk])).status_code == 404
    for nobody in (cast.reyes, cast.okoro, cast.bilal):
        with pytest.raises(NotAllowed):
            at_risk.raise_for_appeal(asked, by=nobody)
    erasing.erase(cast.amina)
    assert not SafetyAlert.objects.exists()


def test_a_report_of_a_post_names_nobody_who_reported(cast: Cast, shown: Contribution, client_for: ClientFor) -> None:
    concerns.raise_concern(shown, by=cast.bilal, reason="other", words=CRY)
    concern = Concern.objects.get()
    decided = reverse("decide", args=[cast.consultation.slug, shown.pk])
    assert "Tell the safeguarding lead" in client_for(cast.finch).get(decided).content.decode()
    client_for(cast.finch).post(decided, {"risk": concern.pk})
    alert = SafetyAlert.objects.get()
    assert alert.author is None and to_lead(cast) == 1
    (told,) = Message.objects.filter(mailbox__user=cast.bilal)
    assert "there are people who can help" in told.title and told.link.endswith("/help/")
    address = reverse("safety_alert", args=[cast.consultation.slug, alert.pk])
    four = client_for(cast.moss).get(address).content.decode()
    assert decided in four and cast.member(cast.bilal).pseudonym not in four
    assert "there is no way to write to them" in four
    assert client_for(cast.moss).get(f"{address}private/").status_code == 404
    answer = client_for(cast.moss).post(address, {**dict.fromkeys(ANSWERS, "no"), "step": "signposts"})
    assert answer.status_code == 302 and address not in client_for(cast.moss).get("/desk/").content.decode()


def test_answers_in_own_words_lead_to_nobody(cast: Cast, six: object, client_for: ClientFor) -> None:
    wave, question = rooms.wave(cast, "after"), rooms.question(cast, "why")
    results = reverse("results", args=[cast.consultation.slug, wave.pk])
    assert "there is no way to write to them" in client_for(cast.finch).get(results).content.decode()
    client_for(cast.finch).post(results, {"risk": question.pk})
    alert = SafetyAlert.objects.get()
    assert alert.author is None and to_lead(cast) == 1
    assert not Message.objects.filter(kind="private_word").exists()
    four = client_for(cast.moss).get(reverse("safety_alert", args=[cast.consultation.slug, alert.pk]))
    assert f"{results}#words-{question.pk}" in four.content.decode() and SAID not in four.content.decode()
    with pytest.raises(Refused, match="knows of this already"):
        own_words.raise_for_own_words(wave, question, by=cast.moss)
    safeguarding.note_step(alert, by=cast.moss, step=SafetyStep.Step.SIGNPOSTS, **ANSWERS)
    own_words.raise_for_own_words(wave, question, by=cast.finch)  # another of those who wrote below it
    assert SafetyAlert.objects.count() == 1 and not safeguarding.step_is_taken(SafetyAlert.objects.get())
    for other, answered in ((cast.hale, 404), (cast.reyes, 404), (cast.amina, 404)):
        assert client_for(other).post(results, {"risk": question.pk}).status_code == answered
    for other in (cast.reyes, cast.amina):
        assert "Tell the safeguarding lead" not in client_for(other).get(results).content.decode()


def test_whoever_wrote_in_own_words_reads_where_help_is(cast: Cast, client_for: ClientFor) -> None:
    rooms.close_wave(rooms.open_first(cast), by=cast.moss)
    wave = polling.open_wave(rooms.wave(cast, "after"), by=cast.moss)
    where, said = reverse("wave", args=[cast.consultation.slug, wave.pk]), "If what you wrote about is hard"
    rooms.answer(cast, cast.amina, "after", "q_use", "Not sure")
    assert said not in client_for(cast.amina).get(where).content.decode()
    voting.vote(wave, rooms.question(cast, "why"), by=cast.amina, text=CRY)
    page = client_for(cast.amina).get(where).content.decode()
    assert said in page and "tel:116123" in page
