"""Whoever wrote a post, and whoever reported one, is told what became of it (invariant 38)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from audit import clock
from consultations.desk import desk
from consultations.joining import joining
from consultations.notifications.working_days import working_days_after
from deliberation.discussion import discussion
from deliberation.models import Contribution, ModerationDecision, Thread
from deliberation.moderation import changes, concerns, moderation, queue
from deliberation.moderation.notifications import AUTHOR, REPORTER
from deliberation.moderation.privacy import answered_long_ago
from people.errors import Refused
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


ENDS: list[tuple[str, Callable[[Cast, Contribution], object]]] = [
    ("it is in the thread", lambda cast, post: moderation.publish(post, by=cast.finch, revision=1)),
    ("not shown any more", lambda cast, post: moderation.remove(post, by=cast.finch, reason="ident")),
    ("taken out", lambda cast, post: changes.redact(post, by=cast.finch, words="Fred", reason="ident")),
    ("its author took it back", lambda cast, post: discussion.withdraw(post, by=cast.amina)),
]


@pytest.mark.parametrize(("says", "ends"), ENDS)
def test_a_hold_answers_no_report_and_what_ends_it_does(
    cast: Cast, shown: Contribution, says: str, ends: Callable[[Cast, Contribution], object]
) -> None:
    """Else whoever holds a post that was reported, perhaps their own, never has to say how it ended."""
    concerns.raise_concern(shown, by=cast.bilal, reason="ident")
    changes.hold(shown, by=cast.moss, reason="ident")
    assert concerns.unanswered().count() == 1 and not concerns.reported(cast.consultation)
    elsewhere = Thread.objects.create(area=shown.thread.area, group=shown.thread.group, title="Elsewhere")
    held = Contribution.objects.get(pk=shown.pk)
    changes.move(held, by=cast.moss, to=elsewhere)
    with pytest.raises(Refused, match="held, out of sight"):
        concerns.leave(held, by=cast.moss)
    assert concerns.unanswered().count() == 1
    assert not answered_long_ago(clock.now() + timedelta(days=400)).exists()
    ends(cast, Contribution.objects.get(pk=shown.pk))
    first, last = _titles(cast.bilal, REPORTER)
    assert "it is held while somebody looks" in first and says in last and not concerns.unanswered().exists()


def test_an_appeal_against_the_hold_ends_it_for_the_reporter_too(cast: Cast, shown: Contribution) -> None:
    concerns.raise_concern(shown, by=cast.bilal, reason="ident")
    hold = changes.hold(shown, by=cast.moss, reason="ident").decisions.get()
    asked = moderation.appeal(hold, by=cast.amina, grounds="There are many Freds.")
    moderation.decide_appeal(asked, by=cast.hale, outcome="upheld", reasons="There are.")
    _, last = _titles(cast.bilal, REPORTER)
    assert "it is in the thread" in last and "facilitator" not in last and not concerns.unanswered().exists()


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


@pytest.mark.parametrize("leaves", [False, True])
def test_whoever_reported_it_hears_that_its_author_took_it_back(cast: Cast, shown: Contribution, leaves: bool) -> None:
    """Else a report waits for ever, and whoever made it never hears of it."""
    concerns.raise_concern(shown, by=cast.bilal, reason="ident")
    if leaves:
        joining.withdraw(cast.consultation, by=cast.amina)
    else:
        discussion.withdraw(shown, by=cast.amina)
    (title,) = _titles(cast.bilal, REPORTER)
    assert "its author took it back" in title and not concerns.unanswered().exists()
