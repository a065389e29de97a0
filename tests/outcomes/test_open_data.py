"""Every public list is open data: one table, the rows of the list, nothing that a spreadsheet program would run."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.html import strip_tags

from audit import clock
from consultations import keyed
from consultations.models import Consultation, Stage, Technology, UseCase
from outcomes.answers import promising
from outcomes.models import Commitment, PoliceResponse
from outcomes.promises import standings
from outcomes.promises.table import standing
from people.requests.everybodys import KEPT
from people.text.spreadsheets import BOM
from tests.cast import Cast, make_consultation
from tests.made_once import made_once
from tests.outcomes.published import publish
from tests.pages import flat

EVIL = '=HYPERLINK("https://example.org","x")'
TABLES = {
    "/consultations/": "/consultations/table.csv",
    "/technologies/": "/technologies/table.csv",
    "/promises/": "/promises/table.csv",
    "/overdue/": "/overdue/table.csv",
    "/forces/riverside-police-example/": "/forces/riverside-police-example/table.csv",
}


def rows(client: Client, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer["Content-Type"] == "text/csv; charset=utf-8" and answer["Cache-Control"] == KEPT, address
    text = answer.content.decode()
    assert text.startswith(BOM)
    found = list(csv.DictReader(io.StringIO(text.removeprefix(BOM), newline="")))
    assert all(None not in one and None not in one.values() for one in found), "each row has each column"
    return found


@made_once
def world(cast: Cast) -> Cast:
    """An answer with one promise of each standing, a title that would run, a draft, an entry of the register."""
    today, response = clock.today(), publish(cast)
    promising.promise(
        response.answers.first(), by=cast.reyes, text="Put up signs", owner_role="Superintendent",
        due=today + timedelta(days=30),
    )  # fmt: skip
    PoliceResponse.objects.update(state="signed", signed_by_name="N. Okoro", signed_by_role="C", signed_at=clock.now())
    made = {"answer": Commitment.objects.get().answer, "owner_role": "Superintendent"}
    seen = {"evidence_url": "https://example.org/a", "verified_by": cast.member(cast.hale), "verified_at": clock.now()}
    for days, text, state, fields in (
        (20, "Kept", "done_verified", seen),
        (7, "Late", "on_track", {}),
        (-9, "Reported", "done_unverified", {"reported_done_on": today}),
        (5, "Reported late", "done_unverified", {"reported_done_on": today}),
        (-9, "Dropped", "dropped", {"dropped_on": today, "dropped_reason": "No money"}),
    ):
        Commitment.objects.create(text=text, due=today - timedelta(days), state=state, **made, **fields)
    closes = datetime(2026, 3, 31, 23, tzinfo=UTC)  # midnight in London
    Consultation.objects.filter(pk=cast.consultation.pk).update(
        title=EVIL, closes_at=closes, opens_at=closes - timedelta(weeks=4), findings_published_at=clock.now()
    )
    cast.at(Stage.FOLLOW_UP)
    make_consultation("hidden", title="Nobody knows", stage=Stage.DRAFT)
    entry = Technology.objects.create(name="Cameras", kind="cctv", force=cast.consultation.force, biometric=True)
    UseCase.objects.create(technology=entry, title="In the street", status="in_use")
    entry.consultations.add(cast.consultation)
    return cast


def test_each_list_is_linked_as_a_table_that_says_what_its_columns_hold(world: Cast, client: Client) -> None:
    for page, table in TABLES.items():
        shown = client.get(page).content.decode()
        assert f'href="{table}"' in shown, page
        said = flat(strip_tags(shown))
        for name in next(iter(rows(client, table))):
            assert f"{name}:" in said, (page, name)
        filtered = client.get(f"{page}?force=riverside-police-example&before=9999999").content.decode()
        assert page.startswith("/forces/") or f'href="{table}?force=riverside-police-example"' in filtered, page
        assert "Nobody knows" not in client.get(table).content.decode()


def test_the_rows_are_those_of_the_list(world: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyed, "A_PIECE", 2)
    (asked,) = rows(client, "/consultations/table.csv")
    assert asked["title"] == "'" + EVIL and asked["closes"] == "2026-03-31" and asked["technologies"] == "Cameras"
    assert asked["opens"] == "2026-03-03" and asked["withdrawn"] == "" and asked["example"] == "No"
    assert rows(client, "/consultations/table.csv?state=open") == []
    (entry,) = rows(client, "/technologies/table.csv")
    assert (entry["identifies_people"], entry["uses_in_use"], entry["uses_not_confirmed"]) == ("Yes", "1", "1")
    assert entry["consultations"] == "1" and rows(client, "/technologies/table.csv?technology=lfr") == []
    promises = {one["promise"]: one for one in rows(client, "/promises/table.csv")}
    assert len(promises) == 6 and promises["Kept"]["evidence"] == "https://example.org/a"
    assert (promises["Late"]["days_late"], promises["Late"]["standing"]) == ("7", "Late now")
    for one in Commitment.objects.all():
        assert Commitment.objects.filter(standings.condition(standing(one)), pk=one.pk).exists(), one.text
        assert promises[one.text]["standing"] == standings.STANDINGS[standing(one)]
    late = rows(client, "/overdue/table.csv?kind=promises")
    assert [one["what"] for one in late] == ["Late", "Reported late"], "the longest overdue first"
    assert len(rows(client, "/overdue/table.csv")) == len(late)
    assert client.get("/overdue/table.csv?kind=x").status_code == client.get("/forces/x/table.csv").status_code == 404
    year = str(world.consultation.response_due.year)
    numbers = {(one["year"], one["counted"]): one for one in rows(client, TABLES["/forces/riverside-police-example/"])}
    assert numbers[year, "dropped"]["number"] == "1" and numbers[year, "dropped"]["address"].endswith("_dropped/")


def test_a_long_list_is_fetched_in_pieces(world: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(5):
        make_consultation(f"more-{n}", title=f"More {n}")
        Technology.objects.create(name=f"Camera {n}", kind="cctv")
    cache.clear()
    whole = {name: rows(client, name) for name in TABLES.values()}
    cache.clear()
    monkeypatch.setattr(keyed, "A_PIECE", 2)
    assert {name: rows(client, name) for name in TABLES.values()} == whole
    assert len(whole["/consultations/table.csv"]) == 6
