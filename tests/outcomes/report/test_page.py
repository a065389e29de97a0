"""What the page says, in which order, and that every claim leads to its evidence."""

import gzip
import re
from itertools import pairwise

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit import clock
from consultations.joining import joining
from consultations.models import Consultation, DiscussionArea, ParticipantProfile
from deliberation.models import Ballot, Option, Poll, Question, Session, Wave
from outcomes.answers import responses
from outcomes.findings import findings
from outcomes.models import FactualComment, Finding, FindingQuote, FindingsReport
from outcomes.report import conditions, findings_section
from outcomes.report import report as reports
from people.models import User
from people.requests import everybodys
from tests.cast import Cast
from tests.outcomes.coded import commented, quote, ready_to_publish, theme
from tests.outcomes.published import publish
from tests.outcomes.report.printed import address, asked, corrected, crowd, headings, text_of

ORDER = [
    "In brief", "Executive summary", "How this was done", "Part 1: Policing where you live", "Part 2: Cameras",
    "The technologies side by side", "Before and after", "Where people differ", "What people did not know",
    "Open questions", "What participants asked for", "Police comments on facts", "Oversight statement",
    "Conclusion and conditions", "Annexes", "The police answer", "Promises",
]  # fmt: skip


def page_of(cast: Cast, client_for) -> str:
    cache.clear()  # what is told in these tests is written past the acts
    return client_for(None).get(address(cast)).content.decode()


@pytest.mark.usefixtures("published_finding")
def test_headings_come_in_the_agreed_order(cast: Cast, client_for) -> None:
    assert headings(page_of(cast, client_for)) == ORDER


@pytest.mark.usefixtures("published_finding")
def test_contents_are_the_headings(cast: Cast, client_for) -> None:
    page = page_of(cast, client_for)
    nav = page[page.index('<nav class="contents"') : page.index("</nav>", page.index('<nav class="contents"'))]
    links = re.findall(r'<a href="#([^"]+)">(.*?)</a>', nav)
    assert [title for _, title in links] == ORDER
    assert all(f'id="{anchor}"' in page for anchor, _ in links)


@pytest.mark.usefixtures("published_finding")
def test_headings_never_skip_a_level(cast: Cast, client_for) -> None:
    page = page_of(cast, client_for)
    levels = [int(n) for n in re.findall(r"<h([1-6])\b", page[page.index("<main") :])]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.usefixtures("published_finding")
def test_ids_are_unique_and_every_link_on_the_page_lands(cast: Cast, client_for) -> None:
    responses.start(cast.consultation.report)
    page = page_of(cast, client_for)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


@pytest.mark.usefixtures("published_finding")
def test_a_finding_shows_label_count_words_and_evidence(cast: Cast, client_for) -> None:
    page = page_of(cast, client_for)
    said = text_of(page[page.index('id="finding-2.1"') : page.index("</article>", page.index('id="finding-2.1"'))])
    for words in (
        "2.1 People want faces deleted (minority view)",
        "Raised in both groups; 3 of the 3 who spoke on this, of 3 who took part.",
        "Too few spoke on it to call it more than a minority view.",
        "What people said Three people want it.", "What we draw from it Deleting matters more than signs.",
        "Delete it at once. Group 1", "Group 2 Fewer than 3 spoke on it", "recommendation 1, Delete what is not needed",
        "Evidence: 3 passages from 3 people", "What is not quoted is not public.",
    ):  # fmt: skip
        assert words in said, words


@pytest.mark.usefixtures("published_finding")
def test_a_quote_names_its_group_and_no_age(cast: Cast, client_for) -> None:
    assert ParticipantProfile.objects.update(age_band="25-34")
    page = page_of(cast, client_for)
    quotes = re.findall(r'<figure class="quote">.*?</figure>', page, re.DOTALL)
    assert quotes
    for shown in quotes:
        assert re.search(r"<figcaption>(Group 1|Group 2)</figcaption>", shown)
        assert "25" not in shown and "34" not in shown


@pytest.mark.usefixtures("published_finding")
def test_every_point_of_the_summary_leads_to_its_finding(cast: Cast, client_for) -> None:
    page = page_of(cast, client_for)
    summary = page[page.index('id="summary"') : page.index('id="method"')]
    assert summary.count('href="#finding-2.1"') == summary.count("<li>") == 5


@pytest.mark.parametrize(
    ("base", "words"), [(29, "22 of the 29 who spoke on this"), (30, "22 of the 30 who spoke on this (73%)")]
)
def test_shares_only_of_thirty_people_or_more(base: int, words: str) -> None:
    line = findings_section.raised({"base": base, "holders": 22, "spread_words": "in all 3 groups"}, 5)
    assert line == f"Raised in all 3 groups; {words}"


