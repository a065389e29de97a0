"""Coding: exact words, what they are about and where the speaker stands. Every judgement here is a person's."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from audit import clock
from audit.record import record, together
from consultations import access
from consultations.access import Do
from consultations.models import Consent, Consultation, Membership, Role
from deliberation.models import Contribution, ContributionRevision
from outcomes.coding.quoting import check_edit, find_span
from outcomes.models import Coding, Excerpt, NotRelevant, Theme
from people.errors import Refused
from people.models import Person
from people.text.sanitising import plain

T = TypeVar("T")


# --- What there is to code ----------------------------------------------------------------------
def included(consultation: Consultation) -> QuerySet[Contribution]:
    """What the findings rest on: visible words of participants who still take part. Facilitators' notes are not."""
    taking_part = Consent.objects.filter(
        membership=OuterRef("membership"), item=Consent.Item.TAKE_PART, withdrawn_at=None
    )
    return (
        Contribution.objects.visible()
        .filter(Exists(taking_part), thread__area__consultation=consultation)
        .filter(membership__role=Role.PARTICIPANT, membership__withdrawn_at=None)
        .exclude(source_kind=Contribution.Source.FACILITATOR_NOTE)
    )


#: The newest words, where they are coded or marked as not relevant. Older marks say nothing about edited words.
DEALT_WITH = Exists(
    ContributionRevision.objects.filter(
        Q(excerpts__codings__isnull=False) | Q(contribution__not_relevant__marked_at__gte=F("at")),
        contribution=OuterRef("pk"),
        number=OuterRef("revision"),
    )
)


def uncoded(consultation: Consultation) -> QuerySet[Contribution]:
    """Included contributions that nobody has dealt with yet."""
    return included(consultation).filter(~DEALT_WITH)


def bench(consultation: Consultation) -> QuerySet[Any]:
    """What the bench lists: included contributions with `is_done`, their people and places."""
    return (
        included(consultation)
        .select_related("membership__group", "thread__area", "not_relevant")
        .annotate(is_done=DEALT_WITH, codes=Count("revisions__excerpts__codings"))
        .order_by("pk")
    )


def coded_as(found: QuerySet[Any], **said: str) -> QuerySet[Any]:
    """Those whose words are coded so: `directed_at`, `concern`, `belief`, all of one code."""
    codes = Coding.objects.filter(excerpt__revision__contribution=OuterRef("pk"), **said)
    return found.filter(Exists(codes))


def progress(consultation: Consultation) -> tuple[int, int]:
    """(dealt with, all): "41 of 150 coded"."""
    total = included(consultation).count()
    return total - uncoded(consultation).count(), total


def next_uncoded(consultation: Consultation, *, after: int = 0) -> Contribution | None:
    """The next contribution left to code, going round to the first one at the end."""
    left = uncoded(consultation).order_by("pk")
    return left.filter(pk__gt=after).first() or left.first()


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


def excerpt(contribution: Contribution, start: int, end: int, *, by: Person, edited: str = "") -> Excerpt:
    """The words body[start:end] of the newest revision, in code points. The same words twice are one excerpt.

    Raises Refused when the span is empty or outside the text, or when `edited` says something else.
    """

    def act() -> Excerpt:
        member = access.require(by, contribution.thread.consultation, Do.CODE)
        found, _ = _excerpt(_newest_included(contribution), start, end, member)
        return edit_quote(found, edited, by=by) if edited.strip() else found

    return even_at_once(act)


def _newest_included(contribution: Contribution) -> ContributionRevision:
    """Its newest words, with `is_marked` (not relevant). Raises Refused for what findings cannot rest on."""
    here = included(contribution.thread.consultation).filter(pk=contribution.pk)
    marked = Exists(NotRelevant.objects.filter(contribution=OuterRef("contribution")))
    newest = ContributionRevision.objects.filter(contribution__in=here, number=contribution.revision)
    revision = newest.annotate(is_marked=marked).first()
    if revision is None:
        raise Refused("This contribution is not part of the findings: it is hidden, withdrawn or a facilitator’s note.")
    revision.contribution = contribution
    return revision


