"""Paper ballots: printed with a number, filled in by hand, typed in by two people. Their source stays marked."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q, QuerySet

from audit import clock
from audit.record import record
from consultations import access
from consultations.access import Do
from consultations.joining import joining
from consultations.models import Consent, Group, Membership, ParticipantProfile, Role
from deliberation.live import publish
from deliberation.models import Ballot, Contribution, PaperSheet, Question, Wave
from deliberation.paper import privacy
from deliberation.polls import voting
from deliberation.questions.kinds import registry as kinds
from deliberation.sessions import floor
from deliberation.sessions.leading import locked
from people.errors import Refused
from people.models import Person
from people.text.sanitising import line_within, one_line
from people.text.sentences import many

#: (question, the keyword arguments of a vote); a question left blank is left out.
Answers = Sequence[tuple[Question, dict[str, Any]]]
ANSWERED_SINCE = "{person} answered on a phone or computer since. That answer counts, and the sheet cannot change it."
Way = PaperSheet.Way
SPOILT = "Nothing is filled in. A blank sheet is not a ballot: put it aside."
DENIED = "The person said that this sheet is not theirs. It can be taken out, and nothing else."
NOT_THEIRS = (
    "A sheet with this number, or for this person, was typed in for this poll, and the person said that it is not "
    "theirs. They answer on a phone or computer, or tell you how."
)
AGREE = "Type in only sheets of people who agreed to take part."


# --- Typing in ----------------------------------------------------------------------------------
@transaction.atomic
def enter(
    wave: Wave,
    number: int,
    answers: Answers,
    *,
    by: Person,
    group: Group,
    person: Membership | None = None,
    agreed: bool = True,
    way: str = Way.PAPER,
) -> PaperSheet:
    """Store one paper ballot. Without `person` it makes a participant of `group` who has no account.

    `way`: filled in by the person, or by whoever rang them, as they said it.

    It waits for a second voice before it counts: `confirming`. Whether a known person has answered already makes no
    difference here, or typing would tell. Raises Refused for a sheet that was typed in before, and as a vote does.
    """
    actor = typist(wave, by)
    if not agreed:
        raise Refused(AGREE)
    if not answers:
        raise Refused(SPOILT)
    if not 1 <= number <= 1_000_000:
        raise Refused("Type the number that is printed on the sheet.")
    _check_group(wave, group)
    if person is not None:
        _check_person(wave, person)
    _refuse_denied(wave, number, person)
    if standing(wave).filter(number=number).exists():
        raise Refused(f"Sheet {number} was typed in already. Correct that one, or look at the number again.")
    member = person or joining.join(wave.consultation, by=None, group=group, consents={Consent.Item.TAKE_PART})
    sheet = _new_sheet(wave, number, member, made=person is None, way=Way(way))
    keep(sheet, answers, actor)
    if wave.session is not None and (not sheet.is_by_phone or wave.session.is_by_phone):
        floor.arrive(wave.session, member)
    told("paper_entered", actor, wave, sheet)
    return sheet


def keep(sheet: PaperSheet, answers: Answers, actor: Membership) -> None:
    """What was typed in, until it is confirmed and the poll closes."""
    values = {"state": PaperSheet.State.WAITING, "answers": typed(answers), "typed_by": actor, "mismatches": 0}
    values |= {"is_theirs": False}  # whoever said so before had other answers in mind
    PaperSheet.objects.filter(pk=sheet.pk).update(**values)
    sheet.refresh_from_db()


def typed(answers: Answers) -> list[list[Any]]:
    """The answers as a vote would store them, checked: [[question, choice, text]]."""
    found = []
    for question, answer in answers:
        options, text = list(answer.get("option_ids", [])), answer.get("text", "")
        found.append([question.pk, *kinds.of(question).checked(question, options, text)])
    return sorted(found)


def _check_person(wave: Wave, person: Membership) -> None:
    if person.consultation_id != wave.consultation.pk or person.role != Role.PARTICIPANT or not person.is_current:
        raise access.NotAllowed("type in for somebody else")
    if wave.session is not None and not wave.session.admits(person.group_id):
        raise Refused(f"{person} is in another group. This poll is for {wave.session.names}.")


def _refuse_denied(wave: Wave, number: int, person: Membership | None) -> None:
    """Also once it was taken out: else two facilitators overrule the person by typing it in again."""
    said_no = PaperSheet.objects.filter(wave=wave, state=PaperSheet.State.DENIED)
    about = Q(number=number) | Q(token__link__membership=person) if person is not None else Q(number=number)
    if said_no.filter(about).exists():
        raise Refused(NOT_THEIRS)


def _new_sheet(wave: Wave, number: int, member: Membership, made: bool, way: str) -> PaperSheet:
    token = joining.token_for(member)
    if token is None:
        raise Refused(voting.CLOSED)
    try:
        with transaction.atomic():
            return PaperSheet.objects.create(wave=wave, number=number, token=token, made_participant=made, way=way)
    except IntegrityError as error:  # two people type in the same sheet at the same moment
        raise Refused(f"Sheet {number} was typed in already. Correct that one.") from error


@transaction.atomic
def correct(sheet: PaperSheet, answers: Answers, *, by: Person, reason: str, way: str | None = None) -> PaperSheet:
    """Type the sheet in again, as it is on the paper; what is blank there is taken out. With the reason.

    `way`: how it was filled in, where that was typed in wrongly too.
    """
    actor, member, reason = _correcting(sheet, by, reason)
    if not answers:
        raise Refused(SPOILT)
    sheet.refresh_from_db(fields=["state"])
    if sheet.is_denied:
        raise Refused(DENIED)
    if way is not None:
        sheet.way = Way(way)
        sheet.save(update_fields=["way"])
    if sheet.state != PaperSheet.State.COUNTED:
        keep(sheet, answers, actor)
        PaperSheet.objects.filter(pk=sheet.pk).update(correction=reason)
        told("paper_corrected", actor, sheet.wave, sheet, reason=reason)
        return sheet
    filled = {question.pk for question, _ in answers}
    if _ballots(sheet).exclude(source__in=Ballot.TYPED).filter(question__in=filled).exists():
        raise Refused(ANSWERED_SINCE.format(person=member))
    on_paper(sheet).exclude(question__in=filled).delete()
    for question, answer in answers:
        voting.put_down(sheet.wave, question, member, source=sheet.way, **answer)
    PaperSheet.objects.filter(pk=sheet.pk).update(correction=reason)
    told("paper_corrected", actor, sheet.wave, sheet, reason=reason)
    sheet.refresh_from_db()
    return sheet


@transaction.atomic
def take_out(sheet: PaperSheet, *, by: Person, reason: str) -> None:
    """Undo a sheet that should not have been typed in. Its number can be used again."""
    actor, member, reason = _correcting(sheet, by, reason)
    if sheet.made_participant:
        on_paper(sheet).delete()
    PaperSheet.objects.filter(pk=sheet.pk).update(taken_out_at=clock.now(), correction=reason, answers=[])
    if sheet.made_participant:
        unmake(sheet, member)
    told("paper_taken_out", actor, sheet.wave, sheet, reason=reason)


def unmake(sheet: PaperSheet, member: Membership) -> None:
    """The person whom the sheet made goes with it: there never was one, so no count may hold them."""
    if not _has_said_more(sheet, member):
        member.delete()
        ParticipantProfile.objects.filter(token=sheet.token_id).delete()


def _correcting(sheet: PaperSheet, by: Person, reason: str) -> tuple[Membership, Membership, str]:
    actor = typist(sheet.wave, by)
    reason = line_within(reason, 300, "The reason")
    if not reason:
        raise Refused("Say why the sheet is corrected.")
    now = PaperSheet.objects.select_for_update(no_key=True).get(pk=sheet.pk)
    if now.taken_out_at is not None:
        raise Refused("This sheet was taken out. Type it in again if it counts after all.")
    member = Membership.objects.filter(token_link__token=now.token_id).first()
    if member is None:
        raise Refused(voting.CLOSED)
    return actor, member, reason


def typist(wave: Wave, by: Person, to: Do = Do.RUN_WAVES) -> Membership:
    """Whoever may type in, while the poll is open. The session is locked first, as everywhere."""
    actor = access.require(by, wave.consultation, to)
    if wave.session is not None:
        locked(wave.session)
    wave.refresh_from_db()
    if wave.state == Wave.State.PLANNED:
        raise Refused("This poll has not opened yet. Open it, then type in the sheets.")
    if not wave.is_open:
        raise Refused("This poll has closed and is counted. Nothing more can be typed in, corrected or taken out.")
    return actor


def _check_group(wave: Wave, group: Group) -> None:
    if group.consultation_id != wave.consultation.pk:
        raise access.NotAllowed("type in for a group from elsewhere")
    if wave.session is not None and not wave.session.admits(group.pk):
        raise Refused(f"This poll is for {wave.session.names}. Choose one of its groups.")


def on_paper(sheet: PaperSheet) -> QuerySet[Ballot]:
    """What was typed in from the sheet. What the person answered alone since is nobody else's."""
    return _ballots(sheet).filter(source__in=Ballot.TYPED)


