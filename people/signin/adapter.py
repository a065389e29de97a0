"""How django-allauth behaves here: where it leads, whose address it counts, what it asks for again."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from people import limits
from people.signin import second_factor
from people.signin.where import is_own_page


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False  # an account is made by the first code typed (people.signin.email_codes), never by a form

    def is_safe_url(self, url: str) -> bool:
        return bool(url) and is_own_page(url)

    def get_client_ip(self, request: HttpRequest) -> str:
        return limits.address_of(request) or "unknown"

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Before changing a second step it must have been taken in the last quarter of an hour, if there is one."""
        request = self.request
        return second_factor.has_one(request.user) and not second_factor.passed_recently(request.session, request.user)

    def add_message(self, *args: Any, **kwargs: object) -> None:
        """Our pages say what happened in their own words."""
