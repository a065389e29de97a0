"""From ballots to what is kept."""

import json
from collections import Counter
from typing import Any

import numpy as np
import pytest

from audit.models import Entry
from consultations import access
from consultations.joining import joining
from consultations.models import Group, ParticipantProfile, ParticipationToken, Stage
from deliberation.counting import shown_before
from deliberation.models import Ballot, OpinionCount, ShownFigure, Wave
from deliberation.opinion import acts, loading
from deliberation.polis.model import MISSING
from people.errors import Refused
from tests.cast import Cast
from tests.deliberation import rooms
from tests.deliberation.opinion import planted
from tests.deliberation.statements import talk


def closed(cast: Cast, cells: Any, group: Group | None = None) -> Wave:
    """A conversation whose ballots are `cells`, closed."""
    conversation = talk.running(cast, statements=[f"Statement number {n}." for n in range(cells.shape[1])])
    fill(cast, conversation.wave, cells, group or cast.group1)
    rooms.close_wave(conversation.wave, by=cast.moss)
    conversation.wave.refresh_from_db()
    return conversation.wave


def fill(cast: Cast, wave: Wave, cells: Any, group: Group) -> None:
    tokens = ParticipationToken.objects.bulk_create(
        ParticipationToken(consultation=cast.consultation) for _ in range(len(cells))
    )
    ParticipantProfile.objects.bulk_create(ParticipantProfile(token=t, group=group) for t in tokens)
    questions = list(wave.questions.prefetch_related("options"))
    place = {1: 0, -1: 1, 0: 2}
    Ballot.objects.bulk_create(
        Ballot(token=t, question=q, wave=wave, choice=str(q.options.all()[place[int(v)]].pk))
        for t, row in zip(tokens, cells, strict=True)
        for q, v in zip(questions, row, strict=True)
        if v != MISSING
    )


@pytest.fixture(autouse=True)
def fewer_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = acts.publishing.count
    monkeypatch.setattr(acts.publishing, "count", lambda *args, **how: whole(*args, runs=20, **how))


def test_the_matrix_is_the_ballots(cast: Cast) -> None:
    cells, _ = planted.votes(12, 5, answered=0.7)
    wave = closed(cast, cells)
    found = loading.load(wave, is_open=False)
    there = cells[(cells != MISSING).any(axis=1)]
    assert sorted(found.votes.tolist()) == sorted(there.tolist())
    assert found.statements == tuple(loading.statements_of(wave))


def test_groups_are_counted_and_kept_without_anybody(cast: Cast) -> None:
    wave = closed(cast, planted.votes(90, 20, groups=3, apart=1.5)[0])
    [counted] = acts.count(wave, by=cast.moss)
    assert len(counted.result["groups"]) == 3
    assert len(json.dumps(counted.result)) < 20_000
    entry = Entry.objects.last()
    assert (entry.action, entry.summary) == ("opinion_counted", "Street talk: 3 groups")


def test_recruited_and_open_people_are_counted_apart(cast: Cast) -> None:
    wave = closed(cast, planted.votes(8, 5)[0])
    crowd = Group.objects.create(consultation=cast.consultation, name="Open", is_open=True)
    fill(cast, wave, planted.votes(11, 5)[0], crowd)
    found = {each.kind: each.result["people"] for each in acts.count(wave, by=cast.moss)}
    assert found == {"recruited": 8, "open": 11}


def test_it_is_counted_once(cast: Cast) -> None:
    """Two counts, before and after somebody left, could be subtracted: what is left are that person's answers."""
    conversation = talk.running(cast)
    for user in (cast.amina, cast.bilal, cast.carys):
        talk.answer(conversation, 0, "agree", user)
    rooms.close_wave(conversation.wave, by=cast.moss)
    wave = Wave.objects.get(pk=conversation.wave_id)
    [first] = acts.count(wave, by=cast.moss)
    joining.withdraw(cast.consultation, by=cast.amina)
    with pytest.raises(Refused, match="counted already"):
        acts.count(wave, by=cast.finch)
    kept = OpinionCount.objects.get()
    assert (kept.result, kept.fingerprint) == (first.result, first.fingerprint)


def test_a_withdrawn_statement_is_not_counted(cast: Cast) -> None:
    wave = closed(cast, planted.votes(10, 5)[0])
    wave.questions.remove(wave.questions.last())
    assert loading.load(wave, is_open=False).votes.shape == (10, 4)


def test_somebody_who_left_is_not_counted(cast: Cast) -> None:
    conversation = talk.running(cast)
    for user in (cast.amina, cast.bilal):
        talk.answer(conversation, 0, "agree", user)
    assert len(loading.load(conversation.wave, is_open=False).votes) == 2
    joining.withdraw(cast.consultation, by=cast.amina)
    assert np.array_equal(loading.load(conversation.wave, is_open=False).votes, [[1, MISSING, MISSING]])


