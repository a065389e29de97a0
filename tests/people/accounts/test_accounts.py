"""What an administrator may do to an account, and that it is all they may do."""

from collections.abc import Callable

import pytest
from django.http import Http404
from django.test import Client

from audit.models import Entry
from consultations.groups import appointing
from consultations.models import Membership, Stage
from consultations.record import public_record
from people.accounts import administration
from people.errors import Refused
from people.models import User
from people.privacy import erasing
from people.signin import second_factor, sign_ins
from tests.cast import Cast
from tests.made_once import made_once
from tests.people.signin.test_second_factor import give_app, is_in, sign_in_by_code

pytestmark = pytest.mark.django_db
PAGE = "/administration/"
WHY = "Asked for by the head of the team"


@made_once
def chief() -> User:
    return User.objects.create_superuser("chief@example.org", name="Kit Okafor")


def do(client: Client, user: User, act: str, reason: str = WHY) -> str:
    client.post(PAGE, {"email": user.email, "reason": WHY})
    return client.post(f"{PAGE}{user.pk}/", {"do": act, "reason": reason}, follow=True).content.decode()


def last_entry() -> Entry:
    return Entry.objects.order_by("-number")[0]


# --- Finding ------------------------------------------------------------------------------------------
def test_an_account_is_found_by_its_whole_address(chief: User, cast: Cast, client_for: Callable[..., Client]) -> None:
    client = client_for(chief)
    asked = {"email": f" {cast.amina.email.upper()} ", "reason": WHY}
    page = client.post(PAGE, asked, follow=True).content.decode()
    assert f"Account {cast.amina.pk}" in page and cast.amina.email in page
    found = last_entry()
    assert (found.action, found.actor, found.consultation) == ("account_looked_for", "Kit Okafor", "")
    assert found.summary == f"account {cast.amina.pk}: {WHY}"
    assert client.post(PAGE, {"email": "nobody@example.org", "reason": WHY}).status_code == 422
    assert last_entry().summary == f"no account: {WHY}", "a look that finds nobody is recorded too"


def test_addresses_are_not_tried_out(chief: User, cast: Cast, client_for: Callable[..., Client]) -> None:
    """Whether somebody is here is itself a secret: no look without a reason, twenty in an hour, each recorded."""
    client, before = client_for(chief), Entry.objects.count()
    for reason in ("", "For amina@example.org"):
        refused = client.post(PAGE, {"email": cast.amina.email, "reason": reason})
        assert refused.status_code == 422 and cast.amina.pk not in client.session.get("accounts_found", [])
    assert Entry.objects.count() == before
    for n in range(administration.LOOKS_AN_HOUR):
        administration.find(f"person{n}@example.org", by=chief, reason=WHY)
    assert Entry.objects.count() == before + administration.LOOKS_AN_HOUR
    for email in (cast.amina.email, "nobody@example.org"):
        refused = client.post(PAGE, {"email": email, "reason": WHY})
        assert refused.status_code == 422 and "too many tries" in refused.content.decode()
        assert "No account" not in refused.content.decode()


def test_there_is_no_list_of_accounts(chief: User, cast: Cast, client_for: Callable[..., Client]) -> None:
    client = client_for(chief)
    pages = [PAGE, *(f"{PAGE}{pk}/" for pk in User.objects.values_list("pk", flat=True))]
    read = "".join(client.get(page).content.decode() for page in pages)
    assert [user.email for user in (cast.amina, cast.hale, cast.okoro, cast.outsider) if str(user.email) in read] == []
    assert client.post(f"{PAGE}{cast.amina.pk}/", {"do": "deactivate", "reason": WHY}).status_code == 404
    cast.amina.refresh_from_db()
    assert cast.amina.is_active


@pytest.mark.parametrize("who", ["amina", "moss", "hale", "okoro", "reyes", "outsider"])
def test_nobody_else_finds_the_page(cast: Cast, client_for: Callable[..., Client], who: str) -> None:
    client = client_for(getattr(cast, who))
    assert client.get(PAGE).status_code == client.get(f"{PAGE}{cast.amina.pk}/").status_code == 404
    assert client.post(f"{PAGE}{cast.amina.pk}/", {"do": "deactivate", "reason": WHY}).status_code == 404
    cast.amina.refresh_from_db()
    assert cast.amina.is_active


@pytest.mark.parametrize("act", sorted(administration.ACTS))
def test_nobody_else_may_act(cast: Cast, act: str) -> None:
    for user in (cast.moss, cast.hale, cast.amina):
        with pytest.raises(Http404):
            administration.ACTS[act](cast.bilal, by=user, reason=WHY)


