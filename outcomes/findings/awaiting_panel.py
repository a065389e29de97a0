"""While late findings wait for the panel alone, the days are not told as those of whoever runs it.

From the day that they are due on the clock looks at the gate: where nothing is lacking but what only the panel can do,
it notes since when, and for what. docs/decisions/lateness.md
"""

from collections.abc import Iterator

from django.core.cache import cache
from django.db import transaction

from audit import clock
from audit.record import last_of, record
from consultations.models import Consultation, Stage
from consultations.notifications import notifications
from consultations.stages import stages
from people.text.sentences import listed

PUBLISH = "publish_findings"


def by_tick() -> Iterator[str]:
    """Once a day and after every act, of each whose day has come."""
    due = Consultation.objects.filter(stage=Stage.ANALYSIS, findings_due__lte=clock.today())
    noted = [one.slug for one in due.order_by("pk").iterator() if _is_news(one) and note(one)]
    if noted:
        yield f"findings that wait for the panel: {', '.join(noted)}"


def _is_news(consultation: Consultation) -> bool:
    key = f"awaiting-panel:{consultation.pk}:{last_of(consultation.slug)}"
    return cache.add(key, True, 3600)  # a time to check may end without an act


@transaction.atomic
def note(consultation: Consultation) -> bool:
    """Write down that it waits for the panel alone from now on, or does so no longer; False where nothing changed."""
    waits = waits_for(consultation)
    last = consultation.panel_awaited[-1] if consultation.panel_awaited else None
    if waits == (last[2] if last and last[1] is None else ""):
        return False
    now = clock.now().isoformat()
    spans = [*consultation.panel_awaited]
    if last and last[1] is None:
        spans[-1] = [last[0], now, last[2]]
    consultation.panel_awaited = [*spans, [now, None, waits]] if waits else spans
    consultation.save(update_fields=["panel_awaited"])
    action = "findings_wait_for_panel" if waits else "findings_wait_over"
    record(action, actor=None, subject=consultation, consultation=consultation.slug, summary=waits)
    if waits:
        key, title = f"awaited {len(consultation.panel_awaited)}", f"The findings wait for the panel alone, for {waits}"
        notifications.tell(
            consultation, notifications.PANEL, key, title, "statement" if "statement" in waits else "findings"
        )
    return True


def waits_for(consultation: Consultation) -> str:
    """What the panel alone has to do before the findings come out; "" while anything else is lacking, or nothing."""
    lacking = stages.blockers(consultation, stages.transition_named(PUBLISH))
    if not lacking or not all(one.panel for one in lacking):
        return ""
    return listed(list(dict.fromkeys(one.panel for one in lacking)))
