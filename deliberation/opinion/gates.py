"""Gate E: what people answered in a conversation of statements is counted, as nobody can once the findings are out."""

from django.db.models import Exists, OuterRef

from consultations.models import Consultation
from consultations.stages.stages import Missing
from deliberation.models import Ballot, Wave
from deliberation.opinion import acts
from deliberation.questions.kinds import registry as kinds


def conversations_are_counted(consultation: Consultation) -> list[Missing]:
    """Each that somebody answered, those brought in from elsewhere too. What is counted is published with the findings,
    whoever it pleases.

    Not one whose answered statements were all taken out: nobody can count it, and the page says what was taken out.
    """
    of_statements = kinds.matching(lambda kind: kind.has_opinion_groups, at="question__")
    answered = Ballot.objects.filter(of_statements, wave=OuterRef("pk"), question__waves=OuterRef("pk"))
    found = Wave.objects.filter(poll__consultation=consultation, session=None, opinion_counts=None)
    return [
        Missing(f"Count where people stand in “{one}”: after the findings it is too late.", "conversations")
        for one in found.filter(Exists(answered))
        if acts.is_of_statements(one)
    ]
