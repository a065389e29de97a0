"""Words that find no place come back to whoever wrote them, and say nothing about what there is."""

import re
from typing import Any

import pytest
from django.urls import reverse

from consultations import access
from consultations.joining import claiming, joining
from consultations.models import Stage
from deliberation.discussion import discussion
from deliberation.models import Contribution, Thread
from deliberation.moderation import moderation
from tests.cast import Cast
from tests.consultations.joining import ways

WORDS = "Long & careful,\nin two lines."
GIVEN = 'readonly dir="auto" aria-describedby="words-hint">\nLong &amp; careful,\nin two lines.</textarea>'
NOBODY = 987654  # no row has this number


def send(cast: Cast, client: Any, pk: int, name: str = "post", field: str = "body", **headers: str) -> Any:
    return client.post(reverse(name, args=[cast.consultation.slug, pk]), {field: WORDS}, headers=headers)


def shown(answer: Any) -> str:
    """The page without what is new in every page, and the address that was asked for."""
    return re.sub(
        r'nonce="[^"]+"|[A-Za-z0-9]{64}|/(threads|contributions)/\d+/(edit/|appeal/|report/)?(?=">)',
        "",
        answer.content.decode(),
    )


def test_whoever_left_at_that_moment_gets_their_words_back(
    cast: Cast, client_for, closed: Thread, public: Thread
) -> None:
    client = client_for(cast.amina)
    said = discussion.post(closed, "Mine.", by=cast.amina)
    joining.withdraw(cast.consultation, by=cast.amina)
    for pk, name in ((closed.pk, "post"), (public.pk, "post"), (said.pk, "edit_contribution")):
        answer = send(cast, client, pk, name)
        html = answer.content.decode()
        assert answer.status_code == 404 and GIVEN in html and html.count("<h1") == 1, name
        assert "no longer do, so this was not sent" in html and "ask the facilitator" in html
        assert reverse("discussion", args=[cast.consultation.slug]) in html
    assert Contribution.objects.count() == 1


def test_whoever_leaves_between_the_page_and_the_act_too(cast: Cast, client_for, closed: Thread, monkeypatch) -> None:
    def gone(*args: Any, **kwargs: Any) -> None:
        joining.withdraw(cast.consultation, by=cast.amina)
        raise access.NotAllowed("post after leaving")

    monkeypatch.setattr(discussion, "post", gone)
    answer = send(cast, client_for(cast.amina), closed.pk)
    assert answer.status_code == 404 and GIVEN in answer.content.decode()


def test_a_guest_whose_place_moved_is_told_to_sign_in(cast: Cast, client_for, closed: Thread) -> None:
    guest = ways.guest(cast)
    client = client_for(guest)
    claiming.claim(guest, cast.outsider.email)
    html = send(cast, client, closed.pk).content.decode()
    assert GIVEN in html and "You are not signed in" in html and reverse("enter_code") in html


def test_a_report_and_an_appeal_come_back_too(cast: Cast, client_for, closed: Thread) -> None:
    said = discussion.post(closed, "Fred did it.", by=cast.amina)
    client = client_for(cast.bilal)
    moderation.remove(said, by=cast.moss, reason="ident")
    reported = send(cast, client, said.pk, "report_post", "words")  # removed while it was being reported
    assert reported.status_code == 404 and GIVEN in reported.content.decode()
    client = client_for(cast.amina)
    joining.withdraw(cast.consultation, by=cast.amina)
    assert GIVEN in send(cast, client, said.pk, "appeal", "grounds").content.decode()


@pytest.mark.parametrize("who", ["carys", "okoro", "reyes", "outsider", None])
def test_what_is_closed_and_what_does_not_exist_answer_alike(
    cast: Cast, client_for, closed: Thread, who: str | None
) -> None:
    said = discussion.post(closed, "Secret words.", by=cast.amina)
    client = client_for(getattr(cast, who) if who else None)
    sent = {"post": (closed.pk, "body"), "edit_contribution": (said.pk, "body"), "report_post": (said.pk, "words"),
            "appeal": (said.pk, "grounds")}  # fmt: skip
    for name, (pk, field) in sent.items():
        there, nowhere = (send(cast, client, number, name, field) for number in (pk, NOBODY))
        assert there.status_code == nowhere.status_code == 404
        assert shown(there) == shown(nowhere)
        assert GIVEN in shown(there) and closed.title not in shown(there)


def test_where_the_consultation_itself_is_hidden_nothing_is_said(cast: Cast, client_for, closed: Thread) -> None:
    cast.at(Stage.DRAFT)
    client = client_for(cast.outsider)
    for pk in (closed.pk, NOBODY):
        html = send(cast, client, pk).content.decode()
        assert "We cannot find that page" in html and cast.consultation.title not in html and "careful" not in html


def test_with_htmx_the_form_is_still_there_and_the_answer_stays_bare(cast: Cast, client_for, closed: Thread) -> None:
    answer = send(cast, client_for(cast.outsider), closed.pk, **{"HX-Request": "true"})
    assert answer.status_code == 404 and "careful" not in answer.content.decode()


def test_a_reader_who_sends_nothing_sees_the_usual_page(cast: Cast, client_for, closed: Thread) -> None:
    client, address = client_for(cast.outsider), reverse("post", args=[cast.consultation.slug, closed.pk])
    for answer in (client.get(address, {"body": WORDS}), client.post(address, {"body": " "})):
        assert answer.status_code == 404 and "We cannot find that page" in answer.content.decode()
