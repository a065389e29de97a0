"""A comment of a participant on the draft says that somebody may be at risk."""

from django.db.models import QuerySet

from consultations.stages.timeline import link
from deliberation.models import SafetyAlert
from deliberation.safeguarding import safeguarding
from outcomes.models import FactualComment
from people.models import Person

CHECK = SafetyAlert.About.CHECK
TOLD = "The safeguarding lead is told, and whoever wrote it reads where help is."


def raise_for_comment(comment: FactualComment, *, by: Person) -> SafetyAlert:
    """Of a participant: what the police write is printed word for word, and is about facts."""
    return safeguarding.raise_for_words(CHECK, comment.pk, comment.report.consultation, by=by, author=comment.author)


def comment_of(alert: SafetyAlert) -> str:
    found = FactualComment.objects.filter(pk=alert.subject).exists()
    return f"{link('check_findings', alert.consultation.slug)}#comment-{alert.subject}" if found else ""


def with_alerts(comments: QuerySet[FactualComment]) -> list[FactualComment]:
    """`alert` of each comment: the lead knows of it."""
    found = list(comments)
    alerts = safeguarding.alerts_of(CHECK, [one.pk for one in found if not one.from_police])
    for one in found:
        one.alert = alerts.get(str(one.pk))
    return found
