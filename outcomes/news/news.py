"""What residents were promised when they joined: an e-mail when the findings are out, when the police answer, and if
the technology changes later.

The stage change, or whoever says what changed, notes in its own transaction that there is something to tell; the
worker or the next `tick` puts it into everybody's inbox (people.outbox), from where it goes by e-mail to whoever agreed
to that, at once or weekly, as they choose. Whoever takes the consent back, leaves or erases the account in between is
not written to. What live pages are told is another matter: `deliberation.live.messages`.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from audit import clock
from audit.record import record
from consultations.changes import changes
from consultations.models import ChangeWord, Consent, Consultation, Stage, TechnologyChange
from consultations.models.membership import MembershipQuerySet
from consultations.notifications import notifications
from consultations.notifications.working_days import later_by_last_pause
from consultations.stages import pauses
from consultations.withdrawing import becoming
from outcomes.models import Commitment, FindingsReport, News, PoliceResponse, RecommendationResponse
from outcomes.verdicts import verdicts
from people.models import Message, User
from people.outbox import outbox
from people.outbox.kinds import Kind
from people.text.dates import day
from people.text.emails import written
from people.text.sanitising import one_line
from people.text.sentences import many

PAGES = ("report", "answer", "verdict", "promises", "my_part", "withdrawal")
WHY = "You get this because you asked for it when you joined."
#: What somebody ticked to be told of this, and the page it leads to.
AGREED = {
    News.Kind.FINDINGS: Consent.Item.RECONTACT,
    News.Kind.ANSWER: Consent.Item.RECONTACT,
    News.Kind.WITHDRAWN: Consent.Item.RECONTACT,
    News.Kind.CHANGE: Consent.Item.CHANGES,
}
NEWS = "news"
UNSENT = [Message.State.WAITING, Message.State.HANDING]


def findings_are_out(consultation: Consultation) -> None:
    _once(consultation, News.Kind.FINDINGS)


def police_have_answered(consultation: Consultation) -> None:
    _once(consultation, News.Kind.ANSWER)


def it_was_withdrawn(consultation: Consultation) -> None:
    _once(consultation, News.Kind.WITHDRAWN)


def _once(consultation: Consultation, kind: News.Kind) -> None:
    """Once: a second time the database passes over."""
    News.objects.bulk_create([News(consultation=consultation, kind=kind)], ignore_conflicts=True)


def technology_has_changed(change: TechnologyChange) -> None:
    """In every consultation where people were asked about it before; its panel first, where another said it."""
    if change.triggers_reconsultation:
        for consultation in changes.concerned(change):
            own = consultation.pk == change.consultation_id
            first = None if own else changes.first_day_to_tell(clock.today())
            defaults = {"from_day": first}
            News.objects.get_or_create(
                consultation=consultation, kind=News.Kind.CHANGE, change=change, defaults=defaults
            )


def lengthen(consultation: Consultation) -> None:
    """As a pause ends: the panel has the days on which it could not speak of what was said elsewhere on top."""
    spans = pauses.of(consultation)
    waiting = News.objects.filter(consultation=consultation, done_at=None)
    for news in waiting.exclude(from_day=None):
        assert news.from_day is not None
        last = later_by_last_pause(news.from_day - timedelta(days=1), spans, news.at)
        news.from_day = last + timedelta(days=1)
        news.save(update_fields=["from_day"])


def technology_had_not_changed(change: TechnologyChange) -> None:
    """Nobody else is told. (Who was told reads on the page that it was taken back.)"""
    change.news.filter(done_at=None).update(done_at=clock.now())


def recipients(news: News) -> MembershipQuerySet:
    """Participants who agreed to be told this: as it is at this moment."""
    wanted = Consent.objects.filter(membership=OuterRef("pk"), item=AGREED[News.Kind(news.kind)], withdrawn_at=None)
    here = news.consultation.memberships.participants().current()
    return here.filter(Exists(wanted), user__is_active=True)


# --- Into the inboxes ----------------------------------------------------------------------------------
def send() -> Iterator[str]:
    """Put what is new into the inboxes, and say what was done. While a consultation is paused it waits."""
    for news in _due().exclude(consultation__stage=Stage.PAUSED):
        if told := _tell(news):
            yield f"{news}: {told} told"


def is_new_in(consultation: Consultation) -> None:
    """The same for one consultation, by the worker as a stage begins."""
    for news in _due().filter(consultation=consultation):
        if not consultation.is_paused:
            _tell(news)


def _due() -> QuerySet[News]:
    """What nobody was told yet, and whose day has come; not while the panel there disputes what was said elsewhere."""
    said = ChangeWord.objects.filter(change=OuterRef("change"), consultation=OuterRef("consultation"))
    disputed = Exists(said.filter(says=changes.Says.DISPUTES)) & ~Exists(said.filter(says=changes.Says.STANDS))
    waiting = News.objects.filter(Q(from_day=None) | Q(from_day__lte=clock.today()), done_at=None)
    return waiting.exclude(disputed).select_related("consultation", "change")


@transaction.atomic
def _tell(news: News) -> int:
    """To whoever agreed, by e-mail as they choose; findings and answer to everybody else on the page alone."""
    if not News.objects.filter(pk=news.pk, done_at=None).update(done_at=clock.now()):
        return 0  # another was quicker
    subject, _ = words(news)
    agreed = User.objects.filter(pk__in=recipients(news).values("user"))
    told = _put(news, agreed, NEWS, WHY, subject)
    if news.change_id is None:
        others = notifications.people(news.consultation, notifications.PAGE).exclude(pk__in=agreed.values("pk"))
        _put(news, others, notifications.PAGE, notifications.WHY[notifications.PAGE], subject)
    record(
        "news_sent",
        actor=None,
        subject=news,
        consultation=news.consultation.slug,
        summary=f"{news.get_kind_display()}: told to everybody who asked for it",
    )
    return told


def _put(news: News, users: QuerySet[User], kind: str, why: str, title: str) -> int:
    return outbox.tell(
        users,
        kind,
        f"news {news.pk}",
        title=title,
        why=why,
        link=_leads_to(news),
        consultation=news.consultation_id,
        news=news.pk,
    )


def _leads_to(news: News) -> str:
    if news.change is not None:
        return f"{reverse('technology', args=[news.change.technology_id])}#change-{news.change.pk}"
    page = {News.Kind.FINDINGS: "report", News.Kind.WITHDRAWN: "withdrawal"}.get(News.Kind(news.kind), "answer")
    return reverse(page, args=[news.consultation.slug])


# --- Asked again before each e-mail ---------------------------------------------------------------------
def _of(message: Message) -> News | None:
    return News.objects.select_related("consultation", "change").filter(pk=message.data["news"]).first()


def is_wanted(message: Message) -> bool:
    news = _of(message)
    if news is None or (news.change is not None and news.change.taken_back_at):
        return False
    if news.change is not None and changes.is_disputed(news.change, news.consultation):
        return False
    return recipients(news).filter(user=message.mailbox.user_id).exists()


def has_to_wait(message: Message) -> bool:
    """During a pause; and the answer until the findings have gone to the same person."""
    news = _of(message)
    if notifications.is_paused(message) or news is None or news.kind != News.Kind.ANSWER:
        return notifications.is_paused(message)
    before = News.objects.filter(consultation=news.consultation_id, kind=News.Kind.FINDINGS).first()
    mine = Message.objects.filter(mailbox=message.mailbox_id, kind=NEWS, state__in=UNSENT)
    return before is not None and mine.filter(key=f"news {before.pk}").exists()


def lines(message: Message) -> list[str]:
    news = _of(message)
    return words(news)[1].strip().split("\n\n") if news else []


KIND = Kind(NEWS, still=is_wanted, held=has_to_wait, lines=lines)


# --- Their words ------------------------------------------------------------------------------------------
def words(news: News) -> tuple[str, str]:
    """Subject and text: the same for everybody."""
    consultation = news.consultation
    pages = {name: settings.SITE_URL + reverse(name, args=[consultation.slug]) for name in PAGES}
    pages["technology"] = settings.SITE_URL + _leads_to(news)
    report = FindingsReport.objects.filter(consultation=consultation).first()
    answer = PoliceResponse.objects.filter(report=report).first()
    context = {"consultation": consultation, "pages": pages, "report": report, "answer": answer, "change": news.change}
    ahead = news.change is not None and news.change.is_ahead
    context["what_happened"] = "A change is announced" if ahead else "Something has changed"
    context["becomes"] = becoming.of(consultation)
    context["must_answer"] = _must_answer(consultation)
    text = written(f"outcomes/news/{news.kind}.txt", context | _said(answer))
    subject = "A change of the technology is announced" if ahead else news.get_kind_display()
    return one_line(f"{subject}: {consultation.title}"), text.strip() + "\n"


def _must_answer(consultation: Consultation) -> str:
    """No number of e-mails: who agreed to more gets more. Nobody is written to as the day moves."""
    by = f", by {day(consultation.response_due)}" if consultation.response_due else ""
    moves = " If that day moves, the page of the consultation says so." if by else ""
    return (
        f"{consultation.force} must now answer every recommendation, under the name of an officer{by}.{moves} "
        "We write to you again when they have."
    )


def _said(answer: PoliceResponse | None) -> dict[str, object]:
    """How many recommendations got which answer ("Accepted: 3", in the order of statuses), any promises; if late."""
    late = answer.report.consultation.answered_days_late if answer else 0
    given = Counter(answer.answers.values_list("status", flat=True)) if answer else Counter()
    return {
        "counts": [f"{status.label}: {given[status]}" for status in RecommendationResponse.Status if given[status]],
        "promises": Commitment.objects.filter(answer__response=answer).exists() if answer else False,
        "verdict_until": _verdict_until(answer),
        "late": f", {many(late, 'day')} late" if late else "",
    }


def _verdict_until(answer: PoliceResponse | None) -> date | None:
    """The last day of the verdict while residents are being asked: a weekly e-mail may come after it."""
    if answer is None or verdicts.has_closed(answer.report.consultation):
        return None
    return verdicts.last_day(answer.report.consultation)
