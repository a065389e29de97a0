"""Where people differ, computed and offered: between groups, and between ages where so many spoke that it may be shown.

"None found" is only said of what was looked at (domain 1c, 6.1). Ages are counted here and nowhere kept by person; the
rule and the ledger of what may be shown are those of every other table (deliberation/counting/).
"""

import re
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from consultations.models import Consultation, Membership, TokenLink
from deliberation import numbers as deliberation
from deliberation.counting import disclosure, shown_counts
from deliberation.importing import confirming
from deliberation.models import ShownFigure
from outcomes.findings import labels
from outcomes.models import Finding
from people.text.sentences import listed

NONE_FOUND = re.compile(
    r"^\s*(?:none|no (?:clear )?differences?)(?: (?:was|were))?(?: found)?\s*(?:[.!]|$)", re.IGNORECASE
)
LATER = "Counted when the draft is sent for checking."
NOT_GIVEN = "Age not given"
HELD, OTHER = "hold it", "do not"


def between_groups(by_group: list[dict[str, Any]]) -> tuple[bool, str]:
    """(whether they differ, what was looked at and what it shows): in words, as small counts tell on people."""
    seen = [group for group in by_group if group["spoke"] >= deliberation.LEAST_STEP]
    few = [group["name"] for group in by_group if group["spoke"] < deliberation.LEAST_STEP]
    held = [group["name"] for group in seen if 2 * group["held"] > group["spoke"]]
    others = [group["name"] for group in seen if 2 * group["held"] <= group["spoke"]]
    left_out = f" Not looked at, as too few spoke: {listed(few)}." if few else ""
    if len(seen) < 2:
        return False, f"Groups could not be laid side by side.{left_out}"
    if held and others:
        return (
            True,
            f"More than half of those who spoke hold it in {listed(held)}, and not in {listed(others)}.{left_out}",
        )
    return False, f"No group leans the other way: {listed([group['name'] for group in seen])}.{left_out}"


def between_ages(finding: Finding) -> dict[str, Any]:
    """{"rows": [[ages, spoke, hold it]]} or {"withheld": why}. While a draft is the writers' own nothing is counted.

    In the transaction that shows it: what is shown is written down.
    """
    if finding.report.is_draft:
        return {"withheld": LATER}
    consultation = finding.report.consultation
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
    differ, words = between_groups(by_group)
    return {"differ": differ, "groups": words, "ages": between_ages(finding)}


def missing(finding: Finding, proposal: labels.Label) -> list[str]:
    """Why "None found" is not what the counts say."""
    if not NONE_FOUND.match(finding.differences):
        return []
    differ, words = between_groups(proposal.as_dict()["by_group"])  # type: ignore[arg-type]
    if differ:
        return [f"“None found” is not what the counts say. {words} Write where people differ."]
    if any(count.against for count in proposal.by_group):
        return ["Somebody is coded against it. Write under “where people differ” what those against said."]
    return []
