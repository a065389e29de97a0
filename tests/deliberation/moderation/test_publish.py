import pytest

from audit.models import Entry
from consultations.access import NotAllowed
from consultations.models import Stage
from deliberation.discussion import discussion
from deliberation.models import Contribution, ModerationDecision
from deliberation.moderation import moderation
from deliberation.moderation.moderation import OnScreen
from people.errors import Refused
from tests.cast import Cast


def test_publishing_shows_the_post_and_names_who_decided(cast: Cast, held: Contribution) -> None:
    assert held.state == "held"
    assert moderation.publish(held, by=cast.moss, revision=1).is_visible
    decision = ModerationDecision.objects.get()
    assert (decision.action, decision.revision, decision.decided_by) == ("publish", 1, cast.member(cast.moss))
    assert Entry.objects.get(action="contribution_published").actor == "Jo Moss"


def test_a_text_that_changed_meanwhile_is_not_published(cast: Cast, held: Contribution) -> None:
    discussion.edit(held, "Something else entirely.", by=cast.amina)
    with pytest.raises(Refused, match="changed the text"):
        moderation.publish(held, by=cast.moss, revision=1)
    held.refresh_from_db()
    assert held.state == "held"
    assert not ModerationDecision.objects.exists()


def test_the_second_of_two_facilitators_is_told_what_the_first_did(cast: Cast, held: Contribution) -> None:
    seen = OnScreen(revision=1)
    moderation.remove(held, by=cast.finch, reason="spam", seen=seen)
    with pytest.raises(Refused, match="Ade Finch removed it"):
        moderation.publish(held, by=cast.moss, revision=1, seen=seen)
    assert ModerationDecision.objects.count() == 1


def test_a_removal_after_somebody_elses_publishing_is_refused_too(cast: Cast, held: Contribution) -> None:
    seen = OnScreen(revision=1)
    moderation.publish(held, by=cast.finch, revision=1, seen=seen)
    with pytest.raises(Refused, match="Ade Finch published it"):
        moderation.remove(held, by=cast.moss, reason="spam", seen=seen)
    held.refresh_from_db()
    assert held.is_visible


def test_a_visible_post_is_not_published_again(cast: Cast, shown: Contribution) -> None:
    with pytest.raises(Refused, match="not waiting"):
        moderation.publish(shown, by=cast.moss, revision=1)


@pytest.mark.parametrize("who", ["amina", "bilal", "hale", "reyes", "okoro", "outsider"])
def test_only_facilitators_publish(cast: Cast, held: Contribution, who: str) -> None:
    with pytest.raises(NotAllowed):
        moderation.publish(held, by=getattr(cast, who), revision=1)


def test_nothing_is_moderated_once_findings_are_out(cast: Cast, held: Contribution) -> None:
    cast.at(Stage.FINDINGS_PUBLISHED)
    with pytest.raises(Refused):
        moderation.publish(Contribution.objects.get(pk=held.pk), by=cast.moss, revision=1)
