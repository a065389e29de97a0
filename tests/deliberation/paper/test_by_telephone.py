"""A sheet that whoever rings fills in as somebody says it: typed in like any other, counted and told apart."""

import pytest
from django.urls import reverse

from audit.models import Entry
from consultations.models import Group
from deliberation.counting import sealing
from deliberation.models import Ballot, PaperSheet, Session, Wave
from deliberation.paper import confirming, privacy, sheets
from deliberation.sessions import summary
from outcomes.report import participation, ways
from people.errors import Refused
from tests.cast import Cast
from tests.deliberation import rooms
from tests.deliberation.paper.test_sheets import SignIn, answer, enter, second, wave

__all__ = ["wave"]
PHONE = PaperSheet.Way.PHONE


def said(cast: Cast, wave: Wave, number: int, text: str = "Not sure") -> None:
    """Taken by telephone, and typed in by two."""
    enter(cast, wave, number, text, way=PHONE)
    answers = [answer(cast, "q_use", text)]
    confirming.type_again(wave, number, answers, by=cast.finch, group=cast.group1, person=None, way=PHONE)


def test_it_is_recorded_as_such_and_two_have_to_say_so(cast: Cast, wave: Wave, client_for: SignIn) -> None:
    where, question = [cast.consultation.slug, wave.pk], rooms.question(cast, "q_use")
    typed = {
        "number": 4, "group": cast.group1.pk, "agreed": "on", "way": "phone",
        f"q{question.pk}-answer": rooms.option(question, "Not sure"),
    }  # fmt: skip
    page = client_for(cast.moss).get(reverse("enter_sheet", args=where)).content.decode()
    assert "By telephone: read out" in page and 'value="paper"' in page
    client_for(cast.moss).post(reverse("enter_sheet", args=where), typed)
    sheet = PaperSheet.objects.get()
    assert sheet.is_by_phone
    assert Entry.objects.get(action="paper_entered").summary.endswith("sheet 4, by telephone")
    wrong = client_for(cast.finch).post(reverse("enter_sheet", args=where), {**typed, "way": "paper", "again": "1"})
    assert wrong.status_code == 422 and "does not match" in wrong.content.decode()
    change = {f"q{question.pk}-answer": rooms.option(question, "No, never"), "reason": "Misheard.", "way": "phone"}
    client_for(cast.moss).post(reverse("correct_sheet", args=[*where, sheet.pk]), change)
    answers = [answer(cast, "q_use", "No, never")]
    confirming.type_again(wave, 4, answers, by=cast.hale, group=cast.group1, person=None, way=PHONE)
    rooms.close_wave(wave, by=cast.moss)
    assert Ballot.objects.get().source == Ballot.Source.PHONE
    assert "By telephone</td>" in client_for(cast.moss).get(reverse("paper", args=where)).content.decode()
    assert privacy.told(cast.consultation)["only"] == 0 and privacy.told(cast.consultation)["only_by_phone"] == 1
    with pytest.raises(Refused, match="has closed"):
        sheets.correct(sheet, answers, by=cast.moss, reason="Late.", way="paper")


def test_whoever_was_rung_says_whether_it_is_theirs(cast: Cast, wave: Wave, client_for: SignIn) -> None:
    sheet = enter(cast, wave, person=cast.member(cast.amina), way=PHONE)
    page = client_for(cast.amina).get(reverse("confirm_sheet", args=[cast.consultation.slug, sheet.pk]))
    assert "what you said on the telephone" in page.content.decode() and "handed it in" not in page.content.decode()
    client_for(cast.amina).post(reverse("confirm_sheet", args=[cast.consultation.slug, sheet.pk]), {"mine": "yes"})
    rooms.close_wave(wave, by=cast.moss)
    assert Ballot.objects.get().source == Ballot.Source.PHONE


def test_the_annex_tells_it_apart_from_paper(cast: Cast, wave: Wave) -> None:
    for number in range(1, 6):
        enter(cast, wave, number)
        second(cast, wave, number)
    for number in range(6, 12):
        said(cast, wave, number, "Not sure" if number % 2 else "No, never")
    rooms.close_wave(wave, by=cast.moss)
    assert sheets.sources_of(wave).startswith("5 of these people answered on paper; 6 by telephone; the others on a")
    (row,) = participation.waves_of(
        cast.consultation, [wave], [], 0, participation.count(cast.consultation, waves=[wave])
    )
    assert (row.on_paper, row.by_phone) == ("5 of them on paper", "6 of them by telephone")
    names = [
        way.name for way in (ways._typed("On paper", row, row.on_paper), ways._typed("By telephone", row, row.by_phone))
    ]
    assert names == [f"On paper, in {wave}: 5 of them on paper", f"By telephone, in {wave}: 6 of them by telephone"]


@pytest.mark.parametrize(
    ("paper", "phone", "told"),
    [
        (0, 0, []),
        (6, 0, [("6", "on paper")]),
        (0, 3, [("fewer than 5", "by telephone")]),
        (6, 3, [("9", "on paper or by telephone")]),
        (2, 1, [("fewer than 5", "on paper or by telephone")]),
        (6, 7, [("6", "on paper"), ("7", "by telephone")]),
    ],
)
def test_a_few_by_one_way_are_told_with_the_other(paper: int, phone: int, told: list[tuple[str, str]]) -> None:
    """How many answered on a screen is printed: taken off all, one way that is told would tell the few of the other."""
    assert sheets.typed_ways(paper, phone, 5) == told


def test_a_result_that_telephone_sheets_take_apart_is_not_shown(cast: Cast, wave: Wave) -> None:
    rooms.answer(cast, cast.amina, "before", "q_use", "Not sure")
    for number in range(1, 6):
        said(cast, wave, number, "No, never")
    rooms.close_wave(wave, by=cast.moss)
    sheet = sealing.seal(wave) if not hasattr(wave, "count_sheet") else wave.count_sheet
    assert [rooms.question(cast, "q_use").pk, "recruited"] in sheet.figures["few_on_screen"]


def test_only_a_session_by_telephone_notes_that_they_came(cast: Cast) -> None:
    session, asked = rooms.running(cast)
    question = asked.questions.get()
    answers = [(question, {"option_ids": [question.options.first().pk]})]
    sheets.enter(asked, 1, answers, by=cast.moss, group=cast.group1, way=PHONE)
    assert not session.seats.exists()
    Session.objects.filter(pk=session.pk).update(mode=Group.Mode.PHONE)
    asked = Wave.objects.get(pk=asked.pk)
    sheets.enter(asked, 2, answers, by=cast.moss, group=cast.group1, way=PHONE)
    assert session.seats.count() == 1
    for number in range(3, 8):
        sheets.enter(asked, number, answers, by=cast.moss, group=cast.group1, way=PHONE)
    for number in range(1, 8):
        confirming.type_again(asked, number, answers, by=cast.finch, group=cast.group1, person=None, way=PHONE)
    rooms.close_wave(asked, by=cast.moss)
    told = summary.of(Session.objects.get(pk=session.pk))
    (poll,) = [one for one in told.polls if one.wave == asked]
    assert poll.phone == "7 people" and told.by_phone
