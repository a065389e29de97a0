"""Writing a poll's questions, before anybody answers them."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max

from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, Membership, Technology
from deliberation.models import Ballot, Option, Poll, Question, Wave
from deliberation.questions import signed
from deliberation.questions.spec import BETWEEN, leads_from, sound
from people.errors import Refused
from people.models import Person

W = Wave.Kind
MOST_QUESTIONS = 80
LEADS_ON = "Another question is asked only of people who choose an answer you changed. Change that first."


@transaction.atomic
def prepare(consultation: Consultation, questions: list[dict[str, Any]], *, by: Person, reason: str = "") -> Poll:
    """The consultation's poll from starter questions, with its first and second wave.

    A question's `waves` says where it is asked; those of "pulse" wait for a session to use them. `reason`, here and
    below: public, asked for once it is announced (questions/signed.py).
    """
    member = access.require(by, consultation, Do.PREPARE_POLLS)
    poll = poll_of(consultation)
    if poll.questions.exists():
        raise Refused("This poll has questions already. Change them one by one.")
    with signed.changing(consultation, member, reason):
        for spec in questions:
            write(poll, sound(spec))
    record(
        "poll_prepared",
        actor=member,
        subject=poll,
        consultation=consultation.slug,
        summary=f"{len(questions)} questions",
    )
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
    """One question with its options, put into its waves. `spec` is sound; acts check who may, then call this."""
    there = poll.questions.aggregate(many=Count("pk"), last=Max("order"))
    if there["many"] >= MOST_QUESTIONS:
        raise Refused(f"A poll has at most {MOST_QUESTIONS} questions. Take one out first.")
    place = _place(poll, spec["ladder_group"], (there["last"] or 0) + 1)
    return _rewrite(Question(poll=poll, key=spec["key"], order=place), spec)


def _place(poll: Poll, ladder: str, end: int) -> int:
    """At the end; a step of a ladder right after the step before it."""
    before = poll.questions.filter(ladder=ladder).last() if ladder else None
    if before is None:
        return end
    poll.questions.filter(order__gt=before.order).update(order=F("order") + 1)
    return before.order + 1


def _rewrite(question: Question, spec: dict[str, Any]) -> Question:
    """Set everything but the place. Sessions that plan to ask the question keep it."""
    fields = {
        **{name: spec[name] for name in ("kind", "text", "help", "max_choices", "explanation", "part")},
        **{name: spec[name] for name in ("card", "card_set")},
        "technology": _about(question, spec),
        "paired": bool(spec.get("paired")),
        "ladder": spec["ladder_group"],
        "is_change": bool(spec.get("is_change")),
        "rung": _rung(question, spec),
        "asked_if": leads_from(question.poll, spec, question if question.pk else None),
    }
    for name, value in fields.items():
        setattr(question, name, value)
    is_new = question.pk is None
    question.save()
    set_options(question, spec["options"], spec["correct"], spec["exclusive"])
    _name_entries(question, spec["options_about"])
    between = list(question.poll.waves.filter(session=None, kind__in=BETWEEN))
    if not is_new:
        question.waves.remove(*between)
    question.waves.add(*(wave for wave in between if wave.kind in spec["waves"]))
    return question


def _about(question: Question, spec: dict[str, Any]) -> Technology | None:
    """As the form says it, or a starter; a form that does not ask leaves it."""
    if "technology" in spec:
        return spec["technology"]  # type: ignore[no-any-return]
    return _entry(question.poll, spec["about"]) if spec["about"] else question.technology


def _entry(poll: Poll, kind: str) -> Technology | None:
    """The entry of the register that a starter means by its kind."""
    return poll.consultation.technologies.filter(kind=kind).order_by("pk").first() if kind else None


def _name_entries(question: Question, kinds: list[str]) -> None:
    for option, kind in zip(question.options.order_by("order", "pk"), kinds, strict=False):
        option.technology = _entry(question.poll, kind)
        option.save(update_fields=["technology"])


def _rung(question: Question, spec: dict[str, Any]) -> int | None:
    """Steps are numbered in the order they are written."""
    if not spec["ladder_group"]:
        return None
    if question.pk and question.ladder == spec["ladder_group"]:
        return question.rung
    top = question.poll.questions.filter(ladder=spec["ladder_group"]).aggregate(top=Max("rung"))["top"]
    return (top or 0) + 1


def set_options(
    question: Question, texts: list[str], correct: int | None = None, exclusive: Sequence[int] = ()
) -> None:
    """The question's options in order. One whose words stay is kept: another question may depend on it."""
    there = {option.text.casefold(): option for option in question.options.all()}
    options = []
    for order, text in enumerate(texts):
        option = there.pop(text.casefold(), None) or Option(question=question)
        option.text, option.order = text, order
        option.is_correct, option.is_exclusive = order == correct, order in exclusive
        options.append(option)
    if there:  # those whose words are gone
        if Question.objects.filter(asked_if__in=there.values()).exists():
            raise Refused(LEADS_ON)
        question.options.filter(pk__in=[option.pk for option in there.values()]).delete()
    Option.objects.bulk_update(
        [option for option in options if option.pk], ["text", "order", "is_correct", "is_exclusive"]
    )
    Option.objects.bulk_create(option for option in options if option.pk is None)


