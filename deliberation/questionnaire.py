"""Writing a poll's questions, before anybody answers them."""

from typing import Any

from django.db import transaction

from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, Membership
from deliberation.models import Ballot, Option, Poll, Question, Wave
from people.errors import Refused
from people.text import one_line, plain

K, W = Question.Kind, Wave.Kind
BETWEEN = {W.BEFORE: "The first poll", W.AFTER: "The second poll"}
#: Answers that open a scale with an order: change between two waves is counted only on scales.
SCALE_STARTS = ("yes, generally", "a lot", "acceptable", "strongly support", "agree strongly", "strongly agree")


@transaction.atomic
def prepare(consultation: Consultation, questions: list[dict[str, Any]], *, by: Any) -> Poll:
    """The consultation's poll from starter questions, with its first and second wave.

    A question's `waves` says where it is asked; those of "pulse" wait for a session to use them.
    """
    member = access.require(by, consultation, Do.PREPARE_POLLS)
    poll = poll_of(consultation)
    if poll.questions.exists():
        raise Refused("This poll has questions already. Change them one by one.")
    for spec in questions:
        write(poll, spec)
    record(
        "poll_prepared", actor=member, subject=poll, consultation=consultation.slug,
        summary=f"{len(questions)} questions",
    )  # fmt: skip
    return poll


def poll_of(consultation: Consultation) -> Poll:
    """The one poll, made with its two waves when it is first wanted."""
    # An imported conversation is a poll of its own: ours is the one with waves before and after.
    poll = Poll.objects.filter(consultation=consultation, waves__kind__in=BETWEEN).distinct().first()
    poll = poll or Poll.objects.create(consultation=consultation, title="What people think")
    for order, (kind, title) in enumerate(BETWEEN.items(), start=1):
        Wave.objects.get_or_create(poll=poll, kind=kind, session=None, defaults={"title": title, "order": order})
    return poll


def write(poll: Poll, spec: dict[str, Any]) -> Question:
    """One question with its options, put into its waves. No checks: acts check, then call this."""
    last = poll.questions.order_by("-order").values_list("order", flat=True).first() or 0
    question = Question(poll=poll, order=last + 1, key=spec.get("key", "")[:40])
    return _rewrite(question, spec)


def _rewrite(question: Question, spec: dict[str, Any]) -> Question:
    """Set everything but the place. Sessions that plan to ask the question keep it."""
    options = [one_line(text)[:300] for text in spec.get("options") or []]
    kind = _kind(spec.get("kind", K.SINGLE), options)
    fields = {
        "kind": kind, "text": one_line(spec["text"]), "help": one_line(spec.get("help") or ""),
        "paired": bool(spec.get("paired")), "max_choices": _most(kind, spec.get("max_choices"), options),
        "explanation": plain(spec.get("explanation") or ""), "ladder": spec.get("ladder_group") or "",
        "rung": spec.get("rung"),
    }  # fmt: skip
    for name, value in fields.items():
        setattr(question, name, value)
    question.save()
    set_options(question, [] if kind == K.TEXT else options, spec.get("correct"))
    asked = [kind for kind in spec.get("waves") or [] if kind != W.PULSE]
    between = question.poll.waves.filter(session=None)
    question.waves.remove(*between.exclude(kind__in=asked))
    question.waves.add(*between.filter(kind__in=asked))
    return question


def set_options(question: Question, texts: list[str], correct: int | None = None) -> None:
    question.options.all().delete()
    Option.objects.bulk_create(
        Option(question=question, order=order, text=text, is_correct=order == correct)
        for order, text in enumerate(texts)
    )


def _kind(kind: str, options: list[str]) -> str:
    if kind == K.SINGLE and options and options[0].lower().startswith(SCALE_STARTS):
        return K.SCALE
    return kind


def _most(kind: str, asked: int | None, options: list[str]) -> int:
    return min(asked or len(options), len(options)) or 1 if kind == K.MULTI else 1


# --- One question at a time ---------------------------------------------------------------------
@transaction.atomic
def add_question(consultation: Consultation, spec: dict[str, Any], *, by: Any) -> Question:
    """Add one question. `spec` as in the starters; a paired one goes into both waves."""
    member = access.require(by, consultation, Do.PREPARE_POLLS)
    spec = sound(spec)
    poll = poll_of(consultation)
    _refuse_frozen(poll, spec["waves"], bool(spec.get("paired")), consultation)
    question = write(poll, spec)
    _record("question_added", member, question)
    return question


@transaction.atomic
def edit_question(question: Question, spec: dict[str, Any], *, by: Any) -> Question:
    """Write a question anew. Refused once it is fixed: comparing two waves needs the same words in both."""
    consultation = question.poll.consultation
    member = access.require(by, consultation, Do.PREPARE_POLLS)
    refuse_fixed(question)
    spec = sound(spec)
    _refuse_frozen(question.poll, spec["waves"], bool(spec.get("paired")), consultation)
    _rewrite(question, spec)
    _record("question_edited", member, question)
    return question


@transaction.atomic
def delete_question(question: Question, *, by: Any) -> None:
    """Take a question out, while nobody can have answered it."""
    member = access.require(by, question.poll.consultation, Do.PREPARE_POLLS)
    refuse_fixed(question)
    _record("question_deleted", member, question)
    question.delete()


def why_fixed(question: Question) -> str:
    """Why the question can no longer change; empty while it can."""
    consultation = question.poll.consultation
    if Ballot.objects.filter(question=question).exists():
        return "People have answered this question. Its words and choices can no longer change."
    if question.waves.exclude(state=Wave.State.PLANNED).exists():
        return "This question is in a poll that has opened. It can no longer change."
    if question.paired and consultation.stage not in access.PREPARING:
        return "Questions asked before and after are fixed once the consultation is open."
    return ""


def refuse_fixed(question: Question) -> None:
    if reason := why_fixed(question):
        raise Refused(reason)


def _refuse_frozen(poll: Poll, kinds: list[str], paired: bool, consultation: Consultation) -> None:
    if paired and consultation.stage not in access.PREPARING:
        raise Refused("Questions asked before and after are fixed once the consultation is open.")
    if poll.waves.filter(kind__in=kinds, session=None).exclude(state=Wave.State.PLANNED).exists():
        raise Refused("That poll has opened, so no question can be added to it.")


def sound(spec: dict[str, Any]) -> dict[str, Any]:
    """The spec with its pairing settled. Raises Refused when the question could not be answered."""
    spec = {**spec, "waves": list(spec.get("waves") or [])}
    if spec.get("paired"):
        spec["waves"] = [W.BEFORE, W.AFTER]
    if not one_line(spec.get("text", "")):
        raise Refused("Write the question.")
    options = [text for text in spec.get("options") or [] if one_line(text)]
    if spec.get("kind") != K.TEXT and len(options) < 2:
        raise Refused("Give at least two answers to choose from, one on each line.")
    if len({one_line(text).casefold() for text in options}) < len(options):
        raise Refused("Two of the answers are the same. Change one of them.")
    if spec.get("kind") == K.KNOWLEDGE and spec.get("correct") is None:
        raise Refused("Say which answer is right.")
    return {**spec, "options": options}


def _record(action: str, member: Membership, question: Question) -> None:
    consultation = question.poll.consultation.slug
    record(action, actor=member, subject=question, consultation=consultation, summary=question.text[:200])
