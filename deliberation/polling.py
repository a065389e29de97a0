"""Polls: opening and closing waves, and voting. Writing the questions is in `questionnaire.py`."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from audit import clock
from audit.record import record
from consultations import access, joining
from consultations.access import Do
from consultations.models import Consent, Consultation, Membership
from deliberation import ballots
from deliberation.live import publish
from deliberation.models import Ballot, Question, Session, Wave
from deliberation.questionnaire import prepare
from people.errors import Refused
from people.text import plain

__all__ = ["answers_of", "close_all", "close_wave", "open_first_wave", "open_wave", "prepare", "vote", "waves_of"]

CLOSED = "This poll has closed. Your last saved answer counts; it can no longer be changed."
FIRST_COUNTS = "You have seen the explanation of this question, so your first answer counts. Go on to the next one."
MOVED = "Your part was being joined to your account at this moment. Reload the page and send your answer again."
MAX_TEXT = 1000


# --- Opening and closing ------------------------------------------------------------------------
@transaction.atomic
def open_wave(wave: Wave, *, by: Any) -> Wave:
    """Let people answer. A wave opens once: a closed one stays closed, so that nobody votes on its results."""
    member = access.require(by, wave.consultation, Do.RUN_WAVES)
    if wave.kind == Wave.Kind.AFTER:
        before = wave.poll.waves.filter(kind=Wave.Kind.BEFORE).exclude(state=Wave.State.CLOSED)
        if before.exists():
            raise Refused("Close the first poll before you open the second: the two are compared.")
    _open(wave, member)
    return wave


def open_first_wave(consultation: Consultation) -> None:
    """The clock's part when a consultation opens: the poll before the talking opens with it."""
    before = Wave.objects.filter(poll__consultation=consultation, kind=Wave.Kind.BEFORE)
    for wave in before.filter(state=Wave.State.PLANNED):
        _open(wave, None)


def _open(wave: Wave, member: Membership | None) -> None:
    locked = _locked(wave)
    if locked.state == Wave.State.OPEN:
        raise Refused("This poll is open already.")
    if locked.state == Wave.State.CLOSED:
        raise Refused("This poll has closed, and its results can be seen. It cannot be opened again.")
    if not locked.questions.exists():
        raise Refused("This poll has no questions yet. Add one first.")
    if locked.session_id:
        _close_others(locked, member)
    Wave.objects.filter(pk=wave.pk).update(state=Wave.State.OPEN, opened_at=clock.now(), version=F("version") + 1)
    _tell("wave_opened", wave, member)


def _locked(wave: Wave) -> Wave:
    """The wave as it is now. Its session first: whoever leads the room locks in that order too, so nobody deadlocks."""
    if wave.session_id:
        Session.objects.select_for_update().get(pk=wave.session_id)
    return Wave.objects.select_for_update().get(pk=wave.pk)


def _close_others(wave: Wave, member: Membership | None) -> None:
    """One question at a time in a room: phones and screen show the same one."""
    for other in Wave.objects.filter(session=wave.session_id, state=Wave.State.OPEN).exclude(pk=wave.pk):
        _close(other, member)


@transaction.atomic
def close_wave(wave: Wave, *, by: Any) -> Wave:
    """Take no more answers. From now on, and not before, the results can be counted."""
    member = access.require_role(by, wave.consultation, Do.RUN_WAVES)
    locked = _locked(wave)
    if locked.state != Wave.State.OPEN:
        raise Refused("This poll is not open, so there is nothing to close.")
    _close(wave, member)
    return wave


def close_all(consultation: Consultation) -> None:
    """The clock's part when a consultation closes."""
    list(Session.objects.select_for_update().filter(consultation=consultation))
    for wave in Wave.objects.filter(poll__consultation=consultation, state=Wave.State.OPEN):
        _close(wave, None)


def _close(wave: Wave, member: Membership | None) -> None:
    Wave.objects.filter(pk=wave.pk).update(state=Wave.State.CLOSED, closed_at=clock.now(), version=F("version") + 1)
    _tell("wave_closed", wave, member)


def _tell(action: str, wave: Wave, member: Membership | None) -> None:
    wave.refresh_from_db()
    record(action, actor=member, subject=wave, consultation=wave.consultation.slug, summary=str(wave))
    if wave.session_id:
        publish.session_changed(wave.session_id)


