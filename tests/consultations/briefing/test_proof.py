"""Figures and cases come out together, with a case that did no good or a signed statement (T42, T43)."""

import pytest
from django.test import Client
from django.urls import reverse

from consultations.briefing import briefing, figures, gates, proof
from consultations.models import BriefingVersion, CaseStory, EvidenceFigure
from people.errors import Refused
from tests.consultations.draft import Draft

WHOLE = {"area": "Here", "period": "2025", "source": "The force [1]"}
BASES = {
    "denominator_label": "faces", "denominator_value": "3,147,436", "second_denominator_label": "alerts",
    "second_denominator_value": "2,077",
}  # fmt: skip


def asks(draft: Draft) -> str:
    return " ".join(one.text for one in proof.missing(draft.version))


def test_the_starter_lacks_nothing(draft: Draft) -> None:
    assert asks(draft) == ""


def test_one_does_not_come_out_without_the_other(draft: Draft) -> None:
    draft.version.figures.all().delete()
    assert "Add a figure" in asks(draft)
    draft.version.stories.all().delete()
    assert "Tell a real case" in asks(draft)


def test_only_good_news_is_not_enough(draft: Draft) -> None:
    draft.version.stories.exclude(outcome=CaseStory.Outcome.BENEFIT).delete()
    assert "did harm or made no difference" in asks(draft)
    version = draft.version
    version.no_harm_known = "The panel asked three bodies and found none."
    version.save()
    assert asks(draft) == ""


def test_what_cannot_be_checked_is_named(draft: Draft) -> None:
    EvidenceFigure.objects.create(version=draft.version, metric="Stops", value="3")
    CaseStory.objects.create(version=draft.version, title="A case", text="T", outcome="harm")
    said = asks(draft)
    assert "“Stops”: say where it was counted and when it was counted and who published it." in said
    assert "“A case”: say when it was and where it was and who reported it." in said


@pytest.mark.parametrize(
    "metric",
    ["False alerts 0.0003 %", "Accuracy", "Misidentified people", "Plates misread", "Hit rate", "Matches"],
)
def test_a_rate_is_known_by_its_words(draft: Draft, metric: str) -> None:
    with pytest.raises(Refused, match="two bases"):
        briefing.add_evidence(draft.version, "figures", by=draft.moss, metric=metric, value="10", **WHOLE)
    row = briefing.add_evidence(draft.version, "figures", by=draft.moss, metric=metric, value="10", **WHOLE, **BASES)
    assert isinstance(row, EvidenceFigure) and row.is_error_rate


@pytest.mark.parametrize("metric", ["Arrests", "Deployments", "Clips sent in", "Police drone flights"])
def test_a_count_is_no_rate(metric: str) -> None:
    assert not figures.is_rate({"metric": metric})


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        ("People flagged who were innocent", "0.0003 %"),
        ("People flagged who were innocent", "10"),
        ("People stopped", "1 in 300,000"),
        ("Share of people let go", "0.5 per cent"),
        ("People who were not the wanted person", "10"),
    ],
)
def test_of_a_machine_any_share_is_a_rate(draft: Draft, metric: str, value: str) -> None:
    """No choice of words gets a share of a machine's past the two bases; “faces” and “people walking by” are one."""
    with pytest.raises(Refused, match="two bases|Give counts"):
        briefing.add_evidence(draft.version, "figures", by=draft.moss, metric=metric, value=value, **WHOLE)
    twice = {**BASES, "second_denominator_label": "people walking by"}
    for label in ("people walking by", "people who did not match"):
        twice["second_denominator_label"] = label
        with pytest.raises(Refused, match="is the alerts|Give counts"):
            briefing.add_evidence(draft.version, "figures", by=draft.moss, metric=metric, value=value, **WHOLE, **twice)
    row = briefing.add_evidence(draft.version, "figures", by=draft.moss, metric=metric, value="10", **WHOLE, **BASES)
    assert figures.is_rate({"metric": metric, "value": value}, machine=True) and isinstance(row, EvidenceFigure)


def test_a_share_is_free_where_no_machine_judges(draft: Draft) -> None:
    draft.consultation.technologies.update(kind="cctv")
    row = briefing.add_evidence(draft.version, "figures", by=draft.moss, metric="Film kept", value="45 %", **WHOLE)
    assert isinstance(row, EvidenceFigure) and not row.is_error_rate


def test_what_came_in_before_the_rule_waits_at_the_gate(draft: Draft) -> None:
    EvidenceFigure.objects.create(version=draft.version, metric="Wrongly flagged", value="0.0003 %", **WHOLE)
    found = " ".join(one.text for one in gates.briefing_is_complete(draft.consultation))
    assert "“Wrongly flagged”" in found and "two bases" in found


