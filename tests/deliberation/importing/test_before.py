"""A group that met twice is not twice as many people; and nobody is joined to a person who came by themselves."""

from collections.abc import Callable

import pytest

from audit.models import Entry
from consultations.models import Group, Membership, Role, Stage
from deliberation.importing import before, confirming, correcting, notice
from deliberation.importing.choices import Choices
from deliberation.importing.facts import records_of
from deliberation.importing.planning import Plan, plan_transcript
from deliberation.importing.rooms import import_transcript, take_out
from deliberation.models import ImportedRecord, MeetingNotice, RecordDraft, RecordStanding
from deliberation.transcripts.reading import read_transcript_bytes
from outcomes.findings import findings, labels
from outcomes.models import Stance
from people.errors import Refused
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes import coded
from tests.pages import flat

FIRST = "Carys Evans: The vans are loud.\nDilwyn: I was stopped."
SECOND = "Dilwyn: Twice now.\nCarys Evans: And the cost.\nElin: I am new."


def plan(group: Group, text: str, **who: str) -> Plan:
    return plan_transcript(group, read_transcript_bytes(text.encode(), name="x.txt"), choices=Choices(who=who))


@made_once
def first(cast: Cast) -> ImportedRecord:
    return import_transcript(plan(cast.group1, FIRST), by=cast.moss, may_quote=True)


def person(words: str) -> Membership:
    return Membership.objects.get(contributions__body=words)


def both(cast: Cast) -> dict[str, str]:
    carys, dilwyn = person("The vans are loud."), person("I was stopped.")
    return {"carys evans": f"earlier:{carys.pk}", "dilwyn": f"earlier:{dilwyn.pk}"}


def standing(cast: Cast) -> list[str]:
    return [record.standing for record in records_of(cast.consultation)]


def test_two_evenings_of_one_group_are_one_group_of_people(cast: Cast, first: ImportedRecord) -> None:
    cast.at(Stage.ANALYSIS)
    people = Membership.objects.filter(user=None, role=Role.PARTICIPANT)
    assert people.count() == 2 and before.told(cast.consultation) == {}
    confirming.confirm(first, by=cast.hale, how="there", seen=first.fingerprint)
    counted = labels.Ground(cast.consultation).took_part
    second = import_transcript(plan(cast.group1, SECOND, **both(cast)), by=cast.moss, may_quote=True)
    assert people.count() == 3
    assert person("Twice now.") == person("I was stopped.") and person("And the cost.") == person("The vans are loud.")
    # While the second evening waits, whoever came to the first stays counted.
    assert labels.Ground(cast.consultation).took_part == counted
    confirming.confirm(second, by=cast.hale, how="there", seen=second.fingerprint)
    assert labels.Ground(cast.consultation).took_part == counted + 1
    about = coded.theme(cast)
    for said in ("The vans are loud.", "And the cost.", "I am new."):
        coded.code(cast, person(said).contributions.get(body=said), about, Stance.AGAINST)
    finding = findings.add_finding(
        coded.report(cast), about.area, by=cast.moss, title="People are against it", themes=[about],
        position=[Stance.AGAINST], said="x", inferred="x", differences="x",
    )  # fmt: skip
    assert labels.propose(finding).holders == 2


def test_whoever_was_at_an_announced_evening_too_is_not_known_from_the_other_alone(
    cast: Cast, first: ImportedRecord
) -> None:
    second = import_transcript(plan(cast.group1, SECOND, **both(cast)), by=cast.moss, may_quote=True)
    for kept, told in ((first, MeetingNotice.ANNOUNCED), (second, MeetingNotice.NOT)):
        ImportedRecord.objects.filter(pk=kept.pk).update(notice=told, standing=RecordStanding.CONFIRMED)
    assert list(notice.people_unannounced(cast.consultation)) == [person("I am new.").pk]


def test_what_is_said_of_it_leaves_a_trace(cast: Cast, first: ImportedRecord, client_for: Callable) -> None:
    names = sorted(person(words).pseudonym for words in ("The vans are loud.", "I was stopped."))
    second = import_transcript(plan(cast.group1, SECOND, **both(cast)), by=cast.moss, may_quote=True)
    entry = Entry.objects.get(action="record_imported", subject=f"importedrecord:{second.pk}")
    assert all(name in entry.summary for name in names) and before.SOME_ARE in str(entry.detail)
    assert not any(name in str(entry.detail.get("in_public", "")) for name in names)
    page = flat(
        client_for(cast.hale).get(f"/consultations/{cast.consultation.slug}/records/{second.pk}/").content.decode()
    )
    assert " and ".join(names) in page and before.SOME_ARE in page
    assert all(before.SOME_ARE in said and before.MAY_BE_TWICE not in said for said in standing(cast))


