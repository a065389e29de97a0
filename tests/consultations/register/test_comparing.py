"""Two entries on the same rows, and the register at three and at a thousand entries."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit import clock
from consultations.models import Consultation, Stage, Technology, TechnologyDocument, UseCase
from consultations.register import comparing
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
