"""What acts and pages ask of the database, with little there and with much. `bench/queries.py` counts the story's."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit import clock
from audit.models import Entry
from consultations.models import Consultation, Stage
from deliberation.discussion import discussion
from deliberation.models import Contribution, Thread
from outcomes.answers import points, promising, responses
from outcomes.coding import coding, standing
from outcomes.findings import findings
from outcomes.models import (
    Commitment,
    Excerpt,
    Finding,
    FindingsReport,
    MadeFile,
    PoliceResponse,
    RecommendationResponse,
    Stance,
)
from outcomes.report import paper
from tests.cast import Cast
from tests.outcomes import coded, published

BASE = "/consultations/street-cameras/"
SignIn = Callable[[object], Client]
SIZES = pytest.mark.parametrize("size", [3, 40])
#: Of a post one tells the pages that are open, of a draft one keeps it among the earlier ones; of the findings three
#: look at what waits for a facilitator, at who proposed, and at the newest act, after which the list is kept, one at
#: what was set aside, one at reports of posts that nobody answered, one at records whose words were taken out, one at
#: the poll questions that the panel’s mark has, and one each at statements and questions to experts that wait. Of a
#: signature two look at what was corrected of the report, two at what became of promises. Of a code two lock what
#: somebody else may change at once, four work out where it stands.
POST, CODE, DRAFT, SIGN, FINDINGS = 13, 20, 14, 24, 31
ONE_FINDING = 12  # each thing once: no more where a group has a note, the panel was asked, or both sides are quoted
ANSWER, PROMISES, OVERDUE = 11, 6, 10  # to whoever has no account, made anew
CODING = 12  # a page of the coding, once its standing is known


def asked_by(send: Callable[[], Any], status: int) -> int:
    """How many statements one request took, the edges of its transactions too."""
    with CaptureQueriesContext(connection) as asked:
        answer = send()
    assert answer.status_code == status, answer.content.decode()
    return len(asked)


@SIZES
@pytest.mark.parametrize("who", ["amina", "moss"])
def test_a_post(cast: Cast, client_for: SignIn, size: int, who: str) -> None:
    area = cast.consultation.areas.get(order=1)
    thread = Thread.objects.create(area=area, group=cast.group1, title="Talk")
    for n in range(size):
        discussion.post(thread, f"Number {n}", by=cast.bilal)
    client = client_for(getattr(cast, who))
    form = {"body": "Put up a sign.", "key": "one sending"}
    send = lambda: client.post(f"{BASE}threads/{thread.pk}/post/", form, headers={"HX-Request": "true"})  # noqa: E731
    assert asked_by(send, 200) <= POST
    assert Contribution.objects.filter(body="Put up a sign.").count() == 1


@SIZES
def test_a_code(cast: Cast, client_for: SignIn, size: int) -> None:
    themes = [coded.theme(cast, f"Theme {n}") for n in range(size)]
    said = [coded.say(cast, cast.amina, f"Number {n}. {coded.WORDS}") for n in range(size)]
    for one in said[1:]:
        coded.code(cast, one, themes[0])
    form = {
        "do": "code", "words": coded.WORDS, "themes": [theme.pk for theme in themes], "stance": "for", "intensity": 2,
        "directed_at": "none", "concern": "none",
    }  # fmt: skip
    client = client_for(cast.moss)
    assert asked_by(lambda: client.post(f"{BASE}coding/{said[0].pk}/", form), 302) <= CODE
    assert Excerpt.objects.get(revision__contribution=said[0]).codings.count() == size


def answered(cast: Cast, size: int) -> Any:
    """An answer that can be signed, to so many recommendations."""
    response = published.publish(cast, recommendations=size)
    responses.write_opening(response, by=cast.reyes, text="We have read every word.")
    points.say(response, by=cast.reyes, points=published.SAID)
    for slot in response.answers.all():
        responses.answer(slot, by=cast.reyes, status="accepted", reasons="It is right.")
        due = clock.today() + timedelta(days=30)
        promising.promise(slot, by=cast.reyes, text="Put up signs", owner_role="Superintendent", due=due)
    response.refresh_from_db()
    return response


@SIZES
def test_a_draft_answer_with_a_promise(cast: Cast, client_for: SignIn, size: int) -> None:
    answered(cast, size)
    due = clock.today() + timedelta(days=30)
    form = {"status": "accepted", "reasons": "So be it.", "text": "A map", "owner_role": "Chief", "due": f"{due}",
            "seen": "2"}  # fmt: skip
    client = client_for(cast.reyes)
    client.get(f"{BASE}response/2/")  # the form it is sent from
    assert asked_by(lambda: client.post(f"{BASE}response/2/", form), 302) <= DRAFT
    slot = RecommendationResponse.objects.get(recommendation__number=2)
    assert slot.reasons == "So be it." and slot.commitments.filter(text="A map").exists()


def test_the_answer_is_kept_though_the_promise_beside_it_is_refused(cast: Cast, client_for: SignIn) -> None:
    answered(cast, 2)
    form = {"status": "accepted", "reasons": "So be it.", "text": "A map", "owner_role": "Chief", "due": "2020-01-01"}
    form["seen"] = "2"
    refused = client_for(cast.reyes).post(f"{BASE}response/2/", form)
    assert refused.status_code == 422 and "in the future" in refused.content.decode()
    assert RecommendationResponse.objects.get(recommendation__number=2).reasons == "So be it."
    assert not Commitment.objects.filter(text="A map").exists()


@SIZES
def test_a_signature(cast: Cast, client_for: SignIn, size: int, settings: Any) -> None:
    settings.DEMO = False  # people are told by the worker
    response = answered(cast, size)
    mark = responses.fingerprint(response)
    form = {"name": "N. Okoro", "role": "Chief", "previewed": mark, "confirmed": "on"}
    paper.refresh(cast.consultation)
    MadeFile.objects.update(is_wanted=False)  # made when the findings were published
    client = client_for(cast.okoro)
    client.get(f"{BASE}response/sign/")  # the form it is sent from
    assert asked_by(lambda: client.post(f"{BASE}response/sign/", form), 302) <= SIGN
    cast.consultation.refresh_from_db()
    assert cast.consultation.stage == Stage.RESPONSE_PUBLISHED


@SIZES
def test_public_pages_of_an_answer(cast: Cast, client: Client, size: int) -> None:
    """Each row without a question of its own, where every second thing is left open and overdue as well."""
    response = answered(cast, size)
    late = response.answers.filter(recommendation__number__gt=1)
    late.update(status="under_consideration", decision_by=clock.today() - timedelta(days=3))
    PoliceResponse.objects.update(
        state="signed", signed_by_name="N. Okoro", signed_by_role="Chief", signed_at=clock.now()
    )
    cast.at(Stage.FOLLOW_UP)
    Consultation.objects.update(findings_published_at=clock.now(), response_published_at=clock.now())
    for page, most in (
        (f"{BASE}answer/", ANSWER),
        (f"{BASE}promises/", PROMISES),
        ("/overdue/?kind=decisions", OVERDUE),
    ):
        client.get(page)
        assert asked_by(lambda page=page: client.get(page), 200) <= most, page
    assert client.get("/overdue/?kind=decisions").content.decode().count("Overdue by 3 days") == min(size - 1, 20)


@SIZES
def test_the_list_of_findings(cast: Cast, ready_finding: Finding, client_for: SignIn, size: int) -> None:
    quotes = list(ready_finding.quotes.order_by("pk"))
    for n in range(size - 1):
        made = findings.add_finding(
            ready_finding.report,
            ready_finding.area,
            by=cast.moss,
            title=f"More {n}",
            themes=list(ready_finding.themes.all()),
        )
        findings.set_quotes(made, quotes, by=cast.moss)
    client = client_for(cast.moss)
    assert asked_by(lambda: client.get(f"{BASE}findings/"), 200) <= FINDINGS


@SIZES
def test_one_finding(cast: Cast, ready_finding: Finding, client_for: SignIn, size: int) -> None:
    """Neither other findings, nor the themes there are, nor those it has, nor its passages, make it ask more."""
    about = ready_finding.themes.get()
    FindingsReport.objects.update(state=FindingsReport.State.DRAFT)  # with the form for its place
    for n in range(size - 1):
        findings.add_finding(ready_finding.report, ready_finding.area, by=cast.moss, title=f"More {n}")
        ready_finding.themes.add(coded.theme(cast, f"Theme {n}"))
        coded.code(cast, coded.say(cast, cast.bilal, f"Number {n}."), about)
    against = coded.newcomer(cast, cast.group2, "Wren")
    coded.code(cast, coded.say(cast, against), about, Stance.AGAINST)
    findings.recount(ready_finding)
    findings.note_groups(ready_finding, {cast.group1.pk: "One was not sure"}, by=cast.moss)
    findings.choose_label(ready_finding, by=cast.moss, breadth="consensus", strongly_felt=True, override_reason="So")
    client, address = client_for(cast.moss), f"{BASE}findings/{ready_finding.pk}/"
    page = client.get(address).content.decode()
    for shown in ("One was not sure", "The panel was asked on", "Quote people against it as well", "Split it in two"):
        assert shown in page, shown
    assert asked_by(lambda: client.get(address), 200) == ONE_FINDING


@SIZES
def test_pages_of_the_coding(cast: Cast, client_for: SignIn, size: int) -> None:
    """The searched list too, whatever it is searched by: each choice is looked for among what the form offers."""
    themes = [coded.theme(cast, f"Theme {n}") for n in range(size)]
    said = [coded.say(cast, cast.amina, f"Number {n}. {coded.WORDS}") for n in range(size)]
    for one, theme in zip(said, themes, strict=True):
        coded.code(cast, one, theme)
    chosen = f"theme={themes[0].pk}&coded_by={cast.member(cast.moss).pk}&group={cast.group1.pk}&stance=for"
    thread = said[0].thread
    client = client_for(cast.moss)
    for page in (
        f"?{chosen}&area={thread.area_id}&words=number",
        f"{said[1].pk}/",
        f"read/{thread.pk}/?at={said[1].pk}",
    ):
        client.get(f"{BASE}coding/{page}")
        assert asked_by(lambda page=page: client.get(f"{BASE}coding/{page}"), 200) <= CODING, page
    assert "Number 0" in client.get(f"{BASE}coding/?{chosen}").content.decode()
    for nonsense in ("theme=999999", "theme=x", "theme=-1"):
        page = client.get(f"{BASE}coding/?{nonsense}").content.decode()
        assert "Number 0" in page and "not one of the available choices" in page


def test_where_nothing_was_recorded_the_coding_is_counted_once(cast: Cast) -> None:
    """And the first act is seen all the same."""
    said = coded.say(cast, cast.amina, coded.WORDS)
    assert not Entry.objects.filter(consultation__in=["", cast.consultation.slug]).exists()
    before = standing.of(cast.consultation)
    with CaptureQueriesContext(connection) as asked:
        assert standing.of(cast.consultation) == before and before.done == 0
    assert len(asked) == 1
    coding.mark_not_relevant(said, by=cast.moss, why="greeting")
    assert standing.of(cast.consultation).done == 1


def test_who_meets_somebody_at_the_same_words_looks_again(cast: Cast) -> None:
    """The database refuses the second of two at once; the act then finds the first."""
    met = iter([IntegrityError("excerpt_once"), None])

    def act() -> str:
        if error := next(met):
            raise error
        return "found"

    assert coding.even_at_once(act) == "found"
