"""Checking the draft: the police on facts, participants on whether it is what they said, oversight in a statement."""

import secrets
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils import timezone

from audit import clock, texts
from audit.record import record
from consultations import access, seating
from consultations.access import Do
from consultations.birds import refuse_names
from consultations.loading import with_many
from consultations.models import Consultation, Membership, Stage
from consultations.notifications import notifications
from consultations.notifications.working_days import is_working_day
from consultations.stages import pauses, stages
from consultations.stages.stages import public_reason
from deliberation.counting import results
from deliberation.discussion import screening
from deliberation.rules import rules
from outcomes import numbers
from outcomes.coding import quoting
from outcomes.findings import (
    beside,
    breadths,
    differences,
    findings,
    labels,
    moved,
    police_words,
    published,
    since_sent,
    spread,
    wording,
)
from outcomes.models import (
    Breadth,
    Excerpt,
    FactualComment,
    Finding,
    FindingQuote,
    FindingsReport,
    GroupStance,
    OversightStatement,
    Recommendation,
    Theme,
)
from people.errors import Refused
from people.models import Person
from people.text.dates import local_day
from people.text.dates import until as until_when
from people.text.sanitising import within
from people.text.sentences import counted, listed, many

#: How what is said of a label that waits for the panel begins.
ASKED = "The panel has not answered yet"
#: The mark of a statement that was made before there was a draft: it is on none.
NO_DRAFT = "no draft"
#: Kinds that a poll can carry alone, without quotes (domain 5.9, invariant 13).
POLL_IS_ENOUGH = {Finding.Kind.NOT_A_CONCERN, Finding.Kind.KNOWLEDGE_GAP}
NO_FIGURES = "Or choose a poll question that was asked in a poll that is closed, and of which figures may be printed."
ASTRAY = "{quotes} of words that are coded with none of its themes. Choose its quotes again."
#: What its author wrote about single groups.
NOTES = Prefetch("group_stances", GroupStance.objects.exclude(note="").select_related("group"))

THEMES = Prefetch("themes", Theme.objects.annotate(named_by=quoting.NAMED_BY))


# --- What a finding still needs -----------------------------------------------------------------
def missing(
    finding: Finding,
    ground: labels.Ground | None = None,
    quotes: list[quoting.Judged] | None = None,
    printed: set[int] | None = None,
    own_words: dict[str, list[str]] | None = None,
) -> list[str]:
    """What the finding needs before it can be published, in the facilitator's words.

    Where many findings are looked at give `ground`, its `quotes`, the poll questions of which figures are `printed`,
    and the themes that are named in somebody’s `own_words`.
    """
    proposal = (ground or labels.ground_of(finding)).propose(finding)
    texts = {"said": "what people said", "inferred": "what we draw from it", "differences": "where people differ"}
    found = [f"Write “{words}”." for name, words in texts.items() if not getattr(finding, name).strip()]
    quotes = quoting.judged(finding.finding_quotes.all())[finding.pk] if quotes is None else quotes
    coded = _missing_label(finding, proposal) + _missing_quotes(finding, quotes)
    if coded and not _rests_on_poll(finding, printed):
        found += coded + ([NO_FIGURES] if _may_rest_on_poll(finding) else [])
    if lost := sum(quote.is_astray for quote in quotes):
        found.append(ASTRAY.format(quotes=many(lost, "quote")))
    if own_words is None:
        own_words = quoting.in_own_words(finding.themes.annotate(named_by=quoting.NAMED_BY))
    found += _unprintable(finding, own_words) + differences.missing(finding, proposal)
    worded = [problem for one in wording.of_finding(finding, proposal, quotes=quotes) for problem in one.problems]
    return found + _label_moved(finding, proposal) + worded


def missing_in(report: FindingsReport) -> list[tuple[Finding, list[str]]]:
    """Every finding with what it still needs; a fixed number of queries."""
    looked_at = look(report, labels.Ground(report.consultation))
    return [(finding, texts) for finding, texts, _ in looked_at]


