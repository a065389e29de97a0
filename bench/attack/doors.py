"""The attacks on the doors: who comes in as several, who shuts others out, whose sheet it is."""

import re

from django.db import close_old_connections
from django.urls import reverse

from bench.attack.found import YES, Found
from bench.attack.scene import Scene
from bench.attack.visitor import Answer, Visitor
from bench.live import crowd
from consultations.invitations import invitations
from consultations.models import Consultation, Membership, Newcomer, Role
from deliberation.models import PaperSheet
from people.guests import guests
from people.models import User

ACCOUNTS = 9


def sign_in_as(browser: Visitor, user: User) -> Visitor:
    """In the same browser: the jar keeps what it had."""
    browser.cookies["sessionid"] = crowd.sign_in([user])[0]
    return browser


def inside(users: list[User]) -> int:
    close_old_connections()
    return Membership.objects.filter(user__in=users, role=Role.PARTICIPANT).count()


def letters(scene: Scene, number: int) -> list[str]:
    """Each is a yes for one person: whoever holds one is in at once."""
    batch = invitations.print_letters(scene.cast.group1, by=scene.cast.moss, letters=max(5, number))
    return [one.code for one in scene.cast.group1.invitations.filter(batch=batch)][:number]


# --- 2, 3: nobody is several, and no officer is a resident -------------------------------------------
def nine_accounts(scene: Scene) -> Found:
    """Nine accounts in one browser where anybody may join, then nine spellings of one mailbox, with letters, in nine."""
    apart = [User.objects.create_user(f"apart{n}@example.org") for n in range(ACCOUNTS)]
    spelt = [User.objects.create_user(f"me+{n}@example.org") for n in range(ACCOUNTS)]
    one = scene.stranger()
    codes = iter(letters(scene, ACCOUNTS))
    said: list[Answer] = []
    consultation = scene.cast.consultation
    Consultation.objects.filter(pk=consultation.pk).update(joining_is_open=True)
    try:
        for user in apart:
            said.append(sign_in_as(one, user).post(reverse("join", args=[consultation.slug]), YES))
    finally:
        Consultation.objects.filter(pk=consultation.pk).update(joining_is_open=False)
    for number, user in enumerate(spelt):
        browser = sign_in_as(scene.stranger(), user)
        said.append(browser.post(reverse("join_by_code", args=[next(codes)]), {**YES, "key": f"account{number}"}))
    told = said[ACCOUNTS - 1].says("waiting to be let in") and said[-1].says("waiting to be let in")
    result = f"{inside(apart)} of 9 in one browser, {inside(spelt)} of 9 spellings"
    return Found(
        inside(apart) == inside(spelt) == 1, "whoever tries, and the facilitator at the door" if told else "", result
    )


def officer_with_another_address(scene: Scene) -> Found:
    """The officer's browser, signed out, with a private address and a letter; an alias of the mailbox in another one."""
    private = User.objects.create_user("private.person@example.org")
    name, _, host = str(scene.cast.okoro.email).partition("@")
    alias = User.objects.create_user(f"{name}+home@{host}")
    browser = scene.signed_in(scene.cast.okoro)
    browser.get(reverse("desk"))
    here, there = letters(scene, 2)
    page = sign_in_as(browser, private).post(reverse("join_by_code", args=[here]), YES)
    other = sign_in_as(scene.stranger(), alias).post(reverse("join_by_code", args=[there]), YES)
    close_old_connections()
    seen = Newcomer.objects.filter(user=private, was_staff=True).exists()
    refused = inside([private, alias]) == 0 and other.refused
    told = "the facilitator at the door, and the person" if seen and page.says("Police, panel or staff") else ""
    return Found(refused, told, f"{inside([private, alias])} inside, alias {other.status}, waits {seen}")


