"""Taking back a consent: what it does is said before, done at once, and said after."""

from collections.abc import Callable

import pytest
from django.test import Client

from consultations.joining import consents, joining
from consultations.models import Consent
from deliberation.models import Contribution
from outcomes.models import Excerpt, FindingQuote, MadeFile
from people.models import User
from tests.cast import Cast
from tests.people.privacy import marked
from tests.people.privacy.marked import Filled

pytestmark = pytest.mark.django_db
As = Callable[[User | None], Client]
Item = Consent.Item


def me(cast: Cast) -> str:
    return f"/consultations/{cast.consultation.slug}/me/"


def test_what_it_does_is_said_first(cast: Cast, client_for: As, published: Filled) -> None:
    _, users = published
    page = client_for(users["ann"]).post(me(cast), {"recontact": "on"}).content.decode()
    assert "<p>1 quote of yours in published findings: nothing leads" in page and "Take it back" in page
    assert "not published yet" not in page, "nothing is said of what there is not"
    assert cast.member(users["ann"]).consents_to(Item.QUOTES)


def test_a_published_quote_is_taken_down_and_the_finding_stays(cast: Cast, client_for: As, published: Filled) -> None:
    _, users = published
    report = f"/consultations/{cast.consultation.slug}/report/"
    before = client_for(None).get(report).content.decode()
    client = client_for(users["ann"])
    page = client.post(me(cast), {"recontact": "on", "sure": "yes"}, follow=True).content.decode()
    assert "To go with the next version of the published report, at the latest after 31 days: 1 quote." in page
    after = client_for(None).get(report).content.decode()
    assert marked.marker("ann", 15) in before and marked.marker("ann", 15) in after
    marked.next_versions()
    after = client_for(None).get(report).content.decode()
    assert marked.marker("ann", 15) not in after and after.count("[quotation taken out on ") == 3
    assert FindingQuote.objects.count() == 3 and Contribution.objects.filter(body__contains="zqann15xw").exists()


def test_the_kept_pdf_goes(cast: Cast, django_capture_on_commit_callbacks, published: Filled) -> None:
    _, users = published
    MadeFile.objects.update(content=b"%PDF old", fingerprint="old")
    consents.set_consent(cast.consultation, Item.QUOTES, False, by=users["ann"])
    with django_capture_on_commit_callbacks(execute=True):
        marked.next_versions()
    made = MadeFile.objects.get()
    assert (made.content, made.fingerprint, made.is_wanted) == (None, "", True)


def test_without_a_quote_in_use_it_says_so(cast: Cast) -> None:
    assert "No quote of yours is in use" in consents.would_happen(cast.member(cast.amina), Item.QUOTES)
    assert consents.set_consent(cast.consultation, Item.QUOTES, False, by=cast.amina) == "No quote of yours was in use."


def test_no_more_news(cast: Cast) -> None:
    assert consents.set_consent(cast.consultation, Item.RECONTACT, False, by=cast.amina).startswith(
        "You get no e-mail about"
    )


def test_giving_needs_no_second_page(cast: Cast, client_for: As) -> None:
    consents.set_consent(cast.consultation, Item.QUOTES, False, by=cast.amina)
    answer = client_for(cast.amina).post(me(cast), {"quotes": "on", "recontact": "on"}, follow=True)
    assert "Your choices are saved." in answer.content.decode()
    assert cast.member(cast.amina).consents_to(Item.QUOTES)


# --- Before publication ---------------------------------------------------------------------------
def test_a_quote_that_waits_for_publication_is_dropped(cast: Cast, unpublished: Filled) -> None:
    _, users = unpublished
    said = consents.set_consent(cast.consultation, Item.QUOTES, False, by=users["ann"])
    assert said == "Taken out before publication: 1 quote."
    assert FindingQuote.objects.count() == 2
    assert Excerpt.objects.count() == 3, "it still counts as what was said"


def test_leaving_drops_quotes_that_wait(cast: Cast, unpublished: Filled) -> None:
    _, users = unpublished
    joining.withdraw(cast.consultation, by=users["ann"])
    assert FindingQuote.objects.count() == 2


def test_leaving_hides_everything_within_the_request(cast: Cast, client_for: As, unpublished: Filled) -> None:
    _, users = unpublished
    client_for(users["ann"]).post(f"/consultations/{cast.consultation.slug}/me/leave/")
    mine = Contribution.objects.filter(membership=cast.member(users["ann"]))
    assert set(mine.values_list("state", flat=True)) == {"withdrawn", "removed"}
