"""Several people at the same moment, each with a connection of their own. Used by tests here and by `bench.races`."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

from audit.models import Entry
from deliberation.discussion import discussion
from deliberation.models import Contribution, ModerationDecision, Thread
from deliberation.moderation import changes, moderation
from deliberation.moderation.moderation import OnScreen
from deliberation.moderation.queue import last_decision
from people.errors import Refused
from people.models import User
from tests.cast import Cast


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts at the same moment, each with a connection of its own. Returns results or what was raised."""
    start, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int) -> None:
        start.wait()
        try:
            results[place] = acts[place]()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def one_form(cast: Cast, thread: Thread, number: int, copies: int = 50) -> tuple[bool, list[Any]]:
    """The same form, `copies` times at once."""
    key = f"form{number}"
    results = together(*[lambda: discussion.post(thread, "Once.", by=cast.amina, key=key)] * copies)
    stored = Contribution.objects.filter(submission_key=key)
    same = {getattr(result, "pk", repr(result)) for result in results}
    return stored.count() == 1 and same == {stored.get().pk}, results


def two_decide(cast: Cast, thread: Thread, number: int) -> tuple[bool, list[Any]]:
    """One publishes, one removes, both having read the same text."""
    post = discussion.post(thread, f"Undecided {number}.", by=cast.amina)
    seen = OnScreen(revision=1)
    results = together(
        lambda: moderation.publish(Contribution.objects.get(pk=post.pk), by=cast.moss, revision=1, seen=seen),
        lambda: moderation.remove(Contribution.objects.get(pk=post.pk), by=cast.finch, reason="spam", seen=seen),
    )
    post.refresh_from_db()
    decided = ModerationDecision.objects.filter(contribution=post)
    told = [result for result in results if isinstance(result, Refused)]
    outcome = {"publish": "visible", "remove": "removed"}
    return decided.count() == 1 and len(told) == 1 and outcome[decided.get().action] == post.state, results


def edit_while_publishing(cast: Cast, thread: Thread, number: int) -> tuple[bool, list[Any]]:
    """What is shown afterwards is what the facilitator read, or it waits."""
    post = discussion.post(thread, f"Read this {number}.", by=cast.amina)
    results = together(
        lambda: moderation.publish(Contribution.objects.get(pk=post.pk), by=cast.moss, revision=1),
        lambda: discussion.edit(Contribution.objects.get(pk=post.pk), f"Not this {number}.", by=cast.amina),
    )
    post.refresh_from_db()
    return post.state == "held" or post.revision == 1, results


Decide = Callable[[Contribution, User, OnScreen], object]
_ALWAYS: dict[str, Decide] = {
    "remove": lambda post, by, seen: moderation.remove(post, by=by, reason="spam", seen=seen),
    "redact": lambda post, by, seen: changes.redact(post, by=by, words="lamp", reason="ident", seen=seen),
    "move": lambda post, by, seen: changes.move(post, by=by, to=changes.places_for(post)[0], seen=seen),
}
ON_SHOW: dict[str, Decide] = {
    **_ALWAYS,
    "hold": lambda post, by, seen: changes.hold(post, by=by, reason="spam", seen=seen),
}
WAITING: dict[str, Decide] = {
    **_ALWAYS,
    "publish": lambda post, by, seen: moderation.publish(post, by=by, revision=1, seen=seen),
}
#: Each pair of acts of two moderators: (whether the post is on show, one act, the other).
PAIRS = [(shown, one, other) for shown, acts in ((True, ON_SHOW), (False, WAITING)) for one in acts for other in acts]


def two_act(cast: Cast, thread: Thread, number: int) -> tuple[bool, list[Any]]:
    """A pair of acts on a post at once, the pairs in turn: one outcome, both in the record, the other one told.

    There has to be another thread for the same readers.
    """
    shown, one, other = PAIRS[number % len(PAIRS)]
    post = discussion.post(thread, f"The lamp {number}.", by=cast.amina)
    if shown:
        post = moderation.publish(post, by=cast.moss, revision=1)
    seen, before = OnScreen(1, last_decision(post)), Entry.objects.count()
    acts = ON_SHOW if shown else WAITING

    def act(name: str, by: User) -> object:
        try:
            return acts[name](Contribution.objects.select_related("thread__area").get(pk=post.pk), by, seen)
        except moderation.Overtaken:
            moderation.note_overtaken(post, by=by)
            raise

    results = together(lambda: act(one, cast.moss), lambda: act(other, cast.finch))
    told = [result for result in results if isinstance(result, moderation.Overtaken)]
    decided = ModerationDecision.objects.filter(contribution=post, pk__gt=seen.decision).count()
    logged = list(Entry.objects.order_by("number")[before:].values_list("action", flat=True))
    return decided == len(told) == logged.count("decision_overtaken") == 1 and len(logged) == 2, results
