"""Every text that is published, looked at for words of number: in a finding, the report's own, a recommendation.

What a finding says is held against its own counts. A sentence of the report names the finding it rests on (2.1); a
point of the summary and a recommendation are tied to theirs. What is found is shown, and stops publication.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.cache import cache

from audit.record import last_of
from consultations import birds
from outcomes.coding import quoting
from outcomes.findings import claims, labels, quantifiers
from outcomes.findings.claims import Borne, Counted
from outcomes.findings.quantifiers import Hit
from outcomes.models import Finding, FindingQuote, FindingsReport, GroupStance, Recommendation
from people.errors import Refused

#: The parts of a finding, as its page calls them.
FINDING = {
    "title": "The title",
    "said": "What people said",
    "inferred": "What we draw from it",
    "differences": "Where people differ",
    "override_reason": "The reason for another label",
    "other_body": "Whom it also concerns",
}
REPORT = {
    "headline": "The headline",
    "in_brief": "The overall reading",
    "limitations": "The limitations",
    "conclusion": "The conclusion",
}
NAME = "It reads like the name of somebody who takes part. Everybody reads this: take it out."
KEPT = 600  # seconds
SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?](?=\d)[^.!?\n]*)*(?:[.!?]+|\n|$)")
NUMBER = re.compile(r"(?<![\d.])\d+\.\d+(?![\d])")


@dataclass(frozen=True)
class Wording:
    """One text with words that may not stand: shown underlined, and said at the gate."""

    where: str
    text: str
    hits: list[Hit]

    @property
    def pieces(self) -> list[tuple[str, Hit | None]]:
        return quantifiers.marked(self.text, self.hits)

    @property
    def once(self) -> list[Hit]:
        return list({hit.word.lower(): hit for hit in self.hits}.values())

    @property
    def counted(self) -> list[tuple[Hit, int]]:
        """Each once, with how often it stands there."""
        return [(hit, sum(other.word.lower() == hit.word.lower() for other in self.hits)) for hit in self.once]

    @property
    def problems(self) -> list[str]:
        return [f"“{hit.word}” in “{self.where}”: {hit.suggestion}" for hit in self.once]


def borne(finding: Finding, proposal: labels.Label, quotes: Iterable[quoting.Judged] = ()) -> Borne:
    """What the finding can bear: the label it has, or else the one that is supported; nothing where nobody spoke."""
    against = sum(count.against for count in proposal.by_group)
    breadth = (finding.breadth or proposal.breadth) if proposal.base else ""
    return Borne(
        finding.number,
        breadth,
        proposal.spread == "all",
        bool(proposal.base) and not against,
        (_counted(proposal.as_dict()), _counted(finding.computed)),  # as it is now, and as others have read it
        frozenset(count.name for count in proposal.by_group),
        _printable(quotes),
    )


def as_published(finding: Finding, quotes: Iterable[quoting.Judged] = ()) -> Borne:
    """The same, by what was stored with it as it was published."""
    groups, computed = finding.computed.get("by_group", []), finding.computed
    against = sum(group["against"] for group in groups)
    return Borne(
        finding.number,
        finding.breadth,
        computed.get("spread") == "all",
        bool(computed.get("base")) and not against,
        (_counted(computed),),
        frozenset(group["name"] for group in groups),
        _printable(quotes),
    )


def _printable(quotes: Iterable[quoting.Judged]) -> frozenset[str]:
    return frozenset(quote.text for quote in quotes if not quote.reasons)


def _counted(computed: dict[str, Any]) -> Counted:
    """Every two numbers that are printed with a finding, one out of the other."""
    base, held, all_ = (int(computed.get(name) or 0) for name in ("base", "holders", "took_part"))
    apart, theirs = (int(computed.get(name) or 0) for name in ("open_base", "open_holders"))
    ages = {(held, spoke) for _, spoke, held in computed.get("looked", {}).get("ages", {}).get("rows", [])}
    return Counted(held, base, all_, frozenset({(theirs, apart)} | ages))


def all_borne(report: FindingsReport, ground: labels.Ground) -> dict[int, Borne]:
    """{pk: what the finding can bear}, of every finding."""
    findings = report.findings.select_related("area").prefetch_related("themes")
    quotes = quoting.judged(FindingQuote.objects.filter(finding__report=report))
    return {finding.pk: borne(finding, ground.propose(finding), quotes[finding.pk]) for finding in findings}


def borne_now(report: FindingsReport) -> dict[int, Borne]:
    """The same, counted anew after every act (each leaves an entry): for whoever looks at each word that is typed."""
    consultation = report.consultation
    key = f"findings-borne:{consultation.pk}:{last_of(consultation.slug)}"
    kept: dict[int, Borne] | None = cache.get(key)
    if kept is None:
        kept = all_borne(report, labels.Ground(consultation))
        cache.set(key, kept, KEPT)
    return kept


def of_finding(
    finding: Finding,
    proposal: labels.Label,
    typed: dict[str, str] | None = None,
    quotes: Iterable[quoting.Judged] = (),
) -> list[Wording]:
    """What may not stand in a finding that has these quotes. `typed`: what its form holds, not saved yet."""
    return of_texts(finding, borne(finding, proposal, quotes), typed or {})


def of_texts(finding: Finding, mine: Borne, typed: dict[str, str], reads: Callable[[str], str] = str) -> list[Wording]:
    """The same, where what it can bear is at hand. `reads`: how its themes and notes read, once they are corrected."""
    texts = {**{name: str(getattr(finding, name)) for name in FINDING}, **typed}
    found = [look(FINDING[name], text, [mine]) for name, text in texts.items() if name in FINDING]
    found += [look("The name of its theme", reads(theme.title), [mine]) for theme in finding.themes.all()]
    found += [look(f"The note on {stood.group}", reads(stood.note), [mine], note=True) for stood in notes(finding)]
    return [one for one in found if one.hits]


def notes(finding: Finding) -> list[GroupStance]:
    """What its author wrote on single groups."""
    return [stood for stood in finding.group_stances.all() if stood.note]


def of_report(report: FindingsReport, bearing: dict[int, Borne], typed: dict[str, Any] | None = None) -> list[Wording]:
    """What may not stand in the report's own texts. `bearing`: by the pk of each finding."""
    texts = {name: (typed or {}).get(name, getattr(report, name)) for name in (*REPORT, "conditions", "summary")}
    named = {one.number: one for one in bearing.values()}
    found = [by_sentence(words, str(texts[name]), named) for name, words in REPORT.items()]
    found += [by_sentence(f"Condition {n}", str(text), named) for n, text in enumerate(_list(texts["conditions"]), 1)]
    for n, point in enumerate(_list(texts["summary"]), 1):
        rests_on = [bearing[point["finding"]]] if point.get("finding") in bearing else []
        found.append(look(f"Point {n} of the summary", str(point["text"]), rests_on))
    return [one for one in found if one.hits]


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Iterable) else []


