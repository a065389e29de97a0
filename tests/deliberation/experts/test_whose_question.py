"""Whose question it is: nobody counts for words that they did not say they want to know, and a count names whose."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from audit import clock
from consultations.access import NotAllowed
from consultations.models import Stage
from deliberation.experts import experts
from deliberation.models import ExpertQuestion, QuestionSupport, Session
from people.errors import Refused
from people.models import User
from tests.cast import Cast, join
from tests.made_once import made_once
from tests.pages import flat

NICE = "When may we see the fine new control room?"
HARD = "How many people were wrongly stopped?"


def page(client_for: Any, user: Any, slug: str) -> str:
    return flat(client_for(user).get(reverse("expert_questions", args=[slug])).content.decode())


@made_once
def nice(cast: Cast) -> ExpertQuestion:
    """The facilitator’s own question, which nobody else asked."""
    return experts.take_up(experts.ask(cast.consultation, NICE, by=cast.moss), by=cast.moss, wording=NICE)


@pytest.fixture
def six(cast: Cast) -> list[User]:
    users = [User.objects.create_user(f"r{n}@example.org") for n in range(6)]
    join(cast.consultation, [(user, cast.group1) for user in users])
    return users


def test_joining_makes_nobody_want_to_know(cast: Cast, client_for: Any, nice: ExpertQuestion, six: list[User]) -> None:
    slug = cast.consultation.slug
    for user in six:
        experts.join(experts.ask(cast.consultation, HARD, by=user), nice, by=cast.moss)
    assert experts.register(cast.consultation)[0][0].backers == 0
    assert "would like to know." not in page(client_for, cast.moss, slug)
    mine = page(client_for, six[0], slug)
    assert HARD in mine and "A facilitator read it as asking" in mine and "Mine asks something else" in mine
    for user in six[:5]:  # who do want to know it say so with one tap
        client_for(user).post(reverse("support_question", args=[slug, nice.pk]), {"wanted": "yes"})
    assert "5 people would like to know." in page(client_for, cast.moss, slug)


def test_whoever_asked_says_that_it_is_another_question(cast: Cast, client_for: Any, nice: ExpertQuestion) -> None:
    slug = cast.consultation.slug
    asked = experts.ask(cast.consultation, HARD, by=cast.amina)
    apart = reverse("keep_question_apart", args=[slug, asked.pk])
    experts.join(asked, nice, by=cast.moss)
    assert (
        client_for(cast.bilal).post(apart).status_code == 404 and client_for(cast.moss).post(apart).status_code == 404
    )
    client_for(cast.amina).post(apart)
    asked.refresh_from_db()
    assert asked.is_received and asked.merged_into is None
    with pytest.raises(Refused, match="asks something else"):
        experts.join(asked, nice, by=cast.finch)
    put = experts.take_up(asked, by=cast.moss, wording=HARD)
    assert put in experts.register(cast.consultation)[0] and QuestionSupport.objects.get(question=put)
    with pytest.raises(Refused, match="not joined"):
        experts.keep_apart(put, by=cast.amina)


def test_also_after_the_closing_and_where_the_other_one_is_answered(cast: Cast, nice: ExpertQuestion) -> None:
    asked = experts.ask(cast.consultation, HARD, by=cast.amina)
    given = experts.answer(nice, by=cast.reyes, capacity="", body="In May.")
    experts.publish(given, by=cast.moss, seen=given.written_at.isoformat())
    cast.at(Stage.ANALYSIS)
    experts.join(asked, nice, by=cast.moss)
    for user in (cast.bilal, cast.carys):
        with pytest.raises(NotAllowed):
            experts.keep_apart(asked, by=user)
    experts.keep_apart(asked, by=cast.amina)
    cast.at(Stage.FINDINGS_PUBLISHED)
    assert "1 that no facilitator had decided about" in experts.what_became(cast.consultation)
    assert "joined" not in experts.what_became(cast.consultation)


def test_whoever_reads_what_was_put_reads_it_beside_what_they_asked(cast: Cast, client_for: Any) -> None:
    asked = experts.ask(cast.consultation, HARD, by=cast.amina)
    experts.take_up(asked, by=cast.moss, wording=NICE)
    mine = page(client_for, cast.amina, cast.consultation.slug)
    assert f'Put as:<a href="?question={asked.pk}#question-{asked.pk}">{NICE}' in mine
    assert HARD not in page(client_for, cast.bilal, cast.consultation.slug)


def test_facilitators_own_questions_make_no_share_high(cast: Cast, nice: ExpertQuestion) -> None:
    for n in range(2):
        experts.take_up(experts.ask(cast.consultation, f"Nice {n}?", by=cast.moss), by=cast.moss, wording=f"Nice {n}?")
    experts.ask(cast.consultation, "And nicer?", by=cast.finch)
    for user in (cast.amina, cast.bilal):
        experts.leave_out(experts.ask(cast.consultation, HARD, by=user), by=cast.moss, reason="Not now.")
    cast.at(Stage.FINDINGS_PUBLISHED)
    assert experts.what_became(cast.consultation) == (
        "Participants asked 2 questions: 2 not taken up, each for a reason that whoever asked was given. "
        "Facilitators, for a group or of their own, asked 4 questions: 3 put to experts and the force; "
        "1 that no facilitator had decided about."
    )


def asked_in(cast: Cast, **fields: Any) -> ExpertQuestion:
    now = clock.now()
    session = Session.objects.create(
        consultation=cast.consultation, group=cast.group1, title="Talk", **{"starts_at": now, **fields}
    )
    asked = experts.ask(cast.consultation, HARD, by=cast.amina, session=session)
    return experts.take_up(asked, by=cast.moss, wording=HARD)


@pytest.mark.parametrize("how", ["planned", "over before it was asked", "nobody came"])
def test_no_answer_is_heard_in_a_room_that_never_was(cast: Cast, client_for: Any, how: str) -> None:
    now, day, ended = clock.now(), timedelta(days=1), Session.State.ENDED
    fields: dict[str, Any] = {
        "planned": {"starts_at": now + 9 * day},
        "over before it was asked": {"state": ended, "started_at": now - 2 * day, "ended_at": now - day},
        "nobody came": {"state": ended, "started_at": now, "ended_at": now + day, "attended": 0},
    }[how]
    asked = asked_in(cast, **fields)
    with clock.travel(now + 2 * day), pytest.raises(Refused, match="while the session runs"):
        experts.answered_aloud(asked, by=cast.moss)
    assert "Answered aloud" not in page(client_for, None, cast.consultation.slug)


def test_what_was_heard_is_a_facilitators_word_and_gone_where_nobody_came(cast: Cast, client_for: Any) -> None:
    asked = asked_in(cast, state=Session.State.LIVE, started_at=clock.now())
    experts.answered_aloud(asked, by=cast.moss)
    assert "Answered aloud at a meeting, as a facilitator noted on" in page(client_for, None, cast.consultation.slug)
    later = clock.now() + timedelta(hours=1)
    Session.objects.update(state=Session.State.ENDED, ended_at=later, attended=0)  # started and ended for the mark
    assert "Answered aloud" not in page(client_for, None, cast.consultation.slug)
    Session.objects.update(attended=7)
    assert "Answered aloud at a meeting, as a facilitator noted on" in page(client_for, None, cast.consultation.slug)
