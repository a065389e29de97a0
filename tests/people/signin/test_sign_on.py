"""Sign-in through one's organisation: for staff accounts that exist, with an address the issuer vouches for."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as configured
from django.test import Client

from people.models import User
from people.signin.single_sign_on import Adapter
from tests.cast import Cast
from tests.people.signin.test_second_factor import is_in

pytestmark = pytest.mark.django_db
LOGIN, CALLBACK = "/accounts/oidc/staff/login/", "/accounts/oidc/staff/login/callback/"
ISSUER = "https://id.example.org"
NO_ACCOUNT = "There is no staff account for you here"


class Issuer:
    """Answers what a real issuer answers, in this process."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {"sub": "moss-1"}
        self.userinfo: dict[str, Any] = {}
        self.sent: dict[str, Any] = {}
        self.audience, self.says_it_is = "client", ISSUER

    def answer(self, url: str) -> dict[str, Any]:
        path = urlsplit(url).path
        if path == "/.well-known/openid-configuration":
            ends = {f"{end}_endpoint": f"{ISSUER}/{end}" for end in ("authorization", "token", "userinfo")}
            return {**ends, "issuer": ISSUER, "jwks_uri": f"{ISSUER}/jwks"}
        if path == "/token":
            told = {"iss": self.says_it_is, "aud": self.audience, "exp": int(time.time()) + 60, **self.claims}
            return {"access_token": "a", "token_type": "Bearer", "id_token": jwt.encode(told, "k" * 32, "HS256")}
        return {**self.claims, **self.userinfo}

    # What the library uses of requests.Session:
    def __enter__(self) -> "Issuer":
        return self

    def __exit__(self, *args: object) -> None:
        pass

    def get(self, url: str, **kwargs: Any) -> Any:
        return self.request("GET", url, **kwargs)

    def request(self, method: str, url: str, **kwargs: Any) -> Any:
        self.sent[urlsplit(url).path] = kwargs.get("data")
        told = self.answer(url)

        class Answer:
            status_code, headers, text = 200, {"content-type": "application/json"}, "{"

            def json(self) -> dict[str, Any]:
                return told

            def raise_for_status(self) -> None:
                pass

        return Answer()


