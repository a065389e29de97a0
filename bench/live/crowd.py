"""A hall full of signed-in participants, made in a few inserts: what joining and signing in leave behind."""

from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session as SignIn
from django.utils import timezone

from consultations import joining
from consultations.models import Consent, Membership, ParticipantProfile, ParticipationToken, Role, TokenLink
from deliberation.models import Session, Wave
from people.models import User
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
        Consent(membership=member, item=Consent.Item.TAKE_PART, text_version=joining.CONSENT_VERSION)
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
    made, keys = [], []
    until = timezone.now() + timezone.timedelta(days=1)
    for user in users:
        one = store()
        content = {
            SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }  # fmt: skip
        keys.append(one._get_new_session_key())
        made.append(SignIn(session_key=keys[-1], session_data=one.encode(content), expire_date=until))
    SignIn.objects.bulk_create(made, batch_size=1000)
    return keys
