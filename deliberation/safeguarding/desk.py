"""What safeguarding puts on the desk of the lead: alerts without a step, and private words not yet answered."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from consultations.desk import desk
from consultations.desk.looking import TODAY, Look
from consultations.models import Membership
from consultations.stages.timeline import link
from deliberation.models import PrivateMessage, SafetyAlert, SafetyStep


def _without_a_step() -> QuerySet[SafetyAlert]:
    done = SafetyStep.objects.filter(alert=OuterRef("pk"), at__gte=OuterRef("raised_at"))
    return SafetyAlert.objects.filter(~Exists(done))


def _unanswered() -> QuerySet[PrivateMessage]:
    """The author’s last words to a lead, unless that one or the next has written since."""
    later = PrivateMessage.objects.filter(alert=OuterRef("alert"), pk__gt=OuterRef("pk"))
    newer = later.filter(Q(lead=OuterRef("lead")) | Q(by=F("lead")))
    return PrivateMessage.objects.filter(~Exists(newer)).exclude(by=F("lead"))


def _for_the_lead() -> QuerySet[SafetyAlert]:
    return SafetyAlert.objects.filter(Q(pk__in=_without_a_step()) | Q(pk__in=_unanswered().values("alert")))


@desk.found(Look(_for_the_lead, "consultation", day=TODAY, leads_safeguarding=True))
def alerts_that_wait(members: list[Membership]) -> list[desk.Todo]:
    """Due today: somebody may be at risk. For the lead alone; the others see them beside the moderation."""
    mine = {member.consultation_id: member for member in members if member.is_safeguarding_lead}
    waiting = _without_a_step().filter(consultation__in=mine)
    found = [
        desk.Todo("Somebody may need help", link("safety_alert", one.slug, pk), one.title, days_left=0)
        for pk, place in waiting.order_by("raised_at").values_list("pk", "consultation")
        for one in [mine[place].consultation]
    ]
    gone = Q(lead__withdrawn_at__isnull=False) | Q(lead__is_safeguarding_lead=False)
    unanswered = _unanswered().filter(Q(lead__in=mine.values()) | gone, lead__consultation__in=mine)
    return found + [
        desk.Todo(_wrote(lead == mine[place].pk), link("private_words", one.slug, pk), one.title, days_left=0)
        for pk, place, lead in unanswered.values_list("alert", "lead__consultation", "lead")
        for one in [mine[place].consultation]
    ]


def _wrote(to_me: bool) -> str:
    """What was written to a lead who is it no more nobody else reads: whoever is it now writes to the author."""
    before = "Somebody wrote privately to the lead before you: write to them"
    return "Somebody wrote to you privately" if to_me else before
