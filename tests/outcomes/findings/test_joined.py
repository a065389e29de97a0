"""Two views that are merged into one theme are not one count unsaid, nor are those against split away unsaid."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from outcomes.coding import codebook, history, merging
from outcomes.findings import findings
from outcomes.findings.joined import told
from outcomes.models import Finding, Stance, Theme
from outcomes.report import report as reports
from people.models import User
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes import coded
from tests.outcomes.findings.test_several_themes import AGAINST, FOR, finding_on, spoken
from tests.pages import flat

SignIn = Callable[[User | None], Client]
Room = tuple[Finding, Theme, Theme]
MADE_OF = "Its theme “Cameras in the square” was made of “Cameras in the square” and “Officers should be polite”"
PARTED = "“Worries” was made out of “Cameras in the square”, and this counts one part. Coded as before: majority view"
EACH = "“Cameras in the square”: single account; “Officers should be polite”: consensus across groups"


@made_once
def two(cast: Cast) -> Room:
    """Two of six are coded on the cameras, all six on polite officers."""
    return finding_on(cast, [FOR, "", "", "", "", FOR], [FOR] * 6)


def page_of(finding: Finding, client: Client) -> str:
    return flat(client.get(reverse("finding", args=[finding.report.consultation.slug, finding.pk])).content.decode())


def test_a_merge_is_printed_with_what_each_part_bears(cast: Cast, two: Room) -> None:
    finding, cameras, polite = two
    assert told(finding) == ""
    merging.merge(polite, cameras, by=cast.moss)
    proposal = findings.recount(finding)
    assert proposal.holders == 6, "one count of two"
    entry = next(one for one in reports.build(cast.consultation).findings if one.finding.pk == finding.pk)
    assert MADE_OF in entry.raised and EACH in entry.raised


def test_undone_it_is_not_said(cast: Cast, two: Room) -> None:
    finding, cameras, polite = two
    merging.merge(polite, cameras, by=cast.moss)
    change = history.newest(cast.consultation)
    assert change is not None
    history.undo(change, by=cast.moss)
    assert told(finding) == ""


def test_merged_twice_and_back_again_it_is_said_of_each(cast: Cast, two: Room) -> None:
    finding, cameras, polite = two
    third = coded.theme(cast, "Signs")
    spoken(cast, third, ["", FOR, "", "", "", ""])
    merging.merge(polite, third, by=cast.moss)
    merging.merge(third, cameras, by=cast.moss)
    said = told(finding)
    assert "was made of “Cameras in the square”, “Officers should be polite” and “Signs”" in said


def test_a_theme_that_nobody_had_coded_is_no_part(cast: Cast, two: Room) -> None:
    finding, cameras, _ = two
    merging.merge(coded.theme(cast, "Empty"), cameras, by=cast.moss)
    assert told(finding) == ""


def test_what_is_coded_since_is_in_no_part(cast: Cast, two: Room) -> None:
    finding, cameras, polite = two
    merging.merge(polite, cameras, by=cast.moss)
    before = told(finding)
    coded.code(cast, coded.say(cast, coded.newcomer(cast, cast.group1, "Later 1"), "Yes."), cameras, FOR)
    assert told(finding) == before


def test_those_against_are_not_split_away_unsaid(cast: Cast) -> None:
    finding, cameras, _ = finding_on(cast, [FOR, FOR, FOR, AGAINST, AGAINST, FOR], [""] * 6)
    findings.recount(finding)
    against = list(cameras.codings.filter(stance=Stance.AGAINST))
    codebook.split(cameras, "Worries", against, by=cast.moss)
    assert findings.recount(finding).holders == 4
    assert PARTED in told(finding)
    merging.merge(cameras, coded.theme(cast, "Lenses"), by=cast.moss)
    assert "“Worries” was made out of another theme, and this counts one part. Coded as before: majority view" in told(
        finding
    )


def test_those_in_favour_are_not_split_away_unsaid(cast: Cast) -> None:
    """The finding goes to the new theme, and everybody against stays behind."""
    finding, cameras, _ = finding_on(cast, [FOR, FOR, FOR, AGAINST, AGAINST, FOR], [""] * 6)
    made = codebook.split(cameras, "Worries", list(cameras.codings.filter(stance=Stance.FOR)), by=cast.moss)
    finding.themes.set([made])
    assert findings.recount(finding).holders == 4
    assert PARTED in told(finding)
    finding.themes.add(cameras)
    assert told(finding) == "", "both parts count: nobody is away"


def test_a_name_in_a_theme_that_is_gone_is_not_printed(cast: Cast, two: Room) -> None:
    finding, cameras, polite = two
    Theme.objects.filter(pk=polite.pk).update(title="What Heron 423 said")
    polite.refresh_from_db()
    merging.merge(polite, cameras, by=cast.moss)
    assert "Heron" not in told(finding) and "another theme" in told(finding)


@pytest.mark.parametrize("who", ["moss", "hale"])
def test_who_writes_and_the_panel_read_it_in_the_draft(cast: Cast, two: Room, client_for: SignIn, who: str) -> None:
    finding, cameras, polite = two
    merging.merge(polite, cameras, by=cast.moss)
    said = page_of(finding, client_for(getattr(cast, who)))
    assert MADE_OF in said and "This is printed with the finding." in said
