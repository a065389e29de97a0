"""Polls: opening and closing waves. Voting is in `voting.py`, writing the questions in `questionnaire.py`."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, F

from audit import clock, texts
from audit.record import record
from audit.wiring import wired
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, Membership, Stage
from consultations.privacy import unlinking
from consultations.record.public_record import IN_PUBLIC
from consultations.stages.stages import public_reason
from deliberation import numbers
from deliberation.counting import counting, sealing
from deliberation.live import publish
from deliberation.models import Ballot, Conversation, CountSheet, Session, ShownFigure, Wave
from deliberation.polls import ending, published
from deliberation.questions.spec import ASKED_AGAIN
from people.errors import Refused
from people.models import Person
from people.text.dates import moment
from people.text.sentences import many

CARDS_TOO_SOON = (
    f"Cards in a thread stay open for {numbers.LEAST_CARD_HOURS} hours at least, or until everybody of the group has "
    "chosen, so that people hear of them."
)
TOO_SOON = f"A poll stays open for {numbers.LEAST_OPEN_HOURS} hours at least, so that people hear of it."


# --- Opening and closing ------------------------------------------------------------------------
@transaction.atomic
def open_wave(wave: Wave, *, by: Person) -> Wave:
    """Let people answer. A wave opens once: a closed one stays closed, so that nobody votes on its results."""
    member = access.require(by, wave.consultation, Do.RUN_WAVES)
    if wave.kind == Wave.Kind.FOLLOW_UP:
        raise Refused(ASKED_AGAIN)
    if wave.kind == Wave.Kind.AFTER:
        before = wave.poll.waves.filter(kind=Wave.Kind.BEFORE).exclude(state=Wave.State.CLOSED)
        if before.exists():
            raise Refused("Close the first poll before you open the second: the two are compared.")
    open_for(wave, member)
    return wave


def open_first_wave(consultation: Consultation) -> None:
    """The clock's part when a consultation opens: the poll before the talking opens with it."""
    before = Wave.objects.filter(poll__consultation=consultation, kind=Wave.Kind.BEFORE)
    for wave in before.filter(state=Wave.State.PLANNED):
        open_for(wave, None)


def open_for(wave: Wave, member: Membership | None) -> None:
    """Open it, whoever does: acts have asked for permission before; None is the clock."""
    locked = _locked(wave)
    if locked.state == Wave.State.OPEN:
        raise Refused("This poll is open already.")
    if locked.state == Wave.State.CLOSED:
        raise Refused("This poll has closed, and its results can be seen. It cannot be opened again.")
    if not locked.questions.exists():
        raise Refused("This poll has no questions yet. Add one first.")
    if locked.session is not None:
        _refuse_unless_it_runs(locked.session)
        _close_others(locked, member)
    Wave.objects.filter(pk=wave.pk).update(state=Wave.State.OPEN, opened_at=clock.now(), version=F("version") + 1)
    _tell("wave_opened", wave, member)
    if not Conversation.objects.filter(wave=wave).exists():  # statements come in while it is open
        texts.publish(published.text_of(wave), by=member)


def _refuse_unless_it_runs(session: Session) -> None:
    """What is put to a room is put to it while it meets: not at home beforehand, and not afterwards."""
    if session.state == Session.State.PLANNED:
        raise Refused("This poll is asked in a session. Start the session first.")
    if session.state != Session.State.LIVE:
        raise Refused("This poll was to be asked in a session, and that has ended. It stays unopened.")


def _locked(wave: Wave) -> Wave:
    """The wave as it is now. Its session first: whoever leads the room locks in that order too, so nobody deadlocks."""
    if wave.session_id:
        Session.objects.select_for_update(no_key=True).get(pk=wave.session_id)
    return Wave.objects.select_for_update(no_key=True).get(pk=wave.pk)


def _close_others(wave: Wave, member: Membership | None) -> None:
    """One question at a time in a room: phones and screen show the same one."""
    for other in Wave.objects.filter(session=wave.session_id, state=Wave.State.OPEN).exclude(pk=wave.pk):
        _close(other, member)