# --- One question at a time ---------------------------------------------------------------------
@transaction.atomic
def add_question(consultation: Consultation, spec: dict[str, Any], *, by: Person, reason: str = "") -> Question:
    """Add one question. `spec` as in the starters; a paired one goes into both waves."""
    member = access.require(by, consultation, Do.PREPARE_POLLS)
    spec = sound(spec)
    poll = poll_of(consultation)
    refuse_frozen(poll, spec["waves"], bool(spec.get("paired")), consultation)
    with signed.changing(consultation, member, reason):
        question = write(poll, spec)
    _record("question_added", member, question)
    return question


@transaction.atomic
def edit_question(question: Question, spec: dict[str, Any], *, by: Person, reason: str = "") -> Question:
    """Write a question anew. Refused once it is fixed: comparing two waves needs the same words in both."""
    consultation = question.poll.consultation
    member = access.require(by, consultation, Do.PREPARE_POLLS)
    refuse_fixed(question)
    spec = sound(spec)
    refuse_frozen(question.poll, spec["waves"], bool(spec.get("paired")), consultation)
    with signed.changing(consultation, member, reason):
        _rewrite(question, spec)
    _record("question_edited", member, question)
    return question


@transaction.atomic
def delete_question(question: Question, *, by: Person, reason: str = "") -> None:
    """Take a question out, while nobody can have answered it."""
    member = access.require(by, question.poll.consultation, Do.PREPARE_POLLS)
    refuse_fixed(question)
    if Question.objects.filter(asked_if__question=question).exists():
        raise Refused("Another question is asked only of people who answer this one. Take that one out first.")
    later = question.poll.questions.filter(ladder=question.ladder, rung__gt=question.rung or 0)
    if question.ladder and later.exists():
        raise Refused("A ladder is taken down from its last step. Take the steps after this one out first.")
    _record("question_deleted", member, question)
    with signed.changing(question.poll.consultation, member, reason):
        Question.objects.get(pk=question.pk).delete()  # a copy: whoever asked keeps theirs if this is refused


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


def refuse_frozen(poll: Poll, kinds: list[str], paired: bool, consultation: Consultation) -> None:
    """Nothing joins a poll that has opened, and nothing is compared that was not asked from the start."""
    if paired and consultation.stage not in access.PREPARING:
        raise Refused("Questions asked before and after are fixed once the consultation is open.")
    if poll.waves.filter(kind__in=kinds, session=None).exclude(state=Wave.State.PLANNED).exists():
        raise Refused("That poll has opened, so no question can be added to it.")


def _record(action: str, member: Membership, question: Question) -> None:
    consultation = question.poll.consultation.slug
    record(action, actor=member, subject=question, consultation=consultation, summary=question.text[:200])
