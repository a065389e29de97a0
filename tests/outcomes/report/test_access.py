"""Who may open the report, and when."""

import pytest

from consultations.models import Stage
from outcomes.models import Finding, FindingsReport
from tests.cast import Cast
from tests.outcomes.report.printed import address

pytestmark = pytest.mark.usefixtures("words_on_paper")
STAFF = ["moss", "finch", "hale", "quill"]
OTHERS = ["amina", "carys", "okoro", "reyes", "outsider", None]
PAGES = ["report/", "report.pdf"]


def status(cast: Cast, client_for, who: str | None, page: str) -> int:
    return client_for(getattr(cast, who) if who else None).get(address(cast, page)).status_code


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", [*STAFF, *OTHERS])
def test_nobody_finds_a_report_that_was_not_started(cast: Cast, client_for, who: str | None, page: str) -> None:
    assert not FindingsReport.objects.exists()
    assert status(cast, client_for, who, page) == 404


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize("state", ["draft", "checking"])
def test_a_draft_does_not_exist_for_them(
    cast: Cast, ready_finding: Finding, client_for, who: str | None, page: str, state: str
) -> None:
    FindingsReport.objects.filter(pk=ready_finding.report_id).update(state=state)
    assert cast.consultation.stage == Stage.ANALYSIS
    assert status(cast, client_for, who, page) == 404


@pytest.mark.usefixtures("ready_finding")
@pytest.mark.parametrize("who", STAFF)
def test_facilitators_and_the_panel_preview_the_draft(cast: Cast, client_for, who: str) -> None:
    page = client_for(getattr(cast, who)).get(address(cast)).content.decode()
    assert "Draft, not published" in page and "People want faces deleted" in page
    assert "The police answer" not in page  # nothing to answer yet


@pytest.mark.usefixtures("published_finding")
@pytest.mark.parametrize("who", [*STAFF, *OTHERS])
def test_everybody_reads_what_is_published(cast: Cast, client_for, who: str | None) -> None:
    page = client_for(getattr(cast, who) if who else None).get(address(cast))
    assert page.status_code == 200 and "Draft, not published" not in page.content.decode()


@pytest.mark.usefixtures("ready_finding")
def test_police_of_another_consultation_do_not_find_a_draft(cast: Cast, elsewhere: Cast, client_for) -> None:
    for user in (elsewhere.okoro, elsewhere.moss, elsewhere.hale):
        assert client_for(user).get(address(cast)).status_code == 404


@pytest.mark.usefixtures("published_finding")
def test_it_stays_readable_while_the_consultation_is_paused(cast: Cast, client_for) -> None:
    cast.at(Stage.PAUSED)
    assert client_for(None).get(address(cast)).status_code == 200


@pytest.mark.usefixtures("published_finding")
def test_it_is_only_read(cast: Cast, client_for) -> None:
    assert client_for(cast.moss).post(address(cast)).status_code == 405
