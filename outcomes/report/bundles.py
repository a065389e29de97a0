"""What a published report was computed from: kept as it is published, and its fingerprint in the record.

`recompute_report` computes again and says what differs, by table. A bundle holds inputs as hashes, the numbers and the
code they were computed with, and every table as it came out. Ages are in none of them: they are deleted.
"""

import hashlib
import json
import secrets
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import F

from audit import clock, texts
from audit.models import Entry
from audit.texts import Text
from consultations.models import Consultation, Membership
from consultations.privacy import periods
from deliberation import numbers as deliberation
from deliberation.counting import counting
from deliberation.models import Ballot, Wave
from outcomes import numbers
from outcomes.findings import labels
from outcomes.models import FindingsReport, ReportBundle
from outcomes.report import findings_section, method

Part = dict[str, Any]
KIND = "bundle"
#: The numbers that decide what is printed.
RULES = {
    numbers: [
        "CONSENSUS_FROM",
        "MAJORITY_OVER",
        "DIVIDED_FROM",
        "LARGE_SIDE",
        "STRONGLY_FROM",
        "TENSION_FROM",
        "SOME_FROM",
        "FEWEST_FOR_A_VIEW",
        "ENOUGH_VOICES",
        "ENOUGH_SHARE",
        "SPEAKERS_IN_EACH",
    ],
    deliberation: ["PERCENT_FROM", "LEAST_STEP"],
}
OF_CONSULTATION = ["min_base", "min_answer"]
#: The code that decides it.
CODE = [
    "deliberation/counting",
    "deliberation/questions/kinds",
    "outcomes/coding",
    "outcomes/findings",
    "outcomes/report",
]
CODINGS = "codings of "
#: The tables that are worked out of passages.
OF_WORDS = {"labels", "passages", "what was coded"}
#: Sentences beside the counts of what was coded, and names in them: they may be put otherwise, or somebody is called
#: otherwise, and the figures are the same.
IN_WORDS = {"twice", "suggested"}
PLACES = {"inputs": "What went in", "parameters": "The numbers of the rules", "tables": "What came out"}


@dataclass(frozen=True)
class Difference:
    """One part that is not as it was. `rows`: which of its rows."""

    place: str  # inputs, parameters, tables
    name: str
    rows: list[str] = field(default_factory=list)


# --- Kept ---------------------------------------------------------------------------------------------
def keep(report: FindingsReport) -> ReportBundle:
    """In the transaction that publishes the report, before ballots are cut loose."""
    content = {"salt": secrets.token_hex(16)}
    made = ReportBundle.objects.create(report=report, content={**content, **compute(report, content["salt"])})
    texts.publish(text_of(made))
    return made


def text_of(bundle: ReportBundle) -> Text:
    """As the record has it: the salt is in every part, so that nobody tries out small numbers."""
    content, report = bundle.content, bundle.report
    parts = {f"{place}: {name}": [content["salt"], value] for place in PLACES for name, value in content[place].items()}
    title = f"What the report of “{report.consultation}” was computed from"
    return Text(KIND, bundle, title, report.consultation.slug, {**parts, "code": [content["salt"], content["code"]]})


def published() -> Iterator[Text]:
    for bundle in ReportBundle.objects.select_related("report__consultation").order_by("pk"):
        yield text_of(bundle)


# --- Computed -----------------------------------------------------------------------------------------
def compute(report: FindingsReport, salt: str) -> Part:
    """{"inputs", "parameters", "code", "tables"} from what is stored now. Read only."""
    c = report.consultation
    waves = _waves(c)
    return {
        "inputs": {**_people(c, salt), **_codings(c, salt), **_ballots(waves, salt)},
        "parameters": parameters(c),
        "code": code(),
        "tables": {**_findings(report), "what was coded": _coded(report), **_polls(waves)},
    }


def _waves(consultation: Consultation) -> list[Wave]:
    """The polls that had closed as the report came out: a follow-up closes later, and is no part of it."""
    found = Wave.objects.filter(poll__consultation=consultation, state=Wave.State.CLOSED).order_by("pk")
    if (out := consultation.findings_published_at) is not None:
        found = found.exclude(closed_at__gt=out)
    return list(found)


def parameters(consultation: Consultation) -> Part:
    rules = {name: getattr(module, name) for module, names in RULES.items() for name in names}
    return rules | {name: getattr(consultation, name) for name in OF_CONSULTATION}


