"""Which decision an author can have looked at again: it keeps their post, or words, out of sight, or moved it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet

from audit import clock
from consultations.models import Consultation
from consultations.stages import pauses
from deliberation import numbers
from deliberation.models import Appeal, Contribution, ContributionRevision, ModerationDecision
from people.errors import Refused

Action = ModerationDecision.Action
HIDING = (Action.REMOVE, Action.HOLD, Action.REDACT)
APPEALABLE = (*HIDING, Action.MOVE)


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


def holds_the_words(post: Contribution) -> bool:
    """Whether somebody decided to keep these very words waiting, or can still be asked about an earlier wording.

    Not once its author wrote it anew and nobody can be asked any more: then nobody has decided about what waits.
    """
    held = to_appeal(post)
    if held is None or held.revision == post.revision:
        return held is not None
    asked = Appeal.objects.filter(decision=held).first()
    if asked is not None:
        return asked.decided_at is None
    return clock.now() <= appeal_ends(held, pauses.of(post.thread.consultation))


def moved(post: Contribution) -> ModerationDecision | None:
    """The move that put the post where it is now; None where it was not moved, or stands where it was again."""
    last = post.decisions.filter(action=Action.MOVE).select_related("decided_by__user").order_by("pk").last()
    if last is None or post.is_removed or post.is_withdrawn:
        return None
    back = Appeal.objects.filter(decision=last, outcome=Appeal.Outcome.UPHELD)
    return None if back.exists() else last


def all_to_appeal(post: Contribution) -> list[ModerationDecision]:
    """What keeps it out of sight before what only moved it."""
    return [one for one in (to_appeal(post), moved(post)) if one is not None]


def next_to_appeal(post: Contribution) -> ModerationDecision | None:
    """The first that nobody was asked to look at yet; else the first there is."""
    found = all_to_appeal(post)
    return next((one for one in found if not hasattr(one, "appeal")), found[0] if found else None)


def first_of_the_moves(decision: ModerationDecision) -> ModerationDecision:
    """Of the moves up to this one, the first since an answered appeal whose old place is known."""
    moves = decision.contribution.decisions.filter(action=Action.MOVE, pk__lte=decision.pk)
    answered = moves.filter(pk__lt=decision.pk).exclude(appeal=None).exclude(appeal__outcome="").order_by("pk").last()
    since = moves.filter(pk__gt=answered.pk) if answered is not None else moves
    return since.exclude(moved_from=None).order_by("pk").first() or since.order_by("pk")[0]


def appeal_ends(decision: ModerationDecision, paused: list[pauses.Span]) -> datetime:
    """The last moment to appeal: later by the days on which the panel had the consultation paused and nobody could."""
    end = decision.decided_at + timedelta(days=numbers.APPEAL_DAYS)
    return pauses.lengthened(paused, decision.decided_at, end)


def kept_out(consultation: Consultation, actions: Iterable[str] = HIDING) -> QuerySet[ModerationDecision]:
    """Everything of people who are still here that was removed, held, or taken out of a post, and not appealed."""
    return ModerationDecision.objects.filter(
        contribution__thread__area__consultation=consultation,
        contribution__membership__withdrawn_at=None,
        action__in=list(actions),
        appeal=None,
    )


def waits_for_an_answer(post: Contribution) -> bool:
    """It is held, and somebody else has been asked whether it should be."""
    asked = Appeal.objects.filter(decision__contribution=post, decision__action=Action.HOLD, decided_at=None)
    return post.is_held and asked.exists()


ASKED = "The author has asked for this to be looked at again. Answer that request first."


def refuse_while_asked(post: Contribution) -> None:
    """Whoever held it does not get past the appeal by deciding another thing: it is out of sight anyway."""
    if waits_for_an_answer(post):
        raise Refused(ASKED)


def refuse_cutting_while_asked(post: Contribution) -> None:
    """Nor past an appeal against a cut by cutting on: the answer is about the words that its author gave reasons for.

    What does harm meanwhile can be held or removed, which is another decision.
    """
    refuse_while_asked(post)
    asked = Appeal.objects.filter(decision__contribution=post, decision__action=Action.REDACT, decided_at=None)
    if any(not written_since(appeal.decision) for appeal in asked.select_related("decision__contribution")):
        raise Refused(f"{ASKED} What does harm meanwhile can be held.")


def refuse_moving_while_asked(post: Contribution) -> None:
    if Appeal.objects.filter(decision__contribution=post, decision__action=Action.MOVE, decided_at=None).exists():
        raise Refused(ASKED)


def _cuts(post: Contribution) -> QuerySet[ModerationDecision]:
    return post.decisions.filter(action=Action.REDACT)


def written_since(decision: ModerationDecision) -> bool:
    """Whether its author wrote the post anew after words were taken out: a further cut is no new writing."""
    post = decision.contribution
    newer = ContributionRevision.objects.filter(contribution=post, number__gt=decision.revision)
    return newer.exclude(number__in=_cuts(post).values("revision")).exists()


def authors_words(decision: ModerationDecision) -> str:
    """What comes back where an appeal against this cut is upheld: the post as its author last wrote it.

    What an earlier appeal said must stay out does: the words as that one left them are the ground for all later cuts.
    Empty: kept no longer.
    """
    post = decision.contribution
    confirmed = confirmed_cut(decision)
    cut = _cuts(post).exclude(pk=confirmed.pk) if confirmed is not None else _cuts(post)
    written = ContributionRevision.objects.filter(contribution=post, number__lt=decision.revision)
    last = written.exclude(number__in=cut.values("revision")).order_by("number").last()
    return last.body if last is not None else ""


def confirmed_cut(decision: ModerationDecision) -> ModerationDecision | None:
    """The last cut before this one that an appeal confirmed, of the words as they were then."""
    before = _cuts(decision.contribution).filter(pk__lt=decision.pk, appeal__outcome=Appeal.Outcome.DISMISSED)
    return before.order_by("pk").last()
