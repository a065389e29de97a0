"""Two coders at the same moment. Used by tests here and by `bench.races`."""

from collections.abc import Callable
from functools import partial
from typing import Any

from audit.models import Entry
from deliberation.discussion import discussion
from deliberation.models import Contribution, Thread
from outcomes.coding import coding, merging, settling
from outcomes.coding.themes import add_theme
from outcomes.models import Coding, Disagreement, NotRelevant, Theme
from people.errors import Refused
from people.models import User
from tests.cast import Cast
from tests.deliberation.racing import together

Acts = tuple[Callable[[], object], Callable[[], object], Callable[..., bool]]
#: The two acts, and what has to be true afterwards of what came of them.
Race = Callable[[Cast, Contribution, Theme, Theme], Acts]


def _codes(post: Contribution) -> list[Coding]:
    return list(Coding.objects.filter(excerpt__revision__contribution=post, settles=None).order_by("pk"))


def _whole(post: Contribution, theme: Theme, by: User, stance: str) -> object:
    found = Contribution.objects.select_related("thread__area__consultation").get(pk=post.pk)
    return coding.code_words(found, by=by, themes=[theme], whole=True, stance=stance, intensity=2)


def _differ(post: Contribution, *_: object) -> bool:
    """Both readings stay, the first one counts, and the page asks both coders to settle it."""
    codes = _codes(post)
    counting = [one for one in codes if one.state == Coding.State.COUNTS]
    return len(codes) == 2 and len(counting) == 1 and Disagreement.objects.filter(contribution=post).count() == 1


def coded_by_two(cast: Cast, post: Contribution, theme: Theme, other: Theme) -> Acts:
    return (
        partial(_whole, post, theme, cast.moss, "for"),
        partial(_whole, post, theme, cast.finch, "against"),
        partial(_differ, post),
    )


def coded_where_words_are_known(cast: Cast, post: Contribution, theme: Theme, other: Theme) -> Acts:
    _whole(post, other, cast.moss, "for")
    codes = Coding.objects.filter(theme=other)

    def right(*_: object) -> bool:
        return not codes.exclude(coded_by__user=cast.moss).exists() and _differ_on(post, theme)

    one, another = partial(_whole, post, theme, cast.moss, "for"), partial(_whole, post, theme, cast.finch, "against")
    return one, another, right


def _differ_on(post: Contribution, theme: Theme) -> bool:
    codes = [one for one in _codes(post) if one.theme_id == theme.pk]
    counting = [one for one in codes if one.state == Coding.State.COUNTS]
    found = Disagreement.objects.filter(contribution=post, theme=theme)
    return len(codes) == 2 and len(counting) == 1 and found.count() == 1


def recoded_by_two(cast: Cast, post: Contribution, theme: Theme, other: Theme) -> Acts:
    _whole(post, theme, cast.moss, "both"), _whole(post, theme, cast.finch, "both")
    return coded_by_two(cast, post, theme, other)


def coded_and_set_aside(cast: Cast, post: Contribution, theme: Theme, other: Theme) -> Acts:
    def set_aside() -> object:
        return coding.mark_not_relevant(Contribution.objects.get(pk=post.pk), by=cast.finch, why="greeting")

    def right(coded: object, aside: object) -> bool:
        return len(_codes(post)) == 1 and not NotRelevant.objects.filter(contribution=post).exists()

    return partial(_whole, post, theme, cast.moss, "for"), set_aside, right


def coded_and_merged(cast: Cast, post: Contribution, theme: Theme, other: Theme) -> Acts:
    def merge() -> object:
        return merging.merge(Theme.objects.get(pk=theme.pk), Theme.objects.get(pk=other.pk), by=cast.finch)

    def right(coded: object, merged: object) -> bool:
        themes = [one.theme_id for one in _codes(post)]
        told = isinstance(coded, Refused)
        return not Theme.objects.filter(pk=theme.pk).exists() and (themes == [] if told else themes == [other.pk])

    return partial(_whole, post, theme, cast.moss, "for"), merge, right


def merged_crosswise(cast: Cast, post: Contribution, theme: Theme, other: Theme) -> Acts:
    _whole(post, theme, cast.moss, "for")

    def merge(one: Theme, into: Theme, by: User) -> object:
        return merging.merge(Theme.objects.get(pk=one.pk), Theme.objects.get(pk=into.pk), by=by)

    def right(*results: object) -> bool:
        left = Theme.objects.filter(pk__in=[theme.pk, other.pk])
        return (
            left.count() == 1
            and [isinstance(one, Refused) for one in results].count(True) == 1
            and len(_codes(post)) == 1
        )

    return partial(merge, theme, other, cast.moss), partial(merge, other, theme, cast.finch), right


def taken_off_and_coded(cast: Cast, post: Contribution, theme: Theme, other: Theme) -> Acts:
    _whole(post, theme, cast.moss, "for")
    [mine] = _codes(post)

    def right(taken: object, coded: object) -> bool:
        codes = _codes(post)
        return len(codes) == 1 and codes[0].coded_by.user_id == cast.finch.pk and codes[0].state == Coding.State.COUNTS

    off = lambda: coding.uncode(Coding.objects.get(pk=mine.pk), by=cast.moss)  # noqa: E731
    return off, partial(_whole, post, theme, cast.finch, "for"), right


def settled_by_two(cast: Cast, post: Contribution, theme: Theme, other: Theme) -> Acts:
    _whole(post, theme, cast.moss, "for"), _whole(post, theme, cast.finch, "against")
    found = Disagreement.objects.get(contribution=post)

    def settle(by: User, gives_way_to: User) -> object:
        try:
            counts = cast.member(gives_way_to)
            return settling.settle(found, by=by, why="They read it well.", counts_of=counts, seen="open")
        except settling.Overtaken:
            settling.note_overtaken(found, by=by)
            raise

    def right(*results: object) -> bool:
        told = [one for one in results if isinstance(one, settling.Overtaken)]
        counting = [one for one in _codes(post) if one.state == Coding.State.COUNTS]
        late = Entry.objects.filter(action="disagreement_overtaken", subject=f"disagreement:{found.pk}")
        return len(told) == len(counting) == late.count() == 1

    return partial(settle, cast.moss, cast.finch), partial(settle, cast.finch, cast.moss), right


CODERS: dict[str, Race] = {
    "the same words coded by two": coded_by_two,
    "under another theme, words that are coded": coded_where_words_are_known,
    "recoded by two": recoded_by_two,
    "coded, and set aside as not relevant": coded_and_set_aside,
    "coded, and its theme merged": coded_and_merged,
    "two themes merged into each other": merged_crosswise,
    "the last code taken off, and coded by another": taken_off_and_coded,
    "settled by two": settled_by_two,
}


def two_code(cast: Cast, thread: Thread, number: int) -> tuple[bool, list[Any]]:
    """The pairs in turn: one outcome, nothing lost, whoever came too late is told, and nothing unrecorded."""
    race = list(CODERS.values())[number % len(CODERS)]
    post = discussion.post(thread, f"A sign at number {number}, and an answer.", by=cast.amina)
    themes = [
        add_theme(cast.consultation, f"{name} {thread.pk} {number}", by=cast.moss) for name in ("Signs", "Answers")
    ]
    one, other, right = race(cast, Contribution.objects.get(pk=post.pk), *themes)
    acts = Entry.objects.exclude(action="excerpt_made")
    before = acts.count()
    results = together(one, other)
    whole = right(*results)
    done = sum(not isinstance(result, Exception) for result in results)
    logged = acts.count() - before
    return whole and logged >= done, results
