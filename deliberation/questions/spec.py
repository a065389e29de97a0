"""A question as starters, forms and exported sets write it: a plain dict, checked before anything is stored.

`kind`, `text`, `help`, `options`, `max_choices`, `correct` (place of the right option), `explanation`, `exclusive`
(places of options that stand alone), `paired`, `waves`, `ladder_group`, `rung`, `is_change`, `card`, `card_set`,
`asked_if` ({"key": …, "answer": …}: only for those who gave that answer), `key`, `section` (of a template).
"""

from typing import Any

from deliberation import numbers
from deliberation.models import Option, Poll, Question, Wave
from people.errors import Refused
from people.text.sanitising import one_line, plain
from people.text.sentences import spelled

K, W = Question.Kind, Wave.Kind
BETWEEN = {W.BEFORE: "The first poll", W.AFTER: "The second poll"}
#: docs/decisions/follow-up.md
ASKED_AGAIN = (
    "No question is written for the follow-up poll. It asks the questions of both polls once more, and is opened from "
    "the page of polls once the police have answered. Mark the question as asked in both polls."
)
#: Answers that open a scale with an order: change between two waves is counted only on scales.
SCALE_STARTS = ("yes, generally", "a lot", "acceptable", "strongly support", "agree strongly", "strongly agree")
LONGEST = {"text": 1000, "help": 500, "card": 1000, "explanation": 1000, "card_set": 60, "ladder_group": 40, "key": 40}
MOST_OPTIONS, LONGEST_OPTION = 20, 300
TOO_FEW_OPTIONS = f"Give at least {spelled(numbers.FEWEST_OPTIONS)} answers to choose from, one on each line."
SEVERAL = {K.MULTI, K.RANKING}


def sound(spec: dict[str, Any]) -> dict[str, Any]:
    """The spec with every text clean and its pairing settled. Raises Refused when nobody could answer it."""
    texts = {name: _text(spec, name) for name in LONGEST}
    spec = {**spec, **texts, "kind": spec.get("kind") or K.SINGLE, "waves": _waves(spec)}
    if spec["kind"] not in K.values or spec["kind"] == K.STATEMENT:
        raise Refused(f"There is no kind of question called “{one_line(str(spec['kind']))[:40]}”.")
    if not spec["text"]:
        raise Refused("Write the question.")
    if spec["kind"] == K.CARD and not spec["card"]:
        raise Refused("Write what happens on the card.")
    if spec["ladder_group"] and spec["kind"] not in {K.SINGLE, K.SCALE}:
        raise Refused("Every step of a ladder is a scale: people choose one answer.")
    spec["options"] = [] if spec["kind"] == K.TEXT else _options(spec)
    spec["kind"] = _kind(spec)
    spec["exclusive"] = _places(spec, "exclusive") if spec["kind"] in SEVERAL else []
    spec["max_choices"] = _most(spec)
    spec["correct"] = _correct(spec)
    return spec


def _text(spec: dict[str, Any], name: str) -> str:
    given = spec.get(name) or ""
    if not isinstance(given, str):
        raise Refused(f"“{name}” must be text.")
    text = plain(given) if name == "explanation" else one_line(given)
    if len(text) > LONGEST[name]:
        raise Refused(f"Use at most {LONGEST[name]:,} characters for “{name}”. You used {len(text):,}.")
    return text


def _waves(spec: dict[str, Any]) -> list[str]:
    if spec.get("paired"):
        return [W.BEFORE, W.AFTER]
    waves = spec.get("waves") or []
    if isinstance(waves, list) and W.FOLLOW_UP in waves:
        raise Refused(ASKED_AGAIN)
    if not isinstance(waves, list) or not set(map(str, waves)) <= set(W.values):
        raise Refused("Say when the question is asked: before, after or in a session (pulse).")
    return list(waves)


def _options(spec: dict[str, Any]) -> list[str]:
    given = spec.get("options") or []
    if not isinstance(given, list) or not all(isinstance(text, str) for text in given):
        raise Refused("The answers must be a list of texts.")
    options = [one_line(text) for text in given if one_line(text)]
    if len(options) < numbers.FEWEST_OPTIONS:
        raise Refused(TOO_FEW_OPTIONS)
    if len(options) > MOST_OPTIONS:
        raise Refused(
            f"Give at most {MOST_OPTIONS} answers. On a phone, fewer than {spelled(numbers.HANDY_OPTIONS)} is kinder."
        )
    if long := next((text for text in options if len(text) > LONGEST_OPTION), ""):
        raise Refused(f"This answer is longer than {LONGEST_OPTION} characters: “{long[:60]}…”")
    if len({text.casefold() for text in options}) < len(options):
        raise Refused("Two of the answers are the same. Change one of them.")
    return options


