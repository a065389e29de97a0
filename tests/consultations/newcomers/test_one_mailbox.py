"""One person with nine addresses, or an officer with a private one: devices, networks and mailboxes are looked at."""

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from audit.models import Entry
from consultations import access, erased, numbers
from consultations.groups import offers
from consultations.joining import claiming, coming, joining
from consultations.models import Consultation, ErasedResidents, Group, Membership, Newcomer, Role
from consultations.newcomers import newcomers
from consultations.notifications import notifications
from deliberation.models import Session
from people.accounts import powers
from people.errors import Refused
from people.models import Message, User
from people.privacy import erasing, ledger
from people.privacy.erasing import CLOSED
from people.signin import devices
from tests.cast import Cast
from tests.consultations.joining.ways import TAKE_PART, YES, guest, letter
from tests.deliberation import rooms
from tests.pages import flat as flat_text

As = Callable[[User | None], Client]
WAYS = ["wall", "letter", "open"]


def flat(answer: object) -> str:
    return flat_text(answer.content.decode())  # type: ignore[attr-defined]


def account(name: str) -> User:
    return User.objects.create_user(f"{name}@example.net")


def way_in(cast: Cast, way: str) -> str:
    """Where whoever comes is in at once: an open wall, a personal letter, a consultation that anybody may join."""
    if way == "letter":
        return f"/join/{letter(cast).code}/"
    if way == "open":
        Consultation.objects.update(joining_is_open=True)
        return reverse("join", args=[cast.consultation.slug])
    Group.objects.update(is_open=True)
    return reverse("live", args=[(Session.objects.first() or rooms.running(cast)[0]).code])


def inside(cast: Cast) -> int:
    return Membership.objects.filter(consultation=cast.consultation, role=Role.PARTICIPANT).count()


@pytest.mark.parametrize("way", ["wall", "open"])
def test_nine_accounts_in_one_browser_are_one_person(cast: Cast, client_for: As, way: str) -> None:
    """The others wait: a family has one computer, and a facilitator sees that it is one."""
    browser, users = client_for(None), [account(f"nine{number}") for number in range(9)]
    for number, user in enumerate(users):
        browser.force_login(user)
        assert browser.post(way_in(cast, way), {**YES, "key": str(number)}).status_code == 302
    assert inside(cast) == 4 and {one.because for one in Newcomer.objects.all()} == {Newcomer.Because.DEVICE}
    door = newcomers.door_of(cast.consultation)
    assert door.places == "8 people · 1 device · 1 address"
    waiting = reverse("newcomers", args=[cast.consultation.slug])
    assert "somebody came on this device before" in flat(client_for(cast.moss).get(waiting))
    newcomers.decline(door.waiting[-1], by=cast.moss)
    other = client_for(users[-1])
    assert other.post(way_in(cast, way), YES).status_code == 302
    assert inside(cast) == 4 and Newcomer.objects.filter(state=Newcomer.State.WAITING).count() == 8, "no way past a no"
    newcomers.ease(cast.consultation, by=cast.moss)
    browser.force_login(account("eased"))
    assert browser.post(way_in(cast, way), {**YES, "key": "eased"}).status_code == 302
    assert inside(cast) == 5 and Entry.objects.filter(action="door_eased").count() == 1


def test_a_household_with_letters_of_its_own_has_one_device(cast: Cast, client_for: As) -> None:
    """An account, then a guest and an account: each letter is a yes that was given, and is good for one."""
    browser = client_for(account("first"))
    mine = way_in(cast, "letter")
    assert browser.post(mine, {**YES, "key": "first"}).status_code == 302
    browser.post("/accounts/logout/")
    assert browser.post(mine, {**YES, "key": "again"}).status_code == 404
    assert browser.post(way_in(cast, "letter"), {**YES, "key": "second"}).status_code == 302
    browser.post("/accounts/logout/")  # the browser stays what it is
    browser.force_login(account("third"))
    assert browser.post(way_in(cast, "letter"), {**YES, "key": "third"}).status_code == 302
    assert inside(cast) == 6 and not Newcomer.objects.exists()


