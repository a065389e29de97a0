"""Paper ballots: their numbers go before anybody could be found by them."""

from consultations.models import Consultation
from deliberation.models import PaperSheet


def numbers_of_sheets(consultation: Consultation) -> None:
    """The number on a paper ballot, which whoever typed it in knew, would lead back to its answers."""
    PaperSheet.objects.filter(wave__poll__consultation=consultation).delete()
