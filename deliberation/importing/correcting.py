"""A corrected file of a record that is here already: what changes, and carrying out only that.

Nobody's label was kept, so people are known again by their words: whoever said most of what a label says now.
Words that did not change keep their place and their coding; changed words get a new version.
"""

from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from django.db import transaction
from django.db.models import Exists, OuterRef

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Group, Membership, Role
from deliberation.importing import before, notice
from deliberation.importing.planning import Line, Plan, parts_of, without_names
from deliberation.importing.records import known_record
from deliberation.importing.rooms import about, forget, store, take_part, thread_for
from deliberation.live import publish
from deliberation.models import Contribution, ContributionRevision, ImportedRecord, RecordStanding
from people.errors import Refused
from people.models import Person
from people.text.sanitising import line_within
from people.text.sentences import many

State, Source = Contribution.State, Contribution.Source
MOST_REASON = 300
WHY_OUT = "This file takes out words that are in already. Say why: the reason is public, with the number of lines."
LIKE = 0.5  # of a record's contributions stand unchanged in the new file: the same record, corrected
ALIKE = 0.4  # of the letters of two contributions: the same one, changed


@dataclass
class Changes:
    """What a corrected file would change. `moved`: unchanged words that are somebody else's, or in another area."""

    same: list[tuple[Contribution, Line]] = field(default_factory=list)
    changed: list[tuple[Contribution, Line]] = field(default_factory=list)
    added: list[Line] = field(default_factory=list)
    gone: list[Contribution] = field(default_factory=list)
    moved: list[tuple[Contribution, Line]] = field(default_factory=list)
    people: dict[str, int] = field(default_factory=dict)
    new_people: list[str] = field(default_factory=list)

    @property
    def shortened(self) -> list[Contribution]:
        """Words that stay with fewer of them."""
        return [old for old, line in self.changed if len(line.body.split()) < len(old.body.split())]

    @property
    def takes_words_out(self) -> bool:
        return bool(self.gone or self.shortened)

    @property
    def of_several(self) -> set[str]:
        """Keys of labels under which the words of more than one person of the record stand."""
        owners: dict[str, set[int]] = {}
        for contribution, line in self.same:
            if line.speaker and contribution.source_kind == Source.TRANSCRIPT:
                owners.setdefault(line.speaker, set()).add(contribution.membership_id)
        return {key for key, people in owners.items() if len(people) > 1}

    def __bool__(self) -> bool:
        return bool(self.changed or self.added or self.gone or self.moved)


def corrected_record(group: Group, plan: Plan, *, anywhere: bool = False) -> ImportedRecord | None:
    """The record of this group, or of any group of its consultation, that the plan's file seems to correct."""
    parts = parts_of(plan.transcript, plan.choices)
    said = Counter(without_names(line.body, parts) for line in plan.lines)
    best, most = None, 0.0
    of = {"consultation": group.consultation} if anywhere else {"group": group}
    for kept in ImportedRecord.objects.filter(**of).exclude(contributions=None).distinct():
        bodies = kept.contributions.exclude(state=State.WITHDRAWN).values_list("body", flat=True)
        old = Counter(without_names(body, parts) for body in bodies)  # names may have been kept there, and not here
        share = sum((said & old).values()) / max(1, min(sum(old.values()), sum(said.values())))
        if share >= LIKE and share > most:
            best, most = kept, share
    return best


def changes(plan: Plan, kept: ImportedRecord) -> Changes:
    """What bringing in the plan as a correction of `kept` would change. Writes nothing."""
    old = list(kept.contributions.exclude(state=State.WITHDRAWN).select_related("thread").order_by("line", "pk"))
    found = Changes()
    matcher = SequenceMatcher(
        None, [_words(c.source_kind, c.body) for c in old], [_words(n.kind, n.body) for n in plan.lines], autojunk=False
    )
    for kind, i, j, a, b in matcher.get_opcodes():
        if kind == "equal":
            found.same += zip(old[i:j], plan.lines[a:b], strict=True)
        else:
            _unlike(old[i:j], plan.lines[a:b], found)
    found.people = _known_again(found)
    speakers = dict.fromkeys(line.speaker for line in plan.lines if line.speaker)
    found.new_people = [speaker for speaker in speakers if speaker not in found.people]
    found.moved = [(c, line) for c, line in found.same if _is_moved(c, line, found)]
    return found


def _words(kind: str, body: str) -> tuple[bool, str]:
    """Notes and what people said are never the same words."""
    return kind == Source.FACILITATOR_NOTE, body


def _unlike(old: list[Contribution], new: list[Line], found: Changes) -> None:
    place = 0
    for contribution in old:
        is_note = contribution.source_kind == Source.FACILITATOR_NOTE
        for number in range(place, len(new)):
            line = new[number]
            like = SequenceMatcher(None, contribution.body, line.body, autojunk=False)
            if (line.kind == Source.FACILITATOR_NOTE) == is_note and like.quick_ratio() >= ALIKE <= like.ratio():
                found.added += new[place:number]
                found.changed.append((contribution, line))
                place = number + 1
                break
        else:
            found.gone.append(contribution)
    found.added += new[place:]


def _known_again(found: Changes) -> dict[str, int]:
    """Key of a label → key of the person who said most of it; each person once."""
    votes: Counter[tuple[str, int]] = Counter()
    for contribution, line in [*found.same, *found.changed]:
        if line.speaker and contribution.source_kind == Source.TRANSCRIPT:
            votes[line.speaker, contribution.membership_id] += 1
    people: dict[str, int] = {}
    for (speaker, member), _ in votes.most_common():
        if speaker not in people and member not in people.values():
            people[speaker] = member
    return people


