"""The findings as the report prints them: label, counts, quotes, groups, evidence. Part of the report room."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection
from django.db.models import CharField, Value, prefetch_related_objects

from consultations.models import Consultation
from deliberation import numbers as deliberation
from deliberation.counting import disclosure
from outcomes import numbers
from outcomes.coding import quoting
from outcomes.findings import breadths, in_polls, labels, spread
from outcomes.findings.quotes import attributed
from outcomes.models import (
    FactualComment,
    Finding,
    FindingQuote,
    FindingsReport,
    GroupStance,
    Recommendation,
)
from outcomes.report import versions
from outcomes.report.measures import Chart, Measures
from people.text.dates import day, local_day
from people.text.sentences import portion

WITHHELD = "[quote not shown]"
ONE_SIDE = {
    "held": "Others who spoke do not hold this view, and no words of theirs against it are quoted.",
    "against": "They are all of people against this view, and no words of those who hold it are quoted.",
}
ALSO = "Also concerns"
ABOUT = {"directed": "Directed at", "concerns": "Kind of concern", "beliefs": "People believe"}
FEW = "Fewer than {least} spoke on it, or fewer than {people} are in it"
SPOKE = "both", "Spoke on it"
WITHOUT = "Without records of meetings that were not announced beforehand"


@dataclass(frozen=True)
class Quote:
    text: str
    attribution: str
    is_shown: bool  # False: `text` says why there is no quote
    is_against: bool = False  # of somebody against the finding
    pk: int = 0
    group: str = ""
    person: int = 0  # in a draft; of a published report how many they are is kept, and not who


@dataclass(frozen=True)
class Stood:
    """How one group stood, for components/stance_strip.html. Words only: a count in a small group gives people away."""

    name: str
    stance: str
    label: str


@dataclass(frozen=True)
class Evidence:
    excerpts: int
    people: int
    themes: list[str]
    position: list[str]


@dataclass
class Entered:
    """One finding as it is printed."""

    finding: Finding
    raised: str
    quotes: list[Quote]
    stances: list[Stood]
    charts: list[Chart]
    evidence: Evidence
    least: int  # people behind a count that is printed
    asked: list[Recommendation] = field(default_factory=list)
    is_commented: bool = False  # by police, on facts
    themes: tuple[int, ...] = ()

    @property
    def anchor(self) -> str:
        return f"finding-{self.finding.number}"

    @property
    def apart(self) -> str:
        """ "3 of the 6 who took part by choice and spoke on this": those are counted apart (invariant 25)."""
        computed = self.finding.computed
        base, least = computed.get("open_base", 0), self.least
        if not base:
            return ""
        who = f"{computed.get('open_holders', 0)} of the {base}" if base >= least else f"fewer than {least} people"
        return f"{who} who took part by choice and spoke on this"

    @property
    def in_polls(self) -> str:
        """That people wrote the same in a poll, or otherwise: counted apart, and told without a number."""
        return in_polls.said(self.finding.computed.get("in_polls", ()), self.least)

    @property
    def one_side(self) -> str:
        """What is said where people stand on both sides and its quotes show one; empty where they do not.

        Where one side is few, whether the others are against is not told (as in `_stances`): the counts printed say
        no more than that they do not hold it.
        """
        computed = self.finding.computed
        held, others = computed.get("holders", 0), computed.get("base", 0) - computed.get("holders", 0)
        is_told = min(held, others) >= self.least
        against = sum(row["against"] for row in computed.get("by_group", []))
        sides = {quote.is_against for quote in self.quotes if quote.is_shown}
        if len(sides) != 1 or not held or not (against if is_told else others):
            return ""
        return f"The quotes show one side. {ONE_SIDE['against' if True in sides else 'held']}"

    @property
    def spread(self) -> str:
        """That its quotes are all of one group, or of fewer people than quotes; nothing once one was taken out."""
        shown = [quote for quote in self.quotes if quote.is_shown]
        if not shown or len(shown) < len(self.quotes):
            return ""
        computed = self.finding.computed
        people = len({quote.person for quote in shown if quote.person}) or computed.get("voices", 0)
        held_in = [row["name"] for row in computed.get("by_group", []) if row["held"]]
        said = [spread.of_one_group({quote.group for quote in shown}, held_in), spread.of_people(len(shown), people)]
        return " ".join(filter(None, said))

    @property
    def about(self) -> dict[str, str]:
        """Whom it concerns, and how: what is printed of that, by its name."""
        aims = self.finding.computed.get("aims") or {}
        named = {words: "; ".join(aims.get(kind, [])).lower() for kind, words in ABOUT.items()}
        return {words: said for words, said in {ALSO: self.finding.other_body, **named}.items() if said}

    @property
    def looked(self) -> str:
        """What was looked at from the records, and found, between groups and ages; empty where it was not."""
        looked = self.finding.computed.get("looked")
        if not looked:
            return ""
        ages = looked.get("ages", {})
        rows = [f"{band}: {held} of the {spoke} who spoke" for band, spoke, held in ages.get("rows", [])]
        told = f"{'; '.join(rows)}." if rows else ages.get("withheld", "")
        return f"Looked at from the records. Between groups: {looked.get('groups', '')} Between ages: {told}"

    @property
    def is_tension(self) -> bool:
        return bool(self.finding.computed.get("tension"))

    @property
    def shown(self) -> int:
        """How many of its quotes are printed: words may have been taken out in a later version."""
        return sum(quote.is_shown for quote in self.quotes)

    @property
    def quoted_above(self) -> str:
        return f"{self.shown or 'None'} {'are' if self.shown > 1 else 'is'} quoted above."

    @property
    def beside(self) -> str:
        """What is said beside the label, wherever it stands: that people feel both ways, that few spoke."""
        both = f"A live tension: at least {portion(numbers.TENSION_FROM)} of those who hold it feel both ways."
        few = "Too few spoke on it to call it more than a minority view."
        said = [(self.is_tension, both), (self.finding.is_thin, few)]
        return " ".join(words for is_so, words in said if is_so)

    @property
    def panel_agreed(self) -> str:
        """Who of the panel agreed to a label that says more than the coding supports, and why, or nothing."""
        agreed = self.finding.agreement if self.finding.is_overridden else None
        if agreed is None or agreed.answered_by is None or agreed.answered_at is None:
            return ""
        said = f"{agreed.answered_by.public_name}, {day(local_day(agreed.answered_at))}: {agreed.why}"
        refused = [
            f"“{no['label']}” ({no['who']}, {no['on']}): {no['why']}" for no in self.finding.computed.get("said_no", [])
        ]
        before = "Before that the panel had not agreed to a label above what the coding supports"
        return f"{said} {before}: {' '.join(refused)}" if refused else said

    @property
    def proposed(self) -> str:
        """The label that the coding supports, in the words of the heading."""
        computed = self.finding.computed
        return breadths.words(computed.get("breadth", ""), bool(computed.get("strongly_felt")))

    @property
    def each_alone(self) -> str:
        return each_alone(self.finding)

    @property
    def agreement(self) -> tuple[float, int]:
        """For ranking: the share that holds it, then how many spoke."""
        base = self.finding.computed.get("base", 0)
        return (self.finding.computed.get("holders", 0) / base if base else 0.0, base)


def enter(
    written: FindingsReport,
    found: Measures,
    recommendations: list[Recommendation],
    comments: list[FactualComment],
) -> list[Entered]:
    findings = list(written.findings.select_related("area").prefetch_related("themes"))
    overridden = [finding for finding in findings if finding.is_overridden]
    prefetch_related_objects(overridden, "higher_labels__answered_by__user")
    quotes = _printed(written) if written.is_published else _may_be_printed(written)
    links = _links(written)
    kept = all(finding.computed.get("evidence") for finding in findings)
    rests_on = {} if kept else coded(written.consultation)
    commented = {comment.finding_id for comment in comments if comment.is_printed}
    by_pk = {quote.pk: quote for several in quotes.values() for quote in several if quote.pk}
    for recommendation in recommendations:
        recommendation.quoted = by_pk.get(recommendation.proposed_in_id or 0)
        _rest(recommendation, [one for one in findings if recommendation.pk in links[one.pk].recommendations])
    return [
        Entered(
            finding,
            ". ".join(filter(None, [raised(finding.computed, written.consultation.min_answer), each_alone(finding)])),
            quotes[finding.pk],
            _stances(finding, links[finding.pk].notes, written.consultation.min_answer),
            found.charts_of(finding.pk, links[finding.pk].questions),
            _evidence(finding, links[finding.pk].themes, rests_on),
            written.consultation.min_answer,
            [one for one in recommendations if one.pk in links[finding.pk].recommendations],
            finding.pk in commented,
            tuple(pk for pk, _ in links[finding.pk].themes),
        )
        for finding in findings
    ]


def _rest(recommendation: Recommendation, findings: list[Finding]) -> None:
    """What it rests on is at hand: put where a prefetch would put it."""
    found = recommendation.findings.all()
    found._result_cache, found._prefetch_done = findings, True  # type: ignore[attr-defined]
    recommendation._prefetched_objects_cache = {"findings": found}  # type: ignore[attr-defined]


@dataclass
class Links:
    """What belongs to one finding: as much of it as is printed."""

    themes: list[tuple[int, str]] = field(default_factory=list)  # pk, title
    questions: list[int] = field(default_factory=list)
    notes: dict[int, str] = field(default_factory=dict)  # by group
    recommendations: set[int] = field(default_factory=set)


def _links(written: FindingsReport) -> dict[int, Links]:
    """{finding pk: …}: one query, where each kind of thing took one."""
    none, nothing = Value(0), Value("", CharField())
    here = {"finding__report": written}
    themes, questions = Finding.themes.through.objects.filter(**here), Finding.questions.through.objects.filter(**here)
    notes = GroupStance.objects.filter(**here).exclude(note="").order_by()
    asked = Recommendation.findings.through.objects.filter(**here)
    places = "theme__area__order", "theme__order"
    rows = themes.values_list(Value("t"), "finding", "theme", "theme__title", *places).union(
        questions.values_list(Value("q"), "finding", "question", nothing, none, "question__order"),
        notes.values_list(Value("n"), "finding", "group", "note", none, none),
        asked.values_list(Value("r"), "finding", "recommendation", nothing, none, none),
        all=True,
    )
    last = connection.features.nulls_order_largest  # a theme of no area stands where the database puts it
    links: dict[int, Links] = defaultdict(Links)
    ordered = sorted(rows, key=lambda row: ((row[4] is None) == last, row[4] or 0, row[5], row[2]))
    for kind, finding, pk, text, _, _ in ordered:
        match kind:
            case "t":
                links[finding].themes.append((pk, text))
            case "q":
                links[finding].questions.append(pk)
            case "n":
                links[finding].notes[pk] = text
            case _:
                links[finding].recommendations.add(pk)
    return links


def raised(computed: dict[str, Any], least: int) -> str:
    """ "Raised in all 3 groups; 22 of the 30 who spoke on this (73%), of 36 who took part". A share only of 30 or more.

    A finding that would bear another label without meetings that nobody announced says so. Both numbers stand in every
    sentence about a label (invariant 36); a report from before kept the first alone.
    """
    base, holders = computed.get("base", 0), computed.get("holders", 0)
    if not base:
        return ""
    share = f" ({round(100 * holders / base)}%)" if disclosure.percentages(base) else ""
    took_part = f", of {computed['took_part']} who took part" if computed.get("took_part") else ""
    words = f"{holders} of the {base} who spoke on this{share}{took_part}"
    where = _where(computed, least)
    text = f"Raised {where}; {words}" if where else words.capitalize()
    without = computed.get("without_unannounced")
    return f"{text}. {WITHOUT}, {without}" if without else text


def each_alone(finding: Finding) -> str:
    """What each of its themes, and of those they were merged from, would bear alone; empty where it is one theme, or
    all of several bear the label that is printed.
    """
    each = breadths.each_alone(finding.computed.get("alone", []), (finding.breadth, finding.strongly_felt))
    return ". ".join(filter(None, [each, finding.computed.get("joined")]))


def _where(computed: dict[str, Any], least: int) -> str:
    """In how many groups. One in which few spoke or few hold it is not named: with the total, that would count them."""
    groups, where = computed.get("by_group", []), str(computed.get("spread_words", ""))
    held = [group for group in groups if group["held"]]
    if len(held) == 1 < len(groups) and min(held[0]["spoke"], held[0]["held"]) < least:
        return f"in 1 of {len(groups)} groups"
    return where


def coded(consultation: Consultation) -> dict[int, set[tuple[int, int]]]:
    """Theme → {(excerpt, person)}: what each theme rests on."""
    rests_on: dict[int, set[tuple[int, int]]] = defaultdict(set)
    rows = labels.codings(consultation).values_list("theme", "excerpt", "excerpt__revision__contribution__membership")
    for theme, excerpt, person in rows:
        rests_on[theme].add((excerpt, person))
    return rests_on


def _evidence(finding: Finding, themes: list[tuple[int, str]], rests_on: dict[int, set[tuple[int, int]]]) -> Evidence:
    excerpts, people = finding.computed.get("evidence") or counted([pk for pk, _ in themes], rests_on)
    return Evidence(excerpts, people, [title for _, title in themes], finding.position_labels)


def counted(themes: list[int], rests_on: dict[int, set[tuple[int, int]]]) -> tuple[int, int]:
    """(passages, people) that these themes rest on."""
    both = set().union(*(rests_on.get(theme, set()) for theme in themes))
    return len({excerpt for excerpt, _ in both}), len({person for _, person in both})


def keep_evidence(written: FindingsReport) -> None:
    """Store with each finding what it rests on, and of how many people its quotes are, as it is published: later
    departures do not change what is printed."""
    rests_on = coded(written.consultation)
    quotes = quoting.judged(FindingQuote.objects.filter(finding__report=written))
    for finding in written.findings.prefetch_related("themes"):
        finding.computed["voices"] = len({quote.person for quote in quotes[finding.pk]})
        finding.computed["evidence"] = counted([theme.pk for theme in finding.themes.all()], rests_on)
        finding.save(update_fields=["computed"])


def _may_be_printed(written: FindingsReport) -> dict[int, list[Quote]]:
    """In a draft: the words, if they may be printed today, and the group they were said in.

    Age bands are left out on purpose. They may be shown only where five people share them (invariant 26), and the
    way from a person to their age band is destroyed on publication, so it could not be checked again afterwards.
    """
    here = FindingQuote.objects.filter(finding__report=written)
    judged, against = quoting.judged(here), quoting.against(here)
    found: dict[int, list[Quote]] = defaultdict(list)
    for finding, quotes in judged.items():
        found[finding] = [
            Quote(WITHHELD, "", False)
            if one.reasons
            else replace(_quote(one.pk, one.text, versions.where(one), is_against=one.pk in against), person=one.person)
            for one in quotes
        ]
    return found


def _printed(written: FindingsReport) -> dict[int, list[Quote]]:
    """In a published report: what its newest version prints, whatever became of people since."""
    found: dict[int, list[Quote]] = defaultdict(list)
    for quote in FindingQuote.objects.filter(finding__report=written).order_by("order", "pk"):
        out = f"[quotation taken out on {day(quote.taken_out_on)}]" if quote.taken_out_on else WITHHELD
        found[quote.finding_id].append(
            _quote(quote.pk, quote.printed, quote.printed_group, is_against=quote.is_against)
            if quote.printed
            else Quote(out, "", False)
        )
    return found


def _quote(pk: int, text: str, group: str, *, is_against: bool) -> Quote:
    return Quote(text, attributed(group, is_against=is_against), True, is_against, pk, group)


def _stances(finding: Finding, notes: dict[int, str], least: int) -> list[Stood]:
    """Where each group stood, in words without counts. Of a group in which nobody or next to nobody spoke not even that
    is said, and of none on which side it was where few are on one of them: with the totals, that would count its
    people (bench/disclosure.py). Unless the author wrote it: the group knows who they were. A note stands beside
    what is worked out, never in its place: it would else say what no count bears."""
    few = FEW.format(least=deliberation.LEAST_STEP, people=least + deliberation.LEAST_STEP)
    counted = finding.computed
    spoke = [row["spoke"] for row in counted.get("by_group", []) if row["spoke"] >= deliberation.LEAST_STEP]
    if spoke and deliberation.LEAST_STEP * len(spoke) == counted.get("base"):
        return []  # each of them has the fewest that are said to have spoken
    sides = [counted.get("holders", 0), counted.get("base", 0) - counted.get("holders", 0)]
    is_told = not any(0 < side < least for side in sides)
    return [
        Stood(row["name"], "few", notes.get(row["group"]) or few)
        if row["spoke"] < deliberation.LEAST_STEP or 0 < row.get("people", 0) < least + deliberation.LEAST_STEP
        else Stood(row["name"], stance, f"{words}. {notes[row['group']]}" if notes.get(row["group"]) else words)
        for row in counted.get("by_group", [])
        for stance, words in [stood(row["spoke"], row["held"], row["against"]) if is_told else SPOKE]
    ]


def stood(spoke: int, held: int, against: int) -> tuple[str, str]:
    """(shape, words) for one group. "Everyone" is never said: in a small group it would tell on each person."""
    if held and not against:
        return "for", "Held this view" if 2 * held > spoke else "Some held it, none against"
    if held:
        return "mixed", "Mostly held it, some against" if held > against else "Some held it, some against"
    return ("against", "Held other views") if against else ("both", "Spoke, took no side")