@transaction.atomic
def show_bars(wave: Wave, shown: bool, *, by: Any) -> None:
    """Let the bars on the screen move while people answer (from five answers), or keep them until the close."""
    member = access.require(by, wave.consultation, Do.RUN_SESSION)
    if wave.kind != Wave.Kind.PULSE or wave.session_id is None:
        raise Refused("Only the results of a poll in the room can be shown while it is open.")
    Wave.objects.filter(pk=wave.pk).update(live_results=shown)
    _tell("bars_shown" if shown else "bars_hidden", wave, member)


# --- Voting -------------------------------------------------------------------------------------
def waves_of(member: Membership) -> list[Wave]:
    """The before and after waves, in order."""
    return list(
        Wave.objects.filter(poll__consultation=member.consultation, session=None)
        .exclude(kind=Wave.Kind.PULSE)
        .select_related("poll__consultation")
        .prefetch_related("questions")
    )


@transaction.atomic
def vote(wave: Wave, question: Question, *, by: Any, option_ids: Any = (), text: str = "") -> Ballot:
    """Answer one question, or change the answer. Safe to send twice.

    Raises NotAllowed for anybody but a participant (in a session: of its group), Refused with the reason otherwise.
    Ballots are not recorded one by one: the record must not say who chose what.
    """
    member = access.require(by, wave.consultation, Do.VOTE)
    if wave.session is not None and not wave.session.admits(member.group_id):
        raise access.NotAllowed("vote in another group's session")
    if not member.consents_to(Consent.Item.TAKE_PART):
        raise Refused("You have not agreed to take part, so an answer cannot be stored.")
    _refuse_unless_open(wave)
    choice, text = _checked(wave, question, option_ids, text)
    token = joining.token_for(member)
    if token is None:
        raise Refused(CLOSED)
    ballot = ballots.store(
        wave, question, token, choice=choice, text=text, briefing=wave.consultation.briefing,
        keep_first=question.kind == Question.Kind.KNOWLEDGE,
    )  # fmt: skip
    if ballot is None:
        raise Refused(CLOSED if joining.token_for(member) == token else MOVED)
    if (ballot.choice, ballot.text) != (choice, text):
        raise Refused(FIRST_COUNTS)
    if wave.session_id:
        publish.session_counted(wave.session_id)
    return ballot


def _refuse_unless_open(wave: Wave) -> None:
    if wave.state == Wave.State.PLANNED:
        raise Refused("This poll has not opened yet.")
    if not wave.is_open:
        raise Refused(CLOSED)


def _checked(wave: Wave, question: Question, option_ids: Any, text: str) -> tuple[str, str]:
    """What will be stored: (choice, text). Raises Refused when it does not fit the question."""
    if not wave.questions.filter(pk=question.pk).exists():
        raise Refused("This question is not part of this poll. Go back and choose the poll again.")
    if not question.has_options:
        text = plain(text)
        if not text:
            raise Refused("Write an answer, or skip this question.")
        if len(text) > MAX_TEXT:
            raise Refused(f"Use at most {MAX_TEXT:,} characters. You used {len(text):,}.")
        return "", text
    return _checked_choice(question, option_ids), ""


def _checked_choice(question: Question, option_ids: Any) -> str:
    own = {str(pk) for pk in question.options.values_list("pk", flat=True)}
    chosen = {str(pk) for pk in option_ids}
    if not chosen:
        raise Refused("Choose an answer, or skip this question.")
    if not chosen <= own:
        raise Refused("That answer is not one of the choices for this question. Choose again.")
    if len(chosen) > question.max_choices:
        most = question.max_choices
        raise Refused("Choose one answer only." if most == 1 else f"Choose at most {most}. You chose {len(chosen)}.")
    return Ballot.encode(list(chosen))


def answers_of(member: Membership, wave: Wave) -> dict[int, Ballot]:
    """The person's own ballots in a wave, by question. Empty once ballots are cut loose."""
    token = joining.token_for(member)
    if token is None:
        return {}
    return {ballot.question_id: ballot for ballot in Ballot.objects.filter(token=token, wave=wave)}


@dataclass(frozen=True)
class Progress:
    """How far a participant is in a wave."""

    answered: int
    total: int
    status: str
    tone: str

    @property
    def is_done(self) -> bool:
        return 0 < self.total <= self.answered


def progress(wave: Wave, member: Membership) -> Progress:
    total = len(wave.questions.all())
    answered = len(answers_of(member, wave))
    if wave.state == Wave.State.PLANNED:
        return Progress(answered, total, "Not open yet", "neutral")
    if answered >= total > 0:
        return Progress(answered, total, "Done", "good")
    if not wave.is_open:
        return Progress(answered, total, f"Closed. You answered {answered} of {total}", "neutral")
    words = f"{answered} of {total} answered" if answered else "To do"
    return Progress(answered, total, words, "info")
