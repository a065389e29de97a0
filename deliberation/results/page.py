"""What the page of a poll's results shows, and its paper."""

from consultations.models import Consultation
from deliberation.counting import change, figures, talked
from deliberation.counting import results as counted
from deliberation.models import Wave
from deliberation.paper import sheets
from deliberation.polls import published
from deliberation.questions import explained
from deliberation.questions.kinds import registry as kinds
from deliberation.results import layout
from deliberation.sessions import show_of_hands, words


def of(
    wave: Wave, shown: list[figures.QuestionResult], viewer: counted.Viewer, *, outside: bool = False
) -> dict[str, object]:
    """For `_body.html`, of results that this viewer may see. `outside`: neither staff nor panel."""
    context = layout.arranged(shown)
    wrote = counted.written(wave, viewer=viewer)
    context["written"] = [(question, people, kinds.of(question).is_for_findings) for question, people in wrote]
    context["sources"] = sheets.sources_of(wave)
    context["talked"] = talked.said(wave)
    context["hands"] = show_of_hands.published_hands(wave)
    context["said"], context["unsaid"] = words.told(wave, outside=outside), words.why_not_told(wave, outside=outside)
    context["open_and_recruited"] = len({r.kind for r in shown}) > 1
    if wave.is_follow_up:
        context["earlier"] = wave.poll.waves.filter(kind=Wave.Kind.AFTER, session=None).first()
    if wave.kind == Wave.Kind.AFTER:
        context |= _compared(wave.consultation, wave, shown, viewer)
    context["explained"] = explained.led_to(wave.consultation, list({r.question: None for r in shown}))
    context["fingerprint"] = published.text_of(wave).fingerprint
    return context


def _compared(
    consultation: Consultation, wave: Wave, shown: list[figures.QuestionResult], viewer: counted.Viewer
) -> dict[str, object]:
    """How people moved, and what more people knew, since the first poll."""
    before = wave.poll.waves.filter(kind=Wave.Kind.BEFORE, session=None).first()
    first = counted.for_wave(before, viewer=viewer) if before else ""
    if isinstance(first, str):
        return {}
    moved = [change.change(consultation, q, viewer=viewer) for q in wave.questions.filter(paired=True)]
    charts = [one.chart for found in moved if not isinstance(found, str) for one in found]
    return {"changes": charts, "checks": change.quick_check(first, shown), "talked": talked.said(before)}
