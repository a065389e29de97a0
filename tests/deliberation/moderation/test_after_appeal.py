"""What an appeal decided is not undone by the same person, nor without a new reason."""

import pytest

from deliberation.discussion import discussion
from deliberation.models import Contribution, ModerationDecision
from deliberation.moderation import changes, moderation
from people.errors import Refused
from tests.cast import Cast, chosen_by


def _upheld(cast: Cast, removal: ModerationDecision) -> Contribution:
    asked = moderation.appeal(removal, by=cast.amina, grounds="There are many Freds.")
    moderation.decide_appeal(asked, by=cast.hale, outcome="upheld", reasons="Nobody can tell which.")
    return Contribution.objects.get(pk=removal.contribution_id)


def test_the_same_person_does_not_remove_it_again(cast: Cast, removal: ModerationDecision) -> None:
    back = _upheld(cast, removal)
    assert back.is_visible
    for reason in ("ident", "abuse"):
        with pytest.raises(Refused, match="after you had removed them"):
            moderation.remove(back, by=cast.moss, reason=reason)
    with pytest.raises(Refused, match="after you had removed them"):
        changes.hold(back, by=cast.moss, reason="abuse")


def test_another_needs_a_new_reason(cast: Cast, removal: ModerationDecision) -> None:
    back = _upheld(cast, removal)
    for act in (moderation.remove, changes.hold):
        with pytest.raises(Refused, match="looked at this reason"):
            act(back, by=cast.finch, reason="ident")
    with pytest.raises(Refused, match="looked at this reason"):
        changes.redact(back, by=cast.finch, words="Fred", reason="ident")
    assert moderation.remove(back, by=cast.finch, reason="livecase").is_removed


def test_other_words_are_another_matter(cast: Cast, removal: ModerationDecision) -> None:
    back = _upheld(cast, removal)
    changed = discussion.edit(back, "Fred Example of 1 Mill Lane did it.", by=cast.amina)
    assert moderation.remove(changed, by=cast.moss, reason="ident").is_removed


def test_the_same_words_again_are_not(cast: Cast, removal: ModerationDecision) -> None:
    words = removal.contribution.body
    back = _upheld(cast, removal)
    discussion.edit(back, "Other words.", by=cast.amina)
    same = discussion.edit(back, words, by=cast.amina)
    with pytest.raises(Refused, match="after you had removed them"):
        moderation.remove(same, by=cast.moss, reason="ident")


def test_a_confirmed_removal_is_not_undone_by_its_maker_nor_without_a_word(
    cast: Cast, removal: ModerationDecision
) -> None:
    asked = moderation.appeal(removal, by=cast.amina, grounds="There are many Freds.")
    moderation.decide_appeal(asked, by=cast.hale, outcome="dismissed", reasons="One lives there.")
    with pytest.raises(Refused, match="another facilitator decides"):
        moderation.restore(removal.contribution, by=cast.moss, note="I was wrong.")
    with pytest.raises(Refused, match="Say what is new"):
        moderation.restore(removal.contribution, by=cast.finch)
    assert moderation.restore(removal.contribution, by=cast.finch, note="Fred has said so himself.").is_visible


def test_nor_does_whoever_stands_on_the_same_side(cast: Cast, removal: ModerationDecision) -> None:
    """Else an assistant hides again what an appeal put back, under another reason, and an appeal more is needed."""
    chosen_by(cast.member(cast.finch), cast.member(cast.moss))
    back = _upheld(cast, removal)
    for act in (moderation.remove, changes.hold):
        with pytest.raises(Refused, match="of your side"):
            act(back, by=cast.finch, reason="livecase")
