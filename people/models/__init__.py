"""WHO: accounts, and what privacy has to remember."""

from people.models.accounts import GuestKey, Person, ReturnCode, SignIn, User, UserManager, new_seed
from people.models.operating import Heartbeat
from people.models.privacy import DeletionRun, DownloadLink, Incident, LedgerPosition

__all__ = [
    "DeletionRun",
    "DownloadLink",
    "GuestKey",
    "Heartbeat",
    "Incident",
    "LedgerPosition",
    "Person",
    "ReturnCode",
    "SignIn",
    "User",
    "UserManager",
    "new_seed",
]
