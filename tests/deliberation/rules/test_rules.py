"""House rules by version, and the list of names that only facilitators see."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from consultations.access import NotAllowed
from consultations.models import Stage
from deliberation.discussion import discussion
from deliberation.models import HouseRules, ListedNames, Thread
from deliberation.rules import privacy, rules
from people.errors import Refused
from people.models import User
from tests.cast import Cast
from tests.deliberation.discussion.conftest import closed

__all__ = ["closed"]
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
    assert client_for(person).get(f"/consultations/{cast.consultation.slug}/rules/names/").status_code == 404


def test_no_page_of_the_panels_has_a_listed_name(cast: Cast, closed: Thread, client_for: ClientFor) -> None:
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
    for kept in ("list_names", "moderation"):
        assert panel.get(reverse(kept, args=[slug])).status_code == 404


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
