"""Gate E: what residents sent in and was not shown has been looked at again, or could have been."""

from consultations import seating
from consultations.models import Consultation
from consultations.stages.stages import Missing
from deliberation.models import Statement
from deliberation.statements import statements
from people.text.dates import until_day
from people.text.sentences import many


def second_looks_are_answered(consultation: Consultation) -> list[Missing]:
    """Also those asked for after the close: it is said at least that a statement should have been shown."""
    found = Statement.objects.filter(conversation__wave__poll__consultation=consultation)
    missing = []
    if waiting := found.filter(state=Statement.State.HELD, second_look=True).count():
        panel = seating.panel_alone(consultation, "its second looks at statements")
        missing.append(Missing(f"Statements still to be looked at again: {waiting}.", "conversations", panel=panel))
    if ends := statements.still_to_be_asked(found):
        said = (
            f"Authors can still ask for a second look at {many(len(ends), 'statement')}, until {until_day(max(ends))}."
        )
        missing.append(Missing(said, "conversations"))
    return missing
