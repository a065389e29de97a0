"""A sheet counts only with a second voice: the person's own, or a second facilitator's or panel member's who types it.

So nobody fills a poll with paper alone: a sheet of nobody known waits just as one of somebody known does.
Nobody reads it meanwhile, its typist included, and nothing tells whether the person has answered by themselves: where
they have, their own answers count and the sheet does not. That is settled as the poll closes.
"""

from django.db import transaction
from django.db.models import QuerySet

from audit.models import Entry
from audit.record import record
from consultations import access, seating
from consultations.access import Do
from consultations.models import Group, Membership
from deliberation.models import Ballot, PaperSheet, Wave
from deliberation.paper import sheets
from deliberation.sessions.leading import Somebody
from people.errors import Refused
from people.models import Person

S = PaperSheet.State
YOURS = "You typed this sheet in yourself. Another facilitator, or somebody of the panel, types it in the second time."
UNLIKE = (
    "That does not match what was typed in for sheet {number} before. Look at the paper together. One of you corrects "
    "the sheet from it, and then somebody who has not tried yet types it in the second time."
)
TRIED = (
    "You have typed sheet {number} in a second time, and it did not match. "
    "Somebody else does it now, or you correct it from the paper."
)


@transaction.atomic
def type_again(
    wave: Wave,
    number: int,
    answers: sheets.Answers,
    *,
    by: Person,
    group: Group,
    person: Membership | None,
    way: str = sheets.Way.PAPER,
) -> PaperSheet:
    """A second person types the sheet from the paper, without seeing the first. Still waiting: no match.

    Each has one try, also once it was corrected: more would be guessing what stands on a sheet that they have not got.
    `group` is looked at only where nobody known (`person`) handed the sheet in.
    """
    actor = sheets.typist(wave, by, Do.COUNTER_ENTER)
    sheet = sheets.standing(wave).select_for_update(no_key=True).filter(number=number, state=S.WAITING).first()
    if sheet is None:
        raise Refused(f"Sheet {number} does not wait to be typed in again.")
    if sheet.typed_by_id == actor.pk:
        raise Refused(YOURS)
    if why := seating.why_not_second(actor, [sheet.typed_by_id]):
        raise Refused(why)
    if _has_tried(sheet, actor):
        raise Refused(TRIED.format(number=number))
    if sheet.mismatches:
        raise Refused(f"Sheet {number} did not match. Correct it from the paper first.")
    if not _is_theirs(sheet, group, person) or way != sheet.way or sheets.typed(answers) != sheet.answers:
        return _unlike(sheet, actor)
    PaperSheet.objects.filter(pk=sheet.pk).update(state=S.CONFIRMED, had_second_voice=True)
    sheets.told("paper_confirmed", actor, wave, sheet, how="by counter-entry")
    sheet.refresh_from_db()
    return sheet


def _is_theirs(sheet: PaperSheet, group: Group, person: Membership | None) -> bool:
    if sheet.made_participant:
        return person is None and sheet.token.link.membership.group_id == group.pk
    return person is not None and sheet.token.link.membership_id == person.pk


def _has_tried(sheet: PaperSheet, actor: Membership) -> bool:
    """The record knows, also of a sheet that was taken out and typed in anew under its number."""
    wave = sheet.wave
    tries = Entry.objects.filter(
        action="paper_unlike",
        consultation=wave.consultation.slug,
        subject=f"wave:{wave.pk}",
        actor=actor.audit_name,
        detail__sheet=sheet.number,
    )
    return tries.exists()


def _unlike(sheet: PaperSheet, actor: Membership) -> PaperSheet:
    """Counted and recorded, so this returns instead of raising: the caller says no."""
    PaperSheet.objects.filter(pk=sheet.pk).update(mismatches=sheet.mismatches + 1)
    sheets.told("paper_unlike", actor, sheet.wave, sheet, sheet=sheet.number)
    sheet.refresh_from_db()
    return sheet


@transaction.atomic
def answer_for_oneself(sheet: PaperSheet, is_mine: bool, *, by: Person) -> None:
    """The person says whether the sheet that was typed in for them is theirs."""
    wave = sheet.wave
    member = access.require(by, wave.consultation, Do.VOTE)
    found = of_person(member).select_for_update(no_key=True, of=("self",)).filter(pk=sheet.pk).first()
    if found is None:
        raise access.NotAllowed("somebody else's sheet")
    yes = {"state": S.CONFIRMED, "had_second_voice": True, "is_theirs": True}
    said = yes if is_mine else {"state": S.DENIED}
    PaperSheet.objects.filter(pk=sheet.pk).update(**said)
    action = "paper_confirmed" if is_mine else "paper_denied"
    summary = f"{wave}: {sheet.called}"
    record(
        action,
        actor=Somebody(),
        subject=wave,
        consultation=wave.consultation.slug,
        summary=summary,
        how="by the person",
    )


def of_person(member: Membership) -> QuerySet[PaperSheet]:
    """The sheets that wait for this person's word, in polls that are open: also where a second one who typed it in has
    confirmed it. Two who type are no two who know whose it is.
    """
    here = PaperSheet.objects.filter(taken_out_at=None, wave__state=Wave.State.OPEN)
    waiting = here.filter(state__in=[S.WAITING, S.CONFIRMED], is_theirs=False)
    return waiting.filter(token__link__membership=member).select_related("wave__poll__consultation")


def settle(wave: Wave) -> None:
    """As the poll closes, before it is counted: confirmed sheets become ballots, unless the person answered alone.

    Whom a sheet made that nobody confirmed was never here.
    """
    done = set[int]()
    for sheet in sheets.standing(wave).filter(state=S.CONFIRMED).order_by("pk"):
        alone = Ballot.objects.filter(wave=wave, token=sheet.token_id).exists()
        if not alone and sheet.token_id not in done:
            done.add(sheet.token_id)
            Ballot.objects.bulk_create(
                Ballot(
                    token_id=sheet.token_id,
                    question_id=question,
                    wave=wave,
                    choice=choice,
                    text=text,
                    source=sheet.way,
                )
                for question, choice, text in sheet.answers
            )
    for sheet in sheets.standing(wave).filter(state=S.WAITING, made_participant=True):
        if member := Membership.objects.filter(token_link__token=sheet.token_id).first():
            sheets.unmake(sheet, member)
    PaperSheet.objects.filter(wave=wave).exclude(answers=[]).update(answers=[])
