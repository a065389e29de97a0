"""Two views that are merged into one theme are not one count unsaid, nor are those against split away unsaid."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from outcomes.coding import codebook, coding, history, merging, taking_back, themes
from outcomes.findings import findings
from outcomes.findings.joined import told
from outcomes.models import Coding, Finding, Stance, Theme, ThemeChange
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


def again(cast: Cast, codes: list[Coding]) -> None:
    """Removed one by one, each put back at once with the button that undoes it."""
    for one in codes:
        item, was = one.excerpt.revision.contribution, taking_back.uncode(one, by=cast.moss)
        taking_back.put_back(item, was, by=cast.moss)


def as_before(cast: Cast) -> None:
    """The changes as they were kept before each told of which contribution a code was."""
    for change in ThemeChange.objects.all():
        change.before.pop("stayed", None)
        change.before.pop("into", None)
        for row in change.before["codings"]:
            row.pop("contribution")
        change.save()


def test_a_code_that_is_taken_off_and_put_back_is_of_the_part_it_was_of(cast: Cast, two: Room) -> None:
    """A facilitator who wants one count unsaid removes each code of the smaller part and presses Undo."""
    finding, cameras, polite = two
    merging.merge(polite, cameras, by=cast.moss)
    said = told(finding)
    again(cast, list(cameras.codings.order_by("pk")[:2]))
    assert MADE_OF in said and told(finding) == said


def test_changes_kept_before_they_told_of_contributions_are_still_read(cast: Cast, two: Room) -> None:
    finding, cameras, polite = two
    made = codebook.split(cameras, "Worries", list(cameras.codings.all()[:1]), by=cast.moss)
    merging.merge(polite, cameras, by=cast.moss)
    said = told(finding)
    as_before(cast)
    assert MADE_OF in said and told(finding) == said
    finding.themes.set([made])
    assert f"“{made}” was made out of" in told(finding)


def test_what_stayed_behind_is_known_when_it_is_saved_again(cast: Cast) -> None:
    finding, cameras, _ = finding_on(cast, [FOR, FOR, FOR, AGAINST, AGAINST, FOR], [""] * 6)
    made = codebook.split(cameras, "Worries", list(cameras.codings.filter(stance=Stance.FOR)), by=cast.moss)
    finding.themes.set([made])
    for one in cameras.codings.all():
        coding.code(one.excerpt, cameras, by=cast.moss, stance=Stance.AGAINST, intensity=2)
    assert PARTED in told(finding)
    again(cast, list(cameras.codings.all()))
    for one in cameras.codings.all():
        coding.uncode(one, by=cast.moss)
    assert PARTED in told(finding)


def test_codes_moved_one_by_one_are_told_as_a_split_is(cast: Cast) -> None:
    """With Edit, each of those against goes to another theme: no split, and the finding gains."""
    finding, cameras, elsewhere = finding_on(cast, [FOR, FOR, FOR, AGAINST, AGAINST, AGAINST], [""] * 6)
    off = "Passages were taken off its themes after findings had been begun. Coded as before: divided"
    against = list(cameras.codings.filter(stance=Stance.AGAINST))
    for at, one in enumerate(against):
        assert told(finding) == "", f"{at} are mended mistakes"
        coding.code(one.excerpt, elsewhere, by=cast.moss, stance=Stance.AGAINST, intensity=2)
        taking_back.change(one, one.excerpt, [elsewhere], by=cast.moss)
    assert told(finding).lower() == off.lower()
    newest = history.newest(cast.consultation)
    assert newest is not None and newest.kind == ThemeChange.Kind.ADDED, "nothing that the codebook takes back"
    merging.merge(cameras, coded.theme(cast, "Lenses"), by=cast.moss)
    assert told(finding).lower().endswith(off.lower()), "nor by another name of the theme"
    assert "What its theme “Lenses” holds was coded as “Cameras in the square”" in told(finding)
    coding.code(against[0].excerpt, finding.themes.get(), by=cast.moss, stance=Stance.AGAINST, intensity=2)
    assert "taken off" not in told(finding), "put back"


def test_a_theme_is_printed_with_the_name_it_was_coded_under(cast: Cast) -> None:
    """Coded as “Cameras in the square”, counted as whatever sounds better."""
    finding, cameras, _ = finding_on(cast, [FOR] * 6, [""] * 6)

    def rename(title: str) -> None:
        cameras.refresh_from_db()
        themes.edit_theme(cameras, by=cast.moss, title=title, area=cameras.area)

    rename("More cameras everywhere")
    findings.recount(finding)
    entry = next(one for one in reports.build(cast.consultation).findings if one.finding.pk == finding.pk)
    assert "Its theme “More cameras everywhere” was called “Cameras in the square” until" in entry.raised
    Theme.objects.filter(pk=cameras.pk).update(title="What Heron 423 said")
    rename("Signs")
    assert "Heron" not in told(finding) and "was called “Cameras in the square” until" in told(finding)
    assert "something else until" in told(finding)
    change = history.newest(cast.consultation)
    assert change is not None
    history.undo(change, by=cast.moss)
    ThemeChange.objects.filter(kind=ThemeChange.Kind.EDITED).delete()
    Theme.objects.filter(pk=cameras.pk).update(title="On “Cameras in the square” I say: for")
    rename("Signs")
    assert "“On" not in told(finding) and "something else until" in told(finding), "somebody’s own words, unchecked"


def test_nor_under_a_name_that_was_taken_back_or_of_which_all_was_split_off(cast: Cast) -> None:
    finding, cameras, _ = finding_on(cast, [FOR] * 6, [""] * 6)
    themes.edit_theme(cameras, by=cast.moss, title="Feel watched", area=cameras.area)
    spoken(cast, cameras, [FOR] * 6)
    change = history.newest(cast.consultation)
    assert change is not None
    history.undo(change, by=cast.moss)
    assert "was called “Feel watched” until" in told(finding)
    made = codebook.split(cameras, "Feel safer", list(cameras.codings.all()), by=cast.moss)
    finding.themes.set([made])
    cameras.refresh_from_db()
    assert f"What its theme “{made}” holds was coded as “Cameras in the square”" in told(finding)


def test_a_name_that_nothing_was_coded_under_is_no_matter(cast: Cast) -> None:
    finding, _, polite = finding_on(cast, [FOR] * 6, [""] * 6)
    themes.edit_theme(polite, by=cast.moss, title="Courtesy", area=polite.area)
    finding.themes.add(polite)
    spoken(cast, polite, [FOR] * 6)
    assert told(finding) == ""


@pytest.mark.parametrize("who", ["moss", "hale"])
def test_who_writes_and_the_panel_read_it_in_the_draft(cast: Cast, two: Room, client_for: SignIn, who: str) -> None:
    finding, cameras, polite = two
    merging.merge(polite, cameras, by=cast.moss)
    said = page_of(finding, client_for(getattr(cast, who)))
    assert MADE_OF in said and "This is printed with the finding." in said
