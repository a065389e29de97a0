"""House rules by version, and the list of names that only facilitators see."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations.access import NotAllowed
from consultations.models import DiscussionArea, Prompt, Stage, Technology
from deliberation.discussion import discussion, holding, moderation_log
from deliberation.models import Contribution, HouseRules, ListedNames, Thread
from deliberation.rules import privacy, rules
from people.errors import Refused
from people.models import Message, User
from people.privacy import retention
from people.text.dates import day
from tests.cast import Cast
from tests.deliberation.discussion.conftest import closed, public
from tests.pages import flat

__all__ = ["closed", "public"]
ClientFor = Callable[[User | None], Client]


def test_a_change_is_another_version_and_the_old_one_stays(cast: Cast, client_for: ClientFor) -> None:
    rules.set_rules(cast.consultation, by=cast.moss, text="Be kind.")
    rules.set_rules(cast.consultation, by=cast.finch, text="Be kind and short.")
    with pytest.raises(Refused, match="as they stand"):
        rules.set_rules(cast.consultation, by=cast.moss, text="Be kind and short.")
    page = client_for(None).get(f"/consultations/{cast.consultation.slug}/rules/").content.decode()
    assert "Version 2" in page and "Ade Finch" in page and "Be kind." in page
    assert [entry.summary for entry in Entry.objects.filter(action="house_rules_set")] == ["Version 1", "Version 2"]


def test_they_stand_before_anybody_writes(cast: Cast) -> None:
    rules.stand_before_launch(cast.consultation)
    rules.stand_before_launch(cast.consultation)
    assert HouseRules.objects.get().text == rules.STANDARD


def test_one_tap_from_where_people_write(cast: Cast, closed: Thread, client_for: ClientFor) -> None:
    page = client_for(cast.amina).get(closed.get_absolute_url()).content.decode()
    assert f'href="/consultations/{cast.consultation.slug}/rules/"' in page


@pytest.mark.parametrize("who", ["amina", "hale", "okoro", "reyes", "outsider"])
def test_only_facilitators_set_rules_and_list_names(cast: Cast, client_for: ClientFor, who: str) -> None:
    person = getattr(cast, who)
    for act in (rules.set_rules, rules.list_names):
        with pytest.raises(NotAllowed):
            act(cast.consultation, by=person, **{"text" if act is rules.set_rules else "lines": "Tom Fen"})
    names = f"/consultations/{cast.consultation.slug}/rules/names/"
    assert client_for(person).post(names, {"lines": "Tom Fen"}).status_code == 404 and not ListedNames.objects.exists()
    assert client_for(person).get(names).status_code == (200 if who == "hale" else 404)


def test_the_panel_reads_the_list_and_changes_nothing(cast: Cast, client_for: ClientFor) -> None:
    """A list that one side alone reads could hold every word of criticism."""
    names, desk = (reverse(name, args=[cast.consultation.slug]) for name in ("list_names", "consultation_desk"))
    rules.list_names(cast.consultation, by=cast.moss, lines="Operation Lark")
    hale = client_for(cast.hale)
    page = hale.get(names).content.decode()
    assert "Operation Lark" in page and "<textarea" not in page and names in hale.get(desk).content.decode()


@pytest.mark.parametrize(
    "entry", ["cameras", "Camera", "Eastmere", "the town centre", "Riverside Police", "Spotter", "lighting", "dark"]
)
def test_what_people_are_asked_about_is_no_name(cast: Cast, entry: str) -> None:
    """One word of the question, the topic guide, a technology or the force would have every answer wait."""
    consultation = cast.consultation
    consultation.technologies.add(Technology.objects.create(name="Spotter 3", kind=Technology.Kind.choices[0][0]))
    area = DiscussionArea.objects.create(consultation=consultation, order=90, title="Lighting")
    Prompt.objects.create(area=area, order=1, question="Where is it too dark?")
    with pytest.raises(Refused, match="asks about"):
        rules.list_names(consultation, by=cast.moss, lines=f"Tom Fen\n{entry}")
    assert rules.list_names(consultation, by=cast.moss, lines="Tom Fen\nEastmere Tom").names()


def test_how_many_a_list_held_is_counted_in_public_and_never_in_ones(
    cast: Cast, closed: Thread, client_for: ClientFor
) -> None:
    """Two looks at an exact number, one post between them, would read the list out."""
    rules.list_names(cast.consultation, by=cast.moss, lines="Tom Fen")
    begun = clock.now() - timedelta(days=70)
    where = reverse("moderation_csv", args=[cast.consultation.slug])

    def read(user: User | None) -> str:
        return client_for(user).get(where).content.decode()

    with clock.travel(begun):
        for n in range(9):
            discussion.post(closed, f"Tom Fen, {n}.", by=(cast.amina, cast.bilal)[n % 2])
        changed = discussion.post(closed, "Nobody did it.", by=cast.amina)
    assert "Held for a listed name,fewer than 10" in read(None) and "listed name" not in read(cast.amina)
    with clock.travel(begun):
        discussion.edit(changed, "Tom Fen did it.", by=cast.amina)
    for post in Contribution.objects.all()[:3]:
        discussion.withdraw(post, by=post.membership.user)
    assert "Held for a listed name,10" in read(None) and "listed name" not in read(cast.amina)
    cast.at(Stage.ANALYSIS)
    assert "Held for a listed name,10" in read(cast.amina)
    Contribution.objects.filter(pk=changed.pk).update(held_for_a_name_at=None)
    assert moderation_log.statistics(cast.consultation).held_for_a_name == "fewer than 10"


def test_no_other_page_of_the_panels_has_a_listed_name(cast: Cast, closed: Thread, client_for: ClientFor) -> None:
    """They see why a post waits, and not which name is on the list; what one person wrote first is shown at once."""
    first = discussion.post(closed, "I was stopped twice.", by=cast.amina)
    rules.list_names(cast.consultation, by=cast.moss, lines="Operation Lark\nTom Fen")
    held = discussion.post(closed, "It was Tom Fen.", by=cast.amina)
    assert first.is_visible and held.is_held and "Fen" not in held.held_because
    panel, slug = client_for(cast.hale), cast.consultation.slug
    names = [
        "consultation_desk",
        "discussion",
        "appeals",
        "house_rules",
        "public_record",
        "polls",
        "sessions",
        "records",
    ]
    for where in [closed.get_absolute_url(), *(reverse(name, args=[slug]) for name in names)]:
        page = panel.get(where)
        assert page.status_code == 200, where
        assert "Operation Lark" not in page.content.decode() and "Tom Fen" not in page.content.decode(), where
    assert panel.get(reverse("moderation", args=[slug])).status_code == 404


def test_a_name_taken_off_the_list_is_read_by_the_panel(cast: Cast, client_for: ClientFor, public: Thread) -> None:
    """Else a word holds a week of criticism, and is gone before anybody but a facilitator has seen it."""
    rules.list_names(cast.consultation, by=cast.moss, lines="liars\nTom Fen")
    post = discussion.post(public, "They are liars.", by=cast.amina)
    rules.list_names(cast.consultation, by=cast.moss, lines="Tom Fen")
    told = Message.objects.filter(mailbox__user=cast.hale, title__startswith="1 name no longer held")
    assert told.count() == 1 and "liars" not in told.get().title
    page = flat(client_for(cast.hale).get(told.get().link).content.decode())
    assert f'liars <span class="soft">held posts until {day(clock.today())}' in page.replace("<span", " <span")
    assert "It was held because" in holding.for_moderators(post, ["Tom Fen"])


def test_names_are_in_no_record_and_go_with_the_findings(cast: Cast, client_for: ClientFor) -> None:
    address = f"/consultations/{cast.consultation.slug}/rules/names/"
    assert client_for(cast.moss).post(address, {"lines": "Tom Fen\n\n Tom  Fen \nOperation Lark"}).status_code == 302
    assert rules.names_of(cast.consultation) == ["Tom Fen", "Operation Lark"]
    assert "Fen" not in str(list(Entry.objects.values()))
    (rule,) = privacy.KEPT
    assert rule.due is not None and not rule.due(cast.consultation.created_at).exists()
    cast.at(Stage.FINDINGS_PUBLISHED)
    type(cast.consultation).objects.update(findings_published_at=cast.consultation.created_at)
    assert list(rule.due(cast.consultation.created_at)) == [ListedNames.objects.get()]


@pytest.mark.parametrize("how", ["withdrawn", "no findings", "never opened"])
def test_names_do_not_outlive_a_consultation_that_ends_without_findings(cast: Cast, how: str) -> None:
    """People who are not here are listed by name: no consultation that is given up keeps them."""
    rules.list_names(cast.consultation, by=cast.moss, lines="Tom Fen")
    retention.purge()
    assert rules.names_of(cast.consultation) == ["Tom Fen"]
    long_ago = clock.now() - timedelta(days=3000)
    if how == "withdrawn":
        cast.at(Stage.WITHDRAWN)
    else:
        ends = {"opens_at": long_ago - timedelta(days=30), "closes_at": long_ago}
        fields = ends if how == "no findings" else {"closes_at": None, "created_at": long_ago}
        type(cast.consultation).objects.update(**fields)
    retention.purge()
    assert not ListedNames.objects.exists()


def test_a_name_that_would_hold_everything_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="too short"):
        rules.list_names(cast.consultation, by=cast.moss, lines="Al\nTom Fen")


def test_the_counts_are_there_before_the_first_removal_and_as_a_file(cast: Cast, client_for: ClientFor) -> None:
    where = f"/consultations/{cast.consultation.slug}/discussion/"
    assert "Nothing has been removed." in client_for(cast.amina).get(where).content.decode()
    assert client_for(None).get(where + "moderation.csv").status_code == 200  # while it is open, in steps: record.md
    answer = client_for(cast.amina).get(where + "moderation.csv").content.decode()
    assert "Removed: Identifies someone,0" in answer
    cast.at(Stage.ANALYSIS)
    assert client_for(None).get(where + "moderation.csv").status_code == 200
