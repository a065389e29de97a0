"""Every edit changes the fingerprint, and so makes signatures on the old text void (invariant 1)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from audit import clock
from audit.models import Entry
from consultations.access import NotAllowed
from consultations.briefing import briefing, citing
from consultations.models import BriefingVersion, Consultation, DataCard, Stage
from people.errors import Refused
from tests.consultations.draft import Draft

FIGURE = {
    "metric": "Wrong alerts",
    "value": "10",
    "is_error_rate": True,
    "area": "Here",
    "period": "2025",
    "source": "S",
}
BASES = {
    "denominator_label": "faces", "denominator_value": "3,000", "second_denominator_label": "alerts",
    "second_denominator_value": "20",
}  # fmt: skip
EDITS = {
    "a section": lambda v, by: briefing.write_section(v, "does", "It does **less**.", by=by),
    "a section taken out": lambda v, by: briefing.write_section(v, "cost", "  ", by=by),
    "the data card": lambda v, by: briefing.write_data_card(v, by=by, security="Not known"),
    "a keeping time": lambda v, by: briefing.add_evidence(v, "retention", by=by, data_class="V", kept_for="A day"),
    "a figure": lambda v, by: briefing.add_evidence(v, "figures", by=by, **FIGURE, **BASES),
    "a case": lambda v, by: briefing.add_evidence(v, "stories", by=by, title="T", text="T", outcome="harm"),
    "a source": lambda v, by: briefing.add_evidence(v, "sources", by=by, title="T"),
    "a supplier": lambda v, by: briefing.add_evidence(v, "suppliers", by=by, name="T"),
    "a row taken out": lambda v, by: briefing.remove_evidence(v, "stories", v.stories.first().pk, by=by),
}


@pytest.mark.parametrize("edit", EDITS, ids=str)
def test_any_edit_makes_signatures_void(signed_draft: Draft, edit: str) -> None:
    version = signed_draft.version
    assert version.valid_signoffs().count() == 2
    before = version.content_hash
    EDITS[edit](version, signed_draft.moss)
    assert version.content_hash != before
    version.refresh_from_db()
    assert version.content_hash == version.compute_hash()
    assert version.valid_signoffs().count() == 0
    assert version.counting_signatures() == []
    assert version.signoffs.count() == 2  # kept: they stand in the record, on the text they were given to
    entry = Entry.objects.filter(actor="Jo Moss").last()
    assert entry.detail["signatures_made_void"] == 2


def test_saving_the_same_words_again_keeps_the_signatures(signed_draft: Draft) -> None:
    body = signed_draft.version.sections.get(kind="does").body
    briefing.write_section(signed_draft.version, "does", body, by=signed_draft.moss)
    assert signed_draft.version.valid_signoffs().count() == 2


def test_two_stale_copies_leave_one_true_fingerprint(draft: Draft) -> None:
    one = BriefingVersion.objects.get(pk=draft.version.pk)
    two = BriefingVersion.objects.get(pk=draft.version.pk)
    briefing.write_section(one, "does", "First edit.", by=draft.moss)
    briefing.write_section(two, "does_not", "Second edit.", by=draft.finch)
    assert two.content_hash != one.content_hash
    assert draft.version.content_hash == two.content_hash == draft.version.compute_hash()


def test_a_stale_copy_of_the_consultation_cannot_be_edited_after_announcing(draft: Draft) -> None:
    stale = BriefingVersion.objects.select_related("consultation").get(pk=draft.version.pk)
    draft.announce()
    assert stale.consultation.stage == Stage.DRAFT
    with pytest.raises(Refused):
        briefing.write_section(stale, "does", "Too late.", by=draft.moss)
    assert draft.version.valid_signoffs().count() == 2


def test_every_edit_locks_the_consultation_before_it_looks(draft: Draft, monkeypatch) -> None:
    """Edits, signatures and stage moves queue on one row, so none acts on what another is changing."""
    locked: list[str] = []
    real = type(Consultation.objects.all()).select_for_update

    def spy(self, *args, **kwargs):
        locked.append(self.model.__name__)
        return real(self, *args, **kwargs)

    monkeypatch.setattr("django.db.models.query.QuerySet.select_for_update", spy)
    monkeypatch.setattr(type(Consultation.objects.all()), "select_for_update", spy)
    briefing.write_section(draft.version, "does", "Words.", by=draft.moss)
    assert locked[:2] == ["Consultation", "BriefingVersion"]


def test_what_was_written_again_is_what_is_read(draft: Draft) -> None:
    briefing.write_section(draft.version, "does", "Quite **new** words.", by=draft.moss)
    assert "<strong>new</strong>" in draft.version.sections.get(kind="does").body_html


def test_markdown_is_made_safe_on_save(draft: Draft) -> None:
    section = briefing.write_section(draft.version, "does", "**Bold** <script>alert(1)</script>", by=draft.moss)
    assert "<strong>Bold</strong>" in section.body_html
    assert "<script>" not in section.body_html


def test_a_section_has_a_limit(draft: Draft) -> None:
    with pytest.raises(Refused, match="too long"):
        briefing.write_section(draft.version, "does", "a" * 10_001, by=draft.moss)


@pytest.mark.parametrize("lacking", list(BASES))
def test_an_error_rate_needs_both_bases(draft: Draft, lacking: str) -> None:
    bases = {**BASES, lacking: " "}
    before = draft.version.figures.count()
    with pytest.raises(Refused, match="two bases"):
        briefing.add_evidence(draft.version, "figures", by=draft.moss, **FIGURE, **bases)
    assert draft.version.figures.count() == before


def test_a_count_needs_no_base(draft: Draft) -> None:
    fields = {**FIGURE, "metric": "Deployments", "is_error_rate": False}
    assert briefing.add_evidence(draft.version, "figures", by=draft.moss, **fields).pk


def test_a_link_must_be_a_web_address(draft: Draft) -> None:
    with pytest.raises(Refused, match="web address"):
        briefing.add_evidence(draft.version, "sources", by=draft.moss, title="T", url="javascript:alert(1)")


def test_the_dates_of_the_law_are_in_order(signed_draft: Draft) -> None:
    today = clock.today()
    briefing.date_law(signed_draft.version, by=signed_draft.moss, law_as_at=today, check_by=today + timedelta(days=1))
    with pytest.raises(Refused):
        briefing.date_law(
            signed_draft.version, by=signed_draft.moss, law_as_at=today, check_by=today - timedelta(days=1)
        )


def test_an_older_version_is_left_alone(draft: Draft) -> None:
    old = draft.version
    BriefingVersion.objects.create(consultation=draft.consultation, number=2)
    with pytest.raises(Refused, match="newer version"):
        briefing.write_section(old, "does", "Words.", by=draft.moss)


@pytest.mark.parametrize("who", ["hale", "okoro", "reyes", "outsider"])
def test_only_facilitators_and_experts_write(draft: Draft, who: str) -> None:
    with pytest.raises(NotAllowed):
        briefing.write_section(draft.version, "does", "Ours.", by=getattr(draft, who))


def test_not_known_is_an_answer_on_the_data_card(draft: Draft) -> None:
    briefing.write_data_card(draft.version, by=draft.moss, security="Not known", shared_with="")
    card = DataCard.objects.get(version=draft.version)
    assert (card.security, card.shared_with) == ("Not known", "")


def test_a_source_says_by_which_mark_it_is_cited_and_the_next_can_be_added(draft: Draft, client_for) -> None:
    client, address = client_for(draft.moss), reverse("edit_sources", args=[draft.consultation.slug])
    number = citing.next_number(draft.version)
    given = {"title": "A report", "standpoint": "academic", "url": "https://example.org/report"}
    answer = client.post(address, given)
    assert answer["Location"] == f"{address}#add"
    page = client.get(address).content.decode()
    assert (
        f"A text cites it as [{number + 1}]." in page and f"<h2>[{number}] A report</h2>" in page and 'id="add"' in page
    )
