"""What the page of one finding rests on, each thing read once: the words behind it, its quotes, what may be chosen."""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef

from deliberation.models import Question
from outcomes.coding import quoting
from outcomes.coding.quoting import Judged
from outcomes.findings import labels
from outcomes.findings.forms import askable
from outcomes.models import Coding, Finding, Stance, Theme, is_against


class Code(NamedTuple):
    """What one coding says of a passage, in words."""

    theme: str
    stance: str
    intensity: str


@dataclass(frozen=True)
class Evidence:
    """`said`: what quotes are chosen from. `sides`: of each quote, whether it is of somebody against the finding."""

    said: list[Judged]
    quotes: list[Judged]
    codes: dict[int, list[Code]]  # of each excerpt
    sides: list[bool]
    ground: labels.Ground

    @property
    def own_words(self) -> dict[str, list[str]]:
        """{theme: why not} of those that are named in words which may not be printed."""
        found: dict[str, list[str]] = {}
        for one in self.said:
            for code in self.codes[one.excerpt]:
                if one.reasons and quoting.is_named_in(code.theme, one.verbatim):
                    found.setdefault(code.theme, one.reasons)
        return found


def read(finding: Finding) -> Evidence:
    """Its codings, and the words of these and of its quotes: with who took part three queries, however many."""
    titles = {theme.pk: theme.title for theme in finding.themes.all()}
    codes: dict[int, list[Code]] = defaultdict(list)
    stances: dict[int, set[str]] = defaultdict(set)  # of each person
    rows = []
    written: dict[int, list[labels.Written]] = defaultdict(list)
    read = labels.codings_on(finding, and_polls=True).order_by("pk")
    for excerpt, said, writer, *row in read.values_list("excerpt", labels.SAID, labels.WRITER, *labels.ROW):
        theme, who, _, stance, intensity = row
        codes[excerpt].append(Code(titles[theme], Stance(stance).label, Coding.Intensity(intensity).label))
        stances[who if writer is None else -said].add(stance)
        if writer is None:
            rows.append((*row,))
        else:
            written[theme].append(labels.Written(writer, stance))
    found = quoting.judged_beside(list(codes), finding.pk)
    placed = sorted((place, one.pk, one) for place, one in found if place is not None)
    quotes = [replace(one, is_astray=one.excerpt not in codes) for _, _, one in placed]
    return Evidence(
        said=[one for _, one in found if one.excerpt in codes],
        quotes=quotes,
        codes=codes,
        sides=[is_against(stances.get(one.person, set()), finding.position) for one in quotes],
        ground=_ground(finding, rows, written),
    )


def _ground(finding: Finding, rows: list[labels.Row], written: dict[int, list[labels.Written]]) -> labels.Ground:
    ground = labels.Ground(finding.report.consultation, only=finding, rows=rows)
    ground.written.update(written)
    return ground


@dataclass(frozen=True)
class Offered:
    """What the form of a finding offers; those that it has are at hand as its own."""

    themes: list[Theme]
    questions: list[Question]

    @classmethod
    def to(cls, finding: Finding) -> "Offered":
        consultation = finding.report.consultation
        themes, questions = Finding.themes.through.objects, Finding.questions.through.objects
        here = Exists(themes.filter(finding=finding, theme=OuterRef("pk")))
        beside = Exists(questions.filter(finding=finding, question=OuterRef("pk")))
        offered = cls(
            list(consultation.themes.annotate(is_here=here)),
            list(askable(consultation).annotate(is_here=beside)),
        )
        at_hand(finding, "themes", offered.themes)
        at_hand(finding, "questions", offered.questions)
        return offered


def at_hand(finding: Finding, name: str, rows: list[Any]) -> None:
    """Those that `is_here`, where a prefetch would put them."""
    found = getattr(finding, name).all()
    found._result_cache, found._prefetch_done = [row for row in rows if row.is_here], True
    vars(finding).setdefault("_prefetched_objects_cache", {})[name] = found
