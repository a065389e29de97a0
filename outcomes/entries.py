"""The findings as the report prints them: label, counts, quotes, groups, evidence. Part of the report room."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch

from consultations.models import Consultation
from deliberation import disclosure
from outcomes import labels, quoting
from outcomes.measures import Chart, Measures
from outcomes.models import (
    Breadth,
    FactualComment,
    Finding,
    FindingQuote,
    FindingsReport,
    GroupStance,
    Recommendation,
    Theme,
)

WITHDRAWN = "[quote withdrawn by the person who said it]"
WITHHELD = "[quote not shown]"


@dataclass(frozen=True)
class Quote:
    text: str
    attribution: str
    is_shown: bool  # False: `text` says why there is no quote


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
    asked: list[Recommendation] = field(default_factory=list)
    is_commented: bool = False  # by police, on facts

    @property
    def anchor(self) -> str:
        return f"finding-{self.finding.number}"

    @property
    def is_tension(self) -> bool:
        return bool(self.finding.computed.get("tension"))

    @property
    def proposed(self) -> str:
        """The label that the coding supports, in the words of the heading."""
        computed = self.finding.computed
        words = Breadth(computed["breadth"]).label.lower() if computed.get("breadth") else "no label"
        return f"{words}, strongly felt" if computed.get("strongly_felt") else words

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
    findings = _complete(written)
    quotes = quoting.judged(FindingQuote.objects.filter(finding__report=written))
    kept = all(finding.computed.get("evidence") for finding in findings)
    rests_on = {} if kept else _coded(written.consultation)
    commented = {comment.finding_id for comment in comments if comment.from_police}
    asked: dict[int, list[Recommendation]] = defaultdict(list)
    for recommendation in recommendations:
        for finding in recommendation.findings.all():
            asked[finding.pk].append(recommendation)
    return [
        Entered(
            finding,
            raised(finding.computed),
            [_quote(quote) for quote in quotes[finding.pk]],
            _stances(finding),
            found.charts_of(finding.pk, [question.pk for question in finding.questions.all()]),
            _evidence(finding, rests_on),
            asked[finding.pk],
            finding.pk in commented,
        )
        for finding in findings
    ]


def _complete(written: FindingsReport) -> list[Finding]:
    """Every finding with what is printed of it; its quotes come apart."""
    notes = GroupStance.objects.exclude(note="")
    found = written.findings.select_related("area").prefetch_related("themes", "questions")
    return list(found.prefetch_related(Prefetch("group_stances", notes)))


def raised(computed: dict[str, Any]) -> str:
    """ "Raised in all 3 groups; 22 of the 30 who spoke on this (73%)". A share only of 30 people or more."""
    base, holders = computed.get("base", 0), computed.get("holders", 0)
    if not base:
        return ""
    share = f" ({round(100 * holders / base)}%)" if base >= disclosure.PERCENT_FROM else ""
    words = f"{holders} of the {base} who spoke on this{share}"
    where = computed.get("spread_words", "")
    return f"Raised {where}; {words}" if where else words.capitalize()


def _coded(consultation: Consultation) -> dict[int, set[tuple[int, int]]]:
    """Theme → {(excerpt, person)}: what each theme rests on."""
    rests_on: dict[int, set[tuple[int, int]]] = defaultdict(set)
    rows = labels.codings(consultation).values_list("theme", "excerpt", "excerpt__revision__contribution__membership")
    for theme, excerpt, person in rows:
        rests_on[theme].add((excerpt, person))
    return rests_on


def _evidence(finding: Finding, rests_on: dict[int, set[tuple[int, int]]]) -> Evidence:
    themes = list(finding.themes.all())
    excerpts, people = finding.computed.get("evidence") or _counted(themes, rests_on)
    return Evidence(excerpts, people, [theme.title for theme in themes], finding.position_labels)


def _counted(themes: list[Theme], rests_on: dict[int, set[tuple[int, int]]]) -> tuple[int, int]:
    """(passages, people) that these themes rest on."""
    both = set().union(*(rests_on.get(theme.pk, set()) for theme in themes))
    return len({excerpt for excerpt, _ in both}), len({person for _, person in both})


def keep_evidence(written: FindingsReport) -> None:
    """Store with each finding what it rests on, as it is published: later departures do not change what is printed."""
    rests_on = _coded(written.consultation)
    for finding in written.findings.prefetch_related("themes"):
        finding.computed["evidence"] = _counted(list(finding.themes.all()), rests_on)
        finding.save(update_fields=["computed"])


def _quote(quote: quoting.Judged) -> Quote:
    """The words, if they may be printed today, and the group they were said in.

    Age bands are left out on purpose. They may be shown only where five people share them (invariant 26), and the
    way from a person to their age band is destroyed on publication, so it could not be checked again afterwards.
    """
    if not quote.reasons:
        return Quote(quote.text, _where(quote), True)
    return Quote(WITHDRAWN if quote.is_taken_back else WITHHELD, "", False)


def _where(quote: quoting.Judged) -> str:
    """The group alone: a pseudonym would tie one person's quotes together."""
    return quote.group if quote.group and not quote.group_is_open else "Took part by choice"


def _stances(finding: Finding) -> list[Stood]:
    notes = {stance.group_id: stance.note for stance in finding.group_stances.all()}
    return [
        Stood(row["name"], stance, notes.get(row["group"]) or words)
        for row in finding.computed.get("by_group", [])
        for stance, words in [stood(row["spoke"], row["held"], row["against"])]
    ]


def stood(spoke: int, held: int, against: int) -> tuple[str, str]:
    """(shape, words) for one group. "Everyone" is never said: in a small group it would tell on each person."""
    if not spoke:
        return "silent", "Did not speak on it"
    if held and not against:
        return "for", "Held this view" if 2 * held > spoke else "Some held it, none against"
    if held:
        return "mixed", "Mostly held it, some against" if held > against else "Some held it, some against"
    return ("against", "Held other views") if against else ("both", "Spoke, took no side")
