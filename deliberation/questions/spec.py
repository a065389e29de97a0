"""A question as starters, forms and exported sets write it: a plain dict, checked before anything is stored.

`kind`, `text`, `help`, `options`, `max_choices`, `correct` (place of the right option), `explanation`, `exclusive`
(places of options that stand alone), `paired`, `waves`, `ladder_group`, `rung`, `is_change`, `card`, `card_set`,
`asked_if` ({"key": …, "answer": …}: only for those who gave that answer), `key`, `section` (of a template), `part` (the
kind of section of the briefing that explains it), `about` (the kind of technology it is about alone), `options_about`
(the kind that each option names, "" for none).
"""

from typing import Any

from consultations.models import SectionKind, Technology
from deliberation.models import Option, Poll, Question, Wave
from deliberation.questions.kinds import registry as kinds
from people.errors import Refused
from people.text.sanitising import one_line, plain, shortened

W = Wave.Kind
BETWEEN = {W.BEFORE: "The first poll", W.AFTER: "The second poll"}
#: docs/decisions/follow-up.md
ASKED_AGAIN = (
    "No question is written for the follow-up poll. It asks the questions of both polls once more, and is opened from "
    "the page of polls once the police have answered. Mark the question as asked in both polls."
)
LONGEST = {"text": 1000, "help": 500, "card": 1000, "explanation": 1000, "card_set": 60, "ladder_group": 40, "key": 40}


def sound(spec: dict[str, Any]) -> dict[str, Any]:
    """The spec with every text clean and its pairing settled. Raises Refused when nobody could answer it."""
    texts = {name: _text(spec, name) for name in LONGEST}
    spec = {**spec, **texts, "waves": _waves(spec)}
    kind = kinds.written_as(spec.get("kind") or kinds.SINGLE.key)
    if not spec["text"]:
        raise Refused("Write the question.")
    kind.refuse_unsound(spec)
    spec["options"] = kind.options_of(spec)
    kind = kinds.settled(kind, spec)
    spec["kind"] = kind.stored
    spec["exclusive"] = kind.exclusive_of(spec)
    spec["max_choices"] = kind.most_of(spec)
    spec["correct"] = kind.correct_of(spec)
    spec["part"] = _one_of(spec, "part", SectionKind.values) if kind.has_right_answer else ""
    spec["about"] = _one_of(spec, "about", Technology.Kind.values)
    spec["options_about"] = _options_about(spec)
    return spec


def _one_of(spec: dict[str, Any], name: str, known: list[str]) -> str:
    given = spec.get(name) or ""
    if given and given not in known:
        raise Refused(f"There is no {name} called “{shortened(str(given), 40)}”.")
    return str(given)


def _options_about(spec: dict[str, Any]) -> list[str]:
    """As long as the options; nothing where it names none, or was written for other options."""
    given = spec.get("options_about") or []
    if not isinstance(given, list) or not set(map(str, given)) <= {"", *Technology.Kind.values}:
        raise Refused("“options_about” must be a list of kinds of technology.")
    return list(map(str, given)) if len(given) == len(spec["options"]) else []


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
    if parent == question or parent.asked_if_id or not kinds.of(parent).leads_on:
        raise Refused("Only a question with one answer, asked of everybody, can lead to another question.")
    asked = set(parent.waves.filter(session=None).values_list("kind", flat=True))
    if not set(spec["waves"]) or not set(spec["waves"]) <= asked:
        raise Refused("Ask this question in the same poll as the question that leads to it.")
    if question is not None and question.order < parent.order:
        raise Refused("This question comes before the one that would lead to it.")
    return option


def _wanted(poll: Poll, wanted: object) -> Option | None:
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
    asked = [wave.kind for wave in question.waves.all() if wave.session_id is None]
    spec: dict[str, Any] = {
        "key": question.key,
        "kind": kinds.of(question).stored,
        "text": question.text,
        "help": question.help,
        "paired": question.paired,
        "waves": [kind for kind in BETWEEN if kind in asked] or [str(W.PULSE)],
        "options": [option.text for option in options],
        "exclusive": [n for n, option in enumerate(options) if option.is_exclusive],
        "max_choices": question.max_choices if kinds.of(question).takes_several else None,
        "correct": next((n for n, option in enumerate(options) if option.is_correct), None),
        "explanation": question.explanation,
        "part": question.part,
        "ladder_group": question.ladder,
        "rung": question.rung,
        "is_change": question.is_change,
        "card": question.card,
        "card_set": question.card_set,
    }
    if question.technology is not None:
        spec["about"] = question.technology.kind
    if any(option.technology_id for option in options):
        spec["options_about"] = [option.technology.kind if option.technology else "" for option in options]
    if question.asked_if is not None:
        spec["asked_if"] = {"key": question.asked_if.question.key, "answer": question.asked_if.text}
    return spec
