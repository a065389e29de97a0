"""How one finding was worked out: its numbers against the rules, its words, its polls. Part of the report room."""

from collections.abc import Iterator
from dataclasses import dataclass

from deliberation.counting import disclosure
from deliberation.models import Question, Wave
from outcomes import corrected, numbers
from outcomes.findings import breadths
from outcomes.findings.quantifiers import GUIDE
from outcomes.models import Breadth, Erratum, FindingsReport
from outcomes.report import findings_section
from outcomes.report.findings_section import Entered
from outcomes.report.measures import Measures


@dataclass(frozen=True)
class Asked:
    """A poll question that a finding rests on, and the rounds of it that anybody may read."""

    question: Question
    waves: list[Wave]


@dataclass(frozen=True)
class Working:
    entry: Entered
    steps: list[tuple[str, str]]  # what is looked at, what it came to
    supported: str
    guide: str
    polls: list[Asked]
    corrected: list[Erratum]  # of the finding, and of what it leads to
    unprinted: int  # passages that it rests on, without those that are printed


def of(report: FindingsReport, number: str) -> Working | None:
    """Of the finding with this number, of a published report: eight queries."""
    recommendations = list(report.recommendations.all())
    entered = findings_section.enter(report, Measures(), recommendations, [])
    entry = next((one for one in entered if one.finding.number == number), None)
    if entry is None:
        return None
    printed = entry.shown
    breadth = str(entry.finding.computed.get("breadth") or "")
    guide = GUIDE[Breadth(breadth)] if breadth in Breadth.values else ""
    unprinted = max(entry.evidence.excerpts - printed, 0)
    found = corrected.of(report)
    words = [text for item in entry.asked for text in (item.title, item.text)]
    own = corrected.of_words(words, found)
    touching = [one for one in found if one in own or one.finding_id == entry.finding.pk]
    return Working(entry, list(_steps(entry)), entry.proposed, guide, _polls(entry), touching, unprinted)


def _steps(entry: Entered) -> Iterator[tuple[str, str]]:
    """The three numbers and what the rules make of them (domain 6.2). Each is printed in the report already."""
    counted = entry.finding.computed
    held, spoke, took_part = (counted.get(name, 0) for name in ("holders", "base", "took_part"))
    if not spoke:
        return
    yield "Took part, invited", str(took_part or "not counted then")
    yield "Spoke on it, on any side", str(spoke)
    share = f", {round(100 * held / spoke)}% of those who spoke" if disclosure.percentages(spoke) else ""
    yield "Hold it", f"{held}{share}"
    if took_part:
        is_enough = breadths.enough(spoke, took_part)
        rule = f"{numbers.ENOUGH_VOICES} people and {numbers.ENOUGH_SHARE}% of those who took part"
        yield "Did enough speak for a wider label?", f"{'Yes' if is_enough else 'No'}: it takes {rule}"
    strongly = "Yes" if counted.get("strongly_felt") else "No"
    yield (
        "Strongly felt?",
        f"{strongly}: it takes {numbers.STRONGLY_FROM}% of those who hold it, saying so emphatically",
    )


def _polls(entry: Entered) -> list[Asked]:
    """Rounds asked of everybody, closed. Their results page decides what it shows."""
    asked = list(entry.finding.questions.all())
    waves = Wave.objects.filter(questions__in=asked, state=Wave.State.CLOSED, session=None).distinct().order_by("pk")
    through = set(Wave.questions.through.objects.filter(question__in=asked).values_list("question", "wave"))
    closed = list(waves) if asked else []
    return [Asked(question, [wave for wave in closed if (question.pk, wave.pk) in through]) for question in asked]