def test_shares_in_sentences_are_listed_to_whoever_writes_and_to_the_panel(draft: Draft, client_for) -> None:
    text = "It works. It was wrong for 0.0003 % of faces [1]. One in ten people was let go [1]."
    briefing.write_section(draft.version, "does", text, by=draft.moss)
    listed = {one.text for one in proof.rates_in_words(draft.version)}
    assert {"It was wrong for 0.0003 % of faces.", "One in ten people was let go."} <= listed
    assert "It works." not in listed
    assert any("share in words" in one.text and one.soft for one in proof.warnings(draft.version))
    draft.send_to_panel()
    for who, name in ((draft.moss, "edit_briefing"), (draft.hale, "review")):
        page = client_for(who).get(reverse(name, args=[draft.consultation.slug])).content.decode()
        assert "It was wrong for 0.0003 % of faces." in page, name


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"value": "0.0003 %"}, "Give counts"),
        ({"second_denominator_label": " Faces"}, "Both bases are the same"),
        ({"second_denominator_value": "3147436"}, "Both bases are the same"),
        ({"area": " "}, "where it was counted"),
        ({"period": ""}, "when it was counted"),
        ({"source": ""}, "who published it"),
    ],
)
def test_what_a_rate_may_not_be(draft: Draft, given: dict[str, str], said: str) -> None:
    fields = {"metric": "False alerts", "value": "10", **WHOLE, **BASES, **given}
    with pytest.raises(Refused, match=said):
        briefing.add_evidence(draft.version, "figures", by=draft.moss, **fields)


def test_the_same_figure_twice_is_refused(draft: Draft) -> None:
    briefing.add_evidence(draft.version, "figures", by=draft.moss, metric="Stops", value="3", **WHOLE)
    with pytest.raises(Refused, match="already"):
        briefing.add_evidence(draft.version, "figures", by=draft.moss, metric="stops", value="4", **WHOLE)


def test_the_statement_is_part_of_what_is_signed_and_says_who_looked(signed_draft: Draft, client_for) -> None:
    address = reverse("say_no_harm", args=[signed_draft.consultation.slug])
    seen = {"seen": statement_mark(client_for(signed_draft.moss), signed_draft)}
    short = client_for(signed_draft.moss).post(address, {"no_harm_known": "None."} | seen)
    assert short.status_code == 422 and ">\nNone.</textarea>" in short.content.decode(), "typed words are not lost"
    assert "Say who looked for cases of harm" in short.content.decode()
    assert len(signed_draft.version.counting_signatures()) == 2
    asked = {"no_harm_known": "The panel asked three bodies and found none."}
    assert client_for(signed_draft.moss).post(address, asked | seen).status_code == 302
    assert signed_draft.version.counting_signatures() == []
    page = client_for(signed_draft.hale).get(reverse("review", args=[signed_draft.consultation.slug])).content.decode()
    assert "The panel asked three bodies and found none. You sign this with the text." in page
    assert client_for(signed_draft.hale).post(address, {"no_harm_known": "x" * 30}).status_code == 404


def statement_mark(client: Client, draft: Draft) -> str:
    """As the page of the cases carries it."""
    shown = client.get(reverse("edit_stories", args=[draft.consultation.slug]))
    mark: str = shown.context["no_harm"].initial["seen"]
    assert f'value="{mark}"' in shown.content.decode()
    return mark


def test_a_second_tab_does_not_write_over_the_statement(draft: Draft, client_for) -> None:
    address, client = reverse("say_no_harm", args=[draft.consultation.slug]), client_for(draft.moss)
    seen = {"seen": statement_mark(client, draft)}
    first = "The council and two charities looked, and found none."
    assert client_for(draft.finch).post(address, {"no_harm_known": first} | seen).status_code == 302
    mine = {"no_harm_known": "I looked through the papers of the force, and found none."}
    for overtaken in (mine | {"seen": ""}, mine | seen):
        told = client.post(address, overtaken)
        assert told.status_code == 422 and "while you were writing" in told.content.decode()
        assert mine["no_harm_known"] in told.content.decode() and "two charities" in told.content.decode()
        assert BriefingVersion.objects.get(pk=draft.version.pk).no_harm_known == first
    long = client.post(address, {"no_harm_known": "x" * 501, "seen": statement_mark(client, draft)})
    assert long.status_code == 422 and "x" * 501 in long.content.decode()
    assert client.post(address, mine | {"seen": statement_mark(client, draft)}).status_code == 302
