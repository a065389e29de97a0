"""A sheet typed in for a known person: a second voice, nobody reads it, and typing tells nothing."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from consultations.access import NotAllowed
from consultations.privacy import unlinking
from deliberation.counting import disclosure, results
from deliberation.models import Ballot, PaperSheet, Wave
from deliberation.paper import confirming, sheets
from outcomes.report import method
from people.errors import Refused
from people.models import User
from tests.cast import Cast, chosen_by
from tests.deliberation import rooms
from tests.made_once import made_once
from tests.pages import flat

As = Callable[[User | None], Client]


@made_once
def wave(cast: Cast) -> Wave:
    return rooms.open_first(cast)


def on(cast: Cast, text: str) -> sheets.Answers:
    question = rooms.question(cast, "q_use")
    return [(question, {"option_ids": [rooms.option(question, text)]})]


def sheet_of(cast: Cast, wave: Wave, user: User, text: str = "No, never", number: int = 12) -> PaperSheet:
    person = cast.member(user)
    return sheets.enter(wave, number, on(cast, text), by=cast.moss, group=cast.group1, person=person)


def counted(cast: Cast, wave: Wave) -> list[tuple[str, str]]:
    rooms.close_wave(wave, by=cast.moss)
    options = {str(option.pk): option.text for option in rooms.question(cast, "q_use").options.all()}
    return [(options[ballot.choice], ballot.source) for ballot in Ballot.objects.filter(wave=wave)]


def test_unconfirmed_it_counts_for_nobody_and_is_told_as_a_number(cast: Cast, wave: Wave) -> None:
    sheet_of(cast, wave, cast.amina)
    assert counted(cast, wave) == []
    wave.refresh_from_db()
    assert "1 sheet on paper or by telephone did not count" in sheets.sources_of(wave)
    assert PaperSheet.objects.get().answers == []


def test_the_persons_own_word(cast: Cast, wave: Wave, client_for: As) -> None:
    sheet = sheet_of(cast, wave, cast.amina)
    phone = client_for(cast.amina)
    address = reverse("confirm_sheet", args=[cast.consultation.slug, sheet.pk])
    assert address in phone.get(cast.consultation.get_absolute_url()).content.decode()
    assert "No, never" not in phone.get(address).content.decode()
    phone.post(address, {"mine": "yes"})
    entry = Entry.objects.get(action="paper_confirmed")
    assert entry.detail["how"] == "by the person" and cast.member(cast.amina).pseudonym not in entry.actor
    assert counted(cast, wave) == [("No, never", "paper")]


def test_the_persons_no_is_overruled_by_nobody(cast: Cast, wave: Wave, client_for: As) -> None:
    """Neither by correcting the sheet, nor by typing in another one for them, nor under its number."""
    sheet = sheet_of(cast, wave, cast.amina)
    confirming.answer_for_oneself(sheet, False, by=cast.amina)
    amina, answers = cast.member(cast.amina), on(cast, "No, never")
    for stale in (sheet, PaperSheet.objects.get()):
        with pytest.raises(Refused, match="not theirs"):
            sheets.correct(stale, answers, by=cast.moss, reason="It is hers")
    with pytest.raises(Refused, match="does not wait"):
        confirming.type_again(wave, 12, answers, by=cast.finch, group=cast.group1, person=amina)
    facilitator, where = client_for(cast.moss), [cast.consultation.slug, wave.pk]
    page = facilitator.get(reverse("correct_sheet", args=[*where, sheet.pk])).content.decode()
    assert sheets.DENIED in page and "Store the correction" not in page
    assert "said not to be theirs" in facilitator.get(reverse("paper", args=where)).content.decode()

    def nobody_types_it_again() -> None:
        for number, person in ((12, None), (12, amina), (13, amina), (12, cast.member(cast.bilal))):
            with pytest.raises(Refused, match="not theirs"):
                sheets.enter(wave, number, answers, by=cast.finch, group=cast.group1, person=person)

    nobody_types_it_again()
    taken_out = {"take_out": "1", "reason": "Not hers"}
    assert facilitator.post(reverse("correct_sheet", args=[*where, sheet.pk]), taken_out).status_code == 302
    assert PaperSheet.objects.get().taken_out_at is not None
    nobody_types_it_again()
    assert sheet_of(cast, wave, cast.bilal, number=14).is_waiting
    assert counted(cast, wave) == []
    wave.refresh_from_db()
    said = sheets.sources_of(wave)
    assert "1 sheet on paper or by telephone did not count, for want of a second voice." in said
    assert "1 sheet did not count: whoever it was typed in for said that it is not theirs." in said


def test_two_who_type_are_not_before_the_persons_no(cast: Cast, wave: Wave, client_for: As) -> None:
    """Whoever fills in a form for somebody, and has a colleague type it again at once, has no vote by it."""
    amina, answers = cast.member(cast.amina), on(cast, "No, never")
    sheet = sheet_of(cast, wave, cast.amina)
    confirming.type_again(wave, sheet.number, answers, by=cast.finch, group=cast.group1, person=amina)
    phone, address = client_for(cast.amina), reverse("confirm_sheet", args=[cast.consultation.slug, sheet.pk])
    assert address in phone.get(cast.consultation.get_absolute_url()).content.decode()
    assert "counts unless you say that it is not yours" in flat(phone.get(address).content.decode())
    phone.post(address, {"mine": "no"})
    assert PaperSheet.objects.get().state == PaperSheet.State.DENIED
    assert phone.get(address).status_code == 404 and counted(cast, wave) == []


def test_whoever_said_yes_is_not_asked_again_unless_it_is_corrected(cast: Cast, wave: Wave) -> None:
    sheet, amina = sheet_of(cast, wave, cast.amina), cast.member(cast.amina)
    confirming.answer_for_oneself(sheet, True, by=cast.amina)
    assert not confirming.of_person(amina).exists()
    sheets.correct(PaperSheet.objects.get(), on(cast, "Not sure"), by=cast.moss, reason="Misread.")
    assert confirming.of_person(amina).get().is_waiting


def test_nobody_else_confirms(cast: Cast, wave: Wave, client_for: As) -> None:
    sheet = sheet_of(cast, wave, cast.amina)
    for who in (cast.bilal, cast.moss, cast.hale, cast.okoro):
        with pytest.raises(NotAllowed):
            confirming.answer_for_oneself(sheet, True, by=who)
        address = reverse("confirm_sheet", args=[cast.consultation.slug, sheet.pk])
        assert client_for(who).post(address, {"mine": "yes"}).status_code == 404
    assert counted(cast, wave) == []


def test_a_second_facilitators_counter_entry(cast: Cast, wave: Wave) -> None:
    sheet_of(cast, wave, cast.amina)
    amina = cast.member(cast.amina)
    with pytest.raises(Refused, match="typed this sheet in yourself"):
        confirming.type_again(wave, 12, on(cast, "No, never"), by=cast.moss, group=cast.group1, person=amina)
    chosen_by(cast.member(cast.finch), cast.member(cast.moss))
    with pytest.raises(Refused, match="Jo Moss and you"):
        confirming.type_again(wave, 12, on(cast, "No, never"), by=cast.finch, group=cast.group1, person=amina)
    chosen_by(cast.member(cast.finch), None)
    chosen_by(cast.member(cast.moss), cast.member(cast.hale))
    with pytest.raises(Refused, match="Jo Moss and you"):
        confirming.type_again(wave, 12, on(cast, "No, never"), by=cast.hale, group=cast.group1, person=amina)
    confirming.type_again(wave, 12, on(cast, "No, never"), by=cast.finch, group=cast.group1, person=amina)
    assert Entry.objects.get(action="paper_confirmed").detail["how"] == "by counter-entry"
    assert counted(cast, wave) == [("No, never", "paper")]


def test_nobody_reads_a_sheet_by_trying(cast: Cast, wave: Wave) -> None:
    """One try each, of any sheet: corrected from the paper, or taken out and typed in anew, it gives no second one."""
    sheet = sheet_of(cast, wave, cast.amina)
    amina = cast.member(cast.amina)

    def second(by: User, text: str) -> PaperSheet:
        return confirming.type_again(wave, 12, on(cast, text), by=by, group=cast.group1, person=amina)

    assert second(cast.finch, "Not sure").state == PaperSheet.State.WAITING
    assert Entry.objects.get(action="paper_unlike").detail["sheet"] == 12
    for who in (cast.finch, cast.hale):
        with pytest.raises(Refused, match="did not match"):
            second(who, "No, never")
    sheets.correct(sheet, on(cast, "No, never"), by=cast.moss, reason="From the paper")
    sheets.take_out(sheet, by=cast.moss, reason="Typed in anew")
    sheet_of(cast, wave, cast.amina)
    with pytest.raises(Refused, match="Somebody else does it now"):
        second(cast.finch, "No, never")
    assert second(cast.hale, "No, never").state == PaperSheet.State.CONFIRMED
    assert counted(cast, wave) == [("No, never", "paper")]


def test_two_facilitators_alone_get_a_sheet_counted_that_one_mistyped(cast: Cast, wave: Wave) -> None:
    sheet = anonymous(cast, wave, 12)
    assert again(cast, wave, 12, cast.finch, "Not sure").is_waiting
    sheets.correct(sheet, on(cast, "No, never"), by=cast.finch, reason="From the paper")
    again(cast, wave, 12, cast.moss, "No, never")
    assert counted(cast, wave) == [("No, never", "paper")]


def test_typing_tells_nothing_about_who_has_answered(cast: Cast, wave: Wave, client_for: As) -> None:
    """Amina has answered, Bilal has not: the form, the list and the record say the same of both."""
    rooms.answer(cast, cast.amina, "before", "q_use", "Yes, generally")
    question = rooms.question(cast, "q_use")
    said = []
    for number, user in ((7, cast.amina), (8, cast.bilal)):
        typed = {
            "number": number, "group": cast.group1.pk, "same_as": cast.member(user).pseudonym, "agreed": "on",
            "way": "paper",
            f"q{question.pk}-answer": rooms.option(question, "No, never"),
        }  # fmt: skip
        address = reverse("enter_sheet", args=[cast.consultation.slug, wave.pk])
        answer = client_for(cast.moss).post(address, typed, follow=True)
        said.append((answer.status_code, f"Sheet {number} is stored" in answer.content.decode()))
    assert said == [(200, True)] * 2
    assert Ballot.objects.count() == 1


def test_ones_own_ballot_wins_however_the_sheet_was_confirmed(cast: Cast, wave: Wave) -> None:
    confirming.answer_for_oneself(sheet_of(cast, wave, cast.amina), True, by=cast.amina)
    rooms.answer(cast, cast.amina, "before", "q_use", "Yes, generally")
    assert counted(cast, wave) == [("Yes, generally", "screen")]


@pytest.mark.parametrize("who", ["moss", "finch", "hale"])
def test_nobody_reads_it_while_the_poll_is_open(cast: Cast, wave: Wave, client_for: As, who: str) -> None:
    sheet = sheet_of(cast, wave, cast.amina)
    reader, slug = client_for(getattr(cast, who)), cast.consultation.slug
    for name, args in (("correct_sheet", [wave.pk, sheet.pk]), ("paper", [wave.pk])):
        page = reader.get(reverse(name, args=[slug, *args])).content.decode()
        assert "checked" not in page and cast.member(cast.amina).pseudonym not in page


# --- Of somebody nobody knows --------------------------------------------------------------------
def anonymous(cast: Cast, wave: Wave, number: int, text: str = "Yes, generally") -> PaperSheet:
    return sheets.enter(wave, number, on(cast, text), by=cast.moss, group=cast.group1)


def again(cast: Cast, wave: Wave, number: int, by: User, text: str = "Yes, generally", **more) -> PaperSheet:
    more = {"group": cast.group1, "person": None, **more}
    return confirming.type_again(wave, number, on(cast, text), by=by, **more)


def test_one_facilitator_stuffs_no_poll_with_paper(cast: Cast, wave: Wave) -> None:
    """Forty sheets of one hand: no ballot, no base, and nobody who was never there is left behind."""
    people = cast.consultation.memberships.count()
    for number in range(1, 9):
        anonymous(cast, wave, number)
    with pytest.raises(Refused, match="typed this sheet in yourself"):
        again(cast, wave, 1, cast.moss)
    assert again(cast, wave, 2, cast.finch, group=cast.group2).is_waiting
    assert again(cast, wave, 3, cast.finch, person=cast.member(cast.amina)).is_waiting
    again(cast, wave, 4, cast.finch)
    again(cast, wave, 5, cast.hale)
    assert counted(cast, wave) == [("Yes, generally", "paper")] * 2
    assert cast.consultation.memberships.count() == people + 2
    assert "6 sheets on paper or by telephone did not count" in sheets.sources_of(wave)


def test_the_panel_types_a_second_time_and_never_a_first(cast: Cast, wave: Wave, client_for: As) -> None:
    anonymous(cast, wave, 4)
    question, where = rooms.question(cast, "q_use"), [cast.consultation.slug, wave.pk]
    address, panel = reverse("enter_sheet", args=where), client_for(cast.hale)
    typed = {"group": cast.group1.pk, "way": "paper"}
    typed[f"q{question.pk}-answer"] = rooms.option(question, "Yes, generally")
    assert address in panel.get(reverse("polls", args=where[:1])).content.decode()
    assert "Store this sheet" not in panel.get(address).content.decode()
    assert panel.post(address, {**typed, "number": 5, "agreed": "on"}).status_code in {403, 404}
    assert panel.post(address, {**typed, "number": 4, "again": "1"}).status_code == 302
    assert PaperSheet.objects.get().state == PaperSheet.State.CONFIRMED


# --- Nothing is read by taking the paper off ------------------------------------------------------
def typed_by_two(cast: Cast, wave: Wave, texts: list[str]) -> None:
    for number, text in enumerate(texts, start=1):
        anonymous(cast, wave, number, text)
        again(cast, wave, number, cast.finch, text)


@pytest.mark.parametrize(
    ("on_screen", "is_told"),
    [
        (["No, never"], False),
        (["No, never"] * 2 + ["Yes, generally"] * 2, False),
        (["No, never"] * 4 + ["Yes, generally"], False),
        (["No, never"] * 3 + ["Yes, generally"] * 2, True),
        ([], True),
    ],
)
def test_typed_people_do_not_tell_how_a_resident_voted(
    cast: Cast, wave: Wave, on_screen: list[str], is_told: bool
) -> None:
    """Two people type in both answers six times, and take them off what is printed."""
    typed_by_two(cast, wave, ["Yes, generally", "No, never"] * 6)
    for text, user in zip(on_screen, rooms.crowd(cast, len(on_screen)), strict=True):
        rooms.answer(cast, user, "before", "q_use", text)
    rooms.close_wave(wave, by=cast.moss)
    found = {one.question.key: one for one in results.for_wave(wave, viewer=cast.moss)}["q_use"]
    assert (found.withheld, bool(found.rows)) == ("" if is_told else disclosure.FEW_ON_SCREEN, is_told)
    table = results.breakdown(wave, found.question, "group", viewer=cast.moss)
    assert bool(table.results) <= is_told


def test_sheets_that_are_left_out_are_seen(cast: Cast, wave: Wave) -> None:
    """Whoever typed them in knows what they say: taking out those of one side is in no list of answers."""
    for number in (1, 2, 3):
        sheets.enter(wave, number, on(cast, "No, never"), by=cast.moss, group=cast.group1)
    for number in (1, 2):
        confirming.type_again(wave, number, on(cast, "No, never"), by=cast.finch, group=cast.group1, person=None)
    sheets.take_out(PaperSheet.objects.get(number=1), by=cast.moss, reason="Spoilt.")
    rooms.close_wave(wave, by=cast.moss)
    came = method.how_they_came(cast.consultation)
    assert (came["paper"], came["sheets_not_counted"]) == (1, 2)


def test_no_two_acts_make_a_confirmed_sheet_vanish(cast: Cast, wave: Wave) -> None:
    """Corrected it waits anew; taken out then, it still is one that two had typed in and that is in no count."""
    answers = on(cast, "No, never")
    for number, again in ((7, True), (8, False)):
        sheets.enter(wave, number, answers, by=cast.moss, group=cast.group1)
        if again:
            confirming.type_again(wave, number, answers, by=cast.hale, group=cast.group1, person=None)
    confirming.answer_for_oneself(sheet_of(cast, wave, cast.amina, number=9), True, by=cast.amina)
    for sheet in PaperSheet.objects.order_by("number"):
        sheets.correct(sheet, answers, by=cast.moss, reason="A slip of the pen")
        sheet.refresh_from_db()
        sheets.take_out(sheet, by=cast.moss, reason="A slip of the pen")
    assert counted(cast, wave) == []
    assert method.how_they_came(cast.consultation)["sheets_not_counted"] == 2, "8 had never had a second voice"


def test_a_corrected_sheet_that_is_typed_again_counts_and_is_not_told(cast: Cast, wave: Wave) -> None:
    answers = on(cast, "No, never")
    sheets.enter(wave, 7, on(cast, "Yes, generally"), by=cast.moss, group=cast.group1)
    confirming.type_again(wave, 7, on(cast, "Yes, generally"), by=cast.hale, group=cast.group1, person=None)
    sheets.correct(PaperSheet.objects.get(), answers, by=cast.moss, reason="A slip of the pen")
    confirming.type_again(wave, 7, answers, by=cast.quill, group=cast.group1, person=None)
    assert counted(cast, wave) == [("No, never", "paper")]
    assert method.how_they_came(cast.consultation)["sheets_not_counted"] == 0


def test_what_is_told_of_paper_stays_once_the_numbers_are_gone(cast: Cast, wave: Wave) -> None:
    """Findings that come later than the link to ballots is kept would else say nothing of paper at all."""
    answers = on(cast, "No, never")
    for number in (7, 8, 9):
        sheets.enter(wave, number, answers, by=cast.moss, group=cast.group1)
    for number in (7, 8):
        confirming.type_again(wave, number, answers, by=cast.hale, group=cast.group1, person=None)
    sheets.take_out(PaperSheet.objects.get(number=8), by=cast.moss, reason="A slip of the pen")
    rooms.close_wave(wave, by=cast.moss)
    wave.refresh_from_db()
    before = method.how_they_came(cast.consultation), sheets.sources_of(wave)
    assert (
        before[0]["paper"] == 1
        and before[0]["sheets_not_counted"] == 2
        and "1 sheet on paper or by telephone did not" in before[1]
    )
    unlinking.cut_ballots_loose(cast.consultation)
    assert not PaperSheet.objects.exists()
    wave = Wave.objects.get(pk=wave.pk)
    assert (method.how_they_came(wave.consultation), sheets.sources_of(wave)) == before
