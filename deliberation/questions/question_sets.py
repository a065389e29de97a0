"""Whole sets of questions: taken over from a template, saved to a file, brought in from one."""

from typing import Any

from django.db import transaction

from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation
from consultations.starters import starters
from deliberation.models import Poll, Question
from deliberation.questions import questionnaire, signed
from deliberation.questions.kinds import registry as kinds
from deliberation.questions.spec import of, sound
from people.errors import Refused
from people.models import Person

FORMAT = "answerable-questions-1"
OTHER = "Other questions"


def templates() -> list[dict[str, Any]]:
    """Every starter that has questions: {key, name, summary, count}."""
    found = [{**{n: s[n] for n in ("key", "name", "summary")}, "count": len(_all_of(s))} for s in starters.available()]
    return [template for template in found if template["count"]]


def _all_of(starter: dict[str, Any]) -> list[dict[str, Any]]:
    """Those a new consultation gets, and more to pick from; those of a section together."""
    questions = [*starter["questions"], *starter.get("more_questions", [])]
    sections = list(dict.fromkeys(question.get("section") for question in questions))
    return sorted(questions, key=lambda question: sections.index(question.get("section")))


def questions_of(key: str) -> list[dict[str, Any]]:
    """A template's questions. Raises Refused when there is no such template."""
    return _all_of(starters.load(key))


@transaction.atomic
def add_questions(
    consultation: Consultation, specs: list[dict[str, Any]], *, by: Person, reason: str = ""
) -> list[Question]:
    """Add many questions, all or none. The first that cannot be added is named in the refusal."""
    member = access.require(by, consultation, Do.PREPARE_POLLS)
    if len(specs) > questionnaire.MOST_QUESTIONS:
        raise Refused(f"A set has at most {questionnaire.MOST_QUESTIONS} questions. This one has {len(specs)}.")
    poll = questionnaire.poll_of(consultation)
    with signed.changing(consultation, member, reason):
        made = [_add(poll, consultation, spec, number) for number, spec in enumerate(specs, start=1)]
    record(
        "questions_added",
        actor=member,
        subject=poll,
        consultation=consultation.slug,
        summary=f"{len(made)} questions",
    )
    return made


def _add(poll: Poll, consultation: Consultation, spec: dict[str, Any], number: int) -> Question:
    try:
        checked = sound(spec)
        same = poll.questions.filter(text=checked["text"], card=checked["card"]).exists()
        if same:
            raise Refused("It is in this poll already.")
        if checked["key"] and poll.questions.filter(key=checked["key"]).exists():
            checked["key"] = ""  # another question has this name; nothing here needs it
        questionnaire.refuse_frozen(poll, checked["waves"], bool(checked.get("paired")), consultation)
        return questionnaire.write(poll, checked)
    except Refused as error:
        text = spec.get("text")
        named = f"“{text[:80]}”" if isinstance(text, str) and text else "no text"
        raise Refused(f"Question {number} ({named}): {error} Nothing was added.") from error


def exported(consultation: Consultation) -> dict[str, Any]:
    """Every question of the consultation's poll, as a file that `add_questions` takes. No answers, no results."""
    poll = questionnaire.poll_of(consultation)
    questions = poll.questions.select_related("asked_if__question").prefetch_related("options", "waves")
    kept = questions.filter(kinds.matching(lambda kind: kind.is_in_questionnaire)).filter(next_round=None)
    return {"format": FORMAT, "title": consultation.title, "questions": [_exported(q) for q in kept]}


def _exported(question: Question) -> dict[str, Any]:
    spec = of(question)
    if not spec["key"] and question.options.filter(leads_to__isnull=False).exists():
        spec["key"] = f"q{question.pk}"  # the question that depends on it names it
    if question.asked_if is not None and not spec["asked_if"]["key"]:
        spec["asked_if"]["key"] = f"q{question.asked_if.question_id}"
    return spec
