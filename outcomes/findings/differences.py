"""Where people differ, computed and offered: between groups, and between ages where so many spoke that it may be shown.

"None found" is only said of what was looked at (domain 1c, 6.1). Ages are counted here and nowhere kept by person; the
rule and the ledger of what may be shown are those of every other table (deliberation/counting/).
"""

import re
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from consultations.models import Consultation, Membership, TokenLink
from deliberation import numbers as deliberation
from deliberation.counting import disclosure, shown_counts
from deliberation.importing import confirming
from deliberation.models import ShownFigure
from outcomes.findings import labels
from outcomes.findings.moved import subject_of
from outcomes.models import Finding
from people.text.sentences import listed

#: “None found”, “we found none”, “no differences between groups”, “they did not differ”, “all groups said the same”.
_NO, _DIFFER = (
    r"(?:no|none|nothing|nobody|never|neither|without|not|nor|\w+n[’']t|hardly any)",
    r"(?:differ|divid|disagree)\w*",
)
NONE_FOUND = re.compile(
    r"^\W*none\b|\b(?:found|saw|was|were|is|are|there) (?:none|nothing)\b|"
    r"\bnone (?:was |were |is |are )?(?:found|seen)\b|"
    rf"\b{_NO}\b[^.!?;\n]{{0,60}}\b{_DIFFER}|"
    rf"\b{_DIFFER}[^.!?;\n]{{0,40}}\b(?:nowhere|nothing|(?:was|were) not|none|not at all)\b|"
    r"\bgroups?\b[^.!?;\n]{0,30}\b(?:agreed?|agrees|alike|(?:the )?same|of one (?:mind|view))\b|"
    r"\b(?:the same|alike)\b[^.!?;\n]{0,30}\bgroups?\b",
    re.IGNORECASE,
)
#: What is counted elsewhere, and withheld where few are behind it.
OF_AGES = re.compile(r"\bages?\b|\b(?:old|young)(?:er)?\b", re.IGNORECASE)
#: What says of people of some age how they stand, or how ages stand to each other. “Fear for young people” does not.
_DO = (
    r"(?:sa(?:id|y)|want|thought|think|fe(?:lt|el)|were|are|had|have|prefer|(?:dis)?agree|support|oppos|trust|worr|fear"
    r"|did|do|spoke|ask|h[eo]ld|differ|lean|tend|accept|reject|see|saw|took|mention|stress|call|like|object|raise|express|share)\w*"
)
_WHO = r"(?:people|participants?|residents?|ones|adults|men|women|members|voices|groups?|generations?)"
CLAIM_OF_AGES = re.compile(
    r"\bages?\b|\bgenerations?\b|"
    rf"\b(?:old|young)(?:er)?(?: and (?:old|young)(?:er)?)?(?: {_WHO})?(?: (?:alike|both|too|\w+ly))? {_DO}\b|"
    rf"\belderly(?: {_WHO})? {_DO}\b|"
    rf"\b(?:among|from|by|between|only|mostly|nobody|somebody|anybody|everybody) (?:the )?(?:old|young)(?:er)?\b|"
    rf"\b(?:{_WHO}|those) (?:aged|over|under|above|below) \d\d\b",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"[^.!?\n]+")
NOT_LOOKED = "Too few spoke to lay groups side by side"
NOT_COUNTED = "Ages were not counted."
LATER = "Counted when the draft is sent for checking."
UNLINKED = "Not counted: the link between people and what they told of themselves was destroyed before."
NOT_GIVEN = "Age not given"
HELD, OTHER = "hold it", "do not"


class Between(NamedTuple):
    """What laying groups side by side shows, in words: small counts tell on people. `looked`: whether it could be."""

    differ: bool
    words: str
    looked: bool


def between_groups(by_group: list[dict[str, Any]]) -> Between:
    """Groups in which enough people spoke, beside each other."""
    seen = [group for group in by_group if group["spoke"] >= deliberation.LEAST_STEP]
    few = [group["name"] for group in by_group if group["spoke"] < deliberation.LEAST_STEP]
    held = [group["name"] for group in seen if 2 * group["held"] > group["spoke"]]
    others = [group["name"] for group in seen if 2 * group["held"] <= group["spoke"]]
    left_out = f" Not looked at, as too few spoke: {listed(few)}." if few else ""
    if len(seen) < 2:
        return Between(differ=False, words=f"Groups could not be laid side by side.{left_out}", looked=False)
    if held and others:
        words = f"More than half of those who spoke hold it in {listed(held)}, and not in {listed(others)}.{left_out}"
        return Between(differ=True, words=words, looked=True)
    words = f"No group leans the other way: {listed([group['name'] for group in seen])}.{left_out}"
    return Between(differ=False, words=words, looked=True)


def between_ages(finding: Finding) -> dict[str, Any]:
    """{"rows": [[ages, spoke, hold it]]} or {"withheld": why}. While a draft is the writers' own nothing is counted.

    In the transaction that shows it: what is shown is written down. Who of which age spoke is told by the link to
    ballots alone: nothing is counted once that is gone.
    """
    if finding.report.is_draft:
        return {"withheld": LATER}
    consultation = finding.report.consultation
    if consultation.anonymised_at is not None:
        return {"withheld": UNLINKED}
    people = labels.people_behind(finding)
    took_part = Membership.objects.current().participants().filter(consultation=consultation, group__is_open=False)
    took_part = took_part.exclude(pk__in=confirming.people_who_wait(consultation))
    links = TokenLink.objects.filter(membership__in=took_part)
    ages = dict(links.values_list("membership", "token__profile__age_band"))
    everybody = Counter(ages.get(person) or NOT_GIVEN for person in took_part.values_list("pk", flat=True))
    told = [(person, ages.get(person) or NOT_GIVEN, HELD if side == "held" else OTHER) for person, side in people]
    return by_age(consultation, sha256(repr(("ages", finding.pk)).encode()).hexdigest()[:32], told, everybody)