def code() -> str:
    """SHA-256 over the source of what counts and labels."""
    base = Path(settings.BASE_DIR)
    files = sorted(path for folder in CODE for path in (base / folder).rglob("*.py"))
    found = hashlib.sha256()
    for path in files:
        found.update(f"{path.relative_to(base)}\n".encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def _hash(salt: str, rows: list[Any]) -> str:
    return texts.fingerprint([salt, rows])


def _people(consultation: Consultation, salt: str) -> Part:
    people = Membership.objects.current().participants().filter(consultation=consultation)
    names = Counter(people.values_list("group__name", flat=True))
    return {"people": _hash(salt, sorted([name or "", n] for name, n in names.items()))}


def _codings(consultation: Consultation, salt: str) -> Part:
    """Theme by theme: whose excerpt, on which side, how strongly."""
    found: dict[str, list[Any]] = defaultdict(list)
    rows = labels.codings(consultation).annotate(person=F("excerpt__revision__contribution__membership"))
    for theme, *said in rows.values_list("theme__title", "excerpt", "person", "stance", "intensity"):
        found[theme].append(said)
    return {f"{CODINGS}“{theme}”": _hash(salt, sorted(said)) for theme, said in sorted(found.items())}


def _ballots(waves: list[Wave], salt: str) -> Part:
    """Question by question, as answers and groups alone: tokens get other numbers as ballots are cut loose."""
    found: dict[str, list[Any]] = defaultdict(list)
    rows = Ballot.objects.filter(wave__in=waves).values_list(
        "wave", "question", "question__text", "choice", "token__profile__group__name"
    )
    for wave, question, text, choice, group in rows:
        found[f"ballots of poll {wave} on question {question} “{text[:60]}”"].append([choice, group or ""])
    return {name: _hash(salt, sorted(answers)) for name, answers in sorted(found.items())}


def _findings(report: FindingsReport) -> Part:
    """Computed from the coding, and as they are printed: the second is what was stored at publication."""
    ground, rests_on = labels.Ground(report.consultation), findings_section.coded(report.consultation)
    tables: dict[str, Part] = {"labels": {}, "labels as printed": {}, "passages": {}}
    for finding in report.findings.select_related("area").prefetch_related("themes"):
        proposal = ground.propose(finding).as_dict()
        tables["labels"][finding.number] = proposal
        kept = {name: finding.computed.get(name) for name in proposal}
        tables["labels as printed"][finding.number] = [finding.breadth, finding.strongly_felt, kept]
        themes = [theme.pk for theme in finding.themes.all()]
        tables["passages"][finding.number] = list(findings_section.counted(themes, rests_on))
    return _plain(tables)


def _coded(report: FindingsReport) -> Part:
    comments = report.comments.all()
    return {
        name: n
        for name, n in method.count(report.consultation, comments).items()
        if not name.startswith(("from_", "coded_by", "refused_by"))
    }


def _polls(waves: list[Wave]) -> Part:
    """Counted from the ballots, and as they are printed: the second were sealed as the poll closed."""
    tables: dict[str, Part] = {"polls": {}, "polls as printed": {}}
    for wave in waves:
        for name, figures in (("polls", counting.count(wave)), ("polls as printed", counting.figures_of(wave))):
            for question, kind, by, group, *tally in counting.packed(figures)["rows"]:
                if by != counting.AGE:
                    tables[name][f"poll {wave.pk}, question {question}, {kind} {group}".strip()] = tally
    return tables


def _plain(tables: dict[str, Part]) -> Part:
    """As JSON gives it back."""
    plain: Part = json.loads(json.dumps(tables, default=str))
    return plain


# --- Compared -----------------------------------------------------------------------------------------
def is_as_signed(bundle: ReportBundle) -> bool:
    """The bundle is the one whose fingerprint the record has."""
    text = text_of(bundle)
    entries = Entry.objects.filter(action=texts.ACTION, subject=text.subject).order_by("number")
    noted = next((entry for entry in reversed(entries) if entry.detail.get("kind") == KIND), None)
    return noted is not None and noted.detail["fingerprint"] == text.fingerprint


def rests_on_words(place: str, name: str) -> bool:
    """A part that is worked out of passages: those that are not quoted are deleted with what people wrote."""
    return name.startswith(CODINGS) if place == "inputs" else place == "tables" and name in OF_WORDS


def words_are_gone(report: FindingsReport) -> bool:
    """What people wrote is kept no longer, so nothing that rests on it can be computed again."""
    until = periods.words_until(report.consultation)
    return until is not None and until <= clock.now()


def differences(bundle: ReportBundle) -> tuple[list[Difference], bool]:
    """(What differs between the bundle and a computation of today, whether the code is another)."""
    then, now = _figures(bundle.content), compute(bundle.report, bundle.content["salt"])
    now = _of_then(then, _figures(now))
    gone = words_are_gone(bundle.report)
    found = [
        Difference(place, name, _rows(then[place].get(name), now[place].get(name)))
        for place in PLACES
        for name in [*then[place], *(name for name in now[place] if name not in then[place])]
        if then[place].get(name) != now[place].get(name) and not (gone and rests_on_words(place, name))
    ]
    return found, then["code"] != now["code"]


def _figures(content: Part) -> Part:
    """Without what is told in words."""
    coded = {name: n for name, n in content["tables"]["what was coded"].items() if name not in IN_WORDS}
    if aside := coded.get("set_aside"):
        coded["set_aside"] = [aside["total"], [table["rows"] for table in aside["tables"]]]
    return {**content, "tables": {**content["tables"], "what was coded": coded}}


def _of_then(then: Part, now: Part) -> Part:
    """Of what was coded only what was counted then: what is counted since is no difference."""
    coded, known = now["tables"]["what was coded"], then["tables"]["what was coded"]
    of_then = {name: n for name, n in coded.items() if name in known}
    return {**now, "tables": {**now["tables"], "what was coded": of_then}}


def _rows(then: Any, now: Any) -> list[str]:
    if not isinstance(then, dict) or not isinstance(now, dict):
        return []
    return [key for key in [*then, *(key for key in now if key not in then)] if then.get(key) != now.get(key)]
