"""The kinds of question: one row a kind, and what finds a row."""

from collections.abc import Callable

from django.db.models import Q

from deliberation.models import Question
from deliberation.questions.kinds.base import Kind, Spec
from deliberation.questions.kinds.card import ScenarioCard
from deliberation.questions.kinds.choice import SingleChoice
from deliberation.questions.kinds.comment import Comment
from deliberation.questions.kinds.knowledge import KnowledgeQuestion
from deliberation.questions.kinds.multiple import MultipleChoice
from deliberation.questions.kinds.ranking import Ranking
from deliberation.questions.kinds.scale import LadderStep, Scale
from deliberation.questions.kinds.statement import Statement
from deliberation.questions.kinds.text import OpenText
from deliberation.questions.kinds.word import OneWord
from people.errors import Refused
from people.text.sanitising import shortened

SINGLE, STATEMENT = SingleChoice(), Statement()

#: By key, in the order in which they are offered.
KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        SINGLE,
        MultipleChoice(),
        Ranking(),
        LadderStep(),
        ScenarioCard(),
        KnowledgeQuestion(),
        OpenText(),
        Comment(),
        Scale(),
        OneWord(),
        STATEMENT,
    )
}


def of(question: Question) -> Kind:
    """The kind of a stored question."""
    found = next((kind for kind in KINDS.values() if kind.holds(question)), None)
    if found is None:
        raise LookupError(f"No row in the registry of kinds for {question.kind!r}.")
    return found


def offered() -> list[Kind]:
    """What a facilitator chooses from."""
    return [kind for kind in KINDS.values() if kind.is_offered]


def choices() -> list[tuple[str, str]]:
    """Every kind that facilitators write, as (key, name)."""
    return [(kind.key, kind.name) for kind in KINDS.values() if kind.is_in_questionnaire]


def written_as(stored: object) -> Kind:
    """The kind that a spec names. Raises Refused for one that is not written in a questionnaire."""
    kind = KINDS.get(stored) if isinstance(stored, str) else None
    if kind is None or kind.stored != kind.key or not kind.is_in_questionnaire:
        raise Refused(f"There is no kind of question called “{shortened(str(stored), 40)}”.")
    return kind


def settled(kind: Kind, spec: Spec) -> Kind:
    """The kind that a question written as `kind` is: a single choice may be a scale, or a step of a ladder."""
    return next((other for other in KINDS.values() if other.claims(kind, spec)), kind)


def matching(has: Callable[[Kind], bool], at: str = "") -> Q:
    """Stored questions whose kind has something, to filter by. `at`: the way to the question, "question__"."""
    without = {kind.stored for kind in KINDS.values() if not has(kind)}
    found = Q(**{f"{at}kind__in": sorted({kind.stored for kind in KINDS.values()} - without)})
    for kind in KINDS.values():
        if has(kind) and kind.stored in without:  # it shares its stored value with a kind that has it not
            found |= kind.where(at)
    return found
