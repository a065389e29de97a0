"""Who may listen to a session: the one check, for sockets and for event streams."""

from collections.abc import Mapping

from consultations import access
from consultations.access import Do
from consultations.models import Newcomer
from deliberation.live.presence import Pass
from deliberation.live.threads import admitting
from deliberation.live.visitors import Scope, sign_in_of, who
from deliberation.sessions import entry, leading


async def admit(scope: Scope) -> Pass | None:
    """The pass of somebody who may follow the session in the address; None for everybody else, police above all."""
    where: Mapping[str, str] = scope["url_route"]["kwargs"]
    key = sign_in_of(scope)
    if not key or not where.keys() & {"slug", "code"}:
        return None
    if "slug" in where:
        return await admitting(_pass_of_newcomer, key, where["slug"])
    return await admitting(_pass_for, key, where["code"], where.get("audience", "phone"))


def _pass_of_newcomer(sign_in: str, slug: str) -> Pass | None:
    """For whoever waits at the door of a consultation: they hear that they are in, and nothing of any session."""
    person = who(sign_in)
    waiting = Newcomer.objects.filter(user=person.pk or 0, consultation__slug=slug, state=Newcomer.State.WAITING)
    held = waiting.values_list("consultation", flat=True).first()
    return Pass(0, sign_in, person.pk or 0, 0, "", None, door=held) if held is not None else None


def _pass_for(sign_in: str, code: str, audience: str) -> Pass | None:
    session = entry.session_of(code)
    member = access.membership_of(who(sign_in), session.consultation) if session else None
    if session is None or member is None or not leading.belongs(session, member):
        return None
    if audience == "wall" and member.role not in Do.RUN_SESSION.roles:
        return None
    return Pass(session.pk, sign_in, member.user_id or 0, member.pk, member.role, member.group_id)
