"""Reading a thread: twenty contributions at a time, at the same cost for the first of ten and the last of ten thousand.

Pages go by key, not by number: "the twenty after this one". Nothing here counts a whole thread. Rows are plain
dictionaries of text, made ready here, because templates read those several times faster than models.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import QueryDict
from django.utils.safestring import SafeString

from audit import clock
from audit.prepared import Prepared
from audit.wiring import wired
from consultations.models import Membership, Role
from deliberation import numbers
from deliberation.discussion import screening
from deliberation.models import Contribution, ContributionRevision, ModerationDecision, Reason, Thread
from deliberation.models.discussion import DAY_NOT_RECORDED
from deliberation.models.moderation import NO_TOMBSTONE, beside_words
from people.text import dates
from people.text.sanitising import number, shortened

State, Source = Contribution.State, Contribution.Source
PAGE = 20
REPLIES = 5  # shown under a contribution; a link leads to the rest
REPLIES_PAGE = 50
LAST = 2**62  # no post has a key as high
END = 10**17  # the same, of as many digits as an address is read with
Row = dict[str, Any]
COLUMNS = (
    "pk",
    "membership_id",
    "body",
    "revision",
    "source_kind",
    "reply_to_id",
    "state",
    "shown_revision",
    "quotes_id",
    "moved_from_id",
    "created_at",
    "record_id",
    "record__held_on",
    "membership__role",
    "membership__pseudonym",
    "membership__user__name",
)
#: What is written beside the name: (text, tone).
MARKS = {
    Source.TRANSCRIPT: [("From the transcript", "neutral")],
    Source.FACILITATOR_NOTE: [("Note", "neutral")],
    Source.ROOM: [("From the transcript", "neutral")],
    Source.POLL_COMMENT: [("Comment on a poll", "neutral")],
}


@dataclass
class Page:
    """One page of a thread."""

    rows: list[Row] = field(default_factory=list)
    before: int | None = None  # link "earlier": the page that ends before this id
    after: int | None = None  # link "later": the page that begins after this id
    alone: bool = False  # one contribution with all its replies
    order: str = ""  # one of ORDERS, or ANSWERED
    follows: bool = False  # of the two halves of UNANSWERED, the other one has posts too

    @property
    def is_newest_first(self) -> bool:
        return self.order == NEWEST

    @property
    def is_own(self) -> bool:
        return self.order == MINE

    @property
    def orders(self) -> list[tuple[str, str, bool]]:
        """(key, label, whether it is this page’s)"""
        shown = UNANSWERED if self.order == ANSWERED else self.order
        return [(key, label, key == shown) for key, label in ORDERS]

    @property
    def previous(self) -> str:
        """The query of the page before this one in the order it is read in; empty where there is none."""
        if self.order == NEWEST:
            return f"order={NEWEST}" if self.before else ""
        if self.order == ANSWERED and not self.before and self.follows:
            return f"order={UNANSWERED}&before={END}"
        return self._query("before", self.before)

    @property
    def next(self) -> str:
        if self.order == NEWEST:
            return self._query("before", self.after)
        if self.order == UNANSWERED and not self.after and self.follows:
            return f"order={ANSWERED}"
        return self._query("after", self.after)

    def _query(self, name: str, key: int | None) -> str:
        order = f"order={self.order}&" if self.order else ""
        return f"{order}{name}={key}" if key else ""


NEWEST, UNANSWERED, MINE = "newest", "unanswered", "mine"
ANSWERED = "answered"  # what comes in the order UNANSWERED once every post that nobody answered was shown
#: How a thread can be read, in words.
ORDERS = [("", "Oldest first"), (NEWEST, "Newest first"), (UNANSWERED, "Not answered first"), (MINE, "Your own")]


def _on_show() -> QuerySet[Contribution]:
    """What readers see: what is visible, the last words shown of what was changed and waits, tombstones, and the
    empty place of a withdrawn or held post others replied to.

    What the law keeps anonymous leaves no tombstone: even "something was here" could point to the person.
    """
    replies = Contribution.objects.filter(reply_to=OuterRef("pk"), state=State.VISIBLE)
    secret = ModerationDecision.objects.filter(
        contribution=OuterRef("pk"), action=ModerationDecision.Action.REMOVE, reason__in=NO_TOMBSTONE
    )
    return Contribution.objects.filter(
        Q(state=State.VISIBLE)
        | (Q(state=State.REMOVED) & ~Exists(secret))
        | Q(state=State.HELD, shown_revision__isnull=False)
        | (Q(state__in=[State.WITHDRAWN, State.HELD]) & Exists(replies))
    )


def _top_level() -> QuerySet[Contribution, Row]:
    """With the id of the sixth reply, if there is one: it bounds the reading of a contribution with thousands."""
    replies = Contribution.objects.filter(reply_to=OuterRef("pk"), state__in=[State.VISIBLE, State.REMOVED])
    sixth = Subquery(replies.order_by("pk").values("pk")[REPLIES : REPLIES + 1])
    rows: QuerySet[Contribution, Row]
    rows = ON_SHOW.filter(reply_to=None).annotate(more_from=sixth).values(*COLUMNS, "more_from")
    return rows


# Built once: every page starts from a copy, which costs far less than building them again.
ON_SHOW = _on_show()
_TOP_LEVEL = _top_level()
_ANY_LEVEL = ON_SHOW.order_by("pk").values(*COLUMNS)


@lru_cache
def _page_of(order: str, *, backward: bool) -> Prepared[Contribution, Row]:
    """Twenty and one more, from a key on. Keys: the thread, where to begin, and the reader if the order is MINE."""

    def build(thread: int, begin: int, *reader: int) -> QuerySet[Contribution, Row]:
        rows = _TOP_LEVEL.filter(thread=thread, **{"pk__lt" if backward else "pk__gt": begin})
        if order in {UNANSWERED, ANSWERED}:
            answered = Exists(Contribution.objects.filter(reply_to=OuterRef("pk"), state=State.VISIBLE))
            waits = Q(~answered, state=State.VISIBLE)
            rows = rows.filter(waits if order == UNANSWERED else ~Q(state=State.VISIBLE) | Q(answered))
        for member in reader:
            replied = Contribution.objects.filter(reply_to=OuterRef("pk"), membership=member)
            rows = rows.filter(Q(membership=member) | Exists(replied))
        return rows.order_by("-pk" if backward else "pk")[: PAGE + 1]

    return Prepared(build, int, int, *([int] if order == MINE else []))


@lru_cache
def _replies_to(count: int) -> Prepared[Contribution, Row]:
    """All replies to `count` posts, each a key."""
    return Prepared(lambda *posts: _ANY_LEVEL.filter(reply_to__in=posts), *[int] * count)


#: What is kept out of sight: posts, and words of posts that stand as they were cut.
_CUT = ModerationDecision.objects.filter(
    contribution=OuterRef("pk"), action=ModerationDecision.Action.REDACT, revision=OuterRef("revision")
)
_OUT_OF_SIGHT = Q(state__in=[State.HELD, State.REMOVED])
_EDITED = Q(state=State.VISIBLE, revision__gt=1)
_HIDDEN = Contribution.objects.filter(_OUT_OF_SIGHT | _EDITED & Exists(_CUT)).order_by("-created_at", "-pk")


def _hidden_keys(thread: int, member: int) -> QuerySet[Contribution, tuple[datetime, int]]:
    """As `_HIDDEN`, in two halves: each finds its few by an index, where one question with "or" reads all of theirs.

    By time, not by key: ordered by key, SQLite walks the whole thread backwards.
    """
    own = Contribution.objects.filter(thread=thread, membership=member).order_by().values_list("created_at", "pk")
    halves = own.filter(_OUT_OF_SIGHT).union(own.filter(_EDITED, Exists(_CUT)), all=True)
    return halves.order_by("-created_at", "-pk")[:PAGE]


_HIDDEN_KEYS = Prepared(_hidden_keys, int, int)
_REMOVALS = ModerationDecision.objects.filter(action=ModerationDecision.Action.REMOVE).order_by("pk")


_MADE: dict[str, str] = {
    ModerationDecision.Action.REMOVE: State.REMOVED,
    ModerationDecision.Action.HOLD: State.HELD,
    ModerationDecision.Action.REDACT: State.VISIBLE,
}
_KEPT_OUT = ModerationDecision.objects.filter(action__in=_MADE).order_by("pk")


# --- Which page -----------------------------------------------------------------------------------
def read(thread: Thread, query: QueryDict, member: Membership | None = None) -> Page:
    """The page the address asks for: ?after=, ?before=, ?at= (one contribution), ?newest=1, ?replies=all with at.

    ?order=: one of ORDERS; it says which posts are shown, or that they go backwards.
    """
    after, before, at = (number(query.get(name)) or None for name in ("after", "before", "at"))
    if not at and (order := query.get("order", "")) in {NEWEST, UNANSWERED, ANSWERED, MINE}:
        return _ordered(thread, order, member, before, after)
    if at and query.get("replies") == "all":
        return _alone(thread, at, after)
    if at:
        return _page_at(thread, at)
    page = Page()
    if before or query.get("newest"):
        page = _backward(thread, before)
        page.after = page.rows[-1]["pk"] if before and page.rows else None
    if not page.rows:  # also where an address asks for what is before the first
        page = _forward(thread, after)
        page.before = page.rows[0]["pk"] if after and page.rows else None
    return _fill(page)


def _ordered(thread: Thread, order: str, member: Membership | None, before: int | None, after: int | None) -> Page:
    if order == NEWEST:
        found = _backward(thread, before)
        # Read the other way round: what is older comes next, what is newer stands at the beginning.
        page = Page(rows=found.rows[::-1], before=before, after=found.before)
    elif order == MINE and member is None:
        page = Page()
    elif before:
        page = _backward(thread, before, order, member)
        page.after = page.rows[-1]["pk"] if page.rows else None
    else:
        page = _forward(thread, after, order, member)
        page.before = page.rows[0]["pk"] if after and page.rows else None
    if order == UNANSWERED and not page.rows:  # every post has an answer
        page, order = _forward(thread, None, ANSWERED), ANSWERED
    elif order == UNANSWERED and not page.after:
        page.follows = bool(list(_page_of(ANSWERED, backward=False)(thread.pk, 0)))
    elif order == ANSWERED and not page.before:
        page.follows = bool(list(_page_of(UNANSWERED, backward=False)(thread.pk, 0)))
    page.order = order
    return _fill(page)


def one(contribution: Contribution) -> Row:
    """The contribution as a row with no replies, for a fragment of its own. Held ones too: for their author."""
    row: Row = Contribution.objects.filter(pk=contribution.pk).values(*COLUMNS).get()
    dress([row])
    return row


def some(thread: Thread, keys: list[int]) -> list[Row]:
    """These posts as they stand in the thread, by time, each alone; what is not on show here is not among them."""
    rows = list(_ANY_LEVEL.filter(thread=thread, pk__in=keys))
    dress(rows)
    return rows


def just_said(contribution: Contribution) -> Row:
    """As `one`, for what the act has just written or found: nothing to ask the database for."""
    author = contribution.membership
    row = {name: getattr(contribution, name) for name in COLUMNS if "__" not in name}
    row["record__held_on"] = contribution.record.held_on if contribution.record is not None else None
    row["created_at"] = contribution.created_at.astimezone(UTC)
    row |= {"membership__role": author.role, "membership__pseudonym": author.pseudonym}
    row["membership__user__name"] = author.user.name if author.user is not None else ""
    dress([row])
    return row


def _forward(thread: Thread, after: int | None = None, order: str = "", member: Membership | None = None) -> Page:
    reader = [member.pk] if member is not None and order == MINE else []
    found = _page_of(order, backward=False)(thread.pk, after or 0, *reader)
    page = Page(rows=found[:PAGE])
    page.after = page.rows[-1]["pk"] if len(found) > PAGE else None
    return page


def _backward(thread: Thread, before: int | None = None, order: str = "", member: Membership | None = None) -> Page:
    reader = [member.pk] if member is not None and order == MINE else []
    found = _page_of(order, backward=True)(thread.pk, before or LAST, *reader)
    page = Page(rows=found[:PAGE][::-1])
    page.before = page.rows[0]["pk"] if len(found) > PAGE else None
    return page


def _page_at(thread: Thread, at: int) -> Page:
    """The page that holds contribution `at`.

    An id that is hidden, elsewhere or never was gives the page where it would stand: no telling which it is.
    """
    reply_to = _reply_to(thread, at)
    page = _forward(thread, (reply_to or at) - 1)
    if len(page.rows) < PAGE:  # near the end: the newest twenty hold it
        page = _backward(thread)
    elif thread.contributions.filter(reply_to=None, pk__lt=page.rows[0]["pk"]).exists():
        page.before = page.rows[0]["pk"]
    return _fill(page, also=at if reply_to else None)


def _alone(thread: Thread, at: int, after: int | None) -> Page:
    first = _reply_to(thread, at) or at
    page = Page(rows=list(_TOP_LEVEL.filter(thread=thread, pk=first)), alone=True)
    replies: list[Row] = []
    if page.rows:
        replies = list(_ANY_LEVEL.filter(reply_to=first, pk__gt=after or 0)[: REPLIES_PAGE + 1])
        page.after = replies[REPLIES_PAGE - 1]["pk"] if len(replies) > REPLIES_PAGE else None
        page.rows[0]["more_from"] = None
    dress(page.rows, replies[:REPLIES_PAGE])
    return page


def _reply_to(thread: Thread, at: int) -> int | None:
    return thread.contributions.filter(pk=at).values_list("reply_to_id", flat=True).first()


# --- What is on it --------------------------------------------------------------------------------
def _fill(page: Page, also: int | None = None) -> Page:
    """Read the first replies of each row, and the reply `also` wherever it stands."""
    few = [row["pk"] for row in page.rows if row["more_from"] is None]
    if len(few) == len(page.rows) and not also:
        dress(page.rows, _replies_to(len(few))(*few) if few else [])
        return page
    wanted = Q(reply_to__in=few)
    for row in page.rows:
        if row["more_from"] is not None:
            wanted |= Q(reply_to=row["pk"], pk__lt=row["more_from"])
    if also:
        wanted |= Q(pk=also)
    dress(page.rows, list(_ANY_LEVEL.filter(wanted)))
    return page


def dress(rows: list[Row], replies: Iterable[Row] = ()) -> None:
    """Make rows ready to be shown: text for what is number or date, replies in their place, why tombstones stand."""
    places: dict[int, list[Row]] = {row["pk"]: [] for row in rows}
    everything = [*rows]
    for reply in replies:
        if reply["reply_to_id"] in places:
            places[reply["reply_to_id"]].append(reply)
            everything.append(reply)
    _last_shown(everything)
    acted, moved = _acted(everything)
    quoted = _quoted([row["quotes_id"] for row in everything if row["quotes_id"]])
    now = clock.now()
    tombstones = _tombstones([row["pk"] for row in everything if row["state"] == State.REMOVED])
    for row in everything:
        row["id"] = SafeString(row["pk"])  # digits: nothing to escape, and a page writes each six times
        row["role"] = row["membership__role"]
        row["may_change"] = row["created_at"] + timedelta(days=numbers.EDIT_DAYS) >= now
        row["is_visible"] = row["state"] == State.VISIBLE
        row["is_removed"] = row["state"] == State.REMOVED
        row["is_empty_place"] = row["state"] == State.HELD and row["shown_revision"] is None
        row["is_changing"] = row["state"] == State.HELD and row["shown_revision"] is not None
        row["is_withdrawn"] = row["state"] == State.WITHDRAWN
        row["name"] = _name(row)
        row["marks"] = _marks(row)
        row["at"], row["iso"] = _said_at(row)
        row["edited"] = row["revision"] > 1
        row["tombstone"] = tombstones.get(row["pk"])
        row["notes"] = acted.get(row["pk"], [])
        row["was_moved"] = row["pk"] in moved
        row["quote"] = quote = quoted.get(row["quotes_id"]) if row["quotes_id"] else None
        row["quote_changed"] = bool(quote and quote["written"] and quote["written"] > row["created_at"])
        row["replies"] = places.get(row["pk"], [])
        row["more"] = row.get("more_from") is not None


def _said_at(row: Row) -> tuple[str, str]:
    """When it was said, in words and for programs: of a meeting the day it was held, "" where nobody knows it."""
    if row["record_id"] is None:
        return dates.when(row["created_at"]), row["created_at"].isoformat()
    held = row["record__held_on"]
    return (dates.day(held), held.isoformat()) if held else (DAY_NOT_RECORDED, "")


def _last_shown(rows: list[Row]) -> None:
    """What waits keeps its newest words to itself: the last ones on show stand in their place, or none."""
    waiting = {row["pk"]: row for row in rows if row["state"] == State.HELD}
    for row in waiting.values():
        row["body"] = ""
    changing = {pk: row["shown_revision"] for pk, row in waiting.items() if row["shown_revision"] is not None}
    if not changing:
        return
    for revision in ContributionRevision.objects.filter(contribution__in=changing):
        if changing[revision.contribution_id] == revision.number:
            waiting[revision.contribution_id].update(body=revision.body, revision=revision.number)


TAKEN_OUT = "[taken out"  # as changes.BRACKET begins


def _acted(rows: list[Row]) -> tuple[dict[int, list[str]], set[int]]:
    """What a facilitator did to a post that is on show, in words: who, when, why; and which of them were moved.

    No query where nothing was done.
    """
    keys = [row["pk"] for row in rows if row["moved_from_id"] or TAKEN_OUT in row["body"]]
    if not keys:
        return {}, set()
    actions = [ModerationDecision.Action.REDACT, ModerationDecision.Action.MOVE]
    decisions = ModerationDecision.objects.filter(contribution__in=keys, action__in=actions).order_by("pk")
    notes: dict[int, list[str]] = {}
    moved = set()
    for decision in decisions.select_related("decided_by__user", "contribution", "moved_from"):
        who = f"by {decision.decided_by.public_name}, facilitator, {dates.day(decision.decided_at)}"
        before = decision.moved_from
        if decision.action == ModerationDecision.Action.REDACT:
            why = beside_words(Reason(decision.reason))
            said = f"Words were taken out {who}: {why}." if why else f"Words were taken out {who}."
        elif decision.contribution.moved_from_id is None:
            continue  # an appeal has put it back
        else:
            said = f"Moved here{f' from “{before.title}”' if before else ''} {who}."
            moved.add(decision.contribution_id)
        notes.setdefault(decision.contribution_id, []).append(said)
    _halves_told(rows, moved, notes)
    return notes, moved


def _halves_told(rows: list[Row], moved: set[int], notes: dict[int, list[str]]) -> None:
    """The second half of a post that its author let become two stands elsewhere without anybody’s decision."""
    halves = {row["pk"]: row["moved_from_id"] for row in rows if row["moved_from_id"] and row["pk"] not in moved}
    titles = dict(Thread.objects.filter(pk__in=set(halves.values())).values_list("pk", "title")) if halves else {}
    for key, before in halves.items():
        if before in titles:
            notes.setdefault(key, []).append(f"Was part of a post in “{titles[before]}”: its author made two of it.")


def moved_away(thread: Thread) -> list[dict[str, object]]:
    """What a facilitator moved from here and others still read elsewhere: where it is, who moved it, when.

    The same people read both threads (`changes.places_for`), and nothing is said of whose it was or what it said.
    """
    moves = ModerationDecision.objects.filter(moved_from=thread, contribution__in=Contribution.objects.on_show())
    moves = moves.exclude(contribution__thread=thread).select_related(
        "decided_by__user", "contribution__thread__area__consultation"
    )
    last = {move.contribution_id: move for move in moves.order_by("pk")}
    by_decision: list[dict[str, object]] = [
        {"post": move.contribution, "by": move.decided_by.public_name, "at": move.decided_at} for move in last.values()
    ]
    moved = ModerationDecision.objects.filter(contribution=OuterRef("pk"), action=ModerationDecision.Action.MOVE)
    halves = Contribution.objects.on_show().filter(~Exists(moved), moved_from=thread).exclude(thread=thread)
    found = halves.select_related("thread__area__consultation").order_by("pk")
    return by_decision + [{"post": half, "by": "", "at": half.created_at} for half in found]


QUOTED = 240  # characters of what is quoted; a link leads to the whole


def _quoted(keys: list[int]) -> dict[int, Row]:
    """What is quoted, as it stands now: what is not on show there is not shown here either.

    `written`: when words that were changed came to be what they are; whoever quoted them before did not read them.
    """
    if not keys:
        return {}
    rows: list[Row] = list(Contribution.objects.on_show().filter(pk__in=keys).values(*COLUMNS))
    _last_shown(rows)
    changed = {row["pk"]: row["revision"] for row in rows if row["revision"] > 1}
    versions = ContributionRevision.objects.filter(contribution__in=changed) if changed else []
    written = {one.contribution_id: one.at for one in versions if changed[one.contribution_id] == one.number}
    return {
        row["pk"]: {
            "id": SafeString(row["pk"]),
            "name": _name(row),
            "words": shortened(row["body"], QUOTED),
            "written": written.get(row["pk"]),
        }
        for row in rows
    }


def _name(row: Row) -> str:
    """As `Membership.public_name`: staff sign with their name, participants only ever with their pseudonym."""
    if row["source_kind"] == Source.ROOM:
        return str(Source.ROOM.label)
    if row["membership__role"] == Role.PARTICIPANT:
        return str(row["membership__pseudonym"])
    return str(row["membership__user__name"] or row["membership__pseudonym"])


def _marks(row: Row) -> list[tuple[str, str]]:
    leads = row["membership__role"] == Role.FACILITATOR and row["source_kind"] != Source.ROOM
    facilitator = [("Facilitator", "accent")] if leads else []
    return facilitator + MARKS.get(row["source_kind"], [])


def _tombstones(removed: list[int]) -> dict[int, Row]:
    if not removed:
        return {}
    decisions = _REMOVALS.filter(contribution__in=removed).select_related("decided_by__user")
    return {  # the newest one wins
        decision.contribution_id: {
            "by": decision.decided_by.public_name,
            "reason": Reason(decision.reason).label.lower(),
            "for_safety": decision.is_about_safety,
            "at": dates.day(decision.decided_at),
        }
        for decision in decisions
    }


def hidden_from_others(thread: Thread, member: Membership | None) -> list[Contribution]:
    """What this person wrote here that others cannot see, or not whole: held, removed or cut, with the decision."""
    if member is None:
        return []
    keys = [key for _, key in _HIDDEN_KEYS(thread.pk, member.pk)]
    if not keys:  # most people, most of the time: asked with as few columns as there can be
        return []
    rows = list(_HIDDEN.filter(pk__in=keys).select_related("safety_alert"))[::-1]
    for row in rows:
        row.pieces = marks(row) if row.is_held else []  # type: ignore[attr-defined]
        row.removal = None
    by_key = {row.pk: row for row in rows}
    for decision in _KEPT_OUT.filter(contribution__in=by_key).select_related("decided_by__user", "appeal"):
        row = by_key[decision.contribution_id]
        if row.state == _MADE[decision.action] and (row.is_removed or decision.revision == row.revision):
            row.removal = decision
    for mark in wired("MARK_OWN_POSTS"):
        mark(rows)
    return [row for row in rows if not row.is_visible or row.removal is not None]


def marks(held: Contribution) -> list[tuple[str, str]]:
    """The words of a held post with what was found marked. Not the names a consultation lists: its sentence says so."""
    return screening.marked(held.body)
