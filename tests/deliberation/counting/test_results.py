"""Who sees what, and when; and what is never shown."""

import pytest

from audit import clock
from consultations.joining import joining
from consultations.models import Group, ParticipantProfile, Stage
from consultations.privacy import unlinking
from deliberation.counting import change, figures, results
from deliberation.models import Session, Wave
from deliberation.polls import polling, voting
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once

STAFF = ["moss", "hale"]
OTHERS = ["amina", "okoro", "reyes", "outsider"]


def closed(cast: Cast, size: int = 10, text: str = "Not sure") -> Wave:
    """A first wave that `size` people of Group 1 answered, two of them unlike the others; closed."""
    wave = rooms.open_first(cast)
    for n, user in enumerate(rooms.crowd(cast, size)):
        rooms.answer(cast, user, "before", "q_use", text if n > 1 else "No, never")
    return rooms.close_wave(wave, by=cast.moss)


def shown(wave: Wave, viewer: object, key: str = "q_use") -> list[figures.QuestionResult]:
    found = results.for_wave(wave, viewer=viewer)
    assert not isinstance(found, str), found
    return [one for one in found if one.question.key == key]


@made_once
def running(cast: Cast) -> tuple[Session, Wave]:
    return rooms.running(cast)


@made_once
def wave(cast: Cast) -> Wave:
    return rooms.open_first(cast)


@made_once
def the_wave(cast: Cast) -> Wave:
    return closed(cast)


# --- Withholding --------------------------------------------------------------------------------
@pytest.mark.parametrize("who", [*STAFF, *OTHERS])
def test_nobody_sees_an_open_wave(cast: Cast, who: str, wave: Wave) -> None:
    for user in rooms.crowd(cast, 6):
        rooms.answer(cast, user, "before", "q_use", "Not sure")
    assert results.for_wave(wave, viewer=getattr(cast, who)) == results.UNTIL_CLOSED
    cast.at(Stage.FINDINGS_PUBLISHED)
    assert results.for_wave(rooms.wave(cast, "before"), viewer=getattr(cast, who)) == results.UNTIL_CLOSED


@pytest.mark.parametrize("who", STAFF)
def test_facilitators_and_the_panel_see_it_once_closed(cast: Cast, who: str) -> None:
    assert shown(closed(cast), getattr(cast, who))[0].base == 10


@pytest.mark.parametrize("who", OTHERS)
def test_everybody_else_waits_for_the_findings(cast: Cast, who: str, the_wave: Wave) -> None:
    wave = the_wave
    assert results.for_wave(wave, viewer=getattr(cast, who)) == results.UNTIL_PUBLISHED
    cast.at(Stage.FINDINGS_PUBLISHED)
    assert shown(rooms.wave(cast, "before"), getattr(cast, who))[0].base == 10


def test_a_standing_counts_only_where_and_while_it_is_held(cast: Cast, elsewhere: Cast, the_wave: Wave) -> None:
    wave = the_wave
    held = cast.member(cast.moss)
    assert results.why_withheld(wave, held) == ""
    assert results.why_withheld(wave, elsewhere.member(elsewhere.moss)) != ""
    held.withdrawn_at = clock.now()
    assert results.why_withheld(wave, held) != ""


def test_a_visitor_waits_too(cast: Cast) -> None:
    assert results.for_wave(closed(cast), viewer=None) == results.UNTIL_PUBLISHED


def test_the_room_never_sees_a_before_wave(cast: Cast) -> None:
    assert results.for_wave(closed(cast), viewer=results.ROOM) == results.UNTIL_PUBLISHED


