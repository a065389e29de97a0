"""Paper ballots: their numbers go before anybody could be found by them; how many there were stays."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from consultations.models import Consultation, KeptTable
from consultations.privacy import totals
from deliberation.models import PaperSheet, Wave

PAPER = "paper"
S = PaperSheet.State


def numbers_of_sheets(consultation: Consultation) -> None:
    """The number on a paper ballot, which whoever typed it in knew, would lead back to its answers.

    What is told of paper is kept as it was: else it would be gone from findings that come later than the link is kept.
    """
    if PaperSheet.objects.filter(wave__poll__consultation=consultation).exists():
        KeptTable.objects.get_or_create(
            consultation=consultation, key=PAPER, defaults={"table": _counted(consultation)}
        )
    PaperSheet.objects.filter(wave__poll__consultation=consultation).delete()


def told(consultation: Consultation) -> dict[str, Any]:
    """`only`: invited people who took part on paper alone; `only_by_phone`: by telephone alone; `not_counted`: sheets
    in no count; `loose`: those that want a second voice, by the key of their poll; `denied`: those of which the person
    said that they are not theirs, also where they were taken out since.
    """
    return totals.kept(consultation, PAPER) or _counted(consultation)


def _counted(consultation: Consultation) -> dict[str, Any]:
    sheets = PaperSheet.objects.filter(wave__poll__consultation=consultation)
    only = sheets.filter(made_participant=True, taken_out_at=None, state__in=[S.COUNTED, S.CONFIRMED])
    # A sheet that is corrected waits anew: taken out then, it had its second voice all the same.
    gone = Q(taken_out_at__isnull=False) & (Q(state=S.CONFIRMED) | Q(had_second_voice=True))
    waits = Q(taken_out_at=None, state=S.WAITING, wave__state=Wave.State.CLOSED)
    closed = sheets.filter(wave__state=Wave.State.CLOSED)
    loose, denied = closed.filter(taken_out_at=None, state=S.WAITING), closed.filter(state=S.DENIED)
    invited = only.filter(token__profile__group__is_open=False)
    papers = invited.filter(way=PaperSheet.Way.PAPER)
    by_phone = invited.filter(way=PaperSheet.Way.PHONE).exclude(token__in=papers.values("token"))
    return {
        "only": papers.values("token").distinct().count(),
        "only_by_phone": by_phone.values("token").distinct().count(),
        "not_counted": sheets.filter(gone | waits).count(),
        "loose": _by_poll(loose),
        "denied": _by_poll(denied),
    }


def _by_poll(sheets: QuerySet[PaperSheet]) -> dict[str, int]:
    return {str(wave): n for wave, n in sheets.order_by().values_list("wave").annotate(n=Count("pk"))}
