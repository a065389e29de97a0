"""Gate E: what people answered in a conversation of statements is counted, as nobody can once the findings are out."""

from django.db.models import Exists, OuterRef

from consultations.models import Consultation
from consultations.stages.stages import Missing
from deliberation.models import Ballot, Conversation


def conversations_are_counted(consultation: Consultation) -> list[Missing]:
    """Each that somebody answered. What is counted is published with the findings, whoever it pleases."""
    found = Conversation.objects.filter(wave__poll__consultation=consultation, wave__opinion_counts=None)
    answered = found.filter(Exists(Ballot.objects.filter(wave=OuterRef("wave")))).select_related("wave")
    return [
        Missing(f"Count where people stand in “{one}”: after the findings it is too late.", "conversations")
        for one in answered
    ]