def test_police_words_stand_unchanged_in_their_own_box(cast: Cast, ready_finding: Finding, client_for) -> None:
    commented(ready_finding.report, by=cast.reyes, text="The list is <b>destroyed</b> daily.", finding=ready_finding)
    commented(ready_finding.report, by=cast.amina, text="That is what I said.")
    assert FactualComment.objects.count() == 2
    FindingsReport.objects.update(state="published", published_at=clock.now())
    page = page_of(cast, client_for)
    box = page[page.index('id="police-comments"') : page.index('id="oversight"')]
    assert "The list is &lt;b&gt;destroyed&lt;/b&gt; daily." in box and 'href="#finding-2.1"' in box
    assert "That is what I said." not in page  # a participant's check is for the facilitators


def test_only_a_comment_of_the_police_is_said_to_be_one(cast: Cast, ready_finding: Finding, client_for) -> None:
    commented(ready_finding.report, by=cast.amina, text="That is what I said.", finding=ready_finding)
    FindingsReport.objects.update(state="published", published_at=clock.now())
    said = "The police commented on the facts in this finding"
    assert said not in page_of(cast, client_for)
    commented(ready_finding.report, by=cast.reyes, text="Destroyed daily.", finding=ready_finding)
    FindingsReport.objects.update(state="published", published_at=clock.now())
    assert said in page_of(cast, client_for)


def test_a_changed_label_is_printed_with_its_reason(cast: Cast, ready_finding: Finding, client_for) -> None:
    assert ready_finding.breadth == "minority" and not ready_finding.is_overridden
    findings.choose_label(
        ready_finding, by=cast.moss, breadth="single", strongly_felt=False, override_reason="Two spoke only when asked."
    )
    FindingsReport.objects.update(state="published", published_at=clock.now())
    annex = text_of(page_of(cast, client_for).partition('id="annex-g"')[2])
    assert "The coding supported “minority view”" in annex
    assert "chose “single account”, because: Two spoke only when asked." in annex


@pytest.mark.usefixtures("published_finding")
def test_without_changes_the_annex_says_so(cast: Cast, client_for) -> None:
    assert "None. Every label is the one the coding supports." in page_of(cast, client_for)


def test_an_erratum_stands_at_the_top(cast: Cast, published_finding: Finding, client_for) -> None:
    corrected(
        published_finding.report,
        cast,
        finding=published_finding,
        old=published_finding.title,
        new="Some of them",
        reason="The base of 2.1 was wrong.",
    )
    page = page_of(cast, client_for)
    assert page.index("The base of 2.1 was wrong.") < page.index("<h1")
    assert f"<del>{published_finding.title}</del>" in page and "<ins>Some of them</ins>" in page


def test_the_clock_runs_until_the_answer_is_signed_then_the_answer_is_here(cast: Cast, client_for) -> None:
    response = publish(cast)
    assert 'class="clock"' in page_of(cast, client_for)
    response.state, response.signed_by_name, response.signed_by_role = "signed", "N. Okoro", "Chief Superintendent"
    response.signed_at, response.opening_statement = clock.now(), "We have read it all."
    response.save()
    page = page_of(cast, client_for)
    assert 'class="clock"' not in page and "We have read it all." in page and 'id="recommendation-1"' in page


def test_a_draft_answer_is_not_here(cast: Cast, client_for) -> None:
    response = publish(cast)
    response.opening_statement = "Not signed yet."
    response.save()
    assert "Not signed yet." not in page_of(cast, client_for)


def _many(cast: Cast, number: int) -> None:
    """`number` findings with quotes in the published report."""
    report = FindingsReport.objects.get()
    first = report.findings.first()
    area = DiscussionArea.objects.get(consultation=cast.consultation, order=1)
    for order in range(1, number):
        more = Finding.objects.create(report=report, area=area, order=order, title=f"More {order}", breadth="majority")
        more.computed = first.computed
        more.save()
        more.themes.set(first.themes.all())
        for place, quoted in enumerate(first.finding_quotes.all()):
            FindingQuote.objects.create(finding=more, excerpt=quoted.excerpt, order=place)


def queries(cast: Cast, client_for) -> int:
    cache.clear()  # what is told in these tests is written past the acts
    everybodys.version()  # what was recorded since the last look is looked at once
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client_for(None).get(address(cast)).status_code == 200
    return len(caught)


@pytest.mark.usefixtures("published_finding")
def test_thirty_findings_take_as_many_queries_as_three(cast: Cast, client_for) -> None:
    _many(cast, 3)
    with_three = queries(cast, client_for)
    Finding.objects.filter(area__order=1).delete()
    _many(cast, 30)
    assert Finding.objects.count() == 30
    assert queries(cast, client_for) == with_three


@pytest.mark.usefixtures("published_finding")
def test_more_people_take_no_more_queries(cast: Cast, client_for) -> None:
    before = queries(cast, client_for)
    cast.at("analysis")
    about = theme(cast, "Signs")
    for n in range(5):
        quote(cast, cast.amina, about, f"Put up a sign, and then another {n}.")
    cast.at("findings_published")
    assert queries(cast, client_for) == before


