"""What was brought in before: nothing counts twice, and what counted or was doubted does not go as if never here."""

from audit.models import Entry
from consultations.models import Consultation, Group
from deliberation.models import ImportedRecord, RecordStanding

BATCH = 2000  # rows written at once


def known_record(consultation: Consultation, fingerprint: str) -> ImportedRecord | None:
    """The record with this content, if it is here already."""
    return ImportedRecord.objects.filter(consultation=consultation, fingerprint=fingerprint).first()


MEETING_PUT_RIGHT = "record_meeting_put_right"
#: Acts by which a record is known to have counted; a correction where it says so.
COUNTED, CORRECTED = ("record_confirmed", "record_words_changed"), ("record_corrected", MEETING_PUT_RIGHT)


def subject_of(key: int) -> str:
    """What the public record calls the record of this key."""
    return f"{ImportedRecord._meta.model_name}:{key}"


def showed_it_counted(act: Entry) -> bool:
    """Whether by this act of it a record was known to count."""
    return act.action in COUNTED or bool(act.detail.get("counted"))


def why_it_is_kept(kept: ImportedRecord) -> str:
    """Why it is not taken out whole, in a sentence; empty while it may be.

    Else a facilitator alone takes a meeting of critics out of every count, or sheds what the panel said of a record by
    bringing the same file in anew.
    """
    if kept.objection or kept.taken_back.exists():
        return "Somebody of the panel objected to it: that stays beside it. It counts only once it is confirmed."
    acts = Entry.objects.filter(consultation=kept.consultation.slug, subject=subject_of(kept.pk))
    had = any(showed_it_counted(act) for act in acts.filter(action__in=[*COUNTED, *CORRECTED]))
    if had or kept.standing != RecordStanding.WAITS:
        return (
            "It has counted. If it should not, ask somebody of the panel to object to it: then it counts nowhere, and "
            "everybody reads why."
        )
    return ""


def why_group_stays(group: Group) -> str:
    """Why a group is not taken out: what was brought in for it would go with it, and the panel’s objection."""
    if ImportedRecord.objects.filter(group=group).exists():
        return "A record or a conversation was brought in for this group, so it stays."
    return ""
