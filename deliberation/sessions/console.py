"""What the console of a session shows: the board to lead it by, and the floor. The dry run shows the same."""

from django.db.models import Count

from consultations.newcomers import newcomers
from deliberation import numbers
from deliberation.live import hub
from deliberation.models import Ballot, Session, Wave
from deliberation.polls import polling
from deliberation.sessions import asked, board, floor, raised_hands, steps, timing, voices, words

HANDS = 12  # that stand on the console: who is called makes room for the next


def board_of(session: Session) -> dict[str, object]:
    """For `_console.html`: the part, its clock, the one button and the polls."""
    segments = list(session.segments.all())
    waves = list(session.waves.select_related("poll__consultation", "session__group", "segment"))
    counted = Ballot.objects.filter(wave__in=waves).values_list("wave").annotate(people=Count("token", distinct=True))
    counts = dict(counted)
    shown = board.of(session)
    now = [w for w in waves if w.is_open or w == shown.wave or (w.segment_id and w.segment_id == session.segment_id)]
    place = next((n for n, part in enumerate(segments, start=1) if part.pk == session.segment_id), 0)
    return {
        "session": session,
        "segments": segments,
        "place": place,
        "board": shown,
        "timing": timing.of(session),
        "step": steps.next_step(session),
        "back": steps.step_back(session),
        "key": steps.key(session),
        "after": segments[place] if place and place < len(segments) else None,
        "polls_now": [(wave, counts.get(wave.pk, 0)) for wave in now],
        "polls_other": [(wave, counts.get(wave.pk, 0)) for wave in waves if wave not in now],
        "read": [
            (wave, words.reading(wave), words.shown(wave))
            for wave in (_until_findings(session, waves) if session.is_ended else now)
            if wave.is_closed and words.asked_in(wave)
        ],
        "few": (few := _few(session, now)),
        "few_enough": few is not None and counts.get(few[0].pk, 0) >= few[1],
        "again": next((wave for wave in now if not polling.why_closed_for_good(wave)), None),
        "first_poll_open": bool(
            session.segment and session.segment.poll and steps.awaited(session, session.segment.poll)
        ),
        "unsaid": steps.unsaid(session, session.segment.poll) if session.segment and session.segment.poll else "",
        "people": hub.people_in(session.pk),
        "members": floor.members_of(session).count(),
    }


def _until_findings(session: Session, waves: list[Wave]) -> list[Wave]:
    """Polls whose words can still be shown after the session: with the findings the words are emptied."""
    return [] if session.consultation.has_findings else waves


def _few(session: Session, waves: list[Wave]) -> tuple[Wave, int] | None:
    """The open poll, and from how many answers on something of it is shown."""
    asked = next((wave for wave in waves if wave.is_open), None)
    if asked is None:
        return None
    least = session.consultation.min_answer
    if words.asked_in(asked):
        least = max(least, numbers.WORDS_FROM)
    return asked, least


def floor_of(session: Session) -> dict[str, object]:
    """For `_floor.html`: who waits, who speaks, what was asked, who would like a pause."""
    asked_here, asked_more = asked.on_the_console(session)
    seats = session.seats.exclude(first_spoke_at=None)
    return {
        "session": session,
        "door": newcomers.door_of(session.consultation, session.admitted),
        "speaking": raised_hands.speaking(session),
        "waiting": (queue := raised_hands.waiting(session)),
        "first": queue[:HANDS],
        "more": len(queue[HANDS:]),
        "heard": set(
            seats.filter(membership__in=[hand.membership_id for hand in queue[:HANDS]]).values_list(
                "membership", flat=True
            )
        ),
        "voices": voices.of(session),
        "unrecorded": floor.not_to_be_recorded(session) if session.is_live else 0,
        "asked": asked_here,
        "asked_more": asked_more,
        "quiet": session.quiet_words.filter(seen_at=None).count(),
        "pauses": session.pauses.filter(seen_at=None).select_related("membership"),
    }
