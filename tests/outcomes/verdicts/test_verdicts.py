"""Residents' verdict: once each, unseen until it closes, and nobody can tell who said what, or hide it."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from audit import clock, texts
from audit.models import Entry
from audit.record import record
from consultations.access import NotAllowed
from consultations.desk import desk
from consultations.joining import claiming
from consultations.models import E_MAILS, Consent, Consultation, Membership, Role, Stage
from consultations.privacy import unlinking
from consultations.record import public_record
from consultations.signing import as_told
from consultations.stages import stages
from deliberation.models import Reason
from outcomes import numbers
from outcomes.answers import correcting, deciding, responses
from outcomes.models import (
    Choice,
    Commitment,
    PoliceResponse,
    RecommendationResponse,
    VerdictCount,
    VerdictReason,
    VerdictReply,
    VerdictRoll,
)
from outcomes.notifications import events
from outcomes.promises import commitments
from outcomes.scorecards import scorecard
from outcomes.verdicts import counts, published, verdicts
from outcomes.verdicts.verdicts import Said
from people.errors import Refused
from people.models import Message, User
from people.numbers import CONTACT_DAYS
from people.privacy import erasing, retention
from people.requests import everybodys
from people.text.dates import day
from tests.cast import Cast, join, person
from tests.made_once import made_once
from tests.outcomes.answers.test_sign import complete
from tests.outcomes.coded import say as written
from tests.outcomes.published import LONG, publish
from tests.pages import flat

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | None], Client]


@made_once
def crowd(cast: Cast) -> list[User]:
    users = [person(f"p{n}") for n in range(12)]
    join(cast.consultation, [(user, cast.group1) for user in users])
    return users


@made_once
def answered(cast: Cast, crowd: list[User]) -> PoliceResponse:
    response = publish(cast)
    Consultation.objects.filter(pk=cast.consultation.pk).update(findings_published_at=clock.now())
    complete(response, cast)
    as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))
    cast.consultation.refresh_from_db()
    return response


def say(cast: Cast, user: User, *said: str, reason: str = "") -> None:
    """What `user` says of the recommendations in their order."""
    slots = verdicts.slots_of(cast.consultation)
    verdicts.give(
        cast.consultation, by=user, said={slot.pk: Said(one, reason) for slot, one in zip(slots, said, strict=False)}
    )


def over(cast: Cast, days: int = numbers.VERDICT_DAYS + 1) -> None:
    """So many days after the answer."""
    Consultation.objects.update(response_published_at=clock.now() - timedelta(days=days))
    cast.consultation.refresh_from_db()


def page(cast: Cast, name: str = "verdict") -> str:
    return reverse(name, args=[cast.consultation.slug])


# --- Once each ----------------------------------------------------------------------------------------
def test_each_says_it_once(answered: PoliceResponse, cast: Cast, crowd: list[User]) -> None:
    say(cast, crowd[0], "yes", "no")
    with pytest.raises(Refused, match="One person speaks once"):
        say(cast, crowd[0], "no", "no")
    counts = VerdictCount.objects.filter(people__gt=0).values_list("choice", "people", "by_themselves")
    assert sorted(counts) == [("no", 1, False), ("yes", 1, False)]


@pytest.mark.parametrize("who", ["moss", "hale", "okoro", "reyes", "outsider"])
def test_nobody_else_is_asked(answered: PoliceResponse, cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        say(cast, getattr(cast, who), "yes")


def test_who_joins_later_is_not_asked(answered: PoliceResponse, cast: Cast) -> None:
    late = person("late")
    join(cast.consultation, [(late, cast.group1)])
    with pytest.raises(Refused, match="Only people who took part are asked"):
        say(cast, late, "yes")


def test_whoever_is_quicker_than_the_worker_speaks_too(
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn
) -> None:
    VerdictRoll.objects.all().delete()
    client, slot = client_for(crowd[0]), verdicts.slots_of(cast.consultation)[0]
    assert 'type="radio"' in client.get(page(cast)).content.decode()
    assert client.post(page(cast), {f"choice_{slot.pk}": "no"}).status_code == 302
    assert VerdictRoll.objects.filter(has_spoken=True).count() == 1
    VerdictRoll.objects.all().delete()
    call_command("tick")
    assert not VerdictRoll.objects.exists(), "a roll that went is not written anew once somebody has spoken"


# --- Who took part, and who was only let in -----------------------------------------------------------
@made_once
def spoke(cast: Cast, crowd: list[User]) -> Membership:
    """One of the twelve said something; then ballots were cut loose, and the police have answered."""
    member = Membership.objects.get(user=crowd[3])
    written(cast, member)
    unlinking.cut_ballots_loose(cast.consultation)
    response = publish(cast)
    Consultation.objects.filter(pk=cast.consultation.pk).update(findings_published_at=clock.now())
    complete(response, cast)
    as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))
    cast.consultation.refresh_from_db()
    return member


def test_whoever_was_let_in_and_did_nothing_judges_nothing(
    spoke: Membership, cast: Cast, crowd: list[User], client_for: SignIn
) -> None:
    call_command("tick")  # nor does the clock open a place for them
    assert [one.membership for one in VerdictRoll.objects.all()] == [spoke]
    with pytest.raises(Refused, match="Only people who took part are asked"):
        say(cast, crowd[0], "yes")
    idle = client_for(crowd[0])
    assert "Only people who took part are asked" in flat(idle.get(page(cast)).content.decode())
    assert 'type="radio"' not in idle.get(page(cast)).content.decode()
    steps = idle.get(f"/consultations/{cast.consultation.slug}/").content.decode()
    assert "Say whether the police answered" not in steps
    say(cast, spoke.user, "no")
    assert VerdictCount.objects.get(people__gt=0).choice == "no"


def test_where_nobody_took_part_nobody_is_asked(cast: Cast, crowd: list[User]) -> None:
    unlinking.cut_ballots_loose(cast.consultation)
    verdicts.open_the_roll(cast.consultation)
    assert not VerdictRoll.objects.exists() and not verdicts.is_unopened(cast.consultation)


def test_where_ballots_were_cut_before_places_were_kept_everybody_is_asked(cast: Cast, crowd: list[User]) -> None:
    unlinking.cut_ballots_loose(cast.consultation)
    cast.consultation.kept_tables.filter(key=verdicts.PLACES).delete()
    verdicts.open_the_roll(cast.consultation)
    assert VerdictRoll.objects.filter(membership__user__in=crowd).count() == len(crowd)


def test_only_who_has_a_place_is_told_that_their_verdict_is_wanted(spoke: Membership, cast: Cast) -> None:
    events.police_have_answered(cast.consultation)
    told = Message.objects.filter(title__startswith="Your verdict on the answer is wanted")
    assert [message.mailbox.user for message in told] == [spoke.user]


def test_a_place_goes_with_whoever_joined_twice(spoke: Membership, cast: Cast, crowd: list[User]) -> None:
    idle = Membership.objects.get(user=crowd[0])
    claiming.merge(spoke, into=idle)
    say(cast, crowd[0], "partly")
    with pytest.raises(Refused, match="One person speaks once"):
        say(cast, crowd[0], "no")


def test_the_roll_goes_when_there_will_be_no_answer(cast: Cast, crowd: list[User]) -> None:
    written(cast, Membership.objects.get(user=crowd[3]))
    unlinking.cut_ballots_loose(cast.consultation)
    assert VerdictRoll.objects.count() == 1
    verdicts.by_tick()
    assert VerdictRoll.objects.count() == 1
    cast.at(Stage.WITHDRAWN)
    verdicts.by_tick()
    assert not VerdictRoll.objects.exists()


def test_who_came_by_themselves_is_counted_apart(answered: PoliceResponse, cast: Cast, crowd: list[User]) -> None:
    Membership.objects.filter(user=crowd[1]).update(group=None)
    say(cast, crowd[0], "yes")
    say(cast, crowd[1], "yes")
    assert list(VerdictCount.objects.filter(people=1).values_list("by_themselves", flat=True)) == [False, True]


@pytest.mark.parametrize(
    "said", [{}, {1: Said("")}, {1: Said("", "A reason alone")}, {1: Said("maybe")}, {99: Said("yes")}]
)
def test_what_is_no_verdict(answered: PoliceResponse, cast: Cast, crowd: list[User], said: dict[int, Said]) -> None:
    first = verdicts.slots_of(cast.consultation)[0].pk
    with pytest.raises(Refused):
        verdicts.give(cast.consultation, by=crowd[0], said={first if k == 1 else 10**6: one for k, one in said.items()})
    assert not VerdictRoll.objects.filter(has_spoken=True).exists()


@pytest.mark.parametrize(("days", "fine"), [(0, True), (numbers.VERDICT_DAYS, True), (numbers.VERDICT_DAYS + 1, False)])
def test_it_is_open_for_three_weeks(
    answered: PoliceResponse, cast: Cast, crowd: list[User], days: int, fine: bool
) -> None:
    over(cast, days)
    if fine:
        say(cast, crowd[0], "yes")
    else:
        with pytest.raises(Refused, match="This closed at the end of"):
            say(cast, crowd[0], "yes")


# --- Nobody can tell ----------------------------------------------------------------------------------
def test_nothing_ties_a_verdict_to_a_person(answered: PoliceResponse, cast: Cast, crowd: list[User]) -> None:
    for number, user in enumerate(crowd):
        say(cast, user, "yes" if number % 2 else "no", reason=f"Word {number}")
    for model in (VerdictCount, VerdictReason):
        for field in model._meta.get_fields():
            assert getattr(field, "related_model", None) not in (Membership, User), field
            if field.name != "proposed_on":  # an act of a facilitator, once it has closed
                kind = field.get_internal_type()
                assert kind not in ("DateTimeField", "DateField", "BigAutoField") or field.primary_key
    assert not VerdictReason.objects.exclude(proposed_on=None).exists()
    assert not Entry.objects.filter(action__contains="verdict").exists(), "no entry tells when somebody spoke"
    in_order = [reason.text for reason in VerdictReason.objects.order_by("pk")]
    assert in_order != [f"Word {number}" for number in range(len(crowd))]
    places = VerdictRoll.objects.order_by("pk").values_list("membership", flat=True)
    assert list(places) == sorted(places), "places are written as the answer comes, not as people speak"


def test_nothing_is_shown_before_it_closes(
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn
) -> None:
    readers = [None, cast.okoro, cast.moss, cast.hale, cast.amina]
    before = [client_for(who).get(page(cast, name)).content for who in readers for name in ("verdict", "answer")]
    for user in crowd:
        say(cast, user, "no", "yes", reason="Not a word about nights.")
    with pytest.raises(Refused, match="still being asked"):
        verdicts.decide_reason(VerdictReason.objects.all()[0], by=cast.moss)
    assert verdicts.reasons_waiting(cast.consultation) == [], "not to facilitators either"
    after = [client_for(who).get(page(cast, name)).content for who in readers for name in ("verdict", "answer")]
    token = re.compile(rb'csrfmiddlewaretoken" value="\w+"|CSRFToken": "\w+"|nonce="[^"]+"')
    assert [token.sub(b"", one) for one in before] == [token.sub(b"", one) for one in after]
    cast.at(Stage.PAUSED)
    assert b"Not a word" not in client_for(None).get(page(cast)).content


def test_a_few_are_not_shown_nor_all_alike(
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn
) -> None:
    for user in crowd[:9]:
        say(cast, user, "yes" if user == crowd[0] else "partly", "no", reason="Tell us more.")
    over(cast)
    for reason in verdicts.reasons_waiting(cast.consultation):
        verdicts.decide_reason(reason, by=cast.moss)
    text = client_for(None).get(page(cast)).content.decode()
    assert "Tell us more." not in text and "9 invited" not in text
    Consultation.objects.update(min_base=8)
    cast.consultation.refresh_from_db()
    found = counts.beside(
        PoliceResponse.objects.select_related("report__consultation").get(), verdicts.slots_of(cast.consultation)
    )
    withheld = [bool(chart["withheld"]) for one in found.values() for chart in one.charts]
    assert withheld == [True, True], "eight of nine, and nine of nine, said the same"
    assert not any(one.drawn for one in found.values()), "nothing is drawn either"
    said = [words for one in found.values() for words in one.withheld]
    assert len(said) == 2 and not re.search(r"\d", " ".join(said)), "no figure in the words that stand for them"


def test_the_public_reads_it_beside_each_answer(
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn
) -> None:
    for number, user in enumerate(crowd):
        say(
            cast,
            user,
            ("yes", "partly", "no")[number % 3],
            "no" if number else "yes",
            reason="Say when." * (number == 3),
        )
    over(cast)
    for reason in verdicts.reasons_waiting(cast.consultation):
        verdicts.decide_reason(reason, by=cast.moss)
    for name in ("verdict", "answer"):
        text = client_for(None).get(page(cast, name)).content.decode()
        assert "12 invited people answered" in text and text.count("Say when.") == 1, "eleven of twelve said no to 2"
    text = client_for(None).get(page(cast)).content.decode()
    assert "12 invited people answered: 4 yes, 4 partly, 4 no." in " ".join(
        re.sub(r"<[^>]+>", "", text).split()
    ).replace(" ,", ",")
    drawn = re.findall(r'<rect data-part="(\w+)" fill="[^"]+" x="([\d.]+)" width="([\d.]+)"', text)
    assert drawn == [("good", "0.0", "33.33"), ("half", "33.33", "33.33"), ("bad", "66.67", "33.33")], "as bars too"
    assert text.index("invited people answered") < text.index("The figures, and 1 reason") < text.index("Say when."), (
        "folded"
    )


# --- When it closes ------------------------------------------------------------------------------------
def test_the_clock_destroys_the_roll_and_puts_the_counts_on_record(
    answered: PoliceResponse, cast: Cast, crowd: list[User]
) -> None:
    say(cast, crowd[0], "yes")
    call_command("tick")
    assert VerdictRoll.objects.exists()
    over(cast)
    call_command("tick")
    call_command("tick")
    assert not VerdictRoll.objects.exists()
    assert Entry.objects.filter(action="verdict_closed").count() == 1
    assert texts.compare().faults == []
    VerdictCount.objects.filter(people=1).update(people=100)
    assert texts.compare().faults, "counts that are changed afterwards are seen"


def published_mark(consultation: Consultation, kind: str) -> str:
    """The fingerprint of the newest text of this kind, as the public extract of the record prints it."""
    entries = Entry.objects.filter(action=texts.ACTION, consultation=consultation.slug).order_by("number")
    noted = [entry for entry in entries if entry.detail["kind"] == kind][-1]
    return str(public_record.public_entry(noted)["summary"]).rpartition(": ")[2]


def marks_of_all_counts(number: int, most: int, *, drawn: str = "") -> set[str]:
    """What somebody gets who tries all counts of one recommendation, up to so many people."""
    found = set()
    for given in product(range(most + 1), repeat=len(Choice)):
        rows = sorted([number, False, str(c), n] for c, n in zip(Choice, given, strict=True) if n)
        counts = [drawn, rows] if drawn else rows
        found.add(texts.fingerprint({"the counts": texts.fingerprint(counts)}))
    return found


def test_counts_that_are_withheld_cannot_be_tried_out_on_the_public_record(
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn
) -> None:
    say(cast, crowd[0], "no")
    say(cast, crowd[1], "yes")
    over(cast)
    call_command("tick")
    response = PoliceResponse.objects.get()
    drawn, mark = response.verdict_salt, published_mark(cast.consultation, "verdict")
    number = verdicts.slots_of(cast.consultation)[0].recommendation.number
    assert len(drawn) == 32 and mark == published.verdict_text(response).fingerprint
    assert mark in marks_of_all_counts(number, 3, drawn=drawn), "whoever knew it could: so nobody is shown it"
    assert mark not in marks_of_all_counts(number, 12)
    for address in (page(cast), page(cast, "answer"), page(cast, "public_record")):
        assert drawn not in client_for(None).get(address).content.decode(), address
    PoliceResponse.objects.update(verdict_salt="")
    assert texts.compare().faults, "and nobody takes it away unseen"


def test_a_verdict_from_before_it_was_drawn_is_still_verified(
    answered: PoliceResponse, cast: Cast, crowd: list[User]
) -> None:
    say(cast, crowd[0], "yes")
    texts.begin()
    record("verdict_closed", actor=None, subject=answered, consultation=cast.consultation.slug)
    texts.publish(published.verdict_text(answered))
    assert texts.compare().faults == []
    VerdictCount.objects.filter(people=1).update(people=2)
    assert texts.compare().faults


def test_it_is_not_completed_over_residents_heads(answered: PoliceResponse, cast: Cast) -> None:
    cast.at(Stage.FOLLOW_UP)
    said = [one.text for one in stages.missing(cast.consultation, stages.transition_named("complete"))]
    assert any("Residents can say until" in text for text in said)
    over(cast)
    said = [one.text for one in stages.missing(cast.consultation, stages.transition_named("complete"))]
    assert not any("Residents can say until" in text for text in said)


def test_erasing_somebody_takes_the_place_and_leaves_the_count(
    answered: PoliceResponse, cast: Cast, crowd: list[User]
) -> None:
    say(cast, crowd[0], "yes")
    erasing.erase(crowd[0])
    assert VerdictRoll.objects.filter(has_spoken=True).count() == 0
    assert VerdictCount.objects.get(people=1).choice == "yes"


# --- Reasons -------------------------------------------------------------------------------------------
def test_reasons_are_read_before_they_are_printed(
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn
) -> None:
    say(cast, crowd[0], "no", reason="Ring 07700 900123")
    say(cast, crowd[1], "no", reason="It says nothing about nights.")
    over(cast)
    client = client_for(cast.moss)
    text = client.get(page(cast, "verdict_reasons")).content.decode()
    assert "Ring 07700 900123" in text and "p0" not in text
    by_text = {one.text: one for one in verdicts.reasons_waiting(cast.consultation)}
    for text, why in (("Ring 07700 900123", Reason.IDENT), ("It says nothing about nights.", "")):
        address = reverse("decide_verdict_reason", args=[cast.consultation.slug, by_text[text].pk])
        for other in (cast.okoro, cast.amina, None):
            assert client_for(other).post(address, {"leave_out_for": why}).status_code == 404
        client_for(cast.hale).post(address, {"leave_out_for": why, "agrees": "yes"})
        assert not VerdictReason.objects.exclude(state__in=["waiting", "proposed"]).exists(), "the panel only agrees"
        client.post(address, {"leave_out_for": why})
    proposed = by_text["Ring 07700 900123"]
    states = dict(VerdictReason.objects.values_list("text", "state"))
    assert states == {"Ring 07700 900123": "proposed", "It says nothing about nights.": "printed"}
    panel, address = client_for(cast.hale), page(cast, "verdict_reasons")
    text = panel.get(address).content.decode()
    assert "Ring 07700 900123" in text and "nothing about nights" not in text.split('id="printed"')[0]
    panel.post(reverse("decide_verdict_reason", args=[cast.consultation.slug, proposed.pk]), {"agrees": "yes"})
    counted = client_for(None).get(page(cast)).content.decode()
    assert "1 printed, 1 left out" in " ".join(counted.split()), "none is put aside without a trace"
    with pytest.raises(Refused, match="reasons in the list"):
        verdicts.decide_reason(by_text["It says nothing about nights."], by=cast.moss, leave_out_for="rude")


def test_nobody_prints_the_reasons_of_one_side_alone(
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn
) -> None:
    for number, user in enumerate(crowd):
        said = "yes" if number < 3 else "no"
        say(cast, user, said, reason="Good." if number == 0 else f"It does not, {number}." if 3 <= number < 7 else "")
    over(cast)
    for reason in verdicts.reasons_waiting(cast.consultation):
        verdicts.decide_reason(reason, by=cast.moss, leave_out_for="" if reason.choice == "yes" else Reason.IDENT)
    assert set(VerdictReason.objects.filter(choice="no").values_list("state", flat=True)) == {"proposed"}
    text = flat(client_for(None).get(page(cast)).content.decode())
    assert "1 printed, 0 left out by the rules of moderation, 4 waiting for the oversight panel" in text
    assert (
        "Printed: 1 yes, 0 partly, 0 no." in text and "Waiting for the oversight panel: 0 yes, 0 partly, 4 no." in text
    )
    assert any("left out" in todo.title for todo in desk.waiting([cast.member(cast.hale)]))
    one, *rest = verdicts.reasons_proposed(cast.consultation)
    for who in (cast.moss, cast.okoro, cast.reyes, cast.amina):
        with pytest.raises(NotAllowed):
            verdicts.settle_reason(one, by=who, agrees=True)
    verdicts.settle_reason(one, by=cast.hale, agrees=True)
    with pytest.raises(Refused, match="no facilitator alone prints it"):
        verdicts.decide_reason(one, by=cast.moss)
    for reason in rest:
        verdicts.settle_reason(reason, by=cast.hale, agrees=False)
        with pytest.raises(Refused, match="panel decided that it is printed"):
            verdicts.decide_reason(reason, by=cast.moss, leave_out_for=Reason.IDENT)
    text = flat(client_for(None).get(page(cast)).content.decode())
    assert "Printed: 1 yes, 0 partly, 3 no." in text and "Left out: 0 yes, 0 partly, 1 no." in text
    assert text.count("It does not, ") == 3
    assert Entry.objects.filter(action="verdict_reason_left_out", actor=cast.member(cast.hale).public_name).count() == 1


def test_the_sides_of_reasons_are_not_told_where_no_figures_are(
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn
) -> None:
    for user in crowd[:3]:
        say(cast, user, "no", reason="Say when.")
    over(cast)
    text = flat(client_for(None).get(page(cast)).content.decode())
    assert "3 not read yet" in text and "By what their authors said" not in text


# --- The scorecard ---------------------------------------------------------------------------------------
def test_the_scorecard_says_how_people_leaned_and_nothing_of_a_few(
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn
) -> None:
    for number, user in enumerate(crowd):
        say(cast, user, "no" if number < 8 else "partly", "no")
    force = cast.consultation.force
    assert counts.leanings(force) == {}, "nothing while it is open"
    over(cast)
    assert sorted(leaning for _, leaning in counts.leanings(force).values()) == ["few", "no"]
    page = client_for(None).get(reverse("force", args=[force.slug]) + "?x").content.decode()
    (year,) = {year for year, _ in counts.leanings(force).values()}
    address = reverse("scorecard_list", args=[force.slug, year, "verdict_no"])
    assert "most said it does not" in page and address in page
    assert "Put up signs, part 1" in client_for(None).get(address).content.decode()


@pytest.mark.parametrize(("partly", "leaning"), [(8, "partly"), (6, "mixed")])
def test_more_than_half_who_say_partly_are_a_majority(
    answered: PoliceResponse, cast: Cast, crowd: list[User], partly: int, leaning: str
) -> None:
    for number, user in enumerate(crowd):
        say(cast, user, "partly" if number < partly else "yes" if number % 2 else "no")
    over(cast)
    assert [one for _, one in counts.leanings(cast.consultation.force).values()] == [leaning]


def test_the_scorecard_counts_the_people_invited_and_says_so(
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn
) -> None:
    VerdictCount.objects.bulk_create(
        VerdictCount(answer=slot, choice=choice, by_themselves=alone, people=people)
        for slot in verdicts.slots_of(cast.consultation)[:1]
        for choice, alone, people in (("yes", False, 9), ("no", False, 3), ("no", True, 55), ("yes", True, 5))
    )
    over(cast)
    force = cast.consultation.force
    ((year, leaning),) = counts.leanings(force).values()
    text = client_for(None).get(reverse("force", args=[force.slug]) + "?x").content.decode()
    assert leaning == "yes" and "Residents’ verdict on the answers, of the people invited" in text
    behind = client_for(None).get(reverse("scorecard_list", args=[force.slug, year, "verdict_yes"])).content.decode()
    assert "of the people invited, most said it answers" in behind


@pytest.mark.parametrize("how", ["dropped", "corrected"])
def test_praise_of_an_answer_that_was_given_up_since_says_so(
    answered: PoliceResponse, cast: Cast, client_for: SignIn, how: str
) -> None:
    """The force promises, is praised, and drops the promise once residents cannot speak any more."""
    slots = verdicts.slots_of(cast.consultation)
    for slot in slots:
        VerdictCount.objects.create(answer=slot, choice="yes", by_themselves=False, people=9)
        VerdictCount.objects.create(answer=slot, choice="no", by_themselves=False, people=3)
    force, slot = cast.consultation.force, slots[0]
    promise = {"text": "More", "owner_role": "Chief", "due": clock.today(), "state": "dropped", "dropped_reason": LONG}
    over(cast)
    slots[1].commitments.create(**promise, dropped_on=clock.today() - timedelta(1))  # they judged that

    def numbers_of() -> tuple[int, int]:
        found = [line.numbers for line in scorecard.lines(force)]
        return sum(one["verdict_yes"] for one in found), sum(one.get("verdict_yes_since", 0) for one in found)

    assert numbers_of() == (2, 0)
    if how == "dropped":
        slot.commitments.create(**promise, dropped_on=clock.today())
        slot.commitments.create(**promise, dropped_on=clock.today())
    else:
        turn = {"old": "It is right.", "new": "It is wrong.", "reason": "A slip.", "answer": slot}
        as_told(correcting.correct, PoliceResponse.objects.get(pk=answered.pk), by=cast.okoro, **turn)
    assert numbers_of() == (2, 1)
    (year,) = {year for year, _ in counts.leanings(force).values()}
    address = reverse("scorecard_list", args=[force.slug, year, "verdict_yes_since"])
    text = client_for(None).get(reverse("force", args=[force.slug]) + "?x").content.decode()
    assert "of these, dropped or corrected since" in text and address in text
    behind = client_for(None).get(address).content.decode()
    assert slot.recommendation.title in behind and slots[1].recommendation.title not in behind


# --- The force's word -----------------------------------------------------------------------------------
def test_the_force_replies_once_after_it_closed(answered: PoliceResponse, cast: Cast, client_for: SignIn) -> None:
    client, address = client_for(cast.okoro), page(cast, "reply_to_verdict")
    assert client.post(address, {"text": "We hear it."}).status_code == 422
    over(cast)
    assert client.post(address, {"text": ""}).status_code == 422
    assert client.post(address, {"text": "We hear it."}).status_code == 302
    assert client.post(address, {"text": "And more."}).status_code == 422
    made = VerdictReply.objects.get()
    assert (made.text, made.by_name) == ("We hear it.", "N. Okoro")
    assert "We hear it." in client_for(None).get(page(cast)).content.decode()
    for other in (cast.reyes, cast.moss, cast.hale, cast.amina, None):
        assert client_for(other).post(address, {"text": "x"}).status_code == 404


# --- Pages ---------------------------------------------------------------------------------------------
def test_it_is_the_next_step_and_takes_one_page(
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn
) -> None:
    client = client_for(crowd[0])
    home = client.get(cast.consultation.get_absolute_url()).content.decode()
    assert home.index("Say whether the police answered") < home.index("Follow the promises")
    slots = verdicts.slots_of(cast.consultation)
    assert client.post(page(cast), {f"reason_{slots[0].pk}": "Only words"}).status_code == 422
    sent = {f"choice_{slots[0].pk}": "partly", f"reason_{slots[0].pk}": "Only words"}
    kept = client.post(page(cast), {**sent, f"choice_{slots[1].pk}": "maybe"})
    assert kept.status_code == 422 and "Only words" in kept.content.decode()
    assert (
        kept.content.decode().count("<details open>") == 1
    )  # where something is written; the other reasons stay folded
    assert client.post(page(cast), sent).status_code == 302
    assert "You have said it" in client.get(page(cast)).content.decode()
    assert VerdictReason.objects.get().text == "Only words"


def test_the_page_is_absent_before_the_answer(cast: Cast, client_for: SignIn) -> None:
    publish(cast)
    assert client_for(None).get(page(cast)).status_code == 404
    assert Membership.objects.filter(role=Role.PARTICIPANT).exists()


@pytest.mark.parametrize("many", [2, 30])
def test_the_page_asks_as_much_however_many_recommendations(
    cast: Cast, crowd: list[User], client_for: SignIn, many: int, django_assert_max_num_queries: Callable
) -> None:
    response = publish(cast, many)
    Consultation.objects.filter(pk=cast.consultation.pk).update(findings_published_at=clock.now())
    complete(response, cast)
    as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))
    over(cast)
    everybodys.version()  # what was recorded since the last look is looked at once
    with django_assert_max_num_queries(12):
        client_for(None).get(page(cast))


# --- What was judged stays what was judged ------------------------------------------------------------
def left_open(cast: Cast, days: int = 60) -> RecommendationResponse:
    """A signed answer that leaves its first recommendation open."""
    response = publish(cast)
    Consultation.objects.filter(pk=cast.consultation.pk).update(findings_published_at=clock.now())
    complete(response, cast)
    slot = responses.answer(
        response.answers.order_by("recommendation__number")[0],
        by=cast.reyes,
        status="under_consideration",
        reasons="We think about it.",
        decision_by=clock.today() + timedelta(days=days),
    )
    slot.commitments.all().delete()
    as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))
    cast.consultation.refresh_from_db()
    return slot


def test_praise_for_what_was_left_open_is_not_praise_for_refusing_it(
    cast: Cast, crowd: list[User], client_for: SignIn
) -> None:
    slot = left_open(cast)
    refuse = {"by": cast.okoro, "status": "not_accepted", "reasons": LONG}
    for number, user in enumerate(crowd):
        say(cast, user, "yes" if number < 9 else "no")
    with pytest.raises(Refused, match="Decide once they have"):
        as_told(deciding.decide, slot, **refuse)
    cast.at(Stage.FOLLOW_UP)
    with clock.travel(clock.now() + timedelta(days=numbers.VERDICT_DAYS + 2)):
        as_told(deciding.decide, RecommendationResponse.objects.get(pk=slot.pk), **refuse)
        for name in ("verdict", "answer"):
            text = flat(client_for(None).get(page(cast, name)).content.decode())
            assert "Said of the signed answer: under consideration." in text
            assert "Decided after residents had spoken, on" in text and "not accepted." in text
        text = flat(client_for(None).get(page(cast)).content.decode())
        assert re.search(r"The police, as signed:<span[^>]*>Under consideration", text)
        force = cast.consultation.force
        (line,) = scorecard.lines(force)
        assert (line.numbers.get("verdict_yes"), line.numbers["verdict_open"], line.numbers["refused"]) == (None, 1, 1)
        address = reverse("scorecard_list", args=[force.slug, line.year, "verdict_open"])
        assert "Put up signs, part 1" in client_for(None).get(address).content.decode()


def test_a_correction_of_what_was_decided_later_is_none_of_what_was_judged(
    cast: Cast, crowd: list[User], client_for: SignIn
) -> None:
    """An officer corrects a word of the decision; a hostile verdict would be “said before the correction”."""
    slot = left_open(cast)
    for user in crowd:
        say(cast, user, "no")
    cast.at(Stage.FOLLOW_UP)
    with clock.travel(clock.now() + timedelta(days=numbers.VERDICT_DAYS + 2)):
        slot = RecommendationResponse.objects.get(pk=slot.pk)
        as_told(deciding.decide, slot, by=cast.okoro, status="not_accepted", reasons=LONG)
        slot = RecommendationResponse.objects.get(pk=slot.pk)
        word = LONG.split()[0]
        turn = {"old": word, "new": f"{word} indeed", "reason": "Put right.", "answer": slot, "decision": slot.decision}
        as_told(correcting.correct, slot.response, by=cast.okoro, **turn)
        for name in ("verdict", "answer"):
            text = flat(client_for(None).get(page(cast, name)).content.decode())
            assert "Said before the correction of" not in text
            assert f"What was decided was corrected on {day(clock.now())}." in text


def test_a_pause_takes_no_day_from_whoever_has_to_decide(cast: Cast, crowd: list[User]) -> None:
    slot, start = left_open(cast, numbers.VERDICT_DAYS + 1), clock.now()
    with clock.travel(start + timedelta(days=10)):
        stages.pause(cast.consultation, by=cast.hale, reason="A threat was made.")
    with clock.travel(start + timedelta(days=15)):
        stages.resume(Consultation.objects.get(), by=cast.hale)
        slot = RecommendationResponse.objects.get(pk=slot.pk)
        with pytest.raises(Refused, match="Decide once they have"):
            as_told(deciding.decide, slot, by=cast.okoro, status="not_accepted", reasons=LONG)
    with clock.travel(start + timedelta(days=numbers.VERDICT_DAYS + 1)):
        assert verdicts.is_open(Consultation.objects.get())
        as_told(deciding.decide, slot, by=cast.okoro, status="not_accepted", reasons=LONG)
        assert slot.lateness == ""


def test_the_words_under_a_verdict_keep_still_and_a_later_correction_stands_beside_it(
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn
) -> None:
    slot = verdicts.slots_of(cast.consultation)[0]
    turn = {"by": cast.okoro, "old": "It is right.", "new": "We will not.", "reason": "Put right.", "answer": slot}
    for user in crowd[:6]:
        say(cast, user, "yes")
    with pytest.raises(Refused, match="Correct it once they have"):
        as_told(correcting.correct, answered, **turn)
    assert "Correct it once they have" in client_for(cast.okoro).get(page(cast, "correct_answer")).content.decode()
    for user in crowd[6:]:
        say(cast, user, "yes" if user == crowd[7] else "partly")
    cast.at(Stage.COMPLETED)
    with clock.travel(clock.now() + timedelta(days=numbers.VERDICT_DAYS + 2)):
        as_told(correcting.correct, answered, **turn)
        as_told(correcting.correct, answered, **{**turn, "old": "every word", "new": "a word", "answer": None})
        text = flat(client_for(None).get(page(cast)).content.decode())
        assert f"Said before the correction of {day(clock.today())}." in text
        asked = text.index(f'id="asked-{slot.pk}"')
        figures, after = text.index('class="voted"', asked), text.index("<ins>We will not.</ins>")
        assert "<del>It is right.</del>" in text and asked < figures < after < text.index("<ins>a word</ins>")
        as_told(correcting.correct, answered, **{**turn, "old": "We will not.", "new": "We will, later."})
        text = flat(client_for(None).get(page(cast)).content.decode())
        assert f"Said before 2 corrections of these words, the last of {day(clock.today())}." in text


def test_a_correction_is_no_second_reply_to_residents(
    answered: PoliceResponse, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An officer tells residents at length, under their verdict and as often as they like, how they were mistaken."""
    slot = verdicts.slots_of(cast.consultation)[0]
    turn = {"by": cast.okoro, "reason": "Put right.", "answer": slot}
    cast.at(Stage.COMPLETED)
    with clock.travel(clock.now() + timedelta(days=numbers.VERDICT_DAYS + 2)):
        others = " ".join(f"w{n}" for n in range(numbers.WORDS_CORRECTED))
        for words in (f"{others} more", f"{others}/more", f"It is right. {others} more", f"{others} W1"):
            with pytest.raises(Refused, match="These are 21"):
                as_told(correcting.correct, answered, **turn, old="It is right.", new=words)
        as_told(correcting.correct, answered, **turn, old="It is right.", new=f"It is right. {others}")
        monkeypatch.setattr(numbers, "CORRECTIONS", 2)
        as_told(correcting.correct, answered, **turn, old="w1 w2", new="w2")
        with pytest.raises(Refused, match="corrected 2 times"):
            as_told(correcting.correct, answered, **{**turn, "answer": None}, old="every word", new="a word")


