import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from audit.models import Entry
from consultations.access import NotAllowed
from deliberation.discussion import discussion
from deliberation.models import Contribution, ModerationDecision, Reason
from deliberation.models.moderation import NOTES
from deliberation.moderation import moderation
from deliberation.moderation.moderation import OnScreen
from people.errors import Refused
from tests.cast import Cast


def test_a_removal_has_a_reason_a_note_and_a_name(cast: Cast, shown: Contribution) -> None:
    removed = moderation.remove(shown, by=cast.moss, reason="ident", note="Leave out the first name.")
    assert removed.is_removed
    decision = removed.removal
    assert (decision.reason, decision.decided_by) == ("ident", cast.member(cast.moss))
    assert decision.message_to_author == NOTES[Reason.IDENT] + "\n\nLeave out the first name."
    entry = Entry.objects.get(action="contribution_removed")
    assert (entry.actor, entry.summary) == ("Jo Moss", "Identifies someone")


@pytest.mark.parametrize("reason", ["", "because", "critical of police"])
def test_no_removal_without_a_reason_from_the_list(cast: Cast, shown: Contribution, reason: str) -> None:
    with pytest.raises(Refused, match="Choose a reason"):
        moderation.remove(shown, by=cast.moss, reason=reason)
    shown.refresh_from_db()
    assert shown.is_visible


def test_being_off_topic_is_no_reason_to_remove(cast: Cast, shown: Contribution) -> None:
    with pytest.raises(Refused, match="say where it belongs"):
        moderation.remove(shown, by=cast.moss, reason="offtopic")


def test_criticism_of_the_police_is_not_on_the_list() -> None:
    assert not [reason for reason in Reason if "critic" in reason.label.lower() or "police" in reason.label.lower()]
    assert any("Criticism of the police" in item for item in moderation.NEVER_A_REASON)


def test_the_database_refuses_a_removal_without_a_reason(cast: Cast, shown: Contribution) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ModerationDecision.objects.create(
            contribution=shown, revision=1, action="remove", decided_by=cast.member(cast.moss)
        )


def test_a_text_its_author_has_corrected_is_not_removed_unread(cast: Cast, shown: Contribution) -> None:
    discussion.edit(shown, "My neighbour did it.", by=cast.amina)
    with pytest.raises(Refused, match="changed the text"):
        moderation.remove(shown, by=cast.moss, reason="ident", seen=OnScreen(revision=1))


def test_a_removed_post_is_not_removed_twice(cast: Cast, shown: Contribution) -> None:
    moderation.remove(shown, by=cast.moss, reason="ident")
    with pytest.raises(Refused, match=r"Jo Moss removed it \(Identifies someone\)"):
        moderation.remove(shown, by=cast.finch, reason="abuse")
    assert ModerationDecision.objects.count() == 1


@pytest.mark.parametrize("who", ["amina", "bilal", "hale", "reyes", "okoro", "outsider"])
def test_only_facilitators_remove(cast: Cast, shown: Contribution, who: str) -> None:
    with pytest.raises(NotAllowed):
        moderation.remove(shown, by=getattr(cast, who), reason="abuse")


def test_a_facilitator_of_another_consultation_cannot_remove(cast: Cast, elsewhere: Cast, shown: Contribution) -> None:
    with pytest.raises(NotAllowed):
        moderation.remove(shown, by=elsewhere.moss, reason="abuse")


def test_a_note_that_is_too_long_is_refused(cast: Cast, shown: Contribution) -> None:
    with pytest.raises(Refused, match="take out 1"):
        moderation.remove(shown, by=cast.moss, reason="abuse", note="x" * 601)


def test_no_other_code_sets_a_contribution_to_removed() -> None:
    """Invariant 10, read from the source: one place writes the state, and it writes the decision first."""
    writes = re.compile(r"(?<!_)state\s*(?:=(?!=)|\"\s*:)[^\n]*(?:REMOVED|\"removed\")")
    found = {}
    for app in ("consultations", "deliberation", "outcomes", "people", "audit"):
        for path in Path(settings.BASE_DIR, app).rglob("*.py"):
            lines = [line for line in path.read_text().splitlines() if writes.search(line)]
            lines = [line for line in lines if "filter" not in line and "Q(" not in line and "__in" not in line]
            if lines:
                found[path.name] = len(lines)
    assert found == {"moderation.py": 1}


def test_every_removed_post_has_a_decision_with_reason_and_decider(cast: Cast, shown: Contribution) -> None:
    moderation.remove(shown, by=cast.moss, reason="abuse")
    for contribution in Contribution.objects.filter(state="removed"):
        assert contribution.removal.reason
        assert contribution.removal.decided_by.public_name
