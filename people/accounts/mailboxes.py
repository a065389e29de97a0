"""The accounts whose addresses reach one mailbox."""

from django.db.models import QuerySet

from people.models import User, mailboxes


def accounts_of(email: str | None) -> QuerySet[User]:
    """Every account of the mailbox that an address reaches, however it is spelt; none for no address."""
    key = mailboxes.key(email)
    return User.objects.filter(mailbox_key=key) if key else User.objects.none()
