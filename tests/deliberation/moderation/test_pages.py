import re

import pytest
from django.urls import reverse

from deliberation.discussion import discussion
from deliberation.models import Appeal, Contribution, ModerationDecision, Thread
from deliberation.moderation import changes, moderation, queue
from tests.cast import Cast
from tests.made_once import made_once
from tests.pages import flat


def url(name: str, cast: Cast, *pk: int) -> str:
    return reverse(name, args=[cast.consultation.slug, *pk])


@made_once
def asked(cast: Cast, removal: ModerationDecision) -> Appeal:
    return moderation.appeal(removal, by=cast.amina, grounds="Fred is a cat.")


FACILITATORS = {"moss", "finch"}
EVERYBODY = ["amina", "bilal", "carys", "moss", "finch", "hale", "quill", "okoro", "reyes", "outsider", None]


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("method", ["get", "post", "head"])
def test_who_sees_what(cast: Cast, client_for, held: Contribution, asked: Appeal, who: str, method: str) -> None:
    client = client_for(getattr(cast, who) if who else None)
    removed = asked.decision.contribution
    allowed = {
        url("moderation", cast): FACILITATORS,
        url("decide", cast, held.pk): FACILITATORS,
        url("appeals", cast): FACILITATORS | {"hale", "quill"},
        url("decide_appeal", cast, asked.pk): FACILITATORS | {"hale", "quill"},
        url("appeal", cast, removed.pk): {"amina"},
    }
    for address, people in allowed.items():
        for headers in ({}, {"HX-Request": "true"}):
            status = getattr(client, method)(address, headers=headers).status_code
            assert (status != 404) == (who in people), (address, status)


def test_the_queue_shows_the_oldest_first_and_why_it_waits(cast: Cast, client_for, held: Contribution) -> None:
    discussion.post(held.thread, "Mail a@example.org", by=cast.bilal)
    html = client_for(cast.moss).get(url("moderation", cast)).content.decode()
    assert html.index("Put signs up first.") < html.index("Mail a@example.org")
    assert "It may contain an e-mail address." in html
    assert "Waiting less than a minute" in html


def test_the_queue_costs_the_same_however_long(
    cast: Cast, client_for, public: Thread, django_assert_max_num_queries, held: Contribution
) -> None:
    client = client_for(cast.moss)
    client.get(url("moderation", cast))
    for n in range(30):
        said = discussion.post(public, f"Wait {n}", by=(cast.amina, cast.bilal, cast.carys)[n % 3])
        if n % 4 == 0:
            moderation.remove(said, by=cast.moss, reason="spam")
    with django_assert_max_num_queries(12):
        client.get(url("moderation", cast))


def test_publishing_from_the_page(cast: Cast, client_for, held: Contribution) -> None:
    answer = client_for(cast.moss).post(
        url("decide", cast, held.pk), {"action": "publish", "revision": 1, "decision": 0}
    )
    assert answer.status_code == 302
    held.refresh_from_db()
    assert held.is_visible


