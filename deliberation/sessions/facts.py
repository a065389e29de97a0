"""Facts a facilitator can put to the room with one tap: the figures of the briefing the panel approved."""

from dataclasses import dataclass

from consultations.models import BriefingVersion, EvidenceFigure
from deliberation.models import Session
from people.text.sanitising import shortened

MOST = 12


@dataclass(frozen=True)
class Ready:
    """As it is noted: the fact in words, and where it comes from."""

    fact: str
    source: str


def of_briefing(session: Session) -> list[Ready]:
    """The briefing's figures, each with what it is a share of; those noted already are left out."""
    version = session.consultation.briefing_signed
    if version is None:
        return []
    noted = set(session.facts.values_list("fact", flat=True))
    ready = [_ready(figure, version) for figure in version.figures.order_by("pk")]
    return [one for one in ready if one.fact not in noted][:MOST]


def _ready(figure: EvidenceFigure, version: BriefingVersion) -> Ready:
    of = [
        f"{label}: {value}"
        for label, value in (
            (figure.denominator_label, figure.denominator_value),
            (figure.second_denominator_label, figure.second_denominator_value),
        )
        if label and value
    ]
    where = ", ".join(filter(None, [*of, figure.area, figure.period]))
    fact = f"{figure.metric}: {figure.value}" + (f" ({where})" if where else "")
    source = figure.source or f"Briefing, version {version.number}"
    return Ready(shortened(fact, 500), shortened(source, 300))