def test_the_thirty_first_of_a_network_waits_and_is_told(
    cast: Cast, client_for: As, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    """A mobile network has one address. Nobody runs a door there, so the desk says that somebody waits."""
    monkeypatch.setattr(numbers, "GUESTS_AN_ADDRESS", 3)
    monkeypatch.setattr(numbers, "ASKING_AN_ADDRESS", 5)
    address, slug = way_in(cast, "open"), cast.consultation.slug
    for number in range(3):
        assert client_for(account(f"hall{number}")).post(address, YES)["Location"].endswith("/me/?joined=1")
    late, other = account("late"), account("other")
    page = client_for(late)
    assert page.post(address, YES)["Location"] == reverse("wait_here", args=[slug])
    said = flat(page.get(reverse("wait_here", args=[slug])))
    assert coming.SHARED in said and "we tell you" in said and "Read the briefing while you wait" in said
    assert client_for(late).post(address, YES).status_code == 302 and inside(cast) == 6
    assert Newcomer.objects.get().because == Newcomer.Because.NETWORK
    assert "Let people in" in flat(client_for(cast.moss).get(reverse("desk")))
    client_for(other).post(address, YES)
    assert "have asked from this network today" in flat(client_for(account("flood")).post(address, YES))
    assert client_for(account("elsewhere")).post(address, YES, REMOTE_ADDR="10.9.9.9").status_code == 302
    settings.DEMO = False  # which sends no e-mail
    newcomers.let_in(late.newcomers.get(), by=cast.moss)
    newcomers.decline(other.newcomers.get(), by=cast.moss)
    told = {one.mailbox.user: one for one in Message.objects.filter(kind=notifications.DOOR)}
    assert told[late].title.startswith("You are in") and told[other].title.startswith("You were not let in")
    assert all(notifications.is_at_home(one) for one in told.values())
    assert {one.state for one in told.values()} == {Message.State.WAITING}
    assert "Ask again" in flat(client_for(other).get(told[other].link))
    client_for(other).post(address, YES)
    joining.withdraw(cast.consultation, by=late)
    assert not any(notifications.is_at_home(one) for one in told.values()), "said no more once it is not so"
    newcomers.close_door(cast.consultation)
    assert Message.objects.filter(kind=notifications.DOOR, mailbox__user=other).count() == 2


def test_asking_again_after_a_no_is_counted_once(cast: Cast, client_for: As) -> None:
    session, _ = rooms.running(cast)
    browser = client_for(account("again"))
    address = reverse("live", args=[session.code])
    for _ in range(3):
        assert browser.post(address, YES).status_code == 302
        newcomers.decline(Newcomer.objects.get(), by=cast.moss)
    assert Newcomer.objects.count() == 1 and inside(cast) == 3


# --- One mailbox ------------------------------------------------------------------------------------
@pytest.mark.parametrize("way", WAYS)
def test_nine_spellings_of_one_mailbox_are_one_person(cast: Cast, client_for: As, way: str) -> None:
    """In nine browsers from nine networks."""
    spelt = ["m.e@gmail.com", "me+2@gmail.com", "m.e+3@googlemail.com", *(f"me+{n}@gmail.com" for n in range(4, 10))]
    for number, email in enumerate(spelt):
        browser = client_for(User.objects.create_user(email))
        assert browser.post(way_in(cast, way), {**YES, "key": email}, REMOTE_ADDR=f"10.0.0.{number}").status_code == 302
    assert inside(cast) == 4 and {one.because for one in Newcomer.objects.all()} == {Newcomer.Because.MAILBOX}
    page = flat(browser.get(reverse("wait_here", args=[cast.consultation.slug])))
    assert coming.SHARED in page and "another address" not in page and "takes part" not in page.split("<main")[-1]


def test_two_who_share_a_mailbox_come_in_by_a_facilitators_yes(cast: Cast, client_for: As) -> None:
    Consultation.objects.update(joining_is_open=True)
    address = reverse("join", args=[cast.consultation.slug])
    assert client_for(User.objects.create_user("home+a@example.net")).post(address, YES).status_code == 302
    other = client_for(User.objects.create_user("home+b@example.net"))
    assert other.post(address, YES)["Location"] == reverse("wait_here", args=[cast.consultation.slug])
    assert inside(cast) == 4
    newcomers.let_in(Newcomer.objects.get(), by=cast.moss)
    assert inside(cast) == 5


def test_keeping_the_place_with_another_spelling_gives_no_second_one(cast: Cast) -> None:
    """Where nobody has the address yet, and where an account without a part here has it."""
    name, _, host = str(cast.amina.email).partition("@")
    User.objects.create_user(f"{name}+known@{host}")
    second = guest(cast)
    for tag in ("new", "known"):
        with pytest.raises(Refused, match="With this address your part is not kept"):
            claiming.claim(second, f"{name}+{tag}@{host}")
    second.refresh_from_db()
    assert second.is_guest and cast.member(second).is_current
    officer, _, host = str(cast.okoro.email).partition("@")
    with pytest.raises(Refused, match="another role"):
        claiming.claim(second, f"{officer}+new@{host}")
    address = str(cast.reyes.email)
    erasing.erase(cast.reyes)
    with pytest.raises(Refused, match="already"):
        claiming.claim(second, address)
    second.refresh_from_db()
    assert second.is_guest


# --- The officer in another coat ----------------------------------------------------------------------
@pytest.mark.parametrize("way", WAYS)
def test_a_new_address_on_a_browser_that_staff_used_waits_and_is_told_why(cast: Cast, client_for: As, way: str) -> None:
    browser = client_for(cast.okoro)
    browser.get("/")
    browser.post("/accounts/logout/")
    assert devices.STAFF in browser.cookies
    browser.force_login(account("private"))
    address = way_in(cast, way)
    assert coming.DOOR_FOR_STAFF in flat(browser.get(address))
    assert browser.post(address, YES).status_code == 302
    assert inside(cast) == 3 and Newcomer.objects.get().was_staff
    assert "say who you are" in flat(browser.get(reverse("wait_here", args=[cast.consultation.slug])))
    assert "Let people in" in flat(client_for(cast.moss).get(reverse("desk")))
    newcomers.decline(Newcomer.objects.get(), by=cast.moss)
    client_for(User.objects.get(email="private@example.net")).post(address, YES)  # another browser
    assert inside(cast) == 3 and Newcomer.objects.get().was_staff, "the mark stays with who asked"
    assert "1 person on a browser where police" in newcomers.door_of(cast.consultation).staff_browsers


def plus(user: User, tag: str = "private") -> str:
    name, _, host = str(user.email).partition("@")
    return f"{name}+{tag}@{host}"


@pytest.mark.parametrize("how", ["here", "elsewhere", "erased"])
def test_an_officers_other_spelling_takes_part_nowhere(cast: Cast, elsewhere: Cast, how: str) -> None:
    where = elsewhere if how == "elsewhere" else cast
    address = plus(cast.reyes if how == "erased" else cast.okoro)
    if how == "erased":
        erasing.erase(cast.reyes)
    other = User.objects.create_user(address)
    with pytest.raises(Refused) as refused:
        joining.join(where.consultation, by=other, group=where.group1, consents=TAKE_PART)
    assert not other.memberships.exists()
    if how == "here":
        assert cast.okoro.name not in str(refused.value), "a mailbox may be shared"


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.OVERSIGHT, Role.EXPERT, Role.RESPONDER])
def test_a_residents_other_spelling_becomes_no_staff(cast: Cast, elsewhere: Cast, role: Role) -> None:
    other = User.objects.create_user(plus(cast.amina, "staff"))
    by = {Role.RESPONDER: cast.okoro, Role.EXPERT: cast.moss}.get(role, cast.hale)
    made = offers.make(cast.consultation, by=by, email=str(other.email), name="V. Vale", role=role)
    with pytest.raises(Refused, match="another of the same mailbox"):
        offers.accept(made.link.rstrip("/").rpartition("/")[2], by=other, name="V. Vale", was_here=lambda _: False)
    assert not other.memberships.exists()
    with pytest.raises(Refused, match="another role"):
        access.refuse_conflict(other, cast.consultation, role)
    with pytest.raises(Refused, match="A resident"):
        powers.add(plus(cast.amina, "power"), name="V. Vale", powers=frozenset(powers.Power))


