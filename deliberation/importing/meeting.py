"""What was said of a meeting is put right, or filled in, after its record came in: the words of the record stay.

It is printed in the method annex, so it is another record to whoever confirmed it: a second person looks again.
"""

from collections import defaultdict

from django.db import transaction

from audit.models import Entry
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Consultation
from consultations.notifications import notifications
from consultations.stages.stages import public_reason
from deliberation.importing import notice, words_out
from deliberation.importing.choices import Choices
from deliberation.importing.records import MEETING_PUT_RIGHT
from deliberation.importing.rooms import about
from deliberation.models import ImportedRecord, RecordMode, RecordStanding
from people.errors import Refused
from people.models import Person
from people.text.dates import day
from people.text.sanitising import shortened
from people.text.sentences import listed

#: What can be put right, by name, as everybody is told of it. The day is not: whether it was announced rests on it.
DETAILS = {
    "lasted": "how long it took",
    "place": "the place",
    "mode": "how people met",
    "recorder": "how it was recorded",
    "present": "who else was present",
    "absent": "who did not come",
    "asked": "what was asked",
    "facts": "which facts were put to people",
}
#: What tells whether anybody would have objected: filled in later, it is looked at by the panel anew.
TELLING = {"present", "asked", "facts"}
SHOWN = 40  # letters of an old and a new text in the summary, of which there may be eight
NOT_OF_A_CONVERSATION = "A conversation is taken out and its export sent again: nothing is asked of its meeting."


@transaction.atomic
def put_right(kept: ImportedRecord, *, by: Person, reason: str = "", **said: str) -> ImportedRecord:
    """Store what is said of the meeting now. What was said before is replaced only with a public `reason`."""
    consultation = kept.consultation
    member = access.require_held(by, consultation, Do.IMPORT_RECORD)
    kept = ImportedRecord.objects.select_for_update(no_key=True).get(pk=kept.pk)
    if kept.is_conversation:
        raise Refused(NOT_OF_A_CONVERSATION)
    if said.get("mode") and said["mode"] not in RecordMode.values:
        raise Refused("Choose how people met.")
    ready = about(Choices(about={name: said.get(name, "") for name in DETAILS}))
    old = {name: str(getattr(kept, name)) for name in DETAILS}
    changed = {name: ready[name] for name in DETAILS if ready[name] != old[name]}
    if not changed:
        raise Refused("Nothing is changed: this is what is said of the meeting already.")
    replaced = [name for name in changed if old[name]]
    reason = public_reason(reason, "record of the meeting", wanted=bool(replaced)) if replaced else ""
    for name, value in changed.items():
        setattr(kept, name, value)
    counted = kept.is_counted
    kept.standing, kept.confirmed_by, kept.confirmed_at = RecordStanding.WAITS, None, None
    kept.confirmed_how = ""
    confirmed = ["standing", "confirmed_by", "confirmed_at", "confirmed_how"]
    days = notice.days_anew(kept) if replaced or TELLING & changed.keys() else []
    kept.save(update_fields=[*changed, *confirmed, *days])
    kept.brought_by.add(member)
    told = [
        (f"Put right: {listed([DETAILS[name] for name in replaced])}", replaced),
        (f"Filled in: {listed([DETAILS[name] for name in changed if not old[name]])}", len(replaced) < len(changed)),
        (f"The reason given: {reason}", reason),
    ]
    record(
        MEETING_PUT_RIGHT,
        actor=member,
        subject=kept,
        consultation=consultation.slug,
        summary="; ".join(_shown(name, old[name], value) for name, value in changed.items()),
        counted=counted,
        before={name: old[name] for name in replaced},  # whole: the annex prints it beside what is said now
        in_public=". ".join(words for words, is_so in told if is_so),
    )
    key = f"record meeting {kept.pk} {words_out.as_read(kept)}"
    for kind in (notifications.FACILITATORS, notifications.PANEL):
        notifications.tell(consultation, kind, key, words_out.WAITS_AGAIN, "record_of_meeting", kept.pk)
    return kept


def said_before(consultation: Consultation) -> dict[int, list[str]]:
    """By record: what was said of its meeting before, whole, with the day on which it was put right."""
    found: dict[int, list[str]] = defaultdict(list)
    acts = Entry.objects.filter(consultation=consultation.slug, action=MEETING_PUT_RIGHT).order_by("number")
    for act in acts:
        modes = dict(RecordMode.choices)
        for name, words in act.detail.get("before", {}).items():
            said = modes.get(words, words) if name == "mode" else words
            told = f"Until {day(act.at)}, {DETAILS[name]}: “{said}”"
            found[int(act.subject.partition(":")[2])].append(told)
    return found


def _shown(name: str, old: str, new: str) -> str:
    """For whoever runs and checks it: where people met is not public before the report."""
    now = f"“{shortened(new, SHOWN)}”"
    return f"{name}: “{shortened(old, SHOWN)}” → {now}" if old else f"{name}: {now}"
