import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit import clock
from audit.wiring import wired
from consultations.models import Consultation, Stage
from consultations.stages.stages import Missing
from outcomes.findings import findings
from outcomes.models import FactualComment, Finding, FindingsReport, OversightStatement
from people.models import User
from tests.access.typed import forms_of
from tests.cast import Cast
from tests.outcomes import coded
from tests.pages import flat

SignIn = Callable[[User | None], Client]
BASE = "/consultations/street-cameras/"
EVERYBODY = ["moss", "finch", "hale", "amina", "carys", "okoro", "reyes", "outsider", None]


def status(client_for: SignIn, cast: Cast, who: str | None, address: str) -> int:
    return client_for(getattr(cast, who) if who else None).get(address).status_code


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_editor_is_for_facilitators_and_oversight(
    cast: Cast, ready_finding: Finding, client_for: SignIn, who: str | None
) -> None:
    expected = 200 if who in {"moss", "finch", "hale"} else 404
    for page in ("findings/", "findings/report/", f"findings/{ready_finding.pk}/", "recommendations/"):
        assert status(client_for, cast, who, BASE + page) == expected, page


@pytest.mark.parametrize("who", EVERYBODY)
def test_before_it_is_sent_the_draft_is_absent_for_police_and_participants(
    cast: Cast, client_for: SignIn, who: str | None
) -> None:
    coded.report(cast)
    expected = 200 if who in {"moss", "finch", "hale"} else 404
    assert status(client_for, cast, who, f"{BASE}findings/check/") == expected


@pytest.mark.usefixtures("ready_finding")
@pytest.mark.parametrize("who", EVERYBODY)
def test_once_sent_police_and_participants_read_it(cast: Cast, client_for: SignIn, who: str | None) -> None:
    expected = 404 if who in {"outsider", None} else 200
    assert status(client_for, cast, who, f"{BASE}findings/check/") == expected


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_statement_is_for_oversight(cast: Cast, client_for: SignIn, who: str | None) -> None:
    cast.at(Stage.ANALYSIS)
    assert status(client_for, cast, who, f"{BASE}statement/") == (200 if who == "hale" else 404)


def test_before_it_is_published_every_room_that_holds_it_up_is_named(
    cast: Cast, ready_finding: Finding, client_for: SignIn, wire: Callable[[str, object], None]
) -> None:
    """The list said “Done” of everything while the panel’s days for a record ran, or an appeal had no answer."""

    def owed(consultation: Consultation) -> list[Missing]:
        rooms = [*(link.name for link in wired("DESK_LINKS")), "double_coding", "a_room_to_come"]
        return [Missing(f"Something in {name} waits.", name) for name in rooms if name != "findings"]

    page = flat(client_for(cast.moss).get(BASE + "findings/").content.decode())
    assert "to do" not in page and "Records of meetings" not in page and "Appeals" not in page
    cache.clear()
    wire("GATES", {"publish_findings": [owed]})
    for who in (cast.moss, cast.hale):
        response = client_for(who).get(BASE + "findings/")
        page = flat(response.content.decode())
        assert [item.text for item in owed(cast.consultation) if item.text not in page] == []
        listed = response.content.decode().partition('id="to-publish"')[2]
        links = re.findall(rf'href="({BASE}[^"]*)"', listed)
        assert f"{BASE}records/" in links and f"{BASE}moderation/" not in links, "the panel does not moderate"
        assert status(client_for, cast, "hale", f"{BASE}records/") == 200


def test_police_see_no_pseudonym_and_no_unchecked_quote(cast: Cast, ready_finding: Finding, client_for: SignIn) -> None:
    secret = coded.quote(cast, cast.amina, ready_finding.themes.get(), "Nobody checked this.", checked=False)
    findings.set_quotes(ready_finding, [*[q.excerpt for q in ready_finding.finding_quotes.all()], secret], by=cast.moss)
    page = client_for(cast.reyes).get(f"{BASE}findings/check/").content.decode()
    assert "Delete it at once." in page and "Nobody checked this." not in page
    for who in (cast.amina, cast.bilal, cast.carys):
        assert cast.member(who).pseudonym not in page


