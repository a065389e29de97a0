"""Merging two themes: nobody's stance is lost, nobody counts twice, it is told before, and no report moves by it."""

from collections.abc import Callable

import pytest
from django.test import Client

from consultations.access import NotAllowed
from consultations.models import Role
from outcomes.coding import coding, double, history, merging, settling
from outcomes.findings import agreeing, checking, findings, labels
from outcomes.models import Coding, Disagreement, Finding, HigherLabel, Stance, Theme
from people.errors import Refused
from people.models import User
from tests.cast import Cast, person, staff
from tests.made_once import made_once
from tests.outcomes import coded, published
from tests.pages import flat

SignIn = Callable[[User | None], Client]
BASE = "/consultations/street-cameras/"


@made_once
def two(cast: Cast) -> tuple[Theme, Theme]:
    return coded.theme(cast, "Trust"), coded.theme(cast, "Delete")


def on(cast: Cast, *themes: Theme, position: str = Stance.FOR) -> Finding:
    draft = Finding.objects.first()
    report = draft.report if draft else coded.report(cast)
    area = themes[0].area
    assert area is not None
    return findings.add_finding(
        report, area, by=cast.moss, title=f"On {themes[0]}", themes=list(themes), position=[position]
    )


def supported(finding: Finding) -> labels.Label:
    return labels.propose(Finding.objects.get(pk=finding.pk))


def test_words_that_one_coder_reads_both_ways_are_not_merged_into_one_stance(
    cast: Cast, two: tuple[Theme, Theme]
) -> None:
    """For under one and against under the other: the code of one was dropped, and its speaker became a supporter."""
    trust, delete = two
    for who in (cast.amina, cast.bilal):
        coded.code(cast, coded.say(cast, who), delete)
    torn = coded.say(cast, cast.carys)
    coded.code(cast, torn, trust, Stance.AGAINST)
    coded.code(cast, torn, delete)
    both = on(cast, trust, delete)
    assert supported(both).holders == 2, "whoever said the opposite too does not hold it"
    with pytest.raises(Refused, match="“Against or critical” under “Trust” and “For” under “Delete”"):
        merging.merge(trust, delete, by=cast.moss)
    assert supported(both).holders == 2 and Coding.objects.count() == 4


def test_what_two_coders_of_a_sample_read_both_ways_is_not_merged(cast: Cast, two: tuple[Theme, Theme]) -> None:
    """What was measured stays as it was, so nobody could settle it afterwards."""
    trust, delete = two
    said = coded.say(cast, cast.carys)
    whom = {"first": cast.member(cast.moss), "second": cast.member(cast.finch)}
    sample = double.draw(cast.consultation, by=cast.moss, size=1, seed=1, **whom)
    words = coding.excerpt(said, 0, len(said.body), by=cast.moss)
    coding.code(words, delete, by=cast.moss, stance=Stance.FOR, intensity=2)
    coding.code(words, trust, by=cast.finch, stance=Stance.AGAINST, intensity=2)
    for who in (cast.moss, cast.finch):
        double.finish(sample, by=who)
    for theme, reader, other in ((trust, cast.finch, cast.moss), (delete, cast.moss, cast.finch)):
        found = Disagreement.objects.get(theme=theme)
        settling.settle(found, by=other, why="Read again", counts_of=cast.member(reader))
    assert Coding.objects.that_count().count() == 2
    with pytest.raises(Refused, match="under “Trust” and"):
        merging.merge(trust, delete, by=cast.moss)


def test_words_that_were_settled_to_count_nowhere_wait_to_be_settled_again(
    cast: Cast, two: tuple[Theme, Theme]
) -> None:
    trust, delete = two
    words = coded.code(cast, coded.say(cast, cast.carys), delete).excerpt
    coding.code(words, delete, by=cast.finch, stance=Stance.AGAINST, intensity=2)
    third = person("third", "Kit Third")
    staff(cast.consultation, third, Role.FACILITATOR)
    settling.settle(Disagreement.objects.get(), by=third, why="Neither can be told")
    coding.code(words, trust, by=third, stance=Stance.FOR, intensity=2)
    merging.merge(trust, delete, by=cast.moss)
    assert Disagreement.objects.get(excerpt=words).outcome == Disagreement.Outcome.OPEN