def test_the_room_sees_its_poll_after_the_close_from_five_answers(cast: Cast, running: tuple[Session, Wave]) -> None:
    _session, pulse = running
    question = pulse.questions.get()
    for n, user in enumerate(rooms.crowd(cast, 5)):
        voting.vote(pulse, question, by=user, option_ids=[rooms.option(question, "Right" if n > 1 else "Wrong")])
    assert results.for_wave(pulse, viewer=results.ROOM) == results.UNTIL_CLOSED_IN_ROOM
    rooms.close_wave(pulse, by=cast.moss)
    assert [row.count for row in shown(pulse, results.ROOM, "p_street")[0].rows] == [3, 2]
    assert shown(pulse, cast.amina, "p_street")[0].base == 5


def test_outside_the_room_five_are_too_few(cast: Cast, running: tuple[Session, Wave]) -> None:
    """To everybody else a room is one group of a breakdown."""
    _session, pulse = running
    question = pulse.questions.get()
    for n, user in enumerate(rooms.crowd(cast, 9)):
        voting.vote(pulse, question, by=user, option_ids=[rooms.option(question, "Right" if n > 1 else "Wrong")])
    rooms.close_wave(pulse, by=cast.moss)
    cast.at(Stage.FINDINGS_PUBLISHED)
    pulse = Wave.objects.get(pk=pulse.pk)
    assert shown(pulse, cast.outsider, "p_street")[0].withheld.startswith("Withheld: fewer than 10")


@pytest.mark.parametrize("who", ["carys", "okoro", "reyes", "outsider"])
def test_outside_the_room_a_poll_is_withheld(cast: Cast, who: str, running: tuple[Session, Wave]) -> None:
    _, pulse = running
    rooms.close_wave(pulse, by=cast.moss)
    assert isinstance(results.for_wave(pulse, viewer=getattr(cast, who)), str)


# --- Counting -----------------------------------------------------------------------------------
def test_fewer_than_five_are_withheld_with_no_number_anywhere(cast: Cast) -> None:
    one = shown(closed(cast, 4), cast.moss)[0]
    assert one.withheld
    assert (one.base, one.rows) == (0, [])
    assert one.chart["base"] == ""


def test_percentages_only_from_thirty(cast: Cast, wave: Wave) -> None:
    people = rooms.crowd(cast, 30)
    for n, user in enumerate(people[:29]):
        rooms.answer(cast, user, "before", "q_use", "Not sure" if n > 1 else "Yes, generally")
    Wave.objects.update(state=Wave.State.CLOSED)
    wave.refresh_from_db()
    one = shown(wave, cast.moss)[0]
    assert (one.base, one.show_percent, one.rows[3].share) == (29, False, None)
    Wave.objects.update(state=Wave.State.OPEN)
    rooms.answer(cast, people[29], "before", "q_use", "Not sure")
    Wave.objects.update(state=Wave.State.CLOSED)
    one = shown(wave, cast.moss)[0]
    assert (one.base, one.show_percent, one.rows[3].share) == (30, True, 28 / 30)


def test_every_option_of_several_is_counted(cast: Cast, wave: Wave) -> None:
    for n, user in enumerate(rooms.crowd(cast, 7)):
        rooms.answer(cast, user, "before", "q_cond", *(["Signs", "Checks"] if n > 1 else ["Deletion"]))
    rooms.close_wave(wave, by=cast.moss)
    one = shown(wave, cast.moss, "q_cond")[0]
    assert (one.base, [row.count for row in one.rows]) == (7, [5, 2, 5])


def test_recruited_and_self_selected_people_are_never_added_up(cast: Cast, wave: Wave) -> None:
    everyone = Group.objects.create(consultation=cast.consultation, name="Open responses", is_open=True)
    for n, user in enumerate([*rooms.crowd(cast, 6), *rooms.crowd(cast, 7, everyone)]):
        rooms.answer(cast, user, "before", "q_use", "Not sure" if n % 2 else "No, never")
    rooms.close_wave(wave, by=cast.moss)
    assert [(one.kind, one.base) for one in shown(wave, cast.moss)] == [("recruited", 6), ("open", 7)]


