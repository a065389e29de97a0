"""“Nobody can switch that off”: no act of anybody takes away that an answer, or a promise, was late (invariant 31)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from consultations.models import Consultation, Stage, TermChange
from consultations.signing import as_told
from consultations.stages import moving_dates, stages
from outcomes.answers import promising, responses
from outcomes.models import Commitment, PoliceResponse
from outcomes.models.promises import NOT_DONE
from outcomes.promises import commitments
from people.errors import Refused
from people.text.dates import day
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes.answers.test_sign import complete
from tests.outcomes.published import publish
from tests.pages import anew, flat

pytestmark = pytest.mark.django_db
State = Commitment.State
REASON = " ".join(["The site was sold and no other one can carry the mast before the money ends."] * 4)


@made_once
def late(cast: Cast) -> PoliceResponse:
    """Findings are out, and the answer was due five days ago."""
    response = publish(cast)
    due = clock.today() - timedelta(5)
    Consultation.objects.filter(pk=cast.consultation.pk).update(response_due=due, findings_published_at=clock.now())
    cast.consultation.refresh_from_db()
    return response


def everywhere(cast: Cast, *pages: str) -> list[str]:
    client, found = Client(), []
    for page in ["/", *(cast.consultation.get_absolute_url() + page for page in ("", *pages))]:
        answer = client.get(page)
        assert answer.status_code == 200, page
        found.append(flat(answer.content.decode()))
    return found


def test_neither_a_pause_nor_a_moved_date_hides_that_the_answer_is_overdue(late: PoliceResponse, cast: Cast) -> None:
    stages.pause(cast.consultation, by=cast.hale, reason="A threat was made.")
    assert all("overdue by 5 days" in page.lower() or ">5<" in page for page in everywhere(cast))
    stages.resume(cast.consultation, by=cast.hale)
    for by in (cast.okoro, cast.moss):
        with pytest.raises((Refused, stages.access.NotAllowed)):
            moving_dates.extend_answer(cast.consultation, clock.today() + timedelta(9), by=by, reason="More time.")
    assert all("5 days" in page or ">5<" in page for page in everywhere(cast, "answer/"))


def test_signing_late_is_said_for_good(late: PoliceResponse, cast: Cast) -> None:
    complete(late, cast)
    as_told(responses.sign, late, by=cast.okoro, previewed=responses.fingerprint(late))
    with clock.travel(clock.now() + timedelta(40)):
        assert all("5 days late" in page for page in everywhere(cast, "answer/"))
        stages.catch_up(Consultation.objects.get(pk=cast.consultation.pk))
        assert all("5 days late" in page for page in everywhere(cast, "answer/"))
        for promise in Commitment.objects.all():
            as_told(commitments.drop, promise, by=cast.okoro, reason=REASON)
        stages.move(Consultation.objects.get(pk=cast.consultation.pk), "complete", by=cast.hale)
        assert all("5 days late" in page for page in everywhere(cast, "answer/"))


def test_beside_a_late_answer_it_stands_that_the_findings_were_late_first(late: PoliceResponse, cast: Cast) -> None:
    """Whoever runs it cannot make the force late and leave only the force's days on the pages."""
    said = "The findings had come 9 days late, by those who run the consultation."
    assert not any(said in page for page in everywhere(cast, "answer/"))
    Consultation.objects.filter(pk=cast.consultation.pk).update(findings_due=clock.today() - timedelta(9))
    anew()
    assert all(said in page for page in everywhere(cast, "answer/")[1:])
    complete(late, cast)
    as_told(responses.sign, late, by=cast.okoro, previewed=responses.fingerprint(late))
    found = everywhere(cast, "answer/")
    assert said in found[2] and "5 days late" in found[2], "neither lateness takes the other away"


@pytest.mark.usefixtures("ready_finding")
@pytest.mark.parametrize(("by", "moved"), [(0, 0), (9, 9), (60, 60)])
def test_findings_on_the_eve_of_the_answer_do_not_make_the_force_late(cast: Cast, by: int, moved: int) -> None:
    """The facilitator publishes on the last day: the answer gets the days back, and the force keeps its own move."""
    due = clock.today()
    Consultation.objects.filter(pk=cast.consultation.pk).update(findings_due=due - timedelta(by), response_due=due)
    now = stages.move(Consultation.objects.get(pk=cast.consultation.pk), "publish_findings", by=cast.moss)
    assert (now.response_due, now.response_due_before, now.findings_days_late) == (due + timedelta(moved), None, by)
    changes = list(now.term_changes.filter(name="response_due").values_list("old", "new", "reason"))
    assert len(changes) == bool(by)
    if by:
        terms = flat(Client().get(reverse("terms", args=[now.slug])).content.decode())
        assert f"The findings came {by} days late, by those who run the consultation." in terms
        moving_dates.extend_answer(now, now.response_due + timedelta(7), by=cast.okoro, reason="More time.")
        with clock.travel(clock.now() + timedelta(moved + 9)):
            said = f"The findings had come {by} days late"
            assert all(said in page and "2 days" in page for page in everywhere(cast, "answer/")[1:])


