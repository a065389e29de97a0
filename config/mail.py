"""Mail where no mail server is set: refused, never printed. A code on a console is a code in a log."""

from collections.abc import Sequence

from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage


class NotSetUp(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise ConnectionRefusedError("EMAIL_URL is not set: no e-mail can be sent.")