def test_an_administrator_has_no_editorial_power(chief: User, cast: Cast, client_for: Callable[..., Client]) -> None:
    client = client_for(chief)
    for page in (
        "desk/",
        "setup/",
        "moderation/",
        "coding/",
        "findings/",
        "response/",
        "polls/prepare/",
    ):
        assert client.get(f"/consultations/{cast.consultation.slug}/{page}").status_code == 404, page


# --- Acting -------------------------------------------------------------------------------------------
def test_an_account_is_closed_and_opened_again(chief: User, cast: Cast, client_for: Callable[..., Client]) -> None:
    client, amina = client_for(chief), client_for(cast.amina)
    assert "signed out everywhere" in do(client, cast.amina, "deactivate")
    assert not is_in(amina)
    assert not is_in(sign_in_by_code(cast.amina))
    assert (last_entry().action, last_entry().role) == ("account_closed", "administrator")
    do(client, cast.amina, "reactivate")
    assert not is_in(amina), "old sign-ins stay dead"
    assert is_in(sign_in_by_code(cast.amina))


def test_signing_somebody_out_everywhere(chief: User, cast: Cast, client_for: Callable[..., Client]) -> None:
    amina = client_for(cast.amina)
    do(client_for(chief), cast.amina, "end_sign_ins")
    assert not is_in(amina)
    assert sign_ins.of(cast.amina) == []


def test_a_lost_second_step_is_reset_with_a_reason(
    chief: User, cast: Cast, client_for: Callable[..., Client], settings: object
) -> None:
    give_app(cast.moss)
    client, moss = client_for(chief), client_for(cast.moss)
    assert "Give the reason" in do(client, cast.moss, "reset_second_step", "  ")
    assert second_factor.has_one(cast.moss)
    do(client, cast.moss, "reset_second_step", "Lost the phone; seen in person")
    assert not second_factor.has_one(cast.moss)
    assert not is_in(moss)
    assert last_entry().summary == "Jo Moss: Lost the phone; seen in person"


@pytest.mark.parametrize("act", sorted(act for act in administration.ACTS if not act.startswith("take_back")))
def test_the_record_holds_no_address(chief: User, cast: Cast, act: str) -> None:
    if act == "reactivate":
        administration.deactivate(cast.amina, by=chief, reason=WHY)
    administration.ACTS[act](cast.amina, by=chief, reason=WHY)
    entry = last_entry()
    assert (entry.actor, entry.summary) == ("Kit Okafor", f"account {cast.amina.pk}: {WHY}")
    assert "@" not in f"{entry.actor} {entry.summary} {entry.subject} {entry.detail}"
    with pytest.raises(Refused, match="no e-mail addresses"):
        administration.end_sign_ins(cast.amina, by=chief, reason="asked by amina@example.org")


def test_nobody_acts_on_their_own_account(chief: User, client_for: Callable[..., Client]) -> None:
    for act in administration.ACTS.values():
        with pytest.raises(Refused, match="your own account"):
            act(chief, by=chief, reason=WHY)
    assert "Ask another administrator" in client_for(chief).get(f"{PAGE}{chief.pk}/").content.decode()


def test_doing_it_twice_is_refused_in_words(chief: User, cast: Cast, client_for: Callable[..., Client]) -> None:
    client = client_for(chief)
    assert "open already" in do(client, cast.amina, "reactivate")
    do(client, cast.amina, "deactivate")
    assert "closed already" in do(client, cast.amina, "deactivate")


def test_administrators_take_a_second_step_too(
    chief: User, client_for: Callable[..., Client], settings: object
) -> None:
    settings.STAFF_SECOND_FACTOR = True  # type: ignore[attr-defined]
    assert client_for(chief).get(PAGE)["Location"].startswith("/accounts/second-step/")


@pytest.mark.parametrize("closing", ["by an administrator", "by the person"])
def test_who_can_no_longer_sign_in_is_not_shown_as_checking_or_answering(chief: User, cast: Cast, closing: str) -> None:
    cast.at(Stage.COMPLETED)  # before, whoever answers does not go by themselves
    for user in (cast.hale, cast.okoro):
        if closing == "by the person":
            erasing.erase(user)
        else:
            administration.deactivate(user, by=chief, reason=WHY)
    assert not Membership.objects.filter(user__in=[cast.hale, cast.okoro]).current().exists()
    assert appointing.nobody_answers(cast.consultation)
    shown, _ = public_record.page(cast.consultation.slug, 0, 10)
    said = [
        str(line["summary"]).rpartition(": ")[2] for line in shown if line["what"] == "A role ended with its account"
    ]
    assert said == [f"the account was closed {closing}"] * 2, shown[:3]
