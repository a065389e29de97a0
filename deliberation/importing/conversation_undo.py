"""A conversation that was brought in is taken out again, whole, while nothing rests on it."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Model

from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.models import Group, ParticipationToken
from deliberation.counting import disclosure
from deliberation.importing.records import why_it_is_kept
from deliberation.models import Ballot, ImportedRecord, Poll, Question, Wave
from people.errors import Refused
from people.models import Person
from people.text.sentences import many

COUNTED = "Its answers were counted or shown, and what somebody has seen stays."
IN_USE = "Something else here rests on its statements."
#: What an import makes around its poll and group; whatever else points there is somebody’s who used it.
OWN = {"ballots", "brought_in_as", "imported_records", "options", "profiles", "questions", "waves"}


def why_it_stays(kept: ImportedRecord) -> str:
    """Why it cannot be taken out any more, in a sentence; empty while it can."""
    if why := why_it_is_kept(kept):
        return why
    wave = kept.wave
    if wave is None:
        return "Its statements are not known by it, since it came before that was kept."
    if wave.opinion_counts.exists() or wave.shown_figures.exists() or wave.sheets.exists():
        return COUNTED
    questions = list(wave.poll.questions.values_list("pk", flat=True))
    rests = _rests_on(Wave, [wave.pk]) or _rests_on(Question, questions) or wave.poll.waves.count() > 1
    return IN_USE if rests else ""


def _rests_on(model: type[Model], keys: Iterable[int]) -> bool:
    """Whether any row of another table points to one of these, beside what the import itself made."""
    there = [one.field for one in model._meta.related_objects if one.get_accessor_name() not in OWN]
    among = list(keys)
    return any(field.model._default_manager.filter(**{f"{field.name}__in": among}).exists() for field in there)


@transaction.atomic
def take_out(kept: ImportedRecord, *, by: Person) -> None:
    """Undo an import whole: statements, people and votes. Refused once something rests on it."""
    consultation = kept.consultation
    member = access.require_held(by, consultation, Do.IMPORT_RECORD)
    wave = kept.wave
    if wave is not None:
        Wave.objects.select_for_update(no_key=True).get(pk=wave.pk)  # as counting it does
    why = why_it_stays(kept)
    if why or wave is None:
        raise Refused(f"This conversation cannot be taken out any more. {why}")
    ballots = Ballot.objects.filter(wave=wave)
    tokens = set(ballots.order_by().values_list("token", flat=True).distinct())
    told = [many(kept.contributions_count, "statement"), disclosure.at_least(len(tokens), consultation.min_answer)]
    record(
        "polis_taken_out",
        actor=member,
        subject=kept,
        consultation=consultation.slug,
        summary=f"{kept}: {kept.contributions_count} statements, {len(tokens)} people who voted",
        fingerprint=kept.fingerprint,
        in_public=f"{kept}: {', '.join(filter(None, told))}",
    )
    ballots.delete()
    ParticipationToken.objects.filter(pk__in=tokens | _silent(kept), link=None, ballots=None).delete()
    Poll.objects.filter(pk=wave.poll_id).delete()
    ImportedRecord.objects.filter(pk=kept.pk).delete()
    if kept.made_group and not _is_in_use(kept.group):
        Group.objects.filter(pk=kept.group_id).delete()


def _is_in_use(group: Group) -> bool:
    return group.imported_records.exists() or group.profiles.exists() or _rests_on(Group, [group.pk])


def _silent(kept: ImportedRecord) -> set[int]:
    """People of the matrix who voted on nothing: they hang on the group alone, so only where it has no other export."""
    if kept.group.imported_records.exclude(pk=kept.pk).exists():
        return set()
    nobody = ParticipationToken.objects.filter(profile__group=kept.group, profile__age_band="", profile__borough="")
    none = nobody.filter(link=None, ballots=None, receipts=None, paper_sheets=None)
    return set(none.values_list("pk", flat=True))
