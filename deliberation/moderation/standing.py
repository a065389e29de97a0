"""Which decision an author can have looked at again: the one that keeps their post, or words of it, out of sight."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from consultations.models import Consultation
from consultations.stages import pauses
from deliberation import numbers
from deliberation.models import Appeal, Contribution, ContributionRevision, ModerationDecision
from people.errors import Refused

Action = ModerationDecision.Action
APPEALABLE = (Action.REMOVE, Action.HOLD, Action.REDACT)


def to_appeal(post: Contribution) -> ModerationDecision | None:
    """None where nothing is kept out, or not any more: it was shown again, or its author wrote it anew.

    A move in between changes nothing, or moving a post would take the appeal away. A post that was held is so until
    somebody decides: its author who changes it, perhaps as asked, and then hears nothing, can still appeal.
    """
    acted = post.decisions.exclude(action=Action.MOVE).select_related("decided_by__user").order_by("pk").last()
    if post.is_removed:
        return acted if acted is not None and acted.action == Action.REMOVE else None
    wanted = {Contribution.State.HELD: Action.HOLD, Contribution.State.VISIBLE: Action.REDACT}
    if acted is None or acted.action != wanted.get(Contribution.State(post.state)):
        return None
    return acted if post.is_held or acted.revision == post.revision else None


def appeal_ends(decision: ModerationDecision, paused: list[pauses.Span]) -> datetime:
    """The last moment to appeal: later by the days on which the panel had the consultation paused and nobody could."""
    end = decision.decided_at + timedelta(days=numbers.APPEAL_DAYS)
    return pauses.lengthened(paused, decision.decided_at, end)


def kept_out(consultation: Consultation) -> QuerySet[ModerationDecision]:
    """Everything of people who are still here that was removed, held, or taken out of a post, and not appealed."""
    return ModerationDecision.objects.filter(
        contribution__thread__area__consultation=consultation,
        contribution__membership__withdrawn_at=None,
        action__in=APPEALABLE,
        appeal=None,
    )


def waits_for_an_answer(post: Contribution) -> bool:
    """It is held, and somebody else has been asked whether it should be."""
    asked = Appeal.objects.filter(decision__contribution=post, decision__action=Action.HOLD, decided_at=None)
    return post.is_held and asked.exists()


def refuse_while_asked(post: Contribution) -> None:
    """Whoever held it does not get past the appeal by deciding another thing: it is out of sight anyway."""
    if waits_for_an_answer(post):
        raise Refused("The author has asked for this to be looked at again. Answer that request first.")


def authors_words(decision: ModerationDecision) -> str:
    """What the post said before anything was taken out of it: as its author last wrote it. Empty: kept no longer."""
    post = decision.contribution
    cut = post.decisions.filter(action=Action.REDACT).values("revision")
    written = ContributionRevision.objects.filter(contribution=post, number__lt=decision.revision)
    last = written.exclude(number__in=cut).order_by("number").last()
    return last.body if last is not None else ""