def look(report: FindingsReport, ground: labels.Ground) -> list[tuple[Finding, list[str], list[quoting.Judged]]]:
    """Every finding with what it still needs, and its quotes."""
    quotes = quoting.judged(FindingQuote.objects.filter(finding__report=report))
    found = with_many(report.findings.select_related("area").prefetch_related(THEMES, NOTES), "higher_labels")
    prefetch_related_objects(found, "questions")  # the panel’s mark has them all
    told = beside.told(found, ground, report.consultation.min_answer)
    asked = {question.pk for one in found if _may_rest_on_poll(one) for question in one.questions.all()}
    printed = results.printable(report.consultation, asked)
    own_words = quoting.in_own_words(theme for one in found for theme in one.themes.all())
    return [
        (one, missing(one, ground, quotes[one.pk], printed, own_words) + told.get(one.pk, []), quotes[one.pk])
        for one in found
    ]


def complete(found: QuerySet[Finding]) -> QuerySet[Finding]:
    """These findings with all that belongs to them."""
    quotes = FindingQuote.objects.select_related("excerpt__revision__contribution__membership")
    return found.select_related("area", "report__consultation").prefetch_related(
        "themes", "questions", "higher_labels", NOTES, Prefetch("finding_quotes", quotes)
    )


def _unprintable(finding: Finding, own_words: dict[str, list[str]]) -> list[str]:
    """The names of its themes are printed with it: what gives somebody away in them, or is somebody’s own words."""
    found = []
    for theme in finding.themes.all():
        if named := screening.findings(theme.title):
            found.append(f"The name of its theme “{theme}” has {listed(named)}. Give the theme another name.")
        if why := own_words.get(theme.title):
            found.append(f"Its theme “{theme}” is named in somebody’s own words. {why[0]} Give it another name.")
    return found


def _missing_label(finding: Finding, proposal: labels.Label) -> list[str]:
    if not finding.themes.all():
        return ["Choose its themes: the label and the quotes come from them."]
    if not finding.position:
        return ["Say which stances count as holding this view."]
    if labels.is_contradictory(finding.position):
        return [labels.CONTRADICTORY]
    if not proposal.base:
        return ["Nobody who was invited is coded on its themes yet."]
    return [] if finding.breadth else ["Choose its label."]


def _missing_quotes(finding: Finding, quotes: list[quoting.Judged]) -> list[str]:
    people = {quote.person for quote in quotes}
    if finding.breadth == Breadth.SINGLE:
        return [] if people else ["Choose a quote."]
    return [] if len(people) >= numbers.QUOTES else [_too_few_quotes()]


def _too_few_quotes() -> str:
    people = counted(numbers.QUOTES, "person", "people")
    return f"Choose at least {counted(numbers.QUOTES, 'quote')}, from {people}."


def _label_moved(finding: Finding, proposal: labels.Label) -> list[str]:
    waiting = [one for one in finding.higher_labels.all() if one.is_open]
    if waiting:
        return [
            f"{ASKED} whether it may be called “{waiting[0].label}”. "
            "You can also choose the label that the coding supports."
        ]
    chosen = (finding.breadth, finding.strongly_felt)
    if not finding.breadth or all(one == chosen for one in proposal.supported):
        return []
    if not proposal.breadth:
        return ["Not one person is coded as holding it, so it can bear no label. Save its words, and the label goes."]
    if not finding.override_reason or proposal.ground != finding.computed.get("chosen_against"):
        return ["The coding no longer supports the label as chosen. Look at it again."]
    if any(breadths.is_higher(chosen, one) for one in proposal.supported) and finding.agreement is None:
        return ["The label says more than the coding supports, and the panel has not agreed to it. Choose it again."]
    return []


def _may_rest_on_poll(finding: Finding) -> bool:
    return finding.kind in POLL_IS_ENOUGH and bool(finding.questions.all())


def _rests_on_poll(finding: Finding, printed: set[int] | None) -> bool:
    """Whether the report prints figures of a poll with it: a question that nobody answered carries nothing."""
    if not _may_rest_on_poll(finding):
        return False
    asked = {question.pk for question in finding.questions.all()}
    return bool(asked & (results.printable(finding.report.consultation, asked) if printed is None else printed))


