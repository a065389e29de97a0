"""Erasing an account: everything that says who somebody was goes; what they were counted in stays.

Members of staff acted in public, so their name stays on what they did. Their account is closed and emptied.
"""

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from audit.record import record, together
from audit.wiring import wired
from people.errors import Refused
from people.models import User
from people.models.mailboxes import CLOSED, key_of_mark, mailbox
from people.models.privacy import DeletionRun
from people.privacy import ledger, registry, storage
from people.session_store import mark_of

WORD = "erase"  # what is typed to confirm
By = DeletionRun.By


def closed_with(user: User) -> QuerySet[User]:
    """Staff accounts that were erased and had this mailbox: opened again, it is on the side it was on."""
    addresses = {user.email or "", mailbox(user.email)}  # accounts closed earlier bear the mark as it was typed
    return User.objects.filter(mailbox_key__in=[key_of_mark(ledger.address_mark(one)) for one in addresses])


def key_when_closed(key: str) -> str:
    """The key that an account of the mailbox with this key gets as it is closed; that of a closed one stays."""
    return key if key.endswith(CLOSED) else key_of_mark(ledger.address_mark(key))


def acted_in_public(user: User) -> bool:
    """True for members of staff whose name is on the public record."""
    return any(acted(user) for acted in wired("ACTED_IN_PUBLIC"))


@transaction.atomic
def erase(user: User, *, by: str = By.PERSON, delete_votes: bool = False) -> None:
    """Erase the account for good, and write it in the ledger, so that a restored backup erases it again.

    Votes that can still be found are cut loose and stay counted, or are deleted with `delete_votes`; of a poll that
    is open they go either way, for whoever comes back may answer it anew.
    Raises Refused for the only administrator, and for whoever owes something first (NOT_ERASED_YET).
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    _refuse_the_last_administrator(locked)
    for owed in wired("NOT_ERASED_YET"):
        if why := owed(locked):
            raise Refused(why)
    marks = ledger.marks(locked)
    _take_apart(locked, by, delete_votes)
    ledger.write(ledger.ACCOUNT, marks=marks, votes=delete_votes)


@transaction.atomic
def remove(user: User) -> None:
    """What the clock does with an account nobody needs any more. The rules delete it again after a restore."""
    _take_apart(User.objects.select_for_update().get(pk=user.pk), By.CLOCK, delete_votes=False)


def erase_again(line: ledger.Line) -> bool:
    found = ledger.accounts_of(line)
    for user in found:
        with transaction.atomic():
            _take_apart(user, By.CLOCK, line["votes"])
    return bool(found)


def _take_apart(user: User, by: str, delete_votes: bool) -> None:
    """The record is held last, by all entries at once: whoever waits for a row of this account may hold it."""
    with together():
        _step_by_step(user, by, delete_votes)
    transaction.on_commit(storage.tidy)


def _step_by_step(user: User, by: str, delete_votes: bool) -> None:
    erasing = registry.Erasing(user, stays=acted_in_public(user), delete_votes=delete_votes)
    _end_sessions(user)
    for step in registry.steps():
        step(erasing)
    for relation in registry.others(User):
        registry.rows_of(relation, [user.pk]).delete()
    if erasing.stays:
        _close(user)
    else:
        user.delete()
    what = "Staff account, closed and emptied" if erasing.stays else "Account, with all that was kept under it"
    run = DeletionRun.objects.create(rule="account", what=what, rows=1, by=by)
    record("account_erased", actor=None, subject=run)


def _close(user: User) -> None:
    """The name stays: it signed things in public. Of the address a keyed mark does, so that it changes no sides."""
    address = user.email or ""
    if not address.endswith(CLOSED):
        user.email = f"closed-{user.pk}-{ledger.address_mark(mailbox(address))}{CLOSED}"
    user.last_login = None
    user.is_active = user.is_staff = user.is_superuser = user.can_start_consultations = False
    user.set_unusable_password()
    user.groups.clear()
    user.user_permissions.clear()
    user.save()


def _refuse_the_last_administrator(user: User) -> None:
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    if user.is_superuser and not others.exists():
        raise Refused("You are the only administrator. Make somebody else administrator first.")


def _end_sessions(user: User) -> None:
    """Every session of theirs, and every unfinished sign-in that holds their address."""
    Session.objects.filter(pk__in=user.sign_ins.values("session_key")).delete()
    if user.email:
        Session.objects.filter(pk__startswith=mark_of(user.email)).delete()
