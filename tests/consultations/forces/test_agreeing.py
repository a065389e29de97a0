"""A force that is named beside the one that leads answers with it once it says so itself, and not before."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from audit import clock
from audit.models import Entry
from consultations.forces import agreeing, forces
from consultations.groups import appointing, offers
from consultations.models import Consultation, Role, Stage, Technology, TermChange
from consultations.setup import setup
from consultations.stages import stages
from consultations.withdrawing import withdrawing
from people.errors import Refused
from people.models import User
from people.text.dates import day
from tests.cast import Cast, force, person, staff
from tests.consultations.draft import Draft
from tests.outcomes.published import publish
from tests.pages import flat

HILLSIDE = "Hillside Police (example)"


def pages(cast: Cast) -> list[str]:
    """Of the consultation, of both forces, of the register, and what the scorecard counts."""
    technology = cast.consultation.technologies.get()
    lead, year = cast.consultation.force, cast.consultation.response_due.year
    addresses = [
        cast.consultation.get_absolute_url(),
        *(one.get_absolute_url() for one in (lead, force(HILLSIDE))),
        reverse("technology", args=[technology.pk]),
        reverse("scorecard_list", args=[lead.slug, year, "not_due"]),
    ]
    return [flat(Client().get(address).content.decode()) for address in addresses]


def offer(cast: Cast, organisation: str, role: Role = Role.RESPONDER) -> str:
    made = offers.make(
        cast.consultation, by=cast.okoro, email="lake@example.org", name="K. Lake", role=role, organisation=organisation
    )
    return made.link.rstrip("/").rpartition("/")[2]


def test_whoever_names_a_force_does_not_speak_for_it(cast: Cast) -> None:
    publish(cast)
    Consultation.objects.filter(pk=cast.consultation.pk).update(findings_published_at=clock.now())
    cast.consultation.technologies.add(Technology.objects.create(name="Drones", kind="drone", force=force()))
    cast.consultation.joint_forces.add(force(HILLSIDE))
    assert [f"{HILLSIDE} has not agreed to answer" in page for page in pages(cast)] == [True] * 5
    key = offer(cast, "HILLSIDE police, (example)")
    assert agreeing.words(cast.consultation)[1].at is None, "an offer is no word of theirs"
    assert "accepting says in public that it agreed to answer" in flat(
        Client().get(reverse("offer", args=[key])).content.decode()
    )
    lake = person("lake", name="K. Lake", job_title="Inspector")
    offers.accept(key, by=lake, name="K. Lake", was_here=lambda other: False)
    said = escape(f"{HILLSIDE} agreed on {day(clock.now())} (Inspector)")
    assert all(said in page and "has not agreed" not in page for page in pages(cast))


@pytest.mark.parametrize(
    ("organisation", "role"),
    [("", Role.RESPONDER), ("Riverside Police (example)", Role.RESPONDER), (HILLSIDE, Role.LEGAL)],
)
def test_a_role_for_another_is_not_its_word(cast: Cast, organisation: str, role: Role) -> None:
    cast.at(Stage.FINDINGS_PUBLISHED)
    cast.consultation.joint_forces.add(force(HILLSIDE))
    key = offer(cast, organisation, role)
    assert "agreed to answer" not in flat(Client().get(reverse("offer", args=[key])).content.decode())
    offers.accept(key, by=person("lake", name="K. Lake"), name="K. Lake", was_here=lambda other: False)
    assert str(agreeing.words(cast.consultation)[1]) == f"{HILLSIDE} has not agreed to answer"


def test_no_other_name_makes_one_forces_word_anothers(cast: Cast) -> None:
    """An administrator who gives a force the name, short or of before, under which somebody of another took a role."""
    admin = person("kit", name="Kit Admin", is_superuser=True)
    hillside, lead = force(HILLSIDE), cast.consultation.force
    cast.consultation.joint_forces.add(hillside)
    lake = person("lake", name="K. Lake", job_title="Inspector")
    offers.accept(offer(cast, lead.name), by=lake, name="K. Lake", was_here=lambda other: False)
    forces.change(lead, by=admin, name="Eastmere Police (example)", short_name="Eastmere")
    for fields in ({"short_name": "Riverside Police (example)"}, {"name": "RIVERSIDE police (example)"},
                   {"short_name": "Eastmere"}, {"name": "eastmere"}):  # fmt: skip
        with pytest.raises(Refused, match="a name of another force|of that name already"):
            forces.change(hillside, by=admin, **fields)
        with pytest.raises(Refused, match="a name of another force|of that name already"):
            forces.add(by=admin, **{"name": "Lakeside Police (example)", **fields})
    forces.change(lead, by=admin, name="Riverside Police (example)", short_name="Riverside")  # its own of before
    consultation = Consultation.objects.get(pk=cast.consultation.pk)
    assert str(agreeing.words(consultation)[1]) == f"{HILLSIDE} {agreeing.NOT_YET}"


def changed_terms(cast: Cast, name: str = "purpose_question", **later: int) -> None:
    at = clock.now() + timedelta(**later)
    TermChange.objects.create(consultation=cast.consultation, name=name, old="a", new="b", reason="Clearer", at=at)


def test_a_force_agreed_to_the_terms_that_it_read(cast: Cast) -> None:
    """The officer who leads accepts changed terms anew; a force beside it is not said to have agreed to these."""
    cast.consultation.joint_forces.add(force(HILLSIDE))
    now = clock.now()
    Consultation.objects.update(opens_at=now + timedelta(days=20), closes_at=now + timedelta(days=48))
    offers.accept(
        offer(cast, HILLSIDE), by=person("lake", name="K. Lake"), name="K. Lake", was_here=lambda other: False
    )

    def said() -> str:
        return agreeing.words(Consultation.objects.get(pk=cast.consultation.pk))[1].said

    agreed = f"agreed on {day(clock.now())} (police responder)"
    changed_terms(cast, "answering", days=1)
    assert said() == agreed, "who signs for the force that leads is not its matter"
    changed_terms(cast, days=3)
    assert said() == f"{agreed}, before the terms changed on {day(clock.now() + timedelta(days=3))}"
    changed_terms(cast, "response_due", days=30)
    assert "days" not in said() and said().endswith(day(clock.now() + timedelta(days=3))), "later dates stand elsewhere"
    with clock.travel(clock.now() + timedelta(days=4)):
        staff(cast.consultation, person("brook", name="A. Brook", job_title="Inspector"), Role.RESPONDER,
              organisation=HILLSIDE)  # fmt: skip
    assert said() == f"agreed on {day(clock.now() + timedelta(days=4))} (Inspector)"


def test_the_report_says_of_every_force_whether_it_agreed(cast: Cast) -> None:
    cast.consultation.joint_forces.add(force(HILLSIDE))
    publish(cast)
    page = flat(Client().get(reverse("report", args=[cast.consultation.slug])).content.decode())
    assert f"Riverside Police (example); {HILLSIDE} has not agreed to answer" in page


def accepted(cast: Cast, organisation: str) -> User:
    lake = person("lake", name="K. Lake", job_title="Inspector")
    offers.accept(offer(cast, organisation), by=lake, name="K. Lake", was_here=lambda other: False)
    return lake


def beside(cast: Cast) -> str:
    return str(agreeing.words(Consultation.objects.get(pk=cast.consultation.pk))[1])


def test_a_short_name_that_is_given_up_is_no_other_forces(cast: Cast) -> None:
    """An administrator takes it from the force that agreed under it, and gives it to one that has not."""
    administrator = person("kit", name="Kit Admin", is_superuser=True)
    cast.at(Stage.FINDINGS_PUBLISHED)
    hill, harbour = forces.change(force(HILLSIDE), by=administrator, short_name="HP"), force("Harbour Police (example)")
    cast.consultation.joint_forces.add(harbour)
    accepted(cast, "hp")
    hill = forces.change(hill, by=administrator, short_name="")
    for taken in ("HP", "h.p."):
        with pytest.raises(Refused, match="another"):
            forces.change(harbour, by=administrator, short_name=taken)
    assert hill.former_names == ["HP"]
    assert beside(cast) == "Harbour Police (example) has not agreed to answer"


def test_an_organisation_that_is_no_force_becomes_none_by_renaming(cast: Cast) -> None:
    administrator = person("kit", name="Kit Admin", is_superuser=True)
    cast.at(Stage.FINDINGS_PUBLISHED)
    cast.consultation.joint_forces.add(force(HILLSIDE))
    accepted(cast, "The Consultancy")
    for name in ("short_name", "name"):
        with pytest.raises(Refused, match="took a police role"):
            forces.change(force(HILLSIDE), by=administrator, **{name: "The Consultancy"})
    assert "has not agreed" in beside(cast)


def test_a_force_that_is_called_otherwise_agreed_under_its_name_of_then(cast: Cast) -> None:
    administrator = person("kit", name="Kit Admin", is_superuser=True)
    cast.at(Stage.FINDINGS_PUBLISHED)
    cast.consultation.joint_forces.add(force(HILLSIDE))
    accepted(cast, HILLSIDE)
    forces.change(force(HILLSIDE), by=administrator, name="Metropolis Police (example)")
    assert beside(cast) == (f"Metropolis Police (example) agreed on {day(clock.now())} (Inspector, as {HILLSIDE})")


def test_what_it_agreed_to_in_the_draft_is_not_what_is_announced(signed_draft: Draft) -> None:
    """A facilitator has a force agree, then asks something else, and announces that: nothing was public yet."""
    draft, lake = signed_draft, person("lake", name="K. Lake", job_title="Inspector")
    setup.update(draft.consultation, by=draft.moss, joint_forces=[force(HILLSIDE)])

    def accept() -> None:
        made = offers.make(
            draft.consultation, by=draft.moss, email="lake@example.org", name="K. Lake", role=Role.RESPONDER,
            organisation=HILLSIDE,
        )  # fmt: skip
        key = made.link.rstrip("/").rpartition("/")[2]
        offers.accept(key, by=lake, name="K. Lake", was_here=lambda other: False)

    def said() -> str:
        return str(agreeing.words(Consultation.objects.get(pk=draft.consultation.pk))[1])

    accept()
    agreed = f"{HILLSIDE} agreed on {day(clock.now())} (Inspector)"
    assert said() == agreed
    with pytest.raises(Refused, match="already"):
        accept()
    setup.update(Consultation.objects.get(), by=draft.moss, can_change="Nothing at all.")
    assert said() == f"{agreed}, before the terms changed on {day(clock.now())}"
    accept()
    assert said() == agreed and Entry.objects.filter(action="force_agreed_again").count() == 1


def test_no_officer_of_another_force_has_the_duty_of_the_one_that_leads(signed_draft: Draft, client_for) -> None:
    """A facilitator names another force once the first is late, and its officer answers on, or has it withdrawn."""
    signed_draft.consultation.refresh_from_db()
    stages.move(signed_draft.consultation, "announce", by=signed_draft.moss)
    c, gate = signed_draft.consultation, stages.transition_named("open")
    asked = withdrawing.ask(c, by=signed_draft.okoro, reason="The cameras are not bought.")
    setup.update(c, by=signed_draft.moss, force=force(HILLSIDE), reason="It is theirs.")
    signed_draft.sign()
    asked.refresh_from_db()
    asked.consultation.refresh_from_db()
    assert "Another force leads" in asked.why_it_fell
    for act in (
        lambda: appointing.accept_duty(c, by=signed_draft.okoro),
        lambda: withdrawing.ask(c, by=signed_draft.okoro, reason="The cameras are still not bought."),
        lambda: withdrawing.agree(asked, by=signed_draft.hale, said="Yes."),
    ):
        with pytest.raises(Refused, match="You took this role for Riverside|Another force leads"):
            act()
    assert f"officer of {HILLSIDE}" in " ".join(one.text for one in stages.blockers(c, gate))
    page = reverse("accept_duty", args=[c.slug])
    assert "You took this role for Riverside Police (example)." in flat(
        client_for(signed_draft.okoro).get(page).content.decode()
    )
    lake = person("lake", name="K. Lake", job_title="Commander")
    made = offers.make(
        c, by=signed_draft.hale, email=lake.email, name="K. Lake", role=Role.OFFICER, organisation=HILLSIDE
    )
    offers.accept(made.link.rstrip("/").rpartition("/")[2], by=lake, name="K. Lake", was_here=lambda other: False)
    appointing.accept_duty(c, by=lake)
    assert "accountable officer" not in " ".join(one.text for one in stages.blockers(c, gate))
    assert not signed_draft.member(signed_draft.okoro).is_current, "the duty was handed on"


def test_the_duty_is_not_handed_to_a_force_beside_the_one_that_leads(cast: Cast) -> None:
    cast.consultation.joint_forces.add(force(HILLSIDE))
    lake = person("lake", name="K. Lake", job_title="Commander")
    offers.accept(offer(cast, HILLSIDE, Role.OFFICER), by=lake, name="K. Lake", was_here=lambda other: False)
    with pytest.raises(Refused, match=f"You took this role for {re.escape(HILLSIDE)}"):
        appointing.accept_duty(cast.consultation, by=lake)
    assert cast.member(cast.okoro).is_current
    assert str(agreeing.words(cast.consultation)[1]).startswith(f"{HILLSIDE} agreed on"), "that stays its word"
