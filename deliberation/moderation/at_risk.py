"""An appeal or a report says that somebody may be at risk: the lead is told, and its author reads where help is."""

from django.db.models import QuerySet

from consultations.stages.timeline import link
from deliberation.models import Appeal, Concern, Contribution, SafetyAlert
from deliberation.safeguarding import safeguarding
from people.models import Person

About = SafetyAlert.About
TOLD = "The safeguarding lead is told, and whoever wrote it reads where help is."


def raise_for_appeal(appeal: Appeal, *, by: Person) -> SafetyAlert:
    author = appeal.decision.contribution.membership
    return safeguarding.raise_for_words(About.APPEAL, appeal.pk, author.consultation, by=by, author=author)


def raise_for_report(concern: Concern, *, by: Person) -> SafetyAlert:
    """Nobody who moderates learns who reported, so the lead does not either: the reporter alone is written to."""
    consultation, author = concern.contribution.thread.consultation, concern.raised_by
    return safeguarding.raise_for_words(About.REPORT, concern.pk, consultation, by=by, author=author, named=False)


def appeal_of(alert: SafetyAlert) -> str:
    found = Appeal.objects.filter(pk=alert.subject).exists()
    return link("decide_appeal", alert.consultation.slug, alert.subject) if found else ""


def report_of(alert: SafetyAlert) -> str:
    concern = Concern.objects.filter(pk=alert.subject).first()
    return link("decide", alert.consultation.slug, concern.contribution_id) if concern else ""


def of_appeals(contribution: Contribution) -> list[SafetyAlert]:
    """For the author of a post, on the page of its appeals."""
    found = Appeal.objects.filter(decision__contribution=contribution).values_list("pk", flat=True)
    return list(safeguarding.alerts_of(About.APPEAL, found).values())


def with_alerts(concerns: QuerySet[Concern]) -> list[Concern]:
    """`alert` of each report: the lead knows of its words. A fear for somebody was told as it came."""
    found = list(concerns)
    alerts = safeguarding.alerts_of(About.REPORT, [one.pk for one in found])
    for one in found:
        one.alert = alerts.get(str(one.pk))
    return found
