"""How it was done, told from the records: nobody writes the method statement, so nobody can polish it.

The annex follows the items of the usual checklist for reporting interviews and focus groups (COREQ): who asked,
who took part, how it was analysed. What the records do not hold is said to be missing, not left out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from audit import clock
from audit.models import Entry
from consultations import seating
from consultations.forces import agreeing
from consultations.groups.groups import changes
from consultations.models import BriefingVersion, Consultation, DiscussionArea, Membership, Role, Signoff
from consultations.models.membership import MembershipQuerySet
from consultations.numbers import NEWCOMER_MONTHS
from consultations.stages import open_time
from consultations.stages.open_time import OpenTime
from deliberation.counting import disclosure, taking_part
from deliberation.discussion import moderation_log
from deliberation.discussion.moderation_log import Statistics
from deliberation.importing import notice
from deliberation.importing.facts import ConversationFacts, RecordFacts, conversations_of, records_of
from deliberation.models import Contribution, FactIntroduced, HandCount, ImportedRecord, Session, Wave
from deliberation.numbers import LEAST_OPEN_HOURS
from deliberation.paper import privacy as paper_privacy
from deliberation.sessions import show_of_hands
from deliberation.sessions.announcing import Days, days_of
from outcomes.coding import coding, double, offered, set_aside
from outcomes.findings import police_days
from outcomes.findings.quantifiers import GUIDE, WORDS
from outcomes.models import Breadth, Coding, FactualComment, FindingsReport, QuoteRefusal
from outcomes.report import by_link, own_words, participation, published, ways
from outcomes.report.participation import OPEN, RECRUITED, GroupRow, Held, Table, WaveRow
from people.text.dates import day, until_day
from people.text.sentences import counted, ended, listed, many

MODERATION, WHO, MUST_ANSWER, WHERE = "moderation", "who", "must_answer", "where"
NO_WAY_IN, CHANGED, AWAY = "no_way_in", "groups_changed", "police_away"
BESIDE, SPOKEN_BESIDE, SIZES, RECORDING = "signed_beside", "spoken_beside", "sizes", "to_recording"
HAD_NOT = "had not agreed to answer when this was published"
NOT_ESTIMATES = "These labels describe the people who took part. They are not estimates for everybody who lives here."


@dataclass
class Method:
    consultation: Consultation
    report: FindingsReport
    areas: Sequence[DiscussionArea]
    groups: list[GroupRow]
    ungrouped: int  # joined without a group: counted with those who chose to come
    facilitators: list[str]  # who did it until the report came out: by name, and until when
    panel: list[str]
    officers: list[Membership]
    sessions: list[Held]
    records: Sequence[RecordFacts]  # of meetings elsewhere, brought in
    conversations: Sequence[ConversationFacts]  # of statements, held elsewhere and brought in
    facts: list[FactIntroduced]
    waves: list[WaveRow]
    hands: list[tuple[str, str]]  # of each show of hands: its question, and who was in the room
    composition: list[Table]
    given: list[BriefingVersion]  # what could be read while people were asked, in that order
    signoffs: list[Signoff]
    beside: frozenset[int]  # the members, by number, whose signature was not counted when this was published
    spoken_beside: frozenset[int]  # the same of statements on the findings
    counts: dict[str, Any]
    moderation: Statistics
    came: dict[str, int]  # how people came in, where that makes a difference; empty in a report from before
    twice: list[str]  # what was coded by two people, and how far they agreed
    open_time: OpenTime
    no_way_in: int  # of those counted: without an account or a key, so that they read and check nothing here
    alone: list[str]  # groups that something was put to, and not to all
    idle: dict[str, int]  # let in, and did nothing: by the key of their group, "" without one
    must_answer: list[str]  # the force that leads, and what those beside it said themselves
    where: str  # the place that it is about

    @property
    def briefing(self) -> BriefingVersion | None:
        """The last one that people were given."""
        return self.given[-1] if self.given else None

    @property
    def online(self) -> int | None:
        """Contributions written here; None in a report from before they were counted apart."""
        return self.counts.get("online", None if self.report.counted else 0)

    @property
    def ways(self) -> list[ways.Way]:
        agreed, online = self.report.counted.get(RECORDING, {}), self.online
        return ways.of(self.open_time, self.consultation, self.sessions, self.records, self.waves, online, agreed)

    @property
    def police_away(self) -> police_days.Away:
        """Whether anybody of them could comment on facts. A report from before says nothing of it."""
        kept = self.counts.get(AWAY)
        return police_days.Away(**kept) if kept else police_days.Away(nobody=False, told="")

    @property
    def went_apart(self) -> list[Held]:
        """Sessions that left something of the topic guide out, or went elsewhere."""
        return [held for held in self.sessions if held.went_apart]

    @property
    def recruited(self) -> int:
        return sum(self._took_part(row) for row in self.groups if row.kind == RECRUITED)

    @property
    def by_choice(self) -> int:
        apart = self.ungrouped - self.idle.get("", 0)
        return sum(self._took_part(row) for row in self.groups if row.kind == OPEN) + apart

    def _took_part(self, row: GroupRow) -> int:
        return row.joined - row.left - self.idle.get(str(row.group.pk), 0)

    @property
    def did_nothing(self) -> str:
        """ "12 more were let in and did nothing here: …": they are in no base."""
        number = sum(self.idle.values())
        if not number:
            return ""
        what = "answered no poll, said nothing and had no seat in a session"
        return f"{number} more {'was' if number == 1 else 'were'} let in and did not take part: they {what}."

    @property
    def left(self) -> int:
        return sum(row.left for row in self.groups)

    @property
    def recruited_groups(self) -> list[GroupRow]:
        return [row for row in self.groups if row.kind == RECRUITED and self._took_part(row)]

    @property
    def base(self) -> str:
        """ "36 people in 3 groups, and 12 who took part by choice, counted apart": never one sum (invariant 25)."""
        invited = f"{people(self.recruited)} in {many(len(self.recruited_groups), 'group')}{_came(self)}"
        chose = f"{people(self.by_choice)} who took part by choice"
        if not self.by_choice:
            return invited
        return f"{invited}, and {chose}, counted apart" if self.recruited else chose

    @property
    def statement(self) -> list[str]:
        return [text for text in (_who(self), _asked(self), _analysed(self), _checked(self), _kept_out(self)) if text]

    @property
    def limitations(self) -> str:
        """The fixed sentence first, whatever is written around it."""
        return f"{NOT_ESTIMATES} {self.report.limitations.replace(NOT_ESTIMATES, '').strip()}".strip()

    @property
    def scale(self) -> list[tuple[str, str, str]]:
        return [(breadth.label, GUIDE[breadth], ", ".join(f"“{w}”" for w in WORDS[breadth])) for breadth in Breadth]


#: How people came in, as the base says it.
CAME = {
    "unannounced": "{} known only from records of meetings that were not announced beforehand",
    "shared": "{} by a code that many had, with the yes of a facilitator",
    "paper": "{} only by paper ballots that two of the staff typed in",
    "phone": "{} only by telephone, as whoever rang wrote it down and two of the staff typed it in",
}


def _came(method: Method) -> str:
    """ " (of these, 20 people known only from …)": what tells of people nobody else may have seen; never hidden."""
    least = method.consultation.min_answer
    told = [
        words.format(disclosure.at_least(method.came[name], least))
        for name, words in CAME.items()
        if method.came.get(name)
    ]
    return f" (of these, {'; '.join(told)})" if told else ""


def how_they_came(consultation: Consultation) -> dict[str, int]:
    """Of the invited who take part: only in an unannounced record, by a shared code, only on paper, only by telephone.

    And what is in no count of people: paper ballots, and announced days on which nothing is recorded.
    """
    invited = consultation.memberships.current().participants().filter(group__is_open=False)
    invited = invited.filter(taking_part.did_something())
    days = days_of(consultation)
    paper = paper_privacy.told(consultation)
    return {
        "unannounced": invited.filter(pk__in=notice.people_unannounced(consultation)).count(),
        "shared": by_link.by_shared_code(consultation),
        "paper": paper["only"],
        "phone": paper.get("only_by_phone", 0),
        "sheets_not_counted": paper["not_counted"],
        "days_empty": days.empty,
        "days_taken_back": days.taken_back,
        **_letters(consultation),
        **_at_the_door(consultation),
        **_second_poll(consultation),
    }


def _letters(consultation: Consultation) -> dict[str, int]:
    """Letters let people in without anybody's yes: how many one facilitator printed, and how many were used."""
    printed = consultation.invitations.exclude(batch="")
    return {"letters": printed.count(), "letters_used": printed.filter(uses_left=0).count()}


