"""Forces: an administrator adds them, a consultation names one or several, and nobody takes another's entries."""

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations.access import NotAllowed
from consultations.forces import confirming, forces
from consultations.models import Area, Consultation, Force, Membership, Technology, UseCase
from consultations.models.forces import BY_THE_OPERATOR
from consultations.register import technologies
from consultations.setup import setup
from consultations.signing import as_told
from people.accounts.administration import NotAnAdministrator
from people.errors import Refused
from people.models import User
from people.text.dates import day
from tests.cast import Cast, force
from tests.consultations.draft import Draft
from tests.made_once import made_once
from tests.outcomes.published import publish
from tests.pages import flat


@made_once
def admin() -> User:
    return User.objects.create_user("admin@example.org", name="Kit Admin", is_superuser=True)


def test_an_administrator_adds_a_force(admin: User) -> None:
    eastmere = Area.objects.create(name="Eastmere", slug="eastmere")
    made = forces.add(by=admin, name="  Hillside   Police ", areas=[eastmere], contact="At the counter.")
    assert (made.name, made.slug, list(made.areas.all())) == ("Hillside Police", "hillside-police", [eastmere])
    assert Entry.objects.get(action="force_added").summary == "Hillside Police"


@pytest.mark.parametrize("again", ["Hillside Police", "HILLSIDE  police"])
def test_a_force_is_there_once(admin: User, again: str) -> None:
    forces.add(by=admin, name="Hillside Police")
    with pytest.raises(Refused, match="already"):
        forces.add(by=admin, name=again)


def test_a_force_without_a_name_is_refused(admin: User) -> None:
    with pytest.raises(Refused, match="name"):
        forces.add(by=admin, name="   ")


def test_nobody_else_adds_or_changes_one(cast: Cast) -> None:
    for person in (cast.moss, cast.okoro, cast.hale, cast.amina):
        with pytest.raises(NotAnAdministrator):
            forces.add(by=person, name="Made Up Police")
        with pytest.raises(NotAnAdministrator):
            forces.change(force(), by=person, name="Renamed")


def test_the_address_stays_when_the_name_changes(admin: User) -> None:
    made = forces.add(by=admin, name="Hillside Police")
    assert forces.change(made, by=admin, name="Hill and Dale Police").slug == "hillside-police"


def test_what_a_force_said_of_itself_stays_readable(admin: User, client_for) -> None:
    """An administrator who rewrites how it decides, after people were told."""
    made = forces.add(by=admin, name="Hillside Police", how_we_decide="We read all of it.", contact="Room 4.")
    forces.change(made, by=admin, how_we_decide="The Superintendent decides.", contact="Room 4.")
    forces.change(made, by=admin, how_we_decide="")
    shown = client_for(None).get(reverse("force", args=[made.slug])).content.decode()
    old = shown[shown.index("What stood here before") :]
    assert old.index("The Superintendent decides.") < old.index("We read all of it.") and "Room 4." not in old
    kept = [entry.detail["before"] for entry in Entry.objects.filter(action="force_changed").order_by("number")]
    assert kept == [{"how_we_decide": "We read all of it."}, {"how_we_decide": "The Superintendent decides."}]


def test_pages_of_forces_are_for_administrators(admin: User, cast: Cast, client_for) -> None:
    client = client_for(admin)
    answer = client.post(reverse("add_force"), {"name": "Hillside Police", "how_we_decide": "We read all of it."})
    assert answer.url == reverse("manage_forces")
    assert "Hillside Police" in client.get(answer.url).content.decode()
    refused = client.post(reverse("add_force"), {"name": "hillside police", "contact": "Room 4"})
    assert refused.status_code == 422 and "Room 4" in refused.content.decode()
    assert client_for(cast.moss).get(reverse("manage_forces")).status_code == 404


def test_a_starter_never_takes_another_forces_entry(draft: Draft) -> None:
    """A draft about one force took the other's “In use” and lost what it had ruled out."""
    theirs = draft.consultation.technologies.get()
    UseCase.objects.create(technology=theirs, title="Finding children", status=UseCase.Status.RULED_OUT)
    Technology.objects.filter(pk=theirs.pk).update(stage=Technology.Lifecycle.OPERATIONAL)
    for other in (force("Hillside Police (example)"), None):
        made = setup.start(title="Cameras elsewhere", starter="lfr", by=draft.moss, force=other)
        own = made.technologies.get()
        assert own.pk != theirs.pk and own.force == other
        assert own.stage != Technology.Lifecycle.OPERATIONAL
    assert theirs.consultations.get() == draft.consultation


