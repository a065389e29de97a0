"""The scorecard of a force: every number, and the list behind it; everything overdue anywhere."""

import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit import clock
from consultations.models import Consultation, Membership, Role, Stage, Technology, TermChange
from consultations.stages import late_findings, moving_dates
from outcomes.models import Commitment, Decision, FindingsReport, PoliceResponse, Recommendation, RecommendationResponse
from outcomes.scorecards import scorecard
from tests.cast import Cast, force, make_consultation
from tests.pages import flat

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 10)
Status, State = RecommendationResponse.Status, Commitment.State


@pytest.fixture(autouse=True)
def on_the_day() -> Any:
    with clock.travel(datetime(2026, 6, 10, 12, tzinfo=ZoneInfo("Europe/London"))):
        yield


def days(n: int) -> date:
    return TODAY + timedelta(days=n)


def answered(slug: str, due: date, came: date | None, hour: int = 23, **fields: Any) -> Consultation:
    moment = datetime(came.year, came.month, came.day, hour, 30, tzinfo=ZoneInfo("Europe/London")) if came else None
    made = make_consultation(slug, **{
        "title": f"About {slug}", "stage": Stage.FOLLOW_UP if came else Stage.FINDINGS_PUBLISHED, "response_due": due,
        "findings_published_at": clock.now() - timedelta(days=90), "findings_due": due - timedelta(days=40), **fields,
    })  # fmt: skip
    Consultation.objects.filter(pk=made.pk).update(response_published_at=moment)
    made.refresh_from_db()
    return made


def asked(consultation: Consultation, *statuses: str, **fields: Any) -> list[RecommendationResponse]:
    report = FindingsReport.objects.create(consultation=consultation, state=FindingsReport.State.PUBLISHED)
    response = PoliceResponse.objects.create(
        report=report, state="signed", signed_by_name="N. Okoro", signed_by_role="Chief", signed_at=clock.now()
    )
    return [
        RecommendationResponse.objects.create(
            response=response, status=status, **fields,
            recommendation=Recommendation.objects.create(report=report, number=n, title=f"Ask {n}: {status}"),
        )
        for n, status in enumerate(statuses, start=1)
    ]  # fmt: skip


def promised(answer: RecommendationResponse, text: str, due: date, state: str, **fields: Any) -> Commitment:
    return Commitment.objects.create(
        answer=answer,
        text=text,
        owner_role="Supt",
        due=due,
        state=state,
        evidence_url="https://example.org/e",
        **fields,
    )


def numbers(year: int = 2026) -> dict[str, int]:
    line = next(line for line in scorecard.lines(force()) if line.year == year)
    return {name: n for name, n in line.numbers.items() if n}


def test_answers_on_time_late_overdue_and_not_due() -> None:
    answered("in-time", days(-20), days(-20))  # half past eleven at night of its day: in time
    answered("late", days(-20), days(-8))
    answered("later", days(-20), days(-2))
    answered("by-half-an-hour", days(-20), days(-19), hour=0)  # the day before, by Greenwich
    answered("never", days(-3), None)
    answered("waits", days(9), None)
    answered("paused", days(-5), None, stage=Stage.PAUSED, stage_before_pause=Stage.FINDINGS_PUBLISHED)
    answered("before", date(2025, 5, 1), date(2025, 5, 1))
    make_consultation("elsewhere", force=force("Hillside Police (example)"))
    assert numbers() == {"on_time": 1, "late": 3, "overdue": 2, "not_due": 1}
    assert numbers(2025) == {"on_time": 1}
    assert scorecard.lines(force())[0].median_late == "5 days"  # of 12, 18, 1, 3 and 5: half by 5 or more


def test_what_was_asked_by_the_status_that_holds_now(cast: Cast) -> None:
    slots = asked(
        answered("one", days(-20), days(-20)), Status.ACCEPTED, Status.ACCEPTED_IN_PART, Status.NOT_ACCEPTED,
        Status.ALREADY_IN_PLACE, Status.UNDER_CONSIDERATION, Status.REFERRED,
    )  # fmt: skip
    found = numbers()
    assert [found.get(name) for name in ("accepted", "in_part", "refused", "in_place", "undecided")] == [1, 1, 1, 1, 2]

    Decision.objects.create(
        answer=slots[4], status=Status.NOT_ACCEPTED, reasons="No.", decided_by=cast.member(cast.okoro),
        decided_by_name="N. Okoro", decided_by_role="Chief", decided_on=TODAY,
    )  # fmt: skip
    found = numbers()
    assert (found["refused"], found["undecided"]) == (2, 1)


