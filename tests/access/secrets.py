"""What must be in no answer to a standing, in whatever page, part or reply."""

from tests.access.world import NOTE, PLACE, POST, World

FACILITATING = {"lead", "facil"}
KEEPERS = FACILITATING | {"panel"}


def forbidden(standing: str, here: World) -> list[str]:
    """The words that somebody of this standing may never be sent."""
    own = here.people.get(standing)
    readers = {
        here.secret(PLACE): {"member"},
        here.secret(NOTE): KEEPERS | {"member"},
        here.secret(POST): KEEPERS | {"member", "guest"},
        here.objects["invitation"].code: FACILITATING,
        here.token: set(),
    }
    words = [word for word, may in readers.items() if standing not in may]
    if standing != "admin":
        words += [user.email for user in here.people.values() if user and user.email and user != own]
    return words
