"""The data card on a phone: what happens to you stands first, folded by whom it is about."""

import re
from typing import Any

import pytest
from django.urls import reverse

from consultations.briefing import briefing, card, gates, unknowns
from consultations.models import DataCard, RetentionRow, SupplierRow
from tests.consultations.draft import Draft

A = RetentionRow.AppliesTo


def row(applies_to: str, what: str, kept: str = "Deleted at once [1]") -> RetentionRow:
    return RetentionRow(data_class=what, applies_to=applies_to, kept_for=kept)


def test_what_happens_without_a_match_comes_first_and_shows_while_it_is_shut() -> None:
    rows = [row(A.ALL, "Film"), row(A.MATCHED, "Pattern"), row(A.NOT_MATCHED, "Pattern"), row(A.NOT_MATCHED, "Code")]
    found = card.folds(DataCard(), rows, [])
    assert [one.heading for one in found[:3]] == ["If you do not match", "If you match", "Everybody, match or not"]
    assert found[0].gist == "Pattern: Deleted at once. And 1 more."


def test_no_row_of_the_card_is_lost_and_a_blank_is_written_out() -> None:
    whole = DataCard(**dict.fromkeys(DataCard.FIELDS, "said"))
    told = [one["key"] for fold in card.folds(whole, [], []) for one in fold.rows]
    assert len(told) == len(set(told)) == len(DataCard.FIELDS) - 1, "who checked it stands below"
    blank = [one for fold in card.folds(DataCard(), [], []) for one in fold.rows]
    assert {one["value"] for one in blank} == {"Not known"} and len(blank) == len(told) - len(DataCard.LATER)


def test_where_nothing_is_compared_nobody_matches() -> None:
    found = card.folds(None, [row(A.ALL, "Film")], [])
    assert [one.heading for one in found] == ["What is kept, and for how long"]
    assert card.folds(DataCard(), [], [SupplierRow(name="Alder Ltd")])[1].suppliers


def test_two_taps_from_the_top_of_the_page_to_the_answer(draft: Draft, client_for: Any) -> None:
    shown = client_for(draft.moss).get(reverse("briefing", args=[draft.consultation.slug])).content.decode()
    assert 'href="#datacard">What happens to my face' in shown
    inside = shown.split('id="datacard"', 1)[1].split("</section>", 1)[0]
    shut = re.findall(r'<details class="fold" ?>\s*<summary>.*?</summary>', inside, re.DOTALL)
    assert "If you do not match" in shut[0] and "Deleted at once" in shut[0]


@pytest.mark.parametrize(
    ("answer", "is_missing"),
    [
        ("No. A trained officer looks at each match [1].", False),
        ("Yes: a notice goes out by itself, as the policy says.", False),
        ("Not known", False),
        ("No", True),
        ("It depends on the officer and on the day.", True),
    ],
)
def test_whether_a_result_alone_decides_is_yes_or_no_and_what_shows_it(
    draft: Draft, answer: str, is_missing: bool
) -> None:
    draft.version.facts.filter(place="card:sole_sanction").delete()
    briefing.write_data_card(draft.version, by=draft.moss, sole_sanction=answer)
    found = [one.text for one in gates.briefing_is_complete(draft.consultation) if "Yes or No" in one.text]
    assert bool(found) == is_missing, found


def test_what_would_bring_a_new_consultation_is_asked_of_new_texts_alone(draft: Draft, client_for) -> None:
    """A row that came later: a text signed before it keeps its fingerprint, its count of facts, and no blank."""
    assert draft.version.facts.filter(place="card:reopens").exists(), "a starter leaves it to the force"
    draft.version.facts.filter(place="card:reopens").delete()
    card, version = draft.version.data_card, draft.version
    card.reopens = ""
    card.save()
    assert "reopens" not in card.signed(version.pk)
    blank = [one.text for one in gates.briefing_is_complete(draft.consultation) if "Fill in the data card" in one.text]
    assert "What change would bring a new consultation" in blank[0]
    of = unknowns.counted(version).of
    version.status = "approved"
    assert unknowns.counted(version).of == of - 1
    before = version.compute_hash()
    briefing.write_data_card(draft.version, by=draft.moss, reopens="Any use at a protest.")
    assert draft.version.compute_hash() != before
    draft.announce()
    page = client_for(None).get(reverse("briefing", args=[draft.consultation.slug])).content.decode()
    assert "What change would bring a new consultation" in page and "Any use at a protest." in page