def test_findings_that_are_late_are_said_to_move_the_answer_before_they_come(cast: Cast) -> None:
    """A day that has passed already is nobody’s promise any more; and a pause of the panel is beside it."""
    cast.at(Stage.ANALYSIS)
    due = clock.today() - timedelta(1)
    Consultation.objects.filter(pk=cast.consultation.pk).update(findings_due=due - timedelta(50), response_due=due)
    said = (
        "The findings are 51 days late, by those who run the consultation. The answer is due as many days later as "
        f"they come late: so far by {day(due + timedelta(51))}."
    )
    assert said in flat(Client().get(reverse("consultation", args=[cast.consultation.slug])).content.decode())


@pytest.mark.usefixtures("ready_finding")
def test_a_pause_before_late_findings_is_said_beside_a_late_answer(cast: Cast) -> None:
    Consultation.objects.filter(pk=cast.consultation.pk).update(
        findings_due=clock.today() - timedelta(9), response_due=clock.today()
    )
    stages.pause(Consultation.objects.get(pk=cast.consultation.pk), by=cast.hale, reason="A threat was made.")
    stages.resume(Consultation.objects.get(pk=cast.consultation.pk), by=cast.hale)
    now = stages.move(Consultation.objects.get(pk=cast.consultation.pk), "publish_findings", by=cast.moss)
    with clock.travel(clock.now() + timedelta(90)):
        assert (
            f"Before the findings it was paused by the panel on {day(now.findings_published_at)}"
            in everywhere(cast, "answer/")[1]
        )


def test_beside_a_late_answer_stands_when_the_panel_let_nobody_sign(late: PoliceResponse, cast: Cast) -> None:
    stages.pause(cast.consultation, by=cast.hale, reason="A threat was made.")
    stages.resume(cast.consultation, by=cast.hale)
    today = day(clock.now())
    said = f"paused by the panel on {today}: signing was blocked then, and the days count"
    assert all(said in page for page in everywhere(cast, "answer/")[1:])
    complete(late, cast)
    as_told(responses.sign, late, by=cast.okoro, previewed=responses.fingerprint(late))
    now = Consultation.objects.get(pk=cast.consultation.pk)
    counted = reverse("scorecard_list", args=[now.force.slug, now.response_due.year, "late"])
    with clock.travel(clock.now() + timedelta(3)):
        stages.pause(now, by=cast.hale, reason="Again.")  # after the answer: no day of it was lost
        for page in (everywhere(cast, "answer/")[2], flat(Client().get(counted).content.decode())):
            assert said in page and "since" not in page.partition("paused by the panel")[2].partition(".")[0]


def test_an_answer_in_time_is_not_said_to_be_late(cast: Cast) -> None:
    response = publish(cast)
    Consultation.objects.filter(pk=cast.consultation.pk).update(findings_published_at=clock.now())
    complete(response, cast)
    as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))
    assert not any("days late" in page or "day late" in page for page in everywhere(cast, "answer/"))


@made_once
def promise(cast: Cast) -> Commitment:
    """Promised in a published answer, due in ten days; today it is twelve days late."""
    response = publish(cast)
    made = promising.promise(
        response.answers.first(), by=cast.reyes, text="Put up signs", owner_role="Inspector",
        due=clock.today() + timedelta(10),
    )  # fmt: skip
    PoliceResponse.objects.update(
        state="signed", signed_by_name="N. Okoro", signed_by_role="Officer", signed_at=clock.now()
    )
    cast.at(Stage.FOLLOW_UP)
    return made


def report(promise: Commitment, cast: Cast, state: str) -> None:
    text = f"All up, after {promise.updates.count()} words before."
    commitments.report_progress(
        promise, by=cast.reyes, text=text, state=state, evidence_url="https://example.org/signs"
    )


def standing(promise: Commitment, cast: Cast) -> list[str]:
    """Pages that show the promise: its own, the list of its consultation, the list of all."""
    found = everywhere(cast, "promises/", f"promises/{promise.pk}/")[2:]
    return [*found, flat(Client().get("/promises/").content.decode())]


