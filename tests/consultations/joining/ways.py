"""What the tests of guests start from."""

from django.test import Client

from consultations.invitations import invitations
from consultations.joining import joining
from consultations.models import Consent, Group, InvitationCode, Membership
from people.guests.guests import COOKIE
from people.models import User
from tests.cast import Cast

YES = {"take_part": "on", "key": "one-form"}
TAKE_PART = {Consent.Item.TAKE_PART}


def invitation(cast: Cast, group: Group | None = None, **fields: object) -> InvitationCode:
    return invitations.invite(group or cast.group1, by=cast.moss, **fields)


def letter(cast: Cast, group: Group | None = None) -> InvitationCode:
    """For one person: one of a batch."""
    batch = invitations.print_letters(group or cast.group1, by=cast.moss, letters=5)
    return InvitationCode.objects.filter(batch=batch).earliest("pk")


def guest(cast: Cast, key: str = "a form", group: Group | None = None, **choices: object) -> User:
    """A guest of the cast's consultation, by the act."""
    choices = {"consents": TAKE_PART, "group": group or cast.group1, **choices}
    return joining.join_as_guest(cast.consultation, key=key, **choices)


def arrive(cast: Cast, key: str = "one-form", **answers: str) -> tuple[Client, Membership]:
    """A browser without an account that has joined with an invitation, and its standing."""
    client = Client()
    code = letter(cast).code  # of their own: they are in at once
    answer = client.post(f"/join/{code}/", {**YES, "key": key, **answers})
    assert answer.status_code == 302, answer.content.decode()
    return client, Membership.objects.get(user=client.session["_auth_user_id"])


def without_session(client: Client) -> Client:
    """The same browser after its session has run out: the guest's cookie is all it has."""
    other = Client()
    other.cookies[COOKIE] = client.cookies[COOKIE].value
    return other


def me(cast: Cast, end: str = "") -> str:
    return f"/consultations/{cast.consultation.slug}/me/{end}"
