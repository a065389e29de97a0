"""Quotes: finding exact words, showing what was left out, and whether a quote may be printed."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import (
    BigIntegerField,
    Case,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Length, Replace

from audit import clock
from audit.record import record
from consultations import access, seating
from consultations.access import Do
from consultations.models import Consent, Consultation, Role
from deliberation.discussion import screening
from deliberation.models import Contribution, PollComment, RecordStanding
from outcomes.coding import refusing
from outcomes.models import Coding, Excerpt, FindingQuote, Theme, is_against
from people.errors import Refused
from people.models import Person
from people.text.sanitising import line_within

#: "[…]" for words left out, "[the camera]" for a clarification or in place of a detail that gives somebody away.
MARK = re.compile(r"\[[^\[\]]*\]")
#: "[T]he": one letter changed to begin a sentence in the middle of another.
CAPITAL = re.compile(r"\[(\w)\](?=\w)")
LONGEST_CLARIFICATION = 80
NOBODY = "Nobody has checked yet that it gives no one away."
THE_CODER = "It was checked by the person who coded or edited it. A second person has to check it."
#: What a second person’s look ends.
UNCHECKED = {NOBODY, THE_CODER}
#: Written in a poll by nobody knows whom, so each is somebody of its own. All others have a person.
POLL_COMMENT = Contribution.Source.POLL_COMMENT
OF_PEOPLE = [one for one in Contribution.Source if one != POLL_COMMENT]
SOMEBODYS = 3  # words of a theme’s name, from which on they may be somebody’s own
LEFT_OFF = 2  # characters at the end
HALVINGS = 6  # of a row of spaces: of up to 64 one stays
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
        "revision__contribution__membership__group",
        "revision__contribution__record",
        "revision__contribution__poll_comment__ballot",
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
    is_written: bool = False  # in a poll, by nobody knows whom
    pk: int = 0  # of the place in the finding
    is_astray: bool = False  # coded with no theme of the finding: one or the other changed since it was chosen

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
        if self.is_written and not self.may_be_quoted:
            reasons.append("Whoever wrote it has not allowed these words to be printed.")
        elif not self.takes_part or not self.may_be_quoted:
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
    coded = Coding.objects.that_count().filter(excerpt=OuterRef("excerpt"), theme__findings=OuterRef("finding"))
    asked = quotes.exclude(excerpt=None).order_by("order", "pk")
    rows = asked.values_list("finding", *_facts("excerpt__"), "pk", ~Exists(coded))
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
    by_its_maker = When(
        Q(**{f"{to}checked_by": F(f"{to}created_by")}) | Q(**{f"{to}checked_by": F(f"{to}edited_by")}),
        then=Value(value=True),
    )
    written = Q(**{f"{said}__source_kind": POLL_COMMENT})
    allowed = PollComment.objects.filter(contribution=OuterRef(said)).exclude(ballot__choice="")

    def unless_written(of_person: Combinable, then: Combinable) -> Case:
        return Case(When(written, then=then), default=of_person)

    somebody = ExpressionWrapper(-1 * F(said), output_field=BigIntegerField())

    return [
        f"{to}verbatim",
        f"{to}edited",
        f"{to}checked_by",
        f"{to}revision__number",
        f"{said}__revision",
        f"{said}__state",
        unless_written(F(f"{person}__role"), Value(Role.PARTICIPANT)),
        unless_written(F(f"{person}__withdrawn_at"), Value(None, DateTimeField())),
        unless_written(Exists(agreed.filter(item=Consent.Item.TAKE_PART)), Value(value=True)),
        unless_written(Exists(agreed.filter(item=Consent.Item.QUOTES)), Exists(allowed)),
        Case(by_its_maker, default=Exists(coded)),
        excerpt,
        Case(When(written, then=somebody), default=F(person), output_field=BigIntegerField()),
        unless_written(F(f"{person}__pseudonym"), Value(str(POLL_COMMENT.label))),
        f"{person}__group__name",
        f"{person}__group__is_open",
        f"{to}refused_because",
        f"{said}__record__standing",
        said,
        f"{person}__group",
        Case(When(written, then=Value(value=True)), default=Value(value=False)),
    ]


def against(quotes: QuerySet[FindingQuote]) -> set[int]:
    """The quotes of people who take another side than their finding, by all that they said on its themes: one query."""
    placed, said = "theme__findings__finding_quotes", "revision__contribution"
    coded = Coding.objects.that_count().filter(
        Q(**{f"excerpt__{said}": F(f"{placed}__excerpt__{said}")})
        | Q(**{f"{way}excerpt__{said}__source_kind__in": OF_PEOPLE for way in ("", f"{placed}__")}),
        **{
            f"{placed}__in": quotes.values("pk"),
            f"{placed}__excerpt__{said}__membership": F(f"excerpt__{said}__membership"),
            "excerpt__revision__number": F(f"excerpt__{said}__revision"),
        },
    )
    stances: dict[int, tuple[set[str], set[str]]] = {}
    for pk, position, stance in coded.order_by().values_list(placed, "theme__findings__position", "stance"):
        stances.setdefault(pk, (set(position), set()))[1].add(stance)
    return {pk for pk, (position, mine) in stances.items() if is_against(mine, position)}


def _on_one_line() -> Replace:
    """The words of a code’s excerpt as a theme’s name would have them: no line breaks, one space between two words."""
    words: Any = F("excerpt__verbatim")
    for gap in ("\r", "\n", "\t", "\u00a0", *["  "] * HALVINGS):
        words = Replace(words, Value(gap), Value(" "), output_field=TextField())
    return words  # type: ignore[no-any-return]


#: The first excerpt in whose own words a theme is named: an annotation of themes.
NAMED_BY = Subquery(
    Coding.objects.alias(words=_on_one_line())
    .filter(theme=OuterRef("pk"), words__istartswith=OuterRef("title"))
    .annotate(longer=Length("words") - Length("theme__title"))
    .filter(longer__lte=LEFT_OFF)
    .order_by("excerpt")
    .values("excerpt")[:1]
)


def is_named_in(title: str, words: str) -> bool:
    """Whether a theme’s name is somebody’s own words. A word or two are nobody’s; a full stop more is no other name."""
    name, said = _fold(title).casefold(), _fold(words).casefold()
    return said.startswith(name) and len(said) - len(name) <= LEFT_OFF and len(name.split()) >= SOMEBODYS


def was_in_own_words(theme: Theme, title: str) -> bool:
    """Whether an earlier name of a theme is somebody’s own words, which may not be printed."""
    codes = Coding.objects.alias(words=_on_one_line()).filter(theme=theme, words__istartswith=title)
    said = with_speakers(Excerpt.objects.filter(pk__in=codes.values("excerpt")))
    return any(is_named_in(title, one.verbatim) and is_publishable(one) for one in said)


def in_own_words(themes: Iterable[Theme]) -> dict[str, list[str]]:
    """{theme: why not} of those that are named in words which may not be printed. `themes`: with `named_by`."""
    of: dict[int, str] = {one.named_by: one.title for one in themes if one.named_by}  # type: ignore[attr-defined]
    found = with_speakers(Excerpt.objects.filter(pk__in=of)) if of else []
    named = ((of[one.pk], one) for one in found)
    return {title: why for title, one in named if is_named_in(title, one.verbatim) and (why := is_publishable(one))}


def is_publishable(excerpt: Excerpt) -> list[str]:
    """The reasons why the quote may NOT be printed; an empty list when it may."""
    contribution = excerpt.revision.contribution
    person, is_written = contribution.membership, contribution.source_kind == POLL_COMMENT
    comment = getattr(contribution, "poll_comment", None) if is_written else None
    return Judged(
        excerpt.verbatim,
        excerpt.edited,
        excerpt.checked_by_id,
        excerpt.revision.number,
        contribution.revision,
        contribution.state,
        Role.PARTICIPANT if is_written else person.role,
        None if is_written else person.withdrawn_at,
        is_written or person.consents_to(Consent.Item.TAKE_PART),
        bool(comment and comment.ballot.choice) if is_written else person.consents_to(Consent.Item.QUOTES),
        excerpt.checked_by_id in coders(excerpt),
        excerpt.pk,
        person.pk,
        person.pseudonym,
        None,
        None,
        refused=excerpt.refused_because,
        record=contribution.record.standing if contribution.record else None,
        is_written=is_written,
    ).reasons


def coders(excerpt: Excerpt) -> set[int]:
    """Whoever chose, coded or last edited the words, by the number of their standing."""
    theirs = {excerpt.created_by_id, *(coding.coded_by_id for coding in excerpt.codings.all())}
    return theirs if excerpt.edited_by_id is None else {*theirs, excerpt.edited_by_id}


@transaction.atomic
def check_quote(excerpt: Excerpt, *, by: Person) -> Excerpt:
    """A second person confirms that the quote gives no one away."""
    consultation = excerpt.revision.contribution.thread.consultation
    member = access.require(by, consultation, Do.CHECK_QUOTE)
    if member.pk in coders(excerpt):
        raise Refused("You chose, coded or edited these words, so somebody else has to check them.")
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
        raise Refused("You chose, coded or edited these words, so somebody else has to check them.")
    why = line_within(why, 300, "The reason")
    if not why:
        raise Refused("Say why, so that the words can be changed or others chosen.")
    refusing.keep(excerpt, why, member)
    excerpt.refused_because, excerpt.refused_by = why, member
    excerpt.checked_by = excerpt.checked_at = None
    excerpt.save()
    record("quote_refused", actor=member, subject=excerpt, consultation=consultation.slug)
    return excerpt


def quoted(consultation: Consultation) -> QuerySet[Excerpt]:
    """Every quote that a finding of this consultation uses."""
    return with_people(Excerpt.objects.filter(finding_quotes__finding__report__consultation=consultation).distinct())
