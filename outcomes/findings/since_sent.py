"""What was changed in the draft after it went out to be checked: old and new words and counts, printed in the report.

Whoever checks reads a text. What stands in the report later and was not in that text is shown beside the old words, and
the panel speaks again when the draft moved after its statement.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db.models import Prefetch
from django.utils.crypto import salted_hmac

from outcomes.coding.quoting import Judged
from outcomes.findings import labels, moved
from outcomes.models import Finding, FindingQuote, FindingsReport, Recommendation
from people.text.sentences import many

#: {"finding 12": {"title": "…"}}: every text that others are asked to check, by what it belongs to.
Texts = dict[str, dict[str, str]]
#: {"beside finding 12": {"quotes": [what tells each from another]}}
Beside = dict[str, dict[str, list[str]]]
REPORT = {
    "headline": "headline",
    "in_brief": "overall reading",
    "conclusion": "conclusion",
    "limitations": "limitations",
    "summary": "points of the summary",
    "conditions": "conditions",
}
FINDING = {
    "title": "title",
    "said": "what people said",
    "inferred": "what we draw from it",
    "differences": "where people differ",
    "label": "label",
    "kind": "kind",
    "position": "stances that count",
    "other_body": "whom it also concerns",
    "voices": "how many hold it",
    "themes": "themes it rests on",
}
#: What a mark begins with that holds the counts, the quotes as they are cut and what was drawn by chance; before it
#: held these, it began with nothing.
NEW = "2:"
#: The finding keys of what a recommendation rests on, which are printed by their titles. A mark holds them apart.
RESTS_ON = "rests_on"
#: What stands beside the words, by name, as it is said of it that it was changed.
BESIDE = {
    "quotes": "quotes",
    "notes": "notes on groups",
    "questions": "poll questions beside it",
    "override": "why its label is another",
    "proposed_in": "in whose words it was proposed",
}
#: In what is kept with a report: the changes of `beside` as it was published, for quotes go from it later.
BESIDE_CHANGED = "beside_changed"
RECOMMENDATION = {"title": "title", "text": "text", "category": "kind", "addressed_to": "whom it is addressed to"}


@dataclass(frozen=True)
class Change:
    """`where` is "Finding 2.1"; `what` is the part of it; without `old` it came later."""

    where: str
    what: str
    old: str
    new: str


def texts_of(report: FindingsReport, findings: Iterable[Finding], asked: Iterable[Recommendation]) -> Texts:
    found = {"report": {name: _words(report, name) for name in REPORT}}
    found |= {f"finding {one.pk}": {name: _words(one, name) for name in FINDING} for one in findings}
    return found | {f"recommendation {one.pk}": {name: _words(one, name) for name in RECOMMENDATION} for one in asked}


def _with_what_each_rests_on(found: Texts, asked: Iterable[Recommendation]) -> Texts:
    for item in asked:
        keys = sorted(finding.pk for finding in item.findings.all())
        found[f"recommendation {item.pk}"][RESTS_ON] = " ".join(map(str, keys))
    return found


def _titles(keys: str, then: Texts, now: Texts) -> str:
    """The findings of these keys by their titles, those that are gone as they were sent."""
    rows = [now.get(f"finding {key}") or then.get(f"finding {key}") or {} for key in keys.split()]
    return "; ".join(row.get("title", "") for row in rows)


def _words(one: FindingsReport | Finding | Recommendation, name: str) -> str:
    if isinstance(one, Finding) and name == "position":
        return ", ".join(one.position_labels)
    if isinstance(one, Finding) and name == "themes":
        return "; ".join(theme.title for theme in one.themes.all())
    if isinstance(one, Finding) and name == "voices":
        return one.voices.partition(",")[0]  # without how many took part: one who said nothing on it may have left
    if name in {"kind", "category"}:
        return str(getattr(one, f"get_{name}_display")())
    value = getattr(one, name)
    if isinstance(value, list):  # the points of the summary, and the conditions
        return " / ".join(str(part["text"]) if isinstance(part, dict) else str(part) for part in value)
    return str(value)


def beside_the_words(
    looked_at: Iterable[tuple[Finding, object, Sequence[Judged]]],
    asked: Iterable[Recommendation],
    ground: labels.Ground | None,
) -> Texts:
    """What the panel reads and no words show: the quotes as they are cut, the notes on groups, what rests on what, the
    poll questions beside it, why it bears another label, and what the coding says of it now: that is what is printed.

    For the mark alone. What was sent keeps no quote: it could not go with whoever said it. Without a `ground` it is
    what marks held at first: quotes by number, and no counts.
    """
    found = {}
    for one, _, quotes in looked_at:
        themes = sorted(theme.pk for theme in one.themes.all())
        notes = sorted((stood.group_id, stood.note) for stood in one.group_stances.all() if stood.note)
        polls = sorted(question.pk for question in one.questions.all())
        behind: tuple[object, ...] = themes, notes, [quote.excerpt for quote in quotes], polls, one.override_reason
        if ground is not None:
            said = [(quote.excerpt, quote.text) for quote in quotes]
            behind = themes, notes, said, polls, one.override_reason, moved.now(one, ground)
        found[f"behind finding {one.pk}"] = {"all": repr(behind)}
    for item in asked:
        rests_on = sorted(finding.pk for finding in item.findings.all())
        found[f"behind recommendation {item.pk}"] = {"all": repr((rests_on, item.proposed_in_id))}
    return found


def texts(report: FindingsReport) -> Texts:
    """As a draft is sent: what `changes` holds the text of a later day against."""
    asked = list(report.recommendations.prefetch_related("findings"))
    return _with_what_each_rests_on(texts_of(report, report.findings.prefetch_related("themes"), asked), asked)


def beside(report: FindingsReport) -> Beside:
    """What stands beside the words as a draft is sent: quotes, notes on groups, poll questions, why a label is another,
    and in whose words something was proposed. No quote itself is kept, only what tells another from it."""
    quotes = Prefetch("finding_quotes", FindingQuote.objects.select_related("excerpt__revision"))
    found: Beside = {}
    for one in report.findings.prefetch_related(quotes, "group_stances__group", "questions"):
        found[f"beside finding {one.pk}"] = {
            "quotes": sorted(_told_apart(quote) for quote in one.finding_quotes.all()),
            "notes": sorted(f"{stood.group.name}: {stood.note}" for stood in one.group_stances.all() if stood.note),
            "questions": sorted(question.text for question in one.questions.all()),
            "override": [one.override_reason] if one.override_reason else [],
        }
    for item in report.recommendations.select_related("proposed_in__excerpt__revision"):
        found[f"beside recommendation {item.pk}"] = {
            "proposed_in": [_told_apart(item.proposed_in)] if item.proposed_in else []
        }
    return found


def _told_apart(quote: FindingQuote) -> str:
    words = f"{quote.excerpt_id} {quote.excerpt.text}" if quote.excerpt else quote.printed
    return salted_hmac("outcomes.findings.since_sent", words).hexdigest()[:20]


def beside_changed(
    report: FindingsReport, findings: Iterable[Finding] | None = None, asked: Iterable[Recommendation] | None = None
) -> list[Change]:
    """What of `beside` is another by now. Of what was not kept as it was sent, and of what is new, nothing is said.

    `findings`, `asked`: where they are read already.
    """
    if not any(key.startswith("beside ") for key in report.sent):
        return []
    findings = report.findings.select_related("area") if findings is None else findings
    names = {f"beside finding {one.pk}": f"Finding {one.number}" for one in findings}
    asked = report.recommendations.all() if asked is None else asked
    names |= {f"beside recommendation {one.pk}": f"Recommendation {one.number}" for one in asked}
    found = []
    for key, row in beside(report).items():
        was = report.sent.get(key, {})
        for name, now in row.items():
            if name in was and was[name] != now:
                found.append(Change(names[key], BESIDE[name], *_in_words(name, was[name], now)))
    return found


def _in_words(name: str, was: list[str], now: list[str]) -> tuple[str, str]:
    if name == "quotes":
        same = len(set(was) & set(now))
        return many(len(was), "quote"), f"{many(len(now), 'quote')}, {same} of them as people checked"
    if name == "proposed_in":
        return ("a resident’s" if was else "no resident’s"), ("another quote’s" if now else "no resident’s")
    return " / ".join(was) or "none", " / ".join(now) or "none"


def mark(found: Texts) -> str:
    """SHA-256 over every text that is checked."""
    return sha256(repr(sorted((key, sorted(row.items())) for key, row in found.items())).encode()).hexdigest()


def changes(report: FindingsReport, findings: Iterable[Finding], asked: Iterable[Recommendation]) -> list[Change]:
    """Everything that reads otherwise than when it was sent; nothing for a draft that was never sent."""
    if not report.sent:
        return []
    findings, asked = list(findings), list(asked)
    now = _with_what_each_rests_on(texts_of(report, findings, asked), asked)
    names = {"report": ("The report", REPORT)}
    names |= {f"finding {one.pk}": (f"Finding {one.number}", FINDING) for one in findings}
    of_what_is_asked = {**RECOMMENDATION, RESTS_ON: "findings it rests on"}
    names |= {f"recommendation {one.pk}": (f"Recommendation {one.number}", of_what_is_asked) for one in asked}
    found = []
    for key, row in now.items():
        before, (where, words) = report.sent.get(key, {}), names[key]
        found += [
            Change(where, words[name], _titles(before.get(name, ""), report.sent, now), _titles(text, report.sent, now))
            if name == RESTS_ON
            else Change(where, words[name], before.get(name, ""), text)
            for name, text in row.items()
            # What was not kept yet as it was sent is not said to have changed.
            if text != before.get(name, "") and (name in before or not before)
        ]
    if report.is_published:
        return found + [Change(*row) for row in report.counted.get(BESIDE_CHANGED, [])]
    return found + beside_changed(report, findings, asked)


def changed(report: FindingsReport) -> list[Change]:
    findings = report.findings.select_related("area").prefetch_related("themes")
    return changes(report, findings, report.recommendations.prefetch_related("findings"))
