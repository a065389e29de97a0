"""A second person sees what stands around a quote, and may say no, with a reason."""

from collections.abc import Callable

import pytest
from django.test import Client

from audit import clock
from consultations.access import NotAllowed
from deliberation.models import Contribution
from outcomes.coding import coding, privacy, quoting, surroundings
from outcomes.models import Excerpt, Finding, FindingQuote, FindingsReport, QuoteRefusal, Stance
from outcomes.report import report as reports
from people.errors import Refused
from people.models import User
from tests.cast import Cast
from tests.outcomes import coded
from tests.pages import flat

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


def there_and_back(cast: Cast, made: Excerpt) -> Excerpt:
    edited = coding.edit_quote(made, "I like the cameras, but […]", by=cast.moss)
    assert not edited.refused_because, "other words"
    return coding.edit_quote(edited, "", by=cast.moss)


def coded_anew(cast: Cast, made: Excerpt) -> Excerpt:
    """Taken off and marked again, by another coder."""
    said, about = made.revision.contribution, made.codings.get().theme
    coding.uncode(made.codings.get(), by=cast.moss)
    assert not Excerpt.objects.filter(pk=made.pk).exists()
    return coding.code_words(said, by=cast.finch, themes=[about], whole=True, stance="for", intensity=2)


def a_full_stop_less(cast: Cast, made: Excerpt) -> Excerpt:
    said = made.revision.contribution
    return coding.excerpt(said, 0, len(said.body) - 1, by=cast.finch)


def a_line_that_cuts_nothing(cast: Cast, made: Excerpt) -> Excerpt:
    return coding.edit_quote(made, f"{made.verbatim} […]", by=cast.moss)


@pytest.mark.parametrize("way", [there_and_back, coded_anew, a_full_stop_less, a_line_that_cuts_nothing])
def test_a_no_stands_for_the_same_words_however_they_come_back(
    cast: Cast, way: Callable[[Cast, Excerpt], Excerpt]
) -> None:
    """Else they are changed there and back, and somebody else is asked until one says yes."""
    made = coded.quote(cast, cast.amina, coded.theme(cast), checked=False)
    quoting.refuse_quote(made, by=cast.hale, why="The street is known.")
    again = Excerpt.objects.get(pk=way(cast, made).pk)
    assert again.refused_because == "The street is known." and again.refused_by == cast.member(cast.hale)
    for who in (cast.hale, cast.quill):
        with pytest.raises(Refused, match="changed first"):
            quoting.check_quote(again, by=who)
    assert any("said no: The street is known." in why for why in quoting.is_publishable(again))


def test_a_no_stands_also_once_the_author_has_edited_what_stands_around(cast: Cast) -> None:
    made = coded.quote(cast, cast.amina, coded.theme(cast), checked=False)
    quoting.refuse_quote(made, by=cast.hale, why="The street is known.")
    said = made.revision.contribution
    coded.change(said, f"Hello. {said.body}")
    again = coding.excerpt(said, len("Hello. "), len(said.body), by=cast.moss)
    assert again.refused_because == "The street is known."


def test_whoever_checks_other_words_of_the_passage_reads_the_earlier_no(
    cast: Cast, ready_finding: Finding, client_for: SignIn
) -> None:
    excerpt = ready_finding.quotes.order_by("pk").first()
    assert excerpt is not None
    quoting.refuse_quote(excerpt, by=cast.hale, why="Too close to one family.")
    coding.edit_quote(excerpt, "I like the cameras […] Delete it at once.", by=cast.moss)
    for who in (cast.quill, cast.finch):
        page = flat(client_for(who).get(PAGE).content.decode())
        assert page.count("Ruth Hale said no to other words of this passage on") == 1
        assert "Too close to one family." in page
    QuoteRefusal.objects.update(at=None)  # said before days were kept
    page = flat(client_for(cast.finch).get(PAGE).content.decode())
    assert "Ruth Hale said no to other words of this passage: Too close to one family." in page
    quoting.check_quote(Excerpt.objects.get(pk=excerpt.pk), by=cast.finch)


@pytest.mark.parametrize("kept", [True, False])
def test_a_no_goes_with_the_words_it_was_said_to(cast: Cast, kept: bool) -> None:
    made = coded.quote(cast, cast.amina, coded.theme(cast), checked=False)
    quoting.refuse_quote(made, by=cast.hale, why="The street is known.")
    assert made.verbatim not in str(list(QuoteRefusal.objects.values())), "no second copy of them"
    assert not privacy.refusals(clock.now()).exists()
    Contribution.objects.filter(pk=made.revision.contribution_id).update(state=Contribution.State.WITHDRAWN)
    QuoteRefusal.objects.update(at=clock.now() if kept else None)
    assert privacy.forget_refusals(privacy.refusals(clock.now())) == 1 and not QuoteRefusal.objects.exists()


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
    sent = {**coded.as_read(client, excerpt), "do": "refuse", "why": "Too close to one family."}
    answer = client.post(PAGE, sent)
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