@transaction.atomic
def close_wave(wave: Wave, *, by: Person, reason: str = "") -> Wave:
    """Take no more answers. From now on, and not before, the results can be counted.

    A poll of everybody closes by itself with the consultation (the follow-up: on its own day). To close it before needs
    a `reason`, which stands by its results, and the time for people to have heard of it: else whoever runs it would
    close it on the answers that please.
    """
    member = access.require_role(by, wave.consultation, Do.RUN_WAVES)
    locked = _locked(wave)
    if locked.state != Wave.State.OPEN:
        raise Refused("This poll is not open, so there is nothing to close.")
    if Consultation.objects.filter(pk=member.consultation_id, stage=Stage.PAUSED).exists():
        raise Refused("This consultation is paused. Nobody can answer now, so nothing is closed over their heads.")
    for why_stays_open in wired("WHY_STAYS_OPEN"):
        if why := why_stays_open(locked):
            raise Refused(why)
    if needs_reason(locked):
        if why := why_not_yet(locked):
            raise Refused(why)
        reason = public_reason(reason, "results")
        Wave.objects.filter(pk=wave.pk).update(closing_reason=reason)
        of_a_group = locked.thread_id is not None  # the public record does not tell of its cards
        _close(wave, member, **({} if of_a_group else {IN_PUBLIC: f"{wave}. The reason given: {reason}"}))
    else:
        _close(wave, member)
    return wave


def needs_reason(wave: Wave) -> bool:
    """A poll of everybody, a conversation of statements, and cards that not everybody of the group has chosen on: not
    one of a room."""
    if wave.session_id is not None:
        return False
    if wave.thread_id is not None:
        return not all_have_chosen(wave)
    return wave.kind != Wave.Kind.PULSE or Conversation.objects.filter(wave=wave).exists()


def why_not_yet(wave: Wave) -> str:
    """Why it is too soon to close a poll of everybody; empty once it may be."""
    since = wave.opened_at
    if since is None or not needs_reason(wave):
        return ""
    if wave.thread_id is not None:
        closable = since + timedelta(hours=numbers.LEAST_CARD_HOURS)
        later = f"{CARDS_TOO_SOON} They can be closed from {moment(closable)}."
        return later if clock.now() < closable else ""
    closable = since + timedelta(hours=numbers.LEAST_OPEN_HOURS)
    return f"{TOO_SOON} It can be closed from {moment(closable)}." if clock.now() < closable else ""


def all_have_chosen(wave: Wave) -> bool:
    """Of cards in a thread: whether each of its group has chosen on every card."""
    group = wave.thread.group if wave.thread is not None else None
    if group is None:
        return False
    there = Membership.objects.current().participants().filter(group=group).count()
    each = Ballot.objects.filter(wave=wave).values("token").annotate(n=Count("question", distinct=True))
    return 0 < there <= each.filter(n__gte=wave.questions.count()).count()


def how_many_chose(wave: Wave) -> str:
    """For whoever runs cards in a thread: a number of people, from one on that points at nobody, and not what."""
    if all_have_chosen(wave):
        return "Everybody of the group has chosen."
    chose, least = Ballot.objects.filter(wave=wave).values("token").distinct().count(), wave.consultation.min_answer
    return (
        f"{many(chose, 'person has', 'people have')} chosen." if chose >= least else f"Fewer than {least} have chosen."
    )


@transaction.atomic
def close_before_second(first: Wave, session: Session, *, by: Person) -> None:
    """In a room that has come to the second poll, the first closes before the eyes of all. It says so by itself.

    Only where people could read beforehand that it would: else a room of one closes it for everybody at home.
    """
    member = access.require_role(by, first.consultation, Do.RUN_WAVES)
    if session.state != Session.State.LIVE or session.consultation_id != first.consultation.pk:
        raise Refused("Only a session that is running goes on to the second poll.")
    if _locked(first).state == Wave.State.OPEN:
        if why := ending.why_not_from(session, first):
            raise Refused(why)
        reason = f"The session “{session}” came to the second poll."
        Wave.objects.filter(pk=first.pk).update(closing_reason=reason)
        _close(first, member, **{IN_PUBLIC: f"{first}. The reason given: {reason}"})


