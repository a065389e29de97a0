"""Once it is open nothing here can be set up: no page offers a form that would be refused, and each says why."""

from typing import Any

import pytest
from django.urls import reverse

from consultations.models import Stage, Technology, UseCase
from tests.cast import Cast
from tests.consultations.draft import Draft

#: Page → what a colleague with an old page would send to it.
PAGES: dict[str, dict[str, Any]] = {
    "setup_question": {"title": "Typed", "purpose_question": "Typed?"},
    "setup_dates": {"opens_at": "2031-02-03T10:00"},
    "setup_technologies": {"name": "Typed", "kind": "drone", "stage": "idea"},
    "edit_technology": {"title": "Typed", "context": "event", "status": "proposed"},
    "edit_technology?change=facts": {"name": "Typed", "kind": "drone", "stage": "idea"},
    "topic_guide": {"title": "Typed", "aim": "", "minutes": "30"},
    "edit_area": {"question": "Typed", "probe": "", "minutes": "10"},
    "edit_area?change=area": {"title": "Typed", "aim": "", "minutes": "30"},
    "edit_prompt": {"question": "Typed", "probe": "", "minutes": "10"},
}
STAGES = {
    Stage.OPEN: "has opened",
    Stage.FOLLOW_UP: "has opened",
    Stage.PAUSED: "is paused",
    Stage.WITHDRAWN: "was withdrawn",
}


def address(consultation: Any, page: str) -> str:
    name, _, query = page.partition("?")
    drone, _ = Technology.objects.get_or_create(name="Drone", kind="drone")
    UseCase.objects.get_or_create(technology=drone, title="Crowds")
    consultation.technologies.add(drone)
    area = consultation.areas.first()
    rows = {"edit_technology": drone, "edit_area": area, "edit_prompt": area.prompts.first()}
    args = [consultation.slug, rows[name].pk] if name in rows else [consultation.slug]
    return reverse(name, args=args) + (f"?{query}" if query else "")


def main(answer: Any) -> str:
    html: str = answer.content.decode()
    return html[html.index("<main") : html.index("</main>")]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("stage", STAGES)
def test_no_form_that_would_be_refused_and_why(cast: Cast, client_for, page: str, stage: Stage) -> None:
    cast.at(stage)
    shown = main(client_for(cast.moss).get(address(cast.consultation, page)))
    assert not {word for word in ("<form", "<button", "?change=", ">Change") if word in shown}, page
    assert STAGES[stage] in shown
    assert shown.count("<h1") == 1


@pytest.mark.parametrize("page", PAGES)
def test_what_is_sent_all_the_same_comes_back_with_the_reason(cast: Cast, client_for, page: str) -> None:
    client, there = client_for(cast.moss), address(cast.consultation, page)
    answer = client.post(there, PAGES[page])
    assert answer.status_code == 422
    shown = main(answer)
    assert "There is a problem" in shown and "<form" in shown
    assert "Typed" in shown or "2031-02-03T10:00" in shown
    cast.consultation.refresh_from_db()
    assert "Typed" not in main(client.get(there)) and "2031" not in main(client.get(there))


def test_a_button_pressed_too_late_keeps_what_was_typed(cast: Cast, client_for) -> None:
    first, second = cast.consultation.areas.first().prompts.all()
    there = address(cast.consultation, "edit_area")
    answer = client_for(cast.moss).post(there, {"up": second.pk, "question": "Half", "probe": "", "minutes": "10"})
    assert answer.status_code == 422
    assert "There is a problem" in main(answer) and 'value="Half"' in main(answer)
    assert list(first.area.prompts.all()) == [first, second]


@pytest.mark.parametrize("page", PAGES)
def test_before_it_opens_each_offers_its_form(draft: Draft, client_for, page: str) -> None:
    shown = main(client_for(draft.moss).get(address(draft.consultation, page)))
    assert "<form" in shown and "has opened" not in shown