def _excerpt(revision: ContributionRevision, start: int, end: int, member: Membership) -> tuple[Excerpt, bool]:
    """The excerpt, and whether it is new."""
    start, end = _trimmed(revision.body, start, end)
    if found := Excerpt.objects.filter(revision=revision, start=start, end=end).first():
        found.revision = revision
        return found, False
    verbatim = revision.body[start:end]
    made = Excerpt.objects.create(revision=revision, start=start, end=end, verbatim=verbatim, created_by=member)
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
    excerpt.edited, excerpt.checked_by, excerpt.checked_at = edited, None, None
    excerpt.refused_because, excerpt.refused_by = "", None
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
) -> Coding:
    """Say what the excerpt is about and where its speaker stands. Coding it again on a theme replaces the first."""
    said = {"stance": stance, "intensity": intensity, "directed_at": directed_at, "concern": concern}
    said["belief"] = belief

    def act() -> Coding:
        contribution = excerpt.revision.contribution
        member = access.require(by, contribution.thread.consultation, Do.CODE)
        [made] = _codes(excerpt, [theme], member, said)
        NotRelevant.objects.filter(contribution=contribution).delete()
        return made

    return even_at_once(act)


def _codes(
    excerpt: Excerpt, themes: list[Theme], member: Membership, said: dict[str, object], *, is_new: bool = False
) -> list[Coding]:
    """The excerpt under each of the themes. One that `is_new` has no codes to replace."""
    consultation = excerpt.revision.contribution.thread.consultation
    if any(theme.consultation_id != consultation.pk for theme in themes):
        raise Refused("That theme belongs to another consultation.")
    if excerpt.checked_by_id == member.pk:
        raise Refused("You checked this quote, so somebody else has to code it.")
    before = {} if is_new else {one.theme_id: one for one in excerpt.codings.select_for_update()}
    said = {**said, "coded_by": member, "coded_at": clock.now()}
    found = []
    for theme in themes:
        one = before.get(theme.pk) or Coding(excerpt=excerpt, theme=theme)
        for name, value in said.items():
            setattr(one, name, value)
        found.append(one)
    Coding.objects.bulk_create(one for one in found if one.pk is None)
    Coding.objects.bulk_update([one for one in found if one.theme_id in before], said)
    for one, theme in zip(found, themes, strict=True):
        record("coded", actor=member, subject=one, consultation=consultation.slug, summary=theme.title)
    return found


def code_words(
    contribution: Contribution,
    *,
    by: Person,
    themes: list[Theme],
    words: str = "",
    span: tuple[int, int] | None = None,
    whole: bool = False,
    edited: str = "",
    **said: Any,
) -> Excerpt:
    """The bench's one act: find the words, make the excerpt and give it every chosen theme.

    `span` is believed only where it holds exactly `words`; otherwise the words are looked for. `said`: as for `code`.
    """
    if not themes:
        raise Refused("Choose at least one theme.")

    def act() -> Excerpt:
        member = access.require(by, contribution.thread.consultation, Do.CODE)
        revision = _newest_included(contribution)
        start, end = (0, len(revision.body)) if whole else find_span(revision.body, words, span)
        with together():
            made, is_new = _excerpt(revision, start, end, member)
            if edited.strip():
                edit_quote(made, edited, by=by)
            _codes(made, themes, member, said, is_new=is_new)
            if revision.is_marked:  # type: ignore[attr-defined]
                NotRelevant.objects.filter(contribution=contribution).delete()
        return made

    return even_at_once(act)


@transaction.atomic
def uncode(coding: Coding, *, by: Person) -> None:
    """Take a code off. An excerpt left without codes goes too, unless a finding quotes it."""
    excerpt = coding.excerpt
    consultation = coding.theme.consultation
    member = access.require(by, consultation, Do.CODE)
    last = not excerpt.codings.exclude(pk=coding.pk).exists()
    if last and excerpt.finding_quotes.exists():
        raise Refused("A finding quotes these words. Take the quote out of the finding first.")
    record("code_removed", actor=member, subject=coding, consultation=consultation.slug, summary=coding.theme.title)
    coding.delete()
    if last:
        excerpt.delete()


@transaction.atomic
def mark_not_relevant(contribution: Contribution, *, by: Person) -> NotRelevant:
    """Somebody read it and it says nothing on any theme."""
    consultation = contribution.thread.consultation
    member = access.require(by, consultation, Do.CODE)
    if Coding.objects.filter(excerpt__revision=newest_revision(contribution)).exists():
        raise Refused("This contribution has codes. Remove them first if it is not relevant.")
    mark, _ = NotRelevant.objects.update_or_create(
        contribution=contribution, defaults={"marked_by": member, "marked_at": clock.now()}
    )
    record("marked_not_relevant", actor=member, subject=contribution, consultation=consultation.slug)
    return mark


@transaction.atomic
def mark_relevant(contribution: Contribution, *, by: Person) -> None:
    """Undo “not relevant”."""
    consultation = contribution.thread.consultation
    member = access.require(by, consultation, Do.CODE)
    if NotRelevant.objects.filter(contribution=contribution).delete()[0]:
        record("marked_relevant", actor=member, subject=contribution, consultation=consultation.slug)
