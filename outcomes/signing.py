"""The e-mail that says what was signed. How it is signed: consultations/signing.py."""

from consultations.models import Consultation
from consultations.notifications import notifications
from outcomes.models import PoliceResponse


def tell_the_officer(consultation: Consultation) -> None:
    """What was signed, by its fingerprint: if the page ever shows another one, somebody has changed it since."""
    found = PoliceResponse.objects.select_related("signed_by__user").filter(report__consultation=consultation)
    response = found.first()
    if response is not None and response.signed_by is not None and response.signed_by.user is not None:
        title = f"You signed as {response.signed_by_name}. The fingerprint is {response.content_hash}"
        notifications.tell(consultation, notifications.POLICE, "signed", title, "answer", to=[response.signed_by.user])
