"""Gate E: a record that counted does not fall out of the findings because a line of it was taken out."""

from audit.models import Entry
from consultations import seating
from consultations.models import Consultation
from consultations.stages.stages import Missing
from deliberation.importing.records import CORRECTED, COUNTED, showed_it_counted, subject_of
from deliberation.models import ImportedRecord, RecordStanding
from people.text.dates import local_day
from people.text.sentences import many

_OBJECTED = "record_objected_to"
CHANGED = (*CORRECTED, "record_words_changed")


def what_counted_counts_again(consultation: Consultation) -> list[Missing]:
    """Records that were counted and wait again, since words were taken out or another file was brought in.

    One line, taken out the evening before, would else take a whole meeting out of every count. A record that nobody
    has confirmed yet holds nothing up, nor one that somebody of the panel objects to: that is the panel’s doing.
    """
    waiting = ImportedRecord.objects.filter(consultation=consultation, standing=RecordStanding.WAITS)
    subjects = [subject_of(pk) for pk in waiting.values_list("pk", flat=True)]
    if not subjects:
        return []
    told = Entry.objects.filter(action__in=[*COUNTED, *CORRECTED, _OBJECTED], subject__in=subjects)
    acts = list(told.filter(consultation=consultation.slug).order_by("number"))
    counted: dict[str, bool] = {}
    for act in acts:
        had = showed_it_counted(act) or counted.get(act.subject, False)
        counted[act.subject] = act.action != _OBJECTED and had
    found = sum(counted.values())
    if not found:
        return []
    due = consultation.findings_due
    changed = [act for act in acts if act.action in CHANGED and counted[act.subject]]
    late = due is not None and any(local_day(act.at) >= due for act in changed)
    text = (
        f"{many(found, 'record')} that counted {'waits' if found == 1 else 'wait'} for a second person again. Another "
        "facilitator, or somebody of the panel, confirms it; or the panel objects to it."
    )
    # Whoever changes a record once the findings are due waits by their own doing: these days are no panel’s.
    panel = "" if late else seating.panel_alone(consultation, "its look at a record that was changed")
    return [Missing(text, "records", panel=panel)]
