from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations.access import NotAllowed
from consultations.models import Stage
from deliberation.discussion import discussion
from deliberation.models import Contribution, Thread
from deliberation.moderation import moderation
from people.errors import Refused
from tests.cast import Cast
from tests.made_once import made_once


@made_once
def said(cast: Cast, closed: Thread) -> Contribution:
    return discussion.post(closed, "First words.", by=cast.amina)


def test_an_edit_keeps_the_earlier_words_as_a_revision(cast: Cast, said: Contribution) -> None:
    changed = discussion.edit(said, "Second words.", by=cast.amina)
    assert (changed.body, changed.revision) == ("Second words.", 2)
    assert list(changed.revisions.values_list("number", "body")) == [(1, "First words."), (2, "Second words.")]
    assert Entry.objects.get(action="edited").detail == {"revision": 2}


def test_saving_the_same_words_makes_no_revision(cast: Cast, said: Contribution) -> None:
    assert discussion.edit(said, "First words. ", by=cast.amina).revision == 1


def test_nobody_edits_somebody_elses_words(cast: Cast, said: Contribution) -> None:
    for who in (cast.bilal, cast.moss, cast.hale):
        with pytest.raises(NotAllowed):
            discussion.edit(said, "Changed", by=who)


def test_a_find_in_the_new_words_holds_the_post(cast: Cast, said: Contribution) -> None:
    assert said.state == "visible"
    assert discussion.edit(said, "Mail me: a@example.org", by=cast.amina).state == "held"


def test_taking_the_find_out_shows_the_post_in_a_closed_group(cast: Cast, closed: Thread) -> None:
    held = discussion.post(closed, "Mail me: a@example.org", by=cast.amina)
    assert held.state == "held"
    assert discussion.edit(held, "Talk to me.", by=cast.amina).state == "visible"


def test_an_edit_of_a_published_post_in_an_open_thread_waits_again(cast: Cast, public: Thread) -> None:
    held = discussion.post(public, "Harmless.", by=cast.amina)
    shown = moderation.publish(held, by=cast.moss, revision=1)
    assert shown.state == "visible"
    assert discussion.edit(shown, "Not so harmless.", by=cast.amina).state == "held"


def test_a_removed_post_is_changed_and_sent_again_and_a_facilitator_reads_it(cast: Cast, said: Contribution) -> None:
    removed = moderation.remove(said, by=cast.moss, reason="abuse")
    with pytest.raises(Refused, match="Change what led to the removal"):
        discussion.edit(removed, said.body, by=cast.amina)
    again = discussion.edit(removed, "Nicer.", by=cast.amina)
    assert (again.state, again.shown_revision) == ("held", None)
    assert "a facilitator acted on it" in again.held_because
    assert moderation.publish(again, by=cast.finch, revision=2).state == "visible"


def test_what_the_law_protects_is_not_given_back(cast: Cast, said: Contribution) -> None:
    removed = moderation.remove(said, by=cast.moss, reason="anon")
    with pytest.raises(Refused, match="no longer shown"):
        discussion.edit(removed, "Nicer.", by=cast.amina)


def test_while_an_appeal_waits_the_words_stay_as_they_were(cast: Cast, said: Contribution) -> None:
    removed = moderation.remove(said, by=cast.moss, reason="abuse")
    moderation.appeal(removed.removal, by=cast.amina, grounds="I was calm.")
    with pytest.raises(Refused, match="looking at this again"):
        discussion.edit(removed, "Nicer.", by=cast.amina)


def test_transcript_lines_cannot_be_edited(cast: Cast, said: Contribution) -> None:
    Contribution.objects.filter(pk=said.pk).update(source_kind="transcript")
    with pytest.raises(Refused, match="recording"):
        discussion.edit(said, "Other.", by=cast.amina)


def test_nobody_edits_after_closing(cast: Cast, said: Contribution) -> None:
    cast.at(Stage.ANALYSIS)
    with pytest.raises(Refused, match="closed"):
        discussion.edit(Contribution.objects.get(pk=said.pk), "Other.", by=cast.amina)


def test_no_page_offers_a_change_that_would_be_refused(cast: Cast, client_for: Any, said: Contribution) -> None:
    """Whoever writes a change and then reads that it was possible until last week has written for nothing."""
    slug = cast.consultation.slug
    pages = [reverse("edit_contribution", args=[slug, said.pk]), said.thread.get_absolute_url()]
    form, thread = (client_for(cast.amina).get(page).content.decode() for page in pages)
    assert "<textarea" in form and pages[0] in thread
    with clock.travel(discussion.edit_ends(said) + timedelta(minutes=1)):
        form, thread = (client_for(cast.amina).get(page).content.decode() for page in pages)
        assert (
            "<textarea" not in form and "You could change this until" in form and "You can change it until" not in form
        )
        assert pages[0] not in thread and reverse("withdraw_contribution", args=[slug, said.pk]) in thread
        answer = client_for(cast.amina).post(pages[0], {"body": "Typed in time, sent late."})
        assert answer.status_code == 422 and "Typed in time, sent late." in answer.content.decode()
