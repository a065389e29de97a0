"""The oversight panel reads the briefing: comments, replies and signatures on one exact text."""

from dataclasses import dataclass
from datetime import datetime
from html import unescape

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.html import strip_tags

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.briefing import comparing
from consultations.models import (
    BriefingVersion,
    Consultation,
    Membership,
    ReadMark,
    ReviewComment,
    SectionKind,
    Signoff,
)
from consultations.terms.words import spoken
from people.errors import Refused
from people.models import Person
from people.text.sanitising import line_within, plain


@transaction.atomic
def comment(
    version: BriefingVersion,
    *,
    by: Person,
    text: str,
    section: str = "",
    passage: str = "",
    severity: str = ReviewComment.Severity.SHOULD,
) -> ReviewComment:
    """Comment on a section, or on the whole briefing when `section` is empty.

    `passage`: the sentence or paragraph of the section that it is about, word for word.
    """
    member = access.require(by, version.consultation, Do.COMMENT_ON_BRIEFING)
    _refuse_not_sent(version)
    if not plain(text):
        raise Refused("Write your comment.")
    made = ReviewComment.objects.create(
        version=version,
        author=member,
        passage=_passage(version, section, passage),
        text=plain(text),
        section=SectionKind(section) if section else "",
        severity=ReviewComment.Severity(severity),
    )
    _recorded("review_commented", member, made, f"{made.get_severity_display()}: {made.text}")
    return made


def _passage(version: BriefingVersion, section: str, passage: str) -> str:
    """The words that are commented on; refused where they are not in the section as it reads."""
    passage = line_within(passage, 400, "The sentence")
    if not passage:
        return ""
    found = version.sections.filter(kind=section).first() if section else None
    read = " ".join(unescape(strip_tags(found.body_html)).split()) if found is not None else ""
    if passage not in read:
        raise Refused("These words are not in that section now. Copy the sentence as it reads, or leave it empty.")
    return passage


@transaction.atomic
def reply(comment: ReviewComment, text: str, *, by: Person) -> ReviewComment:
    """Say what was done about a comment, or why nothing was. Once the panel has settled it, that was its answer."""
    member = access.require(by, comment.version.consultation, Do.EDIT_BRIEFING)
    if ReviewComment.objects.select_for_update(no_key=True).get(pk=comment.pk).resolved_at is not None:
        raise Refused("The panel settled this comment on the answer that stands there, so the answer stays.")
    if not plain(text):
        raise Refused("Write what you changed, or why you did not.")
    comment.reply = plain(text)
    comment.save(update_fields=["reply"])
    _recorded("review_answered", member, comment, comment.reply)
    return comment


@transaction.atomic
def resolve(comment: ReviewComment, *, by: Person) -> ReviewComment:
    """A panel member is satisfied. Only the panel settles what the panel asked for, a must only whoever wrote it.

    Where its author has left the panel, two of it say so: else a friend settles what a dismissed member asked for.
    """
    member = access.require(by, comment.version.consultation, Do.COMMENT_ON_BRIEFING)
    comment = (
        ReviewComment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("version", "author")
        .get(pk=comment.pk)
    )
    if not settles(comment, member):
        raise Refused(_who_settles(comment))
    if not comment.reply:
        raise Refused("The facilitator has not answered this comment yet.")
    if comment.resolved_at is None and needs_two(comment) and not _was_agreed(comment):
        comment.agreed_by = member
        comment.save(update_fields=["agreed_by"])
        _recorded("review_agreed", member, comment, comment.text)
    elif comment.resolved_at is None:
        comment.resolved_at = clock.now()
        comment.save(update_fields=["resolved_at"])
        _recorded("review_resolved", member, comment, comment.text)
    return comment


def settles(comment: ReviewComment, member: Membership) -> bool:
    """A *must fix* waits for its author; once that seat has ended, for two of the panel, each of them once."""
    if needs_two(comment):
        return comment.agreed_by_id != member.pk or not _was_agreed(comment)
    return not comment.must_be_fixed or comment.author_id == member.pk


def needs_two(comment: ReviewComment) -> bool:
    return comment.must_be_fixed and not comment.author.is_current


def _was_agreed(comment: ReviewComment) -> bool:
    """By somebody who is on the panel still."""
    return comment.agreed_by is not None and comment.agreed_by.is_current


def _who_settles(comment: ReviewComment) -> str:
    if needs_two(comment):
        return f"{comment.author.public_name} has left the panel, so two of it settle this. Somebody else says so too."
    return f"{comment.author.public_name} asked for this to be fixed, and settles it."