def of_recommendation(item: Recommendation, bearing: dict[int, Borne]) -> list[Wording]:
    """What may not stand in a recommendation: it is held against the findings it rests on."""
    return of_asked(item.title, item.text, [one.pk for one in item.findings.all()], bearing, item.addressed_to)


def of_asked(
    title: str, text: str, rests_on: Iterable[int], bearing: dict[int, Borne], addressed_to: str = ""
) -> list[Wording]:
    """The same of one that is still being written. `rests_on`: the pk of each finding."""
    mine = [bearing[pk] for pk in rests_on if pk in bearing]
    found = [look("The title", title, mine), look("The text", text, mine)]
    found.append(look("Whom it is addressed to", addressed_to, mine))
    return [one for one in found if one.hits]


def look(where: str, text: str, bearing: Sequence[Borne], *, note: bool = False) -> Wording:
    """A text that rests on these findings, whatever it says. `note`: on one group."""
    return Wording(where, text, list(_hits(text, tuple(bearing), note)))


@lru_cache(maxsize=2048)  # the same texts are looked at for every page, form and gate of a draft
def _hits(text: str, bearing: tuple[Borne, ...], note: bool) -> tuple[Hit, ...]:
    offered = bearing[0].breadth if len(bearing) == 1 else ""
    return _apart([*quantifiers.find(text, offered), *claims.find(text, bearing, note=note), *_names(text)])


def _apart(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """In order, each piece of a text once: of those that overlap a name, or else the first."""
    kept: list[Hit] = []
    for hit in sorted(set(hits), key=lambda hit: (hit.suggestion != NAME, hit.start, -hit.end)):
        if not any(hit.start < other.end and other.start < hit.end for other in kept):
            kept.append(hit)
    return tuple(sorted(kept, key=lambda hit: hit.start))


def _names(text: str) -> list[Hit]:
    """What reads like the name of somebody who takes part: no text of the report says it, nor quotes it."""
    return [Hit(name[0], name.start(), name.end(), NAME) for name in birds.names_in(text)]


def by_sentence(where: str, text: str, named: dict[str, Borne]) -> Wording:
    """A text that rests on no finding but those its sentences name."""
    hits = [*quantifiers.find(text), *_names(text)]
    for match in SENTENCE.finditer(text):
        mine = [named[number] for number in NUMBER.findall(match[0]) if number in named]
        whole = claims.find(text, mine)
        hits += [hit for hit in whole if match.start() <= hit.start < match.end()]
    return Wording(where, text, list(_apart(hits)))


def of_a_note(where: str, text: str) -> None:
    """What was noted of a meeting, and is printed: it rests on no count, so it claims none. Raises Refused."""
    if hits := look(where, text, ()).once:
        word, why = hits[0].word, hits[0].suggestion
        raise Refused(f"{where}, “{word}”: {why} Nobody was counted, so tell what was said or done instead.")
