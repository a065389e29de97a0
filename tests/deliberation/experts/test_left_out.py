"""A question that one facilitator leaves out is looked at again; one that nobody reads is not let lie."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from audit import clock
from consultations.access import NotAllowed
from consultations.models import Membership, Stage
from consultations.notifications.working_days import working_days_after
from consultations.stages import afterwards
from deliberation import numbers
from deliberation.experts import desk, experts, gates
from deliberation.models import ExpertQuestion, SafetyAlert
from people.errors import Refused
from people.models import Message, User
from tests.cast import Cast
from tests.made_once import made_once
from tests.pages import flat

HARD = "How many people were wrongly stopped?"
WHY = "The briefing says it."


@made_once
def left_out(cast: Cast) -> ExpertQuestion:
    return experts.leave_out(experts.ask(cast.consultation, HARD, by=cast.amina), by=cast.moss, reason=WHY)


def now(question: ExpertQuestion) -> ExpertQuestion:
    return ExpertQuestion.objects.get(pk=question.pk)


def told(user: User, kind: str) -> list[str]:
    lines = Message.objects.filter(mailbox__user=user, kind=kind).order_by("pk")
    return [line.title.partition(":")[0] for line in lines]


def page(client_for: Any, user: Any, name: str, *args: object) -> str:
    return flat(client_for(user).get(reverse(name, args=args)).content.decode())


def test_whoever_left_it_out_does_not_do_so_again(cast: Cast, client_for: Any, left_out: ExpertQuestion) -> None:
    slug = cast.consultation.slug
    again = reverse("ask_question_again", args=[slug, left_out.pk])
    assert again in page(client_for, cast.amina, "expert_questions", slug)
    assert client_for(cast.bilal).post(again).status_code == 404
    client_for(cast.amina).post(again)
    assert now(left_out).is_received and now(left_out).second_look
    for user, kind in ((cast.finch, "facilitators"), (cast.hale, "panel")):
        assert "Somebody asks you to look at a question to the experts again" in told(user, kind)
    Membership.objects.filter(user=cast.finch).update(seated_by=cast.member(cast.moss))
    for by, match in ((cast.moss, "You left it out"), (cast.finch, "The same person chose")):
        with pytest.raises(Refused, match=match):
            experts.leave_out(now(left_out), by=by, reason="No.")
    own = page(client_for, cast.moss, "sort_question", slug, left_out.pk)
    assert "You left it out" in own and "Leave it out" not in own
    assert HARD in page(client_for, cast.hale, "expert_questions", slug)
    assert WHY in page(client_for, cast.hale, "sort_question", slug, left_out.pk)
    assert desk.questions_kept_apart([cast.member(cast.hale)])
    experts.leave_out(now(left_out), by=cast.hale, reason="It is about a case in court.")
    with pytest.raises(Refused, match="Two people have decided"):
        experts.ask_again(now(left_out), by=cast.amina)
    assert again not in page(client_for, cast.amina, "expert_questions", slug)


@pytest.mark.parametrize("taken_up", [True, False])
def test_what_the_second_look_came_to_is_told_too(cast: Cast, left_out: ExpertQuestion, taken_up: bool) -> None:
    experts.ask_again(left_out, by=cast.amina)
    if taken_up:
        experts.take_up(now(left_out), by=cast.finch, wording=HARD)
    else:
        experts.leave_out(now(left_out), by=cast.hale, reason="It is about a case in court.")
    first, second = told(cast.amina, "about_my_question")
    outcome = "it was put to the experts" if taken_up else "it is not taken up"
    assert first == "Your question was not taken up"
    assert second == f"Somebody else looked at your question, and {outcome}"


def test_left_out_again_after_it_was_kept_apart_is_told_again(cast: Cast) -> None:
    """Whatever comes back to be decided about: the second decision of a kind is no message that was sent already."""
    other = experts.ask(cast.consultation, "Who stops people?", by=cast.bilal)
    stays = experts.take_up(other, by=cast.moss, wording=HARD)
    asked = experts.ask(cast.consultation, HARD, by=cast.amina)
    experts.join(asked, stays, by=cast.moss)
    experts.keep_apart(now(asked), by=cast.amina)
    experts.leave_out(now(asked), by=cast.finch, reason=WHY)
    experts.ask_again(now(asked), by=cast.amina)
    experts.leave_out(now(asked), by=cast.hale, reason=WHY)
    said = told(cast.amina, "about_my_question")
    assert len(said) == 3 and "joined" in said[0] and "Somebody else" in said[2]


def test_taken_up_on_a_second_look_it_bears_no_reason(cast: Cast, left_out: ExpertQuestion) -> None:
    experts.ask_again(left_out, by=cast.amina)
    put = experts.take_up(now(left_out), by=cast.moss, wording=HARD)
    assert (put.reason, put.is_open) == ("", True)
    cast.at(Stage.FINDINGS_PUBLISHED)
    assert "1 put to experts" in experts.what_became(cast.consultation)


def test_its_days_end(cast: Cast, left_out: ExpertQuestion) -> None:
    late = clock.now() + timedelta(days=numbers.APPEAL_DAYS, minutes=1)
    with clock.travel(late), pytest.raises(Refused, match="You could ask for this until"):
        experts.ask_again(left_out, by=cast.amina)


def test_one_that_nobody_reads_is_due_told_of_and_stops_the_findings(cast: Cast) -> None:
    asked = experts.ask(cast.consultation, HARD, by=cast.amina)
    (todo,) = desk.questions_to_sort([cast.member(cast.moss)])
    assert todo.days_left == (working_days_after(clock.today(), numbers.SORT_DAYS) - clock.today()).days
    cast.at(Stage.ANALYSIS)
    for _ in range(2):
        afterwards._do(cast.consultation)
    assert told(cast.amina, "about_my_question") == ["A facilitator still has to decide about your question"]
    (missing,) = gates.questions_were_decided(cast.consultation)
    assert missing.text.startswith("1 question to experts to decide")
    experts.leave_out(asked, by=cast.moss, reason=WHY)
    assert gates.questions_were_decided(cast.consultation) == []


def test_a_cry_for_help_among_the_questions_reaches_the_lead(cast: Cast, client_for: Any) -> None:
    asked = experts.ask(cast.consultation, "Where can I go? He hits me.", by=cast.amina)
    slug = cast.consultation.slug
    sort = reverse("sort_question", args=[slug, asked.pk])
    assert "Somebody may be at risk" in client_for(cast.finch).get(sort).content.decode()
    client_for(cast.finch).post(sort, {"risk": "1"})
    alert = SafetyAlert.objects.get()
    assert (alert.question, alert.author) == (asked, cast.member(cast.amina))
    assert told(cast.moss, "safeguarding") == ["Somebody may need help"]
    own = page(client_for, cast.amina, "expert_questions", slug)
    assert "You are not alone" in own and reverse("private_words", args=[slug, alert.pk]) in own
    assert "You are not alone" not in page(client_for, cast.bilal, "expert_questions", slug)
    assert "Read the question" in page(client_for, cast.moss, "safety_alert", slug, alert.pk)
    client_for(cast.hale).post(sort, {"risk": "1"})
    with pytest.raises(NotAllowed):
        experts.ask_again(asked, by=cast.bilal)
