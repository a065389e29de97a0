"""Whoever sends a statement in is told what became of it, and has a remedy that the close does not take."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from audit import clock
from consultations.access import NotAllowed
from consultations.joining import joining
from consultations.models import Stage
from deliberation.models import Conversation, SafetyAlert, Statement, Wave
from deliberation.opinion import sent_in
from deliberation.polls import polling
from deliberation.statements import decisions, desk, gates, statements
from people.errors import Refused
from people.models import Message, User
from tests.cast import Cast
from tests.deliberation.statements import talk
from tests.pages import flat


def again(statement: Statement) -> Statement:
    return Statement.objects.select_related("conversation__wave__poll__consultation").get(pk=statement.pk)


def told(user: User, kind: str = "about_my_statement") -> list[str]:
    titles = Message.objects.filter(mailbox__user=user, kind=kind).order_by("pk").values_list("title", flat=True)
    return [title.partition(":")[0] for title in titles]


def close(conversation: Conversation, cast: Cast) -> Wave:
    """By hand, with a reason, and not in its first days."""
    Wave.objects.filter(pk=conversation.wave_id).update(opened_at=clock.now() - timedelta(days=3))
    return polling.close_wave(conversation.wave, by=cast.moss, reason="Everybody has answered.")


def test_its_author_is_told_of_each_decision_and_never_a_word_of_it(cast: Cast) -> None:
    statement = talk.accepted(cast)
    decisions.refuse(again(statement), by=cast.moss, revision=1, reason="unclear")
    statements.ask_again(again(statement), by=cast.amina)
    for user, kind in ((cast.finch, "facilitators"), (cast.hale, "panel")):
        assert told(user, kind) == ["Somebody asks you to look at a statement again"]
    decisions.refuse(again(statement), by=cast.hale, revision=1, reason="unclear")
    assert told(cast.amina) == [
        "People are asked your statement",
        "Your statement was taken out",
        "Somebody else looked at your statement",
    ]
    own = statement.conversation.statements.get(text=talk.FIRST[0])
    decisions.refuse(own, by=cast.moss, revision=1, reason="unclear")
    assert not Message.objects.filter(kind="about_my_statement").exclude(mailbox__user=cast.amina).exists()
    assert not Message.objects.filter(title__contains=talk.MINE).exists()


def test_a_close_takes_no_remedy_away(cast: Cast, client_for: Any) -> None:
    """Critical statements are refused, and “Close” is pressed a minute later."""
    statement = talk.refused(cast)
    conversation = statement.conversation
    with pytest.raises(Refused, match="can still ask somebody else to look at 1 statement"):
        close(conversation, cast)
    page = client_for(cast.moss).get(reverse("conversation_desk", args=[cast.consultation.slug, conversation.wave_id]))
    assert "can still ask" in page.content.decode() and "Close it now" not in page.content.decode()
    statements.ask_again(again(statement), by=cast.amina)
    with pytest.raises(Refused, match="1 statement to decide first"):
        close(conversation, cast)
    decisions.refuse(again(statement), by=cast.hale, revision=1, reason="unclear")
    assert close(conversation, cast).state == Wave.State.CLOSED


def test_nor_does_what_nobody_read(cast: Cast) -> None:
    statement = talk.sent(cast)
    with pytest.raises(Refused, match="to decide first"):
        close(statement.conversation, cast)
    polling.close_all(cast.consultation)  # the clock does not ask
    assert told(cast.amina) == ["The conversation closed before anybody decided about your statement"]


def test_a_second_look_goes_on_after_the_consultation_closed(cast: Cast, client_for: Any) -> None:
    statement = talk.refused(cast)
    polling.close_all(cast.consultation)
    cast.at(Stage.ANALYSIS)
    (missing,) = gates.second_looks_are_answered(cast.consultation)
    assert "can still ask for a second look at 1 statement" in missing.text
    where = [cast.consultation.slug, statement.conversation.wave_id]
    mine = reverse("my_statements", args=where)
    amina = client_for(cast.amina)
    assert "Ask somebody else to look" in amina.get(mine).content.decode()
    amina.post(reverse("own_statement", args=[*where, statement.pk]), {"again": "1"})
    (missing,) = gates.second_looks_are_answered(cast.consultation)
    assert missing.text == "Statements still to be looked at again: 1."
    assert [len(desk.second_looks([cast.member(user)])) for user in (cast.moss, cast.finch, cast.hale)] == [0, 1, 1]
    address = reverse("decide_statement", args=[*where, statement.pk])
    client_for(cast.hale).post(address, {"revision": 1, "action": "show"})
    assert again(statement).is_refused and again(statement).was_wrong
    assert not again(statement).conversation.wave.questions.filter(text=talk.MINE).exists()
    assert gates.second_looks_are_answered(cast.consultation) == []
    assert told(cast.amina)[-1] == "Somebody else looked"
    page = flat(amina.get(mine).content.decode())
    assert "it should have been shown" in page and "Ask somebody else" not in page
    assert "1 not shown, and somebody who looked again found" in sent_in.what_became(Conversation.objects.get())
    with pytest.raises(Refused, match="Two people have decided"):
        statements.ask_again(again(statement), by=cast.amina)


def test_after_its_days_nobody_waits_for_whoever_did_not_ask(cast: Cast) -> None:
    statement = talk.refused(cast)
    cast.at(Stage.ANALYSIS)
    with clock.travel(clock.now() + timedelta(days=15)):
        assert gates.second_looks_are_answered(cast.consultation) == []
        with pytest.raises(Refused, match="You could ask for this"):
            statements.ask_again(again(statement), by=cast.amina)


def test_who_leaves_holds_nothing_up(cast: Cast) -> None:
    talk.refused(cast)
    joining.withdraw(cast.consultation, by=cast.amina)
    assert gates.second_looks_are_answered(cast.consultation) == []


@pytest.mark.parametrize("reason", ["safe", "crime"])
def test_a_statement_about_safety_alerts_the_lead_and_gives_numbers(cast: Cast, client_for: Any, reason: str) -> None:
    statement = talk.refused(cast, reason)
    alert = SafetyAlert.objects.get()
    assert (alert.statement, alert.author, alert.reason) == (statement, cast.member(cast.amina), reason)
    assert told(cast.moss, "safeguarding") == ["Somebody may need help"]
    assert told(cast.amina) == ["Thank you for what you wrote"]
    page = client_for(cast.amina).get(
        reverse("my_statements", args=[cast.consultation.slug, statement.conversation.wave_id])
    )
    words = page.content.decode()
    assert "tel:116123" in words and reverse("private_words", args=[cast.consultation.slug, alert.pk]) in words
    four = client_for(cast.moss).get(reverse("safety_alert", args=[cast.consultation.slug, alert.pk])).content.decode()
    assert "Read the statement" in four and talk.MINE not in four
    for user in (cast.bilal, cast.hale):
        with pytest.raises(NotAllowed):
            statements.ask_again(again(statement), by=user)