def dominance(quoted: Sequence[Excerpt | quoting.Judged]) -> tuple[str, int, int] | None:
    """(pseudonym, their quotes, all quotes) when one person has more than a third of them, and more than one."""
    people = Counter((quote.person, quote.pseudonym) for quote in quoted)
    if not people:
        return None
    (_, pseudonym), count = people.most_common(1)[0]
    return (pseudonym, count, len(quoted)) if count > 1 and 3 * count > len(quoted) else None


def one_side(finding: Finding, proposal: labels.Label, sides: list[bool] | None = None) -> str:
    """A warning where people stand on both sides of it and its quotes show one; empty where they do not.

    `sides`: whether each quote is of somebody against it, where that is at hand.
    """
    against = sum(count.against for count in proposal.by_group)
    if not (against and proposal.holders):
        return ""
    sides = _sides(finding) if sides is None else sides
    if not sides or 0 < sum(sides) < len(sides):
        return ""
    quoted, left_out = ("against it", "who hold it") if any(sides) else ("for it, or on no side", "against it")
    return (
        f"{proposal.holders} of the {proposal.base} who spoke hold this view and {against} are against it, but every "
        f"quote is of people {quoted}. Quote people {left_out} as well, or the report says that one side is quoted."
    )


def quotes_spread(proposal: labels.Label, quotes: Sequence[quoting.Judged]) -> str:
    """A warning where its quotes are all of one group though others raised it, or several of one person."""
    groups = {quote.group or "" for quote in quotes if not quote.is_written and not quote.group_is_open}
    held_in = [count.name for count in proposal.by_group if count.held]
    people = len({quote.person for quote in quotes})
    told = [spread.of_one_group(groups, held_in), spread.of_people(len(quotes), people)]
    said = " ".join(filter(None, told))
    return f"{said} Choose others, or the report says so." if said else ""


def _sides(finding: Finding) -> list[bool]:
    of_them = quoting.against(FindingQuote.objects.filter(finding=finding))
    return [quote.pk in of_them for quote in finding.finding_quotes.all()]


# --- The two windows ----------------------------------------------------------------------------
def after_working_days(start: datetime, days: int) -> datetime:
    """`days` whole working days after `start`: no weekends, no bank holidays in England.

    Something sent on a day off counts from the first moment of the next working day. No days are no wait: `start`.
    """
    if not days:
        return start
    at = timezone.localtime(start)

    def works(when: datetime) -> bool:
        return is_working_day(when.date())

    if not works(at):
        at = datetime.combine(at.date(), time.min, at.tzinfo)
        while not works(at):
            at += timedelta(days=1)
    while days:
        at += timedelta(days=1)
        days -= works(at)
    return at


def facts_until(report: FindingsReport) -> datetime | None:
    """The end of the police's time to check facts; None before the draft is sent."""
    if report.checking_from is None:
        return None
    end = after_working_days(report.checking_from, report.consultation.accuracy_days)
    return pauses.lengthened(_paused(report), report.checking_from, end, _by_working_days, days=True)


def _paused(report: FindingsReport) -> list[pauses.Span]:
    """While the panel has it paused nobody can comment: their time does not run."""
    return stages.shared(report.consultation, pauses.of)


def _by_working_days(end: datetime, begins: datetime, ends: datetime) -> datetime:
    """Later by each working day of a pause, also one that it took in part."""
    first, last = local_day(begins), local_day(ends)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return after_working_days(end, sum(is_working_day(day) for day in days))


def check_until(report: FindingsReport) -> datetime | None:
    """The end of the participants' time to check the draft."""
    if report.checking_from is None:
        return None
    end = report.checking_from + timedelta(days=report.consultation.check_days)
    return pauses.lengthened(_paused(report), report.checking_from, end)