def test_a_report_alone_does_not_take_a_promise_off_the_late_ones(promise: Commitment, cast: Cast) -> None:
    with clock.travel(clock.now() + timedelta(22)):
        report(promise, cast, State.DONE_UNVERIFIED)
    with clock.travel(clock.now() + timedelta(60)):
        promise.refresh_from_db()
        assert promise.is_late
        assert all("Reported done 12 days late" in page and ">Late<" in page for page in standing(promise, cast))
        commitments.verify(promise, by=cast.hale)
        assert all("Done 12 days late" in page and ">Late<" not in page for page in standing(promise, cast))


def test_reporting_back_and_forth_gains_no_day(promise: Commitment, cast: Cast) -> None:
    report(promise, cast, State.DONE_UNVERIFIED)
    with clock.travel(clock.now() + timedelta(22)):
        report(promise, cast, State.ON_TRACK)
        assert promise.lateness == "12 days late"
        report(promise, cast, State.DONE_UNVERIFIED)
    with clock.travel(clock.now() + timedelta(23)):
        report(promise, cast, State.DONE_UNVERIFIED)
        assert promise.lateness == "reported done 12 days late"
        commitments.send_back(promise, by=cast.hale, reason="Two streets have none.")
        assert promise.lateness == f"13 days late, of these 1 day while {NOT_DONE}"


def test_dropping_it_late_stays_said(promise: Commitment, cast: Cast) -> None:
    with clock.travel(clock.now() + timedelta(22)):
        as_told(commitments.drop, promise, by=cast.okoro, reason=REASON)
    with clock.travel(clock.now() + timedelta(99)):
        promise.refresh_from_db()
        assert not promise.is_late
        assert all("Dropped 12 days late" in page for page in standing(promise, cast))


def test_on_time_says_that_the_force_had_moved_the_day(cast: Cast) -> None:
    """Else whoever moves it once is as punctual as whoever kept the day that everybody was promised."""
    response, due = publish(cast), clock.today() + timedelta(days=3)
    Consultation.objects.update(response_due=due, findings_published_at=clock.now())
    cast.consultation.refresh_from_db()
    moving_dates.extend_answer(cast.consultation, due + timedelta(days=14), by=cast.okoro, reason="Two of us are ill.")
    complete(response, cast)
    said = f"The force had moved it from {day(due)}. The reason given: Two of us are ill."
    with clock.travel(clock.now() + timedelta(days=10)):
        as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))
        assert "Answered on time" in (page := everywhere(cast, "answer/")[-1]) and said in page
        year = Consultation.objects.get().response_due.year
        behind = reverse("scorecard_list", args=[cast.consultation.force.slug, year, "on_time"])
        listed = flat(Client().get(behind).content.decode())
        assert f"Was due {day(due)}, moved to {day(due + timedelta(days=14))}: Two of us are ill." in listed


@pytest.mark.parametrize(
    ("does", "said"),
    [
        ("nothing", "1 promise 12 days late"),
        ("report", "1 promise reported done 12 days late"),
        ("report and verify", "1 promise done 12 days late"),
        ("drop", "1 promise dropped 12 days late"),
    ],
)
def test_neither_a_pause_nor_the_end_takes_a_late_promise_off_any_list(
    promise: Commitment, cast: Cast, does: str, said: str
) -> None:
    """The clock of the consultation is not green while a promise is late or was, whoever pauses or completes it."""
    Consultation.objects.filter(pk=cast.consultation.pk).update(
        response_due=clock.today() - timedelta(3), response_published_at=clock.now(), findings_published_at=clock.now()
    )
    with clock.travel(clock.now() + timedelta(22)):
        if "report" in does:
            report(promise, cast, State.DONE_UNVERIFIED)
        if "verify" in does:
            commitments.verify(promise, by=cast.hale)
        if does == "drop":
            as_told(commitments.drop, promise, by=cast.okoro, reason=REASON)
        now = Consultation.objects.get(pk=cast.consultation.pk)
        address = [now.get_absolute_url(), "/", reverse("archive"), now.force.get_absolute_url()]
        tone = "soon" if promise.settled or does in ("report and verify", "drop") else "late"

        def clocks(words: str) -> None:
            found = f'data-tone="{tone}">{words}{said}</span>'
            pages = [flat(Client().get(one).content.decode()) for one in address]
            assert [found in page for page in pages] == [True] * len(pages), found

        clocks("Answered, 3 days late – being followed up: ")
        stages.pause(now, by=cast.hale, reason="A threat was made.")
        clocks("Paused – answered, 3 days late; ")
        assert f"Paused. {said}" in flat(Client().get(address[0]).content.decode()), "the rail says both"
        stages.resume(Consultation.objects.get(pk=now.pk), by=cast.hale)
        if tone == "soon":
            cast.at(Stage.COMPLETED)
            clocks("Completed – answered, 3 days late; ")
            assert f'progress-note">{said}' in flat(Client().get(address[0]).content.decode())


