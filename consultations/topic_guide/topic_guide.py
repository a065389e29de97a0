"""The topic guide: the areas every group covers, and the prompts in each, in an order.

The panel signs it: `reason`, public, is asked for once the consultation is announced (consultations.terms).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import Manager, Max

from audit.prepared import Prepared
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation, DiscussionArea, Membership, Prompt
from consultations.terms import terms
from people.errors import Refused
from people.models import Person
from people.text.sanitising import one_line, plain
from people.text.sentences import many


@transaction.atomic
def add_area(
    consultation: Consultation, title: str, *, by: Person, aim: str = "", minutes: int = 30, reason: str = ""
) -> DiscussionArea:
    """Add an area at the end."""
    with _asked(consultation, by, reason) as member:
        area = DiscussionArea.objects.create(
            consultation=consultation,
            order=_next(consultation.areas),
            title=_worded(title, "Give the area a title."),
            aim=plain(aim),
            minutes=minutes,
        )
        _recorded("area_added", member, area, area.title)
        return area


@transaction.atomic
def change_area(
    area: DiscussionArea, *, by: Person, title: str, aim: str = "", minutes: int = 30, reason: str = ""
) -> DiscussionArea:
    with _asked(area.consultation, by, reason) as member:
        area.title, area.aim, area.minutes = _worded(title, "Give the area a title."), plain(aim), minutes
        area.save()
        _recorded("area_changed", member, area, area.title)
        return area


@transaction.atomic
def remove_area(area: DiscussionArea, *, by: Person, reason: str = "") -> None:
    """Take an area and its prompts out. The others move up."""
    with _asked(area.consultation, by, reason) as member:
        consultation = area.consultation
        _recorded("area_removed", member, area, area.title)
        area.delete()
        _renumber(list(consultation.areas.all()))


@transaction.atomic
def move_area(area: DiscussionArea, *, by: Person, up: bool, reason: str = "") -> None:
    """One place up or down. At either end nothing happens."""
    with _asked(area.consultation, by, reason) as member:
        if _swap(list(area.consultation.areas.all()), area, up):
            _recorded("area_moved", member, area, area.title)


@transaction.atomic
def add_prompt(
    area: DiscussionArea, question: str, *, by: Person, probe: str = "", minutes: int = 10, reason: str = ""
) -> Prompt:
    """Add a question at the end of the area."""
    with _asked(area.consultation, by, reason) as member:
        prompt = Prompt.objects.create(
            area=area,
            order=_next(area.prompts),
            question=_worded(question, "Write the question you will ask."),
            probe=one_line(probe),
            minutes=minutes,
        )
        _recorded("prompt_added", member, area, prompt.question)
        return prompt


@transaction.atomic
def change_prompt(
    prompt: Prompt, *, by: Person, question: str, probe: str = "", minutes: int = 10, reason: str = ""
) -> Prompt:
    with _asked(prompt.area.consultation, by, reason) as member:
        prompt.question = _worded(question, "Write the question you will ask.")
        prompt.probe, prompt.minutes = one_line(probe), minutes
        prompt.save()
        _recorded("prompt_changed", member, prompt.area, prompt.question)
        return prompt


@transaction.atomic
def remove_prompt(prompt: Prompt, *, by: Person, reason: str = "") -> None:
    with _asked(prompt.area.consultation, by, reason) as member:
        area = prompt.area
        _recorded("prompt_removed", member, area, prompt.question)
        prompt.delete()
        _renumber(list(area.prompts.all()))


@transaction.atomic
def move_prompt(prompt: Prompt, *, by: Person, up: bool, reason: str = "") -> None:
    with _asked(prompt.area.consultation, by, reason) as member:
        if _swap(list(prompt.area.prompts.all()), prompt, up):
            _recorded("prompt_moved", member, prompt.area, prompt.question)


@contextmanager
def _asked(consultation: Consultation, by: Person, reason: str) -> Iterator[Membership]:
    """Around a change of the guide: whoever makes it, with the consultation held as it stands now."""
    member = access.require_held(by, consultation, Do.SET_UP)
    with terms.changing(member.consultation, member, reason):
        yield member


_AREAS: Prepared[DiscussionArea, DiscussionArea] = Prepared(
    lambda pk: DiscussionArea.objects.filter(consultation=pk).order_by("order", "pk").prefetch_related("prompts"), int
)


def of_consultation(pk: int) -> list[dict[str, Any]]:
    """The guide as the terms hold it, words alone."""
    return [
        {
            "area": [area.title, area.aim, area.minutes],
            "asks": [[prompt.question, prompt.probe, prompt.minutes] for prompt in area.prompts.all()],
        }
        for area in _AREAS(pk)
    ]


def said(area: dict[str, Any]) -> str:
    """An area in words: its title, then a line a question."""
    title, aim, minutes = area["area"]
    lines = [f"{title} ({many(minutes, 'minute')}){f': {aim}' if aim else ''}"]
    return "\n".join([*lines, *(" ".join(part for part in (ask[0], ask[1]) if part) for ask in area["asks"])])


def _worded(text: str, refusal: str) -> str:
    text = one_line(text)
    if not text:
        raise Refused(refusal)
    return text


def _next(rows: Manager[Any]) -> int:
    return (rows.aggregate(last=Max("order"))["last"] or 0) + 1


def _swap(rows: list[Any], row: Any, up: bool) -> bool:
    """Move `row` one place in `rows`; False when it is at the end already."""
    here = next(i for i, other in enumerate(rows) if other.pk == row.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return False
    rows[here], rows[there] = rows[there], rows[here]
    _renumber(rows)
    return True


def _renumber(rows: list[Any]) -> None:
    """1, 2, 3… in the order given. Two steps: no two areas may hold one place even for a moment."""
    beyond = max((row.order for row in rows), default=0) + len(rows)
    for start in (beyond, 0):
        for place, row in enumerate(rows, start=1):
            row.order = start + place
            row.save(update_fields=["order"])


def _recorded(action: str, member: Membership, area: DiscussionArea, summary: str) -> None:
    record(action, actor=member, subject=area, consultation=area.consultation.slug, summary=summary)