def test_results_are_the_same_after_the_links_are_destroyed(cast: Cast, the_wave: Wave) -> None:
    wave = the_wave
    before = [(r.kind, r.base, r.rows) for r in shown(wave, cast.moss)]
    from django.db import transaction

    with transaction.atomic():
        unlinking.cut_ballots_loose(cast.consultation)
    assert joining.token_for(cast.member(cast.amina)) is None
    assert [(r.kind, r.base, r.rows) for r in shown(wave, cast.moss)] == before


def test_counting_takes_one_query_for_all_questions(cast: Cast, django_assert_max_num_queries, the_wave: Wave) -> None:
    wave = the_wave
    wave = Wave.objects.select_related("poll__consultation").get(pk=wave.pk)
    with django_assert_max_num_queries(5):
        results.for_wave(wave, viewer=cast.moss)


# --- Change -------------------------------------------------------------------------------------
def both_waves(cast: Cast, moves: list[tuple[str, str | None]]) -> None:
    people = rooms.crowd(cast, len(moves))
    wave = rooms.open_first(cast)
    for user, (first, _) in zip(people, moves, strict=True):
        rooms.answer(cast, user, "before", "q_use", first)
    rooms.close_wave(wave, by=cast.moss)
    after = polling.open_wave(rooms.wave(cast, "after"), by=cast.moss)
    for user, (_, second) in zip(people, moves, strict=True):
        if second:
            rooms.answer(cast, user, "after", "q_use", second)
    rooms.close_wave(after, by=cast.moss)


YES, MAYBE, NO, UNSURE = "Yes, generally", "Yes, with safeguards", "No, never", "Not sure"


def changed(cast: Cast, moves: list[tuple[str, str | None]]) -> change.Change:
    both_waves(cast, moves)
    [found] = change.change(cast.consultation, rooms.question(cast, "q_use"), viewer=cast.moss)
    return found


def test_change_counts_people_who_answered_both(cast: Cast) -> None:
    gone = [(YES, None), (YES, None), (MAYBE, None), (NO, None), (NO, None)]
    found = changed(cast, [(NO, MAYBE), (MAYBE, YES), (YES, YES), (MAYBE, NO), (NO, NO), (UNSURE, YES), *gone])
    assert (found.towards, found.unchanged, found.away, found.unplaced) == (2, 2, 1, 1)
    assert (found.before, found.after, found.both) == (11, 6, 6)
    assert found.pole == YES
    chart = found.chart
    assert chart["towards"]["width"] + chart["unchanged"]["width"] + chart["away"]["width"] == 100
    assert "11 answered the first poll, 6 the second and 6 both" in chart["base"]


def test_the_answer_of_the_one_who_stayed_away_is_not_left_over(cast: Cast) -> None:
    """Nobody moved, one did not come again: exact figures would say what that person answered before."""
    found = changed(cast, [(YES, YES)] * 11 + [(MAYBE, MAYBE)] * 9 + [(NO, NO)] * 11 + [(NO, None)])
    assert found.is_rounded
    assert (found.towards, found.unchanged, found.away) == (0, 30, 0)
    assert "rounded to the nearest 5" in found.chart["base"]


def test_exact_figures_are_shown_where_they_leave_it_open(cast: Cast) -> None:
    found = changed(cast, [(YES, NO), (NO, YES), (MAYBE, YES), (YES, MAYBE), (NO, NO), (YES, YES)] * 2 + [(NO, None)])
    assert not found.is_rounded
    assert (found.towards, found.unchanged, found.away) == (4, 4, 4)


def test_everybody_moving_one_way_is_withheld(cast: Cast) -> None:
    assert changed(cast, [(NO, YES)] * 3 + [(MAYBE, YES)] * 4).withheld


def test_change_among_few_is_withheld_whole(cast: Cast) -> None:
    found = changed(cast, [(NO, YES)] * 4)
    assert found.withheld
    assert (found.towards, found.both) == (0, 0)
    assert set(found.chart) == {"id", "title", "withheld"}


