"""What `manage.py check --deploy` refuses: each thing missing that people would notice, and what to do about it."""

import ipaddress
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error

NO_MAIL = {"config.mail.NotSetUp"} | {
    f"django.core.mail.backends.{name}.EmailBackend" for name in ("console", "dummy", "locmem", "filebased")
}
LEAST_KEY = 50  # characters
MAKE_ONE = "Make one with: openssl rand -base64 48"
KEY_TO_DO = {"SECRET_KEY_FALLBACKS": "Take it out of SECRET_KEY_FALLBACKS: what was signed with it can be forged."}


def deployment(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    return [Error(what, hint=to_do, id=f"answerable.E{number:03}") for number, what, to_do in _missing()]


def _missing() -> Iterator[tuple[int, str, str]]:
    if not settings.ALLOWED_HOSTS or any(host == "*" or host.startswith(".") for host in settings.ALLOWED_HOSTS):
        yield (
            1,
            "ALLOWED_HOSTS lets whoever asks choose the site's name.",
            "Set it to your names, comma-separated and whole: no “*”, none that begins with a dot.",
        )
    if settings.EMAIL_BACKEND in NO_MAIL:
        yield (
            2,
            "No mail server is set, so nobody can sign in.",
            "Set EMAIL_URL, such as smtp+tls://user:password@host:587.",
        )
    for number, setting, what in [(3, "name", "OPERATOR_NAME"), (4, "contact", "OPERATOR_CONTACT")]:
        if settings.OPERATOR[setting].strip() in {"", settings.UNSET}:
            yield number, f"{what} is not set: people must know who runs this and whom to ask.", f"Set {what}."
    if _lies_with_the_database(settings.ERASURE_LEDGER):
        yield (
            5,
            "The erasure ledger lies beside the database, where a restore would take it along.",
            "Set ERASURE_LEDGER to a file on another disk, outside the backup of the database.",
        )
    yield from _keys()
    if settings.DEMO:
        yield 7, "DEMO shows everybody's sign-in codes.", "Take DEMO out of the environment."
    if settings.DEFAULT_FROM_EMAIL.rstrip("> ").endswith("@localhost"):
        yield 8, "E-mails would come from answerable@localhost.", "Set DEFAULT_FROM_EMAIL to an address of yours."
    if _is_loopback(urlsplit(settings.SITE_URL).hostname or ""):
        yield 9, "Links in e-mails would lead to this machine.", "Set SITE_URL, or ALLOWED_HOSTS with your name first."


def _lies_with_the_database(ledger: str) -> bool:
    """Nowhere, in our own folder, or beside the file of the database."""
    if not ledger.strip():
        return True
    folder, ours, database = (
        Path(ledger).resolve().parent,
        Path(settings.VAR_DIR).resolve(),
        settings.DATABASES["default"],
    )
    beside = database["ENGINE"].endswith("sqlite3") and folder == Path(database["NAME"]).resolve().parent
    within = ours in (folder, *folder.parents)
    return beside or (within and not _on_another_disk(folder, ours))


def _on_another_disk(folder: Path, ours: Path) -> bool:
    """One that is mounted there: a copy of the database does not hold it."""
    return folder.is_dir() and ours.is_dir() and folder.stat().st_dev != ours.stat().st_dev


def _keys() -> Iterator[tuple[int, str, str]]:
    keys = [("SECRET_KEY", settings.SECRET_KEY), ("ERASURE_KEY", settings.ERASURE_KEY)]
    keys += [("SECRET_KEY_FALLBACKS", key) for key in settings.SECRET_KEY_FALLBACKS]
    for name, key in keys:
        if key and (len(key) < LEAST_KEY or len(set(key)) < 8 or key.startswith("demonstration-only-")):
            yield 6, f"{name} is short or can be guessed.", KEY_TO_DO.get(name, f"{MAKE_ONE}, and set {name}.")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or not host
