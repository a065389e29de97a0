"""What became of the statements that residents sent in, for everybody who reads how people stand to the others.

By what was decided, never by where a statement is now: who takes one back later, or leaves, moves no figure.
"""

from deliberation.models import Conversation, StatementDecision
from deliberation.models.statements import Statement
from people.text.sentences import many

Action = StatementDecision.Action


def what_became(conversation: Conversation) -> str:
    """In a sentence or two, once it has closed; empty where nobody sent one in and nothing was taken out."""
    every = list(conversation.statements.prefetch_related("decisions"))
    sent = [one for one in every if not one.is_from_facilitators]
    last = [_last(one) for one in sent]
    parts = [
        _part(last.count("shown"), "put to everybody"),
        _part(last.count("refused"), "not shown, each for a reason that its author was given"),
        _part(last.count("late"), "not shown, and somebody who looked again found that they should have been"),
        _part(last.count("out"), "taken out again by a facilitator, with the answers that people had given"),
        _part(last.count("unread"), "that no facilitator had decided about when it closed"),
    ]
    told = f"Residents sent in {many(len(sent), 'statement')}: {'; '.join(filter(None, parts))}." if sent else ""
    if anew := sum(map(_out_before, sent)):
        told += (
            f" {many(anew, 'time')} a facilitator took one out again that its author then wrote anew, with the answers "
            "that people had given to the words before."
        )
    own = [one for one in every if one.is_from_facilitators and _last(one) == "out"]
    if own:
        theirs = (
            f"Of their own, facilitators took {many(len(own), 'statement')} out with the answers that people had given."
        )
        told = f"{told} {theirs}".strip()
    return told


def _part(number: int, words: str) -> str:
    return f"{number} {words}" if number else ""


def _out_before(statement: Statement) -> int:
    """How many earlier versions of it were put to everybody and then taken out."""
    decided: dict[int, list[str]] = {}
    for one in statement.decisions.all():
        if one.revision != statement.revision:
            decided.setdefault(one.revision, []).append(one.action)
    return sum(_is_out(actions) for actions in decided.values())


def _is_out(actions: list[str]) -> bool:
    return Action.SHOW in actions and actions[-1] == Action.REFUSE


def _last(statement: Statement) -> str:
    """What was decided about the words as they were sent in last: new words, and a second look, wait anew."""
    actions = [one.action for one in statement.decisions.all() if one.revision == statement.revision]
    if statement.is_from_facilitators:
        actions = [Action.SHOW.value, *actions]
    if not actions or statement.is_held:
        return "unread"
    if actions[-1] == Action.SHOW:
        return "shown"
    if actions[-1] == Action.LATE:
        return "late"
    return "out" if Action.SHOW in actions else "refused"