def test_commenting(cast: Cast, ready_finding: Finding, client_for: SignIn) -> None:
    page = f"{BASE}findings/check/"
    with coded.while_checked(ready_finding.report):
        fact = {"text": "It is 31 days.", "finding": ready_finding.pk}
        assert client_for(cast.reyes).post(page, fact).status_code == 302
        assert client_for(cast.amina).post(page, {"text": "My own point."}).status_code == 302
        assert client_for(cast.amina).post(page, {"text": ""}).status_code == 422
        assert client_for(cast.moss).post(page, {"text": "x"}).status_code == 404
    assert FactualComment.objects.count() == 2
    seen_by = {
        who: client_for(getattr(cast, who)).get(page).content.decode() for who in ("moss", "okoro", "amina", "bilal")
    }
    assert [who for who, text in seen_by.items() if "It is 31 days." in text] == ["moss", "okoro"]
    assert [who for who, text in seen_by.items() if "My own point." in text] == ["moss", "amina"]


def test_the_report_is_started_and_sent_from_the_list(cast: Cast, client_for: SignIn) -> None:
    cast.at(Stage.ANALYSIS)
    client, page = client_for(cast.moss), f"{BASE}findings/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"do": "start"}).status_code == 302
    area = cast.consultation.areas.first()
    response = client.post(page, {"do": "add", "area": area.pk, "title": "Signs are wanted"})
    assert response["Location"] == f"{BASE}findings/{Finding.objects.get().pk}/"
    refused = client.post(page, {"do": "send"})
    assert refused.status_code == 422 and "1.1: Choose at least two quotes" in refused.content.decode()
    assert client.post(page, {"do": "add", "area": area.pk, "title": ""}).status_code == 422


def test_a_finding_is_written_labelled_and_quoted_on_its_page(cast: Cast, client_for: SignIn) -> None:
    about = coded.theme(cast)
    quotes = [coded.quote(cast, who, about) for who in (cast.amina, cast.bilal, cast.carys)]
    finding = findings.add_finding(coded.report(cast), about.area, by=cast.moss, title="Delete it")
    client, page = client_for(cast.moss), f"{BASE}findings/{finding.pk}/"
    words = {
        "do": "write", "title": "Delete it", "kind": "view", "themes": [about.pk], "position": ["for"],
        "said": "Many want it.", "inferred": "It matters.", "differences": "None found.",
    }  # fmt: skip
    assert client.post(page, words).status_code == 302
    shown = client.get(page).content.decode()
    assert "<u>Many</u>" in shown and "3 of the 3" in shown
    refused = client.post(page, {"do": "label", "breadth": "single", "override_reason": ""})
    assert refused.status_code == 422 and "give the reason" in refused.content.decode()
    assert client.post(page, {"do": "label", "breadth": "minority"}).status_code == 302
    places = {"do": "quotes", f"place-{quotes[0].pk}": "2", f"place-{quotes[2].pk}": "1"}
    assert client.post(page, places).status_code == 302
    finding.refresh_from_db()
    assert finding.breadth == "minority"
    assert [quote.excerpt for quote in finding.finding_quotes.all()] == [quotes[2], quotes[0]]
    assert client.post(page, {"do": "quotes", f"place-{quotes[0].pk}": "x"}).status_code == 422


