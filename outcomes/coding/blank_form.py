"""The form that adds a code, as it begins: written from a stencil of its template, with the themes of this part.

A coder opens it hundreds of times an hour, and it differs in little but the themes that were used last. Filled in, or
refused, the template writes it itself.
"""

import re
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from django.conf import settings
from django.db.models import Max, Q
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import get_template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from consultations.models import Consultation, Membership
from outcomes.coding import standing
from outcomes.coding.forms import CodeForm
from outcomes.coding.standing import Standing
from outcomes.models import Coding, Theme
from people.text.stencils import stencil

TEMPLATE = "outcomes/coding/_code_form.html"
RECENT = 9  # as many themes lead the list as there are keys for
LOOKED_AT = 200  # codes, for the themes that were used last
MARKS = {
    "token": "7403718295630041",
    "slug": "s7403718295630042",
    "theme": "7403718295630043",
    "title": "7403718295630044",
    "recent": "7403718295630045",
    "place": "id_themes_0",
}
_ROW = re.compile(rf'<div class="choice"><input type="checkbox"[^>]*>\s*<label[^>]*>{MARKS["title"]}</label></div>')


class Listed(NamedTuple):
    pk: int
    title: str


def themes_of(consultation: Consultation, area: int, now: Standing) -> list[Listed]:
    """The themes for what was said in this part, and those of any part, in the order of the codebook."""
    here = consultation.themes.filter(Q(area=area) | Q(area=None))
    read = lambda: [Listed(*one) for one in here.values_list("pk", "title")]  # noqa: E731
    return standing.kept_with(f"themes-{area}", consultation, now, read)


def used_last_first(themes: list[Listed], member: Membership) -> tuple[list[Listed], int]:
    """The themes that this coder used last lead, in the order of the codebook, so that a key stays with its theme.

    And how many lead.
    """
    here = {one.pk for one in themes}
    mine = Coding.objects.filter(coded_by=member)
    newest = list(mine.order_by("-pk").values_list("theme", flat=True)[:LOOKED_AT])
    used = [pk for pk in dict.fromkeys(newest) if pk in here]
    if len(used) < RECENT and len(newest) == LOOKED_AT:
        last = mine.order_by().values("theme").annotate(last=Max("pk")).order_by("-last")
        used = [pk for pk in last.values_list("theme", flat=True) if pk in here]
    recent = set(islice(used, RECENT))
    lead = [one for one in themes if one.pk in recent]
    return [*lead, *(one for one in themes if one.pk not in recent)], len(lead)


def written(
    request: HttpRequest, consultation: Consultation, themes: list[Listed], recent: int, *, quick: bool, reads: bool
) -> SafeString:
    """The form with these themes, of which `recent` lead."""
    if settings.DEBUG:
        _stencil.cache_clear()  # a template is being written
    before, row, after = _stencil(bool(themes), quick, reads)
    boxes = "".join(
        row % {"place": f"id_themes_{n}", "theme": one.pk, "title": escape(one.title)} for n, one in enumerate(themes)
    )
    own = {**MARKS, "token": get_token(request), "slug": consultation.slug, "recent": str(recent)}
    return mark_safe(f"{before % own}{boxes}{after % own}")  # noqa: S308  what the template wrote, with escaped titles


@lru_cache(maxsize=10)
def _stencil(has_themes: bool, quick: bool, reads: bool) -> tuple[str, str, str]:
    """What stands before the themes, the row of one theme, and what stands after them."""
    form = CodeForm(themes=Theme.objects.none(), initial={"intensity": Coding.Intensity.CLEAR})
    form.fields["themes"].choices = [(MARKS["theme"], MARKS["title"])]  # type: ignore[attr-defined]
    form.recent, form.has_themes = int(MARKS["recent"]), has_themes
    known = {"consultation": Consultation(slug=MARKS["slug"]), "csrf_token": MARKS["token"]}
    html = get_template(TEMPLATE).render({**known, "form": form, "quick": quick, "reads": reads})
    found = _ROW.search(html)
    if found is None:
        raise RuntimeError("The row of a theme is not written as the stencil expects.")
    before, row, after = (stencil(part, MARKS) for part in (html[: found.start()], found.group(), html[found.end() :]))
    return before, row, after
