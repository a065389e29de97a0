"""Everything shown of one room, given to somebody who knows who answered when: no vote can be read from it."""

import random

import pytest

from consultations.joining import joining
from consultations.models import Stage
from consultations.privacy import unlinking
from deliberation.counting import crowds, disclosure, live_bars, results, shown_before
from deliberation.counting.bounds import Sum, bounds
from deliberation.counting.crowds import Crowd
from deliberation.counting.disclosure import Figure
from deliberation.models import Question, ShownFigure, Wave
from deliberation.polls import polling, voting
from people.models import User
from tests.cast import Cast
from tests.deliberation import rooms

TEXTS = ["Right", "Wrong"]
Shown = tuple[int, dict[str, int]]  # base, answer → people


def seen(wave: Wave, viewer: object = results.ROOM) -> Shown | None:
    """What a reader gets of the poll; None when it is withheld."""
    found = results.for_wave(Wave.objects.get(pk=wave.pk), viewer=viewer)
    assert not isinstance(found, str), found
    (one,) = found
    return None if one.withheld else (one.base, {row.label: row.count for row in one.rows})


def vote(wave: Wave, user: User, text: str) -> None:
    question = wave.questions.get()
    voting.vote(Wave.objects.get(pk=wave.pk), question, by=user, option_ids=[rooms.option(question, text)])


def close(wave: Wave, cast: Cast) -> None:
    rooms.close_wave(Wave.objects.get(pk=wave.pk), by=cast.moss)


def votes_read(shown: list[tuple[list[object], Shown]]) -> list[object]:
    """Whose answer is certain. `shown`: the people behind each figure, as known to whoever watched the door."""
    people = {person for members, _ in shown for person in members}
    sums: list[Sum] = [(frozenset((person, text) for text in TEXTS), 1) for person in people]
    for members, (_, cells) in shown:
        sums += [(frozenset((person, text) for person in members), cells[text]) for text in TEXTS]
    found = bounds([(person, text) for person in people for text in TEXTS], sums)
    return sorted({person for (person, _), (low, high) in found.items() if low == high}, key=str)


def one_by_one(cast: Cast, answers: list[str]) -> list[tuple[list[object], Shown]]:
    """Known people answer one after another; the wall is read after each, the result after the close."""
    _, wave = rooms.running(cast)
    polling.show_bars(wave, True, by=cast.moss)
    shown: list[tuple[list[object], Shown]] = []

    def look(viewer: object = results.ROOM) -> None:
        figure = seen(wave, viewer)
        if figure and (list(range(figure[0])), figure) not in shown:
            shown.append((list(range(figure[0])), figure))

    for user, text in zip(rooms.crowd(cast, len(answers)), answers, strict=True):
        vote(wave, user, text)
        look()
    close(wave, cast)
    look()
    look(cast.hale)
    cast.at(Stage.FINDINGS_PUBLISHED)
    for viewer in (None, cast.okoro):
        look(viewer)
    return shown


def thrown(seed: int, size: int = 24) -> list[str]:
    dice = random.Random(seed)
    return dice.choices(TEXTS, [3, 1], k=size)


# --- Known voters, one by one -------------------------------------------------------------------
@pytest.mark.parametrize("seed", range(6))
def test_known_voters_one_by_one_read_no_vote(cast: Cast, seed: int) -> None:
    shown = one_by_one(cast, thrown(seed))
    assert shown  # something is shown
    assert votes_read(shown) == []


