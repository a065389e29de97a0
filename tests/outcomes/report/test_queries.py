"""The report costs the database the same however much was asked, said and found, for whoever reads it."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit import clock
from consultations.models import ParticipationToken
from deliberation.counting import counting
from deliberation.models import (
    AgendaSegment,
    Ballot,
    FactIntroduced,
    HandCount,
    Option,
    Poll,
    Question,
    SegmentRun,
    Session,
    Wave,
)
from outcomes.models import (
    Coding,
    Commitment,
    Excerpt,
    FactualComment,
    Finding,
    FindingQuote,
    FindingsReport,
    GroupStance,
    OversightStatement,
    PoliceResponse,
    Recommendation,
    RecommendationResponse,
    Theme,
)
from people.requests import everybodys
from tests.cast import Cast
from tests.outcomes.coded import WORDS, newcomer, say
from tests.outcomes.report.printed import ANSWERS, address, asked, crowd, published, text_of

#: At most so many: for a visitor, more for whoever is signed in, more for a draft, more where there were sessions.
VISITOR, SIGNED_IN, DRAFT, SESSIONS = (
    30,
    3,
    7,
    6,
)  # in a draft five are for what stands beside the words, held against what was sent


def a_report(cast: Cast) -> FindingsReport:
    """Published and answered, with two polls that are sealed."""
    asked(cast, crowd(cast, 12))
    for wave in Wave.objects.all():
        counting.seal(wave)
    report = published(cast).report
    PoliceResponse.objects.filter(report=report).update(
        state=PoliceResponse.State.SIGNED, signed_by_name="N. Okoro", signed_by_role="Chief", signed_at=clock.now()
    )
    return FindingsReport.objects.get(pk=report.pk)


def a_question(cast: Cast, waves: list[Wave], text: str) -> Question:
    """Answered by everybody who has a token, in each of the waves; which are counted again."""
    poll = Poll.objects.get(consultation=cast.consultation)
    question = Question.objects.create(poll=poll, text=text, order=Question.objects.count(), kind="scale", paired=True)
    options = [Option.objects.create(question=question, order=n, text=answer) for n, answer in enumerate(ANSWERS)]
    tokens = list(ParticipationToken.objects.filter(profile__age_band="25-34"))
    for wave in waves:
        Wave.objects.filter(pk=wave.pk).update(state=Wave.State.PLANNED)  # later, no question joins it
        wave.questions.add(question)
        Wave.objects.filter(pk=wave.pk).update(state=Wave.State.CLOSED)
        for n, token in enumerate(tokens):
            Ballot.objects.create(token=token, question=question, wave=wave, choice=str(options[n % 3].pk))
        counting.seal(wave)
    return question


def a_session(cast: Cast, name: str) -> None:
    """Of two groups, with a part that ran, a fact, a poll and a show of hands."""
    now = clock.now()
    session = Session.objects.create(
        consultation=cast.consultation, group=cast.group1, title=name, state=Session.State.ENDED, started_at=now,
        ended_at=now,
    )  # fmt: skip
    session.also.add(cast.group2)
    part = AgendaSegment.objects.create(session=session, order=1, kind="discussion", title="Talk")
    SegmentRun.objects.create(session=session, segment=part, started_at=now, ended_at=now)
    FactIntroduced.objects.create(session=session, fact=f"A fact for {name}", source="The law")
    poll = Poll.objects.get(consultation=cast.consultation)
    wave = Wave.objects.create(poll=poll, kind=Wave.Kind.PULSE, session=session, state=Wave.State.CLOSED, title=name)
    question = a_question(cast, [wave], f"Asked in {name}")
    HandCount.objects.create(wave=wave, question=question, present=12)


def a_finding(cast: Cast, report: FindingsReport, name: str) -> None:
    """With a theme, a question, a quote, how a group stood, what police said, and what it leads to."""
    area = cast.consultation.areas.get(order=2)
    both = list(Wave.objects.filter(session=None))
    finding = Finding.objects.create(
        report=report, area=area, order=report.findings.count() + 1, title=f"Finding {name}",
        computed={"evidence": [1, 1], "by_group": [
            {"group": cast.group1.pk, "name": "Group 1", "spoke": 2, "held": 1, "against": 1}
        ]},
    )  # fmt: skip
    about = Theme.objects.create(consultation=cast.consultation, title=f"Theme {name}", area=area)
    finding.themes.add(about)
    finding.questions.add(a_question(cast, both, f"What of {name}?"))
    said = say(cast, newcomer(cast, cast.group1, f"Newcomer {name}"), f"{WORDS} {name}")
    excerpt = Excerpt.objects.create(
        revision=said.revisions.get(), start=0, end=len(said.body), verbatim=said.body,
        created_by=cast.member(cast.moss), checked_by=cast.member(cast.finch), checked_at=clock.now(),
    )  # fmt: skip
    Coding.objects.create(excerpt=excerpt, theme=about, stance="for", coded_by=cast.member(cast.moss))
    FindingQuote.objects.create(finding=finding, excerpt=excerpt, printed=excerpt.text)
    GroupStance.objects.create(finding=finding, group=cast.group1, note=f"Torn about {name}")
    FactualComment.objects.create(
        report=report, finding=finding, text=f"Not so: {name}", author=cast.member(cast.okoro), from_police=True
    )
    OversightStatement.objects.create(
        consultation=cast.consultation, stage="analysis", text=name, member=cast.member(cast.hale)
    )
    a_recommendation(report, finding, name)


def a_recommendation(report: FindingsReport, finding: Finding, name: str) -> None:
    """Answered, with a promise."""
    number = report.recommendations.count() + 1
    made = Recommendation.objects.create(report=report, number=number, title=f"Do {name}")
    made.findings.add(finding)
    answer = RecommendationResponse.objects.create(
        response=report.response, recommendation=made, status="accepted", reasons="Yes."
    )
    Commitment.objects.create(answer=answer, text=f"We will do {name}", owner_role="The chief", due=clock.today())


def more(cast: Cast, report: FindingsReport, names: str, sessions: bool) -> None:
    for name in names:
        a_finding(cast, report, name)
        if sessions:
            a_session(cast, f"Evening {name}")


def read(cast: Cast, client_for, who: str) -> tuple[int, str]:
    """How many queries the page takes, and what it says."""
    client = client_for(None if who == "visitor" else getattr(cast, who))
    cache.clear()  # what is told here is written past the acts
    everybodys.version()  # what was recorded since the last look is looked at once
    with CaptureQueriesContext(connection) as queries:
        page = client.get(address(cast))
    assert page.status_code == 200
    return len(queries), text_of(page.content.decode())


@pytest.mark.parametrize("sessions", [False, True])
@pytest.mark.parametrize("state", ["published", "draft"])
def test_the_page_takes_the_same_queries_at_any_size(cast: Cast, client_for, sessions: bool, state: str) -> None:
    report = a_report(cast)
    more(cast, report, "A", sessions)
    readers = ["visitor", "carys", "moss"]
    if state == "draft":
        FindingsReport.objects.filter(pk=report.pk).update(state="draft", published_at=None)
        Finding.objects.filter(report=report).update(computed={})
        readers = ["moss"]
    few = {who: read(cast, client_for, who)[0] for who in readers}
    more(cast, report, "BCD", sessions)
    many = {who: read(cast, client_for, who) for who in readers}
    assert {who: queries for who, (queries, _) in many.items()} == few
    assert few.get("visitor", 0) <= VISITOR + SESSIONS * sessions
    assert max(few.values()) <= VISITOR + SESSIONS * sessions + SIGNED_IN + DRAFT * (state == "draft")
    for _, text in many.values():
        for shown in ["Finding D", "What of D?", f"{WORDS} D", "Do D", "Not so: D"]:
            assert shown in text
        assert ("Evening D" in text) == ("A fact for Evening D" in text) == ("Asked in Evening D" in text) == sessions
        assert state == "draft" or ("Torn about D" in text and "We will do D" in text)
