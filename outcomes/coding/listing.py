"""The list of the bench: a page of what there is to code, its rows written from a stencil of their template.

The template writes one row of each kind with marks where the words go; every row of that kind is that stencil with its
own words (people/text/stencils.py). A test compares the two.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.template.loader import get_template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from consultations.models import Consultation
from deliberation.models import Contribution
from outcomes.coding.showing import Keyset, numbers
from outcomes.coding.standing import BLIND, DEALT_WITH, OF_NOBODY, OF_NOBODY_BLIND, OF_NOBODY_DEALT_WITH, Standing
from outcomes.models import Coding, Disagreement, NotRelevant
from people.text.sentences import shortened
from people.text.stencils import stencil

TEMPLATE = "outcomes/coding/_row.html"
DEALT = (DEALT_WITH, OF_NOBODY_DEALT_WITH)
LONGEST = 110  # characters of the words
SHOWN = (
    "pk",
    "body",
    "source_kind",
    "thread_id",
    "membership__pseudonym",
    "membership__group__name",
    "thread__area__title",
)
#: What stands in a stencil for the words of a row: digits where an address has to take it.
MARKS = {
    "slug": "s7403718295620041",
    "pk": "7403718295620042",
    "words": "7403718295620043",
    "who": "7403718295620044",
    "group": "7403718295620045",
    "area": "7403718295620046",
    "codes": "7403718295620047",
}


class Row(NamedTuple):
    pk: int
    thread_id: int
    words: str
    source: str
    who: str  # empty: nobody
    group: str
    area: str
    state: str  # "blind", "left", "uncounted", "coded", "differ", "not_relevant"
    codes: int

    @property
    def is_one(self) -> bool:
        return self.codes == 1

    @property
    def is_blind(self) -> bool:
        return self.state == "blind"

    @property
    def is_left(self) -> bool:
        return self.state == "left"

    @property
    def is_uncounted(self) -> bool:
        return self.state == "uncounted"

    @property
    def is_coded(self) -> bool:
        return self.state == "coded"

    @property
    def is_differ(self) -> bool:
        return self.state == "differ"


def page(standing: Standing, asked: QueryDict, size: int, found: QuerySet[Contribution] | None) -> Keyset[Row]:
    """One page of all there is to code; of `found`, where it is filtered."""
    chosen = numbers(standing.pks if found is None else found, asked, size)
    return Keyset(rows_of(chosen.items, standing), chosen.prev_url, chosen.next_url)


def rows_of(pks: Iterable[int], standing: Standing) -> list[Row]:
    """The rows of these contributions, by pk. What is no more to be seen is none."""
    chosen = list(pks)
    said = Contribution.objects.visible().filter(pk__in=chosen).order_by("pk").values_list(*SHOWN)
    contribution = "excerpt__revision__contribution"
    counting = Coding.objects.that_count().filter(**{f"{contribution}__in": chosen}).order_by()
    codes = dict(counting.values_list(contribution).annotate(n=Count("pk")))
    aside, differ = _without_codes([pk for pk in chosen if standing.of(pk) in DEALT and pk not in codes])
    rows = []
    for pk, body, source, thread, pseudonym, group, area in said:
        who = "" if source in Contribution.OF_NOBODY else pseudonym
        words = shortened(body, LONGEST)
        label = str(Contribution.Source(source).label)
        state = "not_relevant" if pk in aside else "differ" if pk in differ else _state(standing.of(pk))
        rows.append(Row(pk, thread, words, label, who, group or "No group", area, state, codes.get(pk, 0)))
    return rows


def _state(now: int | None) -> str:
    if now in (BLIND, OF_NOBODY_BLIND):
        return "blind"
    return "coded" if now in DEALT else "uncounted" if now == OF_NOBODY else "left"


def _without_codes(pks: list[int]) -> tuple[set[int], set[int]]:
    """Of what is dealt with though no code of it counts: what was set aside, and what coders read differently."""
    if not pks:
        return set(), set()
    aside = NotRelevant.objects.filter(contribution__in=pks).values_list("contribution", flat=True)
    differ = Disagreement.objects.filter(contribution__in=pks, outcome=Disagreement.Outcome.OPEN)
    return set(aside), set(differ.values_list("contribution", flat=True))


def written(rows: Iterable[Row], consultation: Consultation) -> SafeString:
    """The rows as HTML."""
    if settings.DEBUG:
        _stencil.cache_clear()  # a template is being written
    html: list[str] = []
    slug = escape(consultation.slug)
    for row in rows:
        own = {
            "slug": slug,
            "pk": str(row.pk),
            "words": escape(row.words),
            "who": escape(row.who),
            "group": escape(row.group),
            "area": escape(row.area),
            "codes": str(row.codes),
        }
        html.append(_stencil(row.source, bool(row.who), row.state, row.is_one) % own)
    return mark_safe("".join(html))  # noqa: S308  what the template wrote, with escaped words


@lru_cache(maxsize=100)
def _stencil(source: str, has_speaker: bool, state: str, is_one: bool) -> str:
    row = {**MARKS, "source": source, f"is_{state}": True, "is_one": is_one, "who": MARKS["who"] if has_speaker else ""}
    return stencil(get_template(TEMPLATE).render({"row": row, "slug": MARKS["slug"]}), MARKS)
