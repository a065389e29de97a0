"""Checking the draft: the police on facts, participants on whether it is what they said, oversight in a statement."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils import timezone

from audit import clock
from audit.record import record
from consultations import access, seating
from consultations.access import Do
from consultations.birds import refuse_names
from consultations.loading import with_many
from consultations.models import Consultation, Stage
from consultations.notifications import notifications
from consultations.notifications.working_days import is_working_day
from consultations.stages import pauses, stages
from consultations.stages.stages import public_reason
from deliberation.discussion import screening
from deliberation.rules import rules
from outcomes import numbers
from outcomes.coding import quoting
from outcomes.findings import beside, breadths, differences, findings, labels, since_sent, wording
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
)
from people.errors import Refused
from people.models import Person
from people.text.dates import local_day
from people.text.sanitising import within
from people.text.sentences import counted, listed

#: How what is said of a label that waits for the panel begins.
ASKED = "The panel has not answered yet"
#: The mark of a statement that was made before there was a draft: it is on none.
NO_DRAFT = "no draft"
#: Kinds that a poll can carry alone, without quotes (domain 5.9, invariant 13).
POLL_IS_ENOUGH = {Finding.Kind.NOT_A_CONCERN, Finding.Kind.KNOWLEDGE_GAP}
#: What its author wrote about single groups.
NOTES = Prefetch("group_stances", GroupStance.objects.exclude(note="").select_related("group"))


# --- What a finding still needs -----------------------------------------------------------------
def missing(
    finding: Finding, ground: labels.Ground | None = None, quotes: list[quoting.Judged] | None = None
) -> list[str]:
    """What the finding needs before it can be published, in the facilitator's words.

    Give `ground` and its `quotes` where many findings are looked at.
    """
    proposal = (ground or labels.ground_of(finding)).propose(finding)
    texts = {"said": "what people said", "inferred": "what we draw from it", "differences": "where people differ"}
    found = [f"Write “{words}”." for name, words in texts.items() if not getattr(finding, name).strip()]
    if not _rests_on_poll(finding):
        quotes = quoting.judged(finding.finding_quotes.all())[finding.pk] if quotes is None else quotes
        found += _missing_label(finding, proposal) + _missing_quotes(finding, quotes)
    found += differences.missing(finding, proposal)
    worded = [problem for one in wording.of_finding(finding, proposal) for problem in one.problems]
    return found + _label_moved(finding, proposal) + worded


def missing_in(report: FindingsReport) -> list[tuple[Finding, list[str]]]:
    """Every finding with what it still needs; a fixed number of queries."""
    looked_at = look(report, labels.Ground(report.consultation))
    return [(finding, texts) for finding, texts, _ in looked_at]


def look(report: FindingsReport, ground: labels.Ground) -> list[tuple[Finding, list[str], list[quoting.Judged]]]:
    """Every finding with what it still needs, and its quotes."""
    quotes = quoting.judged(FindingQuote.objects.filter(finding__report=report))
    found = with_many(report.findings.select_related("area").prefetch_related("themes", NOTES), "higher_labels")
    prefetch_related_objects([one for one in found if one.kind in POLL_IS_ENOUGH], "questions")  # no other is asked
    told = beside.told(found, ground, report.consultation.min_answer)
    return [(one, missing(one, ground, quotes[one.pk]) + told.get(one.pk, []), quotes[one.pk]) for one in found]


def complete(found: QuerySet[Finding]) -> QuerySet[Finding]:
    """These findings with all that belongs to them."""
    quotes = FindingQuote.objects.select_related("excerpt__revision__contribution__membership")
    return found.select_related("area", "report__consultation").prefetch_related(
        "themes", "questions", "higher_labels", NOTES, Prefetch("finding_quotes", quotes)
    )


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
        return (
            []
            if not proposal.base and _rests_on_poll(finding)
            else ["Not one person is coded as holding it, so it can bear no label."]
        )
    if not finding.override_reason or proposal.ground != finding.computed.get("chosen_against"):
        return ["The coding no longer supports the label as chosen. Look at it again."]
    if any(breadths.is_higher(chosen, one) for one in proposal.supported) and finding.agreement is None:
        return ["The label says more than the coding supports, and the panel has not agreed to it. Choose it again."]
    return []


def _rests_on_poll(finding: Finding) -> bool:
    return finding.kind in POLL_IS_ENOUGH and bool(finding.questions.all())


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

    def works(moment: datetime) -> bool:
        return is_working_day(moment.date())

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
    member = access.require(by, report.consultation, Do.WRITE_FINDINGS)
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
    report.sent = since_sent.texts(report)
    report.save(update_fields=["sent"])
    record("sent_for_checking", actor=member, subject=report, consultation=report.consultation.slug)
    return report


@transaction.atomic
def comment(report: FindingsReport, *, by: Person, text: str, finding: Finding | None = None) -> FactualComment:
    """A comment on the draft. The police's are printed word for word with the findings; participants' are for us."""
    member = access.require(by, report.consultation, Do.COMMENT_ON_FINDINGS)
    if report.state != FindingsReport.State.CHECKING:
        raise Refused("The draft is not open for comments.")
    text = within(text, 2000, "The comment")
    if not text:
        raise Refused("Write your comment, then send it.")
    if member.is_police:
        refuse_names(text)
    if member.is_police and (named := screening.findings(text)):
        raise Refused(f"Take out {listed(named)}: this is printed word for word, and nobody may be pointed to in it.")
    if finding is not None and finding.report_id != report.pk:
        raise Refused("That finding belongs to another report.")
    # A refusal would tell the police, name by name, who is on the list: it looks sent, and a facilitator reads it.
    is_held = member.is_police and screening.LISTED in screening.findings(text, rules.names_of(report.consultation))
    made = FactualComment.objects.create(
        report=report, finding=finding, text=text, author=member, from_police=member.is_police, is_held=is_held
    )
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
    record("statement_added", actor=member, subject=made, consultation=consultation.slug)
    return made


def mark_of(
    report: FindingsReport,
    looked_at: Sequence[tuple[Finding, list[str], list[quoting.Judged]]],
    asked: Sequence[Recommendation],
) -> str:
    """The mark of a draft as the panel reads it: its words, its quotes, and what rests on what."""
    found = since_sent.texts_of(report, [one for one, _, _ in looked_at], asked)
    return since_sent.mark({**found, **since_sent.beside_the_words(looked_at, asked)})


def _mark_now(report: FindingsReport) -> str:
    looked_at = look(report, labels.Ground(report.consultation))
    return mark_of(report, looked_at, list(report.recommendations.prefetch_related("findings")))


def printable_in(report: FindingsReport) -> dict[int, list[Excerpt]]:
    """{finding pk: its quotes, in order} with only those that may be shown to anybody outside the bench."""
    uses = report.findings.values_list("pk", "finding_quotes__excerpt").order_by("finding_quotes__order")
    excerpts = {excerpt.pk: excerpt for excerpt in quoting.quoted(report.consultation)}
    ready = {pk for pk, excerpt in excerpts.items() if not quoting.is_publishable(excerpt)}
    found: dict[int, list[Excerpt]] = {}
    for finding, excerpt in uses:
        found.setdefault(finding, []).extend([excerpts[excerpt]] if excerpt in ready else [])
    return found
