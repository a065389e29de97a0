"""What residents were promised when they joined: an e-mail when the findings are out, when the police answer, and if
the technology changes later.

The stage change, or whoever says what changed, notes in its own transaction that there is something to tell; `tick`
sends it. Whoever takes the consent back, leaves or erases the account in between is not written to.
What live pages are told is another matter: `deliberation.live.messages`.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from smtplib import SMTPDataError, SMTPNotSupportedError, SMTPRecipientsRefused
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from audit import clock
from audit.record import record
from consultations.changes import changes
from consultations.models import Consent, Consultation, Membership, Stage, TechnologyChange
from outcomes.models import Commitment, FindingsReport, News, PoliceResponse, RecommendationResponse
from people.errors import Waiting
from people.models import Mailbox, User
from people.outbox import outbox, unsubscribing
from people.outbox.sending import headers_of
from people.text.dates import day
from people.text.emails import written
from people.text.sanitising import one_line

PAGES = ("report", "answer", "promises", "my_part")
AT_ONCE = 500  # e-mails a tick and piece of news: the next tick goes on, a tick never runs for an hour
HELD = timedelta(minutes=5)  # a tick that is at it says so again before each e-mail (EMAIL_TIMEOUT is shorter)
GIVEN_UP = timedelta(days=7)  # after this, what no mail server would take is not tried again
#: What somebody ticked to be told of this.
AGREED = {
    News.Kind.FINDINGS: Consent.Item.RECONTACT,
    News.Kind.ANSWER: Consent.Item.RECONTACT,
    News.Kind.CHANGE: Consent.Item.CHANGES,
}
log, mail_log = logging.getLogger(__name__), logging.getLogger("answerable.mail")


class NotTaken(Exception):
    """The mail server did not take one person's e-mail: now, or for good (a code from 500, RFC 5321, 4.2.1)."""

    def __init__(self, why: str, for_good: bool) -> None:
        super().__init__(why)
        self.for_good = for_good


def findings_are_out(consultation: Consultation) -> None:
    _once(consultation, News.Kind.FINDINGS)


def police_have_answered(consultation: Consultation) -> None:
    _once(consultation, News.Kind.ANSWER)


def _once(consultation: Consultation, kind: News.Kind) -> None:
    """Once: a second time the database passes over."""
    News.objects.bulk_create([News(consultation=consultation, kind=kind)], ignore_conflicts=True)


def technology_has_changed(change: TechnologyChange) -> None:
    """In every consultation where people were asked about it before."""
    if change.triggers_reconsultation:
        for consultation in changes.concerned(change):
            News.objects.get_or_create(consultation=consultation, kind=News.Kind.CHANGE, change=change)


def technology_had_not_changed(change: TechnologyChange) -> None:
    """Nobody else is told. (Who was told reads on the page that it was taken back.)"""
    change.news.filter(done_at=None).update(done_at=clock.now(), told=[])


def recipients(news: News) -> QuerySet[Membership]:
    """Participants who want news, can be written to, and were not told yet: as it is at this moment."""
    wanted = Consent.objects.filter(membership=OuterRef("pk"), item=AGREED[News.Kind(news.kind)], withdrawn_at=None)
    return (
        news.consultation.memberships.participants()
        .current()
        .filter(Exists(wanted), user__is_active=True, user__email__isnull=False)
        .exclude(user__mailbox__pace=Mailbox.Pace.NEVER)
        .exclude(user__mailbox__paused_at__isnull=False)
        .exclude(pk__in=news.told)
        .select_related("user")
        .order_by("pk")
    )


def send() -> Iterator[str]:
    """Send what waits, and say what was done. What the mail server does not take now waits for the next tick."""
    for news in News.objects.filter(done_at=None).select_related("consultation"):
        earlier = News.objects.filter(consultation=news.consultation, done_at=None, pk__lt=news.pk, change=None)
        if settings.DEMO:
            yield f"{news}: a demonstration sends no e-mail"
        elif news.change_id or not earlier.exists():  # the findings before the answer; nothing waits for a change
            yield from _try(news)


def _try(news: News) -> Iterator[str]:
    before, me = 0, uuid4().hex
    try:
        if _hold(news, me):
            news.refresh_from_db()  # another tick may have gone on since it was read
            before = len(news.told)
            _send(news, me)
    except NotTaken as error:
        said = f"{news}: e-mails were not taken ({error}); the rest waits"
        yield said if news.told else Waiting(said)  # one full mailbox is no failure of the clock
    except OSError as error:  # smtplib's errors are OSErrors
        mail_log.error("The mail server takes no e-mail: %s", error or type(error).__name__)
        yield Waiting(f"{news}: the mail server does not take e-mails now; the rest waits")
    except Exception:  # whatever it is, the clock has other duties
        log.exception("%s cannot be sent", news)
        yield Waiting(f"{news}: cannot be sent, see the log")
    News.objects.filter(pk=news.pk, held_by=me).update(held_by="", held_until=None)
    if sent := max(0, len(news.told) - before):
        yield f"{news}: {sent} e-mails sent"


