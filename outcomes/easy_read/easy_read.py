"""The report in easy words: written by one person of a published version, read by a second, taken back by the panel."""

import re
from collections.abc import Mapping

from django.db import transaction

from audit import clock, texts
from audit.models import Entry
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Membership
from consultations.notifications import notifications
from consultations.seating import why_not_second
from consultations.stages.stages import public_reason
from deliberation.discussion import screening
from outcomes.coding import quoting
from outcomes.easy_read import published
from outcomes.easy_read.originals import Original, originals
from outcomes.easy_read.pictures import PICTURES
from outcomes.findings import wording
from outcomes.models import EasyRead, FindingQuote, FindingsReport
from people.errors import Refused
from people.models import Person
from people.text.sanitising import line_within, plain, within
from people.text.sentences import listed

LONGEST_HEADING, LONGEST_BODY = 120, 1_500
LONG = 15  # words of a sentence, from which on it is said to be long
WITHDRAWN = "easy_read_withdrawn"
TOOK_BACK = (
    "You took these words back once, and the panel confirmed them since. Another member of it may, or you once other "
    "words stand here."
)
SENTENCE = re.compile(r"[^.!?\n]+")

#: Key of a part → its heading, its body, its picture.
Parts = Mapping[str, Mapping[str, str]]
Kept = dict[str, dict[str, str]]


@transaction.atomic
def write(report: FindingsReport, parts: Parts, *, by: Person) -> EasyRead:
    """Save what is written so far, of the version that the report has now. What was confirmed stays public until a
    second person has read the change. Empty parts are left out.
    """
    member, report = _held(report, by, Do.WRITE_EASY_READ)
    kept = _kept(report, parts)
    if not kept:
        raise Refused("Write at least one part.")
    made = EasyRead.objects.select_for_update(no_key=True, of=("self",)).filter(report=report).first()
    if made is not None and (made.parts, made.of_version) == (kept, report.version):
        return made
    made = made or EasyRead(report=report)
    made.parts, made.of_version, made.writer, made.changed_at = kept, report.version, member, clock.now()
    made.save()
    made.writers.add(member)
    _recorded("easy_read_written", made, member)
    return made


def _kept(report: FindingsReport, parts: Parts) -> Kept:
    found: Kept = {}
    for key, one in originals(report).items():
        given = parts.get(key, {})
        heading = line_within(given.get("heading", ""), LONGEST_HEADING, f"The heading of “{one.label}”")
        body = within(plain(given.get("body", "")), LONGEST_BODY, f"“{one.label}”")
        picture = given.get("picture", "")
        if picture and picture not in PICTURES:
            raise Refused(f"Choose a picture for “{one.label}” from the list.")
        if body:
            found[key] = {"heading": heading, "body": body, "picture": picture}
    return found


@transaction.atomic
def confirm(easy: EasyRead, *, by: Person, seen: str) -> EasyRead:
    """Somebody who wrote none of it, and is not of the writers’ choosing nor they of theirs, has read it beside the
    report: from now on everybody can read it, and the panel is told. `seen`: when it had last changed, as it was read.
    """
    member, report = _held(easy.report, by, Do.CHECK_EASY_READ)
    locked = EasyRead.objects.select_for_update(no_key=True, of=("self",)).get(pk=easy.pk)
    locked.report = report
    if why := why_not(locked, member):
        raise Refused(why)
    if not locked.waits:
        raise Refused("It is confirmed as it stands. Everybody can read it.")
    if locked.changed_at.isoformat() != seen:
        raise Refused("It was changed after you opened this page. Read it again.")
    if locked.of_version != report.version:
        raise Refused(f"The report is at version {report.version} now. It has to be brought up to date first.")
    if found := problems(locked):
        raise Refused(found[0], found)
    was = _public_now(locked)
    locked.reviewer, locked.reviewed_at = member, clock.now()
    locked.confirmed, locked.confirmed_version = locked.parts, locked.of_version
    locked.confirmed_writer, locked.written_at = locked.writer, locked.changed_at
    locked.withdrawn_by, locked.withdrawn_at, locked.withdrawn_why = None, None, ""
    locked.save()
    _show(report, locked.confirmed_version)
    _recorded("easy_read_confirmed", locked, member)
    _published(locked, was, member)
    title = "The report is public in easy words. You can take it back"
    _tell(locked, notifications.PANEL, f"easy read {locked.reviewed_at.isoformat()}", title)
    return locked


def why_not(easy: EasyRead, member: Membership) -> str:
    """Why this person does not confirm it; empty when they may."""
    writers = list(easy.writers.values_list("pk", flat=True))
    if member.pk in writers:
        return "You wrote this, or part of it. Somebody else has to read it beside the report."
    if easy.withdrawn_at is not None and not member.is_oversight:
        return "The panel took this back. Mend it; then somebody of the panel has to read it."
    return why_not_second(member, writers)


