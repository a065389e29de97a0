"""Whoever said something to the facilitators alone is told that they answered. Never any words."""

from consultations.notifications.notifications import is_still_theirs
from consultations.stages.timeline import link
from deliberation.models import QuietWord
from people.outbox import outbox
from people.outbox.kinds import Kind

ANSWERED = "about_my_quiet_word"


def reply_is_told(word: QuietWord) -> None:
    author, consultation = word.membership, word.consultation
    if author.user is None or not author.is_current:
        return
    outbox.tell(
        [author.user],
        ANSWERED,
        f"quiet reply {word.pk}",
        title=f"The facilitators answered you: {consultation.title}",
        why="You get this because you wrote to them alone.",
        link=link("say_quietly_in_session", word.session.code)
        if word.session is not None
        else link("say_quietly", consultation.slug, word.thread_id),
        consultation=consultation.pk,
        member=author.pk,
    )


KINDS = [Kind(ANSWERED, still=is_still_theirs)]
