"""Quotes: finding exact words, showing what was left out, and whether a quote may be printed."""

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from audit import clock
from audit.record import record
from consultations import access, seating
from consultations.access import Do
from consultations.models import Consent, Consultation, Role
from deliberation.discussion import screening
from deliberation.models import Contribution, RecordStanding
from outcomes.models import Coding, Excerpt, FindingQuote, is_against
from people.errors import Refused
from people.models import Person
from people.text.sanitising import line_within

#: "[…]" for words left out, "[the camera]" for a clarification or in place of a detail that gives somebody away.
MARK = re.compile(r"\[[^\[\]]*\]")
#: "[T]he": one letter changed to begin a sentence in the middle of another.
CAPITAL = re.compile(r"\[(\w)\](?=\w)")
LONGEST_CLARIFICATION = 80
NOBODY = "Nobody has checked yet that it gives no one away."
THE_CODER = "It was checked by the person who coded it. A second person has to check it."
#: What a second person’s look ends.
UNCHECKED = {NOBODY, THE_CODER}
MOST_REPLACED = 6  # words that a clarification may stand for
LOOK_ALIKES = {"'": "['‘’]", "’": "['‘’]", "‘": "['‘’]", '"': '["“”]', "“": '["“”]', "”": '["“”]'}


# --- Finding the words --------------------------------------------------------------------------
def find_span(body: str, words: str, span: tuple[int, int] | None = None) -> tuple[int, int]:
    """(start, end) of `words` in `body`, in code points. Line breaks, spaces and kinds of quotation mark may differ.

    `span` (from the page's script) settles which place is meant where the words occur more than once.
    Raises Refused when the words are absent, or ambiguous and no span tells which.
    """
    words = words.replace("\r\n", "\n").strip()
    if not words:
        raise Refused("Choose the words to code: select them in the text, or tick “The whole contribution”.")
    if span and 0 <= span[0] < span[1] <= len(body) and _fold(body[span[0] : span[1]]) == _fold(words):
        return span
    found = [match.span() for match in re.finditer(f"(?={_loose(words)})", body)]
    if not found:
        raise Refused(
            "Those words are not in the contribution. Copy them exactly as they stand, "
            "or tick “The whole contribution”."
        )
    if len(found) > 1:
        raise Refused(
            f"Those words occur {len(found)} times. Add a word or two before or after, so that one place is meant."
        )
    match = re.compile(_loose(words)).match(body, found[0][0])
    assert match is not None
    return match.span()


def _loose(words: str) -> str:
    return r"\s+".join("".join(LOOK_ALIKES.get(c) or re.escape(c) for c in part) for part in words.split())


def _fold(text: str) -> str:
    return " ".join(text.split())


# --- Shortening and clarifying ------------------------------------------------------------------
def check_edit(verbatim: str, edited: str) -> str:
    """The edited version to print, or "" when it is the words as said.

    Between marks the words must stand as they were said, in order and without gaps; words may only be missing
    where a mark shows it. So taking the marks away always leaves a subsequence of what was said, and a "not"
    cannot vanish unseen. Raises Refused, saying what does not fit.
    """
    edited = re.sub(r"\[\s*\.{2,4}\s*\]", "[…]", _fold(edited))
    said = _fold(verbatim)
    if edited in {"", said}:
        return ""
    kept = CAPITAL.sub(r"\1", edited)
    pieces = MARK.split(kept)
    if any("[" in piece or "]" in piece for piece in pieces):
        raise Refused("A square bracket is not closed. Write […] for words left out and [your words] to clarify.")
    for mark in MARK.findall(kept):
        if len(mark) > LONGEST_CLARIFICATION:
            raise Refused("Keep a clarification in square brackets short: a few words.")
    if not any(re.search(r"\w", piece) for piece in pieces):
        raise Refused("Leave some of the person’s own words in the quote.")
    _match_in_order(said, [piece.strip() for piece in pieces], MARK.findall(kept), set(CAPITAL.findall(edited)))
    return edited


def _match_in_order(said: str, pieces: list[str], marks: list[str], capitals: set[str]) -> None:
    at, since = 0, []
    for number, piece in enumerate(pieces):
        since += marks[number - 1 : number] if number else []
        if not piece and number < len(pieces) - 1:
            continue
        first, last = number == 0, number == len(pieces) - 1
        pattern = _piece(piece, capitals, last)
        match = pattern.match(said, at) if first else pattern.search(said, at)
        if match is None:
            raise Refused(
                f"“{piece[:60]}” is not what was said at this place. Keep the person’s words as they are; "
                "write […] where you leave words out and put your own words in [square brackets]."
            )
        _replaced(said[at : match.start()], since)
        at, since = match.end(), []


