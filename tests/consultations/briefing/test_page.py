"""Who reads which version, and what is always on the page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from audit import clock
from consultations.models import (
    BriefingSection,
    BriefingVersion,
    CaseStory,
    DataCard,
    EvidenceFigure,
    RetentionRow,
    Signoff,
    Source,
    Stage,
)
from people.models import User
from tests.cast import Cast
from tests.made_once import made_once

As = Callable[[User | None], Client]
Status = BriefingVersion.Status


@made_once
def version(cast: Cast) -> BriefingVersion:
    """An approved pack with one of everything, signed by Hale."""
    version = BriefingVersion.objects.create(
        consultation=cast.consultation, status=Status.APPROVED, law_as_at=clock.today()
    )
    for kind, body in [("summary", "It looks for faces."), ("does", "Looks."), ("unknowns", "- The cost.")]:
        BriefingSection.objects.create(version=version, kind=kind, body=body)
    DataCard.objects.create(version=version, collected="Faces of passers-by", checked_by="A clerk")
    RetentionRow.objects.create(version=version, data_class="Video", kept_for="31 days")
    EvidenceFigure.objects.create(
        version=version, metric="Wrong alerts", value="10", is_error_rate=True, denominator_label="faces",
        denominator_value="3147436", second_denominator_label="alerts", second_denominator_value="2077",
    )  # fmt: skip
    CaseStory.objects.create(version=version, title="The wrong man", text="He was let go.", outcome="harm")
    Source.objects.create(version=version, title="A study", standpoint="critical", url="https://example.org/a")
    version.content_hash = version.compute_hash()
    version.save()
    Signoff.objects.create(
        version=version, member=cast.member(cast.hale), content_hash=version.content_hash, verdict="balanced",
        public_statement="Balanced, I think.",
    )  # fmt: skip
    return version


def url(cast: Cast, number: int | None = None) -> str:
    return f"{cast.consultation.get_absolute_url()}briefing/" + (f"?version={number}" if number else "")


def test_everything_is_on_the_page(cast: Cast, version: BriefingVersion, client_for: As) -> None:
    text = client_for(None).get(url(cast)).content.decode()
    for words in [
        "In one minute", "It looks for faces.", "Could I explain it to a friend?", "Who answers for a mistake?",
        "Faces of passers-by", "31 days", "It did harm", "Critical", "Balanced, I think.", "What is not known yet",
        "Law as at", version.content_hash,
    ]:  # fmt: skip
        assert words in text, words
    assert text.count("<h1") == 1
    assert text.index("In one minute") < text.index("Show us how it works")


def test_an_error_rate_shows_both_denominators(cast: Cast, version: BriefingVersion, client_for: As) -> None:
    text = client_for(None).get(url(cast)).content.decode()
    assert "<b>3,147,436</b> faces" in text
    assert "<b>2,077</b> alerts" in text
    assert "about 1 in 208" in text


def test_blank_rows_of_the_data_card_say_not_known(cast: Cast, version: BriefingVersion, client_for: As) -> None:
    text = client_for(None).get(url(cast)).content.decode()
    assert "Sources ruled out" in text
    assert "Not known" in text


@pytest.mark.parametrize("status", [Status.DRAFT, Status.UNDER_REVIEW])
def test_unsigned_versions_are_invisible_outside_the_staff(
    cast: Cast, version: BriefingVersion, client_for: As, status: Status
) -> None:
    BriefingVersion.objects.create(consultation=cast.consultation, number=2, status=status)
    for reader in (None, cast.outsider, cast.amina):
        client = client_for(reader)
        assert "Version 1" in client.get(url(cast)).content.decode()
        assert "Version 2" not in client.get(url(cast)).content.decode()
        assert client.get(url(cast, 2)).status_code == 404
    for reader in (cast.moss, cast.hale):
        assert "The panel has not signed this version" in client_for(reader).get(url(cast, 2)).content.decode()


def test_without_a_signed_version_the_public_is_told_so(cast: Cast, version: BriefingVersion, client_for: As) -> None:
    version.status = Status.UNDER_REVIEW
    version.save()
    text = client_for(None).get(url(cast)).content.decode()
    assert "The briefing is not out yet" in text
    assert "It looks for faces." not in text
    assert "It looks for faces." in client_for(cast.moss).get(url(cast)).content.decode()


def test_a_replaced_version_stays_readable_and_says_so(cast: Cast, version: BriefingVersion, client_for: As) -> None:
    version.status = Status.SUPERSEDED
    version.save()
    BriefingVersion.objects.create(consultation=cast.consultation, number=2, status=Status.APPROVED)
    assert "An earlier version" in client_for(None).get(url(cast, 1)).content.decode()


def test_a_replaced_version_nobody_signed_is_not_public(cast: Cast, version: BriefingVersion, client_for: As) -> None:
    BriefingVersion.objects.create(consultation=cast.consultation, number=2, status=Status.SUPERSEDED)
    assert client_for(None).get(url(cast, 2)).status_code == 404


def test_a_text_past_its_check_date_says_so(cast: Cast, version: BriefingVersion, client_for: As) -> None:
    assert "Needs checking" not in client_for(None).get(url(cast)).content.decode()
    version.check_by = clock.today() - timedelta(days=1)
    version.save()
    assert "Needs checking" in client_for(None).get(url(cast)).content.decode()


def test_briefing_of_a_draft_looks_absent(cast: Cast, version: BriefingVersion, client_for: As) -> None:
    cast.at(Stage.DRAFT)
    assert client_for(None).get(url(cast)).status_code == 404
    assert client_for(cast.moss).get(url(cast)).status_code == 200


@pytest.mark.parametrize("asked", ["x", "-1", "99999999", ""])
def test_a_mistyped_version_shows_the_present_one(
    cast: Cast, version: BriefingVersion, client_for: As, asked: str
) -> None:
    assert client_for(None).get(url(cast) + f"?version={asked}").status_code == 200