def test_change_is_withheld_like_the_waves_it_comes_from(cast: Cast) -> None:
    both_waves(cast, [(NO, YES)] * 6)
    question = rooms.question(cast, "q_use")
    assert change.change(cast.consultation, question, viewer=cast.okoro) == results.UNTIL_PUBLISHED
    Wave.objects.filter(kind="after").update(state=Wave.State.OPEN)
    assert change.change(cast.consultation, question, viewer=cast.moss) == results.UNTIL_CLOSED


def test_change_is_for_scales(cast: Cast) -> None:
    both_waves(cast, [(NO, YES)] * 6)
    found = change.change(cast.consultation, rooms.question(cast, "q_cond"), viewer=cast.moss)
    assert found == "Change is counted only for scales asked in both polls."


def test_a_ladder_is_shown_as_steps(cast: Cast) -> None:
    rooms.prepare(cast)
    polling.open_wave(rooms.wave(cast, "before"), by=cast.moss)
    rooms.close_wave(rooms.wave(cast, "before"), by=cast.moss)
    after = polling.open_wave(rooms.wave(cast, "after"), by=cast.moss)
    for n, user in enumerate(rooms.crowd(cast, 7)):
        rooms.answer(cast, user, "after", "r1", "Strongly support" if n > 1 else "Oppose")
        rooms.answer(cast, user, "after", "r2", "Support" if n < 2 else "Oppose")
    rooms.close_wave(after, by=cast.moss)
    found = results.for_wave(after, viewer=cast.moss)
    assert not isinstance(found, str)
    [ladder] = change.ladders(found)
    assert [(row.label, row.count) for row in ladder["rows"]] == [("Step 1", 5), ("Step 2", 2)]


def test_quick_checks_are_compared_before_and_after(cast: Cast) -> None:
    people = rooms.crowd(cast, 5)
    wave = rooms.open_first(cast)
    for user in people:
        rooms.answer(cast, user, "before", "k_list", "It is kept")
    rooms.close_wave(wave, by=cast.moss)
    after = polling.open_wave(rooms.wave(cast, "after"), by=cast.moss)
    for user in people:
        rooms.answer(cast, user, "after", "k_list", "It is destroyed")
    rooms.close_wave(after, by=cast.moss)
    first, second = (results.for_wave(w, viewer=cast.moss) for w in (wave, after))
    assert not isinstance(first, str)
    assert not isinstance(second, str)
    [chart] = change.quick_check(first, second)
    assert (chart["rows"][0]["before"]["count"], chart["rows"][0]["after"]["count"]) == (0, 5)


# --- Breakdowns ---------------------------------------------------------------------------------
def by_group(cast: Cast, *groups: dict[str, int]) -> figures.Breakdown:
    """The first poll's result by group; each group as {answer: people}."""
    wave = rooms.open_first(cast)
    for group, answers in zip([cast.group1, cast.group2], groups, strict=True):
        given = [text for text, people in answers.items() for _ in range(people)]
        for text, user in zip(given, rooms.crowd(cast, len(given), group), strict=True):
            rooms.answer(cast, user, "before", "q_use", text)
    rooms.close_wave(wave, by=cast.moss)
    return results.breakdown(wave, rooms.question(cast, "q_use"), "group", viewer=cast.moss)


def test_a_breakdown_is_shown_when_every_cell_is_large_enough(cast: Cast) -> None:
    found = by_group(cast, {YES: 10, NO: 11}, {YES: 12, NO: 10})
    assert not found.withheld
    assert {name: [row.count for row in one.rows] for name, one in found.results.items()} == {
        "Group 1": [10, 11], "Group 2": [12, 10],
    }  # fmt: skip


def test_one_small_group_withholds_the_whole_breakdown(cast: Cast) -> None:
    found = by_group(cast, {YES: 10, NO: 10}, {YES: 4, NO: 5})
    assert found.withheld.startswith("Withheld: at least one group")
    assert found.results == {}