def test_words_settled_each_way_under_both_wait_to_be_settled_again(cast: Cast, two: tuple[Theme, Theme]) -> None:
    """Read alike under both by the same two; under one they count nowhere, under the other as a third stance."""
    trust, delete = two
    third = person("third", "Kit Third")
    staff(cast.consultation, third, Role.FACILITATOR)
    words = coded.code(cast, coded.say(cast, cast.carys), delete).excerpt
    coding.code(words, trust, by=cast.moss, stance=Stance.FOR, intensity=2)
    for theme in (trust, delete):
        coding.code(words, theme, by=cast.finch, stance=Stance.AGAINST, intensity=2)
    settling.settle(Disagreement.objects.get(theme=delete), by=third, why="Neither can be told")
    settling.settle(Disagreement.objects.get(theme=trust), by=third, why="Both at once", stance=Stance.BOTH)
    merging.merge(trust, delete, by=cast.moss)
    assert Disagreement.objects.get(excerpt=words).outcome == Disagreement.Outcome.OPEN
    assert Coding.objects.filter(excerpt=words).that_count().count() == 1


def test_a_facilitator_reads_first_who_stands_where_and_what_findings_it_reaches(
    cast: Cast, two: tuple[Theme, Theme], client_for: SignIn
) -> None:
    trust, delete = two
    for who, about, stance in (
        (cast.amina, trust, Stance.FOR),
        (cast.bilal, trust, Stance.AGAINST),
        (cast.carys, delete, Stance.AGAINST),
        (cast.amina, delete, Stance.FOR_WITH_CONDITIONS),
    ):
        coded.code(cast, coded.say(cast, who), about, stance)
    coded.chorus(cast, delete)
    one, other = on(cast, trust), on(cast, delete)
    client, page = client_for(cast.moss), f"{BASE}themes/{trust.pk}/"
    first = client.post(page, {"do": "merge", "other": delete.pk})
    assert first["Location"] == f"{page}?into={delete.pk}#merge" and Theme.objects.count() == 2, "told first"
    shown = flat(client.get(first["Location"]).content.decode())
    for said in (
        "“Trust”: 1 person for, 1 against.",
        "“Delete”: 4 people for, 1 against.",
        "Together: 4 people for, 2 against. They stay apart: no code changes its stance. Spoke on both: 1 person",
        f"Finding {one.number}: the coding supports “single account”, 1 of 2 who spoke. "
        "Merged, it would support “majority view”, 4 of 6 who spoke.",
        f"Finding {other.number}: the coding supports “minority view”, 3 of 5",
    ):
        assert said in shown, said
    form = {"do": "merge", "other": delete.pk, "seen": merging.tell(trust, delete).mark}
    coded.code(cast, coded.say(cast, cast.bilal), delete, Stance.AGAINST)
    overtaken = client.post(page, form)
    assert overtaken.status_code == 422 and "Read once more" in overtaken.content.decode()
    form["seen"] = merging.tell(trust, delete).mark
    assert f'value="{form["seen"]}"' in overtaken.content.decode()
    assert client.post(page, form)["Location"] == delete.get_absolute_url()
    assert (supported(one).base, supported(one).holders) == (6, 4)


def test_why_two_themes_cannot_be_merged_stands_on_the_page(
    cast: Cast, two: tuple[Theme, Theme], client_for: SignIn
) -> None:
    torn = coded.say(cast, cast.carys)
    for about, stance in zip(two, (Stance.FOR, Stance.AGAINST), strict=True):
        coded.code(cast, torn, about, stance)
    shown = client_for(cast.moss).get(f"{BASE}themes/{two[0].pk}/?into={two[1].pk}").content.decode()
    assert "Only one of the two could stay" in shown and 'name="seen"' not in shown
    for nonsense in ("x", "-1", "999999", str(two[0].pk)):
        assert client_for(cast.moss).get(f"{BASE}themes/{two[0].pk}/?into={nonsense}").status_code == 200


