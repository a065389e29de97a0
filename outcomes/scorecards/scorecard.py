"""How a force keeps its word, by year: answers on time and late, what was accepted, promises kept, late and dropped.

The year of a line is the one in which its answers are due, so that every number of it is about the same consultations.
What was due in a year and was moved out of it stays in that year under `moved`, and counts in the later one alone.
A joint consultation counts for the force that leads; for the others its answer stands apart, in no total.
Behind every number stands its list (views.py).
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median
from typing import Any

from django.db.models import Count, F, FilteredRelation, Q
from django.db.models.functions import ExtractYear, TruncDate
from django.db.models.lookups import GreaterThan, LessThanOrEqual
from django.urls import reverse

from audit import clock
from consultations.models import Consultation, Force, Stage
from consultations.sharing.embedded import offered
from outcomes.models import Commitment, PoliceResponse, RecommendationResponse
from outcomes.models.answers import LEFT_OPEN
from outcomes.promises import standings
from outcomes.verdicts.counts import given_up_since, leanings
from people.requests.everybodys import kept
from people.requests.open_data import Table
from people.text.dates import local_day
from people.text.sentences import many
from people.text.strips import strip

NUMBERS = Table(
    "numbers",
    "for each number of each year, also where it is none",
    {
        "force": "whose answers, promises and verdicts are counted",
        "year": "in which the answers are due",
        "about": "what is counted",
        "counted": "which of these",
        "number": "how many",
        "adds_up": "Yes for the numbers that add up to all that is counted under the same heading, year by year",
        "address": "the list behind the number",
    },
)
OF_ANSWER = "response__report__consultation__"
OF_PROMISE = f"answer__{OF_ANSWER}"
Status = RecommendationResponse.Status


@dataclass
class Line:
    """One year of a force. `numbers`: name of a list → how many; `late_by` are days."""

    year: int
    numbers: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    late_by: list[int] = field(default_factory=list)

    @property
    def median_late(self) -> str:
        """In words; empty while nothing was late."""
        return many(round(median(self.late_by)), "day") if self.late_by else ""


def section(force: Force) -> dict[str, object]:
    """The scorecard on the page of a force."""
    found = kept(f"scorecard-{force.pk}", lambda: lines(force))
    return {
        "name": "scorecard",
        "title": "Does it keep its word?",
        "template": "outcomes/scorecards/_scorecard.html",
        "table": NUMBERS,
        "lines": [_shown(force, line) for line in found],
        "embed": offered("force_card", force.slug, f"{force.name}: how it keeps its word"),
    }


def lines(force: Force) -> list[Line]:
    """Newest year first."""
    found: dict[int, Line] = {}
    for count in (_answers, _recommendations, _promises, _verdicts, _withdrawn):
        for year, name, n, days in count(force):
            line = found.setdefault(year, Line(year))
            line.numbers[name] += n
            line.late_by += days
    for line in found.values():
        line.numbers = dict(line.numbers)  # a plain dict can be kept in the cache
    return sorted(found.values(), key=lambda line: -line.year)


Counted = list[tuple[int, str, int, list[int]]]


def _answers(force: Force) -> Counted:
    """On time, late, overdue now, or not due yet: of every consultation whose findings are out.

    What another force led and signed, with this one named beside it, is counted apart, and in no total.
    """
    found: Counted = []
    for one in _due(force).values():
        if one.is_beside:
            found.append((one.due.year, f"{NAMED}{one.name}", 1, []))
            continue
        found += [(year, "moved", 1, []) for year in one.moved_from]
        found.append((one.due.year, one.name, 1, [one.late] if one.late else []))
        if one.name == "on_time" and one.force_moved:
            found.append((one.due.year, MOVED_BY_FORCE, 1, []))
    return found


@dataclass
class Due:
    """When an answer is due and when it came; `moved_from`: earlier years for which it was announced."""

    due: date
    came: datetime | None
    force_moved: bool
    is_beside: bool  # another force led and signed it
    moved_from: set[int] = field(default_factory=set)

    @property
    def late(self) -> int:
        return max(0, ((local_day(self.came) if self.came else clock.today()) - self.due).days)

    @property
    def name(self) -> str:
        """Of the list in which it stands."""
        return ("late" if self.late else "on_time") if self.came else ("overdue" if self.late else "not_due")


def _due(force: Force) -> dict[int, Due]:
    """Each answer that is due, or came. One query."""
    changes = FilteredRelation("term_changes", condition=Q(term_changes__name="response_due"))
    rows = Consultation.objects.public().filter(Q(force=force) | _beside(force)).exclude(findings_published_at=None)
    found: dict[int, Due] = {}
    dates = rows.annotate(moves=changes).order_by("pk")
    for pk, lead, due, came, before, old in dates.values_list(
        "pk", "force", "response_due", "response_published_at", "response_due_before", "moves__old"
    ):
        if due is not None:
            mine = Due(due, came, force_moved=before is not None, is_beside=lead != force.pk)
            one = found.setdefault(pk, mine)
            earlier = (before, date.fromisoformat(old) if old else None)
            one.moved_from |= {day.year for day in earlier if day is not None and day.year < due.year}
    return found


def _recommendations(force: Force) -> Counted:
    """By the status that holds now: what was decided later counts as decided, what was given up as that. One query."""
    rows = RecommendationResponse.objects.filter(
        **{f"{OF_ANSWER}force": force}, response__state=PoliceResponse.State.SIGNED
    ).order_by()
    years = rows.annotate(year=ExtractYear(f"{OF_ANSWER}response_due"))
    of_each = {name: Count("pk", filter=condition()) for name, condition in DECISIONS.items()}
    found: Counted = []
    counted = years.values("year", "status", "decided__status").annotate(n=Count("pk"), **of_each)
    rows_of: list[dict[str, Any]] = list(counted)  # type: ignore[arg-type]
    for row in rows_of:
        if row["year"]:
            group = GROUPS.get(row["decided__status"] or row["status"], "")
            found.append((row["year"], group, row["n"] - row["given_up"], []))
            found += [(row["year"], name, row[name], []) for name in DECISIONS]
    return found


#: Status of an answer → the list it is counted in.
GROUPS = {
    str(Status.ACCEPTED): "accepted",
    str(Status.ACCEPTED_IN_PART): "in_part",
    str(Status.NOT_ACCEPTED): "refused",
    str(Status.ALREADY_IN_PLACE): "in_place",
    str(Status.UNDER_CONSIDERATION): "undecided",
    str(Status.REFERRED): "undecided",
}


ACCEPTED = (Status.ACCEPTED, Status.ACCEPTED_IN_PART)


def _now(*statuses: str) -> Q:
    """The status that holds now."""
    return Q(decided__status__in=statuses) | Q(decided=None, status__in=statuses)


def _with_dropped(*, some_left: bool) -> Q:
    """A promise was dropped: every one, or some and others not."""
    dropped = Q(state=Commitment.State.DROPPED)
    promises = Commitment.objects.order_by()
    left = Q(pk__in=promises.exclude(dropped).values("answer"))
    return Q(pk__in=promises.filter(dropped).values("answer")) & (left if some_left else ~left)


#: Name of a list → which of what an answer left open stands in it.
DECISIONS: dict[str, Callable[[], Q]] = {
    "overdue_undecided": lambda: Q(status__in=LEFT_OPEN, decided=None, decision_by__lt=clock.today()),
    "given_up": lambda: _now(*ACCEPTED) & _with_dropped(some_left=False),
    "given_up_in_part": lambda: _now(*ACCEPTED) & _with_dropped(some_left=True),
    "unseen": lambda: _now(Status.ALREADY_IN_PLACE) & Q(seen_in_place_on=None),
    "decided_late": lambda: Q(decided__decided_on__gt=F("decision_by")),
}


def _promises(force: Force) -> Counted:
    rows = Commitment.objects.filter(
        **{f"{OF_PROMISE}force": force}, answer__response__state=PoliceResponse.State.SIGNED
    ).order_by()
    names = [*standings.STANDINGS, "kept_late", "dropped_late"]
    of_each = {f"n_{name}": Count("pk", filter=standings.condition(name)) for name in names}
    years = rows.annotate(year=ExtractYear(f"{OF_PROMISE}response_due")).values("year").annotate(**of_each)
    rows_of: list[dict[str, int]] = list(years)  # type: ignore[arg-type]
    return [(row["year"], f"promises_{name}", row[f"n_{name}"], []) for row in rows_of if row["year"] for name in names]


def _verdicts(force: Force) -> Counted:
    return [(year, name, 1, []) for _, year, name in _judged(force)]


def _judged(force: Force) -> list[tuple[int, int, str]]:
    """(key of an answer, year, name of a list). One query, two more where residents praised one."""
    found = [(answer, year, f"verdict_{leaning}") for answer, (year, leaning) in leanings(force).items()]
    praised = {answer: year for answer, year, name in found if name == PRAISED}
    since = given_up_since(praised) if praised else set()
    return found + [(answer, praised[answer], NOT_AS_PRAISED) for answer in since]


def _withdrawn(force: Force) -> Counted:
    """Of the year in which the answer was to come: nothing of it is counted above. One query.

    Counted for the force that led and asked. A force that was to answer beside it has a number of its own.
    """
    rows = Consultation.objects.filter(_GONE, Q(force=force) | _beside(force)).order_by()
    of_each = {f"n_{name}": Count("pk", filter=fits & _whose(force, name)) for name, fits in WITHDRAWN.items()}
    years = rows.annotate(year=ExtractYear("response_due")).values("year").annotate(**of_each)
    rows_of: list[dict[str, int]] = list(years)  # type: ignore[arg-type]
    return [(row["year"], name, row[f"n_{name}"], []) for row in rows_of if row["year"] for name in WITHDRAWN]


def _beside(force: Force) -> Q:
    joint = Consultation.joint_forces.through.objects.filter(force_id=force.pk)
    return Q(pk__in=joint.values("consultation_id")) & ~Q(force=force)


def _whose(force: Force, name: str) -> Q:
    return _beside(force) if name == BESIDE else Q(force=force)


BESIDE = "withdrawn_beside"
NAMED = "beside_"  # before the name of a list of answers: those that another force leads and signs
PRAISED, NOT_AS_PRAISED = "verdict_yes", "verdict_yes_since"
MOVED_BY_FORCE = "on_time_moved"
BESIDE_ANSWERS = "Answers beside another force, which leads and signs: in none of the numbers above"
_ON = TruncDate("withdrawn_at")
_GONE = Q(stage=Stage.WITHDRAWN)
#: Name of a list → which of the consultations that were withdrawn stand in it.
WITHDRAWN = {
    "withdrawn": _GONE,
    "withdrawn_unopened": _GONE & Q(withdrawn_from=Stage.ANNOUNCED) & Q(GreaterThan(_ON, TruncDate("opens_at"))),
    "withdrawn_late": _GONE & Q(GreaterThan(_ON, F("findings_due"))),
    BESIDE: _GONE,
}

#: What a line shows: (heading, [(name of the list, words, how it is drawn)]). Some are no part of the whole.
PARTS = [
    (
        "Answers",
        [
            ("on_time", "on time", "good"),
            (MOVED_BY_FORCE, "on time, after the force moved the day", ""),
            ("late", "late", "wait"),
            ("overdue", "overdue now", "bad"),
            ("not_due", "not due yet", "open"),
            ("moved", "due in this year, moved to a later one", ""),
        ],
    ),
    (
        "Recommendations",
        [
            ("accepted", "accepted", "good"),
            ("in_part", "accepted in part", "half"),
            ("given_up", "accepted, every promise dropped", "bad"),
            ("given_up_in_part", "accepted, some promises dropped", ""),
            ("refused", "not accepted", "bad"),
            ("in_place", "already in place", "other"),
            ("unseen", "already in place, not confirmed by the panel", ""),
            ("undecided", "undecided", "wait"),
            ("overdue_undecided", "undecided and overdue", ""),
            ("decided_late", "decided late", ""),
        ],
    ),
    (
        "Promises",
        [
            ("promises_kept", "kept and checked", "good"),
            ("promises_kept_late", "kept and checked, late", ""),
            ("promises_late", "late now", "bad"),
            ("promises_dropped", "dropped", "other"),
            ("promises_dropped_late", "dropped after their date", ""),
            ("promises_unverified", "waiting for the panel", "wait"),
            ("promises_open", "not due yet", "open"),
        ],
    ),
    (
        BESIDE_ANSWERS,
        [
            (f"{NAMED}on_time", "on time, beside the force that leads", ""),
            (f"{NAMED}late", "late, beside the force that leads", ""),
            (f"{NAMED}overdue", "overdue now, beside the force that leads", ""),
            (f"{NAMED}not_due", "not due yet, beside the force that leads", ""),
        ],
    ),
    (
        "Residents’ verdict on the answers, of the people invited",
        [
            (PRAISED, "most said it answers", "good"),
            (NOT_AS_PRAISED, "most said it answers, dropped or corrected since", ""),
            ("verdict_partly", "most said: partly", "half"),
            ("verdict_mixed", "no majority", "wait"),
            ("verdict_no", "most said it does not", "bad"),
            ("verdict_open", "said of an answer that left it open", "other"),
            ("verdict_few", "not shown: too few, or all alike", "open"),
        ],
    ),
    (
        "Withdrawn before any findings, with the agreement of the panel",
        [
            ("withdrawn", "withdrawn on its request", ""),
            ("withdrawn_unopened", "withdrawn on its request unopened, and late", ""),
            ("withdrawn_late", "withdrawn on its request, with findings that were late", ""),
            (BESIDE, "on the request of another force, beside which it was to answer", ""),
        ],
    ),
]
AGREED = ("accepted", "in_part")
#: Name of a list that counts some of others again → those others, and what it says below them.
OF_THESE = {
    MOVED_BY_FORCE: (("on_time",), "of these, after the force moved the day"),
    "given_up_in_part": (AGREED, "of those accepted, some promises dropped"),
    NOT_AS_PRAISED: ((PRAISED,), "of these, dropped or corrected since"),
    "unseen": (("in_place",), "of these, not confirmed by the panel"),
    "overdue_undecided": (("undecided",), "of these, overdue"),
    "promises_kept_late": (("promises_kept",), "of these, late"),
    "promises_dropped_late": (("promises_dropped",), "of these, after their date"),
    "withdrawn_unopened": (("withdrawn",), "of these, unopened and late"),
    "withdrawn_late": (("withdrawn",), "of these, with findings that were late"),
}
BAD = {
    "late",
    "overdue",
    "promises_late",
    "promises_dropped",
    "promises_kept_late",
    "promises_dropped_late",
    "verdict_no",
    NOT_AS_PRAISED,
    "overdue_undecided",
    "given_up",
    "given_up_in_part",
    "unseen",
    "decided_late",
    "withdrawn_unopened",
    "withdrawn_late",
}
NAMES = {name: words for _, parts in PARTS for name, words, _ in parts}
NAMES |= {name: f"of the people invited, {words}" for name, words in NAMES.items() if name.startswith("verdict_")}


def _shown(force: Force, line: Line) -> dict[str, object]:
    """Each part as a bar, the numbers that are some, and in one sentence which are none."""

    def number(name: str, words: str, drawn: str) -> dict[str, object]:
        return {
            "n": line.numbers[name],
            "words": OF_THESE[name][1] if name in OF_THESE else words,
            "href": reverse("scorecard_list", args=[force.slug, line.year, name]),
            "tone": "bad" if name in BAD else "",
            "drawn": drawn,
            "is_of_these": name in OF_THESE,
        }

    def is_none(name: str) -> bool:
        """Said where there could be some: what is none of none is not."""
        parents = OF_THESE[name][0] if name in OF_THESE else ()
        return not line.numbers.get(name) and (not parents or any(line.numbers.get(one) for one in parents))

    def part(heading: str, names: list[tuple[str, str, str]]) -> dict[str, object]:
        some = [one for one in names if line.numbers.get(one[0])]
        return {
            "heading": heading,
            "strip": strip((line.numbers[name], words, drawn) for name, words, drawn in some if drawn),
            "numbers": [number(*one) for one in some],
            "none": "; ".join(words for name, words, _ in names if is_none(name)),
        }

    shown = [part(*one) for one in PARTS]
    parts = [one for one in shown if one["numbers"] or one["heading"] != BESIDE_ANSWERS]
    return {"year": line.year, "parts": parts, "median_late": line.median_late}


# --- The list behind a number ------------------------------------------------------------------------
def answers(force: Force, year: int, name: str) -> Q:
    """Which consultations stand behind a number of `Answers`."""
    if name == "moved":
        return Q(pk__in=[pk for pk, one in _due(force).items() if year in one.moved_from and not one.is_beside])
    came, today = ~Q(response_published_at=None), clock.today()
    day_came = TruncDate("response_published_at")
    on_time = came & Q(LessThanOrEqual(day_came, F("response_due")))
    fits = {
        "on_time": on_time,
        MOVED_BY_FORCE: on_time & ~Q(response_due_before=None),
        "late": came & Q(GreaterThan(day_came, F("response_due"))),
        "overdue": ~came & Q(response_due__lt=today),
        "not_due": ~came & Q(response_due__gte=today),
    }[name.removeprefix(NAMED)]
    whose = _beside(force) if name.startswith(NAMED) else Q(force=force)
    return whose & Q(response_due__year=year, findings_published_at__isnull=False) & fits


def recommendations(force: Force, year: int, name: str) -> Q:
    where = {f"{OF_ANSWER}force": force, f"{OF_ANSWER}response_due__year": year}
    signed = Q(**where, response__state=PoliceResponse.State.SIGNED)
    if name in DECISIONS:
        return signed & DECISIONS[name]()
    statuses = [status for status, group in GROUPS.items() if group == name]
    held = signed & _now(*statuses)
    return held & ~DECISIONS["given_up"]() if name in AGREED else held


def withdrawn(force: Force, year: int, name: str) -> Q:
    return Q(response_due__year=year) & _whose(force, name) & WITHDRAWN[name]


def judged(force: Force, year: int, name: str) -> Q:
    return Q(pk__in=[answer for answer, due, known in _judged(force) if (due, known) == (year, name)])


def promises(force: Force, year: int, name: str) -> Q:
    where = {f"{OF_PROMISE}force": force, f"{OF_PROMISE}response_due__year": year}
    return Q(**where) & standings.condition(name.removeprefix("promises_"))
