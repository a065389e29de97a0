"""Who may be told of a thread as it changes: its readers who are here by name. Visitors’ pages look by themselves."""

from consultations import access
from deliberation.live.presence import Pass
from deliberation.live.threads import admitting
from deliberation.live.visitors import Scope, sign_in_of, who
from deliberation.models import Thread


async def admit(scope: Scope) -> Pass | None:
    """The pass of a reader of the thread in the address; None for everybody else, and for other addresses."""
    thread = scope["url_route"]["kwargs"].get("thread")
    key = sign_in_of(scope) if thread else ""
    return await admitting(_pass_for, key, thread) if key else None


def _pass_for(sign_in: str, pk: int) -> Pass | None:
    shown = Thread.objects.filter(pk=pk).select_related("area__consultation", "group").first()
    member = access.membership_of(who(sign_in), shown.consultation) if shown else None
    if shown is None or member is None or not shown.is_readable_by(member):
        return None
    return Pass(0, sign_in, member.user_id or 0, member.pk, member.role, member.group_id, thread=pk)
