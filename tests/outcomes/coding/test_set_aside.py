"""Set aside as not relevant: with a reason, looked at by a second person, and told in the annex."""

from collections.abc import Callable

import pytest
from django.test import Client

from consultations.access import NotAllowed
from consultations.models import Membership, Stage
from deliberation.models import Contribution
from outcomes.coding import coding, double, gates, set_aside
from outcomes.models import NotRelevant
from outcomes.report.context import shown
from outcomes.report.exports import sheets
from people.errors import Refused
from people.models import User
from tests.cast import Cast
from tests.made_once import made_once
from tests.outcomes import coded
from tests.outcomes.report.printed import address, text_of

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


def test_a_row_with_few_people_behind_it_withholds_the_table(cast: Cast, aside: Contribution) -> None:
    """Ten posts of one person are one person."""
    for n in range(9):
        coding.mark_not_relevant(coded.say(cast, cast.amina, f"More {n}"), by=cast.moss, why="other_matter")
    counted = set_aside.counted(cast.consultation)
    assert counted["total"] is None and "fewer than 5 people" in counted["told"]
    assert all(table["withheld"] and not table["rows"] for table in counted["tables"])
    assert aside and NotRelevant.objects.count() == 10
