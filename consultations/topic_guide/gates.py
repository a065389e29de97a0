"""Gates A and B: there is something to talk about."""

from django.db.models import Count

from consultations.models import Consultation
from consultations.stages.stages import Missing
from people.text.sentences import stop


def topic_guide_is_there(consultation: Consultation) -> list[Missing]:
    areas = list(consultation.areas.annotate(asks=Count("prompts")))
    if not areas:
        return [Missing("Add at least one area to the topic guide.", "topic_guide")]
    empty = [area.title for area in areas if not area.asks]
    return [Missing(f"Add a question to the area “{title}”{stop(title)}", "topic_guide") for title in empty]