def test_an_entry_goes_with_the_force_that_is_named_later(draft: Draft) -> None:
    made = setup.start(title="Cameras later", starter="lfr", by=draft.moss)
    setup.update(made, by=draft.moss, force=force("Hillside Police (example)"))
    entry = made.technologies.get()
    assert entry.force == force("Hillside Police (example)")
    setup.update(made, by=draft.moss, force=force("Lakeside Police (example)"))
    moved = entry.log.filter(what="Entry moved to the register of another force").latest("pk")
    assert (moved.old, moved.new) == ("Hillside Police (example)", "Lakeside Police (example)")


def test_an_entry_of_another_force_is_neither_offered_nor_taken(draft: Draft) -> None:
    other = Technology.objects.create(name="Drones", kind="drone", force=force("Hillside Police (example)"))
    assert other not in technologies.to_choose_from(draft.consultation)
    with pytest.raises(Refused, match="not an entry of the force"):
        technologies.attach(draft.consultation, other, by=draft.moss)
    setup.update(draft.consultation, by=draft.moss, joint_forces=[other.force])
    technologies.attach(draft.consultation, other, by=draft.moss)
    assert other in draft.consultation.technologies.all()


def test_adding_by_name_makes_an_entry_of_its_own(draft: Draft) -> None:
    other = Technology.objects.create(name="Drones", kind="drone", force=force("Hillside Police (example)"))
    made = technologies.add(draft.consultation, by=draft.moss, name="Drones", kind="drone")
    assert made != other and made.force == draft.consultation.force


def test_a_joint_one_names_who_leads_once(draft: Draft) -> None:
    hillside = force("Hillside Police (example)")
    setup.update(draft.consultation, by=draft.moss, joint_forces=[hillside, draft.consultation.force])
    assert forces.answering(draft.consultation) == [draft.consultation.force, hillside]
    assert Entry.objects.filter(action="setup_changed").last().summary == "forces that answer with it"


def test_setup_names_force_and_areas(draft: Draft, client_for) -> None:
    eastmere = Area.objects.create(name="Eastmere", slug="eastmere")
    client, slug = client_for(draft.moss), draft.consultation.slug
    page = client.get(reverse("setup_taking_part", args=[slug])).content.decode()
    assert "Eastmere" in page
    values = {"method": "open", "in_areas": [eastmere.pk], "retention": "standard", "min_base": 10, "min_answer": 5}
    assert client.post(reverse("setup_taking_part", args=[slug]), values).status_code == 302
    assert list(draft.consultation.in_areas.all()) == [eastmere]
    assert "Eastmere" in client.get(reverse("setup", args=[slug])).content.decode()


