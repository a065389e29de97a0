"""A look for suggestions: asked for by whoever codes, made by the background worker, on this machine alone.

It learns from what people coded here, outside of samples that are read blind, and looks at what nobody has coded.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django_tasks import task

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation
from outcomes import numbers
from outcomes.coding import coding, suggesters, trying
from outcomes.coding.suggesters import Example, Suggester
from outcomes.models import Coding, Suggestion, SuggestionRun, SuggestionsOn
from people.errors import Refused
from people.models import Person

LOST = timedelta(minutes=30)  # a look that has not come back for so long is given up
ALIKE_FROM = 0.8  # how much of the parts of their words two contributions share, to say nearly the same
MOST_ALIKE = 2  # for one contribution
MOST_LEARNT = 2000  # contributions, the newest
MOST_READ = 5000  # contributions nobody has coded, the oldest: a later look takes the next

Key = tuple[int, int | None, int | None]  # contribution, theme, what is alike


@dataclass(frozen=True)
class Read:
    """One contribution, as it was read."""

    pk: int
    revision: int
    text: str
    area: int
    themes: frozenset[int]


def newest(consultation: Consultation) -> SuggestionRun | None:
    runs = SuggestionRun.objects.filter(consultation=consultation).select_related("asked_by__user")
    return runs.order_by("-pk").first()


def is_working(run: SuggestionRun | None) -> bool:
    return run is not None and run.done_at is None and not is_lost(run)


def is_lost(run: SuggestionRun) -> bool:
    return run.done_at is None and run.asked_at <= clock.now() - LOST


@transaction.atomic
def ask(consultation: Consultation, *, by: Person) -> SuggestionRun:
    """Have a look made. Raises Refused while suggestions are off, not installed, or another look is at work."""
    member = access.require(by, consultation, Do.CODE)
    if not SuggestionsOn.objects.select_for_update(no_key=True).filter(consultation=consultation).exists():
        raise Refused("Suggestions are off for this consultation. Switch them on first.")
    if suggesters.here() is None:
        raise Refused("The program that suggests is not installed on this machine. The operator can install it.")
    if is_working(newest(consultation)):
        raise Refused("Suggestions are being made. They appear here when they are ready.")
    run = SuggestionRun.objects.create(consultation=consultation, asked_by=member)
    record("suggestions_asked", actor=member, subject=run, consultation=consultation.slug)
    make.enqueue(run.pk)
    return run


@task()
def make(number: int) -> None:
    """Make the look of this number. May be done twice: what is there already is not offered again."""
    run = SuggestionRun.objects.select_related("consultation").filter(pk=number, done_at=None).first()
    if run is None:
        return
    suggester = suggesters.here()
    if suggester is None:
        run.problem, run.done_at = "The background worker runs without the extra “themes”.", clock.now()
        run.save()
        return
    run.method, run.version = suggester.name, suggester.version
    known, asked = _known(run.consultation), _asked(run.consultation)
    run.learnt_from = len(known)
    found = _alike(suggester, asked, known)
    if len(known) >= numbers.SUGGEST_FROM and asked:
        found |= _likely(suggester, run, asked, known)
    _keep(run, {one.pk: one.revision for one in asked}, found)


def _known(consultation: Consultation) -> list[Read]:
    """What people have dealt with, and the themes that count there. Nothing of a sample that is read blind."""
    said = coding.included(consultation).filter(coding.DEALT_WITH).order_by("-pk")
    rows = list(said.values_list("pk", "revision", "body", "thread__area")[:MOST_LEARNT])
    codes = Coding.objects.that_count().filter(
        theme__consultation=consultation, excerpt__revision__number=F("excerpt__revision__contribution__revision")
    )
    themes = defaultdict(set)
    for pk, theme in codes.order_by().values_list("excerpt__revision__contribution", "theme"):
        themes[pk].add(theme)
    return [Read(*row, frozenset(themes[row[0]])) for row in rows]


def _asked(consultation: Consultation) -> list[Read]:
    left = coding.uncoded(consultation).exclude(coding.BLIND).order_by("pk")
    rows = left.values_list("pk", "revision", "body", "thread__area")[:MOST_READ]
    return [Read(*row, frozenset()) for row in rows]


def _likely(suggester: Suggester, run: SuggestionRun, asked: list[Read], known: list[Read]) -> dict[Key, int]:
    """{what is suggested: of a hundred like it, how many held}; the run says how often it would have been right."""
    areas = dict(run.consultation.themes.values_list("pk", "area"))
    fits = {
        area: frozenset(theme for theme, of in areas.items() if of in (None, area))
        for area in {one.area for one in [*known, *asked]}
    }
    examples = [Example(one.text, one.themes, fits[one.area]) for one in known]
    tried = trying.score(trying.nested(suggester, examples), examples)
    run.tried, run.right = tried.suggested, tried.right
    sures = trying.unseen(suggester, examples, trying.FOLDS)
    cut, pairs = trying.best_cut(sures, examples), sorted(trying.pairs_of(sures, examples))
    found: dict[Key, int] = {}
    left = [Example(one.text, one.themes, fits[one.area]) for one in asked]
    for one, sure in zip(asked, trying.likely(suggester, examples, left), strict=True):
        for theme in trying.chosen(sure, cut):
            found[one.pk, theme, None] = trying.percent_like(sure[theme], pairs)
    return found


def _alike(suggester: Suggester, asked: list[Read], known: list[Read]) -> dict[Key, int]:
    """{what nobody coded, and what says nearly the same: how alike}; of two that nobody coded, the later one's."""
    rows = [*known, *asked]
    near: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for here, there, how in suggester.alike([one.text for one in rows], ALIKE_FROM):
        first, later = sorted((here, there))
        if later >= len(known):
            near[rows[later].pk].append((how, rows[first].pk))
    return {
        (pk, None, other): round(100 * how)
        for pk, others in near.items()
        for how, other in sorted(others, reverse=True)[:MOST_ALIKE]
    }


