"""The attacks of somebody with a role, within their rights: what was signed is turned round, what was late is late no more,
one overwrites the other, and a browser speaks another language."""

import re
from datetime import timedelta

from django.db import close_old_connections
from django.urls import reverse

from audit import clock
from bench.attack.found import Found
from bench.attack.scene import Scene
from bench.attack.visitor import fields
from consultations.models import Consultation, TermChange
from consultations.setup import setup
from consultations.stages import stages
from deliberation.counting import counting, live_bars
from deliberation.models import Wave
from deliberation.polls import polling
from outcomes.coding import coding
from outcomes.models import Coding, Disagreement
from people.text.dates import MONTHS
from tests.cast import make_cast
from tests.consultations.draft import make_draft
from tests.outcomes import coded
from tests.outcomes.test_lateness_stays import World

NINE_MONTHS = timedelta(days=274)


# --- 2: a pulse is pushed over its base, and the known ones are subtracted ----------------------------------
def pushed_over_its_base(scene: Scene) -> Found:
    """The bars shown, known voters answer one after the other, a resident among them; the wall is read after each."""
    polling.show_bars(scene.hall.wave, True, by=scene.cast.moss)
    address, read, said = reverse("live", args=[scene.session.code]), [], False
    for n, cookie in enumerate(scene.hall.cookies):
        voter = scene.stranger()
        voter.cookies["sessionid"] = cookie
        choice = scene.hall.options[1 if n == len(scene.hall.cookies) // 2 else 0]
        voter.post(f"{address}ballot/", {"wave": str(scene.hall.wave.pk), "answer": str(choice)}, form=address)
        said = said or voter.get(address).says("answers behind")
        close_old_connections()
        shown = live_bars.shown(Wave.objects.get(pk=scene.hall.wave.pk)) or {}
        read.append(sum(tally.base for (_, _, by, _), tally in shown.items() if by == counting.TOTAL))
    steps = [now - before for before, now in zip([0, *read], read, strict=False) if now != before]
    told = "everybody who answers, on their phone" if said else ""
    return Found(bool(steps) and min(steps) >= 3, told, f"{len(read)} answers one by one, the wall moved by {steps}")


# --- 11: what was signed and accepted is turned round -------------------------------------------------------
def turned_round(scene: Scene) -> Found:
    """After both signatures and acceptance the facilitator asks the contrary, and moves the answer by nine months."""
    draft = make_draft().announce()
    slug, browser = draft.consultation.slug, scene.signed_in(draft.moss)
    said = {}
    for part, name, value in (
        ("setup_question", "purpose_question", "Should the cameras stay away from Eastmere?"),
        ("setup_dates", "response_due", (draft.consultation.response_due + NINE_MONTHS).isoformat()),
    ):
        address = reverse(part, args=[slug])
        typed = {**fields(browser.get(address).text, address), name: value, "reason": "We thought again."}
        said[part] = browser.post(address, typed)
    close_old_connections()
    now = Consultation.objects.get(pk=draft.consultation.pk)
    gate = " ".join(one.text for one in stages.blockers(now, stages.transition_named("open")))
    asked_again = "sign" in gate and "accept" in gate
    stays = now.response_due == draft.consultation.response_due
    changes = list(TermChange.objects.filter(consultation=now).values_list("name", flat=True))
    public = scene.stranger().get(reverse("terms", args=[slug])).says("We thought again.")
    told = "everybody on the page of the terms, panel and officer at the gate" if public else ""
    result = f"moved {changes}, the day of the answer stays {stays}, signed and accepted again {asked_again}"
    return Found(asked_again and stays, told, f"{result}, statuses {[one.status for one in said.values()]}")


# --- 12: late stays late, signed or left open ---------------------------------------------------------------
def signed_late(scene: Scene) -> Found:
    """Ten days late it is signed, with “under consideration”, whose day then passes: what do public pages say?"""
    now = clock.now()
    with clock.travel(now - timedelta(days=150)):
        world = World(make_cast("signed-late"), 1)
    with clock.travel(now - timedelta(days=98)):
        world.sign()
    close_old_connections()
    slug, visitor = world.consultation.slug, scene.stranger()
    answer = visitor.get(reverse("answer", args=[slug])).says("10 days late")
    page = visitor.get(reverse("recommendation", args=[slug, world.slot.recommendation.number]))
    left_open = page.says("decision overdue by 18 days", "overdue by 18 days")
    anywhere = visitor.get(reverse("overdue") + "?kind=decisions").says("overdue by 18 days")
    held = answer and left_open and anywhere
    result = f"answer late {answer}, decision overdue on its page {left_open} and among all {anywhere}"
    return Found(held, "everybody, on three public pages" if held else "", result)


# --- 13: nobody overwrites another silently -----------------------------------------------------------------
def two_tabs(scene: Scene) -> Found:
    """Two tabs of one setup page, the older saved last; and a second coder on what the first has coded."""
    draft = _draft_of(scene)
    address, browser = reverse("setup_question", args=[draft.slug]), scene.signed_in(scene.cast.moss)
    older = fields(browser.get(address).text, address)
    first = browser.post(address, {**older, "can_change": "Where the cameras stand."})
    second = browser.post(address, {**older, "can_change": "Nothing at all."})
    close_old_connections()
    stands = Consultation.objects.get(pk=draft.pk).can_change
    kept = stands == "Where the cameras stand." and second.says("Nothing at all.")
    post, theme = coded.say(scene.cast, scene.cast.amina), coded.theme(scene.cast)
    for who, stance in ((scene.cast.moss, "for"), (scene.cast.finch, "against")):
        excerpt = coding.excerpt(post, 0, len(post.body), by=who)
        coding.code(excerpt, theme, by=who, stance=stance, intensity=2)
    stances = sorted(Coding.objects.filter(theme=theme).values_list("stance", flat=True))
    both = stances == ["against", "for"] and Disagreement.objects.exists()
    told = "the second tab, with both texts; whoever settles the coding" if kept and both else ""
    return Found(kept and both, told, f"tabs {first.status} and {second.status}, readings {stances}")


def _draft_of(scene: Scene) -> Consultation:
    scene.cast.moss.can_start_consultations = True
    scene.cast.moss.save()
    return setup.start(title="Two tabs", starter="lfr", by=scene.cast.moss)


# --- 14: the record speaks one language ---------------------------------------------------------------------
def polish_browser(scene: Scene) -> Found:
    """A facilitator whose browser asks for Polish moves a date: in which language does the record keep it?"""
    address, browser = reverse("extend_closing", args=[scene.slug]), scene.signed_in(scene.cast.moss)
    browser.speaks = "pl,pl-PL;q=0.9"
    closes, before = Consultation.objects.get(slug=scene.slug).closes_at, scene.last()
    assert closes is not None
    later = (closes + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    typed = fields(browser.get(address).text, address)
    done = browser.post(address, {**typed, "to": later, "reason": "Snow."})
    kept = [entry.summary for entry in scene.recorded(before, "closing_moved")]
    english = bool(kept) and all(re.search(rf"\d ({'|'.join(MONTHS)}) \d{{4}}", words) for words in kept)
    reader = scene.stranger()
    reader.speaks = "pl"
    page = reader.get(reverse("public_record", args=[scene.slug]))
    ours = not page.says("grudzień", "grudnia", "styczeń", "stycznia")
    told = "everybody, in the public record" if page.status == 200 and kept else ""
    return Found(english and ours, told, f"status {done.status}, kept {kept}")