def _at_the_door(consultation: Consultation) -> dict[str, int]:
    """Whom no facilitator let in: waiting as it closed or for too long, and how often one was told no."""
    acts = Entry.objects.filter(consultation=consultation.slug)
    closed = acts.filter(action="door_closed").order_by("number").last()
    waited = int(closed.detail["waiting"]) if closed is not None else 0
    lapsed = sum(int(one.detail["waiting"]) for one in acts.filter(action="door_lapsed"))
    return {"waited": waited, "lapsed": lapsed, "told_no": acts.filter(action="newcomer_declined").count()}


def _second_poll(consultation: Consultation) -> dict[str, int]:
    """Whether nobody opened it, or so late that hardly anybody heard of it."""
    wave = Wave.objects.filter(poll__consultation=consultation, kind=Wave.Kind.AFTER, session=None).first()
    if wave is None:
        return {}
    if wave.opened_at is None or wave.closed_at is None:
        return {"second_unopened": int(wave.state == Wave.State.PLANNED)}
    hours = (wave.closed_at - wave.opened_at).total_seconds() / 3600
    return {"second_short": int(hours) + 1} if hours < LEAST_OPEN_HOURS else {}


def _put_to_some(waves: Sequence[Wave], groups: Sequence[GroupRow]) -> list[str]:
    """Names of the recruited groups that a poll or cards were put to, where these were not put to every one of them."""
    recruited = {row.group.pk: row.group.name for row in groups if row.kind == RECRUITED}
    asked: set[int] = set()
    for wave in waves:
        came = [group.pk for group in wave.session.groups] if wave.session else wave.admitted
        here = set(came) & recruited.keys()
        asked |= here if here and here != recruited.keys() else set()
    return [name for pk, name in recruited.items() if pk in asked]


