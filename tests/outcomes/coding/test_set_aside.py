"""Set aside as not relevant: with a reason, looked at by a second person, and told in the annex."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client

from audit import clock
from audit.models import Entry
from consultations.access import NotAllowed
from consultations.models import Membership, Role, Stage
from deliberation.models import Contribution
from outcomes.coding import coding, double, gates, set_aside, settling
from outcomes.coding.views import set_aside as set_aside_page
from outcomes.models import Coding, Disagreement, NotRelevant
from outcomes.report.context import shown
from outcomes.report.exports import sheets
from people.errors import Refused
from people.models import User
from tests.cast import Cast, chosen_by, person, staff
from tests.made_once import made_once
from tests.outcomes import coded
from tests.outcomes.report.printed import address, text_of
from tests.pages import flat

SignIn = Callable[[User | None], Client]
WORDS = "They scan me every week."


@made_once
def aside(cast: Cast) -> Contribution:
    cast.at(Stage.ANALYSIS)
    said = coded.say(cast, cast.amina, WORDS)
    coding.mark_not_relevant(said, by=cast.moss, why="other_matter")
    return said


def owed(cast: Cast) -> list[str]:
    return [item.text for item in gates.everything_is_coded(cast.consultation) if item.where == "set_aside"]


def test_it_is_not_published_before_a_second_person_looked(cast: Cast, aside: Contribution, client_for: SignIn) -> None:
    assert owed(cast) == ["1 contribution set aside as not relevant, for a second person to look at."]
    Membership.objects.filter(user=cast.finch).update(seated_by=cast.member(cast.moss))
    for who, why in ((cast.moss, "somebody else has to look"), (cast.finch, "The same person chose")):
        with pytest.raises(Refused, match=why):
            set_aside.agree(cast.consultation, [aside.pk], by=who)
        assert "Look at what was set aside" not in client_for(who).get("/desk/").content.decode()
    for who in (cast.okoro, cast.reyes, cast.amina, cast.outsider):
        with pytest.raises(NotAllowed):
            set_aside.agree(cast.consultation, [aside.pk], by=who)
        assert client_for(who).get(address(cast, "coding/set-aside/")).status_code == 404
    panel = client_for(cast.hale)
    assert "Look at what was set aside" in panel.get("/desk/").content.decode()
    page = panel.get(address(cast, "coding/set-aside/")).content.decode()
    assert WORDS in page and "About a matter that was not asked about" in page
    assert panel.post(address(cast, "coding/set-aside/"), {"do": "agree"}).status_code == 422
    assert panel.post(address(cast, "coding/set-aside/"), {"do": "agree", "said": aside.pk}).status_code == 302
    assert owed(cast) == [] and coded.last_action() == "set_aside_checked"


def test_whoever_finds_that_it_says_something_puts_it_back(cast: Cast, aside: Contribution, client_for: SignIn) -> None:
    assert client_for(cast.hale).post(address(cast, "coding/set-aside/"), {"put_back": aside.pk}).status_code == 302
    assert list(coding.uncoded(cast.consultation)) == [aside]


def test_a_new_mark_and_new_words_are_looked_at_anew(cast: Cast, aside: Contribution) -> None:
    set_aside.agree(cast.consultation, [aside.pk], by=cast.hale)
    coding.mark_not_relevant(aside, by=cast.moss, why="greeting")
    assert owed(cast)
    set_aside.agree(cast.consultation, [aside.pk], by=cast.hale)
    coded.change(aside, "They scan my son every week.")
    assert list(coding.uncoded(cast.consultation)) == [aside]
    coding.mark_not_relevant(aside, by=cast.finch, why="greeting")
    assert owed(cast)
    set_aside.agree(cast.consultation, [aside.pk], by=cast.moss)  # whose own mark was on other words
    assert not owed(cast)


def test_a_reason_is_asked_for(cast: Cast, client_for: SignIn) -> None:
    cast.at(Stage.ANALYSIS)
    said = coded.say(cast, cast.amina)
    sent = client_for(cast.moss).post(address(cast, f"coding/{said.pk}/"), {"do": "not_relevant"})
    assert sent.status_code == 422 and "Say why it is not relevant" in sent.content.decode()


@pytest.mark.parametrize("chosen", [False, True])
def test_two_coders_who_read_blind_are_second_persons_unless_one_chose_the_other(cast: Cast, chosen: bool) -> None:
    cast.at(Stage.ANALYSIS)
    first, second = cast.member(cast.moss), cast.member(cast.finch)
    if chosen:
        Membership.objects.filter(pk=second.pk).update(seated_by=first)
    said = coded.say(cast, cast.amina)
    sample = double.draw(cast.consultation, by=cast.moss, first=first, second=second, size=1)
    for who in (cast.moss, cast.finch):
        coding.mark_not_relevant(said, by=who, why="greeting")
        assert not set_aside.waiting(cast.consultation).exists()  # nobody is shown a blind mark
        double.finish(sample, by=who)
    assert bool(owed(cast)) == chosen


def test_the_annex_and_the_files_say_how_many_and_why(cast: Cast, client_for: SignIn) -> None:
    coded.ready_to_publish(cast)
    more = [coded.newcomer(cast, group, f"{group.name} {n}") for n in range(5) for group in (cast.group1, cast.group2)]
    for member in more:
        coding.mark_not_relevant(coded.say(cast, member), by=cast.moss, why="greeting")
    page = text_of(client_for(cast.hale).get(address(cast)).content.decode())
    assert "10 contributions were set aside because they say nothing on any theme" in page
    assert "By group: Group 1 5; Group 2 5. By reason: A greeting, thanks or a goodbye 10." in page
    [sheet] = [one for one in sheets.of(shown(cast.consultation, viewer=cast.hale)) if one.name == "set_aside"]
    assert ["By group", "Group 1", 5, ""] in sheet.rows and sheet.rows[0][:3] == ["All", "", 10]


def test_a_theme_of_which_no_finding_is_made_hides_nothing(cast: Cast) -> None:
    coded.ready_to_publish(cast)
    aside = "is on a theme of a finding"
    assert aside in set_aside.counted(cast.consultation)["told"]
    about = coded.theme(cast, "Off the point")
    for n in range(5):
        coded.code(cast, coded.say(cast, coded.newcomer(cast, cast.group1, f"Wren {n}")), about)
        told = set_aside.counted(cast.consultation)["told"]
        posts = "5 contributions are" if n == 4 else "Contributions of fewer than 5 people are"
        assert f"{posts} coded only under themes that no finding rests on." in told and aside not in told


Dropped = tuple[Contribution, list[User]]


@made_once
def dropped(cast: Cast) -> Dropped:
    """Read blind under two themes; then each of the two coders gave way to the other on their own."""
    cast.at(Stage.ANALYSIS)
    about, other = coded.theme(cast), coded.theme(cast, "Signs")
    said = coded.say(cast, cast.amina, WORDS)
    first, second = cast.member(cast.moss), cast.member(cast.finch)
    sample = double.draw(cast.consultation, by=cast.moss, first=first, second=second, size=1)
    for who, theme in ((cast.moss, about), (cast.finch, other)):
        coding.code(coding.excerpt(said, 0, len(WORDS), by=who), theme, by=who, stance="against", intensity=3)
        double.finish(sample, by=who)
    assert not set_aside.dropped(cast.consultation).exists(), "it waits to be settled"
    for theme, gives_way, gets in ((about, cast.moss, second), (other, cast.finch, first)):
        settling.settle(Disagreement.objects.get(theme=theme), by=gives_way, why="You are right.", counts_of=gets)
    return said, [cast.moss, cast.finch]


COUNTS_NOWHERE = "1 contribution coded so that no reading counts, for a second person to look at."


def test_two_who_give_way_to_each_other_take_no_words_out_unseen(
    cast: Cast, dropped: Dropped, client_for: SignIn
) -> None:
    said, coders = dropped
    assert not Coding.objects.that_count().exists() and owed(cast) == [COUNTS_NOWHERE]
    assert "coded, and count in no finding after coders differed" in set_aside.counted(cast.consultation)["told"]
    page = address(cast, "coding/set-aside/")
    for who in coders:
        with pytest.raises(Refused, match="You read some of these, or settled how they are read"):
            set_aside.agree(cast.consultation, [said.pk], by=who)
        assert "coded and count nowhere" not in client_for(who).get("/desk/").content.decode()
        assert f'value="{said.pk}" id' not in client_for(who).get(page).content.decode()
    assert "coded and count nowhere" in client_for(cast.hale).get("/desk/").content.decode()
    shown = client_for(cast.hale).get(page).content.decode()
    assert WORDS in shown and "Coded, and counted nowhere: 1 waiting" in shown
    assert client_for(cast.hale).post(page, {"do": "agree", "said": said.pk}).status_code == 302
    assert owed(cast) == [] and coded.last_action() == "set_aside_checked"
    told = set_aside.counted(cast.consultation)["told"]
    assert "after coders differed" in told and "No contribution was set aside as not relevant." in told
    coded.change(said, "They scan my son every week.")
    assert not set_aside.dropped(cast.consultation).exists() and said in coding.uncoded(cast.consultation)


def test_nobody_of_a_coders_side_is_the_second_person(cast: Cast, dropped: Dropped) -> None:
    third = person("third", "Kit Third")
    chosen_by(staff(cast.consultation, third, Role.FACILITATOR), cast.member(cast.moss))
    with pytest.raises(Refused, match="The same person chose"):
        set_aside.agree(cast.consultation, [dropped[0].pk], by=third)


def test_put_back_it_is_settled_anew(cast: Cast, dropped: Dropped) -> None:
    said, _ = dropped
    set_aside.agree(cast.consultation, [said.pk], by=cast.hale)
    set_aside.put_back(cast.consultation, said.pk, by=cast.hale)
    waits = [item.text for item in gates.everything_is_coded(cast.consultation)]
    assert waits == ["2 differences between coders to settle."] and not NotRelevant.objects.exists()
    settling.settle(
        Disagreement.objects.order_by("pk")[0], by=cast.finch, why="It does.", counts_of=cast.member(cast.moss)
    )
    settling.settle(
        Disagreement.objects.order_by("pk")[1], by=cast.finch, why="As well.", counts_of=cast.member(cast.moss)
    )
    assert owed(cast) == [] and Coding.objects.that_count().count() == 1


def test_what_had_been_said_of_it_stays_in_the_record_without_words_of_who_spoke(cast: Cast, dropped: Dropped) -> None:
    """The reasons are blanked: whoever puts words back would else be alone in knowing why they counted nowhere."""
    said, _ = dropped
    quoted = "As “they scan me every week” says, it is the other theme."
    Disagreement.objects.filter(theme__title="Signs").update(why=quoted)
    set_aside.put_back(cast.consultation, said.pk, by=cast.hale)
    kept = Entry.objects.latest("number").detail["settled_before"]
    assert [one["why"] for one in kept] == ["You are right.", "As […] says it is the other theme"]
    first, second = cast.member(cast.moss), cast.member(cast.finch)
    assert [(one["counts_of"], one["settled_by"]) for one in kept] == [(second.pk, first.pk), (first.pk, second.pk)]
    assert all(one["outcome"] == "one" and one["settled_at"] for one in kept)


def test_what_was_settled_of_earlier_words_stays_settled(cast: Cast, aside: Contribution) -> None:
    of_before = coding.excerpt(aside, 0, 4, by=cast.moss)
    about, now = coded.theme(cast), {"settled_by": cast.member(cast.finch), "settled_at": clock.now()}
    Disagreement.objects.create(
        contribution=aside, excerpt=of_before, theme=about, outcome="neither", why="Unclear.", **now
    )
    coded.change(aside, "They scan my son every week.")
    coding.mark_not_relevant(aside, by=cast.moss, why="greeting")
    set_aside.put_back(cast.consultation, aside.pk, by=cast.hale)
    assert Disagreement.objects.get().why == "Unclear."
    assert Entry.objects.latest("number").detail["settled_before"] == []


@pytest.mark.parametrize("how", ["neither", "taken off"])
def test_every_way_to_leave_no_reading_is_looked_at(cast: Cast, dropped: Dropped, how: str) -> None:
    """A third person says that neither counts, or puts a reading of their own there and takes it off again."""
    said, _ = dropped
    third = person("third", "Kit Third")
    staff(cast.consultation, third, Role.FACILITATOR)
    set_aside.agree(cast.consultation, [said.pk], by=cast.hale)
    set_aside.put_back(cast.consultation, said.pk, by=cast.hale)
    for found in Disagreement.objects.all():
        settling.settle(found, by=third, why="Hard to tell.", stance="neutral" if how == "taken off" else "")
    for own in Coding.objects.exclude(settles=None):
        coding.uncode(own, by=third)
    assert owed(cast) == [COUNTS_NOWHERE]
    with pytest.raises(Refused, match="or settled how they are read"):
        set_aside.agree(cast.consultation, [said.pk], by=third)


def test_the_second_look_stands_for_what_it_is(cast: Cast, dropped: Dropped, client_for: SignIn) -> None:
    said, _ = dropped
    set_aside.agree(cast.consultation, [said.pk], by=cast.hale)
    told = f"Counts nowhere after coders differed; looked at by {cast.member(cast.hale).public_name}"
    page = flat(client_for(cast.moss).get(address(cast, "coding/set-aside/?all=1")).content.decode())
    beside_codes = render_to_string("outcomes/coding/_codes.html", {"not_relevant": NotRelevant.objects.get()})
    for text in (page, flat(beside_codes)):
        assert told in text and "Set aside by" not in text and "Marked as not relevant" not in text


@pytest.mark.parametrize("both", [False, True])
def test_a_coders_own_setting_aside_of_earlier_words_is_not_overwritten(
    cast: Cast, dropped: Dropped, both: bool
) -> None:
    said, coders = dropped
    last_week = clock.now() - timedelta(days=7)
    for who in coders if both else coders[1:]:  # the one who settled last
        NotRelevant.objects.create(contribution=said, marked_by=cast.member(who), marked_at=last_week, why="greeting")
    said.revisions.update(at=clock.now() - timedelta(days=1))
    set_aside.agree(cast.consultation, [said.pk], by=cast.hale)
    assert owed(cast) == []
    own = NotRelevant.objects.filter(why="greeting", marked_at=last_week)
    assert own.count() == (2 if both else 1) and NotRelevant.objects.count() == 2


def test_what_counts_nowhere_is_paged_first_what_one_may_look_at(
    cast: Cast, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else whatever stands after the first page could be looked at by nobody, and the gate would never open."""
    cast.at(Stage.ANALYSIS)
    monkeypatch.setattr(set_aside_page, "A_PAGE", 2)
    about, third = coded.theme(cast), person("third", "Kit Third")
    staff(cast.consultation, third, Role.FACILITATOR)
    for n in range(5):
        said = coded.say(cast, cast.amina, f"Words number {n}.")
        who = third if n < 2 else cast.finch
        one = coding.code(coding.excerpt(said, 0, 5, by=who), about, by=who, stance="for", intensity=2)
        Coding.objects.filter(pk=one.pk).update(state=Coding.State.KEPT)
    client, page = client_for(third), address(cast, "coding/set-aside/")
    first = client.get(page, {"all": 1}).content.decode()
    assert "5 waiting" in first and "Words number 2." in first and "Words number 3." in first
    assert "?all=1&amp;nowhere=2" in first and "Words number 0." not in first
    second = client.get(page, {"nowhere": 2}).content.decode()
    assert "Words number 4." in second and "Words number 0." in second and "Words number 2." not in second
    assert "Words number 1." in client.get(page, {"nowhere": 3}).content.decode()


def test_no_coder_gives_that_reason(cast: Cast) -> None:
    """It would pass as looked at by the one who set it aside."""
    cast.at(Stage.ANALYSIS)
    with pytest.raises(Refused, match="Say why it is not relevant"):
        coding.mark_not_relevant(coded.say(cast, cast.amina), by=cast.moss, why="differed")


def test_a_row_with_few_people_behind_it_withholds_the_table(cast: Cast, aside: Contribution) -> None:
    """Ten posts of one person are one person."""
    for n in range(9):
        coding.mark_not_relevant(coded.say(cast, cast.amina, f"More {n}"), by=cast.moss, why="other_matter")
    counted = set_aside.counted(cast.consultation)
    assert counted["total"] is None and "fewer than 5 people" in counted["told"]
    assert all(table["withheld"] and not table["rows"] for table in counted["tables"])
    assert aside and NotRelevant.objects.count() == 10