def _ballots(sheet: PaperSheet) -> QuerySet[Ballot]:
    return Ballot.objects.filter(token=sheet.token_id, wave=sheet.wave_id)


def _has_said_more(sheet: PaperSheet, member: Membership) -> bool:
    if Contribution.objects.filter(membership=member).exists():
        return True
    return Ballot.objects.filter(token=sheet.token_id).exclude(wave=sheet.wave_id).exists()


def told(action: str, actor: Membership, wave: Wave, paper: PaperSheet, **detail: object) -> None:
    if wave.session_id:
        publish.session_counted(wave.session_id)
    record(
        action,
        actor=actor,
        subject=wave,
        consultation=wave.consultation.slug,
        summary=f"{wave}: {paper.called}",
        **detail,
    )


# --- Finding ------------------------------------------------------------------------------------
def standing(wave: Wave) -> QuerySet[PaperSheet]:
    return PaperSheet.objects.filter(wave=wave, taken_out_at=None)


def next_number(wave: Wave) -> int:
    return (PaperSheet.objects.filter(wave=wave).aggregate(last=Max("number"))["last"] or 0) + 1


def person_called(wave: Wave, words: str) -> Membership | None:
    """Somebody known here, by pseudonym or by the number of a sheet they handed in before. None when left empty."""
    words = one_line(words)
    if not words:
        return None
    members = Membership.objects.current().participants().filter(consultation=wave.consultation)
    if not words.isdecimal():
        found = list(members.filter(pseudonym__iexact=words))
    else:
        before = PaperSheet.objects.filter(wave__poll=wave.poll_id, taken_out_at=None, number=int(words[:7]))
        found = list(members.filter(token_link__token__in=before.exclude(wave=wave).values("token")).distinct())
    if len(found) > 1:
        raise Refused(f"Several people handed in a sheet {words}. Type the person’s name here instead.")
    if not found:
        raise Refused(f"Nobody is known as “{words}”. Leave this empty for somebody new.")
    return found[0]


