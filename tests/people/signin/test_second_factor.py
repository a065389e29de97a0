"""Staff take a second step before any staff page: set up, passed, lost, taken away."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from audit import clock
from audit.models import Entry
from audit.wiring import wired
from consultations.groups import appointing
from consultations.models import Membership, Role
from people.models import User
from people.signin import factors, second_factor
from tests.access.routes import patterns
from tests.cast import Cast

pytestmark = pytest.mark.django_db
HUB, APP, CODES = "/accounts/second-step/", "/accounts/second-step/app/", "/accounts/second-step/recovery-codes/"
STEP, AGAIN = "/accounts/login/second-step/", "/accounts/second-step/again/"
SignIn = Callable[..., Client]


@pytest.fixture(autouse=True)
def second_step_is_asked_for(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the app's clock stands still: no test may fall between two half minutes."""
    settings.STAFF_SECOND_FACTOR = True
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: 1_800_000_000))


def give_app(user: User) -> str:
    """An authenticator app for the person; its secret."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return secret


def code_of(secret: str, steps: int = 0) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(totp.time.time()) // 30 + steps))


def sign_in_by_code(user: User) -> Client:
    """The first step, as a person takes it; the demo setting shows the code."""
    client = Client()
    client.post("/accounts/login/code/", {"email": user.email})
    client.post("/accounts/login/code/confirm/", {"code": client.session["demo_code"]})
    return client


def is_in(client: Client) -> bool:
    return client.get("/desk/").status_code == 200


# --- Everywhere ---------------------------------------------------------------------------------------
def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, str]]:
    """(name, an address) of every route, its parts filled with something plausible."""
    for pattern in (resolver or get_resolver()).url_patterns:
        where = prefix + re.sub(r"<uuid:\w+>", str(uuid4()), str(pattern.pattern))
        if isinstance(pattern, URLPattern):
            yield (
                pattern.name or "",
                "/" + re.sub(r"<(\w+:)?\w+>", "x", re.sub(r"<int:\w+>", "1", where)),
            )
        else:
            yield from routes(pattern, where)


def test_every_page_leads_staff_without_a_second_step_to_setting_one_up(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.moss)
    closed = {name: client.get(address) for name, address in routes() if name not in wired("BEFORE_SECOND_STEP")}
    assert len(closed) > 80
    open_ = {name for name, answer in closed.items() if not answer.headers.get("Location", "").startswith(HUB)}
    # Pages that look nobody up cannot know: they are the same for everybody, and show nothing of anybody.
    public = {name for name, one in patterns().items() if getattr(one.callback, "everybodys", False)}
    assert open_ == public and "own_part" not in open_


def test_what_is_open_before_the_second_step_is_a_short_list() -> None:
    assert {
        "account_logout", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn", "mfa_view_recovery_codes", "sign_out_everywhere", "demo",
    } == set(wired("BEFORE_SECOND_STEP"))  # fmt: skip


@pytest.mark.parametrize("who", ["moss", "finch", "hale", "okoro", "reyes"])
def test_every_staff_role_is_asked(cast: Cast, client_for: SignIn, who: str) -> None:
    assert client_for(getattr(cast, who)).get("/desk/")["Location"].startswith(HUB)


@pytest.mark.parametrize("flag", ["is_staff", "is_superuser", "can_start_consultations"])
def test_every_staff_flag_is_asked(flag: str, client_for: SignIn) -> None:
    user = User.objects.create_user("new@example.org", name="New Person", **{flag: True})
    assert client_for(user).get("/desk/")["Location"].startswith(HUB)


def test_experts_are_asked(cast: Cast, client_for: SignIn) -> None:
    brandt = User.objects.create_user("brandt@example.org", name="E. Brandt")
    appointing.appoint(cast.consultation, brandt, Role.EXPERT, by=cast.moss)
    assert client_for(brandt).get("/desk/")["Location"].startswith(HUB)


def test_residents_are_not_asked(cast: Cast, client_for: SignIn) -> None:
    assert is_in(client_for(cast.amina))
    assert is_in(client_for(cast.outsider))


def test_whoever_becomes_staff_is_asked_at_once(cast: Cast, client_for: SignIn) -> None:
    cast.outsider.name = "Pat Lane"
    cast.outsider.save()
    client = client_for(cast.outsider)
    assert is_in(client)
    appointing.appoint(cast.consultation, cast.outsider, Role.EXPERT, by=cast.moss)
    assert not is_in(client)


def test_whoever_is_no_longer_staff_is_not_asked(cast: Cast, client_for: SignIn) -> None:
    Membership.objects.filter(user=cast.finch).update(withdrawn_at=clock.now())
    assert is_in(client_for(cast.finch))


def test_a_post_does_nothing_before_the_second_step(cast: Cast, client_for: SignIn) -> None:
    before = Entry.objects.count()
    answer = client_for(cast.moss).post(f"/consultations/{cast.consultation.slug}/groups/", {"name": "Group 9"})
    assert answer["Location"] == HUB
    assert not cast.consultation.groups.filter(name="Group 9").exists()
    assert Entry.objects.count() == before


def test_htmx_is_told_to_leave_the_page(cast: Cast, client_for: SignIn) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/"}
    answer = client_for(cast.moss).get("/desk/", headers=headers)
    assert answer["HX-Redirect"] == f"{HUB}?next=%2Fdesk%2F"
    assert answer.content == b""


def test_the_demonstration_may_switch_it_off(cast: Cast, client_for: SignIn, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = False
    client = client_for(cast.moss)
    assert is_in(client)
    assert "switched off" in client.get("/demo/").content.decode()


# --- Setting it up ------------------------------------------------------------------------------------
def secret_on(page: str) -> str:
    found = re.search(r'class="secret"[^>]*>(\w+)<', page)
    assert found
    return found[1]


def test_an_app_is_set_up_without_a_script_and_opens_the_desk(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.moss)
    page = client.get(APP).content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    answer = client.post(APP, {"code": code_of(secret_on(page))}, follow=True)
    assert answer.redirect_chain[-1][0] == CODES
    assert is_in(client)
    assert Entry.objects.filter(action="second_step_added", actor="Jo Moss").exists()


def test_a_wrong_first_code_keeps_the_same_key(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.moss)
    secret = secret_on(client.get(APP).content.decode())
    answer = client.post(APP, {"code": "000000"})
    assert answer.status_code == 422
    assert "not right" in answer.content.decode()
    assert secret_on(answer.content.decode()) == secret
    assert not is_in(client)


def test_the_secret_is_not_readable_in_the_database(cast: Cast) -> None:
    secret = give_app(cast.moss)
    kept = Authenticator.objects.get(user=cast.moss).data["secret"]
    assert secret not in kept
    assert factors.Adapter().decrypt(kept) == secret


def test_a_changed_secret_key_still_opens_what_the_old_one_closed(cast: Cast, settings: Any) -> None:
    kept = factors.Adapter().encrypt("hello")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "new" * 20
    assert factors.Adapter().decrypt(kept) == "hello"


def test_adding_another_way_needs_the_first_one_again(cast: Cast, client_for: SignIn) -> None:
    give_app(cast.moss)
    client = client_for(cast.moss)  # a session that has not passed
    for address in ("/accounts/second-step/passkey/", f"{CODES}new/"):
        assert client.get(address)["Location"].startswith(AGAIN)


def test_the_passkey_page_offers_what_the_browser_needs(cast: Cast, client_for: SignIn) -> None:
    page = client_for(cast.moss).get("/accounts/second-step/passkey/").content.decode()
    assert '<script id="passkey-options" type="application/json">' in page
    assert '"creation_options"' in page and "js/rooms/signin.js" in page


STRANGE = ["", "{}", "[]", "null", "not json", "[" * 50_000, "9" * 5000]


def test_a_made_up_passkey_is_refused(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.moss)
    client.get("/accounts/second-step/passkey/")
    for credential in [*STRANGE, '{"id": "x", "rawId": "eA", "type": "public-key", "response": {}}']:
        answer = client.post("/accounts/second-step/passkey/", {"name": "x", "credential": credential})
        assert answer.status_code == 422, credential
    assert not second_factor.has_one(cast.moss)


# --- Passing it ---------------------------------------------------------------------------------------
def test_signing_in_takes_both_steps(cast: Cast) -> None:
    secret = give_app(cast.moss)
    client = sign_in_by_code(cast.moss)
    assert "_auth_user_id" not in client.session
    assert client.get("/desk/")["Location"].startswith("/accounts/login/code/")
    assert "Your second step" in client.get(STEP).content.decode()
    assert client.post(STEP, {"code": code_of(secret)})["Location"] == "/desk/"
    assert is_in(client)


def test_only_the_demonstration_shows_what_the_app_shows(cast: Cast, settings: Any) -> None:
    secret = give_app(cast.moss)
    client = sign_in_by_code(cast.moss)
    assert code_of(secret) in client.get(STEP).content.decode()
    settings.DEMO = False
    page = client.get(STEP).content.decode()
    assert "Your second step" in page
    assert not [code for step in (-1, 0, 1) if (code := code_of(secret, step)) in page]


def test_the_way_through_both_steps_leads_where_one_was_going(cast: Cast) -> None:
    secret = give_app(cast.moss)
    client = Client()
    client.post("/accounts/login/code/", {"email": cast.moss.email})
    data = {"code": client.session["demo_code"], "next": "/technologies/"}
    client.post("/accounts/login/code/confirm/", data)
    assert client.post(STEP, {"code": code_of(secret)})["Location"] == "/technologies/"


def test_the_second_step_alone_opens_nothing(cast: Cast) -> None:
    secret = give_app(cast.moss)
    client = Client()
    assert client.post(STEP, {"code": code_of(secret)})["Location"].startswith("/accounts/login/")
    assert not is_in(client)


def test_a_session_from_before_the_app_must_pass_it_now(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.moss)
    secret = give_app(cast.moss)
    assert client.get("/desk/")["Location"] == f"{AGAIN}?next=%2Fdesk%2F"
    answer = client.post(f"{AGAIN}?next=/desk/", {"code": code_of(secret), "next": "/desk/"})
    assert answer["Location"] == "/desk/"
    assert is_in(client)


def test_a_made_up_passkey_opens_nothing(cast: Cast) -> None:
    give_app(cast.moss)
    client = sign_in_by_code(cast.moss)
    client.get(STEP)
    for credential in [*STRANGE, '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {}}']:
        assert client.post(STEP, {"credential": credential}).status_code == 200
    assert not is_in(client)


def test_a_code_of_the_app_works_once(cast: Cast) -> None:
    code = code_of(give_app(cast.moss))
    sign_in_by_code(cast.moss).post(STEP, {"code": code})
    again = sign_in_by_code(cast.moss)
    again.post(STEP, {"code": code})
    assert not is_in(again)
    cache.delete(f"allauth.mfa.totp.used?user={cast.moss.pk}&code={code}")  # the library forgets after 30 seconds
    assert "used a moment ago" in again.post(STEP, {"code": code}).content.decode()
    assert not is_in(again)


def test_a_phone_half_a_minute_off_still_works(cast: Cast) -> None:
    secret = give_app(cast.moss)
    client = sign_in_by_code(cast.moss)
    client.post(STEP, {"code": code_of(secret, -1)})
    assert is_in(client)


def test_after_ten_wrong_codes_the_right_one_is_refused_too(cast: Cast) -> None:
    secret = give_app(cast.moss)
    client = sign_in_by_code(cast.moss)
    for _ in range(10):
        assert "not right" in client.post(STEP, {"code": "000000"}).content.decode()
    assert "too many tries" in client.post(STEP, {"code": code_of(secret)}).content.decode()
    assert not is_in(client)


def test_ones_own_success_does_not_reset_the_count(cast: Cast) -> None:
    """Somebody who knows the mailbox guesses; the owner signs in meanwhile; the guesses stay counted."""
    secret = give_app(cast.moss)
    guesser = sign_in_by_code(cast.moss)
    for _ in range(9):
        guesser.post(STEP, {"code": "000000"})
    owner = sign_in_by_code(cast.moss)
    owner.post(STEP, {"code": code_of(secret)})
    assert is_in(owner)
    guesser.post(STEP, {"code": "000000"})
    assert "too many tries" in guesser.post(STEP, {"code": "000000"}).content.decode()


def test_a_stranger_in_the_mailbox_cannot_shut_the_officer_out_of_a_browser_used_before(cast: Cast) -> None:
    """By guessing at the second step at sign-in, or again later; from anywhere, also the officer's own network."""
    secret = give_app(cast.moss)
    officer = sign_in_by_code(cast.moss)
    officer.post(STEP, {"code": code_of(secret)})
    assert is_in(officer)
    for _ in range(3):
        stranger = sign_in_by_code(cast.moss)
        for _ in range(15):
            stranger.post(STEP, {"code": "000000"})
            stranger.post(AGAIN, {"code": "000000"})
    officer.post("/accounts/logout/")
    cache.delete(f"second-step-used:{cast.moss.pk}:{code_of(secret)}")
    officer.post("/accounts/login/code/", {"email": cast.moss.email})
    officer.post("/accounts/login/code/confirm/", {"code": officer.session["demo_code"]})
    officer.post(STEP, {"code": code_of(secret, 1)})
    assert is_in(officer)
    for _ in range(11):
        said = officer.post(AGAIN, {"code": "000000"}).content.decode()
    assert "too many tries" in said  # its own tries are counted all the same


