"""Whether new or changed words wait for a facilitator, and why, as their author reads it.

That a listed name stands in them is not said to the author, who could read the list out by trial: whoever moderates
sees it worked out anew (`for_moderators`), and it is counted in steps for everybody (`held_for_a_name_at`).
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import Exists, OuterRef

from audit import clock
from consultations.models import Membership, Role
from deliberation import numbers
from deliberation.discussion import copies, screening
from deliberation.models import Contribution, ModerationDecision, Thread
from deliberation.rules import rules

State, Action = Contribution.State, ModerationDecision.Action
READ_AGAIN = "It was changed after a facilitator acted on it, so one reads it again."
READ_FIRST = "Posts in open threads are read by a facilitator first."
MANY = "You have written much lately, so a facilitator reads this one first."
READ_THIS_FIRST = "A facilitator reads this one first."


class Start(NamedTuple):
    """The state of new words, why they are held (empty: they are not), and whether a listed name stands in them."""

    state: str
    because: str
    for_a_name: bool


def why_no_more(member: Membership) -> str:
    """Why nothing more of theirs waits to be read, in a sentence; empty while it may.

    One person does not bury what others wrote. What a facilitator held is not counted, or they could silence somebody
    by holding; nor does it keep anybody from writing where posts are shown at once.
    """
    held = ModerationDecision.objects.filter(
        contribution=OuterRef("pk"), action=Action.HOLD, revision=OuterRef("revision")
    )
    waiting = Contribution.objects.filter(~Exists(held), membership=member, state=State.HELD)
    most = numbers.MOST_POSTS_WAITING
    if member.role != Role.PARTICIPANT or waiting.count() < most:
        return ""
    return f"{most} of your posts are waiting to be read. Send more when some have been."


def of_new(thread: Thread, member: Membership, body: str) -> Start:
    """What a facilitator says is shown at once: they would be the one to read it."""
    if member.role == Role.FACILITATOR:
        return Start(State.VISIBLE, "", for_a_name=False)
    because, named = _why(thread, member, body), has_listed_name(body, rules.names_of(thread.consultation))
    if named:
        because = because or READ_THIS_FIRST
    return Start(State.HELD if because else State.VISIBLE, because, for_a_name=named)


def of_changed(contribution: Contribution, member: Membership) -> Start:
    """As for new words; but a facilitator reads what is changed after one acted on it."""
    found = of_new(contribution.thread, member, contribution.body)
    acted = {Action.REMOVE, Action.REDACT, Action.HOLD}
    if not contribution.decisions.filter(action__in=acted).exists():
        return found
    return found._replace(state=State.HELD, because=found.because.replace(READ_THIS_FIRST, "") or READ_AGAIN)


def _why(thread: Thread, member: Membership, body: str) -> str:
    if because := screening.why_hold(body):
        return because
    if copies.is_copied(body, member):
        return f"It is {copies.COPIED}."
    if thread.is_pre_moderated:
        return READ_FIRST
    return MANY if _of_today(member) > numbers.POSTS_A_DAY else ""


def _of_today(member: Membership) -> int:
    """How much of theirs came to closed groups today, with this. Counted beside the database: every post asks."""
    key = f"posts-of-a-day:{member.pk}:{clock.today()}"
    cache.add(key, 0, timeout=24 * 3600)
    try:
        return int(cache.incr(key))
    except (OSError, ValueError):  # the cache is away
        return 0


def has_listed_name(body: str, names: Sequence[str]) -> bool:
    return screening.LISTED in screening.findings(body, names)


def for_moderators(post: Contribution, names: Sequence[str]) -> str:
    """Why a held post waits, for whoever decides about it."""
    named = f"It may contain {screening.LISTED}." if has_listed_name(post.body, names) else ""
    if not named and post.held_for_a_name_at is not None:
        named = f"It was held because it may have contained {screening.LISTED}, which has changed since, or its words."
    return " ".join(part for part in (post.held_because, named) if part)
