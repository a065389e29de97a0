"""A corrected file is asked nothing that was decided as the record first came in; and its page shows what it moves."""

import pytest
from django.test import Client

from deliberation.importing import carrying, correcting, drafts
from deliberation.importing.choices import LED, NEW, PERSON, ROOM, Choices
from deliberation.importing.planning import Plan
from deliberation.models import Contribution, ImportedRecord, RecordDraft
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes import coded
from tests.pages import flat

pytestmark = pytest.mark.django_db
TEXT = """Jo: What?
Carys Evans: The vans are lowd.
CE: And cost a lot.
Dilwyn: Carys Evans told me. I was stopped.
beth: I was stopped as well.
ann: Somebody at the back says no.
Jo: And then?
Dilwyn: Ask Imran, or Carys."""
CHOSEN = Choices(
    who={"jo": LED, "ce": "same:carys evans"},
    turns={4: NEW, 5: ROOM},
    areas={3: 2},
    areas_chosen=True,
    keep={"carys evans"},
    also=["Imran"],
    about={"title": "In the park", "place": "Park", "asked": "Cameras alone"},
)


@made_once
def first(cast: Cast) -> ImportedRecord:
    draft = drafts.keep(cast.consultation, TEXT.encode(), "one.txt", by=cast.moss)
    drafts.decide(draft, CHOSEN, by=cast.moss, group=cast.group1)
    return drafts.bring_in(draft, by=cast.moss, may_quote=True)


def corrected(cast: Cast, first: ImportedRecord, text: str, choices: Choices | None = None) -> tuple[RecordDraft, Plan]:
    draft = drafts.keep(cast.consultation, text.encode(), "two.txt", by=cast.moss)
    drafts.decide(draft, choices or Choices(), by=cast.moss, group=cast.group1, corrects=first)
    return draft, drafts.plan_of(draft)


def test_what_was_decided_first_is_decided_of_its_corrected_file(cast: Cast, first: ImportedRecord) -> None:
    draft, plan = corrected(cast, first, TEXT.replace("lowd", "loud"))
    told = Choices.from_json(draft.choices)
    assert (told.who["jo"], told.who["ce"], told.who["carys evans"]) == (LED, "same:carys evans", PERSON)
    assert (told.turns, told.areas, told.keep, told.also) == ({4: NEW, 5: ROOM}, {3: 2}, {"carys evans"}, ["Imran"])
    assert (told.about["title"], told.about["place"], told.about["asked"]) == ("In the park", "Park", "Cameras alone")
    found = correcting.changes(plan, first)
    assert [line.body for _, line in found.changed] == ["The vans are loud."]
    assert not (found.added or found.gone or found.moved or found.new_people)
    assert correcting.corrected_record(cast.group1, plan) == first


def test_the_coding_of_words_in_which_a_name_was_kept_stays(cast: Cast, first: ImportedRecord) -> None:
    kept = Contribution.objects.get(body__startswith="Carys Evans told")
    excerpt = coded.code(cast, kept, coded.theme(cast))
    draft, _ = corrected(cast, first, TEXT.replace("lowd", "loud"))
    told = Choices.from_json(draft.choices)
    told.looked = f"{cast.group1.pk} {first.pk}"
    drafts.decide(draft, told, by=cast.moss, group=cast.group1, corrects=first)
    drafts.bring_in(draft, by=cast.moss, may_quote=True)
    kept.refresh_from_db()
    assert kept.revision == 1 and kept.body == "Carys Evans told me. I was stopped." and excerpt is not None


def test_what_somebody_decides_of_it_goes_before(cast: Cast, first: ImportedRecord) -> None:
    chosen = Choices(who={"ce": "nobody"}, areas={}, areas_chosen=True, about={"place": "Hall"})
    draft, _ = corrected(cast, first, TEXT.replace("lowd", "loud"), chosen)
    told = Choices.from_json(draft.choices)
    assert (told.who["ce"], told.areas, told.about["place"]) == ("nobody", {}, "Hall")