# --- 5: nobody in the same network is locked out -----------------------------------------------------
def nonsense_in_the_network(scene: Scene) -> Found:
    """Forty wrong codes without cookies, eleven with, and sixty as pictures of another website, in the victim's network."""
    home = "127.77.1.1"
    letter, guest = letters(scene, 1)[0], scene.hall_guest()
    back = reverse("come_back", args=[guests.return_code(guest)])
    wrong = reverse("join_by_code", args=["AAAAAAAAAA"])
    jar = scene.stranger(home)
    typed = [jar.get(wrong).status for _ in range(11)]
    for _ in range(40):
        scene.stranger(home).get(wrong)
    picture = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Dest": "image"}
    pictures = {scene.stranger(home).get(wrong, **picture).status for _ in range(60)}
    victim = scene.stranger(home)
    right = [victim.get(address).status for address in (reverse("join_by_code", args=[letter]), back)]
    at_the_wall = victim.get(reverse("live", args=[scene.session.code])).status
    told = "whoever types, in words" if typed[-1] == 429 else ""
    result = f"letter and return code {right}, wall {at_the_wall}, pictures {sorted(pictures)}, eleventh {typed[-1]}"
    return Found([*right, at_the_wall] == [200] * 3 and pictures == {403}, told, result)


def invented_addresses(scene: Scene) -> Found:
    """Eighty codes for invented addresses from the victim's network: the victim signs in there, in a new browser."""
    home, ask = "127.78.1.1", reverse("account_request_login_code")
    for number in range(80):
        scene.stranger(home).post(ask, {"email": f"invented{number}@example.org"})
    victim, email = scene.stranger(home), scene.cast.bilal.email
    page = victim.post(ask, {"email": email})
    code = re.search(r"data-demo-code>([^<]+)<", page.text)
    confirm = reverse("account_confirm_login_code")
    if code:
        victim.post(confirm, {"code": code[1]}, form=confirm)
    signed_in = email in victim.get("/my-data/").text
    told = "the owner: the page says that many codes were asked for" if page.says("in your network") else ""
    return Found(signed_in, told, f"signed in {signed_in}, a longer code {bool(code) and len(code[1]) > 10}")


# --- 7: whose sheet it is -----------------------------------------------------------------------------
def overruled_sheet(scene: Scene) -> Found:
    """A sheet that its person said is not theirs: corrected, typed again, typed anew. And one read by trying."""
    wave, question = scene.hall.wave, scene.hall.wave.questions.get()
    person = Membership.objects.get(consultation=scene.cast.consultation, user=scene.hall.users[3])
    enter = reverse("enter_sheet", args=[scene.slug, wave.pk])
    typist, second = scene.signed_in(scene.cast.moss), scene.signed_in(scene.cast.finch)

    def sheet(number: int, option: int, **more: str) -> dict[str, str]:
        known = {"number": str(number), "group": str(scene.cast.group1.pk), "agreed": "on", "way": "paper", **more}
        return {**known, f"q{question.pk}-answer": str(scene.hall.options[option])}

    def state(number: int) -> str:
        close_old_connections()
        return PaperSheet.objects.filter(wave=wave, number=number).latest("pk").state

    typist.post(enter, sheet(950, 1, same_as=person.pseudonym))
    kept = PaperSheet.objects.get(wave=wave, number=950)
    owner = scene.stranger()
    owner.cookies["sessionid"] = scene.hall.cookies[3]
    owner.post(reverse("confirm_sheet", args=[scene.slug, kept.pk]), {"mine": "no"})
    correct = reverse("correct_sheet", args=[scene.slug, wave.pk, kept.pk])
    tried = [typist.post(correct, {**sheet(950, 1), "reason": "It is theirs"})]
    tried.append(second.post(enter, {**sheet(950, 1, same_as=person.pseudonym), "again": "1"}))
    tried.append(second.post(enter, sheet(951, 1, same_as=person.pseudonym)))
    typist.post(enter, sheet(960, 1))
    for option in (0, 1):
        tried.append(second.post(enter, {**sheet(960, option), "again": "1"}))
    refused = all(one.refused for one in tried) and state(950) == "denied" and state(960) == "waiting"
    told = "both facilitators, in words; the record" if tried[0].says("not theirs") else ""
    return Found(refused, told, f"statuses {[one.status for one in tried]}, {state(950)}, {state(960)}")
