"""The oversight panel reads the briefing: comments, replies and signatures on one exact text."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from audit import clock, texts
from audit.record import record
from consultations import access, seating
from consultations.access import Do
from consultations.birds import refuse_names
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
from consultations.notifications import notifications
from consultations.review import passages, published
from consultations.terms.words import spoken
from people.errors import Refused
from people.models import Person
from people.text.sanitising import line_within, plain, within

LONGEST_STATEMENT = 2000


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

    `passage`: the sentence, or the row of a table, that it is about, word for word.
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
    title = "The panel says what must be fixed" if made.must_be_fixed else "The panel has commented on the briefing"
    _tell_facilitators(made, f"{'must fix' if made.must_be_fixed else 'comments'} {clock.today()}", title)
    return made


def _passage(version: BriefingVersion, section: str, passage: str) -> str:
    """The words that are commented on; refused where no sentence and no row of that part reads so."""
    passage = line_within(passage, passages.MOST, "The sentence")
    if not passage:
        return ""
    read = " ".join(passages.sentences_of(version, section)) if section else ""
    if passage not in read and passage not in passages.of_part(version, section or passages.REST):
        raise Refused("These words are not in that section now. Copy the sentence as it reads, or leave it empty.")
    return passage


@transaction.atomic
def reply(comment: ReviewComment, text: str, *, by: Person) -> ReviewComment:
    """Say what was done about a comment, or why nothing was. Once the panel has settled it, that was its answer.

    Who of it had agreed to another answer has not agreed to this one.
    """
    member = access.require(by, comment.version.consultation, Do.EDIT_BRIEFING)
    if ReviewComment.objects.select_for_update(no_key=True).get(pk=comment.pk).resolved_at is not None:
        raise Refused("The panel settled this comment on the answer that stands there, so the answer stays.")
    if not plain(text):
        raise Refused("Write what you changed, or why you did not.")
    comment.reply, comment.agreed_by = plain(text), None
    comment.save(update_fields=["reply", "agreed_by"])
    _recorded("review_answered", member, comment, comment.reply)
    _tell_who_settles(comment)
    return comment


def _tell_who_settles(comment: ReviewComment) -> None:
    """Whoever asked, for only they settle a must; once they have left, the panel."""
    author = Membership.objects.select_related("user").get(pk=comment.author_id)
    consultation = comment.version.consultation
    to = [author.user] if author.is_current and author.user is not None else None
    title = "Your comment on the briefing is answered" if to else "A comment of a former member is answered"
    title += ": is it settled?"
    key = f"answered {comment.pk} {clock.now().isoformat()}"
    notifications.tell(consultation, notifications.PANEL, key, title, "review", to=to)


def _tell_facilitators(comment: ReviewComment, key: str, title: str) -> None:
    """Once a day for each kind of news."""
    notifications.tell(comment.version.consultation, notifications.FACILITATORS, f"review {key}", title, "review")


@transaction.atomic
def resolve(comment: ReviewComment, *, by: Person, seen: str | None = None) -> ReviewComment:
    """A panel member is satisfied. Only the panel settles what the panel asked for, a must only whoever wrote it.

    Where its author has left the panel, two of it say so: else a friend settles what a dismissed member asked for.
    `seen`: the mark of comment and answer that the member had on screen.
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
    if seen is not None and seen != comment.mark:
        raise Refused("The answer changed after you opened this page. Read it as it stands now, then settle it.")
    if comment.resolved_at is None and needs_two(comment) and not _was_agreed(comment):
        comment.agreed_by = member
        comment.save(update_fields=["agreed_by"])
        _recorded("review_agreed", member, comment, comment.text)
        title = "One of the panel says that a comment is settled; another has to say so too"
        notifications.tell(comment.version.consultation, notifications.PANEL, f"agreed {comment.pk}", title, "review")
    elif comment.resolved_at is None:
        comment.resolved_at = clock.now()
        comment.save(update_fields=["resolved_at"])
        _recorded("review_resolved", member, comment, comment.text)
        _tell_facilitators(comment, f"settled {clock.today()}", "The panel has settled comments")
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
    if not (statement := within(statement, LONGEST_STATEMENT, "The statement")):
        raise Refused("Write a public statement: what you checked, and what you think of it.")
    refuse_names(statement)
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
        public_statement=statement,
    )
    record(
        "briefing_signed",
        actor=member,
        subject=signature,
        consultation=consultation.slug,
        summary=f"{signature.get_verdict_display()}: {signature.public_statement}",
        content_hash=current,
    )
    title = f"{member.public_name} has signed the briefing as it stands"
    notifications.tell(consultation, notifications.FACILITATORS, f"signed {signature.pk}", title, "review")
    texts.publish(published.signature_text(signature), by=member)
    return signature


def counting(version: BriefingVersion) -> tuple[list[Signoff], list[Signoff]]:
    """Signatures on the text as it stands now: those that count; and those of the side of whoever runs it.

    An administrator who seats the panel, and then takes the role of a facilitator, would else sign their own briefing.
    """
    found = version.counting_signatures()
    beside = seating.beside_who_runs_it(version.consultation)
    return [s for s in found if s.member_id not in beside], [s for s in found if s.member_id in beside]


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
    return list(ReviewComment.objects.must_still_be_fixed(version))


def _recorded(action: str, member: Membership, subject: ReviewComment, summary: str) -> None:
    record(action, actor=member, subject=subject, consultation=subject.version.consultation.slug, summary=summary)
