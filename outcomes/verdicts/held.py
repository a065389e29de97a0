"""The days added to a verdict, held against the record."""

from collections.abc import Iterator

from audit.models import Entry
from consultations.models import Consultation
from outcomes.verdicts.verdicts import LENGTHENED


def differences() -> Iterator[str]:
    """Every consultation whose residents have more or fewer days on top than the acts of the record gave them.

    Days from before these acts had an entry are taken as they are, where there was a pause at all.
    """
    told: dict[str, int] = {}
    for entry in Entry.objects.filter(action=LENGTHENED).order_by("number"):
        told[entry.subject] = int(entry.detail["days"])
    paused = set(Entry.objects.filter(action="paused").values_list("consultation", flat=True))
    for one in Consultation.objects.exclude(response_published_at=None).order_by("pk").iterator():
        had, given = told.get(f"consultation:{one.pk}"), one.verdict_paused_days
        if had is None and (not given or one.slug in paused):
            continue
        if had != given:
            yield (
                f"“{one}” stands in the database otherwise than in the record: the days added to its verdict are not "
                "those of its pauses."
            )
