"""Sign-in by a code sent to an e-mail address (django-allauth does the work)."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import RequestLoginCodeForm
from allauth.core import context as allauth_context
from django.conf import settings
from django.contrib.auth import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from people.models import User
from people.text import one_line


class RequestCodeForm(RequestLoginCodeForm):
    """One form for new and returning people: an address we have not met gets an account and a code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-mail address"
        self.fields["email"].help_text = "We send you a code. There is no password to remember."

    def clean_email(self) -> str:
        email = one_line(self.cleaned_data["email"]).lower()
        if email and not User.objects.filter(email=email).exists():
            User.objects.create_user(email)
        self.cleaned_data["email"] = email
        return super().clean_email()


class Adapter(DefaultAccountAdapter):
    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        request = allauth_context.request
        if settings.DEMO and "code" in context and request is not None:
            request.session["demo_code"] = context["code"]  # shown on the page: demo people have no inbox
            return
        super().send_mail(template_prefix, email, context)


@receiver(user_logged_in)
def forget_demo_code(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    request.session.pop("demo_code", None)