# --- The statement ------------------------------------------------------------------------------
def _who(method: Method) -> str:
    c = method.consultation
    opened = method.open_time.opened
    when = f" between {day(opened)} and {until_day(c.closes_at)}" if opened and c.closes_at else ""
    areas = listed([f"“{area.title}”" for area in method.areas])
    text = f"{method.base[:1].upper()}{method.base[1:]} took part{when}."
    text += f" It was about this place: {ended(method.where)}" if method.where else ""
    text += f" {method.did_nothing}" if method.did_nothing else ""
    text += _by_letter(method.came)
    text += _not_let_in(method.came)
    days = Days(empty=method.came.get("days_empty", 0), taken_back=method.came.get("days_taken_back", 0))
    text += f" Of the meetings that were said in public, {days}." if str(days) else ""
    text += f" {_guide(method, areas)}{_not_of_all(method)}" if areas else ""
    left = [f"{people(method.left)} left before the end."] if method.left else []
    return " ".join([text, *method.open_time.told, *left])


def _guide(method: Method, areas: str) -> str:
    """That all had one guide is said where all were asked by it; else where they were not, and where it is told."""
    apart = sum(held.went_apart for held in method.sessions)
    elsewhere = method.counts.get("records", len(method.records))
    if not apart and not elsewhere:
        return f"All groups had one topic guide, on {areas}."
    told = f"One topic guide was written for all groups, on {areas}."
    if apart:
        told += f" In {many(apart, 'session')} part of it was left out, or something else was talked of: annex A says"
        told += " what."
    if elsewhere:
        said = many(elsewhere, "meeting")
        told += f" What was asked at {said} held elsewhere, whose records were brought in, stands in annex A as far as"
        told += " it was recorded."
    return told


def _by_letter(came: dict[str, int]) -> str:
    if not (letters := came.get("letters", 0)):
        return ""
    used = came.get("letters_used", 0)
    return f" Facilitators printed {many(letters, 'letter')} that let one person in each: {used:,} used."


