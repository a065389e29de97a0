"""The page of one consultation, for each reader."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit import clock
from consultations.consultation import next_step
from consultations.models import BriefingVersion, Group, Membership, Role, Signoff, Stage, Technology
from consultations.stages import timeline
from people.models import User
from tests.cast import Cast, person

As = Callable[[User | None], Client]
Wire = Callable[[str, object], None]


@pytest.fixture(autouse=True)
def no_tasks(wire: Wire) -> None:
    """Only what there is to read: other rooms test their own tasks."""
    wire("TASKS", [])


def page(cast: Cast, client: Client) -> str:
    response = client.get(cast.consultation.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_visitor_reads_the_question_the_dates_and_who_answers(cast: Cast, client_for: As) -> None:
    text = page(cast, client_for(None))
    for words in [
        "How should cameras be used in Eastmere town centre?", "Where and when.", "The law.", "Police answer due by",
        "N. Okoro, Chief Superintendent – the accountable officer", "Focus groups",
        "Engagement and research", "closes in 18 days", "Ruth Hale",
    ]:  # fmt: skip
        assert words in text, words
    assert text.count("<h1") == 1


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.IN_REVIEW])
def test_hidden_consultation_looks_absent_to_the_public_and_is_open_to_members(
    cast: Cast, client_for: As, stage: Stage
) -> None:
    cast.at(stage)
    for stranger in (None, cast.outsider):
        assert client_for(stranger).get(cast.consultation.get_absolute_url()).status_code == 404
    for member in (cast.moss, cast.hale, cast.okoro, cast.reyes):
        assert "Not public yet" in page(cast, client_for(member))


def test_participants_are_never_listed(cast: Cast, client_for: As) -> None:
    amina = cast.member(cast.amina)
    for reader in (None, cast.moss, cast.okoro, cast.bilal):
        text = page(cast, client_for(reader))
        assert amina.pseudonym not in text
        assert cast.amina.email not in text


def test_participant_sees_their_own_name_and_their_list(cast: Cast, client_for: As) -> None:
    text = page(cast, client_for(cast.amina))
    assert cast.member(cast.amina).pseudonym in text
    assert "Your part" in text
    assert f"/consultations/{cast.consultation.slug}/join/" not in text


def test_late_answer_is_said_at_the_top(cast: Cast, client_for: As) -> None:
    cast.consultation.response_due = clock.today() - timedelta(days=9)
    cast.consultation.save()
    assert "days late" not in page(cast, client_for(None))
    cast.at(Stage.FINDINGS_PUBLISHED)
    assert "The police answer is 9 days late" in page(cast, client_for(None))


def test_paused_gives_its_reason_and_no_button(cast: Cast, client_for: As) -> None:
    cast.consultation.stage_reason = "A court case began."
    cast.consultation.stage_before_pause = Stage.OPEN
    cast.consultation.save()
    text = page(cast.at(Stage.PAUSED), client_for(None))
    assert "A court case began." in text
    assert 'id="next"' not in text


def test_technology_already_in_use_is_said_plainly(cast: Cast, client_for: As) -> None:
    drone = Technology.objects.create(name="Drones", kind="drone", stage="trial")
    cast.consultation.technologies.add(drone)
    assert "Already in use" not in page(cast, client_for(None))
    Technology.objects.filter(pk=drone.pk).update(stage="operational")
    assert "Already in use" in page(cast, client_for(None))


def test_an_example_says_it_is_one(cast: Cast, client_for: As, settings: Any) -> None:
    settings.DEMO = False
    assert "This is an example" not in page(cast, client_for(None))
    cast.consultation.is_demonstration = True
    cast.consultation.save()
    assert "This is an example" in page(cast, client_for(None))
    settings.DEMO = True
    shown = page(cast, client_for(None))
    assert "Everyone here is invented." in shown and "This is an example" not in shown, "said once, on every page"


def test_panel_statements_are_those_on_the_approved_text(cast: Cast, client_for: As) -> None:
    version = BriefingVersion.objects.create(consultation=cast.consultation, status="approved", content_hash="a" * 64)
    for user, mark, words in [(cast.hale, "a", "Fair to both."), (cast.quill, "b", "Void: about an older text.")]:
        Signoff.objects.create(
            version=version, member=cast.member(user), content_hash=mark * 64, verdict="balanced",
            public_statement=words,
        )  # fmt: skip
    text = page(cast, client_for(None))
    assert "Fair to both." in text
    assert "Void: about an older text." not in text


def test_visitor_may_join_an_open_one_and_use_a_code_elsewhere(cast: Cast, client_for: As) -> None:
    assert "Use your invitation" in page(cast, client_for(None))
    cast.consultation.joining_is_open = True
    cast.consultation.save()
    assert "Anyone may join" in page(cast, client_for(None))
    cast.at(Stage.ANALYSIS)
    assert "/join/" not in page(cast, client_for(None))


def test_whoever_left_is_not_asked_to_join_again(cast: Cast, client_for: As) -> None:
    """The page behind that button would refuse them: the facilitator lets them back in."""
    client = client_for(cast.amina)
    assert client.post(f"{cast.consultation.get_absolute_url()}me/leave/").status_code == 302
    assert "/join/" not in page(cast, client)
    assert "/join/" in page(cast, client_for(cast.outsider))


def test_first_open_task_is_the_big_button(cast: Cast, wire: Wire) -> None:
    def polls(consultation: object, membership: Membership | None) -> list[next_step.Task]:
        if membership is None:
            return []
        return [
            {"title": "After", "href": "/after/", "status": "To do", "hint": "", "order": 50},
            {"title": "Before", "href": "/before/", "status": "Done", "hint": "", "order": 10},
            {"title": "Locked", "href": "", "status": "Not yet", "hint": "", "order": 5},
            {"title": "Talk", "href": "/talk/", "status": "To do", "hint": "Your group", "order": 30},
        ]

    wire("TASKS", [polls])
    amina = cast.member(cast.amina)
    tasks = next_step.tasks_for(cast.consultation, amina)
    titles = ["Locked", "Before", "Read the briefing", "Talk", "Your discussion", "Questions to experts", "After"]
    titles += ["Your part"]
    assert [t["title"] for t in tasks] == titles
    step = next_step.next_step(cast.consultation, amina, tasks)
    assert step is not None
    assert (step.label, step.href) == ("Talk", "/talk/")


def test_what_is_over_comes_last(cast: Cast, wire: Wire) -> None:
    over = {"title": "First poll", "href": "", "status": "Closed", "hint": "", "order": 1}
    wire("TASKS", [lambda consultation, membership: [over]])
    titles = [task["title"] for task in next_step.tasks_for(cast.consultation, cast.member(cast.amina))]
    assert len(titles) > 2 and titles[-1] == "First poll"


def test_when_nothing_waits_the_discussion_does(cast: Cast) -> None:
    amina = cast.member(cast.amina)
    step = next_step.next_step(cast.consultation, amina, next_step.tasks_for(cast.consultation, amina))
    assert step is not None
    assert step.href == f"/consultations/{cast.consultation.slug}/discussion/"


def test_a_name_no_room_answers_to_yields_no_link() -> None:
    assert timeline.link("no_such_room", "x") == ""
    assert timeline.link("consultation", "x") == "/consultations/x/"


def test_queries_do_not_grow_with_people(cast: Cast, client_for: As) -> None:
    client = client_for(None)
    cast.consultation.technologies.add(Technology.objects.create(name="T", kind="other"))

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(cast, client)
        return len(queries)

    few = count()
    group = Group.objects.create(consultation=cast.consultation, name="More")
    for n in range(8):
        user = person(f"extra{n}", f"Staff {n}")
        role = Role.OVERSIGHT if n % 2 else Role.FACILITATOR
        Membership.objects.create(
            consultation=cast.consultation, user=user, role=role, pseudonym=f"Staff {n}", group=group
        )
        cast.consultation.technologies.add(Technology.objects.create(name=f"T{n}", kind="other"))
    assert count() == few <= 14