def _is_moved(contribution: Contribution, line: Line, found: Changes) -> bool:
    was = contribution.membership_id if contribution.source_kind == Source.TRANSCRIPT else None
    now = found.people.get(line.speaker, 0) if line.speaker else None
    return was != now or contribution.source_kind != line.kind or contribution.thread.area_id != line.area.pk


@transaction.atomic
def correct(plan: Plan, kept: ImportedRecord, *, by: Person, may_quote: bool, reason: str = "") -> Changes:
    """Carry out only what changes. The same file again changes nothing. What is no longer said is out of sight.

    Taking words out needs a `reason`, which is public: else a file without its critics would be a quiet removal.
    """
    consultation = kept.consultation
    member = access.require_held(by, consultation, Do.IMPORT_RECORD)
    if known_record(consultation, plan.transcript.fingerprint):
        return Changes()
    before.refuse_for_correction(plan.choices)
    found = changes(plan, kept)
    had_words = list(kept.contributions.filter(membership__user=None).values_list("membership", flat=True).distinct())
    told = _in_public(found, _reason(reason, found))  # before the words become others
    people = {speaker: Membership.objects.get(pk=pk) for speaker, pk in found.people.items()}
    people |= {speaker: take_part(consultation, kept.group, may_quote) for speaker in found.new_people}
    for contribution, line in found.changed:
        _say_anew(contribution, line)
    for contribution, line in [*found.same, *found.changed]:
        _place(contribution, line, people.get(line.speaker, member), kept)
    Contribution.objects.filter(pk__in=[c.pk for c in found.gone]).update(state=State.WITHDRAWN)
    store(found.added, kept, people, member)
    _forget_who_said_nothing(had_words, member)
    said = {name: value for name, value in about(plan.choices, plan.transcript).items() if value}
    if not plan.choices.about.get("title"):
        said.pop("title", None)  # the file of a correction is mostly called otherwise, and it is the same record
    for name, value in said.items():
        setattr(kept, name, value)
    counted = kept.is_counted
    kept.fingerprint, kept.contributions_count = plan.transcript.fingerprint, len(plan.lines)
    kept.standing, kept.confirmed_by, kept.confirmed_at = RecordStanding.WAITS, None, None  # it is another text now
    kept.confirmed_how = ""
    confirmed = ["standing", "confirmed_by", "confirmed_at", "confirmed_how"]
    kept.save(update_fields=["fingerprint", "contributions_count", *confirmed, *said, *notice.settle(kept)])
    kept.brought_by.add(member)
    notice.tell_panel(kept)
    record(
        "record_corrected",
        actor=member,
        subject=kept,
        consultation=consultation.slug,
        summary=f"{kept.group}: {len(found.changed)} changed, {len(found.added)} new, {len(found.gone)} gone",
        fingerprint=plan.transcript.fingerprint,
        counted=counted,
        in_public=f"{told}. {notice.said(kept)}",
    )
    other = [*found.gone, *(contribution for contribution, _ in found.changed)]
    publish.posts_changed(*[(contribution.thread_id, contribution.pk) for contribution in other])
    return found


def _forget_who_said_nothing(people: list[int], member: Membership) -> None:
    """Whoever has no words any more was never there: a speaker put right would else be one more who took part.

    The words that are out of sight stand under whoever corrects, as those of nobody in particular do.
    """
    stands = Contribution.objects.filter(membership=OuterRef("pk")).exclude(state=State.WITHDRAWN)
    silent = Membership.objects.filter(pk__in=people, user=None, role=Role.PARTICIPANT).exclude(Exists(stands))
    gone = list(silent.values_list("pk", flat=True))
    Contribution.objects.filter(membership__in=gone).update(membership=member)
    forget(gone)


def _reason(reason: str, found: Changes) -> str:
    reason = line_within(reason, MOST_REASON, "The reason")
    if found.takes_words_out and not reason:
        raise Refused(WHY_OUT)
    return reason if found.takes_words_out else ""


def _in_public(found: Changes, reason: str) -> str:
    """What changed, in numbers of lines: the words themselves were said in a group."""
    told = [
        (len(found.gone), "taken out"),
        (len(found.shortened), "shortened"),
        (len(found.changed) - len(found.shortened), "put otherwise"),
        (len(found.added), "added"),
        (len(found.moved), "given to somebody else or moved"),
    ]
    words = ", ".join(f"{many(lines, 'line')} {what}" for lines, what in told if lines)
    return f"{words}. The reason given: {reason}" if reason else words


def _say_anew(contribution: Contribution, line: Line) -> None:
    """Another version of the words. Excerpts keep citing the version they came from."""
    contribution.body = line.body
    contribution.revision += 1
    contribution.held_because, contribution.to_check = line.held_because, line.to_check
    if line.held_because and contribution.state == State.VISIBLE:
        contribution.state = State.HELD
    contribution.save(update_fields=["body", "revision", "held_because", "to_check", "state"])
    ContributionRevision.objects.create(
        contribution=contribution, number=contribution.revision, body=line.body, at=clock.now()
    )


def _place(contribution: Contribution, line: Line, person: Membership, kept: ImportedRecord) -> None:
    fields = {"line": line.line, "source_kind": line.kind}
    if contribution.membership.role == Role.PARTICIPANT or person.role == Role.PARTICIPANT:
        fields["membership_id"] = person.pk
    if contribution.thread.area_id != line.area.pk:
        fields["thread_id"] = thread_for(line.area, kept.group).pk
    changed = {name: value for name, value in fields.items() if getattr(contribution, name) != value}
    if changed:
        Contribution.objects.filter(pk=contribution.pk).update(**changed)
