"""What safeguarding puts on the desk of the lead: alerts without a step, and private words not yet answered."""

from django.db.models import Exists, F, OuterRef

from consultations.desk import desk
from consultations.models import Membership
from consultations.stages.timeline import link
from deliberation.models import PrivateMessage, SafetyAlert, SafetyStep


def alerts_that_wait(members: list[Membership]) -> list[desk.Todo]:
    """Due today: somebody may be at risk. For the lead alone; the others see them beside the moderation."""
    mine = {member.consultation_id: member for member in members if member.is_safeguarding_lead}
    done = SafetyStep.objects.filter(alert=OuterRef("pk"), at__gte=OuterRef("raised_at"))
    waiting = SafetyAlert.objects.filter(~Exists(done), author__consultation__in=mine)
    found = [
        desk.Todo("Somebody may need help", link("safety_alert", one.slug, pk), one.title, days_left=0)
        for pk, place in waiting.order_by("raised_at").values_list("pk", "author__consultation")
        for one in [mine[place].consultation]
    ]
    newest = PrivateMessage.objects.filter(alert=OuterRef("alert"), lead=OuterRef("lead"), pk__gt=OuterRef("pk"))
    unanswered = PrivateMessage.objects.filter(~Exists(newest), lead__in=mine.values()).exclude(by=F("lead"))
    return found + [
        desk.Todo("Somebody wrote to you privately", link("private_words", one.slug, pk), one.title, days_left=0)
        for pk, place in unanswered.values_list("alert", "lead__consultation")
        for one in [mine[place].consultation]
    ]