def test_a_promise_that_was_kept_in_time_leaves_the_clock_green(promise: Commitment, cast: Cast) -> None:
    report(promise, cast, State.DONE_UNVERIFIED)
    commitments.verify(promise, by=cast.hale)
    with clock.travel(clock.now() + timedelta(40)):
        page = flat(Client().get(cast.consultation.get_absolute_url()).content.decode())
        assert 'data-tone="done">Answered – being followed up</span>' in page


def test_junk_reports_do_not_make_the_panel_late(promise: Commitment, cast: Cast) -> None:
    """The force reports done with any link, as soon as it is sent back: no day of it is told as the panel’s."""
    for n in range(3):
        with clock.travel(clock.now() + timedelta(11 + 30 * n)):
            commitments.report_progress(
                promise, by=cast.reyes, text=f"Done, {n}.", state=State.DONE_UNVERIFIED,
                evidence_url=f"https://example.org/{n}",
            )  # fmt: skip
        with clock.travel(clock.now() + timedelta(40 + 30 * n)):
            panel = (cast.hale, cast.quill)[n % 2]
            commitments.send_back(promise, by=panel, reason="It shows nothing.")
    with clock.travel(clock.now() + timedelta(110)):
        assert promise.lateness == f"100 days late, of these 87 days while {NOT_DONE}"
        assert not any("had not looked" in page for page in standing(promise, cast))


def history(cast: Cast) -> str:
    return flat(Client().get(reverse("recommendation", args=[cast.consultation.slug, 1])).content.decode())


def test_the_history_says_when_a_promise_was_dropped_late(promise: Commitment, cast: Cast) -> None:
    with clock.travel(clock.now() + timedelta(22)):
        as_told(commitments.drop, promise, by=cast.okoro, reason=REASON)
    with clock.travel(clock.now() + timedelta(99)):
        page = history(cast)
        assert "Put up signs: dropped – 12 days late" in page and "Missed: dropped 12 days late" in page
        assert "Inspector, Riverside Police (example): dropped 12 days late" in page, "above the history too"
        assert page.count('data-tone="bad"') > 2


def test_the_history_says_each_date_kept_or_missed(promise: Commitment, cast: Cast) -> None:
    with clock.travel(clock.now() + timedelta(25)):
        report(promise, cast, State.DONE_UNVERIFIED)
    with clock.travel(clock.now() + timedelta(99)):
        page = history(cast)
        assert "Put up signs: done, not yet checked – 15 days late" in page
        assert "Missed: reported done 15 days late, and waits for the panel" in page and "89 days ago" not in page
        commitments.verify(promise, by=cast.hale)
        assert "Missed: done 15 days late" in history(cast)
        Commitment.objects.update(reported_done_on=promise.due)
        anew()
        assert "Missed:" not in history(cast) and "Kept" in history(cast)


def test_every_move_of_the_day_stands_beside_on_time_and_in_the_history(cast: Cast) -> None:
    """Days that came with late findings, and the move of the force: each told as whose it was."""
    response, due = publish(cast), clock.today() + timedelta(days=3)
    Consultation.objects.update(response_due=due, findings_published_at=clock.now())
    TermChange.objects.create(
        consultation=cast.consultation, name="response_due", old=(due - timedelta(9)).isoformat(),
        new=due.isoformat(), reason="The findings came 9 days late, by those who run the consultation.",
    )  # fmt: skip
    cast.consultation.refresh_from_db()
    moving_dates.extend_answer(cast.consultation, due + timedelta(days=14), by=cast.okoro, reason="Two of us are ill.")
    complete(response, cast)
    for late in (0, 3):
        with clock.travel(clock.now() + timedelta(days=17 + late)):
            if not late:
                as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))
            else:
                Consultation.objects.update(response_published_at=clock.now())
            page = everywhere(cast, "answer/")[-1]
            assert ("Answered on time" in page) == (not late)
            others = f"Was due {day(due - timedelta(9))}, moved to {day(due)}: The findings came 9 days late"
            assert page.count(others) == 1 and page.count(f"The force had moved it from {day(due)}.") == 1
            assert "Two of us are ill.: " not in page and page.count("Two of us are ill") == 1
            told = history(cast)
            assert f"The day of the answer was moved from {day(due - timedelta(9))} to {day(due)}" in told
            assert f"The force moved the day of its answer from {day(due)} to {day(due + timedelta(14))}" in told
            assert ("Missed: it came 3 days late" in told) == bool(late)