def test_one_small_cell_withholds_the_whole_breakdown(cast: Cast) -> None:
    found = by_group(cast, {YES: 10, NO: 10}, {YES: 11, NO: 9})
    assert "fewer than 10" in found.withheld
    assert found.results == {}


def test_an_answer_that_nobody_in_a_group_gave_is_a_small_cell(cast: Cast) -> None:
    """Zero says of everybody in the group what they did not choose."""
    assert "fewer than 10" in by_group(cast, {YES: 10, NO: 10}, {YES: 20}).withheld


def test_small_answers_of_a_scale_are_folded(cast: Cast) -> None:
    found = by_group(cast, {YES: 12, NO: 9, UNSURE: 2, MAYBE: 1}, {YES: 13, NO: 8, UNSURE: 1, MAYBE: 3})
    assert [row.label for row in found.results["Group 1"].rows] == [YES, "All other answers"]
    assert [row.count for row in found.results["Group 1"].rows] == [12, 12]


def by_age(cast: Cast, bands: list[str]) -> figures.Breakdown:
    """Half of each band says yes, half no."""
    wave = rooms.open_first(cast)
    for n, user in enumerate(rooms.crowd(cast, len(bands))):
        ParticipantProfile.objects.filter(token=joining.token_for(cast.member(user))).update(age_band=bands[n])
        rooms.answer(cast, user, "before", "q_use", YES if n % 2 else NO)
    rooms.close_wave(wave, by=cast.moss)
    return results.breakdown(wave, rooms.question(cast, "q_use"), "age", viewer=cast.moss)


def test_ages_are_merged_until_every_band_is_large_enough(cast: Cast) -> None:
    found = by_age(cast, ["18-24"] * 10 + ["25-34"] * 12 + ["35-44"] * 8 + ["45-54"] * 14)
    assert {name: one.base for name, one in found.results.items()} == {"18-34": 22, "35-54": 22}


def test_people_without_an_age_are_a_category_of_their_own(cast: Cast) -> None:
    """Left out, they could be found by subtracting the bands from the total."""
    found = by_age(cast, [""] * 3 + ["18-24"] * 20 + ["45-54"] * 20)
    assert found.withheld.startswith("Withheld: at least one group")


def test_one_group_alone_is_no_comparison(cast: Cast) -> None:
    wave = closed(cast, 12)
    found = results.breakdown(wave, rooms.question(cast, "q_use"), "group", viewer=cast.moss)
    assert found.withheld.startswith("Withheld: everybody is in one group")


# --- Sealed figures -----------------------------------------------------------------------------
@pytest.mark.parametrize("unlike", [0, 1])
def test_an_answer_that_was_everybodys_is_told_in_words(cast: Cast, unlike: int, wave: Wave) -> None:
    """Or everybody's but one, so that the words do not say which."""
    for n, user in enumerate(rooms.crowd(cast, 8)):
        rooms.answer(cast, user, "before", "q_use", "Not sure" if n >= unlike else "No, never")
    rooms.close_wave(wave, by=cast.moss)
    one = shown(wave, cast.moss)[0]
    assert one.withheld.startswith("Almost everybody chose “Not sure”")
    assert (one.base, one.rows, one.chart["base"]) == (0, [], "")


def test_whoever_leaves_after_the_close_takes_no_figure_along(cast: Cast, wave: Wave) -> None:
    """The difference between the figures before and after would be that person's answer."""
    people = rooms.crowd(cast, 8)
    for n, user in enumerate(people):
        rooms.answer(cast, user, "before", "q_use", "Not sure" if n > 1 else "No, never")
    rooms.close_wave(wave, by=cast.moss)
    before = [(r.kind, r.base, r.rows) for r in shown(wave, cast.moss)]
    joining.withdraw(cast.consultation, by=people[0])
    assert wave.ballots.count() == 7
    assert [(r.kind, r.base, r.rows) for r in shown(wave, cast.moss)] == before


