"""The platform's own data card: from the settings, the rules and the log; nothing written by hand."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.html import escape

from audit.models import Entry
from audit.record import record
from consultations.models import Stage, TokenLink
from consultations.pages.impact import risks
from consultations.privacy import periods, unlinking
from people.models.privacy import DeletionRun
from people.privacy import erasing, retention
from people.privacy.registry import Section, sections
from people.privacy.retention import Rule
from people.text.dates import day
from tests.cast import Cast
from tests.pages import flat

pytestmark = pytest.mark.django_db


def card() -> str:
    return Client().get("/data-card/").content.decode()


def test_what_the_operator_has_not_said_is_marked() -> None:
    assert card().count("[operator to confirm]") >= 8


def test_what_the_operator_said_is_shown(settings) -> None:
    settings.OPERATOR = {
        **settings.OPERATOR, "name": "Eastmere Trust", "officer": "dpo@eastmere.example", "hosting": "Leeds",
        "suppliers": ["Hostco: keeps the servers: United Kingdom"],
    }  # fmt: skip
    page = card()
    for words in ("Eastmere Trust", "dpo@eastmere.example", "Leeds", "Hostco, keeps the servers, United Kingdom"):
        assert words in page


def test_every_rule_is_printed_as_it_is_applied() -> None:
    page = card()
    for rule in retention.rules():
        assert rule.what in page and rule.kept in page


def test_a_rule_with_a_limit_is_carried_out_by_somebody() -> None:
    """Nothing may be said to go after six years that no act ever deletes."""
    for rule in retention.rules():
        goes = rule.purge is not None or rule.act is not None
        assert goes != ("for good" in rule.kept.lower()), rule.key
        assert (rule.due is None) == (rule.purge is None), rule.key


def test_the_record_is_kept_for_good_wherever_that_is_said(cast: Cast, client_for: Callable[..., Client]) -> None:
    """One chain for the whole site, from which the database lets nothing be deleted."""
    (said,) = [rule.kept for rule in retention.rules() if rule.key == "record"]
    assert said in card() and said.startswith("For good")
    (acts,) = [section.kept for section in sections() if section.key == "acts"]
    mine = flat(client_for(cast.amina).get(f"/consultations/{cast.consultation.slug}/me/").content.decode())
    assert acts.startswith("For good") and "For good: nothing is taken out of the record" in mine


def test_what_stays_of_ones_own_words_is_said(cast: Cast, client_for: Callable[..., Client]) -> None:
    """Not only quotes: a statement that was shown, a question that was put, a reason that was printed."""
    mine = client_for(cast.amina).get(f"/consultations/{cast.consultation.slug}/me/").content.decode()
    for page in (flat(card()), flat(mine)):
        said = page.partition("that were shown, questions that were put to experts, reasons that were printed")[2]
        assert "For good, without a way to you" in said[:400]


def test_the_log_is_published_without_names(cast: Cast) -> None:
    assert "No daily run has happened yet." in card()
    retention.purge()
    assert "nothing was due" in card()
    erasing.erase(cast.amina)
    page = card()
    assert "Account, with all that was kept under it" in page and "The person concerned" in page
    assert cast.amina.email not in page


def test_a_run_that_deleted_shows_how_many() -> None:
    DeletionRun.objects.create(rule="words", what="What people wrote or said", rows=4711)
    assert "4711" in card()


def test_the_log_says_what_it_is_a_log_of(cast: Cast) -> None:
    """Links are cut by the act that publishes: a page that says “every deletion” would leave that out."""
    runs = DeletionRun.objects.count()
    unlinking.cut_ballots_loose(cast.consultation)
    assert DeletionRun.objects.count() == runs and not TokenLink.objects.exists()
    page = flat(card())
    assert "What the daily run deleted lately, and accounts that were erased" in page
    assert "What goes with an act is not counted here: the link to votes as findings come out" in page


def test_the_impact_assessment_is_one_link_away_and_says_what_remains(settings) -> None:
    assert 'href="/data-card/impact/"' in card()
    page = Client().get("/data-card/impact/").content.decode()
    assert "[operator to confirm]" in page
    for risk in risks():
        assert all(str(escape(part)) in page for part in risk), risk
    address = "https://trust.example/dpia.pdf"
    settings.OPERATOR = {**settings.OPERATOR, "assessment": address}
    assert f'<a href="{address}">' in Client().get("/data-card/impact/?another-release").content.decode()
    settings.OPERATOR = {**settings.OPERATOR, "assessment": "javascript:alert(1)"}
    assert 'href="javascript' not in Client().get("/data-card/impact/?a-third").content.decode()


def test_the_template_for_operators_holds_the_same_risks() -> None:
    rows = (Path(__file__).resolve().parents[3] / "docs/impact-assessment.md").read_text()
    assert [risk.risk for risk in risks() if f"| {risk.risk} |" not in rows] == []


def test_the_assessment_says_all_that_is_held_and_deleted_whatever_a_room_adds(cast: Cast, wire: Any) -> None:
    """From the registries: what a room holds from tomorrow on is in tomorrow's assessment."""
    made = Section("tea", "How you take your tea", lambda user: [], 5, "To serve it", "Until it is cold")
    page = Client().get("/data-card/impact/?before").content.decode()
    assert "How you take your tea" not in page
    wire("MY_DATA", [made])
    wire("RETENTION", [Rule("tea", "Cups of tea", "Cold tea is no use", "An hour", 999)])
    page = Client().get("/data-card/impact/?after").content.decode()
    file = Client().get(f"/consultations/{cast.consultation.slug}/impact-assessment.txt")
    assert file["Content-Disposition"].startswith("attachment")
    for text in (page, file.content.decode()):
        for words in ("How you take your tea", "To serve it", "Until it is cold"):
            assert words in text
    assert "Cups of tea" in file.content.decode()
    for one in (*sections(), *risks()):
        words = one.title if isinstance(one, Section) else one.risk
        assert escape(words) in page or words in page
        assert words in file.content.decode()