def test_shown_without_the_rule_votes_are_read(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The attack works: five who came together and answered alike are five votes read."""
    monkeypatch.setattr(disclosure, "may_show", lambda figure, known, least: "")
    answers = ["Right", "Wrong", "Right", "Wrong", "Right", *["Right"] * 5, *["Wrong", "Right"] * 7]
    assert votes_read(one_by_one(cast, answers)) == [5, 6, 7, 8, 9]


def test_a_step_that_would_tell_waits_for_five_more(cast: Cast) -> None:
    answers = ["Right", "Wrong", "Right", "Wrong", "Right", *["Right"] * 5, *["Wrong", "Right"] * 7]
    assert [base for _, (base, _) in one_by_one(cast, answers)] == [5, 15, 24]


def test_bars_that_wait_are_not_counted_at_every_look(cast: Cast, django_assert_max_num_queries: object) -> None:
    _, wave = rooms.running(cast)
    polling.show_bars(wave, True, by=cast.moss)
    for n, user in enumerate(rooms.crowd(cast, 15)):
        vote(wave, user, "Right" if n > 4 or n % 2 else "Wrong")
        live_bars.shown(Wave.objects.get(pk=wave.pk))
    again = Wave.objects.get(pk=wave.pk)
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        live_bars.shown(again)


# --- Answers changed ----------------------------------------------------------------------------
def asked_again(cast: Cast, wave: Wave, copied: bool, marks: str = "") -> Wave:
    """The same question once more in the same room: the same row, or the same words, with other marks."""
    question = wave.questions.get()
    if copied:
        options = list(question.options.all())
        question = Question.objects.create(poll=wave.poll, kind=question.kind, text=question.text + marks)
        for option in options[::-1] if marks else options:
            option.pk, option.question, option.text = None, question, option.text + marks
            option.save()
    again = Wave.objects.create(poll=wave.poll, kind=Wave.Kind.PULSE, session=wave.session, title="Once more")
    again.questions.add(question)
    return polling.open_wave(again, by=cast.moss)


def twice(
    cast: Cast, first: list[str], second: list[str], copied: bool = False, marks: str = ""
) -> tuple[Shown | None, Shown | None]:
    _, wave = rooms.running(cast)
    people = rooms.crowd(cast, max(len(first), len(second)))
    for user, text in zip(people, first, strict=False):
        vote(wave, user, text)
    close(wave, cast)
    again = asked_again(cast, wave, copied, marks)
    for user, text in zip(people, second, strict=False):
        vote(again, user, text + marks)
    close(again, cast)
    return seen(wave), seen(again)


MIXED = ["Right", "Wrong"] * 6


@pytest.mark.parametrize("copied", [False, True])
@pytest.mark.parametrize(
    ("second", "stands"),
    [
        ([*MIXED, "Right"], False),  # one more came
        ([*MIXED[:-1], "Right"], False),  # one answers anew
        ([*MIXED[:-2], "Wrong", "Right", "Right", "Wrong"], False),  # two and two
        ([*MIXED, *["Right"] * 6], False),  # six more, all alike
        ([*MIXED, *["Right"] * 5, "Wrong"], False),  # all but one
        (MIXED, True),  # nothing new
        ([*MIXED, *MIXED[:6]], True),  # six more
        (["Wrong", "Right"] * 6, True),  # everybody answers anew
    ],
)
def test_two_polls_of_nearly_the_same_people_do_not_subtract(
    cast: Cast, second: list[str], stands: bool, copied: bool
) -> None:
    before, after = twice(cast, MIXED, second, copied)
    assert before == (12, {"Right": 6, "Wrong": 6})
    assert (after is not None) is stands


def test_another_mark_and_another_order_of_answers_are_no_other_question(cast: Cast) -> None:
    assert twice(cast, MIXED, [*MIXED, "Right"], copied=True, marks=".")[1] is None


def test_answers_that_differ_in_marks_alone_stay_apart() -> None:
    assert shown_before.as_compared(["Yes.", "No!"]) == {"Yes.": "yes", "No!": "no"}
    assert len(set(shown_before.as_compared(["18+", "18-", "+", "-"]).values())) == 4


def test_withheld_says_so(cast: Cast) -> None:
    twice(cast, MIXED, [*MIXED, "Right"])
    (one,) = results.for_wave(Wave.objects.get(title="Once more"), viewer=results.ROOM)
    assert one.chart["withheld"] == disclosure.TOO_CLOSE
    assert (one.base, one.rows) == (0, [])


def test_one_known_person_who_answers_anew_is_not_read(cast: Cast) -> None:
    """Five left after the bars had moved, and one of those who stayed answers anew: the wall is all that is shown."""
    _, wave = rooms.running(cast)
    polling.show_bars(wave, True, by=cast.moss)
    people = rooms.crowd(cast, 10)
    for user, text in zip(people, MIXED, strict=False):
        vote(wave, user, text)
    wall = seen(wave)
    vote(wave, people[0], "Wrong")
    assert seen(wave) == wall
    for user in people[5:]:
        joining.withdraw(cast.consultation, by=user)
    close(wave, cast)
    assert seen(wave) == wall == (5, {"Right": 3, "Wrong": 2})


# --- What is kept -------------------------------------------------------------------------------
def test_who_is_behind_goes_as_ballots_are_cut_loose(cast: Cast) -> None:
    twice(cast, MIXED, MIXED)
    figures = ShownFigure.objects.filter(kind=ShownFigure.Kind.RESULT)
    assert [bool(row.crowd) for row in figures] == [True, True]
    unlinking.cut_ballots_loose(cast.consultation)
    assert [(row.base, row.cells["right"], row.crowd) for row in figures.all()] == [(12, 6, [])] * 2


def test_only_the_last_step_of_bars_says_who_is_behind_it(cast: Cast) -> None:
    one_by_one(cast, MIXED * 2)
    wall = ShownFigure.objects.filter(kind=shown_before.K.WALL)
    assert [(row.base, bool(row.crowd)) for row in wall] == [(5, False), (10, False), (15, True)]


# --- By how many people two figures differ ------------------------------------------------------
def differing(gone: int, changed: int) -> tuple[Crowd, Crowd]:
    first = [(n, str(n % 3)) for n in range(1, 201)]
    second = [(n, "other" if at < changed else answer) for at, (n, answer) in enumerate(first[gone:])]
    return crowds.of(first, 77), crowds.of(second, 77)


@pytest.mark.parametrize("gone", range(6))
@pytest.mark.parametrize("changed", range(5))
def test_crowds_tell_exactly_how_many_differ(gone: int, changed: int) -> None:
    assert crowds.apart(*differing(gone, changed)) == (gone, changed)


def test_beyond_they_say_at_least_so_many() -> None:
    assert crowds.apart(*differing(150, 0))[0] == crowds.MOST


# --- A total less its parts ---------------------------------------------------------------------
def figure(poll: int, people: range, changed: int = 0) -> Figure:
    answers = [(n, TEXTS[n % 2] if n >= people.start + changed else "Else") for n in people]
    cells = {text: sum(answer == text for _, answer in answers) for text in [*TEXTS, "Else"]}
    return Figure(poll, len(people), cells, crowds.of(answers, 77))


@pytest.mark.parametrize(
    ("total", "stands"), [(range(40), True), (range(41), False), (range(44), False), (range(45), True)]
)
def test_a_total_and_its_parts_do_not_leave_a_few_over(total: range, stands: bool) -> None:
    """Two rooms were asked, then both together with some who had been in neither. In whatever order they are shown."""
    parts = [figure(1, range(20)), figure(2, range(20, 40))]
    orders = [(figure(3, total), parts), (parts[0], [parts[1], figure(3, total)])]
    assert [disclosure.may_show(new, known, least=5) == "" for new, known in orders] == [stands, stands]


def test_a_few_changed_answers_in_the_total_are_not_read_either() -> None:
    parts = [figure(1, range(20)), figure(2, range(20, 40))]
    assert disclosure.may_show(figure(3, range(40), changed=1), parts, least=5) == disclosure.TOO_CLOSE
    assert disclosure.may_show(figure(3, range(40), changed=8), parts, least=5) == ""


@pytest.mark.parametrize("came", [6, 30])
def test_many_who_came_to_another_poll_and_all_answered_alike(came: int) -> None:
    first, answers = figure(1, range(12)), [(n, TEXTS[n % 2 if n < 12 else 0]) for n in range(12 + came)]
    cells = {text: sum(answer == text for _, answer in answers) for text in TEXTS}
    second = Figure(2, 12 + came, cells, crowds.of(answers, 77))
    assert disclosure.may_show(second, [first], least=5) == disclosure.TOO_CLOSE


def test_too_many_figures_of_one_question_are_too_many() -> None:
    figure = Figure(1, 50, {"Right": 25, "Wrong": 25})
    known = [Figure(2, 500, {"Right": 250, "Wrong": 250})] * disclosure.MOST_SHOWN
    assert disclosure.may_show(figure, known, least=5) == ""
    assert disclosure.may_show(figure, [*known, figure], least=5) == disclosure.TOO_CLOSE