def test_a_label_that_was_agreed_to_on_one_theme_is_not_carried_to_two(cast: Cast, two: tuple[Theme, Theme]) -> None:
    """The panel looked at one ground, and the coding happens to support the same label on the other."""
    trust, delete = two
    for who in (cast.amina, cast.bilal, cast.carys):
        coded.code(cast, coded.say(cast, who), trust)
    coded.code(cast, coded.say(cast, coded.newcomer(cast, cast.group2, "Wren")), delete)
    finding = on(cast, trust)
    assert supported(finding).breadth == "minority"
    findings.choose_label(finding, by=cast.moss, breadth="majority", strongly_felt=False, override_reason="Both agree")
    agreeing.answer(HigherLabel.objects.get(), by=cast.hale, agreed=True, why="We heard them")
    again = "The coding no longer supports the label as chosen. Look at it again."
    assert again not in checking.missing(Finding.objects.get())
    merging.merge(trust, delete, by=cast.moss)
    assert supported(finding).breadth == "minority" and again in checking.missing(Finding.objects.get())


def test_undoing_a_merge_leaves_no_finding_on_the_other_theme(cast: Cast, two: tuple[Theme, Theme]) -> None:
    """Merged and taken back: the finding on one rested on both, and counted who never spoke on its matter."""
    trust, delete = two
    coded.code(cast, coded.say(cast, cast.amina), trust)
    for who in (cast.bilal, cast.carys):
        coded.code(cast, coded.say(cast, who), delete)
    one, other, both = on(cast, trust), on(cast, delete), on(cast, trust, delete)
    before = {finding.pk: (set(finding.themes.all()), supported(finding).base) for finding in (one, other, both)}
    Finding.objects.update(computed={"chosen_against": ["minority", False]})
    merging.merge(trust, delete, by=cast.moss)
    Finding.objects.update(computed={"chosen_against": ["minority", False]})  # chosen on the merged ground
    change = history.newest(cast.consultation)
    assert change is not None
    history.undo(change, by=cast.moss)
    for finding in Finding.objects.all():
        assert (set(finding.themes.all()), supported(finding).base) == before[finding.pk], finding
        assert finding.computed["chosen_against"] is None, "on another ground"


def test_undoing_leaves_a_theme_that_a_finding_was_given_itself(cast: Cast, two: tuple[Theme, Theme]) -> None:
    """It rested on what lay below, and never on the theme that went: the merge did not put the other there."""
    trust, delete = two
    below = coded.theme(cast, "Below")
    Theme.objects.filter(pk=below.pk).update(parent=trust)
    finding = on(cast, below)
    merging.merge(trust, delete, by=cast.moss)
    findings.write_finding(finding, by=cast.moss, themes=[below, delete])
    change = history.newest(cast.consultation)
    assert change is not None
    history.undo(change, by=cast.moss)
    assert {theme.title for theme in finding.themes.all()} == {"Below", "Delete"}


def test_nobody_merges_once_the_findings_are_out(cast: Cast, two: tuple[Theme, Theme]) -> None:
    trust, delete = two
    coded.code(cast, coded.say(cast, cast.amina), trust)
    codes = list(Coding.objects.values())
    published.publish(cast)
    finding = Finding.objects.get()
    finding.themes.set([trust])
    counted = finding.computed
    for act in (
        lambda: merging.merge(trust, delete, by=cast.moss),
        lambda: history.undo(history.newest(cast.consultation), by=cast.moss),
    ):
        with pytest.raises((NotAllowed, Refused)):
            act()
    finding = Finding.objects.get()
    assert list(finding.themes.all()) == [trust] and finding.computed == counted
    assert list(Coding.objects.values()) == codes


