"""Proving once more who one is, before signing exactly what was read.

Every act that stands under an officer's name takes a `Proof` and asks it (`Proof.asked`): whoever calls the act without
the second step is refused by the act, whatever the view did.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from audit import clock
from audit.texts import fingerprint
from consultations.models import Membership
from people.errors import Refused
from people.models import Person
from people.signin import second_factor

READ = "read_to_sign"
UNPROVED = "Prove once more who you are: this stands under your name. Open the page again, read it, and go on there."
Made = TypeVar("Made")
_ours = object()  # who has it makes proofs: this module


class Proof:
    """Who took the second step, when, and for which text (`mark`). Made here alone: by `proof` and `as_told`."""

    def __init__(self, key: object, *, who: Person, text: str, stepped: bool) -> None:
        if key is not _ours:
            raise TypeError("A proof comes of the second step: consultations.signing.proof.")
        self.who, self.text, self.stepped, self.at = who.pk, text, stepped, clock.now()

    def asked(self, by: Person, act: Callable[..., object], subject: Model, **said: object) -> datetime:
        """The moment of the proof. Raises Refused where it is not theirs, not fresh, or not of these very words."""
        fresh = clock.now() - self.at < timedelta(seconds=second_factor.RECENT)
        theirs = self.who == by.pk and self.text == mark(act, subject, **said)
        if not (fresh and theirs and (self.stepped or not settings.STAFF_SECOND_FACTOR)):
            raise Refused(UNPROVED)
        return self.at


def mark(act: Callable[..., object], subject: Model, **said: object) -> str:
    """The fingerprint of what is about to be done to what, and in which words; what is left empty is not said."""
    words = {key: value.pk if isinstance(value, Model) else value for key, value in said.items() if value}
    return fingerprint([act.__name__, subject._meta.label_lower, subject.pk, words])


def proof(request: HttpRequest, read: str) -> Proof:
    """What the second step says of this person and these words; the act refuses where it was not taken."""
    return Proof(_ours, who=request.user, text=read, stepped=is_proved(request, read))


def as_told(act: Callable[..., Made], subject: Model, *, by: Person, **said: object) -> Made:
    """Do the act where nobody sits at a browser: in the demonstration's stories, in benches and tests.

    Stepped over only where the installation is a demonstration: in earnest, the act refuses.
    """
    made = Proof(_ours, who=by, text=mark(act, subject, **said), stepped=bool(settings.DEMO))
    return act(subject, by=by, proof=made, **said)


def note_read(request: HttpRequest, mark: str, about: str = "", **typed: str) -> None:
    """Remember that the person has just read what bears this fingerprint, and what they typed, about what."""
    request.session[READ] = {"mark": mark, "at": clock.now().timestamp(), "about": about, "typed": typed}


def signing_of(request: HttpRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.session.get(READ, {})
    return found


def typed(request: HttpRequest, about: str) -> dict[str, str]:
    """What they had typed about this before they proved who they are."""
    read = signing_of(request)
    found: dict[str, str] = read["typed"] if read.get("about") == about else {}
    return found


def is_proved(request: HttpRequest, mark: str) -> bool:
    """True when the second step was taken after what bears this fingerprint was read.

    Always where this installation asks for no second step.
    """
    if not settings.STAFF_SECOND_FACTOR:
        return True
    read = signing_of(request)
    return read.get("mark") == mark and second_factor.passed_since(request.session, request.user, read["at"])


def to_prove(
    request: HttpRequest, member: Membership | None, mark: str, about: str, **typed: str
) -> HttpResponse | None:
    """The way to the second step, with what was typed kept until they are back; None for whoever may go on.

    Whoever has not accepted the duty goes on as well: the act tells them so.
    """
    if member is None or not member.has_accepted or is_proved(request, mark):
        return None
    note_read(request, mark, about, **typed)
    return redirect(second_factor.again(request.user, request.path))


def has_changed(request: HttpRequest, mark: str) -> bool:
    """True when the person read something and it is another text now."""
    return bool(signing_of(request).get("mark", mark) != mark)


def forget(request: HttpRequest) -> None:
    request.session.pop(READ, None)
