"""What became of the statements that residents sent in, for everybody who reads how people stand to the others.

By what was decided, never by where a statement is now: who takes one back later, or leaves, moves no figure.
"""

from deliberation.models import Conversation, StatementDecision
from deliberation.models.statements import Statement
from people.text.sentences import many

Action = StatementDecision.Action


def what_became(conversation: Conversation) -> str:
    """In one sentence or two, once it has closed; empty where nobody sent one in."""
    sent = conversation.statements.filter(source=Statement.Source.RESIDENT).prefetch_related("decisions")
    decided = [[one.action for one in statement.decisions.all()] for statement in sent]
    if not decided:
        return ""
    shown = sum(actions[-1:] == [Action.SHOW] for actions in decided)
    taken_out = sum(actions[-1:] == [Action.REFUSE] and Action.SHOW in actions for actions in decided)
    refused = sum(actions[-1:] == [Action.REFUSE] for actions in decided) - taken_out
    unread = sum(not actions for actions in decided)
    parts = [
        f"{shown} put to everybody" if shown else "",
        f"{refused} not shown, each for a reason that its author reads" if refused else "",
        f"{taken_out} taken out again by a facilitator, with the answers that people had given" if taken_out else "",
        f"{unread} that no facilitator had decided about when it closed" if unread else "",
    ]
    return f"Residents sent in {many(len(decided), 'statement')}: {'; '.join(part for part in parts if part)}."
