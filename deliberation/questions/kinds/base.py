"""What a kind of question is: how it is written, answered, checked, counted and shown.

A kind is a class in a file of this folder and a row in `registry.py`. What is not said here is as for one answer out
of several. Nothing outside this folder asks which kind a question has: it asks the kind (tests/architecture).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q

from deliberation import numbers
from deliberation.models import Ballot, Option, Question
from deliberation.questions.kinds.tally import Tally
from people.errors import Refused
from people.text.sanitising import one_line
from people.text.sentences import spelled

MOST_OPTIONS, LONGEST_OPTION = 20, 300
TOO_FEW_OPTIONS = f"Give at least {spelled(numbers.FEWEST_OPTIONS)} answers to choose from, one on each line."
NOT_A_CHOICE = "That answer is not one of the choices. Choose again."
NO_ROUND = "A new round is for questions with answers to choose from. Write a new question instead."
PARTS = "deliberation/questions/kinds/"  # templates, a part of a page each

#: A question as starters, forms and saved sets write it: see `deliberation.questions.spec`.
Spec = dict[str, Any]


@dataclass(frozen=True)
class Bar:
    """One option in a chart of results. `tone` "good" marks the right answer."""

    option: Option
    count: int
    note: str = ""
    tone: str = ""


class Kind:
    """One kind of question. Its attributes say what it has and where it takes part, its methods do its work."""

    # --- Its names
    key = ""  # as forms name it, and as `Question.kind` stores it (but see `stored`)
    name = ""
    hint = ""  # for a facilitator who chooses among kinds

    # --- Writing it
    is_in_questionnaire = True  # facilitators write it; else a room of its own makes such questions
    is_offered = True  # among the kinds to choose from
    form_fields = frozenset({"options", "asked_if", "about"})  # of `QuestionForm`, beside those every question has
    has_options = True
    options_help = "One on each line, in order."
    takes_several = False  # of the options: it has a `max_choices`
    may_be_step = False  # written with the name of a ladder, it is a step of it
    leads_on = False  # an answer to it may be what another question depends on
    words_are_fixed = True  # by the database too, once people may have answered
    why_no_round = ""  # why it cannot be asked again with other answers

    # --- Answering it
    many_fields = False  # its form has several fields, not one called "answer"
    group_id = "answers"  # on the page, what holds those fields
    keeps_order = False  # the order of the chosen options is part of the answer
    first_counts = False  # the first answer stays, and is explained at once
    answer_template = PARTS + "choice_answer.html"  # in a poll, and when it is looked at before
    live_template = PARTS + "choice_live.html"  # on a phone in a session
    sheet_template = PARTS + "choice_sheet.html"  # on paper

    # --- Counting it, and showing the results
    is_charted = True  # its results are a chart
    chart_template = "components/chart_bars.html"
    is_own_words = False  # what people wrote is read by facilitators, and never published
    is_for_findings = False  # what people wrote may be coded, and printed where its writer allowed it
    is_word = False  # one word each: a list by count, once a facilitator has read it
    is_scale = False  # its options have an order, so that people move along it
    has_right_answer = False
    has_opinion_groups = False  # counted for the page of opinion groups
    is_broken_down = False  # by group and by age, in the report
    is_compared = False  # it can be what the report says of one technology beside another
    is_read_by_option = False  # "22 of 34 chose it" can be said of one of its options

    @property
    def stored(self) -> str:
        """The value of `Question.kind`."""
        return self.key

    @property
    def label(self) -> str:
        """Beside the question, in the list of all."""
        return self.name

    def holds(self, question: Question) -> bool:
        """Whether a stored question is of this kind."""
        return question.kind == self.stored

    def where(self, at: str = "") -> Q:
        """`holds`, for the database. `at`: the way to the question, such as "question__"."""
        return Q(**{f"{at}kind": self.stored})

    # --- Writing it -----------------------------------------------------------------------------
    def claims(self, written_as: "Kind", spec: Spec) -> bool:
        """Whether a question that is written as another kind is of this one."""
        return False

    def refuse_unsound(self, spec: Spec) -> None:
        """Raises Refused for what this kind cannot do without. Texts are clean by then, options are not."""
        if spec["ladder_group"] and not self.may_be_step:
            raise Refused("Every step of a ladder is a scale: people choose one answer.")

    def options_of(self, spec: Spec) -> list[str]:
        """The options to store. Raises Refused when nobody could choose from them."""
        given = spec.get("options") or []
        if not isinstance(given, list) or not all(isinstance(text, str) for text in given):
            raise Refused("The answers must be a list of texts.")
        options = [one_line(text) for text in given if one_line(text)]
        if len(options) < numbers.FEWEST_OPTIONS:
            raise Refused(TOO_FEW_OPTIONS)
        if len(options) > MOST_OPTIONS:
            kind = spelled(numbers.HANDY_OPTIONS)
            raise Refused(f"Give at most {MOST_OPTIONS} answers. On a phone, fewer than {kind} is kinder.")
        if long := next((text for text in options if len(text) > LONGEST_OPTION), ""):
            raise Refused(f"This answer is longer than {LONGEST_OPTION} characters: “{long[:60]}…”")
        if len({text.casefold() for text in options}) < len(options):
            raise Refused("Two of the answers are the same. Change one of them.")
        return options

    def exclusive_of(self, spec: Spec) -> list[int]:
        """Places of options that stand alone, from 0."""
        return []

    def most_of(self, spec: Spec) -> int:
        """How many options one person may choose."""
        return 1

    def correct_of(self, spec: Spec) -> int | None:
        """The place of the right option, from 0."""
        return None

    # --- Answering it ---------------------------------------------------------------------------
    def help(self, question: Question, options: list[Option]) -> str:
        """Under the question, where it is answered."""
        return question.help

    def fields(self, question: Question, options: list[Option], ballot: Ballot | None) -> dict[str, forms.Field]:
        """The fields of the form in which it is answered, with what was answered before."""
        words = {"label": question.text, "help_text": self.help(question, options), "required": False}
        field = self.field(question, [(str(option.pk), option.text) for option in options], words)
        if ballot is not None:
            field.initial = self.initial(question, ballot)
        return {"answer": field}

    def field(self, question: Question, choices: list[tuple[str, str]], words: dict[str, Any]) -> forms.Field:
        """The one field, where there is one. `words`: its label, its help."""
        errors = {"invalid_choice": NOT_A_CHOICE}
        return forms.ChoiceField(widget=forms.RadioSelect, choices=choices, error_messages=errors, **words)

    def initial(self, question: Question, ballot: Ballot) -> object:
        return ballot.choice.split(",")[0]

    def answer(self, options: list[Option], cleaned: dict[str, Any]) -> dict[str, Any]:
        """The keyword arguments of a vote, from a form that is filled in. Raises Refused."""
        value = cleaned.get("answer") or ""
        return {"option_ids": value if isinstance(value, list) else [value] if value else []}

    def checked(self, question: Question, option_ids: list[Any], text: str) -> tuple[str, str]:
        """What a ballot will hold: (choice, text). Raises Refused when the answer does not fit the question."""
        own = {str(option.pk): option for option in question.options.all()}
        chosen = self.without_doubles([str(pk) for pk in option_ids])
        if not chosen:
            raise Refused("Choose an answer, or skip this question.")
        if not set(chosen) <= set(own):
            raise Refused("That answer is not one of the choices for this question. Choose again.")
        self.refuse_too_many(question, [own[pk] for pk in chosen])
        return Ballot.encode(chosen, ordered=self.keeps_order), ""

    def without_doubles(self, chosen: list[str]) -> list[str]:
        return list(dict.fromkeys(chosen))

    def refuse_too_many(self, question: Question, chosen: list[Option]) -> None:
        most = question.max_choices
        if len(chosen) > most:
            raise Refused(
                "Choose one answer only." if most == 1 else f"Choose at most {most}. You chose {len(chosen)}."
            )
        alone = next((option for option in chosen if option.is_exclusive), None)
        if alone is not None and len(chosen) > 1:
            raise Refused(f"“{alone}” cannot be combined with another answer. Choose it alone, or take it away.")

    def in_words(self, question: Question, ballot: Ballot) -> str:
        """An answer as its author reads it, a line an option."""
        texts = {str(option.pk): option.text for option in question.options.all()}
        chosen = [texts[pk] for pk in ballot.choice.split(",") if pk in texts]
        ends = list(texts.values())
        # A step between two ends is a bare figure: alone it would say nothing.
        chosen = [f"{text}, between “{ends[0]}” and “{ends[-1]}”" if text.isdigit() else text for text in chosen]
        return "\n".join(self.marked(chosen))

    def marked(self, chosen: list[str]) -> list[str]:
        """The chosen options in words, each with what its place in the answer means."""
        return chosen

    def sheet_help(self, question: Question) -> str:
        """On paper: how it is filled in, where a cross in one box is not enough."""
        return ""

    # --- Counting it, and showing the results ---------------------------------------------------
    def count(self, tally: Tally, options: list[int], people: int, question: Question) -> None:
        """Add `people` who gave the same answer: `options` as their ballots hold them.

        `tally.add` belongs to it: counting again compares how many ballots hold each option.
        """
        tally.add(options, people)

    def telling(self, tally: Tally) -> Mapping[int, int] | None:
        """Option → people. If one is almost everybody's, the figures would tell how each of them answered.

        None: that would harm nobody.
        """
        return tally.chosen

    def bars(self, options: list[Option], tally: Tally, people: Callable[[int], str]) -> list[Bar]:
        """The chart, in its order. `people` writes a number of people in a note, so that it tells of nobody."""
        return [Bar(option, tally.chosen.get(option.pk, 0)) for option in options]

    def base_note(self, question: Question) -> str:
        """After “34 people from the recruited groups”: what else a reader of the bars must know."""
        return ""


class ManyFields(Kind):
    """A kind whose answer is several fields, shown one below the other."""

    many_fields = True
    answer_template = PARTS + "fields_answer.html"
    live_template = PARTS + "fields_live.html"

    def fields(self, question: Question, options: list[Option], ballot: Ballot | None) -> dict[str, forms.Field]:
        raise NotImplementedError

    def answer(self, options: list[Option], cleaned: dict[str, Any]) -> dict[str, Any]:
        raise NotImplementedError
