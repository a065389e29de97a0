"""A Polis export that was sent, from its first look to the import: what it holds, and what stands in its way."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db import transaction

from audit import clock
from consultations import access
from consultations.access import Do
from consultations.models import Consultation
from deliberation import numbers
from deliberation.importing import drafts
from deliberation.importing.polis import called, import_polis, polis_fingerprint, why_not
from deliberation.importing.records import known_record
from deliberation.models import ImportedRecord, RecordDraft
from deliberation.polis.export import read_export
from deliberation.polis.model import MISSING, PolisError, PolisExport, Statement
from deliberation.polis.sent import told
from people.errors import Refused
from people.models import Person
from people.text.dates import day, local_day
from people.text.packing import as_zip
from people.text.sanitising import one_line, shortened
from people.text.sentences import many

CALLED = "Imported conversation"
TOO_MANY = (
    "It has {votes} votes. From the browser {most} can be brought in. Ask whoever runs the site to bring it in from "
    "the server, with manage.py import_polis."
)
NOT_AGREED = (
    "The files do not agree, so one of them may be cut short. Send the export again; or compare the files, then say "
    "below that you bring it in all the same."
)


@dataclass(frozen=True)
class Preview:
    """What bringing an export in would do, for the browser and for manage.py."""

    consultation: Consultation
    export: PolisExport
    title: str

    @cached_property
    def tallies(self) -> dict[int, tuple[int, int, int]]:
        return self.export.tallies()

    @property
    def shown(self) -> list[Statement]:
        return [one for one in self.export.statements if one.moderated >= 0]

    @property
    def rejected(self) -> list[Statement]:
        return [one for one in self.export.statements if one.moderated < 0]

    @property
    def votes(self) -> int:
        return int((self.export.votes != MISSING).sum())

    @property
    def rows(self) -> list[dict[str, str]]:
        """In a summary list, or line by line."""
        without = int((~(self.export.votes != MISSING).any(axis=0)).sum())
        rejected = f", and {many(len(self.rejected), 'more', 'more')} rejected there, which are kept and not shown"
        begun = self.export.begun
        return [
            {"key": "Called", "value": self.title},
            {"key": "Statements", "value": f"{len(self.shown)} shown{rejected if self.rejected else ''}"},
            {"key": "Nobody voted on", "value": many(without, "statement") if without else "None of them"},
            {"key": "People", "value": f"{len(self.export.participants):,}, who chose to come; linked to nobody here"},
            {"key": "Votes", "value": f"{self.votes:,}, the last of each person, from {self.export.source}"},
            {"key": "Began on, by the export’s own word", "value": day(local_day(begun)) if begun else "Not recorded"},
        ]

    @cached_property
    def known(self) -> ImportedRecord | None:
        """The same conversation, where it is here already."""
        return known_record(self.consultation, polis_fingerprint(self.export))

    @cached_property
    def problems(self) -> list[str]:
        """What stands in its way, in sentences."""
        return why_not(self.consultation, self.export, self.title)


def preview(consultation: Consultation, export: PolisExport, title: str) -> Preview:
    """What the import would do under this title. Writes nothing. Raises Refused for a title that is too long."""
    return Preview(consultation, export, called(title))


@transaction.atomic
def keep(consultation: Consultation, sent: Sequence[tuple[str, bytes]], *, by: Person) -> RecordDraft:
    """Store an export that waits. The same again is the same draft. Raises Refused for what cannot be trusted."""
    member = access.require(by, consultation, Do.IMPORT_RECORD)
    if sum(len(data) for _, data in sent) > drafts.LARGEST:
        raise Refused(f"The files are larger than {numbers.RECORD_MEGABYTES} MB together. Send them as one zip.")
    try:
        found = told(sent)
        export = read_export(found.files, accept_differences=True)
    except PolisError as error:
        raise Refused("This could not be read as a Polis export.", [str(error)]) from error
    given = preview(consultation, export, "")
    if given.known:
        on = day(given.known.imported_at)
        raise Refused(f"This conversation was brought in on {on}. Nothing has changed, so nothing was done.")
    if given.votes > numbers.CONVERSATION_VOTES:
        raise Refused(TOO_MANY.format(votes=f"{given.votes:,}", most=f"{numbers.CONVERSATION_VOTES:,}"))
    data = as_zip(dict(sorted(found.files.items())))
    waiting = RecordDraft.objects.filter(consultation=consultation)
    for draft in waiting.filter(is_conversation=True):
        if bytes(draft.file) == data:
            return draft
    drafts.refuse_more(waiting)
    return RecordDraft.objects.create(
        consultation=consultation,
        member=member,
        is_conversation=True,
        name=shortened(one_line(found.topic), 160) or CALLED,
        file=data,
        choices={"files": found.rows},
    )


def preview_of(draft: RecordDraft) -> Preview:
    """The draft, read again."""
    with zipfile.ZipFile(io.BytesIO(bytes(draft.file))) as pack:
        files = {name: pack.read(name) for name in pack.namelist()}
    return preview(draft.consultation, read_export(files, accept_differences=True), draft.name)


@transaction.atomic
def name(draft: RecordDraft, *, by: Person, title: str) -> None:
    """Say what the conversation is called here."""
    access.require(by, draft.consultation, Do.IMPORT_RECORD)
    draft.name, draft.changed_at = called(title), clock.now()
    draft.save(update_fields=["name", "changed_at"])


@transaction.atomic
def bring_in(draft: RecordDraft, *, by: Person, accepts: bool = False) -> ImportedRecord:
    """Carry the draft out and delete it. `accepts`: the files do not agree, and somebody has looked."""
    access.require(by, draft.consultation, Do.IMPORT_RECORD)
    draft = RecordDraft.objects.select_for_update(no_key=True).get(pk=draft.pk)
    given = preview_of(draft)
    if given.export.lacks and not accepts:
        raise Refused(NOT_AGREED)
    import_polis(draft.consultation, given.export, by=by, title=given.title)
    kept = known_record(draft.consultation, polis_fingerprint(given.export))
    assert kept is not None, "it was brought in just now"
    kept.brought_by.add(draft.member)  # who sent it, where somebody else brings it in
    draft.delete()
    return kept
