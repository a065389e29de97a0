"""Labels that say more than the coding supports: the panel agrees, or does not."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from consultations import access, seating
from consultations.access import Do
from consultations.lookup import find_for, refusals
from consultations.models import Membership
from outcomes.findings import agreeing, breadths
from outcomes.findings.forms import AnswerLabelForm
from outcomes.findings.views.findings import READ_AND_WRITE
from outcomes.models import HigherLabel
from people.errors import Refused
from people.text.sanitising import number


@READ_AND_WRITE
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """What the facilitators ask for, what the coding supports, and the panel's answers."""
    consultation, member = find_for(request, slug, Do.AGREE_TO_LABEL)
    sent: AnswerLabelForm | None = None
    if request.method == "POST":
        asked = get_object_or_404(agreeing.asked_in(consultation), pk=number(request.POST.get("asked")))
        sent = AnswerLabelForm(request.POST, prefix="")
        if sent.is_valid() and request.POST.get("do") in {"agree", "refuse"}:
            try:
                agreed, why = request.POST["do"] == "agree", sent.cleaned_data["why"]
                agreeing.answer(asked, by=request.user, agreed=agreed, why=why)
                return redirect("higher_labels", slug)
            except Refused as error:
                refusals(sent, error)
    context = {
        "consultation": consultation,
        "rows": [_row(asked, sent, member) for asked in agreeing.asked_in(consultation)],
        "form": sent,
        "may_answer": access.may(request.user, consultation, Do.AGREE_TO_LABEL),
    }
    return render(request, "outcomes/findings/labels.html", context, status=422 if sent else 200)


def _row(asked: HigherLabel, sent: AnswerLabelForm | None, member: Membership) -> dict[str, Any]:
    mine = sent if sent is not None and sent.data.get("asked") == str(asked.pk) else None
    form = mine or AnswerLabelForm(initial={"asked": asked.pk}, auto_id=f"id_{asked.pk}_%s")
    each = breadths.each_alone(asked.finding.computed.get("alone", []), (asked.breadth, asked.strongly_felt))
    near = seating.why_not_beside_who_runs_it(member) if asked.is_open else ""
    return {
        "asked": asked,
        "form": form,
        "supported": breadths.words(*asked.supported[:2]),
        "each": each,
        "why_not_agree": near,
    }