def test_copies_are_called_encrypted_only_where_they_are(settings) -> None:
    settings.BACKUP_RECIPIENT = ""
    assert "encrypted copies" not in Client().get("/data-card/impact/?plain").content.decode().lower()
    settings.BACKUP_RECIPIENT = "age1example"
    assert "Encrypted copies hold them until" in Client().get("/data-card/impact/?for-a-key").content.decode()
    docs = (Path(__file__).resolve().parents[3] / "docs/impact-assessment.md").read_text()
    assert "encrypted copies" not in docs and docs.count("`BACKUP_RECIPIENT` is set") == 2


def test_whoever_asked_for_e_mails_is_told_the_longer_time(cast: Cast) -> None:
    """Their address is kept until the promises are followed up: no page gives them the day of everybody else."""
    record("stage_publish_response", actor=None, subject=cast.consultation, consultation=cast.consultation.slug)
    first, last = periods.contact_until(cast.consultation), periods.news_until(cast.consultation)
    assert first is not None and last is not None and first < last
    text = Client().get(f"/consultations/{cast.consultation.slug}/impact-assessment.txt").content.decode()
    assert f"Contact details of whoever asked for no e-mails: by {day(first)}" in text
    assert f"Contact details of whoever asked for e-mails: by {day(last)}" in text
    kept = {section.key: section.kept for section in sections()}
    assert all("if you asked for e-mails, until the promises" in kept[key] for key in ("account", "places"))


def test_the_assessment_of_a_consultation_has_its_own_dates(cast: Cast) -> None:
    address = f"/consultations/{cast.consultation.slug}/impact-assessment.txt"
    text = Client().get(address).content.decode()
    assert cast.consultation.title in text
    assert f"The link between a person and their answers: by {day(periods.link_until(cast.consultation))}" in text
    cast.at(Stage.DRAFT)
    assert Client().get(address).status_code == 404


def incident(*arguments: str) -> str:
    out = StringIO()
    call_command("incident", *arguments, stdout=out)
    return out.getvalue()


def test_an_incident_is_told_by_the_command_alone() -> None:
    assert "No incident has been recorded." in card()
    listed = incident(
        "add", "--on", "2026-05-01", "--what", "A letter went to the wrong house",
        "--affected", "One person", "--done", "Fetched it back and told them",
    )  # fmt: skip
    assert "A letter went to the wrong house" in listed and "A letter went to the wrong house" in card()
    number = listed.split(".")[0]
    incident("correct", "--number", number, "--affected", "Two people")
    text = " ".join(card().split())
    assert "Two people" in text and "Until then it said, of 2026-05-01: A letter went to the wrong house." in text
    assert "Whose data: One person." in text, "whoever runs the server does not write it anew in silence"
    incident("correct", "--number", number, "--what", "A letter went astray", "--named-somebody")
    assert card().count("wrong house") == 1 and "The words before named somebody, and are gone." in card()
    incident("correct", "--number", number, "--what", "A letter went astray")
    assert card().count("Corrected on") == 2, "nothing was put right"
    assert list(Entry.objects.values_list("action", flat=True)) == ["incident_published", *["incident_corrected"] * 3]


def test_an_incident_needs_every_part() -> None:
    with pytest.raises(CommandError, match="Give --on"):
        incident("add", "--on", "2026-05-01", "--what", "Something")
    with pytest.raises(CommandError, match="Say which one"):
        incident("correct", "--number", "7", "--what", "Else")