def test_whoever_judges_sees_what_became_of_the_promises(
    answered: PoliceResponse, cast: Cast, crowd: list[User], client_for: SignIn
) -> None:
    slot = verdicts.slots_of(cast.consultation)[0]
    say(cast, crowd[0], "yes")
    as_told(commitments.drop, slot.commitments.get(), by=cast.okoro, reason=LONG)
    text = flat(client_for(crowd[1]).get(page(cast)).content.decode())
    asked = text[text.index(f'id="asked-{slot.pk}"') : text.index("Does this answer what was asked?")]
    assert "Dropped" in asked and LONG in asked and asked.index(LONG) < asked.index("<summary>"), "before any fold"
    for user in crowd[1:]:
        say(cast, user, "no")
    over(cast)
    Commitment.objects.update(dropped_on=verdicts.last_day(cast.consultation))
    assert "1 promise dropped while residents were being asked." in client_for(None).get(page(cast)).content.decode()


# --- Pauses, two places, the police told ---------------------------------------------------------------
def test_a_pause_gives_residents_the_days_it_took(answered: PoliceResponse, cast: Cast, crowd: list[User]) -> None:
    start, kept = clock.now(), Membership.objects.participants().filter(user__isnull=False)
    Consent.objects.filter(item__in=E_MAILS).delete()
    with clock.travel(start + timedelta(days=20)):
        stages.pause(Consultation.objects.get(), by=cast.hale, reason="A threat was made.")
    with clock.travel(start + timedelta(days=CONTACT_DAYS + 10)):
        retention.purge()  # the account of whoever still has to be heard stays
        assert not verdicts.has_closed(Consultation.objects.get()) and verdicts.close_what_is_due() == []
        stages.resume(Consultation.objects.get(), by=cast.hale)
        retention.purge()
        cast.consultation.refresh_from_db()
        assert verdicts.is_open(cast.consultation)
        say(cast, crowd[0], "yes")
    with clock.travel(start + timedelta(days=numbers.VERDICT_DAYS + 22)):
        retention.purge()
        assert not kept.exists(), "and goes the day after"
    with clock.travel(start + timedelta(days=numbers.VERDICT_DAYS + 21)):
        assert verdicts.has_closed(Consultation.objects.get())
        stages.pause(Consultation.objects.get(), by=cast.hale, reason="A second threat.")
    with clock.travel(start + timedelta(days=60)):
        stages.resume(Consultation.objects.get(), by=cast.hale)
        assert verdicts.has_closed(Consultation.objects.get()), "what has closed is not opened by a pause"


