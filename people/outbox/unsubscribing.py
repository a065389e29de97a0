"""No more e-mails, by one press in the mail program and without signing in (RFC 8058)."""

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from people.models import Mailbox
from people.outbox import outbox

SALT = "people.outbox.unsubscribe"


def address(box: Mailbox) -> str:
    return str(settings.SITE_URL) + reverse("unsubscribe", args=[signing.Signer(salt=SALT).sign(str(box.pk))])


def mailbox(token: str) -> Mailbox | None:
    """Whose link it is. None for a made-up one, and for somebody who is gone."""
    try:
        number = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    return Mailbox.objects.select_related("user").filter(pk=number).first()


@transaction.atomic
def stop(box: Mailbox) -> None:
    """A subscriber is forgotten. A person is told on the page alone, and of duties in the weekly e-mail."""
    if box.user_id is None:
        box.delete()
    else:
        outbox.set_pace(box, Mailbox.Pace.NEVER)
