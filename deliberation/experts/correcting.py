"""Corrections of a published answer: dated, beside the old words, by whoever gave it; read by a facilitator first.

At any stage from the opening on: a wrong figure is put right when it is found. The answer keeps its words.
"""

from django.db import transaction
from django.db.models import prefetch_related_objects

from audit import clock, texts
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.forces import agreeing
from consultations.forces.agreeing import OF_A_FORCE, force_called, force_of
from consultations.models import Membership, Role
from deliberation.experts import notifications, published
from deliberation.experts.experts import MOST_WAITING, Overtaken
from deliberation.models import ExpertAnswer, ExpertCorrection
from people.errors import Refused
from people.models import Person
from people.text.sanitising import line_within, within

State = ExpertCorrection.State


def may_correct(answer: ExpertAnswer, member: Membership) -> bool:
    """Its author; of the answer of a force, who answers for that force now: its author may be gone.

    Nobody of another force, and no expert who is police elsewhere: a force’s words are put right by that force. Where
    its author named no force that is known and is gone, the officer who has accepted the duty.
    """
    if not answer.is_published:
        return False
    if answer.author_id == member.pk:
        return True
    return answer.is_by_police and (_of_one_force(answer, member) or _left_to_the_officer(answer, member))


def _of_one_force(answer: ExpertAnswer, member: Membership) -> bool:
    """The one who answered and `member` have a police role here, for one and the same force of this consultation."""
    if {answer.author.role, member.role} - set(OF_A_FORCE):
        return False
    consultation = member.consultation
    prefetch_related_objects([consultation], "joint_forces")
    answered = force_called(consultation, answer.author.as_of(answer.written_at).organisation)
    return answered is not None and answered == force_of(member)


def _left_to_the_officer(answer: ExpertAnswer, member: Membership) -> bool:
    """The author’s police role named no force that is known, such as a unit of one, and they have left."""
    author = answer.author
    if author.role not in OF_A_FORCE or author.is_current:
        return False
    holds_the_duty = member.role == Role.OFFICER and member.has_accepted and not agreeing.of_another(member)
    named = author.as_of(answer.written_at).organisation
    return bool(holds_the_duty and named and not agreeing.names_a_force(named))


def held_of(answer: ExpertAnswer) -> ExpertCorrection | None:
    """The correction that is not published yet: it waits, or was sent back. Of a list that was fetched, no query."""
    return next((one for one in reversed(answer.corrections.all()) if one.state != State.PUBLISHED), None)


def waits_for_another(held: ExpertCorrection | None, member: Membership) -> str:
    """Why nothing is written now: a correction by somebody else waits. Empty where none does."""
    if held is None or not held.waits or held.author_id == member.pk:
        return ""
    return (
        f"{held.author.public_name} wrote a correction that waits to be read. It is not written over: write yours once "
        "a facilitator has decided about it."
    )


@transaction.atomic
def correct(answer: ExpertAnswer, *, by: Person, body: str) -> ExpertCorrection:
    """Say what was wrong and what is right; what of one’s own still waits, or what came back, is written anew."""
    member = access.require(by, answer.question.consultation, Do.CORRECT_EXPERT_ANSWER)
    locked = (
        ExpertAnswer.objects.select_for_update(no_key=True, of=("self",)).select_related("question").get(pk=answer.pk)
    )
    if not may_correct(locked, member):
        raise access.NotAllowed("correct an answer of somebody else")
    body = within(body, ExpertCorrection.MAX_LENGTH, "The correction")
    if not body:
        raise Refused("Write what was wrong in the answer, and what is right.")
    held = held_of(locked)
    if words := waits_for_another(held, member):
        raise Refused(words)
    made = held or ExpertCorrection(answer=locked)
    if held is None or (held.author_id, held.body) != (member.pk, body):
        made.written_at = clock.now()
    elif held.waits:
        return held  # nobody has to read the same words anew
    if held is None or not held.waits:
        _refuse_more(member)
    made.author, made.body, made.state, made.note = member, body, State.WAITS, ""
    made.save()
    _record("expert_correction_written", made, member)
    return made


def _refuse_more(member: Membership) -> None:
    if ExpertCorrection.objects.filter(author=member, state=State.WAITS).count() >= MOST_WAITING:
        raise Refused(
            f"{MOST_WAITING} of your corrections wait to be read. Write this one when a facilitator has read one."
        )


@transaction.atomic
def publish(correction: ExpertCorrection, *, by: Person, seen: str) -> ExpertCorrection:
    """A facilitator read these words (`seen`: when they were written): they give nobody away."""
    member, locked = _to_read(correction, by)
    if locked.written_at.isoformat() != seen:
        raise Refused("It was written anew while you were reading. Read the new words, then decide.")
    locked.state, locked.reviewed_by, locked.published_at = State.PUBLISHED, member, clock.now()
    locked.save(update_fields=["state", "reviewed_by", "published_at"])
    _record("expert_correction_published", locked, member)
    texts.publish(published.correction_text(locked), by=member)
    notifications.all_are_told(
        locked.answer.question,
        "An answer to your question was corrected",
        "An answer to a question you support was corrected",
        f"correction {locked.pk}",
    )
    return locked


@transaction.atomic
def send_back(correction: ExpertCorrection, *, by: Person, note: str) -> ExpertCorrection:
    """It has to be written otherwise. That one was written stays said beside the answer."""
    member, locked = _to_read(correction, by)
    locked.note = line_within(note, 500, "The reason")
    if not locked.note:
        raise Refused("Say what has to change. The author reads it.")
    locked.state, locked.sent_back_at = State.SENT_BACK, clock.now()
    locked.save(update_fields=["state", "note", "sent_back_at"])
    _record("expert_correction_sent_back", locked, member)
    notifications.corrector_is_told(locked)
    return locked


def _to_read(correction: ExpertCorrection, by: Person) -> tuple[Membership, ExpertCorrection]:
    member = access.require(by, correction.answer.question.consultation, Do.READ_EXPERT_CORRECTION)
    found = ExpertCorrection.objects.select_for_update(no_key=True, of=("self",))
    locked = found.select_related("answer__question__consultation", "author__user").get(pk=correction.pk)
    if not locked.waits:
        raise Overtaken(f"Somebody else decided this already: {locked.get_state_display().lower()}.")
    return member, locked


def _record(action: str, correction: ExpertCorrection, member: Membership) -> None:
    consultation = correction.answer.question.consultation
    record(action, actor=member, subject=correction, consultation=consultation.slug)
