"""Finding one's way in a thread: what is new, in which order, what is quoted, what one wrote before."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.urls import reverse

from audit import clock
from consultations.access import NotAllowed
from consultations.joining import joining
from deliberation.discussion import discussion, reading, thread_page
from deliberation.models import Contribution, ReadingMark, Thread
from deliberation.moderation import moderation
from people.errors import Refused
from tests.cast import Cast

MARK = "New since you were here"


def opened(client_for: Any, user: Any, thread: Thread, query: str = "") -> str:
    answer = client_for(user).get(thread.get_absolute_url() + query)
    assert answer.status_code == 200
    return answer.content.decode()


def later(monkeypatch: pytest.MonkeyPatch, **span: int) -> None:
    now = clock.now() + timedelta(**span)
    monkeypatch.setattr(clock, "now", lambda: now)


def test_what_is_new_is_marked_through_a_reload_and_not_the_next_time(
    cast: Cast, client_for: Any, closed: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    discussion.post(closed, "Old.", by=cast.bilal)
    assert MARK not in opened(client_for, cast.amina, closed)  # the first time everything is new
    first = discussion.post(closed, "Fresh.", by=cast.bilal)
    discussion.post(closed, "My own.", by=cast.amina)
    discussion.post(closed, "Fresher.", by=cast.moss)
    later(monkeypatch, hours=2)
    assert (
        f"{2} new since you were here"
        in client_for(cast.amina).get(reverse("discussion", args=[cast.consultation.slug])).content.decode()
    )
    for _ in range(2):
        html = opened(client_for, cast.amina, closed)
        assert f'href="?at={first.pk}#contribution-{first.pk}"' in html and "2 new since you were here" in html
        assert html.index(MARK) < html.index("Fresh.") and html.index("Old.") < html.index('id="new"')
    later(monkeypatch, hours=5)
    assert MARK not in opened(client_for, cast.amina, closed)
    assert ReadingMark.objects.get().seen == Contribution.objects.last().pk  # type: ignore[union-attr]
    joining.withdraw(cast.consultation, by=cast.amina)
    assert not ReadingMark.objects.exists()


def test_what_is_published_late_and_a_reply_are_marked_too(
    cast: Cast, client_for: Any, closed: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A post that waited keeps its place and its key, and so does one that is put back."""
    waited = discussion.post(closed, "Ring 020 7946 0018, it waited.", by=cast.bilal)
    taken = moderation.remove(discussion.post(closed, "Was away.", by=cast.bilal), by=cast.moss, reason="abuse")
    top = discussion.post(closed, "Long known.", by=cast.bilal)
    opened(client_for, cast.amina, closed)
    later(monkeypatch, hours=2)
    moderation.publish(waited, by=cast.moss, revision=1)
    moderation.restore(taken, by=cast.finch)
    reply = discussion.post(closed, "An answer.", by=cast.moss, reply_to=top)
    listed = client_for(cast.amina).get(reverse("discussion", args=[cast.consultation.slug])).content.decode()
    assert "3 new since you were here" in listed
    later(monkeypatch, hours=3)
    for _ in range(2):
        html = opened(client_for, cast.amina, closed)
        assert "3 new since you were here" in html and f'href="?at={waited.pk}#contribution-{waited.pk}"' in html
        before = {post.pk: html.split(f'id="contribution-{post.pk}"')[0][-120:] for post in (waited, taken, reply, top)}
        assert {key for key, part in before.items() if ">New</span>" in part} == {waited.pk, taken.pk, reply.pk}
    later(monkeypatch, hours=9)
    html = opened(client_for, cast.amina, closed)
    assert ">New</span>" not in html and "new since" not in html


