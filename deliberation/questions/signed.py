"""What the first and second poll ask is signed by the panel with the terms, and changes only as they do.

A question for a session, a card, a statement is made up as people talk, so it is no part of it. Once the consultation
is open nothing of it changes: people have begun to answer what was signed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import QuerySet

from audit.prepared import Prepared
from consultations import access
from consultations.models import Consultation, Membership, Signoff
from consultations.terms import terms
from deliberation.models import Question
from deliberation.questions.spec import BETWEEN
from people.errors import Refused

FIXED = (
    "The panel signed what the first and second poll ask, and people have begun to answer. Ask it in a session instead."
)
WORDS = ("kind", "text", "help", "card", "card_set", "explanation", "part")
WHEN = {("before", "after"): "First and second poll", ("before",): "First poll", ("after",): "Second poll"}


@contextmanager
def changing(consultation: Consultation, member: Membership, reason: str = "") -> Iterator[None]:
    """Around everything that may change what the two polls ask, inside its transaction.

    Raises Refused, once announced, without a public reason; and, once open, for any change of what was signed.
    """
    locked = Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    if locked.stage in access.PREPARING:
        with terms.changing(locked, member, reason):
            yield
        return
    before = of_consultation(locked.pk)
    yield
    if of_consultation(locked.pk) != before and is_signed(locked):
        raise Refused(FIXED)


def is_signed(consultation: Consultation) -> bool:
    return Signoff.objects.filter(version__consultation=consultation).exists()


def _asked(pk: int) -> "QuerySet[Question]":
    asked = Question.objects.filter(poll__consultation=pk, waves__kind__in=BETWEEN).distinct()
    asked = asked.select_related("asked_if__question").prefetch_related("options", "waves")
    return asked.order_by("poll", "order", "pk")


_ASKED: Prepared[Question, Question] = Prepared(_asked, int)


def of_consultation(pk: int) -> list[dict[str, Any]]:
    """Every question that a first or second poll asks, in order: its words, its answers, and of whom it is asked."""
    return [_words(question) for question in _ASKED(pk)]


def _words(question: Question) -> dict[str, Any]:
    """What is empty is left out, so that a field more makes no signature void."""
    asked_in = {wave.kind for wave in question.waves.all()}
    leads = question.asked_if
    found = {
        "in": [kind.value for kind in BETWEEN if kind in asked_in],
        **{name: getattr(question, name) for name in WORDS},
        "most": question.max_choices,
        "ladder": [question.ladder, question.rung] if question.ladder else None,
        "is_change": question.is_change,
        "options": [option.text for option in question.options.all()],
        "right": [option.text for option in question.options.all() if option.is_correct],
        "alone": [option.text for option in question.options.all() if option.is_exclusive],
        "asked_if": [leads.question.text, leads.text] if leads is not None else None,
    }
    return {name: value for name, value in found.items() if value}


def said(question: dict[str, Any]) -> str:
    """In one line for everybody. Which answer is right, and which part of the briefing explains it, is signed too and
    not said: people are still to be asked."""
    words = " ".join(question[name] for name in ("card", "text", "help") if name in question)
    line = f"{WHEN[tuple(question['in'])]}: {words}"
    if answers := question.get("options"):
        line += f" Answers: {' / '.join(answers)}."
    if leads := question.get("asked_if"):
        line += f" Only for people who answered “{leads[1]}” to “{leads[0]}”."
    return " ".join(line.split())
