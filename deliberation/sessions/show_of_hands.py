"""Answers taken in a room without phones: shows of hands. Kept apart from ballots, and never added to them."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from audit import clock
from audit.record import record
from consultations.models import Membership
from deliberation.counting import disclosure, shown_before
from deliberation.live import publish
from deliberation.models import HandCount, HandCountRow, Question, Session, Wave
from deliberation.sessions.leading import S, led_by, note
from people.errors import Refused
from people.models import Person
from people.text.sanitising import line_within

MOST = 20_000  # people in one hall


# --- A show of hands ----------------------------------------------------------------------------
@transaction.atomic
def count_hands(
    wave: Wave, question: Question, counts: Mapping[int, int], *, present: int, by: Person, reason: str = ""
) -> HandCount:
    """Store a show of hands: option → hands, of `present` people. A second count corrects the first, with a reason."""
    if wave.session is None or not wave.questions.filter(pk=question.pk).exists():
        raise Refused("Hands are counted for a question of a session. Choose one of its polls.")
    member, session = led_by(wave.session, by)
    before = wave.hand_counts.filter(question=question, replaced_at=None).first()
    _check_room(session, before)
    _check_counts(question, counts, present)
    reason = line_within(reason, 300, "The reason")
    if before is not None:
        if not reason:
            raise Refused("Hands were counted for this question already. Say why that count is corrected.")
        HandCount.objects.filter(pk=before.pk).update(replaced_at=clock.now())
    taken = HandCount.objects.create(wave=wave, question=question, present=present, reason=reason)
    HandCountRow.objects.bulk_create(
        HandCountRow(hand_count=taken, option=option, count=counts.get(option.pk, 0))
        for option in question.options.all()
    )
    if not why_withheld(taken) and shown_before.note_hands(wave, question, present, _named(taken)):
        taken.is_held_back = True
        taken.save(update_fields=["is_held_back"])
    publish.session_changed(session.pk)
    note("hands_corrected" if before else "hands_counted", member, session, str(wave), present=present, reason=reason)
    return taken


def _check_room(session: Session, before: HandCount | None) -> None:
    """Hands go up while people are there: afterwards a count is corrected, and none is added."""
    if session.state == S.PLANNED:
        raise Refused("Start the session first. Then count the hands.")
    if not session.is_ended or before is not None:
        return
    if not session.had_people:
        raise Refused(
            "The session ended with nobody noted as being in it, so no hands counted in it are told anywhere."
        )
    raise Refused("The session has ended. A count that was taken in it can be corrected; no other can be added.")


def of_an_empty_room(session: Session) -> bool:
    """Hands were counted in it, and nobody is noted as being there: ended so, none of them is told anywhere."""
    counts = HandCount.objects.filter(wave__session=session, replaced_at=None)
    return counts.exists() and not session.seats.exists()


def leave_out(session: Session, member: Membership | None) -> None:
    """As a session ends in which nobody was noted: a facilitator alone in a room typed its hands in."""
    if HandCount.objects.filter(wave__session=session, replaced_at=None).update(replaced_at=clock.now()):
        slug = session.consultation.slug
        record("hands_left_out", actor=member, subject=session, consultation=slug, summary=session.title)


def _check_counts(question: Question, counts: Mapping[int, int], present: int) -> None:
    own = set(question.options.values_list("pk", flat=True))
    if not own or not set(counts) <= own:
        raise Refused("Hands can be counted only for the answers of this question.")
    if not 1 <= present <= MOST:
        raise Refused("Say how many people were in the room: at least one.")
    if any(count < 0 or count > present for count in counts.values()):
        raise Refused(f"No answer can have more hands than the {present} people in the room.")
    total = sum(counts.values())
    if question.max_choices == 1 and total > present:
        raise Refused(f"That is {total} hands for {present} people. Count again, or correct how many were there.")
    if not total:
        raise Refused("Write how many hands went up for at least one answer.")


def standing(counts: QuerySet[HandCount]) -> QuerySet[HandCount]:
    """Those that were not corrected, nor left out as their session ended with nobody in it."""
    return counts.filter(replaced_at=None).select_related("wave__poll__consultation", "wave__session")


def standing_count(wave: Wave, question: Question) -> HandCount | None:
    counts = standing(HandCount.objects.filter(wave=wave, question=question))
    return counts.prefetch_related("rows__option").first()


def room_of(taken: HandCount) -> str:
    """ "24 people in the room; the session noted 12 people": one who counts alone is beside what was noted of all."""
    session, least = taken.wave.session, taken.wave.consultation.min_answer
    told = f"{taken.present} people in the room"
    if session is None or not session.is_ended or not session.attended:
        return told
    return f"{told}; the session noted {disclosure.at_least(session.attended, least)}"


def published_hands(wave: Wave) -> list[dict[str, object]]:
    """The shows of hands of a poll, each as a chart."""
    found = (hands_of(wave, question) for question in wave.questions.prefetch_related("options"))
    return [chart for chart in found if chart]


def why_withheld(taken: HandCount) -> str:
    """Why a show of hands is not shown; empty when it may be. The same on the wall and everywhere later.

    To everybody outside a room is a group, so it must be as large; and what stands on a wall is known outside.
    """
    few = disclosure.withheld_total(taken.present, taken.wave.consultation.min_base)
    alike = disclosure.all_alike(_named(taken), taken.present)
    return few or alike or (disclosure.TOO_CLOSE if taken.is_held_back else "")


def _named(taken: HandCount) -> dict[str, int]:
    return {row.option.text: row.count for row in taken.rows.all()}


def hands_of(wave: Wave, question: Question) -> dict[str, object] | None:
    """The show of hands as a chart of its own, and in words; None where hands were not counted."""
    taken = standing_count(wave, question)
    if taken is None:
        return None
    withheld = why_withheld(taken)
    rows = [] if withheld else [_bar(row, taken.present) for row in taken.rows.all()]
    return {
        "id": f"hands{taken.pk}",
        "title": f"{question.text} By show of hands",
        "withheld": withheld,
        "rows": rows,
        "base": "" if withheld else _base(taken),
        "show_percent": not withheld and disclosure.percentages(taken.present),
    }


def _base(taken: HandCount) -> str:
    """Nobody checks a count that is gone as the hands go down: so it says who counted, and whether it was another."""
    was_another = HandCount.objects.filter(wave=taken.wave_id, question=taken.question_id).exclude(pk=taken.pk)
    corrected = ", and corrected later" if was_another.exists() else ""
    told = f"By show of hands, as a facilitator counted it{corrected}: {room_of(taken)}"
    return f"{told}. Not added to other answers"


def _bar(row: HandCountRow, present: int) -> dict[str, object]:
    return {
        "label": row.option.text,
        "count": row.count,
        "share": disclosure.share(row.count, present),
        "width": disclosure.width(row.count, present),
        "note": f"{row.count} of {present}",
        "tone": "",
    }


def last_hands(session: Session, since: datetime | None) -> HandCount | None:
    """The show of hands taken last since a moment: what the room talks about now."""
    counts = standing(HandCount.objects.filter(wave__session=session))
    return counts.filter(taken_at__gte=since).last() if since else counts.last()
