"""Search finds what one may read, as it stands on show, and nothing else."""

from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from deliberation.discussion import discussion
from deliberation.models import Contribution, Thread
from deliberation.moderation import moderation
from deliberation.privacy import words
from deliberation.searching import searching
from tests.cast import Cast
from tests.made_once import made_once


@made_once
def closed(cast: Cast) -> Thread:
    return Thread.objects.create(area=cast.consultation.areas.get(order=1), group=cast.group1, title="How safe?")


@made_once
def public(cast: Cast) -> Thread:
    return Thread.objects.create(area=cast.consultation.areas.get(order=1), title="Open to all")


def found(cast: Cast, typed: str, user: Any) -> list[str]:
    return [row["body"] for row in searching.find(cast.consultation, typed, by=user).rows]


def test_words_are_found_in_any_form_by_those_who_may_read_them(cast: Cast, closed: Thread, public: Thread) -> None:
    discussion.post(closed, "The cameras watched us at the café.", by=cast.amina)
    shown = discussion.post(public, "A camera on every corner.", by=cast.carys)
    moderation.publish(shown, by=cast.moss, revision=1)
    assert found(cast, "camera", cast.bilal) == ["A camera on every corner.", "The cameras watched us at the café."]
    assert found(cast, "watch camera", cast.bilal) == ["The cameras watched us at the café."]
    for user in (cast.carys, cast.okoro, cast.reyes, cast.outsider):
        assert found(cast, "camera", user) == ["A camera on every corner."]
    assert found(cast, "drone", cast.bilal) == found(cast, "", cast.bilal) == []


def test_words_that_say_little_are_found_too(cast: Cast, closed: Thread) -> None:
    """PostgreSQL’s English index has none of them: run there too."""
    discussion.post(closed, "Who decides? Not us, and not now.", by=cast.amina)
    discussion.post(closed, "The lamps are out.", by=cast.amina)
    for typed in ("who", "not now", "WHO not"):
        assert found(cast, typed, cast.bilal) == ["Who decides? Not us, and not now."], typed
    assert found(cast, "who lamps", cast.bilal) == [] or connection.vendor == "postgresql"
    assert found(cast, "why", cast.bilal) == []


@pytest.mark.parametrize("typed", ['"', "a OR", "NEAR(", "body:x", "-", "*", "' ; DROP TABLE x", "(", "\\", "ö" * 300])
def test_odd_searches_find_nothing_and_break_nothing(cast: Cast, client_for: Any, closed: Thread, typed: str) -> None:
    discussion.post(closed, "Something.", by=cast.amina)
    answer = client_for(cast.amina).get(reverse("search_discussion", args=[cast.consultation.slug]), {"q": typed})
    assert answer.status_code == 200 and b"Something." not in answer.content


def test_what_is_not_on_show_is_not_found(cast: Cast, closed: Thread, public: Thread) -> None:
    held = discussion.post(public, "Zebra one.", by=cast.amina)
    removed = discussion.post(closed, "Zebra two.", by=cast.amina)
    withdrawn = discussion.post(closed, "Zebra three.", by=cast.amina)
    edited = discussion.post(closed, "Zebra four.", by=cast.amina)
    assert len(found(cast, "zebra", cast.amina)) == 3
    moderation.remove(removed, by=cast.moss, reason="abuse")
    discussion.withdraw(withdrawn, by=cast.amina)
    discussion.edit(edited, "Horse.", by=cast.amina)
    assert found(cast, "zebra", cast.amina) == found(cast, "zebra", cast.moss) == [] and held.is_held
    assert found(cast, "horse", cast.amina) == ["Horse."]
    words.blank(Contribution.objects.all())
    assert found(cast, "horse", cast.amina) == []


def test_what_is_found_is_paged_and_leads_to_its_place(cast: Cast, client_for: Any, closed: Thread) -> None:
    for n in range(searching.PAGE + 5):
        discussion.post(closed, f"Lamp number {n}.", by=cast.amina)
    first = searching.find(cast.consultation, "lamp", by=cast.amina)
    second = searching.find(cast.consultation, "lamp", by=cast.amina, before=first.before or 0)
    assert (len(first.rows), len(second.rows), second.before) == (searching.PAGE, 5, None)
    html = client_for(cast.amina).get(reverse("search_discussion", args=[cast.consultation.slug]), {"q": "lamp"})
    assert f"threads/{closed.pk}/?at={first.rows[0]['pk']}#contribution-" in html.content.decode()