@transaction.atomic
def send_for_checking(report: FindingsReport, *, by: Person) -> FindingsReport:
    """Open the draft to the police for facts and to participants for a check. Both windows start now."""
    member = access.require_held(by, report.consultation, Do.WRITE_FINDINGS)
    if report.state != FindingsReport.State.DRAFT:
        raise Refused("The draft has been sent already.")
    checked = missing_in(report)
    problems = [f"{finding.number}: {text}" for finding, texts in checked for text in texts]
    if not checked:
        problems = ["Write at least one finding first."]
    if problems:
        raise Refused("The draft is not ready to be checked.", problems)
    report.state, report.checking_from = FindingsReport.State.CHECKING, clock.now()
    report.save()
    for finding in report.findings.prefetch_related("themes"):
        findings.recount(finding)  # from here on others read the counts
    report.sent = since_sent.texts(report) | since_sent.beside(report)
    report.save(update_fields=["sent"])
    record("sent_for_checking", actor=member, subject=report, consultation=report.consultation.slug)
    return report


def why_no_comment(report: FindingsReport, member: Membership) -> str:
    """Why this person does not comment on the draft now; empty while they may. What comes in after their days would be
    printed as if it had been said in them, and after the panel has spoken.
    """
    if report.state != FindingsReport.State.CHECKING:
        return "The draft is not open for comments."
    until = facts_until(report) if member.is_police else check_until(report)
    if until is None or clock.now() < until:
        return ""
    what = "Facts could be checked" if member.is_police else "The draft could be checked"
    tell = "Tell the facilitators what is wrong: they can change it, or correct it later."
    return f"{what} until {until_when(until)}. {tell}"


@transaction.atomic
def comment(report: FindingsReport, *, by: Person, text: str, finding: Finding | None = None) -> FactualComment:
    """A comment on the draft. The police's are printed word for word with the findings; participants' are for us."""
    member = access.require(by, report.consultation, Do.COMMENT_ON_FINDINGS)
    if why := why_no_comment(report, member):
        raise Refused(why)
    text = within(text, 2000, "The comment")
    if not text:
        raise Refused("Write your comment, then send it.")
    if member.is_police:
        refuse_names(text)
    if member.is_police and (named := screening.findings(text)):
        raise Refused(f"Take out {listed(named)}: this is printed word for word, and nobody may be pointed to in it.")
    if member.is_police:
        police_words.refuse_more(report, member, text)
    if finding is not None and finding.report_id != report.pk:
        raise Refused("That finding belongs to another report.")
    # A refusal would tell the police, name by name, who is on the list: it looks sent, and a facilitator reads it.
    is_held = member.is_police and screening.LISTED in screening.findings(text, rules.names_of(report.consultation))
    made = FactualComment.objects.create(
        report=report, finding=finding, text=text, author=member, from_police=member.is_police, is_held=is_held,
        said_as=police_words.said_as(member) if member.is_police else "",
    )  # fmt: skip
    record(
        "draft_commented",
        actor=member,
        subject=made,
        consultation=report.consultation.slug,
        summary=finding.number if finding else "",
    )
    if is_held:
        title = "A comment of the police has a name that is listed. Only the panel keeps it out of print"
        notifications.tell(report.consultation, notifications.PANEL, f"held comment {made.pk}", title, "check_findings")
    return made


@transaction.atomic
def settle_comment(comment: FactualComment, *, by: Person, printed: bool, why: str = "") -> FactualComment:
    """Whether a police comment with a listed name is printed as it is, or not at all, with a public reason.

    Who runs it writes the list: by a common word on it they would keep every comment out alone. So only the panel does.
    """
    consultation = comment.report.consultation
    member = access.require(by, consultation, Do.PRINT_POLICE_COMMENT if printed else Do.KEEP_OUT_POLICE_COMMENT)
    if not printed and (near := seating.why_not_beside_who_runs_it(member)):
        raise Refused(near)
    locked = FactualComment.objects.select_for_update(no_key=True).get(pk=comment.pk)
    if not locked.waits:
        raise Refused("This comment does not wait for a decision.")
    locked.settled_by, locked.kept_out = member, "" if printed else public_reason(why, "comments of the police")
    locked.save(update_fields=["settled_by", "kept_out"])
    summary = f"comment {locked.pk}: {'printed' if printed else 'not printed'}"
    record("police_comment_settled", actor=member, subject=locked, consultation=consultation.slug, summary=summary)
    return locked


