"""A transcript read as a whole, with the themes beside it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from consultations import access
from consultations.access import Do
from consultations.lookup import find_for
from deliberation.models import Thread
from outcomes.coding import coding, reading
from outcomes.coding.showing import keyset
from outcomes.coding.views.bench import code_form, used_last_first
from outcomes.models import Coding
from people.text.sanitising import number

A_PAGE = 40
BEFORE = 5  # contributions above the one that is asked for


@require_safe
def read_thread(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """All that was said in one place, in order, each with its codes; the form at the side codes what is selected."""
    consultation, member = find_for(request, slug, Do.READ_CODING)
    here = Thread.objects.filter(area__consultation=consultation).select_related("area", "group")
    thread = get_object_or_404(here, pk=pk)
    thread.area.consultation = consultation
    said = reading.whole(thread)
    asked = request.GET.copy()
    if at := number(asked.get("at")):
        above = list(said.filter(pk__lt=at).order_by("-pk").values_list("pk", flat=True)[: BEFORE + 1])
        asked = asked.copy()
        asked.pop("at")
        if len(above) > BEFORE:
            asked["after"] = str(above[BEFORE])
    page = keyset(said, asked, A_PAGE)
    form = code_form(consultation, thread.area_id, initial={"intensity": Coding.Intensity.CLEAR})
    places = list(coding.threads(consultation).values_list("pk", flat=True))
    at_place = places.index(thread.pk) if thread.pk in places else -1
    context: dict[str, Any] = {
        "consultation": consultation,
        "thread": thread,
        "page": page,
        "rows": reading.rows_of(page.items, member),
        "form": used_last_first(form, member),
        "may_code": access.may(request.user, consultation, Do.CODE),
        "previous": places[at_place - 1] if at_place > 0 else None,
        "following": places[at_place + 1] if 0 <= at_place < len(places) - 1 else None,
    }
    return render(request, "outcomes/coding/read.html", context)