def test_whoever_had_two_places_speaks_once(answered: PoliceResponse, cast: Cast, crowd: list[User]) -> None:
    say(cast, crowd[0], "yes")
    spare, kept = (Membership.objects.get(user=user) for user in crowd[:2])
    claiming.merge(spare, into=kept)
    with pytest.raises(Refused, match="One person speaks once"):
        say(cast, crowd[1], "no")


def test_the_police_hear_once_that_it_has_closed_and_not_in_the_night(answered: PoliceResponse, cast: Cast) -> None:
    night = datetime(2027, 5, 5, 0, 20, tzinfo=ZoneInfo("Europe/London"))
    Consultation.objects.update(response_published_at=night - timedelta(days=numbers.VERDICT_DAYS + 1))
    VerdictRoll.objects.get_or_create(membership=cast.member(cast.amina))
    with clock.travel(night):
        assert len(verdicts.close_what_is_due()) == 1 and verdicts.close_what_is_due() == []
    told = Message.objects.filter(title__startswith="Residents’ verdict has closed. You can reply once")
    assert sorted(m.mailbox.user.email.partition(".")[0] for m in told) == ["okoro", "reyes"]
    assert {m.due_at for m in told} == {night.replace(hour=8, minute=0)}


def paused(cast: Cast, at: datetime, minutes: int) -> None:
    with clock.travel(at):
        stages.pause(Consultation.objects.get(), by=cast.hale, reason="A threat was made.")
    with clock.travel(at + timedelta(minutes=minutes)):
        stages.resume(Consultation.objects.get(), by=cast.hale)