def test_an_open_conversation_is_not_counted(cast: Cast) -> None:
    with pytest.raises(Refused, match="Close this poll first"):
        acts.count(talk.running(cast).wave, by=cast.moss)
    assert not OpinionCount.objects.exists()


def test_nothing_to_count_is_said(cast: Cast) -> None:
    conversation = talk.running(cast)
    rooms.close_wave(conversation.wave, by=cast.moss)
    conversation.wave.refresh_from_db()
    with pytest.raises(Refused, match="Nobody answered"):
        acts.count(conversation.wave, by=cast.moss)


def test_once_published_it_is_not_counted_again(cast: Cast) -> None:
    """Two counts a few people apart could be subtracted from each other."""
    wave = closed(cast, planted.votes(8, 5)[0])
    cast.at(Stage.FINDINGS_PUBLISHED)
    wave = Wave.objects.get(pk=wave.pk)
    with pytest.raises(Refused):
        acts.count(wave, by=cast.moss)


@pytest.mark.parametrize("who", ["amina", "okoro", "reyes", "hale", "outsider"])
def test_only_facilitators_count(cast: Cast, who: str) -> None:
    wave = closed(cast, planted.votes(8, 5)[0])
    with pytest.raises(access.NotAllowed):
        acts.count(wave, by=getattr(cast, who))


@pytest.mark.parametrize(("more", "withheld"), [(1, True), (6, False)])
def test_the_same_statements_asked_of_nearly_the_same_people_are_withheld(
    cast: Cast, more: int, withheld: bool
) -> None:
    """What one more person chose could be read off the difference; six who differ hide one another."""
    cells = planted.votes(40, 8, answered=1)[0]
    first = closed(cast, cells)
    again = Wave.objects.create(poll=first.poll, kind=first.kind, state=Wave.State.CLOSED, title="Asked again")
    again.questions.set(first.questions.all())
    ballots = Ballot.objects.filter(wave=first).values_list("token", "question", "choice")
    Ballot.objects.bulk_create(Ballot(wave=again, token_id=t, question_id=q, choice=c) for t, q, c in list(ballots))
    fill(cast, again, np.array([[1, -1, 0, 1, -1, 0, 1, -1], [-1, 1, 1, 0, 1, -1, 0, 0]] * 3)[:more], cast.group1)
    (before,), (after,) = acts.count(first, by=cast.moss), acts.count(again, by=cast.moss)
    assert all("base" in row for row in before.result["statements"])
    assert ["withheld" in row for row in after.result["statements"]] == [withheld] * 8
    if withheld:
        result = after.result
        assert not any(char.isdigit() for row in result["statements"] for char in row["withheld"])
        assert not result["agreed"] + result["disagreed"] + result["together"]
        assert not result.get("by_group") and not any(one["says"] for one in result["groups"])


@pytest.mark.parametrize(("fewer", "stands"), [(1, False), (12, True)])
def test_a_groups_row_does_not_subtract_from_a_poll_of_almost_the_same_people(
    cast: Cast, fewer: int, stands: bool
) -> None:
    """A room's poll on one of the statements was shown. An opinion group turns out to be its people and one more."""
    wave = closed(cast, planted.votes(400, 20, groups=2, apart=0.7)[0])
    placed: dict[int, str] = {}
    found = acts._one(wave, "recruited", False, acts.publishing.Rules(), placed)
    pk, table = next(iter(found.result["by_group"].items()))
    room = [token for token, group in placed.items() if group == "A"][fewer:]
    question = wave.questions.get(pk=pk)
    asked = Wave.objects.create(poll=wave.poll, kind=wave.kind, state=Wave.State.CLOSED, title="In the room")
    asked.questions.add(question)
    ballots = Ballot.objects.filter(wave=wave, question=question, token__in=room)
    Ballot.objects.bulk_create(
        Ballot(wave=asked, token_id=t, question_id=q, choice=c)
        for t, q, c in ballots.values_list("token", "question", "choice")
    )
    voters = shown_before.voters_of(asked)
    cells = Counter(answer for _, answer in voters[question.pk, "recruited"])
    shown = shown_before.Asked(question, "recruited", len(room), dict(cells))
    assert not shown_before.admit(shown_before.K.RESULT, asked, [shown], voters)
    assert sum(table["A"]) - len(room) == fewer, "what one subtracts"
    [counted] = acts.count(wave, by=cast.moss)
    assert counted.result["groups"] and (pk in counted.result["by_group"]) == stands
    assert ShownFigure.objects.filter(kind="table", subject=shown_before.subject_of(question)).exists() == stands
