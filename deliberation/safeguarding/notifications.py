"""The safeguarding lead is told at once; author and lead are told that the other one wrote. Never any words."""

from datetime import timedelta

from django.db.models import Exists, OuterRef

from audit import clock
from consultations.models import Consultation, Membership
from consultations.stages.timeline import link
from deliberation.models import Concern, PrivateMessage, SafetyAlert, SafetyStep
from people.models import Message, User
from people.outbox import outbox
from people.outbox.kinds import Kind

LEAD, WRITTEN = "safeguarding", "private_word"
AT_ONCE = 3  # reports in an hour of which each is a mail of its own
FOR_SAFETY = "Thank you for what you wrote: there are people who can help"


def lead_is_told(alert: SafetyAlert) -> None:
    """Where nobody is lead any more, every facilitator: somebody has to know."""
    _tell_lead(alert.consultation_id, f"alert {alert.pk} {alert.raised_at:%Y%m%d%H%M}", "safety_alert", alert.pk)


def next_lead_is_told(consultation: Consultation) -> None:
    """Somebody else is lead now: of every alert without a step, also from while nobody was there."""
    done = SafetyStep.objects.filter(alert=OuterRef("pk"), at__gte=OuterRef("raised_at"))
    waiting = SafetyAlert.objects.filter(~Exists(done), consultation=consultation)
    for alert in waiting:
        lead_is_told(alert)


def lead_is_told_of_report(concern: Concern) -> None:
    """A reader says that somebody may be at risk: once a post, and again once earlier reports of it were answered.

    The first few of an hour each; one more says that there are further ones: hundreds bury the one that counts.
    """
    post = concern.contribution
    place, hour = post.thread.area.consultation_id, clock.now() - timedelta(hours=1)
    recent = Concern.objects.filter(contribution__thread__area__consultation=place, reason=concern.reason)
    if recent.filter(raised_at__gte=hour).count() > AT_ONCE:
        key = f"many reports {clock.now():%Y%m%d%H}"
        _tell_lead(place, key, "moderation", None, title="Further posts were reported: somebody may need help")
        return
    answered = post.concerns.filter(reason=concern.reason).exclude(answered_at=None).count()
    _tell_lead(post.thread.area.consultation_id, f"report {post.pk} after {answered}", "decide", post.pk)


def lead_is_told_of_taking_back(alert: SafetyAlert) -> None:
    """Before anybody tells the police on the strength of it: once for each time the author had agreed."""
    key = f"taken back {alert.pk} {alert.may_be_passed_on_at:%Y%m%d%H%M%S}"
    title = "An author no longer agrees that the police are told"
    _tell_lead(alert.consultation_id, key, "safety_alert", alert.pk, title=title)


def _tell_lead(
    consultation: int, key: str, page: str, pk: int | None, *, title: str = "Somebody may need help"
) -> None:
    staff = Membership.objects.current().filter(consultation=consultation, role="facilitator", user__is_active=True)
    told = staff.filter(is_safeguarding_lead=True).exists()
    members = list(staff.filter(is_safeguarding_lead=True) if told else staff)
    first = staff.select_related("consultation").first()
    if first is None:
        return
    outbox.tell(
        User.objects.filter(pk__in=[member.user_id for member in members]),
        LEAD,
        key,
        title=f"{title}: {first.consultation.title}",
        why="You get this at once because you look after people’s safety in this consultation.",
        link=link(page, first.consultation.slug, *([] if pk is None else [pk])),
        consultation=consultation,
    )


def author_reads_where_help_is(alert: SafetyAlert, author: Membership | None = None) -> None:
    """Of words whose place tells their author nothing else. Where the lead may not know who it is, no page of both."""
    author, consultation = author or alert.author, alert.consultation
    if author is None or author.user is None or not author.is_current:
        return
    of_both = alert.author_id is not None
    outbox.tell(
        [author.user],
        WRITTEN,
        f"help {alert.pk}",
        title=f"{FOR_SAFETY}: {consultation.title}",
        why="You get this because you wrote it.",
        link=link("private_words", consultation.slug, alert.pk) if of_both else link("help_near", consultation.slug),
        consultation=consultation.pk,
        member=author.pk,
    )


def other_one_is_told(message: PrivateMessage) -> None:
    alert = message.alert
    to = alert.author if message.by_id == message.lead_id else message.lead
    if to is None or to.user is None:
        return
    consultation = alert.consultation
    outbox.tell(
        [to.user],
        WRITTEN,
        f"private {message.pk}",
        title=f"Somebody wrote to you privately: {consultation.title}",
        why="You get this because one other person wrote to you alone.",
        link=link("private_words", consultation.slug, alert.pk),
        consultation=consultation.pk,
        member=to.pk,
        leads=int(to.pk == message.lead_id),
    )


# --- Asked again before each e-mail ------------------------------------------------------------------
def still_facilitates(message: Message) -> bool:
    staff = Membership.objects.current().filter(consultation=message.data["consultation"], role="facilitator")
    return staff.filter(user=message.mailbox.user_id).exists() if message.mailbox.user_id else False


def still_concerns(message: Message) -> bool:
    """Not whoever was lead when it was written, and is not any more: they find no such page."""
    mine = Membership.objects.current().filter(pk=message.data["member"])
    if message.data.get("leads"):
        mine = mine.filter(is_safeguarding_lead=True)
    return mine.filter(user=message.mailbox.user_id).exists() if message.mailbox.user_id else False


KINDS = [
    Kind(LEAD, duty=True, urgent=True, still=still_facilitates),
    Kind(WRITTEN, urgent=True, still=still_concerns),
]
