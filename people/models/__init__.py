"""WHO: accounts, and what privacy has to remember."""

from people.models.accounts import GuestKey, Person, ReturnCode, SignIn, User, UserManager, new_seed
from people.models.background import Worker
from people.models.installation import Demonstration
from people.models.operating import Heartbeat
from people.models.outbox import Mailbox, Message, Subscription
from people.models.privacy import DeletionRun, DownloadLink, Incident, LedgerPosition

__all__ = [
    "DeletionRun",
    "Demonstration",
    "DownloadLink",
    "GuestKey",
    "Heartbeat",
    "Incident",
    "LedgerPosition",
    "Mailbox",
    "Message",
    "Person",
    "ReturnCode",
    "SignIn",
    "Subscription",
    "User",
    "UserManager",
    "Worker",
    "new_seed",
]