def test_a_line_that_the_file_gives_to_somebody_else_is_not_given_back(cast: Cast, first: ImportedRecord) -> None:
    _, plan = corrected(cast, first, TEXT.replace("CE: And", "Dilwyn: And"))
    assert [line.speaker for line in plan.lines if line.body == "And cost a lot."] == ["dilwyn"]
    assert [one.body for one, _ in correcting.changes(plan, first).moved] == ["And cost a lot."]


def test_a_name_that_is_new_in_the_file_is_not_kept(cast: Cast, first: ImportedRecord) -> None:
    """Only what somebody kept: a word that has become a name with the corrected file is replaced."""
    _, plan = corrected(cast, first, f"{TEXT}\nBack Cost: So say I.")
    assert "cost" not in plan.choices.keep


def test_how_much_alike_does_not_hang_on_names(cast: Cast, first: ImportedRecord) -> None:
    """A new draft keeps no name yet, so every line with a kept one looked like another line."""
    first.contributions.update(body="Carys Evans told me.")
    plan = drafts.plan_of(drafts_of(cast, "Carys Evans: Carys Evans told me.\nDilwyn: Carys Evans told me."))
    assert correcting.corrected_record(cast.group1, plan) == first


def drafts_of(cast: Cast, text: str) -> RecordDraft:
    draft = drafts.keep(cast.consultation, text.encode(), "three.txt", by=cast.moss)
    draft.group = cast.group1
    return draft


def test_the_page_lists_moved_lines_and_new_people(cast: Cast, first: ImportedRecord, client_for) -> None:
    moss: Client = client_for(cast.moss)
    draft, _ = corrected(cast, first, TEXT.replace("CE: And", "Efa: And"))
    told = Choices.from_json(draft.choices)
    assert told.who["efa"] == "same:carys evans"  # another name of one person, as far as anybody can tell: it is asked
    told.who["efa"] = PERSON
    drafts.decide(draft, told, by=cast.moss, group=cast.group1, corrects=first)
    page = flat(moss.get(draft.get_absolute_url()).content.decode())
    assert "“And cost a lot.” becomes words of Efa" in page
    assert "Somebody new, with another pseudonym: Efa" in page
    assert "words of one person" not in page
    draft, _ = corrected(cast, first, TEXT.replace("lowd", "loud"))
    page = flat(moss.get(draft.get_absolute_url()).content.decode())
    assert "In the record that is here these are the words of one person" in page


def test_what_may_not_be_printed_any_more_is_not_carried(cast: Cast, first: ImportedRecord) -> None:
    ImportedRecord.objects.update(asked="Most people wanted it.", place="Park")
    draft, _ = corrected(cast, ImportedRecord.objects.get(), TEXT.replace("lowd", "loud"))
    assert not draft.choices["about"].get("asked") and draft.choices["about"]["place"] == "Park"


def test_nothing_stored_is_nothing_carried(cast: Cast, first: ImportedRecord) -> None:
    Contribution.objects.filter(record=first).update(state="withdrawn")
    draft = drafts_of(cast, TEXT.replace("lowd", "loud"))
    told = carrying.over(first, drafts.transcript_of(draft), Choices())
    assert (told.who, told.turns, told.areas_chosen, told.keep) == ({}, {}, False, set())


def test_a_typed_name_without_capitals_stays_hidden_in_a_corrected_file(cast: Cast) -> None:
    """韓梅梅 is in no label and has no capital: the corrected file printed her."""
    text = "李雷：好。\n王小明：我同意韓梅梅的意見。\n李雷：還有甚麼？\n王小明：就這樣。"
    draft = drafts.keep(cast.consultation, text.encode(), "one.txt", by=cast.moss)
    drafts.decide(draft, Choices(also=["韓梅梅"]), by=cast.moss, group=cast.group1)
    kept = drafts.bring_in(draft, by=cast.moss, may_quote=True)
    draft, plan = corrected(cast, kept, text.replace("甚麼", "什麼"))
    assert Choices.from_json(draft.choices).also == ["韓梅梅"]
    assert "韓梅梅" not in str([line.body for line in plan.lines])
