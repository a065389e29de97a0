"""The panel signs every column of every row: each stands on the page on which they are asked to sign."""

from datetime import date

import pytest
from django.db import models
from django.urls import reverse

from consultations.briefing.deployment_table import COLUMNS
from consultations.models import (
    CaseStory,
    DataCard,
    DecisionStep,
    DeploymentRecord,
    EvidenceFigure,
    GlossaryTerm,
    RetentionRow,
    Source,
    SupplierRow,
)
from people.text.dates import day
from tests.consultations.draft import Draft
from tests.pages import flat, lasting

TABLES = [RetentionRow, SupplierRow, EvidenceFigure, CaseStory, Source, DecisionStep, GlossaryTerm]


def filled(model: type[models.Model], draft: Draft) -> models.Model:
    """A row whose every column says something that no other does."""
    row = model(version=draft.version)
    for place, field in enumerate(columns(model)):
        if isinstance(field, models.DateField):
            setattr(row, field.name, date(2031, 5, place + 1))
        elif isinstance(field, models.BooleanField):
            setattr(row, field.name, True)
        elif isinstance(field, models.IntegerField):
            setattr(row, field.name, 7131)
        elif isinstance(field, models.URLField):
            setattr(row, field.name, f"https://example.org/{field.name}")
        elif field.choices:
            setattr(row, field.name, field.choices[0][0])
        else:
            setattr(row, field.name, f"Words of {field.name[:9]}"[: field.max_length])
    row.save()
    return row


def columns(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.concrete_fields if field.name not in {"id", "version"}]


def as_read(row: models.Model, field: models.Field) -> str:
    value = getattr(row, field.name)
    if isinstance(value, bool):
        return "Errors: read both lines"
    if isinstance(value, date):
        return day(value)
    return str(getattr(row, f"get_{field.name}_display")() if field.choices else value)


def shown(draft: Draft, client_for) -> str:
    """The page's text, where no key by chance holds a number looked for."""
    page = client_for(draft.hale).get(reverse("review", args=[draft.consultation.slug]) + "?all=1").content.decode()
    return flat(lasting(page))


@pytest.mark.parametrize("model", TABLES)
def test_each_signed_column_of_a_row_stands_on_the_review_page(sent_draft: Draft, client_for, model) -> None:
    before = shown(sent_draft, client_for).lower()
    row = filled(model, sent_draft)
    text = shown(sent_draft, client_for).lower()
    unseen = [
        field.name
        for field in columns(model)
        # The place of a step is where it stands.
        if field.name != "place" and text.count(said := as_read(row, field).lower()) <= before.count(said)
    ]
    assert unseen == []


def test_the_card_and_its_day_the_law_and_the_day_to_look_again(sent_draft: Draft, client_for) -> None:
    words = {name: f"Words of {name}" for name in DataCard.FIELDS}
    DataCard.objects.filter(version=sent_draft.version).update(**words, checked_on=date(2031, 5, 1))
    version = sent_draft.version
    version.law_as_at, version.check_by = date(2031, 5, 2), date(2031, 5, 3)
    version.save()
    text = shown(sent_draft, client_for)
    for said in [*words.values(), "1 May 2031", "2 May 2031", "3 May 2031"]:
        assert said in text


def test_every_column_of_a_deployment_is_a_link_away(sent_draft: Draft, client_for) -> None:
    """5,000 rows make no page: totals stand there, and the table with all that is signed."""
    assert {field.name for field in columns(DeploymentRecord)} == set(COLUMNS)
    DeploymentRecord.objects.create(
        version=sent_draft.version, date=date(2031, 5, 1), borough="Eastmere", faces_seen_est=9, alerts=1,
        alerts_false=0, arrests=0,
    )  # fmt: skip
    address = reverse("deployments_csv", args=[sent_draft.consultation.slug]) + f"?version={sent_draft.version.number}"
    assert address in shown(sent_draft, client_for)
    assert "2031-05-01" in client_for(sent_draft.hale).get(address).content.decode()