def _not_let_in(came: dict[str, int]) -> str:
    waited, told_no = came.get("waited", 0), came.get("told_no", 0)
    said = [f"{people(waited)} still waited for a facilitator’s yes when it closed"] if waited else []
    if lapsed := came.get("lapsed", 0):
        month = counted(NEWCOMER_MONTHS, "month")
        said.append(f"{people(lapsed)} had waited for {month} for a facilitator’s yes, without a decision")
    said += [f"somebody who asked to come in was told no {many(told_no, 'time')}"] if told_no else []
    return f" By codes that many had: {'; '.join(said)}." if said else ""


def _not_of_all(method: Method) -> str:
    """What was asked of some alone: by name, so that nobody takes it for what all were asked."""
    if not method.alone:
        return ""
    return f" Beside it, polls or cards were put to some groups and not to all: {listed(method.alone)}."


def _asked(method: Method) -> str:
    answered = {row.wave.kind: row.answered for row in method.waves if row.wave.session_id is None}
    before, after = answered.get(Wave.Kind.BEFORE), answered.get(Wave.Kind.AFTER)
    text = f"They answered a first poll ({before}). " if before else ""
    text += "".join(f"{row.talked} " for row in method.waves if row.talked)
    if left_out := method.came.get("sheets_not_counted"):
        text += f"{many(left_out, 'paper ballot')} typed in by one or two of the staff are in no count. "
    signatures = [one for one in method.signoffs if one.member_id not in method.beside]
    panel = many(len(signatures), "member")
    signed = f", which {panel} of the oversight panel had signed," if signatures else ""
    given = f"Who took part here could read a briefing{signed} and talk it over. "
    text += given if method.briefing else "Who took part here could talk it over. "
    text += f"{_without_a_way(method)} could do neither. " if method.no_way_in else ""
    if method.came.get("second_unopened"):
        text += "The second poll was not opened, so the same questions were not answered again. "
    again = f"The same questions were answered again ({after})." if after else ""
    if short := method.came.get("second_short"):
        again += f" That poll was open for less than {many(short, 'hour')}."
    return f"{text}{again}".strip()


def _analysed(method: Method) -> str:
    n = method.counts
    if not n["codings"]:
        return ""
    spoke = f"{people(n['spoke'])} said something, in {many(n['contributions'], 'contribution')}. "
    aside = n["set_aside"]["told"] + " " if "set_aside" in n else ""  # nor has it this one
    helped = n.get("suggested") or "No part of this was automatic."  # what was published before has no such count
    coded = (
        f"{_by_whom(n)} marked {many(n['excerpts'], 'passage')} with "
        f"{many(n['themes'], 'theme')} and noted where each speaker stood. {helped} "
    )
    return (
        spoke
        + aside
        + coded
        + "Labels count people, never posts. A second person checked every quote before it was printed."
        + _said_no(n.get("refused_by", []))  # what was published before says nothing of it
    )


def _said_no(each: list[list[Any]]) -> str:
    """ " To 5 quotes somebody said no: Jo Moss to 4, Ruth Hale to 1." """
    if not each:
        return ""
    number = many(sum(n for _, n in each), "quote")
    return f" To {number} somebody said no: {listed([f'{name} to {n}' for name, n in each])}."


def _by_whom(counts: dict[str, Any]) -> str:
    """Who coded, and how much each: a second coder of four letters is not one who went through all."""
    each = counts.get("coded_by")
    if not each:  # a report from before kept the number alone
        return f"{people(counts['coders'])} went through them by hand,"
    (first, most), *others = each
    shares = [f"{first} coded {most} of these contributions", *(f"{name} {n}" for name, n in others)]
    return f"By hand, {listed(shares)}; they"


def _without_a_way(method: Method) -> str:
    """ "6 of them, known only from records of meetings elsewhere or from paper," """
    number = disclosure.at_least(method.no_way_in, method.consultation.min_answer)
    return f"Of those counted {number}, known only from records of meetings elsewhere or from paper,"