def test_more_areas_by_command(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("areas", "Eastmere", "Nether Eastmere")
    assert Area.objects.count() == 2
    with pytest.raises(CommandError, match="already"):
        call_command("areas", "EASTMERE")


def test_a_force_with_a_consultation_cannot_be_deleted(cast: Cast) -> None:
    from django.db.models import ProtectedError

    with pytest.raises(ProtectedError):
        Force.objects.get(pk=cast.consultation.force_id).delete()


@pytest.mark.parametrize("name", ["Police.", "  POLICE", "Po-lice", "P.o.l.i.c.e"])
def test_a_force_is_known_by_its_letters(admin: User, name: str) -> None:
    forces.add(by=admin, name="Police")
    with pytest.raises(Refused, match="of that name already: Police"):
        forces.add(by=admin, name=name)


def test_what_a_force_was_called_stands_on_its_page(admin: User, client: Client) -> None:
    made = forces.add(by=admin, name="Old Police")
    forces.change(made, by=admin, name="Old police.")
    assert Force.objects.get().former_names == [], "the same name, written otherwise"
    forces.change(made, by=admin, name="New Police")
    forces.change(made, by=admin, name="Newest Police")
    assert "Formerly Old police., New Police" in client.get(made.get_absolute_url()).content.decode()


# --- Whose words they are ------------------------------------------------------------------------------
@made_once
def written(admin: User, cast: Cast) -> Force:
    """What the operator wrote on the page of the force that must answer, in whose name it seems to stand."""
    publish(cast)
    lead = cast.consultation.force
    assert lead is not None
    return forces.change(lead, by=admin, how_we_decide="We read all of it.", contact="Room 4.")


def told(client_for, cast: Cast, force: Force) -> list[str]:
    """The page of the force, and the workspace."""
    return [
        flat(client_for(None).get(reverse("force", args=[force.slug])).content.decode()),
        flat(client_for(cast.okoro).get(reverse("response", args=[cast.consultation.slug])).content.decode()),
    ]


def test_what_the_operator_writes_is_not_called_the_forces_words(
    written: Force, admin: User, cast: Cast, client_for
) -> None:
    assert [BY_THE_OPERATOR in page for page in told(client_for, cast, written)] == [True, True]
    page = reverse("response", args=[cast.consultation.slug])
    client_for(cast.okoro).post(page, {"force_words": confirming.mark(written)})
    written.refresh_from_db()
    confirmed = f"The force says this itself: N. Okoro, Chief Superintendent confirmed it on {day(clock.today())}."
    assert [confirmed in page for page in told(client_for, cast, written)] == [True, True]
    entry = Entry.objects.get(action="force_words_confirmed")
    assert entry.summary == "N. Okoro, Chief Superintendent" and entry.consultation == cast.consultation.slug
    forces.change(written, by=admin, how_we_decide="The Superintendent alone decides.")
    page_of_force = told(client_for, cast, written)[0]
    before, _, after = page_of_force.partition("What stood here before")
    assert BY_THE_OPERATOR in before and confirmed not in before, "one changed word, and nobody has confirmed it"
    assert confirmed in after, "what was confirmed stays said of the old words"


@pytest.mark.parametrize("who", ["reyes", "moss", "hale", "amina", "admin"])
def test_nobody_but_the_officer_confirms(written: Force, admin: User, cast: Cast, who: str) -> None:
    user = admin if who == "admin" else getattr(cast, who)
    with pytest.raises(NotAllowed):
        as_told(confirming.confirm, cast.consultation, by=user, seen=confirming.mark(written))


def test_the_officer_confirms_what_they_read_and_with_the_duty(written: Force, admin: User, cast: Cast) -> None:
    old = confirming.mark(written)
    forces.change(written, by=admin, contact="Room 5.")
    with pytest.raises(Refused, match="changed while you were reading"):
        as_told(confirming.confirm, cast.consultation, by=cast.okoro, seen=old)
    written.refresh_from_db()
    Membership.objects.filter(user=cast.okoro).update(accepted_at=None, accepted_name="", accepted_role="")
    with pytest.raises(Refused, match="Accept the duty"):
        as_told(confirming.confirm, cast.consultation, by=cast.okoro, seen=confirming.mark(written))
    assert not written.confirmed


def test_an_officer_of_another_force_confirms_no_words_of_this_one(
    written: Force, cast: Cast, client_for: Callable[..., Client]
) -> None:
    """They took the role for the force that led before."""
    page = reverse("response", args=[cast.consultation.slug])
    assert 'name="force_words"' in client_for(cast.okoro).get(page).content.decode()
    Force.objects.create(name="Dale Police", slug="dale")
    Membership.objects.filter(user=cast.okoro).update(organisation="Dale Police")
    assert 'name="force_words"' not in client_for(cast.okoro).get(page).content.decode()
    with pytest.raises(Refused, match="You took this role for Dale Police"):
        as_told(confirming.confirm, Consultation.objects.get(), by=cast.okoro, seen=confirming.mark(written))
    written.refresh_from_db()
    assert not written.confirmed


@pytest.mark.parametrize(("words", "found"), [("hill", True), ("DALE", True), ("nowhere", False), ("", True)])
def test_a_force_is_found_by_a_name_that_it_has_or_had(admin: User, client: Client, words: str, found: bool) -> None:
    made = forces.add(by=admin, name="Dale Police")
    forces.change(made, by=admin, name="Hillside Police")
    shown = client.get(reverse("forces"), {"q": words}).context["forces"]
    assert (made in shown) == found
