from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from consultations import access
from consultations.models import Membership, ParticipantProfile
from consultations.privacy import unlinking
from deliberation.counting import results
from deliberation.models import Ballot, PaperSheet, Wave
from deliberation.paper import confirming, sheets
from deliberation.polls import polling
from people.errors import Refused
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once

SignIn = Callable[[object], Client]


@made_once
def wave(cast: Cast) -> Wave:
    return rooms.open_first(cast)


def answer(cast: Cast, key: str, *texts: str) -> tuple:
    question = rooms.question(cast, key)
    return question, {"option_ids": [rooms.option(question, text) for text in texts]}


def enter(cast: Cast, wave: Wave, number: int = 1, text: str = "Not sure", **more) -> PaperSheet:
    more = {"by": cast.moss, "group": cast.group1, **more}
    return sheets.enter(wave, number, [answer(cast, "q_use", text)], **more)


def second(cast: Cast, wave: Wave, number: int = 1, text: str = "Not sure", key: str = "q_use") -> PaperSheet:
    """The counter-entry of another facilitator: before it no sheet counts."""
    answers = [answer(cast, key, text)]
    return confirming.type_again(wave, number, answers, by=cast.finch, group=cast.group1, person=None)


def test_a_sheet_makes_a_participant_without_an_account_and_marked_ballots(cast: Cast, wave: Wave) -> None:
    sheet = enter(cast, wave, 12)
    second(cast, wave, 12)
    rooms.close_wave(wave, by=cast.moss)
    ballot = Ballot.objects.get()
    assert (ballot.source, ballot.token) == (Ballot.Source.PAPER, sheet.token)
    member = Membership.objects.get(token_link__token=sheet.token)
    assert (member.user, member.group) == (None, cast.group1)
    entry = Entry.objects.get(action="paper_entered")
    assert entry.summary.endswith("sheet 12")
    assert "Not sure" not in f"{entry.summary} {entry.detail}"


def test_the_same_sheet_counts_once(cast: Cast, wave: Wave) -> None:
    enter(cast, wave, 12)
    with pytest.raises(Refused, match="Sheet 12 was typed in already"):
        enter(cast, wave, 12, by=cast.finch)
    second(cast, wave, 12)
    rooms.close_wave(wave, by=cast.moss)
    assert Ballot.objects.count() == PaperSheet.objects.count() == 1


def test_a_person_who_voted_on_a_phone_does_not_count_again(cast: Cast, wave: Wave) -> None:
    rooms.answer(cast, cast.amina, "before", "q_use", "Not sure")
    enter(cast, wave, person=cast.member(cast.amina))  # a refusal here told who had voted
    rooms.close_wave(wave, by=cast.moss)
    assert Ballot.objects.get().source == Ballot.Source.SCREEN


def test_a_sheet_can_belong_to_somebody_known_who_may_change_it_on_a_phone(cast: Cast, wave: Wave) -> None:
    enter(cast, wave, person=cast.member(cast.amina))
    assert not Ballot.objects.exists()  # until she has confirmed it and the poll closes
    rooms.answer(cast, cast.amina, "before", "q_use", "No, never")
    assert Ballot.objects.get().source == Ballot.Source.SCREEN


def test_the_second_sheet_of_a_person_is_found_by_the_first(cast: Cast, wave: Wave) -> None:
    first = enter(cast, wave, 7)
    second(cast, wave, 7)
    rooms.close_wave(wave, by=cast.moss)
    after = polling.open_wave(rooms.wave(cast, "after"), by=cast.moss)
    person = sheets.person_called(after, "7")
    assert enter(cast, after, 3, person=person).token == first.token
    assert sheets.person_called(after, cast.member(cast.amina).pseudonym.lower()) == cast.member(cast.amina)
    assert sheets.person_called(after, " ") is None
    with pytest.raises(Refused, match="Nobody is known as"):
        sheets.person_called(after, "99")