def test_orders(cast: Cast, closed: Thread) -> None:
    posts = [discussion.post(closed, f"Post {n}.", by=cast.amina if n % 2 else cast.bilal) for n in range(45)]
    discussion.post(closed, "Answer.", by=cast.bilal, reply_to=posts[1])
    member = cast.member(cast.amina)

    def through(order: str) -> list[int]:
        query, seen = f"order={order}", []
        while query:
            page = thread_page.read(closed, QueryDict(query), member)
            seen += [row["pk"] for row in page.rows]
            query = page.next
        return seen

    keys = [post.pk for post in posts]
    assert through("newest") == keys[::-1]
    in_order = [key for key in keys if key != posts[1].pk]
    assert through("unanswered") == [*in_order, posts[1].pk]  # an order: none is lost
    last = thread_page.read(closed, QueryDict("order=answered"), member)
    assert [label for _, label, is_it in last.orders if is_it] == ["Not answered first"] and not last.next
    assert thread_page.read(closed, QueryDict(last.previous), member).rows[-1]["pk"] == keys[-1]
    for post in posts:
        Contribution.objects.create(thread=closed, membership=member, body="Yes.", reply_to=post)
    answered = thread_page.read(closed, QueryDict("order=unanswered"), member)
    assert answered.rows[0]["pk"] == keys[0] and not answered.previous and answered.next
    Contribution.objects.filter(body="Yes.").delete()
    assert through("mine") == keys[1::2]
    back = thread_page.read(closed, QueryDict(f"order=unanswered&before={keys[-1]}"), member)
    assert back.next == f"order=unanswered&after={keys[-2]}" and back.previous
    assert thread_page.read(closed, QueryDict("order=mine"), None).rows == []


def test_what_is_hidden_is_not_quoted_on(cast: Cast, client_for: Any, closed: Thread) -> None:
    first = discussion.post(closed, "It was Fred who did it.", by=cast.amina)
    address = reverse("post", args=[cast.consultation.slug, closed.pk])
    form = client_for(cast.bilal).get(f"{address}?quotes={first.pk}&reply_to={first.pk}").content.decode()
    assert f'name="quotes" value="{first.pk}"' in form and "It was Fred" in form
    client_for(cast.bilal).post(address, {"body": "Really?", "quotes": first.pk, "reply_to": first.pk, "key": "k"})
    assert Contribution.objects.get(body="Really?").quotes == first
    assert opened(client_for, cast.bilal, closed).count("It was Fred who did it.") == 2
    moderation.remove(first, by=cast.moss, reason="ident")
    html = opened(client_for, cast.bilal, closed)
    assert "Fred" not in html and "What was quoted here is not shown any more." in html
    other = Thread.objects.create(area=closed.area, group=cast.group2, title="Elsewhere")
    with pytest.raises(NotAllowed, match="quote across threads"):
        discussion.post(other, "Look!", by=cast.carys, quotes=first)


def test_a_post_on_show_is_changed_for_a_while_and_its_author_reads_every_version(
    cast: Cast, client_for: Any, closed: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = discussion.post(closed, "First words.", by=cast.amina)
    discussion.edit(said, "Second words.", by=cast.amina)
    address = reverse("own_history", args=[cast.consultation.slug, said.pk])
    assert address in opened(client_for, cast.amina, closed)
    html = client_for(cast.amina).get(address).content.decode()
    assert "First words." in html and "Second words." in html
    for user in (cast.bilal, cast.moss, cast.okoro, None):
        assert client_for(user).get(address).status_code == 404
    later(monkeypatch, days=4)
    with pytest.raises(Refused, match="You could change this until"):
        discussion.edit(said, "Something else altogether.", by=cast.amina)
    moderation.remove(said, by=cast.moss, reason="abuse")
    assert discussion.edit(said, "Nicer.", by=cast.amina).is_held  # sent again: that has no end
    moderation.remove(Contribution.objects.get(pk=said.pk), by=cast.moss, reason="anon")
    assert client_for(cast.amina).get(address).status_code == 404


def test_two_pages_of_one_person_make_one_mark(cast: Cast, closed: Thread) -> None:
    discussion.post(closed, "One.", by=cast.bilal)
    page, member = thread_page.read(closed, QueryDict("")), cast.member(cast.amina)
    for _ in range(2):
        reading.note(closed, member, page, reading.NOTHING)
    assert ReadingMark.objects.count() == 1
