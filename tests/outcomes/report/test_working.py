"""From a sentence of the report to what it rests on, and back: in two taps, without a script."""

import re
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from deliberation.models import Question, Wave
from outcomes.models import Finding, FindingQuote
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes.report.printed import address, asked, crowd, published, text_of

MOST_QUERIES = 12


def page(cast: Cast, number: str) -> str:
    answer = Client().get(address(cast, f"report/findings/{number}/"))
    assert answer.status_code == 200
    return answer.content.decode()


@made_once
def finding(cast: Cast) -> Finding:
    return published(cast)


def test_every_sentence_of_the_summary_and_every_finding_leads_there(cast: Cast, finding: Finding) -> None:
    html = Client().get(address(cast)).content.decode()
    target = address(cast, f"report/findings/{finding.number}/")
    summary = html[html.index('id="summary"') : html.index('id="method"')]
    points = re.findall(r"<li>(.*?)</li>", summary, re.S)
    assert len(points) == len(finding.report.summary) and all(target in point for point in points)
    # Outside the fold of the finding itself: one tap opens the part, the next leads on.
    found = html[html.index(f'id="finding-{finding.number}"') :]
    assert target in found[: found.index("<details")]


def test_it_shows_the_working_the_words_the_poll_and_the_way_back(cast: Cast) -> None:
    question = asked(cast, crowd(cast, 12))
    finding = published(cast)
    finding.questions.add(question)
    html, text = page(cast, finding.number), text_of(page(cast, finding.number))
    assert finding.said in text and "Spoke on it, on any side 3" in text and "So the rules propose" in text
    printed = FindingQuote.objects.filter(finding=finding).values_list("printed", flat=True)
    assert len(printed) == 3 and all(words in text for words in printed)
    assert "passages from 3 people" in text
    back = f'{address(cast)}#finding-{finding.number}"'
    assert html.count(back) >= 2
    for wave in Wave.objects.filter(questions=question):
        results = address(cast, f"polls/{wave.pk}/results/")
        assert results in html and Client().get(results).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        page(cast, finding.number)
    assert len(queries) <= MOST_QUERIES
    assert re.search(r"Hold it 3 (?!%)\w", text)  # three people are no percentage


def test_passages_that_are_not_printed_are_counted(cast: Cast, finding: Finding) -> None:
    finding.computed["evidence"] = [14, 9]
    finding.save()
    assert "11 more passages are counted and not printed" in text_of(page(cast, finding.number))


def test_a_higher_label_says_who_chose_it_and_why(cast: Cast, finding: Finding) -> None:
    Finding.objects.filter(pk=finding.pk).update(breadth="single", override_reason="They said the same of one evening.")
    text = text_of(page(cast, finding.number))
    assert "a person chose otherwise, because: They said the same of one evening." in text


def test_no_draft_no_other_number(cast: Cast, client_for: Any, finding: Finding) -> None:
    for number in ("9.9", "1", "x"):
        assert Client().get(address(cast, f"report/findings/{number}/")).status_code == 404
    finding.report.__class__.objects.filter(pk=finding.report_id).update(state="draft")
    for who in (None, cast.moss, cast.amina, cast.okoro):
        assert client_for(who).get(address(cast, f"report/findings/{finding.number}/")).status_code in (302, 404)


def test_unasked_question_says_so(cast: Cast, finding: Finding) -> None:
    assert "It rests on no poll question." in text_of(page(cast, finding.number)) and not Question.objects.exists()