def test_reading_the_mail_buys_no_tries_of_ones_own_at_the_second_step(cast: Cast) -> None:
    give_app(cast.moss)
    for _ in range(10):
        stranger = sign_in_by_code(cast.moss)
        stranger.post(STEP, {"code": "000000"})
    assert "answerable_browser" in stranger.cookies
    assert "too many tries" in stranger.post(STEP, {"code": "000000"}).content.decode()


def test_wrong_second_steps_of_a_colleague_in_the_same_office_count_for_nobody_else(cast: Cast) -> None:
    secret = give_app(cast.moss)
    give_app(cast.finch)
    colleague = sign_in_by_code(cast.finch)
    for _ in range(25):
        colleague.post(STEP, {"code": "000000"})
    officer = sign_in_by_code(cast.moss)
    officer.post(STEP, {"code": code_of(secret)})
    assert is_in(officer)


def test_the_mark_of_one_person_does_not_serve_another(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.finch)
    session = client.session
    second_factor.mark_passed(session, cast.moss)
    session.save()
    assert not is_in(client)


# --- Recovery codes -----------------------------------------------------------------------------------
def set_up(client: Client) -> tuple[str, str]:
    """Set an app up; its secret, and the page that shows the recovery codes."""
    secret = secret_on(client.get(APP).content.decode())
    return secret, client.post(APP, {"code": code_of(secret, -1)}, follow=True).content.decode()


