"""A recommendation keeps the words of whoever proposed it (domain T64), printed as the quote is and gone with it."""

from typing import Any

import pytest

from audit import clock
from consultations.models import Consultation
from consultations.stages import stages
from outcomes.findings import checking, findings
from outcomes.models import Finding, FindingQuote, Recommendation
from outcomes.recommendations import recommendations
from outcomes.report import published
from outcomes.report.context import shown
from outcomes.report.exports import sheets
from outcomes.report.exports.sheet import dictionary
from people.errors import Refused
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes.report.printed import address, text_of

PUT = "As a resident put it: “"


@made_once
def asked(cast: Cast, ready_finding: Finding) -> Recommendation:
    """A recommendation in the words of the first quote of a suggestion."""
    Finding.objects.filter(pk=ready_finding.pk).update(kind=Finding.Kind.SUGGESTION)
    [item] = ready_finding.report.recommendations.all()
    first = ready_finding.finding_quotes.first()
    made = recommendations.edit(
        item, by=cast.moss, title=item.title, text="", category="data",
        findings=[Finding.objects.get(pk=ready_finding.pk)], proposed_in=first,
    )  # fmt: skip
    checking.add_statement(cast.consultation, by=cast.hale, text="We have read what changed.")
    return made


def test_only_a_quote_of_a_suggestion_that_it_rests_on(cast: Cast, asked: Recommendation) -> None:
    quote = asked.proposed_in
    Finding.objects.update(kind=Finding.Kind.VIEW)
    assert list(recommendations.proposals(asked.report)) == []
    with pytest.raises(Refused, match="quoted in a suggestion"):
        recommendations.edit(
            asked, by=cast.moss, title="Delete it", text="", category="data", findings=Finding.objects.all(),
            proposed_in=quote,
        )  # fmt: skip


def test_other_quotes_and_another_order_leave_it(cast: Cast, asked: Recommendation) -> None:
    finding = Finding.objects.get()
    chosen = [quote.excerpt for quote in finding.finding_quotes.all() if quote.excerpt]
    findings.set_quotes(finding, chosen[::-1], by=cast.moss)
    asked.refresh_from_db()
    assert asked.proposed_in is not None and asked.proposed_in.excerpt == chosen[0] and asked.proposed_in.order == 3
    findings.set_quotes(finding, chosen[1:], by=cast.moss)
    asked.refresh_from_db()
    assert asked.proposed_in is None


def test_it_is_printed_beside_the_wording_everywhere_and_goes_with_the_quote(
    cast: Cast, asked: Recommendation, client_for: Any
) -> None:
    draft = text_of(client_for(cast.moss).get(address(cast)).content.decode())
    assert PUT in draft[draft.index("What participants asked for Each") :]
    assert PUT in client_for(cast.moss).get(address(cast, "recommendations/")).content.decode()
    stages.move(cast.consultation, "publish_findings", by=cast.moss)
    places = [(None, "report/"), (None, "recommendations/1/"), (cast.reyes, "response/1/")]
    for who, place in places:
        assert PUT in text_of(client_for(who).get(address(cast, place)).content.decode()), place
    asked.report.refresh_from_db()
    assert "as a resident put it" in repr(published.text_of(asked.report).parts["recommendation 1"])
    words = asked.proposed_in.excerpt.text  # type: ignore[union-attr]
    assert exported(cast) == [words]
    FindingQuote.objects.update(printed="", taken_out_on=clock.today())
    assert Recommendation.objects.get().as_put is None and exported(cast) == [""]


def exported(cast: Cast) -> list[str]:
    """Those words in the tables of the report, with what the column means."""
    made = sheets.of(shown(Consultation.objects.get(pk=cast.consultation.pk), viewer=None))
    assert ["recommendations", "as_put", "text"] in [row[:3] for row in dictionary(made).rows]
    return [str(row["as_put"]) for one in made if one.name == "recommendations" for row in one.as_objects]
