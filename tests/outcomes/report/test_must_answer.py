"""Every force that must answer stands in the report and its files as it had said when that was published."""

import json

from consultations.groups import appointing
from consultations.models import Role
from outcomes.report import report as reports
from outcomes.report.exports import data
from tests.cast import Cast, force, person
from tests.made_once import made_once
from tests.outcomes.report.printed import address, published
from tests.pages import flat

LEADS, HILL = "Riverside Police (example)", "Hillside Police (example)"


@made_once
def joint(cast: Cast) -> Cast:
    cast.consultation.joint_forces.add(force(HILL))
    return cast


def agrees(cast: Cast) -> None:
    lake = person("lake", name="K. Lake", job_title="Inspector")
    appointing.seat(cast.consultation, lake, Role.RESPONDER, organisation=HILL)


def of_files(cast: Cast) -> str:
    report = reports.build(cast.consultation)
    return str(json.loads(data.as_json(report, [], "/"))["must_answer"])


def test_a_word_given_later_does_not_change_what_was_published(joint: Cast, client_for) -> None:
    """A published report changes only by a dated version."""
    published(joint)
    said = f"{LEADS}; {HILL} had not agreed to answer when this was published"
    assert of_files(joint) == said
    agrees(joint)
    assert of_files(joint) == said
    assert f"<dt>Must answer</dt><dd>{said}</dd>" in flat(client_for(None).get(address(joint)).content.decode())


def test_a_force_that_agreed_is_named_with_its_word(joint: Cast) -> None:
    agrees(joint)
    published(joint)
    assert of_files(joint).startswith(f"{LEADS}; {HILL} agreed on ") and "(Inspector)" in of_files(joint)