def test_a_sheet_without_consent_or_answers_is_not_counted(cast: Cast, wave: Wave) -> None:
    with pytest.raises(Refused, match="agreed to take part"):
        enter(cast, wave, agreed=False)
    with pytest.raises(Refused, match="not a ballot"):
        sheets.enter(wave, 1, [], by=cast.moss, group=cast.group1)
    assert not Membership.objects.filter(user=None).exists()


def test_a_refused_answer_leaves_nothing_behind(cast: Cast, wave: Wave) -> None:
    good, bad = answer(cast, "q_use", "Not sure"), answer(cast, "q_cond", "Signs", "Deletion", "Checks")
    with pytest.raises(Refused, match="at most 2"):
        sheets.enter(wave, 1, [good, bad], by=cast.moss, group=cast.group1)
    assert not Ballot.objects.exists() and not PaperSheet.objects.exists()
    assert not Membership.objects.filter(user=None).exists()


def test_a_correction_is_stored_with_its_reason_and_takes_out_what_is_blank(cast: Cast, wave: Wave) -> None:
    both = [answer(cast, "q_use", "Not sure"), answer(cast, "q_cond", "Signs")]
    sheet = sheets.enter(wave, 1, both, by=cast.moss, group=cast.group1)
    with pytest.raises(Refused, match="Say why"):
        sheets.correct(sheet, both[:1], by=cast.moss, reason=" ")
    sheets.correct(sheet, [answer(cast, "q_use", "No, never")], by=cast.moss, reason="Misread a cross.")
    second(cast, wave, 1, "No, never")
    rooms.close_wave(wave, by=cast.moss)
    assert Ballot.objects.get().choice == str(rooms.option(rooms.question(cast, "q_use"), "No, never"))
    assert PaperSheet.objects.get().correction == "Misread a cross."
    assert Entry.objects.get(action="paper_corrected").detail["reason"] == "Misread a cross."


def test_a_quick_check_on_paper_can_be_corrected(cast: Cast, wave: Wave) -> None:
    sheet = sheets.enter(wave, 1, [answer(cast, "k_list", "It is kept")], by=cast.moss, group=cast.group1)
    sheets.correct(sheet, [answer(cast, "k_list", "It is destroyed")], by=cast.moss, reason="Misread.")
    second(cast, wave, 1, "It is destroyed", "k_list")
    rooms.close_wave(wave, by=cast.moss)
    assert Ballot.objects.get().choice == str(rooms.option(rooms.question(cast, "k_list"), "It is destroyed"))


def test_a_sheet_that_was_taken_out_leaves_no_ballot_and_no_person(cast: Cast, wave: Wave) -> None:
    sheet = enter(cast, wave, 5)
    sheets.take_out(sheet, by=cast.moss, reason="Belongs to another poll.")
    assert not Ballot.objects.exists()
    assert not Membership.objects.filter(user=None).exists()
    assert not ParticipantProfile.objects.filter(token=sheet.token).exists()
    assert enter(cast, wave, 5).pk != sheet.pk
    with pytest.raises(Refused, match="was taken out"):
        sheets.take_out(sheet, by=cast.moss, reason="Again.")


def test_somebody_known_stays_when_their_sheet_is_taken_out(cast: Cast, wave: Wave) -> None:
    sheet = enter(cast, wave, person=cast.member(cast.amina))
    sheets.take_out(sheet, by=cast.moss, reason="Not hers.")
    assert cast.member(cast.amina).is_current


def test_nothing_changes_once_the_poll_is_counted(cast: Cast, wave: Wave) -> None:
    sheet = enter(cast, wave)
    rooms.close_wave(wave, by=cast.moss)
    for act in (
        lambda: enter(cast, wave, 2), lambda: sheets.take_out(sheet, by=cast.moss, reason="Late."),
        lambda: sheets.correct(sheet, [answer(cast, "q_use", "No, never")], by=cast.moss, reason="Late."),
    ):  # fmt: skip
        with pytest.raises(Refused, match="has closed and is counted"):
            act()
    with pytest.raises(Refused, match="has not opened yet"):
        enter(cast, rooms.wave(cast, "after"))


