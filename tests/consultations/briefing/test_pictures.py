"""A picture at the top of each ask: of the kind of technology, and of nothing that the briefing does not say."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from consultations.briefing import pictures, scenes
from consultations.models import CaseStory, DecisionStep, RetentionRow
from tests.consultations.draft import Draft

PARTIALS = Path("templates/consultations/briefing")
SYMBOLS = set(re.findall(r'<symbol id="pic-([^"]+)"', (PARTIALS / "_symbols.html").read_text()))
ROWS = [
    RetentionRow(applies_to="not_matched", kept_for="Not known yet", deletion_trigger="Not known yet"),
    RetentionRow(applies_to="matched", kept_for="31 days", deletion_trigger="The days are over"),
]
PATH = [DecisionStep(kind="machine", doer="machine"), DecisionStep(kind="check", doer="person", can_stop="She sees it")]


def drawn(kind: str = "lfr", **rows: object) -> dict[str, pictures.Picture]:
    return pictures.of_pack([kind], **{"stories": [], "retention": [], "path": [], **rows})  # type: ignore[arg-type]


def unsaid(picture: pictures.Picture) -> set[str]:
    return {piece.symbol for piece in picture.pieces if piece.unsaid}


@pytest.mark.parametrize("kind", ["lfr", "rfr", "anpr", "drone", "ai", "cctv", "citizen_evidence", "other"])
def test_each_kind_is_drawn_from_symbols_that_exist_inside_the_frame(kind: str) -> None:
    for picture in drawn(kind, stories=[CaseStory(outcome="harm")], retention=ROWS, path=PATH).values():
        assert picture.pieces and {piece.symbol for piece in picture.pieces} <= SYMBOLS
        assert all(0 <= p.x <= 360 - p.size and 0 <= p.y <= 120 - p.size for p in picture.pieces), picture
        assert not re.search(r"\d", picture.words + picture.key), "figures stand in the words, with their source"
        svg = render_to_string("consultations/briefing/_picture.html", {"picture": picture})
        assert 'role="img"' in svg and "<title" in svg and "<desc" in svg and "<text" not in svg


def test_each_of_the_six_has_its_own_picture_and_several_share_the_general_one() -> None:
    own = {drawn(kind)["show"].words for kind in ("lfr", "anpr", "drone", "ai", "cctv", "citizen_evidence")}
    assert len(own) == 6 and scenes.ANY.words not in own
    several = pictures.of_pack(["lfr", "cctv"], stories=[], retention=[], path=[])
    assert several["show"].words == drawn("other")["show"].words == scenes.ANY.words


def test_no_person_no_deletion_and_no_good_end_is_drawn_that_the_briefing_does_not_say() -> None:
    empty = drawn()
    assert unsaid(empty["human"]) >= {"decider", "person", "action", "challenge"}
    assert unsaid(empty["safeguards"]) == {"clock", "bin"}
    assert unsaid(empty["prove"]) == {"helped", "nothing", "harmed"}
    said = drawn(stories=[CaseStory(outcome="mixed")], retention=ROWS, path=PATH)
    assert unsaid(said["human"]) == {"person", "action", "challenge"}
    assert [piece.unsaid for piece in said["safeguards"].pieces[1:]] == [True, True, False, False]
    assert unsaid(said["prove"]) == {"nothing"} and "Dashed" in said["prove"].key


def test_the_page_has_one_above_each_ask(draft: Draft, client_for) -> None:
    page = client_for(draft.moss).get(reverse("briefing", args=[draft.consultation.slug])).content.decode()
    for ask in ("show", "prove", "safeguards", "human"):
        assert page.count(f'id="pic-{ask}-title"') == 1
    assert scenes.SCENES["lfr"].words in page and page.count('<symbol id="pic-face"') == 1