def _replaced(gone: str, marks: list[str]) -> None:
    """A clarification may stand for a name or a place, not for a sentence: that needs […]."""
    if "[…]" not in marks and len(gone.split()) > MOST_REPLACED:
        raise Refused(
            f"Your own words stand in place of “{gone.strip()[:60]}…”. Write […] as well where you leave words out."
        )


def _piece(piece: str, capitals: set[str], last: bool) -> re.Pattern[str]:
    """`piece` as whole words; a letter that stood in "[T]he" may differ in case at the start of a piece."""
    if not piece:  # the text ends with a mark: anything may have been left out
        return re.compile(r"\Z")
    head = f"(?i:{re.escape(piece[0])})" if piece[0] in capitals else re.escape(piece[0])
    end = r"\Z" if last else r"(?:(?<!\w)|(?!\w))"
    return re.compile(r"(?:(?<!\w)|(?!\w))" + head + re.escape(piece[1:]) + end)


# --- May it be printed? -------------------------------------------------------------------------
def with_people(excerpts: QuerySet[Excerpt]) -> QuerySet[Excerpt]:
    """Everything that showing and judging quotes needs, in a fixed number of queries."""
    found = with_speakers(excerpts).select_related(
        "revision__contribution__thread__area__consultation", "created_by", "checked_by__user"
    )
    return found.prefetch_related("codings__theme", "codings__coded_by__user")


def with_speakers(excerpts: QuerySet[Excerpt]) -> QuerySet[Excerpt]:
    """What judging quotes needs: of the codes, that they are there."""
    return excerpts.select_related(
        "revision__contribution__membership__group", "revision__contribution__record"
    ).prefetch_related("revision__contribution__membership__consents", "codings")


@dataclass(frozen=True)
class Judged:
    """A quote and what tells whether it may be printed: for pages that have many, where models cost ten times more."""

    verbatim: str
    edited: str
    checked_by: int | None
    number: int  # of the words that are quoted
    newest: int
    state: str
    role: str
    withdrawn_at: datetime | None
    takes_part: bool
    may_be_quoted: bool
    checked_by_coder: bool
    excerpt: int
    person: int
    pseudonym: str
    group: str | None
    group_is_open: bool | None
    refused: str = ""  # why a second person said no
    record: str | None = None  # how the record stands in which the words came
    contribution: int = 0
    in_group: int | None = None
    pk: int = 0  # of the place in the finding

    @property
    def text(self) -> str:
        return self.edited or self.verbatim

    @property
    def is_taken_back(self) -> bool:
        agreed = self.takes_part and self.may_be_quoted and self.withdrawn_at is None
        return self.state == Contribution.State.WITHDRAWN or not agreed

    @cached_property
    def reasons(self) -> list[str]:
        """Why it may NOT be printed; empty when it may (domain 5.9, invariant 14)."""
        reasons = []
        if self.state != Contribution.State.VISIBLE or self.withdrawn_at or self.role != Role.PARTICIPANT:
            reasons.append("The contribution is no longer part of the consultation.")
        if self.record == RecordStanding.WAITS:
            reasons.append("The record it came in waits for a second person to confirm it.")
        if not self.takes_part or not self.may_be_quoted:
            reasons.append("The person has not agreed to be quoted.")
        if self.newest != self.number:
            reasons.append("The person has changed these words since. Quote the new ones.")
        if self.refused:
            reasons.append(f"A second person said no: {self.refused} Change the words, or choose others.")
        elif self.checked_by is None:
            reasons.append(NOBODY)
        elif self.checked_by_coder:
            reasons.append(THE_CODER)
        return reasons + [f"The words contain {found}." for found in screening.findings(self.text)]


def judged(quotes: QuerySet[FindingQuote]) -> dict[int, list[Judged]]:
    """{finding pk: its quotes, in order}: one query."""
    rows = quotes.exclude(excerpt=None).order_by("order", "pk").values_list("finding", *_facts("excerpt__"), "pk")
    found: dict[int, list[Judged]] = defaultdict(list)
    for finding, *facts in rows:
        found[finding].append(Judged(*facts))
    return found


def judged_beside(excerpts: Collection[int], finding: int) -> list[tuple[int | None, Judged]]:
    """(place, words) of these excerpts and of all that a finding quotes, in the order of coding: one query.

    `place` is None for what it does not quote; of a quote `pk` is that of its place.
    """
    mine = FindingQuote.objects.filter(finding=finding)
    here = mine.filter(excerpt=OuterRef("pk"))
    asked = Excerpt.objects.filter(Q(pk__in=excerpts) | Q(pk__in=mine.exclude(excerpt=None).values("excerpt")))
    of_place = Coalesce(Subquery(here.values("pk")), 0)
    rows = asked.order_by("pk").values_list(Subquery(here.values("order")), *_facts(""), of_place)
    return [(place, Judged(*facts)) for place, *facts in rows]


