"""Two people under one label: told apart on the page of who is who, before anything is brought in."""

import pytest
from django.http import HttpResponse
from django.test import Client

from deliberation.importing import correcting, drafts
from deliberation.importing.choices import LED, Choices
from deliberation.importing.planning import Plan
from deliberation.models import Contribution, ImportedRecord, RecordDraft
from tests.cast import Cast
from tests.deliberation.importing.test_pages import at, fields, send
from tests.pages import flat

pytestmark = pytest.mark.django_db
TEXT = (
    "Facilitator: What did you see?\nSpeaker 1: The vans came twice.\nCarys: I saw none.\n"
    "Speaker 1: No, they came <once>.\nSpeaker 1: And it cost a lot.\nCarys: Yes."
)
TURNS = {"first": 1, "second": 3, "third": 4}


@pytest.fixture
def moss(cast: Cast, client_for) -> Client:
    return client_for(cast.moss)


@pytest.fixture
def draft(cast: Cast, moss: Client) -> RecordDraft:
    send(moss, cast, TEXT.encode())
    draft = RecordDraft.objects.get()
    moss.post(page_of(cast, draft), fields(moss, cast, draft, group=str(cast.group1.pk)) | {"save": "1"})
    draft.refresh_from_db()
    return draft


def page_of(cast: Cast, draft: RecordDraft) -> str:
    return at(cast, f"waiting/{draft.pk}/")


def split(moss: Client, cast: Cast, draft: RecordDraft, *turns: int, **more: str) -> HttpResponse:
    """What the page would send, with these turns ticked."""
    given = {"splitting": "speaker 1", "split-turns": turns, "split-to": "new", "split-called": "Speaker 1 (2)"}
    typed = fields(moss, cast, draft) | given | ({"split_off": "1"} if "bring" not in more else {}) | more
    answer = moss.post(page_of(cast, draft), typed)
    draft.refresh_from_db()
    return answer


def words(plan: Plan) -> list[str]:
    return [word for line in plan.lines for word in line.body.split()]


def test_some_turns_of_a_label_are_given_to_somebody_new(cast: Cast, moss: Client, draft: RecordDraft) -> None:
    before, found = drafts.plan_of(draft), drafts.transcript_of(draft).words
    shown = moss.post(page_of(cast, draft), fields(moss, cast, draft, place="Library") | {"split": "speaker 1"})
    assert shown.status_code == 302 and shown.url.endswith("?split=speaker+1#split")
    page = moss.get(shown.url.partition("#")[0]).content.decode()
    for text in (
        "Split <span dir",
        "The vans came twice.",
        "they came &lt;once&gt;.",
        'value="Speaker 1 (2)"',
        "Library",
    ):
        assert text in page, text
    assert page.count('name="split-turns"') == 3  # only this label’s
    answer = split(moss, cast, draft, TURNS["second"])
    assert answer.url == page_of(cast, draft) + "#who"
    page = flat(moss.get(page_of(cast, draft)).content.decode())
    assert "1 turn of Speaker 1: now the words of Speaker 1 (2)." in page and "Split off here" in page
    after = drafts.plan_of(draft)
    assert words(after) == words(before) and drafts.transcript_of(draft).words == found
    assert after.participants == ["Speaker 1", "Carys", "Speaker 1 (2)"]
    moss.post(page_of(cast, draft), fields(moss, cast, draft) | {"bring": "1", "agreed": "on"})
    said = {c.body: c.membership_id for c in Contribution.objects.filter(source_kind="transcript")}
    assert len(set(said.values())) == 3
    assert said["The vans came twice."] == said["And it cost a lot."] != said["No, they came <once>."]


def test_turns_are_given_to_somebody_who_is_there_and_back(cast: Cast, moss: Client, draft: RecordDraft) -> None:
    split(moss, cast, draft, TURNS["second"], TURNS["third"], **{"split-to": "carys", "split-called": ""})
    assert drafts.plan_of(draft).participants == ["Speaker 1", "Carys"]
    assert [line.speaker for line in drafts.plan_of(draft).lines][3:5] == ["carys", "carys"]
    split(moss, cast, draft, TURNS["second"], splitting="carys", **{"split-to": "speaker 1"})
    assert Choices.from_json(draft.choices).turns == {TURNS["third"]: "carys"}


def test_whoever_was_split_off_and_has_no_words_is_nobody_again(cast: Cast, moss: Client, draft: RecordDraft) -> None:
    split(moss, cast, draft, TURNS["second"], **{"split-called": "Woman by the door"})
    chosen = Choices.from_json(draft.choices)
    assert chosen.added == {"woman by the door": "Woman by the door"}
    split(moss, cast, draft, TURNS["second"], splitting="woman by the door", **{"split-to": "speaker 1"})
    chosen = Choices.from_json(draft.choices)
    assert not chosen.added and not chosen.turns and "woman by the door" not in chosen.who


