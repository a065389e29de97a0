"""A comment on one sentence or one row, chosen where it stands: nobody of the panel types it again."""

import re

import pytest
from django.urls import reverse
from django.utils.html import escape

from consultations.briefing import briefing
from consultations.models import SectionKind
from consultations.review import passages, review
from consultations.stages import stages
from people.errors import Refused
from tests.consultations.draft import Draft
from tests.pages import flat

BODY = "It films **people** [1]. It does not stop.\n\n- one [2]\n- a second. And a third [3]. Fourth?\n\nSee [this](https://x.org)."
READ = ["It films people [1].", "It does not stop.", "one [2]", "a second.", "And a third [3].", "Fourth?", "See this."]


@pytest.fixture
def written(draft: Draft) -> Draft:
    briefing.write_section(draft.version, "does", BODY, by=draft.moss)
    briefing.write_section(draft.version, "scope", "Long " + "words " * 200 + "end.", by=draft.moss)
    return draft.send_to_panel()


def test_every_sentence_and_every_row_can_be_chosen_and_is_taken(written: Draft) -> None:
    version = written.version
    assert passages.of_part(version, "does") == READ
    told = {kind: passages.of_part(version, kind) for kind in [*SectionKind.values, passages.REST]}
    for kind, model in (
        ("figures", version.figures), ("stories", version.stories), ("decides", version.path),
        ("datacard", version.retention_rows), (passages.REST, version.sources), (passages.REST, version.glossary),
    ):  # fmt: skip
        assert model.exists()
        for row in model.all():
            assert any(str(row)[:60] in text for text in told[kind]), (kind, str(row))
    assert any(text.startswith("How it is kept safe: ") for text in told["datacard"])
    assert any(text.startswith("The question: ") for text in told[passages.REST])
    every = [text for texts in told.values() for text in texts]
    assert all(len(text) <= passages.MOST and text == " ".join(text.split()) for text in every)
    for kind, texts in told.items():
        for text in texts:
            assert review._passage(version, "" if kind == passages.REST else kind, text) == text
    for section, text in (("does", "It films birds."), ("", READ[0]), ("cost", READ[0])):
        with pytest.raises(Refused, match="not in that section now"):
            review.comment(version, by=written.hale, text="Who?", section=section, passage=text)


def test_a_sentence_is_chosen_and_commented_on(written: Draft, client_for) -> None:
    hale, slug = client_for(written.hale), written.consultation.slug
    page = reverse("comment_on_part", args=[slug, "does"])
    first = flat(hale.get(page).content.decode())
    assert [first.count(f'<a href="?at={n}#comment">{text}</a>') for n, text in enumerate(READ, start=1)] == [1] * 7
    assert "About all of this part." in first and "<blockquote>" not in first
    chosen = flat(hale.get(f"{page}?at=2").content.decode())
    assert f"<blockquote>{READ[1]}</blockquote>" in chosen and f'aria-current="true">{READ[1]}</a>' in chosen
    [hidden] = re.findall(r'<input type="hidden" name="passage" value="([^"]*)"', chosen)
    sent = {"passage": hidden, "severity": "must_fix", "text": "Who says so?"}
    empty = hale.post(page, {**sent, "text": ""})
    assert empty.status_code == 422 and f"<blockquote>{READ[1]}</blockquote>" in flat(empty.content.decode())
    assert hale.post(page, sent).url == page
    made = written.version.comments.get()
    assert (made.section, made.passage, made.severity) == ("does", READ[1], "must_fix")
    again = flat(hale.get(page).content.decode())
    assert f'{READ[1]}</a><span class="tag" data-tone="neutral">1 comment</span>' in again
    assert f"<blockquote>{READ[1]}</blockquote>" in flat(hale.get(reverse("review", args=[slug])).content.decode())
    briefing.write_section(written.version, "does", "Other words.", by=written.moss)
    assert hale.post(page, sent).status_code == 422, "the sentence is not there any more"


def test_a_row_of_the_rest_is_about_the_whole(written: Draft, client_for) -> None:
    hale, slug = client_for(written.hale), written.consultation.slug
    page = reverse("comment_on_part", args=[slug, passages.REST])
    source = written.version.sources.get(number=1)
    assert escape(source.title) in hale.get(page).content.decode()
    row = next(text for text in passages.of_part(written.version, passages.REST) if text.startswith("[1] "))
    assert hale.post(page, {"passage": row, "severity": "note", "text": "Is it the newest?"}).status_code == 302
    made = written.version.comments.get()
    assert (made.section, made.passage) == ("", row)
    assert page in hale.get(reverse("review", args=[slug])).content.decode()


def test_only_the_panel_and_only_while_it_is_asked(written: Draft, client_for) -> None:
    page = reverse("comment_on_part", args=[written.consultation.slug, "does"])
    for who in (written.moss, written.okoro, None):
        assert client_for(who).get(page).status_code == 404
    nowhere = reverse("comment_on_part", args=[written.consultation.slug, "nowhere"])
    assert client_for(written.hale).get(nowhere).status_code == 404
    written.version.comments.all().delete()
    stages.move(written.sign().consultation, "announce", by=written.moss)
    written.opened()
    assert client_for(written.hale).get(page).url == reverse("review", args=[written.consultation.slug])