def _facts(to: str) -> list[Any]:
    """What `Judged` is made of, but for the place in a finding. `to`: the way to the excerpt."""
    said, excerpt = f"{to}revision__contribution", to.removesuffix("__") or "pk"
    person = f"{said}__membership"
    agreed = Consent.objects.filter(membership=OuterRef(person), withdrawn_at=None)
    coded = Coding.objects.filter(excerpt=OuterRef(excerpt), coded_by=OuterRef(f"{to}checked_by"))
    by_its_maker = When(**{f"{to}checked_by": F(f"{to}created_by")}, then=Value(value=True))
    return [
        f"{to}verbatim",
        f"{to}edited",
        f"{to}checked_by",
        f"{to}revision__number",
        f"{said}__revision",
        f"{said}__state",
        f"{person}__role",
        f"{person}__withdrawn_at",
        Exists(agreed.filter(item=Consent.Item.TAKE_PART)),
        Exists(agreed.filter(item=Consent.Item.QUOTES)),
        Case(by_its_maker, default=Exists(coded)),
        excerpt,
        person,
        f"{person}__pseudonym",
        f"{person}__group__name",
        f"{person}__group__is_open",
        f"{to}refused_because",
        f"{said}__record__standing",
        said,
        f"{person}__group",
    ]


def against(quotes: QuerySet[FindingQuote]) -> set[int]:
    """The quotes of people who take another side than their finding, by what was coded of these words on its themes."""
    coded = quotes.filter(excerpt__codings__theme=F("finding__themes"), excerpt__codings__state=Coding.State.COUNTS)
    stances: dict[int, tuple[set[str], set[str]]] = {}
    for pk, position, stance in coded.values_list("pk", "finding__position", "excerpt__codings__stance"):
        stances.setdefault(pk, (set(position), set()))[1].add(stance)
    return {pk for pk, (position, mine) in stances.items() if is_against(mine, position)}


def is_publishable(excerpt: Excerpt) -> list[str]:
    """The reasons why the quote may NOT be printed; an empty list when it may."""
    contribution = excerpt.revision.contribution
    person = contribution.membership
    return Judged(
        excerpt.verbatim,
        excerpt.edited,
        excerpt.checked_by_id,
        excerpt.revision.number,
        contribution.revision,
        contribution.state,
        person.role,
        person.withdrawn_at,
        person.consents_to(Consent.Item.TAKE_PART),
        person.consents_to(Consent.Item.QUOTES),
        excerpt.checked_by_id in coders(excerpt),
        excerpt.pk,
        person.pk,
        person.pseudonym,
        None,
        None,
        refused=excerpt.refused_because,
        record=contribution.record.standing if contribution.record else None,
    ).reasons


def coders(excerpt: Excerpt) -> set[int]:
    """Whoever chose or coded the words, by the number of their standing."""
    return {excerpt.created_by_id, *(coding.coded_by_id for coding in excerpt.codings.all())}


@transaction.atomic
def check_quote(excerpt: Excerpt, *, by: Person) -> Excerpt:
    """A second person confirms that the quote gives no one away."""
    consultation = excerpt.revision.contribution.thread.consultation
    member = access.require(by, consultation, Do.CHECK_QUOTE)
    if member.pk in coders(excerpt):
        raise Refused("You chose or coded these words, so somebody else has to check them.")
    if why := seating.why_not_second(member, coders(excerpt)):
        raise Refused(why)
    if excerpt.refused_because:
        raise Refused("A second person said no to these words. They are changed first, then checked again.")
    if found := screening.findings(excerpt.text):
        raise Refused(
            f"The words contain {' and '.join(found)}, which may give somebody away. "
            "Put […] or [square brackets] in its place first."
        )
    excerpt.checked_by, excerpt.checked_at = member, clock.now()
    excerpt.save()
    record("quote_checked", actor=member, subject=excerpt, consultation=consultation.slug)
    return excerpt


@transaction.atomic
def refuse_quote(excerpt: Excerpt, *, by: Person, why: str) -> Excerpt:
    """A second person says that the quote may give somebody away, or is unfair to them out of its place, and why."""
    consultation = excerpt.revision.contribution.thread.consultation
    member = access.require(by, consultation, Do.CHECK_QUOTE)
    if member.pk in coders(excerpt):
        raise Refused("You chose or coded these words, so somebody else has to check them.")
    why = line_within(why, 300, "The reason")
    if not why:
        raise Refused("Say why, so that the words can be changed or others chosen.")
    excerpt.refused_because, excerpt.refused_by = why, member
    excerpt.checked_by = excerpt.checked_at = None
    excerpt.save()
    record("quote_refused", actor=member, subject=excerpt, consultation=consultation.slug)
    return excerpt


def quoted(consultation: Consultation) -> QuerySet[Excerpt]:
    """Every quote that a finding of this consultation uses."""
    return with_people(Excerpt.objects.filter(finding_quotes__finding__report__consultation=consultation).distinct())