def _checked(method: Method) -> str:
    c, sent = method.consultation, method.report.checking_from
    if sent is None:
        return ""
    away = method.police_away
    kept_out, wrote = method.counts.get("police_kept_out", 0), ""
    if method.counts["from_police"] > kept_out:
        wrote = "Their words are printed below, unchanged."
    elif not kept_out and not away.nobody:
        wrote = "They made no comment."
    wrote = " ".join(part for part in (away.told, wrote) if part)
    if kept_out:
        wrote = f"{wrote} {many(kept_out, 'comment')} that could point to a person: not printed, and it says why."
    return (
        f"The draft went out on {day(sent)}: the findings and “In brief”, without what is asked of the police and the "
        f"conclusion. Participants had {many(c.check_days, 'day')} to say whether it is what "
        f"they said{_but_those(method)}. "
        f"The police had {many(c.accuracy_days, 'working day')} to comment on facts. {wrote}"
    )


def _but_those(method: Method) -> str:
    return ", but for those known only from records or paper, who have no way in" if method.no_way_in else ""


def _kept_out(method: Method) -> str:
    closed = "The police could not read the closed discussions or see how anyone voted."
    if method.police_away.nobody:
        return f"{closed} These findings were open to them as a draft, to comment on facts and not to change them."
    return f"{closed} They could read these findings as a draft, to comment on facts, and could not change them."


# --- From the records ---------------------------------------------------------------------------
def of(
    consultation: Consultation,
    report: FindingsReport,
    areas: Sequence[DiscussionArea],
    comments: Iterable[FactualComment],
    waves: Sequence[Wave],
) -> Method:
    """Everything the method statement and its annex say: about fifteen queries, however many people there are."""
    staff = list(_staff(consultation))
    who: dict[str, Any] = report.counted.get(WHO) or who_did_it(staff, report.published_at)
    time = open_time.of(consultation)
    counted = participation.count(consultation, report.published_at or consultation.anonymised_at, waves)
    counted = counted.with_sizes(report.counted.get(SIZES))
    groups, ungrouped = participation.groups_of(consultation, counted)
    led = who.get("led", {})
    changed = report.counted.get(CHANGED) or {} if report.counted else _changed(consultation)
    groups = [
        replace(row, facilitator=led.get(key, row.facilitator), changed=tuple(changed.get(key, [])))
        for key, row in ((str(row.group.pk), row) for row in groups)
    ]
    sessions = list(consultation.sessions.select_related("group").prefetch_related("segments", "runs", "also", "facts"))
    for session in sessions:
        session.consultation = consultation
    given, signoffs = _briefings(consultation, time)
    counts = report.counted or {**count(consultation, comments), AWAY: asdict(police_days.of(report))}
    return Method(
        consultation,
        report,
        areas,
        groups,
        ungrouped,
        facilitators=who["facilitators"],
        panel=who["panel"],
        officers=[m for m in staff if m.role == Role.OFFICER and m.is_current],
        sessions=[Held(s) for s in sessions if s.state == Session.State.ENDED],
        records=records_of(consultation),
        conversations=conversations_of(consultation),
        facts=sorted((fact for s in sessions for fact in s.facts_of_the_room), key=lambda fact: fact.at),
        waves=participation.waves_of(consultation, waves, groups, ungrouped, counted),
        hands=_hands(consultation, [wave for wave in waves if wave.session_id]),
        composition=participation.composition_of(consultation, counted),
        given=given,
        signoffs=signoffs,
        beside=frozenset(report.counted.get(BESIDE, ()) if report.counted else _beside(consultation, signoffs)),
        spoken_beside=frozenset(
            report.counted.get(SPOKEN_BESIDE, ()) if report.counted else _spoken_beside(consultation)
        ),
        counts=counts,
        moderation=_moderation(consultation, report),
        came=report.counted.get("came", {}) if report.counted else how_they_came(consultation),
        twice=counts.get("twice") or double.happened(consultation),
        open_time=time,
        no_way_in=report.counted.get(NO_WAY_IN, 0) if report.counted else by_link.without_a_way_in(consultation),
        alone=_put_to_some(waves, groups),
        idle=report.counted.get(taking_part.IDLE, {}) if report.counted else taking_part.idle(consultation),
        must_answer=report.counted.get(MUST_ANSWER) or [str(word) for word in agreeing.words(consultation)],
        where=_where(consultation, report),
    )


