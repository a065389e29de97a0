"""Words of a record that a facilitator takes out, or puts back, one line at a time: it waits for a second person again.

Nobody has an account for those words, so nobody could appeal. Else a confirmed record would stay confirmed while one
facilitator takes its critics out.
"""

from django.db.models import Q, QuerySet

from audit.models import Entry
from audit.record import record
from consultations.notifications import notifications
from deliberation.importing import notice
from deliberation.importing.records import MEETING_PUT_RIGHT, subject_of
from deliberation.models import Contribution, ImportedRecord, ModerationDecision, Reason, RecordStanding
from deliberation.models.moderation import beside_words
from people.text.sentences import many

Action, State = ModerationDecision.Action, Contribution.State
DONE = {Action.REMOVE: "taken out", Action.REDACT: "shortened", Action.RESTORE: "put back"}
WAITS_AGAIN = "A record of a meeting was changed, and waits for a second person again"


def record_waits_again(decision: ModerationDecision) -> None:
    """Within the transaction of the decision. As a correction: whoever decided does not confirm it, and everybody
    reads that a line went, never which. While it waits already, the number is said as it is confirmed."""
    post, member = decision.contribution, decision.decided_by
    if post.record_id is None or decision.action not in DONE:
        return
    kept = ImportedRecord.objects.select_for_update(no_key=True).get(pk=post.record_id)
    kept.brought_by.add(member)
    if not kept.is_counted:
        return
    kept.standing, kept.confirmed_by, kept.confirmed_at = RecordStanding.WAITS, None, None
    kept.confirmed_how = ""
    confirmed = ["standing", "confirmed_by", "confirmed_at", "confirmed_how"]
    kept.save(update_fields=[*confirmed, *notice.days_anew(kept)])
    why = beside_words(Reason(decision.reason)) if decision.reason else ""
    told = f"{many(1, 'line')} {DONE[Action(decision.action)]}"
    said = ". ".join(part for part in (told, why and f"The reason given: {why}") if part)
    slug = kept.consultation.slug
    record("record_words_changed", actor=member, subject=kept, consultation=slug, summary=said, in_public=said)
    for kind in (notifications.FACILITATORS, notifications.PANEL):
        key = f"record words {decision.pk}"
        notifications.tell(kept.consultation, kind, key, WAITS_AGAIN, "record_of_meeting", kept.pk)


def changed_lines(kept: ImportedRecord) -> QuerySet[Contribution]:
    """Lines of which a facilitator took words out, or all, and that stand so."""
    cut = Q(decisions__action=Action.REDACT) | Q(state=State.REMOVED)
    return kept.contributions.filter(cut).order_by().distinct()


def as_read(kept: ImportedRecord) -> str:
    """Which record somebody has before them: its words, the last line that was changed, what is said of the meeting."""
    acts = Entry.objects.filter(consultation=kept.consultation.slug, subject=subject_of(kept.pk))
    put_right = acts.filter(action=MEETING_PUT_RIGHT).count()
    changes = ModerationDecision.objects.filter(contribution__record=kept, action__in=list(DONE))
    last = changes.order_by("-pk").values_list("pk", flat=True).first()
    return " ".join([kept.fingerprint, *(f"{mark}" for mark in (last, put_right and f"m{put_right}") if mark)])
