"""Two entries on the same rows, and the register at three and at a thousand entries."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit import clock
from consultations.briefing.of_entry import COST, KEPT, NO_BRIEFING, NOT_SAID
from consultations.models import (
    BriefingSection,
    BriefingVersion,
    Consultation,
    RetentionRow,
    Stage,
    Technology,
    TechnologyDocument,
    UseCase,
)
from consultations.register import comparing
from people.text.dates import day
from tests.cast import Cast, force


def two() -> tuple[Technology, Technology]:
    left = Technology.objects.create(name="Vans", kind="lfr", biometric=True, force=force())
    right = Technology.objects.create(name="Poles", kind="lfr", stage="operational", force=force())
    UseCase.objects.create(technology=left, title="Finding the wanted", status="proposed")
    UseCase.objects.create(technology=right, title="At a match", status="ruled_out")
    UseCase.objects.create(technology=right, title="On buses", status="discussed")
    TechnologyDocument.objects.create(
        technology=right, kind="policy", title="Policy 7", url="https://example.org/p", dated=clock.today()
    )
    return left, right


def test_both_have_the_same_rows_also_where_one_says_nothing(db: None) -> None:
    left, right = two()
    rows = {row.name: row for row in comparing.side_by_side(left, right)}
    assert rows["Uses: proposed"].sides[0]["lines"] == ["Finding the wanted (not confirmed by the force)"]
    assert rows["Uses: proposed"].sides[1]["lines"] == []
    assert rows["Uses: to be talked about"].sides[1]["lines"] == ["On buses"], "nothing to confirm, nothing claimed"
    assert rows["The force’s own policy"].sides[0]["lines"] == []
    assert rows["The force’s own policy"].differs
    assert not rows["Kind"].differs
    assert rows["Identifies people by their bodies"].differs
    assert all(len(row.sides) == 2 for row in rows.values())


def published(entry: Technology, *, status: str = "approved", number: int = 1) -> BriefingVersion:
    """A briefing about it, which says some of what is kept and nothing of what it costs."""
    asked, _ = Consultation.objects.get_or_create(slug="vans", title="Vans here", stage=Stage.OPEN)
    asked.technologies.add(entry)
    version = BriefingVersion.objects.create(
        consultation=asked, number=number, status=status, published_at=clock.now() if status == "approved" else None
    )
    faces = RetentionRow(data_class="Faces", applies_to="not_matched", kept_for="Deleted at once [1]")
    film = RetentionRow(data_class="Film", kept_for="Not known yet")
    for row in (faces, film):
        row.version = version
        row.save()
    version.facts.create(place=f"retention:{film.pk}", state="asked", asked_role="Head of data", asked_on=clock.today())
    return version


def lines(left: Technology, right: Technology, name: str) -> list[object]:
    row = next(row for row in comparing.side_by_side(left, right) if row.name == name)
    return [side["lines"] for side in row.sides]


def test_what_is_kept_and_what_it_costs_are_as_the_public_briefing_has_them(db: None) -> None:
    left, right = two()
    assert lines(left, right, KEPT) == lines(left, right, COST) == [[NO_BRIEFING], [NO_BRIEFING]]
    version = published(left)
    asked = f"Not known yet: asked Head of data on {day(clock.today())}, no answer"
    kept = ["Faces (if there is no match): Deleted at once", f"Film: {asked}"]
    assert lines(left, right, KEPT) == [kept, [NO_BRIEFING]]
    assert lines(left, right, COST) == [[NOT_SAID], [NO_BRIEFING]]
    cost = BriefingSection.objects.create(version=version, kind="cost", body="It costs £5 [1]. **Ask:** who pays?")
    assert lines(left, right, COST)[0] == ["It costs £5. Ask: who pays?"]
    said = {"asked_role": "Head", "asked_on": clock.today(), "answered_role": "Head", "answered_on": clock.today()}
    version.facts.create(
        place="section:cost", state="confirmed", answer="confirmed", answered_seat="a responder", **said
    )
    confirmed = f"Confirmed by a responder, in the name of: Head on {day(clock.today())}"
    assert lines(left, right, COST)[0] == [f"It costs £5. Ask: who pays? ({confirmed})"]
    cost.body = "word " * 200
    cost.save()
    assert len(str(lines(left, right, COST)[0])) < 600, "the briefing has the whole"


def test_a_version_that_people_do_not_read_says_nothing_there(db: None) -> None:
    left, right = two()
    published(left, status="draft")
    assert lines(left, right, KEPT)[0] == [NO_BRIEFING]
    published(left, number=2)
    RetentionRow.objects.filter(version__number=2).delete()
    assert lines(left, right, KEPT)[0] == [NOT_SAID]
    Consultation.objects.update(stage=Stage.IN_REVIEW)
    assert lines(left, right, KEPT)[0] == [NO_BRIEFING]


def test_the_page_leads_to_the_briefing_that_says_so(cast: Cast, client_for) -> None:
    left, right = two()
    published(left)
    published(right, number=2)
    page = client_for(None).get(f"{reverse('compare_technologies')}?a={left.pk}&b={right.pk}").content.decode()
    where = f"{reverse('briefing', args=['vans'])}#safeguards"
    assert page.count(f'href="{where}"') == 2 and "version 2, which is about 1 other technology too" in page


def test_the_page_shows_both_and_a_hidden_one_is_absent(cast: Cast, client_for) -> None:
    left, right = two()
    client, address = client_for(None), reverse("compare_technologies")
    text = client.get(f"{address}?a={left.pk}&b={right.pk}").content.decode()
    assert "Vans" in text and "Poles" in text and "Nothing listed" in text and "Differs" in text
    beside, neither = text.split('id="neither"')
    assert "The force’s own policy" in beside and "Uses: in use" in neither, "what neither lists is said once"
    assert "Uses: in use" not in beside and text.count("Uses: in use") == 1
    hidden = Consultation.objects.create(title="Secret draft", slug="secret", stage=Stage.DRAFT)
    hidden.technologies.add(right)
    assert client.get(f"{address}?a={left.pk}&b={right.pk}").status_code == 404
    for bad in ("", "?a=x&b=1", f"?a={left.pk}", f"?a={left.pk}&b=999999999999999999999999"):
        assert client.get(address + bad).status_code == 404, bad


def test_the_register_leads_from_one_entry_to_another_beside_it(cast: Cast, client_for) -> None:
    left, right = two()
    client = client_for(None)
    text = client.get(f"{reverse('technologies')}?compare={left.pk}").content.decode()
    assert f"?a={left.pk}&amp;b={right.pk}" in text
    assert f'name="compare" value="{left.pk}"' in text  # a filter keeps what is compared
    assert f"?a={left.pk}&amp;b={left.pk}" not in text


def test_a_thousand_entries_cost_what_three_do(cast: Cast, client_for) -> None:
    client = client_for(None)

    def queries(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(address).status_code == 200
        return len(found)

    left, right = two()
    addresses = [
        reverse("technologies") + "?technology=lfr", reverse("technology", args=[left.pk]),
        f"{reverse('compare_technologies')}?a={left.pk}&b={right.pk}",
    ]  # fmt: skip
    for address in addresses:
        client.get(address)  # what is the same for every page is looked up once
    few = [queries(address + ("&" if "?" in address else "?") + "few=1") for address in addresses]
    Technology.objects.bulk_create(Technology(name=f"Entry {n:04}", kind="lfr", force=left.force) for n in range(1000))
    many = [queries(address + ("&" if "?" in address else "?") + "many=1") for address in addresses]
    assert many == few
    page = client.get(reverse("technologies") + "?many=2").content
    assert len(page) < 60_000