def test_undoing_keeps_what_coders_have_said_since(cast: Cast, two: tuple[Theme, Theme]) -> None:
    """For was corrected to against, a code was taken off: undo brought both back, and told nobody."""
    trust, delete = two
    corrected, gone, doubled = (coded.code(cast, coded.say(cast, cast.amina, text), trust) for text in ("A", "B", "C"))
    other = coding.code(doubled.excerpt, delete, by=cast.moss, stance=Stance.FOR, intensity=2)
    both = coding.code(coded.code(cast, coded.say(cast, cast.bilal, "D"), trust).excerpt, delete, by=cast.moss,
                       stance=Stance.FOR, intensity=2)  # fmt: skip
    merging.merge(trust, delete, by=cast.moss)
    coding.code(corrected.excerpt, delete, by=cast.moss, stance=Stance.AGAINST, intensity=3)
    coding.uncode(gone, by=cast.moss)
    coding.uncode(other, by=cast.moss)
    coding.code(both.excerpt, delete, by=cast.moss, stance=Stance.AGAINST, intensity=1)
    history.undo(history.newest(cast.consultation), by=cast.moss)
    left = Coding.objects.order_by("pk").values_list(
        "excerpt__verbatim", "theme__title", "stance", "intensity", "state"
    )
    assert list(left) == [
        ("A", "Trust", "against", 3, "counts"),
        ("D", "Trust", "against", 1, "counts"),
        ("D", "Delete", "against", 1, "counts"),
    ]


def test_the_stronger_of_a_coders_two_readings_stays_and_what_cannot_is_told(
    cast: Cast, two: tuple[Theme, Theme]
) -> None:
    """A coder who wants a view less strongly felt merges it into the theme where it was a mention."""
    trust, delete = two
    said = coded.say(cast, cast.amina)
    strong, weak = coded.code(cast, said, trust, intensity=3), coded.code(cast, said, delete, intensity=1)
    Coding.objects.filter(pk=strong.pk).update(directed_at="frontline", concern="rights", belief="cannot")
    Coding.objects.filter(pk=weak.pk).update(directed_at="leadership", belief="will_not")
    lost = "1 passage under both: one coder said different things of how strongly, at whom or with which concern."
    assert any(lost in one and "under “Delete” stays" in one for one in merging.tell(trust, delete).sentences)
    merging.merge(trust, delete, by=cast.moss)
    [one] = Coding.objects.all()
    assert (one.intensity, one.directed_at, one.concern, one.belief) == (3, "leadership", "rights", "both")
    change = history.newest(cast.consultation)
    assert change is not None
    history.undo(change, by=cast.moss)
    back = {one.theme.title: (one.intensity, one.directed_at, one.concern, one.belief) for one in Coding.objects.all()}
    assert back == {"Trust": (3, "frontline", "rights", "cannot"), "Delete": (1, "leadership", "none", "will_not")}
    Coding.objects.update(directed_at="frontline")
    trust = Theme.objects.get(title="Trust")
    assert not any(lost in one for one in merging.tell(trust, delete).sentences)


def test_two_coders_overlapping_readings_do_not_meet_under_one_theme(cast: Cast, two: tuple[Theme, Theme]) -> None:
    """Coding refuses a full stop more beside another coder’s reading; two themes and a merge were a way round."""
    trust, delete = two
    other = person("second_coder", "")
    staff(cast.consultation, other, Role.FACILITATOR)
    said = coded.say(cast, cast.amina)
    coded.code(cast, said, trust, Stance.AGAINST, words="I like the cameras")
    theirs = coding.excerpt(said, 0, len(said.body), by=other)
    coding.code(theirs, delete, by=other, stance=Stance.FOR, intensity=2)
    with pytest.raises(Refused, match="overlap, and are read otherwise under “Trust” and “Delete”"):
        merging.merge(trust, delete, by=cast.moss)
    assert {one.theme for one in Coding.objects.all()} == {trust, delete}
    coding.code(theirs, delete, by=other, stance=Stance.AGAINST, intensity=2)  # they agree: nothing to settle
    merging.merge(trust, delete, by=cast.moss)
    assert Coding.objects.filter(theme=delete).count() == 2
