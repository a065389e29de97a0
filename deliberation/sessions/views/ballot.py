"""One answer from a phone in a session, as the page's script sends it: the shortest way to a stored ballot.

Everything it needs is read in as few queries as may be, and nothing is rendered: a hall answers within seconds.
Without the script the form goes to `live` instead.
"""

import time

from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from consultations import access
from deliberation.models import Question, Session, Wave
from deliberation.polls import voting
from deliberation.questions.forms.answers import AnswerForm
from deliberation.questions.kinds.base import NOT_A_CHOICE
from deliberation.sessions import entry, leading
from people.errors import Refused
from people.text.sanitising import number

KEEP = 2.0  # seconds
_known: dict[int, tuple[float, Wave]] = {}  # by wave: until when, and what
SAVED = "You can change it until the question closes."


@require_POST
def cast_ballot(request: HttpRequest, code: str) -> JsonResponse:
    """Store the answer under the sender's own `key`. The same key again gets the same reply, also after a crash.

    200 {"saved": true}; 422 {"saved": false} with the reason, for good; anything else is to be tried again.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"saved": False, "message": "You are signed out. Sign in, then send it again."}, status=401)
    wave, question, session = _asked(code, request.POST.get("wave", ""))
    try:
        form = AnswerForm(question, request.POST)
        if not form.is_valid():
            raise Refused(NOT_A_CHOICE)
        voting.vote(wave, question, by=request.user, key=request.POST.get("key", "")[:100], **form.answer)
    except Refused as error:
        if not leading.belongs(session, access.membership_of(request.user, wave.consultation)):
            raise Http404("Another session's question.") from error  # the reason would tell that there is one
        return JsonResponse({"saved": False, "message": " ".join(error.problems)}, status=422)
    return JsonResponse({"saved": True, "message": SAVED})


def _asked(code: str, pk: str) -> tuple[Wave, Question, Session]:
    """The wave on the form, its question and session, if they belong to the session behind the code."""
    wave = _wave(number(pk))
    question = next(iter(wave.questions.all()), None) if wave else None
    if wave is None or question is None or wave.session is None:
        raise Http404("Nothing is asked.")
    if wave.session.code != code.upper() and entry.session_of(code) != wave.session:
        raise Http404("Another session's question.")
    return wave, question, wave.session


def _wave(pk: int) -> Wave | None:
    """An open wave with everything around it, as it was at most two seconds ago.

    Its questions are fixed once it is open; and whether it still is, and who may answer, is judged by what stores the
    ballot, not from here. So a hall that answers at once does not read the same rows three hundred times a second.
    """
    known = _known.get(pk)
    if known is not None and time.monotonic() < known[0]:
        return known[1]
    waves = Wave.objects.select_related("poll__consultation", "session")
    wave = waves.prefetch_related("questions__options", "questions__next_round").filter(pk=pk).first()
    if wave is not None and wave.state == Wave.State.OPEN:
        for old in [old for old, (until, _) in list(_known.items()) if until < time.monotonic()]:
            _known.pop(old, None)
        _known[pk] = (time.monotonic() + KEEP, wave)
    return wave
