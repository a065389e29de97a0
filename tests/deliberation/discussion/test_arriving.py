"""What open pages are told of a thread: which posts came, changed or went, and nothing to whoever may not read it."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.urls import reverse

from audit import clock
from config.asgi import application
from consultations.joining import joining
from deliberation.discussion import discussion, privacy
from deliberation.live import posts
from deliberation.models import Contribution, Thread, ThreadChange
from deliberation.moderation import changes, moderation
from deliberation.splitting import splitting
from tests.cast import Cast, make_cast
from tests.deliberation.live.conftest import headers, one_thread  # noqa: F401  (a fixture)
from tests.deliberation.live.phone import Phone


def told(thread: Thread) -> list[tuple[int, int, int]]:
    """(post, what it answers, whether it is on show), the newest change first."""
    return [change[1:] for change in posts.read(thread.pk).changes]


def test_every_act_that_changes_what_is_read_is_told(cast: Cast, closed: Thread) -> None:
    other = Thread.objects.create(area=closed.area, group=cast.group1, title="Elsewhere")
    said = discussion.post(closed, "One. Two.", by=cast.amina)
    assert told(closed) == [(said.pk, 0, 1)]
    reply = discussion.post(closed, "Yes.", by=cast.bilal, reply_to=said)
    assert told(closed)[0] == (reply.pk, said.pk, 1)
    acts: list[tuple[Callable[[Contribution], Any], int]] = [
        (lambda it: discussion.edit(it, "One. Two. Three.", by=cast.amina), 1),
        (lambda it: changes.redact(it, by=cast.moss, words="Three.", reason="ident"), 1),
        (lambda it: changes.hold(it, by=cast.moss, reason="ident"), 0),
        (lambda it: moderation.publish(it, by=cast.moss, revision=it.revision), 1),
        (lambda it: moderation.remove(it, by=cast.moss, reason="ident"), 0),
        (lambda it: moderation.restore(it, by=cast.moss), 1),
        (lambda it: splitting.agree(splitting.propose(it, by=cast.moss, begins="Two."), by=cast.amina), 1),
    ]
    for act, shown in acts:
        before = posts.read(closed.pk).version
        act(Contribution.objects.select_related("thread__area__consultation", "membership").get(pk=said.pk))
        assert posts.read(closed.pk).version > before
        assert (said.pk, 0, shown) in told(closed)[:2]
    changes.move(Contribution.objects.get(pk=said.pk), by=cast.moss, to=other)
    assert {(said.pk, 0, 0), (reply.pk, 0, 0)} == set(told(closed)[:2])  # gone from here, with its answer
    assert {(said.pk, 0, 1), (reply.pk, said.pk, 1)} == set(told(other))
    discussion.withdraw(reply, by=cast.bilal)
    assert told(Thread.objects.get(pk=other.pk))[0] == (reply.pk, said.pk, 0) or told(closed)[0][0] == reply.pk
    joining.withdraw(cast.consultation, by=cast.amina)
    assert (said.pk, 0, 0) in told(other)[:3]


def test_what_waits_is_not_told_and_the_list_is_kept_for_a_day(cast: Cast, public: Thread) -> None:
    held = discussion.post(public, "I wait.", by=cast.amina)
    assert told(public) == []
    moderation.publish(held, by=cast.moss, revision=1)
    assert told(public) == [(held.pk, 0, 1)]
    change = ThreadChange.objects.get()
    assert not privacy.old_changes(change.at).exists()
    assert privacy.old_changes(change.at.replace(year=change.at.year + 1)).get() == change


def test_pages_fetch_by_key_only_what_they_may_read(cast: Cast, client_for: Any, closed: Thread) -> None:
    said = discussion.post(closed, "One.", by=cast.amina)
    reply = discussion.post(closed, "Another.", by=cast.bilal, reply_to=said)
    gone = discussion.post(closed, "Take this out.", by=cast.bilal)
    moderation.remove(gone, by=cast.moss, reason="abuse")
    elsewhere = Thread.objects.create(area=closed.area, group=cast.group2, title="Elsewhere")
    theirs = discussion.post(elsewhere, "Our secret.", by=cast.carys)
    address = reverse("thread_news", args=[cast.consultation.slug, closed.pk])
    client = client_for(cast.amina)
    assert client.get(address).json() == json.loads(json.dumps(posts.read(closed.pk).told()))
    html = client.get(f"{address}?rows={said.pk},{reply.pk},{gone.pk},{theirs.pk},x").content.decode()
    assert "One." in html and f'data-under="{said.pk}"' in html and "Removed by" in html
    assert "secret" not in html and "Take this out" not in html
    for user in (cast.carys, cast.okoro, cast.outsider, None):
        for query in ("", f"?rows={said.pk}"):
            assert client_for(user).get(address + query).status_code == 404
    page = client.get(closed.get_absolute_url()).content.decode()
    assert f'data-version="{posts.read(closed.pk).version}"' in page


async def reader(user: Any, thread: Thread) -> tuple[Phone, bool]:
    phone = Phone(application, f"/ws/threads/{thread.pk}/", await headers(user, origin="http://127.0.0.1"))
    return phone, await phone.connect()


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_readers_are_told_and_nobody_else_is_let_in(transactional_db: None) -> None:
    cast = await sync_to_async(make_cast)()
    thread = await sync_to_async(
        lambda: Thread.objects.create(
            area=cast.consultation.areas.get(order=1), group=cast.group1, title="What have you noticed?"
        )
    )()
    phone, accepted = await reader(cast.amina, thread)
    assert accepted and json.loads(await phone.hear())["changes"] == []
    for user in (cast.carys, cast.okoro, cast.outsider, None):
        assert not (await reader(user, thread))[1]
    said = await sync_to_async(discussion.post)(thread, "Hello.", by=cast.bilal)
    assert json.loads(await phone.hear(1))["changes"][0][1:] == [said.pk, 0, 1]
    await sync_to_async(changes.hold)(said, by=cast.moss, reason="ident")
    assert json.loads(await phone.hear(1))["changes"][0][1:] == [said.pk, 0, 0]
    await sync_to_async(joining.withdraw)(cast.consultation, by=cast.amina)
    closing = await phone.receive_output(2)
    while closing["type"] != "websocket.close":
        closing = await phone.receive_output(2)
    assert closing["code"] == 4403


def test_what_was_done_to_ones_own_is_fetched_by_its_author_alone(cast: Cast, client_for: Any, closed: Thread) -> None:
    said = discussion.post(closed, "Mrs Low keeps the gate.", by=cast.amina)
    address = reverse("thread_news", args=[cast.consultation.slug, closed.pk]) + "?mine=1"
    assert "Mrs Low" not in client_for(cast.amina).get(address).content.decode(), "everybody reads it where it stands"
    changes.hold(said, by=cast.moss, reason="ident")
    own = client_for(cast.amina).get(address).content.decode()
    assert f'id="mine-{said.pk}"' in own and "Mrs Low" in own and "Something has changed about a post" in own
    for other in (cast.bilal, cast.moss, cast.hale):
        page = client_for(other).get(address)
        assert page.status_code == 200 and "Mrs Low" not in page.content.decode()
    for outside in (cast.carys, cast.okoro, cast.outsider, None):
        assert client_for(outside).get(address).status_code == 404


@pytest.mark.parametrize("act", ["hold", "remove", "redact"])
def test_an_appeal_that_changes_nothing_is_told_to_open_pages(cast: Cast, closed: Thread, act: str) -> None:
    """The post stays as it was, so no act on it told its author’s page."""
    said = discussion.post(closed, "Mrs Low keeps the gate.", by=cast.amina)
    words = {"words": "Mrs Low"} if act == "redact" else {}
    room = moderation if act == "remove" else changes
    getattr(room, act)(said, by=cast.moss, reason="ident", **words)
    appeal = moderation.appeal(said.decisions.get(), by=cast.amina, grounds="She is nobody’s neighbour.")
    before = posts.read(closed.pk).version
    moderation.decide_appeal(appeal, by=cast.finch, outcome="dismissed", reasons="She is.")
    assert posts.read(closed.pk).version > before and told(closed)[0][0] == said.pk


def test_what_was_there_before_is_no_new_post_elsewhere(cast: Cast, closed: Thread) -> None:
    with clock.travel(clock.now() - timedelta(hours=1)):
        said = discussion.post(closed, "Mrs Low keeps the gate.", by=cast.amina)
        assert told(closed) == [(said.pk, 0, posts.NEW)]
    changes.redact(said, by=cast.moss, reason="ident", words="Mrs Low")
    assert told(closed) == [(said.pk, 0, posts.CHANGED), (said.pk, 0, posts.NEW)]
    changes.hold(Contribution.objects.get(pk=said.pk), by=cast.moss, reason="ident")
    assert told(closed)[0] == (said.pk, 0, 0)
    with clock.travel(clock.now() + timedelta(hours=1)):
        moderation.publish(Contribution.objects.get(pk=said.pk), by=cast.moss, revision=2)
        assert told(closed)[0] == (said.pk, 0, posts.NEW)  # it came again


def test_a_post_that_is_moved_back_comes_again(cast: Cast, closed: Thread) -> None:
    other = Thread.objects.create(area=closed.area, group=cast.group1, title="Elsewhere")
    with clock.travel(clock.now() - timedelta(hours=1)):
        said = discussion.post(closed, "The lamps.", by=cast.amina)
        reply = discussion.post(closed, "Yes.", by=cast.bilal, reply_to=said)
        changes.move(said, by=cast.moss, to=other)
        appeal = moderation.appeal(said.decisions.get(), by=cast.amina, grounds="It belongs there.")
    moderation.decide_appeal(appeal, by=cast.finch, outcome="upheld", reasons="It does.")
    assert {(said.pk, 0, posts.NEW), (reply.pk, said.pk, posts.NEW)} == set(told(closed)[:2])


def test_keys_of_ones_own_are_told_to_nobody_else(cast: Cast, client_for: Any, closed: Thread) -> None:
    said = discussion.post(closed, "One.", by=cast.amina)
    changes.hold(said, by=cast.moss, reason="ident")
    again = discussion.post(closed, "Two.", by=cast.amina)
    address = reverse("thread_news", args=[cast.consultation.slug, closed.pk]) + "?own=1"
    assert client_for(cast.amina).get(address).json() == {"own": [said.pk, again.pk]}
    assert client_for(cast.bilal).get(address).json() == {"own": []}
    for outside in (cast.carys, cast.okoro, cast.outsider, None):
        assert client_for(outside).get(address).status_code == 404


def test_only_a_page_that_shows_not_all_of_a_thread_looks_elsewhere(
    cast: Cast, client_for: Any, closed: Thread
) -> None:
    first = discussion.post(closed, "No. 0 of the lamps", by=cast.amina)
    client, address = client_for(cast.amina), closed.get_absolute_url()
    assert "data-elsewhere" not in client.get(address).content.decode()
    for query in (f"?at={first.pk}&replies=all", "?order=newest"):
        assert "data-elsewhere" in client.get(address + query).content.decode()