def _kind(spec: dict[str, Any]) -> str:
    if spec["ladder_group"]:
        return K.SCALE
    if spec["kind"] == K.SINGLE and spec["options"][0].lower().startswith(SCALE_STARTS):
        return K.SCALE
    return str(spec["kind"])


def _places(spec: dict[str, Any], name: str) -> list[int]:
    places = spec.get(name) or []
    if (
        not isinstance(places, list)
        or not all(isinstance(n, int) for n in places)
        or not set(places) <= set(range(len(spec["options"])))
    ):
        raise Refused(f"“{name}” must name answers by their place, counted from 0.")
    return places


def _most(spec: dict[str, Any]) -> int:
    """How many answers one person may give. Empty: as many as there are."""
    if spec["kind"] not in SEVERAL:
        return 1
    most, many = spec.get("max_choices") or len(spec["options"]), len(spec["options"])
    if not isinstance(most, int) or most < 1:
        raise Refused("Say how many answers people may choose, as a number.")
    return min(most, many)


def _correct(spec: dict[str, Any]) -> int | None:
    if spec["kind"] != K.KNOWLEDGE:
        return None
    correct = spec.get("correct")
    if not isinstance(correct, int) or not 0 <= correct < len(spec["options"]):
        raise Refused("Say which answer is right.")
    return correct


# --- Asked only of some -------------------------------------------------------------------------
def leads_from(poll: Poll, spec: dict[str, Any], question: Question | None = None) -> Option | None:
    """The answer that leads to the question, or None. Raises Refused when it cannot lead there."""
    wanted = spec.get("asked_if")
    if not wanted:
        return None
    option = _wanted(poll, wanted)
    if option is None:
        raise Refused("The answer that leads to this question is not there. Add the earlier question first.")
    parent = option.question
    if parent == question or parent.asked_if_id or parent.kind not in {K.SINGLE, K.SCALE} or parent.ladder:
        raise Refused("Only a question with one answer, asked of everybody, can lead to another question.")
    asked = set(parent.waves.filter(session=None).values_list("kind", flat=True))
    if not set(spec["waves"]) or not set(spec["waves"]) <= asked:
        raise Refused("Ask this question in the same poll as the question that leads to it.")
    if question is not None and question.order < parent.order:
        raise Refused("This question comes before the one that would lead to it.")
    return option


def _wanted(poll: Poll, wanted: Any) -> Option | None:
    options = Option.objects.filter(question__poll=poll).select_related("question")
    if isinstance(wanted, Option):
        return options.filter(pk=wanted.pk).first()
    if not isinstance(wanted, dict):
        raise Refused("“asked_if” must name an earlier question by its key, and the answer that leads on.")
    key, answer = one_line(str(wanted.get("key", ""))), one_line(str(wanted.get("answer", "")))
    return options.filter(question__key=key, text__iexact=answer).exclude(question__key="").first()


# --- Back into a spec ---------------------------------------------------------------------------
def of(question: Question) -> dict[str, Any]:
    """A stored question as a spec: for exporting it, for a new round, for its form."""
    options = list(question.options.all())
    kinds = [wave.kind for wave in question.waves.all() if wave.session_id is None]
    spec: dict[str, Any] = {
        "key": question.key, "kind": question.kind, "text": question.text, "help": question.help,
        "paired": question.paired, "waves": [kind for kind in BETWEEN if kind in kinds] or [str(W.PULSE)],
        "options": [option.text for option in options],
        "exclusive": [n for n, option in enumerate(options) if option.is_exclusive],
        "max_choices": question.max_choices if question.kind in SEVERAL else None,
        "correct": next((n for n, option in enumerate(options) if option.is_correct), None),
        "explanation": question.explanation, "ladder_group": question.ladder, "rung": question.rung,
        "is_change": question.is_change, "card": question.card, "card_set": question.card_set,
    }  # fmt: skip
    if question.asked_if is not None:
        spec["asked_if"] = {"key": question.asked_if.question.key, "answer": question.asked_if.text}
    return spec
