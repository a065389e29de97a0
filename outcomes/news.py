"""What residents were promised when they joined: an e-mail when the findings are out, and when the police answer.

The stage change notes, in its own transaction, that there is something to tell; `tick` sends it. Whoever takes the
consent back, leaves or erases the account in between is not written to.
"""

from collections import Counter
from collections.abc import Iterator
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from audit import clock
from audit.record import record
from consultations import stages
from consultations.models import Consent, Consultation, Membership, Stage
from outcomes.models import FindingsReport, News, PoliceResponse, RecommendationResponse
from people.text import one_line

PAGES = ("report", "answer", "promises", "my_part")
AT_ONCE = 500  # e-mails a tick and piece of news: the next tick goes on, a tick never runs for an hour


@stages.on_arrival(Stage.FINDINGS_PUBLISHED)
def findings_are_out(consultation: Consultation) -> None:
    News.objects.get_or_create(consultation=consultation, kind=News.Kind.FINDINGS)


@stages.on_arrival(Stage.RESPONSE_PUBLISHED)
def police_have_answered(consultation: Consultation) -> None:
    News.objects.get_or_create(consultation=consultation, kind=News.Kind.ANSWER)


def recipients(news: News) -> QuerySet[Membership]:
    """Participants who want news, can be written to, and were not told yet; in the order they are told."""
    wanted = Consent.objects.filter(membership=OuterRef("pk"), item=Consent.Item.RECONTACT, withdrawn_at=None)
    return (
        news.consultation.memberships.participants()
        .current()
        .filter(Exists(wanted), pk__gt=news.told_up_to, user__is_active=True, user__email__isnull=False)
        .select_related("user")
        .order_by("pk")
    )


def send() -> Iterator[str]:
    """Send what waits, and say what was done. What the mail server does not take now waits for the next tick."""
    waiting = News.objects.filter(done_at=None).exclude(consultation__stage=Stage.PAUSED)
    for news in waiting.select_related("consultation"):
        if settings.DEMO:
            yield f"{news}: a demonstration sends no e-mail"
            continue
        try:
            yield f"{news}: {_send(news)} e-mails sent"
        except OSError as error:  # smtplib's errors are OSErrors
            yield f"{news}: the mail server does not take e-mails now ({type(error).__name__}); the rest waits"


def _send(news: News) -> int:
    """Tell the next people, and say how many. Raises OSError where the mail server fails.

    A person is claimed before the e-mail goes, and given back when it did not: two ticks at once tell nobody twice.
    """
    subject, text = words(news)
    sent = 0
    with get_connection() as connection:
        for member in recipients(news)[:AT_ONCE]:
            before = news.told_up_to
            if not _move(news, before, member.pk):
                return sent  # another tick is at it
            try:
                _message(subject, text, str(member.user and member.user.email), connection).send()
            except SMTPRecipientsRefused:  # this address alone: it would be refused for ever
                continue
            except OSError:
                _move(news, member.pk, before)
                raise
            sent += 1
    if not recipients(news).exists():
        _finish(news)
    return sent


def _move(news: News, start: int, end: int) -> bool:
    """Move on to another membership, unless somebody else has moved since."""
    if not News.objects.filter(pk=news.pk, told_up_to=start).update(told_up_to=end):
        return False
    news.told_up_to = end
    return True


@transaction.atomic
def _finish(news: News) -> None:
    if News.objects.filter(pk=news.pk, done_at=None).update(done_at=clock.now()):
        news.refresh_from_db()
        record(
            "news_sent", actor=None, subject=news, consultation=news.consultation.slug,
            summary=f"{news.get_kind_display()}: everybody who asked for it was told by e-mail",
        )  # fmt: skip


def _message(subject: str, text: str, address: str, connection: BaseEmailBackend) -> EmailMessage:
    """To one person: nobody sees who else takes part."""
    headers = {"Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [address], connection=connection, headers=headers)


def words(news: News) -> tuple[str, str]:
    """Subject and text: the same for everybody."""
    consultation = news.consultation
    pages = {name: settings.SITE_URL + reverse(name, args=[consultation.slug]) for name in PAGES}
    report = FindingsReport.objects.filter(consultation=consultation).first()
    answer = PoliceResponse.objects.filter(report=report).first()
    context = {"consultation": consultation, "pages": pages, "report": report, "answer": answer}
    text = render_to_string(f"outcomes/email/{news.kind}.txt", context | {"counts": _counts(answer)})
    return one_line(f"{news.get_kind_display()}: {consultation.title}"), text.strip() + "\n"


def _counts(answer: PoliceResponse | None) -> list[str]:
    """How many recommendations got which answer: "Accepted: 3", in the order of the statuses."""
    given = Counter(answer.answers.values_list("status", flat=True)) if answer else Counter()
    return [f"{status.label}: {given[status]}" for status in RecommendationResponse.Status if given[status]]


stages.by_tick.append(send)