def recovery_codes(page: str) -> list[str]:
    return re.findall(r"<code>(\w+)</code>", page)


def test_recovery_codes_are_shown_once_and_can_be_kept_as_a_file(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.moss)
    _, page = set_up(client)
    codes = recovery_codes(page)
    assert len(codes) == 10
    assert 'download="answerable-recovery-codes.txt"' in page and f"%0A{codes[9]}" in page
    again = client.get(CODES).content.decode()
    assert recovery_codes(again) == [] and "shown once already" in again


def test_a_recovery_code_opens_once_and_is_counted(cast: Cast, client_for: SignIn) -> None:
    codes = recovery_codes(set_up(client_for(cast.moss))[1])
    client = sign_in_by_code(cast.moss)
    client.post(STEP, {"code": codes[0]})
    assert is_in(client)
    assert factors.codes_left(cast.moss) == 9
    again = sign_in_by_code(cast.moss)
    again.post(STEP, {"code": codes[0]})
    assert not is_in(again)


def test_new_codes_stop_the_old_ones(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.moss)
    old = recovery_codes(set_up(client)[1])
    new = recovery_codes(client.post(f"{CODES}new/", follow=True).content.decode())
    assert len(new) == 10 and not set(new) & set(old)
    other = sign_in_by_code(cast.moss)
    other.post(STEP, {"code": old[0]})
    assert not is_in(other)
    other.post(STEP, {"code": new[0]})
    assert is_in(other)


