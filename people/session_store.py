"""Sessions in the database, saved in one statement: Django puts a transaction around it, three for one. And their query
is written once: every page of everybody who is signed in begins with it."""

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session

from audit import clock
from audit.prepared import Prepared

_KEPT: Prepared[Session, Session] = Prepared(lambda key: Session.objects.filter(pk=key), str)


class SessionStore(DatabaseStore):
    def load(self) -> dict[str, object]:
        for kept in _KEPT(self.session_key or ""):
            if kept.expire_date > clock.now():
                found: dict[str, object] = self.decode(kept.session_data)
                return found
        return super().load()  # which then knows that there is none

    def save(self, must_create: bool = False) -> None:
        """Raises UpdateError, as Django's, for a session that was ended meanwhile: it does not come back."""
        if must_create or self.session_key is None:
            return super().save(must_create)
        kept = {"session_data": self.encode(self._get_session()), "expire_date": self.get_expiry_date()}  # type: ignore[attr-defined]
        if not self.model.objects.filter(pk=self.session_key).update(**kept):
            raise UpdateError
        return None