def test_whoever_was_split_off_can_have_led_and_stands_on_every_list(
    cast: Cast, moss: Client, draft: RecordDraft
) -> None:
    split(moss, cast, draft, TURNS["second"], **{"split-called": "Jo"})
    page = moss.get(at(cast, f"waiting/{draft.pk}/turns/")).content.decode()
    assert page.count('<option value="jo"') == 6 and page.count('<option value="jo" selected') == 1
    page = moss.get(page_of(cast, draft)).content.decode()
    assert "The same as Jo" in page
    moss.post(page_of(cast, draft), fields(moss, cast, draft, who_3=LED) | {"save": "1"})
    draft.refresh_from_db()
    assert drafts.plan_of(draft).participants == ["Speaker 1", "Carys"]
    assert [line.body for line in drafts.plan_of(draft).lines if line.kind == "facilitator_note"][1:] == [
        "No, they came <once>."
    ]


def test_a_name_that_is_given_to_somebody_split_off_is_replaced_in_what_was_said(cast: Cast, moss: Client) -> None:
    send(moss, cast, TEXT.replace("I saw none", "Ask Beth").encode())
    draft = RecordDraft.objects.get()
    moss.post(page_of(cast, draft), fields(moss, cast, draft, group=str(cast.group1.pk)) | {"save": "1"})
    split(moss, cast, draft, TURNS["second"], **{"split-called": "Beth"})
    assert drafts.plan_of(draft).lines[2].body == "Ask […]."


@pytest.mark.parametrize(
    ("turns", "more", "why"),
    [
        ((), {}, "Tick the turns that somebody else said."),
        ((1, 3, 4), {}, "These are all the turns of Speaker 1. Leave one, or say above who it is."),
        ((2,), {}, "A turn that you ticked is no longer under this label. Look again."),
        ((3,), {"split-called": " "}, "Say what you call the new speaker here."),
        ((3,), {"split-called": "cARYS"}, "“cARYS” is taken. Choose them above, or call this one otherwise."),
        ((3,), {"split-called": "room"}, "“room” is taken. Choose them above, or call this one otherwise."),
        ((3,), {"split-called": "x" * 81}, "at most 80 characters"),
        ((3,), {"split-to": "nobody here"}, "Select a valid choice."),
        ((3,), {"split-called": "Carys", "bring": "1", "agreed": "on"}, "“Carys” is taken."),
    ],
)
def test_what_cannot_be_split_is_said_and_all_is_kept(
    cast: Cast, moss: Client, draft: RecordDraft, turns: tuple[int, ...], more: dict[str, str], why: str
) -> None:
    was = draft.choices
    answer = split(moss, cast, draft, *turns, recorder="A phone on the table", **more)
    page = answer.content.decode()
    assert answer.status_code == 422 and why in page and 'class="error-summary"' in page
    assert page.count(why) >= 2  # in the summary, and at the field
    assert "A phone on the table" in page and draft.choices == was and not ImportedRecord.objects.exists()
    ticked = {str(turn) for turn in turns} & {str(turn) for turn in TURNS.values()}
    boxes = [box for box in answer.context["split"]["turns"] if box.data["value"] in TURNS.values()]
    assert {str(box.data["value"]) for box in boxes if box.data["selected"]} == ticked


def test_turns_that_are_ticked_are_taken_whichever_button_is_pressed(
    cast: Cast, moss: Client, draft: RecordDraft
) -> None:
    typed = {"splitting": "speaker 1", "split-turns": [3], "split-to": "new", "split-called": "B", "save": "1"}
    moss.post(page_of(cast, draft), fields(moss, cast, draft) | typed)
    draft.refresh_from_db()
    assert drafts.plan_of(draft).participants == ["Speaker 1", "Carys", "B"]


def test_what_is_split_in_another_tab_is_not_split_again(cast: Cast, moss: Client, draft: RecordDraft) -> None:
    stale = fields(moss, cast, draft)
    split(moss, cast, draft, TURNS["second"])
    typed = {"splitting": "speaker 1", "split-turns": [4], "split-to": "new", "split-called": "C", "split_off": "1"}
    assert moss.post(page_of(cast, draft), stale | typed).status_code == 422
    draft.refresh_from_db()
    assert Choices.from_json(draft.choices).added == {"speaker 1 (2)": "Speaker 1 (2)"}


def test_a_label_of_one_turn_and_one_that_is_not_there_have_nothing_to_split(cast: Cast, moss: Client) -> None:
    send(moss, cast, b"Facilitator: What?\nA B: Vans.\nCarys: None.\nCarys: Two.")
    draft = RecordDraft.objects.get()
    page = moss.get(page_of(cast, draft)).content.decode()
    assert 'name="split" value="carys"' in page and 'name="split" value="a b"' not in page
    for key in ("a b", "nobody", ""):
        assert moss.get(page_of(cast, draft), {"split": key}).context["split"] is None


def test_a_corrected_file_says_that_a_label_was_of_two_people(cast: Cast, moss: Client, draft: RecordDraft) -> None:
    split(moss, cast, draft, TURNS["second"])
    kept = drafts.bring_in(draft, by=cast.moss, may_quote=True)
    again = drafts.keep(cast.consultation, TEXT.replace("a lot", "much").encode(), "b.txt", by=cast.moss)
    drafts.decide(again, Choices.from_json(again.choices), by=cast.moss, group=cast.group1, corrects=kept)
    told = "these are the words of more than one person"
    assert told in flat(moss.get(page_of(cast, again)).content.decode())
    split(moss, cast, again, TURNS["second"])
    assert told not in flat(moss.get(page_of(cast, again)).content.decode())
    assert not correcting.changes(drafts.plan_of(again), kept).moved