# --- Taking it away -----------------------------------------------------------------------------------
def test_staff_cannot_remove_their_only_second_step(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.moss)
    set_up(client)
    pk = second_factor.own(cast.moss)[0].pk
    answer = client.post(f"{HUB}{pk}/remove/")
    assert answer.status_code == 422 and "only second step" in answer.content.decode()
    assert second_factor.has_one(cast.moss)


def test_residents_may_remove_theirs(cast: Cast, client_for: SignIn, django_capture_on_commit_callbacks: Any) -> None:
    client = client_for(cast.amina)
    set_up(client)
    pk = second_factor.own(cast.amina)[0].pk
    assert "Remove this second step?" in client.get(f"{HUB}{pk}/remove/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{HUB}{pk}/remove/")["Location"] == HUB
    assert not Authenticator.objects.filter(user=cast.amina).exists()
    assert "was removed" in str(mail.outbox[-1].body)


def test_nobody_removes_anothers(cast: Cast, client_for: SignIn) -> None:
    give_app(cast.moss)
    client = client_for(cast.amina)
    pk = second_factor.own(cast.moss)[0].pk
    assert client.post(f"{HUB}{pk}/remove/").status_code == 404
    assert second_factor.has_one(cast.moss)


def test_removing_needs_the_second_step_taken_lately(cast: Cast, client_for: SignIn) -> None:
    client = client_for(cast.amina)
    set_up(client)
    pk = second_factor.own(cast.amina)[0].pk
    with clock.travel(clock.now() + timedelta(minutes=16)):
        assert client.post(f"{HUB}{pk}/remove/")["Location"].startswith(AGAIN)


def test_the_person_is_told_by_e_mail(cast: Cast, client_for: SignIn, django_capture_on_commit_callbacks: Any) -> None:
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        set_up(client_for(cast.moss))
    assert [letter.to for letter in mail.outbox] == [[cast.moss.email]]
    assert "was added to your account" in str(mail.outbox[0].body)
