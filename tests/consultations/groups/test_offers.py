"""A role is offered and taken: nobody is unmasked, nobody becomes staff unasked, nobody has two seats."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations import numbers
from consultations.access import NotAllowed
from consultations.groups import offers, privacy
from consultations.joining import joining
from consultations.models import Consent, Force, Membership, Newcomer, Offer, Role
from people import limits
from people.errors import Refused
from people.models import User
from people.signin.factors import Adapter
from tests.cast import Cast, person
from tests.pages import flat

As = Callable[[User], Client]
VALE = "vale@example.org"
NEVER_HERE = lambda other: False  # noqa: E731


def offer(cast: Cast, email: str = VALE, role: Role = Role.EXPERT, by: User | None = None, **more: Any) -> Offer:
    return offers.make(cast.consultation, by=by or cast.moss, email=email, name="Dr Vale", role=role, **more)


def key_of(made: Offer) -> str:
    return made.link.rstrip("/").rpartition("/")[2]


def accept(made: Offer, user: User, name: str = "V. Vale", was_here: Any = NEVER_HERE) -> Membership:
    return offers.accept(key_of(made), by=user, name=name, was_here=was_here)


def everything_about(cast: Cast) -> list[object]:
    """Standings and accounts, as they are."""
    return [*Membership.objects.order_by("pk").values(), *User.objects.order_by("pk").values()]


def summary(action: str) -> list[str]:
    return [entry.summary for entry in Entry.objects.filter(action=action)]


# --- Nobody is unmasked -------------------------------------------------------------------------------
def addresses(cast: Cast, elsewhere: Cast) -> dict[str, str]:
    Newcomer.objects.create(consultation=cast.consultation, group=cast.group1, user=person("waits"))
    person("closed", is_active=False)
    found = {
        "unknown": "nobody@example.org", "has an account": cast.outsider.email, "resident here": cast.amina.email,
        "resident elsewhere": elsewhere.amina.email, "police here": cast.okoro.email, "panel here": cast.hale.email,
        "same role here": cast.finch.email, "police elsewhere": elsewhere.reyes.email, "waits": "waits@example.org",
        "closed account": "closed@example.org",
    }  # fmt: skip
    return {who: str(address) for who, address in found.items()}


def test_every_address_gets_the_same_answer_after_the_same_work_and_nothing_changes(
    cast: Cast, elsewhere: Cast, client_for: As
) -> None:
    page, answers = reverse("people", args=[cast.consultation.slug]), {}
    known = addresses(cast, elsewhere)
    client = client_for(cast.moss)
    client.post(page, {"email": "first@example.org", "name": "Dr Vale", "role": "expert"})  # the first entry ever
    client.get(page)
    Offer.objects.all().delete()
    before = everything_about(cast)
    for who, email in known.items():
        mail.outbox.clear()
        with CaptureQueriesContext(connection) as queries:
            sent = client.post(page, {"email": email, "name": "Dr Vale", "role": "expert"})
        asked = len(queries)
        read = re.sub(
            r'csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+|nonce="[^"]+"|/offers/[\w-]+/', "",
            client.get(page).content.decode(),
        )  # fmt: skip
        entry = Entry.objects.latest("number")
        answers[who] = (sent.status_code, sent["Location"], read, asked, len(mail.outbox), entry.summary)
        assert mail.outbox[0].to == [email]
        Offer.objects.all().delete()
    assert len(set(answers.values())) == 1, {who: answer[3:] for who, answer in answers.items()}
    assert everything_about(cast) == before


def test_the_record_holds_neither_address_nor_name(cast: Cast) -> None:
    made = offer(cast, "vale+panel@example.org")
    offers.send_again(made, by=cast.moss)
    offers.withdraw(made, by=cast.moss)
    told = Entry.objects.filter(action__contains="offer")
    assert [(entry.action, entry.actor, entry.summary) for entry in told] == [
        ("role_offered", "Jo Moss", "expert"), ("offer_sent_again", "Jo Moss", "expert"),
        ("offer_withdrawn", "Jo Moss", "expert"),
    ]  # fmt: skip
    assert not any("vale" in str(entry.__dict__).lower() for entry in Entry.objects.all())


def test_offers_are_limited_by_whoever_makes_them_and_by_mailbox(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(offers.MAILS_A_DAY):
        offer(cast, f"vale+{number}@example.org")
    with pytest.raises(limits.TooMany):
        offer(cast)
    assert offer(cast, by=cast.finch)
    monkeypatch.setattr(offers, "OFFERS_AN_HOUR", 5)
    offer(cast, "fifth@example.org")
    with pytest.raises(limits.TooMany):
        offer(cast, "sixth@example.org")


def test_what_stands_in_the_way_is_told_to_the_person_alone(cast: Cast, client_for: As) -> None:
    made = offer(cast, cast.amina.email)
    entries = Entry.objects.count()
    with pytest.raises(Refused, match="Ask for it to be made to another address"):
        accept(made, cast.amina)
    assert Entry.objects.count() == entries
    page = client_for(cast.moss).get(reverse("people", args=[cast.consultation.slug])).content.decode()
    assert "not yet accepted" in page and "Amina" not in page and cast.amina.email not in page


# --- Nothing changes before ---------------------------------------------------------------------------
def test_an_offer_gives_nothing_and_asks_nothing(cast: Cast, client_for: As) -> None:
    before = everything_about(cast)
    offer(cast, cast.outsider.email, Role.FACILITATOR, by=cast.hale, is_safeguarding_lead=True)
    offer(cast, cast.outsider.email, Role.OFFICER, by=cast.okoro)
    assert everything_about(cast) == before
    assert client_for(cast.outsider).get(reverse("consultation_desk", args=[cast.consultation.slug])).status_code == 404
    page = client_for(cast.outsider).get("/").content.decode()
    assert "offered" not in page and "Dr Vale" not in page


def test_it_is_taken_once_under_the_name_the_person_gives(cast: Cast) -> None:
    more = {"job_title": "Reader", "is_safeguarding_lead": True}
    made = offer(cast, "Vale@Example.org ", Role.FACILITATOR, by=cast.hale, **more)
    vale = User.objects.create_user(VALE)
    member = accept(made, vale)
    assert (member.public_name, member.role, vale.job_title) == ("V. Vale", Role.FACILITATOR, "Reader")
    leads = cast.consultation.memberships.filter(is_safeguarding_lead=True)
    assert [lead.user for lead in leads] == [vale]
    assert summary("appointed") == ["V. Vale: facilitator"]
    with pytest.raises(Refused, match="accepted already"):
        accept(made, vale)
    made.refresh_from_db()
    assert (made.email, made.is_accepted) == ("", True)


def test_an_account_keeps_its_own_name(cast: Cast) -> None:
    vale = person("vale", "Dr V. Vale")
    assert accept(offer(cast), vale, "Somebody Else").public_name == "Dr V. Vale"


@pytest.mark.parametrize("name", ["", "Police", "Ruth Ha1e", "Knot 92"])
def test_the_name_is_checked_where_it_is_given(cast: Cast, name: str) -> None:
    made, vale = offer(cast), User.objects.create_user(VALE)
    with pytest.raises(Refused):
        accept(made, vale, name)
    vale.refresh_from_db()
    made.refresh_from_db()
    assert (vale.name, made.is_open, vale.memberships.count()) == ("", True, 0)


def test_facilitators_still_cannot_be_police(cast: Cast) -> None:
    made = offer(cast, cast.okoro.email, Role.FACILITATOR, by=cast.hale)
    with pytest.raises(Refused, match="Police may not also"):
        accept(made, cast.okoro)
    assert cast.member(cast.okoro).role == Role.OFFICER


# --- Residents ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("how", ["here", "elsewhere", "left", "waits"])
def test_a_residents_account_never_becomes_staff(cast: Cast, elsewhere: Cast, how: str) -> None:
    user = {"here": cast.amina, "elsewhere": elsewhere.amina, "left": cast.bilal}.get(how) or cast.outsider
    if how == "left":
        joining.withdraw(cast.consultation, by=user)
    if how == "waits":
        Newcomer.objects.create(consultation=cast.consultation, group=cast.group1, user=user)
    with pytest.raises(Refused, match="address of yours"):
        accept(offer(cast, str(user.email)), user)
    user.refresh_from_db()
    assert user.name == ""
    assert not user.memberships.exclude(role=Role.PARTICIPANT).exists()


def test_a_guest_is_nobody_an_offer_can_reach(cast: Cast) -> None:
    with pytest.raises(Refused, match="another address"):
        accept(offer(cast), User.objects.create_guest())


# --- Links --------------------------------------------------------------------------------------------
def test_a_link_in_other_hands_gives_nothing(cast: Cast, client_for: As) -> None:
    made = offer(cast)
    for user in (cast.outsider, cast.finch, cast.amina):
        with pytest.raises(Refused, match="another address"):
            accept(made, user)
    answer = client_for(cast.outsider).post(reverse("offer", args=[key_of(made)]), {"do": "accept", "name": "Me Too"})
    assert answer.status_code == 422 and "another address" in answer.content.decode()
    assert not cast.outsider.memberships.exists()


def test_used_withdrawn_declined_and_expired_links_give_nothing(cast: Cast, client_for: As) -> None:
    vale = User.objects.create_user(VALE)
    for end, words in [
        (lambda one: offers.withdraw(one, by=cast.moss), "withdrawn"),
        (lambda one: offers.decline(key_of(one)), "declined"),
        (lambda one: Offer.objects.filter(pk=one.pk).update(expires_at=clock.now()), "out of date"),
    ]:
        made = offer(cast, by=cast.moss if words != "out of date" else cast.finch)
        end(made)
        page = client_for(vale).get(reverse("offer", args=[key_of(made)]))
        assert words in page.content.decode() and "Accept the role" not in page.content.decode()
        answer = client_for(vale).post(reverse("offer", args=[key_of(made)]), {"do": "accept", "name": "V. Vale"})
        assert answer.status_code == 422 and words in answer.content.decode()
        with pytest.raises(Refused, match=words):
            offers.decline(key_of(made))
    assert not vale.memberships.exists()
    assert client_for(vale).get("/offers/made-up/").status_code == 404
    with pytest.raises(Refused):
        offers.accept("made-up", by=vale, name="V. Vale", was_here=NEVER_HERE)


def test_sending_again_ends_the_old_link(cast: Cast) -> None:
    made, vale = offer(cast), User.objects.create_user(VALE)
    old = key_of(made)
    with clock.travel(clock.now() + timedelta(days=numbers.OFFER_DAYS + 1)):
        offers.send_again(made, by=cast.finch)
        with pytest.raises(Refused, match="no such offer"):
            offers.accept(old, by=vale, name="V. Vale", was_here=NEVER_HERE)
        assert f"/offers/{key_of(made)}/" in mail.outbox[-1].body
        assert accept(made, vale).role == Role.EXPERT


def test_two_tabs_take_it_once(cast: Cast, client_for: As) -> None:
    made, client = offer(cast), client_for(User.objects.create_user(VALE))
    page = reverse("offer", args=[key_of(made)])
    answers = [client.post(page, {"do": "accept", "name": "V. Vale"}).status_code for _ in range(2)]
    assert answers == [302, 422]
    assert summary("appointed") == ["V. Vale: expert"]


def test_the_database_holds_no_link_and_no_address_once_answered(cast: Cast) -> None:
    made = offer(cast)
    assert key_of(made) not in str(list(Offer.objects.values()))
    offers.decline(key_of(made))
    assert VALE not in str(list(Offer.objects.values()))


def test_a_mail_that_cannot_be_sent_is_said_and_the_offer_kept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    with pytest.raises(Refused, match="could not be sent"):
        offer(cast)
    assert Offer.objects.get().is_open


# --- One person, one seat -----------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["moss", "finch"])
def test_facilitators_do_not_choose_the_panel(cast: Cast, who: str, client_for: As) -> None:
    with pytest.raises(Refused, match="who checks them"):
        offer(cast, role=Role.OVERSIGHT, by=getattr(cast, who))
    page = reverse("people", args=[cast.consultation.slug])
    answer = client_for(getattr(cast, who)).post(page, {"email": VALE, "name": "Dr Vale", "role": "oversight"})
    assert answer.status_code == 422
    assert not Offer.objects.exists()


def test_the_panel_or_an_administrator_without_a_part_offers_its_seats(cast: Cast) -> None:
    chief = User.objects.create_superuser("chief@example.org", name="Kit Okafor")
    for by in (cast.hale, chief):
        assert offer(cast, role=Role.OVERSIGHT, by=by).is_for_the_panel
        with pytest.raises(NotAllowed):
            offer(cast, role=Role.EXPERT, by=by)
    User.objects.filter(pk=cast.finch.pk).update(is_superuser=True)
    with pytest.raises(Refused, match="who checks them"):
        offer(cast, role=Role.OVERSIGHT, by=User.objects.get(pk=cast.finch.pk))


def test_no_unit_of_the_force_sits_on_the_panel(cast: Cast) -> None:
    """An administrator gives both seats to people of the force’s own ethics unit."""
    chief = User.objects.create_superuser("chief@example.org", name="Kit Okafor")
    Force.objects.filter(pk=cast.consultation.force_id).update(short_name="Riverside", former_names=["Rivers Constab"])
    cast.consultation.refresh_from_db()
    for of in (
        "Riverside Police (example)",
        "RIVERSIDE  police, ethics unit",
        "Friends of Rivers Constab",
        "R\u0456verside Constabulary",
    ):
        with pytest.raises(Refused, match="bears the name of a force"):
            offer(cast, role=Role.OVERSIGHT, by=chief, organisation=of)
    assert offer(cast, role=Role.OVERSIGHT, by=chief, organisation="University of Riverside")
    assert offer(cast, role=Role.EXPERT, organisation="Riverside Police Lab")


@pytest.mark.parametrize("who", ["amina", "okoro", "reyes", "outsider"])
@pytest.mark.parametrize("role", [Role.OVERSIGHT, Role.EXPERT])
def test_nobody_else_offers_anything(cast: Cast, who: str, role: Role) -> None:
    with pytest.raises(NotAllowed):
        offer(cast, role=role, by=getattr(cast, who))


def test_whoever_offers_does_not_take_it_themselves(cast: Cast) -> None:
    own = str(cast.hale.email).replace("@", "+second@").title()
    with pytest.raises(Refused, match="to yourself"):
        offer(cast, own, Role.OVERSIGHT, by=cast.hale)
    made = offer(cast, role=Role.OVERSIGHT, by=cast.hale)
    Offer.objects.update(email=cast.hale.email)
    with pytest.raises(Refused, match="One person has one seat"):
        accept(made, cast.hale)
    assert summary("second_seat_refused") == ["oversight member"] * 2


def test_two_seats_do_not_go_to_one_mailbox(cast: Cast) -> None:
    again = str(cast.quill.email).replace("@", "+b@")
    made = offer(cast, again, Role.OVERSIGHT, by=cast.hale)
    with pytest.raises(Refused, match="One person has one seat"):
        accept(made, User.objects.create_user(again))
    assert summary("second_seat_refused") == ["oversight member"]


def test_not_in_a_browser_of_whoever_offered_it_or_of_other_staff(cast: Cast, client_for: As, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = False
    vale = User.objects.create_user(VALE)
    page = reverse("offer", args=[key_of(offer(cast, role=Role.OVERSIGHT, by=cast.hale))])
    for user in (cast.hale, cast.moss):
        client = sign_in(str(user.email))
        client.post("/accounts/logout/")
        sign_in(VALE, client)
        settings.DEMO = False
        answer = client.post(page, {"do": "accept", "name": "V. Vale"})
        settings.DEMO = True
        assert answer.status_code == 422 and "device of your own" in answer.content.decode()
    assert not vale.memberships.exists()
    assert summary("second_seat_refused") == ["oversight member"] * 2
    client = sign_in(VALE)
    settings.DEMO = False
    assert client.post(page, {"do": "accept", "name": "V. Vale"}).status_code == 302


def sign_in(email: str, client: Client | None = None) -> Client:
    client = client or Client()
    client.post("/accounts/login/code/", {"email": email})
    client.post("/accounts/login/code/confirm/", {"code": client.session["demo_code"]})
    return client


def test_an_administrator_sees_which_panels_lack_members_and_offers_the_first_seat(cast: Cast, client_for: As) -> None:
    chief = User.objects.create_superuser("chief@example.org", name="Kit Okafor")
    client, page = client_for(chief), reverse("panel", args=[cast.consultation.slug])
    assert cast.consultation.title not in client.get(reverse("panels")).content.decode()
    Membership.objects.filter(role=Role.OVERSIGHT).update(withdrawn_at=clock.now())
    assert "0 panel members of 2" in client.get(reverse("panels")).content.decode()
    assert client.post(page, {"email": VALE, "name": "Dr Vale", "role": Role.OVERSIGHT}).status_code == 302
    assert "1 seat offered" in client.get(reverse("panels")).content.decode()
    made = Offer.objects.get()
    assert (made.role, made.by_name) == (Role.OVERSIGHT, "Kit Okafor")
    text = client.get(page).content.decode()
    assert "not yet accepted" in text and VALE not in text
    arrange = reverse("arrange_seat", args=[cast.consultation.slug, made.pk])
    client.post(arrange, {"do": "again"})
    client.post(arrange, {"do": "withdraw"})
    made.refresh_from_db()
    assert (made.state, len(mail.outbox)) == (Offer.State.WITHDRAWN, 2)
    for user in (cast.moss, cast.hale, cast.okoro, cast.amina):
        for address in (reverse("panels"), page):
            assert client_for(user).get(address).status_code == 404


def test_an_administrator_with_a_part_in_it_chooses_nobody(cast: Cast, client_for: As) -> None:
    User.objects.filter(pk=cast.finch.pk).update(is_superuser=True)
    page = reverse("panel", args=[cast.consultation.slug])
    assert client_for(User.objects.get(pk=cast.finch.pk)).post(page, {"email": VALE, "name": "V"}).status_code == 404
    assert not Offer.objects.exists()


# --- Pages --------------------------------------------------------------------------------------------
def test_the_page_lists_what_is_offered_and_each_side_arranges_its_own(cast: Cast, client_for: As) -> None:
    team, seat = offer(cast), offer(cast, "panel@example.org", Role.OVERSIGHT, by=cast.hale)
    page = reverse("people", args=[cast.consultation.slug])
    text = flat(client_for(cast.moss).get(page).content.decode())
    assert "Expert, offered on" in text and "not yet accepted" in text and VALE not in text
    for user, own, other in ((cast.moss, team, seat), (cast.hale, seat, team)):
        text = client_for(user).get(page).content.decode()
        assert reverse("arrange_offer", args=[cast.consultation.slug, own.pk]) in text
        assert reverse("arrange_offer", args=[cast.consultation.slug, other.pk]) not in text
    for user, one in ((cast.moss, seat), (cast.okoro, team), (cast.amina, team)):
        client_for(user).post(reverse("arrange_offer", args=[cast.consultation.slug, one.pk]), {"do": "withdraw"})
        one.refresh_from_db()
        assert one.is_open
    for user, one in ((cast.moss, team), (cast.hale, seat)):
        client_for(user).post(reverse("arrange_offer", args=[cast.consultation.slug, one.pk]), {"do": "again"})
        client_for(user).post(reverse("arrange_offer", args=[cast.consultation.slug, one.pk]), {"do": "withdraw"})
        one.refresh_from_db()
        assert one.state == Offer.State.WITHDRAWN
    assert len(mail.outbox) == 4


def test_a_visitor_reads_the_offer_and_is_led_to_sign_in_or_declines(cast: Cast) -> None:
    page = reverse("offer", args=[key_of(offer(cast))])
    text = flat(Client().get(page).content.decode())
    assert "Jo Moss offers you a role" in text and "Expert" in text and VALE not in text
    assert f"next={page.replace('/', '%2F')}" in text
    assert Client().post(page, {"do": "accept", "name": "V. Vale"})["Location"].startswith("/accounts/login/code/")
    assert Client().post(page, {"do": "decline"})["Location"] == "/"
    assert summary("offer_declined") == ["expert"]


def test_the_whole_way_by_mail_and_code(cast: Cast) -> None:
    made = offer(cast)
    client = Client()
    page = reverse("offer", args=[key_of(made)])
    sign_in(VALE, client)
    assert "Dr Vale" in client.get(page).content.decode()  # as it was written, to be confirmed
    assert client.post(page, {"do": "accept", "name": ""}).status_code == 422
    assert client.post(page, {"do": "accept", "name": "V. Vale"}).status_code == 302
    assert cast.consultation.memberships.get(role=Role.EXPERT).public_name == "V. Vale"


# --- What is kept -------------------------------------------------------------------------------------
def test_my_data_shows_it_erasing_and_time_delete_it(cast: Cast) -> None:
    made = offer(cast, cast.outsider.email)
    offer(cast, "other@example.org")
    assert [row["Role"] for row in privacy.offers(cast.outsider)] == ["Expert"]
    assert not list(privacy.offers(cast.amina))
    offers.decline(key_of(made))
    later = clock.now() + timedelta(days=numbers.OFFER_KEPT_DAYS, minutes=1)
    assert list(privacy.over(clock.now())) == []
    assert list(privacy.over(later)) == [made]
    assert len(privacy.over(later + timedelta(days=numbers.OFFER_DAYS))) == 2


def test_whoever_has_a_role_joins_nothing_as_a_resident(cast: Cast) -> None:
    vale = User.objects.create_user(VALE)
    accept(offer(cast), vale)
    with pytest.raises(Refused, match="already expert"):
        joining.join(cast.consultation, by=vale, group=cast.group1, consents={Consent.Item.TAKE_PART})


def test_no_page_reaches_the_act_that_gives_a_role_at_once() -> None:
    """appointing.appoint is for the demonstration, imports and tests."""
    rooms = [*Path("consultations").rglob("*.py"), *Path("deliberation").rglob("*.py"), *Path("people").rglob("*.py")]
    callers = [path.as_posix() for path in rooms if re.search(r"\bappoint\(", path.read_text())]
    assert callers == ["consultations/groups/appointing.py"]
    seats = [path.as_posix() for path in rooms if re.search(r"\bappointing\.seat\(", path.read_text())]
    assert seats == ["consultations/groups/offers.py", "consultations/groups/seats.py"], "accepted; or announced first"


@pytest.mark.parametrize("variant", ["quill.q+b@gmail.com", "Quill.Q@googlemail.com", "q.u.i.l.l.q@gmail.com"])
def test_variants_of_an_address_that_reach_one_mailbox_are_one_person(cast: Cast, variant: str) -> None:
    User.objects.filter(pk=cast.quill.pk).update(email="quillq@gmail.com")
    made = offer(cast, variant, Role.OVERSIGHT, by=cast.hale)
    with pytest.raises(Refused, match="One person has one seat"):
        accept(made, User.objects.create_user(variant))
    assert summary("second_seat_refused") == ["oversight member"]


@pytest.mark.parametrize("kind", ["totp", "webauthn"])
def test_two_accounts_with_one_second_step_do_not_get_two_seats(cast: Cast, kind: str) -> None:
    """Enrolled before there was anything to compare with."""
    data = {"totp": {"secret": Adapter().encrypt("ABCDEFGH")}, "webauthn": {"credential": {"id": "k-1"}}}[kind]
    other = User.objects.create_user(VALE)
    made = offer(cast, role=Role.OVERSIGHT, by=cast.hale)
    for user in (cast.quill, other):
        Authenticator.objects.create(user=user, type=kind, data=data)
    with pytest.raises(Refused, match="authenticator app or passkey of this account"):
        accept(made, other)
    assert summary("second_seat_refused") == ["oversight member"]
    Authenticator.objects.filter(user=cast.quill).delete()
    accept(made, other)