def test_a_decision_that_is_or_came_late_has_a_number(cast: Cast, client: Client) -> None:
    slots = asked(answered("one", days(-60), days(-60)), *[Status.UNDER_CONSIDERATION] * 3, decision_by=days(-5))
    RecommendationResponse.objects.filter(pk=slots[2].pk).update(decision_by=days(5))
    Decision.objects.create(
        answer=slots[0], status=Status.NOT_ACCEPTED, reasons="No.", decided_by=cast.member(cast.okoro),
        decided_by_name="N. Okoro", decided_by_role="Chief", decided_on=TODAY,
    )  # fmt: skip
    assert (numbers()["decided_late"], numbers()["overdue_undecided"]) == (1, 1)
    for name, slot in (("decided_late", slots[0]), ("overdue_undecided", slots[1])):
        page = client.get(reverse("scorecard_list", args=[force().slug, 2026, name])).content.decode()
        assert [one.recommendation.title in page for one in slots] == [one == slot for one in slots]


def test_what_was_accepted_and_given_up_or_only_claimed_is_counted_apart(cast: Cast, client: Client) -> None:
    slots = asked(answered("one", days(-60), days(-60)), Status.ACCEPTED, Status.ACCEPTED, Status.ALREADY_IN_PLACE)
    for slot in slots[:2]:
        promised(slot, "Dropped", days(9), State.DROPPED, dropped_reason="No money.", dropped_on=days(-2))
    promised(slots[1], "Another", days(9), State.NOT_STARTED)
    found = numbers()
    assert (found["given_up"], found["given_up_in_part"], found["unseen"]) == (1, 1, 1)
    assert found["accepted"] == 1, "what was dropped is no part of the green of the bar"
    for name, listed in (("given_up", slots[0]), ("given_up_in_part", slots[1]), ("accepted", slots[1])):
        page = client.get(reverse("scorecard_list", args=[force().slug, 2026, name])).content.decode()
        assert [one.recommendation.title in page for one in slots] == [one == listed for one in slots]


def test_promises_and_only_the_panels_word_keeps_one(cast: Cast) -> None:
    slot = asked(answered("one", days(-60), days(-60)), Status.ACCEPTED)[0]
    panel = {"verified_by": cast.member(cast.hale), "verified_at": clock.now()}
    promised(slot, "Kept", days(-9), State.DONE_VERIFIED, reported_done_on=days(-10), **panel)
    promised(slot, "Kept, but late", days(-9), State.DONE_VERIFIED, reported_done_on=days(-2), **panel)
    promised(slot, "Late", days(-9), State.ON_TRACK)
    promised(slot, "Said done too late", days(-9), State.DONE_UNVERIFIED, reported_done_on=days(-2))
    promised(slot, "Said done in time", days(-9), State.DONE_UNVERIFIED, reported_done_on=days(-10))
    promised(slot, "To come", days(0), State.NOT_STARTED)
    promised(slot, "Dropped", days(-9), State.DROPPED, dropped_reason="No money.", dropped_on=days(-2))
    found = numbers()
    shown = {name: found[name] for name in found if name.startswith("promises_")}
    assert shown == {
        "promises_kept": 2, "promises_late": 2, "promises_unverified": 1, "promises_open": 1, "promises_dropped": 1,
        "promises_kept_late": 1, "promises_dropped_late": 1,
    }  # fmt: skip
    late = [one.text for one in Commitment.objects.all() if one.is_late]
    assert sorted(late) == ["Late", "Said done too late"]  # the model and the database say the same


def test_behind_every_number_stands_its_list(cast: Cast, client: Client) -> None:
    test_promises_and_only_the_panels_word_keeps_one(cast)
    answered("late", days(-20), days(-8))
    answered("by-half-an-hour", days(-20), days(-19), hour=0)
    answered("never", days(-3), None)
    page = client.get(force().get_absolute_url()).content.decode()
    links = re.findall(r'href="(/forces/[^"]+/2026/[^"]+)"><b>(\d+)</b>', page)
    assert len(links) >= 8
    for href, number in links:
        shown = client.get(href)
        assert shown.status_code == 200 and len(shown.context["rows"]) == int(number), href
    late = client.get(reverse("scorecard_list", args=[force().slug, 2026, "late"])).content.decode()
    assert "About late" in late and "12 days late" in flat(late)


