"""Coding: exact words, what they are about and where the speaker stands. Every judgement here is a person's."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    When,
)

from audit import clock
from audit.record import record, together
from consultations import access
from consultations.access import Do
from consultations.models import Consent, Consultation, Membership, Role
from deliberation.importing import confirming
from deliberation.models import Contribution, ContributionRevision, RecordStanding, Thread
from outcomes.coding import history, offered, refusing, settling
from outcomes.coding.quoting import check_edit, find_span
from outcomes.coding.themes import add_theme, keep_themes
from outcomes.models import Coding, DoubleCoding, Excerpt, NotRelevant, Sampled, Suggestion, Theme
from people.errors import Refused
from people.models import Person
from people.text.sanitising import line_within, plain

T = TypeVar("T")


# --- What there is to code ----------------------------------------------------------------------
def included(consultation: Consultation) -> QuerySet[Contribution]:
    """What the findings rest on: visible words of participants who still take part. Facilitators' notes are not, nor
    is a record that a second person has not confirmed.
    """
    return _here(consultation).filter(IS_INCLUDED)


def _here(consultation: Consultation) -> QuerySet[Contribution]:
    return Contribution.objects.visible().filter(thread__area__consultation=consultation)


#: Of what is visible. As conditions of the row itself, so that a page of the bench stops at its last row.
IS_INCLUDED = (
    Q(Exists(Consent.objects.filter(membership=OuterRef("membership"), item=Consent.Item.TAKE_PART, withdrawn_at=None)))
    & confirming.COUNTS
    & Q(membership__role=Role.PARTICIPANT, membership__withdrawn_at=None)
    & ~Q(source_kind=Contribution.Source.FACILITATOR_NOTE)
)


#: What may be coded beside: words of nobody, and records that wait.
OTHERS = Q(source_kind__in=Contribution.OF_NOBODY) | Q(record__standing=RecordStanding.WAITS)


def readable(consultation: Consultation) -> QuerySet[Contribution]:
    """What may be coded: all that is included; words of nobody, which no finding rests on; and records that wait."""
    return _here(consultation).filter(IS_INCLUDED | OTHERS)


#: In a sample that is read blind: nobody but its coders deals with it, and for everybody else it is not dealt with.
BLIND = Exists(Sampled.objects.filter(contribution=OuterRef("pk"), sample__opened_at=None))

#: The newest words, where they are coded or marked as not relevant. Older marks say nothing about edited words.
CODED = Q(
    Exists(
        Coding.objects.filter(
            excerpt__revision__contribution=OuterRef("pk"), excerpt__revision__number=OuterRef("revision")
        )
    )
) | Q(
    Exists(
        NotRelevant.objects.filter(
            contribution=OuterRef("pk"),
            contribution__revisions__number=OuterRef("revision"),
            contribution__revisions__at__lte=F("marked_at"),
        )
    )
)
DEALT_WITH = CODED & ~Q(BLIND)


def uncoded(consultation: Consultation) -> QuerySet[Contribution]:
    """Included contributions that nobody has dealt with yet."""
    return included(consultation).exclude(DEALT_WITH)


def bench(consultation: Consultation) -> QuerySet[Any]:
    """What may be coded, with `is_done`, `is_blind`, its people and places."""
    return (
        readable(consultation)
        .select_related("membership__group", "thread__area", "thread__group", "record")
        .annotate(
            is_done=_whether(DEALT_WITH),
            is_blind=BLIND,
        )
        .order_by("pk")
    )


def threads(consultation: Consultation) -> QuerySet[Thread]:
    """The places where something that may be coded was said: each is read as a whole."""
    said = readable(consultation).filter(thread=OuterRef("pk"))
    here = Thread.objects.filter(Exists(said), area__consultation=consultation)
    return here.select_related("area", "group").order_by("area__order", "group__name", "order", "pk")


def coded_as(found: QuerySet[Any], member: Membership, **said: object) -> QuerySet[Any]:
    """Those whose words are coded so, all of one code: `directed_at`, `theme`, `coded_by` … as far as `member` sees."""
    codes = Coding.objects.shown_to(member).filter(excerpt__revision__contribution=OuterRef("pk"), **said)
    return found.filter(Exists(codes))


def searched(found: QuerySet[Any], words: str) -> QuerySet[Any]:
    """Those that contain all the words, in any order and case, in the newest text."""
    for word in words.split():
        found = found.filter(body__icontains=word)
    return found


def states(consultation: Consultation) -> QuerySet[Contribution, tuple[int, bool, bool, bool]]:
    """Of all that may be coded: (pk, whether it counts for somebody, is dealt with, is in a sample that is read blind).

    The same as the conditions above, by lists made once, where a condition of the row would look each of them up.
    """
    note = Q(source_kind=Contribution.Source.FACILITATOR_NOTE)
    counts = confirming.COUNTS & Q(membership__in=_taking_part(consultation)) & ~note
    newest = Coding.objects.filter(
        theme__consultation=consultation, excerpt__revision__number=F("excerpt__revision__contribution__revision")
    )
    marked = NotRelevant.objects.filter(
        contribution__thread__area__consultation=consultation,
        contribution__revisions__number=F("contribution__revision"),
        contribution__revisions__at__lte=F("marked_at"),
    )
    blind = Sampled.objects.filter(sample__consultation=consultation, sample__opened_at=None)
    dealt_with = Q(pk__in=newest.values("excerpt__revision__contribution")) | Q(pk__in=marked.values("contribution"))
    told = {"counts": counts, "is_dealt_with": dealt_with, "is_blind": Q(pk__in=blind.values("contribution"))}
    return (
        _here(consultation)
        .annotate(**{name: _whether(condition) for name, condition in told.items()})
        .filter(Q(counts=True) | OTHERS)
        .values_list("pk", *told)
    )


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=True), default=False, output_field=BooleanField())


def _taking_part(consultation: Consultation) -> QuerySet[Membership]:
    agreed = Consent.objects.filter(membership=OuterRef("pk"), item=Consent.Item.TAKE_PART, withdrawn_at=None)
    here = Membership.objects.filter(consultation=consultation, role=Role.PARTICIPANT, withdrawn_at=None)
    return here.filter(Exists(agreed))


def why_in_use(said: QuerySet[Contribution]) -> str:
    """Why these words stay, in a sentence: something in them is coded. Empty while nothing is."""
    if Excerpt.objects.filter(revision__contribution__in=said).exists():
        return "Something in it is coded. Remove the codes first."
    return ""


def newest_revision(contribution: Contribution) -> ContributionRevision:
    return contribution.revisions.get(number=contribution.revision)


# --- Excerpts and codes -------------------------------------------------------------------------
def even_at_once(act: Callable[[], T]) -> T:
    """The act, whole or not at all; once more when somebody stored the same thing at this moment."""
    try:
        with transaction.atomic():
            return act()
    except IntegrityError:
        with transaction.atomic():
            return act()


def alone_with(contribution: Contribution) -> None:
    """Other coders wait here until this transaction is over: what one of them does to these words, the next one finds.

    The first lock of every act on the codes of a contribution; then its themes, its codes, its disagreements.
    """
    locked = Contribution.objects.select_for_update(no_key=True).filter(pk=contribution.pk).order_by()
    locked.values_list("pk", flat=True).first()


def excerpt(contribution: Contribution, start: int, end: int, *, by: Person, edited: str = "") -> Excerpt:
    """The words body[start:end] of the newest revision, in code points. The same words twice are one excerpt.

    Raises Refused when the span is empty or outside the text, or when `edited` says something else.
    """

    def act() -> Excerpt:
        member = access.require(by, contribution.thread.consultation, Do.CODE)
        alone_with(contribution)
        found, _ = _excerpt(_newest_readable(contribution), start, end, member)
        return edit_quote(found, edited, by=by) if edited.strip() else found

    return even_at_once(act)


def _newest_readable(contribution: Contribution) -> ContributionRevision:
    """Its newest words, with `is_marked` (not relevant), `is_sampled`, `is_offered` (a theme is suggested) and
    `was_refused` (some of them, as a quote).

    Raises Refused for what nobody may code.
    """
    here = readable(contribution.thread.consultation).filter(pk=contribution.pk)
    marked = Exists(NotRelevant.objects.filter(contribution=OuterRef("contribution")))
    sampled = Exists(Sampled.objects.filter(contribution=OuterRef("contribution")))
    newest = ContributionRevision.objects.filter(contribution__in=here, number=contribution.revision)
    suggested = Exists(Suggestion.objects.waiting().filter(contribution=OuterRef("contribution"), alike=None))
    told = {"is_marked": marked, "is_sampled": sampled, "is_offered": suggested, "was_refused": refusing.WAS_REFUSED}
    revision = newest.annotate(**told).first()
    if revision is None:
        raise Refused("This contribution is not part of the findings: it is hidden or withdrawn.")
    revision.contribution = contribution
    return revision


def _excerpt(revision: ContributionRevision, start: int, end: int, member: Membership) -> tuple[Excerpt, bool]:
    """The excerpt, and whether it is new."""
    start, end = _trimmed(revision.body, start, end)
    if found := Excerpt.objects.filter(revision=revision, start=start, end=end).first():
        found.revision = revision
        return found, False
    verbatim = revision.body[start:end]
    made = Excerpt(revision=revision, start=start, end=end, verbatim=verbatim, created_by=member)
    if revision.was_refused:  # type: ignore[attr-defined]
        refusing.stands_again(made)
    made.save()
    consultation = revision.contribution.thread.consultation
    record("excerpt_made", actor=member, subject=made, consultation=consultation.slug)
    return made, True


def _trimmed(body: str, start: int, end: int) -> tuple[int, int]:
    if not 0 <= start < end <= len(body) or not body[start:end].strip():
        raise Refused("Choose the words to code: select them in the text, or tick “The whole contribution”.")
    words = body[start:end]
    return start + len(words) - len(words.lstrip()), end - (len(words) - len(words.rstrip()))


@transaction.atomic
def edit_quote(excerpt: Excerpt, edited: str, *, by: Person) -> Excerpt:
    """Shorten with […] or clarify with [square brackets]. An earlier check no longer counts: the words changed."""
    consultation = excerpt.revision.contribution.thread.consultation
    member = access.require(by, consultation, Do.CODE)
    edited = check_edit(excerpt.verbatim, plain(edited))
    if edited == excerpt.edited:
        return excerpt
    excerpt.edited, excerpt.edited_by, excerpt.checked_by, excerpt.checked_at = edited, member, None, None
    refusing.stands_again(excerpt)
    excerpt.save()
    record("quote_edited", actor=member, subject=excerpt, consultation=consultation.slug)
    return excerpt


def code(
    excerpt: Excerpt,
    theme: Theme,
    *,
    by: Person,
    stance: str,
    intensity: int,
    directed_at: str = Coding.DirectedAt.NOBODY,
    concern: str = Coding.Concern.NONE,
    belief: str = Coding.Belief.NEITHER,
    memo: str = "",
) -> Coding:
    """Say what the excerpt is about and where its speaker stands.

    The same coder again on a theme replaces their own. Another coder's stays; differences are settled.
    """
    said = {"stance": stance, "intensity": intensity, "directed_at": directed_at, "concern": concern}
    said |= {"belief": belief, "memo": line_within(memo, 500, "The memo")}

    def act() -> Coding:
        contribution = excerpt.revision.contribution
        member = access.require(by, contribution.thread.consultation, Do.CODE)
        alone_with(contribution)
        if not Excerpt.objects.filter(pk=excerpt.pk).exists():
            raise Refused("Somebody has just taken the last code off these words. Choose them again.")
        [made] = _codes(excerpt, [theme], member, said)
        offered.taken_by_coding(contribution, [theme], member)
        _unmark(contribution, member)
        return made

    return even_at_once(act)


def _unmark(contribution: Contribution, member: Membership) -> None:
    """Coded, so it is relevant: everybody's mark goes, in a sample that is read blind only one's own."""
    marks = NotRelevant.objects.filter(contribution=contribution)
    blind = Sampled.objects.filter(contribution=contribution, sample__opened_at=None).exists()
    (marks.filter(marked_by=member) if blind else marks).delete()


def sample_of(contribution: Contribution, member: Membership) -> DoubleCoding | None:
    """The sample it is in, for whoever is about to change its codes. Raises Refused while that is not theirs to do."""
    # Held until the code is stored: a sample that opens meanwhile would leave it sealed for good.
    here = DoubleCoding.objects.filter(pk__in=Sampled.objects.filter(contribution=contribution).values("sample"))
    sample = here.select_for_update(no_key=True).first()
    if sample is None or sample.is_open:
        return sample
    if not sample.is_coder(member):
        raise Refused("These words are in a sample for two coders. They are free again when both are done.")
    if sample.done_at(member):
        raise Refused("You have said that you are done with the sample. It opens when the other coder is done too.")
    return sample


def _codes(
    excerpt: Excerpt,
    themes: list[Theme],
    member: Membership,
    said: dict[str, object],
    *,
    is_new: bool = False,
    is_sampled: bool = True,
) -> list[Coding]:
    """The excerpt under each of the themes. One that `is_new` has no codes; `is_sampled`: it may be in a sample."""
    consultation = excerpt.revision.contribution.thread.consultation
    if any(theme.consultation_id != consultation.pk for theme in themes):
        raise Refused("That theme belongs to another consultation.")
    if excerpt.checked_by_id == member.pk:
        raise Refused("You checked this quote, so somebody else has to code it.")
    keep_themes(themes)
    sample = sample_of(excerpt.revision.contribution, member) if is_sampled else None
    blind = sample is not None and not sample.is_open
    near = [] if blind and is_new else _near(excerpt)
    there = [one for one in near if one.excerpt_id == excerpt.pk]
    mine = {one.theme_id: one for one in there if one.coded_by_id == member.pk and one.settles_id is None}
    if any(theme.pk in mine and mine[theme.pk].is_fixed for theme in themes):
        raise Refused("Both coders’ codes of the sample stay as they were. Settle the difference instead.")
    if not blind:
        for theme in themes:
            _refuse_beside(excerpt, [one for one in near if one.theme_id == theme.pk], member, said)
    said = {**said, "coded_by": member, "coded_at": clock.now(), "sample": sample if blind else None}
    taken = {one.theme_id for one in there if one.state == Coding.State.COUNTS}
    found = []
    for theme in themes:
        one = mine.get(theme.pk) or Coding(excerpt=excerpt, theme=theme)
        if one.pk is None:
            beside = Coding.State.KEPT if theme.pk in taken else Coding.State.COUNTS
            one.state = Coding.State.SEALED if blind else beside
        for name, value in said.items():
            setattr(one, name, value)
        found.append(one)
    Coding.objects.bulk_create(one for one in found if one.pk is None)
    Coding.objects.bulk_update([one for one in found if one.theme_id in mine], said)
    if not blind:
        beside_others = [t for t in themes if any(o.theme_id == t.pk and o.coded_by_id != member.pk for o in there)]
        for theme in beside_others:
            settling.compare(excerpt, theme)
    for one, theme in zip(found, themes, strict=True):
        record("coded", actor=member, subject=one, consultation=consultation.slug, summary=theme.title)
    return found


def _near(excerpt: Excerpt) -> list[Coding]:
    """The codes of these words, and of any that overlap them."""
    overlapping = Coding.objects.filter(
        excerpt__revision=excerpt.revision_id, excerpt__start__lt=excerpt.end, excerpt__end__gt=excerpt.start
    )
    return list(overlapping.select_related("excerpt").select_for_update(no_key=True, of=("self",)).order_by("pk"))


def _refuse_beside(excerpt: Excerpt, near: list[Coding], member: Membership, said: dict[str, object]) -> None:
    """A reading beside another coder’s is of the same words."""
    beside = [one for one in near if one.excerpt_id != excerpt.pk]
    if other := settling.read_otherwise(beside, member.pk, said["stance"], said["intensity"]):
        words = other.excerpt.verbatim
        raise Refused(
            f"“{words[:120]}” is read otherwise under this theme. Choose exactly these words: then both readings stay, "
            "and the difference is settled with a reason."
        )


def code_words(
    contribution: Contribution,
    *,
    by: Person,
    themes: list[Theme],
    words: str = "",
    span: tuple[int, int] | None = None,
    whole: bool = False,
    in_vivo: bool = False,
    edited: str = "",
    **said: Any,
) -> Excerpt:
    """The bench's one act: find the words, make the excerpt and give it every chosen theme.

    `span` is believed only where it holds exactly `words`; otherwise the words are looked for. `in_vivo` names a new
    theme in the speaker's own words (or takes the theme of that name). `said`: as for `code`.
    """
    if not themes and not in_vivo:
        raise Refused("Choose at least one theme.")
    if "memo" in said:
        said["memo"] = line_within(said["memo"], 500, "The memo")

    def act() -> Excerpt:
        member = access.require(by, contribution.thread.consultation, Do.CODE)
        alone_with(contribution)
        revision = _newest_readable(contribution)
        start, end = (0, len(revision.body)) if whole else find_span(revision.body, words, span)
        with together():
            made, is_new = _excerpt(revision, start, end, member)
            if edited.strip():
                edit_quote(made, edited, by=by)
            own = [_in_own_words(contribution, made, by=by)] if in_vivo else []
            under = [*themes, *(one for one in own if one not in themes)]
            sampled: bool = revision.is_sampled  # type: ignore[attr-defined]
            _codes(made, under, member, said, is_new=is_new, is_sampled=sampled)
            if revision.is_marked:  # type: ignore[attr-defined]
                _unmark(contribution, member)
            if revision.is_offered:  # type: ignore[attr-defined]
                offered.taken_by_coding(contribution, under, member)
        return made

    return even_at_once(act)


def _in_own_words(contribution: Contribution, made: Excerpt, *, by: Person) -> Theme:
    if Sampled.objects.filter(contribution=contribution, sample__opened_at=None).exists():
        raise Refused("In a sample for two coders, use the themes that are there: a new one would show what you saw.")
    title = " ".join(made.verbatim.split())
    longest = Theme._meta.get_field("title").max_length or 0
    if len(title) > longest:
        raise Refused(f"A theme in the speaker’s own words is at most {longest} characters long. Choose fewer words.")
    there = contribution.thread.consultation.themes.filter(title__iexact=title).first()
    area = contribution.thread.area
    return there or add_theme(contribution.thread.consultation, title, by=by, area=area)


@transaction.atomic
def uncode(coding: Coding, *, by: Person) -> None:
    """Take a code off. An excerpt left without codes goes too, unless a finding quotes it."""
    excerpt = coding.excerpt
    consultation = coding.theme.consultation
    member = access.require(by, consultation, Do.CODE)
    alone_with(excerpt.revision.contribution)
    if not Coding.objects.filter(pk=coding.pk).exists():
        raise Refused("Somebody has just taken this code off.")
    sample = sample_of(excerpt.revision.contribution, member)
    if coding.is_fixed:
        raise Refused("Both coders’ codes of the sample stay as they were. Settle the difference instead.")
    if sample is not None and not sample.is_open and coding.coded_by_id != member.pk:
        raise Refused("That is not one of your codes.")
    if coding.coded_by_id != member.pk and coding.coded_by.withdrawn_at is None:
        raise Refused(
            f"This is how {coding.coded_by.public_name} read it. Code the words as you read them: where you differ, it "
            "is settled with a reason, and both readings stay."
        )
    last = not excerpt.codings.exclude(pk=coding.pk).exists()
    if last and excerpt.finding_quotes.exists():
        raise Refused("A finding quotes these words. Take the quote out of the finding first.")
    record("code_removed", actor=member, subject=coding, consultation=consultation.slug, summary=coding.theme.title)
    theme = coding.theme
    history.left(coding, by=member)
    coding.delete()
    if last:
        excerpt.delete()
    else:
        settling.compare(excerpt, theme)


@transaction.atomic
def mark_not_relevant(contribution: Contribution, *, by: Person, why: str) -> NotRelevant:
    """Somebody read it and it says nothing on any theme. It counts in no finding; a second person looks at it."""
    consultation = contribution.thread.consultation
    member = access.require(by, consultation, Do.CODE)
    alone_with(contribution)
    sample_of(contribution, member)
    codes = Coding.objects.shown_to(member).filter(excerpt__revision=newest_revision(contribution))
    if codes.exists():
        raise Refused("This contribution has codes. Remove them first if it is not relevant.")
    if why not in NotRelevant.Why.given():
        raise Refused("Say why it is not relevant: how many were set aside, and why, is published.")
    said = {"marked_at": clock.now(), "why": why, "checked_by": None, "checked_at": None}
    mark, _ = NotRelevant.objects.update_or_create(contribution=contribution, marked_by=member, defaults=said)
    record("marked_not_relevant", actor=member, subject=contribution, consultation=consultation.slug)
    return mark


@transaction.atomic
def mark_relevant(contribution: Contribution, *, by: Person) -> None:
    """Undo “not relevant”: everybody's mark, in a sample that is read blind only one's own."""
    consultation = contribution.thread.consultation
    member = access.require(by, consultation, Do.CODE)
    alone_with(contribution)
    sample = sample_of(contribution, member)
    marks = NotRelevant.objects.filter(contribution=contribution)
    if (marks if sample is None or sample.is_open else marks.filter(marked_by=member)).delete()[0]:
        record("marked_relevant", actor=member, subject=contribution, consultation=consultation.slug)
