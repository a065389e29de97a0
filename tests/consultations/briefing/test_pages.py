"""The editor's pages."""

from django.urls import reverse

from tests.consultations.draft import Draft
from tests.pages import flat


def test_the_list_says_what_is_missing(draft: Draft, client_for) -> None:
    draft.version.sections.filter(kind="limits").delete()
    page = client_for(draft.moss).get(reverse("edit_briefing", args=[draft.consultation.slug])).content.decode()
    assert "1 section missing" in flat(page)
    assert "Reads at about age" in page


def test_preview_shows_without_saving(draft: Draft, client_for) -> None:
    address = reverse("edit_section", args=[draft.consultation.slug, "does"])
    before = draft.version.sections.get(kind="does").body
    answer = client_for(draft.moss).post(address, {"body": "A *new* text <b>x</b>", "preview": "1"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<em>new</em>" in text and "<b>x</b>" not in text
    assert draft.version.sections.get(kind="does").body == before


def test_saving_goes_back_to_the_list(draft: Draft, client_for) -> None:
    address = reverse("edit_section", args=[draft.consultation.slug, "does"])
    answer = client_for(draft.moss).post(address, {"body": "Short."})
    assert answer.url == reverse("edit_briefing", args=[draft.consultation.slug])
    assert draft.version.sections.get(kind="does").body == "Short."


def test_a_text_that_is_too_long_is_kept_on_the_page(draft: Draft, client_for) -> None:
    address = reverse("edit_section", args=[draft.consultation.slug, "does"])
    for sent in ({"body": "word " * 5000}, {"body": "word " * 5000, "preview": "1"}):
        answer = client_for(draft.moss).post(address, sent)
        assert answer.status_code == 422
        assert "word word" in answer.content.decode()


def test_after_announcing_the_editor_refuses_and_keeps_the_words(announced_draft: Draft, client_for) -> None:
    address = reverse("edit_section", args=[announced_draft.consultation.slug, "does"])
    answer = client_for(announced_draft.moss).post(address, {"body": "A late thought."})
    assert answer.status_code == 422
    assert "A late thought." in answer.content.decode()


def test_the_data_card_may_be_left_unfinished(draft: Draft, client_for) -> None:
    client, slug = client_for(draft.moss), draft.consultation.slug
    assert client.post(reverse("edit_data_card", args=[slug]), {"collected": "Faces"}).status_code == 302
    assert "blank" in client.get(reverse("edit_briefing", args=[slug])).content.decode()


def test_a_one_sided_error_rate_is_refused_with_what_was_typed(draft: Draft, client_for) -> None:
    address = reverse("edit_figures", args=[draft.consultation.slug])
    sent = {"metric": "Wrong alerts", "value": "10", "is_error_rate": "on", "denominator_value": "200"}
    answer = client_for(draft.moss).post(address, sent)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "two bases" in text and "Wrong alerts" in text


def test_rows_are_added_and_taken_out(draft: Draft, client_for) -> None:
    client, slug = client_for(draft.moss), draft.consultation.slug
    before = draft.version.sources.count()
    sent = {"title": "A report", "url": "https://example.org/r", "standpoint": "critical"}
    assert client.post(reverse("edit_sources", args=[slug]), sent).status_code == 302
    row = draft.version.sources.get(title="A report")
    assert client.post(reverse("remove_evidence", args=[slug, "sources", row.pk])).status_code == 302
    assert draft.version.sources.count() == before
    assert client.post(reverse("remove_evidence", args=[slug, "sources", row.pk])).status_code == 404
    assert client.post(reverse("remove_evidence", args=[slug, "anything", 1])).status_code == 404
    assert client_for(draft.reyes).post(reverse("remove_evidence", args=[slug, "sources", 1])).status_code == 404