def test_an_unsigned_answer_counts_for_nothing(cast: Cast) -> None:
    slot = asked(answered("one", days(9), None), Status.ACCEPTED)[0]
    promised(slot, "Draft", days(-9), State.ON_TRACK)
    PoliceResponse.objects.update(state="draft")
    assert numbers() == {"not_due": 1}


def test_a_draft_is_never_counted_nor_listed(client: Client) -> None:
    answered("hidden", days(-9), None, stage=Stage.DRAFT)
    assert scorecard.lines(force()) == []
    for address in (force().get_absolute_url(), "/overdue/", "/consultations/", "/"):
        assert "About hidden" not in client.get(address).content.decode(), address


@pytest.mark.parametrize("name", ["nothing", "promises", "promises_everything"])
def test_a_number_that_is_none_is_not_there(client: Client, name: str) -> None:
    assert client.get(f"/forces/{force().slug}/2026/{name}/").status_code == 404
    assert client.get(f"/forces/{force().slug}/99999/on_time/").status_code == 404


def test_everything_overdue_stands_on_one_page(cast: Cast, client: Client) -> None:
    answered("never", days(-3), None)
    answered("paused", days(-5), None, stage=Stage.PAUSED, stage_before_pause=Stage.FINDINGS_PUBLISHED)
    make_consultation("slow", title="About slow", stage=Stage.ANALYSIS, findings_due=days(-2))
    slot = asked(answered("open", days(-20), days(-20)), Status.REFERRED, decision_by=days(-4))[0]
    promised(slot, "Late promise", days(-9), State.ON_TRACK)
    page = flat(client.get("/overdue/").content.decode())
    for words in ("About never", "About paused", "About slow", "Ask 1: referred", "Late promise"):
        assert words in page
    for kind in ("answers", "findings", "decisions", "promises"):
        assert client.get(f"/overdue/?kind={kind}").status_code == 200
    assert client.get("/overdue/?kind=people").status_code == 404


def test_the_list_says_of_each_what_its_own_page_says(cast: Cast, client: Client) -> None:
    """Overdue is what the police have still to say; a promise, findings or an opening is late, as on its own page."""
    never = answered("never", days(-3), None)
    slow = make_consultation("slow", title="About slow", stage=Stage.ANALYSIS, findings_due=days(-2))
    slot = asked(answered("open", days(-20), days(-20)), Status.REFERRED, decision_by=days(-4))[0]
    promise = promised(slot, "Late promise", days(-9), State.ON_TRACK)
    of_open = slot.response.report.consultation.slug
    pages = {
        "overdue by 3 days": never.get_absolute_url(),
        "overdue by 4 days": reverse("recommendation", args=[of_open, slot.recommendation.number]),
        "9 days late": reverse("promise", args=[of_open, promise.pk]),
        "2 days late": slow.get_absolute_url(),
    }
    listed = flat(client.get("/overdue/").content.decode()).lower()
    assert not re.search(r"\d days? overdue", listed)
    for words, address in pages.items():
        assert words in listed and words in flat(client.get(address).content.decode()).lower(), words


def test_nothing_overdue_says_so(client: Client) -> None:
    assert "Nothing is overdue" in client.get("/overdue/").content.decode()


def test_many_are_paged_and_none_is_left_out(client: Client) -> None:
    for n in range(45):
        answered(f"late-{n:02}", days(-3 - n % 4), None)
    found, address = [], "/overdue/?kind=answers"
    while address:
        page = client.get(address).content.decode()
        found += re.findall(r"About (late-\d\d)", page)
        more = re.search(r'rel="next" href="([^"]+)"', page)
        address = f"/overdue/{more[1].replace('&amp;', '&')}" if more else ""
    assert len(found) == len(set(found)) == 45


