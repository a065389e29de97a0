from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from consultations import access, numbers
from consultations.joining import joining
from consultations.models import Consultation, Stage
from deliberation.models import Ballot, Question, Reason, Statement, StatementDecision
from deliberation.statements import decisions, privacy, statements
from people.errors import Refused
from people.privacy import retention
from tests.cast import Cast
from tests.deliberation import rooms
from tests.deliberation.statements import talk
from tests.pages import flat

SignIn = Callable[[object], Client]
State = Statement.State


def test_a_refused_statement_is_changed_and_sent_again(cast: Cast) -> None:
    statement = statements.edit(talk.refused(cast), "Young people first.", by=cast.amina)
    assert (statement.state, statement.revision, statement.text) == (State.HELD, 2, "Young people first.")


def test_the_same_words_are_not_sent_again(cast: Cast) -> None:
    with pytest.raises(Refused, match="same words"):
        statements.edit(talk.refused(cast), talk.MINE, by=cast.amina)


def test_what_people_are_answering_cannot_change(cast: Cast) -> None:
    with pytest.raises(Refused, match="cannot change"):
        statements.edit(talk.accepted(cast), "Something else.", by=cast.amina)


@pytest.mark.parametrize("act", ["edit", "withdraw"])
def test_nobody_changes_anothers_statement(cast: Cast, act: str) -> None:
    statement = talk.sent(cast)
    with pytest.raises(access.NotAllowed):
        if act == "edit":
            statements.edit(statement, "Mine now.", by=cast.bilal)
        else:
            statements.withdraw(statement, by=cast.bilal)


def test_withdrawn_its_words_go_and_the_answers_stay_with_those_who_gave_them(cast: Cast) -> None:
    statement = talk.accepted(cast)
    question = statement.question
    talk.answer(statement.conversation, 3, "agree", cast.bilal)
    statements.withdraw(statement, by=cast.amina)
    assert question not in talk.questions(statement.conversation)
    assert Ballot.objects.filter(question=question).count() == 1
    assert not Question.objects.filter(text=talk.MINE).exists()
    assert not Statement.objects.filter(text=talk.MINE).exists()


@pytest.mark.parametrize("stage", [Stage.OPEN, Stage.ANALYSIS, Stage.PAUSED, Stage.WITHDRAWN])
@pytest.mark.parametrize("shown", [True, False])
def test_it_is_taken_back_until_the_findings_are_out(cast: Cast, client_for: SignIn, stage: Stage, shown: bool) -> None:
    """A withdrawn consultation says so of all that people wrote."""
    statement = talk.accepted(cast) if shown else talk.sent(cast)
    if stage != Stage.OPEN:
        rooms.close_wave(statement.conversation.wave, by=cast.moss)
    Consultation.objects.update(stage_before_pause=Stage.OPEN)
    cast.at(stage)
    args = [cast.consultation.slug, statement.conversation.wave_id]
    amina = client_for(cast.amina)
    page = reverse("my_statements", args=args)
    assert 'name="withdraw"' in amina.get(page).content.decode()
    amina.post(reverse("own_statement", args=[*args, statement.pk]), {"withdraw": "1"})
    assert Statement.objects.get(pk=statement.pk).is_withdrawn
    for kept in (Statement, Question):
        assert not kept.objects.filter(text=talk.MINE).exists()
    assert 'name="withdraw"' not in amina.get(page).content.decode()


@pytest.mark.parametrize("stage", [Stage.FINDINGS_PUBLISHED, Stage.PAUSED])
def test_once_they_are_out_it_stays(cast: Cast, client_for: SignIn, stage: Stage) -> None:
    statement = talk.accepted(cast)
    Consultation.objects.update(stage_before_pause=Stage.FOLLOW_UP)
    cast.at(stage)
    statement = Statement.objects.select_related("conversation__wave__poll__consultation").get(pk=statement.pk)
    page = reverse("my_statements", args=[cast.consultation.slug, statement.conversation.wave_id])
    assert 'name="withdraw"' not in client_for(cast.amina).get(page).content.decode()
    with pytest.raises(Refused, match="You can still leave: then the words go"):
        statements.withdraw(statement, by=cast.amina)
    joining.withdraw(statement.conversation.consultation, by=cast.amina)
    assert Statement.objects.get(pk=statement.pk).text == Statement.GONE, "as it says"


MONTHS = [("standard", numbers.WORDS_MONTHS), ("short", numbers.SHORT_WORDS_MONTHS)]


@pytest.mark.parametrize(("kept", "months"), MONTHS)
def test_until_when_it_goes_is_said_with_its_end(cast: Cast, client_for: SignIn, kept: str, months: int) -> None:
    Consultation.objects.update(retention=kept)
    page = flat(client_for(cast.amina).get(reverse("my_part", args=[cast.consultation.slug])).content.decode())
    ends = f"if you take them back before the findings, or leave within {months} months after them"
    assert ends in page
    rule = next(one for one in privacy.KEPT if one.key == "shown_for_good")
    assert "before the findings, or leave within" in rule.kept and str(months) in rule.kept


def test_when_its_author_leaves_the_words_of_all_their_statements_go(cast: Cast) -> None:
    conversation = talk.running(cast)
    talk.accepted(cast, "First of mine.", conversation)
    talk.sent(cast, "Second of mine.", conversation)
    joining.withdraw(cast.consultation, by=cast.amina)
    assert not Statement.objects.filter(text__contains="of mine").exists()
    assert not Question.objects.filter(text__contains="of mine").exists()
    assert [q.text for q in talk.questions(conversation)] == talk.FIRST


def test_what_facilitators_wrote_stays(cast: Cast) -> None:
    conversation = talk.running(cast)
    statements.forget_all_of(cast.member(cast.moss))
    assert [q.text for q in talk.questions(conversation)] == talk.FIRST


def test_once_the_time_is_over_nothing_leads_to_the_author_and_what_was_shown_stays(cast: Cast) -> None:
    """Whoever has the database years later finds no pseudonym beside a statement that stays for good."""
    conversation = talk.running(cast)
    shown = talk.accepted(cast, "Shown of mine.", conversation)
    waiting = talk.sent(cast, "Waiting of mine.", conversation)
    refused = talk.sent(cast, "Refused of mine.", conversation)
    decisions.refuse(refused, by=cast.moss, revision=1, reason="several", note="Of mine, two ideas.")
    retention.purge()
    assert set(Statement.objects.filter(author=cast.member(cast.amina))) == {shown, waiting, refused}
    Consultation.objects.update(findings_published_at=clock.now() - timedelta(days=3000))
    retention.purge()
    mine = Statement.objects.filter(pk__in=[shown.pk, waiting.pk, refused.pk])
    assert set(mine.values_list("author", "text")) == {(None, "Shown of mine."), (None, Statement.GONE)}
    assert not StatementDecision.objects.exclude(message="").exists()
    ours = Statement.objects.filter(source=Statement.Source.FACILITATOR)
    assert ours.exists() and not ours.filter(author=None).exists(), "facilitators put theirs in public"
    shown.refresh_from_db()
    with pytest.raises(access.NotAllowed):
        statements.withdraw(shown, by=cast.amina)
    with pytest.raises(Refused, match="Nothing leads to its author"):
        decisions.refuse(shown, by=cast.moss, revision=1, reason=Reason.SAFE)
    decisions.refuse(shown, by=cast.moss, revision=1, reason="several")