def test_no_button_of_a_finding_throws_away_what_was_typed_for_another(cast: Cast, client_for: SignIn) -> None:
    about = coded.theme(cast)
    quotes = [coded.quote(cast, who, about) for who in (cast.amina, cast.bilal, cast.carys)]
    finding = findings.add_finding(coded.report(cast), about.area, by=cast.moss, title="Delete it")
    findings.write_finding(
        finding, by=cast.moss, title="Delete it", kind="view", position=["for"], themes=[about], said="Old words.",
        inferred="", differences="", questions=[],
    )  # fmt: skip
    page = {
        "title": "Delete it", "kind": "view", "themes": [about.pk], "position": ["for"], "said": "New words.",
        "inferred": "", "differences": "", "override_reason": "", f"place-{quotes[0].pk}": "1",
    }  # fmt: skip
    client, address = client_for(cast.moss), f"{BASE}findings/{finding.pk}/"
    refused = client.post(address, {**page, "do": "label", "breadth": "single"})
    assert refused.status_code == 422 and "New words." in refused.content.decode()
    assert client.post(address, {**page, "do": "label", "breadth": "minority"}).status_code == 302
    finding.refresh_from_db()
    assert (finding.said, finding.breadth) == ("New words.", "minority")
    assert [quote.excerpt for quote in finding.finding_quotes.all()] == [quotes[0]]


def test_a_second_save_turns_back_no_quote_and_no_note_of_another(
    cast: Cast, ready_finding: Finding, client_for: SignIn
) -> None:
    """Both opened the page; the first chose quotes and noted how a group stood, and the second presses any button."""
    address = f"{BASE}findings/{ready_finding.pk}/"
    moss, quotes = client_for(cast.moss), [one.excerpt for one in ready_finding.finding_quotes.all()]
    form = next(one for one in forms_of(moss.get(address).content.decode()) if "seen_quotes" in one.marks)
    notes = [name for name in form.values if name.startswith("note-")]
    findings.set_quotes(ready_finding, quotes[::-1], by=cast.finch)
    for do in ("quotes", "label"):
        refused = moss.post(address, {**form.values, "do": do})
        assert refused.status_code == 422 and "Place of “" in flat(refused.content.decode())
    again = forms_of(moss.get(address).content.decode())
    form = next(one for one in again if "seen_quotes" in one.marks)
    findings.note_groups(ready_finding, {int(notes[0].removeprefix("note-")): "Weary"}, by=cast.finch)
    refused = moss.post(address, {**form.values, notes[0]: "Keen", "do": "write"})
    assert refused.status_code == 422 and "<del>Weary</del>" in refused.content.decode()
    assert [one.excerpt for one in ready_finding.finding_quotes.all()] == quotes[::-1]
    assert ready_finding.group_stances.exclude(note="").get().note == "Weary"


def test_words_alone_choose_no_label(cast: Cast, client_for: SignIn) -> None:
    about = coded.theme(cast)
    finding = findings.add_finding(coded.report(cast), about.area, by=cast.moss, title="T")
    sent = {"do": "write", "title": "T", "kind": "view", "said": "Words.", "override_reason": ""}
    assert client_for(cast.moss).post(f"{BASE}findings/{finding.pk}/", sent).status_code == 302
    finding.refresh_from_db()
    assert (finding.said, finding.breadth) == ("Words.", "")


def test_invalid_words_are_kept(cast: Cast, client_for: SignIn) -> None:
    finding = findings.add_finding(coded.report(cast), cast.consultation.areas.first(), by=cast.moss, title="T")
    sent = {"do": "write", "title": "", "kind": "view", "said": "Several lines I typed."}
    response = client_for(cast.moss).post(f"{BASE}findings/{finding.pk}/", sent)
    assert response.status_code == 422 and response.content.decode().count("Several lines I typed.") >= 1


def test_whoever_only_reads_is_shown_words_and_no_field(cast: Cast, ready_finding: Finding, client_for: SignIn) -> None:
    """A field that nothing saves looks like one that does."""
    address = f"{BASE}findings/{ready_finding.pk}/"
    written, read = (flat(client_for(who).get(address).content.decode()) for who in (cast.moss, cast.hale))
    assert 'name="said"' in written and "Save the words" in written
    assert 'name="said"' not in read and 'type="checkbox"' not in read and ready_finding.said in read
    assert "Number the quotes" not in read


