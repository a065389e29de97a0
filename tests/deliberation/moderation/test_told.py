"""Whoever wrote a post, and whoever reported one, is told what became of it (invariant 38)."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from audit import clock
from consultations.desk import desk
from consultations.notifications.working_days import working_days_after
from deliberation.discussion import discussion
from deliberation.models import Contribution, ModerationDecision, Thread
from deliberation.moderation import changes, concerns, moderation, queue
from deliberation.moderation.notifications import AUTHOR, REPORTER
from people.models import Message, User
from tests.cast import Cast


def _titles(user: User, kind: str) -> list[str]:
    return list(Message.objects.filter(mailbox__user=user, kind=kind).order_by("pk").values_list("title", flat=True))


ACTS: list[tuple[str, Callable[[Cast, Contribution], object]]] = [
    ("removed", lambda cast, post: moderation.remove(post, by=cast.moss, reason="abuse")),
    ("waits for a facilitator", lambda cast, post: changes.hold(post, by=cast.moss, reason="ident")),
    ("taken out", lambda cast, post: changes.redact(post, by=cast.moss, words="Fred", reason="ident")),
]


@pytest.mark.parametrize(("says", "act"), ACTS)
def test_the_author_is_told_once_and_without_a_word_of_it(
    cast: Cast, shown: Contribution, says: str, act: Callable[[Cast, Contribution], object]
) -> None:
    act(cast, shown)
    (title,) = _titles(cast.amina, AUTHOR)
    assert says in title and "Fred" not in title
    assert not _titles(cast.bilal, AUTHOR)


def test_the_author_is_told_of_publication_appeal_and_outcome(cast: Cast, removal: ModerationDecision) -> None:
    asked = moderation.appeal(removal, by=cast.amina, grounds="There are many Freds.")
    moderation.decide_appeal(asked, by=cast.hale, outcome="dismissed", reasons="One lives there.")
    said = _titles(cast.amina, AUTHOR)
    assert ["removed" in said[0], "Somebody else looks" in said[1], "the decision stands" in said[2]] == [True] * 3
    assert [_titles(user, kind) != [] for user, kind in ((cast.moss, "facilitators"), (cast.hale, "panel"))] == [
        True
    ] * 2


@pytest.mark.parametrize("stays", [True, False])
def test_whoever_reported_it_is_told_the_outcome(cast: Cast, shown: Contribution, stays: bool) -> None:
    concerns.raise_concern(shown, by=cast.bilal, reason="ident")
    if stays:
        concerns.leave(shown, by=cast.moss)
    else:
        moderation.remove(shown, by=cast.moss, reason="ident")
    (title,) = _titles(cast.bilal, REPORTER)
    assert ("it stays as it is" if stays else "not shown any more") in title
    assert not _titles(cast.amina, REPORTER)


def test_nobody_is_told_who_has_left(cast: Cast, shown: Contribution) -> None:
    cast.consultation.memberships.filter(user=cast.amina).update(withdrawn_at=clock.now())
    moderation.remove(shown, by=cast.moss, reason="ident")
    assert not _titles(cast.amina, AUTHOR)


def test_days_off_do_not_count(cast: Cast, public: Thread) -> None:
    friday = datetime(2026, 5, 22, 15, 0, tzinfo=UTC)  # Monday the 25th is a bank holiday
    assert working_days_after(friday.date(), 1).isoformat() == "2026-05-26"
    assert working_days_after(friday.date(), 5).isoformat() == "2026-06-01"
    said = discussion.post(public, "Put signs up.", by=cast.amina)
    said.revisions.update(at=friday)
    with clock.travel(datetime(2026, 5, 26, 9, 0, tzinfo=UTC)):
        (row,) = queue.waiting(cast.consultation)
        assert row.clock["tone"] == "calm" and "due 26 May 2026" in row.clock["text"]
        (todo,) = [t for t in desk.waiting([_with_consultation(cast)]) if "posts" in t.title]
        assert todo.days_left == 0
    with clock.travel(datetime(2026, 5, 27, 9, 0, tzinfo=UTC)):
        (row,) = queue.waiting(cast.consultation)
        assert row.clock["tone"] == "late"


def _with_consultation(cast: Cast):  # type: ignore[no-untyped-def]
    member = cast.member(cast.moss)
    member.consultation = cast.consultation
    return member
