"""What is or was late of promises and decisions: for the clock of their consultation, in a few words."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db.models import CharField, Q, Value
from django.db.models.functions import Coalesce

from audit import clock
from consultations.models import Consultation
from consultations.stages.late_since import Late
from outcomes.models import Commitment, PoliceResponse, RecommendationResponse
from outcomes.models.answers import LEFT_OPEN
from outcomes.promises import standings
from people.text.sentences import many

State = Commitment.State
SIGNED = PoliceResponse.State.SIGNED
OF_ANSWER = "response__report__consultation"
DECISION = "decision"
#: Kind → how it is said of one or of several; what is late now stands first. “{late}” is “5 days” or “up to 5 days”.
KINDS = {
    "open": ("promise", "{late} late"),
    "reported": ("promise", "reported done {late} late"),
    "overdue": ("decision", "overdue by {late}"),
    "done": ("promise", "done {late} late"),
    "dropped_late": ("promise", "dropped {late} late"),
    "dropped": ("promise", "dropped"),
    "decided": ("decision", "{late} late"),
}
NOW = {"open", "reported", "overdue"}
ENDS = {State.DONE_UNVERIFIED: "reported", State.DONE_VERIFIED: "done", State.DROPPED: "dropped_late"}


def of(consultations: Sequence[Consultation]) -> dict[int, Late]:
    """By the key of each of which there is something to say. One query."""
    found: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for pk, state, due, ended in _rows([one.pk for one in consultations]):
        days = max(0, ((ended or clock.today()) - due).days)
        if kind := _kind(state, days, is_over=ended is not None):
            found[pk][kind].append(days)
    return {
        pk: Late("; ".join(_said(kind, of_each[kind]) for kind in KINDS if kind in of_each), bool(NOW & set(of_each)))
        for pk, of_each in found.items()
    }


def _rows(keys: list[int]) -> list[tuple[int, str, date, date | None]]:
    """Each promise that was late or dropped, and what was left open past its day: when due, and when it ended."""
    promises = Commitment.objects.filter(
        standings.was_late() | Q(state=State.DROPPED),
        **{f"answer__{OF_ANSWER}__in": keys},
        answer__response__state=SIGNED,
    ).order_by()
    decisions = RecommendationResponse.objects.filter(
        **{f"{OF_ANSWER}__in": keys}, response__state=SIGNED, status__in=LEFT_OPEN, decision_by__lt=clock.today()
    ).order_by()
    ended = Coalesce("reported_done_on", "dropped_on")
    return list(
        promises.values_list(f"answer__{OF_ANSWER}", "state", "due", ended).union(
            decisions.values_list(
                OF_ANSWER, Value(DECISION, output_field=CharField()), "decision_by", "decided__decided_on"
            ),
            all=True,
        )
    )


def _kind(state: str, days: int, *, is_over: bool) -> str:
    if not days:
        return "dropped" if state == State.DROPPED else ""
    if state == DECISION:
        return "decided" if is_over else "overdue"
    return ENDS.get(State(state), "open")


def _said(kind: str, late: list[int]) -> str:
    """ "2 promises up to 300 days late"."""
    what, words = KINDS[kind]
    by = many(max(late), "day")
    by = f"up to {by}" if len(set(late)) > 1 else by
    return f"{many(len(late), what)} {words.format(late=by)}"
