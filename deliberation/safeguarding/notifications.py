"""The safeguarding lead is told at once; author and lead are told that the other one wrote. Never any words."""

from consultations.models import Membership
from consultations.stages.timeline import link
from deliberation.models import Concern, PrivateMessage, SafetyAlert
from people.models import Message, User
from people.outbox import outbox
from people.outbox.kinds import Kind

LEAD, WRITTEN = "safeguarding", "private_word"


def lead_is_told(alert: SafetyAlert) -> None:
    """Where nobody is lead any more, every facilitator: somebody has to know."""
    _tell_lead(alert.author.consultation_id, f"alert {alert.pk} {alert.raised_at:%Y%m%d%H%M}", "safety_alert", alert.pk)


def lead_is_told_of_report(concern: Concern) -> None:
    """A reader says that somebody may be at risk: once a post, and again once earlier reports of it were answered."""
    post = concern.contribution
    answered = post.concerns.filter(reason=concern.reason).exclude(answered_at=None).count()
    _tell_lead(post.thread.area.consultation_id, f"report {post.pk} after {answered}", "decide", post.pk)


def lead_is_told_of_taking_back(alert: SafetyAlert) -> None:
    """Before anybody tells the police on the strength of it: once for each time the author had agreed."""
    key = f"taken back {alert.pk} {alert.may_be_passed_on_at:%Y%m%d%H%M%S}"
    title = "An author no longer agrees that the police are told"
    _tell_lead(alert.author.consultation_id, key, "safety_alert", alert.pk, title=title)


def _tell_lead(consultation: int, key: str, page: str, pk: int, *, title: str = "Somebody may need help") -> None:
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
        link=link(page, first.consultation.slug, pk),
        consultation=consultation,
    )


def other_one_is_told(message: PrivateMessage) -> None:
    alert = message.alert
    to = alert.author if message.by_id == message.lead_id else message.lead
    if to.user is None:
        return
    consultation = alert.author.consultation
    outbox.tell(
        [to.user],
        WRITTEN,
        f"private {message.pk}",
        title=f"Somebody wrote to you privately: {consultation.title}",
        why="You get this because one other person wrote to you alone.",
        link=link("private_words", consultation.slug, alert.pk),
        consultation=consultation.pk,
        member=to.pk,
    )


# --- Asked again before each e-mail ------------------------------------------------------------------
def still_facilitates(message: Message) -> bool:
    staff = Membership.objects.current().filter(consultation=message.data["consultation"], role="facilitator")
    return staff.filter(user=message.mailbox.user_id).exists() if message.mailbox.user_id else False


def still_concerns(message: Message) -> bool:
    mine = Membership.objects.current().filter(pk=message.data["member"])
    return mine.filter(user=message.mailbox.user_id).exists() if message.mailbox.user_id else False


KINDS = [
    Kind(LEAD, duty=True, urgent=True, still=still_facilitates),
    Kind(WRITTEN, urgent=True, still=still_concerns),
]