@transaction.atomic
def sign_off(version: BriefingVersion, *, by: Person, verdict: str, statement: str, seen: str | None = None) -> Signoff:
    """Sign exactly this text, with a public statement.

    `seen` is the fingerprint of the text the person had on screen: if somebody edited it since, the signature
    is refused rather than put under words its signer has not read.
    """
    consultation = Consultation.objects.select_for_update(no_key=True).get(pk=version.consultation_id)
    member = access.require(by, consultation, Do.SIGN_OFF_BRIEFING)
    locked = BriefingVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    _refuse_not_sent(locked)
    current = locked.compute_hash()
    if seen is not None and seen != current:
        raise Refused("The briefing changed after you opened this page. Read it again, then sign.")
    if not plain(statement):
        raise Refused("Write a public statement: what you checked, and what you think of it.")
    if locked.signoffs.filter(member=member, content_hash=current).exists():
        raise Refused("You have already signed this text.")
    locked.content_hash = current
    locked.save(update_fields=["content_hash"])
    signature = Signoff.objects.create(
        version=locked,
        member=member,
        content_hash=current,
        text=text_of(locked),
        verdict=Signoff.Verdict(verdict),
        public_statement=plain(statement),
    )
    record(
        "briefing_signed",
        actor=member,
        subject=signature,
        consultation=consultation.slug,
        summary=f"{signature.get_verdict_display()}: {signature.public_statement}",
        content_hash=current,
    )
    return signature


def _refuse_not_sent(version: BriefingVersion) -> None:
    if not version.waits_for_panel:
        raise Refused(f"Version {version.number} of the briefing is not before the panel now.")


def to_read(consultation: Consultation) -> BriefingVersion | None:
    """The version that the review is about: a new one once it was sent, else the one that stands."""
    version = consultation.briefing
    if version is None or not consultation.is_public or version.status != BriefingVersion.Status.DRAFT:
        return version
    return consultation.briefing_signed


def text_of(version: BriefingVersion) -> dict[str, str]:
    """All that a signature stands under, part by part: the terms and the briefing."""
    terms = {f"Terms: {name}": words for name, words in spoken(version.terms_now()).items()}
    return terms | comparing.texts(version)


@dataclass(frozen=True)
class Before:
    """The text that a panel member knows, and by what: they signed it, or said that they had read it."""

    text: dict[str, str]
    signed: bool
    at: datetime


def known_before(version: BriefingVersion, member: Membership) -> Before | None:
    """What this member signed, of any version, or marked as read: whichever came last. None for neither."""
    signed = Signoff.objects.filter(version__consultation=version.consultation_id, member=member).order_by("pk").last()
    read = ReadMark.objects.filter(member=member).first()
    found = [Before(signed.text, True, signed.signed_at)] if signed is not None and signed.text else []
    found += [Before(read.text, False, read.at)] if read is not None else []
    return max(found, key=lambda one: one.at, default=None)


@transaction.atomic
def mark_read(version: BriefingVersion, *, by: Person, seen: str) -> None:
    """A panel member has read the text with the fingerprint `seen`; refused when it is not the text any more."""
    member = access.require(by, version.consultation, Do.COMMENT_ON_BRIEFING)
    _refuse_not_sent(version)
    if seen != version.compute_hash():
        raise Refused("The briefing changed after you opened this page. Read it again.")
    ReadMark.objects.update_or_create(member=member, defaults={"text": text_of(version), "at": clock.now()})


def carry_to(version: BriefingVersion) -> None:
    """What the panel asked for and has not settled goes along, with what was answered, to the version that is sent."""
    for comment in not_settled(version.consultation).exclude(version=version).select_related("version"):
        comment.first_of = comment.first_of or comment.version.number
        comment.version = version
        comment.save(update_fields=["first_of", "version"])


def not_settled(consultation: Consultation) -> QuerySet[ReviewComment]:
    """Of versions that were put aside, all of it; of the one that people read, what is to be fixed or answered."""
    Status, of = BriefingVersion.Status, ReviewComment.objects.filter(version__consultation=consultation)
    waits = Q(severity=ReviewComment.Severity.MUST_FIX) | Q(reply="")
    found = Q(version__status=Status.PUT_ASIDE) | Q(version__status=Status.APPROVED) & waits
    return of.filter(found, resolved_at=None).select_related("author__user", "version")


def unanswered(version: BriefingVersion) -> list[ReviewComment]:
    return list(version.comments.filter(reply=""))


def must_still_fix(version: BriefingVersion) -> list[ReviewComment]:
    return list(version.comments.filter(severity=ReviewComment.Severity.MUST_FIX, resolved_at=None))


def _recorded(action: str, member: Membership, subject: ReviewComment, summary: str) -> None:
    record(action, actor=member, subject=subject, consultation=subject.version.consultation.slug, summary=summary)
