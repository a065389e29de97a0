"""What is not known is a state: asked where it was asked, confirmed by whom of the force, counted for everybody."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit import clock
from consultations import numbers
from consultations.access import NotAllowed
from consultations.briefing import briefing, comparing, unknowns, versions
from consultations.briefing.packing import as_text, exported, imported
from consultations.facts import facts
from consultations.facts.desk import facts_to_accept, facts_to_answer
from consultations.groups import appointing
from consultations.models import AskedFact, EvidenceFigure, Role, Technology, UseCase
from consultations.notifications.working_days import working_days_after
from consultations.register import technologies
from consultations.review import versions as reviewed
from consultations.setup import setup
from consultations.stages import stages
from people.errors import Refused
from people.models import Message
from people.text.dates import day
from tests.cast import force
from tests.consultations.draft import Draft, person
from tests.made_once import made_once
from tests.pages import flat

State = AskedFact.State
CARD = "card:security"
RESPONDER = "a responder for Riverside Police (example), in the name of"
OFFICER = "the accountable officer for Riverside Police (example), in the name of"


@made_once
def asked(draft: Draft) -> AskedFact:
    briefing.write_data_card(draft.version, by=draft.moss, security="In a locked room.")
    facts.ask(draft.version, [CARD], "Head of data", by=draft.moss)
    return draft.version.facts.get(place=CARD)


def gate(draft: Draft) -> tuple[str, str]:
    found = stages.missing(draft.consultation, stages.transition_named("submit"))
    return tuple(" ".join(m.text for m in found if m.soft == soft) for soft in (False, True))  # type: ignore[return-value]


def test_a_starter_has_states_and_no_placeholder(draft: Draft) -> None:
    made = setup.start(title="T", starter="lfr", by=draft.moss, force=force())
    version = made.briefing
    assert version is not None
    texts = [s.body for s in version.sections.all()] + [row["value"] for row in version.data_card.rows()]
    texts += [
        str(v) for name, _ in unknowns.ROWS.values() for row in getattr(version, name).values() for v in row.values()
    ]
    assert not [text for text in texts if unknowns.PLACEHOLDER.search(text)]
    count = unknowns.counted(version)
    assert 0 < count.unknown < count.of
    assert {fact.state for fact in version.facts.all()} == {State.TO_CONFIRM}


@pytest.mark.parametrize(
    "typed", ["[force to confirm]", "[Force To Confirm]", "[TBC]", "[date to be confirmed by the force]"]
)
def test_a_placeholder_that_is_typed_becomes_the_state(draft: Draft, typed: str) -> None:
    draft.version.facts.all().delete()
    briefing.write_section(draft.version, "cost", f"It costs {typed} a year.", by=draft.moss)
    assert draft.version.sections.get(kind="cost").body == "It costs not known yet a year."
    assert draft.version.facts.get().place == "section:cost"
    briefing.add_evidence(draft.version, "suppliers", by=draft.moss, name="A firm", role=typed)
    row = draft.version.suppliers.order_by("pk").last()
    assert row.role == "Not known yet" and draft.version.facts.filter(place=f"suppliers:{row.pk}").exists()


def test_the_gate_names_what_was_never_asked_and_counts_the_rest(draft: Draft) -> None:
    briefing.write_section(draft.version, "rules", "The policy: [force to confirm].", by=draft.moss)
    draft.version.facts.filter(place="section:rules").update(state=State.TO_CONFIRM, asked_role="", asked_on=None)
    hard, soft = gate(draft)
    assert "“The law and the rules” is to be confirmed by the force" in hard
    facts.ask(draft.version, ["section:rules"], "Head of law", by=draft.moss)
    hard, soft = gate(draft)
    count = unknowns.counted(draft.version)
    assert "is to be confirmed" not in hard and f"{count.unknown} of {count.of} facts are not known." in soft


def test_no_answer_is_said_once_there_was_time_for_one(draft: Draft, asked: AskedFact, client_for: Any) -> None:
    """It stood there on the day of asking, in print. Nothing waits for it, and no text has changed by it."""
    last = working_days_after(clock.today(), numbers.FACT_ANSWER_DAYS)
    silent, before = f"asked Head of data on {day(clock.today())}, no answer", comparing.texts(draft.version)
    signed = draft.version.compute_hash()
    assert last - clock.today() >= timedelta(days=numbers.FACT_ANSWER_DAYS + 2), "of working days"
    shown = flat(client_for(draft.moss).get(reverse("facts", args=[draft.consultation.slug])).content.decode())
    assert f"For {numbers.FACT_ANSWER_DAYS} working days people read" in shown and f"{silent} yet" in shown
    for days, words in ((0, f"{silent} yet"), (1, silent)):
        with clock.travel(clock.now() + (last - clock.today()) + timedelta(days=days)):
            assert asked.said.endswith(words), words
            assert comparing.texts(draft.version) == before and draft.version.compute_hash() == signed
    asked.answer_until = None
    assert asked.said.endswith(silent), "asked before there was such a time"


def test_asked_is_said_only_where_it_happened(draft: Draft, asked: AskedFact) -> None:
    assert asked.said == f"Not known yet: asked Head of data on {day(clock.today())}, no answer yet"
    for fields in (
        {"state": "asked", "asked_role": "", "asked_on": None},
        {"state": "confirmed"},
        {"state": "not_held"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            AskedFact.objects.filter(pk=asked.pk).update(**fields)
    with pytest.raises(Refused, match="a role"):
        facts.ask(draft.version, [CARD], " ", by=draft.moss)
    with pytest.raises(Refused, match="no such fact"):
        facts.ask(draft.version, ["card:made_up"], "Head of data", by=draft.moss)


def test_the_force_fills_confirms_and_declines_and_the_facilitator_accepts(draft: Draft) -> None:
    briefing.write_data_card(draft.version, by=draft.moss, misuse="Only the chief officer changes the rule.")
    facts.ask(draft.version, [CARD, "card:misuse", "card:rights"], "Head of data", by=draft.moss)
    fill, confirm, decline = (draft.version.facts.get(place=p) for p in (CARD, "card:misuse", "card:rights"))
    text = {"words": "Encrypted, read by two officers.", "document": "https://example.org/security"}
    facts.answer(fill, by=draft.reyes, answer="filled", role="Head of data", **text)
    facts.answer(confirm, by=draft.okoro, answer="confirmed", role="Chief of staff")
    facts.answer(decline, by=draft.reyes, answer="declined", role="Head of data")
    assert "Encrypted" not in draft.version.data_card.security, "a proposal, until it is accepted"
    assert {f.state for f in draft.version.facts.filter(pk__in=[fill.pk, confirm.pk, decline.pk])} == {State.ASKED}
    for fact in (fill, confirm, decline):
        draft.accept(fact)
        fact.refresh_from_db()
    today = day(clock.today())
    draft.version.data_card.refresh_from_db()
    assert draft.version.data_card.security == "Encrypted, read by two officers."
    assert (
        fill.said == f"Confirmed by {RESPONDER}: Head of data on {today}"
        and confirm.said == f"Confirmed by {OFFICER}: Chief of staff on {today}"
    )
    assert decline.said == f"The force has said it does not hold this ({RESPONDER}: Head of data, {today})"


def test_no_role_bends_it(draft: Draft, asked: AskedFact) -> None:
    said = {"answer": "confirmed", "role": "Head of data"}
    for who in (draft.moss, draft.hale, draft.outsider):
        with pytest.raises(NotAllowed):
            facts.answer(asked, by=who, **said)  # nobody else speaks for the force
    facts.answer(asked, by=draft.reyes, **said)
    for who in (draft.reyes, draft.okoro, draft.hale, draft.outsider):
        for act in (lambda by: facts.accept(asked, by=by, seen=""), lambda by: facts.clear(asked, by=by),
                    lambda by: facts.mark(draft.version, "card:rights", by=by),
                    lambda by: facts.ask(draft.version, [CARD], "X", by=by)):  # fmt: skip
            with pytest.raises(NotAllowed):
                act(who)
    draft.accept(asked)
    with pytest.raises(Refused, match="The force said this"):
        facts.clear(asked, by=draft.moss)
    with pytest.raises(Refused, match="not asked of the force"):
        facts.answer(asked, by=draft.reyes, answer="declined", role="Head of data")


@pytest.mark.parametrize(
    ("place", "stood", "said"),
    [
        (
            "card:security",
            "Film of a place [1]. What is stored here: [TBC]",
            "Film of a place [1]. What is stored here: £7.",
        ),
        ("card:security", "[TBC]", "£7."),
        ("card:security", "Film [1]. What it costs is [TBC].", "Film [1]. £7."),
        ("section:cost", "What it costs here is [TBC]. **Ask:** what?", "**Ask:** what?\n\n£7."),
        ("section:cost", "A is [TBC]. B is [TBC].", "A is not known yet. B is not known yet.\n\n£7."),
        ("section:cost", "A is not known yet [1], but B is.", "A is not known yet [1], but B is.\n\n£7."),
    ],
)
def test_what_the_force_says_stands_where_it_was_not_known(draft: Draft, place: str, stood: str, said: str) -> None:
    """What others have published stays beside it, and nobody reads “not known yet” above the answer."""
    part, _, which = place.partition(":")
    if part == "card":
        briefing.write_data_card(draft.version, by=draft.moss, **{which: stood})
    else:
        briefing.write_section(draft.version, which, stood, by=draft.moss)
    facts.ask(draft.version, [place], "Head of data", by=draft.moss)
    fact = draft.version.facts.get(place=place)
    with pytest.raises(Refused, match="does not say it yet"):
        facts.answer(fact, by=draft.reyes, answer="confirmed", role="Head of data")
    facts.answer(fact, by=draft.reyes, answer="filled", words="£7.", role="Head of data")
    accepted = draft.accept(fact)
    assert facts.stands(accepted) == said and accepted.state == State.CONFIRMED


def test_what_the_force_confirmed_is_not_rewritten_under_its_name(draft: Draft) -> None:
    briefing.write_section(draft.version, "cost", "It costs nothing.", by=draft.moss)
    briefing.write_data_card(draft.version, by=draft.moss, security="In a locked room.")
    for place in (CARD, "section:cost"):
        facts.ask(draft.version, [place], "Head of data", by=draft.moss)
        fact = draft.version.facts.get(place=place)
        facts.answer(fact, by=draft.reyes, answer="confirmed", role="Head of data")
        if place == CARD:  # accepted, then rewritten; the other is rewritten before anybody accepts it
            draft.accept(fact)
    same = draft.version.data_card.security
    briefing.write_data_card(draft.version, by=draft.moss, security=same)
    assert draft.version.facts.get(place=CARD).state == State.CONFIRMED
    briefing.write_data_card(draft.version, by=draft.moss, security="Anybody may read it.")
    briefing.write_section(draft.version, "cost", "It costs a million.", by=draft.moss)
    card, cost = draft.version.facts.get(place=CARD), draft.version.facts.get(place="section:cost")
    assert (card.state, card.answered_role, cost.state, cost.answer) == (State.TO_CONFIRM, "", State.ASKED, "")
    with pytest.raises(Refused, match="has not answered"):
        draft.accept(cost)


def test_what_one_force_confirmed_is_not_said_of_another(draft: Draft, asked: AskedFact) -> None:
    technology = draft.consultation.technologies.get()
    case = UseCase.objects.create(technology=technology, title="Crowds", status="ruled_out")
    facts.ask(draft.version, [f"use:{case.pk}"], "Head of technology", by=draft.moss)
    for fact in draft.version.facts.filter(place__in=[CARD, f"use:{case.pk}"]):
        facts.answer(fact, by=draft.okoro, answer="confirmed", role="Head of technology")
        draft.accept(fact)
    case.refresh_from_db()
    assert case.said_by
    setup.update(draft.consultation, by=draft.moss, force=force("Saltmarsh Police (example)"))
    case.refresh_from_db()
    assert (case.said_by, case.said_on) == ("", None)
    states = draft.version.facts.filter(place__in=[CARD, f"use:{case.pk}"]).values_list("state", flat=True)
    assert set(states) == {State.TO_CONFIRM}


def test_a_row_is_known_when_all_of_it_is(draft: Draft) -> None:
    unknown = "[to be confirmed by the force]"
    briefing.add_evidence(draft.version, "suppliers", by=draft.moss, name=unknown, role="Cameras", country=unknown)
    row = draft.version.suppliers.order_by("pk").last()
    place = f"suppliers:{row.pk}"
    for words, state in (("A firm", State.ASKED), ("France", State.CONFIRMED)):
        facts.ask(draft.version, [place], "Buyer", by=draft.moss)
        fact = draft.version.facts.get(place=place)
        facts.answer(fact, by=draft.reyes, answer="filled", role="Buyer", words=words)
        assert draft.accept(fact).state == state
    row.refresh_from_db()
    assert (row.name, row.role, row.country) == ("A firm", "Cameras", "France")


def test_an_answer_alone_voids_no_signature_and_accepting_it_does(draft: Draft, asked: AskedFact) -> None:
    draft.send_to_panel().sign()
    facts.answer(asked, by=draft.reyes, answer="confirmed", role="Head of data")
    assert len(draft.version.counting_signatures()) == 2
    draft.accept(asked)
    assert draft.version.counting_signatures() == []


def test_each_is_told_and_has_it_on_the_desk(draft: Draft, asked: AskedFact) -> None:
    assert {"N. Okoro", "L. Reyes"} <= {m.mailbox.user.name for m in Message.objects.filter(kind="police")}
    assert facts_to_answer([draft.member(draft.reyes)]) and not facts_to_accept([draft.member(draft.moss)])
    facts.answer(asked, by=draft.reyes, answer="declined", role="Head of data")
    assert facts_to_accept([draft.member(draft.moss)])


def test_the_pages(draft: Draft, client_for: Any) -> None:
    slug = draft.consultation.slug
    desk = reverse("facts", args=[slug])
    facilitator, police = client_for(draft.moss), client_for(draft.reyes)
    draft.version.facts.filter(place=CARD).delete()
    sent = facilitator.post(desk, {"ask": "1", "places": [CARD], "role": "Head of data"})
    assert sent.url == desk
    fact = draft.version.facts.get(place=CARD)
    page = reverse("answer_fact", args=[slug, fact.pk])
    assert page in police.get(desk).content.decode()
    assert police.post(page, {"answer": "filled", "words": "", "role": "Head"}).status_code == 422
    assert police.post(page, {"answer": "declined", "role": "Head of data"}).url == desk
    assert police.post(desk, {"accept": fact.pk}).status_code == 404
    assert client_for(draft.outsider).get(desk).status_code == client_for(None).get(desk).status_code == 404
    assert "The force does not hold this" in facilitator.get(desk).content.decode()
    seen = facilitator.get(desk).content.decode().split('name="seen" value="')[1].split('"')[0]
    assert facilitator.post(desk, {"accept": fact.pk, "seen": seen}).url == desk
    shown = client_for(draft.hale).get(reverse("review", args=[slug])).content.decode()
    assert "facts are not known" in shown and "The force has said it does not hold this" in shown


def test_police_of_elsewhere_see_nothing(draft: Draft, asked: AskedFact, client_for: Any) -> None:
    stranger = person("stranger", "P. Stranger")
    page = reverse("answer_fact", args=[draft.consultation.slug, asked.pk])
    assert client_for(stranger).post(page, {"answer": "confirmed", "role": "Chief"}).status_code == 404
    asked.refresh_from_db()
    assert asked.answer == ""


def test_the_police_have_said_so_only_when_somebody_of_them_did(draft: Draft, client_for: Any) -> None:
    case = UseCase.objects.filter(technology__consultations=draft.consultation, status="ruled_out").first()
    case = case or UseCase.objects.create(
        technology=draft.consultation.technologies.get(), title="Crowds", status="ruled_out"
    )
    register = reverse("technology", args=[case.technology_id])
    assert "The police have said" not in client_for(draft.moss).get(register).content.decode()
    facts.ask(draft.version, [f"use:{case.pk}"], "Head of technology", by=draft.moss)
    fact = draft.version.facts.get(place=f"use:{case.pk}")
    facts.answer(fact, by=draft.okoro, answer="confirmed", role="Head of technology")
    case.refresh_from_db()
    assert case.said_on is None
    draft.accept(fact)
    case.refresh_from_db()
    assert (case.said_by, case.said_on) == (f"{OFFICER}: Head of technology", clock.today())
    draft.announce()
    read = flat(client_for(None).get(register).content.decode())
    assert f"The police have said so: {OFFICER}: Head of technology, {day(clock.today())}." in read


def test_no_answer_in_public_is_not_kept_up_by_a_version_that_never_comes(
    announced_draft: Draft, client_for: Any
) -> None:
    """The force answers in the next version: a facilitator puts that aside, or leaves it lying."""
    draft, read = announced_draft, reverse("briefing", args=[announced_draft.consultation.slug])
    versions.start(draft.consultation, "What the force says now.", by=draft.moss)
    asked = draft.version.facts.filter(state=State.ASKED).first()
    assert asked is not None and asked.said.endswith("no answer yet")
    assert "The force has said more since" not in client_for(None).get(read).content.decode()
    facts.answer(asked, by=draft.reyes, answer="declined", role="Head of data")
    with pytest.raises(Refused, match="its words would go with it"):
        versions.put_aside(draft.version, by=draft.moss)
    draft.accept(asked)
    reviewed.send(draft.consultation, by=draft.moss)
    with pytest.raises(Refused, match="its words would go with it"):
        versions.put_aside(draft.version, by=draft.moss)
    shown = flat(client_for(None).get(read).content.decode())
    assert "no answer" in shown and "Since this version the force has spoken of 1 fact in it" in shown
    draft.sign()
    reviewed.publish(draft.consultation, by=draft.moss)
    assert "The force has said more since" not in client_for(None).get(read).content.decode()


@pytest.mark.parametrize("written", ["Not known yet.", "Kept in [TBC].", ""])
def test_what_the_draft_does_not_say_is_not_confirmed(draft: Draft, written: str) -> None:
    """Confirmed, it would count as known: “17 of 61 facts are not known” would fall with nothing said."""
    briefing.write_data_card(draft.version, by=draft.moss, security=written)
    facts.ask(draft.version, [CARD], "Head of data", by=draft.moss)
    fact, said = draft.version.facts.get(place=CARD), {"by": draft.reyes, "role": "Head of data"}
    with pytest.raises(Refused, match="nothing to confirm"):
        facts.answer(fact, answer="confirmed", **said)
    facts.answer(fact, answer="filled", words="In a safe.", **said)


def test_a_state_is_said_once_over_all_that_is_in_it_and_answers_come_first(draft: Draft, client_for: Any) -> None:
    facts.ask(draft.version, [CARD, "section:cost", "section:does"], "Head of data", by=draft.moss)
    answered = draft.version.facts.get(place="section:does")
    facts.answer(answered, by=draft.reyes, answer="filled", role="Head of data", words="It films.")
    page = flat(client_for(draft.reyes).get(reverse("facts", args=[draft.consultation.slug])).content.decode())
    asked = draft.version.facts.get(place="section:cost").said
    assert page.count(asked + "<") == 1 and page.index("It films.") < page.index(asked + "<")


def test_whoever_is_asked_reads_the_draft_and_not_its_marks(draft: Draft, client_for: Any) -> None:
    briefing.write_section(draft.version, "cost", "It costs **much**.\n\n- vans <b>\n- poles", by=draft.moss)
    briefing.write_data_card(draft.version, by=draft.moss, security="A <b>safe</b>.")
    facts.ask(draft.version, [CARD, "section:cost"], "Head of data", by=draft.moss)
    pages = {}
    for place in (CARD, "section:cost"):
        fact = draft.version.facts.get(place=place)
        address = reverse("answer_fact", args=[draft.consultation.slug, fact.pk])
        pages[place] = flat(client_for(draft.reyes).get(address).content.decode())
    assert "<strong>much</strong>" in pages["section:cost"] and "<li>poles" in pages["section:cost"]
    assert "A &lt;b&gt;safe&lt;/b&gt;." in pages[CARD] and "vans <b>" not in pages["section:cost"]


def test_what_the_force_declined_has_no_button_that_is_refused(draft: Draft, asked: AskedFact, client_for: Any) -> None:
    facts.answer(asked, by=draft.reyes, answer="declined", role="Head of data")
    draft.accept(asked)
    page = client_for(draft.moss).get(reverse("facts", args=[draft.consultation.slug])).content.decode()
    assert f'name="clear" value="{asked.pk}"' not in page
    with pytest.raises(Refused, match="The force said this"):
        facts.clear(asked, by=draft.moss)


def test_no_answer_is_said_only_where_none_came(draft: Draft, asked: AskedFact) -> None:
    """The lawyer’s case: answered, left lying, announced as “no answer”."""
    facts.answer(
        asked, by=draft.reyes, answer="filled", role="Head of data", words="Forty people were stopped wrongly."
    )
    asked.refresh_from_db()
    assert "no answer" not in asked.said and "does not have it yet" in asked.said
    with pytest.raises(Refused) as refused:
        draft.send_to_panel()
    assert any("The force has answered “Data card: " in one for one in refused.value.problems)
    with pytest.raises(Refused, match="Accept what it said before you ask again"):
        facts.ask(draft.version, [CARD], "Head of data", by=draft.moss)
    with pytest.raises(Refused, match="Accept what it said first"):
        facts.clear(asked, by=draft.moss)
    with pytest.raises(Refused, match="Accept what it said first"):
        imported(draft.version, as_text(exported(draft.version)), by=draft.moss, seen=draft.version.compute_hash())
    draft.accept(asked)
    draft.send_to_panel().sign()
    late = draft.version.facts.filter(state=State.ASKED).first()
    assert late is not None
    facts.answer(late, by=draft.reyes, answer="declined", role="Head of data")
    with pytest.raises(Refused) as refused:
        stages.move(draft.consultation, "announce", by=draft.moss)
    assert any("The force has answered" in one for one in refused.value.problems)


def test_what_the_force_said_is_not_asked_away(draft: Draft, asked: AskedFact) -> None:
    facts.answer(asked, by=draft.reyes, answer="declined", role="Head of data")
    draft.accept(asked)
    facts.ask(draft.version, [CARD], "Head of data", by=draft.moss)
    asked.refresh_from_db()
    before = f"Before that the force said it does not hold this ({RESPONDER}: Head of data, {day(clock.today())})"
    assert before in asked.said and "no answer" not in asked.said and before in asked.signed[-1]
    with pytest.raises(Refused, match="The force said this"):
        facts.clear(asked, by=draft.moss)
    imported(draft.version, as_text(exported(draft.version)), by=draft.moss, seen=draft.version.compute_hash())
    assert before in draft.version.facts.get(place=CARD).said
    facts.ask(draft.version, [CARD], "Head of data", by=draft.moss)
    fact = draft.version.facts.get(place=CARD)
    facts.answer(fact, by=draft.reyes, answer="confirmed", role="Head of data")
    briefing.write_data_card(draft.version, by=draft.moss, security="Anybody may read it.")
    fact.refresh_from_db()
    assert "confirmed what stood here then" in fact.said and "no answer" not in fact.said


def test_a_row_that_the_force_answered_is_not_taken_out_unread(draft: Draft) -> None:
    row = briefing.add_evidence(draft.version, "suppliers", by=draft.moss, name="A firm", role="Cameras")
    facts.ask(draft.version, [f"suppliers:{row.pk}"], "Buyer", by=draft.moss)
    fact = draft.version.facts.get(place=f"suppliers:{row.pk}")
    facts.answer(fact, by=draft.reyes, answer="declined", role="Buyer")
    with pytest.raises(Refused, match="Accept what it said first"):
        briefing.remove_evidence(draft.version, "suppliers", row.pk, by=draft.moss)


def test_nobody_is_asked_where_nobody_is(draft: Draft) -> None:
    made = setup.start(title="T", starter="lfr", by=draft.moss, force=force())
    with pytest.raises(Refused, match="Nobody of the force is here yet"):
        facts.ask_all(made.briefing, "Chief", by=draft.moss)
    appointing.appoint(made, person("legal", "A. Lawyer"), Role.LEGAL, by=draft.moss)
    with pytest.raises(Refused, match="Nobody of the force is here yet"):
        facts.ask_all(made.briefing, "Chief", by=draft.moss)
    appointing.appoint(made, draft.reyes, Role.RESPONDER, by=draft.moss)
    assert facts.ask_all(made.briefing, "Chief", by=draft.moss) > 0


def test_what_is_accepted_is_what_was_read(draft: Draft, asked: AskedFact) -> None:
    facts.answer(asked, by=draft.reyes, answer="filled", role="Head", words="Encrypted, in the UK.")
    asked.refresh_from_db()
    seen = asked.answer_mark
    facts.answer(asked, by=draft.reyes, answer="filled", role="Head", words="Whatever the supplier does.")
    for mark in (seen, ""):
        with pytest.raises(Refused, match="changed its answer"):
            facts.accept(asked, by=draft.moss, seen=mark)
    assert facts.stands(draft.accept(asked)) == "Whatever the supplier does."


def test_one_force_does_not_confirm_for_another(draft: Draft) -> None:
    """The lawyer’s case: an entry of a joint force, on which a consultation of that force relies too."""
    theirs = force("Saltmarsh Police (example)")
    setup.update(draft.consultation, by=draft.moss, joint_forces=[theirs])
    entry = Technology.objects.create(force=theirs, name="Drone", kind="drone")
    case = UseCase.objects.create(technology=entry, title="Crowds", status="ruled_out")
    technologies.attach(draft.consultation, entry, by=draft.moss)
    place = [f"use:{case.pk}"]
    with pytest.raises(Refused, match="nobody here took a role for it"):
        facts.ask(draft.version, place, "Head", by=draft.moss)
    lake = person("lake", "K. Lake")
    appointing.appoint(draft.consultation, lake, Role.RESPONDER, by=draft.moss, organisation=theirs.name)
    facts.ask(draft.version, place, "Head", by=draft.moss)
    fact = draft.version.facts.get(place=place[0])
    for who in (draft.reyes, draft.okoro):
        with pytest.raises(Refused, match="accepted a role for Saltmarsh"):
            facts.answer(fact, by=who, answer="confirmed", role="Chief Constable of Saltmarsh")
    facts.answer(fact, by=lake, answer="confirmed", role="Superintendent")
    draft.accept(fact)
    case.refresh_from_db()
    assert case.said_by == "a responder for Saltmarsh Police (example), in the name of: Superintendent"
    ours = UseCase.objects.filter(technology__force=draft.consultation.force).first()
    assert ours is not None
    with pytest.raises(Refused, match="There is no such fact"):
        facts.ask(draft.version, [f"use:{ours.pk}"], "Head", by=draft.moss)  # to be talked about: nothing to confirm
    UseCase.objects.filter(pk=ours.pk).update(status="in_use")
    facts.ask(draft.version, [f"use:{ours.pk}"], "Head", by=draft.moss)
    with pytest.raises(Refused, match="accepted a role for Riverside"):
        facts.answer(draft.version.facts.get(place=f"use:{ours.pk}"), by=lake, answer="confirmed", role="Head")


@pytest.mark.parametrize(
    ("words", "open_"),
    [
        ("Not known", True), ("not known.", True), ("Unknown", True), ("tbc", True), ("T.B.C.", True), ("n/k", True),
        ("N/K, we looked", True), ("We do not know", True), ("To be confirmed by the force", True),
        ("**Not known**", True), ("Not known whether it is", True), ("It is kept for not known yet.", True),
        ("Not yet known", True), ("Not known to be shared with anybody", False),
        ("Unknown people are not on it", False), ("No. It is not", False), ("None", False), ("Known people", False),
        ("To check a face, a firm sees it", False),
    ],
)  # fmt: skip
def test_words_that_say_so_are_read_as_not_known(words: str, open_: bool) -> None:
    assert unknowns.leaves_open(words) is open_


def test_nobody_gets_a_text_that_says_not_known_out_of_the_count(draft: Draft) -> None:
    """A facilitator who presses “It is known” on each row, or never had a state made, changes no number."""
    before = unknowns.counted(draft.version)
    assert before.unknown > 10
    for fact in draft.version.facts.all():
        if unknowns.is_open_at(draft.version, fact.place):
            with pytest.raises(Refused, match="still says that it is not known"):
                facts.clear(fact, by=draft.moss)
    assert unknowns.counted(draft.version) == before
    draft.version.facts.all().delete()  # as in a text from before there were states
    assert unknowns.counted(draft.version).unknown >= before.unknown - 1
    hard, soft = gate(draft)
    assert "is not known: ask it at the fact desk, or write it." in hard and "facts are not known." in soft


def test_not_known_is_a_state_as_soon_as_it_is_typed(draft: Draft, client_for: Any) -> None:
    """Fourteen rows of “Not known” leave no gate green and nobody unasked."""
    version = draft.version
    version.facts.all().delete()
    briefing.write_data_card(version, by=draft.moss, security="Unknown", held_where="n/k", rights="Ask at the desk.")
    row = briefing.add_evidence(version, "retention", by=draft.moss, data_class="Faces", kept_for="TBC")
    briefing.write_section(version, "cost", "It is dear.\n\nNot known.", by=draft.moss)
    briefing.write_section(version, "unknowns", "Not known yet: whether it works.", by=draft.moss)
    briefing.add_evidence(version, "sources", by=draft.moss, title="A report", published="Unknown")
    states = dict(version.facts.values_list("place", "state"))
    places = {"card:security", "card:held_where", f"retention:{row.pk}", "section:cost"}
    assert states == dict.fromkeys(places, State.TO_CONFIRM)
    hard, _ = gate(draft)
    assert hard.count("is to be confirmed by the force: ask it at the fact desk") == 4
    client_for(draft.moss).post(
        reverse("facts", args=[draft.consultation.slug]), {"clear": version.facts.get(place="card:security").pk}
    )
    assert version.facts.filter(place="card:security").exists()
    briefing.write_data_card(version, by=draft.moss, security="In a locked room.")
    assert not version.facts.filter(place="card:security").exists(), "it goes with the words that made it"


def test_the_force_does_not_fill_in_that_it_is_not_known(draft: Draft, asked: AskedFact) -> None:
    with pytest.raises(Refused, match="can be declined"):
        facts.answer(asked, by=draft.reyes, answer="filled", role="Head of data", words="N/K")
    assert draft.version.facts.get(pk=asked.pk).answer == ""


def test_readers_see_what_is_not_known_and_was_never_asked(draft: Draft, client_for: Any) -> None:
    draft.announce()
    draft.version.facts.all().delete()
    shown = client_for(draft.moss).get(reverse("briefing", args=[draft.consultation.slug]), {"all": "1"})
    text = flat(shown.content.decode())
    assert "Not known. The force was not asked." in text and "facts are not known" in text


def test_the_force_fills_in_a_figure_by_the_rules_of_figures(draft: Draft) -> None:
    """A share that a facilitator may not type does not come in by the desk either; nor as what was answered before."""
    bases = {"denominator_label": "faces", "denominator_value": "12,120", "second_denominator_label": "alerts",
             "second_denominator_value": "11"}  # fmt: skip
    row = briefing.add_evidence(
        draft.version, "figures", by=draft.moss, metric="False alerts here", value="Not known", area="Here",
        period="2026", source="The force [1]", **bases,
    )  # fmt: skip
    facts.ask(draft.version, [f"figures:{row.pk}"], "Head of data", by=draft.moss)
    fact = draft.version.facts.get(place=f"figures:{row.pk}")
    with pytest.raises(Refused, match="Give counts"):
        facts.answer(fact, by=draft.reyes, answer="filled", role="Head of data", words="0.0003 %")
    facts.answer(fact, by=draft.reyes, answer="filled", role="Head of data", words="1")
    draft.version.facts.filter(pk=fact.pk).update(words="0.0003 %")  # answered before the rule
    with pytest.raises(Refused, match="Give counts"):
        draft.accept(fact)
    draft.version.facts.filter(pk=fact.pk).update(words="1")
    assert draft.accept(fact).state == State.CONFIRMED
    assert draft.version.figures.get(pk=row.pk).value == "1"


def test_the_force_gives_a_document_or_says_why_not_and_the_register_has_it(draft: Draft, client_for) -> None:
    entry = draft.consultation.technologies.get()
    place = f"document:{entry.pk}-contract"
    fact = draft.version.facts.get(place=place)
    assert fact.state == State.ASKED, "a starter makes it a state, and the force was asked"
    with pytest.raises(Refused, match="nothing to confirm"):
        facts.answer(fact, by=draft.reyes, answer="confirmed", role="Head of procurement")
    with pytest.raises(Refused, match="300"):
        facts.answer(fact, by=draft.reyes, answer="filled", role="Head of procurement", words="x" * 301)
    said = {"answer": "filled", "role": "Head of procurement", "words": "With two pages left out."}
    facts.answer(fact, by=draft.reyes, **said, document="https://example.org/contract")
    assert not entry.documents.exists(), "a proposal, until it is accepted"
    with pytest.raises(Refused, match="spoken of this"):
        technologies.detach(draft.consultation, entry, by=draft.moss)
    draft.accept(fact)
    made = entry.documents.get()
    assert (made.kind, made.url, made.dated) == ("contract", "https://example.org/contract", clock.today())
    assert "as the force gave it" in entry.log.first().what and gate(draft)[0] == ""
    fact.refresh_from_db()
    assert not fact.may_be_taken_out
    other = draft.version.facts.get(place=f"document:{entry.pk}-transparency")
    facts.answer(other, by=draft.reyes, answer="declined", role="Head of data")
    draft.accept(other)
    assert gate(draft)[0] == "", "that it holds none is an answer"
    draft.announce()
    page = flat(client_for(None).get(reverse("briefing", args=[draft.consultation.slug])).content.decode())
    assert f"Document of {entry.name}: Algorithmic transparency record" in page


def papers_asked(draft: Draft, entry: Technology) -> set[str]:
    return set(draft.version.facts.filter(place__startswith=f"document:{entry.pk}-").values_list("place", flat=True))


@pytest.mark.parametrize("how", ["detached", "unticked"])
def test_documents_that_are_wanted_no_more_wait_on_no_desk(draft: Draft, client_for: Any, how: str) -> None:
    """But for those of which the force has said something."""
    entry = draft.consultation.technologies.get()
    assert len(papers_asked(draft, entry)) == 2
    spoken = draft.version.facts.get(place=f"document:{entry.pk}-contract")
    if how == "unticked":
        facts.answer(spoken, by=draft.reyes, answer="declined", role="Head of procurement")
        plain = {"biometric": False, "algorithmic": False}
        technologies.change(draft.consultation, entry, by=draft.moss, why_unticked="It is a trial without it.", **plain)
        assert papers_asked(draft, entry) == {spoken.place}
    else:
        technologies.detach(draft.consultation, entry, by=draft.moss)
        assert not papers_asked(draft, entry)
        desk = reverse("facts", args=[draft.consultation.slug])
        assert "Document of" not in client_for(draft.reyes).get(desk).content.decode()
    draft.version.refresh_from_db()
    assert draft.version.content_hash == draft.version.compute_hash()


def test_no_paper_is_listed_beside_an_entry_of_elsewhere(draft: Draft) -> None:
    """Taken out by other means while the answer waits: the register of others is not written from here."""
    entry = draft.consultation.technologies.get()
    fact = draft.version.facts.get(place=f"document:{entry.pk}-contract")
    facts.answer(fact, by=draft.reyes, answer="filled", role="Head of procurement", words="Not published.")
    draft.consultation.technologies.clear()
    with pytest.raises(Refused, match="no such fact"):
        draft.accept(fact)
    assert not entry.documents.exists()


def test_what_people_read_already_is_not_called_incomplete_by_a_later_rule(draft: Draft) -> None:
    draft.version.facts.filter(place__startswith="document:").delete()
    version = draft.version
    assert any(name.startswith("document:") for name in unknowns.places(version))
    version.status = "approved"
    assert not any(name.startswith("document:") for name in unknowns.places(version))


@pytest.mark.parametrize("write", ["section", "card"])
def test_a_state_that_half_a_sentence_made_goes_with_it_unless_the_force_was_asked(draft: Draft, write: str) -> None:
    """Saved as somebody types: “Not known” on the way to “Not known to be shared with anybody”."""
    place = "section:cost" if write == "section" else "card:security"

    def typed(words: str) -> None:
        if write == "section":
            briefing.write_section(draft.version, "cost", words, by=draft.moss)
        else:
            briefing.write_data_card(draft.version, by=draft.moss, security=words)

    draft.version.facts.filter(place=place).delete()
    typed("Not known")
    assert draft.version.facts.get(place=place).state == State.TO_CONFIRM
    typed("Not known, we asked")
    typed("Nobody is told.")
    assert not draft.version.facts.filter(place=place).exists()
    typed("Not known")
    facts.ask(draft.version, [place], "Head of data", by=draft.moss)
    typed("Nobody is told.")
    assert draft.version.facts.get(place=place).state == State.ASKED, "asked is asked"
    draft.version.facts.filter(place=place).delete()
    facts.mark(draft.version, place, by=draft.moss)
    typed("Nobody but two is told.")
    assert draft.version.facts.get(place=place).state == State.TO_CONFIRM, "somebody said so at the fact desk"


def test_what_a_starter_leaves_to_the_force_stays_to_be_confirmed(draft: Draft) -> None:
    made = setup.start(title="T", starter="lfr", by=draft.moss, force=force())
    briefing.write_data_card(made.briefing, by=draft.moss, dpia="We believe there is one.")
    assert made.briefing.facts.get(place="card:dpia").state == State.TO_CONFIRM


def test_the_force_may_answer_beside_what_a_newer_rule_asks_of_the_editor(draft: Draft, client_for) -> None:
    """It cannot write the other columns: refused, its answer was lost, and nobody learned why."""
    row = briefing.add_evidence(
        draft.version, "figures", by=draft.moss, metric="Vans", value="Not known", area="Here", period="2026",
        source="The force",
    )  # fmt: skip
    EvidenceFigure.objects.filter(pk=row.pk).update(source="")  # as it was before a source was asked for
    facts.ask(draft.version, [f"figures:{row.pk}"], "Head of data", by=draft.moss)
    fact = draft.version.facts.get(place=f"figures:{row.pk}")
    facts.answer(fact, by=draft.reyes, answer="filled", role="Head of data", words="7")
    fact.refresh_from_db()
    desk = reverse("facts", args=[draft.consultation.slug])
    page = client_for(draft.moss).post(desk, {"accept": fact.pk, "seen": fact.answer_mark}, follow=True)
    row.refresh_from_db()
    assert row.value == "7" and "Mend the rest of this row" in page.content.decode()
    facts.ask(draft.version, [f"figures:{row.pk}"], "Head of data", by=draft.moss)
    fact.refresh_from_db()
    row.source = "The force"
    row.save()
    with pytest.raises(Refused):
        facts.answer(fact, by=draft.reyes, answer="filled", role="Head of data", words="1 % false alerts")
