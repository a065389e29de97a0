"""Comments of the police on facts: each of a seat and a force, few of one force, and nothing twice."""

import io
import zipfile
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from consultations.models import Force, Membership, Role
from outcomes import numbers
from outcomes.dossier import alongside
from outcomes.findings import police_words, published
from outcomes.models import Finding, FindingsReport
from outcomes.report import context
from outcomes.report.exports import data, sheets, word
from people.errors import Refused
from tests.cast import Cast, force, person, staff
from tests.outcomes import coded
from tests.pages import flat

HILL = "Hillside Police (example)"
SEATS = {
    "reyes": "Police responder, Riverside Police (example)",
    "okoro": f"Accountable officer, {HILL}",
    "verge": "Police responder, Verge Ltd, which is no force that answers here",
}


def test_the_words_of_each_stand_with_their_seat_and_force(
    cast: Cast, ready_finding: Finding, client_for: Callable[[object], Client]
) -> None:
    """They were all called the words of the force that leads, whoever had offered the seat."""
    cast.consultation.joint_forces.add(force(HILL))
    Membership.objects.filter(pk=cast.member(cast.okoro).pk).update(organisation=HILL)
    staff(cast.consultation, person("verge", "V. Verge"), Role.RESPONDER, organisation="Verge Ltd")
    verge = Membership.objects.get(organisation="Verge Ltd").user
    for by in (cast.reyes, cast.okoro, verge):
        coded.commented(ready_finding.report, by=by, text="It is 31 days.")
    coded.commented(ready_finding.report, by=cast.amina, text="It is 31 days.")
    Membership.objects.filter(organisation=HILL).update(organisation="")
    FindingsReport.objects.update(state=FindingsReport.State.PUBLISHED)

    seats = list(SEATS.values())
    page = client_for(None).get(f"/consultations/{cast.consultation.slug}/report/").content.decode()
    box = page[page.index('id="police-comments"') : page.index('id="oversight"')]
    assert [box.count(seat) for seat in seats] == [1, 1, 1] and "the words of Riverside" not in page
    assert [row["by"] for row in alongside.comments(cast.consultation)["comments"]] == seats
    shown = context.shown(cast.consultation, viewer=None)
    report = shown["report"]
    made = word.as_word(report, sheets.of(shown), data.about(report, "https://example.org"))
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        words = "".join(ElementTree.fromstring(packed.read("word/document.xml")).itertext())
    assert [words.count(seat) for seat in seats] == [1, 1, 1]

    rows = published.comments_text(report.written).parts["the comments"]
    assert [row[-1] for row in rows] == seats
    report.written.comments.update(said_as="")
    assert published.comments_text(report.written).parts["the comments"] == [["It is 31 days.", "", ""]] * 3


def test_one_force_has_its_say_once_and_in_measure(
    cast: Cast, ready_finding: Finding, monkeypatch: pytest.MonkeyPatch, client_for: Callable
) -> None:
    monkeypatch.setattr(numbers, "POLICE_COMMENTS", 2)
    report = ready_finding.report
    cast.consultation.joint_forces.add(Force.objects.create(name=HILL, slug="hill"))
    hill = person("hill", "H. Hill")
    staff(cast.consultation, hill, Role.RESPONDER, organisation=HILL)
    coded.commented(report, by=cast.reyes, text="It is 31 days.")
    page = client_for(cast.reyes).get(reverse("check_findings", args=[cast.consultation.slug])).content.decode()
    assert "At most 2 comments of one force." in flat(page)
    with pytest.raises(Refused, match="said already"):
        coded.commented(report, by=cast.okoro, text="it is 31  days!", finding=ready_finding)
    coded.commented(report, by=hill, text="It is 31 days.")
    coded.commented(report, by=cast.okoro, text="And the street is longer.")
    with pytest.raises(Refused, match=r"Riverside Police \(example\) has made 2 comments"):
        coded.commented(report, by=cast.reyes, text="And wider.")
    coded.commented(report, by=cast.amina, text="It is 31 days.")
    assert police_words.said_as(cast.member(cast.reyes)) == SEATS["reyes"]