@pytest.mark.usefixtures("as_often_as_wanted")
def test_many_pauses_in_a_day_give_one_day(answered: PoliceResponse, cast: Cast) -> None:
    before, start = verdicts.last_day(Consultation.objects.get()), clock.now()
    for n in range(5):
        paused(cast, start + timedelta(minutes=n), 0)
    assert verdicts.last_day(Consultation.objects.get()) == before, "a second takes nobody’s time, here as elsewhere"
    morning = (start + timedelta(days=1)).replace(hour=9)
    for n in range(5):
        paused(cast, morning + timedelta(hours=n), 40)
    assert verdicts.last_day(Consultation.objects.get()) - before == timedelta(days=1)
    paused(cast, morning + timedelta(days=1), 60 * 24 * 2)  # the hours of the day before are in what is rounded up
    assert verdicts.last_day(Consultation.objects.get()) - before == timedelta(days=3)


@pytest.mark.usefixtures("as_often_as_wanted")
@pytest.mark.parametrize(("minutes", "days"), [(1, 0), (59, 0), (60, 1)])
def test_a_little_on_each_of_many_days_keeps_nothing_open(
    answered: PoliceResponse, cast: Cast, minutes: int, days: int
) -> None:
    """Else one member of the panel keeps the verdict open for ever, and with it every figure and correction."""
    start, before = clock.now().replace(hour=9), verdicts.last_day(Consultation.objects.get())
    for n in range(1, 15):
        paused(cast, start + timedelta(days=n), minutes)
    assert verdicts.last_day(Consultation.objects.get()) - before == timedelta(days=days)
