"""Corrections of a published answer: dated, beside the old words, by whoever gave it; read by a facilitator first.

At any stage from the opening on: a wrong figure is put right when it is found. The answer keeps its words.
"""

from django.db import transaction

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Membership
from deliberation.experts import notifications
from deliberation.experts.experts import Overtaken, answers_as_police
from deliberation.models import ExpertAnswer, ExpertCorrection
from people.errors import Refused
from people.models import Person
from people.text.sanitising import line_within, within

State = ExpertCorrection.State


def may_correct(answer: ExpertAnswer, member: Membership) -> bool:
    """Its author; of an answer for the police, whoever answers for them now: its author may be gone."""
    for_police = answer.is_by_police and answers_as_police(member)
    return answer.is_published and (answer.author_id == member.pk or for_police)


@transaction.atomic
def correct(answer: ExpertAnswer, *, by: Person, body: str) -> ExpertCorrection:
    """Say what was wrong and what is right; what still waits, or came back, is written anew."""
    member = access.require(by, answer.question.consultation, Do.CORRECT_EXPERT_ANSWER)
    locked = (
        ExpertAnswer.objects.select_for_update(no_key=True, of=("self",)).select_related("question").get(pk=answer.pk)
    )
    if not may_correct(locked, member):
        raise access.NotAllowed("correct an answer of somebody else")
    body = within(body, ExpertCorrection.MAX_LENGTH, "The correction")
    if not body:
        raise Refused("Write what was wrong in the answer, and what is right.")
    held = locked.corrections.exclude(state=State.PUBLISHED).last()
    made = held or ExpertCorrection(answer=locked)
    made.author, made.body, made.state, made.note, made.written_at = member, body, State.WAITS, "", clock.now()
    made.save()
    _record("expert_correction_written", made, member)
    return made


@transaction.atomic
def publish(correction: ExpertCorrection, *, by: Person, seen: str) -> ExpertCorrection:
    """A facilitator read these words (`seen`: when they were written): they give nobody away."""
    member, locked = _to_read(correction, by)
    if locked.written_at.isoformat() != seen:
        raise Refused("It was written anew while you were reading. Read the new words, then decide.")
    locked.state, locked.reviewed_by, locked.published_at = State.PUBLISHED, member, clock.now()
    locked.save(update_fields=["state", "reviewed_by", "published_at"])
    _record("expert_correction_published", locked, member)
    question = locked.answer.question
    for asked in [question, *question.merged.all()]:
        notifications.asker_is_told(asked, "An answer to your question was corrected", once=f"correction {locked.pk}")
    return locked


@transaction.atomic
def send_back(correction: ExpertCorrection, *, by: Person, note: str) -> ExpertCorrection:
    """It has to be written otherwise. That one was written stays said beside the answer."""
    member, locked = _to_read(correction, by)
    locked.note = line_within(note, 500, "The reason")
    if not locked.note:
        raise Refused("Say what has to change. The author reads it.")
    locked.state = State.SENT_BACK
    locked.save(update_fields=["state", "note"])
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