# --- Bars that move -----------------------------------------------------------------------------
def test_moving_bars_never_show_one_vote(cast: Cast, running: tuple[Session, Wave]) -> None:
    """Whatever is shown differs from what was shown before, and from the end, by five people or more."""
    _session, pulse = running
    question = pulse.questions.get()
    polling.show_bars(pulse, True, by=cast.moss)
    bases = []
    for n, user in enumerate(rooms.crowd(cast, 23)):
        voting.vote(pulse, question, by=user, option_ids=[rooms.option(question, "Right" if n % 2 else "Wrong")])
        one = shown(pulse, results.ROOM, "p_street")[0]
        bases.append(one.base)
        assert one.base == sum(row.count for row in one.rows)
    rooms.close_wave(pulse, by=cast.moss)
    steps = sorted({*bases, shown(pulse, results.ROOM, "p_street")[0].base})
    assert steps == [0, 5, 10, 15, 23]


def test_moving_bars_never_show_one_vote_of_either_kind_of_people(cast: Cast, running: tuple[Session, Wave]) -> None:
    """A hall of recruited people and people who just came: each kind has bars of its own to subtract from."""
    session, pulse = running
    crowd = Group.objects.create(consultation=cast.consultation, name="Came by", is_open=True)
    session.also.add(crowd)
    question = pulse.questions.get()
    polling.show_bars(pulse, True, by=cast.moss)
    recruited, others = rooms.crowd(cast, 12), rooms.crowd(cast, 22, crowd)
    bases: dict[str, set[int]] = {"recruited": {0}, "open": {0}}

    def look() -> None:
        for one in shown(Wave.objects.get(pk=pulse.pk), results.ROOM, "p_street"):
            bases[one.kind].add(one.base)

    for n, user in enumerate([*recruited[:11], *others[:11], recruited[11], *others[11:]]):
        right = rooms.option(question, "Right" if n % 2 else "Wrong")
        voting.vote(Wave.objects.get(pk=pulse.pk), question, by=user, option_ids=[right])
        look()
    rooms.close_wave(pulse, by=cast.moss)
    look()
    assert bases == {"recruited": {0, 5, 12}, "open": {0, 5, 10, 15, 22}}


def test_a_changed_answer_does_not_move_the_bars(cast: Cast, running: tuple[Session, Wave]) -> None:
    _session, pulse = running
    question = pulse.questions.get()
    polling.show_bars(pulse, True, by=cast.moss)
    people = rooms.crowd(cast, 10)
    for n, user in enumerate(people):
        voting.vote(pulse, question, by=user, option_ids=[rooms.option(question, "Right" if n % 2 else "Wrong")])
    before = shown(pulse, results.ROOM, "p_street")[0].rows
    assert [row.count for row in before] == [2, 3]
    voting.vote(pulse, question, by=people[1], option_ids=[rooms.option(question, "Wrong")])
    assert shown(pulse, results.ROOM, "p_street")[0].rows == before


def test_nothing_false_is_said_of_a_poll_whose_bars_may_move(cast: Cast, running: tuple[Session, Wave]) -> None:
    """Whoever reads it, in the room or not, before a facilitator shows the bars and after."""
    _session, pulse = running
    for shown_now in (False, True):
        polling.show_bars(pulse, shown_now, by=cast.moss)
        pulse.refresh_from_db()
        said = {results.why_withheld(pulse, viewer) for viewer in (results.ROOM, None, cast.moss, cast.carys)}
        assert said <= {results.UNTIL_CLOSED_IN_ROOM, ""}


def test_hidden_bars_are_hidden(cast: Cast, running: tuple[Session, Wave]) -> None:
    _session, pulse = running
    polling.show_bars(pulse, True, by=cast.moss)
    polling.show_bars(pulse, False, by=cast.moss)
    assert results.for_wave(pulse, viewer=results.ROOM) == results.UNTIL_CLOSED_IN_ROOM