@transaction.atomic
def withdraw(easy: EasyRead, *, by: Person, reason: str) -> EasyRead:
    """The panel takes it back, in public: nobody reads it until one of the panel has confirmed it. The same words are
    taken back by each of the panel once: another member found them right since.
    """
    member, report = _held(easy.report, by, Do.WITHDRAW_EASY_READ)
    locked = EasyRead.objects.select_for_update(no_key=True, of=("self",)).get(pk=easy.pk)
    locked.report = report
    if not locked.is_public:
        raise Refused("It is not public.")
    if took_back(locked, member):
        raise Refused(TOOK_BACK)
    was = _public_now(locked)
    locked.withdrawn_why = public_reason(reason, "record")
    locked.reviewer, locked.reviewed_at, locked.written_at = None, None, None
    locked.confirmed, locked.confirmed_version, locked.confirmed_writer = {}, None, None
    locked.withdrawn_by, locked.withdrawn_at = member, clock.now()
    locked.save()
    _show(report, None)
    _recorded(WITHDRAWN, locked, member, locked.withdrawn_why)
    _published(locked, was, member)
    key = f"easy read withdrawn {locked.withdrawn_at.isoformat()}"
    _tell(locked, notifications.FACILITATORS, key, "The panel took the report in easy words back")
    return locked


def took_back(easy: EasyRead, member: Membership) -> bool:
    """Whether this member took back what stands there now, word for word."""
    acts = Entry.objects.filter(action=WITHDRAWN, consultation=easy.report.consultation.slug, actor=member.audit_name)
    return acts.filter(subject=f"{easy._meta.model_name}:{easy.pk}", at__gte=easy.written_at).exists()


# --- What may not stand in it ----------------------------------------------------------------------------
def problems(easy: EasyRead) -> list[str]:
    """What it lacks, and words that the report’s own counts do not bear or that lead to somebody, in sentences."""
    there = originals(easy.report)
    lacking = [one.label for key, one in there.items() if key not in easy.parts]
    found = [f"Not written yet: {listed(lacking)}. Half a report is no fair one."] if lacking else []
    bare = [one.label for key, one in there.items() if key in easy.parts and not _is_whole(easy.parts[key])]
    found += [f"A heading and a picture are missing: {listed(bare)}."] if bare else []
    return found + [problem for key, one in there.items() if key in easy.parts for problem in _words(easy, one)]


def _is_whole(part: Mapping[str, str]) -> bool:
    return bool(part["heading"] and part["picture"])


def _words(easy: EasyRead, one: Original) -> list[str]:
    """A part on a finding is held against its counts, as every text of the report is; any other by what it names."""
    text = "{heading}. {body}".format_map(easy.parts[one.key])
    quotes = quoting.judged(FindingQuote.objects.filter(finding__report=easy.report))
    if one.finding is not None:
        looked = wording.look(one.label, text, [wording.as_published(one.finding, quotes[one.finding.pk])])
    else:
        bearing = [wording.as_published(each, quotes[each.pk]) for each in easy.report.findings.select_related("area")]
        looked = wording.by_sentence(one.label, text, {each.number: each for each in bearing})
    pointing = screening.findings(text)
    return [*looked.problems, *([f"“{one.label}” contains {listed(pointing)}."] if pointing else [])]


def long_sentences(parts: Parts) -> list[str]:
    """Sentences that are long for easy words: said to whoever writes and whoever reads it, and no more."""
    said = [sentence.strip() for part in parts.values() for sentence in SENTENCE.findall(part["body"])]
    return [sentence for sentence in said if len(sentence.split()) > LONG]


# --- Kept ------------------------------------------------------------------------------------------------
def _held(report: FindingsReport, by: Person, do: Do) -> tuple[Membership, FindingsReport]:
    member = access.require(by, report.consultation, do)
    locked = FindingsReport.objects.select_for_update(no_key=True, of=("self",)).get(pk=report.pk)
    locked.consultation = report.consultation
    if not locked.is_published:
        raise Refused("The report is put into easy words once it is published: its words stand then.")
    return member, locked


def _show(report: FindingsReport, version: int | None) -> None:
    """Kept with the report as well, which then leads there without looking for it."""
    FindingsReport.objects.filter(pk=report.pk).update(in_easy_words=version)


def _public_now(easy: EasyRead) -> str:
    """The fingerprint of what people read of it; empty where nobody has read it yet."""
    was_public = easy.is_public or easy.withdrawn_at is not None
    return published.text_of(easy).fingerprint if was_public else ""


def _published(easy: EasyRead, was: str, member: Membership) -> None:
    text = published.text_of(easy)
    if was:
        texts.moved(text, was, by=member)
    else:
        texts.publish(text, by=member)


def _recorded(action: str, easy: EasyRead, member: Membership, reason: str = "") -> None:
    summary = f"Of version {easy.of_version}" + (f": {reason}" if reason else "")
    record(action, actor=member, subject=easy, consultation=easy.report.consultation.slug, summary=summary)


def _tell(easy: EasyRead, whom: str, key: str, title: str) -> None:
    notifications.tell(easy.report.consultation, whom, key, title, "easy_read")
