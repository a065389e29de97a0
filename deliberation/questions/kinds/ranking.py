"""Ranking: some of the options in order, the most important first.

The order is summed up as Borda points (J.-C. de Borda, Mémoire sur les élections au scrutin, 1781): with n places,
first place is n points and the last is 1; what was not placed gets none. Beside them stand the people who put an
option first, and those who placed it at all.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms

from deliberation.models import Ballot, Option, Question
from deliberation.questions.kinds.base import NOT_A_CHOICE, PARTS, Bar
from deliberation.questions.kinds.multiple import SeveralAnswers
from deliberation.questions.kinds.tally import Tally
from people.errors import Refused


class Ranking(SeveralAnswers):
    """A ballot's options come best first. The form has one field an option: which place it takes, or none."""

    key = "ranking"
    name = "Put in order"
    hint = "The most important first. For conditions: which safeguard counts most."
    many_fields = keeps_order = True
    group_id = "ranking"
    answer_template = PARTS + "ranking_answer.html"
    live_template = PARTS + "ranking_live.html"

    # --- Answering it ---------------------------------------------------------------------------
    def limit(self, question: Question) -> str:
        return f"Put up to {question.max_choices} in order, the most important first."

    def fields(self, question: Question, options: list[Option], ballot: Ballot | None) -> dict[str, forms.Field]:
        places = [("", "Not placed"), *((str(n), str(n)) for n in question.places)]
        chosen = ballot.choice.split(",") if ballot else []
        errors = {"invalid_choice": NOT_A_CHOICE}
        return {
            f"place_{option.pk}": forms.ChoiceField(
                label=option.text,
                choices=places,
                required=False,
                error_messages=errors,
                initial=str(chosen.index(str(option.pk)) + 1) if str(option.pk) in chosen else None,
            )
            for option in options
        }

    def answer(self, options: list[Option], cleaned: dict[str, Any]) -> dict[str, Any]:
        """Raises Refused when two options have the same place. A gap in the numbers is closed."""
        placed = {option.pk: cleaned.get(f"place_{option.pk}") or "" for option in options}
        taken = [place for place in placed.values() if place]
        if len(set(taken)) < len(taken):
            twice = next(place for place in taken if taken.count(place) > 1)
            raise Refused(f"Two answers have place {twice}. Give each place to one answer only.")
        return {"option_ids": sorted((pk for pk, place in placed.items() if place), key=lambda pk: int(placed[pk]))}

    def without_doubles(self, chosen: list[str]) -> list[str]:
        if len(set(chosen)) < len(chosen):
            raise Refused("Two answers have the same place. Give each place once.")
        return chosen

    def marked(self, chosen: list[str]) -> list[str]:
        return [f"{n}. {text}" for n, text in enumerate(chosen, start=1)]

    def sheet_help(self, question: Question) -> str:
        return f"Write 1 for the most important, then 2, up to {question.max_choices}."

    # --- Counting it, and showing the results ---------------------------------------------------
    def count(self, tally: Tally, options: list[int], people: int, question: Question) -> None:
        super().count(tally, options, people, question)
        for place, option in enumerate(options):
            tally.points[option] += people * (question.max_choices - place)
        if options:
            tally.first[options[0]] += people

    def telling(self, tally: Tally) -> Mapping[int, int]:
        return tally.first

    def bars(self, options: list[Option], tally: Tally, people: Callable[[int], str]) -> list[Bar]:
        return [
            Bar(
                option,
                tally.first.get(option.pk, 0),
                f"{tally.points.get(option.pk, 0)} points; placed by {people(tally.chosen.get(option.pk, 0))}",
            )
            for option in sorted(options, key=lambda option: -tally.points.get(option.pk, 0))
        ]

    def base_note(self, question: Question) -> str:
        return f". Bars show who put it first; up to {question.max_choices} could be put in order"
