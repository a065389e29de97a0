"""Gate B: two different panel members, one exact text, nothing left open (invariant 1)."""

import pytest

from consultations.briefing import briefing
from consultations.models import BriefingVersion, Consultation, Membership, Stage
from consultations.review import review
from consultations.stages import stages
from people.errors import Refused
from tests.consultations.draft import Draft


def announce(draft: Draft) -> None:
    stages.move(draft.consultation, "announce", by=draft.moss)


def test_two_signatures_announce_it(signed_draft: Draft) -> None:
    announce(signed_draft)
    assert signed_draft.consultation.stage == Stage.ANNOUNCED
    assert signed_draft.consultation.announced_at is not None
    assert signed_draft.version.status == BriefingVersion.Status.APPROVED


def test_one_signature_is_not_enough(draft: Draft) -> None:
    draft.send_to_panel().sign(draft.hale)
    with pytest.raises(Refused) as refused:
        announce(draft)
    assert "One more panel member" in refused.value.problems[0]


def test_signatures_on_an_earlier_text_do_not_count(signed_draft: Draft) -> None:
    briefing.write_section(signed_draft.version, "cost", "Nothing at all.", by=signed_draft.moss)
    with pytest.raises(Refused) as refused:
        announce(signed_draft)
    assert "Two different panel members" in refused.value.problems[0]
    signed_draft.sign()
    announce(signed_draft)


def test_one_old_and_one_new_signature_do_not_add_up(draft: Draft) -> None:
    draft.send_to_panel().sign(draft.hale)
    briefing.write_section(draft.version, "cost", "Nothing at all.", by=draft.moss)
    draft.sign(draft.quill)
    with pytest.raises(Refused):
        announce(draft)


def test_a_text_changed_behind_the_fingerprint_is_noticed(signed_draft: Draft) -> None:
    """Whatever changes the rows without an act: the gate takes the fingerprint afresh."""
    signed_draft.version.sections.filter(kind="cost").update(body="Slipped in.")
    assert signed_draft.version.valid_signoffs().count() == 2
    with pytest.raises(Refused):
        announce(signed_draft)


def test_must_fix_blocks_until_the_panel_settles_it(sent_draft: Draft) -> None:
    made = review.comment(sent_draft.version, by=sent_draft.hale, text="Say who checks.", severity="must_fix")
    sent_draft.sign()
    review.reply(made, "Done.", by=sent_draft.moss)
    with pytest.raises(Refused) as refused:
        announce(sent_draft)
    assert "must fix" in refused.value.problems[0]
    review.resolve(made, by=sent_draft.hale)
    announce(sent_draft)


@pytest.mark.parametrize("severity", ["should", "note"])
def test_every_comment_is_answered(sent_draft: Draft, severity: str) -> None:
    made = review.comment(sent_draft.version, by=sent_draft.hale, text="A thought.", severity=severity)
    sent_draft.sign()
    with pytest.raises(Refused) as refused:
        announce(sent_draft)
    assert "without an answer: 1" in refused.value.problems[0]
    review.reply(made, "Thank you.", by=sent_draft.moss)
    announce(sent_draft)


def test_the_pack_is_checked_again(sent_draft: Draft) -> None:
    briefing.write_section(sent_draft.version, "limits", "", by=sent_draft.moss)
    sent_draft.sign()
    Membership.objects.filter(pk=sent_draft.member(sent_draft.okoro).pk).update(accepted_at=None)
    with pytest.raises(Refused) as refused:
        announce(sent_draft)
    text = " ".join(refused.value.problems)
    assert "Known limits" in text and "must accept" in text


def test_reservations_are_shown_and_do_not_block(draft: Draft) -> None:
    draft.send_to_panel().sign(draft.hale)
    given = {"verdict": "balanced_with_reservations", "statement": "The figures are thin."}
    review.sign_off(draft.version, by=draft.quill, **given)
    found = stages.missing(draft.consultation, stages.transition_named("announce"))
    assert [(i.soft, "Sam Quill signed with reservations" in i.text) for i in found] == [(True, True)]
    announce(draft)


def test_two_who_press_at_once_announce_once(signed_draft: Draft) -> None:
    stale = Consultation.objects.get(pk=signed_draft.consultation.pk)
    announce(signed_draft)
    with pytest.raises(Refused, match="moved it already"):
        stages.move(stale, "announce", by=signed_draft.finch)