def _hands(consultation: Consultation, waves: Sequence[Wave]) -> list[tuple[str, str]]:
    counts = HandCount.objects.filter(wave__in=waves, present__gte=consultation.min_base)
    standing = show_of_hands.standing(counts).select_related("question")
    return [(str(taken.question), show_of_hands.room_of(taken)) for taken in standing]


def _moderation(consultation: Consultation, report: FindingsReport) -> Statistics:
    """As it stood when the report was published; what is decided later stands on the page of the moderation log."""
    kept = report.counted.get(MODERATION)
    return moderation_log.statistics(consultation) if kept is None else Statistics(**kept)


def _staff(consultation: Consultation) -> MembershipQuerySet:
    """Everybody who has or had a role here."""
    return consultation.memberships.exclude(role=Role.PARTICIPANT).select_related("user")


def _led(consultation: Consultation) -> dict[str, str]:
    """Key of each group → who facilitates it: whoever leaves later did it all the same."""
    groups = consultation.groups.exclude(facilitator=None).select_related("facilitator__user")
    return {str(group.pk): group.facilitator.public_name for group in groups if group.facilitator}


def _changed(consultation: Consultation) -> dict[str, list[str]]:
    return {str(pk): said for pk, said in changes(consultation).items()}


def who_did_it(staff: Iterable[Membership], end: datetime | None) -> dict[str, list[str]]:
    """By name, those who ran and those who checked it until `end` (None: until now), whoever does so today."""

    def named(role: Role) -> list[str]:
        here = [m for m in staff if m.role == role and (end is None or m.standings[0].since <= end)]
        return [_named(m, end) for m in here]

    return {"facilitators": named(Role.FACILITATOR), "panel": named(Role.OVERSIGHT)}


def _named(member: Membership, end: datetime | None) -> str:
    """As whom they last had the role until `end`; whoever came back to it later had left by then all the same."""
    last = [one for one in member.standings if end is None or one.since <= end][-1]
    name = ", ".join(part for part in (member.public_name, last.organisation) if part)
    left = last.until is not None and (end is None or last.until <= end)
    return f"{name}{' (lead)' if member.is_lead else ''}{f', until {day(last.until)}' if left else ''}"


def _briefings(consultation: Consultation, time: OpenTime) -> tuple[list[BriefingVersion], list[Signoff]]:
    """What the panel had approved and people could read while they were asked; and who signed the last of these.

    A version that came out after the closing was given to nobody who was asked.
    """
    public = {BriefingVersion.Status.APPROVED, BriefingVersion.Status.SUPERSEDED}
    versions = list(consultation.briefing_versions.filter(status__in=public).order_by("number"))
    given: list[BriefingVersion] = []
    for version in versions:
        came = version.published_at
        if given and came is not None and consultation.closes_at is not None and came >= consultation.closes_at:
            break
        if came is not None and time.opened is not None and came <= time.opened:
            given.clear()  # the one before was replaced when nobody had been asked yet
        given.append(version)
    last = given[-1] if given else None
    signed = Signoff.objects.filter(version=last, content_hash=last.content_hash) if last else Signoff.objects.none()
    return given, list(signed.exclude(content_hash="").select_related("member__user"))


def _beside(consultation: Consultation, signoffs: list[Signoff]) -> set[int]:
    """Who of those who signed is of one side with somebody who runs it, or ran it: kept with the report, so that no
    seat that is given later says something else of it. A report from before says it of nobody."""
    signed = {one.member_id for one in signoffs}
    return signed & seating.beside_who_runs_it(consultation) if signed else set()


def _spoken_beside(consultation: Consultation) -> set[int]:
    """The same of who made the panel’s statements: theirs stand, and do not open the gate of the findings."""
    spoke = set(consultation.oversight_statements.values_list("member", flat=True))
    return spoke & seating.no_second_for_who_runs([consultation.pk]) if spoke else set()


