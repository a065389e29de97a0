"""What deliberation asks for before a stage, and what it does on arrival. One part a room."""

from consultations.joining import joining
from consultations.models import Consultation, Stage
from consultations.stages import stages
from consultations.stages.stages import Missing, gate, on_arrival
from deliberation.discussion import discussion, moderation_log
from deliberation.models import Wave
from deliberation.polls import asking_again, polling
from deliberation.sessions import floor, sessions
from deliberation.statements import statements


# --- polling, sessions --------------------------------------------------------------------------
@gate("open")
def both_polls_ask_the_same(consultation: Consultation) -> list[Missing]:
    """Opinion is asked before and after, in the same words (invariant 3)."""
    waves = {w.kind: w for w in Wave.objects.filter(poll__consultation=consultation, session=None)}
    asked = {kind: set(wave.questions.values_list("pk", "paired")) for kind, wave in waves.items()}
    before, after = asked.get(Wave.Kind.BEFORE, set()), asked.get(Wave.Kind.AFTER, set())
    if not before or not after:
        return [Missing("Write the questions of the first and the second poll.", "prepare_polls")]
    paired = [{pk for pk, is_paired in wave if is_paired} for wave in (before, after)]
    if not paired[0] or paired[0] != paired[1]:
        text = "Ask at least one question both before and after, and put every such question in both polls."
        return [Missing(text, "prepare_polls")]
    return []


@on_arrival(Stage.OPEN)
def first_poll_opens(consultation: Consultation) -> None:
    polling.open_first_wave(consultation)


@on_arrival(Stage.ANALYSIS)
def polls_and_sessions_end(consultation: Consultation) -> None:
    polling.close_all(consultation)
    sessions.end_all(consultation)


stages.by_clock.append(asking_again.close_when_due)


@on_arrival(Stage.COMPLETED)
def follow_up_ends(consultation: Consultation) -> None:
    asking_again.close_when_due(consultation)


# --- discussion ---------------------------------------------------------------------------------
joining.on_leaving.append(discussion.hide_all_of)
joining.on_leaving.append(floor.forget)


@on_arrival(Stage.OPEN)
def threads_open(consultation: Consultation) -> None:
    discussion.open_threads(consultation, by=None)


# --- statements -----------------------------------------------------------------------------------
joining.on_leaving.append(statements.forget_all_of)


# --- moderation ---------------------------------------------------------------------------------
@gate("publish_findings")
def nothing_waits_to_be_read(consultation: Consultation) -> list[Missing]:
    """Warnings that are published with the step: findings may not wait for ever, but nobody overlooks these."""
    log = moderation_log.statistics(consultation)
    counts = [
        (log.waiting, "Posts still waiting for a decision", "moderation"),
        (log.appeals_waiting, "Appeals still without an answer", "appeals"),
    ]
    return [Missing(f"{text}: {count}.", where, soft=True) for count, text, where in counts if count]