def test_the_page_of_a_technology_tells_what_came_of_it(client: Client) -> None:
    consultation = answered("one", days(-20), days(-20))
    technology = Technology.objects.create(name="Street cameras", kind="cctv", force=force())
    consultation.technologies.add(technology)
    _, accepted = asked(consultation, Status.NOT_ACCEPTED, Status.ACCEPTED)
    promised(accepted, "Dropped", days(9), State.DROPPED, dropped_reason="No money.", dropped_on=days(-2))
    page = flat(client.get(reverse("technology", args=[technology.pk])).content.decode())
    assert "Ask 1: not_accepted" in page and "Not accepted" in page and "1 of 1 promise dropped" in page
    assert "Accepted, then dropped" in page and 'data-tone="good">Accepted' not in page
    assert "Answered – being followed up: 1 promise dropped" in page and 'data-tone="done"' not in page
    PoliceResponse.objects.update(state="draft")
    technology.name = "Cameras"
    technology.save()
    Consultation.objects.filter(pk=consultation.pk).update(stage=Stage.FINDINGS_PUBLISHED)
    # Nothing was recorded: only what has a query is made anew.
    page = flat(client.get(reverse("technology", args=[technology.pk]) + "?anew").content.decode())
    assert "Not answered yet" in page and "Not accepted" not in page


def test_the_page_of_a_technology_calls_late_what_is(client: Client) -> None:
    """An acceptance, an open decision and a claim look no better there than on their own pages."""
    consultation = answered("one", days(-400), days(-400))
    technology = Technology.objects.create(name="Street cameras", kind="cctv", force=force())
    consultation.technologies.add(technology)
    slots = asked(consultation, Status.ACCEPTED, Status.UNDER_CONSIDERATION, *[Status.ALREADY_IN_PLACE] * 12)
    RecommendationResponse.objects.filter(pk=slots[1].pk).update(decision_by=days(-40))
    promised(slots[0], "Late", days(-300), State.ON_TRACK)
    here = reverse("technology", args=[technology.pk])
    page = flat(client.get(here).content.decode())
    assert f"Supt, {consultation.force}: 300 days late" in page and "Decision overdue by 40 days" in page
    assert "The panel has not confirmed it" in page
    assert "being followed up: 1 promise 300 days late; 1 decision overdue by 40 days" in page
    assert "Ask 12:" in page and "Ask 13:" not in page and "Ask 14:" not in page
    (more,) = re.findall(r'href="(\?asked=[^"]+)"', page)
    rest = flat(client.get(here + more).content.decode())
    assert "Ask 13:" in rest and "Ask 14:" in rest and "Ask 12:" not in rest and "?asked=" not in rest


def test_on_time_after_the_force_moved_the_day_is_marked_at_the_number(client: Client) -> None:
    answered("kept", days(-20), days(-20))
    moved = answered("moved", days(-20), days(-20))
    Consultation.objects.filter(pk=moved.pk).update(response_due_before=days(-62), extension_reason="The audit.")
    late = answered("moved-and-late", days(-20), days(-2))
    Consultation.objects.filter(pk=late.pk).update(response_due_before=days(-62), extension_reason="The audit.")
    assert numbers() == {"on_time": 2, "on_time_moved": 1, "late": 1}
    assert "of these, after the force moved the day" in flat(client.get(force().get_absolute_url()).content.decode())
    page = client.get(reverse("scorecard_list", args=[force().slug, 2026, "on_time_moved"])).content.decode()
    assert [f"About {name}<" in page for name in ("kept", "moved", "moved-and-late")] == [False, True, False]


def test_a_force_named_beside_late_answers_has_a_row_of_its_own(client: Client) -> None:
    """Apart: what another force leads and signs is in none of its totals, and is not silent either."""
    beside = force("Hillside Police (example)")
    for slug, came in (("in-time", days(-20)), ("late", days(-8)), ("never", None)):
        answered(slug, days(-20), came).joint_forces.add(beside)
    (line,) = scorecard.lines(beside)
    assert {name: n for name, n in line.numbers.items() if n} == {
        "beside_on_time": 1, "beside_late": 1, "beside_overdue": 1,
    }  # fmt: skip
    assert line.median_late == "" and not any(name.startswith("beside_") for name in numbers())
    page = flat(client.get(beside.get_absolute_url()).content.decode())
    assert "<b>1</b>overdue now, beside the force that leads" in page
    listed = flat(client.get(reverse("scorecard_list", args=[beside.slug, 2026, "beside_late"])).content.decode())
    assert "About late" in listed and "12 days late" in listed and "About never" not in listed
    assert "Answers beside another force" not in flat(client.get(force().get_absolute_url()).content.decode())


def test_the_overdue_list_counts_a_promise_as_its_own_page_does(client: Client) -> None:
    """What was reported done fifteen days late does not grow while it waits for the panel."""
    slot = asked(answered("one", days(-200), days(-200)), Status.ACCEPTED)[0]
    late = promised(slot, "Reported", days(-105), State.DONE_UNVERIFIED, reported_done_on=days(-90))
    listed = flat(client.get("/overdue/").content.decode())
    assert "Reported done 15 days late, has waited 90 days for the panel" in listed and "105 days" not in listed
    own = flat(client.get(reverse("promise", args=[late.of_consultation.slug, late.pk])).content.decode())
    assert "Reported done 15 days late" in own


