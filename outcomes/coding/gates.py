"""Gate E: the time to withdraw is over, and everything is coded."""

from datetime import timedelta

from audit import clock
from consultations.models import Consultation
from consultations.stages.stages import Missing
from outcomes.coding import coding, settling
from people.text.dates import moment
from people.text.sentences import many


def withdrawal_window_is_over(consultation: Consultation) -> list[Missing]:
    if consultation.closes_at is None:
        return [Missing("Set the closing date.", "setup")]
    until = consultation.closes_at + timedelta(days=consultation.withdrawal_days)
    if clock.now() >= until:
        return []
    return [Missing(f"People can still withdraw what they said until {moment(until)}.", "coding")]


def everything_is_coded(consultation: Consultation) -> list[Missing]:
    left = coding.uncoded(consultation).count()
    if not left:
        return []
    return [Missing(f"{left} {'contribution is' if left == 1 else 'contributions are'} not coded yet.", "coding")]


def coders_have_settled(consultation: Consultation) -> list[Missing]:
    """No sample is still read blind, and what two coders said differently is settled."""
    missing = []
    if consultation.double_codings.filter(opened_at=None).exists():
        missing.append(
            Missing("A sample is being coded by two coders. Both finish it, or it is called off.", "double_coding")
        )
    if left := settling.open_ones(consultation):
        missing.append(Missing(f"{many(left, 'difference')} between coders to settle.", "double_coding"))
    return missing
