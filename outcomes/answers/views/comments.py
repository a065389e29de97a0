"""Comments on the draft: sent from the page of what they are about, and shown there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from consultations.access import Do
from consultations.lookup import find_for
from consultations.models import Consultation, Membership
from consultations.saving import attempted
from outcomes.answers import commenting
from outcomes.answers.forms.together import CommentForm
from outcomes.answers.looking_up import slot_of, workspace_of
from outcomes.models import PoliceResponse, RecommendationResponse
from people.text.sanitising import number as text_number

TYPED = "comment_on_draft"


def shown(
    request: HttpRequest, member: Membership, response: PoliceResponse, slot: RecommendationResponse | None
) -> dict[str, object]:
    """What the part of a page with its comments needs; a comment that was refused is still in its box."""
    return {
        "comments": commenting.of(response, slot),
        "comment_form": CommentForm(initial={"comment": request.session.pop(TYPED, "")}),
        "comment_number": slot.recommendation.number if slot else 0,
        "may_comment": not response.is_signed and member.consultation.stage in Do.COMMENT_ON_DRAFT.stages,
        "me": member,
    }


@require_POST
def comment(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """`number` of the recommendation; 0: the opening statement. `take_back`: which of mine to take back."""
    consultation, _ = find_for(request, slug, Do.COMMENT_ON_DRAFT)
    response = workspace_of(consultation)
    slot = slot_of(consultation, number) if number else None
    if "take_back" in request.POST:
        made = get_object_or_404(
            commenting.of(response, slot), pk=text_number(request.POST["take_back"]), by__user=request.user
        )
        made.response = response
        attempted(request, lambda: commenting.take_back(made, by=request.user), "Taken back. The file keeps it.")
    else:
        text = request.POST.get("comment", "")
        if not attempted(
            request, lambda: commenting.comment(response, slot, by=request.user, text=text), "Your comment is kept."
        ):
            request.session[TYPED] = text
    return _back(consultation, number)


def _back(consultation: Consultation, number: int) -> HttpResponse:
    if number:
        return redirect("answer_recommendation", consultation.slug, number)
    return redirect("response", consultation.slug)
