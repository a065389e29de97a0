"""A hall full of signed-in participants, made in a few inserts: what joining and signing in leave behind.

Run as a program it fills another database than the bench's: DATABASE_URL, size; or says what is stored there.
"""

import json
import os
import random
import subprocess
import sys
import uuid
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    import django

    django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session as SignIn
from django.utils import timezone

from bench.live.voters import Sending, body_of
from consultations.joining import wording
from consultations.models import Consent, Membership, ParticipantProfile, ParticipationToken, Role, TokenLink
from deliberation.models import Ballot, Session, Wave
from people.models import SignIn as Known
from people.models import User
from people.signin import sign_ins
from tests.cast import Cast, make_cast
from tests.deliberation import rooms


@dataclass(frozen=True)
class Hall:
    cast: Cast
    session: Session
    wave: Wave
    cookies: list[str]  # one session key a participant
    wall: str  # the facilitator's
    users: list[User]

    @property
    def options(self) -> list[int]:
        return list(self.wave.questions.get().options.values_list("pk", flat=True))


def fill(size: int) -> Hall:
    """A session that runs, its poll open, and `size` participants of its group, each signed in."""
    cast = make_cast()
    session, wave = rooms.running(cast)
    users = User.objects.bulk_create(
        [User(email=f"voter{n}@example.org", password="!") for n in range(size)], batch_size=1000
    )
    members = Membership.objects.bulk_create(
        [
            Membership(
                consultation=cast.consultation, user=user, role=Role.PARTICIPANT, group=cast.group1,
                pseudonym=f"Wren {1000 + n}",
            )
            for n, user in enumerate(users)
        ],
        batch_size=1000,
    )  # fmt: skip
    consents = [
        Consent(membership=member, item=Consent.Item.TAKE_PART, text_version=wording.CONSENT_VERSION)
        for member in members
    ]
    Consent.objects.bulk_create(consents, batch_size=1000)
    tokens = ParticipationToken.objects.bulk_create(
        [ParticipationToken(consultation=cast.consultation) for _ in members], batch_size=1000
    )
    pairs = zip(tokens, members, strict=True)
    TokenLink.objects.bulk_create([TokenLink(token=t, membership=m) for t, m in pairs], batch_size=1000)
    ParticipantProfile.objects.bulk_create(
        [ParticipantProfile(token=token, group=cast.group1) for token in tokens], batch_size=1000
    )
    return Hall(cast, session, wave, sign_in(users), sign_in([cast.moss])[0], users)


def sign_in(users: list[User]) -> list[str]:
    """Session keys, as signing in makes them."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    now = timezone.now()
    keys = [store()._get_new_session_key() for _ in users]
    known = Known.objects.bulk_create(
        [Known(user=user, session_key=key, began_at=now, used_at=now) for user, key in zip(users, keys, strict=True)],
        batch_size=1000,
    )
    made = []
    for user, key, here in zip(users, keys, known, strict=True):
        content = {
            SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
            sign_ins.HERE: {"sign_in": here.pk, "used_at": now.timestamp()},
        }  # fmt: skip
        until = now + timezone.timedelta(days=1)
        made.append(SignIn(session_key=key, session_data=store().encode(content), expire_date=until))
    SignIn.objects.bulk_create(made, batch_size=1000)
    return keys


# --- In another database ------------------------------------------------------------------------
def elsewhere(url: str, size: int) -> dict[str, Any]:
    """A hall in the database at `url`: {code, wave, options, cookies, users}."""
    return json.loads(_run(url, "fill", str(size)))


def choices_elsewhere(url: str) -> dict[int, str]:
    """What is stored there, by user."""
    return {int(user): choice for user, choice in json.loads(_run(url, "stored")).items()}


def sendings_of(hall: dict[str, Any], voters: range, seconds: float) -> list[Sending]:
    address = f"/live/{hall['code']}/ballot/"
    return [
        Sending(
            n, address, hall["cookies"][n], body_of(hall["wave"], random.choice(hall["options"]), uuid.uuid4().hex),
            random.uniform(0, seconds),
        )
        for n in voters
    ]  # fmt: skip


def _run(url: str, *arguments: str) -> str:
    env = {**os.environ, "DATABASE_URL": url, "REDIS_URL": ""}
    done = subprocess.run([sys.executable, __file__, *arguments], env=env, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout.strip().splitlines()[-1]


def _main() -> None:
    from django.core.management import call_command

    if sys.argv[1] == "stored":
        rows = Ballot.objects.values_list("token__link__membership__user", "choice")
        print(json.dumps(dict(rows)))
        return
    call_command("migrate", verbosity=0, interactive=False)
    hall = fill(int(sys.argv[2]))
    print(json.dumps({
        "code": hall.session.code, "wave": hall.wave.pk, "options": hall.options, "cookies": hall.cookies,
        "users": [user.pk for user in hall.users],
    }))  # fmt: skip


if __name__ == "__main__":
    _main()
