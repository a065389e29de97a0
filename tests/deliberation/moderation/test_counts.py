"""After every hide, restore, hold, edit, withdrawal and erasure each count says what is there (property)."""

from collections import Counter

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import Http404, QueryDict
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from deliberation.discussion import discussion, moderation_log, thread_list, thread_page
from deliberation.models import Contribution, Thread
from deliberation.moderation import changes, moderation, queue
from deliberation.searching import searching
from deliberation.splitting import splitting
from people.errors import Refused
from people.privacy import erasing
from tests.cast import Cast

STEPS = [
    "post",
    "reply",
    "hold",
    "remove",
    "restore",
    "publish",
    "edit",
    "postcode",
    "redact",
    "move",
    "withdraw",
    "split",
    "erase",
]


def _step(cast: Cast, threads: list[Thread], name: str, which: int) -> None:
    posts = list(Contribution.objects.order_by("pk"))
    post = posts[which % len(posts)] if posts else None
    if name == "post" or post is None:
        discussion.post(
            threads[which % 2], f"The lamps number {which} are out.", by=cast.bilal if which % 3 else cast.amina
        )
        return
    author = post.membership.user
    acts = {
        "reply": lambda: discussion.post(post.thread, "I agree.", by=cast.bilal, reply_to=post),
        "hold": lambda: changes.hold(post, by=cast.moss, reason="abuse"),
        "remove": lambda: moderation.remove(post, by=cast.finch, reason="ident"),
        "restore": lambda: moderation.restore(post, by=cast.moss),
        "publish": lambda: moderation.publish(post, by=cast.moss, revision=post.revision),
        "edit": lambda: discussion.edit(post, f"{post.body} Still.", by=author),
        "postcode": lambda: discussion.edit(post, f"{post.body} SW1A 1AA.", by=author),
        "redact": lambda: changes.redact(post, by=cast.moss, words="lamps", reason="ident"),
        "move": lambda: changes.move(post, by=cast.moss, to=next(iter(changes.places_for(post)), None)),
        "withdraw": lambda: discussion.withdraw(post, by=author),
        "split": lambda: splitting.agree(splitting.propose(post, by=cast.moss, begins="number"), by=author),
        "erase": lambda: erasing.erase(cast.amina),
    }
    acts[name]()


def _agree(cast: Cast, threads: list[Thread]) -> None:
    states = Counter(Contribution.objects.values_list("state", flat=True))
    log = moderation_log.statistics(cast.consultation)
    assert (log.contributions, log.waiting) == (sum(states.values()), states["held"])
    assert len(queue.waiting(cast.consultation)) == states["held"]
    moss = cast.member(cast.moss)
    (section,) = thread_list.sections(cast.consultation, cast.moss, moss)
    listed = {thread.pk: thread for rows in section.areas.values() for thread in rows}
    for thread in threads:
        visible = Contribution.objects.visible().filter(thread=thread)
        assert listed[thread.pk].said == visible.count()
        rows = thread_page.read(thread, QueryDict()).rows
        everything = [*rows, *(reply for row in rows for reply in row["replies"])]
        on_show = {row["pk"] for row in everything if row["is_visible"]}
        hidden_parents = {reply.pk for reply in visible if reply.reply_to and reply.reply_to.state == "removed"}
        assert len([one for one in visible if "lamps" in one.body]) == _found(cast, thread)
        assert on_show | hidden_parents == set(visible.values_list("pk", flat=True)) | (hidden_parents & on_show)


def _found(cast: Cast, thread: Thread) -> int:
    found = searching.find(cast.consultation, "lamps", by=cast.moss).rows
    return len([row for row in found if row["thread_id"] == thread.pk])  # type: ignore[typeddict-item]


@pytest.mark.django_db
@settings(
    max_examples=12,
    phases=[Phase.generate],
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 9)), min_size=4, max_size=9))
def test_every_count_is_right_after_every_step(cast: Cast, steps: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        area = cast.consultation.areas.get(order=1)
        threads = [Thread.objects.create(area=area, group=cast.group1, title=f"T{n}", order=n) for n in (1, 2)]
        for name, which in [("post", 1), ("post", 2), *steps]:
            try:
                with transaction.atomic():
                    _step(cast, threads, name, which)
            except (Refused, Http404, AttributeError, ObjectDoesNotExist):
                pass  # refused, or the person has gone: nothing may have changed
            _agree(cast, threads)
        transaction.set_rollback(True)