@transaction.atomic
def _keep(run: SuggestionRun, revisions: dict[int, int], found: dict[Key, int]) -> None:
    """Offer what is new. What a person decided stays decided; what is not found any more is offered no more."""
    here = run.consultation
    # Held: nobody switches them off between the look and its end.
    on = SuggestionsOn.objects.select_for_update(no_key=True).filter(consultation=here).exists()
    run.done_at = clock.now()
    themes = set(here.themes.values_list("pk", flat=True))
    there = set(coding.included(here).values_list("pk", flat=True))  # some may have left meanwhile
    wanted = {
        key: percent
        for key, percent in found.items()
        if on and key[0] in there and (key[1] is None or key[1] in themes) and (key[2] is None or key[2] in there)
    }
    rows = Suggestion.objects.select_for_update(no_key=True).filter(run__consultation=here)
    undecided = [Suggestion.State.OFFERED, Suggestion.State.OVERTAKEN]
    changed = []
    for one in rows:
        percent = None
        if revisions.get(one.contribution_id) == one.revision:
            percent = wanted.pop((one.contribution_id, one.theme_id, one.alike_id), None)
        if one.state in undecided and (percent is not None or one.state == Suggestion.State.OFFERED):
            if percent is None:
                one.state = Suggestion.State.OVERTAKEN
            else:
                one.state, one.percent, one.run = Suggestion.State.OFFERED, percent, run
            changed.append(one)
    Suggestion.objects.bulk_update(changed, ["state", "percent", "run"], batch_size=500)
    new = [
        Suggestion(run=run, contribution_id=pk, revision=revisions[pk], theme_id=theme, alike_id=alike, percent=percent)
        for (pk, theme, alike), percent in wanted.items()
    ]
    Suggestion.objects.bulk_create(new, batch_size=500)
    run.offered = len(new)
    run.save()