def _hold(news: News, me: str) -> bool:
    """Take the news, or go on holding it. False while another tick is at it, and while the consultation is paused."""
    free = Q(held_by=me) | Q(held_by="") | Q(held_until__lt=clock.now())
    running = News.objects.filter(free, pk=news.pk, done_at=None).exclude(consultation__stage=Stage.PAUSED)
    return bool(running.update(held_by=me, held_until=clock.now() + HELD))


def _send(news: News, me: str) -> None:
    """Tell people, each looked up again just before. Raises OSError or NotTaken where somebody must wait.

    Noted after the e-mail went: who dies in between tells one person twice rather than never.
    """
    subject, text = words(news)
    refused: dict[int, NotTaken] = {}
    with get_connection() as connection:
        for _ in range(AT_ONCE):
            member = recipients(news).exclude(pk__in=refused).first()
            if member is None or not _hold(news, me):
                break
            try:
                _tell(member, subject, text, f"news-{news.pk}-{member.pk}", connection)
            except NotTaken as error:
                refused[member.pk] = error
            else:
                _note(news, [member.pk])
    if news.told:  # the server takes e-mails: an address it refuses for good is not tried again
        _note(news, [pk for pk, error in refused.items() if error.for_good])
    waiting = recipients(news)
    if not waiting.exists() or (clock.now() - news.at > GIVEN_UP and not waiting.exclude(pk__in=refused).exists()):
        _finish(news)
    for kept_waiting in refused.values():
        if not kept_waiting.for_good or not news.told:
            raise kept_waiting


def _note(news: News, told: list[int]) -> None:
    news.told += told
    News.objects.filter(pk=news.pk, done_at=None).update(told=news.told)  # done meanwhile: nobody is noted any more


def _tell(member: Membership, subject: str, text: str, number: str, connection: BaseEmailBackend) -> None:
    """One e-mail. Raises NotTaken for what concerns this person alone, OSError for the rest."""
    assert member.user is not None and member.user.email
    try:
        _message(subject, text, number, member.user, connection).send()
    except SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise NotTaken(f"refused: {codes}", min(codes, default=0) >= 500) from error
    except SMTPDataError as error:
        raise NotTaken(f"refused: {error.smtp_code}", error.smtp_code >= 500) from error
    except (SMTPNotSupportedError, ValueError) as error:  # an address in letters it does not know
        raise NotTaken(type(error).__name__, True) from error


@transaction.atomic
def _finish(news: News) -> None:
    """Nobody is left to tell. Who was told is forgotten."""
    if (
        News.objects.filter(pk=news.pk, done_at=None)
        .exclude(consultation__stage=Stage.PAUSED)
        .update(done_at=clock.now(), told=[])
    ):
        record(
            "news_sent",
            actor=None,
            subject=news,
            consultation=news.consultation.slug,
            summary=f"{news.get_kind_display()}: sent to everybody who asked for it and could be reached",
        )


def _message(subject: str, text: str, number: str, user: User, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    """To one person: nobody sees who else takes part. Plain and HTML, with one press to stop it."""
    box = outbox.mailboxes([user])[0]
    headers = headers_of(box, number)
    letter = EmailMultiAlternatives(
        subject, text, settings.DEFAULT_FROM_EMAIL, [user.email or ""], connection=connection, headers=headers
    )
    html: dict[str, object] = {"subject": subject, "text": text, "stop": unsubscribing.address(box)}
    letter.attach_alternative(written("people/outbox/news.html", html), "text/html")
    return letter


def words(news: News) -> tuple[str, str]:
    """Subject and text: the same for everybody."""
    consultation = news.consultation
    pages = {name: settings.SITE_URL + reverse(name, args=[consultation.slug]) for name in PAGES}
    if news.change is not None:
        pages["technology"] = (
            settings.SITE_URL + f"{reverse('technology', args=[news.change.technology_id])}#change-{news.change_id}"
        )
    report = FindingsReport.objects.filter(consultation=consultation).first()
    answer = PoliceResponse.objects.filter(report=report).first()
    context = {"consultation": consultation, "pages": pages, "report": report, "answer": answer, "change": news.change}
    ahead = news.change is not None and news.change.is_ahead
    context["what_happened"] = "A change is announced" if ahead else "Something has changed"
    context["must_answer"] = _must_answer(consultation)
    text = written(f"outcomes/news/{news.kind}.txt", context | _said(answer))
    subject = "A change of the technology is announced" if ahead else news.get_kind_display()
    return one_line(f"{subject}: {consultation.title}"), text.strip() + "\n"


def _must_answer(consultation: Consultation) -> str:
    by = f", by {day(consultation.response_due)}" if consultation.response_due else ""
    return (
        f"{consultation.force} must now answer every recommendation, under the name of an officer{by}. "
        "You get one more e-mail from us: when they have."
    )


def _said(answer: PoliceResponse | None) -> dict[str, object]:
    """How many recommendations got which answer ("Accepted: 3", in the order of the statuses), and any promises."""
    given = Counter(answer.answers.values_list("status", flat=True)) if answer else Counter()
    return {
        "counts": [f"{status.label}: {given[status]}" for status in RecommendationResponse.Status if given[status]],
        "promises": Commitment.objects.filter(answer__response=answer).exists() if answer else False,
    }