def test_the_pages_ask_as_often_for_many_as_for_few(client: Client) -> None:
    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    def more(n: int) -> None:
        slots = asked(answered(f"c{n}", days(-20), days(-8)), Status.ACCEPTED, Status.REFERRED, decision_by=days(-1))
        promised(slots[0], f"Promise {n}", days(-9), State.ON_TRACK)
        answered(f"d{n}", days(-4), None)

    more(0)
    pages = ["/", "/overdue/", force().get_absolute_url(), "/consultations/", "/promises/", "/technologies/"]
    few = [(page, count(page)) for page in pages]
    for n in range(1, 25):
        more(n)
    assert [(page, count(page), n) for page, n in few if not count(page) <= n <= 12] == []


def test_what_was_due_in_a_year_stays_in_it_when_its_day_moves(cast: Cast, client: Client) -> None:
    """The force moves its answer of December to January, or those who run it are late: December still says so."""
    with clock.travel(datetime(2025, 12, 8, 12, tzinfo=ZoneInfo("Europe/London"))):
        theirs = answered("theirs", date(2025, 12, 10), None)
        asked(theirs, Status.ACCEPTED)
        assert numbers(2025) == {"not_due": 1, "accepted": 1}
        standing = Membership.objects.create(
            user=cast.okoro,
            consultation=theirs,
            role=Role.OFFICER,
            accepted_at=clock.now(),
            accepted_name="N. Okoro",
            accepted_role="Chief",
        )
        assert standing.has_accepted
        moving_dates.extend_answer(theirs, date(2026, 1, 12), by=cast.okoro, reason="The audit is not done")
    ours = answered("ours", date(2025, 12, 11), None)
    Consultation.objects.filter(pk=ours.pk).update(findings_due=date(2025, 11, 1))
    ours.refresh_from_db()
    with clock.travel(datetime(2025, 12, 9, 12, tzinfo=ZoneInfo("Europe/London"))):
        ours.findings_published_at = clock.now()
        late_findings.give_back_days(ours)
        ours.save()
    answered("same-year", days(20), None)
    TermChange.objects.create(consultation=ours, name="closes_at", old="2024-01-01", new="2024-01-02", reason="x")
    assert numbers(2025) == {"moved": 2}
    assert numbers() == {"overdue": 2, "not_due": 1, "accepted": 1}
    sums = [sum(line.numbers.get(name, 0) for line in scorecard.lines(force())) for name in ("overdue", "accepted")]
    assert sums == [2, 1], "none is counted twice"
    listed = flat(client.get(reverse("scorecard_list", args=[force().slug, 2025, "moved"])).content.decode())
    assert "Was due 10 December 2025, moved to 12 January 2026: The audit is not done." in listed
    assert "About ours" in listed and "by those who run the consultation" in listed and "same-year" not in listed
    later = flat(client.get(reverse("scorecard_list", args=[force().slug, 2026, "overdue"])).content.decode())
    assert "Was due 10 December 2025" in later


def test_of_those_accepted_counts_those_alone(cast: Cast, client: Client) -> None:
    """A promise beside a refusal is no accepted recommendation that was dropped."""
    made = answered("one", TODAY, TODAY)
    refused, accepted = asked(made, Status.NOT_ACCEPTED, Status.ACCEPTED)
    for slot, states in ((refused, ["dropped"]), (accepted, ["dropped", "done_verified"])):
        for state in states:
            Commitment.objects.create(
                answer=slot, text=f"{state} of {slot.pk}", owner_role="Inspector", due=days(9), state=state,
                dropped_reason="Why" if state == "dropped" else "", dropped_on=TODAY, evidence_url="https://a.example",
                verified_by=cast.member(cast.hale), verified_at=clock.now(), reported_done_on=TODAY,
            )  # fmt: skip
    (line,) = scorecard.lines(made.force)
    assert (line.numbers["given_up"], line.numbers["given_up_in_part"]) == (0, 1)
    found = client.get(reverse("scorecard_list", args=[made.force.slug, TODAY.year, "given_up_in_part"]))
    assert "Ask 2" in found.content.decode() and "Ask 1" not in found.content.decode()
