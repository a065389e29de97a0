"""What was decided long ago can still be reached, page by page: decisions, answered appeals, alerts."""

import re
from typing import Any

import pytest
from django.urls import reverse

from audit import clock
from deliberation.discussion import discussion
from deliberation.models import Appeal, Contribution, ModerationDecision, SafetyAlert, Thread
from deliberation.moderation import queue
from deliberation.safeguarding import views
from tests.cast import Cast

MANY = 7


def through(client: Any, address: str, row: str) -> list[list[str]]:
    """What stands on each page, as the links lead from one to the next."""
    pages, query = [], ""
    while query is not None:
        html = client.get(address + query).content.decode()
        pages.append(re.findall(row, html))
        found = re.search(r'rel="next"\s+href="[^"?]*(\?before=\d+)#', html)
        query = found[1] if found else None
    return pages


def decisions(cast: Cast, closed: Thread) -> list[Contribution]:
    said = [discussion.post(closed, f"Post {n}.", by=cast.amina) for n in range(MANY)]
    made = ModerationDecision(action="remove", reason="abuse", revision=1, decided_by=cast.member(cast.moss))
    for post in said:
        made.pk, made.contribution = None, post
        made.save(force_insert=True)
    return said


def test_old_decisions_are_reached(
    cast: Cast, closed: Thread, client_for: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "OVER_ON_A_PAGE", 3)
    keys = [str(post.pk) for post in decisions(cast, closed)][::-1]
    address = reverse("moderation", args=[cast.consultation.slug])
    row = r'<th scope="row">\s*<a href="[^"]*/moderation/(\d+)/"'
    assert through(client_for(cast.moss), address, row) == [keys[:3], keys[3:6], keys[6:]]
    assert client_for(cast.moss).get(address + "?before=x").status_code == 200


def test_old_answers_to_appeals_are_reached(
    cast: Cast, closed: Thread, client_for: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "OVER_ON_A_PAGE", 3)
    decisions(cast, closed)
    by, keys = cast.member(cast.finch), []
    for made in ModerationDecision.objects.order_by("pk"):
        asked = Appeal.objects.create(
            decision=made, grounds="No.", decided_by=by, decided_at=clock.now(), outcome="dismissed", reasons="Yes."
        )
        keys.insert(0, str(asked.pk))
    address = reverse("appeals", args=[cast.consultation.slug])
    assert through(client_for(cast.hale), address, r'<li>\s*<a href="[^"]*/appeals/(\d+)/') == [
        keys[:3],
        keys[3:6],
        keys[6:],
    ]


def test_old_alerts_are_reached(cast: Cast, client_for: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "ON_A_PAGE", 3)
    raised = clock.now()  # all at one moment: then by key
    made = [
        SafetyAlert.objects.create(
            consultation=cast.consultation, about="poll", subject=f"{n}", reason="safe", raised_at=raised
        )
        for n in range(MANY)
    ]
    keys = [str(one.pk) for one in made][::-1]
    address = reverse("safety_alerts", args=[cast.consultation.slug])
    row = r'<th scope="row">\s*<a href="[^"]*/safety/(\d+)/"'
    assert through(client_for(cast.moss), address, row) == [keys[:3], keys[3:6], keys[6:]]
