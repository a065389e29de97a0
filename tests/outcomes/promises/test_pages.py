"""The promise tracker: everybody reads, police report, the panel checks."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from consultations.models import Area, Consultation, Membership, Role, Stage
from outcomes.answers import chronicle, promising
from outcomes.models import Commitment, PoliceResponse, ProgressUpdate
from outcomes.notifications import reminders
from outcomes.promises import commitments
from people.errors import Refused
from tests.cast import Cast, force, person, staff
from tests.made_once import made_once
from tests.outcomes.published import publish
from tests.pages import flat

pytestmark = pytest.mark.django_db
HILL = "Hillside Police (example)"


@made_once
def commitment(cast: Cast) -> Commitment:
    response = publish(cast)
    made = promising.promise(
        response.answers.first(), by=cast.reyes, text="Put up signs", owner_role="Superintendent",
        due=clock.today() + timedelta(days=30),
    )  # fmt: skip
    PoliceResponse.objects.update(
        state="signed", signed_by_name="N. Okoro", signed_by_role="Chief", signed_at=clock.now()
    )
    Consultation.objects.filter(pk=cast.consultation.pk).update(findings_published_at=clock.now())
    cast.at(Stage.FOLLOW_UP)
    return made


def address(cast: Cast, commitment: Commitment) -> str:
    return reverse("promise", args=[cast.consultation.slug, commitment.pk])


def test_everybody_reads_a_promise_without_signing_in(commitment: Commitment, cast: Cast, client: Client) -> None:
    for page in (address(cast, commitment), reverse("promises", args=[cast.consultation.slug]), "/promises/"):
        shown = client.get(page)
        assert shown.status_code == 200
        assert "Put up signs" in shown.content.decode()
        assert '<form method="post" class="stack">' not in shown.content.decode()


def test_what_matters_stands_first(commitment: Commitment, cast: Cast, client: Client) -> None:
    """On the page of a promise its day and its owner; on the list what is late, then open, then kept."""
    page = flat(client.get(address(cast, commitment)).content.decode())
    assert page.index("Due<strong>") < page.index("Owner: Superintendent, ") < page.index("What has happened")
    today, made = clock.today(), {"answer": commitment.answer, "owner_role": "Superintendent"}
    seen = {"evidence_url": "https://example.org/a", "verified_by": cast.member(cast.hale), "verified_at": clock.now()}
    for days, text, state, fields in (
        (20, "Kept long ago", "done_verified", seen),
        (7, "Late by a week", "on_track", {}),
    ):
        Commitment.objects.create(text=text, due=today - timedelta(days), state=state, **made, **fields)
    found = client.get(reverse("promises", args=[cast.consultation.slug])).content.decode()
    assert found.index("Late by a week") < found.index("Put up signs") < found.index("Kept long ago")
    parts = re.findall(r'<rect data-part="(\w+)"', found)
    assert parts == ["good", "bad", "open"], "and as one bar"


def test_police_report_and_the_panel_verifies(commitment: Commitment, cast: Cast, client_for: Callable) -> None:
    done = {"act": "progress", "text": "All up.", "state": "done_unverified", "evidence_url": "https://example.org/a"}
    assert client_for(cast.reyes).post(address(cast, commitment), done).status_code == 302
    hale = client_for(cast.hale)
    seen = re.search(r'name="seen" value="(\d+)"', hale.get(address(cast, commitment)).content.decode())
    assert seen
    other = {**done, "evidence_url": "https://example.org/b"}
    client_for(cast.reyes).post(address(cast, commitment), other)
    for mark in ({"seen": seen[1]}, {}):  # of what nobody of the panel has looked at
        marked = {f"back-{name}": value for name, value in mark.items()}
        refused = hale.post(
            address(cast, commitment), {"act": "send_back", "back-reason": "Two signs lack a name.", **marked}
        )
        assert refused.status_code == 422 and "reported something new" in refused.content.decode()
        assert "Two signs lack a name." in refused.content.decode()
        refused = hale.post(address(cast, commitment), {"act": "verify", **mark})
        assert refused.status_code == 422 and "reported something new" in refused.content.decode()
    now = re.search(r'name="seen" value="(\d+)"', refused.content.decode())
    assert now and hale.post(address(cast, commitment), {"act": "verify", "seen": now[1]}).status_code == 302
    commitment.refresh_from_db()
    assert commitment.state == Commitment.State.DONE_VERIFIED


@pytest.mark.parametrize(
    ("who", "act"),
    [("amina", "progress"), ("moss", "progress"), ("hale", "progress"), ("outsider", "drop"), ("reyes", "verify"),
     ("moss", "verify"), ("amina", "verify"), (None, "verify")],
)  # fmt: skip
def test_the_wrong_person_finds_nothing_to_post_to(
    commitment: Commitment, cast: Cast, client_for: Callable, who: str | None, act: str
) -> None:
    client = client_for(getattr(cast, who) if who else None)
    sent = client.post(
        address(cast, commitment),
        {"act": act, "text": "x", "state": "on_track", "drop-reason": "x " * 20, "reason": "x"},
    )
    assert sent.status_code == 404
    commitment.refresh_from_db()
    assert commitment.state == Commitment.State.NOT_STARTED


def test_what_is_late_stands_on_the_first_page_of_all_promises(
    commitment: Commitment, cast: Cast, client: Client
) -> None:
    late = Commitment.objects.create(
        answer=commitment.answer, text="Publish the log", owner_role="Supt", due=clock.today() - timedelta(days=5)
    )
    page = client.get("/promises/").content.decode()
    assert late.text in page and commitment.text not in page and "5 days" in flat(page)
    assert commitment.text in client.get("/promises/?state=open").content.decode()
    assert client.get("/promises/?state=hidden").status_code == 404


def test_the_tracker_asks_as_often_for_many_as_for_few(
    commitment: Commitment, cast: Cast, client: Client, django_assert_max_num_queries: Callable
) -> None:
    Commitment.objects.bulk_create(
        Commitment(answer=commitment.answer, text=f"Promise {n}", owner_role="Supt", due=clock.today())
        for n in range(40)
    )
    with django_assert_max_num_queries(12):
        client.get(reverse("promises", args=[cast.consultation.slug]))


def test_promises_of_one_force_or_in_one_area(commitment: Commitment, cast: Cast, client: Client) -> None:
    area = Area.objects.create(name="Eastmere", slug="eastmere")
    other = Area.objects.create(name="Saltmarsh", slug="saltmarsh")
    cast.consultation.in_areas.add(area)
    force = cast.consultation.force
    assert force is not None
    for query, there in ((f"force={force.slug}", True), (f"area={area.slug}", True), (f"area={other.slug}", False),
                         ("force=nobody", False), (f"force={force.slug}&area={other.slug}", False)):  # fmt: skip
        page = client.get(f"/promises/?{query}").content.decode()
        assert (commitment.text in page, "Nothing was found" in page) == (there, not there), query
    kept = client.get(f"/promises/?force={force.slug}").content.decode()
    assert f'href="?state=kept&amp;force={force.slug}"' in kept or f'href="?state=kept&force={force.slug}"' in kept


def test_a_force_beside_says_nothing_of_what_another_promised(
    commitment: Commitment, cast: Cast, client_for: Callable[[object], Client]
) -> None:
    """It would end the silence of the force that signed, or have its promise checked."""
    hill = person("hill", "H. Hill")
    cast.consultation.joint_forces.add(force(HILL))
    member = staff(cast.consultation, hill, Role.RESPONDER, organisation=HILL)
    with pytest.raises(Refused, match=re.escape(f"You took this role for {HILL}")):
        commitments.report_progress(commitment, by=hill, text="All is well.", state="on_track")
    assert "Publish the update" in client_for(cast.reyes).get(address(cast, commitment)).content.decode()
    page = client_for(hill).get(address(cast, commitment)).content.decode()
    assert f"You took this role for {HILL}" in page and "Publish the update" not in page

    with clock.travel(clock.now() + timedelta(days=80)):
        ProgressUpdate.objects.create(commitment=commitment, text="All is well.", state="on_track", author=member)
    with clock.travel(clock.now() + timedelta(days=93)):
        assert commitments.silence(Commitment.objects.get(pk=commitment.pk)) and reminders.silent_promises()
    Membership.objects.filter(pk=member.pk).update(organisation="Road unit")
    with clock.travel(clock.now() + timedelta(days=93)):
        fresh = Commitment.objects.get(pk=commitment.pk)
        assert not commitments.silence(fresh) and not reminders.silent_promises()
    assert "H. Hill, police responder, Road unit" in client_for(None).get(address(cast, commitment)).content.decode()
    said = [
        moment.who
        for moment in chronicle.of(fresh.answer.recommendation, fresh.answer, [])
        if "All is well." in moment.text
    ]
    assert said == ["H. Hill, police responder, Road unit"]
