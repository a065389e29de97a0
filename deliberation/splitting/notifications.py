"""Whoever proposed to make two posts of one is told what its author answered. Never any words."""

from consultations.notifications.notifications import is_still_theirs
from consultations.stages.timeline import link
from deliberation.models import SplitProposal
from people.outbox import outbox
from people.outbox.kinds import Kind

ANSWERED = "about_my_proposal"
State = SplitProposal.State
SAID = {
    State.AGREED: "Two posts were made of one: its author agreed",
    State.DECLINED: "A post stays whole: its author did not agree",
    State.LAPSED: "A post stays whole: it was changed or hidden before its author answered",
}


def proposer_is_told(asked: SplitProposal) -> None:
    by, post = asked.by, asked.contribution
    consultation = by.consultation
    if by.user is None or not by.is_current:
        return
    outbox.tell(
        [by.user],
        ANSWERED,
        f"split answered {asked.pk}",
        title=f"{SAID[State(asked.state)]}: {consultation.title}",
        why="You get this because you asked its author.",
        link=link("decide", consultation.slug, post.pk),
        consultation=consultation.pk,
        member=by.pk,
    )


KINDS = [Kind(ANSWERED, still=is_still_theirs)]
