"""A facilitator who would hold criticism, or cut it, to have no appeal against it: both are heard as a removal is."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from deliberation.discussion import discussion, moderation_log
from deliberation.models import Appeal, Contribution, ContributionRevision, ModerationDecision, Thread
from deliberation.moderation import changes, moderation, standing
from deliberation.moderation.gates import authors_had_time_to_appeal, nothing_waits_to_be_read
from deliberation.moderation.notifications import AUTHOR
from people.errors import Refused
from people.models import Message
from tests.cast import Cast
from tests.made_once import made_once

WORDS = "My neighbour Fred did it."


@made_once
def hold(cast: Cast, shown: Contribution) -> ModerationDecision:
    return changes.hold(shown, by=cast.moss, reason="defam").decisions.get()


@made_once
def cut(cast: Cast, shown: Contribution) -> ModerationDecision:
    return changes.redact(shown, by=cast.moss, words="neighbour Fred", reason="ident").decisions.get()


def asked(cast: Cast, decision: ModerationDecision) -> Appeal:
    return moderation.appeal(decision, by=cast.amina, grounds="It is true.")


def post_of(decision: ModerationDecision) -> Contribution:
    return Contribution.objects.get(pk=decision.contribution_id)


def told(cast: Cast) -> str:
    return " / ".join(Message.objects.filter(mailbox__user=cast.amina, kind=AUTHOR).values_list("title", flat=True))


def test_a_held_post_is_back_by_somebody_else(cast: Cast, hold: ModerationDecision) -> None:
    appeal = asked(cast, hold)
    assert "Somebody else looks at your post again" in told(cast)
    with pytest.raises(Refused, match="You made the decision"):
        moderation.decide_appeal(appeal, by=cast.moss, outcome="dismissed", reasons="No.")
    moderation.decide_appeal(appeal, by=cast.hale, outcome="upheld", reasons="It is an opinion.")
    assert post_of(hold).is_visible and "it is back" in told(cast)
    log = moderation_log.statistics(cast.consultation)
    assert (log.held, log.restored, log.appeals, log.upheld) == (1, 1, 1, 1)
    with pytest.raises(Refused, match="after you had removed"):
        changes.hold(post_of(hold), by=cast.moss, reason="abuse")


def test_words_are_back_as_their_author_wrote_them(cast: Cast, cut: ModerationDecision) -> None:
    """All of them: cutting a little more, or moving the post, does not take the appeal away."""
    changes.redact(post_of(cut), by=cast.moss, words="did it", reason="ident")
    with pytest.raises(Refused, match="no longer stands"):
        asked(cast, cut)
    newest = cut.contribution.decisions.latest("pk")
    moderation.decide_appeal(asked(cast, newest), by=cast.finch, outcome="upheld", reasons="Many are called so.")
    back = post_of(cut)
    assert back.is_visible and back.body == WORDS and back.revision == 4
    assert ContributionRevision.objects.get(contribution=back, number=4).body == WORDS
    assert "your words are back" in told(cast)
    for act in (changes.hold, moderation.remove):
        with pytest.raises(Refused, match="after you had removed"):
            act(back, by=cast.moss, reason="defam")
    with pytest.raises(Refused, match="after you had removed"):
        changes.redact(back, by=cast.moss, words="Fred", reason="defam")


def test_a_move_does_not_take_it_away(cast: Cast, hold: ModerationDecision) -> None:
    places = changes.places_for(hold.contribution)
    other = (
        places[0]
        if places
        else Thread.objects.create(
            area=hold.contribution.thread.area, group=hold.contribution.thread.group, title="Elsewhere"
        )
    )
    changes.move(post_of(hold), by=cast.moss, to=other)
    assert standing.to_appeal(post_of(hold)) == hold and asked(cast, hold).pk


def test_while_it_waits_nobody_decides_past_it(cast: Cast, hold: ModerationDecision) -> None:
    asked(cast, hold)
    for act in (
        lambda: moderation.publish(post_of(hold), by=cast.moss, revision=1),
        lambda: moderation.remove(post_of(hold), by=cast.moss, reason="abuse"),
        lambda: changes.redact(post_of(hold), by=cast.moss, words="Fred", reason="ident"),
    ):
        with pytest.raises(Refused, match="Answer that request first"):
            act()
    with pytest.raises(Refused, match="as you asked"):
        discussion.edit(post_of(hold), "Other words.", by=cast.amina)
    assert [m.text for m in nothing_waits_to_be_read(cast.consultation)][1] == "Appeals still without an answer: 1."


def test_a_held_post_that_was_changed_as_asked_can_still_be_appealed(cast: Cast, hold: ModerationDecision) -> None:
    """Else a hold, and silence after the author has followed it, keeps criticism out until the consultation closes."""
    discussion.edit(post_of(hold), "Somebody did it.", by=cast.amina)
    appeal = asked(cast, hold)
    with pytest.raises(Refused, match="Answer that request first"):
        moderation.remove(post_of(hold), by=cast.moss, reason="abuse")
    moderation.decide_appeal(appeal, by=cast.hale, outcome="upheld", reasons="It names nobody now.")
    assert post_of(hold).is_visible and post_of(hold).body == "Somebody did it."


def test_what_its_author_wrote_anew_is_not_put_back(cast: Cast, cut: ModerationDecision) -> None:
    appeal = asked(cast, cut)
    discussion.edit(post_of(cut), "Somebody did it.", by=cast.amina)
    moderation.decide_appeal(appeal, by=cast.hale, outcome="upheld", reasons="Fair enough.")
    assert post_of(cut).body == "Somebody did it." and post_of(cut).is_held


def test_cutting_on_does_not_empty_the_appeal(cast: Cast, cut: ModerationDecision) -> None:
    """Else a second cut while it waits leaves nothing to put back, and its author reads that the words are back."""
    appeal = asked(cast, cut)
    for facilitator in (cast.moss, cast.finch):
        with pytest.raises(Refused, match="What does harm meanwhile can be held"):
            changes.redact(post_of(cut), by=facilitator, words="did it", reason="abuse")
    held = changes.hold(post_of(cut), by=cast.finch, reason="abuse")
    moderation.publish(held, by=cast.finch, revision=held.revision)
    moderation.decide_appeal(appeal, by=cast.hale, outcome="upheld", reasons="It names nobody.")
    assert post_of(cut).body == WORDS and "your words are back" in told(cast)


@pytest.mark.parametrize("since", ["written anew", "removed"])
def test_nobody_is_told_that_words_are_back_which_are_not(cast: Cast, cut: ModerationDecision, since: str) -> None:
    appeal = asked(cast, cut)
    if since == "removed":
        moderation.remove(post_of(cut), by=cast.finch, reason="abuse")
    else:
        discussion.edit(post_of(cut), "Somebody did it.", by=cast.amina)
        changes.redact(post_of(cut), by=cast.finch, words="Somebody", reason="abuse")  # that is about new words
    answered = moderation.decide_appeal(appeal, by=cast.hale, outcome="upheld", reasons="It names nobody.")
    assert "are back" not in told(cast) and "the decision was wrong" in told(cast)
    assert answered.nothing_came_back and "was written or decided since" in answered.said


def test_what_an_appeal_confirmed_stays_out(cast: Cast, client_for: Callable, cut: ModerationDecision) -> None:
    """An appeal against a later cut is about that one; whoever answers it reads what comes back."""
    moderation.decide_appeal(asked(cast, cut), by=cast.hale, outcome="dismissed", reasons="It is a name.")
    changes.redact(post_of(cut), by=cast.moss, words="did it", reason="abuse")
    appeal = asked(cast, cut.contribution.decisions.latest("pk"))
    where = reverse("decide_appeal", args=[cast.consultation.slug, appeal.pk])
    page = client_for(cast.hale).get(where).content.decode()
    assert "My [taken out: identifies someone] did it." in page and WORDS not in page and "That stays out." in page
    moderation.decide_appeal(appeal, by=cast.finch, outcome="upheld", reasons="That was an account.")
    assert post_of(cut).body == "My [taken out: identifies someone] did it." and "your words are back" in told(cast)


def test_findings_wait_for_whoever_can_still_ask(cast: Cast, cut: ModerationDecision) -> None:
    (missing,) = authors_had_time_to_appeal(cast.consultation)
    assert "taken out of 1 post" in missing.text
    moderation.decide_appeal(asked(cast, cut), by=cast.hale, outcome="dismissed", reasons="It is a name.")
    assert authors_had_time_to_appeal(cast.consultation) == []


@pytest.mark.parametrize("what", ["hold", "cut"])
def test_the_author_asks_on_the_page(
    cast: Cast, client_for: Callable, request: pytest.FixtureRequest, what: str
) -> None:
    decision: ModerationDecision = request.getfixturevalue(what)
    slug, client = cast.consultation.slug, client_for(cast.amina)
    where = reverse("appeal", args=[slug, decision.contribution_id])
    mine = client.get(decision.contribution.thread.get_absolute_url()).content.decode().partition('id="mine"')[2]
    assert where in mine and "Jo Moss" in mine
    assert WORDS in client.get(where).content.decode()
    assert client.post(where, {"grounds": "It is true."}).status_code == 302
    mine = client.get(decision.contribution.thread.get_absolute_url()).content.decode().partition('id="mine"')[2]
    assert "Somebody else is looking at this again." in mine and where not in mine
    page = client_for(cast.hale).get(reverse("decide_appeal", args=[slug, Appeal.objects.get().pk])).content.decode()
    assert WORDS in page and decision.done_words in page
