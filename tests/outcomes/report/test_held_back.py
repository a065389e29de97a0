"""What the report never says: who anybody is, small cells, quotes that were taken back, unquoted words."""

import pytest

from consultations.joining import consents, joining
from consultations.models import Consent, Membership, ParticipationToken, Role
from outcomes.models import Finding, FindingQuote
from outcomes.report import report as reports
from outcomes.report import versions
from outcomes.report.findings_section import Entered, Evidence, raised, stood
from people.privacy import erasing
from tests.cast import Cast
from tests.outcomes.coded import WORDS, code, ready_to_publish, say, theme
from tests.outcomes.report.printed import address, asked, crowd, published, text_of


def page_of(cast: Cast, client_for) -> str:
    return client_for(None).get(address(cast)).content.decode()


def pages_beside(cast: Cast, client_for) -> list[str]:
    """Where the police read the same quotes: the page of a recommendation they answer, the draft they checked."""
    pages = "response/1/", "findings/check/"
    return [text_of(client_for(cast.reyes).get(address(cast, one)).content.decode()) for one in pages]


def test_nobody_can_be_found_in_it(cast: Cast, client_for) -> None:
    users = crowd(cast, 12)
    asked(cast, users)
    tokens = list(ParticipationToken.objects.values_list("value", flat=True))
    published(cast)
    page = page_of(cast, client_for)
    assert tokens
    people = Membership.objects.filter(role=Role.PARTICIPANT).select_related("user")
    secrets = [m.pseudonym for m in people] + [m.user.email for m in people] + tokens
    secrets += [getattr(cast, who).email for who in ("moss", "finch", "hale", "okoro", "reyes")]
    assert [secret for secret in secrets if secret in page] == []
    assert "@example.org" not in page


def erased(cast: Cast) -> None:
    erasing.erase(cast.amina)


def left(cast: Cast) -> None:
    joining.withdraw(cast.consultation, by=cast.amina)


def quotes_taken_back(cast: Cast) -> None:
    consents.set_consent(cast.consultation, Consent.Item.QUOTES, False, by=cast.amina)


@pytest.mark.parametrize("goes", [erased, left, quotes_taken_back])
def test_a_quote_goes_with_the_next_version_and_not_before(cast: Cast, client_for, goes) -> None:
    report, hers = published(cast).report, [cast.member(cast.amina).pk]
    before, beside = text_of(page_of(cast, client_for)), pages_beside(cast, client_for)
    assert [page.count(WORDS) for page in beside] == [3, 3]
    goes(cast)
    assert text_of(page_of(cast, client_for)) == before and pages_beside(cast, client_for) == beside
    assert not FindingQuote.objects.filter(excerpt__revision__contribution__membership__in=hers).exists()
    assert versions.turn(report)
    page = text_of(page_of(cast, client_for))
    assert page.count(WORDS) == 0  # with as many others as hide it
    assert "".join(pages_beside(cast, client_for)).count(WORDS) == 0
    assert (
        page.count("[quotation taken out on ") == 3 and "Version 2, " in page and "3 quotations were taken out" in page
    )
    assert "3 people in 2 groups" in page  # who took part does not change afterwards


def test_a_quote_of_a_post_that_is_held_is_not_printed(cast: Cast, ready_finding: Finding, client_for) -> None:
    excerpt = ready_finding.finding_quotes.first().excerpt
    excerpt.edited = "Write to me at amina@example.org"
    excerpt.save()
    client = client_for(cast.moss)
    assert "[quote not shown]" in client.get(address(cast)).content.decode()


def test_words_that_are_coded_but_not_quoted_are_not_public(cast: Cast, client_for) -> None:
    about = theme(cast, "Signs")
    code(cast, say(cast, cast.amina, "Only the facilitators read this sentence."), about)
    published(cast)
    assert "Only the facilitators read this sentence." not in page_of(cast, client_for)


def test_attribution_is_the_group_alone(cast: Cast, published_finding: Finding) -> None:
    built = reports.build(cast.consultation)
    entry = next(e for e in built.findings if e.finding == published_finding)
    assert [quote.attribution for quote in entry.quotes] == ["Group 1", "Group 1", "Group 2"]


