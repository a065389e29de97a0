"""What is shown as changed is measured from what the panel member signed or said they had read, and says which."""

import re

import pytest
from django.urls import reverse

from consultations.access import NotAllowed
from consultations.briefing import briefing
from consultations.models import ReadMark
from consultations.review import review
from people.errors import Refused
from tests.consultations.draft import Draft


def write(draft: Draft, words: str) -> None:
    briefing.write_section(draft.version, "cost", words, by=draft.moss)


def shown(draft: Draft, client_for) -> str:
    return client_for(draft.hale).get(reverse("review", args=[draft.consultation.slug])).content.decode()


def mark(draft: Draft) -> None:
    review.mark_read(draft.version, by=draft.hale, seen=draft.version.compute_hash())


def test_who_neither_signed_nor_read_is_told_of_no_change(sent_draft: Draft, client_for) -> None:
    write(sent_draft, "It costs 7 pounds.")
    assert "Changed since you" not in shown(sent_draft, client_for)


def test_marked_as_read_the_page_does_not_say_signed(sent_draft: Draft, client_for) -> None:
    mark(sent_draft)
    assert "Changed since you" not in shown(sent_draft, client_for)
    write(sent_draft, "It costs seventy pounds.")
    text = shown(sent_draft, client_for)
    assert "marked it as read" in text and "last signed" not in text
    assert "seventy" in text[text.index('id="since"') : text.index('id="terms"')]


def test_the_later_of_the_two_counts(sent_draft: Draft, client_for) -> None:
    mark(sent_draft)
    write(sent_draft, "It costs seventy pounds.")
    sent_draft.sign(sent_draft.hale)
    assert "Changed since you" not in shown(sent_draft, client_for)
    write(sent_draft, "It costs eighty pounds.")
    assert "last signed" in shown(sent_draft, client_for)
    mark(sent_draft)
    write(sent_draft, "It costs ninety pounds.")
    text = shown(sent_draft, client_for)
    since = text[text.index('id="since"') : text.index('id="terms"')]
    assert "marked it as read" in since and "ninety" in since and "seventy" not in since


def test_what_changed_under_the_reader_is_not_marked(sent_draft: Draft) -> None:
    seen = sent_draft.version.compute_hash()
    write(sent_draft, "Other words.")
    with pytest.raises(Refused, match="Read it again"):
        review.mark_read(sent_draft.version, by=sent_draft.hale, seen=seen)
    assert not ReadMark.objects.exists()


def test_only_the_panel_and_only_what_was_sent(draft: Draft) -> None:
    with pytest.raises(Refused, match="at this stage"):
        mark(draft)  # a draft that was not sent
    draft.send_to_panel()
    with pytest.raises(NotAllowed):
        review.mark_read(draft.version, by=draft.moss, seen=draft.version.compute_hash())


def test_first_stands_what_is_asked_and_the_parts_are_folded_but_the_one_commented_on(
    sent_draft: Draft, client_for
) -> None:
    mark(sent_draft)
    write(sent_draft, "It costs seventy pounds.")
    review.comment(sent_draft.version, by=sent_draft.hale, section="cost", severity="should", text="Too little.")
    text = shown(sent_draft, client_for)
    asked = text[text.index('id="asked-of-you"') : text.index("</nav>", text.index('id="asked-of-you"'))]
    assert "What is asked of you" in asked and "1 part changed" in asked and "1 without an answer" in asked
    assert 'href="#signatures"' in asked and 'id="signatures"' in text and text.index('id="asked-of-you"') < 20_000
    folds = re.findall(r'<details class="part fold" id="([^"]+)"\s*(open)?', text)
    assert len(folds) > 15 and [name for name, is_open in folds if is_open] == ["section-cost", "rests-on"]
    whole = client_for(sent_draft.hale).get(reverse("review", args=[sent_draft.consultation.slug]) + "?all=1")
    assert all(is_open for _, is_open in re.findall(r'part fold" id="([^"]+)"\s*(open)?', whole.content.decode()))
