"""What the author reads at once, and how soon the lead knows (invariant 38)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from consultations.models import Stage
from deliberation.discussion import discussion
from deliberation.models import Contribution, SafetyAlert, Thread
from deliberation.moderation import changes, concerns, moderation
from deliberation.safeguarding import safeguarding
from people.errors import Refused
from people.models import Mailbox, Message, User
from people.outbox import outbox
from tests.cast import Cast, person, staff
from tests.deliberation.safeguarding.conftest import WORDS

ClientFor = Callable[[User | None], Client]
NUMBERS = ["tel:999", "tel:111", "tel:116123", "tel:0800555111"]


@pytest.mark.parametrize("reason", ["safe", "crime"])
def test_the_author_reads_warm_words_and_numbers_not_removed(
    cast: Cast, closed: Thread, client_for: ClientFor, reason: str
) -> None:
    said = discussion.post(closed, WORDS, by=cast.amina)
    moderation.remove(said, by=cast.moss, reason=reason)
    page = client_for(cast.amina).get(closed.get_absolute_url()).content.decode()
    mine = page[page.index('id="mine"') :].split("</section>")[0]
    assert [number for number in NUMBERS if number not in mine] == []
    assert "Thank you for" in mine and "Removed" not in page and 'data-tone="bad"' not in mine
    assert "/private/" in mine


def test_others_read_neither_numbers_nor_reason_where_it_was(
    cast: Cast, alert: SafetyAlert, closed: Thread, client_for: ClientFor
) -> None:
    page = client_for(cast.bilal).get(closed.get_absolute_url()).content.decode()
    assert "for somebody’s safety" in page and "at risk" not in page and "/private/" not in page


def test_the_lead_is_told_at_once_and_no_word_of_the_post_is_in_it(
    cast: Cast, closed: Thread, settings: object
) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    box = outbox.mailboxes([cast.moss])[0]
    outbox.set_pace(box, Mailbox.Pace.NEVER)
    said = discussion.post(closed, WORDS, by=cast.amina)
    assert not Message.objects.filter(kind="safeguarding").exists()
    moderation.remove(said, by=cast.finch, reason="safe", note="I am sorry.")
    message = Message.objects.get(kind="safeguarding")
    assert (message.mailbox.user, message.state) == (cast.moss, Message.State.WAITING)
    told = f"{message.title} {message.why} {message.link} {message.data}"
    assert [word for word in (*WORDS.split(), "sorry") if len(word) > 3 and word in told] == []
    outbox.set_pace(box, Mailbox.Pace.WEEKLY)
    message.refresh_from_db()
    assert message.state == Message.State.WAITING  # no choice of pace holds it back


def test_it_stands_on_the_desk_of_the_lead_until_a_step_is_noted(
    cast: Cast, alert: SafetyAlert, client_for: ClientFor
) -> None:
    address = f"/consultations/{cast.consultation.slug}/safety/{alert.pk}/"
    assert address in client_for(cast.moss).get("/desk/").content.decode()
    assert address not in client_for(cast.finch).get("/desk/").content.decode()
    answers = {"in_danger": "no", "at_risk": "yes", "crime": "no", "own_wrong": "no", "step": "told_services"}
    assert client_for(cast.moss).post(address, answers).status_code == 302
    assert address not in client_for(cast.moss).get("/desk/").content.decode()


def test_without_a_lead_every_facilitator_is_told(cast: Cast, closed: Thread) -> None:
    cast.consultation.memberships.update(is_safeguarding_lead=False)
    moderation.remove(discussion.post(closed, WORDS, by=cast.amina), by=cast.finch, reason="crime")
    told = set(Message.objects.filter(kind="safeguarding").values_list("mailbox__user", flat=True))
    assert told == {cast.moss.pk, cast.finch.pk}


def test_a_reader_who_fears_for_somebody_alerts_the_lead_once(cast: Cast, closed: Thread) -> None:
    third = person("dia")
    staff(cast.consultation, third, "participant")
    said = discussion.post(closed, WORDS, by=cast.amina)
    concerns.raise_concern(said, by=cast.bilal, reason="safe")
    concerns.raise_concern(said, by=cast.hale, reason="safe")
    assert Message.objects.filter(kind="safeguarding", mailbox__user=cast.moss).count() == 1
    assert not SafetyAlert.objects.exists()  # a person decides first


def test_numbers_stand_wherever_people_write(cast: Cast, closed: Thread, client_for: ClientFor) -> None:
    said = discussion.post(closed, "The lamps are broken.", by=cast.amina)
    where = f"/consultations/{cast.consultation.slug}"
    for address in (
        closed.get_absolute_url(),
        f"{where}/threads/{closed.pk}/post/",
        f"{where}/contributions/{said.pk}/edit/",
    ):
        page = client_for(cast.amina).get(address).content.decode()
        assert [number for number in NUMBERS if number not in page] == [], address


def test_agreeing_is_about_the_words_that_were_taken_out(cast: Cast, closed: Thread) -> None:
    """Who agreed once that the police are told has not agreed for what is written into the post later."""
    said = discussion.post(closed, WORDS, by=cast.amina)
    moderation.remove(said, by=cast.finch, reason="crime")
    safeguarding.agree_to_pass_on(SafetyAlert.objects.get(), by=cast.amina)
    discussion.edit(said, "My brother told me of another one.", by=cast.amina)
    moderation.remove(Contribution.objects.get(), by=cast.finch, reason="crime")
    answers = {"in_danger": False, "at_risk": False, "crime": True, "own_wrong": False}
    with pytest.raises(Refused, match="Ask the author first"):
        safeguarding.note_step(SafetyAlert.objects.get(), by=cast.moss, step="passed_on", **answers)
    safeguarding.agree_to_pass_on(SafetyAlert.objects.get(), by=cast.amina)
    assert safeguarding.note_step(SafetyAlert.objects.get(), by=cast.moss, step="passed_on", **answers)


def mine_of(page: str) -> str:
    return page[page.index('id="mine"') :].split("</section>")[0]


@pytest.mark.parametrize("reason", ["safe", "crime"])
def test_the_author_of_a_held_post_reads_the_same_help(
    cast: Cast, closed: Thread, client_for: ClientFor, reason: str
) -> None:
    said = discussion.post(closed, WORDS, by=cast.amina)
    changes.hold(said, by=cast.moss, reason=reason)
    mine = mine_of(client_for(cast.amina).get(closed.get_absolute_url()).content.decode())
    assert [number for number in NUMBERS if number not in mine] == []
    assert "Thank you for" in mine and "hold it back until" in mine and "/private/" in mine
    assert "someone may be at risk" not in mine and "took" not in mine
    discussion.edit(Contribution.objects.get(), "I have changed it.", by=cast.amina)
    mine = mine_of(client_for(cast.amina).get(closed.get_absolute_url()).content.decode())
    assert "You are not alone with this." in mine and "/private/" in mine


def test_the_author_of_cut_words_reads_thanks_and_that_they_were_cut(
    cast: Cast, closed: Thread, client_for: ClientFor
) -> None:
    said = discussion.post(closed, f"The lamps are broken. {WORDS}", by=cast.amina)
    changes.redact(said, by=cast.moss, words=WORDS, reason="safe")
    mine = mine_of(client_for(cast.amina).get(closed.get_absolute_url()).content.decode())
    assert "Thank you for writing this" in mine and "took words out of it" in mine and "off the page" not in mine


@pytest.mark.parametrize("then", ["sent again", "withdrawn", "closed"])
def test_the_way_to_the_lead_stays_on_my_part(
    cast: Cast, alert: SafetyAlert, closed: Thread, client_for: ClientFor, then: str
) -> None:
    assert alert.contribution is not None
    if then == "closed":
        cast.at(Stage.ANALYSIS)
    else:
        discussion.edit(alert.contribution, "The lamps are broken.", by=cast.amina)
    if then == "withdrawn":
        discussion.withdraw(Contribution.objects.get(), by=cast.amina)
    place = cast.consultation.get_absolute_url()
    way = reverse("private_words", args=[cast.consultation.slug, alert.pk])
    assert f'href="{way}"' in client_for(cast.amina).get(place).content.decode()
    assert way not in client_for(cast.bilal).get(place).content.decode()
