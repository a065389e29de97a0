"""The register as open data: one row an entry, with how many uses stand where."""

from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from django.urls import reverse

from consultations.models import Technology, UseCase
from people.requests.open_data import Table

USES = {
    UseCase.Status.IN_USE: "uses_in_use",
    UseCase.Status.PROPOSED: "uses_proposed",
    UseCase.Status.RULED_OUT: "uses_ruled_out",
    UseCase.Status.DISCUSSED: "uses_to_be_talked_about",
}
TABLE = Table(
    "technologies",
    "for each entry of the register, by name",
    {
        "address": "its page here",
        "name": "what it is called",
        "kind": "what it is",
        "force": "whose it is",
        "stage": "where it stands, as the entry says",
        "written": "day of the last change of the entry",
        "identifies_people": "whether it identifies people by their bodies",
        "judges": "whether a computer judges or ranks",
        "accountable": "the role that is accountable for it",
        "uses_in_use": "how many uses are in use, as far as is known",
        "uses_proposed": "how many are proposed",
        "uses_ruled_out": "how many are ruled out",
        "uses_to_be_talked_about": "how many are listed to be talked about",
        "uses_not_confirmed": "how many of all these the force has not confirmed",
        "consultations": "how many public consultations asked about it",
    },
)


def rows(
    pieces: Iterable[list[Technology]], asked_about: Callable[[list[Technology]], dict[int, int]]
) -> Iterator[list[object]]:
    """Of pieces of the list, with `use_cases` and `written_at`; `asked_about`: how many consultations asked, by key."""
    for some in pieces:
        numbers = asked_about(some)
        yield from (_row(one, numbers.get(one.pk, 0)) for one in some)


def _row(one: Technology, asked: int) -> list[object]:
    uses = list(one.use_cases.all())
    return [
        settings.SITE_URL + reverse("technology", args=[one.pk]),
        one.name,
        one.get_kind_display(),
        one.force,
        one.get_stage_display(),
        one.written_at,  # type: ignore[attr-defined]
        one.biometric,
        one.algorithmic,
        one.accountable_role,
        *(sum(case.status == status for case in uses) for status in USES),
        sum(case.is_unconfirmed for case in uses),
        asked,
    ]