@pytest.mark.parametrize(
    ("counts", "shape"),
    [((5, 5, 0), "for"), ((5, 1, 0), "for"), ((5, 3, 2), "mixed"), ((5, 0, 2), "against"),
     ((5, 0, 0), "both")],
)  # fmt: skip
def test_a_group_stands_in_words_and_never_as_all(counts: tuple[int, int, int], shape: str) -> None:
    stance, words = stood(*counts)
    assert stance == shape
    assert not any(character.isdigit() for character in words) and "all" not in words.split()


# --- Polls and who took part --------------------------------------------------------------------
def test_a_poll_of_four_is_withheld_without_a_number(cast: Cast, client_for) -> None:
    asked(cast, crowd(cast, 4))
    published(cast)
    built = reports.build(cast.consultation)
    [chart] = built.measures.changes
    assert "fewer than 5" in chart["withheld"] and "rows" not in chart and "towards" not in chart and not chart["base"]
    assert "fewer than 5 of 7" in text_of(page_of(cast, client_for))  # how many answered, in the annex


def test_a_poll_of_twelve_is_counted_without_shares(cast: Cast) -> None:
    asked(cast, crowd(cast, 12))
    published(cast)
    [chart] = reports.build(cast.consultation).measures.changes
    assert chart["towards"] == {"count": 8, "share": None, "width": 67} and not chart["show_percent"]


def test_polls_wait_for_publication(cast: Cast) -> None:
    asked(cast, crowd(cast, 12))
    ready_to_publish(cast)
    assert reports.build(cast.consultation, viewer=cast.reyes).measures.withheld
    assert reports.build(cast.consultation, viewer=None).measures.changes == []
    assert reports.build(cast.consultation, viewer=cast.moss).measures.changes


def test_a_breakdown_in_which_everybody_agrees_is_held_back_whole(cast: Cast) -> None:
    asked(cast, crowd(cast, 12))
    published(cast)
    measured = reports.build(cast.consultation).measures
    assert measured.breakdowns == []
    assert measured.breakdowns_withheld == ["“Should cameras be used?”, by group", "“Should cameras be used?”, by age"]


def test_ages_are_shown_whole_or_not_at_all(cast: Cast) -> None:
    crowd(cast, 12)  # and three people who gave no age
    published(cast)
    tables = {table.title: table for table in reports.build(cast.consultation).method.composition}
    by_age = tables["From the recruited groups, by age"]
    assert by_age.withheld and by_age.rows == []


def test_people_who_came_by_choice_are_never_added_to_those_invited(cast: Cast) -> None:
    cast.group2.is_open = True
    cast.group2.save()
    published(cast)
    method = reports.build(cast.consultation).method
    assert (method.recruited, method.by_choice) == (2, 1)
    assert method.base == "2 people in 1 group, and 1 person who took part by choice, counted apart"


# --- Finding counts -----------------------------------------------------------------------------
def counted(**computed: object) -> Entered:
    return Entered(Finding(computed=computed), "", [], [], [], Evidence(0, 0, [], []), 5)


@pytest.mark.parametrize(
    ("base", "words"),
    [(0, ""), (4, "fewer than 5 people who took part by choice"), (5, "2 of the 5 who took part by choice")],
)
def test_few_who_came_by_choice_are_not_counted_out(base: int, words: str) -> None:
    assert counted(open_base=base, open_holders=2).apart.startswith(words)


@pytest.mark.parametrize(
    ("spoke", "held", "where"),
    [(4, 4, "Raised in 1 of 2 groups"), (6, 3, "Raised in 1 of 2 groups"), (6, 5, "Raised in Group 1 only")],
)
def test_a_group_in_which_few_spoke_or_hold_it_is_not_named(spoke: int, held: int, where: str) -> None:
    """“3 of the 10 who spoke, in Group 1 only” would count three people of that group."""
    groups = [{"name": "Group 1", "spoke": spoke, "held": held}, {"name": "Group 2", "spoke": 6, "held": 0}]
    computed = {"base": 10, "holders": held, "spread_words": "in Group 1 only", "by_group": groups}
    assert raised(computed, 5).startswith(where)
