"""Sessions in the database, saved in one statement: Django puts a transaction around it, three for one. And their query
is written once: every page of everybody who is signed in begins with it.

The key of one that holds an unfinished sign-in begins with a keyed mark of its mailbox. So whoever is erased takes them
along without a look into every session of the site, which strangers can make many of.
"""

from django.contrib.sessions.backends.base import VALID_KEY_CHARS, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils.crypto import get_random_string, salted_hmac

from audit import clock
from audit.prepared import Prepared
from people.models.mailboxes import mailbox

UNFINISHED = "sign_in_code"  # what a session holds between asking for a code and typing it
MARK, REST = 12, 28  # signs of a key: forty fit

_KEPT: Prepared[Session, Session] = Prepared(lambda key: Session.objects.filter(pk=key), str)


def mark_of(address: str) -> str:
    """What the keys of unfinished sign-ins of this mailbox begin with."""
    return salted_hmac("people.session_store", mailbox(address), algorithm="sha256").hexdigest()[:MARK]


class SessionStore(DatabaseStore):
    def _get_new_session_key(self) -> str:
        address = getattr(self, "_session_cache", {}).get(UNFINISHED, {}).get("email", "")
        if not address:
            return str(super()._get_new_session_key())  # type: ignore[misc]
        while self.exists(key := mark_of(address) + get_random_string(REST, VALID_KEY_CHARS)):
            pass
        return key

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