def typed_ways(paper: int, phone: int, least: int) -> list[tuple[str, str]]:
    """(how many, how) of those whose answers were typed in: [("6", "on paper"), ("7", "by telephone")].

    Where one way is of a few both are one number: else whoever knows how many answered on a screen takes it off.
    """
    both = paper > 0 and phone > 0
    parts = [(paper + phone, "on paper or by telephone")] if both and min(paper, phone) < least else []
    parts = parts or [(paper, "on paper"), (phone, "by telephone")]
    return [(str(people) if people >= least else f"fewer than {least}", how) for people, how in parts if people]


def sources_of(wave: Wave) -> str:
    """ "6 of the answers came on paper": printed under the results. Empty when none did."""
    source, ballots = Ballot.Source, Ballot.objects.filter(wave=wave)
    counted = {way: Count("token", distinct=True, filter=Q(source=way)) for way in Ballot.TYPED}
    people = ballots.aggregate(**{str(way): count for way, count in counted.items()})
    told = []
    if ways := typed_ways(people[source.PAPER], people[source.PHONE], wave.consultation.min_answer):
        (number, how), *more = ways
        first = f"{number[:1].upper()}{number[1:]} of these people answered {how}"
        told.append(f"{'; '.join([first, *(' '.join(one) for one in more)])}; the others on a phone or computer.")
    return " ".join([*told, *_uncounted(wave)])


def _uncounted(wave: Wave) -> list[str]:
    """Sheets that nobody confirmed, and those that somebody said are not theirs."""
    if not wave.is_closed:
        return []
    kept, key, told = privacy.told(wave.consultation), str(wave.pk), []
    if loose := kept["loose"].get(key, 0):
        told.append(f"{many(loose, 'sheet')} on paper or by telephone did not count, for want of a second voice.")
    if denied := kept.get("denied", {}).get(key, 0):
        told.append(f"{many(denied, 'sheet')} did not count: whoever it was typed in for said that it is not theirs.")
    return told