def by_age(
    consultation: Consultation, subject: str, told: list[tuple[int, str, str]], everybody: Mapping[str, int]
) -> dict[str, Any]:
    """`told`: (person, age band, HELD or OTHER) of each who spoke. `everybody`: how many took part, by age band.

    `subject`: what of the ledger it is shown beside. Who took part is published by age, so that those who did not
    speak are found by subtraction: they count as an answer too.
    """
    sizes = Counter(age for _, age, _ in told)
    why = disclosure.FEW.format(least=consultation.min_base)
    for bands in disclosure.ages_to_try(sizes, consultation.min_base):
        table = _table(told, {age: band for band, several in bands.items() for age in several})
        bases = {band: sum(cells.values()) for band, cells in table.items()}
        cells = {band: [*counts.values()] for band, counts in table.items()}
        for band, silent in _silent(everybody, bands, bases).items():
            cells[band] = [*cells.get(band, []), silent]
        why = disclosure.withheld_breakdown(cells, bases, base=consultation.min_base, answer=consultation.min_answer)
        why = why or _beside_others(consultation, subject, told, bands)
        if not why:
            return {"rows": [[band, bases[band], table[band].get(HELD, 0)] for band in table]}
    return {"withheld": why}


def _silent(everybody: Mapping[str, int], bands: Mapping[str, list[str]], spoke: Mapping[str, int]) -> dict[str, int]:
    """How many of each band did not speak, where anybody did not: also of a band that is in no row."""
    band_of = {age: band for band, several in bands.items() for age in several}
    people: Counter[str] = Counter()
    for age, many in everybody.items():
        people[band_of.get(age, age)] += many
    return {band: many - spoke.get(band, 0) for band, many in people.items() if many > spoke.get(band, 0)}


def _table(told: list[tuple[int, str, str]], band_of: dict[str, str]) -> dict[str, Counter[str]]:
    table: dict[str, Counter[str]] = {}
    for _, age, side in told:
        table.setdefault(band_of.get(age, age), Counter())[side] += 1
    return dict(sorted(table.items()))


def _beside_others(
    consultation: Consultation, subject: str, told: list[tuple[int, str, str]], bands: dict[str, list[str]]
) -> str:
    """Why it may not stand beside what was shown of this finding's ages before."""
    band_of = {age: band for band, several in bands.items() for age in several}
    crowd = [(person, f"{band_of.get(age, age)}: {side}") for person, age, side in told]
    return shown_counts.admit(consultation, ShownFigure.Kind.FINDING, subject, crowd, who="ages")


def looked_at(finding: Finding, by_group: list[dict[str, Any]]) -> dict[str, Any]:
    """What is stored with a finding: {"differ", "groups", "ages"}."""
    found = between_groups(by_group)
    ages = _as_counted(finding, by_group) or between_ages(finding)
    if "rows" in ages:
        ages["of"] = subject_of(finding)
    return {"differ": found.differ, "groups": found.words, "ages": ages}


def _as_counted(finding: Finding, by_group: list[dict[str, Any]]) -> dict[str, Any]:
    """The table by age as it stands, once none can be counted anew: where it adds up to what is counted now."""
    ages: dict[str, Any] = finding.computed.get("looked", {}).get("ages", {})
    if finding.report.consultation.anonymised_at is None or ages.get("of") != subject_of(finding):
        return {}
    of_ages = [sum(row[n] for row in ages["rows"]) for n in (1, 2)]
    return ages if of_ages == [sum(group[name] for group in by_group) for name in ("spoke", "held")] else {}


def missing(finding: Finding, proposal: labels.Label) -> list[str]:
    """Why "None found", however it is put, or what is said of ages, is not what was looked at or what counts say."""
    every = [one[0] for one in SENTENCE.finditer(finding.differences)]
    return _of_groups([one for one in every if not OF_AGES.search(one)], proposal) + _of_ages(finding, every)


def _of_ages(finding: Finding, sentences: list[str]) -> list[str]:
    """Nothing is said of ages but where they were counted, and may be shown."""
    said = next((one.strip() for one in sentences if CLAIM_OF_AGES.search(one)), "")
    if not said:
        return []
    ages = finding.computed.get("looked", {}).get("ages", {})
    rows = ages.get("rows")
    if not rows:
        why = ages.get("withheld") or (LATER if finding.report.is_draft else NOT_COUNTED)
        return [f"“{said}” tells of ages. {why} Nothing can be said of them here: take it out."]
    leaning = {2 * held > spoke for _, spoke, held in rows}
    none = next((one.strip() for one in sentences if CLAIM_OF_AGES.search(one) and NONE_FOUND.search(one)), "")
    if none and len(leaning) > 1:
        return [f"“{none}” is not what the counts say: one age leans the other way. Write where people differ."]
    return []


def _of_groups(sentences: list[str], proposal: labels.Label) -> list[str]:
    said = next((one.strip() for one in sentences if NONE_FOUND.search(one)), "")
    if not said:
        return []
    found = between_groups(proposal.as_dict()["by_group"])  # type: ignore[arg-type]
    if not found.looked:
        return [f"“{said}” says that it was looked for. {found.words} Write “{NOT_LOOKED}”, or what people said."]
    if found.differ:
        return [f"“{said}” is not what the counts say. {found.words} Write where people differ."]
    if any(count.against for count in proposal.by_group):
        return ["Somebody is coded against it. Write under “where people differ” what those against said."]
    return []