def test_people_who_may_be_counted_twice_are_said_so(cast: Cast, first: ImportedRecord) -> None:
    assert not any(before.MAY_BE_TWICE in said for said in standing(cast))
    import_transcript(plan(cast.group2, SECOND.replace("new", "here")), by=cast.moss, may_quote=True)
    assert not any(before.MAY_BE_TWICE in said for said in standing(cast))
    import_transcript(plan(cast.group1, SECOND), by=cast.moss, may_quote=True)
    assert sum(before.MAY_BE_TWICE in said for said in standing(cast)) == 2


def test_nobody_is_tied_to_a_person_who_came_by_themselves(cast: Cast, first: ImportedRecord) -> None:
    coded.say(cast, cast.amina)
    other = import_transcript(plan(cast.group2, "Mair: Yes.\nNia: No."), by=cast.moss, may_quote=True)
    led = cast.member(cast.moss)
    stranger = Membership.objects.filter(contributions__record=other).first()
    assert stranger is not None
    offered = {one.pk for one in before.people_before(cast.group1)}
    assert offered == {person("The vans are loud.").pk, person("I was stopped.").pk}
    for pk in (cast.member(cast.amina).pk, led.pk, stranger.pk, "x", "-1", "9" * 30, ""):
        with pytest.raises(Refused, match="no person of an earlier record"):
            import_transcript(plan(cast.group1, SECOND, dilwyn=f"earlier:{pk}"), by=cast.moss, may_quote=True)
    assert ImportedRecord.objects.count() == 2


def test_two_people_are_not_made_one_nor_quoted_against_their_word(cast: Cast, first: ImportedRecord) -> None:
    one = f"earlier:{person('I was stopped.').pk}"
    with pytest.raises(Refused, match="one person of an earlier record"):
        import_transcript(plan(cast.group1, SECOND, dilwyn=one, elin=one), by=cast.moss, may_quote=True)
    with pytest.raises(Refused, match="agreed in the earlier record to be quoted"):
        import_transcript(plan(cast.group1, SECOND, dilwyn=one), by=cast.moss, may_quote=False)
    with pytest.raises(Refused, match="keeps its people"):
        correcting.correct(plan(cast.group1, f"{FIRST}\nElin: So.", elin=one), first, by=cast.moss, may_quote=True)


def test_taking_one_evening_out_leaves_whoever_spoke_at_the_other(cast: Cast, first: ImportedRecord) -> None:
    import_transcript(plan(cast.group1, SECOND, **both(cast)), by=cast.moss, may_quote=True)
    carys = person("The vans are loud.").pk
    take_out(first, by=cast.moss)
    assert (
        person("And the cost.").pk == carys and Membership.objects.filter(user=None, role=Role.PARTICIPANT).count() == 3
    )


def test_it_is_asked_where_it_is_said_who_is_who(cast: Cast, first: ImportedRecord, client_for: Callable) -> None:
    moss, slug = client_for(cast.moss), cast.consultation.slug
    moss.post(f"/consultations/{slug}/records/send/", {"pasted": SECOND})
    draft = RecordDraft.objects.get()
    address = f"/consultations/{slug}/records/waiting/{draft.pk}/"
    RecordDraft.objects.update(group=cast.group2)
    assert "Was in an earlier record" not in flat(moss.get(address).content.decode())
    RecordDraft.objects.update(group=cast.group1)
    page = moss.get(address)
    carys = person("The vans are loud.")
    assert f"Was in an earlier record as {carys.pseudonym}: “The vans are loud.”" in flat(page.content.decode())
    form = page.context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    online = cast.member(cast.amina).pk
    assert moss.post(address, typed | {"who_1": f"earlier:{online}", "save": "1"}).status_code == 422
    sent = typed | {"who_1": f"earlier:{carys.pk}", "bring": "1", "agreed": "on", "may_quote": "on"}
    assert moss.post(address, sent).status_code == 302
    assert person("And the cost.") == carys
