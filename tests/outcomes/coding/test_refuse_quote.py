"""A second person sees what stands around a quote, and may say no, with a reason."""

from collections.abc import Callable

import pytest
from django.test import Client

from consultations.access import NotAllowed
from outcomes.coding import coding, quoting, surroundings
from outcomes.models import Finding, FindingQuote, FindingsReport, Stance
from outcomes.report import report as reports
from people.errors import Refused
from people.models import User
from tests.cast import Cast
from tests.outcomes import coded

SignIn = Callable[[User | None], Client]
PAGE = "/consultations/street-cameras/quotes/"


def test_a_no_keeps_it_out_until_the_words_are_changed(cast: Cast) -> None:
    made = coded.quote(cast, cast.amina, coded.theme(cast))
    quoting.refuse_quote(made, by=cast.finch, why="The street is known.")
    assert "A second person said no: The street is known." in quoting.is_publishable(made)[0]
    with pytest.raises(Refused, match="changed first"):
        quoting.check_quote(made, by=cast.hale)
    coding.edit_quote(made, "I like the cameras, but […]", by=cast.moss)
    quoting.check_quote(made, by=cast.finch)
    assert quoting.is_publishable(made) == []


def test_a_no_takes_a_reason_and_a_second_person(cast: Cast) -> None:
    made = coded.quote(cast, cast.amina, coded.theme(cast), checked=False)
    with pytest.raises(Refused, match="Say why"):
        quoting.refuse_quote(made, by=cast.finch, why=" ")
    with pytest.raises(Refused, match="somebody else"):
        quoting.refuse_quote(made, by=cast.moss, why="No.")
    for who in (cast.amina, cast.reyes, cast.outsider):
        with pytest.raises(NotAllowed):
            quoting.refuse_quote(made, by=who, why="No.")


def test_the_gate_and_the_page_know_it(cast: Cast, ready_finding: Finding, client_for: SignIn) -> None:
    excerpt = ready_finding.finding_quotes.first().excerpt  # type: ignore[union-attr]
    assert excerpt is not None
    client = client_for(cast.hale)
    answer = client.post(PAGE, {"excerpt": excerpt.pk, "do": "refuse", "why": "Too close to one family."})
    assert answer.status_code == 302
    page = client.get(PAGE).content.decode()
    assert "Too close to one family." in page and "Where it was said" in page


def test_the_surroundings_are_the_question_and_the_neighbours(cast: Cast) -> None:
    before, middle, after = (coded.say(cast, cast.amina, text) for text in ("First.", "The middle one.", "Last."))
    made = coded.code(cast, middle, coded.theme(cast), words="middle").excerpt
    around = surroundings.of([made])[made.pk]
    assert (around.question, around.before, around.after) == ("What do you think?", before.body, after.body)
    assert around.whole == "The <mark>middle</mark> one."


def test_whoever_speaks_against_a_finding_is_marked(cast: Cast, ready_finding: Finding) -> None:
    other = coded.newcomer(cast, cast.group1, "Other 1")
    about = ready_finding.themes.get()
    no = coded.code(cast, coded.say(cast, other, "Never do it."), about, Stance.AGAINST).excerpt
    quoting.check_quote(no, by=cast.finch)
    FindingQuote.objects.create(finding=ready_finding, excerpt=no, order=9)
    assert quoting.against(FindingQuote.objects.all()) == {FindingQuote.objects.get(excerpt=no).pk}
    written = FindingsReport.objects.get()
    shown = [
        quote for part in reports.build(written.consultation).parts for entry in part.findings for quote in entry.quotes
    ]
    assert [quote.attribution for quote in shown if "against" in quote.attribution] == ["Group 1, against this view"]