@transaction.atomic
def reopen(wave: Wave, *, by: Person) -> Wave:
    """Take back a close that came too soon: at once, in a room that still runs or a thread, and only where nothing was
    shown.

    So nobody votes on a result, and no later figure can be taken off an earlier one.
    """
    member = access.require(by, wave.consultation, Do.RUN_SESSION)
    locked = _locked(wave)
    if why := why_closed_for_good(locked):
        raise Refused(why)
    if locked.session_id:
        _close_others(locked, member)
    if Wave.objects.filter(thread=locked.thread_id, state=Wave.State.OPEN).exclude(thread=None).exists():
        raise Refused("Other cards are open in this thread. Close them first.")
    locked.sheets.filter(kind=CountSheet.Kind.SEALED).delete()
    locked.shown_figures.filter(kind=ShownFigure.Kind.SESSION).delete()
    Wave.objects.filter(pk=wave.pk).update(
        state=Wave.State.OPEN, closed_at=None, closing_reason="", version=F("version") + 1
    )
    _tell("wave_reopened", wave, member)
    return wave


def why_closed_for_good(wave: Wave) -> str:
    """Why a poll that has closed cannot be opened again; empty for as long as it can."""
    running = wave.session is not None and wave.session.state == Session.State.LIVE
    there = wave.thread is not None and wave.thread.closed_at is None
    if wave.kind != Wave.Kind.PULSE or not (running or there):
        return "Only a poll of a session that is running, and cards in a thread, can be opened again."
    if wave.state != Wave.State.CLOSED or wave.closed_at is None:
        return "This poll has not closed."
    if clock.now() - wave.closed_at > timedelta(minutes=numbers.REOPEN_MINUTES):
        return f"It closed more than {many(numbers.REOPEN_MINUTES, 'minute')} ago. Ask it as a new question."
    sheet = CountSheet.sealed_of(wave)
    seen = wave.shown_figures.exclude(kind=ShownFigure.Kind.SESSION).exists()
    if seen or sheet is None or sheet.base >= wave.consultation.min_answer or wave.hand_counts.exists():
        return "People have seen its result, so it stays closed. Ask it as a new question."
    return ""


@transaction.atomic
def close_by_clock(wave: Wave) -> None:
    """The clock's part when its own time is over."""
    if _locked(wave).state == Wave.State.OPEN:
        _close(wave, None)


def close_all(consultation: Consultation) -> None:
    """The clock's part when a consultation closes."""
    list(Session.objects.select_for_update(no_key=True).filter(consultation=consultation))
    for wave in Wave.objects.filter(poll__consultation=consultation, state=Wave.State.OPEN):
        _close(wave, None)


def _close(wave: Wave, member: Membership | None, **told: str) -> None:
    for settle in wired("BEFORE_COUNTING"):
        settle(wave)
    Wave.objects.filter(pk=wave.pk).update(state=Wave.State.CLOSED, closed_at=clock.now(), version=F("version") + 1)
    sheet = sealing.seal(wave)
    if wave.is_follow_up:
        unlinking.cut_later_ballots(wave.consultation)
    _tell("wave_closed", wave, member, figures=counting.digest(sheet), **told)


def _tell(action: str, wave: Wave, member: Membership | None, **detail: str) -> None:
    wave.refresh_from_db()
    record(action, actor=member, subject=wave, consultation=wave.consultation.slug, summary=str(wave), **detail)
    if wave.session_id:
        publish.session_changed(wave.session_id)
    else:  # rooms that are at a part which leads to it
        for session in Session.objects.filter(state=Session.State.LIVE, segment__poll=wave).values_list(
            "pk", flat=True
        ):
            publish.session_changed(session)


@transaction.atomic
def show_bars(wave: Wave, shown: bool, *, by: Person) -> None:
    """Let the bars on the screen move while people answer (see `live_bars`), or keep them until the close."""
    member = access.require(by, wave.consultation, Do.RUN_SESSION)
    if wave.kind != Wave.Kind.PULSE or wave.session_id is None:
        raise Refused("Only the results of a poll in the room can be shown while it is open.")
    Wave.objects.filter(pk=wave.pk).update(live_results=shown)
    _tell("bars_shown" if shown else "bars_hidden", wave, member)


def waves_of(member: Membership) -> list[Wave]:
    """The before and after waves, in order."""
    return list(
        Wave.objects.filter(poll__consultation=member.consultation, session=None)
        .exclude(kind=Wave.Kind.PULSE)
        .select_related("poll__consultation")
        .prefetch_related("questions")
    )