def test_paper_counts_in_the_results_and_is_named(cast: Cast, wave: Wave) -> None:
    for number in range(1, 7):
        enter(cast, wave, number, "Not sure" if number % 2 else "No, never")
        second(cast, wave, number, "Not sure" if number % 2 else "No, never")
    rooms.close_wave(wave, by=cast.moss)
    found = {one.question.key: one for one in results.for_wave(wave, viewer=cast.moss)}
    assert found["q_use"].base == 6
    assert sheets.sources_of(wave).startswith("6 of these people answered on paper")


def test_a_few_sheets_are_not_counted_out_in_the_open(cast: Cast, wave: Wave) -> None:
    assert sheets.sources_of(wave) == ""
    enter(cast, wave)
    second(cast, wave)
    rooms.close_wave(wave, by=cast.moss)
    assert sheets.sources_of(wave).startswith("Fewer than 5")


def test_a_sheet_of_a_session_counts_the_person_as_present(cast: Cast) -> None:
    session, wave = rooms.running(cast)
    question = wave.questions.get()
    answers = [(question, {"option_ids": [rooms.option(question, "Right")]})]
    sheets.enter(wave, 1, answers, by=cast.moss, group=cast.group1)
    assert session.seats.count() == 1
    with pytest.raises(Refused, match="This poll is for Group 1"):
        sheets.enter(wave, 2, answers, by=cast.moss, group=cast.group2)
    with pytest.raises(Refused, match="is in another group"):
        sheets.enter(wave, 2, answers, by=cast.moss, group=cast.group1, person=cast.member(cast.carys))


@pytest.mark.parametrize("who", ["amina", "hale", "okoro", "reyes", "outsider"])
def test_only_facilitators_type_in(cast: Cast, wave: Wave, who: str) -> None:
    sheet, user = enter(cast, wave), getattr(cast, who)
    for act in (
        lambda: enter(cast, wave, 2, by=user), lambda: sheets.take_out(sheet, by=user, reason="Mine."),
        lambda: sheets.correct(sheet, [answer(cast, "q_use", "No, never")], by=user, reason="Mine."),
    ):  # fmt: skip
        with pytest.raises(access.NotAllowed):
            act()


def test_nothing_comes_in_from_elsewhere(cast: Cast, elsewhere: Cast, wave: Wave) -> None:
    for more in ({"group": elsewhere.group1}, {"person": elsewhere.member(elsewhere.amina)}, {"by": elsewhere.moss}):
        with pytest.raises(access.NotAllowed):
            enter(cast, wave, **more)


# --- Pages --------------------------------------------------------------------------------------
def pages(cast: Cast, wave: Wave, sheet: PaperSheet) -> list[str]:
    where = [cast.consultation.slug, wave.pk]
    return [
        reverse("paper", args=where), reverse("enter_sheet", args=where),
        reverse("correct_sheet", args=[*where, sheet.pk]),
        reverse("print_sheets", args=where) + "?first=1&copies=2",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("who", "status"), [("moss", 200), ("amina", 404), ("hale", 404), ("okoro", 404), ("outsider", 404), (None, 404)]
)
def test_who_opens_the_pages(cast: Cast, client_for: SignIn, wave: Wave, who: str | None, status: int) -> None:
    addresses = pages(cast, wave, enter(cast, wave))
    client = client_for(getattr(cast, who) if who else None)
    panel = {200} if who == "hale" else {status}  # who may be the second to type a sheet in
    assert {client.get(addresses.pop(1)).status_code} == panel
    assert {client.get(address).status_code for address in addresses} == {status}


def test_printed_sheets_have_numbers_and_every_question(cast: Cast, client_for: SignIn, wave: Wave) -> None:
    address = reverse("print_sheets", args=[cast.consultation.slug, wave.pk])
    text = client_for(cast.moss).get(address + "?first=31&copies=2&large=on").content.decode()
    assert text.count("sheet-large") == 2
    assert "Sheet 31<" in text and "Sheet 32<" in text
    assert text.count("Should the police here use cameras?") == 2
    assert client_for(cast.moss).get(address + "?first=1&copies=500").status_code == 422


