"""Gate F: what must be there before the answer is published. And where it is written, once findings are out."""

from consultations.models import Consultation
from consultations.stages.stages import Missing, shared
from outcomes.answers import responses
from outcomes.models import FindingsReport


def open_the_response_workspace(consultation: Consultation) -> None:
    responses.start(FindingsReport.objects.get(consultation=consultation))


def every_recommendation_is_answered(consultation: Consultation) -> list[Missing]:
    response, slots = shared(consultation, responses.draft_of)
    if response is None:
        return [Missing("There is no draft answer yet.", "response")]
    return [Missing(text, "response") for text in responses.unready(response, slots)]


def the_answer_is_signed(consultation: Consultation) -> list[Missing]:
    response, _ = shared(consultation, responses.draft_of)
    if response is not None and response.is_signed:
        return []
    return [Missing("The accountable officer has not signed.", "sign")]
