"""Which mailbox an address reaches: the one answer for limits, for seats and for who is who."""

CLOSED = "@account.invalid"  # of accounts that are closed: closed-NUMBER-MARK@…, with a keyed mark of what it was
DOTLESS = ("gmail.com", "googlemail.com")  # one service, which delivers a.b to ab


def mailbox(email: str | None) -> str:
    """As far as can be known: case, +tags and ignored dots make no second person. Empty for no address.

    For counting and comparing alone: who signs in, and where a mail goes, is the address as it was typed. A service
    may give "a+b@" to somebody else than "a@".
    """
    name, at, host = (email or "").strip().lower().rpartition("@")
    name = name.partition("+")[0] or name
    if host in DOTLESS:
        name, host = name.replace(".", ""), DOTLESS[0]
    return f"{name}{at}{host}"


def key(email: str | None) -> str:
    """What is stored beside an address, to find everybody of its mailbox; of a closed account by its keyed mark."""
    reached = mailbox(email)
    return key_of_mark(reached.removesuffix(CLOSED).rpartition("-")[2]) if reached.endswith(CLOSED) else reached


def key_of_mark(mark: str) -> str:
    return f"{mark}{CLOSED}"