@pytest.fixture
def issuer(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Issuer:
    app = {
        "provider_id": "staff",
        "name": "Riverside",
        "client_id": "client",
        "secret": "s",
        "settings": {"server_url": ISSUER},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    settings.SIGN_ON_NAME = "Riverside"
    made = Issuer()
    monkeypatch.setattr(Adapter, "get_requests_session", lambda self: made)
    return made


def go(client: Client, issuer: Issuer, email: str | None, verified: object = True, **more: Any) -> Any:
    """Press the button, sign in at the issuer, come back."""
    issuer.claims = {**issuer.claims, "email_verified": verified, **({"email": email} if email else {})}
    asked = parse_qs(urlsplit(client.post(LOGIN, more)["Location"]).query)
    return client.get(CALLBACK, {"code": "c", "state": asked["state"][0]})


def refused(answer: Any, words: str = NO_ACCOUNT) -> bool:
    return answer.status_code == 403 and words in answer.content.decode()


def test_staff_come_in(cast: Cast, issuer: Issuer) -> None:
    client = Client()
    assert go(client, issuer, cast.moss.email.upper())["Location"] == "/desk/"
    assert is_in(client)
    kept = SocialAccount.objects.get()
    assert (kept.user, kept.uid, kept.extra_data) == (cast.moss, "moss-1", {})


def test_the_second_step_stays(cast: Cast, issuer: Issuer, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True
    client = Client()
    go(client, issuer, cast.moss.email)
    assert client.get("/desk/")["Location"].startswith("/accounts/second-step/")


def test_the_way_back_is_kept_and_stays_on_the_site(cast: Cast, issuer: Issuer) -> None:
    assert go(Client(), issuer, cast.moss.email, next="/technologies/")["Location"] == "/technologies/"
    assert go(Client(), issuer, cast.moss.email, next="https://evil.example/")["Location"] == "/desk/"


def test_the_code_is_bound_to_this_browser(cast: Cast, issuer: Issuer) -> None:
    client = Client()
    asked = parse_qs(urlsplit(client.post(LOGIN)["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    other = Client().get(CALLBACK, {"code": "c", "state": asked["state"][0]})
    assert refused(other, "was not completed")
    go(client, issuer, cast.moss.email)
    assert issuer.sent["/token"]["code_verifier"]


# --- Refused ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["amina", "outsider"])
def test_residents_do_not_come_in_this_way(cast: Cast, issuer: Issuer, who: str) -> None:
    client = Client()
    assert refused(go(client, issuer, getattr(cast, who).email))
    assert not is_in(client)


def test_nobody_is_made_an_account(cast: Cast, issuer: Issuer) -> None:
    before = User.objects.count()
    assert refused(go(Client(), issuer, "new.person@example.org"))
    assert refused(go(Client(), issuer, None))
    assert (User.objects.count(), SocialAccount.objects.count()) == (before, 0)


@pytest.mark.parametrize("verified", [False, None, "false", "true", 1, 0])
def test_an_address_the_issuer_does_not_vouch_for_opens_nothing(cast: Cast, issuer: Issuer, verified: object) -> None:
    client = Client()
    assert refused(go(client, issuer, cast.moss.email, verified))
    assert not is_in(client)


def test_an_operator_may_vouch_for_an_issuer_that_does_not_say(cast: Cast, issuer: Issuer, settings: Any) -> None:
    settings.OIDC_EMAIL_IS_VERIFIED = True
    client = Client()
    go(client, issuer, cast.moss.email, None)
    assert is_in(client)


def test_a_closed_account_stays_closed(cast: Cast, issuer: Issuer) -> None:
    User.objects.filter(pk=cast.moss.pk).update(is_active=False)
    assert refused(go(Client(), issuer, cast.moss.email))


def test_whoever_is_no_longer_staff_is_refused_also_the_second_time(cast: Cast, issuer: Issuer) -> None:
    go(Client(), issuer, cast.finch.email)
    cast.consultation.memberships.filter(user=cast.finch).update(withdrawn_at=cast.consultation.opens_at)
    client = Client()
    assert refused(go(client, issuer, cast.finch.email))
    assert not is_in(client)


def test_an_address_given_to_somebody_new_does_not_open_the_old_account(cast: Cast, issuer: Issuer) -> None:
    go(Client(), issuer, cast.moss.email)
    issuer.claims = {"sub": "somebody-else"}
    assert refused(go(Client(), issuer, cast.moss.email), "belongs to another person")


def test_two_answers_about_two_people_are_refused(cast: Cast, issuer: Issuer) -> None:
    issuer.userinfo = {"sub": "hale-1"}
    assert refused(go(Client(), issuer, cast.moss.email), "no clear answer")


@pytest.mark.parametrize("wrong", ["audience", "says_it_is"])
def test_an_answer_for_somebody_else_or_from_somebody_else_is_refused(cast: Cast, issuer: Issuer, wrong: str) -> None:
    setattr(issuer, wrong, "https://other.example")
    assert refused(go(Client(), issuer, cast.moss.email), "was not completed")


def test_an_account_is_not_connected_by_hand(cast: Cast, issuer: Issuer, client_for: Callable[..., Client]) -> None:
    issuer.claims |= {"email": "elsewhere@example.org", "email_verified": True}
    client = client_for(cast.moss)
    asked = parse_qs(urlsplit(client.post(f"{LOGIN}?process=connect")["Location"]).query)
    assert refused(client.get(CALLBACK, {"code": "c", "state": asked["state"][0]}), "not connected by hand")
    assert not SocialAccount.objects.exists()


def test_giving_up_at_the_issuer_is_said(cast: Cast, issuer: Issuer) -> None:
    client = Client()
    asked = parse_qs(urlsplit(client.post(LOGIN)["Location"]).query)
    answer = client.get(CALLBACK, {"error": "access_denied", "state": asked["state"][0]})
    assert refused(answer, "was not completed")


# --- Without it ---------------------------------------------------------------------------------------
def test_the_button_is_there_only_when_it_is_configured(issuer: Issuer, settings: Any) -> None:
    assert "Sign in with Riverside" in Client().get("/accounts/login/code/").content.decode()
    settings.SIGN_ON_NAME = ""
    assert "Sign in with" not in Client().get("/accounts/login/code/").content.decode()


def test_without_configuration_the_addresses_are_not_there(db: None) -> None:
    assert configured.SIGN_ON_NAME == ""
    assert Client().post(LOGIN).status_code == Client().get(CALLBACK).status_code == 404


@pytest.mark.parametrize("broken", [ConnectionError("refused"), ValueError("no JSON"), KeyError("token_endpoint")])
def test_an_issuer_that_is_away_is_a_page_in_words_and_a_line_in_the_log(
    issuer: Issuer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, broken: Exception
) -> None:
    client = Client()
    state = parse_qs(urlsplit(client.post(LOGIN)["Location"]).query)["state"][0]

    def away(url: str) -> dict[str, Any]:
        raise broken

    monkeypatch.setattr(issuer, "answer", away)
    for answer in (client.post(LOGIN), client.get(CALLBACK, {"code": "c", "state": state})):
        assert answer.status_code in {403, 503}
        assert "sign in with a code by e-mail" in answer.content.decode().lower()
    assert client.post(LOGIN).status_code == 503
    assert "The OIDC issuer" in caplog.text