def count(consultation: Consultation, comments: Iterable[FactualComment]) -> dict[str, Any]:
    """What was coded, by how many, of how many: kept with the report when it is published."""
    comments = list(comments)
    counts: dict[str, Any] = coding.included(consultation).aggregate(
        contributions=Count("pk"), spoke=Count("membership", distinct=True), online=Count("pk", filter=Q(record=None))
    )
    counts_now = Q(state=Coding.State.COUNTS)
    coded = Coding.objects.filter(theme__consultation=consultation)
    said = "excerpt__revision__contribution__source_kind"
    counts |= coded.exclude(**{said: Contribution.Source.POLL_COMMENT}).aggregate(
        codings=Count("pk", filter=counts_now),
        excerpts=Count("excerpt", distinct=True, filter=counts_now),
        coders=Count("coded_by", distinct=True),
        themes=Count("theme", distinct=True, filter=counts_now),
    )
    counts["coded_by"] = coded_by(consultation)
    counts["refused_by"] = refused_by(consultation)
    counts["from_polls"] = own_words.told(consultation)
    counts["from_participants"] = sum(not comment.from_police for comment in comments)
    counts["from_police"] = sum(comment.from_police for comment in comments)
    counts["police_kept_out"] = sum(bool(comment.from_police and comment.kept_out) for comment in comments)
    counts["twice"] = double.happened(consultation)
    counts["set_aside"] = set_aside.counted(consultation)
    counts["suggested"] = offered.told(consultation)
    counts["records"] = ImportedRecord.objects.filter(consultation=consultation).count()
    return counts


def coded_by(consultation: Consultation) -> list[list[Any]]:
    """[[name, contributions]] of each who read and coded, whoever coded most first. To settle is not to read."""
    said = "excerpt__revision__contribution"
    read = Coding.objects.filter(**{f"{said}__in": coding.included(consultation)}, settles=None).order_by()
    return _each_by_name(dict(read.values_list("coded_by").annotate(n=Count(said, distinct=True))))


def refused_by(consultation: Consultation) -> list[list[Any]]:
    """[[name, quotes]] of each who said no to a quote: whoever keeps one side's words out is seen to."""
    said_no = QuoteRefusal.objects.filter(by__consultation=consultation).order_by()
    return _each_by_name(dict(said_no.values_list("by").annotate(n=Count("digest", distinct=True))))


def _each_by_name(by_member: dict[int, int]) -> list[list[Any]]:
    """Whoever has the highest number first."""
    members = Membership.objects.filter(pk__in=by_member).select_related("user") if by_member else []
    names = {one.pk: one.public_name for one in members}
    return [[names[pk], n] for pk, n in sorted(by_member.items(), key=lambda row: (-row[1], row[0]))]


def _must_answer(consultation: Consultation) -> list[str]:
    """As each force had said when it was published: what it says or is called later stands on other pages."""
    return [
        str(word) if word.leads or word.at else f"{word.force.name} {HAD_NOT}" for word in agreeing.words(consultation)
    ]


def _where(consultation: Consultation, report: FindingsReport) -> str:
    """As its boroughs were called when it was published."""
    kept: str | None = report.counted.get(WHERE)
    return consultation.where if kept is None else kept


def to_keep(consultation: Consultation, comments: Iterable[FactualComment]) -> dict[str, Any]:
    """What the report counts, as JSON: with it as it is published, so that no later act of one person moves it."""
    _, signoffs = _briefings(consultation, open_time.of(consultation))
    held = consultation.sessions.filter(state=Session.State.ENDED).select_related("group").prefetch_related("also")
    return {
        **count(consultation, comments),
        AWAY: asdict(police_days.of(consultation.report)),
        "came": how_they_came(consultation),
        NO_WAY_IN: by_link.without_a_way_in(consultation),
        taking_part.IDLE: taking_part.idle(consultation),
        SIZES: participation.sizes_to_keep(consultation),
        RECORDING: ways.to_recordings(held),
        WHO: {**who_did_it(_staff(consultation), clock.now()), "led": _led(consultation)},
        CHANGED: _changed(consultation),
        BESIDE: sorted(_beside(consultation, signoffs)),
        SPOKEN_BESIDE: sorted(_spoken_beside(consultation)),
        MUST_ANSWER: _must_answer(consultation),
        WHERE: consultation.where,
        published.FINGERPRINTED: True,
        MODERATION: asdict(moderation_log.statistics(consultation)),
    }


def people(number: int) -> str:
    """ "1 person", "36 people"."""
    return many(number, "person", "people")
