"""Naming a force is no word of it: whoever did not agree does not answer “together with”, and promised nothing."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from consultations.models import Consultation, Force, Role, Stage
from consultations.signing import as_told
from outcomes.answers import lacking, named_beside, points, promising, responses
from outcomes.answers.looking_up import answers_of
from outcomes.dossier import contents
from outcomes.models import PoliceResponse, Recommendation, RecommendationResponse
from people.errors import Refused
from people.text.dates import day
from tests.cast import Cast, force, person, staff
from tests.made_once import made_once
from tests.outcomes.published import LONG, SAID, publish
from tests.pages import flat

pytestmark = pytest.mark.django_db
Status = RecommendationResponse.Status
EAST = "Eastmere Police (example)"
NOT_AGREED = f"Named beside the force that signed: {EAST}, which has not agreed to answer and has not signed here."


@made_once
def drafted(cast: Cast) -> PoliceResponse:
    """Eastmere is named beside Riverside, whose draft names it as it has to."""
    cast.consultation.joint_forces.add(force(EAST))
    response = publish(cast, recommendations=1)
    Consultation.objects.filter(pk=cast.consultation.pk).update(findings_published_at=clock.now())
    slot = response.answers.get()
    responses.write_opening(response, by=cast.reyes, text="We have read every word.")
    points.say(response, by=cast.reyes, points=SAID)
    responses.answer(
        slot, by=cast.reyes, status=Status.ACCEPTED, reasons=LONG, answered_with=f"{EAST.upper()}\nThe Mint"
    )
    promising.promise(
        slot, by=cast.reyes, text="Put up signs", owner_role="Superintendent", due=clock.today() + timedelta(30)
    )
    cast.consultation.refresh_from_db()
    return response


def sign(response: PoliceResponse, cast: Cast) -> None:
    assert responses.unready(response) == []
    as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))
    cast.consultation.refresh_from_db()


def get(address: str, **query: str) -> str:
    return flat(Client().get(address, query).content.decode())


def everywhere(cast: Cast) -> list[str]:
    """The answer, the report, the history of the recommendation, and both places of the whole file."""
    slug = cast.consultation.slug
    answer = contents.parts(cast.consultation, contents.PANEL)["answer"]["answers"][0]
    pages = [get(reverse("answer", args=[slug])), get(reverse("report", args=[slug])),
             get(reverse("recommendation", args=[slug, 1]))]  # fmt: skip
    return [*pages, " ".join(answer["named_beside"]), answer["history"][1][1]]


def test_who_did_not_agree_is_named_beside_and_answers_nothing(drafted: PoliceResponse, cast: Cast) -> None:
    sign(drafted, cast)
    said = everywhere(cast)
    assert [place for place, words in enumerate(said) if NOT_AGREED.upper() not in words.upper()] == []
    assert [place for place, words in enumerate(said) if "together with east" in words.lower()] == []
    mint = "Named beside the force that signed: The Mint, which has not signed here."
    assert [place for place, words in enumerate(said) if mint not in words] == []


def test_an_owner_is_of_the_force_that_signed(drafted: PoliceResponse, cast: Cast) -> None:
    """“Chief Constable of Eastmere: 40 days late” would tell the lateness of one force as that of another."""
    Force.objects.filter(name=EAST).update(short_name="Eastmere", former_names=["Eastmere Constabulary"])
    slot, due = drafted.answers.get(), clock.today() + timedelta(30)
    names = ["Chief Constable of Eastmere Police (example)", "EASTMERE constabulary", "Eastmere police lead"]
    for owner in names:
        with pytest.raises(Refused, match=f"bears the name of {re.escape(EAST)}.*of Riverside Police"):
            promising.promise(slot, by=cast.reyes, text="Mend it", owner_role=owner, due=due)
    mine = "Riverside Police (example), Eastmere district"
    promising.promise(slot, by=cast.reyes, text="Mend it", owner_role=mine, due=due)
    sign(drafted, cast)
    shown = "Superintendent, Riverside Police (example)"
    slug, file = cast.consultation.slug, contents.parts(cast.consultation, contents.PANEL)["promises"]["promises"]
    assert [one["owner"] for one in file] == [shown, mine]
    with clock.travel(clock.now() + timedelta(70)):
        for name, args in (
            ("answer", []),
            ("recommendation", [1]),
            ("promises", []),
            ("promise", [slot.commitments.first().pk]),
        ):
            page = get(reverse(name, args=[slug, *args]))
            assert shown in page and "Superintendent:" not in page and f"{mine}, Riverside" not in page, name


def test_who_agreed_answers_together_and_has_not_signed(drafted: PoliceResponse, cast: Cast) -> None:
    lake = person("lake", "K. Lake", job_title="Inspector")
    staff(cast.consultation, lake, Role.RESPONDER, organisation=EAST)
    sign(drafted, cast)
    agreed = f"Together with {EAST}, which agreed on {day(clock.now())} (Inspector) and has not signed here."
    said = [words.upper() for words in everywhere(cast)]
    assert [place for place, words in enumerate(said) if agreed.upper() not in words] == []
    assert [place for place, words in enumerate(said) if NOT_AGREED.upper() in words] == []


def test_the_officer_reads_it_before_signing(drafted: PoliceResponse, cast: Cast, client_for) -> None:
    page = client_for(cast.okoro).get(reverse("sign", args=[cast.consultation.slug])).content.decode()
    assert NOT_AGREED.upper() in flat(page).upper()


def refer(response: PoliceResponse, cast: Cast, to: str, also: str = "") -> RecommendationResponse:
    slot = response.answers.get()
    slot.commitments.all().delete()
    responses.answer(
        slot, by=cast.reyes, status=Status.REFERRED, reasons=LONG, referred_to=to, referred_on=clock.today(),
        decision_by=clock.today() + timedelta(60), answered_with=also,
    )  # fmt: skip
    return RecommendationResponse.objects.get()


@pytest.mark.parametrize("field", ["referred_to", "answered_with"])
@pytest.mark.parametrize("name", [EAST, "EASTMERE police, (Example)", "Riverside Police (example)", "Eastmere"])
def test_nothing_is_referred_to_a_force_that_has_to_answer_itself(
    drafted: PoliceResponse, cast: Cast, field: str, name: str
) -> None:
    Force.objects.filter(name=EAST).update(short_name="Eastmere")
    of_another = "The Mint"
    refer(drafted, cast, *((name, "") if field == "referred_to" else (of_another, name)))
    said = " ".join(responses.unready(drafted))
    assert "send it to no force that has to answer here itself" in said and name in said
    assert "in an answer" not in said, "where all are sent elsewhere there is none to name it in"
    asked = Recommendation.objects.create(report=drafted.report, number=2, title="Two", category="data")
    assert f"Name {EAST} in an answer" in " ".join(responses.unready(drafted)), "it is answered yet"
    other = RecommendationResponse.objects.create(response=drafted, recommendation=asked, status=Status.ACCEPTED)
    said = " ".join(responses.unready(drafted))
    assert f"Name {EAST} in an answer" in said, "and naming it in one that is sent on names it nowhere"
    RecommendationResponse.objects.filter(pk=other.pk).update(answered_with=EAST)
    assert "in an answer" not in " ".join(responses.unready(drafted))


def test_a_joint_answer_that_sends_everything_elsewhere_can_be_signed(drafted: PoliceResponse, cast: Cast) -> None:
    """No force may be named in what is sent on: else one sentence asked for it, and another one refused it."""
    refer(drafted, cast, "The Mint", "A Court")
    assert responses.unready(drafted) == []
    sign(drafted, cast)
    assert f"{EAST} has not agreed to answer." in get(reverse("answer", args=[cast.consultation.slug]))


def test_the_forces_of_a_joint_answer_are_looked_up_once(
    drafted: PoliceResponse, cast: Cast, django_assert_num_queries: Callable[..., Any]
) -> None:
    refer(drafted, cast, "The Mint")
    for number in range(2, 6):
        asked = Recommendation.objects.create(report=drafted.report, number=number, title="More", category="data")
        RecommendationResponse.objects.create(
            response=drafted, recommendation=asked, status=Status.REFERRED, referred_to="The Mint"
        )
    response = responses.response_of(cast.consultation)
    assert response is not None and response.report.consultation.force
    slots = responses.slots_of(response)
    with django_assert_num_queries(1):
        assert [lacking.problems(slot) for slot in slots]


@pytest.mark.parametrize("field", ["referred_to", "answered_with"])
def test_what_was_sent_to_such_a_force_before_says_so_everywhere(
    drafted: PoliceResponse, cast: Cast, field: str
) -> None:
    sign(drafted, cast)
    sent = {"referred_to": "The Mint", "referred_on": clock.today(), "answered_with": "", field: EAST}
    RecommendationResponse.objects.update(status=Status.REFERRED, **sent)
    words = f"Sent to {EAST}, which has to answer here itself, has not agreed to answer and has not signed here."
    assert [place for place, said in enumerate(everywhere(cast)) if words not in said] == []


def test_forces_are_looked_up_once_for_many_answers(drafted: PoliceResponse, django_assert_num_queries) -> None:
    slots = answers_of(drafted)
    with django_assert_num_queries(0):
        assert [named_beside.of(slot) for slot in slots] == [slots[0].named_beside]


def test_a_late_promise_is_that_of_the_force_that_signed(drafted: PoliceResponse, cast: Cast) -> None:
    sign(drafted, cast)
    cast.at(Stage.FOLLOW_UP)
    east, lead, address = force(EAST), cast.consultation.force, reverse("all_promises")
    assert isinstance(lead, Force)
    with clock.travel(clock.now() + timedelta(60)):
        of_east, beside = get(address, force=east.slug), get(address, force=east.slug, beside="")
        assert "Put up signs" not in of_east and "1 more was made by other forces" in of_east
        assert "30 days late" in beside and "These are their promises, not its own." in beside
        for page in (beside, get(address, force=lead.slug), get(address)):
            assert f"Superintendent, {lead.name}" in page, "whose promise it is"
        assert "&amp;beside=" in beside or "&beside=" in beside, "the tabs stay among them"
        assert "more was made" not in get(address, force=lead.slug)
        assert "Put up signs" not in get(address, force=lead.slug, beside="")