def test_oversight_cannot_write_here(cast: Cast, ready_finding: Finding, client_for: SignIn) -> None:
    for do in ("label", "remove"):
        sent = {"do": do, "breadth": "majority", "override_reason": "Because."}
        assert client_for(cast.hale).post(f"{BASE}findings/{ready_finding.pk}/", sent).status_code == 404
    assert client_for(cast.hale).post(f"{BASE}findings/", {"do": "send"}).status_code == 404


def test_report_text_keeps_what_was_typed(cast: Cast, ready_finding: Finding, client_for: SignIn) -> None:
    client, page = client_for(cast.moss), f"{BASE}findings/report/"
    assert "Point 4" in client.get(page).content.decode()
    sent = {
        "headline": "New headline",
        "in_brief": "b",
        "limitations": "l",
        "conclusion": "c",
        "conditions": "One\nTwo",
    }
    refused = client.post(page, {**sent, "point-1": "No source"})
    assert refused.status_code == 422 and "New headline" in refused.content.decode()
    assert client.post(page, {**sent, "point-1": "With source", "from-1": ready_finding.pk}).status_code == 302
    report = FindingsReport.objects.get()
    assert report.conditions == ["One", "Two"] and report.summary == [
        {"text": "With source", "finding": ready_finding.pk}
    ]


def test_a_statement_is_added_on_its_page(cast: Cast, client_for: SignIn) -> None:
    cast.at(Stage.ANALYSIS)
    page = f"{BASE}statement/"
    assert client_for(cast.hale).post(page, {"text": ""}).status_code == 422
    assert client_for(cast.hale).post(page, {"text": "Fairly run."}).status_code == 302
    assert OversightStatement.objects.get().text == "Fairly run."
    assert client_for(cast.reyes).post(page, {"text": "Ours."}).status_code == 404


def test_a_finding_of_another_consultation_is_absent(cast: Cast, elsewhere: Cast, client_for: SignIn) -> None:
    coded.report(cast)
    theirs = coded.ready_to_publish(elsewhere)
    assert client_for(cast.moss).get(f"{BASE}findings/{theirs.pk}/").status_code == 404


@pytest.mark.parametrize("page", ["findings/", "findings/check/", "findings/{pk}/", "quotes/"])
def test_pages_cost_the_same_for_many_findings(
    cast: Cast, ready_finding: Finding, client_for: SignIn, page: str
) -> None:
    client, address = client_for(cast.moss), BASE + page.format(pk=ready_finding.pk)
    client.get(address)

    def cost() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    few = cost()
    people = [coded.newcomer(cast, cast.group2, f"Wren {n}") for n in range(5)]
    for n, person in enumerate(people):
        quote = coded.quote(cast, person, ready_finding.themes.get())
        made = findings.add_finding(
            ready_finding.report, ready_finding.area, by=cast.moss, title=str(n), themes=[ready_finding.themes.get()]
        )
        findings.set_quotes(made, [quote, ready_finding.quotes.first()], by=cast.moss)
    assert cost() <= few + 2


def test_the_list_is_looked_at_anew_after_an_act_and_when_a_wait_ends(
    cast: Cast, ready_finding: Finding, client_for: SignIn
) -> None:
    wait, cast.consultation.accuracy_days = cast.consultation.check_days, 0
    cast.consultation.save()
    FindingsReport.objects.filter(pk=ready_finding.report_id).update(checking_from=clock.now())
    said, start = "Participants can check the draft until", clock.now()

    def page(later: timedelta) -> str:
        with clock.travel(start + later):
            client = client_for(cast.moss)
            return client.get(f"{BASE}findings/").content.decode()

    assert said in page(timedelta(days=wait, hours=-2))
    assert said in page(timedelta(days=wait, hours=-1))
    assert said not in page(timedelta(days=wait, hours=1))
    FindingsReport.objects.filter(pk=ready_finding.report_id).update(checking_from=None)
    findings.write_finding(ready_finding, by=cast.moss, title="Many people want it")
    written = client_for(cast.moss).get(f"{BASE}findings/").content.decode()
    assert "1.1 Many people want it" in written or "2.1 Many people want it" in written
    assert "“Many” in “The title”" in written
