"""Two different panel members sign the same text, and only the text they read (invariant 1)."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit.models import Entry
from consultations.access import NotAllowed
from consultations.briefing import briefing
from consultations.groups import groups
from consultations.models import BriefingVersion, Membership, Signoff, Stage
from consultations.review import review
from consultations.stages import stages
from people.errors import Refused
from tests.consultations.draft import Draft


def sign(draft: Draft, who, **fields) -> Signoff:
    given = {"verdict": "balanced", "statement": "Read in full.", **fields}
    return review.sign_off(draft.version, by=who, **given)


def test_a_signature_is_on_one_exact_text(draft: Draft) -> None:
    draft.send_to_panel()
    signature = sign(draft, draft.hale)
    assert signature.content_hash == draft.version.compute_hash()
    entry = Entry.objects.get(action="briefing_signed")
    assert (entry.actor, entry.detail["content_hash"]) == ("Ruth Hale", signature.content_hash)


def test_a_text_that_changed_under_the_reader_is_not_signed(draft: Draft) -> None:
    draft.send_to_panel()
    seen = draft.version.compute_hash()
    stale = BriefingVersion.objects.get(pk=draft.version.pk)
    briefing.write_section(draft.version, "does", "Changed meanwhile.", by=draft.moss)
    with pytest.raises(Refused, match="changed after you opened"):
        review.sign_off(stale, by=draft.hale, verdict="balanced", statement="Fine.", seen=seen)
    assert not Signoff.objects.exists()


def test_the_same_text_is_signed_once_a_person(draft: Draft) -> None:
    draft.send_to_panel()
    sign(draft, draft.hale)
    with pytest.raises(Refused, match="already signed"):
        sign(draft, draft.hale)


def test_after_a_change_the_same_person_signs_again(draft: Draft) -> None:
    draft.send_to_panel().sign()
    briefing.write_section(draft.version, "does", "Better.", by=draft.moss)
    draft.sign()
    assert len(draft.version.counting_signatures()) == 2


def test_one_person_never_counts_twice(draft: Draft) -> None:
    draft.send_to_panel()
    first = sign(draft, draft.hale)
    again = Signoff(
        version=draft.version, member=first.member, content_hash=first.content_hash, verdict="balanced",
        public_statement="Again.",
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()
    assert len(draft.version.counting_signatures()) == 1
    with pytest.raises(Refused):
        stages.move(draft.consultation, "announce", by=draft.moss)


def test_whoever_left_the_panel_does_not_count(draft: Draft) -> None:
    draft.send_to_panel().sign()
    Membership.objects.filter(pk=draft.member(draft.quill).pk).update(withdrawn_at="2026-01-01T00:00Z")
    assert len(draft.version.counting_signatures()) == 1


def test_a_statement_is_needed(draft: Draft) -> None:
    draft.send_to_panel()
    with pytest.raises(Refused, match="public statement"):
        sign(draft, draft.hale, statement="  ")


@pytest.mark.parametrize("who", ["moss", "okoro", "reyes", "outsider"])
def test_only_the_panel_signs(draft: Draft, who: str) -> None:
    draft.send_to_panel()
    with pytest.raises(NotAllowed):
        sign(draft, getattr(draft, who))


def test_nothing_is_signed_before_it_is_sent(draft: Draft) -> None:
    assert draft.consultation.stage == Stage.DRAFT
    with pytest.raises(Refused):
        sign(draft, draft.hale)


def test_nobody_is_taken_off_the_panel_by_those_it_checks(draft: Draft) -> None:
    draft.send_to_panel()
    review.comment(draft.version, by=draft.hale, text="Too rosy.")
    for seat in (draft.hale, draft.quill):  # who has begun, and who has not
        with pytest.raises(Refused, match="those who are checked do not choose"):
            groups.stand_down(draft.member(seat), by=draft.moss)
        assert draft.member(seat).is_current


def test_the_page_carries_the_fingerprint_that_was_read(draft: Draft, client_for) -> None:
    draft.send_to_panel()
    client, slug = client_for(draft.hale), draft.consultation.slug
    seen = draft.version.compute_hash()
    assert f"?seen={seen}" in client.get(reverse("review", args=[slug])).content.decode()
    briefing.write_section(draft.version, "does", "Changed meanwhile.", by=draft.moss)
    page = client.get(reverse("sign_off", args=[slug]) + f"?seen={seen}").content.decode()
    assert "The briefing has changed" in page
    sent = {"verdict": "balanced", "statement": "My careful words.", "seen": seen}
    answer = client.post(reverse("sign_off", args=[slug]), sent)
    assert answer.status_code == 422
    assert "My careful words." in answer.content.decode()
    sent["seen"] = draft.version.compute_hash()
    assert client.post(reverse("sign_off", args=[slug]), sent).status_code == 302
    assert "You have signed" in client.get(reverse("review", args=[slug])).content.decode()


def test_facilitators_have_no_signing_page(draft: Draft, client_for) -> None:
    draft.send_to_panel()
    assert client_for(draft.moss).get(reverse("sign_off", args=[draft.consultation.slug])).status_code == 404