def test_a_text_that_changed_is_shown_and_not_published(cast: Cast, client_for, held: Contribution) -> None:
    discussion.edit(held, "Tear the cameras down.", by=cast.amina)
    client = client_for(cast.moss)
    sent = {"action": "publish", "revision": 1, "decision": 0}
    answer = client.post(url("decide", cast, held.pk), sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Tear the cameras down." in html
    assert "changed the text" in html
    assert 'name="revision" value="2"' in html  # having read it, the facilitator can now decide
    held.refresh_from_db()
    assert held.state == "held"


def test_the_slower_facilitator_is_told_and_keeps_what_was_typed(cast: Cast, client_for, held: Contribution) -> None:
    moderation.publish(held, by=cast.finch, revision=1)
    sent = {"action": "remove", "revision": 1, "decision": 0, "reason": "abuse", "note": "Please stay calm."}
    answer = client_for(cast.moss).post(url("decide", cast, held.pk), sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Ade Finch published it" in html
    assert "Please stay calm." in html
    held.refresh_from_db()
    assert held.is_visible


def test_hiding_without_a_reason_keeps_the_note(cast: Cast, client_for, held: Contribution) -> None:
    sent = {"action": "remove", "revision": 1, "decision": 0, "note": "Please stay calm."}
    answer = client_for(cast.moss).post(url("decide", cast, held.pk), sent)
    assert answer.status_code == 422
    assert "Choose a reason" in answer.content.decode()
    assert "Please stay calm." in answer.content.decode()


def test_each_reason_shows_the_note_its_author_would_read(cast: Cast, client_for, held: Contribution) -> None:
    html = client_for(cast.moss).get(url("decide", cast, held.pk)).content.decode()
    for reason in moderation.REASONS_TO_REMOVE:
        assert f'id="note-{reason.value}"' in html
    assert "Criticism of the police" in html


def test_the_author_reads_reason_and_note_and_asks_again(
    cast: Cast, client_for, removal: ModerationDecision, closed: Thread
) -> None:
    client = client_for(cast.amina)
    html = client.get(closed.get_absolute_url()).content.decode()
    assert "You can post it again without the detail" in html.replace("you can", "You can")
    address = url("appeal", cast, removal.contribution_id)
    assert address in html
    refused = client.post(address, {"grounds": ""})
    assert refused.status_code == 422
    assert client.post(address, {"grounds": "Fred is a cat."}).status_code == 302
    assert "Somebody else is looking" in client.get(closed.get_absolute_url()).content.decode()


def test_the_outcome_is_told_to_the_author(cast: Cast, client_for, asked: Appeal, closed: Thread) -> None:
    hale = client_for(cast.hale)
    address = url("decide_appeal", cast, asked.pk)
    assert hale.post(address, {"outcome": "dismissed", "reasons": ""}).status_code == 422
    sent = {"outcome": "dismissed", "reasons": "There is a surname in it."}
    assert hale.post(address, sent).status_code == 302
    html = client_for(cast.amina).get(closed.get_absolute_url()).content.decode()
    assert "There is a surname in it." in html
    assert "The decision stands" in html


def test_whoever_decided_sees_the_appeal_without_a_form(cast: Cast, client_for, asked: Appeal) -> None:
    html = client_for(cast.moss).get(url("decide_appeal", cast, asked.pk)).content.decode()
    assert "You made the decision this is about" in html
    assert 'name="outcome"' not in html


def test_a_post_of_another_consultation_is_not_found(
    cast: Cast, elsewhere: Cast, client_for, held: Contribution, asked: Appeal
) -> None:
    client = client_for(elsewhere.moss)
    assert client.get(url("decide", elsewhere, held.pk)).status_code == 404
    assert client.get(url("decide_appeal", elsewhere, asked.pk)).status_code == 404


def test_what_the_law_keeps_anonymous_is_not_shown_to_its_author_again(
    cast: Cast, client_for, shown: Contribution, closed: Thread
) -> None:
    moderation.remove(shown, by=cast.moss, reason="anon")
    client = client_for(cast.amina)
    for address in (closed.get_absolute_url(), url("appeal", cast, shown.pk)):
        html = client.get(address).content.decode()
        assert "the law protects" in html
        assert "Fred" not in html


def test_while_an_appeal_against_a_hold_waits_no_page_offers_a_decision(cast: Cast, client_for, shown) -> None:
    """It would be refused: the page says so before somebody has read the post and chosen a reason."""
    changes.hold(shown, by=cast.moss, reason="defam")
    moderation.appeal(shown.decisions.get(), by=cast.amina, grounds="It is true.")
    slug = cast.consultation.slug
    page = client_for(cast.moss).get(reverse("decide", args=[slug, shown.pk])).content.decode()
    assert "Read the request" in page and 'name="action"' not in page
    assert "Appealed: answer that" in client_for(cast.moss).get(reverse("moderation", args=[slug])).content.decode()


def test_after_a_decision_the_next_post_is_there(cast: Cast, client_for, held: Contribution, public: Thread) -> None:
    """The one that waits longest and that they can decide about: not their own, nor one that somebody else reads."""
    read, last = (discussion.post(public, f"Wait {n}", by=cast.bilal) for n in range(2))
    changes.claim(read, by=cast.finch)
    client, decided = client_for(cast.moss), {"action": "publish", "revision": 1, "decision": 0}
    page = client.get(url("decide", cast, held.pk)).content.decode()
    for key in "pnq":
        assert f'data-key="{key}"' in page
    assert "data-post-keys" in page and "js/rooms/moderation.js" in page and "R to the reasons" in page
    assert f'href="{url("decide", cast, last.pk)}" data-key="n"' in page
    answer = client.post(url("decide", cast, held.pk), decided, follow=True)
    assert answer.redirect_chain[0][0] == url("decide", cast, last.pk)
    assert "Here is the next." in answer.content.decode()
    assert 'data-key="n"' not in answer.content.decode()
    answer = client.post(url("decide", cast, last.pk), decided, follow=True)
    assert answer.redirect_chain[0][0] == url("moderation", cast) and "Here is the next" not in answer.content.decode()
    assert reverse("moderation_csv", args=[cast.consultation.slug]) in answer.content.decode()


def test_nobody_is_led_to_what_they_cannot_decide_about(cast: Cast, held: Contribution, public: Thread) -> None:
    note = discussion.add_note(public, "Everybody was for it.", by=cast.moss)
    changes.hold(note, by=cast.finch, reason="ident")
    moderation.publish(held, by=cast.finch, revision=1)
    assert queue.next_for(cast.member(cast.moss)) is None
    assert queue.next_for(cast.member(cast.finch)) == note


def test_a_waiting_post_that_was_moved_is_not_its_own_next(cast: Cast, client_for, held: Contribution) -> None:
    """It still waits where it stands now: whoever moved it is not led back to it as another one."""
    other = Thread.objects.create(area=held.thread.area, title="Somewhere else")
    client, moved = client_for(cast.moss), {"action": "move", "to": other.pk, "revision": 1, "decision": 0}
    answer = client.post(url("decide", cast, held.pk), moved, follow=True)
    held.refresh_from_db()
    assert held.is_held and held.thread == other
    assert answer.redirect_chain[0][0] == url("moderation", cast)
    assert "Here is the next" not in answer.content.decode()


def test_a_post_that_was_passed_over_is_not_the_next_of_the_one_behind_it(
    cast: Cast, client_for, held: Contribution, public: Thread
) -> None:
    """Somebody leaves the oldest for later and decides the next: they go on from there."""
    second, third = [discussion.post(public, f"Wait {n}", by=cast.bilal) for n in range(2)]
    decided = {"action": "publish", "revision": second.revision, "decision": 0}
    answer = client_for(cast.moss).post(url("decide", cast, second.pk), decided, follow=True)
    assert answer.redirect_chain[0][0] == url("decide", cast, third.pk)


def test_n_goes_through_the_whole_queue_and_round_again(
    cast: Cast, client_for, held: Contribution, public: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not to and fro between two; and to find it no other post is screened."""
    taken, *rest = [discussion.post(public, f"Wait {n}", by=cast.bilal) for n in range(4)]
    changes.claim(taken, by=cast.finch)
    screened: list[int] = []
    why = queue.holding.for_moderators
    monkeypatch.setattr(
        queue.holding, "for_moderators", lambda post, names: screened.append(post.pk) or why(post, names)
    )
    client, way, here = client_for(cast.moss), [], held
    for _ in range(5):
        here = client.get(url("decide", cast, here.pk)).context["following"]
        way.append(here)
    assert way == [*rest, held, rest[0]] and len(screened) == 5
    assert queue.next_for(cast.member(cast.finch), after=held) == taken


def test_only_keys_that_lead_somewhere_are_named(cast: Cast, client_for, held: Contribution) -> None:
    """And to nobody without scripts, for whom none leads anywhere."""
    client = client_for(cast.moss)

    def hint() -> str:
        page = flat(client.get(url("decide", cast, held.pk)).content.decode())
        assert "data-needs-js hidden>With the focus" in page
        return page.split("With the focus on the post: ")[1].split(" Enter or space")[0]

    assert hint() == "P goes to “Publish”, R to the reasons, Q to the queue."
    moderation.remove(held, by=cast.moss, reason="ident")
    assert hint() == "Q to the queue."


def test_what_was_found_stands_ready_to_be_taken_out(cast: Cast, client_for, closed: Thread) -> None:
    """The likeliest act on a post with one telephone number; of two passages whoever reads it chooses."""
    client = client_for(cast.moss)
    one = discussion.post(closed, "Ring 07700 900123 about the lamps.", by=cast.amina)
    page = client.get(url("decide", cast, one.pk)).content.decode()
    assert "<details open> <summary>Only some of its words are wrong" in flat(page).replace("><", "> <")
    assert re.search(r'<textarea name="words"[^>]*>\s*07700 900123</textarea>', page)
    two = discussion.post(closed, "Ring 07700 900123 or a@example.org.", by=cast.bilal)
    assert re.search(
        r'<textarea name="words"[^>]*>\s*</textarea>', client.get(url("decide", cast, two.pk)).content.decode()
    )
