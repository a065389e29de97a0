"""Undo of what was just removed or changed at the bench: the code as it was, signed, for the one who did it."""

from typing import Any

from django.core import signing
from django.db import transaction

from deliberation.models import Contribution
from outcomes.coding import coding
from outcomes.models import Coding, Excerpt, Theme
from people.errors import Refused
from people.models import Person

SALT = "outcomes.coding.taking_back"
FOR_SECONDS = 24 * 60 * 60
SAID = ("stance", "intensity", "directed_at", "concern", "belief", "memo")


def as_it_was(one: Coding, *, now: list[int] | None = None) -> str:
    """A code in a form that can be sent back: places and choices, no words. `now`: the codes that took its place."""
    place = {"contribution": one.excerpt.revision.contribution_id, "start": one.excerpt.start, "end": one.excerpt.end}
    said = {name: getattr(one, name) for name in SAID}
    return signing.dumps({**place, "theme": one.theme_id, "said": said, "now": now or []}, salt=SALT)


def uncode(one: Coding, *, by: Person) -> str:
    """Remove a code. Returns what puts it back, or nothing when it was somebody else's."""
    mine = one.coded_by.user_id == by.pk and one.settles_id is None
    was = as_it_was(one) if mine and not one.excerpt.edited else ""
    coding.uncode(one, by=by)
    return was


@transaction.atomic
def change(one: Coding, made: Excerpt, themes: list[Theme], *, by: Person) -> str:
    """`one` was coded anew as `made` under `themes`: where it is not among them it goes. Returns what undoes it."""
    fresh = made.codings.filter(theme__in=themes, coded_by=one.coded_by, settles=None)
    kept = made.pk == one.excerpt_id and any(theme.pk == one.theme_id for theme in themes)
    was = as_it_was(one, now=[code.pk for code in fresh if code.pk != one.pk])
    if not kept:
        coding.uncode(Coding.objects.get(pk=one.pk), by=by)
    return was


@transaction.atomic
def put_back(item: Contribution, was: str, *, by: Person) -> Coding:
    """The code as it was, of the same words. What had taken its place goes."""
    try:
        told: dict[str, Any] = signing.loads(was, salt=SALT, max_age=FOR_SECONDS)
    except signing.BadSignature as error:
        raise Refused("That can no longer be undone here. Add the code again.") from error
    theme = Theme.objects.filter(pk=told["theme"], consultation=item.thread.consultation).first()
    if told["contribution"] != item.pk or theme is None:
        raise Refused("That can no longer be undone here. Add the code again.")
    back = coding.excerpt(item, told["start"], told["end"], by=by)
    made = coding.code(back, theme, by=by, **told["said"])
    for one in Coding.objects.filter(pk__in=told["now"], coded_by=made.coded_by).exclude(pk=made.pk):
        coding.uncode(one, by=by)
    return made