@transaction.atomic
def add_statement(consultation: Consultation, *, by: Person, text: str) -> OversightStatement:
    """The panel's own statement, kept with the stage in which it was made and never edited afterwards."""
    member = access.require(by, consultation, Do.ADD_OVERSIGHT_STATEMENT)
    text = within(text, 3000, "The statement")
    if not text:
        raise Refused("Write the statement first.")
    refuse_names(text)
    draft = (
        FindingsReport.objects.filter(consultation=consultation).exclude(state=FindingsReport.State.PUBLISHED).first()
    )
    made = OversightStatement.objects.create(
        consultation=consultation,
        stage=consultation.stage,
        text=text,
        member=member,
        draft_mark=_mark_now(draft) if draft else NO_DRAFT if consultation.stage == Stage.ANALYSIS else "",
    )
    texts.publish(published.statement_text(made), by=member)
    record("statement_added", actor=member, subject=made, consultation=consultation.slug)
    return made


def mark_of(
    report: FindingsReport,
    looked_at: Sequence[tuple[Finding, list[str], list[quoting.Judged]]],
    asked: Sequence[Recommendation],
    ground: labels.Ground,
) -> str:
    """The mark of a draft as the panel reads it: its words, its quotes, its counts, and what rests on what.

    Some of these counts are shown to nobody, and the mark is published: so it holds what was drawn by chance.
    """
    behind = since_sent.beside_the_words(looked_at, asked, ground)
    found = {**_texts_in(report, looked_at, asked), **behind, "drawn": {"by chance": report.salt}}
    return since_sent.NEW + since_sent.mark(found)[: 64 - len(since_sent.NEW)]


def _texts_in(
    report: FindingsReport,
    looked_at: Sequence[tuple[Finding, list[str], list[quoting.Judged]]],
    asked: Sequence[Recommendation],
) -> since_sent.Texts:
    return since_sent.texts_of(report, [one for one, _, _ in looked_at], asked)


def is_spoken_on(
    report: FindingsReport,
    marks: Collection[str],
    looked_at: Sequence[tuple[Finding, list[str], list[quoting.Judged]]],
    asked: Sequence[Recommendation],
    ground: labels.Ground,
) -> bool:
    """Whether one of `marks`, those of the panel's statements, is of the draft as it is now.

    Where none is newer, a mark from before they held counts is held against the draft as it was made.
    """
    if any(one.startswith(since_sent.NEW) for one in marks):
        return mark_of(report, looked_at, asked, ground) in marks
    behind = since_sent.beside_the_words(looked_at, asked, None)
    return since_sent.mark({**_texts_in(report, looked_at, asked), **behind}) in marks


def _mark_now(report: FindingsReport) -> str:
    """Raises Refused where the counts that the panel reads are not those of the coding any more."""
    report.salt = _drawn(report)
    ground = labels.Ground(report.consultation)
    looked_at = look(report, ground)
    if stale := moved.since_counted([one for one, _, _ in looked_at], ground):
        raise Refused(f"{counts_moved(stale)} Count the findings anew first, and read what changed.")
    return mark_of(report, looked_at, list(report.recommendations.prefetch_related("findings")), ground)


def _drawn(report: FindingsReport) -> str:
    """What was drawn by chance for this report, drawn now where it was not yet."""
    locked = FindingsReport.objects.select_for_update(no_key=True).get(pk=report.pk)
    if not locked.salt:
        locked.salt = secrets.token_hex(16)
        locked.save(update_fields=["salt"])
    return locked.salt


def counts_moved(stale: Sequence[Finding]) -> str:
    """ "The coding has moved since finding 2.1 was counted." """
    named = listed([one.number for one in stale])
    which = f"finding {named} was" if len(stale) == 1 else f"findings {named} were"
    return f"The coding has moved since {which} counted."


def counted_before(report: FindingsReport) -> list[Finding]:
    """The findings of a draft whose counts are not those of the coding any more."""
    found = list(report.findings.select_related("area").prefetch_related("themes"))
    return moved.since_counted(found, labels.Ground(report.consultation)) if found else []
