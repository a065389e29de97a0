"""Comments on the draft: between those who answer for the police, kept as written, and public nowhere."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from audit import clock
from consultations import access
from consultations.access import Do, NotAllowed
from consultations.models import Consultation, Role
from consultations.signing import as_told
from outcomes.answers import commenting, responses
from outcomes.models import DraftComment, PoliceResponse
from people.errors import Refused
from people.models import User
from people.privacy import registry
from tests.cast import Cast, person, staff
from tests.made_once import made_once
from tests.outcomes.answers.test_sign import complete
from tests.outcomes.published import publish

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
SAID = "zed-comment: this could be read as an admission."


@made_once
def response(cast: Cast) -> PoliceResponse:
    Consultation.objects.filter(pk=cast.consultation.pk).update(findings_published_at=clock.now())
    return publish(cast)


@made_once
def stone(cast: Cast) -> User:
    lawyer = person("stone", "I. Stone")
    staff(cast.consultation, lawyer, Role.LEGAL)
    return lawyer


def test_the_lawyer_reads_and_comments_and_the_others_answer(
    response: PoliceResponse, cast: Cast, stone: User, client_for: SignIn
) -> None:
    slug, client = cast.consultation.slug, client_for(stone)
    responses.answer(response.answers.first(), by=cast.reyes, status="accepted", reasons="We were wrong.")
    page = reverse("answer_recommendation", args=[slug, 1])
    read = client.get(page).content.decode()
    assert "We were wrong." in read and "Save draft" not in read and "Who drafts it" not in read
    client.post(reverse("comment_on_draft", args=[slug, 1]), {"comment": SAID})
    client_for(cast.reyes).post(reverse("comment_on_draft", args=[slug, 1]), {"comment": "We keep it."})
    text = client_for(cast.okoro).get(page).content.decode()
    assert SAID in text and "I. Stone, legal reviewer" in text and "We keep it." in text
    assert "Read the draft answer" in client.get(reverse("consultation_desk", args=[slug])).content.decode()
    assert client.get(reverse("earlier_drafts", args=[slug, 1])).status_code == 200


def test_the_lawyer_neither_drafts_nor_signs_nor_sees_who_said_what(
    response: PoliceResponse, cast: Cast, stone: User, client_for: SignIn
) -> None:
    slug, client = cast.consultation.slug, client_for(stone)
    allowed = {do.name for do in Do if Role.LEGAL in do.roles}
    assert allowed == {"SEE_DESK", "READ_DRAFT", "COMMENT_ON_DRAFT"}
    with pytest.raises(NotAllowed):
        responses.answer(response.answers.first(), by=stone, status="accepted", reasons="Yes.")
    assert client.post(reverse("answer_recommendation", args=[slug, 1]), {"reasons": "No."}).status_code == 404
    assert client.post(reverse("response", args=[slug]), {"opening_statement": "No."}).status_code == 404
    for name in ("sign", "coding", "people", "moderation", "answering"):
        assert client.get(reverse(name, args=[slug])).status_code == 404, name


def test_a_comment_stays_as_written_and_taking_it_back_leaves_a_mark(
    response: PoliceResponse, cast: Cast, stone: User, client_for: SignIn
) -> None:
    made = commenting.comment(response, None, by=stone, text=SAID)
    made.text = "Other words."
    with pytest.raises(ValueError, match="kept as it was written"):
        made.save()
    made.refresh_from_db()
    with pytest.raises(Refused, match="Only whoever wrote"):
        commenting.take_back(made, by=cast.okoro)
    address = reverse("comment_on_draft", args=[cast.consultation.slug, 0])
    assert client_for(cast.okoro).post(address, {"take_back": made.pk}).status_code == 404
    client_for(stone).post(address, {"take_back": made.pk})
    text = client_for(stone).get(reverse("response", args=[cast.consultation.slug])).content.decode()
    assert SAID not in text and "Taken back on" in text and "I. Stone" in text
    assert DraftComment.objects.get().text == SAID


def test_no_comment_is_public_nor_read_by_anybody_else(
    response: PoliceResponse, cast: Cast, stone: User, client_for: SignIn
) -> None:
    slug = cast.consultation.slug
    slot = response.answers.first()
    commenting.comment(response, slot, by=stone, text=SAID)
    complete(response, cast)
    as_told(responses.sign, response, by=cast.okoro, previewed=responses.fingerprint(response))
    pages = [reverse(name, args=[slug]) for name in ("consultation", "report", "answer", "public_record")]
    for who in (None, cast.amina, cast.moss, cast.hale, cast.okoro):
        for page in [*pages, reverse("recommendation", args=[slug, 1])]:
            assert "zed-comment" not in client_for(who).get(page).content.decode(), page
    for who in (None, cast.amina, cast.moss, cast.hale):
        assert client_for(who).get(reverse("response", args=[slug])).status_code == 404
    with pytest.raises(Refused, match="signed"):
        commenting.comment(response, slot, by=stone, text="One more.")


def test_what_is_refused_is_still_in_its_box(response: PoliceResponse, cast: Cast, client_for: SignIn) -> None:
    client, address = client_for(cast.reyes), reverse("comment_on_draft", args=[cast.consultation.slug, 1])
    long = "Too long. " * 250
    text = client.post(address, {"comment": long}, follow=True).content.decode()
    assert "2,000" in text and long.strip() in text and not DraftComment.objects.exists()
    for who in (cast.moss, cast.hale, cast.amina):
        with pytest.raises(NotAllowed):
            commenting.comment(response, None, by=who, text="Hear, hear.")


def test_the_officer_alone_says_who_reviews(cast: Cast, stone: User) -> None:
    assert Role.LEGAL in access.may_offer(cast.okoro, cast.consultation)
    for who in (cast.moss, cast.hale, cast.reyes, stone):
        assert Role.LEGAL not in access.may_offer(who, cast.consultation)
    assert access.may_end(cast.okoro, cast.member(stone)) and not access.may_end(cast.moss, cast.member(stone))


def test_my_data_shows_it(response: PoliceResponse, stone: User) -> None:
    commenting.comment(response, None, by=stone, text=SAID)
    (section,) = [one for one in registry.sections() if one.key == "draft_comments"]
    assert SAID in str(list(section.rows(stone)))
