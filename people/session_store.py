"""Sessions in the database, saved in one statement. Django puts a transaction around it: three for one."""

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore


class SessionStore(DatabaseStore):
    def save(self, must_create: bool = False) -> None:
        """Raises UpdateError, as Django's, for a session that was ended meanwhile: it does not come back."""
        if must_create or self.session_key is None:
            return super().save(must_create)
        kept = {"session_data": self.encode(self._get_session()), "expire_date": self.get_expiry_date()}  # type: ignore[attr-defined]
        if not self.model.objects.filter(pk=self.session_key).update(**kept):
            raise UpdateError
        return None