def test_an_erased_residents_other_spelling_takes_no_role(cast: Cast) -> None:
    """Marks of before, of an address as it was typed, hold as well."""
    other, address = User.objects.create_user(plus(cast.amina)), str(cast.bilal.email)
    erasing.erase(cast.amina)
    with pytest.raises(Refused, match="no role"):
        access.refuse_conflict(other, cast.consultation, Role.OVERSIGHT)
    typed = f"took part in {cast.consultation.pk} old+tag@example.net"
    ErasedResidents.objects.update(marks=[ledger.address_mark(typed)])
    with pytest.raises(Refused) as refused:
        access.refuse_conflict(User.objects.create_user("old+tag@example.net"), cast.consultation, Role.OVERSIGHT)
    assert str(refused.value) == erased.NO_ROLE
    access.refuse_conflict(User.objects.create_user("old@example.net"), cast.consultation, Role.OVERSIGHT)
    assert User.objects.filter(email=address).exists()


def test_an_account_closed_before_keeps_its_side(cast: Cast) -> None:
    """Its mark is of the address as it was typed then."""
    erasing.erase(cast.reyes)
    mark = ledger.address_mark("l.reyes+work@example.net")
    User.objects.filter(pk=cast.reyes.pk).update(email=f"closed-{cast.reyes.pk}-{mark}{CLOSED}")
    again = User.objects.create_user("l.reyes+work@example.net")
    with pytest.raises(Refused):
        joining.join(cast.consultation, by=again, group=cast.group1, consents=TAKE_PART)
