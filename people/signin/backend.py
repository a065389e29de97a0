"""Who a session belongs to: as django-allauth says it, by a query that is written once. Every page asks it first."""

from allauth.account.auth_backends import AuthenticationBackend

from audit.prepared import Prepared
from people.models import User

_PERSON: Prepared[User, User] = Prepared(lambda pk: User.objects.filter(pk=pk), int)


class Backend(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        """None for an account that is gone or switched off."""
        return next((user for user in _PERSON(user_id) if self.user_can_authenticate(user)), None)
