"""Whoever wrote a post, and whoever reported one, is told what became of it (invariant 38). Never any words of it."""

from audit import clock
from consultations.notifications import notifications
from consultations.stages.timeline import link
from deliberation.models import Appeal, Contribution, ModerationDecision
from deliberation.safeguarding.notifications import FOR_SAFETY
from people.outbox import outbox
from people.outbox.kinds import Kind
from people.text.dates import day

AUTHOR, REPORTER = "about_my_post", "about_my_report"
Action = ModerationDecision.Action
#: What its author reads first; a removal for safety has words of its own.
TITLES = {
    Action.PUBLISH: "Your post is in the thread",
    Action.REMOVE: "Your post was removed: read why, and what you can do",
    Action.RESTORE: "Your post is back",
    Action.HOLD: "Your post waits for a facilitator: read why",
    Action.REDACT: "Words were taken out of your post: read why",
    Action.MOVE: "Your post was moved: read where, and what you can do",
}
BECAME = {
    Action.REMOVE: "it is not shown any more",
    Action.HOLD: "it is held while somebody looks",
    Action.REDACT: "what was wrong with it is taken out",
    Action.MOVE: "it stands in another thread now",
    Action.PUBLISH: "it is in the thread",
    Action.RESTORE: "it is in the thread",
}
STAYS = "it stays as it is"
TAKEN_BACK = "withdrawn"


def author_is_told(decision: ModerationDecision) -> None:
    title = FOR_SAFETY if decision.is_about_safety else TITLES[Action(decision.action)]
    page = "appeal" if decision.is_move else ""  # nothing of it is out of sight: where it is, and the way to ask
    _tell_author(decision.contribution, f"decision {decision.pk}", title, page)


def appeal_is_told(appeal: Appeal) -> None:
    """As it is made: to its author with the day; to those who may answer it once a day, however many are made."""
    post, due = appeal.decision.contribution, appeal.due
    page = "appeal" if appeal.decision.is_move else ""
    _tell_author(post, f"appeal {appeal.pk}", f"Somebody else looks at your post again, by {day(due)}", page)
    for kind in (notifications.FACILITATORS, notifications.PANEL):
        title = f"Somebody appeals: answer by {day(due)}"
        notifications.tell(post.thread.consultation, kind, f"appeals {clock.today()}", title, "appeals")


def outcome_is_told(appeal: Appeal) -> None:
    said = "the decision stands; read the reasons"
    page = "appeal" if appeal.decision.is_move and appeal.outcome != Appeal.Outcome.UPHELD else ""
    if appeal.outcome == Appeal.Outcome.UPHELD:
        said = "your words are back" if appeal.decision.took_words_out else "it is back"
        if appeal.nothing_came_back:
            said = "the decision was wrong; what was written or decided since stays. Read the reasons"
    _tell_author(appeal.decision.contribution, f"outcome {appeal.pk}", f"Your post was looked at again: {said}", page)


def split_is_told(post: Contribution, asked: int) -> None:
    _tell_author(post, f"split {asked}", "May your post become two? You decide")


def reporters_are_told(post: Contribution, action: str = "") -> None:
    """Each once for each act: that it is held, and what is decided in the end. Called before the open concerns about
    a post are marked as answered."""
    consultation = post.thread.consultation
    waiting = post.concerns.filter(answered_at=None, raised_by__user__isnull=False, raised_by__withdrawn_at=None)
    for concern in waiting.select_related("raised_by__user"):
        assert concern.raised_by is not None and concern.raised_by.user is not None  # asked for above
        outbox.tell(
            [concern.raised_by.user],
            REPORTER,
            f"concern {concern.pk} {action}".strip(),
            title="The post you reported is gone: its author took it back"
            if action == TAKEN_BACK
            else f"The post you reported was read: {BECAME.get(action, STAYS)}",  # type: ignore[call-overload]
            why="You get this because you reported a post. Its author is not told that it was you.",
            link=post.thread.get_absolute_url(),
            consultation=consultation.pk,
            member=concern.raised_by.pk,
        )


def _tell_author(post: Contribution, key: str, title: str, page: str = "") -> None:
    author, consultation = post.membership, post.thread.consultation
    if author.user is None or not author.is_current:
        return
    outbox.tell(
        [author.user],
        AUTHOR,
        key,
        title=f"{title}: {consultation.title}",
        why="You get this because you wrote the post.",
        link=link(page, consultation.slug, post.pk)
        if page
        else f"{link('thread', consultation.slug, post.thread_id)}?at={post.pk}#mine",
        consultation=consultation.pk,
        member=author.pk,
    )


KINDS = [Kind(AUTHOR, still=notifications.is_still_theirs), Kind(REPORTER, still=notifications.is_still_theirs)]