def test_typing_in_and_correcting_by_plain_forms(cast: Cast, client_for: SignIn, wave: Wave) -> None:
    client, where = client_for(cast.moss), [cast.consultation.slug, wave.pk]
    question = rooms.question(cast, "q_use")
    data = {
        "number": 4,
        "group": cast.group1.pk,
        "agreed": "on",
        "way": "paper",
        f"q{question.pk}-answer": rooms.option(question, "Not sure"),
    }
    assert client.post(reverse("enter_sheet", args=where), data).status_code == 302
    again = client.post(reverse("enter_sheet", args=where), data)
    assert again.status_code == 422
    assert "Sheet 4 was typed in already" in again.content.decode()
    sheet = PaperSheet.objects.get()
    address = reverse("correct_sheet", args=[*where, sheet.pk])
    changed = {f"q{question.pk}-answer": rooms.option(question, "No, never"), "reason": "Misread."}
    assert client.post(address, changed).status_code == 302
    assert PaperSheet.objects.get().answers == [[question.pk, str(rooms.option(question, "No, never")), ""]]
    assert client.post(address, {"reason": "Not theirs.", "take_out": "1"}).status_code == 302
    assert not Ballot.objects.exists()


def test_a_sheet_of_another_poll_is_not_found(cast: Cast, elsewhere: Cast, client_for: SignIn, wave: Wave) -> None:
    foreign = enter(elsewhere, rooms.open_first(elsewhere))
    address = reverse("correct_sheet", args=[cast.consultation.slug, wave.pk, foreign.pk])
    assert client_for(cast.moss).get(address).status_code == 404


def test_what_a_person_answers_on_a_phone_is_not_shown_on_their_sheet(
    cast: Cast, client_for: SignIn, wave: Wave
) -> None:
    """Else a facilitator types in one answer for everybody, and reads their ballots by name from then on."""
    sheet = enter(cast, wave, person=cast.member(cast.amina))
    rooms.answer(cast, cast.amina, "before", "q_use", "No, never")
    rooms.answer(cast, cast.amina, "before", "q_cond", "Deletion")
    page = client_for(cast.moss).get(reverse("correct_sheet", args=[cast.consultation.slug, wave.pk, sheet.pk]))
    assert "checked" not in page.content.decode()


def test_a_correction_changes_nothing_that_was_answered_on_a_phone(cast: Cast, wave: Wave) -> None:
    sheet = enter(cast, wave, person=cast.member(cast.amina))
    rooms.answer(cast, cast.amina, "before", "q_use", "No, never")
    rooms.answer(cast, cast.amina, "before", "q_cond", "Deletion")
    before = list(Ballot.objects.order_by("pk").values("question", "choice", "source"))
    sheets.correct(sheet, [answer(cast, "q_use", "Not sure")], by=cast.moss, reason="Misread.")  # tells nothing
    sheets.correct(sheet, [answer(cast, "k_list", "It is kept")], by=cast.moss, reason="Misread.")
    sheets.take_out(sheet, by=cast.moss, reason="Not hers.")
    assert list(Ballot.objects.order_by("pk").values("question", "choice", "source")) == before


def test_no_number_of_a_sheet_is_left_once_ballots_are_cut_loose(cast: Cast, wave: Wave) -> None:
    """Whoever typed sheet 7 in for somebody known would find all their answers by it."""
    sheet = enter(cast, wave, 7, person=cast.member(cast.amina))
    confirming.answer_for_oneself(sheet, True, by=cast.amina)
    rooms.close_wave(wave, by=cast.moss)
    unlinking.cut_ballots_loose(cast.consultation)
    assert Ballot.objects.count() == 1 and not PaperSheet.objects.exists()
