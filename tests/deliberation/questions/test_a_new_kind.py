"""A kind of question made up here, one class and one row: everything it needs stands in them, and nowhere else."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from deliberation.counting import counting, recounting, results
from deliberation.live import messages
from deliberation.models import Ballot, Option, Question, Wave
from deliberation.polls import polling, receipts, rounds, voting
from deliberation.questions import question_sets
from deliberation.questions.kinds import registry
from deliberation.questions.kinds.base import Bar, ManyFields, Spec
from deliberation.questions.kinds.tally import Tally
from deliberation.sessions import planning, sessions
from outcomes.report import measures
from people.errors import Refused
from tests.cast import Cast
from tests.deliberation import rooms
from tests.made_once import made_once

SignIn = Callable[[object], Client]


class BestWorst(ManyFields):
    """Best–worst scaling (J. Louviere): the option one finds best, and the one one finds worst."""

    key = "bestworst"
    name = "Best and worst"
    hint = "People choose what they find best and what they find worst."
    keeps_order = True
    chart_template = "components/chart_ladder.html"

    def most_of(self, spec: Spec) -> int:
        return 2

    def help(self, question: Question, options: list[Option]) -> str:
        return "One of each."

    def fields(self, question: Question, options: list[Option], ballot: Ballot | None) -> dict[str, forms.Field]:
        choices = [(str(option.pk), option.text) for option in options]
        chosen = ballot.choice.split(",") if ballot else [None, None]
        return {
            name: forms.ChoiceField(
                label=f"The {name}", choices=choices, widget=forms.RadioSelect, required=False, initial=initial
            )
            for name, initial in zip(("best", "worst"), chosen, strict=True)
        }

    def answer(self, options: list[Option], cleaned: dict[str, Any]) -> dict[str, Any]:
        return {"option_ids": [pk for name in ("best", "worst") if (pk := cleaned.get(name))]}

    def checked(self, question: Question, option_ids: list[Any], text: str) -> tuple[str, str]:
        if len(option_ids) != 2:
            raise Refused("Choose the best and the worst, or skip this question.")
        return super().checked(question, option_ids, text)

    def without_doubles(self, chosen: list[str]) -> list[str]:
        if len(set(chosen)) < len(chosen):
            raise Refused("The best cannot be the worst too.")
        return chosen

    def marked(self, chosen: list[str]) -> list[str]:
        return [f"{name}: {text}" for name, text in zip(("Best", "Worst"), chosen, strict=True)]

    def sheet_help(self, question: Question) -> str:
        return "Write B beside the best and W beside the worst."

    def count(self, tally: Tally, options: list[int], people: int, question: Question) -> None:
        super().count(tally, options, people, question)
        best, worst = options
        tally.first[best] += people
        tally.points[best] += people
        tally.points[worst] -= people

    def telling(self, tally: Tally) -> Mapping[int, int]:
        return tally.first

    def bars(self, options: list[Option], tally: Tally, people: Callable[[int], str]) -> list[Bar]:
        ordered = sorted(options, key=lambda option: -tally.points.get(option.pk, 0))
        return [Bar(o, tally.first.get(o.pk, 0), f"{tally.points.get(o.pk, 0):+d} in all") for o in ordered]

    def base_note(self, question: Question) -> str:
        return ". Bars show who found it best"


SPEC = {"key": "bw", "kind": "bestworst", "text": "Which safeguard?", "waves": ["after"],
        "options": ["Signs", "Deletion", "Checks"]}  # fmt: skip


@pytest.fixture(autouse=True)
def row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.KINDS, BestWorst.key, BestWorst())


def opened(cast: Cast) -> tuple[Wave, Question]:
    rooms.prepare(cast, [rooms.USE, SPEC])
    rooms.close_wave(polling.open_wave(rooms.wave(cast, "before"), by=cast.moss), by=cast.moss)
    return polling.open_wave(rooms.wave(cast, "after"), by=cast.moss), rooms.question(cast, "bw")


def picked(question: Question, best: str, worst: str) -> list[int]:
    return [rooms.option(question, best), rooms.option(question, worst)]


@made_once
def put(cast: Cast) -> tuple[Wave, Question]:
    return opened(cast)


def test_it_is_offered_written_changed_and_seen_before(cast: Cast, client_for: SignIn) -> None:
    rooms.prepare(cast, [rooms.USE])
    client, slug = client_for(cast.moss), cast.consultation.slug
    add = reverse("add_question", args=[slug])
    assert f'href="{add}?kind=bestworst">Best and worst</a>' in client.get(add).content.decode()
    form = client.get(add, {"kind": "bestworst"}).content.decode()
    assert 'name="options"' in form and 'name="explanation"' not in form
    sent = {"kind": "bestworst", "text": "Which safeguard?", "options": "Signs\nDeletion\nChecks", "where": "after"}
    assert client.post(add, sent).status_code == 302
    made = Question.objects.get(kind="bestworst")
    assert (made.max_choices, made.waves.get().kind) == (2, "after")
    assert "Best and worst, up to 2" in client.get(reverse("prepare_polls", args=[slug])).content.decode()
    edit = reverse("edit_question", args=[slug, made.pk])
    assert "Best and worst" in client.get(edit).content.decode()
    assert client.post(edit, {**sent, "text": "Which one?"}).status_code == 302
    seen = client.get(reverse("preview_question", args=[slug, made.pk])).content.decode()
    assert "Which one?" in seen and seen.count('name="best"') == seen.count('name="worst"') == 3


def test_a_saved_set_holds_it(cast: Cast) -> None:
    rooms.prepare(cast, [rooms.USE, SPEC])
    saved = question_sets.exported(cast.consultation)["questions"]
    Question.objects.filter(kind="bestworst").delete()
    made = question_sets.add_questions(cast.consultation, saved[1:], by=cast.moss)
    assert [(q.kind, [o.text for o in q.options.all()]) for q in made] == [("bestworst", SPEC["options"])]


def test_it_is_answered_on_its_page_and_read_back(cast: Cast, client_for: SignIn, put: tuple[Wave, Question]) -> None:
    wave, question = put
    client, slug = client_for(cast.amina), cast.consultation.slug
    address = reverse("answer_question", args=[slug, wave.pk, 2])
    page = client.get(address).content.decode()
    assert "Which safeguard?" in page and "One of each." in page
    best, worst = picked(question, "Checks", "Signs")
    for wrong, words in (({"best": best}, "best and the worst"), ({"best": best, "worst": best}, "be the worst too")):
        refused = client.post(address, wrong)
        assert refused.status_code == 422
        assert words in refused.content.decode() and 'href="#answers"' in refused.content.decode()
    assert not Ballot.objects.exists()
    client.post(address, {"best": best, "worst": worst})
    assert Ballot.objects.get().choice == f"{best},{worst}"
    assert client.get(address).content.decode().count("checked") == 2
    for name, args in (("wave", [slug, wave.pk]), ("my_answers", [slug])):
        assert "Best: Checks<br>Worst: Signs" in client.get(reverse(name, args=args)).content.decode()
    stored = receipts.look_up(receipts.make(wave, by=cast.amina), keys=[])
    assert (question, "Best: Checks\nWorst: Signs") in stored.answers


def test_it_is_asked_on_paper(cast: Cast, client_for: SignIn, put: tuple[Wave, Question]) -> None:
    wave, question = put
    client, slug = client_for(cast.moss), cast.consultation.slug
    printed = client.get(reverse("print_sheets", args=[slug, wave.pk]), {"first": 1, "copies": 1}).content.decode()
    assert "Write B beside the best and W beside the worst." in printed
    enter = reverse("enter_sheet", args=[slug, wave.pk])
    assert "Which safeguard?" in client.get(enter).content.decode()
    best, worst = picked(question, "Deletion", "Signs")
    names = {f"q{question.pk}-best": best, f"q{question.pk}-worst": worst}
    typed = {"number": 1, "way": "paper", "group": cast.group1.pk, "agreed": "on", **names}
    client.post(enter, typed)
    client_for(cast.finch).post(enter, {**typed, "again": "1"})
    rooms.close_wave(wave, by=cast.moss)
    ballot = Ballot.objects.get()
    assert (ballot.choice, ballot.source) == (f"{best},{worst}", Ballot.Source.PAPER)


def test_it_is_asked_in_a_room(cast: Cast, client_for: SignIn) -> None:
    rooms.prepare(cast, [rooms.USE])
    session = planning.plan(
        cast.group1, "Evening session", by=cast.moss, segments=rooms.SEGMENTS, pulses=[{**SPEC, "waves": ["pulse"]}]
    )
    wave = sessions.start(session, by=cast.moss).waves.get()
    polling.open_wave(wave, by=cast.moss)
    question, client = wave.questions.get(), client_for(cast.amina)
    best, worst = picked(question, "Checks", "Signs")
    address = reverse("live", args=[session.code])
    assert 'name="worst"' in messages.read(session.pk, None).html
    assert "checked" not in client.get(address).content.decode()
    sent = {"wave": wave.pk, "best": best, "worst": worst, "key": "k"}
    assert client.post(reverse("cast_ballot", args=[session.code]), sent).json()["saved"]
    assert client.get(address).content.decode().count("checked") == 2
    for n, user in enumerate(rooms.crowd(cast, 9)):
        voting.vote(wave, question, by=user, option_ids=[best, worst] if n % 2 else [worst, best])
    rooms.close_wave(wave, by=cast.moss)
    screen = client_for(cast.moss).get(reverse("projector", args=[session.code])).content.decode()
    assert '<figure class="chart ladder"' in screen and "Bars show who found it best" in screen


def test_it_is_counted_and_its_results_are_shown_and_reported(
    cast: Cast, client_for: SignIn, put: tuple[Wave, Question]
) -> None:
    wave, question = put
    ways = [("Checks", "Signs"), ("Checks", "Deletion"), ("Signs", "Deletion")]
    for n, user in enumerate(rooms.crowd(cast, 9)):
        voting.vote(wave, question, by=user, option_ids=picked(question, *ways[n % 3]))
    rooms.close_wave(wave, by=cast.moss)
    tally = counting.figures_of(wave)[question.pk, counting.RECRUITED, counting.TOTAL, ""]
    points = {option.text: tally.points[option.pk] for option in question.options.all()}
    assert (tally.base, points) == (9, {"Checks": 6, "Signs": 0, "Deletion": -6})
    assert all(one.agrees for one in recounting.recount(wave))
    shown = results.for_wave(wave, viewer=cast.moss)
    assert not isinstance(shown, str)
    rows = next(result.rows for result in shown if result.question == question)
    assert [(r.label, r.count, r.note) for r in rows] == [
        ("Checks", 6, "+6 in all"), ("Signs", 3, "+0 in all"), ("Deletion", 0, "-6 in all"),
    ]  # fmt: skip
    address = reverse("results", args=[cast.consultation.slug, wave.pk])
    page = client_for(cast.moss).get(address).content.decode()
    assert "9 people from the recruited groups. Bars show who found it best" in page
    assert "+6 in all" in page and '<figure class="chart ladder"' in page
    once = measures.measure(cast.consultation, viewer=cast.moss).once
    assert "Which safeguard?" in [chart["title"] for chart in once]


def test_what_almost_everybody_found_best_is_withheld(cast: Cast, put: tuple[Wave, Question]) -> None:
    wave, question = put
    for user in rooms.crowd(cast, 8):
        voting.vote(wave, question, by=user, option_ids=picked(question, "Checks", "Signs"))
    rooms.close_wave(wave, by=cast.moss)
    shown = results.for_wave(wave, viewer=cast.moss)
    assert not isinstance(shown, str)
    assert "Almost everybody chose “Checks”" in next(r.withheld for r in shown if r.question == question)


def test_it_can_be_asked_again_with_other_answers(cast: Cast, put: tuple[Wave, Question]) -> None:
    wave, question = put
    voting.vote(wave, question, by=cast.amina, option_ids=picked(question, "Checks", "Signs"))
    made = rounds.new_round(question, by=cast.moss, options=["Signs", "Checks", "Training"])
    assert (made.kind, made.max_choices, made.round) == ("bestworst", 2, 2)


def test_without_its_row_there_is_no_such_kind(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(registry.KINDS, BestWorst.key)
    with pytest.raises(Refused, match="no kind of question called “bestworst”"):
        rooms.prepare(cast, [SPEC])
