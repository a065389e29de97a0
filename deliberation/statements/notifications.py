"""Whoever sent a statement in is told what became of it, and those who may look again that they are asked to."""

from consultations.notifications import notifications
from consultations.notifications.notifications import is_still_theirs
from consultations.stages.timeline import link
from deliberation.models import Conversation, Statement, Wave
from people.outbox import outbox
from people.outbox.kinds import Kind

AUTHOR = "about_my_statement"


def author_is_told(statement: Statement, title: str) -> None:
    """Once for each decision. Never any words of it."""
    author, conversation = statement.author, statement.conversation
    if author is None or author.user is None or not author.is_current or statement.is_from_facilitators:
        return
    outbox.tell(
        [author.user],
        AUTHOR,
        f"statement {statement.pk} version {statement.revision} decided {statement.decisions.count()}",
        title=f"{title}: {conversation.consultation.title}",
        why="You get this because you sent the statement in.",
        link=link("my_statements", conversation.consultation.slug, conversation.wave_id),
        consultation=conversation.consultation.pk,
        member=author.pk,
    )


def second_look_is_asked(statement: Statement) -> None:
    """Facilitators and panel: whoever decided, and their side, find it on no list of theirs."""
    conversation = statement.conversation
    key, title = f"second look {statement.pk} {statement.revision}", "Somebody asks you to look at a statement again"
    for kind in (notifications.FACILITATORS, notifications.PANEL):
        notifications.tell(conversation.consultation, kind, key, title, "conversation_desk", conversation.wave_id)


def authors_of_unread_are_told(wave: Wave) -> None:
    """As a conversation closes: who sent in what nobody decided about."""
    conversation = Conversation.objects.filter(wave=wave).first()
    if conversation is None:
        return
    for statement in conversation.statements.waiting().filter(second_look=False).select_related("author__user"):
        author_is_told(statement, "The conversation closed before anybody decided about your statement")


KINDS = [Kind(AUTHOR, still=is_still_theirs)]
