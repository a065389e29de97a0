"""When a technology changes after people were asked about it: said in public, and to those who took part.

It is shown wherever a past consultation on the technology is read, because what people said there was about
something else. Who asked for an e-mail at joining, and still has an address here, gets one (`outcomes.news.news`).
How people's answers moved between two polls is another matter: `deliberation.counting.change`.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from audit import clock, texts
from audit.prepared import Prepared
from audit.record import record
from audit.wiring import wired
from consultations import access, numbers
from consultations.access import PREPARING, Do
from consultations.birds import named_in
from consultations.changes import published
from consultations.models import ChangeWord, Consultation, Membership, Technology, TechnologyChange
from consultations.notifications import notifications
from consultations.notifications.working_days import working_days_after
from consultations.register import log, technologies
from consultations.signing import UNPROVED, Proof
from consultations.stages.stages import public_reason
from people.errors import Refused
from people.models import Person
from people.text.dates import day, local_day
from people.text.sanitising import one_line, plain
from people.text.sentences import counted

Says = ChangeWord.Says
OWN = "It was said for this consultation. If it is a mistake, take it back."
NOT_HERE = "It stands on no page of this consultation."
NOT_YOURS = "Whoever said a change takes it back, or the panel. Ask them if it is a mistake."


@transaction.atomic
def say(
    consultation: Consultation,
    technology: Technology,
    *,
    by: Person,
    kind: str,
    since: date,
    description: str,
    source: str,
    triggers_reconsultation: bool,
    reason: str,
    stage: str = "",
) -> TechnologyChange:
    """Tell of a change of a technology this consultation was about. Everybody reads it, with its source.

    The log of the entry has its line. `stage`: where the entry stands by it from now on; empty where it does before.
    """
    member = access.require(by, consultation, Do.SAY_CHANGED)
    if not consultation.technologies.filter(pk=technology.pk).exists():
        raise access.NotAllowed("technology")
    words = {"description": plain(description), "source": one_line(source), "reason": plain(reason)}
    _refuse_unclear(consultation, since, **words)
    entry = Technology.objects.select_for_update(no_key=True).get(pk=technology.pk)  # pressing twice is saying once
    said = words | {"kind": kind, "since": since, "triggers_reconsultation": triggers_reconsultation}
    before = technology.changes.standing().filter(consultation=consultation, kind=kind, since=since)
    for one in before.filter(description=words["description"]):
        same_stage = (stage or entry.stage) == (one.stage_to or entry.stage)
        if same_stage and all(getattr(one, name) == value for name, value in said.items()):
            return one
        raise Refused("This was said already, with another source, reason or consequence. Take that back first.")
    _refuse_too_many(member)
    moved = _moved(consultation, entry, stage, since)
    change = TechnologyChange.objects.create(
        technology=technology, consultation=consultation, said_by=member, **said, **moved
    )
    _in_the_log(change, entry)
    for act in wired("ON_CHANGE_SAID"):
        act(change)
    _record("change_said", member, change, f"{change}, {day(since)}")
    texts.publish(published.change_text(change), by=member)
    _tell_others(change)
    return change


def _moved(consultation: Consultation, entry: Technology, stage: str, since: date) -> dict[str, str]:
    """Where the entry moves, which it does once the day is there. Raises Refused."""
    if stage in {"", entry.stage}:
        return {}
    if since > clock.today():
        raise Refused(f"It is announced for {day(since)}. Until then the entry stands where it does.")
    technologies.refuse_to_move_on(consultation, entry, stage)
    return {"stage_from": entry.stage, "stage_to": stage}


def _in_the_log(change: TechnologyChange, entry: Technology) -> None:
    """Of the entry, which goes on while what people were asked stays as it was."""
    what = f"Said to have changed from {day(change.since)}: {change.get_kind_display().lower()}"
    log.note(entry, what, new=change.description, reason=log.in_short(f"Source: {change.source}"))
    if change.stage_to:
        technologies.move_on(change.consultation, entry, change.stage_to, reason=change.description)


def _back_in_the_log(change: TechnologyChange) -> None:
    """The entry goes back to where it stood, unless it has moved on since, or another panel signs it as it stands."""
    entry = Technology.objects.select_for_update(no_key=True).get(pk=change.technology_id)
    what = f"Taken back, as said to have changed from {day(change.since)}: {change.get_kind_display().lower()}"
    log.note(entry, what, old=change.description, reason=log.in_short(change.taken_back_reason))
    if not change.stage_to or entry.stage != change.stage_to or _moved_later(change):
        return
    if not technologies.signing_it(change.consultation, entry).exists():
        technologies.move_on(change.consultation, entry, change.stage_from, reason=change.taken_back_reason)


def _moved_later(change: TechnologyChange) -> bool:
    later = TechnologyChange.objects.standing().filter(technology=change.technology_id, pk__gt=change.pk)
    return later.exclude(stage_to="").exists()


def _tell_others(change: TechnologyChange) -> None:
    """Of every consultation on whose pages it stands from now on, those who can set words beside it."""
    until = day(first_day_to_tell(clock.today()) - timedelta(days=1))
    for one in concerned(change) if change.triggers_reconsultation else []:
        if one.pk != change.consultation_id:
            title = f"It was said in “{change.consultation}” that {change.technology} has changed. Look by {until}"
            for kind in (notifications.PANEL, notifications.POLICE):
                notifications.tell(one, kind, f"change {change.pk}", title, "changes")


def first_day_to_tell(said: date) -> date:
    """From which day on people are written to of what was said in another consultation: its panel reads it first."""
    return working_days_after(said, numbers.CHANGE_NOTICE_DAYS) + timedelta(days=1)


@transaction.atomic
def speak(
    consultation: Consultation,
    change: TechnologyChange,
    *,
    by: Person,
    says: str,
    words: str,
    proof: Proof | None = None,
) -> ChangeWord:
    """Set words beside a change on the pages of this consultation: each member of its panel once, its force once.

    `proof`: of the officer’s second step, whose reply stands under name and rank. Disputed by the panel, nobody here is
    written to about it, unless another member stands by it. Raises Refused.
    """
    member = access.require(by, consultation, Do.SPEAK_OF_CHANGE)
    if (is_reply := says == Says.REPLIES) != member.is_officer:
        raise access.NotAllowed("speak for others of a change")
    locked = TechnologyChange.objects.select_for_update(no_key=True).filter(pk=change.pk).first()
    if locked is None or not consultation.technologies.filter(pk=locked.technology_id).exists():
        raise access.NotAllowed("change")
    if locked.taken_back_at is not None:
        raise Refused("It was taken back already.")
    if is_reply and not member.has_accepted:
        raise Refused("Accept the duty to answer first: a reply stands under the name in which you accept it.")
    if is_reply and proof is None:
        raise Refused(UNPROVED)
    if is_reply and proof is not None:
        proof.asked(by, speak, consultation, change=change, says=says, words=words)
    spoken = locked.words.filter(consultation=consultation)
    if not is_reply and not speaks_of(locked, consultation):
        raise Refused(
            OWN if locked.consultation_id == consultation.pk else "It stands on no page of this consultation."
        )
    if spoken.filter(Q(member=member) | Q(says=Says.REPLIES) if is_reply else Q(member=member)).exists():
        raise Refused(f"{'The force has replied to' if is_reply else 'You have spoken of'} this change already.")
    if says == Says.STANDS and not spoken.filter(says=Says.DISPUTES).exists():
        raise Refused("Nobody of the panel has said otherwise.")
    if says not in Says.values:
        raise Refused("Choose what you say of it.")
    said = public_reason(words, "change")
    made = ChangeWord.objects.create(change=locked, consultation=consultation, member=member, says=says, words=said)
    for slug in sorted({locked.consultation.slug, consultation.slug}):
        record(f"change_{says}", actor=member, subject=locked, consultation=slug, summary=f"{locked}: {said}")
    texts.publish(published.word_text(made), by=member)
    return made


def may_speak(change: TechnologyChange, consultation: Consultation, member: Membership) -> bool:
    """Whether this member can set words beside it here: for links. `change.words` may be prefetched."""
    if change.taken_back_at is not None or not access.fits_stage(consultation, Do.SPEAK_OF_CHANGE):
        return False
    spoken = [one for one in change.words.all() if one.consultation_id == consultation.pk]
    if member.is_officer:
        return member.has_accepted and not any(one.says == Says.REPLIES for one in spoken)
    is_new = speaks_of(change, consultation) and not any(one.member_id == member.pk for one in spoken)
    return is_new and member.is_oversight


def speaks_of(change: TechnologyChange, consultation: Consultation) -> bool:
    """It was said elsewhere, and stands on the pages of this consultation."""
    elsewhere = change.consultation_id != consultation.pk and change.triggers_reconsultation
    return elsewhere and _came_after(change, consultation)


def is_disputed(change: TechnologyChange, consultation: Consultation) -> bool:
    """A member of the panel here does not stand by it, and no other does."""
    said = set(change.words.filter(consultation=consultation).values_list("says", flat=True))
    return Says.DISPUTES in said and Says.STANDS not in said


def _refuse_unclear(consultation: Consultation, since: date, description: str, source: str, reason: str) -> None:
    problems = []
    if not description:
        problems.append("Say in plain words what is different now.")
    if not source:
        problems.append("Say where the change was said or published, so that everybody can check it.")
    if not reason:
        problems.append("Say why people should be asked again, or why that is not needed.")
    if consultation.opens_at is None or since <= local_day(consultation.opens_at):
        problems.append(
            f"People were asked from {day(consultation.opens_at)} on. A change by then belongs in the briefing."
        )
    for words in (description, source, reason):
        if name := named_in(words):
            problems.append(f"“{name}” reads like the name of somebody who takes part. Everybody reads this.")
    if since > clock.today() + timedelta(days=366 * numbers.AHEAD_YEARS):
        problems.append(f"That is more than {counted(numbers.AHEAD_YEARS, 'year')} away. Say it when it is nearer.")
    if problems:
        raise Refused(" ".join(problems), problems)


def _refuse_too_many(member: Membership) -> None:
    """Each stands on the pages of every consultation that asked before, and goes out by e-mail."""
    since = clock.now() - timedelta(days=1)
    if TechnologyChange.objects.filter(said_by=member, said_at__gt=since).count() >= numbers.CHANGES_A_DAY:
        most = counted(numbers.CHANGES_A_DAY, "change")
        raise Refused(
            f"You said {most} since this time yesterday. Say the next one tomorrow, or ask the panel to say it."
        )


@transaction.atomic
def take_back(consultation: Consultation, change: TechnologyChange, *, by: Person, reason: str) -> TechnologyChange:
    """Say that it was a mistake, at any stage: whoever said it, or the panel. It stays readable, with the reason."""
    member = access.require_role(by, consultation, Do.SAY_CHANGED)
    locked = (
        TechnologyChange.objects.select_for_update(no_key=True).filter(pk=change.pk, consultation=consultation).first()
    )
    if locked is None:
        raise access.NotAllowed("change")
    if not locked.may_be_taken_back_by(member):
        raise Refused(NOT_YOURS)
    if locked.taken_back_at is not None:
        raise Refused("It was taken back already.")
    was = published.change_text(locked).fingerprint
    locked.taken_back_reason = public_reason(reason, "change")
    locked.taken_back_at = clock.now()
    locked.save(update_fields=["taken_back_at", "taken_back_reason"])
    _back_in_the_log(locked)
    for act in wired("ON_CHANGE_TAKEN_BACK"):  # before the record is locked: who sends e-mails locks in this order too
        act(locked)
    _record("change_taken_back", member, locked, f"{locked}: {locked.taken_back_reason}")
    texts.moved(published.change_text(locked), was, by=member)
    return locked


def _record(action: str, member: Membership, change: TechnologyChange, summary: str) -> None:
    """In the record of every consultation whose pages now say something else."""
    slugs = {change.consultation.slug, *(consultation.slug for consultation in concerned(change))}
    for slug in sorted(slugs):
        record(
            action,
            actor=member,
            subject=change,
            consultation=slug,
            summary=summary,
            asked_again=change.triggers_reconsultation,
        )


# --- Who is concerned ---------------------------------------------------------------------------------
_ABOUT: Prepared[TechnologyChange, TechnologyChange] = Prepared(
    lambda pk: (
        TechnologyChange.objects.standing()
        .filter(triggers_reconsultation=True, technology__consultations=pk)
        .select_related("technology", "consultation", "said_by")
    ),
    int,
)


def since_asked(consultation: Consultation) -> list[TechnologyChange]:
    """The changes for which people should be asked again, since this consultation opened: the newest first."""
    found = [change for change in _ABOUT(consultation.pk) if _came_after(change, consultation)]
    beside = ChangeWord.objects.filter(consultation=consultation, change__in=found).select_related("member__user")
    words = list(beside) if found else []
    for change in found:
        change.beside = [one for one in words if one.change_id == change.pk]
        change.said_elsewhere = change.consultation_id != consultation.pk
    return found


def concerned(change: TechnologyChange) -> list[Consultation]:
    """The consultations in which people were asked about the technology before it changed."""
    return [one for one in change.technology.consultations.all() if _came_after(change, one)]


def _came_after(change: TechnologyChange, consultation: Consultation) -> bool:
    """True where people were being asked before it was so, and before anybody had said it would be."""
    stage, opened = consultation.stage_before_pause or consultation.stage, consultation.opens_at
    if stage in PREPARING or opened is None or consultation.withdrawn_from in PREPARING:
        return False
    return opened < change.said_at and local_day(opened) < change.since