@pytest.mark.usefixtures("published_finding")
def test_the_page_is_light(cast: Cast, client_for) -> None:
    _many(cast, 30)
    assert len(gzip.compress(client_for(None).get(address(cast)).content)) < 60_000


@pytest.mark.usefixtures("published_finding")
def test_strangers_get_what_is_written_until_the_next_act(cast: Cast, client_for) -> None:
    visitor, report = client_for(None), FindingsReport.objects.get()

    def article() -> str:
        return visitor.get(address(cast)).content.decode().partition("<article")[2].partition("</article>")[0]

    first = article()
    with CaptureQueriesContext(connection) as asked:
        assert article() == first
    assert len(asked) <= 8
    corrected(report, cast, old="Delete it", new="Delete it at once", reason="A word was lost.")
    assert "Delete it at once" in visitor.get(address(cast)).content.decode()
    assert "A word was lost." in client_for(cast.moss).get(address(cast)).content.decode()


@pytest.mark.usefixtures("published_finding")
def test_what_is_written_once_is_what_anybody_would_be_written(cast: Cast, client_for) -> None:
    """The article is kept for all who read: it knows nobody."""

    def article(who: User | None) -> str:
        cache.clear()
        page = client_for(who).get(address(cast)).content.decode()
        return page[page.index("<main") : page.index("</main>")]

    public = article(None)
    for one in (cast.amina, cast.moss, cast.hale, cast.okoro, cast.outsider):
        assert article(one) == public


# --- Conditions -------------------------------------------------------------------------------------------
def _offered(cast: Cast, key: str, chosen: dict[str, int], kind: str = "after", **of: object) -> None:
    """A question of several answers, `chosen` by so many of twelve people each, in a closed wave."""
    poll = Poll.objects.filter(consultation=cast.consultation).first()
    question = Question.objects.create(
        poll=poll, text=f"Asked as {key}?", kind="multi", key=key, max_choices=len(chosen)
    )
    options = {text: Option.objects.create(question=question, order=n, text=text) for n, text in enumerate(chosen)}
    wave = poll.waves.filter(kind=kind, session=None).first() if not of else None
    wave = wave or Wave.objects.create(poll=poll, kind=kind, title=key, **of)
    wave.questions.add(question)
    Wave.objects.filter(pk=wave.pk).update(state=Wave.State.CLOSED)
    for place, user in enumerate(User.objects.filter(email__startswith="crowd").order_by("email")):
        mine = [str(options[text].pk) for text, n in chosen.items() if place < n]
        Ballot.objects.create(
            token=joining.token_for(cast.member(user)), question=question, wave=wave, choice=Ballot.encode(mine)
        )


def _conditions(cast: Cast, texts: list[str]) -> str:
    FindingsReport.objects.update(conditions=texts)
    cast.consultation.refresh_from_db()
    built = reports.build(Consultation.objects.get(pk=cast.consultation.pk), viewer=cast.moss)
    told = built.conditions
    return " ".join([told.title, told.asked, *(f"{text} ({chosen})" for text, chosen in told.rows)])


def test_a_condition_borrows_no_count_of_another_question(cast: Cast) -> None:
    """Its words stand in a question of one room, and in one on something else: neither counts who set it."""
    asked(cast, crowd(cast, 12))
    ready_to_publish(cast)
    room = Session.objects.create(
        consultation=cast.consultation, group=cast.group1, title="Room", state=Session.State.ENDED, attended=12
    )
    _offered(cast, "q_conditions_room", {"Signs": 10, "Deletion": 8}, kind="pulse", session=room)
    _offered(cast, "q_heard_of", {"Signs": 10, "Deletion": 7})
    _offered(cast, "q_conditions", {"Deletion": 9, "An audit": 7})
    told = _conditions(cast, ["Deletion", "Signs"])
    assert "Deletion (9 of 12 chose it)" in told and "Signs ()" in told and "Asked as q_conditions?" in told
    assert "in the writers’ order" in told
    Question.objects.filter(key="q_conditions").delete()
    assert "Deletion (7 of 12 chose it)" in _conditions(cast, ["Deletion", "Signs"])
    assert "Asked as q_heard_of?" in _conditions(cast, ["Deletion", "Signs"])  # then it is named
    assert "in the writers’ order" in _conditions(cast, ["Deletion", "Signs"])
    assert "the most chosen first" in _conditions(cast, ["Signs", "Deletion"])
    Question.objects.filter(key="q_heard_of").delete()
    assert "chose" not in _conditions(cast, ["Signs", "Deletion"])
    assert conditions.ranked(Consultation.objects.get(pk=cast.consultation.pk)) == []
