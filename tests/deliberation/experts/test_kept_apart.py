"""What whoever asked says of their question is not got round: not by leaving it out, not by the words it is put in."""

from typing import Any

import pytest
from django.urls import reverse

from consultations.access import NotAllowed
from consultations.models import Membership, Stage
from deliberation.experts import askers, experts
from deliberation.models import ExpertQuestion, QuestionSupport
from people.errors import Refused
from tests.cast import Cast
from tests.made_once import made_once
from tests.pages import flat

NICE = "When may we see the fine new control room?"
HARD = "How many people were wrongly stopped?"
SAID = "Whoever asked says that they ask something else."


@made_once
def apart(cast: Cast) -> ExpertQuestion:
    """Asked by a resident, joined to a harmless one, and kept apart by whoever asked."""
    nice = experts.take_up(experts.ask(cast.consultation, NICE, by=cast.moss), by=cast.moss, wording=NICE)
    asked = experts.ask(cast.consultation, HARD, by=cast.amina)
    experts.join(asked, nice, by=cast.moss)
    return experts.keep_apart(asked, by=cast.amina)


def page(client_for: Any, user: Any, name: str, *args: object) -> str:
    return flat(client_for(user).get(reverse(name, args=args)).content.decode())


def test_whoever_joined_it_does_not_leave_it_out(cast: Cast, client_for: Any, apart: ExpertQuestion) -> None:
    with pytest.raises(Refused, match="So a second person leaves it out"):
        experts.leave_out(apart, by=cast.moss, reason="Not for the experts.")
    own = page(client_for, cast.moss, "sort_question", cast.consultation.slug, apart.pk)
    assert "So a second person leaves it out" in own and "Leave it out" not in own
    assert "Put it to the experts" in own
    experts.take_up(apart, by=cast.moss, wording=HARD)


def test_nor_does_whom_they_chose(cast: Cast, apart: ExpertQuestion) -> None:
    Membership.objects.filter(user=cast.finch).update(seated_by=cast.member(cast.moss))
    with pytest.raises(Refused, match="The same person chose"):
        experts.leave_out(apart, by=cast.finch, reason="Not for the experts.")


@pytest.mark.parametrize("who", ["finch", "hale"])
def test_a_second_person_leaves_it_out(cast: Cast, apart: ExpertQuestion, who: str) -> None:
    experts.leave_out(apart, by=getattr(cast, who), reason="It names a person.")
    assert apart.asked_by is not None
    assert "1 not taken up" in _counted(cast)


def _counted(cast: Cast) -> str:
    cast.at(Stage.FINDINGS_PUBLISHED)
    return experts.what_became(cast.consultation)


def test_the_panel_reads_what_was_kept_apart_and_nothing_else(
    cast: Cast, client_for: Any, apart: ExpertQuestion
) -> None:
    slug, other = cast.consultation.slug, experts.ask(cast.consultation, "Who pays?", by=cast.amina)
    read = page(client_for, cast.hale, "expert_questions", slug)
    assert HARD in read and "Who pays?" not in read
    assert "Read questions that need a second person" in client_for(cast.hale).get("/desk/").content.decode()
    one = page(client_for, cast.hale, "sort_question", slug, apart.pk)
    assert "Leave it out" in one and "Put it to the experts" not in one
    assert cast.member(cast.amina).pseudonym not in one
    assert client_for(cast.hale).get(reverse("sort_question", args=[slug, other.pk])).status_code == 404
    with pytest.raises(NotAllowed):
        experts.leave_out(other, by=cast.hale, reason="No.")
    with pytest.raises(NotAllowed):
        experts.take_up(apart, by=cast.hale, wording=HARD)
    client_for(cast.hale).post(
        reverse("sort_question", args=[slug, apart.pk]), {"leave_out": "1", "reason": "It names a person."}
    )
    apart.refresh_from_db()
    assert apart.state == ExpertQuestion.State.NOT_TAKEN_UP


def test_words_that_ask_something_else_are_said_to(cast: Cast, client_for: Any, apart: ExpertQuestion) -> None:
    """Joining under another name: it is put in the words of the question it was kept apart from."""
    put = experts.take_up(apart, by=cast.moss, wording=NICE)
    slug, say = cast.consultation.slug, reverse("keep_question_apart", args=[cast.consultation.slug, put.pk])
    assert SAID not in page(client_for, None, "expert_questions", slug)
    assert "These words ask something else" in page(client_for, cast.amina, "expert_questions", slug)
    assert client_for(cast.bilal).post(say).status_code == 404
    with pytest.raises(NotAllowed):
        askers.not_as_asked(put, by=cast.bilal)
    client_for(cast.amina).post(say)
    client_for(cast.amina).post(say)  # twice is once
    put.refresh_from_db()
    assert put.not_as_asked and put in experts.register(cast.consultation)[0], "it stays open, with that beside it"
    assert not QuestionSupport.objects.filter(question=put).exists()
    assert SAID in page(client_for, None, "expert_questions", slug)
    assert "These words ask something else" not in page(client_for, cast.amina, "expert_questions", slug)
    assert "1 put in words that, as whoever asked says, ask something else" in _counted(cast)


def test_it_is_not_said_of_ones_own_words(cast: Cast, apart: ExpertQuestion) -> None:
    put = experts.take_up(apart, by=cast.moss, wording=HARD)
    assert not put.not_as_asked, "what was kept apart before is put in its own words now"
    with pytest.raises(Refused, match="in other words than yours"):
        askers.not_as_asked(put, by=cast.amina)
